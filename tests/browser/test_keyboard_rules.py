"""A rule is written, run, mended, saved, let through the gate and exported without a mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from diagnostics.models import Rule
from tests.diagnostics.test_rule_admin import NEW
from tests.seeding import seed

from .keyboard import choose, focus, follow, go_to, write
from .staff import editor, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RUN = "[data-run-button]"
STARTS_WITH_A_FAULT = NEW.replace("export PAGER=less", "export LINEED=vi")


@pytest.fixture
def content(transactional_db):
    """Some shipped rules with their articles, and who may write rules."""
    seed()
    editor()


def state(page, words: str) -> None:
    page.locator("[data-run-state]").get_by_text(words).wait_for()


def save(page) -> None:
    go_to(page, "[name=_save]")
    page.keyboard.press("Enter")


def test_a_rule_is_written_run_mended_saved_activated_and_exported(live_server, content, page):
    log_in(page, live_server.url)
    go_to(page, f'a[href="{reverse("admin:diagnostics_rule_add")}"]')
    page.keyboard.press("Enter")
    page.locator("#id_source").wait_for()

    write(page, "#id_source", NEW.replace('is = "is-set"', "is = "))
    page.locator(".in-english .explained").wait_for()
    told = page.locator("[data-english-state]")
    told.get_by_text("It cannot be read yet: This is not TOML").wait_for(state="attached")
    assert told.get_attribute("role") == "status"
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(STARTS_WITH_A_FAULT)
    told.get_by_text("It can be read.").wait_for(state="attached")
    page.locator(".in-english").get_by_text("LINEED is set to something not blank").wait_for()

    write(page, "#try_text", "export PAGER=less\nexport LINEED=ed\n")
    go_to(page, RUN)
    page.keyboard.press("Enter")
    state(page, "Done: 1 of 4 parts found a fault. Nothing is saved.")
    assert focus(page).seen["at"].startswith("button"), "a run leaves the focus where it was"
    found = page.locator("[data-run-results]").inner_text()
    for words in ("notice: LINEED is ed on line 2.", "expected: nothing here", "got:", "^"):
        assert words in found
    go_to(page, "[data-run-results] pre")

    write(page, "#id_source", NEW, key="Shift+Tab")
    go_to(page, RUN)
    page.keyboard.press("Space")
    state(page, "Done: all is as it should be. Nothing is saved yet.")
    assert not Rule.objects.filter(code="CC901").exists()
    go_to(page, "[name=_continue]", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_text("was added successfully").wait_for()
    assert Rule.objects.get(code="CC901").status == "draft"

    choose(page, "#id_status", "Active")
    save(page)
    page.get_by_text("was changed successfully").wait_for()
    assert Rule.objects.get(code="CC901").is_active
    go_to(page, f'a[href="{reverse("admin:diagnostics_rule_change", args=(Rule.objects.get(code="CC901").pk,))}"]')
    page.keyboard.press("Enter")
    page.locator("#id_source").wait_for()
    with page.expect_download() as download:
        follow(page, "Export as TOML")
    assert Path(download.value.path()).read_text("utf-8") == NEW


def test_what_the_gate_refuses_is_told_first_and_leads_to_the_text(live_server, content, page):
    log_in(page, live_server.url, reverse("admin:diagnostics_rule_add"))
    choose(page, "#id_status", "Active")
    write(page, "#id_source", STARTS_WITH_A_FAULT)
    save(page)
    page.locator(".error-summary").wait_for()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert "1 thing to mend" in page.locator(".error-summary").inner_text()
    assert "CC901" in page.locator(".error-summary li").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_source"
    assert page.locator("#id_source").get_attribute("aria-invalid") == "true"
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(NEW)
    save(page)
    page.get_by_text("was added successfully").wait_for()


def test_a_word_is_found_and_put_into_the_text(live_server, content, page):
    log_in(page, live_server.url, reverse("admin:diagnostics_rule_add"))
    write(page, "#id_source", "[when]\nall = [\n]\n")
    page.keyboard.press("ArrowUp")
    go_to(page, "[data-vocabulary] > summary")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("is-not-exported")
    go_to(page, '[aria-label="Insert is-not-exported where the cursor is"]')
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_source"
    assert 'is = "is-not-exported" }]' in page.locator("#id_source").input_value()
