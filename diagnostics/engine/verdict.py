"""The report in one sentence: who pays first, then the gravest finding.

Where nothing was read that decides who pays, what the person met comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .apart import TERMINAL, Apart
from .caveats import (
    said_of_broken_key,
    said_of_editor,
    said_of_file_not_given,
    said_of_habit,
    said_of_lines_for_others,
    said_of_model,
    said_of_objects,
    said_of_other_folder,
    said_of_other_names,
    said_of_shell_elsewhere,
    said_of_surroundings,
    said_of_templates,
    said_of_told,
    said_of_units,
    said_of_unread_starter,
    said_of_versions,
)
from .clients import DEFAULT_CLIENT, other_programs, unstarted
from .facts import Facts
from .findings import (
    Certainty,
    Finding,
    Fit,
    Outcome,
    Reading,
    Request,
    Sent,
    Severity,
    Status,
    Verdict,
)
from .keyfiles import said_of_key_file
from .layers import said_of_handed
from .leading import counted, is_aside, lead, leaves_open, premise_of, said_of_screen, worst
from .nothingread import nothing_read, said_of_unread
from .records import dataclass, replace
from .refusals import as_refused
from .regexes import regex
from .routerfiles import is_passed, said_of_router
from .source import Kind
from .spokenremovals import said_of_removed
from .spokenshells import said_of_another, said_of_shell
from .startedcalls import said_of_another_program, said_of_settings, said_of_starts
from .starters import are_alone, said_of_no_client
from .sudo import said_of_sudo
from .switches import said_of_switches
from .typedcalls import COMMAND, TypedCall
from .unknowns import left_out_name, names_unread
from .unshown import said_of_unshown
from .whopays import payers, small
from .wrappers import loaded_by_plugin, said_of_loading, wrapped

_BELOW = "What your error message says stands below."
_NEW_WINDOW = regex(r"\b(?:new|fresh|another|reopened|restarted|rebooted)\b")
_GRAVE = {Severity.ERROR: Status.ERROR, Severity.WARNING: Status.WARNING}


class _Sentence:
    """What was said so far, and whether any of it leaves open who pays or what is wrong."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.is_open = False

    def say(self, text: str, *, opens: bool = False) -> None:
        """Add a part; nothing where there is nothing to be said."""
        if text:
            self._parts.append(text)
            self.is_open = self.is_open or opens

    def __str__(self) -> str:
        return " ".join(self._parts)


@dataclass(frozen=True, slots=True)
class _Case:
    """What the sentence is made of: the arguments of `verdict`, and what several of its parts ask."""

    facts: Facts
    found: Sequence[Finding]
    readings: Sequence[Reading]
    others: Sequence[str]
    typed: Sequence[TypedCall]
    apart: Sequence[Apart]
    is_chosen: bool
    is_known: bool
    conflict: Reading | None  # the message that these files cannot produce
    instead: str  # what to say in place of what a reading rules out
    is_unread: bool  # nothing that decides who pays was read
    requests: tuple[Request, ...]  # that the message leaves possible
    run: tuple[Request, ...]  # of the client's own name, where that is an alias or a function
    alone: tuple[str, ...] | None  # the programs that the text starts, none of them a client
    wrapper: str  # what stands between the shell and the client
    wrapper_opens: bool  # whether that leaves open who pays

    @property
    def is_unnamed(self) -> bool:
        """Whether a post names variables and no client."""
        return self.alone is not None and not are_alone(self.facts.documents)


def verdict(
    facts: Facts,
    findings: Sequence[Finding],
    *,
    rule_count: int,
    readings: Sequence[Reading] = (),
    silenced: int = 0,
    others: Sequence[str] = (),
    in_trouble: bool = False,
    typed: Sequence[TypedCall] = (),
    apart: Sequence[Apart] = (),
    is_chosen: bool = False,
    is_known: bool = False,
) -> Verdict:
    """Return the status and the sentence; the findings are sorted, gravest first, without those that are silenced.

    `others` are the programs of which the documents speak, and of no client, as `spoken_of` returns them. `typed` are
    the aliases and functions that were worked out. `is_chosen`: the person named the clients. `is_known`: an article
    knows the message that was pasted.

    An error message that was pasted rules out logins that it cannot come from; one that these files cannot produce
    is said before anything else, because then they do not decide. Who is `in_trouble` saw a message that is known:
    where nothing is found, nobody can tell what is wrong, and that is not clear.
    """
    found = [finding for finding in findings if finding.outcome is Outcome.FOUND]
    said = _Sentence()
    case = _case(facts, found, readings, others, typed, apart, is_chosen=is_chosen, is_known=is_known)
    premise = _say_what_comes_first(case, said)
    leads = _leads(case, premise)
    said.say(leads)
    said.say(_who_pays(case, premise))
    _say_what_counts_besides(case, said, premise)
    if found and not leads.startswith(found[0].rule):
        said.say(_BELOW if readings and not leads and is_aside(found) else "")
        said.say(worst(found))
    elif not (case.is_unread or others or case.is_unnamed):
        said.say(_BELOW if readings and not leads else "")
        said.say(_nothing(facts, rule_count, silenced))
    left_out = "" if any(one.of_rest != TERMINAL for one in apart) else left_out_name(facts)
    said.say("" if found else left_out)
    status = _status((*facts.requests, *case.run), findings)
    if status is Status.CLEAR and (said.is_open or in_trouble or left_out or _leaves_open(case)):
        status = Status.CANNOT_TELL
    return Verdict(status, str(said))


def _case(
    facts: Facts,
    found: Sequence[Finding],
    readings: Sequence[Reading],
    others: Sequence[str],
    typed: Sequence[TypedCall],
    apart: Sequence[Apart],
    *,
    is_chosen: bool,
    is_known: bool,
) -> _Case:
    conflict = next((reading for reading in readings if reading.fit is Fit.CONFLICTS), None)
    run = next((each.requests for each in typed if each.name == COMMAND), ())
    by_name = small(payers(as_refused(run, readings, typed=True))) if run else ""
    elsewhere = loaded_by_plugin(facts) or said_of_shell(facts.documents, facts.assignments) or said_of_sudo(facts)
    return _Case(
        facts,
        found,
        readings,
        others,
        typed,
        apart,
        is_chosen,
        is_known,
        conflict,
        next((each.instead for each in readings if each.instead), "") if not conflict else "",
        nothing_read(facts),
        as_refused(_narrowed(facts.requests, readings), readings),
        run,
        None if facts.requests else unstarted(frozenset(facts.environment.variables), facts.documents, facts.error),
        elsewhere or wrapped(facts, by_name),
        bool(elsewhere or not by_name),
    )


def _say_what_comes_first(case: _Case, said: _Sentence) -> str:
    """Say on which understanding of the text the rest holds; return the premise, said last."""
    facts, documents = case.facts, case.facts.documents
    said.say(_contradicted(case.conflict) if case.conflict else case.instead, opens=True)
    said.say(case.wrapper, opens=case.wrapper_opens)
    said.say("" if case.wrapper else said_of_another(documents))
    versions = said_of_versions(facts) or said_of_settings(documents, facts.where)
    versions = versions or said_of_starts(documents, facts.where) or _said_of_several(case)
    said.say(versions or said_of_handed(documents), opens=True)
    said.say("" if case.is_unnamed else said_of_told(facts) or said_of_objects(facts), opens=True)
    if case.requests and not (case.is_unread or case.others or case.is_chosen):
        said.say(said_of_habit(facts), opens=True)
    if case.is_unread or case.others:
        return ""
    premise = (
        _apart(facts, case.apart, case.readings)
        or said_of_removed(facts)
        or _said_of_secrets(facts)
        or premise_of(case.found)
        or said_of_unshown(facts, case.requests)
        or said_of_another_program(documents, facts.where)
        or _said_of_spoken_keys(case)
    )
    said.say(premise, opens=True)
    return premise


def _said_of_several(case: _Case) -> str:
    """Say that a post starts another client in several ways; what knows calls is loaded where there is one."""
    if all(request.client == DEFAULT_CLIENT for request in case.requests):
        return ""
    from .severalstarts import said_of_several

    return said_of_several(case.requests, case.facts.documents, case.facts.where)


def _said_of_spoken_keys(case: _Case) -> str:
    """Say that sentences tell of the variable for want of which another client stops."""
    is_post = any(document.kind is Kind.TEXT for document in case.facts.documents)
    if not is_post or all(request.client == DEFAULT_CLIENT for request in case.requests):
        return ""
    from .spokenkeys import said_of_spoken_keys

    return said_of_spoken_keys(case.facts, case.requests)


def _leads(case: _Case, premise: str) -> str:
    """Return what is known of the message, where that comes before who pays."""
    leads = ""
    if case.is_unread and not (case.others or case.alone):
        leads = lead(case.readings, case.found, is_known=case.is_known)
    if leads or case.conflict or case.others or premise:
        return leads
    return said_of_screen(case.readings, case.found, case.facts)


def _who_pays(case: _Case, premise: str) -> str:
    if case.others:
        return _not_known(case.others)
    if case.alone is not None:
        return said_of_no_client(case.alone, is_post=case.is_unnamed)
    if case.is_unread:
        return said_of_unread(case.facts)
    return small(payers(case.requests)) if premise else payers(case.requests)


def _say_what_counts_besides(case: _Case, said: _Sentence, premise: str) -> None:
    """Say what else may have a say in who pays: files, machines, models, other names for the client."""
    facts = case.facts
    is_told = not (case.is_unread or case.others)
    if is_told and case.alone is None:
        said.say("" if case.instead else said_of_key_file(facts, case.requests), opens=True)
        said.say(said_of_lines_for_others(facts, case.requests, premise), opens=True)
        said.say(said_of_surroundings(facts, case.requests), opens=True)
        said.say("" if case.found else _said_of_names(facts, case.requests), opens=True)
        said.say(said_of_units(facts), opens=True)
        said.say(said_of_broken_key(facts), opens=True)
    said.say("" if case.is_unread else said_of_router(facts), opens=is_passed(case.requests))
    said.say("" if case.others else said_of_templates(facts), opens=True)
    said.say(said_of_unread_starter(facts) if is_told else "", opens=True)
    said.say(said_of_shell_elsewhere(facts), opens=True)
    said.say(said_of_other_folder(facts), opens=True)
    said.say(_said_of_windows(facts), opens=True)
    said.say("" if case.is_unread or case.others else said_of_editor(facts))
    said.say("" if case.wrapper or case.others else said_of_model(facts))
    said.say(said_of_other_names(facts, case.typed))
    said.say(said_of_loading(facts), opens=True)
    said.say("" if case.is_unread or case.others else said_of_switches(facts, {each.name for each in case.typed}))
    said.say(said_of_file_not_given(facts, case.requests) if is_told and not case.instead else "", opens=True)


def _said_of_secrets(facts: Facts) -> str:
    """Say that a sentence denies a secret that a workflow takes; what knows such sentences is loaded beside one."""
    kinds = {document.kind for document in facts.documents}
    if not kinds.issuperset((Kind.WORKFLOW, Kind.TEXT)):
        return ""
    from .spokensecrets import said_of_denied_secrets

    return said_of_denied_secrets(facts)


def _said_of_names(facts: Facts, requests: Sequence[Request]) -> str:
    """Say that a sentence has set what no line sets; what reads sentences is loaded beside some."""
    words = ("ANTHROPIC_", "CLAUDE_CODE_", "Usage Billing")
    if not any(each.kind is Kind.TEXT and any(word in each.text for word in words) for each in facts.documents):
        return ""
    from .spokennames import said_of_spoken_names

    return said_of_spoken_names(facts, requests)


def _said_of_windows(facts: Facts) -> str:
    """Say that a post tells of a new window; what knows such sentences is loaded where one has the word for it."""
    if not any(document.kind is Kind.TEXT and _NEW_WINDOW.search(document.text) for document in facts.documents):
        return ""
    from .spokenwindows import said_of_new_window

    return said_of_new_window(facts)


def _leaves_open(case: _Case) -> bool:
    """Tell whether it is open what the text comes to, although nothing was said of that."""
    blocked = case.requests and all(request.outcome is Sent.BLOCKED for request in case.requests)
    refused = any(request.payer.would_only for request in case.requests) or any(each.refuses for each in case.readings)
    return bool(
        case.is_unread or case.others or blocked or refused or names_unread(case.facts) or leaves_open(case.found)
    )


def _apart(facts: Facts, apart: Sequence[Apart], readings: Sequence[Reading]) -> str:
    """Say who pays for what starts the client apart from the shell, and that what follows is said of a terminal."""
    if not apart:
        return ""
    fitting = [replace(each, typed=False) for each in readings if each.typed]
    said = []
    for one in apart:
        pays = payers(as_refused(_narrowed(one.requests, fitting), fitting))
        said.append(f"{one.says.format(where=facts.where(one.span))} {small(pays)}")
    of_rest = {one.of_rest for one in apart}
    return f"{' '.join(said)} {of_rest.pop() if len(of_rest) == 1 else TERMINAL}"


def spoken_of(facts: Facts) -> tuple[str, ...]:
    """Return the programs of which the documents speak, where they speak of no client that is modelled."""
    if any(request.client != DEFAULT_CLIENT for request in facts.requests):
        return ()
    return other_programs(frozenset(facts.environment.variables), facts.documents)


def _not_known(programs: Sequence[str]) -> str:
    names = " and ".join((", ".join(programs[:-1]), programs[-1])) if len(programs) > 1 else programs[0]
    return f"Who pays cannot be told: your text speaks of {names}, and what it sends is not worked out here."


def _narrowed(requests: Sequence[Request], readings: Iterable[Reading]) -> tuple[Request, ...]:
    """Return the requests that remain possible: where a message fits some logins only, the others are ruled out."""
    left = tuple(requests)
    for reading in readings:
        if reading.fit is Fit.FITS and not reading.typed:
            kept = tuple(each for each in left if each.client != reading.client or each.login in reading.logins)
            left = kept or left
    return left


def _contradicted(reading: Reading) -> str:
    return (
        f"These files do not decide alone: the error message is {reading.words_of}'s, and they cannot produce it, so "
        "another file, a later line or the running session wins. By these files alone:"
    )


def _status(requests: Sequence[Request], findings: Sequence[Finding]) -> Status:
    found = {finding.severity for finding in findings if finding.outcome is Outcome.FOUND}
    for severity, status in _GRAVE.items():
        if severity in found:
            return status
    undecided = not requests or any(
        request.outcome is Sent.CANNOT_TELL or request.payer.certainty is Certainty.CANNOT_TELL for request in requests
    )
    silent = any(finding.outcome is Outcome.CRASHED for finding in findings)
    return Status.CANNOT_TELL if undecided or silent else Status.CLEAR


def _nothing(facts: Facts, rule_count: int, silenced: int) -> str:
    read = {(document.paste or document.name, number) for document in facts.documents for number in document.lines}
    lines = len(read)  # a line that is read as a sentence and as code is one
    besides = f", besides {counted(silenced, 'finding')} that you silenced" if silenced else ""
    return (
        f"Nothing found in {counted(lines, 'line')} by {counted(rule_count, 'rule')}{besides}. "
        "That is not a proof: what other files, the login and the server do does not stand in this text."
    )
