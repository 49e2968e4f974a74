"""Rules: what one is, and what it answers about the facts of a check."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from .answers import Answer, Line, Maybe, No, Yes
from .clients import CLIENT_NAMES, CLIENTS, DEFAULT_CLIENT
from .conditions import All, Condition, Known, ask, depends_on_login, leaves, needs
from .facts import Facts
from .findings import Confidence, Finding, Fix, Login, Mode, Note, Outcome, Request, Severity, Silenced
from .fixes import FixPlan, plan_fix
from .rulewords import fill, words_of
from .signs import Signs, signs_of
from .silencing import silenced
from .source import Span

MOST_FINDINGS = 200  # of one rule in one check; a paste that has more has one cause
MOST_RELATED = 20

Worlds = list[tuple[Login, Facts]]
_LOGINS = (Login.SUBSCRIPTION, Login.CONSOLE, Login.NONE)
ANY_CLIENT = "any"


@dataclass(frozen=True, slots=True)
class ExampleDocument:
    """One document of an example, with its `#~ CODE` marks still in the text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """A text on which the rule must give exactly the marked lines (bad) or nothing (good)."""

    kind: str  # "bad" · "good"
    title: str
    documents: tuple[ExampleDocument, ...]
    login: Login = Login.UNKNOWN
    mode: Mode = Mode.PRINT


@dataclass(frozen=True, slots=True)
class Raise:
    """The severity of a finding whose line concerns one of these variables."""

    severity: Severity
    var: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One diagnostic rule. `when` makes a finding; where `applies` does not hold, the rule is not applicable."""

    code: str
    name: str
    title: str
    severity: Severity
    confidence: Confidence
    since: date
    article: str
    message: str
    why: str
    when: Condition
    applies: Condition | None = None
    at: str = ""  # the variable whose winning line is underlined; else the first line that made `when` true
    notes: tuple[tuple[str, str], ...] = ()  # variable → what its line does, in this rule's words
    raised: Raise | None = None
    fix: FixPlan | None = None
    examples: tuple[Example, ...] = ()
    _memory: _Memory = field(default_factory=lambda: _Memory(), init=False, repr=False, compare=False)

    @property
    def clients(self) -> frozenset[str]:
        """The clients that the rule's conditions name; the default one where they name none."""
        if self._memory.clients is None:
            self._memory.clients = _named_clients(self)
        return self._memory.clients

    @property
    def by_login(self) -> bool:
        """Whether another login could change the answer."""
        if self._memory.by_login is None:
            conditions = [condition for condition in (self.when, self.applies) if condition]
            self._memory.by_login = any(depends_on_login(condition) for condition in conditions)
        return self._memory.by_login

    @property
    def applies_by_login(self) -> bool:
        """Whether another login could change whether the rule applies."""
        if self._memory.applies_by_login is None:
            self._memory.applies_by_login = self.applies is not None and depends_on_login(self.applies)
        return self._memory.applies_by_login

    @property
    def steady_parts(self) -> tuple[Condition, ...]:
        """The parts of which one "no" is the answer of `when` whatever the login is, so that none needs to be tried."""
        if self._memory.steady is None:
            parts = self.when.parts if isinstance(self.when, All) and self.by_login else ()
            self._memory.steady = tuple(part for part in parts if not depends_on_login(part))
        return self._memory.steady

    @property
    def when_needs(self) -> tuple[Signs, ...]:
        """What the facts must show something of, or else `when` does not hold (see `conditions.needs`)."""
        if self._memory.when_needs is None:
            self._memory.when_needs = needs(self.when)
        return self._memory.when_needs

    @property
    def applies_needs(self) -> tuple[Signs, ...]:
        """The same for `applies`."""
        if self._memory.applies_needs is None:
            self._memory.applies_needs = needs(self.applies) if self.applies else ()
        return self._memory.applies_needs

    def silent(self, outcome: Outcome) -> RuleAnswer:
        """Return the answer of that outcome in which nothing is said."""
        if outcome not in self._memory.silent:
            self._memory.silent[outcome] = RuleAnswer(self, outcome)
        return self._memory.silent[outcome]

    @property
    def fingerprint(self) -> bytes:
        """A digest of what the rule says and when; equal rules give equal ones."""
        if not self._memory.fingerprint:
            words = (self.code, self.severity, self.confidence, self.message, self.why)
            said = "\x1f".join((*words, repr(self.when), repr(self.fix)))
            self._memory.fingerprint = hashlib.sha256(said.encode()).digest()
        return self._memory.fingerprint

    def take_fingerprint(self, digest: bytes) -> None:
        """Take over the fingerprint that was worked out when the rule was written down."""
        self._memory.fingerprint = digest


@dataclass(slots=True)
class _Memory:
    """What follows from a rule alone, once it was worked out: thousands of checks ask for it."""

    clients: frozenset[str] | None = None
    by_login: bool | None = None
    applies_by_login: bool | None = None
    steady: tuple[Condition, ...] | None = None
    when_needs: tuple[Signs, ...] | None = None
    applies_needs: tuple[Signs, ...] | None = None
    silent: dict[Outcome, RuleAnswer] = field(default_factory=dict)
    fingerprint: bytes = b""


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """What one rule says: its outcome and, where something is to be said, the findings."""

    rule: Rule
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    silenced: tuple[Silenced, ...] = ()  # found as well, but a comment beside the line says that it is meant


@dataclass(frozen=True, slots=True)
class _Check:
    """The facts that the rules are asked about, and what they share: the facts for each login, and answers."""

    facts: Facts
    worlds: dict[frozenset[str], Worlds] = field(default_factory=dict)
    known: Known = field(default_factory=dict)

    def ask(self, condition: Condition, world: Facts) -> Answer:
        """Answer a condition, from the facts as they are or those for one login."""
        return ask(condition, world, self.known)


def run_rules(rules: Sequence[Rule], facts: Facts) -> tuple[RuleAnswer, ...]:
    """Return the answer of every rule, in their order; a rule that crashes does not stop the others."""
    check, there = _Check(facts), signs_of(facts)
    return tuple(_without_silenced(_run_seen(rule, check, there), facts) for rule in rules)


def _without_silenced(answer: RuleAnswer, facts: Facts) -> RuleAnswer:
    """Set apart the findings that a comment in the text silences."""
    if answer.outcome is not Outcome.FOUND:
        return answer
    meant = [(finding, silenced(finding, facts.documents)) for finding in answer.findings]
    return replace(
        answer,
        findings=tuple(finding for finding, comment in meant if comment is None),
        silenced=tuple(comment for _, comment in meant if comment is not None),
    )


def run_rule(rule: Rule, facts: Facts) -> RuleAnswer:
    """Return what the rule says of the facts. An exception becomes the outcome "crashed", without its text."""
    return _run(rule, _in_all_worlds, _Check(facts))


def _run_seen(rule: Rule, check: _Check, there: Signs) -> RuleAnswer:
    """Return what `run_rule` does, and ask nothing of which the answer follows from what the facts lack."""
    if rule.applies and _lacks(rule.applies_needs, there):
        return rule.silent(Outcome.NOT_APPLICABLE)
    if not _lacks(rule.when_needs, there):
        return _run(rule, _in_all_worlds, check)
    return _run(rule, _where_it_applies, check) if rule.applies else rule.silent(Outcome.CLEAR)


def _lacks(needed: tuple[Signs, ...], there: Signs) -> bool:
    """Tell whether the facts show nothing of one of the sets; for no login do they show more."""
    for group in needed:  # noqa: SIM110 -- twice as quick as any(), and every check does this for every rule
        if group.isdisjoint(there):
            return True
    return False


def _run(rule: Rule, answer: Callable[[Rule, _Check], RuleAnswer], check: _Check) -> RuleAnswer:
    try:
        return answer(rule, check)
    except Exception as error:  # whatever it was: the person still gets the other rules' answers
        message = f"The rule {rule.code} stopped with {type(error).__name__}. That is our fault, not your file's."
        return RuleAnswer(rule, Outcome.CRASHED, (_finding(rule, Outcome.CRASHED, message),))


def _in_all_worlds(rule: Rule, check: _Check) -> RuleAnswer:
    """Answer for each login that is possible, and merge the answers."""
    for part in rule.steady_parts:
        if isinstance(check.ask(part, check.facts), No):
            return _where_it_applies(rule, check)
    return _merge(rule, [(login, _answer(rule, world, check)) for login, world in _worlds(rule, check)])


def _where_it_applies(rule: Rule, check: _Check) -> RuleAnswer:
    """Answer where `when` does not hold: clear, or not applicable if the rule applies for no login."""
    if rule.applies is None:
        return rule.silent(Outcome.CLEAR)
    worlds = _worlds(rule, check) if rule.applies_by_login else [(check.facts.login, check.facts)]
    applies = any(not isinstance(check.ask(rule.applies, world), No) for _, world in worlds)
    return rule.silent(Outcome.CLEAR if applies else Outcome.NOT_APPLICABLE)


def _worlds(rule: Rule, check: _Check) -> Worlds:
    """Return the facts as they are, or once for each login where the login is unknown and could decide.

    The login meant is that of the clients the rule speaks of: of several clients in a report, each has its own.
    """
    if not rule.by_login:
        return [(check.facts.login, check.facts)]
    if rule.clients not in check.worlds:
        check.worlds[rule.clients] = _for_each_login(rule.clients, check.facts)
    return check.worlds[rule.clients]


def _for_each_login(meant: frozenset[str], facts: Facts) -> Worlds:
    """Return the facts once for each login that the clients meant may have, or as they are where it is known."""
    concerned = [request for request in facts.requests if request.client in meant or ANY_CLIENT in meant]
    is_open = facts.login is Login.UNKNOWN or any(request.login is not facts.login for request in concerned)
    if not is_open:
        return [(facts.login, facts)]
    worlds = []
    for login in _LOGINS:
        kept = [request for request in facts.requests if request not in concerned or _holds_for(request, login)]
        answered = {request.client for request in kept}
        if all(request.client in answered for request in concerned):
            worlds.append((login, replace(facts, login=login, requests=tuple(kept))))
    return worlds or [(facts.login, facts)]


def _holds_for(request: Request, login: Login) -> bool:
    """Tell whether a request was made for a login, or is the same for every login."""
    return request.login in (login, Login.UNKNOWN)


def _answer(rule: Rule, facts: Facts, check: _Check) -> RuleAnswer:
    """Answer for one world."""
    applies: Answer = check.ask(rule.applies, facts) if rule.applies else Yes()
    if isinstance(applies, No):
        return rule.silent(Outcome.NOT_APPLICABLE)
    answer = check.ask(rule.when, facts)
    match answer:
        case No():
            return rule.silent(Outcome.CLEAR)
        case Maybe():
            return _cannot_tell(rule, answer)
    if isinstance(applies, Maybe):
        return _cannot_tell(rule, applies)
    return RuleAnswer(rule, Outcome.FOUND, tuple(_found(rule, facts, answer.lines)))


def _cannot_tell(rule: Rule, answer: Maybe) -> RuleAnswer:
    """Say what is not known, and underline it where it stands in the text."""
    why = _within_sentence(answer.why.rstrip("."))
    message = f"Cannot tell whether {rule.code} ({rule.title}) concerns you: {why}."
    note = Note(answer.span, "not known from here on") if answer.span else None
    finding = replace(_finding(rule, Outcome.CANNOT_TELL, message, note), reason=why)
    return RuleAnswer(rule, Outcome.CANNOT_TELL, (finding,))


def _found(rule: Rule, facts: Facts, lines: tuple[Line, ...]) -> list[Finding]:
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
    finding = _finding(
        rule,
        Outcome.FOUND,
        fill(rule.message, facts, words),
        _note(rule, primary) if primary else None,
        tuple(_note(rule, line) for line in beside[:MOST_RELATED]),
    )
    fix = _fix(rule.fix, facts, primary, {} if known is None else known) if rule.fix else None
    return replace(finding, severity=severity, fix=fix, why=fill(rule.why, facts, words))


def _fix(plan: FixPlan, facts: Facts, primary: Line | None, known: dict[str, Fix | None]) -> Fix | None:
    if primary is None or not plan.mends_files:
        return plan_fix(plan, facts, primary)
    document = primary.span.document
    if document not in known:
        known[document] = plan_fix(plan, facts, primary)
    return known[document]


def _note(rule: Rule, line: Line) -> Note:
    return Note(line.span, dict(rule.notes).get(line.name or "", line.text))


def _finding(
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


def _merge(rule: Rule, answers: list[tuple[Login, RuleAnswer]]) -> RuleAnswer:
    """Make one answer of those for each login: what holds for some of them only says so and is likely, not certain."""
    if len(answers) == 1:
        return answers[0][1]
    for outcome in (Outcome.FOUND, Outcome.CANNOT_TELL, Outcome.CLEAR):
        logins = [login for login, answer in answers if answer.outcome is outcome]
        if not logins:
            continue
        if outcome is not Outcome.FOUND:
            return next(answer for _, answer in answers if answer.outcome is outcome)
        return RuleAnswer(rule, outcome, tuple(_merge_findings(rule, answers)))
    return answers[0][1]


def _merge_findings(rule: Rule, answers: list[tuple[Login, RuleAnswer]]) -> list[Finding]:
    """Return the findings of all logins, each place once, with the logins it needs named in front."""
    merged: dict[Span | None, tuple[Finding, list[Login]]] = {}
    for login, answer in answers:
        for finding in answer.findings if answer.outcome is Outcome.FOUND else ():
            place = finding.primary.span if finding.primary else None
            merged.setdefault(place, (finding, []))[1].append(login)
    words = _login_words(rule)
    return [
        finding if len(logins) == len(answers) else _only_if(finding, [words[login] for login in logins])
        for finding, logins in merged.values()
    ]


def _login_words(rule: Rule) -> Mapping[Login, str]:
    """Return the logins as they are called for the client that the rule speaks of."""
    client = next((CLIENTS[name] for name in sorted(rule.clients) if name in CLIENTS), CLIENTS[DEFAULT_CLIENT])
    return {**CLIENTS[DEFAULT_CLIENT].logins, **client.logins}


def _only_if(finding: Finding, logins: list[str]) -> Finding:
    """Say which login the finding needs; the message follows in its own words."""
    message = f"If you are {' or '.join(logins)}: {_within_sentence(finding.message)}"
    return replace(finding, message=message, confidence=Confidence.LIKELY)


def _within_sentence(text: str) -> str:
    """Return a sentence as it reads behind a colon: ANTHROPIC_API_KEY and Codex keep their capitals."""
    is_name = text[:2].isupper() or text.startswith(tuple(CLIENT_NAMES.values()))
    return text if is_name else text[:1].lower() + text[1:]


def _named_clients(rule: Rule) -> frozenset[str]:
    """Return the clients that the rule's conditions name; the default one where they name none."""
    named = frozenset(
        client
        for condition in (rule.when, rule.applies)
        for leaf in (leaves(condition) if condition else ())
        for client in leaf.given.texts("client")
    )
    return named or frozenset({DEFAULT_CLIENT})


__all__ = ["Example", "ExampleDocument", "Raise", "Rule", "RuleAnswer", "run_rule", "run_rules"]
