"""Commands that give names to things: aliases, functions that are loaded later, hooks."""

from __future__ import annotations

import re

from ..records import replace
from ..regexes import regex
from .commands import Call
from .machine import Machine
from .values import Array, Routine, Unknown, Var

_ASSIGNED = regex(r"(?<![\w$])([A-Za-z_]\w*)\+?=", re.ASCII)


def alias(m: Machine, call: Call) -> None:
    """`alias`: takes effect on later lines only."""
    m.status = 0
    is_global = False
    for index, text in enumerate(call.arguments):
        if isinstance(text, Unknown):
            if len(call.nodes) == len(call.arguments):
                _half_known(m, call.nodes[index].raw, text)
            continue
        if re.fullmatch(r"[-+][a-zA-Z]+|--", text) and "=" not in text:
            is_global = is_global or "g" in text
            if "s" in text:
                return
            continue
        name, equals, value = text.partition("=")
        if equals and name:
            m.global_aliases = m.global_aliases or is_global
            m.cells.put("a:" + ("\0" if is_global else "") + name, Var(value))
        elif not equals:
            m.write(m.unknown(call.begin, "lists aliases"))
            m.status = 0 if m.cells.get("a:" + name) else m.unknown(call.begin, "asks for an alias")


def _half_known(m: Machine, raw: str, text: Unknown) -> None:
    """Keep an alias whose text is not known, with the names that it seems to assign."""
    name, equals, rest = raw.partition("=")
    if equals:
        m.cells.put("a:" + name, Var(replace(text, sets=" ".join(dict.fromkeys(_ASSIGNED.findall(rest))))))


def unalias(m: Machine, call: Call) -> None:
    """`unalias`."""
    m.status = 0
    for text in call.arguments:
        if text == "-a":
            for key in [key for key in m.cells.values if key.startswith("a:")]:
                m.cells.put(key, None)
        elif isinstance(text, str):
            if m.cells.get("a:" + text) is None and m.cells.get("a:\0" + text) is None:
                m.status = 1 if m.foreign() is None else m.unknown(call.begin, "takes an alias away")
            m.cells.put("a:" + text, None)
            m.cells.put("a:\0" + text, None)


def unfunction(m: Machine, call: Call) -> None:
    """zsh: `unfunction`."""
    m.status = 0
    for text in call.arguments:
        if isinstance(text, str):
            if m.function(text) is None:
                m.status = m.unknown(call.begin, "removes a function") if m.foreign() else 1
            m.cells.put("f:" + text, None)


def autoload(m: Machine, call: Call) -> None:
    """zsh: `autoload`: a function whose text is not known."""
    m.status = 0
    for text in call.arguments:
        if text == "add-zsh-hook":
            m.cells.put("m:hooks", Var(text))  # what it does is known: see `hook`
            continue
        if isinstance(text, str) and not text.startswith(("-", "+")) and m.function(text) is None:
            m.cells.put("f:" + text, Routine(None, m.source, f"{m.line(call.begin)} loads a function"))


def hook(m: Machine, call: Call) -> None:
    """zsh: `add-zsh-hook precmd name`."""
    texts = [text for text in call.arguments if isinstance(text, str)]
    m.status = 0
    if m.cells.values.get("m:hooks") is None:
        m.status = 127  # nothing has loaded it …
        if foreign := m.foreign():  # … unless another file did
            m.cells.put("m:hooks", Var("perhaps"))
            m.fork((lambda: hook(m, call), lambda: None), foreign)
            m.cells.put("m:hooks", None)
            m.status = foreign
        return
    if len(texts) == 2 and len(call.arguments) == 2 and texts[0] in ("precmd", "preexec", "chpwd"):
        key = f"v:{texts[0]}_functions"
        cell = m.cells.get(key)
        items = cell.value.items if isinstance(cell, Var) and isinstance(cell.value, Array) else ()
        m.cells.put(key, Var(Array((*items, texts[1])), text_wins=True))
