"""What a browser sends from the article's form in the admin, and the test case of who sends it."""

import re
from typing import Any

from django.test import TestCase
from django.urls import reverse

from kb.models import Article

from .cast import alice

CHANGELIST = reverse("admin:kb_article_changelist")
ADD = reverse("admin:kb_article_add")
INLINES = ("signatures", "sources", "verifications", "former_slugs")


def form_data(made: Article | None = None, **changes: Any) -> dict[str, Any]:
    """What a browser sends for the form of this article, or of a new one, with some fields changed."""
    names = (
        "title",
        "slug",
        "short_answer",
        "issue",
        "environment",
        "steps",
        "current_behaviour",
        "expected_behaviour",
    )
    names += ("cause", "resolution", "verification_steps", "cannot_be_seen", "wrong_advice", "confidence", "audience")
    data: dict[str, Any] = {name: getattr(made or Article(), name) for name in names}
    data["seen_version"] = made.version if made else 0
    columns = {
        "signatures": ("text", "position"),
        "sources": ("url", "what", "date", "archived", "position"),
        "verifications": ("by", "how", "version", "on", "until", "what", "position"),
        "former_slugs": ("slug",),
    }
    for prefix, fields in columns.items():
        rows = list(getattr(made, prefix).all()) if made else []
        data |= {f"{prefix}-TOTAL_FORMS": len(rows) + 1, f"{prefix}-INITIAL_FORMS": len(rows)}
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{field}": getattr(row, field) for field in fields}
            data |= {f"{prefix}-{number}-id": row.pk, f"{prefix}-{number}-article": made.pk}
        data |= {f"{prefix}-{len(rows)}-{field}": "" for field in fields if field != "position"}
        if "position" in fields:
            data[f"{prefix}-{len(rows)}-position"] = 0
    return data | changes


def source(number: int = 0) -> dict[str, Any]:
    return {f"sources-{number}-url": "https://example.com/", f"sources-{number}-what": "The page"}


def record(number: int = 0) -> dict[str, Any]:
    values = {"by": "Alice", "how": "measured", "on": "2026-11-25", "until": "2099-01-01", "what": "It was seen."}
    return {f"verifications-{number}-{key}": value for key, value in values.items()}


class AdminTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.alice = alice()

    def setUp(self):
        self.client.force_login(self.alice)

    def change(self, made: Article, **changes: Any):
        address = reverse("admin:kb_article_change", args=(made.pk,))
        return self.client.post(address, form_data(made, **changes))

    def errors(self, answer) -> str:
        """The text of the page's error lists."""
        self.assertEqual(answer.status_code, 200, answer)
        lists = re.findall(r'<ul class="errorlist.*?</ul>', answer.content.decode(), re.DOTALL)
        return " ".join(re.sub(r"<[^>]+>", " ", found) for found in lists)
