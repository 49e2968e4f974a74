"""Run a simple command: find what its name stands for, and do that. What fish does not have itself sets nothing."""

from __future__ import annotations

import re
from functools import partial

from ..environment import ProblemKind
from ..records import replace
from ..regexes import regex
from ..shell.budget import ShellSyntaxError
from ..shell.computer import installed
from ..shell.control import Signal
from ..shell.specials import STANDARD
from ..shell.values import Source, Unknown
from . import tree
from .argparsing import argparse
from .commands import Builtin, Call, known, make_foreign
from .events import emit
from .expansion import Failed, expand, expand_word
from .machine import Fish, Routine
from .output import count, echo, math, printf, seq
from .parser import Parser
from .pathparts import path
from .paths import fish_add_path, reconstruct
from .programs import run_program
from .reading import read
from .redirecting import psub
from .remarks import remark_command, remark_words
from .running import call as call_function
from .setting import export, set_, setenv
from .sourcing import evaluate_text, source
from .strings import string
from .testing import test

_AUTOLOADED = frozenset(("export", "setenv", "fish_add_path", "alias", "abbr", "seq", "ls", "ll", "la", "cd", "man"))
_DECORATIONS = frozenset(("builtin", "command", "exec"))
_QUERIES = regex(r"-[qvas]+|--(?:query|search|all|quiet|names)")


def run_simple(m: Fish, body: tree.Simple, command: tree.Command) -> None:
    """Run a command with its arguments."""
    words = body.words
    remark_words(m, words, command.begin, command.stop)
    remark_command(m, words, words[0].raw, command.begin, command.stop)
    names = expand_word(m, words[0])
    if not names:
        raise Failed
    name = names[0]
    if isinstance(name, Unknown):
        m.status = name
        make_foreign(m, m.unknown(command.begin, "runs a command that is not known", is_set=False))
        m.write(m.unknown(command.begin, "runs a command that is not known", many=True))
        return
    arguments = [*names[1:], *expand(m, words[1:])]
    run_call(m, Call(name, arguments, words[1:], command.begin, command.stop))


def run_call(m: Fish, call: Call) -> None:
    """Run a command whose words are expanded."""
    m.budget.spend(2)
    decoration = ""
    while call.name in _DECORATIONS and call.arguments:
        first = call.arguments[0]
        if isinstance(first, str) and _QUERIES.fullmatch(first):
            break
        decoration = call.name
        call = _inner(m, call)
        if decoration == "exec":
            _becomes(m, call)
    routine = _routine(m, call.name) if not decoration else None
    if isinstance(routine, Unknown):
        m.status = routine
        m.write(routine)
        make_foreign(m, routine)
    elif routine is not None and _calls_itself_at_once(routine.body, call.name):
        m.status = 1
    elif routine is not None:
        call_function(m, routine, call.arguments)
    elif call.name in BUILTINS and (decoration != "command"):
        m.changed = {}
        BUILTINS[call.name](m, call)
        if (m.changed and m.watchers) or "fish_user_paths" in m.changed:
            _notify(m, call)
    else:
        run_program(m, call, decorated=bool(decoration))


def _calls_itself_at_once(body: tree.Block, name: str) -> bool:
    """Tell whether the first statement of a function is a call of itself, which fish refuses to run (3.6).

    So is `function ls; ls --color $argv; end`, which lacks the word `command`; behind `not` fish does not look.
    """
    first = body.jobs[0].first if body.jobs else None
    if first is None or first.negated:
        return False
    called = (command.body.words[0] for command in first.commands if isinstance(command.body, tree.Simple))
    return any(word.parts == (tree.Literal(name),) for word in called)


def _inner(m: Fish, call: Call) -> Call:
    """Return the command behind `builtin`, `command` or `exec`."""
    first, *rest = call.arguments
    if isinstance(first, Unknown):
        m.status = first
        return Call("", [], (), call.begin, call.stop)
    words = call.words[1:] if len(call.words) == len(call.arguments) else ()
    return Call(first, rest, words, call.begin, call.stop)


def _becomes(m: Fish, call: Call) -> None:
    text = "The shell becomes another program here: nothing below is run."
    m.problem(ProblemKind.ABORTS_FILE, call.begin, call.stop, text)
    m.status = m.unknown(call.begin, "replaces the shell by a program")
    raise Signal("exec")


def _routine(m: Fish, name: str) -> Routine | Unknown | None:
    """Return a function: defined in the text, or in a file of that name that was given (fish loads it by itself)."""
    found = m.routine(name)
    if found is not None or not re.fullmatch(r"[\w.-]+", name):
        return found
    for document in m.documents:
        if re.search(rf"(?:^|/)functions/{re.escape(name)}\.fish$", document.name.replace("\\", "/")):
            if document.name in m.sourced:
                return None
            m.sourced.add(document.name)
            from .sourcing import run_document

            run_document(m, document)
            return m.routine(name)
    return None


def _notify(m: Fish, call: Call) -> None:
    """Run what waits for a variable to change."""
    changed, m.changed = m.changed, {}
    for name, unsure in changed.items():
        if name == "fish_user_paths" and call.name == "set":
            reconstruct(m)
        for watcher in m.watchers.get(name, ()):
            routine = m.routine(watcher)
            if not isinstance(routine, Routine) or watcher in m.watching:
                continue
            status = m.status
            m.watching.add(watcher)
            run = partial(call_function, m, routine, ["VARIABLE", "SET", name])
            try:
                with m.budget:
                    if unsure is None:
                        run()
                    else:
                        m.fork((run, lambda: None), replace(unsure, line=unsure.line or m.line(call.begin)))
            finally:
                m.watching.discard(watcher)
            m.status = status


# --- small ones


def _status_of(number: int) -> Builtin:
    def builtin(m: Fish, call: Call) -> None:
        m.status = number

    return builtin


def _return(m: Fish, call: Call) -> None:
    _take_status(m, call)
    raise Signal("return")


def _exit(m: Fish, call: Call) -> None:
    """`exit`: of a file that is being read, and every start-up file is, it skips the rest; the shell goes on."""
    _take_status(m, call)
    if not m.hidden:
        text = "fish reads this file no further: nothing below is run."
        m.problem(ProblemKind.ABORTS_FILE, call.begin, call.stop, text)
    raise Signal("exit")


def _take_status(m: Fish, call: Call) -> None:
    if call.arguments:
        first = call.arguments[0]
        if isinstance(first, Unknown):
            m.status = first
        elif re.fullmatch(r"-?\d{1,9}", first):
            m.status = int(first) & 255
        else:
            m.status = 2


def _leaves(kind: str) -> Builtin:
    def builtin(m: Fish, call: Call) -> None:
        m.status = 0
        raise Signal(f"{kind} {m.loops}")

    return builtin


def _contains(m: Fish, call: Call) -> None:
    arguments = list(call.arguments)
    index = dashes = False
    while arguments and isinstance(arguments[0], str) and arguments[0] in ("-i", "--index", "--"):
        option = arguments.pop(0)
        index = index or option != "--"
        if option == "--":
            dashes = True
            break
    if not arguments or (not dashes and isinstance(arguments[0], str) and re.match(r"-.", arguments[0])):
        m.status = 2
        return
    key, *items = arguments
    unsure: Unknown | None = key if isinstance(key, Unknown) else None
    for number, item in enumerate(items, 1):
        if isinstance(item, Unknown):
            unsure = unsure or item
        elif item == key and not (unsure and index):
            m.status = 0
            if index:
                m.write(f"{number}\n")
            return
    if unsure:
        m.status = replace(unsure, many=False, line=unsure.line or m.line(call.begin))
        if index:
            m.write(replace(unsure, many=True))
        return
    m.status = 1


def _status(m: Fish, call: Call) -> None:
    """`status`: what fish knows of itself. A start-up file is judged for the terminal that a person opens."""
    words = known(call.arguments)
    word = words[0].lstrip("-") if not isinstance(words, Unknown) and words else ""
    if word in ("is-interactive", "i", "is-interactive-read"):
        m.status = 0
    elif word in ("is-no-job-control", "is-block"):
        m.status = m.unknown(call.begin, "asks fish about itself")
    elif word in ("is-login", "l"):
        m.status = m.unknown(call.begin, "depends on whether fish is a login shell")
    else:
        m.status = m.unknown(call.begin, "asks fish about itself") if word.startswith("is-") else 0
        m.write(m.unknown(call.begin, "asks fish about itself", filled=True))


def _asks_for_command(m: Fish, call: Call) -> None:
    """`type`, `command -v`, `functions -q`, `builtin -q`: known only of what the text defines and of fish's own."""
    names = [one for one in call.arguments if not (isinstance(one, str) and one.startswith("-"))]
    if not names:
        m.status = 0 if call.name in ("functions", "command", "builtin") else 1
        m.write(m.unknown(call.begin, "lists what fish knows", many=True))
        return
    for name in names:
        if isinstance(name, str) and _is_known(m, name, call.name):
            m.status = 0
            m.write(m.unknown(call.begin, "asks what a command is", filled=True, many=True))
            return
    asks = call.name in ("type", "command")
    places = [installed(m, name) if asks and isinstance(name, str) else None for name in names]
    if any(places) or all(place == "" for place in places):
        m.status = int(not any(places))
        m.write("".join(f"{place}\n" for place in places if place))
        return
    unknown = m.unknown(call.begin, "asks what is installed", is_set=False, many=True)
    m.status = replace(unknown, many=False)
    m.write(unknown)


def _is_known(m: Fish, name: str, asking: str) -> bool:
    if asking in ("command", "type") and name in STANDARD:
        return True
    if asking == "command":
        return False
    if asking == "builtin":
        return name in BUILTINS and name not in _AUTOLOADED
    if isinstance(m.routine(name), Routine) or name in _AUTOLOADED:
        return True
    return asking == "type" and name in BUILTINS


def _functions(m: Fish, call: Call) -> None:
    """`functions`: -e forgets some, -c copies one, -q asks."""
    words = known(call.arguments)
    if not isinstance(words, Unknown) and words and words[0] in ("-e", "--erase"):
        for name in words[1:]:
            m.cells.put("f:" + name, None)
        m.status = 0
        return
    if not isinstance(words, Unknown) and len(words) == 3 and words[0] in ("-c", "--copy"):
        m.cells.put("f:" + words[2], m.cells.get("f:" + words[1]))
        m.status = 0
        return
    _asks_for_command(m, call)


def _alias(m: Fish, call: Call) -> None:
    """`alias NAME=BODY`, `alias NAME BODY`: a function that runs the body with the arguments behind it."""
    words = known(call.arguments)
    m.status = 0
    if isinstance(words, Unknown):
        return
    words = [word for word in words if word not in ("-s", "--save", "--")]
    if not words:
        m.write(m.unknown(call.begin, "lists aliases"))
        return
    name, equals, text = words[0].partition("=")
    if not equals:
        text = " ".join(words[1:])
    first = text.split(" ", 1)[0]
    if first == name:
        text = f"command {text}"
    span = m.span(call.begin, call.stop)

    def reads() -> Routine | None:
        try:
            block = Parser(f"{text} $argv", m.budget).parse()
        except ShellSyntaxError:
            return None
        return Routine(block, source=Source(lambda *_: span, span.document))

    m.define(name, reads)


def _quiet(m: Fish, call: Call) -> None:
    """Do nothing that a start-up file's variables show."""
    m.status = 0
    m.write(m.unknown(call.begin, "runs a command", many=True))


def _cd(m: Fish, call: Call) -> None:
    unknown = m.unknown(call.begin, "changes the folder")
    m.status = unknown
    m.assign("PWD", [unknown], m.span(call.begin, call.stop), exported=True)


def _nothing(m: Fish, call: Call) -> None:
    m.status = 0


def _bind(m: Fish, call: Call) -> None:
    from .later import bind

    bind(m, call)


BUILTINS: dict[str, Builtin] = {
    "set": set_,
    "export": export,
    "setenv": setenv,
    "test": test,
    "[": test,
    "string": string,
    "echo": echo,
    "printf": printf,
    "count": count,
    "contains": _contains,
    "math": math,
    "path": path,
    "seq": seq,
    "read": read,
    "psub": psub,
    "source": source,
    ".": source,
    "eval": evaluate_text,
    "return": _return,
    "exit": _exit,
    "break": _leaves("break"),
    "continue": _leaves("continue"),
    "true": _status_of(0),
    ":": _status_of(0),
    "false": _status_of(1),
    "status": _status,
    "type": _asks_for_command,
    "command": _asks_for_command,
    "builtin": _asks_for_command,
    "functions": _functions,
    "alias": _alias,
    "fish_add_path": fish_add_path,
    "cd": _cd,
    "pushd": _cd,
    "popd": _cd,
    "argparse": argparse,
    "set_color": _quiet,
    "emit": emit,
    "bind": _bind,
    **dict.fromkeys(("abbr", "complete", "block", "fish_vi_key_bindings"), _nothing),
    **dict.fromkeys(("fish_default_key_bindings", "fish_hybrid_key_bindings", "umask"), _nothing),
}
