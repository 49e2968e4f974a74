"""Suggestions while typing: chosen by keyboard, read aloud, and what was typed is still there on the way back."""

import pytest

from tests.seeding import seed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def content(transactional_db):
    """Some shipped rules and their articles."""
    seed()


def typed(page, words: str):
    """Type the words into the box, letter by letter, and wait for the suggestions."""
    box = page.locator("#q")
    box.press_sequentially(words)
    page.get_by_role("option").first.wait_for()
    return box


def test_a_suggestion_is_chosen_with_the_arrows_and_named_to_screen_readers(live_server, content, page):
    page.goto(live_server.url)
    box = typed(page, "vercel ai gat")
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    assert chosen.get_attribute("id") == box.get_attribute("aria-activedescendant")
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "vercel ai gat"
    box.press("Escape")
    assert box.input_value() == ""


def test_who_has_chosen_keeps_the_list_though_a_newer_one_comes_late(live_server, content, page):
    page.goto(live_server.url)
    box = typed(page, "gateway")
    late = []
    page.route("**/search/suggest/**", lambda route: late.append(route))
    with page.expect_request("**/search/suggest/**"):
        box.fill("gateway credits")
    box.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    title = chosen.inner_text()
    with page.expect_response("**/search/suggest/**"):
        late.pop().continue_()
    page.wait_for_timeout(200)  # nothing is to happen, so there is nothing to wait for
    assert chosen.inner_text() == title
    box.press("Enter")
    page.wait_for_url("**/articles/*/")
    assert page.get_by_role("heading", level=1).inner_text() == title


def test_back_from_a_suggestion_or_from_results_finds_what_was_typed(live_server, content, page):
    page.goto(live_server.url)
    box = typed(page, "vercel ai gat")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/articles/*/")
    page.go_back()
    assert page.locator("#q").input_value() == "vercel ai gat"
    page.locator("#q").fill("gateway")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search/?q=gateway")
    page.go_back()
    assert page.locator("#q").input_value() == "gateway"
    assert page.context.cookies() == []
