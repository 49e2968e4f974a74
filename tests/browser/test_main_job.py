"""The main job in a real Chromium: paste, verdict, article, an edit in the admin, the reader sees it."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from tests.pages import ARTICLE, FOUNDING_CASE
from tests.secondfactor import device_of, sign_in
from tests.seeding import seed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery staple"


@pytest.fixture
def content(transactional_db, settings):
    """Some shipped rules and their articles."""
    seed()


@pytest.fixture
def all_content(transactional_db):
    """All shipped content, as `script/run` loads it."""
    call_command("import_content", verbosity=0)
    call_command("import_rules", verbosity=0)


@pytest.fixture
def alice(transactional_db):
    """Alice the editor."""
    return get_user_model().objects.create_superuser("alice", "alice@example.test", PASSWORD)


def test_a_reader_gets_from_the_home_page_to_the_verdict_and_its_article_and_back(live_server, content, page):
    page.goto(live_server.url)
    page.get_by_role("main").get_by_role("link", name="Check a file").click()
    page.locator("textarea").first.fill(FOUNDING_CASE)
    page.locator('input[name="login"][value="subscription"]').check()
    page.get_by_role("button", name="Check").first.click()
    report = page.locator("#report")
    report.get_by_text("CC104").first.wait_for()
    words = report.inner_text()
    assert "ai-gateway.vercel.sh" in words
    assert "subscription" in words
    assert "x-ai-gateway-api-key" in words
    assert "credits" in words
    report.locator(f'a[href="/articles/{ARTICLE}/"]').first.click()
    page.get_by_role("heading", level=1).wait_for()
    assert "credits" in page.get_by_role("heading", level=1).inner_text().lower()
    page.go_back()
    page.get_by_role("heading", level=1).wait_for()
    assert "/check/" in page.url


def test_without_javascript_the_same_form_gives_the_same_report(live_server, content, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/check/")
    page.locator("textarea").first.fill(FOUNDING_CASE)
    page.locator('input[name="login"][value="subscription"]').check()
    page.get_by_role("button", name="Check").first.click()
    assert "CC104" in page.locator("#report").inner_text()
    context.close()


def test_a_pasted_error_message_finds_its_article(live_server, content, page):
    page.goto(live_server.url)
    page.locator("#q").fill(
        'API Error: 402 {"error":{"message":"Insufficient funds. Please add credits to your account to continue using '
        'AI services.","type":"insufficient_funds"}}'
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    first = page.get_by_role("main").locator('a[href^="/articles/"]').first
    assert ARTICLE in (first.get_attribute("href") or "")


def test_what_staff_change_in_the_admin_the_reader_sees(live_server, content, alice, page):
    sign_in(page, live_server.url, "alice", PASSWORD, device_of(alice).key)
    page.goto(f"{live_server.url}/admin/kb/article/?q={ARTICLE}")
    page.locator("#result_list tbody th a").first.click()
    page.locator("#id_short_answer").fill("Remove both lines: then only the subscription can pay. Changed by Alice.")
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_text("was changed successfully").wait_for()
    page.goto(f"{live_server.url}/articles/{ARTICLE}/")
    assert "Changed by Alice." in page.locator(".short-answer").inner_text()


def test_curl_and_the_offline_command_give_the_same_findings_as_the_page(live_server, all_content):
    request = urllib.request.Request(
        f"{live_server.url}/api/check?name=~/.zshrc&login=subscription",
        data=FOUNDING_CASE.encode(),
        headers={"Accept": "application/json", "Content-Type": "text/plain"},
    )
    with urllib.request.urlopen(request) as answer:
        by_curl = json.load(answer)
    command = [
        sys.executable,
        "-m",
        "diagnostics",
        "--login",
        "subscription",
        "--format",
        "json",
        "--as",
        "~/.zshrc",
        "-",
    ]
    offline = subprocess.run(
        command,
        input=FOUNDING_CASE,
        capture_output=True,
        text=True,
        cwd=Path(settings.BASE_DIR),
        env=os.environ,
        check=False,
    )
    by_command = json.loads(offline.stdout)
    assert offline.returncode == 1
    assert by_curl["findings"] == by_command["findings"]
    assert by_curl["verdict"] == by_command["verdict"]
    assert [finding["rule"] for finding in by_curl["findings"]]


@pytest.mark.parametrize(
    "path", ["/", "/check/", "/topics/", "/latest/", f"/articles/{ARTICLE}/", "/rules/", "/search/?q=gateway"]
)
@pytest.mark.parametrize("width", [320, 1440])
def test_no_page_is_wider_than_the_window_and_none_breaks_the_content_security_policy(
    live_server, content, page, path, width
):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live_server.url + path)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    assert complaints == []
