"""A real Chromium for the tests of whole pages."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.test.testcases import LiveServerThread

from .serving import WatchedServer, wait_until_idle

# Playwright runs an event loop in this thread; Django's guard against database calls from one is no help here.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Debian's Chromium, headless."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("CHROMIUM IS MISSING: the browser tests did not run. Install Debian's package `chromium`.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ]
        chromium = playwright.chromium.launch(executable_path=executable, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", autouse=True)
def watched_server() -> Iterator[None]:
    """Let the live server be one that can be waited for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LiveServerThread, "server_class", WatchedServer)
        yield


@pytest.fixture
def live_server(transactional_db, browser, live_server) -> Iterator[object]:
    """The live server; before the database is emptied, every page is closed and every request has ended."""
    yield live_server
    for context in browser.contexts:
        context.close()
    wait_until_idle()


@pytest.fixture
def page(browser) -> Iterator[object]:
    """A fresh page without cookies."""
    context = browser.new_context()
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
