"""`awk` on known text: the few forms of a test and of `print` that start-up files use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from ..regexes import regex
from .commands import Call
from .lineexpressions import Expression, affordable, expression
from .machine import Machine
from .sed import input_of
from .values import Unknown, is_masked

_RULE = regex(
    r"\s*(?:!?/((?:[^/\\]|\\.)*)/(?:\s*,\s*/((?:[^/\\]|\\.)*)/)?|NR\s*==\s*(\d+)"
    r"|\$(\d+)\s*(==|~)\s*(?:\"([^\"\\]*)\"|/((?:[^/\\]|\\.)*)/|([A-Za-z_]\w*)))?\s*"
    r"(?:\{\s*print\b\s*((?:\$(?:\d+|NF)|\"(?:[^\"\\]|\\[nt\"])*\"|[\s,])*?)(;\s*exit\s*;?)?\s*;?\s*\})?\s*"
)
_ITEM = regex(r"\$(\d+|NF)|\"((?:[^\"\\]|\\[nt\"])*)\"|(,)")
_BEGIN = regex(r"\s*BEGIN\s*\{((?:\s*(?:RS|FS)\s*=\s*\"[^\"\\]*\"\s*;?)+)\s*\}\s*;?")
_SET = regex(r"(\w+)\s*=\s*\"([^\"\\]*)\"")
Test = Callable[[str, int], bool]
Search = Callable[[str], "re.Match[str] | None"]


def awk(m: Machine, call: Call) -> None:
    """`awk '/pattern/ {print $2}'`: one rule that prints fields and texts."""
    from .textprograms import unknown_output

    words = [text for text in call.arguments if isinstance(text, str)]
    values = _options(words) if len(words) == len(call.arguments) else None
    script = words[0] if words else ""
    if values is not None and (begins := _BEGIN.match(script)):
        values.update(_SET.findall(begins[1]))
        script = script[begins.end() :]
    simple = values is not None and script.strip() and "OFS" not in values and "ORS" not in values
    found = _RULE.fullmatch(script) if simple else None
    if found is None and values is not None:
        _interpret(m, call, words, values)
        return
    text = input_of(m, call, words[1:])
    if found is None or values is None or isinstance(text, Unknown) or is_masked(text):
        unknown_output(m, call)
        return
    separator = values.get("FS")
    patterns = [_pattern(raw) for raw in (found[1], found[2], found[7]) if raw is not None]
    records = _records(text, values, (found[1], found[2], found[7]))
    test = _test(found, script, separator, patterns, values)
    if test is None or records is None or not _is_sure(separator) or not affordable(m, text, patterns):
        _interpret(m, call, words, values)
        return
    written: list[str] = []
    for number, line in enumerate(records, 1):
        if test(line, number):
            written.append(_printed(found[9], _parts(line, separator), line) + "\n")
            if found[10]:
                break
    m.status = 0
    m.write("".join(written))


def _interpret(m: Machine, call: Call, words: Sequence[str], values: dict[str, str]) -> None:
    """Run a script word for word; `NAME=value` behind it is set before the lines are read."""
    from .awkscript import run_script
    from .textprograms import unknown_output

    script, files = words[0] if words else "", list(words[1:])
    while files and re.fullmatch(r"(?:ORS|OFS|FS)=[^\\]*", files[0]):
        name, _, value = files.pop(0).partition("=")
        values[name] = value
    text = "" if re.fullmatch(r"\s*BEGIN\b[^}]*\}\s*", script) else input_of(m, call, files)
    separator = values.pop("RS", "\n")
    values["FS"] = {"\\t": "\t"}.get(values.get("FS", " "), values.get("FS", " "))
    made = None
    plain = isinstance(text, str) and not is_masked(text) and not is_masked(script) and values["FS"] != "t"
    if isinstance(text, str) and plain and len(separator) == 1 and len(text) < 20_000:
        if separator != "\n":
            lines = text.split(separator)
            lines = lines[:-1] if lines[-1] == "" else lines
        else:
            lines = text.removesuffix("\n").split("\n") if text else []
        made = run_script(m, script, values, lines)
    if made is None:
        unknown_output(m, call)
        return
    m.status = 0
    m.write(made)


def _options(words: list[str]) -> dict[str, str] | None:
    """Take -F and -v off the words; return the variables that they set, None where one is not read here."""
    values: dict[str, str] = {}
    while words and words[0][:2] in ("-F", "-v"):
        word = words.pop(0)
        value = word[2:] or (words.pop(0) if words else "")
        if word[1] == "F":
            values["FS"] = value
            continue
        name, equals, value = value.partition("=")
        if not equals or "\\" in value or name in ("NR", "NF", "FNR"):
            return None
        values[name] = value
    return values


def _records(text: str, values: Mapping[str, str], patterns: Sequence[str | None]) -> list[str] | None:
    """Return the lines of a text, or its paragraphs where RS is empty; None where they are cut in another way.

    Whether a line break ends a field of a paragraph where FS is set, mawk and POSIX disagree.
    """
    separator = values.get("RS")
    if separator in (None, "\n"):
        return text.removesuffix("\n").split("\n") if text else []
    dots = any("." in raw.replace("\\.", "") or "[^" in raw for raw in patterns if raw)
    if separator or "FS" in values or dots:  # these match a line break, which lines hold none of
        return None
    text = text.strip("\n")
    return re.split(r"\n{2,}", text) if text else []


def _is_sure(separator: str | None) -> bool:
    return separator is None or (len(separator) == 1 and separator not in " \\") or _is_literal(separator)


def _is_literal(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_:=,;@#% \"'/-]{2,}", text) is not None


def _parts(line: str, separator: str | None) -> list[str]:
    if separator is None:
        return line.split()
    return line.split({"\\t": "\t"}.get(separator, separator)) if line else []


def _pattern(raw: str) -> Expression | None:
    return expression(raw.replace("\\/", "/"), extended=True)


def _test(
    found: re.Match[str],
    script: str,
    separator: str | None,
    patterns: Sequence[Expression | None],
    values: Mapping[str, str],
) -> Test | None:
    made = [one.pattern.search for one in patterns if one is not None]
    if len(made) < len(patterns):
        return None
    if found[2] is not None:
        return _between(made[0], made[1]) if script.lstrip()[:1] != "!" else None
    if found[1] is not None:
        negated = script.lstrip().startswith("!")
        return lambda line, _: (made[0](line) is not None) != negated
    if found[3] is not None:
        wanted = int(found[3][:9])
        return lambda _, number: number == wanted
    if found[4] is not None:
        field = int(found[4][:4])
        if made:
            return lambda line, _: made[0](_field(_parts(line, separator), line, field)) is not None
        value = found[6] if found[8] is None else values.get(found[8])
        if value is None or found[5] == "~" or (found[8] and not re.match(r"[A-Za-z_/]", value)):
            return None  # two that look like numbers are compared as such
        return lambda line, _: _field(_parts(line, separator), line, field) == value
    if script.lstrip()[:1] == "!" or not script.strip():
        return None
    return lambda _line, _number: True


def _between(first: Search, last: Search) -> Test:
    """Return a test for `/first/,/last/`: a range may end on the line where it begins."""
    inside = False

    def test(line: str, _number: int) -> bool:
        nonlocal inside
        if not inside and first(line) is None:
            return False
        inside = last(line) is None
        return True

    return test


def _field(parts: Sequence[str], line: str, number: int) -> str:
    return line if number == 0 else parts[number - 1] if number <= len(parts) else ""


def _printed(items: str | None, parts: Sequence[str], line: str) -> str:
    if not (items or "").strip():
        return line
    pieces: list[str] = []
    for one in _ITEM.finditer(items or ""):
        if one[3]:
            pieces.append(" ")
        elif one[1]:
            pieces.append(_field(parts, line, len(parts) if one[1] == "NF" else int(one[1][:4])))
        else:
            pieces.append(one[2].replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"'))
    return "".join(pieces)
