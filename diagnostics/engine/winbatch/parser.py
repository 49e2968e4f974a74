"""Read the commands of a line: `a & b`, `if … ( … ) else ( … )`, `for … do ( … )`."""

from __future__ import annotations

import re

from ..crossedout import crossed_out_at
from ..records import dataclass
from ..regexes import regex
from ..shell.budget import Budget
from .lines import Line

_IF = regex(r"if(?=[\s/(\"])", re.IGNORECASE)
_FOR = regex(r"for(?=[\s/])", re.IGNORECASE)
_DO = regex(r"\)[ \t\n]*do(?=[ \t\n(])", re.IGNORECASE)
_ELSE = regex(r"[ \t]*else(?=[ \t\n(])", re.IGNORECASE)
# One character at a time: a repeated group of repeated characters would be tried in countless ways.
_SIDE = r"(?:\"[^\"\n]*\"|[^\s\"=(])+"
_OTHER = r"(?:\"[^\"\n]*\"|[^\s\"()&|])+"
_COMPARED = regex(rf"(?P<left>{_SIDE})[ \t]*==[ \t]*(?P<right>{_OTHER})")
_WORDS = regex(rf"(?P<left>{_SIDE})[ \t]+(?P<operator>EQU|NEQ|LSS|LEQ|GTR|GEQ)[ \t]+(?P<right>{_OTHER})", re.IGNORECASE)
_ASKED = regex(rf"(?P<what>defined|exist|errorlevel|cmdextversion)[ \t]+(?P<about>{_OTHER})", re.IGNORECASE)
_REDIRECT = regex(r"(?:>>?|<)(?:&\d|[ \t]*(?:\"[^\"\n]*\"|[^\s&|<>()])*)")
_SPECIAL = regex(r"[\"^&|()<>\n]")


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its text without carets, and the offset in the line of each character."""

    text: str
    places: tuple[int, ...]
    begin: int
    stop: int
    joint: str = ""  # what stands before it: & && || |


@dataclass(frozen=True, slots=True)
class Test:
    """The condition of an `if`."""

    negated: bool
    ignores_case: bool
    what: str  # defined · exist · errorlevel · == · EQU …
    left: str
    right: str = ""


@dataclass(frozen=True, slots=True)
class If:
    """`if TEST …`; `test` None where it cannot be read."""

    test: Test | None
    then: tuple[Node, ...]
    otherwise: tuple[Node, ...]
    begin: int
    joint: str = ""


@dataclass(frozen=True, slots=True)
class For:
    """`for … do …`."""

    body: tuple[Node, ...]
    begin: int
    joint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """`( … )`."""

    body: tuple[Node, ...]
    begin: int
    joint: str = ""


Node = Command | If | For | Group


class Parser:
    """Reads one line whose variables are replaced; never fails: what it cannot read is a command nobody knows."""

    def __init__(self, line: Line, budget: Budget) -> None:
        self.text = line.text
        self.budget = budget
        self.pos = 0
        self.level = 0  # blocks around the position: only in one does a parenthesis end a command

    def parse(self) -> tuple[Node, ...]:
        """Read the whole line."""
        nodes: list[Node] = []
        while self.pos < len(self.text):
            before = self.pos
            nodes.extend(self._nodes(nested=False))
            if self.pos == before:
                self.pos += 1  # a parenthesis that closes nothing
        return tuple(nodes)

    def _blanks(self) -> None:
        while self.pos < len(self.text) and self.text[self.pos] in " \t\n,;=@":
            self.pos += 1

    def _nodes(self, *, nested: bool) -> list[Node]:
        nodes: list[Node] = []
        joint = ""
        while True:
            self._blanks()
            if self.pos >= len(self.text) or (self.text[self.pos] == ")"):
                if not nested and self.pos < len(self.text):
                    self.pos += 1
                    continue
                return nodes
            nodes.append(self._node(joint))
            joint = self._operator()

    def _operator(self) -> str:
        while self.pos < len(self.text) and self.text[self.pos] in " \t":
            self.pos += 1
        for operator in ("&&", "||", "&", "|"):
            if self.text.startswith(operator, self.pos):
                self.pos += len(operator)
                return operator
        return ""

    def _node(self, joint: str) -> Node:
        self.budget.spend()
        begin = self.pos
        with self.budget:
            if self.text[begin] == "(":
                self.pos += 1
                self.level += 1
                body = self._nodes(nested=True)
                self.level -= 1
                self._close()
                return Group(tuple(body), begin, joint)
            if (found := _IF.match(self.text, begin)) is not None:
                self.pos = found.end()
                return self._if(begin, joint)
            if (found := _FOR.match(self.text, begin)) is not None:
                done = _DO.search(self.text, found.end())
                if done is not None:
                    self.pos = done.end()
                    return For(self._one(), begin, joint)
            return self._command(begin, joint)

    def _close(self) -> None:
        self._blanks()
        if self.text.startswith(")", self.pos):
            self.pos += 1

    def _one(self) -> tuple[Node, ...]:
        """Read what `if` and `do` govern: a block, or the rest of the line."""
        while self.pos < len(self.text) and self.text[self.pos] in " \t@":
            self.pos += 1
        if self.pos >= len(self.text) or self.text[self.pos] in "\n)":
            return ()
        nodes = [self._node("")]
        if isinstance(nodes[0], Group):
            return tuple(nodes)
        while self.pos < len(self.text) and self.text[self.pos] in "&|":
            joint = self._operator()
            self._blanks()
            if self.pos >= len(self.text) or self.text[self.pos] in ")":
                break
            nodes.append(self._node(joint))
        return tuple(nodes)

    def _if(self, begin: int, joint: str) -> Node:
        test = self._test()
        if test is None:
            self.pos = self._line_end()
            return If(None, (), (), begin, joint)
        then = self._one()
        otherwise: tuple[Node, ...] = ()
        found = _ELSE.match(self.text, self.pos)
        if found and then and isinstance(then[-1], Group):
            self.pos = found.end()
            otherwise = self._one()
        return If(test, then, otherwise, begin, joint)

    def _line_end(self) -> int:
        end = self.text.find("\n", self.pos)
        return len(self.text) if end == -1 else end

    def _test(self) -> Test | None:
        negated = ignores_case = False
        while True:
            while self.pos < len(self.text) and self.text[self.pos] in " \t":
                self.pos += 1
            found = re.compile(r"/i(?=\s)|not(?=\s)", re.IGNORECASE).match(self.text, self.pos)
            if not found:
                break
            negated = negated or found.group().lower() == "not"
            ignores_case = ignores_case or found.group().lower() == "/i"
            self.pos = found.end()
        if (asked := _ASKED.match(self.text, self.pos)) is not None:
            self.pos = asked.end()
            return Test(negated, ignores_case, asked["what"].lower(), asked["about"])
        if (compared := _COMPARED.match(self.text, self.pos)) is not None:
            self.pos = compared.end()
            return Test(negated, ignores_case, "==", compared["left"], compared["right"])
        if (words := _WORDS.match(self.text, self.pos)) is not None:
            self.pos = words.end()
            return Test(negated, ignores_case, words["operator"].upper(), words["left"], words["right"])
        return None

    def _command(self, begin: int, joint: str) -> Command:
        """Read up to what ends a command: `&`, `|`, a line's end, the parenthesis of the block around it."""
        pieces: list[str] = []
        places: list[int] = []
        quoted = False

        def keep(start: int, stop: int) -> None:
            pieces.append(self.text[start:stop])
            places.extend(range(start, stop))

        while self.pos < len(self.text):
            found = _SPECIAL.search(self.text, self.pos)
            stop = len(self.text) if found is None else found.start()
            keep(self.pos, stop)
            self.pos = stop
            if found is None:
                break
            c = found.group()
            if c == "\n" or (not quoted and (c in "&|" or (c == ")" and self.level))):
                break
            if c == "<" and not quoted and (crossed_out := crossed_out_at(self.text, stop)):
                self.pos += len(crossed_out)
                keep(stop, self.pos)
                continue
            if c in "<>" and not quoted:
                self._redirect(pieces, places)
                continue
            self.pos += 1
            if c == '"':
                quoted = not quoted
                keep(stop, stop + 1)
            elif c == "^" and not quoted:
                stop = min(self.pos + 1, len(self.text))  # nothing is behind a ^ where a lone % stood
                keep(self.pos, stop)
                self.pos = stop
            else:
                keep(stop, stop + 1)
        self.budget.spend(1 + (self.pos - begin) // 32)
        return Command("".join(pieces), tuple(places[: sum(map(len, pieces))]), begin, self.pos, joint)

    def _redirect(self, pieces: list[str], places: list[int]) -> None:
        """Move over `>file`, `2>&1`, `<file`; the number before it is no part of the command."""
        text = pieces[-1] if pieces else ""
        if re.search(r"(?:^|[ \t])\d$", text):
            pieces[-1] = text[:-1]
            places.pop()
        found = _REDIRECT.match(self.text, self.pos)
        assert found is not None
        self.pos = found.end()
