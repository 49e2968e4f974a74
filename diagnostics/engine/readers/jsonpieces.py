"""A piece of a settings file, as people quote it in a post: without the brackets around it, or cut off at its end.

A client that found a file in this state would drop it; a post shows a part of a file that is whole. So a piece is read
as if the brackets stood there, and nothing is said of a mistake. The same goes for dots on a line of their
own, which stand for what a post leaves out, and for the comma that stays behind above a bracket where lines were cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..records import dataclass
from ..regexes import regex
from ..source import Document

_BEGINS = regex(r'\ufeff?\s*(?P<remarks>(?:(?://|#)[^\n]*\n\s*){0,20})"(?P<key>[A-Za-z$][\w.$-]{0,100})"\s*:')
_VARIABLE = regex(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_TOKEN = regex(r'"(?:[^"\\\n]|\\.)*"|[{}\[\]]|"')
_WORDS = regex(r"\S")
_COMMA = regex(r",\s*\Z")
_DOTS = regex(r"^[ \t]*(?://[ \t]*)?(?:\.{3,6}|…)[ \t]*,?[ \t]*(?=\r?$)", re.MULTILINE)
# A member whose name, or whose value, has no end: the last line of a post that was cut off.
_CUT = regex(r'(?<=[{,\n])[ \t]*"(?:[^"\\\n]|\\.)*(?:"[ \t]*:[ \t]*"(?:[^"\\\n]|\\.)*)?\s*\Z')
# Such a comma, and the texts within which one is none.
_TEXT_OR_COMMA = regex(r'"(?:[^"\\\n]|\\.)*"|(?P<comma>,)(?=\s*[}\]])|"')
_LAST_COMMA = regex(r",(?=\s*[}\]])")
_CLOSES = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece with what is missing around it: the whole text, and how many characters were put in front."""

    text: str
    shift: int


def is_piece(text: str) -> bool:
    """Tell whether a text begins with a member of an object, and not with the object itself."""
    return _BEGINS.match(text) is not None


def whole(document: Document) -> Piece:
    """Return a document's text, with the brackets that are missing around it where it is a piece in a post."""
    text = _without_dots(document)
    as_it_is = Piece(text, 0)
    if (found := _BEGINS.match(text)) is not None:
        if not document.paste and document.name.lower().endswith(".json"):
            return as_it_is  # a file, which begins so
        above = found.end("remarks")  # the post's own words, above what it quotes
        text = _WORDS.sub(" ", text[:above]) + text[above:]
        front = '{"env":{' if _VARIABLE.fullmatch(found["key"]) else "{"
    elif document.paste and document.text.lstrip("\ufeff \t\r\n").startswith("{") and _is_cut(document):
        front = ""
    else:
        return as_it_is
    closed = _closed(front, text)
    return as_it_is if closed is None else Piece(closed, len(front))


def _is_cut(document: Document) -> bool:
    """Tell whether a post's object may be a part of one: no file is named, or it ends in the comma before the rest.

    So does a text that ends within a quotation: a form took no more of it.
    """
    text = document.text.rstrip()
    last = text[text.rfind("\n") + 1 :].replace('\\"', "")
    is_open = text.endswith(("},", "],", '",')) or last.count('"') % 2 == 1
    return " on line" in document.name or is_open or ends_inside(document)


def ends_inside(document: Document) -> bool:
    """Tell whether a post's object ends on a line that stands further in than its first, with brackets still open."""
    text = document.text.strip("\r\n").rstrip()
    first, last = (re.match(r"[ \t]*", line) for line in (text.split("\n")[0], text.split("\n")[-1]))
    is_deeper = first is not None and last is not None and last.end() > first.end()
    return bool(document.paste) and is_deeper and text.count("{") > text.count("}") + 1


def dots(document: Document) -> Iterator[re.Match[str]]:
    """Yield the lines of a post's JSON that are nothing but dots."""
    if document.paste and ("..." in document.text or "…" in document.text):
        yield from _DOTS.finditer(document.text)


def left_commas(document: Document) -> list[int]:
    """Return the offsets of the commas before a closing bracket in what a post quotes, of no file that it names."""
    found: list[int] = []
    if " on line" not in document.name or "," not in document.text:
        return found
    for token in _TEXT_OR_COMMA.finditer(document.text):
        if token.group() == '"':
            break  # a text that has no end: what follows is no JSON
        if token["comma"]:
            found.append(token.start())
    return found


def without_commas(piece: Piece, commas: list[int]) -> str:
    """Return a piece's text with blanks in place of the commas at these offsets of the document."""
    text = piece.text
    places = [place + piece.shift for place in commas if place + piece.shift < len(text)]
    begins = [0, *(place + 1 for place in places)]
    return " ".join(text[begin:stop] for begin, stop in zip(begins, [*places, len(text)], strict=True))


def _without_dots(document: Document) -> str:
    """Return the text with blanks in place of a post's dots, and of the comma that they leave behind."""
    found = list(dots(document))
    if not found:
        return document.text
    text = _DOTS.sub(lambda line: " " * len(line.group()), document.text)
    return _LAST_COMMA.sub(" ", text)


def _closed(front: str, text: str) -> str | None:
    """Return the text with the brackets that are open at its end closed; None where it has one too many, or no end."""
    written = front + text
    if (cut := _CUT.search(written)) is not None:  # the post ends within a text: what is whole above it counts
        written = written[: cut.start()]
    is_open: list[str] = []
    for found in _TOKEN.finditer(written):
        sign = found.group()
        if sign in _CLOSES:
            is_open.append(_CLOSES[sign])
        elif sign in ("}", "]"):
            if not is_open or is_open.pop() != sign:
                return None
        elif sign == '"':
            return None  # a text that has no end
    end = _COMMA.search(written) if is_open else None
    return (written[: end.start()] if end else written) + "".join(reversed(is_open))
