"""Turn words into arguments: fish's command substitutions, variables, braces, home directories, wildcards.

The order is fish's own: commands from the left, then variables from the right, then braces from the right; each
multiplies the word. A word in which one of them gives nothing is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ..records import replace
from ..regexes import regex
from ..shell.budget import MAX_VALUE, MAX_WORDS, TooMuch
from ..shell.values import Text, Unknown
from . import tree
from .machine import Fish, Whole, glued, is_path, listed

Parts = tuple[tree.Part, ...]
_RANGE = regex(r"(-?\d{1,9})?(\.\.)?(-?\d{1,9})?")
_NAME = regex(r"\w+")
MANY = "\x1e"  # in a Literal made here: stands for an unknown value; the index into the list of unknowns follows


class Failed(Exception):  # noqa: N818 - the command is not run, the next one is
    """A word that fish cannot expand: the command is skipped."""


def expand(m: Fish, words: Sequence[tree.Word]) -> list[Text]:
    """Return the arguments that words give; raise Failed where fish skips the command."""
    arguments: list[Text] = []
    for word in words:
        arguments.extend(expand_word(m, word))
        if len(arguments) > MAX_WORDS:
            raise TooMuch("the text makes too many words")
    return arguments


def expand_word(m: Fish, word: tree.Word) -> list[Text]:
    """Return what one word gives: any number of arguments."""
    plain = word.plain
    if plain is not None:
        m.budget.spend()
        return [_home(m, word.parts, plain)]
    return _Expansion(m, word).result()


class _Expansion:
    """One word on its way to arguments; unknown values stand in its texts as marks."""

    def __init__(self, m: Fish, word: tree.Word) -> None:
        self.m = m
        self.word = word
        self.unknowns: list[Unknown] = []

    def result(self) -> list[Text]:
        """Return the arguments."""
        words = self._variables(self._commands([self.word.parts]))
        loose = next((one for one in self.unknowns if one.many), None)
        if loose is not None and words and _holds(words[0], tree.Brace):
            return [loose]  # one empty list takes away what the braces would make
        words = self._braces(words)
        made: list[Text] = []
        for parts in words:
            made.extend(self._finished(parts))
        return made

    def _limited(self, made: Iterable[Parts]) -> list[Parts]:
        """Return the words, or stop where they become too many; what is copied for them is paid for."""
        words: list[Parts] = []
        for parts in made:
            self.m.budget.spend(1 + len(parts) // 8)
            words.append(parts)
            if len(words) > MAX_WORDS:
                raise TooMuch("the text makes too many words")
        return words

    def _literal(self, text: Text) -> tree.Literal:
        if isinstance(text, Unknown):
            self.unknowns.append(text)
            return tree.Literal(f"{MANY}{len(self.unknowns) - 1}{MANY}", quoted=True)
        return tree.Literal(text, quoted=True)

    # --- commands

    def _commands(self, words: list[Parts]) -> list[Parts]:
        if not any(_holds(parts, tree.Substitution) for parts in words):
            return words
        parts = words[0]
        values: list[list[Text]] = []
        self._run_all(parts, values)
        results = [parts]
        for value in values:
            literals = [self._literal(text) for text in value]
            results = self._limited(
                _replaced(one, tree.Substitution, literal, last=False) for one in results for literal in literals
            )
        return results

    def _run_all(self, parts: Parts, values: list[list[Text]]) -> None:
        for part in parts:
            if isinstance(part, tree.Substitution):
                values.append(self._run(part))
            elif isinstance(part, tree.Brace):
                for item in part.items:
                    self._run_all(item.parts, values)

    def _run(self, part: tree.Substitution) -> list[Text]:
        output, lines = captured(self.m, part.body)
        if part.slices:
            lines = sliced(self.m, lines, part.slices[0])
        if part.quoted:
            return [glued(lines, "\n")] if part.slices or isinstance(output, Unknown) else [output.rstrip("\n")]
        return lines

    # --- variables

    def _variables(self, words: list[Parts]) -> list[Parts]:
        count = _count(words[0], tree.Variable) if words else 0
        for _ in range(count):
            variable = _last_variable(words[0]) if words else None
            if variable is None:
                break  # nothing is left of the word
            literals = [self._literal(text) for text in self._values(variable)]
            words = self._limited(
                _replaced(parts, tree.Variable, literal, last=True) for parts in words for literal in literals
            )
        return words

    def _values(self, part: tree.Variable) -> list[Text]:
        """Return the elements; of `$$NAME[1][2]` the first slice belongs to NAME, the second to what it names."""
        items: list[Text] = [part.name]
        for level in range(part.levels):
            found: list[Text] = []
            for name in items:
                if isinstance(name, Unknown):
                    found.append(replace(name, many=True))
                    continue
                values, glue, rest = self._named(name, part, level)
                found.extend([replace_end(glued(values, glue), rest)] if part.quoted else values)
            items = found
        return items

    def _named(self, name: str, part: tree.Variable, level: int) -> tuple[list[Text], str, str]:
        """Return the elements of one variable, what joins them in quotes, and what stands behind the name."""
        if not name:
            return [], " ", ""
        begins = _NAME.match(name)
        if not begins or (begins.end() < len(name) and not part.quoted):
            raise Failed
        name, rest = begins.group(), name[begins.end() :]
        values, glue = special(self.m, name, part.begin), " "
        if values is None:
            found = self.m.find(name)
            values = listed(name, found[1]) if found else []
            glue = ":" if found and is_path(name, found[1]) else " "
        if level < len(part.slices):
            if part.quoted and "(" in part.slices[level].raw[:2]:
                raise Failed  # between double quotes this is no command, and so no number
            values = sliced(self.m, values, part.slices[level])
        return values, glue, rest

    # --- braces

    def _braces(self, words: list[Parts]) -> list[Parts]:
        while any(isinstance(part, tree.Brace) for parts in words for part in parts):
            words = self._limited(made for parts in words for made in _one_brace_less(parts))
        return words

    # --- the end

    def _finished(self, parts: Parts) -> list[Text]:
        text = "".join(part.text for part in parts if isinstance(part, tree.Literal | tree.Wildcard))
        self.m.budget.spend(1 + len(text) // 256)
        if len(text) > MAX_VALUE:
            return [self.m.unknown(self.word.begin, "makes a value that is too long", filled=True)]
        wild = any(isinstance(part, tree.Wildcard) for part in parts)
        if MANY in text:
            return [self._unknown(text)]
        if wild:
            return self._files(parts, text)
        return [_home(self.m, parts, text)]

    def _unknown(self, text: str) -> Text:
        pieces = text.split(MANY)
        inside = [self.unknowns[int(piece)] for piece in pieces[1::2]]
        many = next((one for one in inside if one.many), None)  # nothing may be left of the word
        filled = any(one.filled for one in inside) or any(pieces[0::2])
        return replace(many or inside[0], filled=many.filled and len(inside) == 1 if many else filled)

    def _files(self, parts: Parts, text: str) -> list[Text]:
        """Return what a wildcard gives: nobody knows the files, and fish 4 takes `?` for itself."""
        stars = any(isinstance(part, tree.Wildcard) and part.text != "?" for part in parts)
        what = "depends on which files there are" if stars else "has a ?, which fish 3 takes for a wildcard"
        return [self.m.unknown(self.word.begin, what, is_set=False, many=True)]


def replace_end(text: Text, rest: str) -> Text:
    """Return a text with another one behind it."""
    if isinstance(text, Unknown):
        return replace(text, filled=text.filled or bool(rest))
    return text + rest


def _holds(parts: Parts, kind: type[tree.Part]) -> bool:
    return _count(parts, kind) > 0


def _count(parts: Parts, kind: type[tree.Part]) -> int:
    total = 0
    for part in parts:
        if isinstance(part, kind):
            total += 1
        elif isinstance(part, tree.Brace):
            total += sum(_count(item.parts, kind) for item in part.items)
    return total


def _one_brace_less(parts: Parts) -> Iterator[Parts]:
    at = next((i for i in range(len(parts) - 1, -1, -1) if isinstance(parts[i], tree.Brace)), None)
    if at is None:
        yield parts
        return
    brace = parts[at]
    assert isinstance(brace, tree.Brace)
    for item in brace.items:
        yield (*parts[:at], *item.parts, *parts[at + 1 :])


def _last_variable(parts: Parts) -> tree.Variable | None:
    for part in reversed(parts):
        if isinstance(part, tree.Variable):
            return part
        if isinstance(part, tree.Brace):
            for item in reversed(part.items):
                found = _last_variable(item.parts)
                if found:
                    return found
    return None


def _replaced(parts: Parts, kind: type[tree.Part], new: tree.Part, *, last: bool) -> Parts:
    """Return the parts with the first (or the last) one of a kind replaced, also inside braces."""
    order = range(len(parts) - 1, -1, -1) if last else range(len(parts))
    for at in order:
        part = parts[at]
        if isinstance(part, kind):
            return (*parts[:at], new, *parts[at + 1 :])
        if isinstance(part, tree.Brace) and any(_holds(item.parts, kind) for item in part.items):
            items = list(part.items)
            inner = range(len(items) - 1, -1, -1) if last else range(len(items))
            index = next(i for i in inner if _holds(items[i].parts, kind))
            items[index] = tree.Word(_replaced(items[index].parts, kind, new, last=last))
            return (*parts[:at], tree.Brace(tuple(items)), *parts[at + 1 :])
    return parts


def _home(m: Fish, parts: Parts, text: str) -> Text:
    """Expand a `~` that begins a word and was not quoted."""
    first = parts[0] if parts else None
    if not isinstance(first, tree.Literal) or first.quoted or not first.text.startswith("~"):
        return text
    if first.text == "~" and len(parts) > 1:
        return text  # behind a quote or a variable it is no home directory
    user = text[1:].partition("/")[0]
    if user:
        return m.unknown(m.statement[0], "uses the home directory of another user", filled=True)
    home = m.elements("HOME")
    value = glued(home or [""], " ")
    return replace(value, filled=True) if isinstance(value, Unknown) else value + text[1:]


# --- lists


def split_lines(written: Sequence[Text]) -> list[Text]:
    """Return the arguments that commands wrote: each line is one, and each text that `string collect` keeps whole."""
    made: list[Text] = []
    for whole, run in groupby(written, key=lambda piece: isinstance(piece, Whole)):
        if whole:
            made.extend(str(piece).removesuffix("\n") for piece in run)
            continue
        output = glued(list(run), "")
        if isinstance(output, Unknown):
            made.append(replace(output, many=True))
        elif output:
            made.extend(output.removesuffix("\n").split("\n"))
    return made


def sliced(m: Fish, items: list[Text], word: tree.Word) -> list[Text]:
    """Return the elements that `[1 2..3 -1]` takes; raise Failed for index 0."""
    text = expand_word(m, word)
    loose = next((item for item in (*items, *text) if isinstance(item, Unknown)), None)
    if any(isinstance(item, Unknown) for item in text):
        assert isinstance(loose, Unknown)
        return [replace(loose, many=True)]
    if any(isinstance(item, Unknown) and item.many for item in items):
        return [next(item for item in items if isinstance(item, Unknown) and item.many)]
    chosen: list[Text] = []
    for index in indices(" ".join(str(item) for item in text), len(items)):
        m.budget.spend()
        if 1 <= index <= len(items):
            chosen.append(items[index - 1])
    return chosen


def indices(text: str, size: int, *, beyond: bool = False) -> list[int]:
    """Return the numbers of the elements that a slice names, as fish 3.6 counts them; raise Failed for 0.

    Where the elements are given values, a range may go `beyond` the last one.
    """
    found: list[int] = []
    for piece in re.sub(r"\s*\.\.\s*", "..", text).split():
        match = _RANGE.fullmatch(piece)
        if not match or piece in ("", "-"):
            raise Failed
        first, dots, last = match.groups()
        if (first and int(first) == 0) or (last and int(last) == 0):
            raise Failed
        if not dots:
            found.append(_from_end(int(first), size))
            continue
        if beyond:
            one, other = _from_end(int(first or 1), size), _from_end(int(last or -1), size)
            step = 1 if one <= other else -1
            found.extend(range(one, other + step, step)[: MAX_WORDS + 1])
        else:
            found.extend(_range(first, last, size))
        if len(found) > MAX_WORDS:
            raise TooMuch("the text makes too many words")
    return found


def _from_end(index: int, size: int) -> int:
    return index if index > -1 else size + index + 1


def _range(first: str | None, last: str | None, size: int) -> range:
    begin = int(first) if first else 1
    end = int(last) if last else -1
    one, other = _from_end(begin, size), _from_end(end, size)
    if one > size and (other > size or not last):
        return range(0)
    direction = -1 if other < one else 1
    if (end > -1) != (begin > -1):
        direction = -1 if end > -1 else 1
    else:
        one, other = min(one, size), min(other, size)
    return range(min(max(one, 0), size + 1), min(max(other, -1), size + 1) + direction, direction)


def captured(m: Fish, body: tree.Block) -> tuple[Text, list[Text]]:
    """Return what commands write, and the arguments it makes; they run in this very shell: what they set stays set."""
    out, m.out = m.out, []
    stdin, m.stdin = m.stdin, None  # measured: they read what the shell reads, not the pipe around them
    written: list[Text] = []
    try:
        with m.budget, m.scope():
            m.substitutions += 1
            try:
                m.run_jobs(body)
            finally:
                m.substitutions -= 1
    finally:
        written = m.out or []
        m.out, m.stdin = out, stdin
    return glued(written, ""), split_lines(written)


# Measured with fish 3.6: what it sets where the environment before does not.
_SET_AT_THE_START = frozenset(
    ("PWD", "SHLVL", "USER", "COLUMNS", "LINES", "EUID", "IFS", "CMD_DURATION", "umask", "fish_function_path")
)


def special(m: Fish, name: str, begin: int) -> list[Text] | None:
    """Return the elements of a variable that fish keeps itself; None where it is one like any other."""
    if name == "pipestatus" and m.piped:
        return [str(end) if isinstance(end, int) else end for end in m.piped]
    if name in ("status", "pipestatus"):
        return [str(m.status) if isinstance(m.status, int) else m.status]
    if name in ("version", "FISH_VERSION", "fish_pid", "hostname", "history", "last_pid") or (
        name in _SET_AT_THE_START and m.cells.values.get("v:" + name) is None and m.find(name) is None
    ):
        return [m.unknown(begin, f"uses {name}, which fish sets", filled=True, many=name == "history")]
    return None


__all__ = ["Failed", "captured", "expand", "expand_word", "glued", "indices", "sliced", "special", "split_lines"]
