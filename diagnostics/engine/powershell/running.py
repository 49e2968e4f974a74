"""Run PowerShell's statements in imagination."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from ..environment import ProblemKind
from ..regexes import regex
from ..shell.budget import ShellSyntaxError
from ..shell.control import Signal
from ..shell.values import Source, Unknown, Var
from ..source import Document, base_of
from . import tree
from .commands import NAMED, make_foreign, on_env, put, set_environment_variable, setx
from .machine import Session, Value, shown, unsure
from .parser import Parser
from .remarks import is_bare_value, remark_command
from .values import evaluate, is_true

_SETS_OWN = frozenset(
    ("set-variable", "sv", "new-variable", "nv", "clear-variable", "clv", "remove-variable", "rv", "set")
)
_ASSIGNED = regex(
    r"\$(?:\w+:)?(\w+)[ \t]*(?:[-+*/%]|\?\?)?=(?!=)|\$(\w+)[ \t]+in\b"
    r"|-(?:\w*Variable)[ \t]+[\"'+]?(\w+)|\$(\w+)(?=[ \t]*[,)])",
    re.IGNORECASE,
)
_RUNS_TEXT = frozenset(("invoke-expression", "iex"))
_KNOWN_PROFILES = regex(r"[^\\/]+\.ps1$", re.IGNORECASE)


def run_document(m: Session, document: Document) -> None:
    """Run a profile or a script that is dot-sourced."""
    source, text = m.source, m.text
    m.sourced.add(document.name)
    m.source, m.text = Source(document.span, document.name), document.text
    try:
        with m.budget:
            try:
                block = Parser(document.text, m.budget).parse()
            except ShellSyntaxError as error:
                _report(m, document.text, error)
                return
            m.assignable |= assigned_names(document.text)
            m.boundary(lambda: run_block(m, block), "return", "throw", "break", "continue")
    finally:
        m.source, m.text = source, text


def _report(m: Session, text: str, error: ShellSyntaxError) -> None:
    """Report where reading ends: PowerShell runs nothing of such a file, unless it is only we who cannot read it."""
    begin = min(error.begin, max(len(text) - 1, 0))
    stop = text.find("\n", begin)
    stop = max(len(text) if stop == -1 else stop, min(begin + 1, len(text)))
    unterminated = error.unterminated and ("quote" in error.reason or "here-string" in error.reason)
    kind = ProblemKind.UNTERMINATED_QUOTE if unterminated else ProblemKind.SYNTAX_ERROR
    m.problem(kind, begin, stop, f"This cannot be read ({error.reason}), so nothing is known of what the file sets.")
    why = m.unknown(begin, "cannot be read", is_set=False)
    for found in NAMED.finditer(text):
        m.budget.spend()
        name = next(group for group in found.groups() if group)
        m.export(name, Unknown(why.why, line=why.line), m.span(found.start(), found.end()), None)
    make_foreign(m, why)


def run_block(m: Session, block: tree.Block) -> None:
    """Run statements one after the other."""
    with m.budget:
        for chain in block.chains:
            _chain(m, chain)


def _chain(m: Session, chain: tree.Chain) -> None:
    m.budget.spend()
    _statement(m, chain.first)
    if chain.links:  # whether a program succeeds is never known
        why = m.unknown(m.statement[0], "depends on whether a command succeeds")
        for _, statement in chain.links:
            m.fork((partial(_statement, m, statement), lambda: None), unsure(why, m.line(m.statement[0])))


def _statement(m: Session, statement: tree.Statement) -> None:
    m.budget.spend()
    if not isinstance(statement, tree.Function):
        begin = statement.begin
        m.statement = (begin, getattr(statement, "stop", begin))
    if isinstance(statement, tree.Assign):
        _assign(m, statement)
    elif isinstance(statement, tree.Evaluate):
        if not (isinstance(statement.value, tree.Member) and set_environment_variable(m, statement.value)):
            evaluate(m, statement.value)
    elif isinstance(statement, tree.Command):
        _command(m, statement)
    elif isinstance(statement, tree.If):
        with m.budget:
            _if(m, statement, 0)
    elif isinstance(statement, tree.Loop):
        with m.budget:
            _loop(m, statement)
    elif isinstance(statement, tree.Try):
        with m.budget:
            _try(m, statement)
    elif isinstance(statement, tree.Declaration):
        _come_from_outside(m, statement.names, statement.begin)
    elif isinstance(statement, tree.Function):
        m.written_in[f"{len(m.functions)}"] = m.source
        m.functions[f"{len(m.functions)}"] = statement
        m.cells.put("f:" + statement.name, Var(f"{len(m.functions) - 1}"))
    else:
        _leave(m, statement)


def assigned_names(text: str) -> frozenset[str]:
    """Return the variables that a text sets anywhere, also where it is not read: they are not simply empty."""
    return frozenset(name.lower() for found in _ASSIGNED.finditer(text) for name in found.groups() if name)


def _come_from_outside(m: Session, names: tuple[str, ...], begin: int) -> None:
    """Forget what is known of variables that a caller or a loop gives their values."""
    span = m.span(begin, begin)
    for name in names:
        m.set_own(name, m.unknown(begin, "gets its value from a caller or a loop"), span, None)


def _leave(m: Session, statement: tree.Leave) -> None:
    if statement.kind == "exit":
        text = "PowerShell ends here: nothing below is run."
        m.problem(ProblemKind.ABORTS_FILE, statement.begin, statement.stop, text)
    raise Signal(statement.kind)


# --- assignments


def _assign(m: Session, statement: tree.Assign) -> None:
    target = statement.target
    assert target is not None
    if target.scope == "env" and statement.bare and is_bare_value(statement.bare):
        name = m.spelling(target.name)
        text = f"Without quotes PowerShell takes the value for the name of a command: {name} is not set."
        m.problem(ProblemKind.UNKNOWN_COMMAND, statement.begin, statement.stop, text, name)
        return
    if statement.operator == "??=":
        _if_missing(m, statement, target)
        return
    if statement.source is not None:
        _statement(m, statement.source)
        m.statement = (statement.begin, statement.stop)
    value = evaluate(m, statement.value)
    if statement.operator != "=":
        value = _changed(m, statement, target, value)
    _store(m, statement, target, value)


def _if_missing(m: Session, statement: tree.Assign, target: tree.Name) -> None:
    """`??=` sets what is not there."""
    before = m.environment(target.name) if target.scope == "env" else m.own(target.name)
    if isinstance(before, Unknown) and not before.filled:
        store = partial(_store, m, statement, target, evaluate(m, statement.value))
        m.fork((store, lambda: None), unsure(before, m.line(statement.begin)))
    elif before is None:
        _store(m, statement, target, evaluate(m, statement.value))


def _changed(m: Session, statement: tree.Assign, target: tree.Name, value: Value) -> Value:
    before = m.environment(target.name) if target.scope == "env" else m.own(target.name)
    if statement.operator != "+=" or isinstance(before, Unknown) or isinstance(value, Unknown):
        filled = statement.operator == "+=" and bool(value) and not isinstance(value, Unknown)
        why = before if isinstance(before, Unknown) else value if isinstance(value, Unknown) else None
        return Unknown(
            why.why if why else f"{m.line(statement.begin)} calculates", filled, line=why.line if why else ""
        )
    if isinstance(before, str) or (before is None and isinstance(value, str)):
        return str(shown(before)) + str(shown(value))
    return m.unknown(statement.begin, "calculates")


def _store(m: Session, statement: tree.Assign, target: tree.Name, value: Value) -> None:
    place = (statement.begin, statement.stop)
    value_place = (statement.value_begin, statement.value_stop)
    if target.scope == "env":
        put(m, target.name, value, place, value_place)
    elif target.scope in ("", "global", "script", "local", "private"):
        m.set_own(target.name, value, m.span(*place), m.span(*value_place))


# --- commands


def _command(m: Session, command: tree.Command) -> None:
    first = command.words[0]
    if first.block is not None:
        if command.called:
            _called(m, first.block, own=command.called == ".")
        else:
            _blocks(m, command)
        return
    if not command.called:
        remark_command(m, command)
    value = evaluate(m, first.value)
    if isinstance(value, Unknown):
        if command.called == ".":
            _reads_file(m, command)
        return
    name = str(shown(value)).lower()
    if command.called == ".":
        _dot(m, command, str(shown(value)))
    elif name in _RUNS_TEXT:
        _runs_text(m, command)
    elif on_env(m, name, command):
        return
    elif name.removesuffix(".exe") == "setx":
        setx(m, command)
    elif name in _SETS_OWN:
        names = tuple(word.bare.lower() for word in command.words[1:] if re.fullmatch(r"\w+", word.bare))
        _come_from_outside(m, names, command.begin)
    elif call_function(m, name):
        return
    else:
        _blocks(m, command)


def call_function(m: Session, name: str) -> bool:
    """Run a function of the text; tell whether there is one of that name."""
    cell = m.cells.get("f:" + name)
    if not isinstance(cell, Var) or not isinstance(cell.value, str):
        return False
    function = m.functions[cell.value]
    _called(m, function.body, own=False, names=function.names)
    return True


def _called(m: Session, block: tree.Block, *, own: bool, names: tuple[str, ...] = ()) -> None:
    """Run a block in a scope of its own: what it sets in `Env:` stays, its own variables go."""
    before = {key: cell for key, cell in m.cells.values.items() if key.startswith("p:")}
    m.budget.spend(1 + len(before) // 8)
    statement = m.statement
    with m.budget:
        _come_from_outside(m, names, statement[0])
        m.boundary(lambda: run_block(m, block), "return")
    m.statement = statement
    if not own:
        m.forget(before)


def _blocks(m: Session, command: tree.Command) -> None:
    """Run the blocks that a command gets: it may run them any number of times, or keep them."""
    bodies = tuple(word.block for word in command.words if word.block is not None)
    if bodies:
        with m.budget:
            _loop(m, tree.Loop(bodies, command.begin))


def _runs_text(m: Session, command: tree.Command) -> None:
    text = "This runs text that only the machine knows; it may set any variable."
    m.problem(ProblemKind.RUNS_COMMAND, command.begin, command.stop, text, sets_any=True)
    make_foreign(m, m.unknown(command.begin, "runs text that is not known", is_set=False))


def _reads_file(m: Session, command: tree.Command) -> None:
    text = "This reads a file that was not given; it may set any variable."
    m.problem(ProblemKind.READS_OTHER_FILE, command.begin, command.stop, text, sets_any=True)
    make_foreign(m, m.unknown(command.begin, "reads a file that was not given", is_set=False))


def _dot(m: Session, command: tree.Command, path: str) -> None:
    """`. file`: run a script that was given."""
    base = base_of(path).lower()
    if base in ("", ".") or not base.endswith((".ps1", ".psm1")):
        if not call_function(m, base):
            _reads_file(m, command)
        return
    for document in m.documents:
        if document.base.lower() == base:
            run_document(m, document)
            return
    _reads_file(m, command)


# --- ways


def _if(m: Session, statement: tree.If, index: int) -> None:
    if index == len(statement.clauses):
        if statement.otherwise is not None:
            run_block(m, statement.otherwise)
        return
    condition, block = statement.clauses[index]
    truth = is_true(evaluate(m, condition))
    taken, skipped = partial(run_block, m, block), partial(_if, m, statement, index + 1)
    if isinstance(truth, Unknown):
        with m.budget:
            m.fork((taken, skipped), unsure(truth, m.line(statement.begin)))
    elif truth:
        taken()
    else:
        skipped()


def _loop(m: Session, statement: tree.Loop) -> None:
    """Run bodies any number of times: what they set may be set or not, and what depends on the round is unknown."""
    why = m.unknown(statement.begin, "may be run several times or not at all")
    why = unsure(why, m.line(statement.begin))

    def once() -> None:
        _come_from_outside(m, statement.names, statement.begin)
        for body in statement.bodies:
            m.boundary(partial(run_block, m, body), "break", "continue")

    if statement.once and not _has_blocks(statement):
        once()
        return
    _any_rounds(m, once, why)


def _has_blocks(statement: tree.Loop) -> bool:
    """Tell whether a pipe hands blocks to its commands (`… | ForEach-Object { … }`)."""
    firsts = [chain.first for body in statement.bodies for chain in body.chains]
    return any(word.block is not None for one in firsts if isinstance(one, tree.Command) for word in one.words)


def _any_rounds(m: Session, run: Callable[[], None], why: Unknown) -> None:
    mark = m.cells.mark()
    m.fork((run, lambda: None), why)
    one = m.cells.changes(mark)
    second, kept, told = m.cells.mark(), len(m.assignments), len(m.problems)
    m.fork((run, lambda: None), why)
    del m.assignments[kept:]
    del m.problems[told:]
    two = m.cells.changes(second)
    m.cells.rollback(second)
    for key in two:
        first, other = one.get(key), two.get(key)
        if isinstance(first, Var) and isinstance(other, Var) and first.value != other.value:
            m.cells.put(
                key,
                Var(
                    Unknown(f"changed in the loop on {why.line}", line=why.line),
                    exported=first.exported,
                    set_at=first.set_at,
                    value_span=first.value_span,
                    history=first.history,
                    text_wins=True,
                ),
            )


def _try(m: Session, statement: tree.Try) -> None:
    """Run a body that may stop at any command; where it holds none, nothing can go wrong in it."""
    why = unsure(m.unknown(statement.begin, "may fail"), m.line(statement.begin))
    if any(_may_fail(chain) for chain in statement.body.chains):
        for chain in statement.body.chains:
            m.fork((partial(_chain, m, chain), lambda: None), why)
        for handler in statement.handlers:
            m.fork((partial(run_block, m, handler), lambda: None), why)
    else:
        run_block(m, statement.body)
    if statement.last is not None:
        run_block(m, statement.last)


def _may_fail(chain: tree.Chain) -> bool:
    return not isinstance(chain.first, tree.Assign) or isinstance(chain.first.value, tree.Other | tree.Member)
