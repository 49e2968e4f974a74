"""The model that an alias or a function named claude hands over: what is typed at the prompt starts the client so.

Measured on 2.1.330: `--model` wins over ANTHROPIC_MODEL, which wins over the setting `model`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..environment import Evaluation, State, Variable
from ..functions import CALLED, FORMED, aliases, bodies
from ..regexes import regex
from ..source import Document, Kind, Span
from .files import lay_over

MODEL = "ANTHROPIC_MODEL"
_SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH)
_CALL = regex(
    rf"(?:^|[;&|{{(]|(?<=\s))[ \t]*(?P<before>(?:[A-Za-z_]\w*=\S*[ \t]+){{0,20}})(?:command[ \t]+)?{CALLED}"
    r"(?P<after>[^\n;&|]*)"
)
_OPTION = regex(r"[ \t]--model[= \t]+(?:[\"']?([\w./:@\[\]-]+)[\"']?(?=[ \t\"')]|$)|\S)")
_BEFORE = regex(rf"(?<!\w){MODEL}=(?:[\"']?([\w./:@\[\]-]+)[\"']?(?=[ \t])|\S)")
_DECIDES = regex(r"(?<![\w-])(?:if|case|switch|while|for|select)(?![\w-])")


def with_called_model(evaluation: Evaluation, documents: Sequence[Document]) -> Evaluation:
    """Return the environment and the settings as they count for what is typed: with the model of the alias."""
    called = called_model(documents)
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
            for text, span in _named_claude(document):
                found = _model_of(text, span)
    return found


def _named_claude(document: Document) -> Iterator[tuple[str, Span]]:
    """Yield what stands in the functions and aliases of that name, aliases last: a shell looks for them first."""
    for body in bodies(document) if document.kind in FORMED else ():
        if body.name == "claude":
            yield document.text[body.first : body.stop], document.line_span(document.span(body.begin, body.begin).line)
    for body in aliases(document):
        if body.name == "claude":
            begin = document.text.find("alias", body.begin)
            yield document.text[body.first : body.stop], document.span(begin, body.stop + 1)


def _model_of(text: str, span: Span) -> tuple[Variable, bool] | None:
    calls = list(_CALL.finditer(text))
    option = next((found for call in calls if (found := _OPTION.search(call["after"]))), None)
    before = next((found for call in calls if (found := _BEFORE.search(call["before"]))), None)
    named = option or before
    if named is None:
        return None
    is_known = len(calls) == 1 and bool(named[1]) and not _DECIDES.search(text)
    state, value = (State.SET, named[1]) if is_known else (State.UNKNOWN, None)
    return Variable(MODEL, state, exported=True, value=value, set_at=span), option is not None


def _is_from_settings(below: Variable | None, documents: Sequence[Document]) -> bool:
    """Tell whether a settings file sets the variable: it wins over what stands before the command."""
    place = below.set_at.document if below is not None and below.set_at is not None else ""
    return any(document.name == place and document.kind not in _SHELLS for document in documents)
