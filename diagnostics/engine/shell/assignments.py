"""Read what stands inside a simple command beside words: assignments, arrays, redirections, here-documents."""

from __future__ import annotations

import re

from ..regexes import regex
from . import tree
from .words import WordReader

_ASSIGNMENT = regex(r"([A-Za-z_][A-Za-z0-9_]*)(\+?=|\[)")
_ZSH_POSITIONAL = regex(r"(\d+)(=)")
_REDIRECT = regex(
    r"(\d*|\{[A-Za-z_]\w*(?:\[[^\]{}]{0,40}\])?\})(<<<|<<-|<<|<&|<>|>>\||>>!|>>&|>>|>&|>\||>!|&>>|&>\||&>|<|>)"
)
_CLOSED_SUBSCRIPT = regex(r"[^\n]{0,500}?\]\+?=")
MAY_REDIRECT = frozenset("<>&{0123456789")
_LIST_ARGUMENT = regex(r"[A-Za-z_]\w*(?:\[[^\]\n]{0,200}\])?\+?=\(", re.ASCII)
_ESCAPED_ELEMENT = regex(r"'[^']*'|\"(?:\\.|[^\"\\])*\"|(\\[ '\"()`;&|<>])|\\.", re.DOTALL)
_EQUALS = regex(r"\+?=")
_SPACED_KEY = regex(r"\[[^]\n\"'$`\\ \t]+[ \t][^]\n\"'$`\\]*\]=")
_NUMERIC_RANGE = regex(r"<\d*-\d*>")


def _loses_escapes(text: str) -> bool:
    """Tell whether the elements of an array hold an escape that means something to the shell, outside quotes."""
    return any(found.group(1) for found in _ESCAPED_ELEMENT.finditer(text))


def _has_blank(word: tree.Word) -> bool:
    """Tell whether a blank stands in a word outside quotes: in zsh the word ends there."""
    return any(
        isinstance(part, tree.Literal) and not part.quoted and set(part.text) & {" ", "\t"} for part in word.parts
    )


class AssignmentReader(WordReader):
    """Reads assignments and redirections; statements are the parser's business."""

    def _assign(self) -> tree.Assign | None:
        begin = self.pos
        found = _ASSIGNMENT.match(self.text, begin) or (_ZSH_POSITIONAL.match(self.text, begin) if self.zsh else None)
        if not found:
            return None
        name, operator, subscript = found.group(1), found.group(2), None
        self.pos = found.end()
        if operator == "[":
            closing = _CLOSED_SUBSCRIPT.match(self.text, self.pos)
            if not closing:
                self.pos = begin
                return None
            subscript = self.until("]", quoted=False)
            after = _EQUALS.match(self.text, self.pos)
            if not after or (self.zsh and _has_blank(subscript)):
                self.pos = begin
                return None
            operator = after.group()
            self.pos = after.end()
        value_start = self.pos
        value: tree.Word | tree.ArrayLiteral
        if self.peek() == "(":
            value = self._array()
            tail = self.word() if not self.zsh else None
            if tail is not None:  # bash takes `NAME=(a)b` for a text
                head = tree.Literal(self.text[value_start : self.pos][: -len(tail.raw)])
                value = tree.Word((head, *tail.parts), self.begin_at(value_start), self.stop_at(self.pos))
        else:
            value = self.word() or tree.Word((), self.begin_at(value_start), self.stop_at(value_start))
        stop = self.pos
        return tree.Assign(
            name,
            value,
            operator == "+=",
            subscript,
            self.begin_at(begin),
            self.stop_at(stop),
            self.begin_at(value_start),
            self.stop_at(stop),
            self.text[begin:stop],
            self.text[begin:value_start],
        )

    def _array(self) -> tree.ArrayLiteral:
        start = self.pos
        self.pos += 1
        items: list[tree.Word] = []
        with self.budget:
            while True:
                self.skip_lines()
                while self.zsh and self.peek() == ";":  # which parts words there as a line's end does
                    self.pos += 1
                    self.skip_lines()
                if self.peek() == ")":
                    self.pos += 1
                    if self.substituting and "\\" in self.text[start : self.pos]:
                        self.unescaped |= _loses_escapes(self.text[start : self.pos])
                    return tree.ArrayLiteral(tuple(items))
                item = self._spaced_key() or self.word()
                if item is None:
                    error = self.fail("a parenthesis is never closed", start, unterminated=self.at_end())
                    error.line_only = not self.zsh and not self.at_end()
                    raise error
                items.append(item)

    def _spaced_key(self) -> tree.Word | None:
        """Read bash's element `[two words]=value`; None for any other."""
        begin = self.pos
        found = _SPACED_KEY.match(self.text, begin) if not self.zsh and self.peek() == "[" else None
        if not found:
            return None
        self.pos = found.end()
        tail = self.word()
        return self._made([tree.Literal(found.group()), *(tail.parts if tail else ())], begin)

    def _list_text(self) -> tree.Word | None:
        """Read `NAME=(a b)c`, which bash's `let`, `eval` and `alias` take for a text; None where none begins here."""
        begin = self.pos
        found = _LIST_ARGUMENT.match(self.text, begin)
        if not found:
            return None
        self.pos = found.end() - 1
        items = self._array().items
        parts: list[tree.Part] = [tree.Literal(found.group())]
        for index, item in enumerate(items):
            parts += [tree.Literal(" ", quoted=True)] * (index > 0) + list(item.parts)
        tail = self.word()
        parts += [tree.Literal(")"), *(tail.parts if tail else ())]
        return self._made(parts, begin)

    def _redirect(self) -> tree.Redirect | None:
        if self.text[self.pos : self.pos + 1] not in MAY_REDIRECT:
            return None
        found = _REDIRECT.match(self.text, self.pos)
        if not found or (self.peek(2) in ("<(", ">(")) or (self.zsh and _NUMERIC_RANGE.match(self.text, self.pos)):
            return None
        begin = self.pos
        self.pos = found.end()
        self.skip_blanks()
        operator = found.group(2)
        target = self.word()
        if target is None:
            raise (
                self.fail("this cannot stand here", self.pos)
                if not self.at_end()
                else self.fail("the line ends too early", begin)
            )
        if operator in ("<<", "<<-"):
            target = self._heredoc(target, strip_tabs=operator == "<<-")
        return tree.Redirect(operator, target, found.group(1), self.begin_at(begin))

    def _heredoc(self, end_word: tree.Word, *, strip_tabs: bool) -> tree.Word:
        quoted = any(not isinstance(part, tree.Literal) or part.quoted for part in end_word.parts)
        closing = "".join(part.text for part in end_word.parts if isinstance(part, tree.Literal))
        begin, stop, text = self.here_document(closing, strip_tabs=strip_tabs, inside=self.substituting > 0)
        if quoted:
            where = self.begin_at(begin), self.stop_at(stop)
            return tree.Word((tree.Literal(text, quoted=True),), *where, text)
        return self.heredoc_word(begin, stop, text)
