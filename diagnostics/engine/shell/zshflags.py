"""zsh's expansion flags `${(U)NAME}` and its modifiers `${NAME:h}`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from functools import partial

from ..records import replace
from ..regexes import regex
from . import tree
from .found import Found
from .machine import Machine
from .quoting import quote_least, quote_words, quote_zsh, unquote
from .values import MASKED, Array, Table, Text, Unknown, Value, is_masked

# A word or operator of a command line, with the blanks behind it; less than zsh reads, and nothing that it does not.
_COMMAND_WORD = regex(
    r"(\n|&&|\|\||;(?!;)|&(?![|!>&])|\|(?!&)"
    r"|(?:[^\s'\"\\$`;&|<>(){}‹]|\\.|'[^']*'|\"(?:[^\"\\$`]|\\.|\$\w+)*\""
    r"|\$\w+|\$\{\w+\}|\$\([\w ./-]*\)|`[\w ./-]*`)+)"
    r"[ \t]*",
    re.DOTALL,
)
_MATCHED = regex(r"\\.|&", re.DOTALL)  # in what `:s/old/new/` writes
_PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_KNOWN = frozenset("ULCPAe@fFoOiaunkvqQsjzpMDtw0-+SRBENlr%V#")


def read_flags(flags: str) -> list[tuple[str, str]] | None:
    """Return the flags as (letter, argument); None where they cannot be read."""
    read: list[tuple[str, str]] = []
    position = 0
    while position < len(flags):
        letter = flags[position]
        position += 1
        argument = ""
        if letter in "sjgZ_IplrS" and letter not in "pS" and position < len(flags):
            closing = _PAIRS.get(flags[position], flags[position])
            stop = flags.find(closing, position + 1)
            if stop == -1:
                return None
            argument = flags[position + 1 : stop]
            opening, position = flags[position], stop + 1
            while letter in "lr" and flags[position : position + 1] == opening:  # what it is filled with
                stop = flags.find(closing, position + 1)
                if stop == -1:
                    return None
                argument += "\0" + flags[position + 1 : stop]
                position = stop + 1
        read.append((letter, argument))
    return read


def flag_letters(flags: str) -> str:
    """Return the letters of the flags, without their arguments."""
    return "".join(letter for letter, _ in read_flags(flags) or [])


def apply_flags(m: Machine, part: tree.Parameter, found: Found, *, assigning: bool) -> Found:
    """Return what the flags make of a value, in zsh's order: join, split, case, order, second expansion."""
    read = read_flags(part.flags)
    letters = "".join(letter for letter, _ in read or ())
    if read is None or any(letter not in _KNOWN for letter in letters):
        return replace(found, value=m.unknown(part.begin, "uses an expansion flag that is not read here", many=True))
    if (why := _unread(m, part, found, letters)) is not None:
        return replace(found, value=why)
    if "p" in letters:
        read = [(letter, _escapes(argument)) for letter, argument in read]
    arguments = dict(read)
    if "@" in letters:
        found = replace(found, separate=True)
    cut = arguments["s"] if "s" in letters else "\n" if "f" in letters else None
    cut = None if assigning else cut  # one value stays one value
    found = _joined_and_cut(m, part, found, letters, arguments, cut)
    value = found.value
    one_text = assigning or (part.quoted and not found.separate)
    quotes_each = "@" in letters and "q" in letters and "l" not in letters and "r" not in letters
    if isinstance(value, Array) and one_text and not quotes_each and any(letter in letters for letter in "qlr"):
        value = join(value, " ")  # first one text, then the quotes, or as wide as asked for
    for letter, change in (("L", str.lower), ("U", str.upper), ("C", _capitals)):
        if letter in letters:
            value = _each(value, change)
    if not assigning and (found.separate or not part.quoted):
        value = _order(value, letters)
    if "%" in letters:
        value = _each(value, partial(_prompt, m, part))
    if "#" in letters and not isinstance(value, str | None):
        return replace(found, value=m.unknown(part.begin, "asks for characters by their numbers", many=True))
    for letter, look in (("#", _character), ("D", _named_place), ("V", _visible)):
        if letter in letters:
            value = _each(value, partial(look, m, part))
    if "Q" in letters:
        value = _each(value, unquote)
    if "q" in letters:
        value = "" if value is None else value
        level = letters.count("q")
        value = _each(value, lambda text: _quoted(m, part, text, level))
    if "e" in letters:
        value = _again(m, value, part)
    if "z" in letters:
        value = _command_words(m, part, join(value, " ") if isinstance(value, Array) else value or "")
        found = replace(found, separate=True, starred=False)
    for letter in "lr":
        if letter in letters:
            value = _each("" if value is None else value, partial(_padded, m, part, letter, arguments[letter]))
    if cut is not None and part.quoted and "@" not in letters and isinstance(value, Array):
        inner = tuple(item for item in value.items[1:-1] if item != "")
        value = Array((*value.items[:1], *inner, *value.items[1:][-1:]))  # measured with 5.9: an empty end stays
    return replace(found, value=value, keep_empty=found.keep_empty)


def _unread(m: Machine, part: tree.Parameter, found: Found, letters: str) -> Unknown | None:
    """Return why flags that are known are not worked out together, or of such a value; None where they are."""
    if "w" in letters or ("c" in letters and "#" in part.prefixes):
        return m.unknown(part.begin, "counts words")
    if "t" in letters and (letters != "t" or part.subscript is not None):
        return m.unknown(part.begin, "asks for the type of a variable")
    odd = letters.count("q") > 4 or ("qq" in letters and ("q-" in part.flags or "q+" in part.flags))
    odd = odd or ("l" in letters and "r" in letters)
    odd = odd or ("0" in letters and isinstance(found.value, Array | Table))
    if odd or ("A" in letters and isinstance(found.value, str)):
        return m.unknown(part.begin, "uses expansion flags that are not read here", many=True)
    return None


def _joined_and_cut(
    m: Machine, part: tree.Parameter, found: Found, letters: str, arguments: Mapping[str, str], cut: str | None
) -> Found:
    """Return a value joined by `j` or `F`, then cut by `s` or `f` at what is given."""
    value = found.value
    if isinstance(value, Table):
        value = Array(tuple(text for _, text in value.items))
    glue = arguments["j"] if letters.rfind("j") > letters.rfind("F") else "\n" if "F" in letters else None
    if isinstance(value, Array) and cut is not None and glue is None and "@" in letters:
        pieces = [_cut(m, item, cut) if item else item for item in value.items]
        value = Array(tuple(text for one in pieces for text in (one.items if isinstance(one, Array) else (one,))))  # type: ignore[misc]
        cut = None
    if isinstance(value, Array) and (glue is not None or cut is not None):
        value = join(value, glue if glue is not None else " ")
        found = replace(found, separate=found.separate and cut is not None, starred=False)
    if cut is not None and value is not None:
        value = _cut(m, value, cut) if value or not part.quoted else Array(("",))
        found = replace(found, separate=True, starred=False, ready=True)  # several words, in quotes too
    return replace(found, value=value)


def _character(m: Machine, part: tree.Parameter, text: str) -> Text:
    """Return the character of a code; `(#)`."""
    known = text.isascii() and text.isdigit() and 0 < int(text[:4]) < 128
    return chr(int(text)) if known and len(text) < 4 else m.unknown(part.begin, "asks for a character by its number")


def _named_place(m: Machine, part: tree.Parameter, text: str) -> Text:
    """Return a path with `~` for the home folder; `(D)`."""
    home = m.variable("HOME").value
    named = any(key.startswith("d:") and key[2:3] not in ("~", "/") for key in m.cells.values)
    if named or not isinstance(home, str) or not home or not text.startswith("/"):
        return m.unknown(part.begin, "asks for the name of a folder", filled=bool(text))
    m.budget.spend(1 + len(m.cells.values) // 16)
    below = text == home or text.startswith(home + "/")
    return "~" + quote_words(text[len(home) :]) * (text != home) if below else quote_words(text)


def _visible(m: Machine, part: tree.Parameter, text: str) -> Text:
    """Return a text with signs for the characters that do not show; `(V)`."""
    if not text.isascii():
        return m.unknown(part.begin, "shows characters that may not be seen", filled=True)
    signs = {"\t": "\\t", "\n": "\\n", "\x7f": "^?"}
    return "".join(signs.get(c, f"^{chr(ord(c) + 64)}" if ord(c) < 32 else c) for c in text)


def _quoted(m: Machine, part: tree.Parameter, text: str, level: int) -> Text:
    least = "q-" in part.flags or "q+" in part.flags
    result = quote_least(text) if least else quote_zsh(text, level)
    return m.unknown(part.begin, "puts quotes around a value", filled=True) if result is None else result


def _escapes(argument: str) -> str:
    from .words import decode_ansi

    return decode_ansi(argument)


def join(value: Array, glue: str) -> Text:
    """Return the elements as one text; what is unknown where one of them is."""
    texts: list[str] = []
    for item in value.items:
        if isinstance(item, Unknown):
            return item
        texts.append(item)
    return glue.join(texts)


def _cut(m: Machine, value: Value, separator: str) -> Value:
    if isinstance(value, Unknown):
        return replace(value, many=True)
    if not isinstance(value, str):
        return value
    if is_masked(value):
        return Unknown(MASKED)
    m.budget.spend(1 + len(value) // 16)
    pieces = tuple(value.split(separator) if separator else tuple(value)) if value else ()
    return pieces[0] if len(pieces) == 1 else Array(pieces)  # one piece is a text: [1] is its first character


def _command_words(m: Machine, part: tree.Parameter, text: Text | Table) -> Value:
    """Return the words that zsh's parser would see in a text, quotes and all; `(z)`."""
    unknown = m.unknown(part.begin, "splits a value into the words of a command", many=True)
    if not isinstance(text, str) or is_masked(text):
        return unknown
    m.budget.spend(1 + len(text) // 16)
    if text[:1] == "\n" or text[-1:] == "\n":
        return unknown
    words: list[str] = []
    position = 0
    text = text.strip(" \t\n")
    while position < len(text):
        found = _COMMAND_WORD.match(text, position)
        if not found:
            return unknown
        words.append(";" if found.group(1) == "\n" else found.group(1))
        position = found.end()
    return words[0] if len(words) == 1 else Array(tuple(words))


def _capitals(text: str) -> str:
    return re.sub(r"[A-Za-z0-9]+", lambda found: found.group()[:1].upper() + found.group()[1:].lower(), text)


def _each(value: Value, change: Callable[[str], Text]) -> Value:
    if isinstance(value, str):
        return Unknown(MASKED) if is_masked(value) else change(value)
    if isinstance(value, Array):
        return Array(tuple(_each_text(item, change) for item in value.items))
    return value


def _each_text(text: Text, change: Callable[[str], Text]) -> Text:
    if isinstance(text, Unknown):
        return text
    return Unknown(MASKED) if is_masked(text) else change(text)


def _order(value: Value, letters: str) -> Value:
    if not isinstance(value, Array) or not any(letter in letters for letter in "uoOni"):
        return value
    loose = next((item for item in value.items if isinstance(item, Unknown)), None)
    if loose:
        return replace(loose, many=True)
    texts = [item for item in value.items if isinstance(item, str)]
    if "u" in letters:
        texts = list(dict.fromkeys(texts))
    if "a" in letters:
        return Array(tuple(texts[::-1] if "O" in letters else texts))
    if any(letter in letters for letter in "oOni"):
        ordered = _sorted(texts, numbers="n" in letters, ignoring="i" in letters)
        if ordered is None:
            return Unknown("the order of words depends on the language of the machine", many=True)
        texts = ordered[::-1] if "O" in letters else ordered
    return Array(tuple(texts))


def _sorted(texts: list[str], *, numbers: bool, ignoring: bool) -> list[str] | None:
    """Return the texts in order; None where languages differ about it."""
    if numbers and all(text.isascii() and text.isdigit() for text in texts):
        return sorted(texts, key=int)
    if numbers and any(c.isdigit() for text in texts for c in text):
        return None
    bare = [re.sub(r"[^A-Za-z0-9]", "", text).lower() for text in texts]
    ordered = sorted(texts, key=str.lower if ignoring else None)
    languages = [text for _, text in sorted(zip(bare, texts, strict=True), key=lambda pair: pair[0])]
    return ordered if ordered == languages and all(text.isascii() for text in texts) else None


def _padded(m: Machine, part: tree.Parameter, letter: str, argument: str, text: str) -> Text:
    """Return a text as wide as `(l:width::filler:)` says: cut, or filled on the left; with "r" on the right."""
    digits, filler, near, *_ = (*argument.split("\0"), "", "")
    if not digits.isdigit() or len(digits) > 3 or not text.isascii():
        return m.unknown(part.begin, "pads a value")
    width = int(digits)
    if near and len(text) < width:  # once, next to the value
        near = near[-(width - len(text)) :] if letter == "l" else near[: width - len(text)]
        text = near + text if letter == "l" else text + near
    lacks = max(width - len(text), 0)
    filling = (filler or " ") * lacks
    if letter == "l":
        return filling[len(filling) - lacks :] + text[max(len(text) - width, 0) :]
    return text[:width] + filling[:lacks]


def _prompt(m: Machine, part: tree.Parameter, text: str) -> Text:
    """Return what a prompt shows: the signs in it are known for the user's name and the percent sign alone."""
    user = (m.given or {}).get("USER")
    signs = set(re.findall(r"%.?", text, re.DOTALL))
    if text in ("%x", "%N") and m.source.script and not (text == "%N" and m.frames):
        return m.source.script
    if not signs <= ({"%%", "%n"} if user else {"%%"}) or "!" in text or ("$" in text and m.option("promptsubst")):
        return m.unknown(part.begin, "asks what the prompt shows", filled=bool(text))
    return re.sub("%(.)", lambda found: user or "" if found.group(1) == "n" else "%", text)


def _again(m: Machine, value: Value, part: tree.Parameter) -> Value:
    """Expand a value a second time."""
    if not isinstance(value, str):
        return value if isinstance(value, Unknown) else m.unknown(part.begin, "expands values twice", many=True)
    from .expansion import expand_text
    from .parser import Parser

    reader = Parser(value, zsh=True, budget=m.budget, aliases={})
    reader.freeze(part.begin, part.begin)
    with m.budget:
        return expand_text(m, reader.heredoc_word(0, 0, value), tilde=False)


def apply_modifiers(m: Machine, text: str, modifiers: str) -> Text:
    """Return what `:h:t:r:e:l:u:s/a/b/` make of a text."""
    for every, letter, digits, separator, old, new in re.findall(
        r":(g?)(?:([aAcehlPqQrtux])(\d*)|s(.)(.*?)\4(.*?)(?:\4|$))", modifiers
    ):
        if separator and m.option("histsubstpattern"):
            return Unknown("what is replaced is a pattern", filled=bool(text))
        if separator:
            new = _MATCHED.sub(partial(_put, old), new)
            text = text.replace(old, new) if every else text.replace(old, new, 1)
            continue
        if digits and letter in "ht" and int(digits[:4]):
            parts = text.split("/")
            root = "/" if letter == "h" and text.startswith("/") else ""  # its first part is the root
            text = "/".join(parts[: int(digits[:4])] if letter == "h" else parts[-int(digits[:4]) :]) or root
            continue
        if digits or letter in "aAcPx":
            if not text and letter in "aA" and not digits:
                continue  # measured: nothing stays nothing
            if letter in "aA" and not digits and (path := _absolute(m, text)) and (letter == "a" or _is_given(m, path)):
                text = path
                continue
            return Unknown("a path is looked up on the machine", filled=bool(text))
        text = _modified(text, letter)
    return text


def _absolute(m: Machine, text: str) -> str:
    """Return a path from the root; "" where it is not known."""
    folder = m.variable("PWD").value
    if text.startswith("/"):
        return posixpath.normpath(text)
    return posixpath.normpath(posixpath.join(folder, text)) if isinstance(folder, str) and folder else ""


def _is_given(m: Machine, path: str) -> bool:
    """Tell whether a file was given under a path, among others: then their names tell how they lie to each other."""
    from .redirects import normal_path

    wanted = normal_path(m, path)
    return len(m.documents) > 1 and any(normal_path(m, each.name) == wanted for each in m.documents)


def _put(old: str, found: re.Match[str]) -> str:
    return old if found.group() == "&" else found.group()[-1:]


def _modified(text: str, letter: str) -> str:
    if letter == "h":
        stripped = text.rstrip("/")
        head, slash, _ = stripped.rpartition("/")
        return head.rstrip("/") or ("/" if slash or (text and not stripped) else ".")
    if letter == "t":
        return text.rstrip("/").rpartition("/")[2]
    if letter in "re":
        directory, slash, name = text.rpartition("/")
        stem, dot, ending = name.rpartition(".")
        if not dot:
            return text if letter == "r" else ""
        return directory + slash + stem if letter == "r" else ending
    if letter == "l":
        return text.lower()
    if letter == "u":
        return text.upper()
    return text and (quote_words(text) if letter == "q" else unquote(text))
