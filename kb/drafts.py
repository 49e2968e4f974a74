"""Keep what is typed into an article's form until it is saved, and offer it when the form is opened again."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from .differences import difference
from .discretion import without_keys
from .formtext import data_of, text_of
from .models import Article, ArticleDraft

MOST = 20  # drafts of one person; the oldest goes
OFFERED = 5
KEY = "draft"  # the field that names the draft of an opened form
NOT_KEPT = frozenset(("csrfmiddlewaretoken", KEY, "_save", "_continue", "_addanother", "_popup"))


@dataclass(frozen=True, slots=True)
class Offer:
    """A draft that was left behind, and how it differs from the article as it is kept."""

    draft: ArticleDraft
    difference: str


def new_key() -> str:
    """Return a key for a form that is opened."""
    return secrets.token_hex(16)


def is_key(text: str) -> bool:
    """Tell whether this could be a key of ours."""
    return len(text) == 32 and text.isascii() and text.isalnum()


def keep(user: Any, article: Article | None, key: str, fields: Mapping[str, Sequence[str]]) -> ArticleDraft:
    """Keep the fields of a form under its key, real keys masked, in place of what was kept under it before."""
    data = {
        name: [without_keys(value)[0] for value in values] for name, values in fields.items() if name not in NOT_KEPT
    }
    draft, _ = ArticleDraft.objects.update_or_create(user=user, key=key, defaults={"article": article, "data": data})
    older = ArticleDraft.objects.filter(user=user).values_list("pk", flat=True)[MOST:]
    ArticleDraft.objects.filter(pk__in=list(older)).delete()
    return draft


def offers(user: Any, article: Article | None) -> list[Offer]:
    """Return the drafts that this person left of an article, or of new ones; one that says the same is forgotten."""
    now = text_of(data_of(article or Article()))
    found = []
    for draft in ArticleDraft.objects.filter(user=user, article=article)[:OFFERED]:
        changed = difference(now, text_of(draft.data), "as it is kept", "your draft")
        if changed:
            found.append(Offer(draft, changed))
        else:
            draft.delete()
    return found


def forget(user: Any, key: str) -> None:
    """Delete a draft, because it is saved or not wanted."""
    ArticleDraft.objects.filter(user=user, key=key).delete()


def as_post(draft: ArticleDraft) -> QueryDict:
    """Return the draft's fields as a browser would send them."""
    post = QueryDict(mutable=True)
    for name, values in draft.data.items():
        post.setlist(name, values)
    return post
