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
    r"|\bclaude(?:\.ai|[ -]code)?(?: (?:default|account|personal|paid)){0,2} subscri\w+"
    r"|\bsubscription (?:mode|users?|oauth|auth\w*|log-?in|plan)\b|\bmax/pro\b"
    r"|\bteams? (?:plan|subscri\w+|account|seats?)\b|\babonnement claude\b"
    r"|\b(?:have|having|on|paying for|pay for|upgraded to|subscribed to|bought) (?:claude )?"
    r"(?:max|pro)(?=[.,;:!?)\n]| \(|[ ]and\b|[ ]but\b|$)"
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

_SIGN_IN = r"(?:log(?:s|ged|ging)?[ -]?in|sign(?:s|ed|ing)?[ -]?in|(?:re-?)?auth(?:enticat\w+)?|/login|login)"
_OFTEN = (
    r"(?:constantly|(?:every|each)(?: single)? (?:day|time|morning|hour|week|month|night|session|few|\d+)"
    r"|(?:almost )?daily|again and again|over and over|several times a|once a day|every so often)"
)
_ASKING = r"(?:require[sd]?|requiring|(?:ask|prompt|forc|want|need|must|make|demand|tell|told|keep)\w{0,4})"
_MUST = rf"(?:{_ASKING}|(?:have|has|having) to)"
# "requires user to authenticate almost every day", "logs me out after 24 hours", "keep the oauth from expiring"
_ENDS = regex(
    rf"\b{_MUST}\b[^.;\n]{{0,30}}?(?<![\w-]){_SIGN_IN}\b[^.;,\n]{{0,30}}?\b{_OFTEN}"
    rf"|\b{_MUST}\b[^.;,\n]{{0,30}}?\b{_OFTEN}\b[^.;,\n]{{0,30}}?(?<![\w-]){_SIGN_IN}\b"
    rf"|\b{_OFTEN}\b[^.;\n]{{0,40}}?\b{_MUST}\b[^.;\n]{{0,40}}?(?<![\w-]){_SIGN_IN}\b"
    r"|\b(?:log(?:s|ged|ging)?|(?:sign|kick)(?:s|ed|ing)?) (?:(?:me|us|you|itself|users?) )?out\b"
    r"[^.;,\n]{0,40}?\b(?:after|every|each|daily|overnight|randomly|constantly|by itself)\b"
    r"|\b(?:after|every|each)\b[^.;\n]{0,40}?\b(?:log|sign|kick)s? (?:me|us|you|itself) out\b"
    r"|\b(?:keeps?|constantly|randomly) (?:logging|signing|kicking|getting logged)\b"
    r"|\b(?:login|session|oauth|sign-?in|token refresh|authentication)\b[^.;\n]{0,30}?"
    r"\b(?:expir(?:es?|ed|ing|ation)|(?:does(?:n['’]t| not)|won['’]t|not) (?:last|persist|stick|survive)|dies)\b",
    re.IGNORECASE,
)
# As in: "Claude Code needing me to have an account with a plan", "it fails, and says subscription needed"
_PLAN_ASKED = regex(
    rf"\b{_MUST}\b[^.;\n]{{0,40}}?\b(?:pro|max|plan|subscription)\b"
    r"|\b(?:pro|max|plan|subscription)\b[^.;\n]{0,12}?\b(?:needed|required|mode)\b",
    re.IGNORECASE,
)
_API = r"(?:(?:anthropic|claude|console|separate) ){0,2}API"
_TAKEN = r"(?:bill|charg|consum|burn|drain|deduct|spen[dt]|eat(?:s|ing)\b|draw|decrease)\w{0,8}"
# "charging me against the API", "burned through API credit", "I'm currently using the API billing"
_API_PAYS = regex(
    rf"\b{_TAKEN}[^.;\n]{{0,60}}?\b{_API}"
    r"(?:[ -]?(?:usage )?(?:billing|credits?|account|balance|costs?|charges?|tokens?|keys?)\b"
    r"|(?=[ \t]{0,9}(?:[.,;)\n]|instead|rather|$)))"
    rf"|\bus(?:e[sd]?|ing)\b[^.;\n]{{0,40}}?\b{_API}[ -]?(?:usage )?(?:billing|credits?|account|balance)\b"
    rf"|\b{_API}[ -]?(?:usage )?(?:billing|credits?|account|balance|usage|keys?)\b[^.;\n]{{0,60}}?"
    r"\b(?:bill|charg|consum|burn|drain|deduct|spen[dt]|decrease|decreasing|go(?:es|ing)? down|used up)",
    re.IGNORECASE,
)
_ADDRESS_WORDS = ("base url", "base_url", "baseurl", "local url", "custom url", "proxy", "gateway", "endpoint")
_ADDRESS = (
    r"(?:(?:anthropic[ _])?base[ _-]?url|(?:local|custom|own|proxy|gateway)(?:[ _-]?(?:base))?[ _-]url"
    r"|(?:local|custom) (?:\w{1,20} )?(?:proxy|gateway|endpoint)|my (?:gateway|endpoint))\b(?! cert)"
)
_PASSED_BY = (
    r"(?:ignor\w{0,8}|bypass\w{0,8}|no effect|should be (?:respected|used|honou?red)"
    r"|(?:is|are|was|does|do|did|has|have)(?:n['’]?t| not) (?:\w{1,20} ){0,2}"
    r"(?:us(?:e|ed|ing)|respect\w{0,8}|honou?r\w{0,4}|picked|pick|read|appl\w{0,8}|taken?|work\w{0,8}|show\w{0,8}|reach\w{0,8}|seen?|tak\w{0,8})"
    r"|(?:not|never) (?:us(?:ed|ing)|respect(?:ed|ing)|honou?r\w{0,4}|picked up|picking up|read|applied|taken|working)"
    r"|still (?:goes|uses?|using|connects?|calls?|contacts?|hits?|sends?|talks?|tries))"
)
# "`ANTHROPIC_BASE_URL` ignored during setup", "Claude Code is bypassing the local url"
_UNUSED_ADDRESS = regex(
    rf"\b{_ADDRESS}[^.;\n]{{0,60}}?\b{_PASSED_BY}\b|\b{_PASSED_BY}\b[^.;\n]{{0,60}}?\b{_ADDRESS}"
    r"|base[_ ]url[^.;。\n]{0,40}?(?:不生效|没有?生效|失效|无效|不起作用)",
    re.IGNORECASE,
)
_ORGANISATION_WORDS = ("account", "org", "seat", "profile", "platform", "console")
_WRONG = r"(?:wrong|(?:different|another|other)|personal|individual|old)"
_BELONGS = r"(?:\([^)\n]{1,20}\) )?(?:org(?:ani[sz]ation)?s?|account|seat|profile|workspace)"
_TAKES = (
    r"(?:bill|charg|log(?:s|ged|ging)?[ -]?(?:me )?in|sign|authenticat|connect|redirect|us(?:es|ing)"
    r"|stuck|tacked|default)\w{0,8}"
)
# As in: "billed against a different (Enterprise) org", "the login redirects me to the Claude Developer Platform"
_ORGANISATION = regex(
    rf"\b{_TAKES}\b[^.;\n]{{0,60}}?\b{_WRONG} {_BELONGS}\b"
    rf"|\b{_WRONG} {_BELONGS}\b[^.;\n]{{0,60}}?\b{_TAKES}\b"
    r"|\b(?:redirect|send|sent|land|lead|take|took|bring|brought|open|end)\w{0,8}[^.;\n]{0,40}?"
    r"\b(?:Developer Platform|platform\.claude\.com|console\.anthropic\.com|Anthropic Console|Claude Console)",
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


@predicate(
    "speaks-of-a-plan-asked-for",
    "a sentence says that a Claude plan is asked for",
    "no sentence says that a Claude plan is asked for",
    needs=signs.kinds(Kind.TEXT),
)
def speaks_of_a_plan_asked_for(facts: Facts, given: Arguments) -> Answer:
    """Match "it needs me to have a Max account" and "subscription needed"."""
    return _said(facts, _PLAN_WORDS, _PLAN_ASKED)


@predicate(
    "speaks-of-a-login-that-ends",
    "a sentence says that a login does not last",
    "no sentence says that a login does not last",
    needs=signs.kinds(Kind.TEXT),
)
def speaks_of_a_login_that_ends(facts: Facts, given: Arguments) -> Answer:
    """Match "I have to log in every day", "it logs me out after some hours", "the session expires"."""
    return _said(facts, _LOGIN_WORDS, _ENDS)


@predicate(
    "speaks-of-the-api-being-billed",
    "a sentence says that the API is billed",
    "no sentence says that the API is billed",
    needs=signs.kinds(Kind.TEXT),
)
def speaks_of_the_api_being_billed(facts: Facts, given: Arguments) -> Answer:
    """Match "it charges me against the API" and "my API credits go down"; whether it should is not asked."""
    return _said(facts, ("api",), _API_PAYS)


@predicate(
    "speaks-of-an-address-passed-by",
    "a sentence says that a base URL is not used",
    "no sentence says that a base URL is not used",
    needs=signs.kinds(Kind.TEXT),
)
def speaks_of_an_address_passed_by(facts: Facts, given: Arguments) -> Answer:
    """Match "ANTHROPIC_BASE_URL is ignored", "it bypasses the local URL" and "it still goes past my gateway"."""
    return _said(facts, _ADDRESS_WORDS, _UNUSED_ADDRESS)


@predicate(
    "speaks-of-another-organisation",
    "a sentence says that a login takes another organisation",
    "no sentence says that a login takes another organisation",
    needs=signs.kinds(Kind.TEXT),
)
def speaks_of_another_organisation(facts: Facts, given: Arguments) -> Answer:
    """Match "billed against a different org", "it uses my personal account", "it redirects me to the Console"."""
    return _said(facts, _ORGANISATION_WORDS, _ORGANISATION)
