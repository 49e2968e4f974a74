"""The session that is imagined while reading: `Env:`, PowerShell's own variables, functions, and the ways taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..clientnames import READ_BY_OTHERS
from ..environment import Act, Assignment
from ..host import Host
from ..names import READ
from ..records import replace
from ..shell.machine import Machine
from ..shell.values import Source, Unknown, Var
from ..source import Document, Span
from . import tree

Value = str | int | bool | None | Unknown
KNOWN = frozenset((*READ, *READ_BY_OTHERS))  # names that clients read, as they write them


class Session(Machine):
    """A machine whose variables are those of `Env:`; PowerShell's own have cells of their own."""

    def __init__(
        self,
        documents: Sequence[Document],
        given: Mapping[str, str] | None,
        *,
        ignores_case: bool = True,
        host: Host | None = None,
    ) -> None:
        super().__init__(documents, given, zsh=False, host=host)
        self.ignores_case = ignores_case  # names in Env:, as on Windows
        self.text = ""  # the document that is being run
        # Lines of a post without a file's name: what stood above them in the session is not known.
        self.is_piece = any(document.paste and " on line" in document.name for document in documents)
        self.spellings: dict[str, str] = {}
        self.functions: dict[str, tree.Function] = {}
        self.written_in: dict[str, Source] = {}  # where each of them stands
        self.assignable: frozenset[str] = frozenset()  # PowerShell's own variables that the text sets anywhere
        self.run_statements: Callable[[tree.Block], None]  # set by `running`
        for name in given or {}:
            self.spelling(name)

    def spelling(self, name: str) -> str:
        """Return a variable's name as it is shown: on Windows `Path` and `PATH` are one.

        A name that a client reads is shown as the client writes it, any other one as it was first written.
        """
        if not self.ignores_case:
            return name
        upper = name.upper()
        return self.spellings.setdefault(upper, upper if upper in KNOWN else name)

    # --- Env:

    def environment(self, name: str) -> str | Unknown | None:
        """Return the value of `$env:NAME`; None where there is none."""
        value = self.variable(self.spelling(name)).value
        return value if isinstance(value, str | Unknown) or value is None else Unknown("a list")

    def export(self, name: str, value: str | Unknown | None, span: Span, value_span: Span | None) -> None:
        """Set a variable of `Env:`; None removes it."""
        self.budget.spend(2)
        name = self.spelling(name)
        old = self.variable(name)
        gone = value is None
        new = Var(
            value,
            exported=not gone,
            set_at=span,
            value_span=None if gone else value_span,
            history=self.next_line_of(old, span),
            text_wins=True,
        )
        self.put_variable(name, new)
        if self.hidden:
            return
        act = Act.UNSET if gone else Act.EXPORT
        why = value.why if isinstance(value, Unknown) else None
        text = value if isinstance(value, str) else None
        certain = not self.uncertain and not self.pendings
        self.assignments.append(Assignment(name, act, text, not gone, span, new.value_span, why, certain))

    def names(self) -> list[str]:
        """Return the names that the text or the given environment mention."""
        return [key[2:] for key in self.cells.values if key.startswith("v:")]

    # --- PowerShell's own variables

    def own(self, name: str) -> Value:
        """Return the value of `$name`."""
        cell = self.cells.get("p:" + name.lower())
        if not isinstance(cell, Var):
            return None
        if isinstance(cell.value, Unknown):
            return cell.value
        text = cell.value if isinstance(cell.value, str) else ""
        if cell.decimals == "null":
            return None
        return text if not cell.decimals else int(text) if cell.decimals == "int" else text == "True"

    def is_own(self, name: str) -> bool:
        """Tell whether the text sets `$name`."""
        return self.cells.get("p:" + name.lower()) is not None

    def set_own(self, name: str, value: Value, span: Span, value_span: Span | None) -> None:
        """Set `$name`. One that is called like a variable of a client is noted: no program sees it."""
        self.budget.spend(2)
        kind = (
            "null" if value is None else "bool" if isinstance(value, bool) else "int" if isinstance(value, int) else ""
        )
        stored = value if isinstance(value, Unknown) else "" if value is None else str(value)
        key = "p:" + name.lower()
        before = self.cells.get(key)
        history = self.next_line_of(before, span) if isinstance(before, Var) else None
        variable = Var(
            stored, exported=False, decimals=kind, set_at=span, value_span=value_span, history=history, text_wins=True
        )
        self.cells.put(key, variable)
        if name.upper() in KNOWN:
            text = stored if isinstance(stored, str) else None
            why = stored.why if isinstance(stored, Unknown) else None
            certain = not self.uncertain and not self.pendings
            self.assignments.append(Assignment(name.upper(), Act.ASSIGN, text, False, span, value_span, why, certain))

    def forget(self, before: Mapping[str, object]) -> None:
        """Put PowerShell's own variables back to what they were before a function."""
        for key in [key for key in self.cells.values if key.startswith("p:") and key not in before]:
            self.cells.put(key, None)
        for key, cell in before.items():
            if isinstance(cell, Var) and self.cells.get(key) is not cell:
                self.cells.put(key, cell)


def shown(value: Value) -> str | Unknown:
    """Return a value as text, as PowerShell writes it into another text."""
    if isinstance(value, Unknown):
        return value
    return "" if value is None else str(value)


def unsure(value: Unknown, line: str) -> Unknown:
    """Return the reason with the line that decides."""
    return replace(value, line=value.line or line)
