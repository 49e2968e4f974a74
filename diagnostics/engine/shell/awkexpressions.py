"""Expressions of a script of `awk`: what stands in its tests, and in what is printed and set."""

from __future__ import annotations

from collections.abc import Callable

from ..regexes import regex
from .awkvalues import (
    Run,
    Running,
    UnreadError,
    Value,
    arithmetic,
    both,
    calculated,
    called,
    compared,
    either,
    element_place,
    field_place,
    holds,
    matched,
    number_of,
    plain,
    text_of,
    truth_of,
    variable_place,
)
from .lineexpressions import Expression, expression

_TOKEN = regex(
    r"[ \t]+|\\\n|#[^\n]*|(?P<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"
    r"|(?P<text>\"(?:[^\"\\\n]|\\.)*\")|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<op>\+\+|--|[-+*/%]=|[=!<>]=|&&|\|\||!~|[-+*/%^!<>=~?:,;(){}$\n]|\[|\])"
)
_FUNCTIONS = {"length": (0, 1), "substr": (2, 3), "toupper": (1, 1), "tolower": (1, 1), "index": (2, 2), "int": (1, 1)}
_SUBSTITUTES = ("sub", "gsub")
_LONGEST = 20_000


class Expressions:
    """Reads the tokens of a script, and the expressions among them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.kind = ""
        self.ahead = ""
        self.depth = 0
        self.expressions: list[Expression] = []
        self.advance()

    def advance(self) -> str:
        """Go to the next token; return the one before."""
        before = self.ahead
        while self.position < len(self.text):
            found = _TOKEN.match(self.text, self.position)
            if found is None:
                raise UnreadError
            self.position = found.end()
            if found.lastgroup:
                self.kind, self.ahead = found.lastgroup, found[0]
                return before
        self.kind = self.ahead = ""
        return before

    def takes(self, *tokens: str) -> bool:
        """Pass over one of these tokens, if it is the next."""
        if self.kind != "text" and self.ahead in tokens:
            self.advance()
            return True
        return False

    def expect(self, token: str) -> None:
        """Pass over a token that has to be there."""
        if not self.takes(token):
            raise UnreadError

    # --- expressions, the loosest first

    def _expression(self, *, comparing: bool = True) -> Run:
        self.depth += 1
        if self.depth > 60:
            raise UnreadError
        try:
            return self._assignment(comparing=comparing)
        finally:
            self.depth -= 1

    def _assignment(self, *, comparing: bool) -> Run:
        start = self.position, self.kind, self.ahead
        place = self._place()
        if place is not None and self.ahead in ("=", "+=", "-=", "*=", "/=", "%="):
            operator = self.advance()[0]
            value = self._expression(comparing=comparing)
            read, write = place
            if operator == "=":
                return lambda r: write(r, value(r))
            return lambda r: write(r, calculated(operator, number_of(read(r)), number_of(value(r))))
        self.position, self.kind, self.ahead = start
        test = self._or(comparing)
        if not self.takes("?"):
            return test
        yes = self._expression(comparing=comparing)
        self.expect(":")
        no = self._expression(comparing=comparing)
        return lambda r: yes(r) if truth_of(test(r)) else no(r)

    def _or(self, comparing: bool) -> Run:
        left = self._and(comparing)
        while self.takes("||"):
            left = either(left, self._and(comparing))
        return left

    def _and(self, comparing: bool) -> Run:
        left = self._match(comparing)
        while self.takes("&&"):
            left = both(left, self._match(comparing))
        return left

    def _match(self, comparing: bool) -> Run:
        left = self._comparison(comparing)
        while self.kind == "op" and self.ahead in ("~", "!~"):
            negated = self.ahead == "!~"
            search = self._regular(after=self.ahead)
            left = matched(left, search, negated=negated)
        return left

    def _comparison(self, comparing: bool) -> Run:
        left = self._joined()
        wanted = ("<", "<=", "==", "!=", ">=", ">") if comparing else ("<", "<=", "==", "!=", ">=")
        if self.kind == "op" and self.ahead in wanted:
            operator = self.advance()
            right = self._joined()
            return lambda r: float(holds(operator, compared(left(r), right(r))))
        return left

    def _joined(self) -> Run:
        parts = [self._sum()]
        while self.kind in ("number", "text", "name") or (self.kind == "op" and self.ahead in ("$", "!", "(", "-")):
            if self.ahead in ("in", "getline", "else") or self.ahead in ("-", "!"):
                break
            parts.append(self._sum())
        if len(parts) == 1:
            return parts[0]

        def run(r: Running) -> Value:
            text = "".join(text_of(part(r)) for part in parts)
            r.step()
            if len(text) > _LONGEST:
                raise UnreadError
            return text

        return run

    def _sum(self) -> Run:
        left = self._product()
        while self.kind == "op" and self.ahead in ("+", "-"):
            left = arithmetic(self.advance(), left, self._product())
        return left

    def _product(self) -> Run:
        left = self._unary()
        while self.kind == "op" and self.ahead in ("*", "/", "%"):
            left = arithmetic(self.advance(), left, self._unary())
        return left

    def _unary(self) -> Run:
        if self.kind == "op" and self.ahead == "!":
            self.advance()
            negated = self._unary()
            return lambda r: float(not truth_of(negated(r)))
        if self.kind == "op" and self.ahead in ("-", "+"):
            sign = -1 if self.advance() == "-" else 1
            value = self._unary()
            return lambda r: sign * number_of(value(r))
        return self._value()

    def _value(self) -> Run:
        if self.kind == "number":
            number = float(self.advance())
            return lambda _: number
        if self.kind == "text":
            text = plain(self.advance()[1:-1])
            return lambda _: text
        if self.ahead == "/":
            search = self._regular(after="")
            return matched(lambda r: r.fields[0] if r.fields else "", search, negated=False)
        if self.takes("("):
            inner = self._expression()
            self.expect(")")
            return inner
        if self.kind == "op" and self.ahead in ("++", "--"):
            change = 1 if self.advance() == "++" else -1
            place = self._place()
            if place is None:
                raise UnreadError
            read, write = place
            return lambda r: write(r, number_of(read(r)) + change)
        if self.kind == "name" and self.ahead in (*_FUNCTIONS, *_SUBSTITUTES):
            return self._call(self.advance())
        place = self._place()
        if place is None:
            raise UnreadError
        read, write = place
        if self.kind == "op" and self.ahead in ("++", "--"):
            change = 1 if self.advance() == "++" else -1

            def run(r: Running) -> Value:
                before = number_of(read(r))
                write(r, before + change)
                return before

            return run
        return read

    def _place(self) -> tuple[Run, Callable[[Running, Value], Value]] | None:
        """Read a field, a variable or an element: return how it is read, and how it is set."""
        if self.kind == "op" and self.ahead == "$":
            self.advance()
            number = self._field_number()
            return field_place(number)
        if self.kind != "name" or self.ahead in (*_FUNCTIONS, *_SUBSTITUTES, "split", "match", "sprintf", "system"):
            return None
        name = self.advance()
        if self.ahead == "(" or name in ("in", "RS", "RSTART", "RLENGTH", "ENVIRON", "FILENAME", "SUBSEP", "getline"):
            raise UnreadError
        if not self.takes("["):
            return variable_place(name)
        key = self._expression()
        self.expect("]")
        return element_place(name, key)

    def _field_number(self) -> Run:
        if self.kind == "number":
            number = float(self.advance())
            return lambda _: number
        if self.takes("("):
            inner = self._expression()
            self.expect(")")
            return inner
        if self.kind != "name" or self.ahead in _FUNCTIONS:
            raise UnreadError
        return variable_place(self.advance())[0]

    def _regular(self, *, after: str) -> Expression:
        """Read `/…/` that begins at the next token; with `after` that token is still the operator before it."""
        begin = self.text.find("/", self.position - (0 if after else 1))
        if begin < 0 or self.text[self.position if after else begin : begin].strip():
            raise UnreadError
        stop = begin + 1
        while stop < len(self.text) and self.text[stop] != "/":
            stop += 2 if self.text[stop] == "\\" else 1
        raw = self.text[begin + 1 : stop].replace("\\/", "/")
        made = expression(raw, extended=True, exact=True) if raw and stop < len(self.text) else None
        if made is None:
            raise UnreadError
        self.expressions.append(made)
        self.position = stop + 1
        self.advance()
        return made

    def _call(self, name: str) -> Run:
        if name in _SUBSTITUTES:
            return self._substitute(every=name == "gsub")
        arguments: list[Run] = []
        if self.takes("("):
            while self.ahead != ")":
                arguments.append(self._expression())
                if not self.takes(","):
                    break
            self.expect(")")
        least, most = _FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise UnreadError
        return lambda r: called(name, [one(r) for one in arguments] or [r.fields[0] if r.fields else ""])

    def _substitute(self, *, every: bool) -> Run:
        if self.ahead != "(":
            raise UnreadError
        search = self._regular(after="(")
        self.expect(",")
        if self.kind != "text":
            raise UnreadError
        raw = self.advance()[1:-1]
        if "&" in raw or "\\" in raw:
            raise UnreadError
        place = field_place(lambda _: 0.0)
        if self.takes(","):
            given = self._place()
            if given is None:
                raise UnreadError
            place = given
        self.expect(")")
        read, write = place

        def run(r: Running) -> Value:
            made, count = search.pattern.subn(lambda _: raw, text_of(read(r)), count=0 if every else 1)
            r.step()
            if count:
                write(r, made)
            return float(count)

        return run
