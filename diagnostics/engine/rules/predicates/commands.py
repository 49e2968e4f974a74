"""Predicates over commands in the text: how the client is called, and what the client says when it stops."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...clientnames import READ_BY_OTHERS
from ...environment import State
from ...facts import Facts
from ...findings import Request, Sent
from ...functions import COMMENT, is_taken_back
from ...names import READ
from ...regexes import regex
from ...source import Document, Kind
from ...values import MASK, is_blank
from .. import signs
from ..answers import NO, Answer, Line, Maybe, Yes, some
from ..parameters import Arguments, Parameter, Type
from .vocabulary import predicate

_SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH)
_SETENV = regex(r"(?<![\w./-])(?:/bin/)?launchctl[ \t]+setenv[ \t]+([A-Za-z_]\w*)[ \t]+\S")
_KNOWN = frozenset((*READ, *READ_BY_OTHERS))
_LONGEST = 600  # characters of one line that are looked at


@predicate(
    "stops-with",
    "Claude Code stops with “{text}”",
    "Claude Code does not stop with “{text}”",
    Parameter("text", Type.TEXTS),
    by_login=True,
    needs=signs.stopped(),
)
def stops_with(facts: Facts, given: Arguments) -> Answer:
    """Match a run that ends before anything is sent, by words of its message, upper and lower case alike."""
    wanted = [text.lower() for text in given.texts("text")]

    def ask(request: Request) -> Answer:
        if request.outcome is Sent.CANNOT_TELL:
            said = request.undecided.reason if request.undecided else request.message
            return Maybe(said or "what stops the client is not shown")
        if request.outcome is not Sent.BLOCKED or not any(text in (request.message or "").lower() for text in wanted):
            return NO
        return Yes(tuple(Line(span, "stops Claude Code", name) for name, span in request.evidence.items()))

    if not facts.requests:
        return Maybe("what the client sends was not worked out")
    return some(ask(request) for request in facts.requests)


@predicate(
    "is-called-with",
    "a line calls claude with {option}",
    "no line calls claude with {option}",
    Parameter("option", Type.TEXTS),
    needs=signs.text("claude"),
)
def is_called_with(facts: Facts, given: Arguments) -> Answer:
    """Match a line of a script or start-up file that runs `claude` with one of the options, such as --bare."""
    options = "|".join(re.escape(option) for option in given.texts("option"))
    call = regex(rf"(?:^|[\s;&|('\"=`])(claude(?:\s[^;&|#\n]*?)?\s(?:{options})(?=[\s'\";&|)=]|$))")
    lines = [
        Line(document.span(begin + found.start(1), begin + found.end(1)), "calls it this way", separate=True)
        for document, begin, text in _lines(facts)
        if (found := call.search(text))
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "is-called-as",
    "a line begins a command with {text}",
    "no command begins with {text}",
    Parameter("text", Type.TEXTS),
    needs=signs.text("claude"),
)
def is_called_as(facts: Facts, given: Arguments) -> Answer:
    """Match a command's first words, such as `claude config set`: not within a prompt, not in another's argument."""
    words = "|".join(r"\s+".join(map(re.escape, text.split())) for text in given.texts("text"))
    call = regex(rf"(?:^|[;&|(`]|=['\"]|\b(?:then|do|else|if|command|exec|sudo)\s)\s*((?:{words})(?=[\s'\";&|)`]|$))")
    lines = [
        Line(document.span(begin + found.start(1), begin + found.end(1)), "calls it this way", separate=True)
        for document, begin, text in _lines(facts)
        if (found := call.search(text))
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "is-set-for-apps",
    "launchctl sets {var} for every program that is started later",
    "launchctl sets {var} for no program",
    Parameter("var", Type.NAMES, required=False, unsaid="a variable that a client reads"),
    needs=signs.text("launchctl"),
)
def is_set_for_apps(facts: Facts, given: Arguments) -> Answer:
    """Match `launchctl setenv NAME value` in a start-up file of macOS."""
    names = frozenset(given.texts("var")) or _KNOWN
    lines = []
    for document, begin, text in _lines(facts, "launchctl"):
        for found in _SETENV.finditer(text):
            if found[1] in names:
                span = document.span(begin + found.start(), begin + len(text.rstrip()))
                lines.append(Line(span, "sets it for all of them", found[1], separate=True))
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "is-cleared-by-alias-only",
    "only an alias or a function named claude takes {var} away, and programs still see it",
    "{var} is not seen, or no alias named claude takes it away",
    Parameter("var", Type.NAMES),
    needs=signs.text("claude"),
)
def is_cleared_by_alias_only(facts: Facts, given: Arguments) -> Answer:
    """Match `alias claude='KEY= claude'` while the variable stays exported: a script does not see the alias."""

    def ask(name: str) -> Answer:
        variable = facts.environment.get(name)
        clears = re.compile(
            rf"(?:alias\s+claude=|claude\s*\(\)\s*\{{|function\s+claude\b).*?(?:\b{name}=(?:''|\"\"|\s)|-u\s+{name}\b|unset\s[^;]*\b{name}\b)"
        )
        guards = [
            document.span(begin + found.start(), begin + found.end())
            for document, begin, text in _lines(facts)
            if (found := clears.search(text)) and not is_taken_back(document, "claude", begin + found.end())
        ]
        if not guards:
            return NO
        if variable.state is State.UNKNOWN:
            return Maybe(f"the value of {name} is not known", variable.set_at)
        if not variable.exported or variable.state is State.UNSET or is_blank(variable.value or ""):
            return NO
        alias = tuple(Line(span, "works at the prompt only", name) for span in guards)
        return Yes((*alias, *((Line(variable.set_at, "is seen by every program", name),) if variable.set_at else ())))

    return some(ask(name) for name in given.texts("var"))


@predicate(
    "setting-is-secret",
    "the setting {setting} holds a key where a command belongs",
    "the setting {setting} holds no key",
    Parameter("setting", Type.TEXT),
    needs=signs.arguments("setting", "setting"),
)
def setting_is_secret(facts: Facts, given: Arguments) -> Answer:
    """Match a setting whose whole value is one masked secret."""
    setting = facts.settings.get(given.text("setting"))
    if setting is None or not isinstance(setting.value, str) or not MASK.fullmatch(setting.value.strip()):
        return NO
    return Yes((Line(setting.span, "is a key, not a command", setting.name),))


@predicate(
    "setting-contains",
    "the setting {setting} contains “{text}”",
    "the setting {setting} does not contain “{text}”",
    Parameter("setting", Type.TEXT),
    Parameter("text", Type.TEXTS),
    needs=signs.arguments("setting", "setting"),
)
def setting_contains(facts: Facts, given: Arguments) -> Answer:
    """Match a setting outside `env` that holds one of the texts, upper and lower case alike."""
    setting = facts.settings.get(given.text("setting"))
    if setting is None or not isinstance(setting.value, str):
        return NO
    value = setting.value.lower()
    if not any(text.lower() in value for text in given.texts("text")):
        return NO
    return Yes((Line(setting.span, "is set here", setting.name),))


# `echo hello; cat key`: a command that prints, not sent to standard error, with another command behind it.
_GREETING = regex(r"(?:^|[;&|(]\s*)(?:echo|printf)\s[^;&|>]*(?:;|&&)\s*\S")


@predicate(
    "setting-prints-first",
    "the command in the setting {setting} prints a text before another command runs",
    "the command in the setting {setting} prints nothing first",
    Parameter("setting", Type.TEXT),
    needs=signs.arguments("setting", "setting"),
)
def setting_prints_first(facts: Facts, given: Arguments) -> Answer:
    """Match a command such as `echo hello; cat key`, whose first words land in the output as well."""
    setting = facts.settings.get(given.text("setting"))
    if setting is None or not isinstance(setting.value, str) or not _GREETING.search(setting.value[:_LONGEST]):
        return NO
    return Yes((Line(setting.span, "prints more than one thing", setting.name),))


def _lines(facts: Facts, word: str = "claude") -> Iterator[tuple[Document, int, str]]:
    """Yield each line of the shell files that has the word in it, with its offset, remarks cut."""
    for document in facts.documents:
        if document.kind not in _SHELLS:
            continue
        for number in document.lines:
            text = document.line_text(number)[:_LONGEST]
            if word in text:
                yield document, document.line_start(number), COMMENT.sub("", text)
