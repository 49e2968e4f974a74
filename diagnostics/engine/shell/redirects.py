"""Redirections: what a command reads, and which files the text itself writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

from ..records import replace
from . import tree
from .assigning import assign_text
from .control import Input
from .expansion import expand_text, with_home
from .machine import Machine
from .rereading import block_now
from .values import Array, Text, Unknown, Value, Var, joined, names_set

LOST = "w:"  # the file of which it is not known where it is
_UNCOUNTED = "m:descriptors"  # a descriptor is open of which the number is not known


def redirected(
    m: Machine, redirects: Sequence[tree.Redirect], run: Callable[[], None], *, may_fail: bool = False
) -> None:
    """Run something with redirections around it; with `may_fail` perhaps not, where a file may be missing."""
    stdin, out, err, inputs = m.stdin, m.out, m.err, m.inputs
    m.keeps_inputs = False
    pipe, m.pipe = m.pipe, None
    written: list[tuple[tree.Redirect, Text]] = []
    several = m.zsh and m.option("multios")
    has_read, level = False, m.subshells
    try:
        for redirect in redirects:
            before = m.stdin
            m.subshells = None if m.zsh else level  # measured: for a program, zsh expands this in the subshell
            _apply(m, redirect, written)
            m.subshells = level
            if redirect.operator[0] == "<" and redirect.operator != "<&" and redirect.descriptor in ("", "0"):
                if has_read and several and before and m.stdin:
                    m.stdin = Input(joined([before.text, m.stdin.text]))
                    m.budget.spend(1 + (len(m.stdin.text) // 1024 if isinstance(m.stdin.text, str) else 0))
                has_read = True
        unsure: list[str] = []
        if written and not m.option("clobber") and _kept(m, written, unsure):
            m.status = 1  # it is there already, and nothing may write over it
            return
        if may_fail and any(_is_missing(m, redirect) for redirect in redirects):
            why = m.unknown(redirects[0].begin, "reads a file", is_set=False)
            m.fork((run, lambda: _failed(m)), why)
        else:
            run()
            missing = next((one for one in redirects if _is_missing(m, one)), None)
            if missing and m.status == 0:
                m.status = m.unknown(missing.begin, "reads a file", is_set=False)
        for path in unsure:
            m.writes = True
            made = changed_file(m, redirects[0].begin, "may write a file", joined(m.out or []))
            m.cells.put("w:" + path, Var(made))
        for number, (redirect, target) in enumerate(written, 1):
            _store(m, redirect, target, empty=number < len(written) and not several)
        if written and several and pipe is not None and pipe is out:
            pipe.extend(m.out or [])  # zsh writes to the file and to the next command
    finally:
        m.stdin, m.out, m.err, m.subshells = stdin, out, err, level
        if m.inputs is not inputs and not m.keeps_inputs:
            m.inputs = inputs
            if any(redirect.descriptor[:1] == "{" for redirect in redirects):
                m.cells.put(_UNCOUNTED, Var(""))  # both shells leave it open behind the command


def _kept(m: Machine, written: list[tuple[tree.Redirect, Text]], unsure: list[str]) -> bool:
    """Tell whether a file is there that `>` may not write over; one that may be there is not known any longer."""
    for redirect, target in written:
        if redirect.operator != ">" or not isinstance(target, str) or target.startswith("/dev/"):
            continue
        text = file_text_at(m, target, redirect.begin)
        if isinstance(text, str) or m.cells.get("w:" + target) is not None:
            return True
        written.remove((redirect, target))
        unsure.append(target)
        break
    return False


def _is_missing(m: Machine, redirect: tree.Redirect) -> bool:
    return redirect.operator == "<" and m.stdin is not None and isinstance(m.stdin.text, Unknown)


def _failed(m: Machine) -> None:
    m.status = 1


def _apply(m: Machine, redirect: tree.Redirect, written: list[tuple[tree.Redirect, Text]]) -> None:
    operator = redirect.operator
    if operator in ("<<", "<<-"):
        _reads(m, redirect, Input(expand_text(m, redirect.target, tilde=False)))
        return
    text = expand_text(m, redirect.target, assigning=operator == "<<<" and not m.zsh)
    if operator == "<<<":
        _reads(m, redirect, Input(text if isinstance(text, Unknown) else text + "\n"))
    elif operator == "<":
        printed = process_text(m, redirect.target)
        read = printed if printed is not None else file_text_at(m, path_of(m, redirect.target), redirect.begin)
        _reads(m, redirect, Input(read))
    elif redirect.descriptor[:1] == "{":
        if text == "-":
            _close_named(m, redirect)
        else:
            m.cells.put(_UNCOUNTED, Var(""))
            _open_named(m, redirect, None)
    elif operator == "<&" and redirect.descriptor in ("", "0") and isinstance(text, str) and text.isdigit():
        m.stdin = m.stdin if text == "0" else m.inputs.get(text)
    elif (operator[0] in ">&" and redirect.descriptor in ("", "1") and operator not in (">&", "<&")) or (
        operator == ">&"
        and redirect.descriptor in ("", "1")
        and isinstance(text, str)
        and not text.isdigit()
        and text != "-"
    ):
        m.out = []
        written.append((redirect, path_of(m, redirect.target)))
        if "&" in operator:
            m.err = m.out
        elif text == "/dev/stderr" and m.err is not None:
            m.out = m.err
    elif operator == ">&" and redirect.descriptor in ("", "1"):
        m.out = m.err if text == "2" and m.err is not None else []
    elif redirect.descriptor == "2" and operator[0] == ">":
        m.err = m.out if (operator == ">&" and text == "1") or text == "/dev/stdout" else None


def _reads(m: Machine, redirect: tree.Redirect, text: Input) -> None:
    """Let a descriptor read a text; 0 where none is named."""
    if redirect.descriptor in ("", "0"):
        m.stdin = text
    elif redirect.descriptor[:1] == "{":
        _open_named(m, redirect, text)
    elif redirect.descriptor.isdigit():
        m.inputs = {**m.inputs, redirect.descriptor: text}


def _open_named(m: Machine, redirect: tree.Redirect, text: Input | None) -> None:
    """Give a name the lowest free number, from 10 in bash and 11 in zsh, if all that are open are known: `{fd}<file`.

    What it reads is None where it writes, or is another descriptor's.
    """
    number: Text = m.unknown(redirect.begin, "opens a file under a free number")
    if text is not None and m.cells.get(_UNCOUNTED) is None:
        m.budget.spend(1 + len(m.inputs) // 8)
        number = next(free for free in map(str, count(11 if m.zsh else 10)) if free not in m.inputs)
        m.inputs = {**m.inputs, number: text}
    assign_text(m, redirect.descriptor.strip("{}"), number)


def _close_named(m: Machine, redirect: tree.Redirect) -> None:
    """Close what a name stands for, `exec {fd}<&-`; the name keeps what it holds."""
    number = m.variable(redirect.descriptor.strip("{}")).value
    if isinstance(number, str):
        m.inputs = {key: text for key, text in m.inputs.items() if key != number}


def _store(m: Machine, redirect: tree.Redirect, target: Text, *, empty: bool = False) -> None:
    """Remember what the text writes into a file, so that it can be read again further down; nothing where `empty`."""
    m.writes = True
    if isinstance(target, Unknown):
        before = m.cells.get(LOST)
        text = joined(
            [before.value if isinstance(before, Var) and isinstance(before.value, str) else "", *(m.out or [])]
        )
        if isinstance(text, str) and len(text) < 100_000:
            m.cells.put(LOST, Var(text))  # nobody knows where
        return
    if target.startswith("/dev/"):
        return
    text = "" if empty else joined(m.out or [])
    if ">>" in redirect.operator:
        before = m.cells.get("w:" + target)
        kept = before.value if isinstance(before, Var) else None
        if not isinstance(kept, str) or isinstance(text, Unknown):
            text = changed_file(m, redirect.begin, "adds to a file", kept, text)
        elif isinstance(kept, str):
            text = kept + text
    m.cells.put("w:" + target, Var(text))


def changed_file(m: Machine, begin: int, what: str, *texts: Value) -> Unknown:
    """Return what stands in a file that is not known any longer: it may set what these texts set."""
    m.budget.spend(1 + sum(len(text) for text in texts if isinstance(text, str)) // 64)
    why = next((text for text in texts if isinstance(text, Unknown)), None) or m.unknown(begin, what, is_set=False)
    return replace(why, listing=None, sets=names_set(texts))


def may_hold(m: Machine, head: str, tail: str) -> list[Text]:
    """Return the texts of the files that were given and not read, or written, whose paths begin and end so."""
    found: list[Text] = []
    m.budget.spend(1 + len(m.cells.values) // 16 + len(m.documents) // 4)
    for document in m.documents:
        path = normal_path(m, document.name)
        if document.name not in m.sourced and path.startswith(head) and path.endswith(tail):
            found.append(document.text)
    for key, cell in m.cells.values.items() if m.writes else ():
        fits = key == LOST or (key[2:].startswith(head) and key.endswith(tail))
        if key[:2] == "w:" and fits and isinstance(cell, Var) and isinstance(cell.value, str | Unknown):
            found.append(cell.value)
    return found


def ends_of(m: Machine, word: tree.Word | None) -> tuple[str, str]:
    """Return how a path begins and ends whose middle is not known."""
    first, last = (word.parts[0], word.parts[-1]) if word is not None and word.parts else (None, None)
    head = first.text if isinstance(first, tree.Literal) and first.text[:1] in ("~", "/") else ""
    return normal_path(m, head) if head else "", last.text if isinstance(
        last, tree.Literal
    ) and first is not last else ""


def path_of(m: Machine, word: tree.Word) -> Text:
    """Return a path with the home directory written `~`."""
    text = with_home(m, word)
    if isinstance(text, Unknown):
        return expand_text(m, word)
    return normal_path(m, text)


def normal_path(m: Machine, text: str) -> str:
    """Return a path as documents are named: `~/.zshrc`."""
    home = m.variable("HOME").value
    if isinstance(home, Array) and len(home.items) == 1:
        home = home.items[0]  # fish's variables are lists
    if isinstance(home, str) and home and (text == home or text.startswith(home + "/")):
        text = "~" + text[len(home) :]
    while "//" in text:
        text = text.replace("//", "/")
    return text.replace("/./", "/")


def process_text(m: Machine, word: tree.Word) -> Text | None:
    """Return what the commands of `<(…)` print; None where the word is something else."""
    part = word.parts[0] if len(word.parts) == 1 else None
    body = block_now(m, part) if isinstance(part, tree.ProcessSubstitution) else None
    if body is None:
        return None
    stdin, m.stdin = m.stdin, None
    try:
        return m.capture(lambda: m.run_block(body))
    finally:
        m.stdin = stdin


def file_text_at(m: Machine, path: Text, begin: int) -> Text:
    """Return what stands in a file: known where the text wrote it, or where the file was given."""
    if isinstance(path, str):
        if path == "/dev/null":
            return ""
        cell = m.cells.get("w:" + path)
        if isinstance(cell, Var) and isinstance(cell.value, str | Unknown):
            return cell.value
        for document in m.documents:
            if normal_path(m, document.name) == path:
                return document.text
        for name, written in m.texts.items():
            if normal_path(m, name) == path:
                return written
    return m.unknown(begin, "reads a file")
