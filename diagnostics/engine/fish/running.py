"""Run fish's statements in imagination: jobs, pipelines, blocks, functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial

from ..records import replace
from ..shell.control import Input
from ..shell.values import MASKED, Array, Text, Unknown, Var, is_masked
from . import tree
from .expansion import Failed, expand, expand_word, glued
from .loops import run_for, run_while
from .machine import LOCAL, Fish, Routine
from .redirecting import forget_made, redirected
from .wildcards import matches

EXPANSION_FAILED = 121
_MOST_CALLS = 3  # of a function by itself, as long as it is not known whether there is another


def run_jobs(m: Fish, block: tree.Block) -> None:
    """Run statements one after the other."""
    with m.budget:
        _run_from(m, block.jobs, 0)


def _run_from(m: Fish, jobs: Sequence[tree.Job], index: int) -> None:
    for number in range(index, len(jobs)):
        _run_job(m, jobs[number])


def _run_job(m: Fish, job: tree.Job) -> None:
    """Run one statement; `and` and `or` before it look at the status of the one before.

    Behind an & fish runs its own commands in this shell all the same, so nothing of it is lost.
    """
    m.budget.spend()
    if job.joint:
        decide(
            m,
            lambda: _run_links(m, job) if job.joint == "and" else None,
            lambda: _run_links(m, job) if job.joint == "or" else None,
        )
        return
    _run_links(m, job)


def _run_links(m: Fish, job: tree.Job) -> None:
    run_pipeline(m, job.first)
    _run_rest(m, job, 0)


def _run_rest(m: Fish, job: tree.Job, index: int) -> None:
    while index < len(job.links):
        operator, pipeline = job.links[index]
        index += 1
        if isinstance(m.status, Unknown):
            rest = index

            def taken(pipeline: tree.Pipeline = pipeline, rest: int = rest) -> None:
                run_pipeline(m, pipeline)
                _run_rest(m, job, rest)

            def skipped(rest: int = rest) -> None:
                _run_rest(m, job, rest)

            with m.budget:
                if operator == "&&":
                    decide(m, taken, skipped)
                else:
                    decide(m, skipped, taken)
            return
        if (m.status == 0) == (operator == "&&"):
            run_pipeline(m, pipeline)


def decide(m: Fish, good: Callable[[], None], bad: Callable[[], None]) -> None:
    """Go on with what the status says; with both where it is not known."""
    status = m.status
    if not isinstance(status, Unknown):
        (good if status == 0 else bad)()
        return

    def is_good() -> None:
        m.status = 0
        good()

    def is_bad() -> None:
        m.status = 1
        bad()

    m.fork((is_good, is_bad), status)


def run_pipeline(m: Fish, pipeline: tree.Pipeline) -> None:
    """Run `a | b`: every command that is fish's own runs in this shell, wherever it stands."""
    commands = pipeline.commands
    made = len(m.made)
    if len(commands) == 1:
        piped, status = m.piped, m.status
        run_command(m, commands[0])
        body = commands[0].body
        sets = isinstance(body, tree.Simple) and bool(body.words) and body.words[0].plain == "set"
        m.piped = piped if sets and m.status == status else ()  # `set` says nothing of its own end
    else:
        with m.budget:
            m.piped = _run_pipe(m, commands)
    if len(m.made) > made:
        forget_made(m, made)
    if pipeline.negated and isinstance(m.status, int):
        m.status = int(m.status == 0)


def _run_pipe(m: Fish, commands: Sequence[tree.Command]) -> tuple[int | Unknown, ...]:
    """Run the commands of a pipe; return how each of them ended."""
    stdin, out, status = m.stdin, m.out, m.status
    ends: list[int | Unknown] = []
    try:
        for command in commands[:-1]:
            m.out = []
            run_command(m, command)
            m.stdin = Input(glued(m.out, ""))
            ends.append(m.status)
            m.status = status  # no command of a pipe sees how another one ends
        m.out = out
        run_command(m, commands[-1])
    finally:
        m.stdin, m.out = stdin, out
    return (*ends, m.status)


def run_command(m: Fish, command: tree.Command) -> None:
    """Run one command with what stands before and behind it."""
    m.budget.spend()
    before = m.statement
    m.statement = (command.begin, command.stop)
    try:
        with ExitStack() as stack:
            if command.assigns:
                _prefix(m, command.assigns, stack)
            if command.redirects:
                redirected(m, command.redirects, lambda: _run_body(m, command))
            else:
                _run_body(m, command)
    except Failed:
        m.status = EXPANSION_FAILED
    finally:
        m.statement = before


def _prefix(m: Fish, assigns: Sequence[tuple[str, tree.Word]], stack: ExitStack) -> None:
    """Set `NAME=value` for as long as the command runs."""
    stack.enter_context(m.scope())
    for name, word in assigns:
        items = expand_word(m, word)
        m.assign(name, items, m.span(*m.statement), where=LOCAL, exported=True)


def _run_body(m: Fish, command: tree.Command) -> None:
    body = command.body
    if isinstance(body, tree.Simple):
        from .builtins import run_simple  # commands run functions, whose bodies are statements

        run_simple(m, body, command)
        return
    with m.budget:
        if isinstance(body, tree.Begin):
            with m.scope():
                run_jobs(m, body.body)
        elif isinstance(body, tree.If):
            with m.scope():
                _if(m, body, 0)
        elif isinstance(body, tree.Switch):
            with m.scope():
                _switch(m, body)
        elif isinstance(body, tree.For):
            run_for(m, body)
        elif isinstance(body, tree.While):
            run_while(m, body, command)
        else:
            define(m, body)


def _if(m: Fish, body: tree.If, index: int) -> None:
    if index == len(body.clauses):
        if body.otherwise is not None:
            run_jobs(m, body.otherwise)
        else:
            m.status = 0
        return
    condition, block = body.clauses[index]
    run_jobs(m, condition)
    with m.budget:
        decide(m, lambda: run_jobs(m, block), lambda: _if(m, body, index + 1))


# --- switch


def _switch(m: Fish, body: tree.Switch) -> None:
    subjects = expand_word(m, body.subject)
    subject: Text = subjects[0] if subjects else ""
    m.budget.spend(len(body.items))
    if len(subjects) > 1:
        m.status = 1
        return
    _cases(m, body, subject, 0)


def _cases(m: Fish, body: tree.Switch, subject: Text, index: int) -> None:
    """Run the first case that matches; where that is not known, each that may."""
    branches: list[Callable[[], None]] = []
    unsure: Unknown | None = None
    for patterns, block in body.items[index:]:
        m.budget.spend(2)
        verdict = _fits(m, subject, patterns)
        if verdict is False:
            continue
        branches.append(partial(run_jobs, m, block))
        if verdict is True:
            break
        unsure = unsure or verdict
    else:
        branches.append(lambda: None)
    if unsure is None:
        branches[0]()
        return
    with m.budget:
        m.fork(branches, unsure)


def _fits(m: Fish, subject: Text, patterns: Sequence[tree.Word]) -> bool | Unknown:
    verdict: bool | Unknown = False
    for word in patterns:
        for pattern in _patterns(m, word):
            one = _fits_one(m, subject, pattern)
            if one is True:
                return True
            if isinstance(one, Unknown):
                verdict = one
    return verdict


def _patterns(m: Fish, word: tree.Word) -> list[Text]:
    """Return the patterns of a case; an unquoted wildcard counts here as it does in quotes, no file is looked for."""
    parts = tuple(tree.Literal(part.text, True) if isinstance(part, tree.Wildcard) else part for part in word.parts)
    return expand_word(m, replace(word, parts=parts))


def _fits_one(m: Fish, subject: Text, pattern: Text) -> bool | Unknown:
    if pattern in ("*", "**"):
        return True
    if isinstance(pattern, Unknown):
        return pattern
    if isinstance(subject, Unknown):
        if pattern == "" and subject.filled:
            return False
        return replace(subject, line=subject.line or m.line(m.statement[0]))
    if (is_masked(subject) or is_masked(pattern)) and subject != pattern:
        return Unknown(MASKED, line=m.line(m.statement[0])) if subject and pattern else False
    return fits(m, pattern, subject)


def fits(m: Fish, pattern: str, text: str) -> bool | Unknown:
    """Tell whether a pattern fits a text; where only one of fish 3 and fish 4 says so, that is not known."""
    if "\\" in pattern:
        return m.unknown(m.statement[0], "escapes a wildcard")
    verdict = matches(m.budget, pattern, text)
    if "?" in pattern and verdict != matches(m.budget, pattern, text, one=False):
        return m.unknown(m.statement[0], "has a ?, which fish 3 takes for a wildcard")
    return verdict


# --- functions


def define(m: Fish, body: tree.Function) -> None:
    """Keep a function with the options that decide what it does to variables."""
    words = expand(m, body.words)
    name: str | None = None
    arguments: list[str] = []
    inherits: list[tuple[str, Var]] = []
    shadows, runs_later, takes = True, False, ""
    for word in words:
        if isinstance(word, Unknown):
            continue
        if name is None and not word.startswith("-"):
            name = word
        elif word.startswith("-"):
            takes, _, value = word.partition("=")
            shadows = shadows and takes not in ("-S", "--no-scope-shadowing")
            runs_later = runs_later or takes in ("-e", "--on-event", "-v", "--on-variable", "-s", "--on-signal")
            if value:
                _option(m, takes, value, arguments, inherits)
                takes = ""
        elif takes:
            _option(m, takes, word, arguments, inherits)
            takes = takes if takes in ("-a", "--argument-names") else ""
    m.status = 0
    if name:
        m.define(name, Routine(body.body, tuple(arguments), shadows, m.source, tuple(inherits)))
        if runs_later:
            m.later(name, [str(word) for word in words if not isinstance(word, Unknown)])


def _option(m: Fish, option: str, value: str, arguments: list[str], inherits: list[tuple[str, Var]]) -> None:
    if option in ("-a", "--argument-names"):
        arguments.append(value)
    elif option in ("-V", "--inherit-variable"):
        found = m.find(value)
        if found:
            inherits.append((value, found[1]))


def call(m: Fish, routine: Routine, arguments: Sequence[Text]) -> None:
    """Call a function with its arguments; its own variables end with it."""
    around = [mark for body, mark in m.calls if body is routine.body]
    if m.uncertain and len(around) >= _MOST_CALLS:
        _give_up_calls(m, around[0])
        return
    m.calls.append((routine.body, m.cells.mark()))
    passed = _exported_locals(m) if routine.shadows else []
    source, m.source = m.source, routine.source or m.source
    statement = m.statement
    try:
        with m.budget, m.scope(is_function=routine.shadows, hides=routine.shadows) as scope:
            for name, variable in (*passed, *routine.inherits):
                scope.names[name] = None
                m.cells.put(f"s{scope.number}:{name}", variable)
            _local(m, scope.number, "argv", arguments)
            scope.names["argv"] = None
            loose = next((i for i, item in enumerate(arguments) if isinstance(item, Unknown) and item.many), None)
            for index, name in enumerate(routine.arguments):
                scope.names[name] = None
                items = arguments[index : index + 1]
                if loose is not None and index >= loose:
                    items = arguments[loose : loose + 1]
                _local(m, scope.number, name, items)
            m.status = 0 if not routine.body.jobs else m.status
            m.boundary(lambda: run_jobs(m, routine.body), "return")
    finally:
        m.calls.pop()
        m.source, m.statement = source, statement


def _give_up_calls(m: Fish, mark: int) -> None:
    """Leave a function that calls itself where something unknown says so: what it changes in the end is not known.

    So does `function cat; if command -q bat; bat $argv; else; cat $argv; end; end`: fish stops at the 128th call.
    """
    why = m.unknown(m.statement[0], "calls itself, and how often is not known", is_set=False, many=True)
    m.status = replace(why, many=False)
    m.write(why)
    for key in dict.fromkeys(key for key, _ in m.cells.journal[mark:] if key.startswith(("v:", "u:"))):
        cell = m.cells.values.get(key)
        if isinstance(cell, Var):
            m.cells.put(key, replace(cell, value=Array((why,)), maybe_unset=True))


def _local(m: Fish, number: int, name: str, items: Sequence[Text]) -> None:
    m.cells.put(f"s{number}:{name}", Var(Array(tuple(items)), text_wins=True))


def _exported_locals(m: Fish) -> list[tuple[str, Var]]:
    """Return the local variables that are exported: a function gets copies of them."""
    found: dict[str, Var] = {}
    for scope in m.visible():
        for name in scope.names:
            cell = m.cells.get(f"s{scope.number}:{name}")
            if isinstance(cell, Var) and cell.exported and cell.value is not None:
                found.setdefault(name, cell)
    return list(found.items())
