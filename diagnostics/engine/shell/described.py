"""What `declare -p NAME` and `typeset -p NAME` print, and how they end."""

from __future__ import annotations

from collections.abc import Sequence

from ..regexes import regex
from .commands import Call
from .machine import Machine
from .quoting import escape_controls, quote_bash
from .targets import Target
from .values import MASKED, Array, Table, Text, Unknown, Var, is_masked

_PLAIN = regex(r"[\w./:@%+,!-]+")
_CONTROL = regex(r"[\x00-\x1f\x7f]")
_SPECIAL = regex(r'[$`"\\]')


def describe(m: Machine, call: Call, targets: Sequence[Target]) -> None:
    """Print each variable as a declaration; the status is 1 where one of them is not set."""
    m.status = 0
    for target in targets:
        cell = m.variable(target.name)
        value = cell.value
        if isinstance(value, Unknown):
            m.write(m.unknown(call.begin, "prints a variable"))
            if not value.is_set and not value.filled:
                m.status = value
            continue
        if value is None and not cell.exported:
            declared = not m.zsh and m.cells.get("v:" + target.name) is not None  # or unset: bash tells them apart
            m.status = m.unknown(call.begin, "asks for a variable without a value") if declared else 1
            m.write(m.status if isinstance(m.status, Unknown) else "")
            continue
        line = _zsh(m, target.name, cell) if m.zsh else _bash(target.name, cell)
        m.write(m.unknown(call.begin, "prints a variable", filled=True) if line is None else line)


def _bash(name: str, cell: Var) -> Text | None:
    """Return the line of bash; None where it is not known."""
    value = cell.value
    kind = "a" if isinstance(value, Array) else "A" if isinstance(value, Table) else ""
    if cell.exported is None or cell.case not in ("", "l", "u"):
        return None
    flags = kind + "i" * bool(cell.integer) + "r" * cell.readonly + "x" * cell.exported + cell.case
    head = f"declare -{flags or '-'} {name}"
    if isinstance(value, str):
        return MASKED_TEXT if is_masked(value) else f"{head}={_bash_text(value)}\n"
    if isinstance(value, Table) and len(value.items) > 1:
        return None  # in an order of their own
    pairs = value.pairs() if isinstance(value, Array) else value.items if isinstance(value, Table) else None
    if pairs is None:
        return head + "\n"
    shown: list[str] = []
    for key, text in pairs:
        if isinstance(text, Unknown) or is_masked(text) or not _PLAIN.fullmatch(str(key)):
            return None
        shown.append(f"[{key}]={_bash_text(text)}")
    return f"{head}=({' '.join(shown)}{' ' if isinstance(value, Table) and shown else ''})\n"


MASKED_TEXT = Unknown(MASKED, filled=True)


def _bash_text(text: str) -> str:
    return quote_bash(text) if _CONTROL.search(text) else '"' + _SPECIAL.sub(r"\\\g<0>", text) + '"'


def _zsh(m: Machine, name: str, cell: Var) -> Text | None:
    """Return the line of zsh; None where it is not known."""
    value = cell.value
    typed = cell.integer or cell.decimals or cell.case or cell.unique or cell.pad or cell.readonly
    if m.frames or typed or m.tied(name) or cell.exported is None or cell.declared:
        return None
    if isinstance(value, str):
        shown = MASKED_TEXT if is_masked(value) else _zsh_text(value)
        head = "export" if cell.exported else "typeset"
        return shown if shown is None or isinstance(shown, Unknown) else f"{head} {name}={shown}\n"
    if not isinstance(value, Array) or cell.exported:
        return None
    texts = [None if isinstance(item, Unknown) or is_masked(item) else _zsh_text(item) for item in value.items]
    known = [text for text in texts if text is not None]
    return f"typeset -a {name}=( {' '.join(known)} )\n" if len(known) == len(texts) else None


def _zsh_text(text: str) -> str | None:
    if _PLAIN.fullmatch(text):
        return text
    if _CONTROL.search(text):
        return None if set(_CONTROL.findall(text)) - {"\n", "\t"} else "$'" + escape_controls(text) + "'"
    return "'" + text.replace("'", "'\\''") + "'"
