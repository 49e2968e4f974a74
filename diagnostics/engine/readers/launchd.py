"""Read a job of macOS's launchd: the variables of its process, and what it sets by `launchctl setenv` for all apps."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from ..records import dataclass, field
from ..regexes import regex
from ..source import Document
from .entries import Entry, EnvFile
from .shadow import Shadow, shadow

_TOKEN = regex(
    r"<!--.*?(?:-->|\Z)|<(?P<leaf>key|string|integer|real|date|data)>(?P<text>[^<]*)</(?P=leaf)>"
    r"|<(?P<end>/)?(?P<group>dict|array)(?P<empty>/)?>|<(?P<lone>true|false|string)/>",
    re.DOTALL,
)
_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_SETENV = regex(r"(?:^|[;&|]\s*)\s*(?:/bin/)?launchctl[ \t]+setenv[ \t]+([A-Za-z_]\w*)[ \t]+([^\n;&|]+)")
_WORD = regex(r"'([^']*)'|\"([^\"$`\\]*)\"|([^\s'\"$`\\*?()<>]+)")


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A text in the file: what it says, and where."""

    text: str = field(repr=False)
    begin: int
    stop: int


@dataclass(slots=True)
class _Open:
    """A dict or array that is being read, and the key under which it stands."""

    key: str
    names: list[_Leaf] = field(default_factory=list)  # the last key; of an array, its texts


def read_launchd(document: Document) -> EnvFile:
    """Return the variables of the job's process and those that it sets for all apps."""
    text = shadow(document.text)
    entries: list[Entry] = []
    owner = "the job"
    arguments: list[_Leaf] = []
    stack: list[_Open] = []
    for token in _TOKEN.finditer(text.text):
        if token["group"]:
            _group(token, stack)
            continue
        if not token["leaf"] and not token["lone"]:
            continue  # a comment
        leaf = _Leaf(html.unescape(token["text"] or ""), token.start("text"), token.end("text"))
        top = stack[-1] if stack else None
        if top is None:
            continue
        if token["leaf"] == "key":
            top.names = [leaf]
        elif top.key == "EnvironmentVariables" and top.names:
            entries.append(_entry(document, text, top.names[-1], leaf))
        elif top.key == "ProgramArguments":
            arguments.append(leaf)
        elif top.names and top.names[-1].text == "Label" and len(stack) == 1:
            owner = f"the job {text.restore(leaf.text, leaf.begin)}"
    entries += _set_for_apps(document, text, arguments)
    return EnvFile(document.name, document.kind, tuple(entries), owner=owner)


def _group(token: re.Match[str], stack: list[_Open]) -> None:
    if token["end"]:
        if stack:
            stack.pop()
    elif not token["empty"]:
        names = stack[-1].names if stack else []
        stack.append(_Open(names[-1].text if names else ""))


def _entry(document: Document, text: Shadow, name: _Leaf, value: _Leaf) -> Entry:
    span = document.span(name.begin, max(value.stop, name.stop))
    value_span = document.span(value.begin, value.stop) if value.begin >= 0 else None
    return Entry(name.text, text.restore(value.text, value.begin), span, value_span)


def _set_for_apps(document: Document, text: Shadow, arguments: Sequence[_Leaf]) -> list[Entry]:
    """Return what `launchctl setenv NAME VALUE` among the arguments sets, or in a command for a shell."""
    entries: list[Entry] = []
    words = [leaf.text for leaf in arguments]
    if words[:1] in (["launchctl"], ["/bin/launchctl"]) and words[1:2] == ["setenv"] and len(words) >= 4:
        if _NAME.fullmatch(words[2]):
            entries.append(_entry(document, text, arguments[2], arguments[3]))
        return entries
    for leaf in arguments:
        for found in _SETENV.finditer(leaf.text):
            span = document.span(leaf.begin, leaf.stop)
            word = _WORD.fullmatch(found[2].strip())
            plain = next((each for each in word.groups() if each is not None), "") if word else None
            why = None if plain is not None else f"line {span.line} has the value worked out by a shell"
            value = text.restore(plain, leaf.begin) if plain is not None else None
            entries.append(Entry(found[1], value, span, None, why))
    return entries
