"""Notice what people get wrong in a statement: blanks, quotes, invisible characters, commands of other shells."""

from __future__ import annotations

import re

from ..clientnames import READ_BY_OTHERS
from ..environment import ProblemKind
from ..names import READ
from ..regexes import regex
from . import tree
from .machine import Machine

_IDENTIFIER = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_CURLY = "“”„‟‘’‚‛«»″′"
_CURLY_EDGE = regex(rf"^['\"]?[{_CURLY}]|[{_CURLY}]['\"]?\r?$")
_INVISIBLE = regex("[\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff]")
_SUSPECT = regex(rf"[{_CURLY}\r{_INVISIBLE.pattern[1:-1]}]")
_DOLLAR = regex(r"\$\{?([A-Z_][A-Z0-9_]*)\}?=")  # in small letters it is more likely a variable that holds a name
NAMED = regex(r"([A-Za-z_][A-Za-z0-9_]*)\s*=")
_ODD_BEGINS = ("=", "+", "$")
_STRANGERS = {"setenv": "csh", "setx": "Windows", "fish_add_path": "fish"}
_NO_ASSIGNMENT = {
    ":": "A name with a colon behind it is a command to a shell; a variable is set by NAME=value.",
    "let": "`let` calculates; a text is set by NAME=value.",
    "const": "This is how JavaScript sets a variable; a shell writes NAME=value.",
    "var": "This is how JavaScript sets a variable; a shell writes NAME=value.",
    "alias": "An alias is a command's name; no program sees it as a variable.",
    "sudo": "sudo starts programs, and export is none.",
    "env": "env sets a variable for the command behind it, and none stands there.",
}
_COUNTS = regex(r"=\s*[-+(~!]?[\d$\w]+\s*(?:[-+*/%<>&|^].*)?$")
_DECLARING = frozenset(("export", "readonly", "declare", "typeset", "local", "integer", "float"))


def remark_assignment(m: Machine, node: tree.Assign) -> None:
    """Look at an assignment as written."""
    raw = node.value.raw if isinstance(node.value, tree.Word) else ""
    _characters(m, raw, node.name, node.begin, node.stop)


def _characters(m: Machine, raw: str, name: str | None, begin: int, stop: int) -> None:
    if not _SUSPECT.search(raw):
        return
    if _CURLY_EDGE.search(raw):
        m.problem(
            ProblemKind.TYPOGRAPHIC_QUOTE,
            begin,
            stop,
            "Typographic quotes are no quotes to the shell: they become part of the value.",
            name,
        )
    if _INVISIBLE.search(raw):
        m.problem(
            ProblemKind.INVISIBLE_CHARACTER,
            begin,
            stop,
            "An invisible character stands here, and the shell takes it for text.",
            name,
        )
    if raw.endswith("\r"):
        m.problem(
            ProblemKind.CARRIAGE_RETURN,
            begin,
            stop,
            "The file has Windows line ends: a carriage return becomes part of the line.",
            name,
        )


def remark_words(m: Machine, simple: tree.Simple) -> None:
    """Look at the words of a command as written."""
    for prefix in simple.assigns if m.suspicious else ():
        remark_assignment(m, prefix)
    for node in simple.words if m.suspicious else ():
        if isinstance(node, tree.Assign):
            remark_assignment(m, node)
        elif _SUSPECT.search(node.raw):
            found = NAMED.search(node.raw)
            name = found.group(1) if found else _name_in(simple)
            m.budget.spend(1 + len(simple.words) // 8)
            _characters(m, node.raw, name, node.begin, simple.stop)
    for node in simple.words:
        raw = node.raw
        if raw[:1] in _ODD_BEGINS or raw[-1:] == "=":
            break
    else:
        if not simple.assigns:  # as in most
            return
    _blanks_around_equals(m, simple)
    _powershell(m, simple)
    _dollar_before_name(m, simple)


def _dollar_before_name(m: Machine, simple: tree.Simple) -> None:
    """Notice `export $NAME=value` and `$NAME=value`, unless the file gives NAME a value, which may be another name."""
    declares = isinstance(simple.words[0], tree.Word) and simple.words[0].raw in _DECLARING
    for node in simple.words[1:] if declares else simple.words[:1]:
        found = _DOLLAR.match(node.raw) if isinstance(node, tree.Word) and node.raw[:1] == "$" else None
        if found and f"v:{found.group(1)}" not in m.cells.values:
            text = "An assignment begins with the name alone, without a dollar sign."
            m.problem(ProblemKind.UNKNOWN_COMMAND, simple.begin, simple.stop, text, found.group(1))


def _powershell(m: Machine, simple: tree.Simple) -> None:
    """Notice `$env:NAME = …`, before the shell expands what it takes for a variable and a modifier."""
    first = simple.words[0]
    found = re.match(r"\$\{?env:([A-Za-z_]\w*)", first.raw, re.IGNORECASE) if first.raw[:1] == "$" else None
    if found:
        text = "This is how PowerShell sets a variable."
        m.problem(ProblemKind.FOREIGN_SYNTAX, simple.begin, simple.stop, text, found.group(1))


def _name_in(simple: tree.Simple) -> str | None:
    for node in simple.words:
        if isinstance(node, tree.Assign):
            return node.name
        found = NAMED.search(node.raw)
        if found:
            return found.group(1)
    return None


def is_suspicious(text: str) -> bool:
    """Tell whether a text holds a character that people take for another one."""
    return _SUSPECT.search(text) is not None


def _blanks_around_equals(m: Machine, simple: tree.Simple) -> None:
    words = list(simple.words)
    if not simple.assigns and not any(node.raw[:1] in ("=", "+") or node.raw[-1:] == "=" for node in words):
        return
    name = _name_before_equals(simple, words)
    if name:
        m.problem(
            ProblemKind.SPACE_AROUND_EQUALS,
            simple.begin,
            simple.stop,
            f"Blanks around the equals sign: {name} does not get this value.",
            name,
        )


def _name_before_equals(simple: tree.Simple, words: list[tree.Word | tree.Assign]) -> str | None:
    first = words[0]
    declares = isinstance(first, tree.Word) and first.plain in _DECLARING
    if not declares and len(simple.assigns) == 1 and len(words) == 1:
        prefix = simple.assigns[0]
        if _empty(prefix) and isinstance(first, tree.Word) and _looks_like_value(first):
            return prefix.name
        return None
    nodes = words[1:] if declares else words[:3]
    for index, node in enumerate(nodes[:-1]):
        following = nodes[index + 1]
        if not isinstance(following, tree.Word):
            continue
        if isinstance(node, tree.Assign):
            if declares and _empty(node) and _looks_like_value(following):
                return node.name
        elif (declares or index == 0) and node.plain and _IDENTIFIER.fullmatch(node.plain):
            raw = following.raw
            if raw == "=" or raw == "+=" or (raw.startswith("=") and not raw.startswith(("==", "=~"))):
                return node.plain
    return None


def _empty(node: tree.Assign) -> bool:
    return isinstance(node.value, tree.Word) and not node.value.parts


def _looks_like_value(word: tree.Word) -> bool:
    """Tell whether a word behind `NAME=` is more likely a value than a command or another name."""
    if word.raw[:1] in ("'", '"', "“", "‘", "‹") or "‹" in word.raw:
        return True
    return (
        not _IDENTIFIER.fullmatch(word.raw)
        and re.match(r"(?:https?:|sk-|[\w-]*\d[\w-]*$|\w+-\w+)", word.raw) is not None
    )


def _remark_no_assignment(m: Machine, simple: tree.Simple, name: str) -> None:
    """Notice what looks like the assignment of a variable that a client reads, and is none in a shell."""
    arguments = [node.raw for node in simple.words[1:]]
    named = [found.group(1) for text in arguments if (found := NAMED.match(text))]
    known = next((each for each in named if each in READ or each in READ_BY_OTHERS), None)
    if name[-1:] == ":":
        bare = name[:-1]
        known = bare if arguments and (bare in READ or bare in READ_BY_OTHERS) else None
    elif (name == "sudo" and arguments[:1] != ["export"]) or (name == "env" and len(named) < len(arguments)):
        return  # a program that is started, with its options
    elif name == "let" and any(_COUNTS.search(text) for text in arguments):
        return
    if known is not None and m.function(name) is None:
        m.problem(
            ProblemKind.UNKNOWN_COMMAND,
            simple.begin,
            simple.stop,
            _NO_ASSIGNMENT[":" if name[-1:] == ":" else name],
            known,
        )


def remark_command(m: Machine, simple: tree.Simple, name: str) -> None:
    """Look at a command that no shell of this kind knows."""
    if name in _NO_ASSIGNMENT or name[-1:] == ":":
        _remark_no_assignment(m, simple, name)
    if name != "set" and m.knows_builtin(name):
        return
    if name not in ("set", *_STRANGERS) and (name == "export" or not _nearly_export(name)):
        return
    arguments = [node.raw for node in simple.words[1:]]
    named = next((found.group(1) for text in arguments if (found := NAMED.match(text))), None)
    bare = next((text for text in arguments if _IDENTIFIER.fullmatch(text)), None)
    span = simple.begin, simple.stop
    if m.function(name):
        return
    if name == "setx" and bare is not None and m.variable(bare).exported and m.variable(bare).text_wins:
        return  # the same for Windows, as instructions give it: a line for each system
    if name in _STRANGERS:
        text = f"{name} belongs to {_STRANGERS[name]}; zsh and bash do not know it."
        m.problem(ProblemKind.UNKNOWN_COMMAND, *span, text, bare or named)
    elif name != "export" and arguments and named and _nearly_export(name):
        m.problem(
            ProblemKind.UNKNOWN_COMMAND, *span, "The shell does not know this command; export is written export.", named
        )
    elif name == "set":
        _remark_set(m, arguments, span)


def _remark_set(m: Machine, arguments: list[str], span: tuple[int, int]) -> None:
    if not arguments:
        return
    flags = [text for text in arguments if re.fullmatch(r"-[gUxlue]+|--(?:export|global|universal|local)", text)]
    names = [text for text in arguments if _IDENTIFIER.fullmatch(text)]
    exports = any("x" in flag for flag in flags)
    if exports and names and (len(arguments) > len(flags) + 1 or any("g" in flag or "U" in flag for flag in flags)):
        m.problem(ProblemKind.FOREIGN_SYNTAX, *span, "This is how fish sets a variable.", names[0])
    elif (found := NAMED.match(arguments[0].lstrip("\"'"))) is not None or (
        len(arguments) > 1 and arguments[1] == "=" and names
    ):
        name = found.group(1) if found else names[0]
        m.problem(ProblemKind.FOREIGN_SYNTAX, *span, "set does not set a variable in this shell.", name)


def _nearly_export(name: str) -> bool:
    """Tell whether a command is export with one slip: capitals, a letter missing, added, wrong or swapped."""
    if abs(len(name) - 6) > 1 or not name.isascii():
        return False
    word = name.lower()
    if word == "export":
        return True
    target = "export"
    cuts = [(target[:i], target[i:]) for i in range(7)]
    if len(word) == 5:
        return any(left + right[1:] == word for left, right in cuts if right)
    if len(word) == 7:
        return any(word[:i] + word[i + 1 :] == target for i in range(7))
    wrong = [i for i in range(6) if word[i] != target[i]]
    swapped = len(wrong) == 2 and word[wrong[0]] == target[wrong[1]] and word[wrong[1]] == target[wrong[0]]
    return len(wrong) == 1 or swapped
