"""The steps that fixes are made of. Each returns edits, or None where the text does not allow it with certainty."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..environment import State
from ..facts import Facts
from ..findings import Edit
from ..names import READ
from ..records import dataclass
from ..regexes import regex
from ..rules.answers import Line
from ..rules.parameters import Arguments, Parameter, Type
from ..source import Document, Kind, Span
from .shellwriting import (
    ALL_SHELLS,
    SHELLS,
    nothing,
    quoted,
    spaces_at_equals,
    with_line_breaks,
)

Make = Callable[[Facts, Line | None, Arguments], list[Edit] | None]

JSON = (Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE)
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


def names_of(primary: Line | None, given: Arguments) -> tuple[str, ...]:
    """Return the variables that a step works on: those named, else the one that the finding is about."""
    return given.texts("var") or ((primary.name,) if primary and primary.name else ())


def winning_values(facts: Facts, primary: Line | None, given: Arguments) -> list[tuple[Document, Span]] | None:
    """Return the documents and spans of the winning values; None where one of them is not in the text."""
    found = []
    for name in names_of(primary, given):
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


def is_used(facts: Facts, name: str) -> bool:
    """Tell whether a document uses a variable, as any of the shells writes that."""
    text = re.escape(name)  # a settings file may call a variable anything
    used = re.compile(
        rf"\$\{{?{text}(?!\w)|\$\{{?(?i:env:{text})(?!\w)(?!\}}?\s*=)|(?<!%)%(?i:{text})[%:]|!(?i:{text})[!:]"
    )
    return any(used.search(document.text) for document in facts.documents)


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
    return json.dumps(value, ensure_ascii=False) if kind in JSON else quoted(kind, value)


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
        if document.kind in JSON:
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
    if not new or new in facts.environment.variables or is_used(facts, primary.name):
        return None
    edits = []
    for span in dict.fromkeys(act.span for act in facts.assignments if act.name == primary.name):
        found = re.search(
            rf"(?<!\w){re.escape(primary.name)}(?!\w)", facts.document(span.document).text[span.begin : span.stop]
        )
        if found is None:
            return None
        edits.append(Edit(span.document, span.begin + found.start(), span.begin + found.end(), new))
    return edits


STEPS: Mapping[str, Step] = MappingProxyType(
    {made.name: made for made in tuple(globals().values()) if isinstance(made, Step)}
)
