"""Run loops in imagination: over known words exactly, and any number of times where the words are not known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ..records import replace
from . import tree
from .calculating import calculate, calculated, forget_set
from .commands import IDENTIFIER
from .conditions import refuse_path
from .control import Input, Signal
from .expansion import expand_fields, expand_text
from .listings import HELD, orders, others
from .machine import Machine
from .mathoperators import ArithmeticFailureError
from .values import Text, Unknown, Var

_MAX_ROUNDS = 2_000
_MAX_ENDS = 32  # ways in which a loop may have ended, behind which its end is taken for unknown


def truth(m: Machine, word: tree.Word, begin: int) -> int | Unknown:
    """Return the status of an arithmetic condition."""
    text = expand_text(m, word, tilde=False)
    if isinstance(text, Unknown):
        forget_set(m, word.raw, text)
    try:
        number = text if isinstance(text, Unknown) else calculated(m, text, begin)
    except ArithmeticFailureError:
        return 2 if m.zsh else 1
    return number if isinstance(number, Unknown) else int(not number)


def run_loop(m: Machine, body: tree.Body, command: tree.Command) -> None:
    """Run a loop."""
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
    if any(name[:1].isdigit() for name in body.names):
        m.status = 1
        if m.zsh and not all(name.isdigit() for name in body.names):
            raise Signal("abort")  # this is not the name of a variable
        return
    items = list(m.arguments().items) if body.words is None else expand_fields(m, body.words, magic=m.magic)
    if not items:
        m.status = 0
    loose = next((item for item in items if isinstance(item, Unknown) and item.many), None)
    if loose and loose.listing is not None and len(items) == len(body.names) == 1 and not body.select:
        _for_listed(m, body, loose, command)
        return
    if loose and not body.select and len(body.names) == 1 and _ends_early(m, body, items[: items.index(loose)]):
        return
    if body.select and not loose and m.stdin and isinstance(m.stdin.text, str) and items:
        _select(m, body, items)
        return
    if loose or body.select:
        why = loose or m.unknown(command.begin, "asks the person")
        _any_rounds(
            m,
            lambda: _for_round(m, body, [why] * len(body.names), reply=why if body.select else None),
            replace(why, line=why.line or m.line(command.begin)),
        )
        return
    _ends_early(m, body, items)


def _for_listed(m: Machine, body: tree.For, why: Unknown, command: tree.Command) -> None:
    """Run a loop over words in an order that is not known, and perhaps over others."""
    listing = why.listing
    assert listing is not None
    bare = replace(why, listing=None, line=why.line or m.line(command.begin))
    ways: list[Callable[[], None]] = [partial(_all_rounds, m, body, way) for way in orders(why)]
    m.fork(ways, bare)
    if listing.rest or listing.session:
        _any_rounds(m, lambda: _for_round(m, body, [others(why)]), bare)


def _select(m: Machine, body: tree.For, items: Sequence[Text]) -> None:
    """Run `select` with answers that are known: a round for each line; an empty one shows the list again."""

    def run() -> None:
        while m.stdin and isinstance(m.stdin.text, str) and m.stdin.position < len(m.stdin.text):
            m.budget.spend()
            line, _, _ = m.stdin.text[m.stdin.position :].partition("\n")
            m.stdin.position += len(line) + 1
            if not line.strip():
                continue
            number = int(line) if line.strip().isdigit() and len(line) < 9 else 0
            chosen = items[number - 1] if 0 < number <= len(items) else ""
            _round(m, partial(_for_round, m, body, [chosen], reply=line))

    if not m.boundary(run, f"break {m.loops}"):
        m.status = 1 if not m.zsh else m.status


def _ends_early(m: Machine, body: tree.For, items: Sequence[Text]) -> bool:
    """Run the rounds for these words; tell whether `break` ended them."""
    step = len(body.names)
    rounds = [items[at : at + step] for at in range(0, len(items), step)]

    def run() -> None:
        for values in rounds:
            m.budget.spend()
            _round(m, partial(_for_round, m, body, values))

    return m.boundary(run, f"break {m.loops}")


def _all_rounds(m: Machine, body: tree.For, items: Sequence[Text]) -> None:
    _ends_early(m, body, items)


def _for_round(m: Machine, body: tree.For, values: Sequence[Text], *, reply: Text | None = None) -> None:
    from .assigning import assign_text

    if reply is not None:
        assign_text(m, "REPLY", reply)
    _traced(m)
    for index, name in enumerate(body.names):
        value = values[index] if index < len(values) else ""
        if not m.zsh and _refers(m, name, value):
            continue
        if not assign_text(m, name, replace(value, many=False) if isinstance(value, Unknown) else value):
            m.status = 1
            raise Signal(f"break {m.loops}")
    m.run_block(body.body)


def _refers(m: Machine, name: str, value: Text) -> bool:
    """bash: let a reference stand for the next name; tell whether the loop's variable is one (measured with 5.2)."""
    cell = m.cells.values.get("v:" + name)
    if not isinstance(cell, Var) or not cell.reference:
        return False
    if isinstance(value, str) and not IDENTIFIER.fullmatch(value):
        m.status = 1
        raise Signal(f"break {m.loops}")
    m.put_variable(name, Var(value, reference=True, text_wins=True))
    return True


def _round(m: Machine, run: Callable[[], None]) -> None:
    """Run a loop's body once; `continue` ends it, `break` goes through."""
    with m.budget:
        m.boundary(run, f"continue {m.loops}")


def _test(m: Machine, condition: tree.Block) -> None:
    """Run a loop's condition: that it fails is no failure."""
    m.tested += 1
    try:
        m.run_block(condition)
    finally:
        m.tested -= 1


def _while(m: Machine, body: tree.While, command: tree.Command) -> None:
    """Run `while`, over a listing forwards and backwards."""
    read = m.stdin.text if m.stdin is not None else None
    if not (isinstance(read, Unknown) and read.listing is not None and HELD not in read.listing.text):
        _while_known(m, body, command)
        return
    outer, bare = m.stdin, replace(read, listing=None, line=read.line or m.line(command.begin))

    def over(lines: Sequence[str]) -> None:
        m.stdin = Input("".join(f"{line}\n" for line in lines))
        _while_known(m, body, command)

    lines = read.listing.text.split("\n")[:-1]
    try:
        m.fork([partial(over, way) for way in ([lines] if len(lines) < 2 else [lines, lines[::-1]])], bare)
        if read.listing.rest or read.listing.session:
            m.stdin = Input(others(read))
            _while_known(m, body, command)
    finally:
        m.stdin = outer


def _while_known(m: Machine, body: tree.While, command: tree.Command) -> None:
    unsure: list[Unknown] = []

    def run() -> None:
        status: int | Unknown = 0
        first = len(m.pendings)
        for _ in range(_MAX_ROUNDS):
            m.budget.spend()
            if len(m.pendings) - first > _MAX_ENDS:
                break
            _test(m, body.condition)
            verdict = m.status
            if isinstance(verdict, Unknown):
                unsure.append(verdict)
                return
            if (verdict == 0) == body.until:
                m.status = status
                return
            _round(m, lambda: m.run_block(body.body))
            status = m.status
        unsure.append(m.unknown(command.begin, "is a loop that does not end here"))

    m.boundary(run, f"break {m.loops}")
    if unsure:
        why = unsure[0]

        def once() -> None:
            m.run_block(body.body)
            _test(m, body.condition)

        _any_rounds(m, once, replace(why, line=why.line or m.line(command.begin)))


def _any_rounds(m: Machine, run: Callable[[], None], why: Unknown) -> None:
    """Run a body that may run any number of times: what two rounds leave different is not known."""

    def round_() -> None:
        m.boundary(lambda: _round(m, run), f"break {m.loops}")

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
                    cell,
                    value=Unknown(f"changed in the loop on {why.line}" if why.line else why.why, line=why.line),
                    ways=(),
                ),
            )
    m.status = why


def _traced(m: Machine) -> None:
    """Run bash's trap for DEBUG, which comes before each round of a loop, and each expression of one that counts."""
    if m.debugs and not m.zsh:
        m.run_debug_trap()


def _counting(m: Machine, body: tree.CountingFor, command: tree.Command) -> None:
    _traced(m)
    if truth(m, body.start, command.begin) == 2 and m.zsh:
        raise Signal("abort")
    unsure: list[Unknown] = []

    def run() -> None:
        first = len(m.pendings)
        for _ in range(_MAX_ROUNDS):
            m.budget.spend()
            if len(m.pendings) - first > _MAX_ENDS:
                break
            _traced(m)
            verdict = truth(m, body.condition, command.begin) if body.condition.raw.strip() else 0
            if verdict == 2 and m.zsh:
                raise Signal("abort")  # the condition cannot be evaluated
            if isinstance(verdict, Unknown):
                unsure.append(verdict)
                return
            if verdict:
                m.status = 0
                return
            _round(m, lambda: m.run_block(body.body))
            _traced(m)
            truth(m, body.step, command.begin)
        unsure.append(m.unknown(command.begin, "is a loop that does not end here"))

    m.boundary(run, f"break {m.loops}")
    if unsure:
        _any_rounds(m, lambda: m.run_block(body.body), replace(unsure[0], line=m.line(command.begin)))


def _repeat(m: Machine, body: tree.Repeat, command: tree.Command) -> None:
    text = expand_text(m, body.count)
    refuse_path(m, text, body.count, command.begin)
    number = text if isinstance(text, Unknown) else calculate(m, text, command.begin)
    if isinstance(number, Unknown) or number > _MAX_ROUNDS:
        why = number if isinstance(number, Unknown) else m.unknown(command.begin, "is a loop that does not end here")
        _any_rounds(m, lambda: m.run_block(body.body), replace(why, line=m.line(command.begin)))
        return

    def run() -> None:
        for _ in range(int(number)):
            m.budget.spend()
            _round(m, lambda: m.run_block(body.body))

    m.boundary(run, f"break {m.loops}")
