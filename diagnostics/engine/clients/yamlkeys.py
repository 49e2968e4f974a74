"""Read the keys of a client's YAML settings, with places: mappings, lists of them, and values of one line.

Enough for what aider and Continue are told in practice: of flow style, lists of words and, as the text that it is
written in, what stands in braces. Anchors and several lines in one value are left out, and a key that holds such a
thing has no value here. A merge (`<<: *name`) is kept as the alias that it names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ..client import FileRead
from ..readers.configtree import ConfigFile, Leaf, Path
from ..regexes import regex
from ..source import Document, Span, home_path
from ..yamlwords import yaml_word


@cache
def _line() -> re.Pattern[str]:
    """Return the pattern of a line, compiled where there is such a file."""
    return re.compile(
        r"""^(?P<indent>[ ]*)(?P<dash>-[ ]+)?
            (?:(?P<key>[A-Za-z_][\w.-]*|<<|"[^"\n]*"|'[^'\n]*')[ \t]*:(?=[ \t\r\n]|\Z))?
            [ \t]*(?P<value>"[^"\n]*"|'[^'\n]*'|(?(key)[{\[]|(?!))[^\n\r]*?|[^\s\#|>&*{\[][^\n\r]*?|\*{2,}
                |(?<=<<:[ ])\*[\w.-]{1,80})?
            [ \t]*(?:\#[^\n]*)?\r?$""",
        re.MULTILINE | re.VERBOSE,
    )


_ITEM = regex(r"(?<=[\[,])[ \t]*(\"[^\"\n]*\"|'[^'\n]*'|[^\s,\[\]\"'](?:[^,\]]*[^\s,\]])?)[ \t]*(?=[,\]])")


def yaml_files(documents: Sequence[Document], word: str) -> tuple[FileRead, ...]:
    """Return the YAML files that rules name by this word, by their path or by what they hold, in order."""
    found = [document for document in documents if yaml_word(document, home_path(document.name)) == word]
    return tuple(FileRead(home_path(document.name), read_yaml(document)) for document in found)


def read_yaml(document: Document) -> ConfigFile:
    """Return the keys of one file."""
    leaves: dict[Path, Leaf] = {}
    groups: dict[Path, Span] = {(): document.span(0, len(document.text))}
    open_keys: list[tuple[int, str | int]] = []  # indent and key of what is open
    for line in _line().finditer(document.text):
        if line["key"] is None and line["value"] is None:
            continue
        indent = len(line["indent"])
        if line["dash"]:
            _close(open_keys, indent + 1)
            number = open_keys[-1][1] if open_keys and isinstance(open_keys[-1][1], int) else -1
            if isinstance(number, int) and open_keys and open_keys[-1][0] == indent and number >= 0:
                open_keys.pop()
            open_keys.append((indent, number + 1))
            indent += len(line["dash"])
        else:
            _close(open_keys, indent)
        _note(document, line, indent, open_keys, leaves, groups)
    return ConfigFile(document.name, document.kind, leaves, groups)


def _close(open_keys: list[tuple[int, str | int]], indent: int) -> None:
    """Close what does not reach to an indent; the item of a list stays open for its own next keys."""
    while open_keys and open_keys[-1][0] >= indent:
        open_keys.pop()


def _note(
    document: Document,
    line: re.Match[str],
    indent: int,
    open_keys: list[tuple[int, str | int]],
    leaves: dict[Path, Leaf],
    groups: dict[Path, Span],
) -> None:
    """Keep a value, or open the group that a key without one begins."""
    above: Path = tuple(key for _, key in open_keys)
    key = _plain(line["key"]) if line["key"] is not None else None
    path: Path = above if key is None else (*above, key)
    begin = line.start("key") if key is not None else line.start("value")
    if line["value"] is None:
        groups[path] = document.span(begin, line.end())
        if key is not None:
            open_keys.append((indent, key))
        return
    if line["value"][0] == "[":
        groups[path] = document.span(begin, line.end())
        for number, item in enumerate(_ITEM.finditer(line["value"])):
            span = document.span(line.start("value") + item.start(1), line.start("value") + item.end(1))
            leaves[*path, number] = Leaf(_plain(item[1]), span, span)
        return
    value_span = document.span(line.start("value"), line.end("value"))
    leaves[path] = Leaf(_plain(line["value"]), document.span(begin, line.end("value")), value_span)


def _plain(text: str) -> str:
    return text[1:-1] if text[:1] in ('"', "'") and text[-1:] == text[:1] and len(text) > 1 else text
