"""What a report says about the secrets in what was given: each value once, where it stood, where it is revoked."""

from __future__ import annotations

from collections.abc import Sequence

from .findings import Report
from .masking.secretpatterns import FILES, revoke_page, title_of
from .masking.secrets import HIDDEN
from .records import dataclass
from .source import Span

PUBLIC = "If a key here was public for a minute, in a forum post or a commit, revoke it: masking does not undo that."
NOTHING_MASKED = (
    "Nothing looked like a secret, so nothing was masked. Masking does not know every secret: look the text over "
    "before you pass this report on."
)
MOST_PLACES = 6
_FILES = frozenset(file.kind for file in FILES)


@dataclass(frozen=True, slots=True)
class MaskedValue:
    """One secret of the documents, however often it stands there."""

    title: str
    length: int
    places: tuple[Span, ...]
    revoke: str  # the vendor's page, or nothing where only who issued it knows
    is_file: bool  # a whole store of credentials, of which nothing was read


def masked_values(report: Report) -> tuple[MaskedValue, ...]:
    """Return what was masked, in the order of reading; equal values are one."""
    places: dict[tuple[str, int, int], list[Span]] = {}
    for mask in report.masks:
        if mask.kind != HIDDEN:
            places.setdefault((mask.kind, mask.length, mask.number), []).append(mask.span)
    return tuple(
        MaskedValue(title_of(kind), length, tuple(found), revoke_page(kind), kind in _FILES)
        for (kind, length, _), found in places.items()
    )


def redacted_places(report: Report) -> tuple[Span, ...]:
    """Return where the person had hidden a value before giving the text."""
    return tuple(mask.span for mask in report.masks if mask.kind == HIDDEN)


def sentence(value: MaskedValue) -> str:
    """Say in one sentence what became of a value, its places aside."""
    words = value.title[0].upper() + value.title[1:]
    if value.is_file:
        return f"{words}: not read. It holds credentials and no settings."
    return f"{words}, {value.length} character{'' if value.length == 1 else 's'}"


def places(spans: Sequence[Span]) -> str:
    """Name lines: "~/.zshrc:3, ~/.zshrc:9"."""
    names = list(dict.fromkeys(f"{span.document}:{span.line}" for span in spans))
    more = f" and {len(names) - MOST_PLACES} more" if len(names) > MOST_PLACES else ""
    return ", ".join(names[:MOST_PLACES]) + more
