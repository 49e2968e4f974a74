"""Setting up the second factor and logging in with it, in Chromium: by keyboard, without JavaScript, seen by axe."""

import base64
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.secondfactor import code_of, device_of

from .axe import complaints

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery staple"


@pytest.fixture
def alice(transactional_db):
    """Alice the editor, who has no second factor yet."""
    return get_user_model().objects.create_superuser("alice", "alice@example.test", PASSWORD)


def give_password(page, url: str) -> None:
    """Type name and password as the focus stands, and press Enter."""
    page.goto(url)
    page.locator("#id_username:focus").wait_for()
    page.keyboard.type("alice")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("with_script", [True, False])
def test_from_the_first_log_in_to_the_next_by_keyboard(live_server, alice, browser, with_script):
    context = browser.new_context(java_script_enabled=with_script, accept_downloads=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    give_password(page, f"{live_server.url}/admin/kb/topic/")
    page.wait_for_url("**/login/set-up/**")
    key = base64.b32decode(page.locator(".secret").inner_text().replace(" ", "")).hex()
    assert page.locator("svg.qr path").get_attribute("d").count("M") > 300
    page.locator("#id_code").focus()
    page.keyboard.type(code_of(key))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    with page.expect_download() as download:
        page.get_by_role("link", name="Download them").press("Enter")
    assert Path(download.value.path()).read_text().split() == codes
    page.get_by_role("link", name="I have kept them").press("Enter")
    page.wait_for_url("**/admin/kb/topic/")
    page.get_by_role("button", name="Log out").press("Enter")

    give_password(page, f"{live_server.url}/admin/")
    page.wait_for_url("**/login/verify/**")
    TOTPDevice.objects.update(last_t=-1)  # as if half a minute had gone by
    page.locator("#id_code:focus").wait_for()
    page.keyboard.type(code_of(key))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Write and check").wait_for()
    page.get_by_role("button", name="Log out").press("Enter")

    give_password(page, f"{live_server.url}/admin/")
    page.get_by_role("link", name="use a recovery code").press("Enter")
    page.locator("#id_code:focus").wait_for()
    page.keyboard.type(codes[3])
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Write and check").wait_for()
    page.goto(f"{live_server.url}/admin/your-log-in/")
    assert "9 of 10 left" in page.get_by_role("main").inner_text()
    assert faults == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.once
def test_axe_finds_nothing_on_the_pages_of_the_log_in_and_none_is_too_wide(
    live_server, alice, browser, subtests, scheme
):
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, viewport={"width": 320, "height": 640})
    page = context.new_page()

    def look(name: str) -> None:
        with subtests.test(name):
            assert complaints(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= 320

    give_password(page, f"{live_server.url}/admin/")
    page.wait_for_url("**/login/set-up/**")
    page.locator("#id_code").fill("1")
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("alert").wait_for()
    look("set up")
    key = base64.b32decode(page.locator(".secret").inner_text().replace(" ", "")).hex()
    page.locator("#id_code").fill(code_of(key))
    page.get_by_role("button", name="Switch it on").click()
    page.locator(".codes").wait_for()
    look("codes")
    page.goto(f"{live_server.url}/admin/your-log-in/")
    look("your log-in")
    for path in ("staff/auditentry/", "auth/user/"):
        page.goto(f"{live_server.url}/admin/{path}")
        with subtests.test(path):
            assert complaints(page) == []
    bob = get_user_model().objects.create_user("bob", password=PASSWORD, is_staff=True)
    device_of(bob)
    page.goto(f"{live_server.url}/admin/auth/user/{bob.pk}/reset-second-factor/")
    look("reset")
    context.clear_cookies()
    give_password(page, f"{live_server.url}/admin/")
    page.locator("#id_code:focus").wait_for()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    look("verify")
    context.close()
