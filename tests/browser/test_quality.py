"""What every page owes every reader, measured in Chromium: accessible, light, and usable by keyboard alone."""

import gzip
import re

import pytest

from tests.kb.cast import article
from tests.pages import ARTICLE, FAULTY_EXAMPLE, FOUNDING_CASE, PAGES
from tests.seeding import seed

from .axe import COLOURS, complaints
from .waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Whether an element has a transition or an animation that lasts.
MOVES = "e => ['transitionDuration', 'animationDuration'].some(name => parseFloat(getComputedStyle(e)[name]) > 0.01)"


@pytest.fixture
def content(transactional_db):
    """Some shipped rules and their articles."""
    seed()


@pytest.mark.once
def test_axe_finds_nothing_on_any_page_light_or_dark(live_server, content, browser, subtests):
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # axe itself is injected
        page = context.new_page()
        rules = COLOURS if scheme == "dark" else ()
        for path in PAGES:
            with subtests.test(path=path, scheme=scheme):
                page.goto(live_server.url + path)
                assert complaints(page, rules) == []
        with subtests.test(path="report", scheme=scheme):
            page.goto(f"{live_server.url}/check/?example={FAULTY_EXAMPLE}")
            page.locator("#check-button").click()
            page.locator("#verdict").wait_for()
            assert complaints(page, rules) == []
        context.close()


def test_the_main_job_needs_no_mouse(live_server, content, page):
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    go_to(page, "Check a file")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")
    until(page, "document.activeElement.matches('textarea')")
    page.keyboard.insert_text(FOUNDING_CASE)
    until(page, "document.activeElement.matches('input[name=login]')")
    page.keyboard.press("ArrowDown")
    until(page, "document.activeElement.id === 'check-button'")
    page.keyboard.press("Enter")
    page.locator("#verdict").wait_for()
    assert "CC104" in page.locator("#report").inner_text()
    until(page, f"document.activeElement.matches('a[href=\"/articles/{ARTICLE}/\"]')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/articles/{ARTICLE}/")


def test_an_article_with_its_scripts_is_light(live_server, content, page):
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.__setitem__(answer.url, len(gzip.compress(answer.body(), 6))))
    page.goto(f"{live_server.url}/articles/{ARTICLE}/", wait_until="networkidle")
    assert sum(sizes.values()) <= 50 * 1024, sizes


def test_zoomed_to_400_percent_nothing_is_cut_off(live_server, content, page, subtests):
    page.set_viewport_size({"width": 320, "height": 256})  # what 1280 by 1024 becomes (WCAG 1.4.10)
    for path in PAGES:
        with subtests.test(path=path):
            page.goto(live_server.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_words_without_end_break_and_do_not_widen_the_page(live_server, content, page, subtests):
    word = "ANTHROPIC_" * 14
    row = f"| `{word}` | `{word}` | {word} |"
    made = article(
        "long-words",
        title=f"{word}: https://gateway.example/{'a' * 30}",
        issue=f"{word} and `{word}`\n\n| Name | Value | Why |\n|---|---|---|\n{row}\n",
        short_answer=f"Set `{word}`:\n\n```zsh\nexport {word}={'x' * 200}\n```\n",
        signatures=(f"{word} {'y' * 80}",),
    )
    page.set_viewport_size({"width": 320, "height": 640})
    for path in (made.get_absolute_url(), "/latest/", "/errors/", f"/search/?q={word[:-1]}"):
        with subtests.test(path=path):
            page.goto(live_server.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_a_phone_the_first_screen_answers(live_server, content, page, subtests):
    page.set_viewport_size({"width": 360, "height": 740})
    for path, wanted in {
        "/": ".article-list__title",
        f"/articles/{ARTICLE}/": ".short-answer p",
        "/search/?q=gateway+credits": ".article-list__title",
    }.items():
        with subtests.test(path=path):
            page.goto(live_server.url + path)
            box = page.locator(wanted).first.bounding_box()
            assert box["y"] + box["height"] <= 740
    with subtests.test("report"):
        page.goto(f"{live_server.url}/check/")
        page.locator("#text").fill(FOUNDING_CASE)
        page.locator("#check-button:not([disabled])").click()
        # Who pays, which lines decide, what to change: there once the report was put in and scrolled to.
        wait_until(
            page,
            """() => {
                const box = document.querySelector(".verdict__lines")?.getBoundingClientRect();
                return box && box.height > 0 && box.top >= 0 && box.bottom <= 740;
            }""",
        )


def test_nothing_moves_for_who_asked_for_that(live_server, content, browser, subtests):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    moving = f"[...document.querySelectorAll('*')].filter({MOVES}).length"
    for path in PAGES[:5]:
        with subtests.test(path=path):
            page.goto(live_server.url + path)
            assert page.evaluate(moving) == 0
    context.close()


def test_every_page_has_one_heading_of_the_first_level_and_a_title_of_its_own(live_server, content, page):
    titles = []
    for path in PAGES:
        page.goto(live_server.url + path)
        assert page.locator("h1").count() == 1, path
        titles.append(page.title())
    assert len(set(titles)) >= len(PAGES) - 1, titles
    assert all(re.search("Verdict", title) for title in titles), titles


def go_to(page, name: str) -> None:
    """Press Tab until the link or button with this text has the focus."""
    until(page, f"document.activeElement.textContent.trim() === {name!r}")


def until(page, condition: str, most: int = 120) -> None:
    """Press Tab until a condition holds; the focus must be visible on the way."""
    for _ in range(most):
        if page.evaluate(condition):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"No way by Tab to: {condition}")


def test_on_the_narrowest_phone_a_name_stays_whole_in_a_heading(live_server, content, page):
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(f"{live_server.url}/articles/{ARTICLE}/")
    shown = "<span class='name'>ANTHROPIC_BASE_URL</span> and more words of a heading"
    lines, width = page.evaluate(
        """words => {
          const heading = document.querySelector("h1");
          heading.innerHTML = words;
          return [heading.querySelector(".name").getClientRects().length, document.documentElement.scrollWidth];
        }""",
        shown,
    )
    assert lines == 1
    assert width == 320
