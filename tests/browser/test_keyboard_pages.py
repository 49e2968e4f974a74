"""On every page of staff the focus goes in the order of reading, is seen at each stop, and comes out again."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from diagnostics import cases
from diagnostics.models import Rule
from kb.models import Article, Flag, SearchMiss
from tests.pages import ARTICLE, FOUNDING_CASE
from tests.seeding import seed

from .axe import COLOURS, complaints
from .keyboard import choose, faults, follow, go_to, walk, walk_back, write
from .staff import editor, log_in
from .test_editor import THREAD
from .waiting import settle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, MIDDLE, NARROW = ({"width": width, "height": 800} for width in (1440, 800, 360))
QUEUE = reverse("admin:diagnostics_submittedcase_changelist")


@pytest.fixture
def content(transactional_db):
    """Some content, a flag, a search that found nothing, a submitted case, and who may do everything."""
    seed()
    alice = editor()
    article = Article.objects.get(slug=ARTICLE)
    Flag.objects.create(article=article, revision=1, reason="unclear", note="Which line?", by=alice)
    SearchMiss.objects.create(query="tea", count=3)
    Group.objects.create(name="Tasters")
    return article, case()


def case() -> object:
    documents = json.dumps([{"name": "~/.zshrc", "text": FOUNDING_CASE}])
    words = {"documents": documents, "login": "subscription", "rule": "CC104", "words": "My plan should pay."}
    return cases.keep(cases.read(words))[0]


def main_addresses(article: Article, sent: object) -> Iterator[str]:
    """Give the addresses whose layout depends on the width of the window."""
    yield from (reverse("admin:kb_article_changelist"), reverse("admin:kb_article_change", args=(article.pk,)))
    yield from (reverse("admin:diagnostics_rule_add"), reverse("admin:diagnostics_rule_changelist"))
    yield from (reverse("content_health"), reverse("admin:diagnostics_submittedcase_change", args=(sent.pk,)))
    yield reverse("admin:kb_article_history", args=(article.pk,))


def addresses(article: Article, sent: object) -> Iterator[str]:
    """Give the address of each page on which staff work."""
    yield from map(reverse, ("admin:index", "article_from_thread", "content_health", "admin:password_change"))
    rule = Rule.objects.get(code="CC104")
    yield from (f"{QUEUE}", reverse("admin:diagnostics_submittedcase_change", args=(sent.pk,)))
    for name, row in (("kb_article", article), ("diagnostics_rule", rule), ("kb_flag", Flag.objects.get())):
        yield reverse(f"admin:{name}_changelist")
        yield reverse(f"admin:{name}_change", args=(row.pk,))
    yield from (reverse(f"admin:{name}_add") for name in ("kb_article", "diagnostics_rule", "auth_user"))
    yield from (reverse(f"admin:kb_article_{name}", args=(article.pk,)) for name in ("history", "flag", "delete"))
    yield reverse("admin:auth_group_change", args=(Group.objects.get(name="Tasters").pk,))
    yield reverse("admin:kb_searchmiss_changelist")
    yield reverse("admin:staff_auditentry_changelist")


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (MIDDLE, "dark"), (NARROW, "light")])
@pytest.mark.once
def test_the_focus_is_seen_at_each_stop_and_goes_in_the_order_of_reading(
    live_server, content, browser, subtests, size, scheme
):
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    log_in(page, live_server.url)
    for path in addresses(*content) if size is WIDE else main_addresses(*content):
        with subtests.test(path=path, width=size["width"]):
            page.goto(live_server.url + path)
            assert faults(walk(page)) == []
    context.close()


def test_it_goes_back_the_way_it_came(live_server, content, page, subtests):
    sent = content[1]
    log_in(page, live_server.url)
    for path in (
        reverse("admin:kb_article_add"),
        reverse("admin:diagnostics_rule_add"),
        reverse("admin:diagnostics_submittedcase_change", args=(sent.pk,)),
    ):
        with subtests.test(path=path):
            page.goto(live_server.url + path)
            there = [stop.key for stop in walk(page)]
            assert [stop.key for stop in walk_back(page, len(there))] == there


def test_lists_are_searched_filtered_sorted_and_acted_upon(live_server, content, page):
    log_in(page, live_server.url, reverse("admin:kb_article_changelist"))
    go_to(page, '#changelist-filter a[href="?confidence__exact=validated"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**confidence__exact=validated")
    go_to(page, "#result_list thead .column-audience a")
    page.keyboard.press("Enter")
    page.wait_for_url("**o=3**")
    go_to(page, "#result_list thead .column-audience .toggle")
    page.keyboard.press("Enter")
    page.wait_for_url("**o=-3**")
    assert faults(walk(page)) == []
    go_to(page, ".action-select")
    page.keyboard.press("Space")
    choose(page, "select[name=action]", "Delete selected articles", key="Shift+Tab")
    go_to(page, "button[name=index]")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Delete multiple objects").wait_for()
    assert faults(walk(page)) == []
    follow(page, "No, take me back")
    page.locator("#result_list").wait_for()


def test_a_case_of_the_queue_is_taken_and_closed(live_server, content, page):
    sent = content[1]
    log_in(page, live_server.url, QUEUE)
    follow(page, sent.reference)
    page.get_by_role("heading", name=f"Case {sent.reference}").wait_for()
    follow(page, "Take it")
    page.get_by_text("Taken, alice").wait_for()
    write(page, "#id_reason", "It is right as it is.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#changelist").wait_for()
    sent.refresh_from_db()
    assert (sent.state, sent.reason) == ("closed", "It is right as it is.")


def test_content_health_leads_to_what_is_to_be_done(live_server, content, page):
    log_in(page, live_server.url)
    follow(page, "Content health")
    page.get_by_role("heading", name="Content health").wait_for()
    go_to(page, '.health a[href^="/admin/kb/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/kb/**")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.once
def test_axe_finds_nothing_in_the_states_of_the_pages(live_server, content, browser, subtests, scheme):
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # axe itself is injected
    page = context.new_page()
    log_in(page, live_server.url)

    def look(name: str) -> None:
        with subtests.test(name, scheme=scheme):
            assert complaints(page, COLOURS if scheme == "dark" else ()) == []

    def send(name: str = "_save") -> None:
        page.locator(f"[name={name}]").first.press("Enter")
        page.locator(".error-summary").wait_for()

    page.goto(live_server.url + reverse("admin:kb_article_add"))
    page.locator("#id_confidence").select_option("validated")
    page.locator("#sources-group .add-row a").press("Enter")
    page.locator("#id_sources-0-what").fill("No address")
    send()
    look("an article with faults")
    page.goto(live_server.url + reverse("admin:diagnostics_rule_add"))
    page.locator("#id_status").select_option("active")
    send()
    look("a rule with faults")
    page.locator("#id_source").fill("code = ")
    page.locator("[data-run-button]").press("Enter")
    page.get_by_text("Done: 1 of").wait_for()
    page.locator(".in-english .explained").wait_for()
    look("a rule that cannot be read, run")
    page.goto(live_server.url + reverse("article_from_thread"))
    send("_read")
    look("no thread")
    page.locator("#id_text").fill(THREAD)
    page.locator("[name=_read]").press("Enter")
    page.locator("[name=_make]").wait_for()
    settle(page)
    assert page.evaluate("document.activeElement.matches('.module')"), "what was read has the focus"
    look("a thread that was read")
    page.goto(live_server.url + reverse("admin:auth_user_add"))
    send()
    look("a person with faults")
    for query in ("?q=nothing+at+all", "?confidence__exact=archived"):
        page.goto(live_server.url + reverse("admin:kb_article_changelist") + query)
        look(f"an empty list {query}")
    page.goto(live_server.url + QUEUE + "?state=closed")
    look("an empty queue")
    article = content[0]
    Article.objects.all().exclude(pk=article.pk).delete()
    page.goto(live_server.url + reverse("content_health"))
    look("content health")
    context.close()
