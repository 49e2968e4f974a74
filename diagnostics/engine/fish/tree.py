"""What fish's text consists of: words with their parts, commands, statements."""

from __future__ import annotations

from ..records import dataclass, field


@dataclass(frozen=True, slots=True)
class Literal:
    """Text; `quoted` where it was written in quotes or escaped, so that nothing in it is special."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`*`, `**` or `?`."""

    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """`$NAME`, `$$NAME`, `$NAME[1 2..3]`; in double quotes the elements become one text."""

    name: str
    levels: int = 1
    slices: tuple[Word, ...] = ()
    quoted: bool = False
    begin: int = 0


@dataclass(frozen=True, slots=True)
class Substitution:
    """`(commands)`, `$(commands)`, and `"$(commands)"`, which makes one text of all lines."""

    body: Block
    slices: tuple[Word, ...] = ()
    quoted: bool = False
    begin: int = 0
    stop: int = 0


@dataclass(frozen=True, slots=True)
class Brace:
    """`{a,b}`."""

    items: tuple[Word, ...]


Part = Literal | Wildcard | Variable | Substitution | Brace


@dataclass(frozen=True, slots=True)
class Word:
    """One argument as written; `raw` is its text."""

    parts: tuple[Part, ...]
    begin: int = 0
    stop: int = 0
    raw: str = ""

    @property
    def plain(self) -> str | None:
        """Return the text of a word that consists of text alone, else None."""
        if all(isinstance(part, Literal) for part in self.parts):
            return "".join(part.text for part in self.parts if isinstance(part, Literal))
        return None


@dataclass(frozen=True, slots=True)
class Redirect:
    """`>file`, `2>&1`, `<file`."""

    operator: str
    descriptor: str
    target: Word
    begin: int = 0


@dataclass(frozen=True, slots=True)
class Simple:
    """A command with its arguments."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Begin:
    """`begin … end`."""

    body: Block


@dataclass(frozen=True, slots=True)
class If:
    """`if … else if … else … end`."""

    clauses: tuple[tuple[Block, Block], ...]
    otherwise: Block | None


@dataclass(frozen=True, slots=True)
class Switch:
    """`switch … case … end`."""

    subject: Word
    items: tuple[tuple[tuple[Word, ...], Block], ...]


@dataclass(frozen=True, slots=True)
class For:
    """`for NAME in …; …; end`."""

    name: str
    words: tuple[Word, ...]
    body: Block


@dataclass(frozen=True, slots=True)
class While:
    """`while …; …; end`."""

    condition: Block
    body: Block


@dataclass(frozen=True, slots=True)
class Function:
    """`function NAME …; …; end`."""

    words: tuple[Word, ...]
    body: Block


Body = Simple | Begin | If | Switch | For | While | Function


@dataclass(frozen=True, slots=True)
class Command:
    """One command with `NAME=value` before it and redirections behind it."""

    body: Body
    assigns: tuple[tuple[str, Word], ...] = ()
    redirects: tuple[Redirect, ...] = ()
    begin: int = 0
    stop: int = 0


@dataclass(frozen=True, slots=True)
class Pipeline:
    """`not a | b`."""

    commands: tuple[Command, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """One statement: `and a && b || c &`; `joint` is "and", "or" or nothing."""

    first: Pipeline
    links: tuple[tuple[str, Pipeline], ...] = ()
    joint: str = ""
    background: bool = False
    begin: int = 0
    stop: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Statements one after the other."""

    jobs: tuple[Job, ...] = field(default=())
