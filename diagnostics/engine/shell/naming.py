"""Commands that give names to things: aliases, functions that are loaded later, hooks."""

from __future__ import annotations

import re

from ..kinds import ZSH_FILES
from ..records import replace
from ..regexes import regex
from . import tree
from .budget import ShellSyntaxError
from .commands import Call
from .control import failure
from .machine import Machine
from .parser import Parser
from .values import Array, Routine, Source, Unknown, Var

_ASSIGNED = regex(r"(?<![\w$])([A-Za-z_]\w*)\+?=", re.ASCII)


def alias(m: Machine, call: Call) -> None:
    """`alias`: takes effect on later lines only."""
    m.status = 0
    is_global = False
    if all(isinstance(text, str) and text[:1] in "-+" for text in call.arguments):
        m.write(m.unknown(call.begin, "lists aliases"))
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
        if m.zsh and equals and not name:  # measured: `alias gs = 'git status'`
            failure(m, call.begin, call.stop, "an alias has a blank before its equals sign")
        if equals and name:
            m.global_aliases = m.global_aliases or is_global
            m.cells.put("a:" + ("\0" if is_global else "") + name, Var(value))
            if m.global_aliases:  # zsh has one table for both kinds
                m.cells.put("a:" + ("" if is_global else "\0") + name, None)
            m.note_alias(name)
        elif not equals:
            m.write(m.unknown(call.begin, "lists aliases"))
            m.status = 0 if is_alias(m, name) else m.unknown(call.begin, "asks for an alias")


def is_alias(m: Machine, name: str) -> bool:
    """Tell whether a name is an alias's on every way to here."""
    cell = m.cells.get("a:" + name)
    return isinstance(cell, Var) and (cell.value.is_set if isinstance(cell.value, Unknown) else cell.value is not None)


def _half_known(m: Machine, raw: str, text: Unknown) -> None:
    """Keep an alias whose text is not known, with the names that it seems to assign."""
    name, equals, rest = raw.partition("=")
    if equals:
        m.note_alias(name)
        m.cells.put("a:" + name, Var(replace(text, sets=" ".join(dict.fromkeys(_ASSIGNED.findall(rest))))))


def unalias(m: Machine, call: Call) -> None:
    """`unalias`."""
    m.status = 0
    for text in call.arguments:
        if text == "-a":
            m.note_alias("")
            for key in [key for key in m.cells.values if key.startswith("a:")]:
                m.cells.put(key, None)
        elif isinstance(text, str):
            if m.cells.get("a:" + text) is None and m.cells.get("a:\0" + text) is None:
                m.status = 1 if m.foreign() is None else m.unknown(call.begin, "takes an alias away")
            elif not is_alias(m, text) and not is_alias(m, "\0" + text):
                m.status = m.unknown(call.begin, "takes an alias away")
            m.note_alias(text)
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
    """zsh: `autoload`: a function whose text is known where its file was given."""
    m.status = 0
    for text in call.arguments:
        if text == "add-zsh-hook":
            m.cells.put("m:hooks", Var(text))  # what it does is known: see `hook`
            continue
        name = text.rpartition("/")[2] if isinstance(text, str) else ""
        if name and not name.startswith(("-", "+")) and m.function(name) is None:
            unread = Routine(None, m.source, f"{m.line(call.begin)} loads a function")
            m.cells.put("f:" + name, _given_function(m, name) or unread)


def _function_file(m: Machine, name: str) -> tuple[str, Source] | None:
    """Return the text of the file that defines a function, and where it stands: given, or written by the text."""
    files = [document for document in m.documents if document.base == name and document.base not in ZSH_FILES]
    if len(files) == 1:
        return files[0].text, Source(files[0].span, files[0].name)
    if files or not m.writes:
        return None
    m.budget.spend(1 + len(m.cells.values) // 16)
    written = [cell for key, cell in m.cells.values.items() if key[:2] == "w:" and key.endswith("/" + name)]
    cell = written[0] if len(written) == 1 else None
    if not isinstance(cell, Var) or not isinstance(cell.value, str):
        return None
    here = m.span(*m.statement)
    return cell.value, Source(lambda *_: here, here.document)


def _given_function(m: Machine, name: str) -> Routine | None:
    """Return a function whose file is known; None where it is not, or cannot be read.

    What stands in the file is its body. A file that does nothing but define it gives it what is defined there.
    """
    file = _function_file(m, name)
    if file is None:
        return None
    text, source = file
    parser = Parser(text, zsh=True, budget=m.budget, aliases={})
    chains: list[tree.Chain] = []
    try:
        while (line := parser.next_line()) is not None:
            chains.extend(line.chains)
    except ShellSyntaxError:
        return None
    only = chains[0].first.commands[0].body if len(chains) == 1 and not chains[0].links else None
    if isinstance(only, tree.Function) and any(word.plain == name for word in only.names):
        return Routine(only.body, source)
    return Routine(tree.Command(tree.Group(tree.Block(tuple(chains))), 0, len(text)), source)


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
    if len(texts) == 3 and len(call.arguments) == 3 and texts[0] == "-d" and texts[1] in ("precmd", "preexec", "chpwd"):
        key = f"v:{texts[1]}_functions"
        cell = m.cells.get(key)
        if isinstance(cell, Var) and isinstance(cell.value, Array):
            m.cells.put(key, Var(Array(tuple(one for one in cell.value.items if one != texts[2])), text_wins=True))
        return
    if len(texts) == 2 and len(call.arguments) == 2 and texts[0] in ("precmd", "preexec", "chpwd"):
        key = f"v:{texts[0]}_functions"
        cell = m.cells.get(key)
        items = cell.value.items if isinstance(cell, Var) and isinstance(cell.value, Array) else ()
        m.cells.put(key, Var(Array((*items, texts[1])), text_wins=True))
