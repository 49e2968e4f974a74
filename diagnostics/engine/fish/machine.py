"""The fish that is imagined while reading: its scopes, over the cells and branches that all shells share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import cast

from ..environment import Act, Assignment
from ..host import Host
from ..records import dataclass, field, replace
from ..shell.machine import Machine
from ..shell.values import Array, Line, Source, Text, Unknown, Var
from ..source import Document, Span
from . import tree

LOCAL, FUNCTION, GLOBAL, UNIVERSAL = "local", "function", "global", "universal"
READ_ONLY = frozenset(
    ("status", "pipestatus", "version", "FISH_VERSION", "fish_pid", "hostname", "history", "_", "fish_kill_signal")
)


@dataclass(slots=True)
class Scope:
    """Where local variables live: a block, or a function, which hides what is local to its caller."""

    number: int
    is_function: bool
    hides: bool
    names: dict[str, None] = field(default_factory=dict)


class Whole(str):
    """What `string collect` writes: one argument, whatever lines are in it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Routine:
    """A function: what it does, the names of its arguments, and where that stands."""

    body: tree.Block
    arguments: tuple[str, ...] = ()
    shadows: bool = True
    source: Source | None = None
    inherits: tuple[tuple[str, Var], ...] = ()


class Fish(Machine):
    """A machine with fish's scopes; a variable's value is always a list."""

    def __init__(
        self, documents: Sequence[Document], given: Mapping[str, str] | None, host: Host | None = None
    ) -> None:
        super().__init__(documents, given, zsh=False, host=host)
        # What `set -f` makes outside functions lives here: it outlasts the file and covers global variables.
        self.scopes: list[Scope] = [Scope(0, is_function=True, hides=False)]
        self.routines: dict[str, Routine | Callable[[], Routine | None]] = {}
        self.events: list[str] = []  # functions that run before the first prompt
        self.changed: dict[str, Unknown | None] = {}  # what the command at hand set or erased; Unknown: perhaps
        self.watching: set[str] = set()  # those of them that are running
        self.watchers: dict[str, list[str]] = {}  # functions that run when a variable changes
        self.handlers: dict[str, list[str]] = {}  # functions that run at an event that the text emits
        self.signals: list[str] = []  # functions that run at a signal
        self.piped: tuple[int | Unknown, ...] = ()  # how each part of the pipe ended, if the command before was one
        self.run_jobs: Callable[[tree.Block], None]  # set by `running`
        self.substitutions = 0  # that are being run, one within the other
        self.printed = ("", "")  # why the output of the last program is not known, and its name
        self.calls: list[tuple[tree.Block, int]] = []  # the functions that are running, and what was changed before
        self.made: list[tuple[int, str]] = []  # files of `psub`: in which of them, and the cell that holds the text

    # --- scopes

    @contextmanager
    def scope(self, *, is_function: bool = False, hides: bool = False) -> Iterator[Scope]:
        """Let local variables live until the end of a block or function."""
        scope = Scope(len(self.scopes), is_function, hides)
        self.scopes.append(scope)
        try:
            yield scope
        finally:
            self.scopes.pop()
            for name in scope.names:
                if self.cells.get(f"s{scope.number}:{name}") is not None:
                    self.cells.put(f"s{scope.number}:{name}", None)

    def visible(self) -> Iterator[Scope]:
        """Yield the scopes whose variables are seen here, the innermost first."""
        for scope in reversed(self.scopes):
            yield scope
            if scope.hides:
                return

    def place(self, name: str, where: str) -> str:
        """Return the key of the cell in which a variable of that scope lives; of no scope, where a new one would."""
        if where == UNIVERSAL:
            return "u:" + name
        if where == GLOBAL:
            return "v:" + name
        if where == LOCAL:
            return self._own(self.scopes[-1], name)
        found = next(scope for scope in self.visible() if scope.is_function)
        return self._own(found, name) if where or found.number else "v:" + name

    def _own(self, scope: Scope, name: str) -> str:
        scope.names[name] = None
        return f"s{scope.number}:{name}"

    def find(self, name: str) -> tuple[str, Var] | None:
        """Return the innermost cell that holds a variable, or None where none does."""
        for scope in self.visible():
            key = f"s{scope.number}:{name}"
            cell = self.cells.get(key) if name in scope.names else None
            if isinstance(cell, Var) and (cell.value is not None or cell.maybe_unset):
                return key, cell
        cell = self.cells.get("v:" + name)
        universal = self.cells.get("u:" + name)
        if isinstance(universal, Var) and universal.value is not None and not self._is_there(cell):
            return "u:" + name, universal
        found = self.variable(name)
        return None if found.value is None else ("v:" + name, found)

    def _is_there(self, cell: object) -> bool:
        return isinstance(cell, Var) and cell.value is not None

    def at(self, name: str, where: str) -> Var | None:
        """Return the variable of exactly that scope."""
        key = self.place(name, where)
        if key.startswith("v:"):
            found = self.variable(name)
            return None if found.value is None else found
        cell = self.cells.get(key)
        return cell if isinstance(cell, Var) and cell.value is not None else None

    def near(self, name: str, where: str) -> tuple[str, Var] | None:
        """Return the variable that `set -e` and `set -q` mean with a scope: of the local ones, the innermost."""
        if where not in (LOCAL, FUNCTION):
            found = self.at(name, where)
            return (self.place(name, where), found) if found else None
        for scope in self.visible():
            cell = self.cells.get(f"s{scope.number}:{name}")
            if isinstance(cell, Var) and cell.value is not None:
                return f"s{scope.number}:{name}", cell
        return None

    def elements(self, name: str) -> list[Text] | None:
        """Return the elements of a variable as it is seen here; None where it is not set."""
        found = self.find(name)
        return None if found is None else listed(name, found[1])

    # --- what is done to variables

    def store(self, key: str, name: str, variable: Var, act: Act) -> None:
        """Keep a variable and note that a statement did so."""
        self.cells.put(key, variable)
        if self.hidden or (key.startswith("s") and not key.startswith("s0:")):
            return
        value = variable.value
        text = None if value is None else exported_text(name, variable)
        why = text.why if isinstance(text, Unknown) else variable.depends or None
        if variable.set_at is None:
            return
        self.assignments.append(
            Assignment(
                name,
                act,
                text if isinstance(text, str) else None,
                bool(variable.exported),
                variable.set_at,
                variable.value_span if act is not Act.UNSET else None,
                why,
                not self.uncertain and not self.pendings,
            )
        )

    def assign(
        self,
        name: str,
        items: Sequence[Text],
        span: Span,
        value_span: Span | None = None,
        *,
        where: str = "",
        exported: bool | None = None,
        path: bool | None = None,
    ) -> bool:
        """Give a variable a list; `where` nothing means where it is, else the function's or the global scope."""
        self.budget.spend(2 + len(items) // 32)
        if name in READ_ONLY:
            return False
        self.changed[name] = None
        key, old = self._target(name, where)
        if not where and old is not None and old.maybe_unset and old.text_wins:
            self._assign_perhaps(name, key, old, items, span, value_span, exported=exported, path=path)
            return True
        known = old or Var()
        flag = exported if exported is not None else known.exported if old else False
        is_path = path if path is not None else known.separator == "\x1f" or name.endswith("PATH")
        if is_path:
            items = split_paths(items)
        self.store(
            key,
            name,
            replace(
                known,
                value=Array(tuple(items)),
                exported=flag,
                depends=known.depends if flag is None else "",
                set_at=span,
                value_span=value_span,
                history=self._history(name, known, span),
                separator="\x1f" if is_path else " ",
                maybe_unset=False,
                text_wins=True,
            ),
            Act.EXPORT if flag else Act.ASSIGN,
        )
        return True

    def _assign_perhaps(
        self,
        name: str,
        key: str,
        old: Var,
        items: Sequence[Text],
        span: Span,
        value_span: Span | None,
        *,
        exported: bool | None,
        path: bool | None,
    ) -> None:
        """Assign where it depends on a line above whether there is a variable to change or a new one to make."""
        why = old.value if isinstance(old.value, Unknown) else Unknown(old.depends or "it may be set or not")

        def changes() -> None:
            self.cells.put(key, replace(old, maybe_unset=False))
            self.assign(name, items, span, value_span, exported=exported, path=path)

        def makes() -> None:
            self.cells.put(key, None)
            self.assign(name, items, span, value_span, exported=exported, path=path)

        self.fork((changes, makes), replace(why, line=why.line or f"line {span.line}"))

    def _target(self, name: str, where: str) -> tuple[str, Var | None]:
        if where:
            key = self.place(name, where)
            return key, self.at(name, where)
        found = self.find(name)
        if found is not None and not (found[1].maybe_unset and not found[1].text_wins):
            return found
        key = self.place(name, "")
        return key, (found[1] if found and found[0] == key else None)

    def _history(self, name: str, known: Var, span: Span) -> Line | None:
        cell = self.cells.get("v:" + name)  # a line that erased it stays one of those that lose
        before = known if known.set_at or not isinstance(cell, Var) else cell
        return self.next_line_of(before, span)

    def erase(self, name: str, span: Span, where: str = "") -> bool | Unknown:
        """Erase the innermost variable, or that of one scope; tell whether there was one."""
        found = self.near(name, where) if where else self.find(name)
        if found is None:
            return False
        key, old_variable = found
        if name in READ_ONLY:
            return False
        was_there: bool | Unknown = True
        if isinstance(old_variable.value, Unknown) and old_variable.maybe_unset:
            was_there = old_variable.value
        self.changed[name] = was_there if isinstance(was_there, Unknown) else None
        if key.startswith("s"):
            self.cells.put(key, None)
            return was_there
        history = self._history(name, old_variable, span)
        self.store(key, name, Var(None, set_at=span, history=history, text_wins=True), Act.UNSET)
        return was_there

    # --- functions

    def define(self, name: str, routine: Routine | Callable[[], Routine | None]) -> None:
        """Keep a function, or how it is read once it is called (None: it cannot be)."""
        number = f"{len(self.routines)}"
        self.routines[number] = routine
        self.cells.put("f:" + name, Var(number))

    def later(self, name: str, words: Sequence[str]) -> None:
        """Remember a function that an event runs: a prompt, or a change of a variable."""
        for option, value in zip(words, (*words[1:], ""), strict=True):
            option, equals, inline = option.partition("=")
            event = inline if equals else value
            if option in ("-e", "--on-event") and event in ("fish_prompt", "fish_preexec"):
                self.events.append(name)
            elif option in ("-e", "--on-event"):
                self.handlers.setdefault(event, []).append(name)
            elif option in ("-v", "--on-variable"):
                self.watchers.setdefault(event, []).append(name)
            elif option in ("-s", "--on-signal"):
                self.signals.append(name)

    def routine(self, name: str) -> Routine | Unknown | None:
        """Return a function; Unknown where it is not known which one it is."""
        cell = self.cells.get("f:" + name)
        if not isinstance(cell, Var) or cell.value is None:
            return None
        if isinstance(cell.value, Unknown):
            return cell.value
        kept = self.routines[str(cell.value)]
        return kept if isinstance(kept, Routine) else kept()


def is_path(name: str, variable: Var) -> bool:
    """Tell whether a list is written with colons when it becomes one text."""
    if variable.set_at is None and not variable.text_wins:
        return name.endswith("PATH")
    return variable.separator == "\x1f"


def listed(name: str, variable: Var) -> list[Text]:
    """Return the elements of a variable's value; what is inherited is one text, cut at colons in `…PATH`."""
    value = variable.value
    if isinstance(value, Array):
        return list(value.items)
    if isinstance(value, Unknown):
        several = value.many or variable.text_wins or variable.maybe_unset or is_path(name, variable)
        return [replace(value, many=several)]
    if isinstance(value, str):
        return list(value.split(":")) if name.endswith("PATH") else [value]
    return []


def glued(items: Sequence[Text], glue: str) -> Text:
    """Return the elements as one text; unknown where one of them is."""
    try:
        return glue.join(cast("Sequence[str]", items))  # of a list that grows by a line each, no step for an element
    except TypeError:
        unknown = next(item for item in items if isinstance(item, Unknown))
    filled = any(item.filled if isinstance(item, Unknown) else item for item in items)
    return replace(unknown, many=False, filled=filled)


def exported_text(name: str, variable: Var) -> Text:
    """Return what a program sees of a variable."""
    return glued(listed(name, variable), ":" if is_path(name, variable) else " ")


def split_paths(items: Sequence[Text]) -> list[Text]:
    """Return the elements of a path variable: a colon separates them as well."""
    cut: list[Text] = []
    for item in items:
        cut.extend(item.split(":") if isinstance(item, str) else [item])
    return cut
