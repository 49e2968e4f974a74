"""What a PowerShell text consists of: expressions, statements."""

from __future__ import annotations

from ..records import dataclass


@dataclass(frozen=True, slots=True)
class Constant:
    """A text without anything to expand, a number, `$true`, `$false` or `$null`."""

    value: str | int | bool | None


@dataclass(frozen=True, slots=True)
class Name:
    """`$name`, or with the scope "env" `$env:NAME`."""

    scope: str
    name: str
    begin: int = 0


@dataclass(frozen=True, slots=True)
class Joined:
    """The pieces of a text in double quotes, or the sides of `+`: one text."""

    pieces: tuple[Expression, ...]
    added: bool = False  # by +, which adds numbers as well


@dataclass(frozen=True, slots=True)
class Operation:
    """`a -eq b`, `a -and b`, `-not a`."""

    operator: str
    sides: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """`[Type]::Member(arguments)`; `arguments` None where nothing is called."""

    type: str
    name: str
    arguments: tuple[Expression, ...] | None
    begin: int = 0
    stop: int = 0


@dataclass(frozen=True, slots=True)
class Other:
    """An expression that is not read here: its value is not known."""

    begin: int
    what: str = "works out a value"


Expression = Constant | Name | Joined | Operation | Member | Other


@dataclass(frozen=True, slots=True)
class Word:
    """An argument of a command; `bare` where it was written without quotes, `block` where it is `{ … }`."""

    value: Expression
    bare: str = ""
    block: Block | None = None
    begin: int = 0
    stop: int = 0


@dataclass(frozen=True, slots=True)
class Command:
    """A command with its arguments, one of a pipe; `called` is `&` or `.` before it."""

    words: tuple[Word, ...]
    called: str = ""
    begin: int = 0
    stop: int = 0


@dataclass(frozen=True, slots=True)
class Assign:
    """`$env:NAME = value`; the value is an expression, or what a statement gives out (None: not known)."""

    target: Name | None
    operator: str
    value: Expression
    begin: int
    stop: int
    value_begin: int
    value_stop: int
    bare: str = ""  # a value without quotes, which PowerShell takes for a command
    source: Statement | None = None  # the command whose output is the value


@dataclass(frozen=True, slots=True)
class Evaluate:
    """An expression that stands alone."""

    value: Expression
    begin: int
    stop: int


@dataclass(frozen=True, slots=True)
class If:
    """`if (…) { … } elseif (…) { … } else { … }`."""

    clauses: tuple[tuple[Expression, Block], ...]
    otherwise: Block | None
    begin: int


@dataclass(frozen=True, slots=True)
class Loop:
    """A body that runs any number of times; `once` where it runs at least once."""

    bodies: tuple[Block, ...]
    begin: int
    once: bool = False
    names: tuple[str, ...] = ()  # variables that take another value in each round


@dataclass(frozen=True, slots=True)
class Try:
    """`try { … } catch { … } finally { … }`."""

    body: Block
    handlers: tuple[Block, ...]
    last: Block | None
    begin: int


@dataclass(frozen=True, slots=True)
class Function:
    """`function name { … }`."""

    name: str
    body: Block
    names: tuple[str, ...] = ()  # its parameters


@dataclass(frozen=True, slots=True)
class Declaration:
    """`param ( … )`: variables whose values come from whoever calls."""

    names: tuple[str, ...]
    begin: int


@dataclass(frozen=True, slots=True)
class Leave:
    """`return`, `exit`, `throw`, `break`, `continue`."""

    kind: str
    begin: int
    stop: int


Simple = Command | Assign | Evaluate
Statement = Command | Assign | Evaluate | If | Loop | Try | Function | Declaration | Leave


@dataclass(frozen=True, slots=True)
class Chain:
    """Statements joined by `&&` and `||` (PowerShell 7)."""

    first: Statement
    links: tuple[tuple[str, Statement], ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Statements one after the other."""

    chains: tuple[Chain, ...] = ()
