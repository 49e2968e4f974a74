"""Keep real keys out of rules: an example may hold a key only if the word DUMMY is in it."""

from __future__ import annotations

import re

from django.views.decorators.debug import sensitive_variables

from .engine.secrets import MASK_RE, mask_text

DUMMY = "DUMMY"
# What masking takes for a secret because of the name before it, though it is prose: a rule's [notes] name variables.
_PROSE = re.compile(r"[a-z,.]\s+[A-Za-z]|^[A-Za-z_-]+:?$")


@sensitive_variables()
def without_real_keys(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the text with every key masked that is no dummy, and the lines on which such keys stood.

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
        if DUMMY in value or _PROSE.search(value):
            pieces.append(value)
        else:
            pieces.append(found.group())
            lines.append(text.count("\n", 0, at) + 1)
        at += len(value)
    return "".join([*pieces, masked[position:]]), tuple(dict.fromkeys(lines))
