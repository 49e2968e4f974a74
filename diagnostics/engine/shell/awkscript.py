"""Scripts of `awk` on known text: rules, expressions, arrays and the functions of POSIX that start-up files use.

None is returned for whatever is not read here, and where mawk, gawk and the one of macOS may disagree.
"""

from __future__ import annotations

from collections.abc import Sequence

from .awkexpressions import Expressions
from .awkvalues import Field, NextError, Run, Running, UnreadError, Value, formatted, text_of, truth_of
from .machine import Machine


class Script(Expressions):
    """Reads a script into rules: what a rule is for, and what it does."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.rules: list[tuple[str, Run | None, Run | None]] = []
        while self.ahead or self.kind:
            if self.ahead in (";", "\n"):
                self.advance()
                continue
            self._rule()

    def _rule(self) -> None:
        kind, test = "", None
        if self.ahead in ("BEGIN", "END") and self.kind == "name":
            kind = self.advance()
        elif self.ahead != "{":
            test = self._expression()
            if self.ahead == ",":
                raise UnreadError
        action = self._block() if self.ahead == "{" else None
        if kind and action is None:
            raise UnreadError
        self.rules.append((kind, test, action))

    def _block(self) -> Run:
        if not self.takes("{"):
            return self._statement()
        statements: list[Run] = []
        while not self.takes("}"):
            if self.takes(";", "\n"):
                continue
            statements.append(self._statement())

        def run(r: Running) -> Value:
            for one in statements:
                one(r)
            return 0.0

        return run

    def _statement(self) -> Run:
        self.depth += 1
        if self.depth > 60:
            raise UnreadError
        try:
            return self._one_statement()
        finally:
            self.depth -= 1

    def _one_statement(self) -> Run:
        if self.ahead == "{":
            return self._block()
        if self.kind == "name" and self.ahead in ("print", "printf"):
            return self._print(shaped=self.advance() == "printf")
        if self.takes("if"):
            return self._if()
        if self.takes("for"):
            return self._for()
        if self.kind == "name" and self.ahead in ("next", "exit"):
            ends = self.advance() == "exit"

            def leave(_: Running) -> Value:
                raise NextError(ends=ends)

            return leave
        if self.kind == "name" and self.ahead in ("while", "do", "delete", "getline", "function", "return", "break"):
            raise UnreadError
        return self._expression()

    def _if(self) -> Run:
        self.expect("(")
        test = self._expression()
        self.expect(")")
        while self.takes("\n"):
            pass
        then = self._block()
        at, kind, token = self.position, self.kind, self.ahead
        while self.takes(";", "\n"):
            pass
        other: Run | None = None
        if self.takes("else"):
            while self.takes("\n"):
                pass
            other = self._block()
        else:
            self.position, self.kind, self.ahead = at, kind, token
        return lambda r: then(r) if truth_of(test(r)) else other(r) if other else 0.0

    def _for(self) -> Run:
        self.expect("(")
        first = self._expression() if self.ahead != ";" else None
        if self.ahead == ")":
            raise UnreadError  # `for (key in table)`: the order is the program's own
        self.expect(";")
        test = self._expression() if self.ahead != ";" else None
        self.expect(";")
        after = self._expression() if self.ahead != ")" else None
        self.expect(")")
        body = self._block()

        def run(r: Running) -> Value:
            if first:
                first(r)
            while test is None or truth_of(test(r)):
                r.step()
                body(r)
                if after:
                    after(r)
            return 0.0

        return run

    def _print(self, *, shaped: bool) -> Run:
        items: list[Run] = []
        enclosed = False
        if shaped and self.takes("("):
            while self.ahead != ")":
                items.append(self._expression())
                if not self.takes(","):
                    break
            self.expect(")")
            if self.ahead not in (";", "\n", "}", ""):
                raise UnreadError
        while self.ahead not in (";", "\n", "}", "") or self.kind == "text":
            if not items and self.ahead == "(" and not shaped:
                enclosed = True
            items.append(self._expression(comparing=False))
            if not self.takes(","):
                break
        if self.ahead == ">" or (enclosed and len(items) != 1) or (shaped and not items):
            raise UnreadError

        def run(r: Running) -> Value:
            texts = [item(r) for item in items]
            if shaped:
                r.written.append(formatted(text_of(texts[0]), texts[1:]))
            else:
                glue, end = (text_of(r.variables.get(*pair)) for pair in (("OFS", " "), ("ORS", "\n")))
                r.written.append((glue.join(map(text_of, texts)) if texts else r.fields[0] if r.fields else "") + end)
            r.step()
            return 0.0

        return run


def run_script(m: Machine, text: str, given: dict[str, str], records: Sequence[str]) -> str | None:
    """Return what a script prints for some lines; None where it holds what is not read here."""
    running = Running(m)
    running.variables.update({"OFS": " ", "ORS": "\n"})
    running.variables.update({name: Field(value) for name, value in given.items()})
    try:
        script = Script(text)
        if any(one.power > 1 for one in script.expressions) and sum(map(len, records)) > 2_000:
            return None
        _run_rules(running, script, records)
    except (UnreadError, OverflowError, ValueError, RecursionError):
        return None
    return "".join(running.written)


def _run_rules(running: Running, script: Script, records: Sequence[str]) -> None:
    ended = False
    running.variables["NR"] = 0.0
    try:
        for kind, _, action in script.rules:
            if kind == "BEGIN" and action:
                action(running)
    except NextError:
        ended = True
    only = all(kind == "BEGIN" for kind, _, _ in script.rules)
    for number, line in enumerate(() if ended or only else records, 1):
        running.set_record(line)
        running.variables["NR"] = running.variables["FNR"] = float(number)
        try:
            for kind, test, action in script.rules:
                if kind or (test is not None and not truth_of(test(running))):
                    continue
                if action is None:
                    running.written.append(running.fields[0] + text_of(running.variables.get("ORS", "\n")))
                else:
                    action(running)
        except NextError as left:
            if left.ends:
                break
    for kind, _, action in script.rules:
        if kind == "END" and action:
            try:
                action(running)
            except NextError:
                break
