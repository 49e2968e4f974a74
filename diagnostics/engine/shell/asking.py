"""Commands about commands: `command -v`, `type`, `which`, `hash`, and `command` and `builtin` in front of one."""

from __future__ import annotations

import re

from ..records import replace
from . import tree
from .commands import Call
from .computer import installed
from .expansion import several_words
from .machine import Machine
from .naming import is_alias
from .programs import unknown_program
from .specials import STANDARD
from .values import Text, Unknown, Var


def _nodes_of(call: Call, rest: list[Text]) -> tuple[tree.Word | tree.Assign, ...]:
    """Return the words behind the name of a command: as written, or out of the expansion that gave the name, too."""
    if len(call.nodes) == len(call.arguments):
        return call.nodes[len(call.arguments) - len(rest) :]
    words = (
        several_words(call.begin, call.stop)
        if isinstance(text, Unknown)
        else tree.Word((tree.Literal(text, quoted=text[:1] not in "-+"),), call.begin, call.stop, text)
        for text in rest
    )
    return tuple(words)


def command(m: Machine, call: Call) -> None:
    """`command`: ask for a program with -v, or run it whatever functions are called the same."""
    arguments = list(call.arguments)
    asks = False
    while arguments and isinstance(arguments[0], str) and re.fullmatch(r"-[pvV]+|--", arguments[0]):
        asks = asks or "v" in arguments[0].lower()
        arguments.pop(0)
    if asks:
        ask(m, call, arguments)
        return
    if not arguments:
        m.status = 0
        return
    name, rest = arguments[0], arguments[1:]
    if isinstance(name, Unknown):
        unknown_program(m, call)
        return
    options = frozenset(("program",)) if m.zsh and not m.option("posixbuiltins") else frozenset(("builtin",))
    nodes = _nodes_of(call, rest)
    m.run_call(replace(call, name=name, arguments=rest, nodes=nodes, options=options))


def builtin(m: Machine, call: Call) -> None:
    if not call.arguments or isinstance(call.arguments[0], Unknown):
        m.status = 0
        return
    rest = call.arguments[1:]
    nodes = _nodes_of(call, rest)
    m.run_call(replace(call, name=call.arguments[0], arguments=rest, nodes=nodes, options=frozenset(("builtin",))))


def _defined(m: Machine, name: str) -> tuple[bool, bool]:
    """Tell whether a function or an alias has a name for certain, and whether one may have it."""
    function = m.function(name)
    sure = is_alias(m, name) or (function is not None and not function.absent)
    return sure, function is not None or m.cells.get("a:" + name) is not None


def ask(m: Machine, call: Call, names: list[Text]) -> None:
    """Answer `command -v`, `type`, `which`: sure only of what every machine has, and of what the text defines."""
    names = [name for name in names if not (isinstance(name, str) and re.fullmatch(r"-[a-zA-Z]+|--", name))]
    known: list[bool] = []
    for name in names:
        if isinstance(name, str):
            sure, perhaps = _defined(m, name)
            defined = sure or m.knows_builtin(name)
            where = installed(m, name) if not defined else None
            if where == "" and not perhaps and len(names) == 1 and m.foreign() is None:  # else it may be a function
                m.status = 1
                if m.zsh and call.name == "which":
                    m.write(f"{name} not found\n")
                return
            if where and not perhaps and len(names) == 1 and call.name in ("command", "which", "whence"):
                m.status = 0
                m.write(where + "\n")
                return
            known.append(defined or bool(where) or name in STANDARD)
        else:
            known.append(False)
    m.status = 0 if known and all(known) else m.unknown(call.begin, "asks what is installed", is_set=False)
    only = names[0] if len(names) == 1 else None
    if (
        isinstance(only, str)
        and known[0]
        and only not in STANDARD
        and m.cells.get("a:" + only) is None
        and call.name == "command"
    ):
        m.write(only + "\n")
        return
    m.write(m.unknown(call.begin, "asks what is installed", filled=bool(known) and all(known), is_set=False))


_KEYWORDS = frozenset(
    (
        *("if", "then", "else", "elif", "fi", "case", "esac", "for", "select", "while", "until", "do", "done", "in"),
        *("function", "time", "{", "}", "!", "[[", "]]", "coproc"),
    )
)


def _kind(m: Machine, name: str) -> str | None:
    """Return what bash's `type -t` says of a name; None where only the machine knows."""
    alias, function = m.cells.get("a:" + name), m.function(name)
    if isinstance(alias, Var) and alias.value is not None and m.option("expandaliases"):
        return "alias" if _defined(m, name)[0] else None
    if name in _KEYWORDS:
        return "keyword"
    if function is not None and not function.absent:
        return "function"
    if m.knows_builtin(name):
        return "builtin"
    return "file" if name in STANDARD or installed(m, name) else None


def ask_about(m: Machine, call: Call) -> None:
    if not m.zsh and len(call.arguments) == 2 and call.arguments[0] == "-t" and isinstance(call.arguments[1], str):
        kind = _kind(m, call.arguments[1])
        if kind is not None:
            m.status = 0
            m.write(kind + "\n")
            return
    names = [text for text in call.arguments if isinstance(text, str) and text[:1] != "-"]
    prints = call.name == "which" or {"-f", "-c", "-vf", "-cf"} & set(map(str, call.arguments))
    if m.zsh and m.out is not None and prints and len(names) == 1 and m.function(names[0]):
        from .described import text_of_function

        m.status = 0
        m.write(text_of_function(m, call, names))
        return
    ask(m, call, call.arguments)


def hash_builtin(m: Machine, call: Call) -> None:
    """`hash NAME` asks for a program; with options it forgets, lists, or names a directory."""
    texts = [text for text in call.arguments if isinstance(text, str)]
    if any(text.startswith("-") or "=" in text for text in texts) or not call.arguments:
        m.status = 0
        for text in texts[1:] if m.zsh and texts and "d" in texts[0] else ():
            if "=" in text:
                m.cells.put("d:" + text.partition("=")[0], Var(text.partition("=")[2]))
        return
    out, m.out = m.out, None
    ask(m, call, call.arguments)
    m.out = out
