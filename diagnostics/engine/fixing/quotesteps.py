"""Steps of fixes that change how a value is quoted, and remove characters that do not belong into a line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from ..facts import Facts
from ..findings import Edit
from ..regexes import regex
from ..rules.answers import Line
from ..rules.parameters import Arguments
from ..source import Kind
from .fixsteps import VAR, Step, insides, rewritten, step

_DOUBLE, _SINGLE = "“”„‟″", "‘’‚‛′"
_BLANKS = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_WIDTHLESS = "[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]"
# A value without quotes that takes the whole rest of the line; a mask has blanks of its own.
_BARE = regex(r"^\s*(?:export\s+)?[A-Za-z_]\w*=(?P<value>(?:‹[^‹›\n]*›|[^\s'\"`$\\])+)[ \t]*(?:#.*)?$")


@step("trim-value", "remove the blanks at the ends of {var}", VAR)
def trim_value(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Remove blanks and tabs before and after the text of a value, within its quotes."""
    places = insides(facts, primary, given)
    if places is None:
        return None
    edits = []
    for document, begin, stop in places:
        text = document.text[begin:stop]
        first, last = len(text) - len(text.lstrip(" \t")), len(text.rstrip(" \t"))
        edits += [Edit(document.name, begin, begin + first, "")] if first else []
        edits += [Edit(document.name, begin + last, stop, "")] if last < len(text) else []
    return edits


@step("unwrap-quotes", "keep one pair of quotation marks around {var}", VAR)
def unwrap_quotes(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    r"""Write `"x"` for `\"x\"`, `'"x"'` and `"'x'"`."""

    def unwrapped(raw: str, _: Kind) -> str | None:
        found = re.fullmatch(r"""\\(["'])([^"'\\]*)\\\1|(["'])(?!\3)(["'])([^"'\\]*)\4\3""", raw)
        return found and f'"{found[2] if found[1] else found[5]}"'

    return rewritten(facts, primary, given, unwrapped)


@step("use-double-quotes", "write double quotation marks around {var}", VAR)
def use_double_quotes(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Write `"…"` for `'…'`, so that the shell expands what stands within."""

    def doubled(raw: str, _: Kind) -> str | None:
        found = re.fullmatch(r"'([^'\"\\!]*)'", raw)
        return found and f'"{found[1]}"'

    return rewritten(facts, primary, given, doubled)


@step("straighten-quotes", "write straight quotation marks for the typographic ones")
def straighten_quotes(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Write \" and ' for typographic marks in the statement; where straight ones stand beside them, remove them."""
    if primary is None:
        return None
    document = facts.document(primary.span.document)
    begin = document.line_start(primary.span.line)
    line_end = document.line_end(primary.span.line)
    stop = max(primary.span.stop, line_end)
    text = document.text[begin:stop]
    straight = '"' in text or "'" in text
    edits = []
    for offset, mark in enumerate(text, begin):
        if mark in _DOUBLE + _SINGLE:
            new = "" if straight else '"' if mark in _DOUBLE else "'"
            edits.append(Edit(document.name, offset, offset + 1, new))
    return edits


@step("quote-value", "put quotation marks around the whole value of the line")
def quote_value(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Quote a value that stands bare to the end of its line, such as a URL with `&` in it."""
    if primary is None:
        return None
    document = facts.document(primary.span.document)
    found = _BARE.match(document.line_text(primary.span.line))
    if found is None:
        return None
    begin = document.line_start(primary.span.line)
    first, last = begin + found.start("value"), begin + found.end("value")
    return [Edit(document.name, first, first, '"'), Edit(document.name, last, last, '"')]


@step("cut-carriage-returns", "remove the carriage return at the end of every line of the file")
def cut_carriage_returns(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Give the whole file the line ends of Unix: one that is left would break an `if … fi`."""
    if primary is None:
        return None
    document = facts.document(primary.span.document)
    return [
        Edit(document.name, found.start(), found.end(), "") for found in re.finditer(r"\r+(?=\n|\Z)", document.text)
    ]


@step("cut-line-end", "remove the blanks at the end of the line")
def cut_line_end(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Let the line's last sign be its last one: a backslash joins it with the next one then."""
    if primary is None:
        return None
    document = facts.document(primary.span.document)
    text = document.line_text(primary.span.line)
    begin = document.line_start(primary.span.line)
    bare = text.rstrip(" \t")
    return [Edit(document.name, begin + len(bare), begin + len(text), "")] if bare != text else None


@step("clear-invisible", "write a blank for each invisible one in the line, and remove what has no width")
def clear_invisible(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Clean one line: no-break and other odd blanks become spaces, zero-width characters go."""
    if primary is None:
        return None
    document = facts.document(primary.span.document)
    begin = document.line_start(primary.span.line)
    text = document.line_text(primary.span.line)
    return [
        Edit(document.name, begin + found.start(), begin + found.end(), " " if re.match(_BLANKS, found[0]) else "")
        for found in re.finditer(f"{_BLANKS}|{_WIDTHLESS}", text)
    ]


STEPS: Mapping[str, Step] = MappingProxyType(
    {made.name: made for made in tuple(globals().values()) if isinstance(made, Step)}
)
