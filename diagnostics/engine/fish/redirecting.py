"""Redirections: what a command reads, and which files the text itself writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..shell.control import Input
from ..shell.values import Text, Unknown, Var
from . import tree
from .commands import Call
from .expansion import Failed, expand_word, glued
from .machine import Fish

_ABSENT = "reads a file that was not given"


def redirected(m: Fish, redirects: Sequence[tree.Redirect], run: Callable[[], None]) -> None:
    """Run something with redirections around it."""
    stdin, out = m.stdin, m.out
    written: list[tuple[str, Text]] = []
    try:
        for redirect in redirects:
            words = expand_word(m, redirect.target)
            if len(words) != 1:
                raise Failed
            _apply(m, redirect, words[0], written)
        if (
            m.stdin is not stdin
            and m.stdin
            and isinstance(m.stdin.text, Unknown)
            and m.stdin.text.why.endswith(_ABSENT)
        ):
            m.fork((run, lambda: _fail(m)), m.stdin.text)  # where there is no such file, nothing is run
        else:
            run()
        for operator, target in written[-1:]:
            _store(m, operator, target)
    finally:
        m.stdin, m.out = stdin, out


def _fail(m: Fish) -> None:
    m.status = 1


def _apply(m: Fish, redirect: tree.Redirect, target: Text, written: list[tuple[str, Text]]) -> None:
    operator, descriptor = redirect.operator, redirect.descriptor
    if operator == "<" and descriptor in ("", "0"):
        m.stdin = Input(file_text(m, target, redirect.begin))
    elif operator == ">&" and descriptor in ("", "1"):
        m.out = []
    elif operator in (">", ">>", ">?", "&>", "&>>") and descriptor in ("", "1"):
        m.out = []
        written.append((operator, target))


_MADE = "w: "  # before why the name of such a file is not known, the cell of what stands in it


def _store(m: Fish, operator: str, target: Text) -> None:
    """Remember what the text writes into a file, so that it can be read again further down."""
    if isinstance(target, Unknown) or target.startswith("/dev/"):
        return
    key = "w:" + normal_path(m, target)
    text = glued(m.out or [], "")
    if ">>" in operator or operator == ">?":
        before = m.cells.get(key)
        kept = before.value if isinstance(before, Var) else Unknown("a file is added to")
        if isinstance(kept, str) and isinstance(text, str):
            text = kept + text
        elif isinstance(kept, Unknown):
            text = kept
    m.cells.put(key, Var(text))


def normal_path(m: Fish, path: str) -> str:
    """Return a path as documents are named: `~/.config/fish/config.fish`."""
    home = glued(m.elements("HOME") or [], " ")
    if isinstance(home, str) and home and (path == home or path.startswith(home + "/")):
        path = "~" + path[len(home) :]
    while "//" in path:
        path = path.replace("//", "/")
    return path.replace("/./", "/")


def file_text(m: Fish, path: Text, begin: int) -> Text:
    """Return what stands in a file: known where the text wrote it, or where the file was given."""
    if isinstance(path, Unknown):
        made = m.cells.get(_MADE + path.why)
        if isinstance(made, Var) and isinstance(made.value, str | Unknown):
            return made.value
    if isinstance(path, str):
        if path == "/dev/null":
            return ""
        path = normal_path(m, path)
        cell = m.cells.get("w:" + path)
        if isinstance(cell, Var) and isinstance(cell.value, str | Unknown):
            return cell.value
        for document in m.documents:
            if normal_path(m, document.name) == path:
                return document.text
        for name, text in m.texts.items():
            if normal_path(m, name) == path:
                return text
    return m.unknown(begin, _ABSENT)


def psub(m: Fish, call: Call) -> None:
    """`commands | psub`: print the name, which nobody knows, of a file with what the commands print.

    The file is there as long as the command is run in whose substitution it was made.
    """
    path = m.unknown(call.begin, "makes a file for the moment", filled=True)
    text: Text = m.stdin.text if m.stdin else Unknown("")
    key = _MADE + path.why
    if m.cells.get(key) is not None:
        text = path  # two of one line cannot be told apart
    m.cells.put(key, Var(text))
    m.made.append((m.substitutions, key))
    m.status = 0
    m.write(path)


def forget_made(m: Fish, first: int) -> None:
    """Take away the files that substitutions of a command have made; `first` is the number of those before it."""
    for depth, key in m.made[first:]:
        if depth > m.substitutions:
            m.cells.put(key, None)
    m.made[first:] = [each for each in m.made[first:] if each[0] <= m.substitutions]
