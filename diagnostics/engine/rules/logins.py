"""Rules where the login is unknown: the facts once for each that is possible, and one answer made of theirs."""

from __future__ import annotations

from collections.abc import Mapping

from ..clients import CLIENTS, DEFAULT_CLIENT
from ..facts import Facts
from ..findings import Confidence, Finding, Login, Outcome, Request
from ..records import replace
from ..source import Span
from .rule import Rule, RuleAnswer

ANY_CLIENT = "any"
Worlds = list[tuple[Login, Facts]]
_LOGINS = (Login.SUBSCRIPTION, Login.CONSOLE, Login.NONE)


def for_each_login(meant: frozenset[str], facts: Facts) -> Worlds:
    """Return the facts once for each login that the clients meant may have, or as they are where it is known."""
    concerned = [request for request in facts.requests if request.client in meant or ANY_CLIENT in meant]
    is_open = facts.login is Login.UNKNOWN or any(request.login is not facts.login for request in concerned)
    if not is_open:
        return [(facts.login, facts)]
    worlds = []
    for login in _LOGINS:
        kept = [request for request in facts.requests if request not in concerned or _holds_for(request, login)]
        answered = {request.client for request in kept}
        if all(request.client in answered for request in concerned):
            worlds.append((login, replace(facts, login=login, requests=tuple(kept))))
    return worlds or [(facts.login, facts)]


def _holds_for(request: Request, login: Login) -> bool:
    """Tell whether a request was made for a login, or is the same for every login."""
    return request.login in (login, Login.UNKNOWN)


def merge(rule: Rule, answers: list[tuple[Login, RuleAnswer]]) -> RuleAnswer:
    """Make one answer of those for each login: what holds for some of them only says so and is likely, not certain."""
    if len(answers) == 1:
        return answers[0][1]
    for outcome in (Outcome.FOUND, Outcome.CANNOT_TELL, Outcome.CLEAR):
        logins = [login for login, answer in answers if answer.outcome is outcome]
        if not logins:
            continue
        if outcome is not Outcome.FOUND:
            return next(answer for _, answer in answers if answer.outcome is outcome)
        return RuleAnswer(rule, outcome, tuple(_merge_findings(rule, answers)))
    return answers[0][1]


def _merge_findings(rule: Rule, answers: list[tuple[Login, RuleAnswer]]) -> list[Finding]:
    """Return the findings of all logins, each place once, with the logins it needs named in front."""
    merged: dict[Span | None, tuple[Finding, list[Login]]] = {}
    for login, answer in answers:
        for finding in answer.findings if answer.outcome is Outcome.FOUND else ():
            place = finding.primary.span if finding.primary else None
            merged.setdefault(place, (finding, []))[1].append(login)
    words = _login_words(rule)
    return [
        finding if len(logins) == len(answers) else _only_if(finding, [words[login] for login in logins])
        for finding, logins in merged.values()
    ]


def _login_words(rule: Rule) -> Mapping[Login, str]:
    """Return the logins as they are called for the client that the rule speaks of."""
    client = next((CLIENTS[name] for name in sorted(rule.clients) if name in CLIENTS), CLIENTS[DEFAULT_CLIENT])
    return {**CLIENTS[DEFAULT_CLIENT].logins, **client.logins}


def _only_if(finding: Finding, logins: list[str]) -> Finding:
    """Say which login the finding needs; the message follows in its own words."""
    from .telling import within_sentence

    message = f"If you are {' or '.join(logins)}: {within_sentence(finding.message)}"
    return replace(finding, message=message, confidence=Confidence.LIKELY)
