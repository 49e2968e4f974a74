"""What the parser makes of a start-up file: words made of parts, statements made of words.

Every node that people are shown carries `begin` and `stop`, offsets into the text that was read. Nodes are never
changed once they are made; they are not frozen because that makes making them three times as slow.
"""

from __future__ import annotations

from ..records import dataclass, field


@dataclass(slots=True)
class Literal:
    """Characters as they stand; `quoted` ones are no pattern, no brace, no tilde."""

    text: str
    quoted: bool = False


@dataclass(slots=True)
class Parameter:
    """`$NAME`, `${NAME}` and everything that can stand between those braces."""

    name: str
    quoted: bool = False
    braced: bool = False
    nested: Word | None = None  # zsh: ${${NAME#a}%b}
    flags: str = ""  # zsh: ${(Uj.:.)NAME}
    prefixes: str = ""  # "#" length, "+" is it set, "!" indirect (bash), "=" "~" "^" (zsh)
    subscript: Word | None = None
    operator: str = ""
    argument: Word | None = None
    replacement: Word | None = None
    modifiers: str = ""  # zsh: ${NAME:h:t}
    begin: int = 0


@dataclass(slots=True)
class Substitution:
    """`$(…)` or backquotes: commands whose output is inserted."""

    body: Block
    quoted: bool = False
    begin: int = 0
    stop: int = 0
    written: Written | None = None


@dataclass(slots=True)
class Arithmetic:
    """`$((…))`."""

    expression: Word
    quoted: bool = False
    begin: int = 0


@dataclass(slots=True)
class ProcessSubstitution:
    """`<(…)`, `>(…)`, `=(…)`: the name of a file that only exists while the command runs."""

    begin: int = 0
    body: Block | None = None
    written: Written | None = None


@dataclass(slots=True)
class ArrayLiteral:
    """`(a b [k]=v)` behind an equals sign."""

    items: tuple[Word, ...]


Written = tuple[str, int]  # the text of a substitution, and how often an alias had changed before it was read
Part = Literal | Parameter | Substitution | Arithmetic | ProcessSubstitution


@dataclass(slots=True)
class Word:
    """One word and where it stands."""

    parts: tuple[Part, ...]
    begin: int = 0
    stop: int = 0
    raw: str = field(default="", repr=False)

    @property
    def plain(self) -> str | None:
        """Return the text of a word that is one unquoted literal, or nothing at all; None for any other."""
        if len(self.parts) == 1 and isinstance(self.parts[0], Literal) and not self.parts[0].quoted:
            return self.parts[0].text
        return None if self.parts else ""


@dataclass(slots=True)
class Assign:
    """`NAME=value`, `NAME+=value`, `NAME[key]=value`, `NAME=(…)`."""

    name: str
    value: Word | ArrayLiteral
    append: bool
    subscript: Word | None
    begin: int
    stop: int
    value_begin: int
    value_stop: int
    raw: str = field(default="", repr=False)  # the whole of it as written
    head: str = ""  # what stands before the value

    @property
    def word(self) -> Word:
        """Return the same text read as an ordinary word."""
        parts = self.value.parts if isinstance(self.value, Word) else ()
        first = parts[0] if parts else None
        if isinstance(first, Literal) and not first.quoted:  # a tilde may stand in it, which the head does not hide
            return Word((Literal(self.head + first.text), *parts[1:]), self.begin, self.stop, self.raw)
        return Word((Literal(self.head), *parts), self.begin, self.stop, self.raw)


@dataclass(slots=True)
class Redirect:
    """`> file`, `2>&1`, `<<EOF`: `operator` without the descriptor; a here-document has its text as target."""

    operator: str
    target: Word
    descriptor: str = ""
    begin: int = 0


@dataclass(slots=True)
class Simple:
    """Assignments, then a command and its words (an `Assign` among the words belongs to a declaration)."""

    assigns: tuple[Assign, ...]
    words: tuple[Word | Assign, ...]
    redirects: tuple[Redirect, ...]
    begin: int
    stop: int


@dataclass(slots=True)
class Group:
    """`{ …; }`, with zsh's `always` block."""

    body: Block
    always: Block | None = None


@dataclass(slots=True)
class Subshell:
    """`( … )`."""

    body: Block


@dataclass(slots=True)
class If:
    """`if … then … elif … else … fi`."""

    clauses: tuple[tuple[Block, Block], ...]
    otherwise: Block | None


@dataclass(slots=True)
class While:
    """`while` and `until`."""

    condition: Block
    body: Block
    until: bool


@dataclass(slots=True)
class For:
    """`for a b in …; do … done`; `words` None means the positional parameters. `select` is never certain."""

    names: tuple[str, ...]
    words: tuple[Word, ...] | None
    body: Block
    select: bool = False


@dataclass(slots=True)
class CountingFor:
    """`for ((i=0; i<3; i++))`."""

    start: Word
    condition: Word
    step: Word
    body: Block


@dataclass(slots=True)
class Repeat:
    """zsh: `repeat 3 do … done`."""

    count: Word
    body: Block


@dataclass(slots=True)
class Case:
    """`case … in pattern) … ;; esac`; an item is (patterns, body, how it ends)."""

    subject: Word
    items: tuple[tuple[tuple[Word, ...], Block, str], ...]


@dataclass(slots=True)
class Function:
    """A function definition; without names zsh's anonymous function, run at once with `arguments`."""

    names: tuple[Word, ...]
    body: Command
    arguments: tuple[Word, ...] = ()
    written: tuple[str, int, int] | None = None  # the text that the body stands in, and where: no piece of its own


@dataclass(slots=True)
class Condition:
    """`[[ … ]]`: its words and operators in order; operators are words of one unquoted literal."""

    items: tuple[Word, ...]


@dataclass(slots=True)
class ArithmeticCommand:
    """`(( … ))`."""

    expression: Word


Body = (
    Simple
    | Group
    | Subshell
    | If
    | While
    | For
    | CountingFor
    | Repeat
    | Case
    | Function
    | Condition
    | ArithmeticCommand
)


@dataclass(slots=True)
class Command:
    """A statement with the redirections behind it."""

    body: Body
    begin: int
    stop: int
    redirects: tuple[Redirect, ...] = ()


@dataclass(slots=True)
class Pipeline:
    """`! a | b`."""

    commands: tuple[Command, ...]
    negated: bool
    begin: int
    stop: int


@dataclass(slots=True)
class Chain:
    """`a && b || c`, perhaps in the background; `links` holds the operator before each further pipeline."""

    first: Pipeline
    links: tuple[tuple[str, Pipeline], ...]
    background: bool
    begin: int
    stop: int


@dataclass(slots=True)
class Block:
    """Statements one after the other."""

    chains: tuple[Chain, ...] = ()
