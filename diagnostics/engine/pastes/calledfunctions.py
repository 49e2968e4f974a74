"""A function of a start-up file that a post says was run by its name, or shows at a prompt: `ds`, then `claude`.

What it exports is in that terminal then. A function that starts the client itself is another matter (`functions.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..kinds import recognise
from ..regexes import regex
from ..source import TYPED, Kind
from .parts import Part

_POSIX = (Kind.ZSH, Kind.BASH, Kind.SH)
_DEFINED = regex(r"^[ \t]*(?:function[ \t]+)?([A-Za-z][\w-]{0,40})[ \t]*\([ \t]*\)[ \t]*\{?[ \t]*$", re.MULTILINE)
# "I run `ds`", "then type ds", "执行：ds方法"; what denies, advises or supposes says nothing of the kind.
_RUN = (
    r"(?:\b(?:r[au]n|running|call(?:ed)?|typed?|executed?|enter(?:ed)?|used?|after|activate[ds]?)[ \t:]+"
    r"(?:the (?:function|command)[ \t]+)?|(?:执行|运行|调用|输入|使用)[：: \t]*)[`'\"]?"
)
_NOT_SO = regex(
    r"\b(?:not|never|should|you|instead|would|could|can|if|without|before|want)\b|n['’]t\b|\?", re.IGNORECASE
)
_MOST = 20  # functions that are looked for


def called_in(parts: Sequence[Part], lines: Sequence[str]) -> Iterator[Part]:
    """Yield the call of the one function that was run so, as a command that was typed; none where it is not certain.

    `lines` are those of the whole paste: of a transcript the parts hold what was printed, and not each command.
    """
    if not any("()" in line for line in lines):
        return
    kinds = [recognise(part.name, part.text) if part.kind is None else part.kind for part in parts]
    shells = [(part, kind) for part, kind in zip(parts, kinds, strict=True) if kind in _POSIX]
    if len(shells) != 1 or "()" not in shells[0][0].text or "export " not in shells[0][0].text:
        return
    names = _DEFINED.findall(shells[0][0].text)[:_MOST]
    if not names:
        return
    said = "|".join(map(re.escape, dict.fromkeys(names)))
    run = re.compile(rf"{_RUN}(?P<name>{said})(?![\w.-])(?!\(\) *\{{)", re.IGNORECASE | re.ASCII)
    typed = re.compile(rf"[^\n]{{0,80}}[$%❯➜>][ \t]+(?P<name>{said})[ \t\r]*\n?")
    found = {n: call["name"] for n, line in enumerate(lines) if (call := typed.fullmatch(line[:200]))}
    for part, kind in zip(parts, kinds, strict=True):
        if kind is not Kind.TEXT or part.name:
            continue
        for number, line in enumerate(part.lines, part.first):
            call = run.search(line[:500])
            if call is not None and not _NOT_SO.search(line[: call.start("name")]):
                found[number] = call["name"]
    if len(set(found.values())) == 1:
        number, name = next(iter(found.items()))
        yield Part(number, [name + "\n"], TYPED, shells[0][1])
