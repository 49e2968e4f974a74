"""The second factor, from its set-up to a log-in with a recovery code, without a mouse and without a camera."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.secondfactor import code_of

from .keyboard import faults, follow, go_to, walk
from .staff import PASSWORD
from .test_second_factor import give_password
from .waiting import settle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def alice(transactional_db):
    """Alice the editor, who has no second factor yet."""
    return get_user_model().objects.create_superuser("alice", "alice@example.test", PASSWORD)


@pytest.fixture
def page(browser):
    """A page that may write to the clipboard, and that notes that it was printed instead of asking for a printer."""
    context = browser.new_context(accept_downloads=True, permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(15_000)
    context.add_init_script("window.print = () => document.documentElement.dataset.printed = 'yes'")
    yield context.new_page()
    context.close()


def code(page, text: str) -> None:
    """Write a code into the field that has the focus, and send it."""
    page.locator("#id_code:focus").wait_for()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def log_out(page) -> None:
    follow(page, "Log out", key="Shift+Tab")
    page.get_by_role("heading", name="Logged out").wait_for()


def test_from_the_set_up_to_a_recovery_code(live_server, alice, page, subtests):
    def look(name: str) -> None:
        with subtests.test(name):
            assert faults(walk(page)) == []

    give_password(page, f"{live_server.url}/admin/kb/topic/")
    page.wait_for_url("**/login/set-up/**")
    look("set up")
    key = base64.b32decode(page.locator(".secret").inner_text().replace(" ", "")).hex()
    go_to(page, "#id_code")
    code(page, "000000")
    page.get_by_role("alert").wait_for()
    assert page.title().startswith("Error: ")
    code(page, code_of(key))

    page.get_by_role("heading", name="Your recovery codes").wait_for()
    look("recovery codes")
    codes = page.locator(".codes li").all_inner_texts()
    follow(page, "Copy them")
    page.locator("[data-codes-state]").get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").split() == codes
    with page.expect_download() as download:
        follow(page, "Download them")
    assert Path(download.value.path()).read_text("utf-8").split() == codes
    follow(page, "Print this page")
    assert page.evaluate("document.documentElement.dataset.printed") == "yes"
    follow(page, "I have kept them: go on")
    page.wait_for_url("**/admin/kb/topic/")
    log_out(page)

    give_password(page, f"{live_server.url}/admin/")
    page.wait_for_url("**/login/verify/**")
    look("verify")
    go_to(page, "#id_code")
    code(page, "000000")
    page.get_by_role("alert").wait_for()
    TOTPDevice.objects.update(last_t=-1, throttling_failure_count=0)  # as if some time had gone by
    code(page, code_of(key))
    page.get_by_role("heading", name="Write and check").wait_for()
    follow(page, "Your log-in")
    page.get_by_role("heading", name="Recovery codes: 10 of 10 left").wait_for()
    look("your log-in")
    go_to(page, "#id_renew")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    settle(page)
    assert page.evaluate("document.activeElement.id") == "id_renew", "a refused code is typed again at once"
    log_out(page)

    give_password(page, f"{live_server.url}/admin/")
    page.wait_for_url("**/login/verify/**")
    follow(page, "The app is lost: use a recovery code")
    page.get_by_text("one of your recovery codes").wait_for()
    look("verify by a recovery code")
    TOTPDevice.objects.update(throttling_failure_count=0)
    go_to(page, "#id_code")
    code(page, codes[3])
    page.get_by_role("heading", name="Write and check").wait_for()
    follow(page, "Your log-in")
    page.get_by_role("heading", name="Recovery codes: 9 of 10 left").wait_for()
    follow(page, "Log out everywhere else")
    page.get_by_text("sessions are ended").or_(page.get_by_text("You were logged in nowhere else")).or_(
        page.get_by_text("One other session is ended")
    ).first.wait_for()
