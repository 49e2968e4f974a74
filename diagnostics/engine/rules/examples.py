"""The gate: a rule's examples are its tests. It goes active only if every one of them says what its marks say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum

from ..facts import Facts
from ..factsof import facts_of
from ..findings import Finding, Fix, Outcome, Severity
from ..fixing.fixes import apply
from ..kinds import recognise
from ..masking.secrets import mask
from ..records import dataclass, field, replace
from ..regexes import regex
from ..source import Document, Span
from .rule import Example, Rule, RuleAnswer
from .running import run_rule, run_rules

_MARK = regex(r"(?<!\\)[ \t]*#~(?P<codes>(?:[ \t,]+[A-Z]{2,4}[0-9]{3})+)[ \t]*(?=\r?$)", re.MULTILINE)
DOCUMENTED = "the documented configurations"  # the owner of their examples
_CODE = regex(r"[A-Z]{2,4}[0-9]{3}")


class Flaw(StrEnum):
    """What is wrong with a rule, in the order in which it is worth mending."""

    NO_EXAMPLE = "an example is missing"
    NO_MARK = "a bad example marks no line"
    NOT_FOUND = "a marked line is not found"
    UNMARKED = "a line is found that is not marked"
    CRASHED = "the rule crashes"
    NO_FIX = "the fix does nothing"
    FIX_FAILS = "the fix does not clear the finding"
    FIX_HARMS = "the fix makes another rule find something"
    UNSOUND = "a documented configuration is found fault with"
    NO_ARTICLE = "the article does not exist"


@dataclass(frozen=True, slots=True)
class Failure:
    """One way in which a rule and the examples disagree."""

    rule: str
    flaw: Flaw
    owner: str = ""  # the code of the rule that the example belongs to
    example: str = ""  # the example's title
    span: Span | None = None
    line_text: str = field(default="", repr=False)
    expected: str = ""
    got: str = ""

    def explain(self) -> str:
        """Return the failure as text: the example, the line with a caret under the place, expected and got."""
        head = f"{self.rule}: {self.flaw.value}"
        if self.example:
            head += f", in the example “{self.example}”" + (f" of {self.owner}" if self.owner != self.rule else "")
        rows = [f"{head}."]
        if self.span:
            margin = f"  {self.span.line} | "
            shown = self.line_text.replace("\t", " ")
            width = max(1, min(self.span.end, len(shown) + 1) - self.span.start)
            rows += [f"  {self.span.document}", margin + shown]
            rows += [" " * (len(margin) - 2) + "| " + " " * (self.span.start - 1) + "^" * width]
        if self.expected:
            rows.append(f"  expected: {self.expected}")
        if self.got:
            rows.append(f"  got:      {self.got}")
        return "\n".join(rows)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An example ready to run: its facts, read as the site reads a paste, and the marked lines by code."""

    owner: str
    example: Example
    facts: Facts
    marks: dict[str, frozenset[tuple[str, int]]]


def unmarked(text: str) -> tuple[str, dict[int, tuple[str, ...]]]:
    """Return the text without its `#~ CODE` marks and the codes by line (1-based)."""
    marks = {
        text.count("\n", 0, found.start()) + 1: tuple(_CODE.findall(found["codes"])) for found in _MARK.finditer(text)
    }
    return _MARK.sub("", text), marks


def prepare(owner: str, example: Example) -> Prepared:
    """Strip the marks and work out the facts, masked as on the site."""
    marks: dict[str, set[tuple[str, int]]] = {}
    documents = []
    for document in example.documents:
        text, codes = unmarked(document.text)
        documents.append(Document(document.name, text, recognise(document.name, text)))
        for line, found in codes.items():
            for code in found:
                marks.setdefault(code, set()).add((document.name, line))
    masked, _ = mask(documents)
    facts = facts_of(masked, login=example.login, mode=example.mode, given=None)
    return Prepared(owner, example, facts, {code: frozenset(lines) for code, lines in marks.items()})


def check_examples(rule: Rule, all_rules: Sequence[Rule], articles: Collection[str] | None) -> tuple[Failure, ...]:
    """Return everything that keeps a rule from going active.

    `all_rules` are the other rules (one with the same code is left out), `articles` the slugs there are, None: not
    to be checked. Looked at are the rule on its own examples and on all others', and the others on its examples.
    """
    return (*check_own(rule, all_rules, articles), *check_foreign(rule, all_rules))


def check_own(rule: Rule, all_rules: Sequence[Rule], articles: Collection[str] | None) -> tuple[Failure, ...]:
    """Return what is wrong with a rule by its own examples, and where another rule finds something in them."""
    others = tuple([other for other in all_rules if other.code != rule.code])
    failures = [*_missing(rule, articles)]
    for prepared in (prepare(rule.code, example) for example in rule.examples):
        failures += _on_own(rule, others, prepared)
        failures += [failure for other in _answering(others, prepared).values() for failure in other]
    return tuple(failures)


def check_foreign(rule: Rule, all_rules: Sequence[Rule]) -> tuple[Failure, ...]:
    """Return where a rule finds lines of other rules' examples that do not carry its mark, or misses one that does."""
    failures: list[Failure] = []
    for other in all_rules:
        if other.code != rule.code:
            for example in other.examples:
                failures += _lines(rule, prepare(other.code, example))
    return tuple(failures)


def check_all(rules: Sequence[Rule], articles: Collection[str] | None) -> tuple[Failure, ...]:
    """Return what keeps any of the rules from going active, by rule; each example is read once."""
    rules = tuple(rules)  # which the index of rules is kept of
    failures = {rule.code: [*_missing(rule, articles)] for rule in rules}
    for rule in rules:
        for ready in (prepare(rule.code, example) for example in rule.examples):
            failures[rule.code] += _on_own(rule, rules, ready)
            for code, found in _answering(rules, ready).items():
                failures[code] += found if code != rule.code else ()
    return tuple([failure for found in failures.values() for failure in found])


def check_sound(rules: Sequence[Rule], examples: Sequence[Example]) -> tuple[Failure, ...]:
    """Return where a rule finds fault with, or crashes on, configurations that are right as they are documented."""
    rules = tuple(rules)
    failures: list[Failure] = []
    for example in examples:
        found = _answering(rules, prepare(DOCUMENTED, example))
        for failure in (failure for each in found.values() for failure in each):
            unsound = replace(failure, flaw=Flaw.UNSOUND, expected="nothing: this is documented as it stands")
            failures.append(failure if failure.flaw is Flaw.CRASHED else unsound)
    return tuple(failures)


def _missing(rule: Rule, articles: Collection[str] | None) -> Iterator[Failure]:
    for kind in ("bad", "good"):
        if not any(example.kind == kind for example in rule.examples):
            yield Failure(rule.code, Flaw.NO_EXAMPLE, expected=f"one {kind} example at least")
    if articles is not None and rule.article not in articles:
        yield Failure(rule.code, Flaw.NO_ARTICLE, expected=f"an article with the slug “{rule.article}”")


def _on_own(rule: Rule, rules: tuple[Rule, ...], prepared: Prepared) -> Iterator[Failure]:
    """Check a rule on one of its own examples: the lines, then the fix, also by the other ones of the rules."""
    marked = prepared.marks.get(rule.code, frozenset())
    title = prepared.example.title
    if (prepared.example.kind == "bad") != bool(marked):
        flaw = Flaw.NO_MARK if prepared.example.kind == "bad" else Flaw.UNMARKED
        yield Failure(
            rule.code,
            flaw,
            rule.code,
            title,
            expected=f"`#~ {rule.code}` on the lines to be found, in bad examples only",
        )
    answer = run_rule(rule, prepared.facts)
    yield from _compare(rule, prepared, answer)
    if rule.fix and answer.outcome is Outcome.FOUND:
        yield from _fixed(rule, rules, prepared, answer)


def _answering(rules: tuple[Rule, ...], prepared: Prepared) -> dict[str, list[Failure]]:
    """Check as `_lines` does that each of the rules finds the lines that carry its mark; return what is wrong by code.

    Most rules say nothing of an example, as the index knows without asking them: only where they should is that wrong.
    """
    answers = run_rules(rules, prepared.facts, silencing=False)
    spoken = {answer.rule.code for answer in answers.spoken}
    silent = prepared.marks.keys() - spoken
    told = (
        [*answers.spoken, *[answer for answer in answers if answer.rule.code in silent]] if silent else answers.spoken
    )
    return {answer.rule.code: [*_compare(answer.rule, prepared, answer)] for answer in told}


def _lines(rule: Rule, prepared: Prepared) -> Iterator[Failure]:
    """Check that a rule finds exactly the lines of an example that carry its mark."""
    yield from _compare(rule, prepared, run_rule(rule, prepared.facts))


def _compare(rule: Rule, prepared: Prepared, answer: RuleAnswer) -> Iterator[Failure]:
    owner, title = prepared.owner, prepared.example.title
    if answer.outcome is Outcome.CRASHED:
        yield Failure(rule.code, Flaw.CRASHED, owner, title, got=answer.findings[0].message)
        return
    found = {} if answer.outcome is not Outcome.FOUND else {_place(finding): finding for finding in answer.findings}
    marked = prepared.marks.get(rule.code, frozenset())
    for name, line in sorted(marked - found.keys()):
        document = prepared.facts.document(name)
        got = "found on other lines" if answer.outcome is Outcome.FOUND else answer.outcome.value
        if answer.outcome is Outcome.CANNOT_TELL:
            got = answer.findings[0].message
        yield Failure(
            rule.code,
            Flaw.NOT_FOUND,
            owner,
            title,
            document.line_span(line),
            document.line_text(line),
            expected=f"{rule.code} on line {line}",
            got=got,
        )
    for place, finding in found.items():
        if place not in marked:
            span = finding.primary.span if finding.primary else None
            yield Failure(
                rule.code,
                Flaw.UNMARKED,
                owner,
                title,
                span,
                prepared.facts.document(span.document).line_text(span.line) if span else "",
                expected="nothing here",
                got=f"{rule.code}: {finding.message}",
            )


def _place(finding: Finding) -> tuple[str, int]:
    """Return the document and line that a finding underlines; none is line 0 of no document, which is never marked."""
    return (finding.primary.span.document, finding.primary.span.line) if finding.primary else ("", 0)


def _fixed(rule: Rule, rules: tuple[Rule, ...], prepared: Prepared, answer: RuleAnswer) -> Iterator[Failure]:
    """Check that the fixes clear what was found, and that a safe one makes no other rule find more."""
    title = prepared.example.title
    fixes = [finding.fix for finding in answer.findings if finding.fix]
    for finding in answer.findings:
        if finding.fix is None:
            span = finding.primary.span if finding.primary else None
            text = prepared.facts.document(span.document).line_text(span.line) if span else ""
            yield Failure(rule.code, Flaw.NO_FIX, rule.code, title, span, text, "an edit of this text", "none")
    if not fixes:
        return
    mended = _mended(prepared, fixes)
    for finding in _findings((rule,), mended).get(rule.code, ()):
        yield _after(rule.code, Flaw.FIX_FAILS, title, mended, finding, f"no {rule.code} after the fix")
    if all(fix.safe for fix in fixes):
        before = _findings(rules, prepared.facts)
        for code, found in _findings(rules, mended).items():
            if code == rule.code:
                continue
            after = [finding for finding in found if finding.severity is not Severity.NOTICE]
            if len(after) > len(before.get(code, ())):
                yield _after(rule.code, Flaw.FIX_HARMS, title, mended, after[-1], f"no new {code}")


def _after(code: str, flaw: Flaw, title: str, mended: Facts, finding: Finding, expected: str) -> Failure:
    span = finding.primary.span if finding.primary else None
    text = mended.document(span.document).line_text(span.line) if span else ""
    return Failure(code, flaw, code, title, span, text, expected, f"{finding.rule}: {finding.message}")


def _mended(prepared: Prepared, fixes: Sequence[Fix]) -> Facts:
    applied = apply(prepared.facts.documents, fixes)
    return facts_of(applied.documents, login=prepared.example.login, mode=prepared.example.mode, given=None)


def _findings(rules: tuple[Rule, ...], facts: Facts) -> dict[str, tuple[Finding, ...]]:
    """Return what those of the rules that find something or crash say of the facts, by code."""
    answers = run_rules(rules, facts, silencing=False).spoken
    return {each.rule.code: each.findings for each in answers if each.outcome in (Outcome.FOUND, Outcome.CRASHED)}
