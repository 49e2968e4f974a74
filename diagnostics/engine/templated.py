"""Files in JSON and YAML that a program fills in before another reads them: the tags of chezmoi, Helm and Jinja.

What a tag stands for is not in the text. One that has a line to itself is passed over, and so are the lines behind an
`else`; one within a line becomes a word that still says what it was. Every tag keeps its length, so that what stands
behind it keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from .records import replace
from .regexes import regex
from .source import Document, Kind

_JSON = (
    Kind.CLAUDE_SETTINGS,
    Kind.CLAUDE_STATE,
    Kind.OPENCODE_CONFIG,
    Kind.GEMINI_SETTINGS,
    Kind.QWEN_SETTINGS,
    Kind.VSCODE_SETTINGS,
)
# Workflows have `${{ … }}` of their own, which is no template's.
_LINE = regex(
    r"^(?P<indent>[ \t]*)(?:\{\{(?!\{)[^\n]{0,400}\}\}|\{%[^\n]{0,400}%\})(?P<comma>,?)[ \t\r]*$", re.MULTILINE
)
# What a tag begins with may be masked, up to its first word in quotes.
_MASKED = r"‹[^›\n]{1,60}›(?=[ \t]{1,9}\"[^\s,:}\]\"])"
_INLINE = regex(rf"(?:(?<!\$)\{{\{{(?!\{{)|{_MASKED})[^\n]{{0,200}}?\}}\}}")
_WORD = regex(r"(?:\{\{|\{%)[-+]?[ \t]*(?:\w+)?")
_OPENS = ("if", "range", "with", "define", "block", "for", "unless")
_CLOSES = ("end", "endif", "endfor")
_ELSE = ("else", "elif")
_SHORTEST = 6
_LONGEST = 2_000  # characters of a line before a tag
_MOST = 2_000  # tags within lines


def is_filled_in(document: Document) -> bool:
    """Tell whether a file in JSON is a template: a tag outside a string, with quotes in it, or on a line of its own."""
    text = document.text
    if document.kind not in _JSON or not any(sign in text for sign in ("{{", "{%", "}}")):
        return False
    return _LINE.search(text) is not None or any(
        '"' in tag[0] or not _is_quoted(text, tag.start()) for tag in islice(_INLINE.finditer(text), _MOST)
    )


def without_tags(document: Document) -> Document:
    """Return a file in JSON as it is read where each tag stands for nothing, or for a value that is not known."""
    if not is_filled_in(document):
        return document
    text = document.text
    for begin, stop in _passed_over(text):
        text = f"{text[:begin]}{_blank(text[begin:stop])}{text[stop:]}"
    text = _LINE.sub(lambda tag: f"{' ' * (len(tag[0]) - len(tag['comma']))}{tag['comma']}", text)
    text = _INLINE.sub(lambda tag: _as_json(text, tag), text, count=_MOST)
    return replace(document, text=text)


def without_tags_in_yaml(document: Document) -> tuple[Document, tuple[tuple[int, int], ...]]:
    """Return a file in YAML whose tags are comments and words, and the places of which a tag decides."""
    text = document.text
    if "{{" not in text and "{%" not in text:
        return document, ()
    chosen = tuple(_chosen(text))
    text = _LINE.sub(lambda tag: f"{tag['indent']}#{' ' * (len(tag[0]) - len(tag['indent']) - 1)}", text)
    return replace(document, text=_INLINE.sub(lambda tag: _as_yaml(text, tag), text, count=_MOST)), chosen


def _blank(text: str) -> str:
    return "".join(sign if sign == "\n" else " " for sign in text)


def _is_quoted(text: str, at: int) -> bool:
    line = text.rfind("\n", max(0, at - _LONGEST), at) + 1
    return text.count('"', max(line, at - _LONGEST), at) % 2 == 1


def _as_json(text: str, tag: re.Match[str]) -> str:
    plain = tag[0].replace('"', "'").replace("\\", "/")
    if _is_quoted(text, tag.start()) or len(plain) < _SHORTEST:
        return plain
    room = len(plain) - _SHORTEST
    return f'"{{{{{plain[2:-2].strip()[:room].ljust(room)}}}}}"'


def _as_yaml(text: str, tag: re.Match[str]) -> str:
    length = len(tag[0])
    if length < _SHORTEST:
        return tag[0]
    if _is_quoted(text, tag.start()):
        return f"{{{{{'_' * (length - 4)}}}}}"
    return f"'{{{{{'_' * (length - 6)}}}}}'"


def _words(text: str) -> Iterator[tuple[re.Match[str], str]]:
    for line in _LINE.finditer(text):
        word = _WORD.match(text, line.start() + len(line["indent"]))
        yield line, word[0].lstrip("{%-+ \t") if word else ""


def _passed_over(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines that stand behind an `else`: one of two ways is read."""
    opened: list[int] = []  # where the other way begins, or -1
    for line, word in _words(text):
        if word in _OPENS:
            opened.append(-1)
        elif word in _ELSE and opened and opened[-1] < 0:
            opened[-1] = line.end()
        elif word in _CLOSES and opened:
            begin = opened.pop()
            if begin >= 0 and not any(each >= 0 for each in opened):
                yield begin, line.start()


def _chosen(text: str) -> Iterator[tuple[int, int]]:
    """Yield what stands between a tag that decides about lines and the one that closes it."""
    depth, begin = 0, 0
    for line, word in _words(text):
        if word in _OPENS:
            depth += 1
            begin = line.end() if depth == 1 else begin
        elif word in _CLOSES and depth:
            depth -= 1
            if not depth:
                yield begin, line.start()
