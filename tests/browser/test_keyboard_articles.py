"""An article is published, flagged, reused, compared and restored without a mouse, and so is a conflict settled."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from kb.history import record_snapshot
from kb.models import Article, Flag
from tests.kb.cast import article
from tests.pages import ARTICLE, FOUNDING_CASE
from tests.seeding import seed

from .keyboard import choose, faults, follow, go_to, walk, write
from .staff import editor, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def alice(transactional_db):
    """Alice the editor."""
    return editor()


def change(made: Article) -> str:
    return reverse("admin:kb_article_change", args=(made.pk,))


def save(page, key: str = "Tab") -> None:
    go_to(page, "[name=_save]", key)
    page.keyboard.press("Enter")


def test_a_draft_gets_its_source_and_its_record_and_is_published(live_server, alice, page):
    made = Article.objects.create(slug="tea", title="It asks for tea", issue="It asks.", resolution="Pour some.")
    log_in(page, live_server.url, reverse("admin:kb_article_changelist"))
    write(page, "#searchbar", "asks for tea")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=asks**")
    go_to(page, "#result_list tbody th a")
    page.keyboard.press("Enter")
    page.locator("#id_confidence").wait_for()
    choose(page, "#id_confidence", "Validated")
    choose(page, "#id_audience", "Public")
    save(page)

    summary = page.locator(".error-summary")
    summary.wait_for()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    told = summary.inner_text()
    assert "names at least one source" in told
    assert "has at least one verification record" in told
    assert faults(walk(page)) == [], "the page with its errors"

    follow(page, "Sources")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('#sources-group .add-row a')"), "the link leads to the rows"
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.id") == "id_sources-0-what", "the new row has the focus"
    page.keyboard.type("The page of the tea")
    write(page, "#id_sources-0-url", "https://example.com/tea")
    go_to(page, "#verifications-group .add-row a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_verifications-0-what"
    page.keyboard.type("Poured, and it asked no more.")
    choose(page, "#id_verifications-0-how", "Measured")
    write(page, "#id_verifications-0-by", "Alice")
    for name, day in (("on", "11012026"), ("until", "11012099")):
        go_to(page, f"#id_verifications-0-{name}")
        page.keyboard.type(day)  # month, day, year: this browser is American
    page.locator("[data-autosave-state]").get_by_text("Draft kept at").wait_for()
    assert page.locator("[data-autosave-state]").get_attribute("role") == "status"
    assert page.evaluate("document.activeElement.id") == "id_verifications-0-until", "keeping a draft moves nothing"
    save(page)
    page.get_by_text("was changed successfully").wait_for()
    assert Article.objects.published().filter(pk=made.pk).exists()
    record = made.verifications.get()
    assert (record.on, record.until) == (dt.date(2026, 11, 1), dt.date(2099, 11, 1))


def test_a_row_that_is_taken_away_leaves_the_focus_where_one_is_added(live_server, alice, page):
    log_in(page, live_server.url, change(article()))
    go_to(page, "#signatures-group .add-row a")
    page.keyboard.press("Enter")
    page.keyboard.type("Tea, please")
    go_to(page, "#signatures-1 .inline-deletelink", key="Shift+Tab")
    page.keyboard.press("Space")
    assert page.locator("#id_signatures-1-text").count() == 0
    assert page.evaluate("document.activeElement.matches('#signatures-group .add-row a')")


def test_flagging_comparing_and_restoring(live_server, alice, page):
    made = article()
    record_snapshot(made)
    for field in ("cause", "resolution"):
        setattr(made, field, "Something worse.")
        made.save()
        record_snapshot(made)
    log_in(page, live_server.url, change(made))
    follow(page, "Flag it")
    page.locator("#id_reason").wait_for()
    go_to(page, "input[type=submit][value='Flag it']")
    page.keyboard.press("Enter")
    choose(page, "#id_reason", "It is hard to follow")
    write(page, "#id_note", "Which line?")
    go_to(page, "input[type=submit][value='Flag it']")
    page.keyboard.press("Enter")
    page.get_by_text("It stands in the queue now").wait_for()
    flag = Flag.objects.get()

    go_to(page, ".action-select")
    page.keyboard.press("Space")
    choose(page, "select[name=action]", "Assign the chosen flags to me", key="Shift+Tab")
    go_to(page, "button[name=index]")
    page.keyboard.press("Enter")
    page.get_by_text("1 assigned to you").wait_for()
    go_to(page, f'a[href^="{reverse("admin:kb_flag_change", args=(flag.pk,))}"]')
    page.keyboard.press("Enter")
    page.locator("[name=_resolve]").wait_for()
    follow(page, "Resolve it")
    page.locator(".error-summary").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_answer"
    page.keyboard.type("It says which line now.")
    follow(page, "Resolve it")
    page.get_by_text("was changed successfully").wait_for()
    flag.refresh_from_db()
    assert not flag.is_open

    page.goto(live_server.url + change(made))
    follow(page, "History")
    page.locator("#change-history").wait_for()
    go_to(page, "input[name=from]")
    page.keyboard.press("ArrowDown")
    follow(page, "Compare the two chosen versions", key="Shift+Tab")
    page.locator("pre.difference").wait_for()
    assert "+Something worse." in page.locator("pre.difference").inner_text()
    go_to(page, "pre.difference")
    first = made.history.earliest()  # the oldest of three: the arrow chose it
    follow(page, f"Restore version {first.version}", key="Shift+Tab")
    page.get_by_text(f"Version {first.version} is restored").wait_for()
    made.refresh_from_db()
    assert "Delete `/v1`" in made.resolution


def test_a_reader_who_comes_from_a_report_is_counted_as_reuse(live_server, transactional_db, browser, page):
    seed()
    editor()
    reader = browser.new_context().new_page()
    reader.goto(f"{live_server.url}/check/")
    go_to(reader, "textarea")
    reader.keyboard.insert_text(FOUNDING_CASE)
    go_to(reader, "#check-button")
    reader.keyboard.press("Enter")
    reader.locator("#verdict").wait_for()
    go_to(reader, f'a[href="/articles/{ARTICLE}/"]')
    reader.keyboard.press("Enter")
    reader.wait_for_url(f"**/articles/{ARTICLE}/")
    reader.context.close()
    log_in(page, live_server.url, reverse("admin:kb_article_changelist"))
    made = Article.objects.get(slug=ARTICLE)
    row = page.locator("#result_list tr", has=page.locator(f'a[href^="{change(made)}"]'))
    assert row.locator(".field-reused_lately").inner_text() == "1"


def test_of_two_people_the_second_settles_the_conflict(live_server, alice, page):
    made = article()
    log_in(page, live_server.url, change(made))
    write(page, "#id_cause", "What Alice knows.")
    Article.objects.get(pk=made.pk).save()
    theirs = Article.objects.get(pk=made.pk)
    theirs.resolution = "What Bob found."
    theirs.save()
    save(page)
    page.locator(".error-summary").wait_for()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert "Somebody changed this article" in page.locator(".error-summary").inner_text()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('pre.difference')"), "the other's change comes next"
    assert faults(walk(page)) == []
    write(page, "#id_resolution", "What Bob found.")
    save(page)
    page.get_by_text("was changed successfully").wait_for()
    saved = Article.objects.get(pk=made.pk)
    assert (saved.cause, saved.resolution) == ("What Alice knows.", "What Bob found.")
