"""`echo`, `print`, `printf`: what they write, where that is known."""

from __future__ import annotations

import re

from ..regexes import regex
from .assigning import ELEMENT, assign_text
from .commands import IDENTIFIER, Call
from .control import Signal
from .escapedbytes import byte, whole
from .machine import Machine
from .quoting import quote_bash_words, quote_words
from .values import MASKED, Text, Unknown, is_masked, joined

_ECHO = regex(r"\\(?:0([0-7]{0,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|(.))", re.DOTALL)
_LETTERS = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "v": "\v",
    "\\": "\\",
}
_PRINT = "abcCDfilmnNoOpPrRsSuvxXz-"
_PRINT_VALUED = "CfuvxX"
_ECHOED = "ne"  # behind `print -R`
_PRINT_ECHO = regex(r"-[ne]+")
_NOTHING = regex(r"\\([^0-7xuUcCM])", re.DOTALL)
_FORMAT = regex(r"%(%|([-+ 0#]*)(\*|\d{0,4})(?:\.(\*|\d{0,4}))?([a-zA-Z]|\([^)]*\)T))")


_BY_PLACE = regex(r"%(\d{1,2})\$|%%|(%)")  # zsh: `%2$s` formats the second argument
_DECIMAL = regex(r"[-+]?\d{1,15}(?:\.\d{0,15})?(?:[eE][-+]?\d{1,2})?")


def escapes(text: str) -> tuple[str, bool]:
    """Return the text with its backslash escapes carried out, and whether `\\c` ended it."""
    ended = False
    pieces: list[str] = []
    position = 0
    for found in _ECHO.finditer(text):
        pieces.append(text[position : found.start()])
        position = found.end()
        octal, two, four, eight, letter = found.groups()
        if octal is not None:
            pieces.append(byte(int(octal or "0", 8) & 0xFF))
        elif two:
            pieces.append(byte(int(two, 16)))
        elif four or eight:
            code = int(four or eight, 16)
            pieces.append(chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else found.group())
        elif letter == "c":
            ended = True
            return whole("".join(pieces)), ended
        else:
            pieces.append(_LETTERS.get(letter, "\\" + letter))
    return whole("".join((*pieces, text[position:]))), ended


def _join(texts: list[Text], glue: str) -> Text:
    for text in texts:
        if isinstance(text, Unknown):
            return joined(texts) if len(texts) > 1 else text
    return glue.join(text for text in texts if isinstance(text, str))


def echo(m: Machine, call: Call) -> None:
    """`echo`: zsh carries out backslash escapes by itself, bash only with -e."""
    arguments = list(call.arguments)
    newline, escaping = True, not m.option("bsdecho") if m.zsh else m.option("xpgecho")
    while arguments and isinstance(arguments[0], str) and re.fullmatch(r"-[neE]+", arguments[0]):
        for letter in str(arguments.pop(0))[1:]:
            newline = newline and letter != "n"
            escaping = letter == "e" if letter in "eE" else escaping
    if m.zsh and arguments and arguments[0] == "-":
        arguments.pop(0)  # it ends the options
    _emit(m, _join(arguments, " "), escaping=escaping, newline=newline)


def _emit(m: Machine, text: Text, *, escaping: bool, newline: bool) -> None:
    m.status = 0
    if isinstance(text, str) and escaping and "\\" in text:
        text, ended = escapes(text)
        newline = newline and not ended
    m.write(text)
    if newline:
        m.write("\n")


def print_zsh(m: Machine, call: Call) -> None:
    """zsh's `print`."""
    arguments = list(call.arguments)
    options = _print_options(arguments)
    if options is None:
        m.status = 1  # it knows no such option
        return
    m.status = 0
    if any(letter in options for letter in "szS") or options.get("u", "1") != "1":
        return  # it goes elsewhere
    if "f" in options:
        text = _format(m, options["f"], arguments, call)
        name = options.get("v")
        if name is None:
            m.write(text)
        elif isinstance(name, str):
            assign_text(m, name, text)
        return
    raw = "r" in options or "R" in options
    texts = arguments if raw else [_unescaped(one) for one in arguments]
    glue = "\n" if "l" in options else "\0" if "N" in options else " "
    text = _join(texts, glue)
    unread = (
        any(letter in options for letter in "abcCDfimoOpxX")
        or ("N" in options and "v" in options)
        or ("P" in options and "%" in str(text))
    )
    if unread:
        text = m.unknown(call.begin, "prints in a way that is not read here")
    elif isinstance(text, str) and (not raw or "e" in options):
        text, ended = escapes(text)
        options.update({"n": ""} if ended else {})
    target = options.get("v")
    if target is not None:
        end = "\n" if "l" in options and isinstance(text, str) and "n" not in options else ""
        if isinstance(target, str):
            assign_text(m, target, text if isinstance(text, Unknown) else text + end)
        return
    m.write(text)
    if "n" not in options:
        m.write("\0" if "N" in options else "\n")


def _print_options(arguments: list[Text]) -> dict[str, Text] | None:
    """Take the options of `print` off its arguments, with their values; return None where one of them is bad."""
    options: dict[str, Text] = {}
    known = _PRINT
    while arguments and isinstance(arguments[0], str) and arguments[0][:1] == "-" and "-" not in options:
        text = arguments[0]
        if text[1:2].isdigit() or (known is _ECHOED and not _PRINT_ECHO.fullmatch(text)):
            break
        arguments.pop(0)
        letters = text[1 + (text[1:2] == "-") :]
        if not letters:
            options["-"] = ""
        for at, letter in enumerate(letters, 1):
            if letter not in known:
                return None
            options[letter] = ""
            if letter in _PRINT_VALUED:
                if at == len(letters) and not arguments:
                    return None
                options[letter] = letters[at:] or arguments.pop(0)
                break
        if "R" in options:
            known = _ECHOED
    return options


def _unescaped(text: Text) -> Text:
    """Take off the backslashes that mean nothing, as `print` does and `echo` does not."""
    if isinstance(text, Unknown):
        return text
    return _NOTHING.sub(lambda found: found.group() if found.group(1) in _LETTERS else found.group(1), text)


def printf(m: Machine, call: Call) -> None:
    """`printf`: the format is used again for what is left of the arguments."""
    arguments = list(call.arguments)
    target: str | None = None
    if len(arguments) >= 2 and arguments[0] == "-v" and isinstance(arguments[1], str):
        target = arguments[1]
        arguments = arguments[2:]
    if arguments and arguments[0] == "--":
        arguments.pop(0)
    m.status = 0
    if target is not None and not (IDENTIFIER.fullmatch(target) or ELEMENT.fullmatch(target)):
        m.status = 2
        if m.zsh:
            raise Signal("abort")
        return
    text: Text = "" if not arguments else _format(m, arguments[0], arguments[1:], call)
    if not arguments:
        m.status = 1 if m.zsh else 2
        return
    if isinstance(text, Unknown):
        m.status = text
    if target is not None:
        m.status = int(not assign_text(m, target, text))
    else:
        m.write(text)


def _format(m: Machine, form: Text, arguments: list[Text], call: Call) -> Text:
    if isinstance(form, Unknown):
        return form
    if "$" in form and (places := _BY_PLACE.findall(form)) and any(place for place, _ in places):
        chosen = _by_place(places, arguments) if m.zsh and "*" not in form else None
        if chosen is None:
            return m.unknown(call.begin, "formats a value")
        form, arguments = _BY_PLACE.sub(lambda found: "%" if found.group(1) else found.group(), form), chosen
    remaining = list(reversed(arguments))
    pieces: list[str] = []
    while True:
        used = False
        position = 0
        for found in _FORMAT.finditer(form):
            pieces.append(escapes(_octal(form[position : found.start()]))[0])
            position = found.end()
            if found.group(1) == "%":
                pieces.append("%")
                continue
            used = True
            piece = _one(m, found, remaining, call)
            if isinstance(piece, Unknown):
                return joined([form, *arguments, piece])
            pieces.append(piece)
        rest, ended = escapes(_octal(form[position:]))
        pieces.append(rest)
        m.budget.spend(1 + len(form) // 16)
        if ended or not used or not remaining:
            return "".join(pieces)


def _by_place(places: list[tuple[str, str]], arguments: list[Text]) -> list[Text] | None:
    """Return the arguments in the order in which a format with `%2$s` asks for them; None where that is not read."""
    numbers = [int(place or 0) for place, other in places if place or other]
    step = max(numbers)
    if not all(numbers) or step > len(arguments) or len(arguments) % step or len(numbers) * len(arguments) > 10_000:
        return None
    return [arguments[at + number - 1] for at in range(0, len(arguments), step) for number in numbers]


def _octal(text: str) -> str:
    """Write printf's `\\101` as the `\\0101` that echo knows."""
    return (
        re.sub(r"\\([1-7][0-7]{0,2})", r"\\0\1", text.replace("\\\\", "\\0134")).replace('\\"', '"').replace("\\'", "'")
    )


def _one(m: Machine, found: re.Match[str], remaining: list[Text], call: Call) -> Text:
    flags, width, precision, letter = found.group(2), found.group(3), found.group(4), found.group(5)
    if width == "*":
        wide = remaining.pop() if remaining else "0"
        if not isinstance(wide, str) or not re.fullmatch(r"-?\d{1,4}", wide):
            return m.unknown(call.begin, "formats a value")
        flags, width = flags + "-" * wide.startswith("-"), wide.lstrip("-")
    if precision == "*":
        exact = remaining.pop() if remaining else ""
        if not isinstance(exact, str) or not re.fullmatch(r"\d{1,4}", exact):
            return m.unknown(call.begin, "formats a value")
        precision = exact
    value: Text = remaining.pop() if remaining else ""
    if isinstance(value, Unknown):
        return value
    if letter in "sbqc":
        if is_masked(value) and (width or precision or letter in "qc"):
            return Unknown(MASKED)
        text = (
            escapes(value)[0]
            if letter == "b"
            else (quote_words(value) if m.zsh else quote_bash_words(value))
            if letter == "q"
            else value[:1]
            if letter == "c"
            else value
        )
        text = text[: int(precision or 0)] if precision is not None and letter == "s" else text
        size = int(width or 0)
        return text.ljust(size) if "-" in flags else text.rjust(size)
    if letter in "diuxXo":
        return _number(m, value, flags, width, precision, letter, call)
    if letter in "feEgG" and _DECIMAL.fullmatch(value or "0") and "#" not in flags:
        digits = "" if precision is None else f".{precision or 0}"
        return f"%{flags}{width}{digits}{letter}" % float(value or 0) if len(width + digits) < 6 else Unknown("")
    return m.unknown(call.begin, "formats a value")


def _number(m: Machine, value: str, flags: str, width: str, precision: str | None, letter: str, call: Call) -> Text:
    if value[:1] in ("'", '"') and len(value) > 1:
        number = ord(value[1])
    elif re.fullmatch(r"[-+]?(?:[1-9]\d{0,17}|0)?", value):
        number = int(value or 0)
    elif re.fullmatch(r"[-+]?0[xX][0-9A-Fa-f]{1,15}", value):
        number = int(value, 16)
    elif re.fullmatch(r"[-+]?0[0-7]{1,18}", value):
        number = int(value, 10 if m.zsh and not m.option("octalzeroes") else 8)
    else:
        return m.unknown(call.begin, "formats a number")
    if (precision is not None and ("0" in flags or len(precision) > 3)) or (number < 0 and "#" in flags):
        return m.unknown(call.begin, "formats a number")
    number = number + (1 << 64) if number < 0 and letter not in "di" else number
    digits = "" if precision is None else f".{precision or 0}"
    if letter == "o" and "#" in flags:
        if "0" in flags or digits:
            return m.unknown(call.begin, "formats a number")
        octal = f"0{number:o}" if number else "0"
        return octal.ljust(int(width or 0)) if "-" in flags else octal.rjust(int(width or 0))
    return f"%{flags}{width}{digits}{letter.replace('i', 'd').replace('u', 'd')}" % number
