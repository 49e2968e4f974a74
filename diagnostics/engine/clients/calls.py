"""How a text itself starts a client: an alias or a function that gives it variables and options, or a line of a post.

What stands before the command is for that one run, and beats what is exported. Where a file has one such call under a
name of its own, that is how the person starts the client; of several nobody knows which is meant. Of the lines that
somebody typed the last one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice

from ..commandwords import ASSIGNED, BRANCHES, FILLED, WORD, given_variable, plain_value
from ..environment import Environment, Evaluation, State, Variable
from ..functions import FISH_EXPORTS, FORMED, Body, aliases, bodies, is_taken_back
from ..readers.calls import STARTS_PROGRAMS
from ..readers.shadow import Shadow, shadow
from ..records import dataclass, replace
from ..regexes import regex
from ..source import Document, Kind, Span
from ..startedcalls import is_typed, last_in_container
from .files import lay_over

_GIVEN = regex(rf"{ASSIGNED}(?=[ \t])|-u[ \t]+(?P<taken>[A-Za-z_]\w*)(?=[ \t])")
# What the body of a function sets for all that it runs.
_EXPORTS = regex(
    rf"(?<![\w-])(?:export|(?:local|typeset|declare)[ \t]+-\w*x\w*)[ \t]+{ASSIGNED}(?=[\s;&|]|$)"
    r"|(?<![\w-])unset[ \t]+(?P<taken>[A-Za-z_]\w*)"
)
_FISH_SETS = regex(
    # A name alone is a list of nothing, which a program gets as an empty value.
    rf"{FISH_EXPORTS}[ \t]+(?P<name>[A-Za-z_]\w*)(?:[ \t]+|(?=[\n;&|]|$))(?P<value>{WORD})(?=[\s;&|]|$)"
    r"|(?<![\w-])set[ \t]+(?:-e\w*|--erase)[ \t]+(?P<taken>[A-Za-z_]\w*)"
)
_NOTHING = regex(r"[\s;&{]*")
# What a body holds besides, and what sets nothing for the client: variables of its own, and words for the person.
_OWN = regex(
    r"(?<![\w-])(?:local|set[ \t]+(?:-l|--local))[ \t]+(?![^\n;&]*(?:-\w*x|--export))[^\n;&]*"
    r"|(?<![\w-])(?:echo|printf)[ \t][^\n;&|>]*"
)
_BYPASS = regex(r"(?:^|[ \t])(?:env|command|exec)[ \t]")
_ARGUMENTS = regex(r"\"?\$(?:@|\*|argv)\"?")
_OF_BATCH = regex(r"%(?:\w+%|[*\d]|~)")
_MOST_RUNS = 50  # of one document, that are held against each other
_ASKS_ITSELF = regex(r"(?:-v|-V|-h|--version|--help|--list-models|--models|--check-update)\b")
_REFERENCE = regex(r"\"?\$(?:(\w+)|\{(\w+)\})\"?")


@dataclass(frozen=True, slots=True)
class Call:
    """One alias or function that runs a client: its name, its line, what it gives, and the options behind."""

    name: str
    span: Span
    given: tuple[Variable, ...]
    is_whole: bool  # nothing else stands before the client is run
    bypasses: bool  # `command claude`, `env … claude`: no alias and no function of that name is run
    options: str  # as they stand there, a mask as one word
    begin: int  # of the options
    document: Document
    text: Shadow
    in_container: bool = False  # or behind sudo: it has nothing of the person's environment but what it is given
    is_expanded_before: bool = False  # it stands in double quotes, whose text the shell expands when it reads it

    def option(self, name: str) -> Variable | None:
        """Return the value of an option, under its name with the hyphens; None where it is not given."""
        written = re.compile(rf"(?<=[ \t\n]){re.escape(name)}(?:=|[ \t]+)(?P<value>{FILLED})(?=\s|$)")
        found = written.search(self.options)
        if found is None:
            return None
        span = self.document.span(self.begin + found.start(), self.begin + found.end())
        value = plain_value(found["value"], is_expanded_before=self.is_expanded_before)
        is_inserted = value is not None and self.document.kind is Kind.CMD and _OF_BATCH.search(value)
        if value is None or is_inserted:
            why = f"line {span.line} takes it from elsewhere"
            return Variable(name, State.UNKNOWN, True, None, span, why=why)
        return Variable(name, State.SET, True, self.text.restore(value, self.begin + found.start("value")), span)


class Calls:
    """The calls in the documents of one report: each command is looked for once."""

    def __init__(self, documents: Sequence[Document], shell: Evaluation | None = None) -> None:
        """`shell` tells the value of what a call takes over from another variable."""
        self._documents = documents
        self._shell = shell
        self._found: dict[str, Call | None] = {}

    def of(self, command: str) -> Call | None:
        """Return the call that counts for a command: one of its own name, else the only one; None for neither."""
        if command not in self._found:
            self._found[command] = self._look_for(command)
        return self._found[command]

    def by_name(self, command: str) -> dict[str, Call]:
        """Return every call of a command by the name under which it is typed; of two of one name, the later.

        An alias comes before a function. A name that is given to something else later is none.
        """
        found: dict[str, Call | None] = {}
        for document in self._documents:
            if document.kind in FORMED and (command in document.text or found):
                text = shadow(document.text)
                for body in (*bodies(document), *aliases(document)):
                    call = _call(command, document, text, body, self._shell)
                    if call is not None and is_taken_back(document, body.name, body.stop):
                        continue
                    if call is not None or body.name in found:
                        found[body.name] = call
        return {name: call for name, call in found.items() if call is not None}

    def _look_for(self, command: str) -> Call | None:
        found = self.by_name(command)
        if command in found:
            return found[command]
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
        return self._typed(command)

    def _typed(self, command: str) -> Call | None:
        """Return the last line that starts the client, in what somebody typed."""
        found = None
        for document in self._documents:
            if command in document.text and (is_typed(document, self._documents) or _is_typed_on_windows(document)):
                found = _last_typed(command, document, self._shell) or _in_container(command, document) or found
            elif document.kind in STARTS_PROGRAMS and command in document.text:
                found = _started(command, document) or found
            elif document.kind is Kind.WORKFLOW and command in document.text:
                found = _run_by_a_step(command, document) or found
        return found


def _is_typed_on_windows(document: Document) -> bool:
    """Tell whether a document is what somebody typed at a prompt of Windows, or a script in a post that does so."""
    return document.kind in (Kind.CMD, Kind.POWERSHELL) and bool(document.paste)


def _started(command: str, document: Document) -> Call | None:
    """Return the start of a client by a unit, a compose file or their kin, for its options; the reader has the rest."""
    from ..readers.calls import options_behind

    text = shadow(document.text)
    behind = options_behind(document, text.text, command)
    if behind is None or not behind[1].strip():
        return None
    begin, options = behind
    span = document.span(begin - len(command), begin + len(options.rstrip()))
    return Call(command, span, (), True, True, options, begin, document, text)


def _run_by_a_step(command: str, document: Document) -> Call | None:
    """Return the call of a client by a step of a workflow, for its options; None for none, or several."""
    text = shadow(document.text)
    form = rf"^[ \t]*(?:-[ \t]+)?(?:run:[ \t]*)?{command}[ \t](?P<options>(?:[^\n;&|#\\]|\\\r?\n|\\.)*)"
    found = list(islice(re.compile(form, re.MULTILINE).finditer(text.text), 2))
    if len(found) != 1 or not found[0]["options"].strip():
        return None
    begin, options = found[0].start("options"), found[0]["options"]
    span = document.span(begin - len(command) - 1, begin + len(options.rstrip()))
    return Call(command, span, (), True, True, options, begin, document, text)


def with_given(evaluation: Evaluation, call: Call, options: Sequence[str] = ()) -> Evaluation:
    """Return the environment in which the call runs the client; what stands behind an option is under its name."""
    given = [*call.given, *(found for name in options if (found := call.option(name)))]
    if call.in_container:
        below = evaluation.environment.variables
        given = [below.get(each.name, each) if each.value_span is None else each for each in given]  # -e NAME
        evaluation = replace(evaluation, environment=Environment({}))
    return lay_over(evaluation, given, lambda _one, _below: True) if given else evaluation


def _call(command: str, document: Document, text: Shadow, body: Body, shell: Evaluation | None) -> Call | None:
    """Return what the body of an alias or a function calls; None where it does not, or where that hangs on more."""
    inside = text.text[body.first : body.stop].replace("\\\n", "  ")
    runs = list(islice(_run(command).finditer(inside), 2)) if command in inside else []
    if len(runs) != 1 or BRANCHES.search(inside):
        return None
    run = runs[0]
    before = inside[: run.start("before")]
    lasting = _FISH_SETS if document.kind is Kind.FISH else _EXPORTS
    others = _OWN.sub("", before)
    known = shell if others == before else None  # a variable of its own hides the shell's
    is_quoted = document.text[body.first - 1] == '"'
    given = (
        *_variables(document, text, body.first, before, known, lasting, is_quoted=is_quoted),
        *_variables(
            document, text, body.first + run.start("before"), run["before"], known, _GIVEN, is_quoted=is_quoted
        ),
    )
    if not given and not _ARGUMENTS.sub("", run["rest"]).strip():
        return None
    span = document.span(body.begin, body.stop)
    is_whole = _NOTHING.fullmatch(lasting.sub("", others)) is not None
    bypasses = run["path"] is not None or _BYPASS.search(run["before"]) is not None
    begin = body.first + run.start("rest")
    return Call(
        body.name,
        span,
        given,
        is_whole,
        bypasses,
        run["rest"],
        begin,
        document,
        text,
        is_expanded_before=is_quoted,
    )


def _last_typed(command: str, document: Document, shell: Evaluation | None) -> Call | None:
    runs = _typed_runs(command, document, shell)
    if command == "cline" and " auth " in document.text:  # what that stores decides, whatever is started below it
        runs = iter(sorted(runs, key=lambda call: not call.options.lstrip().startswith("auth ")))
    return next((call for call in runs if call.given or (call.options.strip() and not call.in_container)), None)


def _typed_runs(command: str, document: Document, shell: Evaluation | None) -> Iterator[Call]:
    """Yield the lines that start the client, the last first, without those in aliases and functions."""
    shadowed = shadow(document.text)
    formed = [*bodies(document), *aliases(document)] if document.kind in FORMED else []
    for run in reversed(list(_line(command).finditer(shadowed.text))):
        begin = run.start("before")
        if any(body.begin <= begin < body.stop for body in formed):
            continue
        given = tuple(_variables(document, shadowed, begin, run["before"], shell, _GIVEN))
        is_bare = run["root"] is not None and not _KEEPS.search(run["root"])
        bypasses = run["path"] is not None or _BYPASS.search(run["before"]) is not None
        span, at = document.span(begin, run.end()), run.start("rest")
        yield Call(command, span, given, True, bypasses, run["rest"], at, document, shadowed, in_container=is_bare)


def starts_of(
    command: str, documents: Sequence[Document], options: Sequence[str]
) -> Iterator[tuple[tuple[tuple[object, ...], ...], Span]]:
    """Yield what each line that somebody typed gives the client, in order, and its place: what is the same is equal."""
    for document in documents:
        if command in document.text and is_typed(document, documents):
            for call in reversed(list(islice(_typed_runs(command, document, None), _MOST_RUNS))):
                decides = [call.option(name) for name in options]
                given = [(each.name, each.value) for each in call.given]
                behind = call.options.strip()
                if given or any(decides) or not behind or (behind[0] == "-" and not _ASKS_ITSELF.match(behind)):
                    yield (tuple(given), tuple(each and each.value for each in decides)), call.span


def _in_container(command: str, document: Document) -> Call | None:
    """Return the last start of a client in a container: `docker run -e NAME=value … codex`."""
    call = last_in_container(document, command)
    if call is None:
        return None
    text = call.text
    end = text.text.find("\n", call.stop)
    end = len(text.text) if end == -1 else end
    span = document.span(call.begin, end)
    options = text.text[call.stop : end]
    return Call(command, span, call.given, True, True, options, call.stop, document, text, in_container=True)


_BEFORE = (
    rf"(?:(?:env|command|exec)(?:[ \t]|\\\r?\n)+|-u[ \t]+[A-Za-z_]\w*[ \t]+|[A-Za-z_]\w*={WORD}(?:[ \t]|\\\r?\n)+)"
)


# sudo NAME=value client: sudo resets the environment, and hands on what stands on its line (sudo(8)).
_ROOT = r"(?P<root>sudo(?:[ \t]+(?:-[ugCh][ \t]+[^\s-]\S{0,60}|-\S{1,60})){0,8}[ \t]+)?"
_KEEPS = regex(r"[ \t](?:-[A-Za-z]*E[A-Za-z]*|--preserve-env)(?=[ \t])")

_FETCHES = r"(?:(?:npx|bunx|pnpx)[ \t]+(?:(?:-y|--yes)[ \t]+)?(?:@openai/)?)?"  # packages of the command's own name

# "$HOME/.claude/local/claude", ~/.local/bin/claude: no alias and no function of that name is run.
_PATH = r"(?P<path>\"?(?:~|\$HOME|\$\{HOME\}|/|\./)[\w.@~-]{0,60}(?:/[\w.@~-]{1,60}){0,12}/)?"


@cache
def _line(command: str) -> re.Pattern[str]:
    """Return the expression for a line that runs the command, at a prompt or not."""
    run = rf"{_FETCHES}{_PATH}{re.escape(command)}\"?(?![\w./=-])"
    return regex(
        rf"(?m:^)[ \t]*(?:[$❯%][ \t]+)?{_ROOT}(?P<before>{_BEFORE}{{0,20}}){run}"
        r"(?P<rest>(?:[ \t](?:[^\n;&|#\\]|\\\r?\n|\\.)*)?)"
    )


@cache
def _run(command: str) -> re.Pattern[str]:
    """Return the expression for a run of the command, with the assignments before it and the options behind."""
    return regex(
        rf"(?:^|[;&|{{(\n])[ \t]*(?P<before>{_BEFORE}{{0,20}}){_PATH}{re.escape(command)}\"?(?![\w./=-])"
        r"(?P<rest>[^\n;&|]*)"
    )


def _variables(
    document: Document,
    text: Shadow,
    begin: int,
    before: str,
    shell: Evaluation | None,
    form: re.Pattern[str],
    *,
    is_quoted: bool = False,
) -> Iterator[Variable]:
    for found in form.finditer(before):
        if found["taken"]:
            span = document.span(begin + found.start("taken"), begin + found.end())
            yield Variable(found["taken"], State.UNSET, False, None, span)
        elif (reference := _REFERENCE.fullmatch(found["value"])) is not None:
            yield given_variable(document, text, found, begin, _held(reference[1] or reference[2], shell))
        else:
            value = plain_value(found["value"], is_expanded_before=is_quoted)
            yield given_variable(document, text, found, begin, value)


def _held(name: str, shell: Evaluation | None) -> str | None:
    """Return what a variable of the shell holds; None where that is not known."""
    variable = shell.environment.variables.get(name) if shell else None
    return variable.value if variable is not None and variable.state is State.SET else None
