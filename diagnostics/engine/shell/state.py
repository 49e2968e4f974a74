"""What a shell holds while it is imagined: variables, options, functions, the files that were given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from ..environment import MOST_PROBLEMS, Act, Assignment, Problem, ProblemKind
from ..host import Host
from ..launching import Launch
from ..records import replace
from ..source import Document, Span, where
from . import tree
from .budget import Budget
from .control import Frame, Input, Pending
from .inheriting import cells_before
from .optionnames import BASH_ON, ZSH_ON
from .sessionnames import EMPTY, INHERITED, SHARED_LISTS, SHELLS, STABLE, TIES
from .values import Array, Cell, Cells, Routine, Source, Text, Unknown, Var, element_at, plain_text

if TYPE_CHECKING:
    from .commands import Call
    from .later import Waiting
    from .machine import Machine

_OF_ALIASES = ("aliases", "expandaliases")  # options that let the shells put aliases in


class State:
    """The state, and what is asked of it; the ways that a text may have taken are the machine's."""

    subshells: int | None = 0  # how many of them there are around a command, as the shell counts
    renames = 0  # how often an alias was made or taken away
    global_aliases = False  # zsh's `alias -g` was met
    misread = ("", 0)  # a document and a line of which something is told that the shell reads otherwise
    colons = False  # what stands behind the colons of a word may be a place: `PATH=${X:-~/bin:~/sbin}`
    launch: Launch | None = None  # where a script starts a client
    launched: dict[str, Cell | None] | None = None  # what there is when it does, on the ways that come there
    acts_before = 0  # how many assignments there are up to the last of these starts

    def __init__(
        self, documents: Sequence[Document], given: Mapping[str, str] | None, *, zsh: bool, host: Host | None = None
    ) -> None:
        self.documents = tuple(documents)
        self.given = given
        self.texts: Mapping[str, str] = {}  # other files that were given, which `cat` may read
        self.host = host or Host()
        self.worlds = self.host.worlds("zsh" if zsh else "bash")  # every machine that this may be
        self.world: Mapping[str, str] | None = None  # the one of them that is tried out
        self.asked = 0  # questions about the machine that its system alone does not answer
        self.zsh = zsh
        self.empty = EMPTY if zsh else frozenset[str]()  # what is set from the start, though to nothing
        self.budget = Budget()
        self.cells = Cells()
        self.problems: list[Problem] = []
        self.assignments: list[Assignment] = []
        self.source = Source(lambda begin, stop: Span("", 1, 1, 1, begin, stop), "")
        self._line = (self.source, -1, "")  # the place that was asked for last
        self._absent: dict[str, Var] = {}  # names that the text does not set, where the environment is not given
        self.statement: tuple[int, int] = (0, 0)
        self.frames: list[Frame] = []
        self.pendings: list[Pending] = []
        self.uncertain = 0
        self.tested = 0  # inside a condition, whose failure ends nothing
        self.sure_ways = 0  # pending ways from before the subshell: those above it cut its output short
        self.hidden = 0  # inside a subshell: what is assigned there is lost
        self.status: int | Unknown = 0
        self.substituted = 0  # commands whose output has taken their place
        self.out: list[Text] | None = None
        self.pipe: list[Text] | None = None  # zsh: what the next command reads, where this one is redirected, too
        self.err: list[Text] | None = None  # where what goes to descriptor 2 is caught: behind `2>&1`
        self.stdin: Input | None = None
        self.inputs: dict[str, Input] = {}  # what other descriptors read: `exec 3< <(…)`, `read -u 3`
        self.keeps_inputs = False  # `exec` with nothing but redirections: they stay
        self.sourced: set[str] = set()
        self.temporary: list[dict[str, Var | None]] = []  # what stood where `NAME=value command` has put its values
        self.temporary_at: list[int] = []  # and in how many functions each of these commands stands
        self.switched: set[str] = set()  # options that were switched on the way
        self.styles: dict[str, dict[str, None]] = {}  # zsh: the patterns under which each style was ever kept
        self.debugs = False  # a DEBUG trap was set somewhere
        self.waiting: list[Waiting] = []  # what keys, times and the line editor are to run
        self.loops = 0
        self.zero: Text | None = None  # zsh: $0, the function or the file that is run; None: the shell's own name
        self.in_child = False  # zsh: the words of a program are expanded after the fork, errors stay there
        self.reached: dict[tuple[ProblemKind, int, str], int] = {}  # where a problem was met, and its place in the list
        self.run_block: Callable[[tree.Block], None]  # set by `running`
        self.login: bool | None = None  # whether this is a login shell
        self.run_trap: Callable[[str], None] = lambda _cell: None  # set by `startup`, as are the next ones
        self.run_debug_trap: Callable[[], None]
        self.run_err_trap: Callable[[], None]
        self.behind_file: Callable[[], None]
        self.in_function: Callable[[Callable[[], None]], None]
        self.run_call: Callable[[Call], None]
        self.knows_builtin: Callable[[str], bool]
        self.library: Mapping[str, Callable[[Machine, Call], None]] = {}  # that a program brings along: direnv's
        self.renamed: dict[str, int] = {}  # the aliases that changed, in the order of their last change
        self.switches_words = False  # zsh's `disable -r` was met
        self.magic = False  # zsh: the last command was one that expands `NAME=~`: the words of a loop are read so, too
        self.bruised = False  # bash: a quote was left open, which the next line that is read suffers from
        self.last: Text = ""  # bash: the last word of the command before
        self.behind: tuple[tree.Chain, int] | None = None  # the link behind `&&` whose first command has not run yet
        self.writes = False  # the text has written a file
        self.templated = False  # a document holds tags that some program fills in: see `templates`
        self.suspicious = False  # the text holds quotes or invisible characters that the shell takes for text
        self.cells.values.update(cells_before(given or {}, self.host.inherited))

    # --- where things stand

    def span(self, begin: int, stop: int) -> Span:
        """Return the span of two offsets of the text that is being run."""
        return self.source.locate(begin, stop)

    def line(self, begin: int) -> str:
        """Return "line 14", with the document's name where there are several."""
        if self._line[0] is not self.source or self._line[1] != begin:
            span = self.span(begin, begin)
            self._line = (self.source, begin, where(span, self.documents))
        return self._line[2]

    def unknown(
        self, begin: int, what: str, *, filled: bool = False, is_set: bool = True, many: bool = False
    ) -> Unknown:
        """Return an unknown value whose reason is "line 14 <what>"."""
        line = self.line(begin)
        return Unknown(f"{line} {what}", filled, is_set, many, line)

    def problem(
        self,
        kind: ProblemKind,
        begin: int,
        stop: int,
        text: str,
        name: str | None = None,
        *,
        sets_any: bool = False,
    ) -> None:
        """Report a problem, once for a place; of the files that a loop reads there, one that `sets_any` counts."""
        span = self.span(begin, stop)
        if kind is ProblemKind.ABORTS_FILE and (span.document, span.line) == self.misread:
            return  # the line is reported already
        key = (kind, span.begin, span.document)
        at = self.reached.get(key)
        if at is None and len(self.reached) < MOST_PROBLEMS:
            self.reached[key] = len(self.problems)
            self.problems.append(Problem(kind, span, text, name, sets_any))
        elif at is not None and sets_any and at < len(self.problems):
            met = self.problems[at]
            if (met.kind, met.span) == (kind, span):
                self.problems[at] = replace(met, sets_any=True)

    # --- options

    def option(self, name: str) -> bool:
        """Tell whether an option is on (where that is unknown, the shell's default counts)."""
        if name in self.switched:
            cell = self.cells.values.get("o:" + name)
            if isinstance(cell, Var) and isinstance(cell.value, str):
                return cell.value == "on"
        return name in (ZSH_ON if self.zsh else BASH_ON)

    def unsure(self, name: str) -> Unknown | None:
        """Return why it is not known whether an option is on; None where it is known."""
        cell = self.cells.values.get("o:" + name) if name in self.switched else None
        return cell.value if isinstance(cell, Var) and isinstance(cell.value, Unknown) else None

    def set_option(self, name: str, on: bool) -> None:
        """Switch an option."""
        self.switched.add(name)
        self.cells.put("o:" + name, Var("on" if on else "off"))
        if name in _OF_ALIASES:
            self.note_alias("")

    def options(self) -> dict[str, Cell | None]:
        """Return every option that was ever switched, to be put back with `restore_options`."""
        return {name: self.cells.get("o:" + name) for name in self.switched}

    def restore_options(self, kept: Mapping[str, Cell | None]) -> None:
        """Switch the options back."""
        for name in self.switched:
            if self.cells.get("o:" + name) != kept.get(name):
                self.cells.put("o:" + name, kept.get(name))
                if name in _OF_ALIASES:
                    self.note_alias("")

    def note_alias(self, name: str) -> None:
        """Keep that an alias was made or taken away; an empty name stands for all of them."""
        self.renamed.pop(name, None)
        self.renames += 1
        self.renamed[name] = self.renames

    # --- variables

    def tied(self, name: str) -> str:
        """Return the scalar that a zsh array such as `path` shows, or nothing."""
        if not self.zsh:
            return ""
        cell = self.cells.values.get("t:" + name)
        if isinstance(cell, Var) and isinstance(cell.value, str):
            return cell.value
        return TIES.get(name, "")

    def resolve(self, name: str) -> str:
        """Follow bash's name references."""
        cells = self.cells.values
        for _ in range(8):
            cell = cells.get("v:" + name)
            if not isinstance(cell, Var) or not cell.reference or not isinstance(cell.value, str) or not cell.value:
                break
            name = cell.value
        return name

    def variable(self, name: str) -> Var:
        """Return what is known of a variable that the text set or that was inherited; an unset one otherwise."""
        cell = self.cells.values.get("v:" + name)
        if isinstance(cell, Var):
            if cell.reference and (target := self.resolve(name)) != name:
                if "[" in target:
                    return Var(element_at(self.cells, target))
                return self.variable(target)
            known = cell.text_wins or cell.set_at is not None or name in STABLE or name in SHARED_LISTS
            if known or not self.foreign():
                return cell
            return replace(cell, value=self._maybe(self.foreign(), filled=False), maybe_unset=True)
        if self.given is None and not name.isdigit():
            if self.host.inherits(name) is False or name in SHELLS:
                return Var()
            if name not in self._absent:
                sure = name in INHERITED or name in self.empty or self.host.inherits(name) is True
                self._absent[name] = Var(
                    self._inherited(name, sure=sure), exported=sure and name not in self.empty, maybe_unset=not sure
                )
            return self._absent[name]
        foreign = self.foreign()
        if foreign and name not in STABLE and not (name.isdigit() and self.frames):
            return Var(self._maybe(foreign, filled=False), maybe_unset=name not in self.empty)
        return Var("" if name in self.empty else None)

    def _maybe(self, foreign: Unknown | None, *, filled: bool) -> Unknown:
        why = foreign.why if foreign else ""
        return Unknown(why, filled, False, False, foreign.line if foreign else "")

    def _inherited(self, name: str, *, sure: bool) -> Unknown:
        foreign = None if sure else self.foreign()
        if foreign is not None and foreign.why:
            return Unknown(f"{foreign.why}, and nothing else sets {name}", line=foreign.line)
        return Unknown(f"the value of {name} before the start-up files is not known", filled=sure, is_set=sure)

    def foreign(self) -> Unknown | None:
        """Return why names that the text does not mention may be set by something else; None if they cannot."""
        cell = self.cells.get("m:foreign")
        return cell.value if isinstance(cell, Var) and isinstance(cell.value, Unknown) else None

    def put_variable(self, name: str, variable: Var | None) -> None:
        """Keep a variable."""
        self.cells.put("v:" + name, variable)

    def arguments(self) -> Array:
        """Return the positional parameters; those that ways differ about are any number of unknown words."""
        cell = self.cells.get("m:arguments")
        value = cell.value if isinstance(cell, Var) else None
        if isinstance(value, Unknown):
            return Array((replace(value, many=True, is_set=False),))
        return value if isinstance(value, Array) else Array()

    def function(self, name: str) -> Routine | None:
        """Return a function that was defined."""
        cell = self.cells.get("f:" + name)
        return cell if isinstance(cell, Routine) else None

    def record(self, name: str, act: Act, variable: Var, span: Span, value_span: Span | None) -> None:
        """Note an executed assignment; nothing is noted in a subshell, whose assignments are lost."""
        if self.hidden or any(name in frame.names for frame in self.frames if self.cells.get(f"l{frame.depth}:{name}")):
            return
        value = variable.value
        text = value if isinstance(value, str) else plain_text(value)
        why = value.why if isinstance(value, Unknown) else variable.depends or None
        certain = not self.uncertain and not self.pendings
        self.assignments.append(Assignment(name, act, text, bool(variable.exported), span, value_span, why, certain))
