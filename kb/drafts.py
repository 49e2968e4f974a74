"""Keep what is typed into a form of staff until it is saved, and offer it when the form is opened again."""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from .differences import difference
from .models.drafts import FormDraft

MOST = 20  # drafts of one person and kind; the oldest goes
OFFERED = 5
KEY = "draft"  # the field that names the draft of an opened form
NOT_KEPT = frozenset(("csrfmiddlewaretoken", KEY, "_save", "_continue", "_addanother", "_popup"))

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of form: where its drafts are kept, what of it is kept, and how it reads as one text."""

    table: type[FormDraft]
    of: str  # the column that names what the form is about
    fields_of: Callable[[Any], Fields]  # what a form holds that was just opened for a thing, or for a new one: None
    text_of: Callable[[Fields], str]  # what a form holds, as text for a diff
    mask: Callable[[str], str]  # a text without real keys
    names: Collection[str] | None = None  # the fields that are kept; None for all


@dataclass(frozen=True, slots=True)
class Offer:
    """A draft that was left behind, and how it differs from the thing as it is kept."""

    draft: FormDraft
    difference: str


def new_key() -> str:
    """Return a key for a form that is opened."""
    return secrets.token_hex(16)


def is_key(text: str) -> bool:
    """Tell whether this could be a key of ours."""
    return len(text) == 32 and text.isascii() and text.isalnum()


def keep(kind: Kind, user: Any, thing: Any, key: str, fields: Fields) -> FormDraft:
    """Keep the fields of a form under its key, real keys masked, in place of what was kept under it before."""
    data = {
        name: [kind.mask(value) for value in values]
        for name, values in fields.items()
        if (name not in NOT_KEPT if kind.names is None else name in kind.names)
    }
    rows = _rows(kind)
    draft, _ = rows.update_or_create(user=user, key=key, defaults={kind.of: thing, "data": data})
    older = rows.filter(user=user).values_list("pk", flat=True)[MOST:]
    rows.filter(pk__in=list(older)).delete()
    return draft


def offers(kind: Kind, user: Any, thing: Any) -> list[Offer]:
    """Return the drafts that this person left of a thing, or of new ones; one that says the same is forgotten."""
    now = kind.text_of(kind.fields_of(thing))
    found = []
    for draft in _rows(kind).filter(**{"user": user, kind.of: thing})[:OFFERED]:
        changed = difference(now, kind.text_of(draft.data), "as it is kept", "your draft")
        if changed:
            found.append(Offer(draft, changed))
        else:
            draft.delete()
    return found


def forget(kind: Kind, user: Any, key: str) -> None:
    """Delete a draft, because it is saved or not wanted."""
    _rows(kind).filter(user=user, key=key).delete()


def _rows(kind: Kind) -> Any:
    return kind.table._default_manager


def as_post(draft: FormDraft) -> QueryDict:
    """Return the draft's fields as a browser would send them."""
    post = QueryDict(mutable=True)
    for name, values in draft.data.items():
        post.setlist(name, values)
    return post
