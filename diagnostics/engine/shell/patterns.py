"""Patterns of zsh and bash: `*`, `?`, `[…]`, `(a|b)`, `*(…)`; matched without backtracking."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ..records import replace
from .budget import Budget
from .captures import Program, Save, Split, Take, TooLongError
from .patternnodes import CLASSES, AnyChar, But, Char, CharSet, Group, Node, NumberRange, Piece, Star, whole_of


class UnsureError(Exception):
    """Which of several ways to match zsh takes is not known."""


class Pattern:
    """A pattern ready to be matched."""

    def __init__(
        self,
        pieces: Sequence[Piece],
        budget: Budget,
        *,
        zsh: bool,
        extglob: bool | None = None,
        folds: bool = False,
        extended: bool = False,
        remembers: str = "",
    ) -> None:
        self.budget = budget
        self.zsh = zsh
        self.remembers = remembers  # zsh's (#b) and (#m): "b" what each parenthesis matched, "m" the whole
        self._numbered = 0
        self._first: tuple[Program, int] | None = None  # what finds the first way to match
        self.folds = folds  # the pieces are small letters, and match capitals as well
        self.extglob = not zsh if extglob is None else extglob
        self._chars: list[tuple[str, bool]] = [(c, piece.active) for piece in pieces for c in piece.text]
        self._chooses = zsh and ("|", True) in self._chars
        self.extended = extended  # zsh's EXTENDED_GLOB: x# x## ^x x~y
        special = "*?[(<|#^~" if extended else "*?[(<|"
        self.plain = not any(active and c in special for c, active in self._chars)
        self.text = "".join(c for c, _ in self._chars)
        budget.spend(1 + len(self._chars) // 8)
        self._at = 0
        self._nodes = (self._choice(),) if not self.plain else (Char(self.text),) if self.text else ()

    def _choice(self, *, closing: bool = False) -> Group:
        choices: list[tuple[Node, ...]] = []
        nodes: list[Node] = []
        cuts: list[tuple[int, str]] = []  # where `^` and `~` stand
        with self.budget:
            while self._at < len(self._chars):
                c, active = self._chars[self._at]
                if active and c == ")" and closing:
                    break
                self._at += 1
                if active and c == "|" and (closing or self.zsh):
                    choices.append(whole_of(nodes, cuts))
                    nodes, cuts = [], []
                elif active and self.extended and c in "#^~" and not (c == "#" and not nodes):
                    if c == "#":
                        again = "+" if self._next_is("#") else "*"
                        self._at += again == "+"
                        nodes.append(Group(((nodes.pop(),),), again))
                    else:
                        cuts.append((len(nodes), c))
                elif active:
                    nodes.append(self._node(c))
                else:
                    nodes.append(Char(c))
        self._at += closing
        choices.append(whole_of(nodes, cuts))
        return Group(tuple(choices))

    def _next_is(self, text: str) -> bool:
        return self._at < len(self._chars) and self._chars[self._at] == (text, True)

    def _node(self, c: str) -> Node:
        if c in "?*+@!" and self.extglob and self._next_is("("):
            self._at += 1
            group = self._choice(closing=True)
            return Group(group.choices, c)
        if c == "*":
            while self._next_is("*"):
                self._at += 1
            return Star()
        if c == "?":
            return AnyChar()
        if c == "[":
            return self._set() or Char("[")
        if c == "(" and self.zsh:
            self._numbered += 1
            number = self._numbered
            return replace(self._choice(closing=True), number=number)
        if c == "<" and self.zsh:
            return self._range() or Char("<")
        return Char(c)

    def _range(self) -> NumberRange | None:
        text = ""
        for c, _ in self._chars[self._at : self._at + 40]:
            text += c
            if c == ">":
                break
        low, dash, high = text[:-1].partition("-")
        if not text.endswith(">") or not dash or not (low + high or "0").isdigit():
            return None
        self._at += len(text)
        return NumberRange(int(low or 0), int(high) if high else None)

    def _set(self) -> CharSet | None:
        at = self._at
        chars = self._chars
        negated = at < len(chars) and chars[at][1] and chars[at][0] in "!^"
        at += negated
        singles: set[str] = set()
        ranges: list[tuple[str, str]] = []
        classes: list[str] = []
        first = True
        while at < len(chars):
            c, active = chars[at]
            if c == "]" and active and not first:
                self._at = at + 1
                return CharSet(negated, frozenset(singles), tuple(ranges), tuple(classes))
            first = False
            if c == "[" and at + 1 < len(chars) and chars[at + 1][0] == ":":
                name = "".join(char for char, _ in chars[at + 2 : at + 12]).partition(":]")[0]
                if name in CLASSES:
                    classes.append(name)
                    at += len(name) + 4
                    continue
            if at + 2 < len(chars) and chars[at + 1] == ("-", True) and chars[at + 2] != ("]", True):
                ranges.append((c, chars[at + 2][0]))
                at += 3
                continue
            singles.add(c)
            at += 1
        self.budget.spend(1 + (at - self._at) // 4)
        return None

    # --- matching: every node turns the set of places reached into the next one

    def _run(self, nodes: Sequence[Node], text: str, places: set[int], *, back: bool = False) -> set[int]:
        for node in reversed(nodes) if back else nodes:
            if not places:
                break
            self.budget.spend(1 + len(places) // 4)
            places = self._step(node, text, places, back=back)
        return places

    def _step(self, node: Node, text: str, places: set[int], *, back: bool) -> set[int]:
        size = len(text)
        if isinstance(node, Char):
            width = len(node.text)
            if back:
                return {p - width for p in places if p >= width and text.startswith(node.text, p - width)}
            return {p + width for p in places if text.startswith(node.text, p)}
        if isinstance(node, Star):
            self.budget.spend(size // 8)
            return set(range(max(places) + 1)) if back else set(range(min(places), size + 1))
        if isinstance(node, AnyChar | CharSet):
            found = {p - 1 if back else p for p in places if (p > 0 if back else p < size)}
            if isinstance(node, CharSet):
                found = {p for p in found if node.holds(text[p])}
            return found if back else {p + 1 for p in found}
        if isinstance(node, NumberRange):
            return self._digits(node, text, places, back=back)
        if isinstance(node, But):
            reached: set[int] = set()
            for place in places:
                with self.budget:
                    reached |= self._run(node.first, text, {place}, back=back) - self._run(
                        node.second, text, {place}, back=back
                    )
            return reached
        return self._repeat(node, text, places, back=back)

    def _digits(self, node: NumberRange, text: str, places: set[int], *, back: bool) -> set[int]:
        reached: set[int] = set()
        for place in places:
            for width in range(1, 20):
                start, stop = (place - width, place) if back else (place, place + width)
                if start < 0 or stop > len(text) or not text[start:stop].isdigit():
                    break
                number = int(text[start:stop])
                if number >= node.low and (node.high is None or number <= node.high):
                    reached.add(start if back else stop)
        return reached

    def _repeat(self, node: Group, text: str, places: set[int], *, back: bool) -> set[int]:
        def once(start: set[int]) -> set[int]:
            reached: set[int] = set()
            with self.budget:
                for choice in node.choices:
                    reached |= self._run(choice, text, set(start), back=back)
            return reached

        if node.repeat == "!":
            missed: set[int] = set()
            for place in places:
                every = set(range(place + 1)) if back else set(range(place, len(text) + 1))
                self.budget.spend(1 + len(every) // 8)
                missed |= every - once({place})
            return missed
        reached = once(places) if node.repeat != "*" and node.repeat != "?" else set(places)
        if node.repeat == "?":
            reached |= once(places)
        if node.repeat in ("*", "+"):
            fresh = reached
            while fresh:
                fresh = once(fresh) - reached
                reached |= fresh
        return reached

    def matches(self, text: str) -> bool:
        """Tell whether the whole text matches."""
        if self.folds:
            text = text.lower()
        if self.plain:
            return text == self.text
        return len(text) in self._run(self._nodes, text, {0})

    def spans(self, text: str, begin: int, stop: int, *, free: bool = False) -> tuple[tuple[int, int], ...] | None:
        """Return where each parenthesis matched in a piece that matches as a whole, (-1, -1) for one that did not.

        A `free` piece is the longest that matches there. None where that is not sure to be what zsh takes: it takes
        what it finds first.
        """
        if len(self._nodes) != 1 or not isinstance(self._nodes[0], Group) or len(self._nodes[0].choices) > 1:
            return () if self.plain else None  # the flag belongs to the first of them
        try:
            program = Program()
            start = self._steps(program, self._nodes, 0)
        except (TooLongError, ValueError):
            return None
        program.groups = self._numbered
        found = program.find(start, text.lower() if self.folds else text, (begin,), stop=-1 if free else stop)
        self.budget.spend(1 + program.spent // 4)
        return tuple(zip(found[2::2], found[3::2], strict=True)) if found and found[1] == stop else None

    def _steps(self, program: Program, nodes: Sequence[Node], follow: int) -> int:
        """Add the steps of nodes before what follows them; raise ValueError where zsh's order of ways is not known."""
        for node in reversed(nodes):
            if isinstance(node, Group):
                follow = self._group_steps(program, node, follow)
            elif isinstance(node, Star):
                follow = program.loop(partial(self._piece, program, AnyChar()), follow)
            elif isinstance(node, But):
                raise ValueError
            else:
                follow = self._piece(program, node, follow)
        return follow

    def _piece(self, program: Program, node: Node, follow: int) -> int:
        def ends(text: str, place: int) -> Sequence[int]:
            return sorted(self._step(node, text, {place}, back=False), reverse=True)

        return program.add(Take(ends, follow))

    def _group_steps(self, program: Program, node: Group, follow: int) -> int:
        def once(then: int) -> int:
            if node.number:
                then = program.add(Save(2 * node.number - 1, then))
            ways = tuple(self._steps(program, choice, then) for choice in node.choices)
            inside = ways[0] if len(ways) == 1 else program.add(Split(ways))
            return program.add(Save(2 * node.number - 2, inside)) if node.number else inside

        if node.repeat == "@":
            return once(follow)
        if node.repeat in ("*", "+") and not any(self._run(choice, "", {0}) for choice in node.choices):
            return program.loop(once, follow, once=node.repeat == "+")
        raise ValueError

    def _furthest(self, text: str, begin: int, ends: set[int]) -> int:
        """Return where a match ends that is as long as may be: of several alternatives zsh takes the first that fits.

        Measured with 5.9: `${x##(a|ab)}` takes an `a` off `ab`.
        """
        if len(ends) == 1 or not self._chooses:
            return max(ends)
        if self._first is None:
            program = Program()
            try:
                self._first = (program, self._steps(program, self._nodes, 0))
            except (TooLongError, ValueError):
                raise UnsureError from None
            program.groups = self._numbered
        program, start = self._first
        spent = program.spent
        found = program.find(start, text, (begin,))
        self.budget.spend(1 + (program.spent - spent) // 4)
        if not found:
            raise UnsureError
        return found[1]

    def prefix(self, text: str, *, longest: bool) -> int | None:
        """Return the length of the shortest or longest beginning that matches."""
        text = text.lower() if self.folds else text
        ends = self._run(self._nodes, text, {0})
        return (self._furthest(text, 0, ends) if longest else min(ends)) if ends else None

    def suffix(self, text: str, *, longest: bool) -> int | None:
        """Return where the shortest or longest end that matches begins."""
        text = text.lower() if self.folds else text
        starts = self._run(self._nodes, text, {len(text)}, back=True)
        return (min(starts) if longest else max(starts)) if starts else None

    def occurrence(self, text: str, start: int, *, longest: bool, last: bool = False) -> tuple[int, int] | None:
        """Return where the pattern first matches at or after a place, or where it last does: as much or as little."""
        text = text.lower() if self.folds else text
        for begin in range(len(text), start - 1, -1) if last else range(start, len(text) + 1):
            self.budget.spend()
            ends = self._run(self._nodes, text, {begin})
            if ends:
                return begin, (self._furthest(text, begin, ends) if longest else min(ends))
        return None

    def search(self, text: str, start: int) -> tuple[int, int] | None:
        """Return the first, longest match at or after `start`, which may be empty before a character."""
        text = text.lower() if self.folds else text
        if self.plain:
            found = text.find(self.text, start) if self.text else -1
            return (found, found + len(self.text)) if found != -1 else None
        if not text:
            return (0, 0) if not start and self.matches("") else None
        for begin in range(start, len(text) + 1):
            ends = self._run(self._nodes, text, {begin})
            if ends and (max(ends) > begin or begin < len(text)):
                return begin, self._furthest(text, begin, ends)
        return None
