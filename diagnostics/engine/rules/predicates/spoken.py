"""Predicates over what sentences speak of, however it is put: a Claude plan, a login that is asked for."""

from __future__ import annotations

import re

from ...facts import Facts
from ...findings import SAYS_SO
from ...regexes import regex
from ...source import Kind
from .. import signs
from ..answers import NO, Answer, Line, Yes
from ..parameters import Arguments
from .vocabulary import predicate

_PLAN_WORDS = ("max", "pro", "subscri", "team", "enterprise")
_BOUGHT = r"(?:plans?|subscri\w*|sub|accounts?|tiers?|members?(?:hip)?|users?|log-?in|licen[cs]e|quota|usage)"
# "my PRO account", "the 200$ max plan", "Claude Code Pro subscription", "Max Pro 20 subscription", "Max 20x"
_PLAN = regex(
    rf"\b(?:max|pro)(?:[ /-]+(?:max|pro|plan|claude|code|oauth|\(?\$?\d{{1,3}}x?\$?\)?)){{0,3}}[ `*\"-]+{_BOUGHT}\b"
    r"|\bclaude(?: code)? (?:max|pro)\b|\bsubscription max\b|\b(?:max|pro) ?(?:5x|20x|x5|x20)\b"
    r"|\b(?:my|our|a|the|an|active|paid|personal|existing|claude|claude code|anthropic|team|enterprise) subscription\b"
    r"|\bclaude(?:\.ai|[ -]code)? subscri\w+|\bsubscription (?:mode|users?|oauth|auth\w*|log-?in|plan)\b|\bmax/pro\b"
    r"|\bteams? (?:plan|subscri\w+|account|seat)\b"
    r"|\bclaude(?:\.ai)? (?:team|enterprise) (?:plan|account|subscri\w+)|(?:max|pro) ?(?:套餐|订阅|会员)",
    re.IGNORECASE,
)
# "(no Claude Pro subscription)", "without a Max plan": who says so has none.
_DENIED = regex(r"\b(?:no|without|never had|don['’]t have|do not have|not on)(?: an?| any)?[ ]+$", re.IGNORECASE)
_LONGEST_DENIAL = 24
_LOGIN_WORDS = ("log", "sign", "auth")
# "wants me to do the login", "keeps asking for login", "prompts "Press Enter to login"", "forces authentication"
_ASKED = regex(
    r"\b(?:ask|prompt|want|requires?|requiring|forc|tell|told|redirect|insist|demand|need(?:s|ed)? me)"
    r"\w*[ \t][^.;\n]{0,50}?\b(?:log[ -]?in|sign[ -]?in|(?:re-?)?auth(?:enticat\w+)?)\b"
    r"|\b(?:login|sign-in|log-in|sign in|authentication) "
    r"(?:screens?|pages?|prompts?|loop|method|menu|dialog|wall|wizard|selector)\b"
    r"|\b(?:need|have) to (?:re-?auth\w*|(?:re-?)?log[ -]?in|authenticate)(?: with claude)?(?: again| each| every)?\b",
    re.IGNORECASE,
)


def _said(facts: Facts, words: tuple[str, ...], form: re.Pattern[str]) -> Answer:
    """Return the first line of sentences in which a form stands; `words`: one of them is in each text that has it."""
    for document in facts.documents:
        if document.kind is not Kind.TEXT or not any(word in document.text.lower() for word in words):
            continue
        for found in form.finditer(document.text):
            if _DENIED.search(document.text, max(0, found.start() - _LONGEST_DENIAL), found.start()):
                continue
            line = document.span(found.start(), found.start()).line
            return Yes((Line(document.line_span(line), SAYS_SO),))
    return NO


@predicate(
    "speaks-of-a-plan",
    "a sentence speaks of a Claude plan",
    "no sentence speaks of a Claude plan",
    needs=signs.kinds(Kind.TEXT),
)
def speaks_of_a_plan(facts: Facts, given: Arguments) -> Answer:
    """Match "my Max plan", "the PRO account" and the like; whether the person has one is not asked."""
    return _said(facts, _PLAN_WORDS, _PLAN)


@predicate(
    "speaks-of-a-login-asked-for",
    "a sentence says that a login is asked for",
    "no sentence says that a login is asked for",
    needs=signs.kinds(Kind.TEXT),
)
def speaks_of_a_login_asked_for(facts: Facts, given: Arguments) -> Answer:
    """Match "it still wants me to log in" and "the login page", of a terminal, an extension or a container alike."""
    return _said(facts, _LOGIN_WORDS, _ASKED)
