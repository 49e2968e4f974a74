"""Fixes: a plan in a rule's file becomes edits of the person's text; edits are applied only if none overlap."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..facts import Facts
from ..findings import Edit, Fix
from ..records import dataclass
from ..regexes import regex
from ..rules.answers import Line
from ..rules.parameters import Arguments, WordError, check, nearest
from ..source import TYPED, Kind
from .edits import Applied, apply, merge

if TYPE_CHECKING:
    from .fixsteps import Step

__all__ = ["DO", "Applied", "FixPlan", "PlannedStep", "apply", "merge", "parse_steps", "plan_fix"]

_PRINTED = (Kind.DUMP, Kind.TEXT, Kind.TOLD)
_UNQUOTED = (
    *(Kind.DOCKER_ENV, Kind.SYSTEMD_UNIT, Kind.SYSTEMD_ENV, Kind.ENVIRONMENT_D, Kind.PAM_ENV),
    *(Kind.COMPOSE, Kind.LAUNCHD, Kind.CRONTAB, Kind.DOCKERFILE, Kind.WORKFLOW, Kind.MISE),
    *(Kind.KUBERNETES, Kind.GITLAB),
)
_PLAIN = regex(r"[A-Za-z0-9_./:@-]*")
DO = "do"  # the key of a step that names what is done


@cache
def steps() -> Mapping[str, Step]:
    """Return all steps by their words; loaded with the first fix that is read, told or made."""
    from . import filesteps, fixsteps, functionsteps, linesteps, quotesteps, reshaping, urlsteps

    modules = (fixsteps, linesteps, reshaping, urlsteps, quotesteps, filesteps, functionsteps)
    return MappingProxyType({word: step for module in modules for word, step in module.STEPS.items()})


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step of a plan: its word and its arguments."""

    word: str
    given: Arguments

    @property
    def step(self) -> Step:
        """Return the step of that name; parsing has proved that there is one."""
        return steps()[self.word]

    def describe(self) -> str:
        """Say what is done in plain English."""
        return Arguments(self.given.values, self.step.parameters).phrase(self.step.says)


_OF_FILES = frozenset(("cut-carriage-returns",))


@dataclass(frozen=True, slots=True)
class FixPlan:
    """What a rule's fix does, why that is right, and whether it changes nothing else that the file does."""

    steps: tuple[PlannedStep, ...]
    why: str
    safe: bool = True

    @property
    def mends_files(self) -> bool:
        """Whether a step mends the whole file, whichever of its lines it was found on."""
        return any(planned.word in _OF_FILES for planned in self.steps)

    def describe(self) -> tuple[str, ...]:
        """Say each step in plain English."""
        return tuple(planned.describe() for planned in self.steps)


def parse_steps(data: object, path: str = "fix.steps") -> tuple[PlannedStep, ...]:
    """Read the steps of a fix from a rule file's data; raise WordError naming the path and a mend."""
    if not isinstance(data, list) or not data:
        raise WordError(path, 'A fix needs a list of steps such as { var = "NAME", do = "delete-lines" }.')
    return tuple(_parse_step(step, f"{path}[{index}]") for index, step in enumerate(data))


def _parse_step(data: object, path: str) -> PlannedStep:
    if not isinstance(data, Mapping) or DO not in data:
        raise WordError(path, f"A step is a table with “{DO}” and the parameters of that step.")
    word = data[DO]
    if not isinstance(word, str) or word not in steps():
        raise WordError(f"{path}.{DO}", f"There is no step “{word}”.{nearest(str(word), steps())}")
    given = {key: value for key, value in data.items() if key != DO}
    return PlannedStep(word, check(given, steps()[word].parameters, path, word))


def plan_fix(plan: FixPlan, facts: Facts, primary: Line | None) -> Fix | None:
    """Return the edits that the plan makes in this text, or None where one step cannot be done with certainty."""
    edits: list[Edit] = []
    for planned in plan.steps:
        made = planned.step.make(facts, primary, planned.given)
        if made is None:
            return None
        edits += made
    merged = merge(edits)
    if not merged or not all(_may_be_made(facts, edit) for edit in merged):
        return None
    return Fix(merged, plan.why, plan.safe)


def _may_be_made(facts: Facts, edit: Edit) -> bool:
    """Tell whether an edit makes sense in its document: what a program printed is not mended by editing it.

    In formats in which no step knows how to write a value, only what needs no quotes anywhere is written.
    """
    document = facts.document(edit.document)
    if document.name.startswith(TYPED):
        return False
    if document.kind in _PRINTED and all(file.document != document.name for file in facts.files):
        return False  # a settings file in YAML has no kind of its own, but is no print
    return document.kind not in _UNQUOTED or _PLAIN.fullmatch(edit.text) is not None
