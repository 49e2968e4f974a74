"""The options of fish's `string`, which may stand among the texts."""

from __future__ import annotations

import re

from ..records import dataclass, field

_TAKES = {
    "split": "mfd",
    "split0": "mf",
    "join": "",
    "join0": "",
    "collect": "",
    "replace": "",
    "match": "",
    "sub": "sle",
    "trim": "c",
    "length": "",
    "upper": "",
    "lower": "",
    "repeat": "nm",
    "escape": "S",
    "unescape": "S",
    "pad": "wc",
    "shorten": "mc",
}
_LONG = {
    "quiet": "q",
    "all": "a",
    "ignore-case": "i",
    "regex": "r",
    "invert": "v",
    "entire": "e",
    "index": "n",
    "filter": "f",
    "start": "s",
    "length": "l",
    "end": "e",
    "left": "l",
    "right": "r",
    "chars": "c",
    "max": "m",
    "no-empty": "n",
    "fields": "f",
    "count": "n",
    "style": "S",
    "width": "w",
    "char": "c",
    "no-quoted": "n",
    "no-newline": "N",
    "no-trim-newlines": "N",
    "allow-empty": "a",
    "groups-only": "g",
}


@dataclass(slots=True)
class Given:
    """The options and the texts of one `string` command."""

    flags: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


def options(word: str, rest: list[str]) -> Given | None:
    """Read the options, wherever they stand among the texts; None where one is not known here."""
    given = Given()
    takes = _TAKES[word]
    index = 0
    while index < len(rest):
        text = rest[index]
        index += 1
        if text == "--":
            given.words.extend(rest[index:])
            break
        if not text.startswith("-") or text == "-" or (word == "sub" and re.fullmatch(r"-\d+", text)):
            given.words.append(text)  # options may stand behind it
            continue
        if text.startswith("--"):
            name, equals, value = text[2:].partition("=")
            letter = _LONG.get(name, "")
            if not letter:
                return None
            if letter in takes and not equals:
                if index >= len(rest):
                    return None
                value = rest[index]
                index += 1
            given.flags[letter] = value
            continue
        for at, letter in enumerate(text[1:], 2):
            if letter in takes:
                value = text[at:]
                if not value:
                    if index >= len(rest):
                        return None
                    value = rest[index]
                    index += 1
                given.flags[letter] = value
                break
            given.flags[letter] = ""
    return given
