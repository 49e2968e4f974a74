"""What Claude Code sends under the names that a person types: aliases and functions that give it variables.

What such a call gives is above what is exported, and below the `env` of a settings file. Worked out is one of which
all is read: nothing but assignments stands before the client, and no settings file is named behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from .clients import DEFAULT_CLIENT, requests
from .clients.calls import Call, Calls
from .clients.files import lay_over
from .environment import Evaluation, Variable
from .facts import Facts
from .findings import Finding, Fit, Outcome, Reading, Request, Sent
from .functions import stands_in_condition
from .hosts import is_anthropic
from .names import READ
from .process import SHELLS
from .records import dataclass, replace
from .refusals import as_refused
from .rules.rule import Rule, RuleAnswer
from .rules.running import run_rules
from .source import Document, Kind, Span
from .wrappers import BEGINS

COMMAND = "claude"
_FOLDER, _TOKEN = "CLAUDE_CONFIG_DIR", "CLAUDE_CODE_OAUTH_TOKEN"
MOST_NAMES = 4
_SETTINGS = (Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE)
_POSSIBLY = ("alias", "function", "()", "( )")


@dataclass(frozen=True, slots=True)
class TypedCall:
    """One alias or function: the name that is typed, where it stands, and the facts as they are for its run."""

    name: str
    span: Span
    facts: Facts

    @property
    def requests(self) -> tuple[Request, ...]:
        """What Claude Code sends then: one request, or one for each login where that decides."""
        return self.facts.requests


def typed_calls(facts: Facts) -> tuple[TypedCall, ...]:
    """Return the calls of Claude Code that can be worked out: that of its own name, and the others if they are few."""
    if not any(request.client == DEFAULT_CLIENT for request in facts.requests) or not _may_call(facts.documents):
        return ()
    below = Evaluation(facts.environment, facts.assignments, facts.problems, facts.settings)
    calls = Calls(facts.documents, below).by_name(COMMAND)
    last = _last_of_its_name(facts.documents)
    names = [
        name
        for name, call in calls.items()
        if call.is_whole and "--settings" not in call.options and any(each.name in READ for each in call.given)
        # An alias whose text says `claude` runs the alias of that name in turn.
        if (_is_run(call, last) if name == COMMAND else call.bypasses or last is None)
    ]
    if len(names) > MOST_NAMES + (COMMAND in names):
        names = [name for name in names if name == COMMAND]
    return tuple(TypedCall(name, calls[name].span, _as_run(facts, below, calls[name], name)) for name in names)


def answers_of(calls: Sequence[TypedCall], rules: Sequence[Rule], known: Sequence[RuleAnswer]) -> list[RuleAnswer]:
    """Return what rules find in the lines of calls, and did not find in the files; how to mend it is not worked out."""
    answers: list[RuleAnswer] = []
    for call in calls:
        answers += answers_within(partial(_is_in_call, call.span), call.facts, rules, [*known, *answers])
    return answers


def answers_within(
    holds: Callable[[Finding], bool], facts: Facts, rules: Sequence[Rule], known: Sequence[RuleAnswer]
) -> list[RuleAnswer]:
    """Return what rules find of other facts, where those hold, and is not `known`; how to mend it is not worked out."""
    told = {
        (each.rule, each.primary.span)
        for answer in known
        for each in answer.findings
        if each.primary and each.outcome is not Outcome.CANNOT_TELL
    }
    answers: list[RuleAnswer] = []
    for answer in run_rules(rules, facts).spoken:
        found = tuple(
            replace(finding, fix=None)
            for finding in answer.findings
            if finding.outcome is Outcome.FOUND and finding.primary is not None
            if holds(finding) and (finding.rule, finding.primary.span) not in told
        )
        if found:
            answers.append(replace(answer, findings=found, silenced=()))
    return answers


def _is_in_call(span: Span, finding: Finding) -> bool:
    return finding.primary is not None and _holds(span, finding.primary.span)


def sent_as_typed(calls: Sequence[TypedCall], readings: Sequence[Reading]) -> tuple[Request, ...]:
    """Return what is sent under the names that are typed; a pasted message is held against the client's own name."""
    found: list[Request] = []
    for call in calls:
        found += as_refused(call.requests, readings, typed=True) if call.name == COMMAND else call.requests
    return tuple(found)


def readings_with(
    calls: Sequence[TypedCall], facts: Facts, read: Callable[[Facts], tuple[Reading, ...]]
) -> tuple[Reading, ...]:
    """Return what is known of a pasted message: of what is typed as the client's own name, where that explains it."""
    readings = read(facts)
    call = next((call for call in calls if call.name == COMMAND), None)
    if call is None:
        return readings
    as_typed = {each.message: replace(each, typed=True) for each in read(call.facts) if each.fit is Fit.FITS}
    return tuple([as_typed.get(each.message, each) for each in readings])


def said_as_typed(requests: Sequence[Request]) -> str:
    """Return who pays where a folder or an unknown value decides that a call gives; "" where it says more by itself."""
    first = requests[0]
    if first.outcome is not Sent.CANNOT_TELL:
        return ""
    decides = first.undecided
    if _FOLDER in first.evidence and decides is None:
        return f"the login pays that is stored for the folder of {_FOLDER}; without one, nobody does"
    if decides is None or not decides.on or any(each.undecided is None for each in requests):
        return ""
    sent = next(iter(first.worlds), first)  # with a value
    if decides.name == _TOKEN == sent.headers.get("authorization") and is_anthropic(sent.endpoint):
        return f"the Claude plan that owns the token in {_TOKEN} pays, if that {decides.on}"
    return f"who pays cannot be told; if {decides.name} {decides.on}, {decides.does_on}"


def _last_of_its_name(documents: Sequence[Document]) -> Span | None:
    """Return where the last alias or function named claude begins, in whatever form it is written."""
    found = [
        document.span(begins.start(), begins.end())
        for document in documents
        if document.kind in SHELLS and COMMAND in document.text
        for begins in BEGINS.finditer(document.text)
    ]
    return found[-1] if found else None


def _holds(span: Span, other: Span | None) -> bool:
    return (
        other is not None and other.document == span.document and span.begin <= other.begin and other.stop <= span.stop
    )


def _is_run(call: Call, last: Span | None) -> bool:
    """Tell whether a call is what the client's own name runs: the last of it, and under no condition."""
    return _holds(call.span, last) and not stands_in_condition(call.document, call.span.begin)


def _may_call(documents: Sequence[Document]) -> bool:
    return any(COMMAND in each.text and any(word in each.text for word in _POSSIBLY) for each in documents)


def _as_run(facts: Facts, below: Evaluation, call: Call, name: str) -> Facts:
    settings = {document.name for document in facts.documents if document.kind in _SETTINGS}

    def wins(_given: Variable, lost: Variable | None) -> bool:
        return lost is None or lost.set_at is None or lost.set_at.document not in settings

    run = lay_over(below, call.given, wins)
    sent = requests(run, login=facts.login, mode=facts.mode, documents=facts.documents, asked=(DEFAULT_CLIENT,))
    return replace(facts, environment=run.environment, requests=tuple(replace(each, typed=name) for each in sent))
