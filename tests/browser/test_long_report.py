"""A report on a long file: what is folded opens where a link leads into it, and each button says what it copies."""

import pytest

from tests.seeding import seed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 800}
# The base URL is found, the variables behind it concern nobody, so their lines are folded.
LONG = (
    'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh/v1"\n'
    + "".join(f"alias g{number}='git log'\n" for number in range(400))
    + "".join(f"export OTHER_{number}=1\n" for number in range(30))
    + "alias last='git log'\n" * 20
)


def test_a_link_into_a_folded_part_opens_it_and_long_numbers_stay_whole(live_server, transactional_db, browser):
    seed()
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{live_server.url}/check/")
    page.locator("#check-button:not([disabled])").wait_for()
    page.locator("#text").evaluate("(box, text) => { box.value = text; box.dispatchEvent(new Event('input')) }", LONG)
    page.locator("#check-button").click()
    page.locator("#verdict").wait_for()
    line = page.locator("#L1-425")
    assert not line.is_visible()
    page.locator(".environment-rest > summary").click()
    page.locator('.environment-rest a[href="#L1-425"]').click()
    line.wait_for(state="visible")
    assert page.url.endswith("#L1-425")
    assert line.evaluate("line => getComputedStyle(line, '::before').whiteSpace") == "nowrap"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="the diff of ~/.zshrc").wait_for()
    context.close()


def test_without_javascript_a_long_text_is_sent_on_by_every_button(live_server, transactional_db, browser):
    seed()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/check/")
    text = LONG.partition("\n")[0] + "\nalias last=git" * 2_000
    page.locator("#text").evaluate("(box, text) => { box.value = text }", text)
    page.get_by_role("button", name="Check").first.click()
    page.locator("#verdict").wait_for()
    with context.expect_page() as opened:
        page.get_by_role("button", name="Show mended-zshrc").click()
    opened.value.wait_for_load_state()
    assert opened.value.locator("body").inner_text().count("alias last=git") == 2_000
    opened.value.close()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download mended-zshrc").click()
    assert saved.value.suggested_filename == "mended-zshrc"
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("button", name="Back to the report").click()
    page.get_by_role("button", name="Apply all safe fixes").click()
    page.get_by_text("Applied, and checked again.").wait_for()
    assert '"https://ai-gateway.vercel.sh"' in page.locator("#text").input_value()
    context.close()
