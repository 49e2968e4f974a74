"""What a pasted message adds to who pays: a request that the server refuses is billed to nobody, as it stands.

The payer stays named, for it is who would pay once the credential is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .findings import Fit, Payer, Reading, Request, Sent
from .records import replace

_SHOWN = "Your error message shows that this is refused, so nobody pays as it stands."


def as_refused(requests: Sequence[Request], readings: Sequence[Reading], *, typed: bool = False) -> tuple[Request, ...]:
    """Return the requests, and of those that a fitting message refuses, who would pay; `typed`: they are an alias's."""
    refusing = [each for each in readings if each.fit is Fit.FITS and each.refuses and each.typed is typed]
    return tuple(
        replace(request, payer=would_pay(request.payer, _SHOWN))
        if request.outcome is Sent.SENT and any(_is_of(reading, request) for reading in refusing)
        else request
        for request in requests
    )


def _is_of(reading: Reading, request: Request) -> bool:
    return request.client == reading.client and request.login in reading.logins


def would_pay(payer: Payer, why: str) -> Payer:
    """Return the payer as the one who would pay, and why not; where nobody does, or the sentence says so, as it is."""
    if payer.would_only or "nobody pays" in payer.sentence.lower():
        return payer
    who = re.escape(re.sub(r" \([^()]*\)$", "", payer.who))
    said = re.sub(rf"\b({who}) pays?\b", r"\1 would pay", payer.sentence, flags=re.IGNORECASE)
    return replace(payer, sentence=f"{said} {why}", would_only=True)
