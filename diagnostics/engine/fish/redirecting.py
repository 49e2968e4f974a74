"""Redirections: what a command reads, and which files the text itself writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..shell.control import Input
from ..shell.values import Text, Unknown, Var
from . import tree
from .expansion import Failed, expand_word, glued
from .machine import Fish


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
        run()
        for operator, target in written[-1:]:
            _store(m, operator, target)
    finally:
        m.stdin, m.out = stdin, out


def _apply(m: Fish, redirect: tree.Redirect, target: Text, written: list[tuple[str, Text]]) -> None:
    operator, descriptor = redirect.operator, redirect.descriptor
    if operator == "<" and descriptor in ("", "0"):
        m.stdin = Input(file_text(m, target, redirect.begin))
    elif operator == ">&" and descriptor in ("", "1"):
        m.out = []
    elif operator in (">", ">>", ">?", "&>", "&>>") and descriptor in ("", "1"):
        m.out = []
        written.append((operator, target))


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
    return m.unknown(begin, "reads a file that was not given")
