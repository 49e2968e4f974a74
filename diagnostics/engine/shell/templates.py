"""A start-up file that a program fills in before the shell sees it, with the tags of chezmoi (Go), Jinja or ERB.

What a tag stands for is not in the text. A tag within a line becomes a mask, which makes unknown what it is assigned
to; one that decides whether lines are there becomes an `if` whose condition is not known. Every tag keeps its length,
so that what stands behind it keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import dataclass, replace
from ..regexes import regex
from ..source import Document, Kind

FILLED = "is filled in by a template"
_LONGEST = 400  # characters of a line that are looked at
CHOOSES = "\ue0ff"  # the command that stands for the condition of a tag
MASKS = "‹t-"  # how the mask of a tag begins
_MARKS = ("{{", "{%", "<%")
_SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH)
_TAG = regex(
    r"\{\{(?:/\*|-\s*/\*)(?:[^*]|\*(?!/)){0,2000}\*/\s*-?\}\}|\{#[^\n]{0,2000}?#\}"
    r"|\{\{[^\n]{0,2000}?\}\}"
    r"|\{%[^\n]{0,2000}?%\}|<%[^\n]{0,2000}?%>"
)
_NAMED = regex(r"\.(?:tmpl|j2|jinja2?|erb|mustache|tpl)$|(?:^|/)(?:private_|executable_|readonly_)*dot_[\w.-]+$")
# What no shell text holds: a tag that decides about lines, one that is all of a value (but of a format, as docker's
# is), a word of chezmoi's. The shell would take such a value as it stands; nobody means that.
_SURE = regex(
    r"(?m)^[ \t]*(?:\{\{-?[ \t]*(?:(?:if|range|with|define|template|block|include|includeTemplate)\b"
    r"|/\*|\$\w+[ \t]*:?=)"
    r"|\{%[-+]?[ \t]*(?:if|for|set|block|include|macro|raw|endif|endfor|else|elif)\b"
    r"|<%[-=#]?[ \t]*\w)"
    r"|^[ \t]*(?:export[ \t]+)?\w+=(?:\{\{-?[ \t]|<%=)"
    r"|^[ \t]*(?:export[ \t]+)?(?!\w*(?:FORMAT|FMT|TEMPLATE))\w+=([\"'])\{\{-?[ \t]+\.?[A-Za-z_][\w.]*[ \t]*"
    r"(?:\|[^}\n]{0,100})?-?\}\}\1[ \t]*(?:#[^\n]*)?$"
    r"|\{\{-?[ \t]*\(?[ \t]*(?:\.chezmoi\.|onepassword\w*|bitwarden\w*|lastpass\w*|gopass|keyring|keepassxc|vault"
    r"|pass|secret)\b"
)
_WORD = regex(r"(?:\{\{|\{%|<%)[-+=]?[ \t]*(?:(\w+)|(\$\w+[ \t]*:?=)|(#|/\*))?(?:[ \t]+(if)\b)?")
_OPENS = frozenset(("if", "unless", "range", "with", "define", "block", "for", "macro", "filter", "call"))
_CLOSES = frozenset(("end", "endif", "endfor", "endwith", "endblock", "endmacro", "endfilter", "endcall"))
_SILENT = frozenset(("set", "raw", "endraw", "import", "from", "extends", "break", "continue", "do"))
_ARRAY = regex(r"^[ \t]*(?:\w+[ \t]+(?:-\w+[ \t]+)*)?\w+\+?=\((?:[^()\n]|\([^()\n]*\))*(?:#[^\n]*)?$")


@dataclass(frozen=True, slots=True)
class _Tag:
    begin: int
    stop: int
    kind: str  # "opens" · "else" · "elif" · "closes" · "silent" · "value"


def filled_in(document: Document) -> Document:
    """Return a document with the tags of its template made readable; one that is no template, as it is."""
    text = document.text
    if document.kind not in _SHELLS or not any(mark in text for mark in _MARKS):
        return document
    if not (_NAMED.search(document.name) or _SURE.search(text)):
        return document
    return replace(document, text=_readable(text))


def is_template(text: str) -> bool:
    """Tell whether a text was made readable by `filled_in`."""
    return CHOOSES in text or MASKS in text


def _readable(text: str) -> str:
    pieces: list[str] = []
    position = 0
    for begin, stop, instead in _replaced(text, [_tag(found) for found in _TAG.finditer(text)]):
        pieces.extend((text[position:begin], instead))
        position = stop
    return "".join((*pieces, text[position:]))


def _tag(found: re.Match[str]) -> _Tag:
    """Return a tag with what it does."""
    word = _WORD.match(found.group())
    name, assigns, comment, behind = word.groups() if word else (None, None, None, None)
    writes = found.group().startswith("<%=") or (found.group().startswith("{{") and name not in _OPENS | _CLOSES)
    if found.group().startswith("{#") or comment or assigns:
        kind = "silent"
    elif name == "else" and behind:
        kind = "elif"
    elif name in ("else", "elif", "elsif"):
        kind = "else" if name == "else" else "elif"
    elif writes:
        kind = "value"
    elif name in _OPENS or (found.group().startswith("<%") and found.group().rstrip("%>- ").endswith((" do", "|"))):
        kind = "opens"
    else:
        kind = "closes" if name in _CLOSES else "silent" if name in _SILENT or "<%" in found.group() else "value"
    return _Tag(found.start(), found.end(), kind)


def _replaced(text: str, tags: Sequence[_Tag]) -> list[tuple[int, int, str]]:
    """Return what stands in the place of the tags: (begin, stop, text of that length), in order."""
    made: list[tuple[int, int, str]] = []
    held: int | None = None  # where a block began that stands within a line or an array: all of it is one value
    level = opened = 0
    for tag in tags:
        if held is not None:
            level += (tag.kind == "opens") - (tag.kind == "closes")
            if not level:
                made.append((held, tag.stop, _masked(text[held : tag.stop])))
                held = None
            continue
        if tag.kind == "opens" and _within(text, tag):
            held, level = tag.begin, 1
        elif tag.kind in ("silent", "value"):
            piece = text[tag.begin : tag.stop]
            made.append((tag.begin, tag.stop, re.sub(r"[^\n]", " ", piece) if tag.kind == "silent" else _masked(piece)))
        elif tag.kind == "closes" and not opened:  # of an excerpt
            made.append((tag.begin, tag.stop, " " * (tag.stop - tag.begin)))
        else:
            opened += (tag.kind == "opens") - (tag.kind == "closes")
            made.append((tag.begin, tag.stop, _control(text, tag)))
    if held is not None:
        made.append((held, len(text), _masked(text[held:])))  # it is never closed
    return made


def _head(text: str, at: int) -> str | None:
    """Return what stands before a place on its line; None where that is too much to be blank."""
    start = text.rfind("\n", max(at - _LONGEST, 0), at) + 1
    return text[start:at] if start or at < _LONGEST else None


def _within(text: str, tag: _Tag) -> bool:
    """Tell whether a tag stands behind something on its line that is no other tag, or among the words of an array."""
    head = _head(text, tag.begin)
    if head is None or _TAG.sub("", head).strip():
        return True
    start = tag.begin - len(head)
    for _ in range(60):  # the lines above, up to one that is no word of an array
        line = _head(text, start - 1) if start else None
        if line is None or line.strip() == ")" or "=(" in line:
            return line is not None and _ARRAY.match(line) is not None
        start -= len(line) + 1
    return False


def _masked(piece: str) -> str:
    """Return masks that are as long as the lines of a piece."""
    return "\n".join(
        MASKS + "-" * (len(line) - 4) + "›" if len(line) > 3 else " " * len(line) for line in piece.split("\n")
    )


def _control(text: str, tag: _Tag) -> str:
    """Return the words of the shell in the place of a tag that decides about lines."""
    size = tag.stop - tag.begin
    head = _head(text, tag.begin)
    first = head is not None and not head.strip()
    stop = text.find("\n", tag.stop, tag.stop + 400)
    rest = text[tag.stop : stop if stop != -1 else tag.stop + 400].strip()
    ends = ";" if rest and not rest.startswith("#") else ""
    words = {
        "opens": (f"if {CHOOSES};then",),
        "elif": (f":;elif {CHOOSES};then", f"elif {CHOOSES};then"),
        "else": (":;else", "else"),
        "closes": (f":;fi{ends}", f"fi{ends}"),
    }[tag.kind]
    if not first:
        words = tuple(";" + one for one in words)
    return next((one.ljust(size) for one in words if len(one) <= size), "(" + CHOOSES * (size - 1))  # no shell reads it
