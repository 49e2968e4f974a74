"""Steps of fixes that keep what a function sets within the function."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from ..facts import Facts
from ..findings import Edit
from ..functions import CALLED, COMMENT, Body, aliases, bodies, left_behind
from ..regexes import regex
from ..rules.answers import Line
from ..rules.parameters import Arguments
from ..source import Document, Kind
from .fixsteps import Step, step

_POSIX = (Kind.ZSH, Kind.BASH, Kind.SH)
# What a copy of the shell does as well as the shell itself.
_STATEMENT = regex(
    r"(?:(?:export|local|typeset|declare|echo|printf)[ \t]|[A-Za-z_]\w*="
    rf"|(?:command[ \t]+)?{CALLED})"
)
_EXPORTS = regex(
    r"[ \t]*(?:export[ \t]+[A-Za-z_]\w*=(?:‹[^‹›]*›|\"[^\"\\`]*\"|'[^']*'|[^\s;&|\"'\\`‹›])+[ \t]*(?:;|&&)[ \t]*)+"
    rf"(?=(?:command[ \t]+)?{CALLED}[^;&|]*\Z)"
)
_LINKS = regex(r"export[ \t]+|[ \t]*(?:;|&&)[ \t]*")
_WITHOUT_PARENTHESES = regex(r"[ \t]*function[ \t]+[\w.:-]+[ \t]*\{")


@step("keep-within-function", "keep what the function sets within it")
def keep_within_function(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Make the body a copy of the shell, `( … )`; in fish write `-lx`, in an alias the values before the command.

    A function that does more is left as it is.
    """
    if primary is None:
        return None
    document = facts.document(primary.span.document)
    alias = next((each for each in aliases(document) if each.first <= primary.span.begin < each.stop), None)
    if alias is not None:
        return _before_the_command(document, alias)
    body = next((each for each in bodies(document) if each.first <= primary.span.begin < each.stop), None)
    if body is None:
        return None
    if document.kind is Kind.FISH:
        return [
            Edit(document.name, body.first + each.start() + at, body.first + each.start() + at + 3, "-lx")
            for each in left_behind(document, body)
            if (at := each.group().find("-")) >= 0
        ]
    return _in_parentheses(document, body) if document.kind in _POSIX else None


def _before_the_command(document: Document, alias: Body) -> list[Edit] | None:
    """Write `A=1 claude` for `export A=1; claude`; nothing but exports may stand before the command."""
    found = _EXPORTS.match(document.text[alias.first : alias.stop])
    if found is None:
        return None
    return [
        Edit(
            document.name,
            alias.first + each.start(),
            alias.first + each.end(),
            "" if each.group().startswith("export") else " ",
        )
        for each in _LINKS.finditer(found.group())
    ]


def _in_parentheses(document: Document, body: Body) -> list[Edit] | None:
    inner = COMMENT.sub("", document.text[body.first : body.stop])
    if not all(_STATEMENT.match(each.strip()) for each in re.split(r"[;\n]", inner) if each.strip()):
        return None
    written = document.text[body.begin : body.first]
    opening = "() (" if _WITHOUT_PARENTHESES.fullmatch(written) else "("
    return [
        Edit(document.name, body.first - 1, body.first, opening),
        Edit(document.name, body.stop, body.stop + 1, ")"),
    ]


STEPS: Mapping[str, Step] = MappingProxyType(
    {made.name: made for made in tuple(globals().values()) if isinstance(made, Step)}
)
