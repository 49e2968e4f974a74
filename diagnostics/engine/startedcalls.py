"""How a post starts Claude Code: `NAME=value claude`, `docker run -e NAME=value … claude`. It counts for that start.

What stands in front of the command is in its environment alone, above what was exported (a settings file still beats
it); a container gets what `-e` names and nothing else of the machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from .clientcalls import ANY_IMAGE, BEHIND_ANOTHER, COMMAND, WITH_OPTION, image_of
from .clientnames import READ_BY_OTHERS
from .commandwords import ASSIGNED, BLANK, FILLED, WORD, given_variable, plain_value
from .environment import Act, Assignment, Environment, Evaluation, State, Variable
from .findings import Login
from .functions import aliases, bodies
from .launching import launched_by
from .names import READ
from .process import SHELLS, serves_others
from .readers.shadow import Shadow, shadow
from .records import dataclass, replace
from .regexes import regex
from .source import PROPOSED, TYPED, Document, Kind, Span, base_of
from .starters import STARTERS, starts_others

_TAKES = rf"(?:-u{BLANK}+|--unset=)"  # of `env`
_TAKEN = rf"{_TAKES}(?P<taken>[A-Za-z_]\w*)"
_RUNNERS = rf"(?:/usr/bin/)?env|command|exec|time|nohup|nice|-i|caffeinate(?:{BLANK}+-\w+)*|timeout{BLANK}+\d+[smh]?"
_FRONT = rf"(?:{_RUNNERS}){BLANK}+|{_TAKES}\w+{BLANK}+|[A-Za-z_]\w*={WORD}{BLANK}+"
_FETCHED = (
    rf"(?:npx|bunx|pnpx|(?:pnpm|yarn){BLANK}+dlx|npm{BLANK}+exec(?:{BLANK}+--)?){BLANK}+(?:-y{BLANK}+)?@anthropic-ai/"
)
_BARE = regex(rf"env{BLANK}+(?:-i|-){BLANK}")
_CALL = regex(
    rf"(?:(?m:^)[ \t]*(?:[$❯%][ \t]+)?|{BEHIND_ANOTHER})"
    rf"(?P<front>(?:{_FRONT}){{1,60}})(?:{_FETCHED}|[~$/.][\w./{{}}~-]{{0,100}}/)?"
    r"claude(?:-code)?(?:\.exe)?(?![\w./=-])"
)
_IN_FRONT = regex(rf"(?<![\w$])(?:{ASSIGNED}|{_TAKEN})(?={BLANK})")
_HANDED = regex(rf"(?<=[ \t\n])(?:-e|--env)(?:{BLANK}+|=)(?P<word>{WORD})")
_NAMED = regex(r"[\"']?(?P<name>[A-Za-z_]\w*)(?P<sets>=?)(?P<value>.*)", re.DOTALL)
_READ_NAME = regex(r"(?<![A-Za-z0-9_])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![A-Za-z0-9_])")
_MOUNTED = regex(r"\.claude\b")

# `claude` with a settings file behind it, at a prompt or not.
_WITH_SETTINGS = regex(
    r"(?m:^)[ \t]*(?:[$❯%][ \t]+)?(?:[^\s;&|()]{1,200}[ \t]+){0,20}?"
    r"claude[ \t](?:[^\n;&|]{0,200}?[ \t])?--settings[= \t]"
)
_ANY_CALL = regex(rf"(?:{_FRONT}){{1,60}}{COMMAND}(?![\w./=-])")
# NAME=value ./run.sh: what a program that is no client gets.
_GIVEN_TO = regex(
    rf"(?m:^)[ \t]*(?:[$❯%][ \t]+)?(?P<front>(?:(?P<root>sudo(?:[ \t]+-\w+)*){BLANK}+)?"
    rf"(?:(?:{_RUNNERS}){BLANK}+|[A-Za-z_]\w*={WORD}{BLANK}+){{1,60}})"
    r"(?P<program>[A-Za-z0-9_./~-]{1,100})(?=[\s;&|]|$)"
)
_LASTING = regex(r"[ \t]*(?:alias|export|function)\b|[ \t]*[\w-]+[ \t]*\(\)")
_CLIENT = regex(rf"(?:[\w./~-]*/)?{COMMAND}")
_CONTINUED = regex(r"\\\r?\n")
_LONGEST_CALL = 4000
_SHORT_SCRIPT = 40  # lines of a file of no known name that starts a client, and sets what it is given
# What lasts: a command that sets, or an assignment with nothing behind it.
_LASTS = regex(
    rf"(?<![\w-])(?:export|alias|set|setenv|setx|source|eval|function)(?![\w-])|\$\{{?(?i:env):|\(\)"
    rf"|^[ \t]*[A-Za-z_]\w*\+?={WORD}[ \t]*(?:[;&|#]|$)",
    re.MULTILINE,
)


@cache
def _container(command: str = "") -> re.Pattern[str]:
    """Return the expression for a command that starts a client, any or one, in a container: up to it or its image."""
    image, name = (image_of(command), re.escape(command)) if command else (ANY_IMAGE, COMMAND)
    client = rf"(?:{name}(?![\w./=:-])|{image})"
    return regex(
        rf"(?m:^)[ \t]*(?:[$❯%#][ \t]+)?(?:sudo[ \t]+)?(?:docker|podman)(?:[ \t]+compose)?{BLANK}+(?P<how>run|exec)"
        rf"(?P<front>(?:{BLANK}+{FILLED}){{0,60}}?){BLANK}+{client}"
    )


_ANY_CONTAINER = regex(
    rf"(?m:^)[ \t]*(?:[$❯%#][ \t]+)?(?:sudo[ \t]+)?(?:docker|podman)(?:[ \t]+compose)?{BLANK}+(?:run|exec)"
    rf"(?P<front>(?:{BLANK}+{FILLED}){{1,60}})"
)


@dataclass(frozen=True, slots=True)
class StartedCall:
    """One such call: its line, what it sets, whether it runs apart, and whether a login is in there."""

    span: Span
    given: tuple[Variable, ...]
    in_container: bool = False  # or behind `env -i`: it has nothing of the machine's environment but what it is given
    may_be_logged_in: bool = True


def started_call(documents: Sequence[Document]) -> StartedCall | None:
    """Return the last such call of a post, or of a text that is nothing else; None where there is none."""
    found = [call for document in documents if _may_call(document, documents) for call in _calls(document)]
    return found[-1] if found else None


def runs_alone(document: Document) -> bool:
    """Tell whether a document is commands of a post alone: what they set is in front of a program, and for that one."""
    is_piece = document.kind in SHELLS and bool(document.paste) and document.name.startswith("code on ")
    return is_piece and _LASTS.search(document.text) is None


def said_of_starts(documents: Sequence[Document], where: Callable[[Span], str]) -> str:
    """Say that a text starts the client in several ways, and which of them is meant; "" where it does not."""
    if sum("claude" in document.text for document in documents) < 2:
        return ""
    found = [call for document in documents if _may_call(document, documents) for call in _calls(document)]
    if len(found) < 2 or all(_values(call) == _values(found[-1]) for call in found):
        return ""
    last = where(found[-1].span)
    return f"Your text starts Claude Code in several ways; what follows is said of the last one, on {last}."


def said_of_another_program(documents: Sequence[Document], where: Callable[[Span], str]) -> str:
    """Say that variables are given to one program that is no client: what that starts has them, and nothing else."""
    if started_call(documents) is not None:
        return ""
    if _start_others(documents) and (at := _given_to_a_service(documents)):
        return f"What {where(at)} gives to a program counts there alone, and no client is named there. Without it:"
    for document in reversed(documents):
        if "=" not in document.text or not is_typed(document, documents):
            continue
        text = shadow(document.text)
        if at := _given_to_a_container(document, text):
            return (
                f"What {where(at)} gives to a container counts there alone, and nothing there names a client. "
                "Without it:"
            )
        for found in reversed(list(_GIVEN_TO.finditer(text.text))):
            names = [each["name"] for each in _IN_FRONT.finditer(found["front"]) if each["name"] in READ]
            if names and (found["root"] or _CLIENT.fullmatch(found["program"]) is None):
                place = where(document.span(found.start("front"), found.end("program")))
                program = text.restore(found["program"], found.start("program"))
                return (
                    f"What {place} gives to {program}{' as root' * bool(found['root'])} counts there alone. Without it:"
                )
    return ""


def _start_others(documents: Sequence[Document]) -> bool:
    """Tell whether files that start programs, none of which is a client, stand beside a shell's or Claude Code's."""
    if serves_others(documents):
        return True
    shells = [document for document in documents if document.kind in SHELLS]
    starters = [document for document in documents if document.kind in STARTERS]
    if not shells or not starters or any(document.paste for document in shells):
        return False
    are_run = any(script.base in starter.text for script in shells for starter in starters)
    return not are_run and starts_others(documents)


def _given_to_a_service(documents: Sequence[Document]) -> Span | None:
    """Return the first place of a client's variable in a file that starts programs."""
    for document in documents:
        if document.kind not in STARTERS or "setenv" in document.text:  # launchctl setenv tells all apps
            continue
        for found in _READ_NAME.finditer(document.text):
            if found[0] in READ:
                return document.span(found.start(), found.end())
    return None


def _given_to_a_container(document: Document, text: Shadow) -> Span | None:
    """Return the place of a client's variable that a container gets whose command and image are no client's."""
    if not any(word in document.text for word in ("docker", "podman")) or _container().search(text.text):
        return None
    for call in _ANY_CONTAINER.finditer(text.text):
        for each in _handed(document, text, call.start("front"), call["front"] + " "):
            if each.name in READ or each.name in READ_BY_OTHERS:
                return each.set_at
    return None


def said_of_settings(documents: Sequence[Document], where: Callable[[Span], str]) -> str:
    """Say that a text starts the client with settings of their own, which beat all others; "" where it does not."""
    for document in reversed(documents):
        if "--settings" not in document.text or not _may_call(document, documents):
            continue
        inside = [(body.begin, body.stop) for body in (*bodies(document), *aliases(document))]
        for found in reversed(list(_WITH_SETTINGS.finditer(document.text))):
            if not any(begin <= found.start() < stop for begin, stop in inside):
                place = where(document.span(found.end() - len("--settings "), found.end() - 1))
                return f"What --settings names on {place} comes before all of this, and is not worked out. Without it:"
    return ""


def _values(call: StartedCall) -> dict[str, str | None]:
    return {variable.name: variable.value for variable in call.given}


def started_with(evaluation: Evaluation, documents: Sequence[Document]) -> Evaluation:
    """Return the environment of the client that such a call starts."""
    call = started_call(documents)
    if call is None:
        return evaluation
    below: Mapping[str, Variable] = evaluation.environment.variables
    variables = {} if call.in_container else dict(below)
    made: list[Assignment] = []
    for variable in call.given:
        if variable.value_span is None and call.in_container and variable.name in below:
            variables[variable.name] = below[variable.name]  # -e NAME hands the machine's on
            continue
        lost = below[variable.name].set_at if variable.name in below and below[variable.name].exported else None
        variables[variable.name] = replace(variable, overrides=(lost,) if lost else ())
        if variable.set_at and variable.state is not State.UNSET:
            made.append(Assignment(variable.name, Act.EXPORT, variable.value, True, variable.set_at, why=variable.why))
    return replace(
        evaluation,
        environment=Environment(dict(sorted(variables.items()))),
        assignments=(*evaluation.assignments, *made),
    )


def login_in_container(login: Login, documents: Sequence[Document]) -> Login:
    """Return the login that the client finds there: in a new container nobody is, unless its folder is mounted."""
    call = started_call(documents) if login is Login.UNKNOWN else None
    return Login.NONE if call is not None and not call.may_be_logged_in else login


def _may_call(document: Document, documents: Sequence[Document]) -> bool:
    return "claude" in document.text and is_typed(document, documents)


def is_typed(document: Document, documents: Sequence[Document]) -> bool:
    """Tell whether a document is what somebody typed: of a post, without a file's name, or a command and no file."""
    if document.kind not in SHELLS or document.kind in (Kind.POWERSHELL, Kind.CMD):
        return False
    if document.paste:
        return " on line" in document.name or document.name.startswith(TYPED)
    if document.base.startswith("."):  # a start-up file holds calls in functions, and starts no client
        return document.base == base_of(PROPOSED) and _is_a_call(document.text)
    is_alone = len(documents) == 1 or (
        launched_by(document) and all(each is document or each.kind not in SHELLS for each in documents)
    )
    return bool(is_alone) and sum(1 for line in document.text.split("\n") if line.strip()) <= _SHORT_SCRIPT


def _is_a_call(text: str) -> bool:
    """Tell whether a text is nothing but one command that starts the client: nobody has that for a start-up file."""
    if len(text) > _LONGEST_CALL:
        return False
    lines = [
        line for line in _CONTINUED.sub(" ", text).split("\n") if line.strip() and not line.lstrip().startswith("#")
    ]
    if len(lines) != 1:
        return False
    forms = (_CALL, _ANY_CALL, _container(), _ANY_CONTAINER, _WITH_SETTINGS)
    if WITH_OPTION.match(lines[0]):
        return True
    return _LASTING.match(lines[0]) is None and any(form.search(lines[0]) for form in forms)


def _calls(document: Document) -> Iterator[StartedCall]:
    text = shadow(document.text)
    # What stands in a function or an alias is run when that is.
    inside = [(body.first, body.stop) for body in (*bodies(document), *aliases(document))]
    found = [*_before_the_client(document, text), *_in_containers(document, text)]
    for begin, call in sorted(found, key=lambda pair: pair[0]):
        before = text.text[text.text.rfind("\n", 0, begin) + 1 : begin].lstrip()
        is_said = before.startswith("#") or (before.startswith(("echo ", "printf ")) and before[-1] in "\"'")
        if not is_said and not any(first <= begin < stop for first, stop in inside):
            yield call


def _before_the_client(document: Document, text: Shadow) -> Iterator[tuple[int, StartedCall]]:
    """Yield each call with what stands in front of the client, and where that begins."""
    for call in _CALL.finditer(text.text):
        front = call["front"] + " "
        given = tuple(_in_front(document, text, call.start("front"), front))
        is_bare = _BARE.match(front) is not None
        if given or is_bare:
            yield call.start("front"), StartedCall(document.span(call.start(), call.end()), given, is_bare)


def _in_containers(document: Document, text: Shadow) -> Iterator[tuple[int, StartedCall]]:
    """Yield each call in a container that is given something, and where its options begin."""
    for call in _containers(document, text, "claude"):
        if call.given:
            span = document.span(call.begin, call.stop)
            yield call.front, StartedCall(span, call.given, True, not call.is_new)


@dataclass(frozen=True, slots=True)
class InContainer:
    """A client that a command starts in a container, and what the container gets."""

    begin: int  # of the command
    front: int  # of the container's options
    stop: int  # behind the client, where its own options begin
    given: tuple[Variable, ...]
    is_new: bool  # no folder is mounted in it, so nobody is logged in there
    text: Shadow


def last_in_container(document: Document, command: str) -> InContainer | None:
    """Return the last start of a client in a container; None where no command of the document starts it so."""
    if not any(word in document.text for word in ("docker", "podman")):
        return None
    found = list(_containers(document, shadow(document.text), command))
    return found[-1] if found else None


def _containers(document: Document, text: Shadow, command: str) -> Iterator[InContainer]:
    for call in _container(command).finditer(text.text):
        begin, front = call.start("front"), call["front"] + " "
        given = tuple(_handed(document, text, begin, front))
        is_new = call["how"] == "run" and _MOUNTED.search(front) is None
        yield InContainer(call.start(), begin, call.end(), given, is_new, text)


def _in_front(document: Document, text: Shadow, begin: int, front: str) -> Iterator[Variable]:
    for each in _IN_FRONT.finditer(front):
        if each["taken"]:
            span = document.span(begin + each.start("taken"), begin + each.end("taken"))
            yield Variable(each["taken"], State.UNSET, False, None, span)
        else:
            yield given_variable(document, text, each, begin, plain_value(each["value"]))


def _handed(document: Document, text: Shadow, begin: int, front: str) -> Iterator[Variable]:
    """Yield what `-e` gives to a container; a name alone hands the machine's value on."""
    for each in _HANDED.finditer(front):
        named = _NAMED.match(each["word"])
        if named is None:
            continue
        at = begin + each.start("word")
        if named["sets"]:
            word = plain_value(each["word"])
            yield given_variable(document, text, named, at, word.partition("=")[2] if word is not None else None)
            continue
        span = document.span(at + named.start("name"), at + named.end("name"))
        why = f"line {span.line} takes it over from the machine"
        yield Variable(named["name"], State.UNKNOWN, True, None, span, why=why)
