"""fish's `string` on known texts. What is not read here is unknown, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field

from ..records import dataclass
from ..regexes import regex
from ..shell.values import MASKED, Unknown, is_masked
from .commands import Call, known
from .machine import Fish
from .running import fits

_TAKES = {
    "split": "mfd",
    "split0": "mf",
    "join": "",
    "join0": "",
    "replace": "",
    "match": "",
    "sub": "sle",
    "trim": "c",
    "length": "",
    "upper": "",
    "lower": "",
    "repeat": "nm",
}
_LONG = {
    "quiet": "q",
    "all": "a",
    "ignore-case": "i",
    "regex": "r",
    "invert": "v",
    "entire": "e",
    "index": "n",
    "filter": "f",
    "start": "s",
    "length": "l",
    "end": "e",
    "left": "l",
    "right": "r",
    "chars": "c",
    "max": "m",
    "no-empty": "n",
    "fields": "f",
    "count": "n",
    "no-newline": "N",
    "no-trim-newlines": "N",
    "allow-empty": "a",
    "groups-only": "g",
}
_LEADING = {"split": 1, "join": 1, "match": 1, "replace": 2}  # arguments before the texts themselves
_PLAIN_PATTERN = regex(r"\^?[A-Za-z0-9_/:@ ,=-]*\$?")
_GROUP = regex(r"\(\?P?<([A-Za-z_]\w*)>", re.ASCII)  # a part of a match that becomes a variable
_LONGEST = 100_000


@dataclass(slots=True)
class _Given:
    """The options and the texts of one `string` command."""

    flags: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


def string(m: Fish, call: Call) -> None:
    """`string SUBCOMMAND …`."""
    arguments = known(call.arguments)
    if isinstance(arguments, Unknown):
        _unknown(m, call)
        return
    if not arguments or arguments[0] not in _DOERS:
        _unknown(m, call)
        return
    word, rest = arguments[0], arguments[1:]
    given = _options(word, rest)
    if given is None:
        _unknown(m, call)
        return
    if word == "match" and "r" in given.flags and given.words:
        for name in _GROUP.findall(given.words[0]):
            why = m.unknown(call.begin, "remembers what a regular expression matched")
            m.assign(name, [why], m.span(call.begin, call.stop), where="", exported=None)
    leading = _LEADING.get(word, 0)
    if len(given.words) < leading:
        m.status = 2
        return
    if len(given.words) <= leading and m.stdin is not None and not _from_input(m, given):
        _unknown(m, call)
        return
    m.budget.spend(1 + sum(len(text) for text in given.words) // 64 + len(given.words))
    if any(is_masked(text) for text in given.words) and word != "join":
        m.status = Unknown(MASKED)
        m.write(Unknown(MASKED, filled=word in ("upper", "lower", "length"), many=word in ("split", "match")))
        return
    lines = _DOERS[word](m, given)
    if lines is None:
        _unknown(m, call)
        return
    written, status = lines
    if "q" not in given.flags or word in ("sub",):
        m.write("".join(text + "\n" for text in written))
    m.status = status


def _unknown(m: Fish, call: Call) -> None:
    unknown = m.unknown(call.begin, "changes a text in a way that is not read here", many=True)
    m.status = Unknown(unknown.why, line=unknown.line)
    m.write(unknown)


def _from_input(m: Fish, given: _Given) -> bool:
    """Take the lines that stand before the command in a pipe; tell whether they are known."""
    if m.stdin is None or isinstance(m.stdin.text, Unknown):
        return False
    text = m.stdin.text[m.stdin.position :]
    m.stdin.position = len(m.stdin.text)
    given.words.extend(text.removesuffix("\n").split("\n") if text else [])
    return True


def _options(word: str, rest: list[str]) -> _Given | None:
    """Read the options, wherever they stand among the texts; None where one is not known here."""
    given = _Given()
    takes = _TAKES[word]
    index = 0
    while index < len(rest):
        text = rest[index]
        index += 1
        if text == "--":
            given.words.extend(rest[index:])
            break
        if not text.startswith("-") or text == "-" or (word == "sub" and re.fullmatch(r"-\d+", text)):
            given.words.append(text)  # options may stand behind it
            continue
        if text.startswith("--"):
            name, equals, value = text[2:].partition("=")
            letter = _LONG.get(name, "")
            if not letter:
                return None
            if letter in takes and not equals:
                if index >= len(rest):
                    return None
                value = rest[index]
                index += 1
            given.flags[letter] = value
            continue
        for at, letter in enumerate(text[1:], 2):
            if letter in takes:
                value = text[at:]
                if not value:
                    if index >= len(rest):
                        return None
                    value = rest[index]
                    index += 1
                given.flags[letter] = value
                break
            given.flags[letter] = ""
    return given


Doer = Callable[[Fish, _Given], "tuple[list[str], int] | None"]


def _each(change: Callable[[str], str]) -> Doer:
    def do(_m: Fish, given: _Given) -> tuple[list[str], int] | None:
        if set(given.flags) - {"q"} or not all(text.isascii() for text in given.words):
            return None
        made = [change(text) for text in given.words]
        return made, int(made == given.words)

    return do


def _split(_m: Fish, given: _Given) -> tuple[list[str], int] | None:
    if set(given.flags) - {"m", "n"}:
        return None
    separator, *texts = given.words
    most = given.flags.get("m", "-1")
    if not re.fullmatch(r"-?\d{1,6}", most):
        return None
    made: list[str] = []
    done = False
    for text in texts:
        parts = list(text) or [""] if separator == "" and most == "-1" else None
        if separator == "" and parts is None:
            return None
        parts = text.split(separator, int(most)) if parts is None else parts
        done = done or len(parts) > 1
        made.extend(part for part in parts if part or "n" not in given.flags)
    return made, int(not done)


def _join(_m: Fish, given: _Given) -> tuple[list[str], int] | None:
    if set(given.flags) - {"q"}:
        return None
    glue, *texts = given.words
    if not texts:
        return [], 1
    return [glue.join(texts)], int(len(texts) < 2)


def _replace(m: Fish, given: _Given) -> tuple[list[str], int] | None:
    if set(given.flags) - {"a", "r", "f", "q"}:
        return None
    pattern, new, *texts = given.words
    begins = ends = False
    if "r" in given.flags:
        if not _PLAIN_PATTERN.fullmatch(pattern) or "$" in new or "\\" in new:
            return None
        begins, ends = pattern.startswith("^"), pattern.endswith("$")
        pattern = pattern.removeprefix("^").removesuffix("$")
    if not pattern:
        return None
    made: list[str] = []
    done = False
    for text in texts:
        changed = _replaced(text, pattern, new, begins=begins, ends=ends, every="a" in given.flags)
        if len(changed) > _LONGEST:
            return None
        m.budget.spend(1 + len(changed) // 64)
        found = pattern in text and (changed != text or pattern == new)
        done = done or found
        if found or "f" not in given.flags:
            made.append(changed)
    return made, int(not done)


def _replaced(text: str, pattern: str, new: str, *, begins: bool, ends: bool, every: bool) -> str:
    if begins and ends:
        return new if text == pattern else text
    if begins:
        return new + text[len(pattern) :] if text.startswith(pattern) else text
    if ends:
        return text[: -len(pattern)] + new if text.endswith(pattern) else text
    return text.replace(pattern, new) if every else text.replace(pattern, new, 1)


def _match(m: Fish, given: _Given) -> tuple[list[str], int] | None:
    if set(given.flags) - {"q", "r", "i", "v", "e"}:
        return None
    pattern, *texts = given.words
    made: list[str] = []
    for text in texts:
        verdict = _matches(m, given, pattern, text)
        if verdict is None:
            return None
        found, shown = verdict
        if found is not ("v" in given.flags):
            made.append(text if "v" in given.flags or "e" in given.flags else shown)
    return made, int(not made)


def _matches(m: Fish, given: _Given, pattern: str, text: str) -> tuple[bool, str] | None:
    """Tell whether the pattern fits, and what of the text; None where that is not known."""
    if "i" in given.flags:
        if not (pattern + text).isascii():
            return None
        lowered = _matches(m, _Given({key: "" for key in given.flags if key != "i"}), pattern.lower(), text.lower())
        if lowered is None or "r" in given.flags:
            return (lowered[0], "") if lowered and "q" in given.flags else None
        return lowered[0], text
    if "r" in given.flags:
        if not _PLAIN_PATTERN.fullmatch(pattern):
            return None
        plain = pattern.removeprefix("^").removesuffix("$")
        if pattern.startswith("^") and pattern.endswith("$") and len(pattern) > 1:
            return text == plain, plain
        if pattern.startswith("^"):
            return text.startswith(plain), plain
        return (text.endswith(plain) if pattern.endswith("$") else plain in text), plain
    wild = f"*{pattern}*" if "e" in given.flags else pattern
    verdict = fits(m, wild, text)
    return None if isinstance(verdict, Unknown) else (verdict, text)


def _sub(_m: Fish, given: _Given) -> tuple[list[str], int] | None:
    if set(given.flags) - {"s", "l", "e", "q"}:
        return None
    numbers = {key: value for key, value in given.flags.items() if key != "q"}
    if any(not re.fullmatch(r"-?\d{1,9}", value) for value in numbers.values()) or {"l", "e"} <= set(numbers):
        return None
    start, end = int(numbers.get("s", "1")), int(numbers.get("e", "0"))
    length = int(numbers.get("l", "-1"))
    if start == 0 or ("l" in numbers and length < 0) or ("e" in numbers and end == 0):
        return None
    made = []
    for text in given.words:
        begin = start - 1 if start > 0 else max(0, len(text) + start)
        stop = len(text)
        if "l" in numbers:
            stop = begin + length
        elif "e" in numbers:
            stop = end if end > 0 else len(text) + end
        made.append(text[begin : max(begin, stop)])
    return made, int(made == given.words)


def _trim(_m: Fish, given: _Given) -> tuple[list[str], int] | None:
    if set(given.flags) - {"l", "r", "c", "q"}:
        return None
    chars = given.flags.get("c", " \f\n\r\t\v")
    left, right = "l" in given.flags, "r" in given.flags
    made = []
    for text in given.words:
        changed = text.lstrip(chars) if left or not right else text
        made.append(changed.rstrip(chars) if right or not left else changed)
    return made, int(made == given.words)


def _length(_m: Fish, given: _Given) -> tuple[list[str], int] | None:
    if set(given.flags) - {"q"}:
        return None
    return [str(len(text)) for text in given.words], int(not any(given.words))


def _repeat(m: Fish, given: _Given) -> tuple[list[str], int] | None:
    count = given.flags.get("n", "")
    if set(given.flags) - {"n", "q"} or not re.fullmatch(r"\d{1,6}", count):
        return None
    if sum(len(text) for text in given.words) * int(count) > _LONGEST:
        return None
    m.budget.spend(1 + int(count) // 64)
    made = [text * int(count) for text in given.words]
    return made, int(not any(made))


_DOERS: dict[str, Doer] = {
    "split": _split,
    "join": _join,
    "replace": _replace,
    "match": _match,
    "sub": _sub,
    "trim": _trim,
    "length": _length,
    "upper": _each(str.upper),
    "lower": _each(str.lower),
    "repeat": _repeat,
}
