"""The mended documents: all safe fixes together, checked again, and kept only where that is better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from ..environment import MOST_PROBLEMS, ProblemKind
from ..facts import Facts
from ..findings import Finding, Fix, Mended, Outcome, Severity
from ..rules.rule import Rule, RuleAnswer
from ..rules.running import run_rules
from ..source import Document
from .diffs import unified_diff
from .fixes import apply

MOST_TRIES = 8  # where all fixes together are no good, so many are tried one after the other
MOST_TEXT = 64 * 1024  # and only in texts that are quick to check again
MOST_ASSIGNMENTS = 10_000  # a text in which more were met takes too long to be read twice

Facing = Callable[[Facts, Sequence[Document]], Facts]


def mend(rules: Sequence[Rule], facts: Facts, answers: Sequence[RuleAnswer], facts_again: Facing) -> tuple[Mended, ...]:
    """Return the documents that the safe fixes change, with the diff; nothing where a fix does not hold.

    A fix holds if its finding is gone when the mended documents are checked again, and nothing new of the severity
    error or warning appeared. Nothing can be told of documents that were not read to their end, or are too long for it.
    """
    fixable = [finding for finding in _found(answers) if finding.fix is not None and finding.fix.safe]
    if not fixable or not _can_be_read_again(facts):
        return ()
    kept = _hold(rules, facts, answers, fixable, facts_again)
    if not kept and 1 < len(fixable) <= MOST_TRIES and sum(len(d.text) for d in facts.documents) <= MOST_TEXT:
        for finding in fixable:
            kept = _hold(rules, facts, answers, [*kept, finding], facts_again) or kept
    return _mended(facts.documents, kept) if kept else ()


def _can_be_read_again(facts: Facts) -> bool:
    if len(facts.assignments) > MOST_ASSIGNMENTS or len(facts.problems) >= MOST_PROBLEMS:
        return False
    return not any(problem.kind is ProblemKind.READER_LIMIT for problem in facts.problems)


def _hold(
    rules: Sequence[Rule],
    facts: Facts,
    answers: Sequence[RuleAnswer],
    fixable: Sequence[Finding],
    facts_again: Facing,
) -> list[Finding]:
    """Return the findings whose fixes went in, if all of those are gone and nothing grave is new; else nothing."""
    same = _same(fixable)
    applied = apply(facts.documents, _fixes(fixable))
    done = {id(fix) for fix in applied.applied}
    went_in = [finding for finding in fixable if id(same.get(id(finding.fix))) in done]
    after = _found(run_rules(rules, facts_again(facts, applied.documents)).spoken)
    before = Counter(finding.rule for finding in _found(answers))
    now = Counter(finding.rule for finding in after)
    mended = Counter(finding.rule for finding in went_in)
    if any(now[rule] > before[rule] - count for rule, count in mended.items()):
        return []
    grave = (finding.rule for finding in after if finding.severity is not Severity.NOTICE)
    return [] if any(now[rule] > before[rule] for rule in grave) else went_in


def _found(answers: Sequence[RuleAnswer]) -> list[Finding]:
    return [f for answer in answers for f in answer.findings if f.outcome is Outcome.FOUND]


def _fixes(findings: Sequence[Finding]) -> list[Fix]:
    return list({id(fix): fix for fix in _same(findings).values()}.values())


def _same(findings: Sequence[Finding]) -> dict[int, Fix]:
    """Return for each fix, by its identity, the first that equals it: comparing long ones again costs too much."""
    firsts: dict[Fix, Fix] = {}
    same: dict[int, Fix] = {}
    for finding in findings:
        if finding.fix is not None and id(finding.fix) not in same:
            same[id(finding.fix)] = firsts.setdefault(finding.fix, finding.fix)
    return same


def _mended(documents: Sequence[Document], findings: Sequence[Finding]) -> tuple[Mended, ...]:
    after = apply(documents, _fixes(findings)).documents
    named = {(each.rule, id(each.fix)): (each.rule, each.fix) for each in findings if each.fix is not None}
    codes = list(named.values())
    return tuple(
        Mended(old.name, new.text, unified_diff(old, new, codes))
        for old, new in zip(documents, after, strict=True)
        if old.text != new.text
    )
