"""Read a .env file as direnv's `dotenv` does, which is not what the other programs do (measured on 2.32.1).

A line is a pair, a comment or blank; with any other line direnv refuses the whole file. A value without quotes ends
at the first blank or `#`, `$NAME` and `${NAME:-default}` are put in but in single quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..regexes import regex
from .dotenvdialects import Dialect, Reading

PROGRAM = "direnv"
Lookup = Callable[[str], "str | None"]  # a variable's value, nothing where it is not set; None: not known

_LINE = regex(r"[^\r\n]+")
_PASSED_OVER = regex(r"\s*(?:#.*)?")
_PAIR = regex(
    r"\s*(?:export\s+)?(?P<name>[\w.]+)(?:\s*=\s*|:\s+)"
    r"(?P<value>'(?:\\'|[^'])*'|\"(?:\\\"|[^\"])*\"|[^\s#]+)?\s*(?:#.*)?",
    re.ASCII,
)
_UNESCAPED = regex(r"\\([^$])", re.DOTALL)
_INSERTED = regex(
    r"\$(?:\{(?P<braces>[^}]*)\}|(?P<name>[A-Za-z0-9_]*[A-Za-z_]\w*)|(?P<special>[*#$@!?\d-])|\{)", re.ASCII
)


class _Unknown(Exception):  # noqa: N818 -- not an error: the value is not known
    """A variable whose value is not known."""


def direnv_dialect(text: str, lookup: Lookup) -> Dialect:
    """Return what direnv makes of a text; `lookup` gives what was set before."""
    refused = next((found.start() for found in _LINE.finditer(text) if not _is_read(found.group())), None)
    readings = tuple(_readings(text, lookup)) if refused is None else ()
    return Dialect(PROGRAM, readings, refused)


def _is_read(line: str) -> bool:
    return _PASSED_OVER.fullmatch(line) is not None or _PAIR.fullmatch(line) is not None


def _readings(text: str, lookup: Lookup) -> Iterator[Reading]:
    before: dict[str, str | None] = {}

    def known(name: str) -> str | None:
        return before[name] if name in before else lookup(name)

    for line in _LINE.finditer(text):
        found = _PAIR.fullmatch(line.group())
        if found is None:
            continue
        written = found["value"] or ""
        place = found.start("value") if found["value"] is not None else found.end()
        begin, stop = line.start() + place, line.start() + place + len(written)
        name = found["name"]
        try:
            before[name] = _value(written, known)
            why = ""
        except _Unknown as missing:
            before[name], why = None, f"inserts {missing}, whose value is not known"
        first = line.start() + found.start("name")
        yield Reading(name, before[name], first, max(stop, first + len(name)), begin, stop, why)


def _value(written: str, known: Lookup) -> str:
    quote = written[:1] if len(written) > 1 and written[:1] == written[-1:] and written[:1] in ("'", '"') else ""
    if quote == "'":
        return written[1:-1]
    text = written
    if quote:
        text = _UNESCAPED.sub(r"\1", written[1:-1].replace("\\n", "\n").replace("\\r", "\r"))
    return _INSERTED.sub(lambda found: _inserted(found, known), text)


def _inserted(found: re.Match[str], known: Lookup) -> str:
    if found["name"] is not None:
        name, default = found["name"], ""
    elif found["braces"] is not None:
        name, _, default = found["braces"].partition(":-")
    else:
        return ""  # `$1`, `$$`; of a brace that does not close the rest stays
    if not re.fullmatch(r"\w+", name, re.ASCII):
        return default
    value = known(name)
    if value is None:
        raise _Unknown(name)
    return value or default
