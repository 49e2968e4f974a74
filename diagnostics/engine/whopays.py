"""Who pays, in the words of the report: in full for one client, in short for each other, by the login that decides."""

from __future__ import annotations

from collections.abc import Sequence

from .clients import CLIENTS
from .findings import Certainty, Payer, Request
from .hosts import CLOUDS
from .records import replace


def payers(requests: Sequence[Request]) -> str:
    """Say who pays: in full for the first client, in short for each other, and for each login where that decides."""
    if not requests:
        return "Who pays cannot be told."
    by_client: dict[str, list[Request]] = {}
    for request in requests:
        by_client.setdefault(request.client, []).append(request)
    first, *others = by_client.values()
    return " ".join([in_full(first), *map(_in_short, others)])


def in_full(requests: Sequence[Request]) -> str:
    if len({request.payer for request in requests}) == 1:
        return _sentence(requests[0].payer)
    if len(requests) > 2:
        return _in_short(requests)
    if len(requests) == 2 and (said := _undecided(*requests)):
        return said
    return " ".join(f"If you are {_login(request)}, {small(_sentence(request.payer))}" for request in requests)


def _undecided(one: Request, other: Request) -> str:
    """Return two sentences that cannot tell for the same reason as one, what the login changes at its end."""
    first, second = one.undecided, other.undecided
    if first is None or second is None or replace(first, does_off="") != replace(second, does_off="") or not first.on:
        return ""
    if not (first.does_off and second.does_off):
        return ""
    if first.does_on in (first.does_off, second.does_off) or not (_is_all_said(one) and _is_all_said(other)):
        return ""
    pairs = ((first.does_off, one), (second.does_off, other))
    ends = (f"if it {first.off} and you are {_login(request)}, {does}" for does, request in pairs)
    return f"Who pays cannot be told. {first.reason} If it {first.on}, {first.does_on}; {'; '.join(ends)}."


def _is_all_said(request: Request) -> bool:
    """Tell whether the payer's sentence adds nothing to what cannot be told of the request."""
    return request.payer.sentence == f"Who pays cannot be told. {request.message}"


def _in_short(requests: Sequence[Request]) -> str:
    """Say who pays for a further client: "Codex CLI: your ChatGPT plan pays if you are logged in with ChatGPT; …"."""
    return f"{CLIENTS[requests[0].client].name}: {shortly(requests)}."


def shortly(requests: Sequence[Request]) -> str:
    """Return who pays, by the login where that decides; without a stop."""
    who = {request.payer.who for request in requests}
    if len(who) == 1:
        return _of_cloud(requests[0]) or _pays(requests[0].payer)
    return "; ".join(f"{_pays(request.payer)} if you are {_login(request)}" for request in requests)


def _of_cloud(request: Request) -> str:
    """Return who pays for a cloud whose credential does not stand in the text: whoever pays if a request goes out."""
    cloud = CLOUDS.get(request.provider)
    if cloud is None or request.payer.certainty is not Certainty.CANNOT_TELL:
        return ""
    return f"{cloud.pays} pays if a request goes out" if cloud.pays in request.payer.sentence else ""


def _login(request: Request) -> str:
    return CLIENTS[request.client].logins.get(request.login, "logged in or not")


def _pays(payer: Payer) -> str:
    if payer.certainty is Certainty.CANNOT_TELL:
        return "who pays cannot be told"
    if payer.would_only:
        return f"{payer.who} would pay, but as it stands nobody does"
    return f"{payer.who} {'pay' if payer.who.endswith('credits') else 'pays'}"


def _sentence(payer: Payer) -> str:
    """Return the payer's sentence with the payer in front: "Your Claude subscription pays: Claude Code sends …"."""
    said = payer.sentence
    lowered = said.lower()
    if payer.certainty is Certainty.CANNOT_TELL:
        return said if lowered.startswith("who pays") else f"Who pays cannot be told: {said}"
    if lowered.startswith((payer.who.lower(), "nobody pays")):
        return said
    who = payer.who[:1].upper() + payer.who[1:]
    pays = "would pay" if payer.would_only else "pay" if payer.who.endswith("credits") else "pays"
    said = said.replace(f" {who} {pays}.", "", 1)
    if "," in who:  # "… as documented, … as reported" is no subject of a sentence
        how = "is disputed" if " as reported" in who else "depends"
        return f"Who pays {how}: {payer.who}. {said}"
    return f"{who} {pays}: {said}"


def small(text: str) -> str:
    """Return a sentence to go on with; a name such as ANTHROPIC_API_KEY or Claude keeps its capital."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first in ("Your", "Who", "Nobody", "The", "Whoever", "If") else text
