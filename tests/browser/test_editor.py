"""The editor's whole way in a real Chromium: from a forum thread to an article that readers find, and what they say."""

from __future__ import annotations

import pytest
from django.urls import reverse

from diagnostics.models import HitHour, Rule
from kb.models import Article
from tests.diagnostics.test_rule_admin import NEW
from tests.seeding import seed

from .staff import editor, log_in
from .test_quality import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ERROR = "API Error: 418 The teapot refuses the plan. Please add tea to your account."
TITLE = "The line editor asks for tea instead of using my Max plan"
THREAD = f"""\
# {TITLE}

40 views · 1 like · 2 posts

Carol (@carol_x) · 2026-03-25

## Problem
I set the line editor up as documented.

## Steps to Reproduce
1. Write this into `.zshrc`

```
export LINEED=ed
```

2. Start it

## Current Behavior
It asks for tea:

```
{ERROR}
```

## Expected Behavior
My Max plan should pay.

Dave (@dave_y) · 2026-03-26

Hi @carol_x, set a key:

```bash
export ANTHROPIC_API_KEY="sk-ant-DUMMY"
```
"""


@pytest.fixture
def content(transactional_db):
    """Some shipped rules with their articles, and who may do everything."""
    seed()
    editor()


def save(page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def test_from_a_forum_thread_to_what_readers_say_of_the_article(live_server, content, browser):
    staff, reader = browser.new_context(), browser.new_context()
    for context in (staff, reader):
        context.set_default_timeout(15_000)
    page = staff.new_page()
    log_in(page, live_server.url)
    made = write_the_article(page, live_server.url)
    write_the_rule(page, live_server.url, made)
    publish(page, live_server.url, made)
    find_it(reader.new_page(), live_server.url, made)
    for _ in range(3):
        somebody = browser.new_context()
        say_it_did_not_help(somebody.new_page(), live_server.url, made)
        somebody.close()
    page.goto(live_server.url + reverse("content_health"))
    health = page.locator("#content").inner_text()
    assert TITLE in health
    assert "3 no, 0 yes" in health
    assert HitHour.objects.filter(code="CC901").exists(), "its rule was hit"
    for context in (staff, reader):
        context.close()


def write_the_article(page, url: str) -> Article:
    """Make the draft of the thread, and write its prose."""
    page.get_by_role("link", name="From a forum thread").first.click()
    page.get_by_label("Text of the thread").fill(THREAD)
    page.get_by_label("Address of the thread").fill("https://forum.example/t/1")
    page.get_by_role("button", name="Read the thread").click()
    page.get_by_text("Read as an exported page: 40 views, 1 like, 2 posts").wait_for()
    page.get_by_role("heading", name="Post 2, a reply’s advice: does not do what the thread wants").wait_for()
    page.get_by_role("button", name="Make the draft").click()
    page.get_by_text("The draft is made").wait_for()
    assert page.locator("#id_title").input_value() == TITLE
    assert "carol" not in page.locator("#article_form").inner_text().lower()
    assert "(post 2)" in page.locator("#id_wrong_advice").input_value()
    page.locator("#id_short_answer").fill("Take the line out.")
    page.locator("#id_cause").fill("`LINEED` makes the editor ask.")
    page.locator("#id_resolution").fill("Delete the line that sets `LINEED`.")
    save(page)
    page.get_by_text("was changed successfully").wait_for()
    return Article.objects.get(title=TITLE)


def write_the_rule(page, url: str, made: Article) -> None:
    """Be refused by the gate for an example that is not found, mend it, and let the rule run."""
    text = NEW.replace("a-later-line-wins", made.slug)
    page.goto(url + reverse("admin:diagnostics_rule_add"))
    page.locator("#id_source").fill(text.replace("export LINEED=ed #~", "export OTHER=ed #~"))
    page.locator("#id_status").select_option("active")
    save(page)
    page.get_by_text("a marked line is not found").first.wait_for()
    page.locator("#id_source").fill(text)
    save(page)
    page.get_by_text("was added successfully").wait_for()
    assert Rule.objects.get(code="CC901").is_active


def publish(page, url: str, made: Article) -> None:
    """Be refused for want of a verification record, add one, and publish."""
    page.goto(url + reverse("admin:kb_article_change", args=(made.pk,)))
    page.locator("#id_confidence").select_option("validated")
    page.locator("#id_audience").select_option("public")
    save(page)
    page.get_by_text("has at least one verification record").first.wait_for()
    page.locator("#verifications-group .add-row a").click()
    row = "#id_verifications-0-"
    page.locator(f"{row}by").fill("Alice")
    page.locator(f"{row}how").select_option("measured")
    page.locator(f"{row}on").fill("2026-11-01")
    page.locator(f"{row}until").fill("2099-11-01")
    page.locator(f"{row}what").fill("The line was taken out, and the plan paid.")
    save(page)
    page.get_by_text("was changed successfully").wait_for()
    assert Article.objects.published().filter(pk=made.pk).exists()


def find_it(page, url: str, made: Article) -> None:
    """Find the article by pasting the error message, and by checking the file whose line the rule finds."""
    page.goto(url)
    page.locator("#q").fill(f"  ⎿  {ERROR}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    page.get_by_role("heading", level=1, name=TITLE).wait_for()
    page.goto(f"{url}/check/")
    page.locator("textarea").first.fill("export LINEED=ed\n")
    page.get_by_role("button", name="Check").first.click()
    report = page.locator("#report")
    report.get_by_text("CC901").first.wait_for()
    report.locator(f'a[href="{made.get_absolute_url()}"]').first.wait_for()


def say_it_did_not_help(page, url: str, made: Article) -> None:
    page.goto(url + made.get_absolute_url())
    page.locator('button[name="helped"][value="no"]').click()
    page.get_by_text("Counted. What was wrong with it?").wait_for()


def test_a_draft_is_made_and_written_without_a_mouse(live_server, content, page):
    log_in(page, live_server.url)
    until(page, "document.activeElement.textContent.trim().endsWith('rom a forum thread')")
    page.keyboard.press("Enter")
    page.get_by_label("Text of the thread").wait_for()
    until(page, "document.activeElement.id === 'id_text'")
    page.keyboard.insert_text(THREAD)
    until(page, "document.activeElement.value === 'Read the thread'")
    page.keyboard.press("Enter")
    page.get_by_text("Read as an exported page: 40 views, 1 like, 2 posts").wait_for()
    until(page, "document.activeElement.value === 'Make the draft'")
    page.keyboard.press("Enter")
    page.get_by_text("The draft is made").wait_for()
    until(page, "document.activeElement.id === 'id_short_answer'")
    page.keyboard.insert_text("Take the line out.")
    until(page, "document.activeElement.name === '_save'", most=300)
    page.keyboard.press("Enter")
    page.get_by_text("was changed successfully").wait_for()
    assert Article.objects.get(title=TITLE).short_answer == "Take the line out."
