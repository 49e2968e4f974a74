"""Read the names and values that a post lists, as it says what is set: no file's lines, and no command's output.

People write such lists in every form, `NAME=value`, `NAME: value`, as items or with quotation marks, and leave out
what makes a program see the values; that these are seen is what a list says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..clientcalls import IN_FRONT
from ..clientnames import READ_BY_OTHERS
from ..names import READ
from ..regexes import regex
from ..source import Document
from ..statusscreen import HIDDEN
from .entries import Entry, EnvFile
from .shadow import Shadow, shadow

# A value that holds blanks stands in quotes, or behind an equals sign.
_LINE = regex(
    r"[ \t]*(?:[-*•][ \t]+|\d{1,2}[.)][ \t]+)?[`*]{0,3}(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)[`*]{0,3}"
    r"(?:=[ \t]*|[ \t]*:[ \t]+|[ \t]+=[ \t]+)[`*]{0,3}"
    r"(?P<value>(?<=`)[^`\n]{1,300}(?=`)|\"[^\"\n]*\"|'[^'\n]*'|<[^<>\n]{1,120}>|(?:(?<==)[^\n\"'`#]*?|[^\s\"'`]+"
    r"|(?i:your|my|the|put|paste|insert|some)(?:[ \t][\w'’-]+){1,6}))[`*]{0,3}"
    r"[ \t]*(?:[ \t]#[^\n]*|<-[^\n]*|[ \t]Optional:[ \t]+\w+|(?<=[ \t])\([A-Za-z][^()\n]{2,80}\))?[;,]?[ \t\r]*"
)
# A row of a table, the name in its first cell and the value in the second: | NAME | value |
_ROW = regex(
    r"[ \t>]*\|(?:[^|\n=_]{1,60}\|)?[ \t]*[`*]{0,3}(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)[`*]{0,3}[ \t]*"
    r"\|[ \t]*[`*\"]{0,3}"
    r"(?P<value>[^|\n`*\"\s][^|\n`*\"]{0,299}?|)[`*\"]{0,3}[ \t]*\|(?:[^|\n]{0,300}\|){0,4}[ \t\r]*"
)
_OF_PIECE = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s;\"'`]+)"
_JOINED = regex(rf"(?:{_OF_PIECE}; ){{1,9}}{_OF_PIECE}\s*")
_PIECE = regex(r"(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)=(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s;\"'`]+)")
_HEAD = regex(
    r"[ \t>]*\|[^|\n]{1,60}\|(?:[^|\n]{1,60}\|)?[ \t*]*"
    r"(?:value|current value|setting|set to|wert|valeur|valor|valore|值|当前值|値)[ \t*]*\|[^\n]*",
    re.IGNORECASE,
)
# The same as a spreadsheet, or a page, gives it: a tab, or several blanks, between the cells.
_CELLS = regex(
    r"[ \t]*(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:[ ]*\t[ \t]*|[ ]{2,60})(?P<value>[^\s\"'`]{1,300})[ \t\r]*"
)
_CELL_HEAD = regex(
    r"[ \t]*(?:(?:environment |env )?variables?|name|key|variable|wert|nom|nombre|变量名?|変数名?)"
    r"(?:[ \t]*\t[ \t]*|[ ]{2,60})(?:value|current value|setting|wert|valeur|valor|valore|值|値)[ \t\r]*",
    re.IGNORECASE,
)
_RULER = regex(r"[ \t>]*\|[ \t:-]{2,60}\|[-:| \t]{2,200}\r?")
_COMMANDS = regex(r";[ \t]|[ \t](?:&&|\|\||[A-Z][A-Z0-9_]*=)")  # NAME=value; claude · NAME=value OTHER=value claude
_LONGEST = 400
_COMMENT = regex(r"[ \t]*(?:#|//)[^\n]*")
_COMPUTED = regex(r"\$[\w{(]|%\w+%|\{\{")
# {"NAME": "value", …}: an object in JSON that holds nothing but variables
_IN_OBJECT = regex(
    r"\"(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\"[ \t]*:[ \t]*(?P<value>\"[^\"\\\n]*\"|\d{1,20}|true|false)[ \t]*,?"
)
_LONGEST_OBJECT = 8000
# Words in place of a value, which say of it only that there is one, or none.
_ABSENT = frozenset({"", "unset", "none", "empty", "null", "nil", "undefined", "missing", "absent", "n/a", "-"})
_PRESENT = frozenset({"", "set", "yes", "present", "configured", "ok"})
_OF_CLUSTER = regex(
    r"<set to the key '[^']*' (?:in|of) (?:secret|config map) '[^']*'>", re.IGNORECASE
)  # kubectl describe
_KNOWN = frozenset((*READ, *READ_BY_OTHERS))


def is_listed(line: str) -> bool:
    """Tell whether a line lists a variable and its value."""
    return len(line) < _LONGEST and _found(line) is not None


def is_flat_object(text: str) -> bool:
    """Tell whether a text is an object in JSON of variables and their values alone, and names one of a client."""
    bare = text.strip()
    if bare[:1] != "{" or bare[-1:] != "}" or len(bare) > _LONGEST_OBJECT:
        return False
    names = [found["name"] for found in _IN_OBJECT.finditer(bare)]
    return any(name in _KNOWN for name in names) and not _IN_OBJECT.sub("", bare).strip("{} \t\r\n")


def rows(lines: Sequence[str]) -> set[int]:
    """Return the lines of tables that give variables and their values, as the tables' heads say, by their numbers."""
    found: set[int] = _tabbed(lines)
    if not any("|" in line and "_" in line for line in lines):
        return found
    inside = False
    for number, line in enumerate(lines):
        text = line.rstrip("\n")
        if len(text) < _LONGEST and "|" in text:
            if _RULER.fullmatch(text):
                inside = number > 0 and _HEAD.fullmatch(lines[number - 1].rstrip("\r\n")) is not None
            elif inside and _ROW.fullmatch(shadow(text).text):
                found.add(number)
        else:
            inside = False
    return found


def _tabbed(lines: Sequence[str]) -> set[int]:
    """Return the rows below a head such as `Name → Value`, with a tab or blanks between the cells."""
    found: set[int] = set()
    for number, line in enumerate(lines):
        above = lines[number - 1] if number else ""
        is_below = number - 1 in found or (len(above) < _LONGEST and _CELL_HEAD.fullmatch(above.rstrip("\n")))
        if is_below and len(line) < _LONGEST and _CELLS.fullmatch(shadow(line.rstrip("\n")).text):
            found.add(number)
    return found


def names_client(lines: Sequence[str]) -> bool:
    """Tell whether lines that list variables name one that a client reads."""
    return any(each is not None and each["name"] in _KNOWN for line in lines for each in (_found(line), _in_row(line)))


def _found(line: str) -> re.Match[str] | None:
    found = _LINE.fullmatch(shadow(line.rstrip("\r\n")).text)
    if found is None or IN_FRONT.match(found["value"]):
        return None
    return None if found["value"][:1] not in ("'", '"') and _COMMANDS.search(found["value"]) else found


def _in_row(line: str) -> re.Match[str] | None:
    """Return the name and the value of a table's row; what a list's reader is given holds no other tables."""
    text = shadow(line.rstrip("\r\n")).text
    return _ROW.fullmatch(text) if "|" in line else _CELLS.fullmatch(text)


def _in_line(line: str) -> Iterable[re.Match[str]]:
    """Return what a line lists: one variable, or several that a sentence joined (`A=b; C=d`)."""
    if "; " in line and _JOINED.fullmatch(line.rstrip()) is not None:
        return _PIECE.finditer(line)
    return filter(None, [_found(line) or _in_row(line)])


def is_list(lines: Sequence[str]) -> bool:
    """Tell whether lines are nothing but such a list, with remarks in it, and name a variable of a client."""
    filled = [line.rstrip("\r\n") for line in lines if line.strip()]
    listed = [line for line in filled if is_listed(line)]
    return names_client(listed) and all(is_listed(line) or _COMMENT.fullmatch(line) for line in filled)


def read_listed(document: Document) -> EnvFile:
    """Return the variables of a list; what a shell would work out in a value is not known."""
    text = shadow(document.text)
    entries: list[Entry] = []
    is_object = is_flat_object(document.text)
    for number in document.lines:
        begin = document.line_start(number)
        line = text.text[begin : document.line_end(number)]
        for found in _IN_OBJECT.finditer(line) if is_object else _in_line(line):
            entries.append(_entry(document, text, begin, found))
    return EnvFile(document.name, document.kind, tuple(entries))


def _entry(document: Document, text: Shadow, begin: int, found: re.Match[str]) -> Entry:
    span = document.span(begin + found.start("name"), begin + found.end("value"))
    value_span = document.span(begin + found.start("value"), begin + found.end("value"))
    written = found["value"]
    bare = written[1:-1] if written[:1] in ('"', "'") else written.rstrip(",;")
    value = text.restore(bare, begin + found.start("value") + (written[:1] in ('"', "'")))
    if bare.strip("()<>[]").lower() in _ABSENT:
        return Entry(found["name"], None, span, value_span, is_set=False)
    if bare.strip("()<>[]✓✅").lower() in _PRESENT or _OF_CLUSTER.fullmatch(bare):
        return Entry(found["name"], HIDDEN, span, value_span)
    if _COMPUTED.search(bare):
        return Entry(found["name"], None, span, value_span, f"line {span.line} takes it from elsewhere")
    return Entry(found["name"], value, span, value_span)
