"""`awk` on known text: the few forms of a test and of `print` that start-up files use."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..regexes import regex
from .commands import Call
from .machine import Machine
from .sed import Expression, affordable, expression, input_of
from .values import Unknown, is_masked

_AWK = regex(
    r"\s*(?:!?/((?:[^/\\]|\\.)*)/|NR\s*==\s*(\d+)|\$(\d+)\s*(==|~)\s*(?:\"([^\"\\]*)\"|/((?:[^/\\]|\\.)*)/))?\s*"
    r"(?:\{\s*print\b\s*((?:\$(?:\d+|NF)|\"(?:[^\"\\]|\\[nt\"])*\"|[\s,])*?)(;\s*exit\s*;?)?\s*;?\s*\})?\s*"
)
_ITEM = regex(r"\$(\d+|NF)|\"((?:[^\"\\]|\\[nt\"])*)\"|(,)")


def awk(m: Machine, call: Call) -> None:
    """`awk '/pattern/ {print $2}'`: one rule that prints fields and texts."""
    from .textprograms import unknown_output

    words = [text for text in call.arguments if isinstance(text, str)]
    separator: str | None = None
    known = len(words) == len(call.arguments)
    while words and words[0].startswith("-F"):
        word = words.pop(0)
        separator = word[2:] or (words.pop(0) if words else "")
    found = _AWK.fullmatch(words[0]) if words and known else None
    text = input_of(m, call, words[1:])
    sure = separator is None or (len(separator) == 1 and separator not in " \\") or _is_literal(separator)
    if found is None or not sure or isinstance(text, Unknown) or is_masked(text):
        unknown_output(m, call)
        return
    raw = found[1] if found[1] is not None else found[6]
    pattern = expression(raw.replace("\\/", "/"), extended=True) if raw is not None else None
    test = _awk_test(found, words[0], separator, pattern)
    if test is None or not affordable(m, text, (pattern,)):
        unknown_output(m, call)
        return
    written: list[str] = []
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else [], 1):
        if test(line, number):
            written.append(_printed(found[7], _parts(line, separator), line) + "\n")
            if found[8]:
                break
    m.status = 0
    m.write("".join(written))


def _is_literal(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_:=,;@#% \"'/-]{2,}", text) is not None


def _parts(line: str, separator: str | None) -> list[str]:
    if separator is None:
        return line.split()
    return line.split({"\\t": "\t"}.get(separator, separator)) if line else []


def _awk_test(
    found: re.Match[str], script: str, separator: str | None, pattern: Expression | None
) -> Callable[[str, int], bool] | None:
    if found[1] is not None or found[6] is not None:
        if pattern is None:
            return None
        search = pattern.pattern.search
        if found[1] is not None:
            negated = script.lstrip().startswith("!")
            return lambda line, _: (search(line) is not None) != negated
        field = int(found[3])
        return lambda line, _: search(_field(_parts(line, separator), line, field)) is not None
    if found[2] is not None:
        wanted = int(found[2][:9])
        return lambda _, number: number == wanted
    if found[3] is not None:
        field, value = int(found[3]), found[5]
        return lambda line, _: _field(_parts(line, separator), line, field) == value
    if script.lstrip()[:1] == "!" or not script.strip():
        return None
    return lambda _line, _number: True


def _field(parts: Sequence[str], line: str, number: int) -> str:
    return line if number == 0 else parts[number - 1] if number <= len(parts) else ""


def _printed(items: str | None, parts: Sequence[str], line: str) -> str:
    if not (items or "").strip():
        return line
    pieces: list[str] = []
    for one in _ITEM.finditer(items or ""):
        if one[3]:
            pieces.append(" ")
        elif one[1]:
            pieces.append(_field(parts, line, len(parts) if one[1] == "NF" else int(one[1][:4])))
        else:
            pieces.append(one[2].replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"'))
    return "".join(pieces)
