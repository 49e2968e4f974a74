"""What `declare -p NAME` and `typeset -p NAME` print, and how they end."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import replace
from ..regexes import regex
from .commands import Call
from .listings import HELD, exported
from .machine import Machine
from .quoting import escape_controls, quote_bash
from .specials import special
from .targets import Target
from .values import MASKED, Array, Table, Text, Unknown, Var, is_masked, names_set

_PLAIN = regex(r"[\w./:@%+,!-]+")
_CONTROL = regex(r"[\x00-\x1f\x7f]")
_SPECIAL = regex(r'[$`"\\]')


def describe(m: Machine, call: Call, targets: Sequence[Target]) -> None:
    """Print each variable as a declaration; the status is 1 where one of them is not set."""
    m.status = 0
    for target in targets:
        if not m.zsh and isinstance(target.value, str | Unknown):
            m.status = 1  # bash looks for a variable named `NAME=value`
            continue
        cell = m.variable(target.name)
        value = cell.value
        if isinstance(value, Unknown):
            m.write(replace(m.unknown(call.begin, "prints a variable"), sets=target.name))
            if not value.is_set and not value.filled:
                m.status = value
            continue
        own = special(m, target.name, call.begin) if value is None and not cell.exported else None
        if own is not None:
            m.write(replace(m.unknown(call.begin, "prints a variable", filled=True), sets=target.name))
            m.status = own if isinstance(own, Unknown) and not own.is_set else m.status
            continue
        if value is None and not cell.exported:
            declared = not m.zsh and m.cells.get("v:" + target.name) is not None  # or unset: bash tells them apart
            m.status = m.unknown(call.begin, "asks for a variable without a value") if declared else 1
            m.write(m.status if isinstance(m.status, Unknown) else "")
            continue
        line = _zsh(m, target.name, cell) if m.zsh else _bash(target.name, cell)
        unread = replace(m.unknown(call.begin, "prints a variable", filled=True), sets=target.name)
        m.write(unread if line is None else line)


def described(m: Machine, call: Call) -> Unknown:
    """Return what `export -p` prints: a declaration for each exported variable."""
    found = exported(m, call.begin)
    assert found.listing is not None
    lines: list[str] = []
    for line in found.listing.text.split("\n")[:-1]:
        name, _, value = line.partition("=")
        shown = (_zsh(m, name, m.variable(name)) if m.zsh else _bash(name, m.variable(name))) if value != HELD else None
        head = "export" if m.zsh else "declare -x"
        known = isinstance(shown, str) and shown.count("\n") == 1
        lines.append(shown if known and isinstance(shown, str) else f"{head} {name}={HELD}\n")
    session = "".join(f"export {line}\n" for line in found.listing.session.split("\n")[:-1])
    return replace(found, listing=replace(found.listing, text="".join(lines), session=session, elsewhere=False))


def function_text(m: Machine, call: Call, targets: Sequence[Target]) -> Text:
    """Return what `declare -f NAME` prints: a text of which only the beginning is known, and what it does."""
    return text_of_function(m, call, [target.name for target in targets])


def text_of_function(m: Machine, call: Call, names: Sequence[str]) -> Text:
    """Return a function as a shell prints it."""
    routine = m.function(names[0]) if len(names) == 1 else None
    if routine is None and names and m.foreign() is None and all(m.function(name) is None for name in names):
        return ""
    why = m.unknown(call.begin, "prints a function", filled=True)
    body = routine.text if routine is not None else None
    if not body:
        return why
    m.budget.spend(1 + len(body) // 64)
    code = f"{names[0]} () \n{body}\n"
    return replace(why, code=code, sets=names_set([body]))


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
    pairs = value.pairs() if isinstance(value, Array) else value.items if isinstance(value, Table) else None
    if pairs is None:
        return head + "\n"
    shown: list[str] = []
    for key, text in pairs:
        if isinstance(text, Unknown) or is_masked(text):
            return None
        quoted = isinstance(key, str) and not _PLAIN.fullmatch(key)
        shown.append(f"[{_bash_text(str(key)) if quoted else key}]={_bash_text(text)}")
    return f"{head}=({' '.join(shown)}{' ' if isinstance(value, Table) and shown else ''})\n"


def declared(name: str, cell: Var) -> str | None:
    """Return what `${NAME[@]@A}` shows of a list; None where that is not known."""
    line = _bash(name, cell)
    return line[:-1] if isinstance(line, str) else None


def keyed(cell: Var, *, quoted: bool) -> list[tuple[str, str]] | None:
    """Return the keys of a list of bash, each with its text, in quotes where asked for; None where one is not known."""
    value = cell.value
    pairs = value.pairs() if isinstance(value, Array) else value.items if isinstance(value, Table) else ()
    shown: list[tuple[str, str]] = []
    for key, text in pairs:
        if isinstance(text, Unknown) or is_masked(text) or not _PLAIN.fullmatch(str(key)):
            return None
        shown.append((str(key), _bash_text(text) if quoted else text))
    return shown


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
    if isinstance(value, Table) and not cell.exported:
        return _zsh_table(name, value)
    if not isinstance(value, Array) or cell.exported:
        return None
    texts = [None if isinstance(item, Unknown) or is_masked(item) else _zsh_text(item) for item in value.items]
    known = [text for text in texts if text is not None]
    return f"typeset -a {name}=( {' '.join(known)} )\n" if len(known) == len(texts) else None


def _zsh_table(name: str, value: Table) -> Text | None:
    """Return a table as zsh shows it: by its keys, whose order is the language's."""
    items = dict(value.items)
    keys = sorted(items)
    if keys != sorted(keys, key=str.lower) or not all(key.isascii() for key in keys):
        return None
    pairs: list[str] = []
    for key in keys:
        text = items[key]
        shown = None if not isinstance(text, str) or is_masked(text) else _zsh_text(text)
        if shown is None:
            return None
        pairs.append(f"[{_zsh_text(key)}]={shown}")
    return f"typeset -A {name}=( {' '.join(pairs)}{' ' * bool(pairs)})\n"


def _zsh_text(text: str) -> str | None:
    if _PLAIN.fullmatch(text):
        return text
    if not text:
        return "''"
    if _CONTROL.search(text):
        return None if set(_CONTROL.findall(text)) - {"\n", "\t"} else "$'" + escape_controls(text) + "'"
    return "'" + text.replace("'", "'\\''") + "'"
