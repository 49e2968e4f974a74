"""However much there is, a page of the admin asks the database a few questions: every registered one, a new one too.

`ROWS=10000 pytest -s tests/test_admin_at_scale.py` fills the tables with so many rows, and prints how long a page took.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib import admin
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.diagnostics.seed import alice
from tests.filling import fill

ROWS = int(os.environ.get("ROWS", "250"))
MOST = 10  # queries of a list
MOST_FORM = 40  # of a form with all that belongs to a thing
MOST_BYTES = 1_000_000


class AdminAtScaleTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        fill(ROWS)
        cls.alice = alice()

    def setUp(self) -> None:
        self.client.force_login(self.alice)

    def test_each_list_asks_at_most_ten_questions(self) -> None:
        for model, name in registered():
            for query in ("", *self.variants(model)):
                url = reverse(f"admin:{name}_changelist") + (f"?{query}" if query else "")
                with self.subTest(url):
                    self.measured(url, MOST)

    def test_each_form_and_its_history_asks_a_bounded_number_of_questions_and_is_no_flood(self) -> None:
        for model, name in registered():
            row = model._default_manager.order_by("pk").first()
            self.assertIsNotNone(row, f"tests/filling.py made no {model.__name__}")
            for view in ("change", "history", "delete"):
                with self.subTest(f"{name}_{view}"):
                    self.measured(reverse(f"admin:{name}_{view}", args=(row.pk,)), MOST_FORM)
            with self.subTest(f"{name}_add"):
                self.measured(reverse(f"admin:{name}_add"), MOST_FORM)

    def test_the_other_pages_of_the_admin_do_not_either(self) -> None:
        for name in ("admin:index", "article_from_thread", "content_health"):
            with self.subTest(name):
                self.measured(reverse(name), MOST_FORM)

    def variants(self, model: type) -> Iterator[str]:
        """Give a search, an order, the second page, and each filter with its first choice."""
        options = admin.site._registry[model]
        yield "p=2"
        yield urlencode({"q": "gateway 7"}) if options.search_fields else "o=1"
        yield "o=-1"
        if options.list_filter:
            yield "_facets=True"

    def measured(self, url: str, most: int) -> None:
        """Fetch a page; a page that is not for this model (403, a redirect) asks nothing either."""
        self.client.get(url)
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            response = self.client.get(url)
        took = time.perf_counter() - begun
        if "ROWS" in os.environ:
            size = len(response.content) // 1024
            print(f"{took * 1000:7.0f} ms {len(asked):3} queries {size:5} KB {response.status_code} {url}")
        self.assertIn(response.status_code, {200, 302, 403})
        said = "\n".join(query["sql"][:200] for query in asked.captured_queries)
        self.assertLessEqual(len(asked), most, said)
        self.assertLessEqual(len(response.content), MOST_BYTES)


def registered() -> Iterator[tuple[type, str]]:
    """Give each registered model, with the name by which its pages are addressed."""
    for model in admin.site._registry:
        yield model, f"{model._meta.app_label}_{model._meta.model_name}"
