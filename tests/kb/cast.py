"""The fixed cast and the articles of the knowledge base's tests."""

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model

from kb.models import Article, ErrorSignature, Product, Source, Topic, VerificationRecord

TODAY = dt.date(2026, 11, 25)


def topic(slug: str = "gateways", **fields: Any) -> Topic:
    """A topic, made once."""
    return Topic.objects.get_or_create(slug=slug, defaults={"title": slug.replace("-", " ").title(), **fields})[0]


def product(slug: str = "claude-code", **fields: Any) -> Product:
    """A product, made once."""
    return Product.objects.get_or_create(slug=slug, defaults={"title": slug.replace("-", " ").title(), **fields})[0]


def article(slug: str = "base-url-ends-in-v1", *, signatures: tuple[str, ...] = (), **fields: Any) -> Article:
    """A published article with a source and a verification record that holds for years."""
    defaults = {
        "title": slug.replace("-", " ").capitalize(),
        "short_answer": "Take the suffix off.",
        "issue": "Every model fails.",
        "resolution": "Delete `/v1` at the end of the address.",
        "confidence": "validated",
        "audience": "public",
        "created": TODAY,
        "updated": TODAY,
    }
    made = Article.objects.create(slug=slug, **(defaults | fields))
    Source.objects.create(article=made, url="https://example.com/docs", what="The vendor's page", date="2026-08-22")
    verified(made)
    for position, text in enumerate(signatures):
        ErrorSignature.objects.create(article=made, text=text, position=position)
    return made


def verified(of: Article, **fields: Any) -> VerificationRecord:
    """A verification record of an article."""
    defaults = {"by": "Alice", "how": "measured", "on": TODAY, "until": dt.date(2099, 1, 1), "what": "It was seen."}
    return VerificationRecord.objects.create(article=of, **(defaults | fields))


def alice() -> Any:
    """The editor."""
    return get_user_model().objects.create_superuser("alice", "alice@example.com", "a-long-password")
