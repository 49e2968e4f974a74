"""Predicates over whole lines of start-up files: wrappers, recipes that lose values, lines that are never run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ...clientcalls import ANY
from ...clientnames import READ_BY_OTHERS
from ...environment import Problem, ProblemKind, State
from ...facts import Facts
from ...kinds import BASH_LOGIN_FILES
from ...names import READ
from ...regexes import regex
from ...source import Document, Kind, Span
from .. import signs
from ..answers import NO, Answer, Line, Yes
from ..parameters import Arguments, Parameter, Type
from .vocabulary import predicate
from .written import KNOWN, SHELLS

# A recipe → how a line with it looks; only lines that begin a statement are asked, remarks never.
_RECIPES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "exports a command's words": regex(r"\s*export\s+(?:\$\(|`)[^)`]*(?:\.env\b|\bxargs\b)"),
        "stops at the first failure": regex(r"set\s+(?:-[a-df-z]*e[a-z]*|-o\s+errexit)\b"),
    }
)
_NEEDED: Mapping[str, signs.Signs] = MappingProxyType(
    {
        "exports a command's words": frozenset(("text:.env", "text:xargs")),
        "stops at the first failure": frozenset(("text:set",)),
    }
)
_STARTED = regex(r"\.(?:zshenv|zprofile|zshrc|zlogin|bash_profile|bash_login|profile|bashrc)$")
_ALIAS = regex(r"\s*alias\s+(?P<name>[\w-]+)=(?P<quote>['\"])(?P<text>[^\n]*?)(?P=quote)\s*(?:#.*)?$")
_WORD = r"(?:‹[^‹›]*›|[^\s'\"$`‹›])*"  # a mask has blanks of its own
_PREFIX = regex(rf"(?:env\s+)?(?P<sets>(?:[A-Za-z_]\w*={_WORD}\s+)+)(?:command\s+)?(?P<command>[\w./-]+)")
_SETS = regex(rf"([A-Za-z_]\w*)=({_WORD})")
_EXPORT = regex(r"(?:export\s+)([A-Za-z_]\w*)=")
_OPENS, _CLOSES = regex(r"\{\s*(?:#.*)?$"), regex(r"\s*\}")
_APPEND = regex(
    r"""(?:echo|printf)\b(?:[^"'|&;<>#]|"[^"\n]*"|'[^'\n]*')*>>\s*["']?(?:~|\$HOME|\$\{HOME\}|/[\w./-]+)/(\.\w+)["']?\s*(?:\#.*)?$"""
)
_NAMED = regex(r"\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)=")
_STARTS = regex(rf"(?<![\w./-])(?:{ANY})(?![\w./=-])")
_MOST_LINES = 100  # of one command
_HEREDOC = regex(r"<<-?\s*(['\"]?)(\w+)\1")


def _lines(facts: Facts) -> Iterator[tuple[Document, int, str]]:
    """Yield the lines of all start-up files, remarks left out."""
    for document in facts.documents:
        if document.kind in SHELLS:
            for number, text in enumerate(document.text.split("\n"), document.first_line):
                if not text.lstrip().startswith("#"):
                    yield document, number, text


def _whole(document: Document, number: int) -> Span:
    text = document.line_text(number)
    begin = document.line_start(number) + len(text) - len(text.lstrip())
    return document.span(begin, document.line_end(number))


@predicate(
    "has-recipe",
    "a line {recipe}",
    "no line {recipe}",
    Parameter("recipe", Type.TEXT, choices=tuple(_RECIPES)),
    needs=lambda given: _NEEDED[given.text("recipe")],
)
def has_recipe(facts: Facts, given: Arguments) -> Answer:
    """Match a line of a start-up file by what it does; `set -e` counts in files read at the start only."""
    recipe = given.text("recipe")
    lines = tuple(
        Line(_whole(document, number), recipe, separate=True)
        for document, number, text in _lines(facts)
        if _RECIPES[recipe].match(text) and (text.lstrip().startswith("export") or _STARTED.search(document.name))
    )
    return Yes(lines) if lines else NO


@predicate(
    "alias-beats-variable",
    "an alias gives its program another value than the one that is exported",
    "no alias gives its program another value than the one that is exported",
    needs=signs.text("alias"),
)
def alias_beats_variable(facts: Facts, given: Arguments) -> Answer:
    """Match `alias codex='OPENAI_API_KEY=… codex'` where that variable is exported with another, known value."""
    lines = []
    for document, number, text in _lines(facts):
        found = _ALIAS.match(text)
        prefix = _PREFIX.match(found["text"].lstrip()) if found else None
        if not found or not prefix or prefix["command"].rpartition("/")[2] != found["name"]:
            continue
        for name, value in _SETS.findall(prefix["sets"]):
            variable = facts.environment.get(name)
            # An empty value takes the variable away, which is for another word to say.
            differs = value and variable.state is State.SET and variable.exported and variable.value not in ("", value)
            if differs and variable.set_at and name in (*READ, *READ_BY_OTHERS):
                related = (Line(variable.set_at, "is not used by that program", name),)
                words = {"loser": facts.where(variable.set_at)}
                line = Line(_whole(document, number), "this value is used", name, True, words, related)
                lines.append(line)
                break
    return Yes(tuple(lines)) if lines else NO


def _is_mistake(problem: Problem) -> bool:
    """Tell whether zsh gives the file up over a mistake, not because a line tells it to end."""
    return problem.kind is ProblemKind.ABORTS_FILE and "zsh stops reading the file here" in problem.text[:80]


@predicate(
    "stops-by-mistake",
    "zsh stops reading the file at a faulty line",
    "zsh reads every file to its end",
    needs=signs.problem(ProblemKind.ABORTS_FILE),
)
def stops_by_mistake(facts: Facts, given: Arguments) -> Answer:
    """Match the line at which zsh gives a file up, where no other word says more precisely what is wrong with it."""
    named = {
        (problem.span.document, problem.span.line)
        for problem in facts.problems
        if problem.kind is not ProblemKind.ABORTS_FILE
    }
    lines = tuple(
        Line(problem.span, problem.text, problem.name, separate=True)
        for problem in facts.problems
        if _is_mistake(problem) and not problem.text.startswith("If")
        if (problem.span.document, problem.span.line) not in named
    )
    return Yes(lines) if lines else NO


@predicate(
    "is-never-run",
    "a line that exports a variable that a client reads is never carried out",
    "every line that exports such a variable may be carried out",
    needs=signs.problem(ProblemKind.ABORTS_FILE),
)
def is_never_run(facts: Facts, given: Arguments) -> Answer:
    """Match a plain `export NAME=…` below the `exit` or `exec` at which the shell leaves the file.

    Lines within functions and here-documents, and lines that are indented, are left out.
    """
    ends = {
        problem.span.document: problem
        for problem in reversed(facts.problems)
        if problem.kind is ProblemKind.ABORTS_FILE and not _is_mistake(problem)
    }
    if not ends:
        return NO
    reached = {(act.span.document, act.span.line) for act in facts.assignments}
    lines = []
    for document, number, name in _plain_exports(facts):
        end = ends.get(document.name)
        if end is None or number <= end.span.line or (document.name, number) in reached:
            continue
        related = (Line(end.span, "the file ends here"),)
        words = {"loser": facts.where(end.span)}
        lines.append(Line(_whole(document, number), "is never carried out", name, True, words, related))
    return Yes(tuple(lines)) if lines else NO


_IN_A_COPY = regex(
    r"""\s*\((?:(?:[^()"';&]|"[^"()]*"|'[^'()]*')*(?:;|&&))*\s*export\s+([A-Za-z_]\w*)=[^()]*\)\s*(?:\#.*)?$"""
)


@predicate(
    "is-set-in-a-copy",
    "a variable that a client reads is exported within parentheses only",
    "no variable that a client reads is exported within parentheses only",
    needs=signs.text("export"),
)
def is_set_in_a_copy(facts: Facts, given: Arguments) -> Answer:
    """Match `( export NAME=… )` of a variable that is set nowhere else: the parentheses run in a copy of the shell."""
    lines = [
        Line(_whole(document, number), "is set in a copy of the shell", found[1], separate=True)
        for document, number, text in _lines(facts)
        if (found := _IN_A_COPY.match(text)) and found[1] in (*READ, *READ_BY_OTHERS)
        if facts.environment.get(found[1]).state is State.UNSET
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "is-not-read-at-login",
    "a login file exports a variable that a client reads, and bash reads another file in its place",
    "bash reads every login file that exports such a variable",
    needs=signs.text("export"),
)
def is_not_read_at_login(facts: Facts, given: Arguments) -> Answer:
    """Match exports of `.profile` beside a `.bash_profile` that does not read it: bash reads the first one only."""
    given_files = {document.base: document for document in facts.documents}
    first = next((name for name in BASH_LOGIN_FILES if name in given_files), "")
    passed_over = [given_files[name] for name in BASH_LOGIN_FILES if name in given_files and name != first]
    run = {act.span.document for act in facts.assignments}
    names = [document.name for document in passed_over if document.name not in run]
    if not names or any(document.kind is Kind.ZSH for document in facts.documents):
        return NO
    words = {"loser": given_files[first].name}
    lines = [
        Line(_whole(document, number), "is not read", name, True, words)
        for document, number, name in _plain_exports(facts)
        if document.name in names
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "appends-to-itself",
    "a start-up file adds a line to itself each time it is read",
    "no start-up file adds lines to itself",
    needs=signs.text(">>"),
)
def appends_to_itself(facts: Facts, given: Arguments) -> Answer:
    """Match a plain `echo … >> ~/.bashrc` in .bashrc itself; what a condition guards is left out."""
    lines = [
        Line(_whole(document, number), "grows the file", separate=True)
        for document, number, text in _plain_lines(facts)
        if (found := _APPEND.match(text)) and document.base == found[1]
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "ends-before-its-rest",
    "a command over several lines has a blank behind the backslash that should join them",
    "every backslash at the end of a line joins it with the next",
    needs=signs.always("text:\\ ", "kind:fish"),
)
def ends_before_its_rest(facts: Facts, given: Arguments) -> Answer:
    """Match a backslash that ends a line but for blanks, in a command that starts a client or gives it a variable."""
    lines = []
    for document in facts.documents:
        if document.kind in (*SHELLS, Kind.FISH) and "\\ " in document.text:
            for number, text in _over_lines(document):
                names = [name for name in _NAMED.findall(text) if name in KNOWN]
                if names or _STARTS.search(text):
                    end = document.line_start(number) + len(document.line_text(number).rstrip())
                    span = document.span(end - 1, end)
                    lines.append(Line(span, "ends the command here", names[0] if names else "", separate=True))
    return Yes(tuple(lines)) if lines else NO


def _over_lines(document: Document) -> Iterator[tuple[int, str]]:
    """Yield the first line of each command that a blank behind a backslash cuts, and its lines as they were meant.

    No remarks, and no line on which a quotation mark has no partner: within quotes a backslash stands for itself.
    """
    meant: list[str] = []
    cut = 0
    for number, line in enumerate(document.text.split("\n"), document.first_line):
        meant.append(line)
        bare = line.rstrip()
        is_joined = bare.endswith("\\") and not line.lstrip().startswith("#") and _has_partners(line)
        if is_joined and len(meant) < _MOST_LINES:
            cut = cut or (number if bare != line.rstrip("\r") else 0)
            continue
        if cut and bare:
            yield cut, "\n".join(meant)
        meant, cut = [], 0


def _has_partners(line: str) -> bool:
    return not (line.count('"') % 2 or line.count("'") % 2)


def _plain_exports(facts: Facts) -> Iterator[tuple[Document, int, str]]:
    """Yield document, line and name of each unindented export of a variable that a client reads."""
    for document, number, text in _plain_lines(facts):
        found = _EXPORT.match(text)
        if found and found[1] in (*READ, *READ_BY_OTHERS):
            yield document, number, found[1]


def _plain_lines(facts: Facts) -> Iterator[tuple[Document, int, str]]:
    """Yield the lines that stand in no braces and in no here-document, and are not indented."""
    depth, until, current = 0, "", ""
    for document, number, text in _lines(facts):
        if document.name != current:
            depth, until, current = 0, "", document.name
        if until:
            until = "" if text.strip() == until else until
            continue
        depth = max(0, depth + bool(_OPENS.search(text)) - bool(_CLOSES.match(text)))
        heredoc = _HEREDOC.search(text)
        until = heredoc[2] if heredoc else ""
        if not depth and text[:1].strip():
            yield document, number, text
