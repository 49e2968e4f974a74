"""A reader sends a case and takes it back, in Chromium: what it says of where a form stands, no test client says."""

import json

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from diagnostics import cases
from diagnostics.models import SharedReport, SubmittedCase
from tests.seeding import seed

from .axe import complaints
from .test_main_job import FOUNDING_CASE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def content(transactional_db):
    """Some shipped rules and their articles."""
    seed()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def report(request, live_server, content, browser):
    """The page of a report on the founding case, with and without JavaScript."""
    context = browser.new_context(java_script_enabled=request.param)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{live_server.url}/check/")
    page.locator("textarea").first.fill(FOUNDING_CASE)
    page.locator('input[name="login"][value="subscription"]').check()
    page.get_by_role("button", name="Check").first.click()
    page.locator("#verdict").wait_for()
    yield page
    assert context.cookies() == [], "no step needs a cookie"
    context.close()


def test_from_a_finding_to_the_number_and_back(report):
    report.get_by_role("button", name="This is wrong").first.click()
    report.get_by_label("What did you expect").fill("My plan should pay.")
    report.get_by_label("E-mail address").fill("reader@example.test")
    report.get_by_role("button", name="Show what will be kept").click()
    report.get_by_role("heading", name="This will be kept").wait_for()
    shown = report.get_by_role("main").inner_text()
    assert "My plan should pay." in shown
    assert "ANTHROPIC_CUSTOM_HEADERS" in shown
    assert not SubmittedCase.objects.exists()
    report.get_by_role("button", name="Change it").click()
    report.get_by_label("What did you expect").fill("My plan should pay, as before.")
    report.get_by_role("button", name="Show what will be kept").click()
    report.get_by_role("button", name="Send the case").click()
    report.get_by_role("heading", name="Thank you").wait_for()
    case = SubmittedCase.objects.get()
    assert (case.words, case.concerns) == ("My plan should pay, as before.", "CC104")
    report.goto(report.locator("pre code").last.inner_text())
    report.get_by_role("button", name="Delete it").click()
    report.get_by_role("heading", name="The case is deleted").wait_for()
    assert not SubmittedCase.objects.exists()


def test_a_shared_report_is_deleted_by_its_link(report):
    report.get_by_role("button", name="Make a link").click()
    report.get_by_role("heading", name="The report has an address").wait_for()
    report.goto(report.locator("pre code").last.inner_text())
    report.get_by_role("button", name="Delete it").click()
    report.get_by_role("heading", name="The report is deleted").wait_for()
    assert SharedReport.objects.get().is_deleted


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.once
def test_axe_finds_nothing_on_the_steps_and_none_is_too_wide(live_server, content, browser, subtests, scheme):
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{live_server.url}/check/?example=key-set-twice")
    page.locator("#check-button").click()
    page.locator("#verdict").wait_for()
    page.get_by_role("button", name="Something is wrong or missing").click()
    steps = {
        "Send us the case": "Show what will be kept",
        "This will be kept": "Send the case",
        "Thank you": None,
    }
    for heading, button in steps.items():
        page.get_by_role("heading", name=heading).first.wait_for()
        with subtests.test(heading):
            assert complaints(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
        if button:
            page.get_by_role("button", name=button).click()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_staff_work_through_the_queue_by_keyboard_and_axe_finds_nothing(
    live_server, content, browser, subtests, scheme
):
    fields = {"documents": json.dumps([{"name": "~/.zshrc", "text": FOUNDING_CASE}]), "login": "subscription"}
    case, _ = cases.keep(cases.read({**fields, "rule": "CC104", "words": "My plan should pay."}))
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("alice", "alice@example.test", "x"))
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, viewport={"width": 1280, "height": 800})
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/diagnostics/submittedcase/")
    page.get_by_role("link", name=case.reference).wait_for()
    with subtests.test("queue"):
        assert complaints(page) == []
    page.get_by_role("link", name=case.reference).press("Enter")
    page.get_by_role("heading", name=f"Case {case.reference}").wait_for()
    with subtests.test("case"):
        assert complaints(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    with subtests.test("narrow"):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Open the rule with this example").press("Enter")
    page.get_by_text("Nothing is saved yet").first.wait_for()
    assert case.reference in page.locator("#id_source").input_value()
    page.go_back()
    page.get_by_role("button", name="Make a draft article").press("Enter")
    page.get_by_text("The draft is made").wait_for()
    assert page.locator("#id_title").input_value() == "My plan should pay."
    context.close()
