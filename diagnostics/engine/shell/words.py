"""Read words: runs of parts up to a blank or an operator, and patterns with parentheses."""

from __future__ import annotations

from ..crossedout import crossed_out_at
from ..regexes import regex
from . import tree
from .bracereader import joined_parts
from .budget import ShellSyntaxError
from .parts import PartReader, decode_ansi

_PLAIN = regex(r"[^ \t\n'\"\\$`‹;&|<>()]+")
_EXPANDS = regex(r"[$`\\]")  # what a here-document without it holds stands there as it is
_NUMERIC_RANGE = regex(r"<\d*-\d*>")


class WordReader(PartReader):
    """Reads one word at a time; statements are the parser's business."""

    extglob = False
    swallowed: int | None = None  # where a parenthesis is open that zsh's word ends without

    def word(self, *, pattern: bool = False, bars: bool = False, stops: str = "") -> tree.Word | None:
        """Read the word that begins here; None where none does.

        A `pattern` may hold parentheses, and with `bars` it is a regular expression of bash.
        """
        start = self.pos
        self.budget.spend()
        plain = _PLAIN.match(self.text, start) if not stops else None
        if plain and (plain.end() == len(self.text) or self.text[plain.end()] in " \t\n;"):
            self.pos = plain.end()
            text = plain.group()
            return tree.Word((tree.Literal(text),), self.begin_at(start), self.stop_at(self.pos), text)
        parts: list[tree.Part] = []
        while self.pos < len(self.text):
            c = self.text[self.pos]
            if c in stops:
                break
            if c in " \t\n;&":
                break
            if c in "<>":
                if self.peek(2) in ("<(", ">("):
                    parts.append(self._process())
                    continue
                is_value = "=" in self.text[max(0, start - 1) : self.pos]
                if is_value and c == "<" and (crossed_out := crossed_out_at(self.text, self.pos)):
                    parts.append(tree.Literal(crossed_out, quoted=True))
                    self.pos += len(crossed_out)
                    continue
                numeric = _NUMERIC_RANGE.match(self.text, self.pos) if self.zsh else None
                if not numeric:
                    break
                parts.append(tree.Literal(numeric.group()))
                self.pos = numeric.end()
                continue
            if c == "|" and not bars:
                break
            if c == "=" and self.zsh and self.pos == start and self.peek(2) == "=(":
                parts.append(self._process())
                continue
            if c in "()|":
                if not self._group(parts, start, pattern=pattern and (self.zsh or bars)):
                    break
                continue
            self._part(parts, _PLAIN if not stops else None, quoted=False)
        if self.pos == start and not parts:  # an alias inside `$(…)` moves the position back
            return None
        return self._made(parts, start)

    def _group(self, parts: list[tree.Part], start: int, *, pattern: bool) -> bool:
        """Read `(a|b)` inside a pattern; tell whether it belongs to the word."""
        c = self.peek()
        if c == "|":
            parts.append(tree.Literal("|"))
            self.pos += 1
            return True
        before = self.text[self.pos - 1] if self.pos > start else ""
        extended = before != "" and before in "?*+@!"
        free = self.zsh and self.peek(2) != "()" and not (self.sh_glob and before)
        if c == ")" or not (pattern or free or (extended and self.extglob)):
            return False
        opened, level = self.pos, 0
        while self.pos < len(self.text):
            c = self.text[self.pos]
            if c == "\n" and not self.zsh:
                break
            if c in "()| \n<>&;":
                if c in ";&" and self.zsh:
                    break  # which ends a word, even in `[^;]`
                level += (c == "(") - (c == ")")
                parts.append(tree.Literal(c))
                self.pos += 1
                if level == 0:
                    return True
                continue
            try:
                self._part(parts, _PLAIN, quoted=False)
            except ShellSyntaxError as error:
                if "\n" not in self.text[opened : self.pos]:
                    raise
                raise self.fail("a parenthesis is never closed", opened, unterminated=True) from error
        if self.zsh:  # to which the rest of the text is one word
            self.swallowed = self.begin_at(opened)
            return True
        raise self.fail("a parenthesis is never closed", opened, unterminated=True)

    def arithmetic_command(self) -> tree.Word | None:
        """Read `(( … ))` that begins here; None where it is two nested subshells."""
        return self._arithmetic(self.pos + 2)

    def heredoc_word(self, begin: int, stop: int, text: str) -> tree.Word:
        """Read the text of a here-document whose end word is not quoted."""
        if not _EXPANDS.search(text):
            plain = (tree.Literal(text, quoted=True),) if text else ()
            return tree.Word(plain, self.begin_at(begin), self.stop_at(stop), text)
        parts: list[tree.Part] = []
        with self.budget:
            try:
                self.inner_reader(text, begin)._inside_double(parts, 0, "")
            except ShellSyntaxError:  # the shell sees it when it expands the text, not before
                parts = [tree.Parameter("", operator="?bad", begin=self.begin_at(begin))]
        return tree.Word(joined_parts(parts), self.begin_at(begin), self.stop_at(stop), text)


__all__ = ["WordReader", "decode_ansi"]
