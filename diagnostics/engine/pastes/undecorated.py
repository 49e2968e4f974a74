"""What a screen or a page puts into a text, and no file holds: colours, entities of HTML, a line struck through.

Each line keeps its place. A sign that a shell's file may hold by itself (`\\e[0m` in a prompt) is no such byte.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..regexes import regex
from .pastelines import is_prose

_ESCAPE = ("\x1b[", "\u241b[", "^[[")
# A sequence that sets a colour or clears a line, with its first byte as it is, as a sign for it, or as `cat -v` has it.
_COLOUR = regex(r"(?:\x1b|\u241b|\^\[)\[(?:\d{1,3}(?:;\d{1,3}){0,8})?[mK]")
# The same as a form leaves it that drops the byte; so grep colours what it found.
_OF_GREP = "[m[K"
_BARE_COLOUR = regex(r"\[(?:\d{1,3}(?:;\d{1,3}){0,4})?[mK]")
_ENTITIES = {"&quot;": '"', "&#34;": '"', "&#39;": "'", "&apos;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = regex(r"&(?:quot|#34|#39|apos|lt|gt|amp);")
# A key or a value in such marks, as no file has it that replaces them: &quot;env&quot;: · =&quot;https
_SHOWN = regex(r"&quot;[\w.$-]{1,60}&quot;[ \t]*:|=&quot;[\w/]")
_XML = ("<?xml", "<plist", "<!DOCTYPE")
_STRUCK = regex(r"[ \t]*(?:[-*•][ \t]+)?~~(?=\S)[^~\n]{1,500}~~[ \t\r]*\n?")
_TIME = regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?[ \t]+")
_FEWEST_OF_LOG = 2
_TRACED = regex(
    r"(?P<sign>\+{1,3} )(?:export [A-Z_]|unset [A-Z_]|[A-Z][A-Z0-9_]*="
    r"|(?:npx [^\n]{0,80}?)?(?:claude|codex|gemini|opencode|aider)\b)"
)
_RUN_TRACED = regex(r"\b(?:ba|z|da)?sh -\w*x")
_NESTED = regex(r"(>{2,4})(?=[ \t\r\n]|$)")


def undecorated(text: str) -> str:
    """Return a text without a terminal's colours, and with the signs that a page shows for its entities."""
    if any(mark in text for mark in _ESCAPE):
        text = "\n".join(_without_colours(line) for line in text.split("\n"))
    elif _OF_GREP in text:
        text = _BARE_COLOUR.sub("", text)
    if "&quot;" in text and _SHOWN.search(text) and not any(mark in text for mark in _XML):
        text = _ENTITY.sub(lambda found: _ENTITIES[found.group()], text)
    return text


def _without_colours(line: str) -> str:
    """Return a line without its colours; behind a quotation mark they are a shell's own, as a prompt has them."""
    first = min((at for mark in _ESCAPE if (at := line.find(mark)) >= 0), default=-1)
    is_quoted = first >= 0 and any(mark in line[:first] for mark in ("'", '"'))
    return line if first < 0 or is_quoted else _COLOUR.sub("", line)


def without_times(lines: Sequence[str]) -> list[str]:
    """Return the lines of a run's log without the time that stands before each of them; others as they are."""
    filled = [line for line in lines if line.strip()]
    if len(filled) < _FEWEST_OF_LOG or not all(map(_TIME.match, filled)):
        return list(lines)
    return [_TIME.sub("", line, count=1) for line in lines]


def with_traces_typed(lines: Sequence[str]) -> list[str]:
    """Return the lines of a log with a prompt for the `+` that `set -x` has before what the shell carries out.

    Of a script that is run with `bash -x FILE` nothing stays in the shell in which it was started.
    """
    traced = {number: found for number, line in enumerate(lines) if (found := _TRACED.match(line))}
    if not traced or any(_RUN_TRACED.search(line) for line in lines):
        return list(lines)
    return [
        f"$ {line[traced[number].end('sign') :]}" if number in traced else line for number, line in enumerate(lines)
    ]


def without_struck(lines: Sequence[str]) -> list[str]:
    """Return the lines of a post, those left empty that are struck through: `~~export NAME=value~~`."""
    return ["\n" if "~~" in line and _STRUCK.fullmatch(line) else line for line in lines]


def with_single_marks(lines: Sequence[str]) -> list[str]:
    """Return the lines of a mail, `>>` in front of one as `> >`: both quote what a quotation holds.

    A shell appends to a file with these signs, and Python shows its prompt with three: only a post is asked.
    """
    nested = [line for line in lines if _NESTED.match(line)]
    if len(nested) < 2 or not any(is_prose(line.lstrip("> ")) for line in nested):
        return list(lines)
    return [_NESTED.sub(lambda found: " ".join(found[1]), line, count=1) for line in lines]
