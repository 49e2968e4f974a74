"""Steps of fixes that delete whole lines, or add one: what sets a variable, what takes it away, what exports it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from ..environment import Act
from ..facts import Facts
from ..findings import Edit
from ..regexes import regex
from ..rules.answers import Line
from ..rules.parameters import Arguments
from ..source import Document, Kind, Span
from .fixsteps import JSON, VAR, Step, is_used, names_of, step
from .shellwriting import ALL_SHELLS, SHELLS, export, exporting, removal

_OPENS_BLOCK = regex(r"(?:\b(?:then|do|else)|[{(])\s*(?:#.*)?$")
_CLOSES_BLOCK = regex(r"\s*(?:fi|done|else|elif|esac|[})]|;;)")
_BEFORE_COMMAND = regex(r"(?:^|[;&|{(]|\b(?:then|do|else))\s*$")
_RUN_EXPORT = regex(
    r"[ \t]*((?i:RUN)[ \t]+export)[ \t]+[A-Za-z_]\w*=(?:\"[^\"`$\\]*\"|'[^']*'|[^\s\"'`$\\;&|<>()]*)[ \t]*\r?"
)
_NEAR = 400  # characters in which the lines around a deleted one are looked for


@step("delete-lines", "delete every line that sets {var}", VAR)
def delete_lines(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Delete every line that sets the variable, also the earlier ones that would win again."""
    names = names_of(primary, given)
    spans = [act.span for act in facts.assignments if act.name in names and act.act is not Act.UNSET]
    return _deleted(facts, spans, names)


@step("remove-line", "delete the line")
def remove_line(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Delete the line that the finding is about, whatever it says."""
    if primary is None:
        return None
    edit = _without_line(facts.document(primary.span.document), primary.span)
    return [edit] if edit else None


@step("delete-losing-lines", "delete the earlier lines that have no effect")
def delete_losing_lines(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Delete the lines that a later one replaces, unless something in the text uses the variable meanwhile.

    A plain `NAME=value` lives on the `export` of an earlier line: then that line has an effect after all. So has a line
    that another file replaces: other programs, other projects and scripts may read that file and not this one.
    """
    if primary is None or primary.name is None or is_used(facts, primary.name):
        return None
    if any(line.span.document != primary.span.document for line in primary.related):
        return None
    losers = {line.span for line in primary.related}
    exports = [act.span for act in facts.assignments if act.name == primary.name and act.act is Act.EXPORT]
    if primary.span not in exports and losers.intersection(exports):
        return None
    return _deleted(facts, [line.span for line in primary.related], (primary.name,))


def _deleted(facts: Facts, spans: Iterable[Span], names: tuple[str, ...]) -> list[Edit] | None:
    if _share(facts, spans := tuple(dict.fromkeys(spans)), names):
        return None
    edits: list[Edit] = []
    for span in _runs(facts, spans):
        document = facts.document(span.document)
        edit = _without_member(document, span) if document.kind in JSON else _without_line(document, span)
        if edit is None:
            return None
        edits.append(edit)
    return edits


def _runs(facts: Facts, spans: Iterable[Span]) -> list[Span]:
    """Return the spans with neighbours of a JSON object made one: of two in a row, each would take the same comma."""
    runs: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.document, span.begin)):
        document, last = facts.document(span.document), runs[-1] if runs else None
        if (
            last is not None
            and document.kind in JSON
            and last.document == span.document
            and re.fullmatch(r"\s*,\s*", document.text[last.stop : span.begin])
        ):
            runs[-1] = document.span(last.begin, span.stop)
        else:
            runs.append(span)
    return runs


def _share(facts: Facts, spans: Sequence[Span], names: tuple[str, ...]) -> bool:
    """Tell whether a statement that sets another variable overlaps one of the spans: `export A=1 B=2`."""
    mine = {(span.document, offset) for span in spans for offset in range(span.begin, span.stop)}
    others = [act.span for act in facts.assignments if act.name not in names]
    return any((span.document, span.begin) in mine or (span.document, span.stop - 1) in mine for span in others)


def _without_line(document: Document, span: Span) -> Edit | None:
    """Delete the lines of a statement that stands alone there; in a block that may not be empty, leave a `:`."""
    text = document.text
    begin = text.rfind("\n", 0, span.begin) + 1
    end = text.find("\n", span.stop)
    stop = len(text) if end == -1 else end + 1
    before, after = text[begin : span.begin], text[span.stop : stop].strip()
    if before.strip() or not (after in ("", ";") or re.match(r";?\s*#", after)):
        return None
    above = text[max(0, begin - _NEAR) : begin].rstrip().rpartition("\n")[2]
    below = text[stop : stop + _NEAR].lstrip("\n").partition("\n")[0]
    may_be_empty = document.kind in (Kind.FISH, Kind.POWERSHELL)
    if _OPENS_BLOCK.search(above) and _CLOSES_BLOCK.match(below) and not may_be_empty:
        return Edit(document.name, span.begin, span.stop, "rem" if document.kind is Kind.CMD else ":")
    return Edit(document.name, begin, stop, "")


def _without_member(document: Document, span: Span) -> Edit | None:
    """Delete one member of a JSON object with the comma that would be left over."""
    text = document.text
    after = re.compile(r"\s*,[ \t]*(?:\r?\n[ \t]*)?").match(text, span.stop)
    if after:
        return Edit(document.name, span.begin, after.end(), "")
    before = text[: span.begin].rstrip()
    return Edit(document.name, len(before.removesuffix(",")), span.stop, "")


@step("unset", "add the line `unset {var}` after the last one that sets it", VAR)
def unset(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Add `unset NAME` after the winning line, as its shell writes that: `set -e NAME`, `Remove-Item Env:NAME`."""
    edits = []
    for name in names_of(primary, given):
        span = facts.environment.get(name).set_at
        if span is None:
            return None
        document = facts.document(span.document)
        edit = _line_after(document, span, removal(document.kind, name))
        if edit is None:
            return None
        edits.append(edit)
    return edits


def _line_after(document: Document, span: Span, line: str | None) -> Edit | None:
    """Add a line after the one in which the span ends, with the same blanks in front and the same line end."""
    if document.kind not in ALL_SHELLS or line is None:
        return None
    end = document.text.find("\n", span.stop)
    at = len(document.text) if end == -1 else end
    windows = document.kind not in SHELLS and document.text[at - 1 : at] == "\r"
    first = document.line_text(span.line)
    indent = first[: len(first) - len(first.lstrip())]
    at -= windows
    line_end = "\r\n" if windows else "\n"
    return Edit(document.name, at, at, line_end + indent + line)


@step("env-for-run", "write `ENV` for `RUN export`")
def env_for_run(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Write `ENV` for the `RUN export` of a line that does nothing else, and in which no shell is needed."""
    if primary is None:
        return None
    document = facts.document(primary.span.document)
    begin = document.line_start(primary.span.line)
    found = _RUN_EXPORT.fullmatch(document.line_text(primary.span.line))
    return [Edit(document.name, begin + found.start(1), begin + found.end(1), "ENV")] if found else None


@step("add-export", "write `export` before {var}", VAR)
def add_export(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Put `export` before the assignment, or add a line `export NAME` where that cannot be."""
    edits = []
    for name in names_of(primary, given):
        span = facts.environment.get(name).set_at
        if span is None:
            return None
        document = facts.document(span.document)
        before = document.text[document.line_start(span.line) : span.begin]
        statement = document.text[span.begin : span.stop]
        change = exporting(document.kind, statement, name)
        if change is not None:
            edits.append(Edit(document.name, span.begin + change[0], span.begin + change[1], change[2]))
            continue
        plain = document.kind in SHELLS and re.match(rf"{re.escape(name)}\+?=", statement)
        if plain and _BEFORE_COMMAND.search(before) and not _followed(facts, span):
            edits.append(Edit(document.name, span.begin, span.begin, "export "))
        elif edit := _line_after(document, span, export(document.kind, name)):
            edits.append(edit)
    return edits


def _followed(facts: Facts, span: Span) -> bool:
    """Tell whether another assignment follows in the same statement: `A=1 B=2`."""
    others = [
        act.span for act in facts.assignments if act.span.document == span.document and act.span.begin >= span.stop
    ]
    text = facts.document(span.document).text
    return any(not text[span.stop : other.begin].strip(" \t") for other in others)


STEPS: Mapping[str, Step] = MappingProxyType(
    {made.name: made for made in tuple(globals().values()) if isinstance(made, Step)}
)
