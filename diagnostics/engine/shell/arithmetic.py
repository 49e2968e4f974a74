"""Evaluate shell arithmetic: 64 bit integers, in zsh also floats."""

from __future__ import annotations

from collections.abc import Callable

from ..regexes import regex
from .budget import Budget
from .mathfunctions import called
from .mathoperators import ArithmeticFailureError, NotKnownError, applied, number_of, signed
from .numbertext import Number, show, wrap, written_base
from .values import MASKED, Text, Unknown, is_masked

_TOKEN = regex(
    r"\s*(?:(\d+#[0-9A-Za-z@_]+|0[xX][0-9a-fA-F]*|0[bB][01]+(?![0-9A-Za-z])|(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?|\d+(?:[eE][-+]?\d+)?[\d_]*)"
    r"|([A-Za-z_][A-Za-z0-9_]*|\$)"
    r"|(\*\*=|<<=|>>=|&&=|\|\|=|\^\^=?|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%<>&|^!~?:=,()]))"
)
_LEVELS = {
    ",": 1, "=": 2, "?": 3, "||": 4, "&&": 6, "|": 7, "^": 8, "&": 9, "==": 10, "!=": 10,
    "<": 11, ">": 11, "<=": 11, ">=": 11, "<<": 12, ">>": 12, "+": 13, "-": 13, "*": 14, "/": 14, "%": 14, "**": 16,
}  # fmt: skip
_ZSH_C_LEVELS = {**_LEVELS, "^^": 5}
_ZSH_LEVELS = {
    **_LEVELS,
    **{"+": 10, "-": 10, "*": 11, "/": 11, "%": 11, "**": 12, "|": 13, "^": 14, "&": 15, "<<": 16, ">>": 16},
    **{"<": 9, ">": 9, "<=": 9, ">=": 9, "==": 8, "!=": 8, "^^": 4},
}  # zsh's own order of precedence
_PROCESS = "an arithmetic expression uses the number of the process"
_CODE = regex(r"\s*#(?:(?:#|\\)([^\\\s^])|([A-Za-z_][A-Za-z0-9_]*)|(?![#\\]))")
_ELEMENT = regex(
    r"\[[^][$`'\"\\=(]+(?:\[[^][$`'\"\\=(]+\][^][$`'\"\\=(]*)?\]"
)  # what changes nothing when it is read twice
_SEARCHED = regex(r"\[\([a-zA-Z]{1,4}\)[^][$`'\"\\=()]*\]")  # zsh's NAME[(I)word]
_OPERAND_SIGNS = frozenset(("(", "!", "~", "++", "--"))
_ASSIGNING = frozenset(("=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "**="))
UNREAD = "an arithmetic expression is not one that can be read"


class Calculator:
    """Evaluates one expression; reads and sets variables through two functions."""

    def __init__(
        self,
        budget: Budget,
        read: Callable[[str], Text | None],
        write: Callable[[str, str], None],
        *,
        zsh: bool,
        like_c: bool = False,
        c_order: bool = False,
        final: bool = False,
        level: int = 0,
    ) -> None:
        self.budget = budget
        self.read = read
        self.write = write
        self.zsh = zsh
        self.level = level
        self.octal = like_c or not zsh  # 010 is eight; zsh counts so where it emulates another shell
        self.c_order = c_order
        self.levels = _LEVELS if not zsh else _ZSH_C_LEVELS if self.c_order else _ZSH_LEVELS
        self.final = final  # every quote in the text is a character of it
        self.calls: Callable[[str], bool | None] = lambda _name: None  # whether zsh knows a function; None: not known
        self.blind = False  # only the form is looked at
        self.base = 0  # of the last number that was written with one: zsh gives it to variables as well
        self.quiet = 0  # inside the branch of && || ?: that is not taken

    def value(self, expression: str) -> Number | Unknown:
        """Return what the expression is worth; raise ArithmeticFailureError where the shell complains."""
        if is_masked(expression):
            return Unknown(MASKED)
        self.tokens: list[tuple[str, str, str]] = []
        self.at = 0
        position = 0
        text = expression.rstrip()
        if self.zsh and self.final:
            text = text.replace('"', " ").rstrip()  # measured: zsh passes over them
        self.budget.spend(1 + len(text) // 8)
        while position < len(text):
            found = _TOKEN.match(text, position)
            if not found and self.zsh and (code := _CODE.match(text, position)):
                self.tokens.append((str(ord(code.group(1))) if code.group(1) else "", f"#{code.group(2) or ''}", ""))
                position = code.end()
                continue
            if not found or (found.group(2) == "$" and not self.zsh):
                unread = (
                    "[#`\"'\\" + "$" * (not self.zsh) if not self.level else "[#" if text.lstrip()[:1] == "#" else "["
                )
                if any(c in text for c in unread) and not self._is_bad(text[position:].lstrip()[0], text):
                    return Unknown(UNREAD)
                raise ArithmeticFailureError
            number, name, operator = found.group(1) or "", found.group(2) or "", found.group(3) or ""
            position = found.end()
            element = _ELEMENT.match(text, position) if name and text[position : position + 1] == "[" else None
            if name and not element and self.zsh and text.startswith("[(", position):
                element = _SEARCHED.match(text, position)
            if element and not any(step in element.group() for step in ("++", "--")):
                name, position = name + element.group(), element.end()
            if operator in ("++", "--") and not self.zsh and not self._steps(text, position):
                self.tokens.extend((("", "", operator[0]), ("", "", operator[0])))
                continue
            self.tokens.append((number, name, operator))
        if not self.tokens:
            return 0
        try:
            result = self._binary(1)
        except NotKnownError as not_known:
            self._check_form()
            return not_known.unknown
        if self.at < len(self.tokens):
            raise ArithmeticFailureError
        return result

    def _check_form(self) -> None:
        """Raise ArithmeticFailureError for what is no expression, whatever its variables hold."""
        self.at, self.quiet, self.blind = 0, self.quiet + 1, True
        try:
            self._binary(1)
        except NotKnownError:
            return
        finally:
            self.quiet, self.blind = self.quiet - 1, False
        if self.at < len(self.tokens):
            raise ArithmeticFailureError

    def _code(self, name: str) -> Number:
        """Return the code of a variable's first character, zsh's `#NAME`; without a name the number of arguments."""
        text = "" if self.quiet or self.blind else self.read(name or "#")
        if isinstance(text, Unknown) or is_masked(text or ""):
            raise NotKnownError(text if isinstance(text, Unknown) else Unknown(MASKED))
        return 0 if not text else ord(text[0]) if name else int(text)

    def _is_bad(self, character: str, text: str) -> bool:
        """Tell whether the shell complains of a character that is read nowhere here."""
        if character in ".{}@;" or character < " " or (self.final and character in "\"'`"):
            return True
        if any(mark in text for mark in '["`') or (self.zsh and "'" in text):
            return False
        behind_operand = bool(self.tokens) and (self.tokens[-1][2] in ("", ")"))
        if self.zsh:
            coded = "##" in text or "#\\" in text  # the code of a character that is written in some other way
            return character == "\\" or (character == "#" and (behind_operand or not coded))
        return character in "$\\'#"

    def _steps(self, text: str, position: int) -> bool:
        """Tell whether bash takes two signs for one operator: only beside a name."""
        if self.tokens and self.tokens[-1][1]:
            return True
        rest = text[position:].lstrip()
        return rest[:1].isalpha() or rest[:1] == "_"

    def _peek(self) -> str:
        return self.tokens[self.at][2] if self.at < len(self.tokens) else ""

    def _binary(self, lowest: int) -> Number:
        with self.budget:
            left = self._unary()
            while True:
                operator = self._peek()
                level = self.levels.get(operator, 0)
                if level < lowest or not level or operator == "=":
                    return left
                self.budget.spend()
                self.at += 1
                if operator == "?":
                    left = self._ternary(left)
                elif operator in ("&&", "||"):
                    skipped = bool(left) == (operator == "||")
                    self.quiet += skipped
                    right = self._binary(level + 1)
                    self.quiet -= skipped
                    left = int(bool(left) if skipped else bool(right))
                elif operator == "^^":
                    left = int(bool(left) != bool(self._binary(level + 1)))
                else:
                    left = self._apply(operator, left, self._binary(level if operator == "**" else level + 1))

    def _ternary(self, condition: Number) -> Number:
        self.quiet += not condition
        first = self._binary(2)
        self.quiet -= not condition
        if self._peek() != ":":
            raise ArithmeticFailureError
        self.at += 1
        self.quiet += bool(condition)
        second = self._binary(3)
        self.quiet -= bool(condition)
        return first if condition else second

    def _apply(self, operator: str, left: Number, right: Number) -> Number:
        if operator == ",":
            return right
        if self.quiet:
            return 0
        return applied(operator, left, right, zsh=self.zsh)

    def _unary(self) -> Number:
        number, name, operator = self.tokens[self.at] if self.at < len(self.tokens) else ("", "", "")
        self.at += 1
        self.budget.spend()
        if number:
            return self._literal(number)
        if name:
            return self._variable(name)
        if operator == "(":
            inner = self._binary(1)
            if self._peek() != ")":
                raise ArithmeticFailureError
            self.at += 1
            return inner
        if operator in ("-", "+", "!", "~"):
            with self.budget:
                operand = self._unary()
            return signed(operator, operand)
        if operator in ("++", "--") and self.at < len(self.tokens) and self.tokens[self.at][1]:
            target = self.tokens[self.at][1]
            self.at += 1
            return self._stepped(target, 1 if operator == "++" else -1)[1]
        raise ArithmeticFailureError

    def _variable(self, name: str) -> Number:
        if name[0] == "#":
            return self._code(name[1:])
        if name == "$" and self._peek() == "(":
            raise ArithmeticFailureError
        if name == "$" and not self.blind:
            raise NotKnownError(Unknown(_PROCESS))
        operator = self._peek()
        if operator in _ASSIGNING:
            self.at += 1
            with self.budget:
                right = self._binary(2)
            self._refuse_operand()
            return self._set(name, right if operator == "=" else self._apply(operator[:-1], self._lookup(name), right))
        if operator in ("++", "--"):
            self.at += 1
            self._refuse_operand()
            return self._stepped(name, 1 if operator == "++" else -1)[0]
        if operator in ("&&=", "||=", "^^=") and self.zsh:
            return self._set_truth(name, operator)
        if operator == "(":
            return self._call(name)
        return self._lookup(name)

    def _set_truth(self, name: str, operator: str) -> Number:
        """Carry out zsh's `&&=` and `||=`, which look at what follows only where it decides.

        `^^=` leaves the variable as it is, whatever the manual says (zsh 5.9).
        """
        self.at += 1
        left = self._lookup(name)
        if operator == "^^=":
            with self.budget:
                return int(bool(left) != bool(self._binary(2)))
        skipped = bool(left) == (operator == "||=")
        self.quiet += skipped
        with self.budget:
            right = self._binary(2)
        self.quiet -= skipped
        return self._set(name, int(bool(left) if skipped else bool(right)))

    def _call(self, name: str) -> Number:
        """Return what zsh's function gives; without one of that name it complains, as bash always does."""
        unknown = NotKnownError(Unknown("an arithmetic expression calls a function"))
        known = self.calls(name) if self.zsh else False
        if not known:
            raise unknown if known is None else ArithmeticFailureError
        self.at += 1
        arguments: list[Number] = []
        while self._peek() != ")" or arguments:
            with self.budget:
                arguments.append(self._binary(2))
            if self._peek() == ")":
                break
            if self._peek() != ",":
                raise ArithmeticFailureError
            self.at += 1
        self.at += 1
        if self.blind:
            return 0
        try:
            result = called(name, arguments)
        except ValueError:
            raise ArithmeticFailureError from None
        if result is None:
            raise unknown
        return result

    def _refuse_operand(self) -> None:
        """Fail where an operand follows another one; zsh sees it before it assigns anything."""
        number, name, operator = self.tokens[self.at] if self.zsh and self.at < len(self.tokens) else ("", "", "")
        if number or name or operator in _OPERAND_SIGNS:
            raise ArithmeticFailureError

    def _stepped(self, name: str, step: int) -> tuple[Number, Number]:
        """Carry out ++ or --: return the number before and after."""
        try:
            old = self._lookup(name)
        except ArithmeticFailureError:
            if self.zsh:  # it complains, but counts from 0
                self._set(name, step)
            raise
        return old, self._set(name, old + step)

    def _set(self, name: str, number: Number) -> Number:
        number = wrap(number)
        if not self.quiet:
            self.write(name, show(number))
        return number

    def _lookup(self, name: str) -> Number:
        if self.quiet or self.blind:
            return 0
        text = self.read(name)
        if isinstance(text, Unknown):
            raise NotKnownError(text)
        if not text or not text.strip():
            return 0
        if self.level > 8:
            raise NotKnownError(Unknown("an arithmetic expression refers to itself"))
        level, like_c = self.level + 1, self.zsh and self.octal
        inner = Calculator(
            self.budget, self.read, self.write, zsh=self.zsh, like_c=like_c, c_order=self.c_order, level=level
        )
        with self.budget:
            result = inner.value(text)
        if isinstance(result, Unknown):
            raise NotKnownError(result)
        return result

    def _literal(self, text: str) -> Number:
        self.base = written_base(text) or self.base
        return number_of(text, zsh=self.zsh, octal=self.octal)
