"""The steps that fixes are made of. Each returns edits, or None where the text does not allow it with certainty."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..environment import Act, State
from ..facts import Facts
from ..findings import Edit
from ..names import READ
from ..regexes import regex
from ..rules.answers import Line
from ..rules.parameters import Arguments, Parameter, Type
from ..source import Document, Kind, Span
from .shellwriting import (
    ALL_SHELLS,
    SHELLS,
    export,
    exporting,
    nothing,
    quoted,
    removal,
    spaces_at_equals,
    with_line_breaks,
)

Make = Callable[[Facts, Line | None, Arguments], list[Edit] | None]

_JSON = (Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE)
_OPENS_BLOCK = regex(r"(?:\b(?:then|do|else)|[{(])\s*(?:#.*)?$")
_CLOSES_BLOCK = regex(r"\s*(?:fi|done|else|elif|esac|[})]|;;)")
_BEFORE_COMMAND = regex(r"(?:^|[;&|{(]|\b(?:then|do|else))\s*$")
_NEAR = 400  # characters in which the lines around a deleted one are looked for
_SPACED = regex(
    r"""^(?P<head>\s*(?:(?:export|typeset|declare)\s+(?:-[A-Za-z]+\s+)*)?)(?P<name>[A-Za-z_]\w*)(?P<before>\s*)=(?P<after>\s*)
        (?:"[^"\\`]*"|'[^']*'|[^\s;&|#"'`()<>\\]+)\s*(?:;\s*)?(?:\#.*)?$""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of change: its name, its parameters, its English, and the function that makes the edits."""

    name: str
    says: str
    parameters: tuple[Parameter, ...]
    help: str
    make: Make


def step(name: str, says: str, *parameters: Parameter) -> Callable[[Make], Step]:
    """Make a step of the function below; its docstring is the help that staff read."""

    def build(make: Make) -> Step:
        return Step(name, says, parameters, (make.__doc__ or "").strip(), make)

    return build


VAR = Parameter("var", Type.NAMES, required=False, unsaid="the variable")
TEXT = Parameter("text", Type.TEXTS)


def _names(primary: Line | None, given: Arguments) -> tuple[str, ...]:
    """Return the variables that a step works on: those named, else the one that the finding is about."""
    return given.texts("var") or ((primary.name,) if primary and primary.name else ())


def winning_values(facts: Facts, primary: Line | None, given: Arguments) -> list[tuple[Document, Span]] | None:
    """Return the documents and spans of the winning values; None where one of them is not in the text."""
    found = []
    for name in _names(primary, given):
        variable = facts.environment.get(name)
        if variable.state is State.UNSET:
            continue
        if variable.value_span is None:
            return None
        found.append((facts.document(variable.value_span.document), variable.value_span))
    return found


def rewritten(
    facts: Facts, primary: Line | None, given: Arguments, rewrite: Callable[[str, Kind], str | None]
) -> list[Edit] | None:
    """Write each winning value anew, its quotation marks included; None where one of them cannot be.

    `rewrite` gets a value as it stands and the kind of its document, and returns the new one, or None.
    """
    places = winning_values(facts, primary, given)
    if places is None:
        return None
    edits = []
    for document, span in places:
        new = rewrite(document.text[span.begin : span.stop], document.kind)
        if new is None:
            return None
        edits.append(Edit(document.name, span.begin, span.stop, new))
    return edits


@step("delete-lines", "delete every line that sets {var}", VAR)
def delete_lines(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Delete every line that sets the variable, also the earlier ones that would win again."""
    names = _names(primary, given)
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

    A plain `NAME=value` lives on the `export` of an earlier line: then that line has an effect after all.
    """
    if primary is None or primary.name is None or _is_used(facts, primary.name):
        return None
    losers = {line.span for line in primary.related}
    exports = [act.span for act in facts.assignments if act.name == primary.name and act.act is Act.EXPORT]
    if primary.span not in exports and losers.intersection(exports):
        return None
    return _deleted(facts, [line.span for line in primary.related], (primary.name,))


def _is_used(facts: Facts, name: str) -> bool:
    used = re.compile(rf"\$\{{?{name}\b|\$\{{?(?i:env:{name})\b(?!\}}?\s*=)|(?<!%)%(?i:{name})[%:]|!(?i:{name})[!:]")
    return any(used.search(document.text) for document in facts.documents)


def _deleted(facts: Facts, spans: Iterable[Span], names: tuple[str, ...]) -> list[Edit] | None:
    if _share(facts, spans := tuple(dict.fromkeys(spans)), names):
        return None
    edits: list[Edit] = []
    for span in _runs(facts, spans):
        document = facts.document(span.document)
        edit = _without_member(document, span) if document.kind in _JSON else _without_line(document, span)
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
            and document.kind in _JSON
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
    for name in _names(primary, given):
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


@step("set-value", "set {var} to “{value}”", VAR, Parameter("value", Type.TEXT))
def set_value(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Replace the whole value on the winning line."""
    places = winning_values(facts, primary, given)
    if places is None:
        return None
    written = [(doc, span, _quoted(given.text("value"), doc.kind)) for doc, span in places]
    if any(new is None for _, _, new in written):
        return None
    return [Edit(doc.name, span.begin, span.stop, new) for doc, span, new in written if new is not None]


@step("set-empty", "set {var} to nothing", VAR)
def set_empty(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Replace the value on the winning line by an empty one: Claude Code takes it for unset."""
    places = winning_values(facts, primary, given)
    if places is None:
        return None
    return [Edit(doc.name, span.begin, span.stop, nothing(doc.kind)) for doc, span in places]


def _quoted(value: str, kind: Kind) -> str | None:
    return json.dumps(value, ensure_ascii=False) if kind in _JSON else quoted(kind, value)


@step(
    "replace-in-value",
    "in {var}, write “{new}” for “{old}”",
    VAR,
    Parameter("old", Type.TEXT),
    Parameter("new", Type.TEXT),
)
def replace_in_value(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Replace each occurrence of a text in the value as it is written, upper and lower case alike."""
    places = winning_values(facts, primary, given)
    if places is None:
        return None
    edits = []
    for document, span in places:
        for found in re.finditer(re.escape(given.text("old")), document.text[span.begin : span.stop], re.IGNORECASE):
            edits.append(Edit(document.name, span.begin + found.start(), span.begin + found.end(), given.text("new")))
    return edits


@step("remove-prefix", "remove “{text}” from the beginning of {var}", VAR, TEXT)
def remove_prefix(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Remove the first of the texts that the value begins with, upper and lower case alike, and blanks around it."""
    places = insides(facts, primary, given)
    if places is None:
        return None
    edits = []
    for document, begin, stop in places:
        found = re.match(rf"\s*(?:{_either(given)})\s*", document.text[begin:stop], re.IGNORECASE)
        if found:
            edits.append(Edit(document.name, begin, begin + found.end(), ""))
    return edits


@step("remove-suffix", "remove “{text}” from the end of {var}", VAR, TEXT)
def remove_suffix(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Remove the first of the texts that the value ends in, upper and lower case alike; slashes after it too."""
    places = insides(facts, primary, given)
    if places is None:
        return None
    edits = []
    for document, begin, stop in places:
        found = re.search(rf"(?:{_either(given)})[/\s]*$", document.text[begin:stop], re.IGNORECASE)
        if found:
            edits.append(Edit(document.name, begin + found.start(), stop, ""))
    return edits


def _either(given: Arguments) -> str:
    longest_first = sorted(given.texts("text"), key=len, reverse=True)
    return "|".join(re.escape(text) for text in longest_first)


def insides(facts: Facts, primary: Line | None, given: Arguments) -> list[tuple[Document, int, int]] | None:
    """Return where the values stand without the quotes around them; None where one is not in the text."""
    places = winning_values(facts, primary, given)
    if places is None:
        return None
    found = []
    for document, span in places:
        raw = document.text[span.begin : span.stop]
        quoted = re.fullmatch(r"(\$?(['\"]))(.*)\2", raw, re.DOTALL)
        shift = len(quoted[1]) if quoted else 0
        found.append((document, span.begin + shift, span.stop - (1 if quoted else 0)))
    return found


@step("add-export", "write `export` before {var}", VAR)
def add_export(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Put `export` before the assignment, or add a line `export NAME` where that cannot be."""
    edits = []
    for name in _names(primary, given):
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
        plain = document.kind in SHELLS and re.match(rf"{name}\+?=", statement)
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


@step("join-equals", "remove the blanks around the equals sign", Parameter("export", Type.FLAG, required=False))
def join_equals(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Remove the blanks around `=`; with `export`, also export a variable that Claude Code reads."""
    if primary is None:
        return None
    document = facts.document(primary.span.document)
    base = document.line_start(primary.span.line)
    line = document.line_text(primary.span.line)
    if document.kind in ALL_SHELLS and document.kind not in SHELLS:
        cuts = spaces_at_equals(document.kind, line)
        return [Edit(document.name, base + begin, base + stop, "") for begin, stop in cuts] if cuts else None
    found = _SPACED.match(line)
    if found is None:
        return None
    gaps = [found.span(gap) for gap in ("before", "after") if found[gap]]
    edits = [Edit(document.name, base + begin, base + stop, "") for begin, stop in gaps]
    if edits and given.flag("export") and found["name"] in READ and "export" not in found["head"]:
        start = base + found.start("name")
        edits.append(Edit(document.name, start, start, "export "))
    return edits


@step("break-lines", "write a real line break for each `\\n` in {var}", VAR)
def break_lines(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    r"""Turn a literal `\n` into a line break: `$'…'` where the value is plain, else a break within the quotes."""
    places = winning_values(facts, primary, given)
    if places is None:
        return None
    edits = []
    for document, span in places:
        raw = document.text[span.begin : span.stop]
        if document.kind in _JSON:
            edits.append(Edit(document.name, span.begin, span.stop, raw.replace(r"\\n", r"\n")))
        elif (new := with_line_breaks(document.kind, raw, r"\\n")) is not None:
            edits.append(Edit(document.name, span.begin, span.stop, new))
        elif document.kind not in (Kind.POWERSHELL, Kind.CMD) and re.fullmatch(r"(['\"]).*\1", raw, re.DOTALL):
            edits.append(Edit(document.name, span.begin, span.stop, raw.replace(r"\n", "\n")))
        else:
            return None
    return edits


@step("rename", "write {to} for the name", Parameter("to", Type.NAMES, required=False, unsaid="the name that is read"))
def rename(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Write the name that was meant on every line that sets the look-alike, unless that name is set already."""
    if primary is None or primary.name is None:
        return None
    new = given.text("to") or primary.words.get("nearest", "")
    if not new or new in facts.environment.variables or _is_used(facts, primary.name):
        return None
    edits = []
    for span in dict.fromkeys(act.span for act in facts.assignments if act.name == primary.name):
        found = re.search(rf"(?<!\w){primary.name}(?!\w)", facts.document(span.document).text[span.begin : span.stop])
        if found is None:
            return None
        edits.append(Edit(span.document, span.begin + found.start(), span.begin + found.end(), new))
    return edits


STEPS: Mapping[str, Step] = MappingProxyType(
    {made.name: made for made in tuple(globals().values()) if isinstance(made, Step)}
)
