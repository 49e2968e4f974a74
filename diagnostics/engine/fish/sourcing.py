"""Run a text: a start-up file, a sourced file, the argument of `eval`. One error in it, and nothing of it is run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ..environment import ProblemKind
from ..records import replace
from ..regexes import regex
from ..shell.budget import ShellSyntaxError
from ..shell.printed import sets_of_output
from ..shell.unseen import sets_of_file
from ..shell.values import Array, Source, Text, Unknown, Var
from ..source import Document
from .commands import Call, known, make_foreign
from .machine import Fish
from .parser import Parser
from .redirecting import file_text, normal_path

_FOREIGN_ASSIGNMENT = regex(r"fish writes set (\w+), not")
_NAMED = regex(r"\b([A-Za-z_]\w*)=|\bset\s+(?:-\w+\s+)*([A-Za-z_]\w*)")


def run_document(m: Fish, document: Document) -> None:
    """Run a start-up file; what is local in it ends with it."""
    outer = m.source
    m.sourced.add(document.name)
    m.source = Source(document.span, document.name)
    try:
        with m.budget, m.scope():
            m.boundary(lambda: run_text(m, document.text), "return", "exit")
    finally:
        m.source = outer


def run_text(m: Fish, text: str) -> None:
    """Run a text in the current source."""
    try:
        block = Parser(text, m.budget).parse()
    except ShellSyntaxError as error:
        _report(m, text, error)
        m.status = 127
        return
    m.run_jobs(block)


def _report(m: Fish, text: str, error: ShellSyntaxError) -> None:
    """Report where fish cannot read on: it reads the whole file before it runs the first line."""
    begin = min(error.begin, max(len(text) - 1, 0))
    stop = text.find("\n", begin)
    stop = max(len(text) if stop == -1 else stop, min(begin + 1, len(text)))
    if error.unterminated and "quote" in error.reason:
        kind = ProblemKind.UNTERMINATED_QUOTE
    else:
        kind = ProblemKind.SYNTAX_ERROR
    line_start = text.rfind("\n", 0, begin) + 1
    named = _NAMED.search(text[line_start:stop])
    name = (named.group(1) or named.group(2)) if named else None
    sentence = f"fish cannot read this ({error.reason}), so it runs no line of the file, not even those above."
    m.problem(kind, begin, stop, sentence, name)
    foreign = _FOREIGN_ASSIGNMENT.match(error.reason)
    if foreign or "${" in error.reason:
        how = "an assignment" if foreign else "a variable"
        words = f"This is how bash and zsh write {how}; {error.reason}."
        m.problem(ProblemKind.FOREIGN_SYNTAX, begin, stop, words, foreign.group(1) if foreign else name)


def evaluate_text(m: Fish, call: Call) -> None:
    """`eval`: run the text of its arguments, if that is known."""
    texts = known(call.arguments)
    if isinstance(texts, Unknown):
        _runs_unknown(m, call, texts)
        return
    _run_inner(m, call, " ".join(texts), checks=False)


def _runs_unknown(m: Fish, call: Call, commands: Unknown) -> None:
    text = "This runs text that only the machine knows; it may set any variable."
    sets = sets_of_output(m.printed[1]) if m.printed[0] == commands.why else None
    m.problem(ProblemKind.RUNS_COMMAND, call.begin, call.stop, text, sets_any=sets is None)
    m.status = m.unknown(call.begin, "runs text that is not known", is_set=False)
    make_foreign(m, m.unknown(call.begin, "runs text that is not known", is_set=False), sets=sets)


def _run_inner(m: Fish, call: Call, text: str, *, checks: bool = True) -> None:
    """Run a text that stands nowhere by itself: all of it is where the command stands.

    `eval` does not check the words of its text before it runs it, as `source` does: what an error leaves is unknown.
    """
    here = m.span(call.begin, call.stop)
    outer, m.source = m.source, Source(lambda *_: here, here.document)
    if not text.strip():
        m.status = 0
    try:
        with m.budget:
            if checks or _is_readable(m, text):
                run_text(m, text)
            else:
                _half_run(m, call, text)
    finally:
        m.source = outer


def _is_readable(m: Fish, text: str) -> bool:
    try:
        Parser(text, m.budget).parse()
    except ShellSyntaxError:
        return False
    return True


def _half_run(m: Fish, call: Call, text: str) -> None:
    """Take what a text with an error in it may set for unknown."""
    why = m.unknown(call.begin, "runs text with an error in it", is_set=False, many=True)
    m.status = replace(why, many=False)
    for found in _NAMED.finditer(text):
        m.assign(found.group(1) or found.group(2), [why], m.span(call.begin, call.stop), where="global", exported=True)
    make_foreign(m, why)


def source(m: Fish, call: Call) -> None:
    """`source FILE`, `commands | source`: run a text that is known; remember that another one may set anything."""
    arguments = [one for one in call.arguments if one != "--"]
    if not arguments or arguments[0] == "-":
        text: Text = m.stdin.text if m.stdin else Unknown("")
        if isinstance(text, Unknown):
            _runs_unknown(m, call, text)
        else:
            _in_scope(m, partial(_run_inner, m, call, text))
        return
    path = arguments[0]
    document = _document(m, path)
    if document is not None:
        arguments_before = m.cells.get("v:argv")
        if len(arguments) > 1:
            m.cells.put("v:argv", Var(Array(tuple(arguments[1:]))))
        run_document(m, document)
        if len(arguments) > 1:
            m.cells.put("v:argv", arguments_before)
        return
    text = file_text(m, path, call.begin)
    if isinstance(text, str):
        before = m.cells.get("v:argv")
        if len(arguments) > 1:
            m.cells.put("v:argv", Var(Array(tuple(arguments[1:]))))
        _in_scope(m, partial(_run_inner, m, call, text))
        if len(arguments) > 1:
            m.cells.put("v:argv", before)
        return
    sentence = "This reads a file that was not given; it may set any variable."
    written = (path if isinstance(path, str) else call.words[0].raw if call.words else "").strip("\"'")
    sets = sets_of_file(written)
    m.problem(ProblemKind.READS_OTHER_FILE, call.begin, call.stop, sentence, sets_any=sets is None)
    make_foreign(m, m.unknown(call.begin, "reads a file that was not given", is_set=False), sets=sets)
    m.status = m.unknown(call.begin, "reads a file that was not given", is_set=False)


def _in_scope(m: Fish, run: Callable[[], None]) -> None:
    with m.scope():
        m.boundary(run, "return", "exit")


def _document(m: Fish, path: Text) -> Document | None:
    if isinstance(path, Unknown):
        return None
    wanted = normal_path(m, path)
    if m.cells.get("w:" + wanted) is not None:
        return None
    return next((one for one in m.documents if normal_path(m, one.name) == wanted), None)
