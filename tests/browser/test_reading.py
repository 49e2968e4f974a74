"""What a browser adds for readers: keys, a theme, fixes applied, keys put back; and what paper shows."""

import re

import pytest

from tests.pages import ARTICLE, FAULTY_EXAMPLE
from tests.seeding import seed

from .waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY = "sk-ant-api03-DUMMY" + "7" * 75 + "-DUMMYAAA"


@pytest.fixture
def content(transactional_db):
    """Some shipped rules and their articles."""
    seed()


def check(page, live_server, text: str = "") -> None:
    """Check a text, or the example with several faults."""
    page.goto(f"{live_server.url}/check/?example={'' if text else FAULTY_EXAMPLE}")
    if text:
        page.locator("#text").fill(text)
    page.locator("#check-button:not([disabled])").click()
    page.locator("#verdict").wait_for()


def background(page) -> str:
    return page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")


def test_single_keys_search_step_copy_and_can_be_switched_off(live_server, content, browser):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    check(page, live_server)
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "F1"
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == "F1"
    page.keyboard.press("c")
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == 'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh"'
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "site-q"
    page.keyboard.type("j?")  # typed, not obeyed
    assert page.locator("#site-q").input_value() == "j?"
    page.locator("#verdict").focus()
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_label("Single keys are on").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    assert context.cookies() == []
    context.close()


def test_a_theme_is_remembered_and_there_before_the_page_is_drawn(live_server, content, browser):
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(live_server.url)
    light = background(page)
    page.get_by_label("Dark").check(force=True)
    dark = background(page)
    assert dark != light
    # Nothing flashes: it is dark before there is a body that could be drawn.
    page.goto(f"{live_server.url}/latest/", wait_until="commit")
    wait_until(page, "document.body !== null")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.wait_for_load_state()
    assert background(page) == dark
    page.get_by_label("System").check(force=True)
    assert background(page) == light
    assert context.cookies() == []
    context.close()


def test_a_fix_is_applied_and_the_file_is_saved_with_the_keys_that_never_left(live_server, content, page):
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.post_data or ""))
    text = f'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh/v1"\nexport ANTHROPIC_AUTH_TOKEN="{KEY}"\n'
    check(page, live_server, text)
    with page.expect_download() as masked:
        page.get_by_role("button", name="Download mended-zshrc").click()
    assert masked.value.suggested_filename == "mended-zshrc"
    assert KEY not in masked.value.path().read_text()
    page.get_by_role("button", name="Apply this fix").first.click()
    page.get_by_text("Applied, and checked again.").wait_for()
    assert "CC107" in page.locator(".applied").inner_text()
    assert page.locator("#findings").count() == 0 or "CC107" not in page.locator(".findings").inner_text()
    with page.expect_download() as whole:
        page.get_by_role("button", name="Download with your keys").first.click()
    assert whole.value.path().read_text() == text.replace("vercel.sh/v1", "vercel.sh")
    assert not any(KEY in sent for sent in requests)


def test_without_javascript_a_fix_is_applied_and_the_file_saved(live_server, content, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/check/?example={FAULTY_EXAMPLE}")
    page.get_by_role("button", name="Check this file").first.click()
    page.get_by_role("button", name="Apply this fix").first.click()
    assert "Applied, and checked again." in page.locator(".applied").inner_text()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download mended-zshrc").first.click()
    assert "ANTHROPIC_BASE_URL" in saved.value.path().read_text()
    context.close()


def test_on_paper_everything_is_open_and_nothing_leads_away(live_server, content, page):
    check(page, live_server)
    page.emulate_media(media="print")
    passed = page.locator("#passed + details .passed").first
    assert passed.bounding_box()["height"] > 0
    assert passed.evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")
    for gone in (".site-header", ".site-footer", ".check-form", ".finding__actions", "#copies"):
        assert not page.locator(gone).first.is_visible(), gone
    assert "solid" in page.locator(".under").first.evaluate("e => getComputedStyle(e).textDecorationStyle")
    page.goto(f"{live_server.url}/articles/{ARTICLE}/")
    shown = "getComputedStyle(document.querySelector('.sources a[href^=\"http\"]'), '::after').content"
    wait_until(page, f"{shown} !== 'none'")  # the style sheet for paper is fetched last
    link = page.locator('.sources a[href^="http"]').first
    assert link.get_attribute("href") in link.evaluate("e => getComputedStyle(e, '::after').content") or re.search(
        r"attr\(href\)", link.evaluate("e => getComputedStyle(e, '::after').content")
    )


def test_on_paper_code_has_no_room_for_a_button(live_server, content, page):
    page.goto(f"{live_server.url}/articles/{ARTICLE}/")
    page.locator(".copy-button").first.wait_for()
    page.emulate_media(media="print")
    widths = page.evaluate(
        "[...document.querySelectorAll('.copyable > pre')].map(pre => getComputedStyle(pre).borderInlineEndWidth)"
    )
    assert widths
    assert set(widths) == {"1px"}


def test_an_answer_takes_the_focus_and_leaves_the_other_question(live_server, content, browser, subtests):
    for has_scripts in (True, False):
        with subtests.test(scripts=has_scripts):
            context = browser.new_context(java_script_enabled=has_scripts)
            page = context.new_page()
            page.goto(f"{live_server.url}/articles/{ARTICLE}/")
            assert context.cookies() == []
            page.locator("button[value=no]").click()
            assert page.locator("fieldset:focus").inner_text().startswith("Counted. What was wrong with it?")
            page.get_by_label("It is out of date").check()
            page.get_by_role("button", name="Send").click()
            page.locator(".reactions__said:focus").get_by_text("Staff read it").wait_for()
            assert page.locator("button[value=no]").count() == 0
            page.get_by_role("button", name="I have this too").click()
            page.locator(".reactions__said:focus").get_by_text("Counted.").wait_for()
            assert [cookie["name"] for cookie in context.cookies()] == ["verdict_voter"]
            context.close()


def test_an_article_asks_for_five_things_at_most(live_server, content, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/articles/{ARTICLE}/", wait_until="networkidle")
    assert len(asked) <= 5, asked
