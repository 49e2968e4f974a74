"""fish's `string` on known texts. What is not read here is unknown, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, unquote

from ..regexes import regex
from ..shell.values import MASKED, Text, Unknown, is_masked
from .commands import Call, known
from .machine import Fish, Whole
from .pcre import Expression, expression, put, replacement
from .running import fits
from .stringoptions import Given, options

_LEADING = {"split": 1, "join": 1, "match": 1, "replace": 2}  # arguments before the texts themselves
_GROUP = regex(r"\(\?P?<([A-Za-z_]\w*)>", re.ASCII)  # a part of a match that becomes a variable
_LONGEST = 100_000


def string(m: Fish, call: Call) -> None:
    """`string SUBCOMMAND …`."""
    arguments = known(call.arguments)
    if isinstance(arguments, Unknown):
        _unknown(m, call)
        return
    word = arguments[0] if arguments else ""
    given = options(word, arguments[1:]) if word in _DOERS else None
    if given is None:
        _unknown(m, call)
        return
    if word == "match" and "r" in given.flags and given.words:
        _remember(m, call, given)
    leading = _LEADING.get(word, 0)
    if len(given.words) < leading:
        m.status = 2
        return
    if len(given.words) <= leading and m.stdin is not None and not _from_input(m, given, whole=word == "collect"):
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
    if word == "collect":
        for text in written:
            m.write(Whole(text + "\n"))
    elif "q" not in given.flags or word in ("sub",):
        m.write("".join(text + "\n" for text in written))
    m.status = status


def _remember(m: Fish, call: Call, given: Given) -> None:
    """Set the variables that a regular expression names groups for; none is known where it does not match one text."""
    names = _GROUP.findall(given.words[0])
    made = expression(given.words[0]) if names and len(given.words) == 2 and not set(given.flags) - {"q", "r"} else None
    text = given.words[-1]
    found = made.pattern.search(text) if made is not None and not is_masked(text) and made.affords(text) else None
    for name in names:
        value: Text = m.unknown(call.begin, "remembers what a regular expression matched")
        if found is not None and found[name] is not None:
            value = found[name]
        m.assign(name, [value], m.span(call.begin, call.stop), where="", exported=None)


def _unknown(m: Fish, call: Call) -> None:
    unknown = m.unknown(call.begin, "changes a text in a way that is not read here", many=True)
    m.status = Unknown(unknown.why, line=unknown.line)
    m.write(unknown)


def _from_input(m: Fish, given: Given, *, whole: bool) -> bool:
    """Take the lines (or the whole text) that stand before the command in a pipe; tell whether they are known."""
    if m.stdin is None or isinstance(m.stdin.text, Unknown):
        return False
    text = m.stdin.text[m.stdin.position :]
    m.stdin.position = len(m.stdin.text)
    if whole:
        given.words.extend([text] if text else [])
        return True
    given.words.extend(text.removesuffix("\n").split("\n") if text else [])
    return True


Doer = Callable[[Fish, Given], "tuple[list[str], int] | None"]


def _each(change: Callable[[str], str]) -> Doer:
    def do(_m: Fish, given: Given) -> tuple[list[str], int] | None:
        if set(given.flags) - {"q"} or not all(text.isascii() for text in given.words):
            return None
        made = [change(text) for text in given.words]
        return made, int(made == given.words)

    return do


def _split(_m: Fish, given: Given) -> tuple[list[str], int] | None:
    if set(given.flags) - {"m", "n", "r", "f", "q"}:
        return None
    fields = _fields(given.flags.get("f", "1"))
    if fields is None:
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
        cut = text.rsplit if "r" in given.flags else text.split
        parts = cut(separator, int(most)) if parts is None else parts
        done = done or len(parts) > 1
        parts = [part for part in parts if part or "n" not in given.flags]
        if "f" in given.flags:
            if max(fields) > len(parts):
                return None if made else ([], 1)
            parts = [parts[number - 1] for number in fields]
        made.extend(parts)
    return made, int(not done)


def _fields(text: str) -> list[int] | None:
    """Return the numbers of `1,3-4`; None where they are written in another way."""
    fields: list[int] = []
    for each in text.split(","):
        first, dash, last = each.partition("-")
        if not re.fullmatch(r"[1-9]\d?", first) or (dash and not re.fullmatch(r"[1-9]\d?", last)):
            return None
        start, stop = int(first), int(last or first)
        fields.extend(range(start, stop + 1) if stop >= start else range(start, stop - 1, -1))
    return fields


def _join(_m: Fish, given: Given) -> tuple[list[str], int] | None:
    if set(given.flags) - {"q"}:
        return None
    glue, *texts = given.words
    if not texts:
        return [], 1
    return [glue.join(texts)], int(len(texts) < 2)


def _replace(m: Fish, given: Given) -> tuple[list[str], int] | None:
    if set(given.flags) - {"a", "r", "f", "q", "i"}:
        return None
    pattern, new, *texts = given.words
    if "r" in given.flags:
        return _replace_expression(m, given, pattern, new, texts)
    if not pattern or "i" in given.flags:
        return None
    made: list[str] = []
    done = False
    for text in texts:
        changed = text.replace(pattern, new) if "a" in given.flags else text.replace(pattern, new, 1)
        if len(changed) > _LONGEST:
            return None
        m.budget.spend(1 + len(changed) // 64)
        found = pattern in text and (changed != text or pattern == new)
        done = done or found
        if found or "f" not in given.flags:
            made.append(changed)
    return made, int(not done)


def _replace_expression(
    m: Fish, given: Given, pattern: str, new: str, texts: list[str]
) -> tuple[list[str], int] | None:
    """`string replace -r`."""
    made = expression(pattern, ignored="i" in given.flags)
    pieces = replacement(new)
    if made is None or pieces is None or any(isinstance(one, int) and one > made.pattern.groups for one in pieces):
        return None
    lines: list[str] = []
    done = False
    for text in texts:
        if not made.affords(text):
            return None
        m.budget.spend(1 + len(text) ** (made.endless + 1) // 4_000)
        changed, count = made.pattern.subn(lambda found: put(found, pieces), text, count=int("a" not in given.flags))
        if len(changed) > _LONGEST:
            return None
        done = done or count > 0
        if count or "f" not in given.flags:
            lines.append(changed)
    return lines, int(not done)


def _match(m: Fish, given: Given) -> tuple[list[str], int] | None:
    if set(given.flags) - {"q", "r", "i", "v", "e", "g"}:
        return None
    pattern, *texts = given.words
    if "r" in given.flags:
        made_of = expression(pattern, ignored="i" in given.flags)
        return None if made_of is None else _match_expression(m, given, made_of, texts)
    if "g" in given.flags:
        return None
    made: list[str] = []
    for text in texts:
        verdict = _matches(m, given, pattern, text)
        if verdict is None:
            return None
        found, shown = verdict
        if found is not ("v" in given.flags):
            made.append(text if "v" in given.flags or "e" in given.flags else shown)
    return made, int(not made)


def _match_expression(m: Fish, given: Given, made: Expression, texts: list[str]) -> tuple[list[str], int] | None:
    """`string match -r`: what matched, then its groups."""
    lines: list[str] = []
    done = False
    if {"e", "g"} & set(given.flags) and ("v" in given.flags or (made.pattern.groups and "e" in given.flags)):
        return None
    for text in texts:
        if not made.affords(text):
            return None
        m.budget.spend(1 + len(text) ** (made.endless + 1) // 4_000)
        found = made.pattern.search(text)
        if "v" in given.flags or "e" in given.flags:
            if (found is not None) is not ("v" in given.flags):
                lines.append(text)
                done = True
        elif found is not None:
            if None in found.groups():
                return None  # what stands for a group that took no part
            lines += [*([] if "g" in given.flags else [found.group()]), *found.groups()]
            done = True
    return lines, int(not done)


def _matches(m: Fish, given: Given, pattern: str, text: str) -> tuple[bool, str] | None:
    """Tell whether the pattern fits, and what of the text; None where that is not known."""
    if "i" in given.flags:
        if not (pattern + text).isascii():
            return None
        pattern, lowered = pattern.lower(), text.lower()
    else:
        lowered = text
    wild = f"*{pattern}*" if "e" in given.flags else pattern
    verdict = fits(m, wild, lowered)
    return None if isinstance(verdict, Unknown) else (verdict, text)


def _sub(_m: Fish, given: Given) -> tuple[list[str], int] | None:
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


def _trim(_m: Fish, given: Given) -> tuple[list[str], int] | None:
    if set(given.flags) - {"l", "r", "c", "q"}:
        return None
    chars = given.flags.get("c", " \f\n\r\t\v")
    left, right = "l" in given.flags, "r" in given.flags
    made = []
    for text in given.words:
        changed = text.lstrip(chars) if left or not right else text
        made.append(changed.rstrip(chars) if right or not left else changed)
    return made, int(made == given.words)


def _length(_m: Fish, given: Given) -> tuple[list[str], int] | None:
    if set(given.flags) - {"q"}:
        return None
    return [str(len(text)) for text in given.words], int(not any(given.words))


def _repeat(m: Fish, given: Given) -> tuple[list[str], int] | None:
    count, most = given.flags.get("n", ""), given.flags.get("m", "")
    if most and re.fullmatch(r"[1-9]\d{0,3}", most) and set(given.flags) <= {"n", "m"}:
        times = min(int(count) if count.isdigit() and len(count) < 6 and int(count) else int(most), int(most))
        made = [(text * times)[: int(most)] for text in given.words]
        return made, int(not any(made))
    if set(given.flags) - {"n", "q"} or not re.fullmatch(r"\d{1,6}", count):
        return None
    if sum(len(text) for text in given.words) * int(count) > _LONGEST:
        return None
    m.budget.spend(1 + int(count) // 64)
    made = [text * int(count) for text in given.words]
    return made, int(not any(made))


def _wide(given: Given, letter: str) -> int | None:
    """Return the number behind an option, 0 where there is none; None where it is no number or a text is not plain."""
    number = given.flags.get(letter, "0")
    plain = all(text.isascii() and text.isprintable() for text in given.words)
    return int(number) if re.fullmatch(r"\d{1,4}", number) and plain else None


def _pad(_m: Fish, given: Given) -> tuple[list[str], int] | None:
    width, char = _wide(given, "w"), given.flags.get("c", " ")
    if set(given.flags) - {"w", "c", "r"} or width is None or len(char) != 1 or not char.isascii():
        return None
    width = max([width, *map(len, given.words)])
    if "r" in given.flags:
        return [text.ljust(width, char) for text in given.words], 0
    return [text.rjust(width, char) for text in given.words], 0


def _shorten(_m: Fish, given: Given) -> tuple[list[str], int] | None:
    width = _wide(given, "m")
    if set(given.flags) - {"m"} or not width or width < 2:
        return None
    made = [text if len(text) <= width else text[: width - 1] + "…" for text in given.words]
    return made, int(made == given.words)


def _collect(_m: Fish, given: Given) -> tuple[list[str], int] | None:
    if set(given.flags) - {"N", "a"}:
        return None
    made = given.words if "N" in given.flags else [text.rstrip("\n") for text in given.words]
    empty = not any(made)
    return [*made, *([""] if empty and "a" in given.flags else [])], int(empty and "a" not in given.flags)


_SPECIAL = frozenset('&$ #<>()[]{}?*|;"%~')
_NAMED = {"\t": "\\t", "\n": "\\n", "\b": "\\b", "\r": "\\r", "\x1b": "\\e"}


def _escape(_m: Fish, given: Given) -> tuple[list[str], int] | None:
    style = given.flags.get("S", "script")
    if set(given.flags) - {"S", "n"}:
        return None
    made: list[str] = []
    for text in given.words:
        if style == "url":
            made.append(quote(text, safe="/-._~"))
        elif style == "regex":
            made.append(re.sub(r"[.^$*+()?\[\]{}\\|-]", r"\\\g<0>", text))
        elif style != "script" or any(not c.isprintable() and c not in _NAMED for c in text):
            return None
        elif not text:
            made.append("" if "n" in given.flags else "''")
        elif set(text) & _SPECIAL and not set(text) & {"'", "\\", *_NAMED} and "n" not in given.flags:
            made.append(f"'{text}'")
        else:
            made.append("".join(_NAMED.get(c, "\\" + c if c in _SPECIAL or c in "'\\" else c) for c in text))
    return made, int(made == given.words)


def _unescape(_m: Fish, given: Given) -> tuple[list[str], int] | None:
    style = given.flags.get("S", "script")
    if set(given.flags) - {"S"} or style not in ("script", "url"):
        return None
    if style == "url":
        bad = any(re.search(r"%(?![0-9A-Fa-f]{2})", text) for text in given.words)
        return None if bad else ([unquote(text) for text in given.words], 0)
    made: list[str] = []
    for text in given.words:
        if re.search(r"[\"'$*?~{}()]|\\[a-zA-Z0-9]|\\$", text):
            return None
        made.append(re.sub(r"\\(.)", r"\1", text))
    return made, 0


_DOERS: dict[str, Doer] = {
    "escape": _escape,
    "unescape": _unescape,
    "pad": _pad,
    "shorten": _shorten,
    "collect": _collect,
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
