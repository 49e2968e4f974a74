"""Steps of fixes that give a value, a header or a settings file the form in which the client reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType

from ..environment import Problem, ProblemKind
from ..facts import Facts
from ..findings import Edit
from ..records import replace
from ..regexes import regex
from ..rules.answers import Line
from ..rules.parameters import Arguments, Parameter, Type
from ..source import Document, Kind
from .fixsteps import VAR, Step, insides, rewritten, step
from .shellwriting import with_line_breaks

_JSON = (Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE)
_PLAIN = regex(r"[A-Za-z0-9._~/:-]*")
_LOCAL = regex(r"([ \t]*\$)(?!env:)[A-Za-z_]\w*[ \t]*=[ \t]*\S")
_FOREIGN = regex(
    r"[ \t]*(?P<all>(?:export|set|setenv)[ \t]+(?P<name>[A-Za-z_]\w*)(?:[ \t]*=[ \t]*|[ \t]+)"
    r"(?:\"(?P<double>[^\"`$\\]*)\"|'(?P<single>[^']*)'|(?P<bare>(?:‹[^‹›]*›|[^\s\"'`$;&|#‹›])+)))"
    r"[ \t]*(?:#[^\n]*)?\r?",
    re.IGNORECASE,
)
_BETWEEN = regex(r"\s*[,;]\s*(?=[A-Za-z][A-Za-z0-9-]*\s*:\s*\S)")
_MOST_EDITS = 100  # a file with more of them is no settings file that somebody wrote
# A string or a comment without an end reaches to the end of the text, so that no text takes longer than one walk.
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)'
# A comment takes the blanks before it along, and one that has a line to itself takes the line.
_REMARK = r"(?://[^\n]*|/\*.*?(?:\*/|\Z))"
_STRING_OR_COMMENT = regex(
    rf"{_STRING}|(?P<comment>(?<=\n)[ \t]*{_REMARK}[ \t]*\n|(?<![ \t])[ \t]*{_REMARK})", re.DOTALL
)
_STRING_OR_COMMA = regex(rf"{_STRING}|(?P<comma>,(?=\s*[}}\]]))", re.DOTALL)


@step("add-prefix", "write “{text}” before the value of {var}", VAR, Parameter("text", Type.TEXT))
def add_prefix(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Put a text before the value, within its quotes."""
    places = insides(facts, primary, given)
    return None if places is None else [Edit(doc.name, begin, begin, given.text("text")) for doc, begin, _ in places]


@step("add-suffix", "write “{text}” behind the value of {var}", VAR, Parameter("text", Type.TEXT))
def add_suffix(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Put a text behind the value, within its quotes; slashes at its end are replaced."""
    places = insides(facts, primary, given)
    if places is None:
        return None
    edits = []
    for document, begin, stop in places:
        end = begin + len(document.text[begin:stop].rstrip("/ \t"))
        edits.append(Edit(document.name, end, stop, given.text("text")))
    return edits


@step("expand-home", "write $HOME for ~ in {var}", VAR)
def expand_home(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Write `"$HOME/…"` for a quoted `~/…`; a settings file expands nothing, so there it cannot be done."""

    def expanded(raw: str, kind: Kind) -> str | None:
        found = re.fullmatch(r"""(['"])(?:~|\$HOME|\$\{HOME\})(/.*|)\1""", raw)
        is_known = found is not None and kind not in (*_JSON, Kind.CMD) and _PLAIN.fullmatch(found[2])
        return f'"$HOME{found[2]}"' if found and is_known else None

    return rewritten(facts, primary, given, expanded)


@step("write-for-powershell", 'write `$env:{var} = "…"`', VAR)
def write_for_powershell(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Write the assignment of another shell as PowerShell has it; one that inserts something is left as it is."""
    document = facts.document(primary.span.document) if primary else None
    if primary is None or document is None or document.kind is not Kind.POWERSHELL:
        return None
    begin = document.line_start(primary.span.line)
    line = document.line_text(primary.span.line)
    if found := _LOCAL.match(line):
        return [Edit(document.name, begin + found.end(1), begin + found.end(1), "env:")]
    found = _FOREIGN.fullmatch(line)
    if found is None:
        return None
    value = next(text for text in (found["double"], found["single"], found["bare"]) if text is not None)
    quote = "'" if found["single"] is not None else '"'
    new = f"$env:{found['name']} = {quote}{value}{quote}"
    return [Edit(document.name, begin + found.start("all"), begin + found.end("all"), new)]


@step("join-lines", "write the value of {var} on one line", VAR)
def join_lines(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Take line breaks, and blanks around them, out of a value."""
    places = insides(facts, primary, given)
    if places is None:
        return None
    edits = []
    for document, begin, stop in places:
        pattern = r"\s*(?:\\r|\\n)\s*" if document.kind in _JSON else r"[ \t]*\r?\n[ \t\r\n]*"
        edits += [
            Edit(document.name, begin + found.start(), begin + found.end(), "")
            for found in re.finditer(pattern, document.text[begin:stop])
        ]
    return edits


@step("part-headers", "write a line break for the comma or semicolon between headers in {var}", VAR)
def part_headers(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Turn `"a: 1, b: 2"` into `$'a: 1\\nb: 2'`, in JSON into `"a: 1\\nb: 2"`."""

    def parted(raw: str, kind: Kind) -> str | None:
        if kind in _JSON:
            return _BETWEEN.sub(r"\\n", raw)
        if (broken := with_line_breaks(kind, raw, _BETWEEN.pattern)) is not None:
            return broken
        in_shell = kind not in (Kind.POWERSHELL, Kind.CMD) and re.fullmatch(r'"[^"]*"', raw)
        return _BETWEEN.sub("\n", raw) if in_shell else None

    return rewritten(facts, primary, given, parted)


@step("colon-for-equals", "write a colon for the equals sign behind a header's name in {var}", VAR)
def colon_for_equals(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Turn each line `name=value` of a value into `name: value`."""
    places = insides(facts, primary, given)
    if places is None:
        return None
    edits = []
    for document, begin, stop in places:
        lines = re.compile(r"(?:^|(?<=\n)|(?<=\\n))[ \t]*[A-Za-z][A-Za-z0-9-]*[ \t]*(=)[ \t]*(?=[^:\n]*(?:\n|\\n|$))")
        for found in lines.finditer(document.text[begin:stop]):
            edits.append(Edit(document.name, begin + found.start(1), begin + found.end(), ": "))
    return edits


@step("make-json", "delete comments, and commas before closing brackets")
def make_json(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Delete the comments and the commas that JSON does not allow; None where that does not make JSON of the file."""
    if primary is None:
        return None
    document = facts.document(primary.span.document)
    comments = [found.span() for found in _STRING_OR_COMMENT.finditer(document.text) if found["comment"]]
    blank = _STRING_OR_COMMENT.sub(_blanked, document.text)
    commas = [found.span() for found in _STRING_OR_COMMA.finditer(blank) if found["comma"]]
    edits = [Edit(document.name, begin, stop, "") for begin, stop in sorted(comments + commas)]
    return edits if 0 < len(edits) <= _MOST_EDITS and _is_json(_applied(document, edits)) else None


def _blanked(found: re.Match[str]) -> str:
    """Return blanks for a comment, and a string as it is."""
    return " " * len(found.group()) if found["comment"] else found.group()


@step("move-into-env", "move the variables that stand outside `env` into it")
def move_into_env(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Move every misplaced variable of the file into its `env`, which is made where there is none."""
    if primary is None:
        return None
    document = facts.document(primary.span.document)
    misplaced = [problem for problem in facts.problems if _is_misplaced(problem, document)]
    members = [document.text[problem.span.begin : problem.span.stop] for problem in misplaced]
    edits = [_without(document, problem) for problem in misplaced]
    inside = re.search(r'"env"\s*:\s*\{', document.text)
    text = ", ".join(members)
    if inside is not None:
        at = inside.end()
        text += "" if document.text[at:].lstrip().startswith("}") else ", "
    else:
        at = document.text.index("{") + 1
        text = f'"env": {{{text}}}{", " if _rest(document, edits) else ""}'
    edits = _with_insertion(document, edits, at, text)
    return edits if misplaced and _is_json(_applied(document, edits)) else None


def _with_insertion(document: Document, edits: list[Edit], at: int, text: str) -> list[Edit]:
    """Return the edits in order with a text inserted, in the edit that begins there if one does."""
    others = [edit for edit in edits if edit.begin != at]
    here = next((edit for edit in edits if edit.begin == at), Edit(document.name, at, at, ""))
    ordered = sorted([*others, Edit(document.name, at, here.stop, text + here.text)], key=lambda edit: edit.begin)
    # Two neighbours both claim the comma between them; the first has it.
    later = [replace(edit, begin=max(edit.begin, before.stop)) for before, edit in pairwise(ordered)]
    return [*ordered[:1], *later]


def _is_misplaced(problem: Problem, document: Document) -> bool:
    return problem.kind is ProblemKind.IGNORED_SETTING and problem.span.document == document.name


def _without(document: Document, problem: Problem) -> Edit:
    """Delete a member of the object with the comma behind it, else with the one before."""
    begin, stop, text = problem.span.begin, problem.span.stop, document.text
    behind = re.compile(r"\s*,\s*").match(text, stop)
    if behind:
        return Edit(document.name, begin, behind.end(), "")
    before = text[:begin].rstrip()
    return Edit(document.name, len(before[:-1].rstrip()) if before.endswith(",") else begin, stop, "")


def _rest(document: Document, edits: list[Edit]) -> str:
    """Return what the object holds besides the members that are deleted."""
    return _applied(document, edits).strip().removeprefix("{").removesuffix("}").strip()


def _applied(document: Document, edits: list[Edit]) -> str:
    """Return the text after the edits."""
    text = document.text
    for edit in sorted(edits, key=lambda edit: (edit.begin, edit.stop), reverse=True):
        text = text[: edit.begin] + edit.text + text[edit.stop :]
    return text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


STEPS: Mapping[str, Step] = MappingProxyType(
    {made.name: made for made in tuple(globals().values()) if isinstance(made, Step)}
)
