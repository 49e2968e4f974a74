"""Read `${…}`: flags, prefixes, subscripts, operators and their words, for zsh and bash."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..records import replace
from ..regexes import regex
from . import tree
from .budget import Budget, ShellSyntaxError
from .buffer import Buffer

_PLAIN_INNER = regex(r"[^'\"\\$`‹{}/()\[\]<>=: \n]+")
_OPERATOR = regex(r":[-=+?]|[-=+?]|##?|%%?|//?|:#|:\||\^\^?|,,?|~~?|@[A-Za-z]|:")
_ZSH_OPERATOR = regex(r"::=|:[-=+?]|[-=+?]|##?|%%?|//?|:#|:\||:\*|:/|:\^\^?|:")
_DIGITS = regex(r"\d+")
_ZSH_BRACE_PREFIX = regex(r"[#+^=~!]+(?=[A-Za-z_0-9@*{$\"(?!:-])|[+^=~!]+(?=\})")
_BASH_BRACE_PREFIX = regex(r"[#!](?=[A-Za-z_0-9@*?!#$-])")
_NO_SUBSCRIPT = regex(r"\[[^\]\n}$`'\"\\{]*\}")  # a brace closes before the bracket does
_REST_OF_NAME = regex(r"(?:(?:\\\n)+[A-Za-z0-9_]+)+")
_TO_SLASH = regex(r"(?:[^\\/]|\\.)*+/", re.DOTALL)
_ESCAPED = regex(r"\\.", re.DOTALL)
_CLOSED = regex(r"\$\([^()]*\)|\$\{[^{}]*\}|`[^`]*`")
_PAIRS = regex(r"'[^']*'|\"[^\"]*\"")
NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")


class BraceReader(Buffer):
    """Reads what stands between the braces of an expansion."""

    def __init__(self, text: str, *, zsh: bool, budget: Budget) -> None:
        super().__init__(text, budget)
        self.zsh = zsh
        self.rc_quotes = False
        self.short_loops = self.short_repeat = zsh
        self.ends_anywhere = zsh  # whether a `}` ends a command wherever it stands: not with zsh's ignorebraces
        self.sh_glob = False  # zsh: a parenthesis ends a word
        self.substituting = 0  # inside how many of bash's `$(…)`
        self.unescaped = False  # there are escapes in an array there, which bash 5.2 loses
        self.ansi = False  # bash: in the word of "${NAME:-word}", where $'…' keeps its meaning
        self.read_block: Callable[[], tree.Block]  # set by the parser: commands up to a closing parenthesis

    def _part(self, parts: list[tree.Part], plain: re.Pattern[str] | None, *, quoted: bool) -> None:
        """Read one part of a word; the reader of whole words does it."""
        raise NotImplementedError

    def _braces(self, *, quoted: bool) -> tree.Part:
        start = self.pos
        self.pos += 2
        flags = prefixes = ""
        nested: tree.Word | None = None
        if self.zsh and self.peek() == "(":
            flags = self._zsh_flags()
        prefixes = self._prefixes()
        name = ""
        if self.zsh and self.peek() in ("$", '"', "`"):
            inner: list[tree.Part] = []
            first = self.pos
            self._part(inner, None, quoted=quoted and self.peek() != '"')
            nested = self._made([_quoted(part) if quoted else part for part in inner], first)
            quotes = self.text[first] == '"' and ("#" in prefixes or not _nests(self.text[first : self.pos]))
            if quotes or self.text.startswith("$'", first):
                self._skip_braces(start, quoted=quoted)
                return tree.Parameter(name, quoted, operator="?bad", begin=self.begin_at(start))
        else:
            name = self._name(braced=True)
        subscript = None
        if self.peek() == "[" and not self.zsh and name and not NAME.match(name):  # ${*[1]}
            self._skip_braces(start, quoted=quoted)
            return tree.Parameter(name, quoted, operator="?bad", begin=self.begin_at(start))
        if self.peek() == "[":
            if _NO_SUBSCRIPT.match(self.text, self.pos):  # both shells complain when they expand it, not before
                self._skip_braces(start, quoted=quoted)
                return tree.Parameter(name, quoted, operator="?bad", begin=self.begin_at(start))
            self.pos += 1
            subscript = self.until("]", quoted=quoted)
        while self.zsh and subscript is not None and self.peek() == "[":  # ${NAME[2][1]}
            whole = tree.Parameter(name, quoted, True, nested, "", "", subscript, begin=self.begin_at(start))
            name, nested = "", tree.Word((whole,), whole.begin, self.stop_at(self.pos))
            self.pos += 1
            subscript = self.until("]", quoted=quoted)
        part = tree.Parameter(name, quoted, True, nested, flags, prefixes, subscript, begin=self.begin_at(start))
        if self.peek() == "}":
            self.pos += 1
            return part
        return self._operator(part, start)

    def _zsh_flags(self) -> str:
        level, position = 0, self.pos
        while position < len(self.text):
            c = self.text[position]
            level += (c == "(") - (c == ")")
            position += 1
            if level == 0:
                break
        flags = self.text[self.pos + 1 : position - 1]
        self.pos = position
        return flags

    def _prefixes(self) -> str:
        if self.zsh:
            found = _ZSH_BRACE_PREFIX.match(self.text, self.pos)
        else:
            found = _BASH_BRACE_PREFIX.match(self.text, self.pos)
            if found and self.text[found.end()] in "-?#" and self.text[found.end() + 1 : found.end() + 2] != "}":
                found = None  # ${#-default} is an operator on $#
        if not found:
            return ""
        self.pos = found.end()
        return found.group()

    def _operator(self, part: tree.Parameter, start: int) -> tree.Parameter:
        if self.zsh:
            stop = _modifiers_end(self.text, self.pos)
            if stop > self.pos and self.text[stop : stop + 1] == "}":
                modifiers = self.text[self.pos : stop]
                self.pos = stop + 1
                return replace(part, modifiers=modifiers)
        if not self.zsh and part.prefixes == "!" and part.name and self.peek(2) in ("*}", "@}"):
            self.pos += 2
            return replace(part, operator=self.text[self.pos - 2])
        found = (_ZSH_OPERATOR if self.zsh else _OPERATOR).match(self.text, self.pos)
        nameless = not part.name and not part.nested and not part.flags
        if not found or (nameless and not (self.zsh and found.group().lstrip(":") in ("-", "+"))):
            self._skip_braces(start, quoted=part.quoted)
            return replace(part, operator="?bad", argument=None)
        operator = found.group()
        self.pos = found.end()
        literal_single = part.quoted and operator.lstrip(":") in ("-", "=", "+", "?")
        if operator in ("/", "//", ":/"):
            if self.peek() in ("#", "%") and (operator == "/" or (operator == "//" and self.zsh)):
                operator += self.peek()
                self.pos += 1
            pattern = self.until("/}", quoted=False)
            if not self.zsh and operator == "//" and not pattern.parts and self.text[self.pos - 1] == "/":
                begin = self.pos - 1  # bash: behind two slashes a third one is what is looked for
                rest = self.until("/}", quoted=False)
                parts = (tree.Literal("/"), *rest.parts)
                pattern = tree.Word(parts, self.begin_at(begin), rest.stop, self.text[begin : self.pos - 1])
            hides = hidden_slash(pattern.raw, self.text[self.pos - 1]) if self.zsh else ""
            if self.zsh and "\\/" in pattern.raw:
                pattern = replace(pattern, parts=tuple(_without_escapes(part) for part in pattern.parts))
            new = tree.Word(())
            if self.text[self.pos - 1] == "/":
                new = self.until("}", quoted=part.quoted and self.zsh)  # between double quotes zsh keeps single ones
            if hides == "bad":
                return replace(part, operator="?bad", argument=None)
            if hides:
                operator, pattern = "/", tree.Word((tree.Literal(hides, quoted=True),))
                new = tree.Word((tree.Parameter("", operator="?slash", begin=part.begin),))
            return replace(part, operator=operator, argument=pattern, replacement=new)
        if operator == ":" and self.zsh and self.peek() and (self.peek().isalpha() and self.peek() not in "fFwWm"):
            self._skip_braces(start, quoted=part.quoted)
            return replace(part, operator="?bad", argument=None)  # a modifier that zsh does not know
        if operator == ":":
            first = self.until(":}", quoted=True)
            second = self.until("}", quoted=True) if self.text[self.pos - 1] == ":" else None
            return replace(part, operator=operator, argument=first, replacement=second)
        outer, self.ansi = self.ansi, literal_single and not self.zsh
        argument = self.until("}", quoted=literal_single, pairs=literal_single and not self.zsh)
        self.ansi = outer
        return replace(part, operator=operator, argument=argument)

    def _skip_braces(self, start: int, *, quoted: bool) -> None:
        """Move behind the brace that closes an expansion that cannot be read."""
        if self.text.find("}", self.pos) == -1:
            raise self.fail("a brace is never closed", start, unterminated=True)
        with self.budget:
            self.until("}", quoted=quoted)  # which is none within quotes, and where those are not closed there is none

    def until(self, stops: str, *, quoted: bool, pairs: bool = False) -> tree.Word:
        """Read parts up to one of `stops` and move behind it; brackets of the same kind may nest.

        `pairs`: between double quotes, where bash keeps single quotes, and looks for the second one all the same.
        """
        start = paired = self.pos
        parts: list[tree.Part] = []
        level = 0
        opening = {"]": "["}.get(stops[-1], "{" if self.zsh and stops == "}" and not quoted else "")
        while self.pos < len(self.text):
            c = self.text[self.pos]
            if c in stops and level == 0:
                word = self._made(parts, start)
                self.pos += 1
                return word
            if pairs and c == "'" and self.pos >= paired:
                paired = self.text.find("'", self.pos + 1) + 1
                if not paired:
                    raise self.fail("a single quote is never closed", self.pos, unterminated=True)
                inside = self.text[self.pos : paired]
                if "}" in inside or '"' in inside:
                    parts.append(tree.Literal(inside, quoted=True))
                    self.pos = paired
                    continue
            if opening and c == opening:
                level += 1
            elif opening and c == stops[-1]:
                level -= 1
            self._part(parts, _PLAIN_INNER, quoted=quoted)
        raise self.fail("a bracket is never closed", start, unterminated=True)

    def _name(self, *, braced: bool) -> str:
        found = NAME.match(self.text, self.pos)
        if found:
            self.pos = found.end()
            return found.group() if self.text[self.pos : self.pos + 2] != "\\\n" else self._continued(found.group())
        c = self.peek()
        if c.isdigit() and c.isascii():
            digits = _DIGITS.match(self.text, self.pos) if braced or self.zsh else None
            self.pos = digits.end() if digits else self.pos + 1
            return digits.group() if digits else c
        if c and c in "@*#?-$!":
            self.pos += 1
            return c
        return ""

    def _continued(self, name: str) -> str:
        """Return a name that goes on behind a backslash at the end of its line, where there is more of it."""
        found = _REST_OF_NAME.match(self.text, self.pos)
        if found:
            self.pos = found.end()
            name += found.group().replace("\\\n", "")
        return name

    def _made(self, parts: list[tree.Part], start: int) -> tree.Word:
        return tree.Word(joined_parts(parts), self.begin_at(start), self.stop_at(self.pos), self.text[start : self.pos])

    def fail(self, reason: str, position: int, *, unterminated: bool = False) -> ShellSyntaxError:
        """Return the error to raise for what begins at `position`."""
        return ShellSyntaxError(reason, self.begin_at(position), unterminated=unterminated)


def hidden_slash(raw: str, stop: str) -> str:
    """Return how a slash within the parts of a pattern breaks zsh's `${NAME/pattern/text}`; nothing where it does not.

    Measured with 5.9: the first slash without a backslash ends the pattern, in quotes and nested expansions, too. Of
    quotes the first one is left, which the value would have to hold; what is cut in two otherwise is an error: "bad".
    """
    found = _TO_SLASH.match(raw)
    before = _ESCAPED.sub("", found.group()[:-1] if found else raw)
    for _ in range(4):
        before = _CLOSED.sub("", before)
    if not found:
        rest = _PAIRS.sub("", before)
        return "bad" if stop == "/" and "[" not in rest and rest.count("(") > rest.count(")") else ""
    rest = _PAIRS.sub("", before)
    quote = next((c for c in rest if c in "'\""), "")
    if "`" in rest or "$(" in rest or not quote:
        return "bad"
    return "bad" if -1 < rest.find("${") < rest.find(quote) else quote


def _without_escapes(part: tree.Part) -> tree.Part:
    """Return a part of zsh's pattern without the backslash before a slash, which goes in quotes as well."""
    return replace(part, text=part.text.replace("\\/", "/")) if isinstance(part, tree.Literal) else part


def _nests(raw: str) -> bool:
    """Tell whether a piece in quotes is one that zsh reads inside another expansion (measured with 5.9).

    `${(f)"$(command)"}` and `${(P)"${NAME}"}` are, `${(P)"NAME"}` and `${(P)"$NAME"}` are not.
    """
    return raw == '""' or (raw[1:3] in ("${", "$(") and raw[-2] in "})")


def _modifiers_end(text: str, position: int) -> int:
    """Return the position behind zsh's modifiers `:h:t:s/a/b/` that begin at `position`."""
    while text[position : position + 1] == ":" and position + 1 < len(text):
        letters = position + 1
        if text[letters : letters + 1] == "g":
            letters += 1
        letter = text[letters : letters + 1]
        if letter == "s" and letters + 1 < len(text):
            middle = text.find(text[letters + 1], letters + 2, letters + 200)
            last = text.find(text[letters + 1], middle + 1, middle + 200) if middle != -1 else -1
            brace = text.find("}", letters + 2, letters + 400)
            if middle == -1 or (last == -1 and brace < middle):
                return position
            position = last + 1 if last != -1 and (brace == -1 or last < brace) else brace
        elif letter and letter in "aAcehlPqQrtux":
            position = letters + 1
            while text[position : position + 1].isdigit():
                position += 1
        else:
            return position
    return position


def _quoted(part: tree.Part) -> tree.Part:
    return part if isinstance(part, tree.ProcessSubstitution) else replace(part, quoted=True)


def joined_parts(parts: list[tree.Part]) -> tuple[tree.Part, ...]:
    """Return the parts with neighbouring literals of one kind made one."""
    if len(parts) < 2:
        return tuple(parts)
    joined: list[tree.Part] = []
    run: list[str] = []
    quoted = False
    for part in parts:
        if isinstance(part, tree.Literal):
            if run and (part.quoted != quoted or (not part.text and run == [""])):
                joined.append(tree.Literal("".join(run), quoted))
                run = []
            quoted = part.quoted
            run.append(part.text)
            continue
        if run:
            joined.append(tree.Literal("".join(run), quoted))
            run = []
        joined.append(part)
    if run:
        joined.append(tree.Literal("".join(run), quoted))
    return tuple(joined)
