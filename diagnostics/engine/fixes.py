"""Fixes: a plan in a rule's file becomes edits of the person's text; edits are applied only if none overlap."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .answers import Line
from .facts import Facts
from .findings import Edit, Fix
from .fixsteps import STEPS, Step
from .parameters import Arguments, WordError, check, nearest
from .source import Document

_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # not splitlines(): \r, \f and U+2028 end no line of a diff
DO = "do"  # the key of a step that names what is done


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step of a plan: its word and its arguments."""

    word: str
    given: Arguments

    @property
    def step(self) -> Step:
        """Return the step of that name; parsing has proved that there is one."""
        return STEPS[self.word]


@dataclass(frozen=True, slots=True)
class FixPlan:
    """What a rule's fix does, why that is right, and whether it changes nothing else that the file does."""

    steps: tuple[PlannedStep, ...]
    why: str
    safe: bool = True

    def describe(self) -> tuple[str, ...]:
        """Say each step in plain English."""
        return tuple(planned.given.phrase(planned.step.says) for planned in self.steps)


@dataclass(frozen=True, slots=True)
class Applied:
    """The documents after the fixes, and which fixes went in or were refused because they overlap."""

    documents: tuple[Document, ...]
    applied: tuple[Fix, ...]
    refused: tuple[Fix, ...]


def parse_steps(data: object, path: str = "fix.steps") -> tuple[PlannedStep, ...]:
    """Read the steps of a fix from a rule file's data; raise WordError naming the path and a mend."""
    if not isinstance(data, list) or not data:
        raise WordError(path, 'A fix needs a list of steps such as { var = "NAME", do = "delete-lines" }.')
    return tuple(_parse_step(step, f"{path}[{index}]") for index, step in enumerate(data))


def _parse_step(data: object, path: str) -> PlannedStep:
    if not isinstance(data, Mapping) or DO not in data:
        raise WordError(path, f"A step is a table with “{DO}” and the parameters of that step.")
    word = data[DO]
    if not isinstance(word, str) or word not in STEPS:
        raise WordError(f"{path}.{DO}", f"There is no step “{word}”.{nearest(str(word), STEPS)}")
    given = {key: value for key, value in data.items() if key != DO}
    return PlannedStep(word, check(given, STEPS[word].parameters, path, word))


def plan_fix(plan: FixPlan, facts: Facts, primary: Line | None) -> Fix | None:
    """Return the edits that the plan makes in this text, or None where one step cannot be done with certainty."""
    edits: list[Edit] = []
    for planned in plan.steps:
        made = planned.step.make(facts, primary, planned.given)
        if made is None:
            return None
        edits += made
    merged = merge(edits)
    return Fix(merged, plan.why, plan.safe) if merged else None


def merge(edits: Sequence[Edit]) -> tuple[Edit, ...] | None:
    """Return the edits by place, equal ones once; None where two of them overlap."""
    ordered = sorted(set(edits), key=lambda edit: (edit.document, edit.begin, edit.stop))
    for left, right in pairwise(ordered):
        if left.document != right.document:
            continue
        if right.begin < left.stop or (left.begin == left.stop == right.begin):
            return None
    return tuple(ordered)


def apply(documents: Sequence[Document], fixes: Sequence[Fix]) -> Applied:
    """Apply the fixes in order; one that overlaps an earlier one is refused whole."""
    edits: tuple[Edit, ...] = ()
    applied: list[Fix] = []
    refused: list[Fix] = []
    for fix in fixes:
        together = merge([*edits, *fix.edits])
        if together is None:
            refused.append(fix)
        else:
            edits = together
            applied.append(fix)
    mended = tuple(replace(document, text=_edited(document, edits)) for document in documents)
    return Applied(mended, tuple(applied), tuple(refused))


def _edited(document: Document, edits: Sequence[Edit]) -> str:
    pieces: list[str] = []
    position = 0
    for edit in edits:
        if edit.document == document.name:
            pieces += [document.text[position : edit.begin], edit.text]
            position = edit.stop
    return "".join([*pieces, document.text[position:]])


def unified_diff(before: Document, after: Document, fixes: Sequence[tuple[str, Fix]] = ()) -> str:
    """Return a unified diff of one document; behind each `@@ … @@` stand the codes of the rules that made the change.

    `fixes` are pairs of a rule's code and its fix. The text there is a hunk's heading: `patch` and `git apply` skip it.
    """
    old, new = _LINE.findall(before.text), _LINE.findall(after.text)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    output: list[str] = []
    for group in matcher.get_grouped_opcodes(3):
        first, last = group[0], group[-1]
        codes = _codes(before, fixes, first[1] + 1, last[2])
        heading = f" {', '.join(codes)}" if codes else ""
        output.append(f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@{heading}\n")
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                output += [_diff_line(" ", line) for line in old[old_from:old_to]]
                continue
            output += [_diff_line("-", line) for line in old[old_from:old_to]]
            output += [_diff_line("+", line) for line in new[new_from:new_to]]
    if not output:
        return ""
    return "".join([f"--- {before.name}\n", f"+++ {after.name} (mended)\n", *output])


def _range(start: int, stop: int) -> str:
    length = stop - start
    begin = start + 1 if length else start
    return str(begin) if length == 1 else f"{begin},{length}"


def _diff_line(sign: str, line: str) -> str:
    return f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"


def _codes(before: Document, fixes: Sequence[tuple[str, Fix]], first: int, last: int) -> list[str]:
    """Return the codes of the fixes that touch the lines from `first` to `last`."""
    codes = {
        code
        for code, fix in fixes
        for edit in fix.edits
        if edit.document == before.name and first <= before.span(edit.begin, edit.stop).line <= last
    }
    return sorted(codes)
