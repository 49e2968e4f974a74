"""Start-up files made of templates, for comparing the reader with the real shells."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

TEMPLATES = Path(__file__).with_name("snippets.txt")
_SYMBOL = re.compile(r"<([a-z0-9]+)>")
_NOTHING = "<nothing>"  # the empty template
_DEEPEST = 4
_BEFORE = ["", "A='a b'\n", "B=ab/c.d\nA=a\n", "R=(a b 'c d')\nA=x:y\n", "export A=1 B=2\n", "C=B\nB=abc\n"]


@cache
def templates(shell: str) -> dict[str, list[str]]:
    """Return the templates of a shell by the symbol that stands for them."""
    read: dict[str, list[str]] = {}
    into: list[str] = []
    for line in TEMPLATES.read_text(encoding="utf-8").splitlines():
        heading = re.fullmatch(r"\[(both|zsh|bash) (\w+)\]", line)
        if heading:
            into = read.setdefault(heading.group(2), []) if heading.group(1) in ("both", shell) else []
        elif line and not line.startswith("# "):
            into.append("" if line == _NOTHING else json.loads(f'"{line}"'))
    return read


def files(shell: str) -> st.SearchStrategy[str]:
    """Return a strategy for whole start-up files of a shell."""
    known = templates(shell)

    @st.composite
    def file(draw: Callable[[st.SearchStrategy], str]) -> str:
        def filled(symbol: str, depth: int) -> str:
            if symbol == "stmt" and depth <= 0:
                symbol = "simple"
            choices = known[symbol]
            if depth < -_DEEPEST:
                choices = [one for one in choices if not _SYMBOL.search(one)] or choices
            template = draw(st.sampled_from(choices))
            made = _SYMBOL.sub(lambda found: filled(found[1], depth - 1) if found[1] in known else found[0], template)
            return made.replace("@F", f"f{len(made)}")  # longer than what it holds: no function calls itself

        lines = [filled("stmt", _DEEPEST) for _ in range(draw(st.integers(1, 4)))]
        return draw(st.sampled_from(_BEFORE)) + "\n".join(lines) + "\nexport A B C\n"

    return file()
