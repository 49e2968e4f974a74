"""Every page of the admin is free of what axe finds, light and dark, and the way of writing needs no mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.urls import reverse

from kb.models import Article
from tests.filling import fill
from tests.seeding import seed

from .staff import editor, log_in
from .test_main_job import ARTICLE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OTHERS = (
    "admin:index",
    "article_from_thread",
    "content_health",
    "admin:your_log_in",
    "admin:password_change",
    "admin:password_change_done",
)


@pytest.fixture
def content(transactional_db):
    """Some rows of everything that the admin shows."""
    seed()
    fill(3)
    return editor()


def pages() -> Iterator[str]:
    """Give the address of every page that each registered model has, and of those beside."""
    yield from map(reverse, OTHERS)
    article = Article.objects.get(slug=ARTICLE)
    yield reverse("admin:kb_article_flag", args=(article.pk,))
    yield f"/admin/kb/article/{article.pk}/history/{article.history.first().pk}/"
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        if (row := model._default_manager.order_by("pk").first()) is not None:
            for view in ("change", "history", "delete"):
                yield reverse(f"{name}_{view}", args=(row.pk,))


def complaints(page, scheme: str) -> list[str]:
    """Return axe's violations of the page as it is now: the rule, the first place, and how many there are.

    In the dark only the colours are different, so only they are looked at again.
    """
    from axe_playwright_python.sync_playwright import Axe

    options: dict[str, object] = {"resultTypes": ["violations"]}  # of what holds, no places: half the time
    if scheme == "dark":
        options["runOnly"] = ["color-contrast", "link-in-text-block"]
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.once
def test_axe_finds_nothing_on_any_page_of_the_admin(live_server, content, browser, subtests, scheme):
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # axe itself is injected
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/login/")
    with subtests.test(path="log-in", scheme=scheme):
        assert complaints(page, scheme) == []
    log_in(page, live_server.url)
    for path in pages():
        answer = page.goto(live_server.url + path)
        if answer.status != 200:
            continue
        with subtests.test(path=path, scheme=scheme):
            assert complaints(page, scheme) == []
    context.close()
