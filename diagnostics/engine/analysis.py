"""The one door of the engine: documents and rules in, a report out. Pure: no input or output, no clock.

A stage that crashes is reported as crashed, without the text that crashed it; the stages after it go on with less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from .apart import Again, Apart
from .clients.aboutscreens import shows_account
from .clients.opencodelist import shows_list
from .collector import uncollected
from .environment import Variable
from .explaining import articles_for, knows_message, with_others, with_spoken
from .facts import Facts
from .factsof import facts_of, handed_on, work_out
from .findings import (
    ArticleRef,
    Finding,
    Login,
    Mended,
    Mode,
    Outcome,
    Reading,
    Report,
    Request,
    Sent,
    Unknown,
)
from .host import Host, host_of
from .intake import masked, readable
from .jobs import readings_apart, sets_for_client, started_apart
from .limits import check_documents
from .masking.secrets import is_secret_file, mask_text
from .nothingread import is_told_only, nothing_read, requests_told, shows_login_alone
from .ordering import OUTCOMES, in_order
from .process import SHELLS
from .quoted import quoted
from .records import dataclass, replace
from .refusals import as_refused
from .regexes import regex
from .rules.index import Answers, index_of
from .rules.rule import Rule, RuleAnswer
from .rules.running import run_rules
from .source import Document
from .stages import Stages, nothing
from .startfiles import by_family
from .startways import SHELL, Way
from .typedcalls import TypedCall, answers_of, answers_within, readings_with, sent_as_typed, typed_calls
from .unknowns import unknowns
from .verdict import spoken_of, verdict


@uncollected
def analyse(
    documents: Sequence[Document],
    *,
    rules: Sequence[Rule],
    login: Login = Login.UNKNOWN,
    mode: Mode = Mode.PRINT,
    given: Mapping[str, str] | None = None,
    error: str = "",
    signatures: Sequence[tuple[str, str]] = (),
    reveal: bool = False,
    clients: Sequence[str] = (),
    offline: bool = False,
    measured: bool = False,
    host: Host | None = None,
) -> Report:
    """Return the report on the documents; raise InputError where they cannot be checked.

    `given` is the environment before the first document (None: unknown), `error` a message that the person saw,
    `signatures` the messages that articles know, as pairs (slug, signature). With `reveal` nothing is masked.
    `clients` are those to speak of; without any, those that the documents concern. `offline`: the documents stay on
    the person's machine, so a client's stored login is read beside them, masked; elsewhere it is refused. `measured`:
    the limits were held against the texts before they were masked, which makes some longer. `host` is what is known of
    the machine that the documents are for; its system may be certain from them alone.
    """
    if not measured:
        check_documents(documents, may_be_empty=given is not None)
    refuses = not offline or all(is_secret_file(document) for document in documents)
    shown, masks = (tuple(documents), ()) if reveal else masked(documents, refuses=refuses)
    stages = Stages()
    host = stages.run("system", lambda: host_of(host, shown, given), host or Host())
    pasted = mask_text(error[:20_000]) if error.strip() else quoted(shown, signatures)
    facts = work_out(readable(shown), login, mode, given, stages, clients, host, pasted)
    seen = _seen(rules, facts, pasted, signatures, given, clients, host, shown, stages)
    findings = in_order([*_said(seen), *stages.crashed], shown, facts.requests)
    silenced = tuple([each for answer in seen.judged.spoken for each in answer.silenced])
    return Report(
        verdict=verdict(
            facts,
            findings,
            rule_count=len(rules),
            readings=seen.readings,
            silenced=len(silenced),
            others=seen.others,
            typed=seen.judged.typed,
            apart=seen.apart,
            is_chosen=bool(clients),
            is_known=knows_message(seen.articles),
            in_trouble=_is_in_trouble(seen, pasted),
        ),
        documents=shown,
        masks=masks,
        environment=facts.environment,
        requests=(*as_refused(seen.told, seen.readings), *sent_as_typed(seen.judged.typed, seen.readings)),
        findings=findings,
        passed=seen.judged.passed,
        not_applicable=seen.judged.not_applicable,
        mended=seen.judged.mended,
        unknowns=seen.unknowns,
        articles=seen.articles,
        rule_count=len(rules),
        rule_digest=digest(rules),
        revealed=reveal,
        silenced=silenced,
        readings=seen.readings,
        system=host.system,
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was made of the facts: by the rules, of the message, and of what the text speaks of."""

    facts: Facts
    judged: _Judged
    others: Sequence[str]  # programs of which the text speaks, and of no client
    told: tuple[Request, ...]  # the requests that are spoken of
    unknowns: tuple[Unknown, ...]
    articles: tuple[ArticleRef, ...]
    apart: tuple[Apart, ...]
    readings: tuple[Reading, ...]


def _seen(
    rules: Sequence[Rule],
    facts: Facts,
    pasted: str,
    signatures: Sequence[tuple[str, str]],
    given: Mapping[str, str] | None,
    clients: Sequence[str],
    host: Host,
    shown: Sequence[Document],
    stages: Stages,
) -> _Seen:
    again = _again(given, clients, host)
    others = () if clients else spoken_of(facts)
    apart = () if others else stages.run("jobs", lambda: started_apart(facts, again), nothing(Apart))
    judged = _judged(rules, facts, apart, stages, again)
    told = requests_told(facts, others=others)
    asked_of = facts if told else replace(facts, requests=())  # of what is not told, nothing is asked
    open_questions = stages.run("unknowns", lambda: unknowns(asked_of), nothing(Unknown))
    articles = _articles(facts, judged, pasted, signatures, told, others, shown, stages)
    held = asked_of if others else facts  # what another program sends is not known, and Claude Code's is no answer
    readings = _readings(pasted, held, judged.typed, apart, stages)
    return _Seen(facts, judged, others, told, open_questions, articles, apart, readings)


def _is_in_trouble(seen: _Seen, pasted: str) -> bool:
    """Tell whether the person met a message that is known, an error, or a login that is all there is."""
    is_error = any(word in pasted for word in _ERRORS) or _REFUSED.search(pasted) is not None
    return bool(seen.readings) or knows_message(seen.articles) or is_error or shows_login_alone(seen.facts)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the rules say: the codes of those that say nothing, the answers of the others, the mended documents."""

    passed: tuple[str, ...]
    not_applicable: tuple[str, ...]
    spoken: list[RuleAnswer]
    mended: tuple[Mended, ...]
    typed: tuple[TypedCall, ...]  # the aliases and functions that were worked out, and asked about


def _judged(
    rules: Sequence[Rule],
    facts: Facts,
    apart: Sequence[Apart],
    stages: Stages,
    again: Again,
) -> _Judged:
    answers = stages.run("rules", lambda: run_rules(rules, facts), Answers((), {}, {}))
    passed, not_applicable, spoken = answers.passed, answers.not_applicable, answers.spoken
    mended = stages.run("fixes", lambda: _mended(rules, facts, spoken, again), nothing(Mended))
    typed = stages.run("calls", lambda: typed_calls(facts), nothing(TypedCall))
    more: list[RuleAnswer] = []
    if typed:
        more += stages.run("rules of calls", lambda: answers_of(typed, rules, spoken), [])
    for one in apart:
        more += stages.run("rules of jobs", partial(_answers_apart, one, rules, [*spoken, *more]), [])
    if families := by_family(facts.documents):
        known = [*spoken, *more]
        more += stages.run("rules of shells", lambda: _answers_by_family(families, rules, facts, known, again), [])
    if more:
        sure = {answer.rule.code for answer in more}
        spoken = [each for each in spoken if each.outcome is not Outcome.CANNOT_TELL or each.rule.code not in sure]
        spoken += more
        found = {answer.rule.code for answer in spoken}
        passed = tuple([code for code in passed if code not in found])
        not_applicable = tuple([code for code in not_applicable if code not in found])
    return _Judged(passed, not_applicable, spoken, mended, typed)


def _answers_apart(apart: Apart, rules: Sequence[Rule], known: Sequence[RuleAnswer]) -> list[RuleAnswer]:
    """Return what rules find in the file that starts a client apart, as it is there, and is not known.

    What a script inherits stands in other files.
    """
    names = {document.name for document in apart.facts.documents if apart.inherits} | {apart.span.document}
    return answers_within(partial(_is_in, frozenset(names)), apart.facts, rules, known)


def _answers_by_family(
    families: Sequence[Sequence[Document]],
    rules: Sequence[Rule],
    facts: Facts,
    known: Sequence[RuleAnswer],
    again: Again,
) -> list[RuleAnswer]:
    """Return what rules find in the files of each family of shells by itself.

    What one family sets is open beside another that does not. What is found in a file that is no shell's holds for a
    family that sets something. A long text is not read once more for each of them.
    """
    answers: list[RuleAnswer] = []
    is_long = sum(len(document.text) for document in facts.documents) > _MOST_READ_AGAIN
    for documents in () if is_long else families:
        own = frozenset(document.name for document in documents if document.kind in SHELLS)
        if sets_for_client(facts, own):
            own = frozenset(document.name for document in documents)
        answers += answers_within(partial(_is_in, own), again(facts, documents), rules, [*known, *answers])
    return answers


def _is_in(names: frozenset[str], finding: Finding) -> bool:
    """Tell whether a finding points at a line of these documents."""
    notes = (finding.primary, *finding.related)
    return any(note is not None and note.span.document in names for note in notes)


def _said(seen: _Seen) -> list[Finding]:
    """Return the findings to be told; a rule that cannot tell may say no more than the verdict does."""
    findings = _told(seen.judged.spoken)
    if nothing_read(seen.facts) or not (seen.facts.requests or seen.others):
        return [finding for finding in findings if finding.outcome is not Outcome.CANNOT_TELL]
    return findings


def _articles(
    facts: Facts,
    judged: _Judged,
    pasted: str,
    signatures: Sequence[tuple[str, str]],
    told: tuple[Request, ...],
    others: Sequence[str],
    shown: Sequence[Document],
    stages: Stages,
) -> tuple[ArticleRef, ...]:
    """Return the articles that explain what was found; where that is little, those on what the text speaks of."""
    articles = stages.run(
        "articles", lambda: articles_for(_told(judged.spoken), pasted, signatures, told, shown), nothing(ArticleRef)
    )
    if others:
        return stages.run("programs spoken of", lambda: with_others(articles, others, facts), articles)
    is_open = not articles and all(each.outcome is Sent.CANNOT_TELL for each in facts.requests)
    is_told = shows_login_alone(facts) or (not articles and is_told_only(facts))
    is_shown = shows_list(facts.documents) or (not facts.environment.variables and shows_account(facts.documents))
    if is_open or is_told or nothing_read(facts) or is_shown:
        return stages.run("gateways spoken of", lambda: with_spoken(articles, facts), articles)
    return articles


def _readings(
    pasted: str, facts: Facts, typed: Sequence[TypedCall], apart: Sequence[Apart], stages: Stages
) -> tuple[Reading, ...]:
    """Return what the message means beside the facts, beside what is typed, and beside what starts apart."""

    def read(of: Facts) -> tuple[Reading, ...]:
        return _read(pasted, of)

    return stages.run(
        "error message", lambda: readings_apart(apart, readings_with(typed, facts, read), read), nothing(Reading)
    )


def _read(pasted: str, facts: Facts) -> tuple[Reading, ...]:
    """Return what is known of an error message; what knows messages is loaded where there is one."""
    if not pasted:
        return ()
    from .readings import read_error

    return read_error(pasted, facts)


def digest(rules: Sequence[Rule]) -> str:
    """Return a short fingerprint of what the rules say and when; equal rules give equal digests."""
    return index_of(rules).digest


# What a server answered, in whatever words somebody tells it.
_REFUSED = regex(r"(?<![\w.:/$-])(?:40[123]|429)(?![\w:/-]|\.\d)|\b[Uu]nauthori[sz]ed\b")
_MOST_READ_AGAIN = 64 * 1024
_ERRORS = ("API Error", "rror: ", "status code ", '"error"')  # who quotes one of these met an error, known or not


def _mended(
    rules: Sequence[Rule],
    facts: Facts,
    answers: Sequence[RuleAnswer],
    again: Again,
) -> tuple[Mended, ...]:
    """Return the mended documents; what makes them is loaded where there is something to mend."""
    if not any(finding.fix for answer in answers for finding in answer.findings):
        return ()
    from .fixing.mending import mend

    return mend(rules, facts, answers, again)


def _again(given: Mapping[str, str] | None, clients: Sequence[str], host: Host) -> Again:
    """Return how the facts of mended documents, or of a part of them, are worked out."""

    handed: list[tuple[Variable, ...]] = []  # what the shell hands on to each script of the report

    def again(facts: Facts, documents: Sequence[Document], way: Way = SHELL) -> Facts:
        if way.script is not None and way.below is None:
            if not handed:
                handed.append(handed_on(facts, given, host))
            way = replace(way, inherited=handed[0])
        return facts_of(
            documents,
            login=facts.login,
            mode=facts.mode,
            given=given,
            clients=clients,
            host=host,
            error=facts.error,
            way=way,
        )

    return again


def _told(answers: Sequence[RuleAnswer]) -> list[Finding]:
    return [finding for answer in answers if answer.outcome in OUTCOMES for finding in answer.findings]
