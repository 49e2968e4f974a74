"""The effective environment: for every name, the line that wins, the lines that lose, or why it is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from .records import dataclass, field
from .source import Span


class State(StrEnum):
    """What is known of a variable at the end of all documents."""

    SET = "set"
    UNSET = "unset"
    UNKNOWN = "unknown"


class Act(StrEnum):
    """What a statement does to a variable."""

    ASSIGN = "assign"  # A=1
    EXPORT = "export"  # export A · export A=1 · a settings file's env
    UNEXPORT = "unexport"  # export -n A · typeset +x A
    UNSET = "unset"


@dataclass(frozen=True, slots=True)
class Assignment:
    """One executed statement that touches a variable, in order of execution; losers stay in the list."""

    name: str
    act: Act
    value: str | None = field(repr=False)  # None: unknown (see `why`), or nothing was assigned
    exported: bool  # the variable's export flag after this statement
    span: Span  # the whole assignment, `export` included
    value_span: Span | None = None  # the value as written, quotes included
    why: str | None = None  # why the value is unknown
    certain: bool = True  # False: stands on a path that may not run


@dataclass(frozen=True, slots=True)
class Alternative:
    """What a variable is on one of the ways through the text, where it is not known which of them is taken."""

    state: State  # UNKNOWN where nothing is known of this way, either: see `why`
    exported: bool
    value: str | None = field(repr=False, default=None)  # only with state SET
    set_at: Span | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """The final state of one name, as a program started from that shell (or by that client) sees it."""

    name: str
    state: State
    exported: bool
    value: str | None = field(repr=False, default=None)  # only with state SET
    set_at: Span | None = None
    value_span: Span | None = None
    overrides: tuple[Span, ...] = ()  # losing lines, oldest first
    why: str | None = None  # with state UNKNOWN: a phrase such as "line 14 reads a file that was not given"
    alternatives: tuple[Alternative, ...] = ()  # with state UNKNOWN: what it is on each way, in the text's order
    in_settings: bool = False  # a client's own file says so, which some names are not looked for in


@dataclass(frozen=True, slots=True)
class Environment:
    """All names that the documents or the given environment touch."""

    variables: Mapping[str, Variable] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Variable]:
        return iter(self.variables.values())

    def get(self, name: str) -> Variable:
        """Return the variable of that name; one that nothing mentions is unset."""
        return self.variables.get(name) or Variable(name, State.UNSET, exported=False)

    def exported_value(self, name: str) -> str | None:
        """Return the value that a child process sees, or None where it is unset, not exported or unknown."""
        variable = self.get(name)
        return variable.value if variable.exported and variable.state is State.SET else None

    def is_unknown(self, name: str) -> bool:
        """Tell whether nothing certain can be said about the name."""
        return self.get(name).state is State.UNKNOWN


class ProblemKind(StrEnum):
    """What is wrong with a statement, as the shell would see it. Closed; rules name these words."""

    SPACE_AROUND_EQUALS = "space-around-equals"  # export A = 1 · A = 1
    ABORTS_FILE = "aborts-file"  # the shell stops reading the file at this statement
    SYNTAX_ERROR = "syntax-error"
    READER_LIMIT = "reader-limit"  # this reader gives up; the shell may well read the file
    UNTERMINATED_QUOTE = "unterminated-quote"
    TYPOGRAPHIC_QUOTE = "typographic-quote"  # “ ” ‘ ’ where " or ' was meant
    INVISIBLE_CHARACTER = "invisible-character"  # no-break space, zero width space, byte order mark
    CARRIAGE_RETURN = "carriage-return"  # Windows line ends: the value ends in \r
    BACKGROUND_ASSIGNMENT = "background-assignment"  # an unquoted & in a URL
    UNKNOWN_COMMAND = "unknown-command"  # setenv, Export, $A=1
    FOREIGN_SYNTAX = "foreign-syntax"  # set -gx, $env:X =, set X=
    READS_OTHER_FILE = "reads-other-file"  # source of a file that was not given
    RUNS_COMMAND = "runs-command"  # eval "$(brew shellenv)": may set anything
    SETS_UNKNOWN_NAMES = "sets-unknown-names"  # while read -r line; do export "$line"; done < ~/.env
    LOST_EXPORT = "lost-export"  # of a step in the building of an image, which ends with the step
    STORED_FOR_LATER = "stored-for-later"  # setx, a variable of the user on Windows: this session does not see it
    BAD_JSON = "bad-json"  # a settings file that the client drops whole
    QUOTED_COMMA = "quoted-comma"  # a comma before a closing bracket, in what a post quotes of a settings file
    BAD_TOML = "bad-toml"
    BAD_LINE = "bad-line"  # a line that the program which reads the file passes over or refuses
    MIXED_YAML = "mixed-yaml"  # a list and a mapping in one block, for which docker compose refuses the file
    REFUSED_BY_DIRENV = "refused-by-direnv"  # a line of a .env file for which direnv's dotenv refuses all of it
    DUMP_DIFFERS = "dump-differs"  # a line whose value the process does not have that was shown
    SCREEN_DIFFERS = "screen-differs"  # the same, as the client itself shows it
    READ_DIFFERENTLY = "read-differently"  # programs that read such files disagree on the line
    IGNORED_SETTING = "ignored-setting"  # a variable outside `env`
    IGNORED_TOKEN = "ignored-token"  # noqa: S105 -- a word; CLAUDE_CODE_OAUTH_TOKEN in a project's settings
    SOURCE_NOT_NAMED = "source-not-named"  # a settings file that the start leaves out, by --setting-sources
    UNREAD_FILE = "unread-file"  # a settings file that the client does not read from where it is
    UNREAD_DOTENV = "unread-dotenv"  # a client's variable in a .env file
    NOT_HANDED_ON = "not-handed-on"  # the same, beside a compose file that does not name the variable
    UNREAD_STATE = "unread-state"  # apiKeyHelper in ~/.claude.json


MOST_PROBLEMS = 2_000  # of one start; what goes on like that is not told line by line


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the text that does not do what it seems to do."""

    kind: ProblemKind
    span: Span
    text: str  # a sentence for people; contains no value of the person's
    name: str | None = None  # the variable concerned, where there is one
    sets_any: bool = False  # what a file or a program's output sets is nowhere documented, nor told by its name


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of a client's settings file outside `env`, e.g. `apiKeyHelper`, from the file that wins."""

    name: str
    value: str | bool | int | float | None = field(repr=False)
    span: Span


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What reading the documents gave: the environment, every assignment on the way, and the problems met."""

    environment: Environment = field(default_factory=Environment)
    assignments: tuple[Assignment, ...] = ()
    problems: tuple[Problem, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)
