"""`echo`, `printf`, `count`, `math`, `seq`: what they write, where that is known."""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil, floor, trunc

from ..regexes import regex
from ..shell.values import MASKED, Unknown, is_masked
from .commands import Call, known
from .machine import Fish, glued

_ESCAPE = regex(r"\\(?:(?P<octal>[0-7]{1,3})|x(?P<hex>[0-9A-Fa-f]{1,2})|(?P<letter>[abefnrtv\\\"']))")
_LETTERS = {"a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_FORMAT = regex(r"%(?P<side>-?|0(?=[1-9]\d*[di]))(?P<width>[1-9]\d{0,2})?(?P<letter>[sdi])|%%")
_NUMBER = regex(r"[-+]?\d{1,15}")
_TOKEN = regex(r"\s*(?:(0x[0-9a-fA-F]{1,12}|\d+(?:\.\d+)?)|(round|floor|ceil|abs|min|max|pow|[-+*/%()x^,]))")
_LONGEST = 200
_MOST = 10_000


def echo(m: Fish, call: Call) -> None:
    """`echo`: no escapes unless -e."""
    arguments = list(call.arguments)
    newline, glue, escaped = True, " ", False
    while arguments and isinstance(arguments[0], str) and re.fullmatch(r"-[neEs]+", arguments[0]):
        for letter in str(arguments.pop(0))[1:]:
            newline = newline and letter != "n"
            glue = "" if letter == "s" else glue
            escaped = letter == "e" if letter in "eE" else escaped
    text = glued(arguments, glue)
    m.status = 0
    if isinstance(text, str) and escaped and "\\" in text:
        carried_out = None if re.search(r"\\\d", text) else escaped_text(text)
        text = m.unknown(call.begin, "writes escapes") if carried_out is None else carried_out
    m.write(text)
    if newline:
        m.write("\n")


def printf(m: Fish, call: Call) -> None:
    """`printf`: the format is used again for what is left of the arguments."""
    texts = known(call.arguments)
    m.status = 0
    if isinstance(texts, Unknown):
        m.write(Unknown(texts.why, texts.filled, line=texts.line, many=True))
        return
    if not texts:
        m.status = 2
        return
    form, *rest = texts
    if "%" in _FORMAT.sub("", form) or escaped_text(form) is None:
        m.write(m.unknown(call.begin, "formats a value", many=True))
        return
    pieces: list[str] = []
    remaining = rest[::-1]
    while True:
        used = False
        position = 0
        for found in _FORMAT.finditer(form):
            pieces.append(_plain(form[position : found.start()]))
            position = found.end()
            side, width, letter = found["side"], int(found["width"] or 0), found["letter"]
            if not letter:
                pieces.append("%")
                continue
            used = True
            value = remaining.pop() if remaining else ""
            if letter != "s":
                if is_masked(value) or not re.fullmatch(r"[-+]?(?:[1-9]\d{0,14}|0)?", value):
                    m.write(m.unknown(call.begin, "formats a number", many=True))
                    m.status = m.unknown(call.begin, "formats a number")
                    return
                value = f"{int(value or 0):0{width if side == '0' else 0}d}"
            pieces.append(value.ljust(width) if side == "-" else value.rjust(width))
        pieces.append(_plain(form[position:]))
        m.budget.spend(1 + len(form) // 16)
        if not used or not remaining:
            m.write("".join(pieces))
            return


def _plain(text: str) -> str:
    return escaped_text(text) or ""


def escaped_text(text: str) -> str | None:
    """Return a text with its backslash escapes carried out; None where one is not read here."""
    if "\\" in _ESCAPE.sub("", text):
        return None
    return _ESCAPE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    if found["letter"]:
        return _LETTERS.get(found["letter"], found["letter"])
    return chr(int(found["octal"], 8) & 0x7F if found["octal"] else int(found["hex"], 16) & 0x7F)


def count(m: Fish, call: Call) -> None:
    """`count`: the number of its arguments."""
    loose = next((one for one in call.arguments if isinstance(one, Unknown) and one.many), None)
    if loose or m.stdin:
        why = loose or m.unknown(call.begin, "counts lines")
        m.status = Unknown(why.why, line=why.line or m.line(call.begin))
        m.write(Unknown(why.why, filled=True, line=why.line))
        return
    m.status = int(not call.arguments)
    m.write(f"{len(call.arguments)}\n")


def seq(m: Fish, call: Call) -> None:
    """`seq`: whole numbers."""
    texts = known(call.arguments)
    unknown = m.unknown(call.begin, "runs a command", many=True)
    m.status = 0
    if isinstance(texts, Unknown) or not 1 <= len(texts) <= 3 or not all(_NUMBER.fullmatch(text) for text in texts):
        m.write(unknown)
        return
    numbers = [int(text) for text in texts]
    first, step, last = {1: (1, 1, numbers[0]), 2: (numbers[0], 1, numbers[-1])}.get(
        len(numbers), (numbers[0], numbers[1 % len(numbers)], numbers[-1])
    )
    if step == 0 or abs(last - first) // abs(step) > _MOST:
        m.write(unknown)
        return
    numbers = list(range(first, last + (1 if step > 0 else -1), step))
    m.budget.spend(1 + len(numbers) // 8)
    m.write("".join(f"{number}\n" for number in numbers))


# --- arithmetic


def math(m: Fish, call: Call) -> None:
    """`math`: sums of plain numbers; six decimals at most."""
    texts = known(call.arguments)
    if isinstance(texts, Unknown):
        m.write(Unknown(texts.why, filled=True, line=texts.line))
        m.status = Unknown(texts.why, line=texts.line)
        return
    scale = 6
    if texts and (found := re.fullmatch(r"(?:-s|--scale=)(\d{1,2})", texts[0])):
        scale, texts = int(found[1]), texts[1:]
    elif len(texts) > 1 and texts[0] in ("-s", "--scale") and re.fullmatch(r"\d{1,2}", texts[1]):
        scale, texts = int(texts[1]), texts[2:]
    text = " ".join(texts)
    value = _Sum(text).result() if len(text) <= _LONGEST and not is_masked(text) else None
    if value is None:
        m.write(m.unknown(call.begin, "calculates" if not is_masked(text) else MASKED, filled=True))
        m.status = m.unknown(call.begin, "calculates")
        return
    m.status = 0
    m.write(_shown(value, scale) + "\n")


def _shown(value: Fraction, scale: int) -> str:
    if scale == 0:
        return str(int(value))
    text = f"{float(value):.{scale}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class _Sum:
    """`1 + 2 * (3 - 4)` with whole numbers and decimals."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        position = 0
        self.good = True
        while position < len(text.rstrip()):
            found = _TOKEN.match(text, position)
            if not found:
                self.good = False
                return
            self.tokens.append(found.group(1) or found.group(2))
            position = found.end()
        self.at = 0
        self.level = 0

    def result(self) -> Fraction | None:
        """Return the value; None where the text is something else."""
        if not self.good or not self.tokens:
            return None
        value = self._sum()
        if self.at < len(self.tokens) or value is None or abs(value) > 10**12:
            return None
        return value

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _sum(self) -> Fraction | None:
        value = self._product()
        while value is not None and self._next() in ("+", "-"):
            sign = self._next()
            self.at += 1
            other = self._product()
            if other is None:
                return None
            value = value + other if sign == "+" else value - other
        return value

    def _product(self) -> Fraction | None:
        value = self._one()
        while value is not None and self._next() in ("*", "x", "/", "%"):
            sign = self._next()
            self.at += 1
            other = self._one()
            if other is None or (sign in "/%" and (other == 0 or (sign == "%" and (value < 0 or other < 0)))):
                return None
            value = value * other if sign in "*x" else value / other if sign == "/" else value % other
            if abs(value) > 10**15:
                return None
        return value

    def _one(self) -> Fraction | None:
        """Read a number with its powers, of which the last counts first; a sign belongs to the number."""
        value = self._plain()
        if value is None or self._next() != "^":
            return value
        self.at += 1
        self.level += 1
        power = self._one() if self.level < 20 else None
        self.level -= 1
        if power is None or power.denominator != 1 or not 0 <= power <= 64 or value < 0 or abs(value) > 10**6:
            return None
        return value ** int(power)

    def _plain(self) -> Fraction | None:
        first = self._next()
        self.at += 1
        if first == "-":
            value = self._plain() if self.level < 20 and self._next() not in ("-", "+") else None
            return None if value is None else -value
        if first == "(":
            self.level += 1
            inner = self._sum() if self.level < 20 else None
            closed = self._next() == ")"
            self.at += 1
            return inner if closed else None
        if first.isalpha() and first != "x":
            return self._called(first)
        if first.startswith("0x"):
            return Fraction(int(first, 16))
        return Fraction(first) if first[:1].isdigit() else None

    def _called(self, name: str) -> Fraction | None:
        """Read what stands in a function's parentheses, and return what it makes of it."""
        values: list[Fraction] = []
        self.level += 1
        while self.level < 20 and self._next() == ("," if values else "("):
            self.at += 1
            value = self._sum()
            if value is None:
                return None
            values.append(value)
        closed = self._next() == ")"
        self.at += 1
        self.level -= 1
        if not closed or not values:
            return None
        if name in ("min", "max"):
            return (min if name == "min" else max)(values) if len(values) > 1 else None
        if name == "pow" and len(values) == 2:
            base, power = values
            small = power.denominator == 1 and 0 <= power <= 64 and 0 <= base <= 10**6
            return base ** int(power) if small else None
        if len(values) != 1 or name == "pow":
            return None
        one = values[0]
        half = Fraction(1, 2) if one >= 0 else Fraction(-1, 2)
        whole = {"floor": floor(one), "ceil": ceil(one), "round": trunc(one + half)}
        return abs(one) if name == "abs" else Fraction(whole[name])
