"""Rules: what one is, and the answer that it gives about the facts of a check."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..clients import DEFAULT_CLIENT
from ..findings import Confidence, Finding, Login, Mode, Outcome, Severity, Silenced
from ..records import dataclass, field
from .conditions import All, Condition, depends_on_login, leaves, needs, suffice
from .signs import Signs

if TYPE_CHECKING:
    from datetime import date

    from ..fixing.fixes import FixPlan


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
class Effect:
    """What a finding does to the verdict, besides being told in it."""

    premise: str = ""  # what it takes for granted who pays, said before that: "In a session …:"
    is_open: bool = False  # what was found may stand for something else, so nobody can tell whether the text is clear


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
    effect: Effect | None = None
    fix: FixPlan | None = None
    examples: tuple[Example, ...] = ()
    _memory: _Memory = field(default_factory=lambda: _Memory(), init=False, repr=False, compare=False)

    @classmethod
    def unread(cls, code: str, known: Known, read: Callable[[], Rule]) -> Rule:
        """Return a rule of which that is known which tells whether it is asked; `read` gives the rest when it is.

        Of some four hundred rules a check asks thirty.
        """
        rule = cls.__new__(cls)
        rule.code = code  # type: ignore[misc]  # it is being made
        rule._memory = _Memory(  # type: ignore[misc]
            when_needs=known.when_needs,
            applies_needs=known.applies_needs,
            applies_at_once=known.applies_at_once,
            fingerprint=known.fingerprint,
            read=read,
        )
        return rule

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """Read an unread rule: Python asks here for what is not set."""
            if name == "_memory" or self._memory.read is None:
                raise AttributeError(name)
            read = self._memory.read()
            for each in self.__match_args__:
                setattr(self, each, getattr(read, each))
            self._memory.read = None
            return getattr(self, name)

    @property
    def known(self) -> Known:
        """What tells whether the rule is asked."""
        return Known(self.fingerprint, self.applies_at_once, self.applies_needs, self.when_needs)

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
            parts = self.when.parts if isinstance(self.when, All) else (self.when,)
            self._memory.steady = tuple(part for part in parts if not depends_on_login(part))
        return self._memory.steady

    @property
    def when_needs(self) -> tuple[Signs, ...]:
        """What the facts must show something of, or else `when` does not hold (see `conditions.needs`)."""
        if self._memory.when_needs is None:
            self._memory.when_needs = needs(self.when)
        return self._memory.when_needs

    @property
    def applies_key(self) -> str:
        """The condition `applies` as text: the same for equal ones, which dozens of rules share."""
        if not self._memory.applies_key and self.applies:
            self._memory.applies_key = repr(self.applies)
        return self._memory.applies_key

    @property
    def applies_needs(self) -> tuple[Signs, ...]:
        """The same for `applies`."""
        if self._memory.applies_needs is None:
            self._memory.applies_needs = needs(self.applies) if self.applies else ()
        return self._memory.applies_needs

    @property
    def applies_at_once(self) -> bool:
        """Whether the rule applies in any case, as soon as the facts show what `applies` needs."""
        if self._memory.applies_at_once is None:
            self._memory.applies_at_once = self.applies is None or suffice(self.applies)
        return self._memory.applies_at_once

    def silent(self, outcome: Outcome) -> RuleAnswer:
        """Return the answer of that outcome in which nothing is said."""
        if outcome not in self._memory.silent:
            self._memory.silent[outcome] = RuleAnswer(self, outcome)
        return self._memory.silent[outcome]

    @property
    def fingerprint(self) -> bytes:
        """A digest of what the rule says and when; equal rules give equal ones."""
        if not self._memory.fingerprint:
            import hashlib  # it loads a library of ciphers, and shipped rules bring their fingerprints

            words = (self.code, self.severity, self.confidence, self.message, self.why)
            effect = (repr(self.effect),) if self.effect else ()
            said = "\x1f".join((*words, repr(self.when), repr(self.fix), *effect))
            self._memory.fingerprint = hashlib.sha256(said.encode()).digest()
        return self._memory.fingerprint


@dataclass(frozen=True, slots=True)
class Known:
    """What follows from a rule and tells whether it is asked; see the properties of the same names."""

    fingerprint: bytes
    applies_at_once: bool
    applies_needs: tuple[Signs, ...]
    when_needs: tuple[Signs, ...]


@dataclass(slots=True)
class _Memory:
    """What follows from a rule alone, once it was worked out: thousands of checks ask for it."""

    clients: frozenset[str] | None = None
    by_login: bool | None = None
    applies_by_login: bool | None = None
    steady: tuple[Condition, ...] | None = None
    when_needs: tuple[Signs, ...] | None = None
    applies_needs: tuple[Signs, ...] | None = None
    applies_at_once: bool | None = None
    applies_key: str = ""
    silent: dict[Outcome, RuleAnswer] = field(default_factory=dict)
    fingerprint: bytes = b""
    read: Callable[[], Rule] | None = None  # gives the rule's words, until they were asked for


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """What one rule says: its outcome and, where something is to be said, the findings."""

    rule: Rule
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    silenced: tuple[Silenced, ...] = ()  # found as well, but a comment beside the line says that it is meant


def _named_clients(rule: Rule) -> frozenset[str]:
    """Return the clients that the rule's conditions name; the default one where they name none."""
    named = frozenset(
        client
        for condition in (rule.when, rule.applies)
        for leaf in (leaves(condition) if condition else ())
        for client in leaf.given.texts("client")
    )
    return named or frozenset({DEFAULT_CLIENT})
