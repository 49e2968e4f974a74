"""`sed` on known text, as far as its patterns are ones that are sure to mean the same here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..host import System
from ..records import dataclass, replace
from ..regexes import regex
from .commands import Call
from .control import Input
from .lineexpressions import LETTERS, Expression, affordable, expression
from .machine import Machine
from .maskedtext import is_remark_pattern, kept_whole
from .redirects import changed_file, file_text_at, normal_path
from .values import Text, Unknown, Var, is_masked, joined

_LINE = regex(r"[1-9]\d{0,8}|\$")
_DEEPEST = 5  # groups of commands within each other
_FLAGS = regex(r"[gpIi]*[1-9]?[pIi]*")


Address = Expression | int  # the lines that match, or the number of one; -1 is the last


@dataclass(frozen=True, slots=True)
class _Step:
    """A command of sed: the lines that it is for, and what it does to them."""

    letter: str  # "s" "d" "p" "q" "{"
    first: Address | None = None
    last: Address | None = None  # with it, all lines from the first to this one
    negated: bool = False
    inner: tuple[_Step, ...] = ()  # the commands of a group
    search: Expression | None = None
    pieces: tuple[str | int, ...] = ()  # what is put there: texts, and the numbers of groups
    every: bool = False
    prints: bool = False
    safe: bool = False  # it looks at no character of a key
    nth: int = 1  # which of the places is replaced
    letters: tuple[tuple[str, str], ...] = ()  # of `y`: what stands for what


def sed(m: Machine, call: Call) -> None:
    """`sed`: substitutions, `d`, `p` and `q`, with or without an address."""
    from .textprograms import unknown_output

    texts = [text for text in call.arguments if isinstance(text, str)]
    if any(text.startswith(("-i", "--in-place")) for text in texts):
        _in_place(m, call, texts)
        return
    read = _sed_options(texts) if len(texts) == len(call.arguments) else None
    gnu = m.host.system is System.LINUX
    steps = _Script(";".join(read[0]), extended=read[1], gnu=gnu).whole() if read else None
    text = input_of(m, call, read[3]) if read else Unknown("")
    if read is None or steps is None or isinstance(text, Unknown):
        unknown_output(m, call)
        return
    if is_masked(text) and not all(step.safe and not step.inner for step in steps):
        unknown_output(m, call)
        return
    made = None
    if affordable(m, text, _expressions(steps)):
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
        return m.stdin.take() if m.stdin else Unknown("")
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


class _Script:
    """Reads the commands of a script."""

    def __init__(self, text: str, *, extended: bool, gnu: bool) -> None:
        self.text = text
        self.extended = extended
        self.gnu = gnu  # `{p}` is an error elsewhere: a semicolon must stand before the brace
        self.position = 0
        self.count = 0

    def whole(self) -> list[_Step] | None:
        """Read everything; None where something is not read here."""
        steps = self._steps(0)
        return steps if self.position >= len(self.text) else None

    def _steps(self, depth: int) -> list[_Step] | None:
        steps: list[_Step] = []
        while self.position < len(self.text):
            if self.text[self.position] in "; \t\n":
                self.position += 1
                continue
            if self.text[self.position] == "}" and depth:
                return steps
            step = self._step(depth)
            self.count += 1
            if step is None or self.count > 20:
                return None
            steps.append(step)
            following = self.text[self.position : self.position + 1]
            if following not in ("", ";", " ", "\t", "\n") and not (following == "}" and depth and self.gnu):
                return None
        return None if depth else steps

    def _step(self, depth: int) -> _Step | None:
        addresses: list[Address] = []
        safe = True
        while len(addresses) < 2:
            found = self._address()
            if found is None:
                return None
            if not found:
                break
            addresses += found[:1]
            safe = safe and found[1]
            if len(addresses) == 2 or self.text[self.position : self.position + 1] != ",":
                break
            self.position += 1
        if addresses and self.text[self.position - 1] == ",":
            return None  # `/a/,+2` and its kin
        self._blanks()
        negated = self.text[self.position : self.position + 1] == "!"
        self.position += negated
        self._blanks()
        letter = self.text[self.position : self.position + 1]
        first, last = (*addresses, None, None)[:2]
        if letter == "{" and depth < _DEEPEST:
            self.position += 1
            inner = self._steps(depth + 1)
            self.position += 1
            return _Step("{", first, last, negated, tuple(inner)) if inner is not None else None
        if letter in ("d", "p", "q"):
            self.position += 1
            return _Step(letter, first, last, negated, safe=safe)
        if letter == "y":
            return self._letters(first, last, negated=negated)
        return self._substitution(first, last, negated=negated, safe=safe) if letter == "s" else None

    def _blanks(self) -> None:
        while self.text[self.position : self.position + 1] in (" ", "\t"):
            self.position += 1

    def _address(self) -> tuple[Address, bool] | tuple[()] | None:
        """Return an address, and whether it looks at no character of a key; nothing where there is none."""
        if self.text[self.position] == "/":
            stop = _closing(self.text, self.position + 1, "/")
            raw = self.text[self.position + 1 : stop].replace("\\/", "/") if stop else ""
            pattern = expression(raw, extended=self.extended) if raw else None
            if stop is None or pattern is None:
                return None
            self.position = stop + 1
            return pattern, is_remark_pattern(raw)
        found = _LINE.match(self.text, self.position)
        if found is None:
            return ()
        self.position = found.end()
        return (-1 if found[0] == "$" else int(found[0])), True

    def _substitution(self, first: Address | None, last: Address | None, *, negated: bool, safe: bool) -> _Step | None:
        text, position = self.text, self.position
        mark = text[position + 1 : position + 2]
        middle = _closing(text, position + 2, mark) if mark else None
        end = _closing(text, middle + 1, mark) if middle is not None else None
        if middle is None or end is None or mark.isalnum() or mark in "\\\n":
            return None
        flags = _FLAGS.match(text, end + 1)
        assert flags is not None
        raw = text[position + 2 : middle].replace("\\" + mark, mark)
        search = expression(raw, extended=self.extended, ignored="i" in flags[0].lower(), exact=True)
        pieces = _replacement(text[middle + 1 : end].replace("\\" + mark, mark))
        if search is None or pieces is None:
            return None
        if any(isinstance(one, int) and one > search.pattern.groups for one in pieces):
            return None
        safe = safe and (raw == "^" or raw in ("^export ", "\\r$", "\\r", "#.*$", "#.*", " *#.*$"))
        self.position = flags.end()
        every, prints = "g" in flags[0], "p" in flags[0]
        nth = next((int(letter) for letter in flags[0] if letter.isdigit()), 1)
        if every and nth > 1:
            return None
        return _Step("s", first, last, negated, (), search, pieces, every, prints, safe, nth)

    def _letters(self, first: Address | None, last: Address | None, *, negated: bool) -> _Step | None:
        """Read `y/abc/xyz/`."""
        mark = self.text[self.position + 1 : self.position + 2]
        pieces = self.text[self.position + 2 :].split(mark, 2) if mark and mark not in "\\\n" else []
        if len(pieces) < 3 or len(pieces[0]) != len(pieces[1]) or "\\" in pieces[0] + pieces[1]:
            return None
        self.position += 4 + len(pieces[0]) + len(pieces[1])
        if len(set(pieces[0])) < len(pieces[0]):
            return None
        return _Step("y", first, last, negated, letters=tuple(zip(pieces[0], pieces[1], strict=True)))


def _expressions(steps: Sequence[_Step]) -> Iterator[Expression]:
    """Yield the expressions of all commands."""
    for step in steps:
        yield from (one for one in (step.first, step.last, step.search) if isinstance(one, Expression))
        yield from _expressions(step.inner)


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
                pieces.append(LETTERS.get(following, following))
        else:
            pieces.append(c)
    return tuple(pieces)


class _Edit:
    """The lines of a text on their way through a script."""

    def __init__(self, lines: Sequence[str], *, quiet: bool) -> None:
        self.lines = lines
        self.quiet = quiet
        self.written: list[str] = []
        self.open: set[int] = set()  # the steps whose range has begun

    def through(self, steps: Sequence[_Step]) -> list[str]:
        """Return the lines that are printed."""
        for number, line in enumerate(self.lines, 1):
            after, end = self._steps(steps, line, number)
            if end != "d" and not self.quiet:
                self.written.append(after)
            if end == "q":
                break
        return self.written

    def _steps(self, steps: Sequence[_Step], line: str, number: int) -> tuple[str, str]:
        """Return the line behind the steps, and "d" or "q" where one of them ended there."""
        for step in steps:
            if not self._is_for(step, line, number):
                continue
            if step.letter == "{":
                line, end = self._steps(step.inner, line, number)
                if end:
                    return line, end
                continue
            if step.letter in "dq":
                return line, step.letter
            changed = True
            if step.letters:
                line = line.translate({ord(one): other for one, other in step.letters})
            if step.search is not None:
                line, changed = _substituted(line, step)
            if step.letter == "p" or (step.prints and changed):
                self.written.append(line)
        return line, ""

    def _is_for(self, step: _Step, line: str, number: int) -> bool:
        if step.first is None:
            return not step.negated
        if step.last is None:
            return self._is_at(step.first, line, number) != step.negated
        return self._in_range(step, step.first, step.last, line, number) != step.negated

    def _in_range(self, step: _Step, first: Address, last: Address, line: str, number: int) -> bool:
        """Tell whether a line is in a range: an expression ends it on a later line at the earliest."""
        stop = last if isinstance(last, int) and last > 0 else None
        if id(step) not in self.open:
            if not self._is_at(first, line, number):
                return False
            if stop is None or number < stop:
                self.open.add(id(step))
            return True
        if number >= stop if stop is not None else self._is_at(last, line, number):
            self.open.discard(id(step))
        return stop is None or number <= stop

    def _is_at(self, address: Address, line: str, number: int) -> bool:
        if isinstance(address, Expression):
            return address.pattern.search(line) is not None
        return number == (len(self.lines) if address < 0 else address)


def _edited(text: str, steps: Sequence[_Step], *, quiet: bool) -> str | None:
    lines = text.removesuffix("\n").split("\n") if text else []
    written = _Edit(lines, quiet=quiet).through(steps)
    ends = text.endswith("\n") or not written or written[-1:] != lines[-1:]
    return "\n".join(written) + ("\n" if written and (ends or text.endswith("\n")) else "")


def _substituted(line: str, step: _Step) -> tuple[str, bool]:
    assert step.search is not None

    def put(found: re.Match[str]) -> str:
        return "".join((found[one] or "") if isinstance(one, int) else one for one in step.pieces)

    if step.nth > 1:
        places = step.search.pattern.finditer(line)
        place = next((found for number, found in enumerate(places, 1) if number == step.nth), None)
        if place is None:
            return line, False
        return line[: place.start()] + put(place) + line[place.end() :], True
    made, count = step.search.pattern.subn(put, line, count=0 if step.every else 1)
    return made, count > 0
