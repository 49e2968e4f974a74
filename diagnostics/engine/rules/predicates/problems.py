"""Predicates over the problems that the readers of files met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...environment import Problem, ProblemKind
from ...facts import Facts
from ...names import READ
from ...records import replace
from .. import signs
from ..answers import NO, Answer, Line, Yes
from ..parameters import Arguments, Parameter, Type
from .vocabulary import predicate

_SPOKEN = (
    (ProblemKind.SPACE_AROUND_EQUALS, "blanks around the equals sign"),
    (ProblemKind.ABORTS_FILE, "a mistake at which the shell stops reading the file"),
    (ProblemKind.SYNTAX_ERROR, "a mistake that the shell cannot read"),
    (ProblemKind.READER_LIMIT, "more than this reader follows"),
    (ProblemKind.UNTERMINATED_QUOTE, "a quotation mark that is never closed"),
    (ProblemKind.TYPOGRAPHIC_QUOTE, "typographic quotation marks"),
    (ProblemKind.INVISIBLE_CHARACTER, "a character that nobody sees"),
    (ProblemKind.CARRIAGE_RETURN, "a Windows line end"),
    (ProblemKind.BACKGROUND_ASSIGNMENT, "an & that sends the assignment to the background"),
    (ProblemKind.UNKNOWN_COMMAND, "a command that this shell does not know"),
    (ProblemKind.FOREIGN_SYNTAX, "the language of another shell"),
    (ProblemKind.READS_OTHER_FILE, "a file that was not given"),
    (ProblemKind.RUNS_COMMAND, "a command whose output is not known"),
    (ProblemKind.SETS_UNKNOWN_NAMES, "a command that sets variables whose names are not known"),
    (ProblemKind.BAD_JSON, "JSON that cannot be read, so that the whole file is dropped"),
    (ProblemKind.QUOTED_COMMA, "a comma that JSON does not allow, in what a post quotes of a settings file"),
    (ProblemKind.BAD_TOML, "TOML that cannot be read"),
    (ProblemKind.BAD_LINE, "a form that the program passes over or refuses"),
    (ProblemKind.MIXED_YAML, "a list and a mapping in one block, for which docker compose refuses the whole file"),
    (ProblemKind.REFUSED_BY_DIRENV, "a form for which direnv refuses the whole .env file"),
    (ProblemKind.DUMP_DIFFERS, "a value that the process shown does not have"),
    (ProblemKind.SCREEN_DIFFERS, "a value that Claude Code's own screen shows otherwise"),
    (ProblemKind.READ_DIFFERENTLY, "a form that programs read in different ways"),
    (ProblemKind.IGNORED_SETTING, "a variable outside env"),
    (ProblemKind.IGNORED_TOKEN, "a plan's token in a project's settings"),
    (ProblemKind.SOURCE_NOT_NAMED, "a settings file that the start of the client leaves out"),
    (ProblemKind.UNREAD_FILE, "a settings file that is not read from where it is"),
    (ProblemKind.UNREAD_DOTENV, "a client's variable in a .env file, which the client does not read"),
    (
        ProblemKind.NOT_HANDED_ON,
        "a client's variable in a .env file, which the compose file beside it does not hand on",
    ),
    (ProblemKind.LOST_EXPORT, "an export that ends with its step of a build"),
    (ProblemKind.STORED_FOR_LATER, "a value that only windows opened later get"),
    (ProblemKind.UNREAD_STATE, "a helper in ~/.claude.json, where it is not read"),
)


@predicate(
    "has-problem",
    "a line{var} has this problem: {kind}",
    "no line{var} has this problem: {kind}",
    Parameter("kind", Type.TEXTS, choices=tuple(ProblemKind), spoken=_SPOKEN),
    Parameter("var", Type.NAMES, required=False, framed=" for {}"),
    Parameter("only-read", Type.FLAG, required=False),
    Parameter("alone", Type.FLAG, required=False),
    Parameter("by-file", Type.FLAG, required=False),
    needs=signs.arguments("problem", "kind"),
)
def has_problem(facts: Facts, given: Arguments) -> Answer:
    """Match each line with such a problem; `only-read` leaves out variables that Claude Code does not read.

    `alone` leaves out lines that have a problem of another kind as well, which says more precisely what is wrong.
    `by-file` makes one finding of all lines of a file, whose number the message says with {further}.
    """
    kinds, names = given.texts("kind"), given.texts("var")
    only_read = given.flag("only-read")
    named = (
        {_place(problem) for problem in facts.problems if problem.kind not in kinds} if given.flag("alone") else set()
    )
    lines: dict[tuple[str, int, str], Line] = {}  # several marks in one line are one finding
    for problem in facts.problems:
        concerns = (not names or problem.name in names) and (not only_read or problem.name in READ)
        if problem.kind in kinds and concerns and _place(problem) not in named:
            line = Line(problem.span, problem.text, problem.name, separate=True)
            lines.setdefault((problem.span.document, problem.span.line, problem.kind), line)
    found = by_file(lines.values()) if given.flag("by-file") else tuple(lines.values())
    return Yes(found) if found else NO


def by_file(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the first line of each file, with the others of that file beside it; {further} says how many."""
    files: dict[str, list[Line]] = {}
    for line in lines:
        files.setdefault(line.span.document, []).append(line)
    return tuple([_first_of(each) for each in files.values()])


def _first_of(lines: Sequence[Line]) -> Line:
    first, *others = lines
    further = "" if not others else f" and {len(others):,} further {'line' if len(others) == 1 else 'lines'}"
    return replace(
        first,
        words={"further": further},
        related=tuple([replace(each, text="here too", separate=False) for each in others]),
    )


def _place(problem: Problem) -> tuple[str, int]:
    return problem.span.document, problem.span.line
