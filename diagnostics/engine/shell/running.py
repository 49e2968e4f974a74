"""Run statements in imagination: lists, pipelines, compound statements, functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..environment import ProblemKind
from . import tree
from .commands import run_simple
from .conditions import condition
from .expansion import expand_fields, expand_pattern, expand_text
from .machine import Frame, Input, Machine, Signal, joined
from .parameters import calculate
from .redirects import redirected
from .values import MASKED, Array, Routine, Text, Unknown, Var, is_masked

_MAX_ROUNDS = 2_000


def run_block(m: Machine, block: tree.Block) -> None:
    """Run statements one after the other."""
    with m.budget:
        for chain in block.chains:
            run_chain(m, chain)


def run_line(m: Machine, block: tree.Block) -> None:
    """Run one complete line; what bash discards ends with it."""
    m.boundary(lambda: run_block(m, block), *(() if m.zsh else ("discard",)))


def run_chain(m: Machine, chain: tree.Chain) -> None:
    """Run `a && b || c`."""
    m.budget.spend()
    if chain.background:
        _report_background(m, chain)
        m.isolated(lambda: _run_links(m, chain, 0, lambda: run_pipeline(m, chain.first)))
        m.status = 0
        return
    _run_links(m, chain, 0, lambda: run_pipeline(m, chain.first))


def _run_links(m: Machine, chain: tree.Chain, index: int, first: Callable[[], None]) -> None:
    first()
    while index < len(chain.links):
        operator, pipeline = chain.links[index]
        index += 1
        status = m.status
        if isinstance(status, Unknown):
            rest = index

            def taken(
                pipeline: tree.Pipeline = pipeline, rest: int = rest, good: int = 0 if operator == "&&" else 1
            ) -> None:
                m.status = good
                _run_links(m, chain, rest, lambda: run_pipeline(m, pipeline))

            def skipped(rest: int = rest, bad: int = 1 if operator == "&&" else 0) -> None:
                m.status = bad
                _run_links(m, chain, rest, lambda: None)

            with m.budget:
                m.fork((taken, skipped), status)
            return
        if (status == 0) == (operator == "&&"):
            run_pipeline(m, pipeline)


def _report_background(m: Machine, chain: tree.Chain) -> None:
    command = chain.first.commands[0]
    body = command.body
    if not isinstance(body, tree.Simple) or len(chain.first.commands) > 1:
        return
    declared = [node for node in body.words if isinstance(node, tree.Assign)]
    plain = list(body.assigns) if not body.words else []
    for node in (*declared, *plain):
        m.problem(
            ProblemKind.BACKGROUND_ASSIGNMENT,
            chain.begin,
            chain.stop,
            f"The & sends the assignment to the background: {node.name} is not set in this shell.",
            node.name,
        )
        break


def run_pipeline(m: Machine, pipeline: tree.Pipeline) -> None:
    """Run `a | b`: only in zsh does the last command run in this shell."""
    commands = pipeline.commands
    if len(commands) == 1:
        run_command(m, commands[0])
    else:
        with m.budget:
            _run_pipe(m, commands)
    if pipeline.negated and isinstance(m.status, int):
        m.status = int(m.status == 0)


def _run_pipe(m: Machine, commands: Sequence[tree.Command]) -> None:
    outer, out = m.stdin, m.out
    try:
        for command in commands[:-1]:
            m.out = []
            m.isolated(lambda command=command: run_command(m, command))  # type: ignore[misc]
            m.stdin = Input(joined(m.out))
        m.out = out
        if m.zsh:
            run_command(m, commands[-1])
        else:
            m.isolated(lambda: run_command(m, commands[-1]))
    finally:
        m.stdin, m.out = outer, out


def run_command(m: Machine, command: tree.Command) -> None:
    """Run one command with its redirections."""
    m.budget.spend()
    before = m.statement
    m.statement = (command.begin, command.stop)
    body = command.body
    try:
        if isinstance(body, tree.Simple):
            run_simple(m, body)
        elif command.redirects:
            redirected(m, command.redirects, lambda: _compound(m, body, command))
        else:
            _compound(m, body, command)
    finally:
        m.statement = before


def _compound(m: Machine, body: tree.Body, command: tree.Command) -> None:
    with m.budget:
        if isinstance(body, tree.Group):
            _group(m, body)
        elif isinstance(body, tree.Subshell):
            m.isolated(lambda: run_block(m, body.body))
        elif isinstance(body, tree.If):
            _if(m, body, 0)
        elif isinstance(body, tree.Case):
            _case(m, body, command)
        elif isinstance(body, tree.Condition):
            m.status = condition(m, body, command.begin)
        elif isinstance(body, tree.ArithmeticCommand):
            m.status = _truth(m, body.expression, command.begin)
        elif isinstance(body, tree.Function):
            _define(m, body)
        else:
            _loop(m, body, command)


def _group(m: Machine, body: tree.Group) -> None:
    if body.always is None:
        run_block(m, body.body)
        return
    always = body.always
    ended: Signal | None = None
    try:
        run_block(m, body.body)
    except Signal as signal:
        ended = signal
    run_block(m, always)
    if ended:
        raise ended


def _truth(m: Machine, word: tree.Word, begin: int) -> int | Unknown:
    text = expand_text(m, word, tilde=False)
    number = text if isinstance(text, Unknown) else calculate(m, text, begin)
    return number if isinstance(number, Unknown) else int(not number)


def decide(m: Machine, taken: Callable[[], None], skipped: Callable[[], None]) -> None:
    """Go on with what the status says; with both where it is not known."""
    status = m.status
    if isinstance(status, Unknown):
        m.fork((taken, skipped), status)
    elif status == 0:
        taken()
    else:
        skipped()


def _if(m: Machine, body: tree.If, index: int) -> None:
    if index == len(body.clauses):
        m.status = 0
        if body.otherwise is not None:
            run_block(m, body.otherwise)
        return
    test, then = body.clauses[index]
    run_block(m, test)
    with m.budget:
        decide(m, lambda: run_block(m, then), lambda: _if(m, body, index + 1))


# --- case


def _case(m: Machine, body: tree.Case, command: tree.Command) -> None:
    subject = expand_text(m, body.subject)
    m.status = 0
    _case_items(m, body, subject, 0, command)


def _case_items(m: Machine, body: tree.Case, subject: Text, index: int, command: tree.Command) -> None:
    while index < len(body.items):
        patterns, _, _ = body.items[index]
        verdict: bool | Unknown = False
        for word in patterns:
            one = _matches(m, subject, word, command)
            if one is True:
                verdict = True
                break
            if isinstance(one, Unknown):
                verdict = one
        if isinstance(verdict, Unknown):
            here = index
            with m.budget:
                m.fork(
                    (
                        lambda: _case_body(m, body, subject, here, command),
                        lambda: _case_items(m, body, subject, here + 1, command),
                    ),
                    verdict,
                )
            return
        if verdict:
            _case_body(m, body, subject, index, command)
            return
        index += 1


def _case_body(m: Machine, body: tree.Case, subject: Text, index: int, command: tree.Command) -> None:
    while index < len(body.items):
        _, block, ending = body.items[index]
        run_block(m, block)
        if ending == ";&":
            index += 1
            continue
        if ending in (";;&", ";|"):
            _case_items(m, body, subject, index + 1, command)
        return


def _matches(m: Machine, subject: Text, word: tree.Word, command: tree.Command) -> bool | Unknown:
    pattern = expand_pattern(m, word)
    if isinstance(pattern, Unknown):
        return pattern
    if (not pattern.plain and pattern.text == "*") or pattern.text == "**":
        return True
    if isinstance(subject, Unknown):
        if pattern.text == "" and subject.filled:
            return False
        if pattern.text == "?*" and subject.filled:
            return True
        return replace(subject, line=subject.line or m.line(command.begin))
    if (is_masked(subject) or is_masked(pattern.text)) and pattern.text and subject != pattern.text:
        return Unknown(MASKED, line=m.line(command.begin)) if subject else False
    return pattern.matches(subject)


# --- loops


def _loop(m: Machine, body: tree.Body, command: tree.Command) -> None:
    m.loops += 1
    try:
        if isinstance(body, tree.For):
            _for(m, body, command)
        elif isinstance(body, tree.While):
            _while(m, body, command)
        elif isinstance(body, tree.CountingFor):
            _counting(m, body, command)
        elif isinstance(body, tree.Repeat):
            _repeat(m, body, command)
    finally:
        m.loops -= 1


def _for(m: Machine, body: tree.For, command: tree.Command) -> None:
    items = list(m.arguments().items) if body.words is None else expand_fields(m, body.words)
    m.status = 0
    loose = next((item for item in items if isinstance(item, Unknown) and item.many), None)
    if loose or body.select:
        why = loose or m.unknown(command.begin, "asks the person")
        _any_rounds(
            m,
            lambda: _for_round(m, body, [why] * len(body.names)),
            replace(why, line=why.line or m.line(command.begin)),
        )
        return
    step = len(body.names)
    rounds = [items[at : at + step] for at in range(0, len(items), step)]

    def run() -> None:
        for values in rounds:
            m.budget.spend()
            if not _round(m, lambda values=values: _for_round(m, body, values)):  # type: ignore[misc]
                break

    m.boundary(run, "break")


def _for_round(m: Machine, body: tree.For, values: Sequence[Text]) -> None:
    from .assigning import assign_text

    for index, name in enumerate(body.names):
        value = values[index] if index < len(values) else ""
        assign_text(m, name, replace(value, many=False) if isinstance(value, Unknown) else value)
    run_block(m, body.body)


def _round(m: Machine, run: Callable[[], None]) -> bool:
    """Run a loop's body once; `continue` ends it, `break` goes through."""

    def once() -> None:
        try:
            run()
        except Signal as signal:
            if signal.kind in ("break", "continue") and signal.levels > 1:
                raise Signal("outer " + signal.kind, levels=signal.levels - 1) from None
            raise

    with m.budget:
        try:
            m.boundary(once, "continue")
        except Signal as signal:
            if signal.kind.startswith("outer "):
                raise Signal(signal.kind.removeprefix("outer "), levels=signal.levels) from None
            raise
    return True


def _while(m: Machine, body: tree.While, command: tree.Command) -> None:
    unsure: list[Unknown] = []

    def run() -> None:
        status: int | Unknown = 0
        for _ in range(_MAX_ROUNDS):
            m.budget.spend()
            run_block(m, body.condition)
            verdict = m.status
            if isinstance(verdict, Unknown):
                unsure.append(verdict)
                return
            if (verdict == 0) == body.until:
                m.status = status
                return
            _round(m, lambda: run_block(m, body.body))
            status = m.status
        unsure.append(m.unknown(command.begin, "is a loop that does not end here"))

    m.boundary(run, "break")
    if unsure:
        why = unsure[0]

        def once() -> None:
            run_block(m, body.body)
            run_block(m, body.condition)

        _any_rounds(m, once, replace(why, line=why.line or m.line(command.begin)))


def _any_rounds(m: Machine, run: Callable[[], None], why: Unknown) -> None:
    """Run a body that may run any number of times: what two rounds leave different is not known."""

    def round_() -> None:
        m.boundary(lambda: _round(m, run) and None, "break")

    mark = m.cells.mark()

    def first() -> None:
        round_()

    m.fork((first, lambda: None), why)
    one = m.cells.changes(mark)
    second = m.cells.mark()
    kept = len(m.assignments)
    m.fork((first, lambda: None), why)
    del m.assignments[kept:]
    two = m.cells.changes(second)
    m.cells.rollback(second)
    for key in two:
        cell = m.cells.get(key)
        if one.get(key) != two.get(key) and isinstance(cell, Var):
            m.cells.put(
                key,
                replace(
                    cell, value=Unknown(f"changed in the loop on {why.line}" if why.line else why.why, line=why.line)
                ),
            )
    m.status = why


def _counting(m: Machine, body: tree.CountingFor, command: tree.Command) -> None:
    _truth(m, body.start, command.begin)
    unsure: list[Unknown] = []

    def run() -> None:
        for _ in range(_MAX_ROUNDS):
            m.budget.spend()
            verdict = _truth(m, body.condition, command.begin) if body.condition.raw.strip() else 0
            if isinstance(verdict, Unknown):
                unsure.append(verdict)
                return
            if verdict:
                m.status = 0
                return
            _round(m, lambda: run_block(m, body.body))
            _truth(m, body.step, command.begin)
        unsure.append(m.unknown(command.begin, "is a loop that does not end here"))

    m.boundary(run, "break")
    if unsure:
        _any_rounds(m, lambda: run_block(m, body.body), replace(unsure[0], line=m.line(command.begin)))


def _repeat(m: Machine, body: tree.Repeat, command: tree.Command) -> None:
    text = expand_text(m, body.count)
    number = text if isinstance(text, Unknown) else calculate(m, text, command.begin)
    if isinstance(number, Unknown) or number > _MAX_ROUNDS:
        why = number if isinstance(number, Unknown) else m.unknown(command.begin, "is a loop that does not end here")
        _any_rounds(m, lambda: run_block(m, body.body), replace(why, line=m.line(command.begin)))
        return

    def run() -> None:
        for _ in range(int(number)):
            m.budget.spend()
            _round(m, lambda: run_block(m, body.body))

    m.boundary(run, "break")


# --- functions


def _define(m: Machine, body: tree.Function) -> None:
    m.status = 0
    if not body.names:
        arguments = expand_fields(m, body.arguments)
        call(m, Routine(body.body, m.source), arguments)
        return
    for name in expand_fields(m, body.names):
        if isinstance(name, str):
            m.cells.put("f:" + name, Routine(body.body, m.source))


def call(m: Machine, routine: Routine, arguments: Sequence[Text]) -> None:
    """Call a function: its own arguments and locals, then everything local is put back."""
    if routine.body is None:
        m.status = Unknown(routine.why)
        return
    body = routine.body
    frame = Frame(len(m.frames) + 1)
    old_arguments, old_source, loops = m.cells.get("m:arguments"), m.source, m.loops
    m.frames.append(frame)
    m.cells.put("m:arguments", Var(Array(tuple(arguments))))
    m.source, m.loops = routine.source, 0

    def run() -> None:
        with m.budget:
            m.boundary(lambda: run_command(m, body), "return")

    try:
        run()
    finally:
        m.source, m.loops = old_source, loops
        if m.frames and m.frames[-1] is frame:
            m.frames.pop()
        for name in frame.names:
            kept = m.cells.get(f"l{frame.depth}:{name}")
            if isinstance(kept, Var):
                absent = kept.local
                m.cells.put("v:" + name, None if absent else kept)
                m.cells.put(f"l{frame.depth}:{name}", None)
        m.cells.put("m:arguments", old_arguments)
