"""`sed` and `grep -o` on known text, as far as their patterns are ones that are sure to mean the same here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from ..records import dataclass, replace
from ..regexes import regex
from .commands import Call
from .control import Input
from .extended import translated
from .machine import Machine
from .maskedtext import is_remark_pattern, kept_whole
from .redirects import changed_file, file_text_at, normal_path
from .values import Text, Unknown, Var, is_masked, joined

_CLASS = {"s": "[[:space:]]", "w": "[[:alnum:]_]", "S": "[^[:space:]]", "W": "[^[:alnum:]_]"}
_LETTERS = {"t": "\t", "n": "\n", "r": "\r"}
_MOST_REPEATS = 4
_MOST_WORK = 3_000_000  # steps that the lines of a text may ask for at the worst
_ADDRESS = regex(r"(?:(\d+|\$)(?:,(\d+|\$))?)?\s*")
_FLAGS = regex(r"[gpIi]*")


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression, and its power: that of a line's length which it takes to hold it against one, at worst."""

    pattern: re.Pattern[str]
    power: int


@dataclass(frozen=True, slots=True)
class _Step:
    """A command of sed: the lines that it is for, and what it does to them."""

    letter: str  # "s" "d" "p" "q"
    first: str = ""
    last: str = ""
    pattern: Expression | None = None
    negated: bool = False
    search: Expression | None = None
    pieces: tuple[str | int, ...] = ()  # what is put there: texts, and the numbers of groups
    every: bool = False
    prints: bool = False
    safe: bool = False  # it looks at no character of a key


def expression(pattern: str, *, extended: bool, ignored: bool = False, exact: bool = False) -> Expression | None:
    """Return a pattern of grep or sed; None where it is not read here. `exact`: where it ends counts, too."""
    source = pattern if extended else _as_extended(pattern)
    source = re.sub(r"\\([swSW])", lambda found: _CLASS[found[1]], source)
    source = re.sub(r"\\([tnr])", lambda found: _LETTERS[found[1]], source)
    made = translated(source)
    if made is None:
        return None
    text, repeats, plain = made.source, made.repeats, made.plain
    if repeats > _MOST_REPEATS or (exact and not plain):
        return None
    try:
        anywhere = repeats > 0 and not source.startswith(("^", ".*"))  # each place may be tried as the first
        return Expression(re.compile(text, re.IGNORECASE if ignored else 0), repeats + anywhere)
    except (re.error, OverflowError):
        return None


def affordable(m: Machine, text: str, expressions: Iterable[Expression | None]) -> bool:
    """Tell whether expressions may be held against the lines of a text, whatever stands in it; that is paid for."""
    most = max((each.power for each in expressions if each is not None), default=0)
    work: int = sum(len(line) ** max(most, 1) for line in text.split("\n"))
    m.budget.spend(1 + min(work, _MOST_WORK) // 4_000)
    return work <= _MOST_WORK


def _as_extended(pattern: str) -> str:
    """Write a basic regular expression as an extended one."""
    pieces: list[str] = []
    position = 0
    while position < len(pattern):
        found = re.compile(r"\[\^?\]?[^\]]*(?:\[:\w+:\][^\]]*)*\]|\\.|.", re.DOTALL).match(pattern, position)
        assert found is not None
        token = found.group()
        position = found.end()
        if len(token) == 2 and token[0] == "\\" and token[1] in "(){}|+?":
            pieces.append(token[1])
        elif token in ("(", ")", "{", "}", "|", "+", "?"):
            pieces.append("\\" + token)
        else:
            pieces.append(token)
    return "".join(pieces)


def sed(m: Machine, call: Call) -> None:
    """`sed`: substitutions, `d`, `p` and `q`, with or without an address."""
    from .textprograms import unknown_output

    texts = [text for text in call.arguments if isinstance(text, str)]
    if any(text.startswith(("-i", "--in-place")) for text in texts):
        _in_place(m, call, texts)
        return
    read = _sed_options(texts) if len(texts) == len(call.arguments) else None
    steps = _script(";".join(read[0]), extended=read[1]) if read else None
    text = input_of(m, call, read[3]) if read else Unknown("")
    if read is None or steps is None or isinstance(text, Unknown):
        unknown_output(m, call)
        return
    if is_masked(text) and not all(step.safe for step in steps):
        unknown_output(m, call)
        return
    made = None
    if affordable(m, text, (one for step in steps for one in (step.pattern, step.search))):
        made = kept_whole(text, lambda plain: _edited(plain, steps, quiet=read[2]))
    if made is None:
        unknown_output(m, call)
        return
    m.status = 0
    m.write(made)


def _in_place(m: Machine, call: Call, texts: list[str]) -> None:
    """`sed -i`: the file holds what would be printed; the program of macOS takes an ending behind the option."""
    path = normal_path(m, texts[-1])
    before = file_text_at(m, path, call.begin)
    rest = [text for text in texts[:-1] if text and not text.startswith(("-i", "--in-place"))]
    outer, m.stdin = m.stdin, Input(before)
    out, m.out = m.out, []
    try:
        if isinstance(before, str) and len(texts) == len(call.arguments):
            sed(m, replace(call, arguments=list(rest), nodes=()))
        made: Text = joined(m.out) if m.out else m.unknown(call.begin, "changes a file", is_set=False)
    finally:
        m.stdin, m.out = outer, out
    if isinstance(made, Unknown):
        made = changed_file(m, call.begin, "changes a file", before, *rest) if isinstance(before, str) else made
        m.status = m.unknown(call.begin, "runs a command", is_set=False)
    if isinstance(before, str):
        m.writes = True
        m.cells.put("w:" + path, Var(made))


def input_of(m: Machine, call: Call, files: Sequence[str]) -> Text:
    if not files:
        return m.stdin.text if m.stdin else Unknown("")
    return file_text_at(m, normal_path(m, files[0]), call.begin) if len(files) == 1 else Unknown("")


def _sed_options(texts: list[str]) -> tuple[list[str], bool, bool, list[str]] | None:
    """Return the scripts, whether they are extended and quiet, and the files."""
    scripts: list[str] = []
    rest: list[str] = []
    extended = quiet = False
    words = list(texts)
    while words:
        word = words.pop(0)
        if re.fullmatch(r"-[nEru]*e", word) and words:
            scripts.append(words.pop(0))
        elif not re.fullmatch(r"-[nEru]+", word):
            if word[:1] == "-" and len(word) > 1:
                return None
            rest.append(word)
            continue
        extended = extended or "E" in word or "r" in word
        quiet = quiet or "n" in word
    if not scripts:
        if not rest:
            return None
        scripts.append(rest.pop(0))
    return scripts, extended, quiet, rest


def _script(text: str, *, extended: bool) -> list[_Step] | None:
    steps: list[_Step] = []
    position = 0
    while position < len(text):
        if text[position] in "; \t\n":
            position += 1
            continue
        read = _step(text, position, extended=extended)
        if read is None or len(steps) > 20:
            return None
        step, position = read
        steps.append(step)
        if position < len(text) and text[position] not in "; \t\n":
            return None
    return steps


def _step(text: str, position: int, *, extended: bool) -> tuple[_Step, int] | None:
    first = last = ""
    pattern = None
    safe = True
    if text[position] == "/":
        stop = _closing(text, position + 1, "/")
        if stop is None:
            return None
        raw = text[position + 1 : stop].replace("\\/", "/")
        pattern = expression(raw, extended=extended)
        safe = is_remark_pattern(raw)
        if pattern is None:
            return None
        position = stop + 1
    elif found := _ADDRESS.match(text, position):
        first, last = found[1] or "", found[2] or ""
        position = found.end()
    negated = text[position : position + 1] == "!"
    position += negated
    letter = text[position : position + 1]
    if letter in ("d", "p", "q"):
        return _Step(letter, first, last, pattern, negated, safe=safe), position + 1
    if letter != "s" or position + 1 >= len(text):
        return None
    mark = text[position + 1]
    middle = _closing(text, position + 2, mark)
    end = _closing(text, middle + 1, mark) if middle is not None else None
    if middle is None or end is None or mark.isalnum() or mark in "\\\n":
        return None
    flags = _FLAGS.match(text, end + 1)
    assert flags is not None
    raw = text[position + 2 : middle].replace("\\" + mark, mark)
    search = expression(raw, extended=extended, ignored="i" in flags[0].lower(), exact=True)
    pieces = _replacement(text[middle + 1 : end].replace("\\" + mark, mark))
    if search is None or pieces is None or any(isinstance(one, int) and one > search.pattern.groups for one in pieces):
        return None
    every, prints = "g" in flags[0], "p" in flags[0]
    safe = safe and (raw == "^" or raw in ("^export ", "\\r$", "\\r", "#.*$", "#.*", " *#.*$"))
    return _Step("s", first, last, pattern, negated, search, pieces, every, prints, safe), flags.end()


def _closing(text: str, position: int, mark: str) -> int | None:
    """Return where a delimiter stands that is neither behind a backslash nor between brackets."""
    while position < len(text):
        if text[position] == "\\":
            position += 2
            continue
        if text[position] == mark:
            return position
        position += 1
    return None


def _replacement(text: str) -> tuple[str | int, ...] | None:
    pieces: list[str | int] = []
    position = 0
    while position < len(text):
        c = text[position]
        position += 1
        if c == "&":
            pieces.append(0)
        elif c == "\\" and position < len(text):
            following = text[position]
            position += 1
            if following.isdigit():
                pieces.append(int(following))
            elif following in "ULEul":
                return None
            else:
                pieces.append(_LETTERS.get(following, following))
        else:
            pieces.append(c)
    return tuple(pieces)


def _edited(text: str, steps: Sequence[_Step], *, quiet: bool) -> str | None:
    lines = text.removesuffix("\n").split("\n") if text else []
    written: list[str] = []
    for number, line in enumerate(lines, 1):
        shown = not quiet
        ended = False
        for step in steps:
            if not _is_for(step, line, number, len(lines)):
                continue
            if step.letter == "d":
                shown = False
                break
            if step.letter == "q":
                ended = True
                break
            changed = True
            if step.search is not None:
                line, changed = _substituted(line, step)
            if step.letter == "p" or (step.prints and changed):
                written.append(line)
        if shown:
            written.append(line)
        if ended:
            break
    ends = text.endswith("\n") or not written or written[-1:] != lines[-1:]
    return "\n".join(written) + ("\n" if written and (ends or text.endswith("\n")) else "")


def _is_for(step: _Step, line: str, number: int, count: int) -> bool:
    if step.pattern is not None:
        return (step.pattern.pattern.search(line) is not None) != step.negated
    if not step.first:
        return not step.negated
    first, last = (count if word == "$" else int(word or 0) for word in (step.first, step.last or step.first))
    return (first <= number <= max(first, last)) != step.negated


def _substituted(line: str, step: _Step) -> tuple[str, bool]:
    assert step.search is not None

    def put(found: re.Match[str]) -> str:
        return "".join((found[one] or "") if isinstance(one, int) else one for one in step.pieces)

    made, count = step.search.pattern.subn(put, line, count=0 if step.every else 1)
    return made, count > 0


# --- grep -o


def only_matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    """Return what makes of a text the pieces that a pattern matches, one a line."""

    def found(text: str) -> str:
        lines = text.removesuffix("\n").split("\n") if text else []
        return "".join(f"{one.group()}\n" for line in lines for one in pattern.finditer(line) if one.group())

    return found


# --- awk
