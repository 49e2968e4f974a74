"""What a pasted message adds to who pays: a request that the server refuses is billed to nobody, as it stands.

The payer stays named, for it is who would pay once the credential is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .findings import Certainty, Fit, Payer, Reading, Request, Sent
from .hosts import CLOUDS
from .records import replace

_CLOUDS_WORDS = {  # the cloud → whose words its answers are
    "bedrock": ("Amazon Bedrock",),
    "vertex": ("Google Vertex AI",),
    "foundry": ("Microsoft Azure",),
}
_SHOWN = "Your error message shows that this is refused, so nobody pays as it stands."


def as_refused(requests: Sequence[Request], readings: Sequence[Reading], *, typed: bool = False) -> tuple[Request, ...]:
    """Return the requests, and of those that a fitting message refuses, who would pay; `typed`: they are an alias's."""
    refusing = [each for each in readings if each.fit is Fit.FITS and each.refuses and each.typed is typed]
    return tuple(
        _answered(request, readings)
        if request.outcome is Sent.CANNOT_TELL and request.provider in _CLOUDS_WORDS
        else replace(request, payer=would_pay(request.payer, _SHOWN))
        if request.outcome is Sent.SENT and any(_is_of(reading, request) for reading in refusing)
        else request
        for request in requests
    )


def _answered(request: Request, readings: Sequence[Reading]) -> Request:
    """Return a request to a cloud with its payer known, where a message is that cloud's: so it got there.

    No file shows the credential, and the answer shows that there is one, or that none was wanted.
    """
    cloud = CLOUDS[request.provider]
    where = f"on your {request.provider} deployment"
    theirs = [each for each in readings if each.words_of in _CLOUDS_WORDS[request.provider] or where in each.message]
    if (
        request.client != "claude-code"
        or not theirs
        or theirs[0].fit is Fit.CONFLICTS
        or cloud.pays not in request.payer.sentence
    ):
        return request
    refuses = theirs[0].refuses
    why = (request.message or "").partition("; without one")[0].rstrip(".")
    said = f"{why}. Your error message is an answer from {cloud.name}, so the request got there."
    said += " What is refused is billed to nobody." if refuses else " Your Claude login does not count."
    return replace(request, payer=Payer(cloud.pays, Certainty.DOCUMENTED, said, would_only=refuses))


def _is_of(reading: Reading, request: Request) -> bool:
    return request.client == reading.client and request.login in reading.logins


def would_pay(payer: Payer, why: str) -> Payer:
    """Return the payer as the one who would pay, and why not; where nobody does, or the sentence says so, as it is."""
    if payer.would_only or "nobody pays" in payer.sentence.lower():
        return payer
    who = re.escape(re.sub(r" \([^()]*\)$", "", payer.who))
    said = re.sub(rf"\b({who}) pays?\b", r"\1 would pay", payer.sentence, flags=re.IGNORECASE)
    return replace(payer, sentence=f"{said} {why}", would_only=True)
