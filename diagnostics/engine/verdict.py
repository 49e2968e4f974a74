"""The report in one sentence: who pays first, then the gravest finding.

Where nothing was read that decides who pays, what the person met comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .clients import CLIENTS, DEFAULT_CLIENT, by_habit, other_programs, unstarted
from .clients.calledmodel import called_model
from .facts import Facts
from .findings import (
    Certainty,
    Finding,
    Fit,
    Login,
    Outcome,
    Reading,
    Request,
    Sent,
    Severity,
    Status,
    Verdict,
)
from .jobs import Apart
from .keyfiles import said_of_key_file
from .layers import said_of_handed
from .leading import counted, is_aside, lead, leaves_open, premise_of, said_of_screen, worst
from .nothingread import nothing_read, said_of_unread
from .process import SHELLS
from .records import replace
from .refusals import as_refused
from .regexes import regex
from .routerfiles import said_of_router
from .source import EARLIER, Kind, base_of
from .spokenremovals import said_of_removed
from .spokenshells import said_of_another, said_of_fish
from .startedcalls import said_of_another_program, said_of_settings, said_of_starts
from .starters import are_alone, said_of_gitlab, said_of_image, said_of_no_client
from .sudo import said_of_sudo
from .typedcalls import COMMAND, TypedCall, said_as_typed
from .unknowns import left_out_name, names_unread
from .unshown import said_of_unshown
from .whopays import payers, shortly, small
from .wrappers import loaded_by_plugin, said_of_choices, wrapped

# docker exec -it box bash, and below it: claude
_ENTERS = regex(
    r"^[ \t]*(?:[$❯%>][ \t]+)?(?P<enters>(?:docker|podman)(?:[ -]compose)?[ \t]+exec|kubectl[ \t]+exec|devc[ \t]+shell"
    r"|devcontainer[ \t]+exec|ssh[ \t]+[\w.@-]+[ \t]*$|wsl(?:\.exe)?[ \t]*$)[^\n]*\n(?:[^\n]*\n){0,5}?"
    r"[ \t]*(?:[$❯%>#][ \t]+)?claude\b",
    re.MULTILINE,
)
_ENTERING = (" exec", "ssh ", "devc ", "wsl")
_NOT_CHOSEN = "Invalid auth method selected"  # Gemini CLI, with an address and no chosen method
_ELSE = "which was not given, may say otherwise."
_BELOW = "What your error message says stands below."
_GRAVE = {Severity.ERROR: Status.ERROR, Severity.WARNING: Status.WARNING}


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
    apart: Apart | None = None,
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
    conflict = next((reading for reading in readings if reading.fit is Fit.CONFLICTS), None)
    instead = next((each.instead for each in readings if each.instead), "") if not conflict else ""
    parts = [_contradicted(conflict)] if conflict else [instead]
    unread = nothing_read(facts)
    requests = as_refused(_narrowed(facts.requests, readings), readings)
    fish = said_of_fish(facts.documents, facts.assignments)
    run = next((each.requests for each in typed if each.name == COMMAND), ())
    by_name = small(payers(as_refused(run, readings, typed=True))) if run else ""
    elsewhere = loaded_by_plugin(facts) or fish or said_of_sudo(facts)
    wrapper = elsewhere or wrapped(facts, by_name)
    parts.append(wrapper or said_of_another(facts.documents))
    versions = (
        _versions(facts)
        or said_of_settings(facts.documents, facts.where)
        or said_of_starts(facts.documents, facts.where)
        or said_of_handed(facts.documents)
    )
    parts.append(versions)
    alone = _unstarted(facts) if not facts.requests else None
    unnamed = alone is not None and not are_alone(facts.documents)
    told = "" if unnamed else _told(facts)
    parts.append(told)
    habit = _by_habit(facts) if requests and not (unread or others or is_chosen) else ""
    parts.append(habit)
    premise = (
        ""
        if unread or others
        else (
            _apart(facts, apart, readings)
            or said_of_removed(facts)
            or premise_of(found)
            or said_of_unshown(facts, requests)
            or said_of_another_program(facts.documents, facts.where)
        )
    )
    parts.append(premise)
    leads = lead(readings, found, is_known=is_known) if unread and not (others or alone) else ""
    leads = leads or ("" if conflict or others or premise else said_of_screen(readings, found, facts))
    parts.append(leads)
    parts.append(
        _not_known(others)
        if others
        else said_of_no_client(alone, is_post=unnamed)
        if alone is not None
        else said_of_unread(facts)
        if unread
        else small(payers(requests))
        if premise
        else payers(requests)
    )
    key_file = "" if unread or others or instead or alone is not None else said_of_key_file(facts, requests)
    above = "" if unread or others or alone is not None else _around(facts, requests)
    parts += (key_file, above, "" if unread else said_of_router(facts))
    elsewhere_run = _goes_elsewhere(facts)
    parts.append(elsewhere_run)
    parts.append("" if wrapper or others else _typed_model(facts))
    parts.append(_other_names(facts, typed))
    not_given = "" if unread or others or instead else _not_given(facts, requests)
    parts.append(not_given)
    if found and not leads.startswith(found[0].rule):
        parts += (_BELOW if readings and not leads and is_aside(found) else "", worst(found))
    elif not (unread or others or unnamed):
        parts.append(_BELOW if readings and not leads else "")
        parts.append(_nothing(facts, rule_count, silenced))
    status = _status((*facts.requests, *run), findings)
    left_out = left_out_name(facts)
    if left_out and not found:
        parts.append(left_out)
    refused = any(request.payer.would_only for request in requests) or any(reading.refuses for reading in readings)
    if status is Status.CLEAR and (
        refused
        or in_trouble
        or conflict
        or instead
        or unread
        or others
        or elsewhere
        or (wrapper and not by_name)
        or left_out
        or not_given
        or key_file
        or (requests and all(request.outcome is Sent.BLOCKED for request in requests))
        or names_unread(facts)
        or versions
        or above
        or told
        or habit
        or elsewhere_run
        or premise
        or leaves_open(found)
    ):
        status = Status.CANNOT_TELL
    return Verdict(status, " ".join(part for part in parts if part))


def _apart(facts: Facts, apart: Apart | None, readings: Sequence[Reading]) -> str:
    """Say who pays for what starts the client apart from the shell, and that what follows is said of a terminal."""
    if apart is None:
        return ""
    fitting = [replace(each, typed=False) for each in readings if each.typed]
    pays = payers(as_refused(_narrowed(apart.requests, fitting), fitting))
    return f"{apart.says.format(where=facts.where(apart.span))} {small(pays)} In a terminal:"


def _unstarted(facts: Facts) -> tuple[str, ...] | None:
    return unstarted(frozenset(facts.environment.variables), facts.documents, facts.error)


def _by_habit(facts: Facts) -> str:
    """Say that nothing but habit speaks of the clients that are reported."""
    asked = any(request.client != DEFAULT_CLIENT for request in facts.requests)
    is_guess = asked and by_habit(frozenset(facts.environment.variables), facts.documents)
    return "Your text names no client; by the one for which most people set such variables:" if is_guess else ""


def _around(facts: Facts, requests: Sequence[Request]) -> str:
    """Say what may be given to a process beside the file that starts it, where that could decide."""
    given = [source for request in requests for source in request.headers.values()]
    is_given = any(source in facts.environment.variables for source in given)
    is_told = is_given or facts.login is not Login.UNKNOWN
    return said_of_gitlab(facts.documents) or ("" if is_told else said_of_image(facts.documents))


def _versions(facts: Facts) -> str:
    """Say that the text holds two versions of one file, and which of them is meant."""
    earlier = [document for document in facts.documents if document.name.startswith(EARLIER)]
    if not earlier:
        return ""
    lines = " and ".join(document.name.removeprefix(EARLIER + " on ") for document in earlier[:2])
    return f"Your text holds the same settings with other values on {lines}; what follows is said of the last ones."


def _told(facts: Facts) -> str:
    """Say that sentences, or a client's own screen, were taken at their word: what they leave out, nobody can see."""
    document = next((each for each in facts.documents if each.kind is Kind.TOLD), None)
    if document is None:
        from .clients.aboutscreens import screen_line

        line = None if facts.environment.variables or facts.files else screen_line(facts.documents)
        return f"By what the client shows of itself on line {line}:" if line and facts.requests else ""
    lines = [
        variable.set_at.line
        for variable in facts.environment
        if variable.set_at and variable.set_at.document == document.name
    ]
    from .readers.told import tells_of_change

    now = " of how things are now" if tells_of_change(document.text) else ""
    return f"By what your text tells on line {min(lines)}{now}, taken at its word:" if lines else ""


def _goes_elsewhere(facts: Facts) -> str:
    """Say that a client is started behind a command which opens a shell of another machine or container."""
    for document in facts.documents:
        if document.kind not in SHELLS or not any(word in document.text for word in _ENTERING):
            continue
        if found := _ENTERS.search(document.text):
            place = facts.where(document.span(found.start("enters"), found.end("enters")))
            return (
                f"What stands on {place} opens a shell elsewhere, which has what is set before it only if it is "
                "handed in."
            )
    return ""


def spoken_of(facts: Facts) -> tuple[str, ...]:
    """Return the programs of which the documents speak, where they speak of no client that is modelled."""
    if any(request.client != DEFAULT_CLIENT for request in facts.requests):
        return ()
    return other_programs(frozenset(facts.environment.variables), facts.documents)


def _not_given(facts: Facts, requests: Sequence[Request]) -> str:
    """Say which file may let a client go on that finds no credential in what was given: it may choose a login."""
    client = CLIENTS[requests[0].client] if requests else CLIENTS[DEFAULT_CLIENT]
    if not client.main_file or client.main_file_is_secret or client.id == DEFAULT_CLIENT:
        return ""
    of_it = [request for request in requests if request.client == client.id]
    if any(
        request.outcome is not Sent.BLOCKED or (request.evidence and not _is_unchosen(request)) for request in of_it
    ):
        return ""
    base, kinds, word = base_of(client.main_file), client.concern.kinds, client.concern.yaml
    if any(document.base == base or document.kind in kinds for document in facts.documents):
        return ""
    return "" if word and any(file.word == word for file in facts.files) else f"{client.main_file}, {_ELSE}"


def _is_unchosen(request: Request) -> bool:
    """Tell whether a client stops for want of a choice that its settings file makes, whatever variables are there."""
    return _NOT_CHOSEN in (request.message or "")


def _not_known(programs: Sequence[str]) -> str:
    names = " and ".join((", ".join(programs[:-1]), programs[-1])) if len(programs) > 1 else programs[0]
    return f"Who pays cannot be told: your text speaks of {names}, and what it sends is not worked out here."


def _typed_model(facts: Facts) -> str:
    """Say where the model that is shown comes from, if only what is typed at the prompt names it."""
    called = called_model(facts.documents)
    if called is None or not any(request.client == DEFAULT_CLIENT for request in facts.requests):
        return ""
    place = facts.where(called[0].set_at)
    return f"The model is that of your alias or function on {place}: a script or an editor names its own."


def _other_names(facts: Facts, typed: Sequence[TypedCall]) -> str:
    """Say who pays for what is typed under other names, if those are few."""
    others = [(each, said_as_typed(each.requests) or shortly(each.requests)) for each in typed if each.name != COMMAND]
    said = [f"Typed as {call.name} ({facts.where(call.span)}): {who}." for call, who in others]
    return " ".join(filter(None, [*said, said_of_choices(facts)]))


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
    lines = sum(document.line_count for document in facts.documents)
    besides = f", besides {counted(silenced, 'finding')} that you silenced" if silenced else ""
    return (
        f"Nothing found in {counted(lines, 'line')} by {counted(rule_count, 'rule')}{besides}. "
        "That is not a proof: what other files, the login and the server do does not stand in this text."
    )
