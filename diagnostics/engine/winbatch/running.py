"""Run a batch file in imagination: `set`, `setx`, `if`, `for`, `call`, `goto`, `setlocal`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from ..clientcalls import COMMAND
from ..environment import ProblemKind
from ..powershell.commands import make_foreign, store_for_later
from ..powershell.machine import Session
from ..records import replace
from ..regexes import regex
from ..shell.control import Signal
from ..shell.values import Cell, Source, Unknown
from ..source import Document, base_of
from .lines import Line, cut
from .parser import Command, For, Group, If, Node, Parser, Test
from .percent import MARK, Values, expand, expand_delayed
from .remarks import remark_command, remark_set

_MOST_JUMPS = 200
_WORD = regex(r"[ \t,;=@]*([^\s,;=&|<>()/\"]+)")
# A client as it is called: claude · call claude %* · "%USERPROFILE%\.local\bin\claude.exe" · npx @…/claude-code
_CLIENT = regex(
    r"[ \t,;=@]*(?:call[ \t]+)?(?:npx(?:\.cmd)?[ \t]+(?:-\w+[ \t]+)*@[\w-]+/)?"
    rf"(?:\"[^\"\n]{{0,300}}[\\/]|[^\s\"]{{0,300}}[\\/]|\")?{COMMAND}(?:\.(?:exe|cmd|bat|ps1))?(?=[\s\"&|<>)]|$)",
    re.IGNORECASE,
)
# fmt: off
_INTERNAL = frozenset((
    "assoc", "break", "call", "cd", "chdir", "cls", "color", "copy", "date", "del", "dir", "echo", "endlocal",
    "erase", "exit", "for", "ftype", "goto", "if", "md", "mkdir", "mklink", "move", "path", "pause", "popd",
    "prompt", "pushd", "rd", "rem", "ren", "rename", "rmdir", "set", "setlocal", "shift", "start", "time", "title",
    "type", "ver", "verify", "vol", "chcp", "setx", "where", "timeout",
))
# fmt: on


class Batch:
    """A batch file that is being run: its lines, its labels, and what setlocal keeps for later."""

    def __init__(self, m: Session, document: Document) -> None:
        self.m = m
        self.values = Values()
        self.lines = list(cut(document.text))
        self.labels = {line.label: number for number, line in reversed(list(enumerate(self.lines))) if line.label}
        self.kept: list[tuple[dict[str, Cell], bool]] = []  # what stood at each setlocal, and the old delayed expansion
        self.delayed = False
        self.used = False  # a program ran within setlocal
        self.started = False  # that program is a client
        self.jumps = 0
        self.unsure: Unknown | None = None  # why it is not known whether the lines below are run …
        self.targets: set[str] = set()  # … up to these labels
        self.line = self.lines[0] if self.lines else Line("", (), 0)

    # --- lines

    def run(self, start: int = 0) -> None:
        """Run from a line to the end, or to where the text leaves."""
        m = self.m
        number = start
        while number < len(self.lines):
            line = self.lines[number]
            number += 1
            m.budget.spend()
            if line.label in self.targets:
                self.targets.discard(line.label)
                self.unsure = self.unsure if self.targets else None
            if not line.text.strip():
                continue
            self.line = line
            try:
                if self.unsure is not None:
                    m.fork((partial(self._line, line), lambda: None), self.unsure)
                else:
                    self._line(line)
            except Signal as signal:
                target = signal.kind.removeprefix("goto ")
                if target == signal.kind:
                    raise
                number = self._jump(target)

    def _jump(self, target: str) -> int:
        self.jumps += 1
        if target == ":eof" or target not in self.labels:
            raise Signal("end")
        if self.jumps > _MOST_JUMPS:
            raise self.m.give_up()
        return self.labels[target] + 1

    def _line(self, line: Line) -> None:
        self.line = expand(self.m, self.values, line)
        self.nodes(Parser(self.line, self.m.budget).parse())

    def place(self, begin: int, stop: int) -> tuple[int, int]:
        """Return the offsets in the document of a part of the line."""
        return self.line.place(begin, stop)

    # --- commands

    def nodes(self, nodes: Sequence[Node]) -> None:
        """Run commands one after the other; whether one behind && or || is run is not known.

        Both sides of a pipe run in a command prompt of their own: what they set ends with it.
        """
        with self.m.budget:
            for index, node in enumerate(nodes):
                self.m.statement = self.place(node.begin, getattr(node, "stop", node.begin + 1))
                if "|" in (node.joint, *(following.joint for following in nodes[index + 1 : index + 2])):
                    self.m.isolated(partial(self._node, node))
                elif node.joint in ("&&", "||"):
                    why = self.m.unknown(self.m.statement[0], "depends on whether a command succeeds")
                    self._perhaps(partial(self._node, node), why)
                else:
                    self._node(node)

    def _perhaps(self, run: Callable[[], None], why: Unknown) -> None:
        why = replace(why, line=why.line or self.m.line(self.m.statement[0]))
        self._fork((run, lambda: None), why)

    def _fork(self, branches: Sequence[Callable[[], None]], why: Unknown) -> None:
        """Run branches; where one jumps away, nothing below it is sure to be run."""
        jumps: list[str] = []

        def guarded(branch: Callable[[], None]) -> None:
            try:
                branch()
            except Signal as signal:
                jumps.append(signal.kind.removeprefix("goto "))

        kept, delayed = list(self.kept), self.delayed
        for_all = [partial(guarded, branch) for branch in branches]
        self.m.fork(for_all, why)
        self.kept, self.delayed = kept, delayed
        if jumps:
            self.unsure = self.unsure or why
            self.targets.update(jumps)

    def _node(self, node: Node) -> None:
        if isinstance(node, Command):
            self._command(node)
        elif isinstance(node, Group):
            self.nodes(node.body)
        elif isinstance(node, For):
            self._for(node)
        else:
            self._if(node)

    def _for(self, node: For) -> None:
        why = self.m.unknown(self.m.statement[0], "may be run several times or not at all")
        for _ in range(2):  # the second round sees what the first one changed
            self._perhaps(partial(self.nodes, node.body), why)

    def _if(self, node: If) -> None:
        begin = self.m.statement[0]
        truth = (
            self._truth(node.test, begin) if node.test else self.m.unknown(begin, "has a condition that is not read")
        )
        then, otherwise = partial(self.nodes, node.then), partial(self.nodes, node.otherwise)
        if isinstance(truth, Unknown):
            self._fork((then, otherwise), replace(truth, line=truth.line or self.m.line(begin)))
        elif truth:
            then()
        else:
            otherwise()

    def _truth(self, test: Test, begin: int) -> bool | Unknown:
        truth = self._plain_truth(test, begin)
        return truth if isinstance(truth, Unknown) else truth is not test.negated

    def _plain_truth(self, test: Test, begin: int) -> bool | Unknown:
        m = self.m
        if test.what == "defined":
            if MARK in test.left:
                return m.unknown(begin, "asks for a name that is not known")
            value = m.environment(test.left.strip('"'))
            if isinstance(value, Unknown):
                return True if value.filled else value
            return value is not None
        if test.what not in ("==", "EQU", "NEQ"):
            return m.unknown(begin, "depends on the machine")
        left, right = self.values.of(test.left), self.values.of(test.right)
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Unknown):
                inside = self._inside(test.left if one is left else test.right)
                if other in ('""', "''") and inside is not None and inside.filled:
                    return test.what == "NEQ"
                return one
        assert isinstance(left, str)
        assert isinstance(right, str)
        if test.what != "==" and re.fullmatch(r"[-+]?\w+", left) and re.fullmatch(r"[-+]?\w+", right) and left != right:
            return m.unknown(begin, "compares numbers")
        same = left.lower() == right.lower() if test.ignores_case else left == right
        return same is (test.what != "NEQ")

    def _inside(self, text: str) -> Unknown | None:
        """Return the unknown value that stands between quotes."""
        value = self.values.of(text.strip("\"'"))
        return value if isinstance(value, Unknown) else None

    def _command(self, command: Command) -> None:
        if not _WORD.match(command.text) and not _CLIENT.match(command.text):
            # "%PROGRAM%" %*: which program it is, is not known, and it sees what was set
            self.used = self.used or bool(command.text.strip(' \t@"()'))
            return
        if self.delayed and "!" in command.text:
            places = tuple(self.line.origins[at] for at in command.places)
            line = expand_delayed(self.m, self.values, Line(command.text, places, self.line.begin))
            self.line, before = line, self.line
            try:
                self._known(Command(line.text, tuple(range(len(line.text))), 0, len(line.text)))
            finally:
                self.line = before
            return
        self._known(command)

    def _known(self, command: Command) -> None:
        if _CLIENT.match(command.text):
            self.used = self.started = True
            return
        found = _WORD.match(command.text)
        if not found:
            return
        name, rest = found.group(1).lower().removesuffix(".exe"), found.end()
        place = self.place(command.begin, command.stop)
        remark_command(self.m, command.text, place)
        if name == "set":
            self._set(command, rest)
        elif name == "setx":
            # A mask has blanks of its own, and is one word.
            words = re.findall(r'"[^"]*"|(?:‹[^‹›\n]*›|[^\s"])+', command.text[rest:])
            texts = [word.strip('"') for word in words if not re.match(r"/\w$", word)]
            if len(texts) >= 2 and re.fullmatch(r"\w+", texts[0]):
                store_for_later(self.m, texts[0], self.values.of(texts[1]) if len(texts) == 2 else None, *place)
        elif name in ("setlocal", "endlocal"):
            self._local(name, command.text[rest:].lower())
        elif name == "goto":
            label = command.text[rest:].strip().lower().removeprefix(":")
            raise Signal("goto " + (":eof" if label == "eof" else label.partition(" ")[0]))
        elif name == "exit":
            raise Signal("end" if "/b" in command.text[rest:].lower() else "exit")
        elif name == "call":
            self._call(command, rest, place)
        elif name not in _INTERNAL:
            self.used = True
            if re.search(r"\.(?:bat|cmd)$", name):  # without call, the other file does not come back
                self._other_file(name, place)
                raise Signal("end")

    # --- set

    def _set(self, command: Command, rest: int) -> None:
        text = command.text
        while rest < len(text) and text[rest] in " \t,;=":
            rest += 1
        place = self.place(command.begin, command.stop)
        option = re.match(r"/[ap]\b", text[rest:], re.IGNORECASE)
        if option:
            self._calculated(text[rest + 2 :], option.group().lower(), place)
            return
        stop = len(text)
        if text.startswith('"', rest):
            last = text.rfind('"')
            rest, stop = rest + 1, last if last > rest else stop
        equals = text.find("=", rest, stop)
        if equals == -1:
            if MARK in text[rest:stop]:
                self._sets_anything(place)  # `set %%i`, with a whole line of a file in the variable of the loop
            return
        name, value = text[rest:equals], text[equals + 1 : stop]
        begin, end = (command.places[equals] + 1, command.places[stop - 1] + 1) if stop > equals + 1 else (0, 0)
        value_place = self.place(begin, end) if end > begin else None
        remark_set(self.m, name, value, text, place)
        if MARK in name:
            self._sets_anything(place)
            return
        known = self.values.of(value)
        if isinstance(known, Unknown) and not known.filled:
            known = replace(known, is_set=False)
        if not name.strip():
            return
        span = self.m.span(*place)
        self.m.export(name, None if known == "" else known, span, self.m.span(*value_place) if value_place else None)

    def _sets_anything(self, place: tuple[int, int]) -> None:
        text = "This sets variables whose names only the machine knows."
        self.m.problem(ProblemKind.SETS_UNKNOWN_NAMES, *place, text)
        make_foreign(self.m, self.m.unknown(place[0], "sets a variable whose name is not known", is_set=False))

    def _calculated(self, text: str, option: str, place: tuple[int, int]) -> None:
        """`set /a` and `set /p`: plain numbers are known, what a person types is not."""
        for piece in text.replace('"', "").split(",") if option == "/a" else [text.replace('"', "")]:
            name, equals, value = piece.partition("=")
            name = name.strip().rstrip("+-*/%&^|<>") if option == "/a" else name.strip()
            if not equals or not name or MARK in name:
                continue
            plain = re.fullmatch(r"\s*(\d{1,9})\s*", value) if piece.partition("=")[0].strip() == name else None
            known: str | Unknown
            if option == "/a" and plain and (plain.group(1) == "0" or not plain.group(1).startswith("0")):
                known = plain.group(1)
            else:
                what = "asks the person" if option == "/p" else "calculates"
                known = self.m.unknown(place[0], what, filled=option == "/a")
            self.m.export(name, known, self.m.span(*place), None)

    def _local(self, name: str, rest: str) -> None:
        if name == "setlocal":
            cells = {key: cell for key, cell in self.m.cells.values.items() if key.startswith("v:")}
            self.m.budget.spend(1 + len(cells) // 8)
            self.kept.append((cells, self.delayed))
            self.delayed = self.delayed or "enabledelayedexpansion" in rest
            self.delayed = self.delayed and "disabledelayedexpansion" not in rest
            self.used = self.started = False
        elif self.kept and self.started:
            self.kept.pop()  # what the client got is what is asked for, and not what is left when it has ended
        elif self.kept:
            self.restore()

    def restore(self) -> None:
        """Put the variables back to what they were at the last setlocal."""
        cells, self.delayed = self.kept.pop()
        for key in [key for key in self.m.cells.values if key.startswith("v:")]:
            if self.m.cells.get(key) is not cells.get(key):
                self.m.cells.put(key, cells.get(key))

    # --- other texts

    def _call(self, command: Command, rest: int, place: tuple[int, int]) -> None:
        text = command.text[rest:].strip()
        if text.startswith(":"):
            label = text[1:].split()[0].lower() if text[1:].split() else ""
            number = self.labels.get(label)
            if number is not None:
                line, unsure = self.line, self.unsure
                with self.m.budget:
                    self.m.boundary(lambda: self.run(number + 1), "end")
                self.line, self.unsure = line, unsure or self.unsure
            return
        found = _WORD.match(text)
        name = found.group(1).lower() if found else ""
        if name == "set":
            _, _, pair = text.partition(" ")
            variable = pair.strip().lstrip('"').partition("=")[0]
            if re.fullmatch(r"\w+", variable):
                unknown = self.m.unknown(place[0], "reads a variable twice")
                self.m.export(variable, unknown, self.m.span(*place), None)
            return
        if name and name not in _INTERNAL:
            self.used = True
            self._other_file(text.split()[0].strip('"'), place)

    def _other_file(self, path: str, place: tuple[int, int]) -> None:
        base = base_of(path).lower().strip('"')
        wanted = (base, base + ".bat", base + ".cmd")
        for document in self.m.documents:
            if document.base.lower() in wanted:
                run_document(self.m, document)
                return
        if base.endswith((".exe", ".com")):
            return
        text = "This runs a file that was not given; it may set any variable."
        self.m.problem(ProblemKind.READS_OTHER_FILE, *place, text, sets_any=base.endswith((".bat", ".cmd")))
        make_foreign(self.m, self.m.unknown(place[0], "runs a file that was not given", is_set=False))


def run_document(m: Session, document: Document) -> None:
    """Run a batch file. What it sets behind setlocal ends with it, unless it starts a program there, which sees it."""
    source, text = m.source, m.text
    m.sourced.add(document.name)
    m.source, m.text = Source(document.span, document.name), document.text
    batch = Batch(m, document)
    try:
        with m.budget:
            m.boundary(batch.run, "end")
        while batch.kept and not batch.used:
            batch.restore()
    except ValueError:
        raise m.give_up() from None
    finally:
        m.source, m.text = source, text
