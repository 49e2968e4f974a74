"""The model that what is typed as claude hands over: by an alias or a function of that name, or on a line of a post.

Measured on 2.1.330: `--model` wins over ANTHROPIC_MODEL, which wins over the setting `model`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..commandwords import BRANCHES, WORD, plain_value
from ..environment import Evaluation, State, Variable
from ..functions import CALLED, FORMED, aliases, bodies
from ..readers.calls import STARTS_PROGRAMS
from ..readers.shadow import shadow
from ..regexes import regex
from ..source import Document, Kind, Span
from ..startedcalls import is_typed
from .files import lay_over

MODEL = "ANTHROPIC_MODEL"
_SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH)
_CALL = regex(
    rf"(?:^|[;&|{{(]|(?<=\s))[ \t]*(?P<before>(?:[A-Za-z_]\w*={WORD}[ \t]+){{0,20}})(?:command[ \t]+)?{CALLED}"
    r"(?P<after>[^\n;&|]*)"
)
_OPTION = regex(rf"[ \t]--model(?:=|[ \t]+)(?P<value>{WORD})")
# $ claude --model name, as a post types it
_TYPED = regex(
    rf"(?m:^)[ \t]*(?:PS [^\n>]{{0,200}}>[ \t]*|[$❯%>➜][ \t]+)?(?:[A-Za-z_]\w*={WORD}[ \t]+){{0,20}}"
    r"claude(?:\.exe)?(?=[ \t])(?P<after>[^\n;&|]*)"
)
_BEFORE = regex(rf"(?<!\w){MODEL}=(?P<value>{WORD})(?=[ \t])")


def with_called_model(evaluation: Evaluation, documents: Sequence[Document]) -> Evaluation:
    """Return the environment and the settings as they count for what is typed: with the model of the alias."""
    called = called_model(documents) or _typed_model(documents)
    if called is None:
        return evaluation
    return lay_over(evaluation, (called[0],), lambda _, below: called[1] or not _is_from_settings(below, documents))


def called_model(documents: Sequence[Document]) -> tuple[Variable, bool] | None:
    """Return the model that what is typed as claude names, and whether as an option, which wins over all.

    One that hangs on a condition or on another variable is not known.
    """
    found: tuple[Variable, bool] | None = None
    for document in documents:
        if (
            document.kind in _SHELLS
            and "claude" in document.text
            and ("--model" in document.text or MODEL in document.text)
        ):
            for text, span, is_quoted in _named_claude(document):
                found = _model_of(text, span, is_quoted=is_quoted)
    return found


def _typed_model(documents: Sequence[Document]) -> tuple[Variable, bool] | None:
    """Return the model of the last line of a post that starts the client, if that line names one."""
    found: tuple[Variable, bool] | None = None
    for document in documents:
        if "--model" not in document.text:
            continue
        if document.kind in STARTS_PROGRAMS:
            found = _started_model(document) or found
            continue
        if not _is_of_a_prompt(document, documents):
            continue
        text = shadow(document.text)
        own = [(body.begin, body.stop) for body in bodies(document)] if document.kind in FORMED else []
        for call in _TYPED.finditer(text.text):
            if any(begin <= call.start() < stop for begin, stop in own):
                continue  # what a function starts is typed as the function
            option = _OPTION.search(call["after"])
            if option is None:
                found = None  # the line that counts leaves it to what is set
                continue
            value = plain_value(option["value"])
            value = text.restore(value, call.start("after") + option.start("value")) if value else None
            span = document.span(call.start("after") + option.start("value"), call.start("after") + option.end())
            state = State.SET if value else State.UNKNOWN
            found = Variable(MODEL, state, exported=True, value=value or None, set_at=span), True
    return found


def _started_model(document: Document) -> tuple[Variable, bool] | None:
    """Return the model that a unit of systemd, or a file of its kin, gives to the client on its command line."""
    from ..readers.calls import options_behind

    text = shadow(document.text)
    begin, options = options_behind(document, text.text, "claude") or (0, "")
    option = _OPTION.search(options)
    if option is None:
        return None
    value = plain_value(option["value"])
    is_known = bool(value) and "%" not in option["value"]  # a specifier of systemd's
    span = document.span(begin + option.start("value"), begin + option.end())
    at = begin + option.start("value")
    known = text.restore(value, at) if value and is_known else None
    return Variable(MODEL, State.SET if known else State.UNKNOWN, exported=True, value=known, set_at=span), True


def _is_of_a_prompt(document: Document, documents: Sequence[Document]) -> bool:
    """Tell whether a document is what somebody typed, at a prompt of Windows as well."""
    on_windows = document.kind in (Kind.CMD, Kind.POWERSHELL) and bool(document.paste)
    return on_windows or is_typed(document, documents)


def _named_claude(document: Document) -> Iterator[tuple[str, Span, bool]]:
    """Yield what stands in functions and aliases of that name, aliases last: a shell looks for them first.

    With it comes whether it stands in double quotes.
    """
    for body in bodies(document) if document.kind in FORMED else ():
        if body.name == "claude":
            line = document.line_at(body.begin)
            yield document.text[body.first : body.stop], line, False
    for body in aliases(document):
        if body.name == "claude":
            begin = document.text.find("alias", body.begin)
            is_quoted = document.text[body.first - 1] == '"'
            yield document.text[body.first : body.stop], document.span(begin, body.stop + 1), is_quoted


def _model_of(text: str, span: Span, *, is_quoted: bool) -> tuple[Variable, bool] | None:
    calls = list(_CALL.finditer(text))
    option = next((found for call in calls if (found := _OPTION.search(call["after"]))), None)
    before = next((found for call in calls if (found := _BEFORE.search(call["before"]))), None)
    named = option or before
    if named is None:
        return None
    value = plain_value(named["value"], is_expanded_before=is_quoted)
    is_known = len(calls) == 1 and bool(value) and not BRANCHES.search(text)
    state, value = (State.SET, value) if is_known else (State.UNKNOWN, None)
    return Variable(MODEL, state, exported=True, value=value, set_at=span), option is not None


def _is_from_settings(below: Variable | None, documents: Sequence[Document]) -> bool:
    """Tell whether a settings file sets the variable: it wins over what stands before the command."""
    place = below.set_at.document if below is not None and below.set_at is not None else ""
    return any(document.name == place and document.kind not in _SHELLS for document in documents)
