"""Run a rule that is being written, without saving it: on its examples, on those of all others, on a pasted text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.views.decorators.debug import sensitive_variables

from .checking import Pasted, RefusedError, documents_of
from .engine.facts import Facts
from .engine.factsof import facts_of
from .engine.findings import Finding, Login, Mode, Note, Outcome
from .engine.fixing.diffs import unified_diff
from .engine.fixing.fixes import apply
from .engine.intake import AnalysisError
from .engine.rules.examples import Failure, check_foreign, check_own, check_sound
from .engine.rules.rule import Rule
from .engine.rules.running import run_rule
from .gate import known_articles
from .loading import active_rules
from .soundness import documented

Check = Callable[[Rule], tuple[Failure, ...]]

SAID = {
    Outcome.FOUND: "Found.",
    Outcome.CLEAR: "Nothing found: the condition does not hold.",
    Outcome.NOT_APPLICABLE: "Not applicable: what the rule applies to is not there.",
    Outcome.CANNOT_TELL: "Cannot tell.",
    Outcome.CRASHED: "The rule crashed.",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What one part of a run came to: a heading, whether it is as it should be, and the details."""

    title: str
    passed: bool
    said: str
    details: tuple[str, ...] = ()


def own(rule: Rule) -> Result:
    """Run the rule and all active ones on its own examples, and its fix."""
    failures = check_own(rule, active_rules().rules, known_articles([rule]))
    return _result("Its own examples", f"{len(rule.examples)} examples", failures)


def others(rule: Rule) -> Result:
    """Run the rule on the examples of all other active rules."""
    rules = [other for other in active_rules().rules if other.code != rule.code]
    number = sum(len(other.examples) for other in rules)
    return _result("The other rules’ examples", f"{number} examples of {len(rules)} rules", check_foreign(rule, rules))


def sound(rule: Rule) -> Result:
    """Run the rule on the documented configurations, in which nothing may be found."""
    cases = documented()
    failures = check_sound([rule], [case.example for case in cases])
    return _result("The documented configurations", f"{len(cases)} configurations", failures)


PARTS: Mapping[str, Callable[[Rule], Result]] = {"own": own, "others": others, "sound": sound}


@sensitive_variables()
def on_text(rule: Rule, name: str, text: str, login: Login, mode: Mode) -> Result:
    """Run the rule on a pasted text, which is masked first and kept nowhere."""
    title = "Your text"
    try:
        documents = documents_of([Pasted(name, text)])
        facts = facts_of(documents, login=login, mode=mode)
    except RefusedError as refusal:
        return Result(title, False, refusal.message)
    except AnalysisError as failure:  # its words name a stage and a type, nothing of the text
        return Result(title, False, str(failure))
    answer = run_rule(rule, facts)
    details = tuple(_told(rule, finding, facts) for finding in answer.findings)
    return Result(title, answer.outcome is not Outcome.CRASHED, SAID[answer.outcome], details)


def _result(title: str, number: str, failures: tuple[Failure, ...]) -> Result:
    if not failures:
        return Result(title, True, f"{number}: all as marked.")
    faults = "one fault" if len(failures) == 1 else f"{len(failures)} faults"
    return Result(title, False, f"{number}: {faults}.", tuple(failure.explain() for failure in failures))


def _told(rule: Rule, finding: Finding, facts: Facts) -> str:
    """Return a finding as text: the message, each line with a caret, and what the fix would change."""
    rows = [f"{finding.severity.value}: {finding.message}"]
    for note in (*((finding.primary,) if finding.primary else ()), *finding.related):
        rows += _pointed(note, facts)
    if finding.fix:
        applied = apply(facts.documents, [finding.fix])
        for before, after in zip(facts.documents, applied.documents, strict=True):
            rows += [diff.rstrip("\n")] if (diff := unified_diff(before, after, [(rule.code, finding.fix)])) else []
    return "\n".join(rows)


def _pointed(note: Note, facts: Facts) -> list[str]:
    line = facts.document(note.span.document).line_text(note.span.line).replace("\t", " ")
    margin = f"  {note.span.line} | "
    width = max(1, min(note.span.end, len(line) + 1) - note.span.start)
    caret = " " * (len(margin) - 2) + "| " + " " * (note.span.start - 1) + "^" * width
    return [f"  {note.span.document}", margin + line, f"{caret} {note.text}"]
