"""Every page of the admin is free of what axe finds, light and dark, and the way of writing needs no mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.urls import reverse

from kb.models import Article
from tests.filling import fill
from tests.seeding import seed

from .axe import COLOURS, complaints
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.once
def test_axe_finds_nothing_on_any_page_of_the_admin(live_server, content, browser, subtests, scheme):
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # axe itself is injected
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/login/")
    with subtests.test(path="log-in", scheme=scheme):
        assert complaints(page, COLOURS if scheme == "dark" else ()) == []
    log_in(page, live_server.url)
    for path in pages():
        answer = page.goto(live_server.url + path)
        if answer.status != 200:
            continue
        with subtests.test(path=path, scheme=scheme):
            assert complaints(page, COLOURS if scheme == "dark" else ()) == []
    context.close()
