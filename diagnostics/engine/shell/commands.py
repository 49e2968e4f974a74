"""Run a simple command: expand its words, find what the name stands for, and do that."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..environment import ProblemKind
from ..records import dataclass, field, replace
from ..regexes import regex
from . import tree
from .assigning import assign_node, refuse_readonly
from .control import Signal
from .expansion import expand_fields, several_words
from .machine import Machine
from .redirects import redirected
from .remarks import remark_assignment, remark_command, remark_words
from .values import Cell, Text, Unknown, Var

IDENTIFIER = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_MODIFIERS = frozenset(("builtin", "command", "noglob", "nocorrect", "-"))
_ORDINARY = regex(r"[A-Za-z0-9_./:+,@%-]+")


@dataclass(slots=True)
class Call:
    """A command that is run: its name, its arguments, and the words as written."""

    name: str
    arguments: list[Text]
    nodes: tuple[tree.Word | tree.Assign, ...] = ()
    begin: int = 0
    stop: int = 0
    glob: bool = True  # False behind zsh's noglob
    options: frozenset[str] = field(default=frozenset())  # "builtin" or "command" stood before it
    assigned: bool = False  # assignments stand before it
    prefixed: bool = False  # the name is not the first word: zsh does not read `builtin export` as a declaration


Builtin = Callable[[Machine, Call], None]


def run_simple(m: Machine, simple: tree.Simple) -> None:
    """Run assignments, or a command with assignments that last as long as it does."""
    if simple.redirects:
        head = simple.words[0] if simple.words else None
        changes = isinstance(head, tree.Word) and (head.plain in DECLARING or head.plain in ("unset", "eval", "alias"))
        redirected(m, simple.redirects, lambda: _run(m, simple), may_fail=changes or (head is None and not m.zsh))
    else:
        _run(m, simple)


def _run(m: Machine, simple: tree.Simple) -> None:
    if not simple.words:
        _assign_alone(m, simple)
        return
    if not m.zsh and "keyword" in m.switched and m.option("keyword"):
        simple = _with_keywords(simple)
    remark_words(m, simple)
    ran = m.substituted
    name, more, rest, glob = _command_word(m, simple)
    if isinstance(name, Unknown):
        m.status = name
        _run_unknown(m, simple)
        return
    if name is None:
        if m.substituted == ran:  # else it is that of the command whose output is nothing
            m.status = 0
        for node in simple.assigns:
            assign_node(m, node)
        return
    head = simple.words[0]
    plain = head.plain if isinstance(head, tree.Word) else None
    prefixed = isinstance(head, tree.Word) and plain != name
    own = prefixed and plain in ("builtin", "command")  # not a function's name; nor is a word of zsh's grammar
    own = own or (m.zsh and plain == name and name in DECLARING)
    declares = name in DECLARING and m.knows_builtin(name) and (own or m.function(name) is None)
    arguments: list[Text] = []
    if not declares:
        words = [node if isinstance(node, tree.Word) else node.word for node in rest]
        glob = glob and (m.zsh or not _takes_names(name, words))
        arguments = [*more, *_arguments(m, name, words, glob=glob)]
    elif more:
        words = [node if isinstance(node, tree.Word) else node.word for node in rest]
        rest = (*(_as_word(text, simple) for text in more), *words)
    m.magic = name in ("alias", "hash")
    remark_command(m, simple, name)
    call = Call(name, arguments, tuple(rest), simple.begin, simple.stop, glob, prefixed=prefixed)
    if own and declares and m.function(name) is not None:
        call.options = frozenset(("builtin",))
    if simple.assigns:
        _run_behind_assignments(m, simple, call, declares=declares)
    else:
        m.run_call(call)


def _assign_alone(m: Machine, simple: tree.Simple) -> None:
    """Carry out assignments with no command behind them."""
    if m.zsh and simple.redirects and not simple.assigns and m.stdin and _reads(simple):
        m.write(m.stdin.take())  # zsh runs `cat`
    ran = m.substituted
    for node in simple.assigns:
        if m.suspicious:
            remark_assignment(m, node)
        if not assign_node(m, node):
            refuse_readonly(m, node.name, simple.begin, simple.stop, statement=True)
    if m.substituted == ran:
        m.status = 0
    m.behind = None


def _arguments(m: Machine, name: str, words: Sequence[tree.Word], *, glob: bool) -> list[Text]:
    """Return the expanded words behind a command that declares nothing."""
    child = m.zsh and not m.knows_builtin(name) and m.function(name) is None
    outer, m.in_child = m.in_child, m.in_child or child
    try:
        return expand_fields(m, words, glob=glob, magic=name in ("alias", "hash"))
    finally:
        m.in_child = outer


def _run_behind_assignments(m: Machine, simple: tree.Simple, call: Call, *, declares: bool) -> None:
    """Run `NAME=value command`: what the assignments set lasts as long as the command, or stays."""
    name = call.name
    call.assigned = True
    special = declares or name in _SPECIAL or m.function(name) is not None
    stays = m.zsh and m.option("posixbuiltins") and special
    if not m.zsh and m.option("posix") and (name in _SPECIAL or name in ("export", "readonly")):
        if declares:
            m.run_call(call)  # its own words are expanded first
        for node in simple.assigns:
            assign_node(m, node, exported=True)
        if not declares:
            m.run_call(call)
        return
    named = call.arguments[:1] and name in ("command", "builtin") and call.arguments[0] in DECLARING
    inside = declares or bool(named) or m.function(name) is not None
    _with_prefix(m, simple.assigns, lambda: m.run_call(call), stays=stays, inside=inside)


def _with_keywords(simple: tree.Simple) -> tree.Simple:
    """Return a command as bash runs it under `set -k`: what looks like an assignment is one, wherever it stands."""
    assigns, words = list(simple.assigns), list[tree.Word | tree.Assign]()
    for node in simple.words:
        first = node.parts[0] if isinstance(node, tree.Word) and node.parts else None
        name, equals, rest = (
            first.text.partition("=") if isinstance(first, tree.Literal) and not first.quoted else ("", "", "")
        )
        if isinstance(node, tree.Assign):
            assigns.append(node)
        elif words and equals and IDENTIFIER.fullmatch(name):
            begin = node.begin + len(name) + 1
            value = tree.Word((tree.Literal(rest), *node.parts[1:]), begin, node.stop, node.raw[len(name) + 1 :])
            assigns.append(tree.Assign(name, value, False, None, node.begin, node.stop, begin, node.stop, node.raw))
        else:
            words.append(node)
    return replace(simple, assigns=tuple(assigns), words=tuple(words))


def _reads(simple: tree.Simple) -> bool:
    return any(redirect.operator in ("<", "<<", "<<-", "<<<") for redirect in simple.redirects)


def _takes_names(name: str, words: Sequence[tree.Word]) -> bool:
    """Tell whether a builtin of bash takes `NAME[1]`, `NAME=A*2` and the like: no file is called so."""
    printing = name == "printf" and len(words) > 2 and words[0].plain == "-v" and "[" in words[1].raw
    return printing or name in ("let", "alias", "unset", "read")


_SPECIAL = frozenset(("eval", ":", ".", "source", "set", "unset", "shift", "return", "exit", "trap", "times"))
DECLARING = frozenset(("export", "readonly", "declare", "typeset", "local", "private", "integer", "float"))


def _command_word(
    m: Machine, simple: tree.Simple
) -> tuple[str | Unknown | None, list[Text], Sequence[tree.Word | tree.Assign], bool]:
    """Return the command's name, what else its word gave (`$COMMAND_AND_ARGUMENTS`), the words behind it, and whether
    they may be patterns of file names.
    """
    glob = True
    first = simple.words[0]
    name = first.plain if isinstance(first, tree.Word) else None
    if name and name not in _MODIFIERS and _ORDINARY.fullmatch(name):
        return name, [], simple.words[1:], glob
    words = list(simple.words)
    while words:
        first = words.pop(0)
        word = first if isinstance(first, tree.Word) else first.word
        if m.zsh and word.plain in ("noglob", "nocorrect", "-") and words:
            glob = glob and word.plain != "noglob"
            continue
        if word.plain in ("builtin", "command") and words and _declares_next(m, word.plain or "", words[0]):
            continue
        fields = expand_fields(m, [word])
        if fields:
            return fields[0], fields[1:], words, glob
    return None, [], [], glob


def _declares_next(m: Machine, prefix: str, node: tree.Word | tree.Assign) -> bool:
    """Tell whether `builtin` or `command` stands before a declaration, which it does not change."""
    if not m.zsh or (prefix == "command" and not m.option("posixbuiltins")):
        return False  # measured with bash 5.2: `command export A=$x` cuts the value at its blanks
    return isinstance(node, tree.Word) and node.plain in DECLARING


def _as_word(text: Text, simple: tree.Simple) -> tree.Word:
    """Return a word of a declaration that came out of a variable, as one that is written."""
    if isinstance(text, Unknown):
        return several_words(simple.begin, simple.stop)
    return tree.Word((tree.Literal(text, quoted=text[:1] not in "-+"),), simple.begin, simple.stop, text)


def _run_unknown(m: Machine, simple: tree.Simple) -> None:
    """Run a command whose name is not known: it may set anything."""
    unknown = m.unknown(simple.begin, "runs a command that is not known", is_set=False)
    m.status = unknown
    if "/" not in simple.words[0].raw:  # a path is one of a program, wherever it leads
        from .unseen import make_foreign

        make_foreign(m, unknown)
    m.write(unknown)


def _was_exported(m: Machine, key: str, *, inside: bool) -> bool:
    """Tell whether bash keeps what a command made of the variable before it: where it was exported or made read-only.

    Measured with 5.2: `f() { export A=2; }; A=1 f` leaves A=2, `A=1 eval 'export A=2'` outside of a function does not.
    """
    mark = m.cells.get("p:" + key[2:])
    if mark is None:
        return False
    if not m.frames:
        m.cells.put("p:" + key[2:], None)
    return inside or bool(m.frames) or (isinstance(mark, Var) and mark.value != "export")


def _with_prefix(
    m: Machine, assigns: Sequence[tree.Assign], run: Callable[[], None], *, stays: bool = False, inside: bool = False
) -> None:
    """Run something with assignments that are taken back afterwards; what `stays` are those of POSIX's own builtins.

    `inside`: it is a function, or a declaration itself, of which bash keeps what is exported.
    """
    m.budget.spend(6)  # for what is put back
    kept: dict[str, Var | None] = {}
    placed: dict[str, Cell | None] = {}
    for node in assigns:
        if not IDENTIFIER.fullmatch(node.name):
            continue
        key = "v:" + (m.tied(node.name) or m.resolve(node.name))
        before = m.cells.get(key)
        if not m.zsh and isinstance(before, Var) and (before.integer or before.case) and not node.append:
            m.cells.put(key, replace(before, integer=0, case=""))  # bash takes it as it is written
        m.hidden += 1
        try:
            allowed = assign_node(m, node, exported=True)
        except Signal:  # the shell gives up before the command runs: nothing is exported
            for name, cell in {key: before, **kept}.items():
                m.cells.put(name, cell)
            raise
        finally:
            m.hidden -= 1
        if not allowed:
            if m.zsh:
                refuse_readonly(m, node.name, node.begin, node.stop, statement=True)
            continue  # bash complains, and runs the command all the same
        if m.zsh and isinstance(before, Var) and before.declared and before.exported:
            before = replace(before, declared=False)  # zsh puts it into the environment as it comes back
        kept.setdefault(key, before if isinstance(before, Var) else None)
        placed[key] = m.cells.get(key)
    m.temporary.append(kept)
    m.temporary_at.append(len(m.frames))
    try:
        run()
    finally:
        m.temporary.pop()
        m.temporary_at.pop()
        for key, cell in kept.items():
            if m.zsh and stays:
                _stay(m, key, cell, placed.get(key))
            elif not _was_exported(m, key, inside=inside):
                m.cells.put(key, cell)


def _stay(m: Machine, key: str, before: Var | None, placed: Cell | None) -> None:
    """Keep what stood before one of POSIX's own builtins; it is exported only where it was, or the builtin did it."""
    cell = m.cells.get(key)
    if isinstance(cell, Var) and cell is placed:
        m.cells.put(key, replace(cell, exported=before.exported if before else False))


__all__ = ["DECLARING", "IDENTIFIER", "Call", "ProblemKind", "Signal", "run_simple"]
