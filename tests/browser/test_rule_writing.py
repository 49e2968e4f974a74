"""The rule's form in a real Chromium: it reads along, offers its words, and runs part by part without saving."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from diagnostics.models import Rule, RuleDraft
from tests.diagnostics.test_rule_admin import NEW
from tests.seeding import seed

from .axe import complaints
from .staff import editor, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADD = reverse("admin:diagnostics_rule_add")


@pytest.fixture
def content(transactional_db):
    """Some shipped rules with their articles, and who may write rules."""
    seed()
    editor()


def test_a_rule_is_written_run_and_mended_before_it_is_saved(live_server, content, page):
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    log_in(page, live_server.url, ADD)
    source, state = page.locator("#id_source"), page.locator("[data-run-state]")
    source.fill(NEW.replace('is = "is-set"', "is = "))
    page.locator(".in-english pre").get_by_text("This is not TOML").wait_for()
    source.fill(NEW.replace("PAGER=less", "LINEED=vi"))
    page.locator(".in-english").get_by_text("LINEED is set to something not blank").wait_for()
    page.locator("#try_text").fill("export PAGER=less\nexport LINEED=ed\n")
    page.get_by_role("button", name="Run", exact=True).click()
    state.get_by_text("Done: 1 of 4 parts found a fault").wait_for()
    results = page.locator("[data-run-results]").inner_text()
    assert "expected: nothing here" in results
    assert "notice: LINEED is ed on line 2." in results
    source.fill(NEW)
    page.get_by_role("button", name="Run", exact=True).click()
    state.get_by_text("Done: all is as it should be").wait_for()
    assert not Rule.objects.filter(code="CC901").exists()
    page.locator("#id_status").select_option("active")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was added successfully").wait_for()
    assert Rule.objects.get(code="CC901").is_active
    assert errors == []


def test_a_word_is_found_and_put_where_the_cursor_is(live_server, content, page):
    log_in(page, live_server.url, ADD)
    page.get_by_text("Words of the condition and of the fix").click()
    page.get_by_placeholder("Find one of").fill("is-not-exported")
    source = page.locator("#id_source")
    source.fill("[when]\nall = [\n\n]\n")
    source.evaluate("box => box.setSelectionRange(15, 15)")
    page.get_by_role("button", name="Insert is-not-exported").click()
    assert source.input_value().startswith("[when]\nall = [\n{ ")
    assert 'is = "is-not-exported" }\n]' in source.input_value()
    source.press("Control+z")
    assert source.input_value() == "[when]\nall = [\n\n]\n"


def test_a_lost_session_costs_no_rule_and_a_pasted_text_is_kept_nowhere(live_server, content, page):
    log_in(page, live_server.url, ADD)
    page.locator("#try_text").fill("export SECRET=of-somebody")
    page.locator("#id_source").fill(NEW)
    state = page.locator("[data-autosave-state]")
    state.get_by_text("Draft kept at").wait_for()
    Session.objects.all().delete()
    page.locator("#id_source").fill(NEW.replace("The editor is ed", "The editor is ed, indeed"))
    state.get_by_text("You are logged out").wait_for()
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "indeed" in kept
    assert "of-somebody" not in kept
    log_in(page, live_server.url, ADD)
    page.get_by_text("You left a draft").wait_for()
    page.get_by_text("What differs").click()
    page.locator(".draft-offer .difference").get_by_text("indeed").wait_for()
    page.get_by_role("button", name="Restore the draft").click()
    page.get_by_text("This is your draft").wait_for()
    assert "indeed" in page.locator("#id_source").input_value()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was added successfully").wait_for()
    assert Rule.objects.get(code="CC901").title == "The editor is ed, indeed"
    assert not RuleDraft.objects.exists()


@pytest.mark.once
def test_axe_finds_nothing_on_the_pages_of_who_writes_rules_light_or_dark(live_server, content, browser, subtests):
    paths = (
        *(ADD, reverse("admin:diagnostics_rule_change", args=(Rule.objects.get(code="CC101").pk,))),
        *(reverse("admin:diagnostics_rule_changelist"), reverse("content_health")),
    )
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        log_in(page, live_server.url)
        for path in paths:
            with subtests.test(path=path, scheme=scheme):
                page.goto(live_server.url + path)
                for summary in page.locator("details:not([open]) > summary").all():
                    if summary.is_visible():
                        summary.click()
                if page.locator("[data-run-button]").count():
                    page.locator("[data-run-button]").click()
                    page.get_by_text("Done:").wait_for()
                assert complaints(page) == []
        context.close()
