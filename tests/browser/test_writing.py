"""The article's form in a real Chromium: the preview follows, and no text is lost whatever happens to the session."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from kb.models import Article, ArticleDraft, Flag
from tests.kb.cast import article

from .axe import complaints
from .staff import editor, log_in, log_in_again

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADD = reverse("admin:kb_article_add")


@pytest.fixture
def made(transactional_db):
    """One article and who may edit it."""
    editor()
    return article()


def change(made: Article) -> str:
    return reverse("admin:kb_article_change", args=(made.pk,))


def state(page, words: str) -> None:
    """Wait until the form says this about its draft."""
    page.locator("[data-autosave-state]").get_by_text(words).wait_for()


def test_the_preview_follows_what_is_typed_and_says_when_it_failed(live_server, made, page):
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.set_viewport_size({"width": 1440, "height": 900})
    log_in(page, live_server.url, change(made))
    beside = page.locator(".beside__text")
    beside.get_by_text("Every model fails.").wait_for()
    box, form = page.locator(".beside").bounding_box(), page.locator("#article_form").bounding_box()
    assert box["x"] >= form["x"] + form["width"], "it stands beside the form"
    assert errors == []
    page.locator("#id_cause").fill("Because of **this**.\n\n" + "- a line\n" * 80)
    beside.locator("strong", has_text="this").wait_for()
    page.locator("#id_title").fill("A new title")
    beside.get_by_role("heading", name="A new title").wait_for()
    beside.evaluate("element => { element.scrollTop = 400 }")
    page.locator("#id_title").press_sequentially("!")
    beside.get_by_role("heading", name="A new title!").wait_for()
    assert beside.evaluate("element => element.scrollTop") == 400
    page.route("**/preview/beside/", lambda route: route.abort())
    page.locator("#id_title").press_sequentially("?")
    page.get_by_text("The preview failed: the server does not answer").wait_for()
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box, form = page.locator(".beside").bounding_box(), page.locator("#article_form").bounding_box()
    assert box["y"] >= form["y"] + form["height"], "on a narrow screen it stands below"


def test_a_closed_window_costs_nothing(live_server, made, page):
    log_in(page, live_server.url, change(made))
    page.locator("#id_cause").fill("Half a thought")
    state(page, "Draft kept at")
    page.goto("about:blank")
    page.goto(live_server.url + change(made))
    page.get_by_text("You left a draft").wait_for()
    page.get_by_text("What differs").click()
    assert "+Half a thought" in page.locator(".draft-offer .difference").inner_text()
    page.get_by_role("button", name="Restore the draft").click()
    page.get_by_text("This is your draft").wait_for()
    assert page.locator("#id_cause").input_value() == "Half a thought"
    page.locator("#id_cause").fill("A whole thought")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()
    assert Article.objects.get().cause == "A whole thought"
    assert not ArticleDraft.objects.exists()


def test_a_lost_session_costs_nothing_and_a_log_in_elsewhere_lets_it_go_on(live_server, made, browser):
    context = browser.new_context()
    page = context.new_page()
    log_in(page, live_server.url, change(made))
    Session.objects.all().delete()
    page.locator("#id_cause").fill("Typed after the session was over")
    state(page, "You are logged out")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_timeout(500)
    assert page.locator("#id_cause").input_value() == "Typed after the session was over", "Save did not lose it"
    with context.expect_page() as opened:
        page.get_by_role("link", name="Log in in a new tab").click()
    other = opened.value
    log_in_again(other)
    page.bring_to_front()
    page.locator("#id_cause").press_sequentially(".")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()
    assert Article.objects.get().cause == "Typed after the session was over."
    context.close()


def test_what_only_the_browser_could_keep_is_offered_when_the_server_is_back(live_server, made, page):
    log_in(page, live_server.url, ADD)
    page.route("**/draft/", lambda route: route.abort())
    page.locator("#id_title").fill("Written without a server")
    state(page, "could not be kept on the server")
    page.goto("about:blank")
    page.unroute("**/draft/")
    page.goto(live_server.url + ADD)
    page.get_by_text("You left a draft").wait_for()
    page.get_by_role("button", name="Discard it").click()
    page.locator("#id_title").wait_for()
    assert page.locator(".draft-offer").count() == 0
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('verdict-draft')).length") == 0


def test_of_two_people_the_second_is_shown_the_others_change_and_loses_nothing(live_server, made, browser):
    editor("bob")
    pages = [browser.new_context().new_page() for _ in range(2)]
    for page, name in zip(pages, ("alice", "bob"), strict=True):
        log_in(page, live_server.url, change(made), name)
    alice, bob = pages
    alice.locator("#id_resolution").fill("What Alice found.")
    alice.get_by_role("button", name="Save", exact=True).click()
    alice.get_by_text("was changed successfully").wait_for()
    bob.locator("#id_cause").fill("What Bob knows.")
    bob.get_by_role("button", name="Save", exact=True).click()
    bob.get_by_text("Somebody changed this article").first.wait_for()
    assert "+What Alice found." in bob.locator(".errorlist .difference, .errornote ~ .errorlist pre").first.inner_text()
    assert bob.locator("#id_cause").input_value() == "What Bob knows."
    bob.locator("#id_resolution").fill("What Alice found.")
    bob.get_by_role("button", name="Save", exact=True).click()
    bob.get_by_text("was changed successfully").wait_for()
    saved = Article.objects.get()
    assert (saved.resolution, saved.cause) == ("What Alice found.", "What Bob knows.")
    for page in pages:
        page.context.close()


@pytest.mark.once
def test_axe_finds_nothing_on_the_pages_of_who_writes_light_or_dark(live_server, made, browser, subtests):
    Flag.objects.create(article=made, revision=1, reason="unclear", note="Which line?")
    made.cause = "Changed."
    made.save()
    versions = f"from={made.history.last().pk}&to={made.history.first().pk}"
    paths = (
        *(change(made), ADD, reverse("admin:kb_article_flag", args=(made.pk,)), reverse("admin:kb_flag_changelist")),
        reverse("admin:kb_article_history", args=(made.pk,)),
        f"{reverse('admin:kb_article_compare', args=(made.pk,))}?{versions}",
        made.get_absolute_url(),
    )
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        log_in(page, live_server.url)
        for path in paths:
            with subtests.test(path=path, scheme=scheme):
                page.goto(live_server.url + path)
                page.wait_for_load_state("networkidle")
                assert complaints(page) == []
        context.close()
