"""Variables in forms of other programs' that a post shows in a block: lists in JSON, a notebook's `%env`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from ..regexes import regex
from ..source import TYPED, Kind
from .parts import Part

# "ANTHROPIC_BASE_URL=https://…", as `docker inspect` has it in `.Config.Env`
_PAIR = regex(r"[A-Za-z_]\w*=.*", re.DOTALL)
_SHOWN = regex(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+=(?:‹[^‹›\n]{1,100}›|[^\s;\"'`\\‹])+")
_TEXT = regex(r'"((?:[^"\\\n]|\\.)*)"')
_MEMBER = regex(r'"(?P<key>name|value)"[ \t]*:[ \t]*"(?P<text>(?:[^"\\\n]|\\.)*)"')
_LONGEST = 20_000
# %env NAME=value · !claude -p "hi" (IPython)
_MAGIC = regex(r"[ \t]*%(?:set_)?env[ \t]+(?P<name>[A-Za-z_]\w*)[= ][ \t]*(?P<value>[^'\n]*?)[ \t\r]*\n?")
_CALL = regex(r"[ \t]*!(?P<call>[^\n]*)\n?")


def in_another_form(part: Part) -> list[Part] | None:
    """Return a block of such a form as a shell or a list has it, each line in its place; None for any other block."""
    first = next((line.lstrip() for line in part.lines if line.strip()), "")
    told = None
    if first.startswith("["):
        told = _of_array(part)
    elif first.startswith(("%env ", "%set_env ")):
        told = _of_notebook(part)
    return None if told is None else [told]


def _of_array(part: Part) -> Part | None:
    """Return a list in JSON of nothing but pairs; of those only what a post's list can show is kept."""
    text = part.text
    if len(text) > _LONGEST or not ("=" in text or '"value"' in text):
        return None
    try:
        pairs = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if pairs and all(isinstance(each, dict) and isinstance(each.get("name"), str) for each in pairs):
        return Part(part.first, list(_pairs_of_objects(part.lines)), kind=Kind.LISTED)
    if not pairs or not all(isinstance(each, str) and _PAIR.fullmatch(each) for each in pairs):
        return None
    return Part(part.first, [_pairs_of(line) for line in part.lines], kind=Kind.LISTED)


def _pairs_of(line: str) -> str:
    return "; ".join(pair for pair in _TEXT.findall(line) if _SHOWN.fullmatch(pair)) + "\n"


def _pairs_of_objects(lines: Sequence[str]) -> Iterator[str]:
    """Yield each line as the pairs whose name and value stand on it, or whose second part does."""
    known: dict[str, str] = {}
    for line in lines:
        found = []
        for member in _MEMBER.finditer(line):
            if member["key"] in known:
                known = {}  # another object: the one above had no value, or no name
            known[member["key"]] = member["text"]
            if len(known) == len(("name", "value")):
                found.append(f"{known['name']}={known['value']}")
                known = {}
        yield "; ".join(pair for pair in found if _SHOWN.fullmatch(pair)) + "\n"


def _of_notebook(part: Part) -> Part | None:
    """Return the cell of a notebook that sets variables and starts programs."""
    lines = [_typed(line) for line in part.lines]
    return Part(part.first, [line or "\n" for line in lines], TYPED, Kind.BASH) if all(_are_known(part.lines)) else None


def _are_known(lines: Sequence[str]) -> list[bool]:
    return [
        not line.strip() or line.lstrip().startswith("#") or bool(_MAGIC.fullmatch(line) or _CALL.fullmatch(line))
        for line in lines
    ]


def _typed(line: str) -> str:
    if found := _MAGIC.fullmatch(line):
        return f"export {found['name']}='{found['value']}'\n"
    found = _CALL.fullmatch(line)
    return f"{found['call'].strip()}\n" if found else line
