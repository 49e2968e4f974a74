"""Keep real keys out of what staff write: an example may hold a key only if a word says that it is none."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.views.decorators.debug import sensitive_variables

from .engine.masking.secrets import MASK_RE, mask_text

DUMMY, REDACTED = "DUMMY", "REDACTED"
SHORTEST = 20  # characters of a key that a vendor gives out; what is shorter in an article stands for one
# Kinds of which only the name before the value speaks: in prose and in examples that is no proof.
_BY_NAME = frozenset(("secret", "password"))
# What masking takes for a secret because of the name before it, though it is prose: a rule's [notes] name variables.
_PROSE = re.compile(r"[a-z,.]\s+[A-Za-z]|^[A-Za-z_-]+:?$")


Harmless = Callable[[str, str], bool]  # the mask's kind and the value


@sensitive_variables()
def without_real_keys(text: str) -> tuple[str, tuple[int, ...]]:
    """Return a rule's text with every key masked that is no dummy, and the lines on which such keys stood."""
    return _masked(text, lambda _, value: DUMMY in value or _PROSE.search(value) is not None)


@sensitive_variables()
def without_published_keys(text: str) -> tuple[str, tuple[int, ...]]:
    """Return an article's text with every key masked that has a vendor's form and length, and their lines.

    Articles speak of keys all the time, so less is taken for one than in a configuration.
    """

    def is_harmless(kind: str, value: str) -> bool:
        return kind in _BY_NAME or len(value) < SHORTEST or DUMMY in value or REDACTED in value

    return _masked(text, is_harmless)


@sensitive_variables()
def _masked(text: str, is_harmless: Harmless) -> tuple[str, tuple[int, ...]]:
    """Mask what is not harmless.

    A mask says how long its value was, so the text between the masks tells where in the original each value stands.
    """
    masked = mask_text(text)
    pieces: list[str] = []
    lines: list[int] = []
    at = 0  # in the original
    position = 0  # in the masked text
    for found in MASK_RE.finditer(masked):
        between = masked[position : found.start()]
        pieces.append(between)
        at += len(between)
        position = found.end()
        if text.startswith(found.group(), at):  # stood there as a mask already
            pieces.append(found.group())
            at += len(found.group())
            continue
        value = text[at : at + int(found.group(2))]
        if is_harmless(found.group(1), value):
            pieces.append(value)
        else:
            pieces.append(found.group())
            lines.append(text.count("\n", 0, at) + 1)
        at += len(value)
    return "".join([*pieces, masked[position:]]), tuple(dict.fromkeys(lines))
