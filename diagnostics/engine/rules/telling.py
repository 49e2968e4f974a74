"""What a rule that found something says: findings at their places, in the rule's words, each with its fix."""

from __future__ import annotations

from ..clients import CLIENT_NAMES
from ..facts import Facts
from ..findings import Finding, Fix, Note, Outcome
from ..fixing.fixes import FixPlan, plan_fix
from ..gateways import GATEWAYS
from ..hosts import CLOUDS
from ..records import replace
from .answers import Line, Maybe
from .rule import Rule, RuleAnswer
from .rulewords import fill, words_of

MOST_FINDINGS = 200  # of one rule in one check; a paste that has more has one cause
MOST_RELATED = 20
# Of products and companies, with which a sentence can begin.
_NAMES = (
    *CLIENT_NAMES.values(),
    *dict.fromkeys(cloud.name.split(" ", 1)[0] for cloud in CLOUDS.values()),
    *(gateway.name for gateway in GATEWAYS),
    "Anthropic",
)


def cannot_tell(rule: Rule, answer: Maybe) -> RuleAnswer:
    """Say what is not known, and underline it where it stands in the text."""
    why = within_sentence(answer.why.rstrip("."))
    message = f"Cannot tell whether {rule.code} ({rule.title}) concerns you: {why}."
    note = Note(answer.span, "not known from here on") if answer.span else None
    finding = replace(finding_of(rule, Outcome.CANNOT_TELL, message, note), reason=why)
    return RuleAnswer(rule, Outcome.CANNOT_TELL, (finding,))


def found(rule: Rule, facts: Facts, lines: tuple[Line, ...]) -> list[Finding]:
    """Return one finding for each separate line, or one for all lines together."""
    separate = [line for line in lines if line.separate]
    common = [line for line in lines if not line.separate]
    if separate:
        shown = separate[:MOST_FINDINGS]
        known: dict[str, Fix | None] = {}
        findings = [_found_at(rule, facts, line, [*line.related, *common], known) for line in shown]
        if len(separate) > len(shown):
            more = f"{findings[-1].message} ({len(separate) - len(shown)} more such lines are not listed.)"
            findings[-1] = replace(findings[-1], message=more)
        return findings
    primary = next((line for line in common if line.name == rule.at), None) or _winning(facts, rule.at)
    if primary is None:
        primary = common[0] if common else None
    return [_found_at(rule, facts, primary, [line for line in common if line is not primary])]


def _winning(facts: Facts, name: str) -> Line | None:
    variable = facts.environment.get(name)
    return Line(variable.set_at, "is set here", name) if name and variable.set_at else None


def _found_at(
    rule: Rule, facts: Facts, primary: Line | None, related: list[Line], known: dict[str, Fix | None] | None = None
) -> Finding:
    """Return the finding at a place; `known` keeps the fixes of whole files, which all lines of a file share."""
    words = words_of(rule.clients, facts, primary)
    beside = [line for line in related if primary is None or line.span != primary.span]
    severity = rule.severity
    if rule.raised and primary and primary.name in rule.raised.var:
        severity = rule.raised.severity
    finding = finding_of(
        rule,
        Outcome.FOUND,
        fill(rule.message, facts, words),
        _note(rule, primary) if primary else None,
        tuple(_note(rule, line) for line in beside[:MOST_RELATED]),
    )
    fix = _fix(rule.fix, facts, primary, {} if known is None else known) if rule.fix else None
    finding = replace(finding, severity=severity, fix=fix, why=fill(rule.why, facts, words))
    if effect := rule.effect:
        return replace(finding, premise=fill(effect.premise, facts, words), is_open=effect.is_open)
    return finding


def _fix(plan: FixPlan, facts: Facts, primary: Line | None, known: dict[str, Fix | None]) -> Fix | None:
    if primary is None or not plan.mends_files:
        return plan_fix(plan, facts, primary)
    document = primary.span.document
    if document not in known:
        known[document] = plan_fix(plan, facts, primary)
    return known[document]


def _note(rule: Rule, line: Line) -> Note:
    return Note(line.span, dict(rule.notes).get(line.name or "", line.text))


def finding_of(
    rule: Rule, outcome: Outcome, message: str, primary: Note | None = None, related: tuple[Note, ...] = ()
) -> Finding:
    return Finding(
        rule.code,
        rule.name,
        outcome,
        rule.severity,
        rule.confidence,
        message,
        rule.why,
        primary,
        related,
        article=rule.article,
    )


def within_sentence(text: str) -> str:
    """Return a sentence as it reads behind a colon: ANTHROPIC_API_KEY and Codex keep their capitals."""
    is_name = text[:2].isupper() or text.startswith(_NAMES)
    return text if is_name else text[:1].lower() + text[1:]
