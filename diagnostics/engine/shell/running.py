"""Run statements in imagination: lists, pipelines, compound statements, functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ..environment import ProblemKind
from . import tree
from .commands import run_simple
from .control import Input, Signal
from .expansion import expand_fields
from .machine import Machine
from .redirects import redirected
from .values import Array, Cell, Roughly, Routine, Text, Unknown, Var, joined

_DEBUGGED = (tree.Simple, tree.Case, tree.Condition, tree.ArithmeticCommand)  # before which bash runs a DEBUG trap
# Builtins that answer no by 1; any other command may fail in ways of its own.
_SAY_ONE = frozenset(("[", "test", "type", "hash", "whence", "which", "false", "declare", "typeset", "alias"))
_TRY_ERROR = "v:TRY_BLOCK_ERROR"  # `always` sets it to 0, and an error before it is forgotten


def run_block(m: Machine, block: tree.Block) -> None:
    """Run statements one after the other."""
    with m.budget:
        for chain in block.chains:
            run_chain(m, chain)


def run_line(m: Machine, block: tree.Block) -> None:
    """Run one complete line; what bash discards ends with it."""
    if m.zsh:
        run_block(m, block)
    else:
        ended = m.boundary(lambda: run_block(m, block), "discard")
        if ended and m.status == 0:
            m.status = 1


def run_chain(m: Machine, chain: tree.Chain) -> None:
    """Run `a && b || c`."""
    m.budget.spend()
    if m.debugs and m.zsh:
        m.run_debug_trap()
    if chain.background and not (m.zsh and chain.links):
        _report_background(m, chain, chain.first)
        forks = 1 if chain.links else _forks(m, chain.first)
        m.isolated(lambda: _run_links(m, chain, 0, lambda: run_pipeline(m, chain.first)), forks)
        _ended_behind(m)
    elif chain.links:
        _run_links(m, chain, 0, lambda: run_pipeline(m, chain.first, tested=True))
    else:
        run_pipeline(m, chain.first)
    if m.launch is not None and m.launch.is_alone and _is_launch(m, chain.begin) and not m.hidden:
        raise Signal("abort")  # what the script does behind that, the client does not see


def _is_launch(m: Machine, begin: int) -> bool:
    place = m.span(begin, begin)
    return m.launch is not None and m.launch.holds(place.document, place.begin)


def _launch(m: Machine, begin: int) -> None:
    """Keep what there is where a script starts the client, which may hang on something or stand in a subshell."""
    now: dict[str, Cell | None] = {key: cell for key, cell in m.cells.values.items() if key.startswith("v:")}
    if m.launched is None:
        m.launched = now
    else:
        from .merging import merged

        why = m.unknown(begin, "is one of several starts of the client")
        keys = dict.fromkeys((*m.launched, *now))
        m.launched = {key: merged(key, m.launched.get(key), now.get(key), why) for key in keys}
    m.budget.spend(len(now))
    m.acts_before = len(m.assignments)


def _run_links(m: Machine, chain: tree.Chain, index: int, first: Callable[[], None]) -> None:
    first()
    while index < len(chain.links):
        bad = 1 if _says_one(chain.links[index - 1][1] if index else chain.first) else Roughly(1)
        operator, pipeline = chain.links[index]
        index += 1
        status = m.status
        if isinstance(status, Unknown):
            rest = index

            def taken(
                pipeline: tree.Pipeline = pipeline, rest: int = rest, good: int = 0 if operator == "&&" else bad
            ) -> None:
                m.status = good
                m.behind = chain, rest - 1
                _run_links(m, chain, rest, lambda: _run_link(m, chain, pipeline, last=rest == len(chain.links)))

            def skipped(rest: int = rest, status: int = bad if operator == "&&" else 0) -> None:
                m.status = status
                _run_links(m, chain, rest, lambda: None)

            with m.budget:
                m.fork((taken, skipped), status)
            return
        if (status == 0) == (operator == "&&"):
            m.behind = chain, index - 1
            _run_link(m, chain, pipeline, last=index == len(chain.links))


def _says_one(pipeline: tree.Pipeline) -> bool:
    """Tell whether a pipeline that fails does so with 1."""
    body = pipeline.commands[-1].body
    if pipeline.negated or isinstance(body, tree.Condition | tree.ArithmeticCommand):
        return True
    words = [getattr(word, "plain", None) for word in body.words[:2]] if isinstance(body, tree.Simple) else []
    return (words[:1] == ["command"] and words[1:] in (["-v"], ["-V"])) or (bool(words) and words[0] in _SAY_ONE)


def _run_link(m: Machine, chain: tree.Chain, pipeline: tree.Pipeline, *, last: bool) -> None:
    if last and chain.background and m.zsh:
        _report_background(m, chain, pipeline)  # zsh runs only the last one in the background
        m.isolated(lambda: run_pipeline(m, pipeline), _forks(m, pipeline))
        _ended_behind(m)
    else:
        run_pipeline(m, pipeline, tested=not last)


def _forks(m: Machine, pipeline: tree.Pipeline) -> int | None:
    """Return what a pipeline in the background adds to the count of subshells: parts of a pipe count themselves."""
    return _forks_of(m, pipeline.commands[0]) if len(pipeline.commands) == 1 else 0


def _forks_of(m: Machine, command: tree.Command) -> int | None:
    """Return what a command in a process of its own adds to the count; None: bash counts it late.

    Measured: one in parentheses counts once, and bash expands the words of a simple command before it counts.
    """
    if isinstance(command.body, tree.Simple):
        return 1 if m.zsh else None
    return 0 if isinstance(command.body, tree.Subshell) else 1


def _ended_behind(m: Machine) -> None:
    """Keep how the last job in the background ended, which `wait $!` returns."""
    m.cells.put("m:job", Var(m.status if isinstance(m.status, Unknown) else str(m.status)))
    m.status = 0


def _report_background(m: Machine, chain: tree.Chain, pipeline: tree.Pipeline) -> None:
    body = pipeline.commands[0].body
    if not isinstance(body, tree.Simple) or len(pipeline.commands) > 1:
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


def run_pipeline(m: Machine, pipeline: tree.Pipeline, *, tested: bool = False) -> None:
    """Run `a | b`: only in zsh does the last command run in this shell. Of a `tested` one the status is asked."""
    commands = pipeline.commands
    tested = tested or pipeline.negated
    m.tested += tested
    try:
        asked = m.asked
        _run_commands(m, commands)
        if m.asked != asked and m.tested and isinstance(m.status, Unknown) and m.world is None:
            _try_worlds(m, commands)
    finally:
        m.tested -= tested
    if len(commands) == 1 and "m:pipe" in m.cells.values and not isinstance(commands[0].body, tree.Group | tree.If):
        m.cells.put("m:pipe", None)
    if pipeline.negated and isinstance(m.status, int):
        m.status = int(m.status == 0)
    elif m.status != 0 and not tested and not m.tested:
        from .failing import after_failure

        after_failure(m, pipeline)


def _run_commands(m: Machine, commands: Sequence[tree.Command]) -> None:
    if len(commands) == 1:
        run_command(m, commands[0])
    else:
        with m.budget:
            _run_pipe(m, commands)


def _try_worlds(m: Machine, commands: Sequence[tree.Command]) -> None:
    """Set the status that a condition has on every machine that this may be, where they agree."""
    from .computer import on_every

    def status() -> int:
        _run_commands(m, commands)
        return m.status if isinstance(m.status, int) else -1

    answer = on_every(m, status)
    if answer is not None and answer >= 0:
        m.status = answer


def _run_pipe(m: Machine, commands: Sequence[tree.Command]) -> None:
    outer, out = m.stdin, m.out
    failed: int | Unknown = 0
    ended: list[Text] = []
    try:
        for command in commands[:-1]:
            m.out = []
            redirects = command.body.redirects if isinstance(command.body, tree.Simple) else command.redirects
            m.pipe = m.out if m.zsh and redirects else None
            m.isolated(partial(run_command, m, command), _forks_of(m, command))
            m.stdin = Input(joined(m.out))
            failed = m.status if m.status != 0 else failed
            ended.append(m.status if isinstance(m.status, Unknown) else str(m.status))
        m.out = out
        if not m.option("emulatessh") if m.zsh else m.option("lastpipe") and not m.option("monitor"):
            run_command(m, commands[-1])
        else:
            m.isolated(lambda: run_command(m, commands[-1]), _forks_of(m, commands[-1]))
    finally:
        m.stdin, m.out = outer, out
    ended.append(m.status if isinstance(m.status, Unknown) else str(m.status))
    m.cells.put("m:pipe", Var(Array(tuple(ended))))
    if m.status == 0 and m.option("pipefail"):
        m.status = failed


def run_command(m: Machine, command: tree.Command) -> None:
    """Run one command with its redirections."""
    m.budget.spend()
    before = m.statement
    m.statement = (command.begin, command.stop)
    body = command.body
    if m.debugs and not m.zsh and isinstance(body, _DEBUGGED):
        m.run_debug_trap()
    try:
        if isinstance(body, tree.Simple):
            if m.launch is not None and not m.launch.is_alone and _is_launch(m, command.begin):
                _launch(m, command.begin)
            run_simple(m, body)
        elif command.redirects:
            may_fail = isinstance(body, tree.Group)
            redirected(m, command.redirects, lambda: _compound(m, body, command), may_fail=may_fail)
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
            from .cases import run_case

            run_case(m, body, command)
        elif isinstance(body, tree.Condition):
            from .conditions import condition

            m.status = condition(m, body, command.begin)
        elif isinstance(body, tree.ArithmeticCommand):
            from .loops import truth

            m.status = truth(m, body.expression, command.begin)
        elif isinstance(body, tree.Function):
            _define(m, body)
        else:
            from .loops import run_loop

            run_loop(m, body, command)


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
    failed = ended is not None and ended.kind in ("abort", "end")
    if failed and m.status == 0:
        m.status = 1
    status = m.status
    outer = m.cells.get(_TRY_ERROR)
    m.cells.put(_TRY_ERROR, Var(str(int(failed)), text_wins=True))
    run_block(m, always)
    error = m.variable("TRY_BLOCK_ERROR").value
    m.cells.put(_TRY_ERROR, outer)
    m.status = status
    if ended and not (failed and error == "0"):
        raise ended


def decide(m: Machine, taken: Callable[[], None], skipped: Callable[[], None]) -> None:
    """Go on with what the status says; with both where it is not known."""
    status = m.status
    if isinstance(status, Unknown):

        def sure() -> None:
            m.status = 0
            taken()

        m.fork((sure, skipped), status)
    elif status == 0:
        taken()
    else:
        skipped()


def _if(m: Machine, body: tree.If, index: int) -> None:
    if index == len(body.clauses):
        if body.otherwise is not None and body.otherwise.chains:
            run_block(m, body.otherwise)  # its first command still sees the status of the condition
        else:
            m.status = 0
        return
    test, then = body.clauses[index]
    m.tested += 1
    try:
        run_block(m, test)
    finally:
        m.tested -= 1
    with m.budget:
        decide(m, lambda: run_block(m, then), lambda: _if(m, body, index + 1))


# --- functions


def _define(m: Machine, body: tree.Function) -> None:
    if not body.names:
        from .calling import call

        arguments = expand_fields(m, body.arguments)
        call(m, Routine(body.body, m.source), arguments, "(anon)")
        return
    if not m.zsh and any(word.plain is None or word.plain != word.raw for word in body.names):
        m.status = 1  # measured: bash takes the name as it is written, and one with quotes or `$` is none
        return
    m.status = 0
    for name in expand_fields(m, body.names):
        if isinstance(name, str):
            m.cells.put("f:" + name, Routine(body.body, m.source, written=body.written))
            if name == "TRAPEXIT" and m.zsh and m.frames:
                m.cells.put(m.at_end, Var(name))
