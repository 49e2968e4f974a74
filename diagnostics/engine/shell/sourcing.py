"""Run a text line by line: a start-up file, a sourced file, the argument of `eval`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..environment import ProblemKind
from .budget import ShellSyntaxError, TooMuch
from .control import Signal
from .machine import Machine
from .parser import Parser
from .remarks import NAMED, is_suspicious
from .running import run_line
from .templates import is_template
from .values import Source, Text, Unknown, Var


class _Aliases(Mapping[str, str]):
    """The aliases that are in force when a line is read."""

    def __init__(self, m: Machine) -> None:
        self.m = m

    def __getitem__(self, name: str) -> str:
        cell = self.m.cells.get("a:" + name) if name in self else None
        if isinstance(cell, Var) and isinstance(cell.value, str):
            return cell.value
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        cell = self.m.cells.values.get(f"a:{name}")
        if not isinstance(cell, Var) or not isinstance(cell.value, str):
            return False
        return self.m.option("aliases" if self.m.zsh else "expandaliases")

    def __iter__(self) -> Iterator[str]:
        return (key[2:] for key in self.m.cells.values if key.startswith("a:"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _is_off(m: Machine, word: str) -> bool:
    """Tell whether `disable -r` has switched a word of zsh's grammar off."""
    cell = m.cells.get("r:" + word)
    if cell is not None and (not isinstance(cell, Var) or isinstance(cell.value, Unknown)):
        raise TooMuch(f"it is not known whether {word} is a word of the shell's grammar")
    return isinstance(cell, Var) and cell.value == "off"


def _may_be_alias(m: Machine, name: str) -> bool:
    """Tell whether an alias may be there, as one of a branch is that need not be taken."""
    cell = m.cells.values.get("a:" + name)
    return isinstance(cell, Var) and isinstance(cell.value, Unknown) and m.option("aliases")


# The options that change how a text is read.
_OF_GRAMMAR = frozenset(
    (
        *("rcquotes", "aliasfuncdef", "shortloops", "shortrepeat", "ignorebraces", "ignoreclosebraces"),
        *("shglob", "kshglob", "extglob"),
    )
)


def parser_of(m: Machine, text: str) -> Parser:
    """Return a reader of a text that knows the aliases of the shell."""
    parser = Parser(text, zsh=m.zsh, budget=m.budget, aliases=_Aliases(m))
    parser.global_aliases = lambda: m.global_aliases
    parser.renamed = lambda: m.renames
    parser.perhaps = lambda name: _may_be_alias(m, name)
    parser.is_off = lambda word: m.switches_words and _is_off(m, word)
    return parser


def _set_grammar(m: Machine, parser: Parser) -> None:
    """Tell a reader which options are on that change what it reads."""
    if m.zsh:
        parser.rc_quotes = m.option("rcquotes")
        parser.alias_functions = m.option("aliasfuncdef")
        parser.short_loops = m.option("shortloops")
        parser.short_repeat = parser.short_loops or m.option("shortrepeat")
        parser.ends_anywhere = not (m.option("ignorebraces") or m.option("ignoreclosebraces"))
        parser.sh_glob = m.option("shglob") and not m.option("kshglob")
    parser.extglob = m.option("extglob")


def run_text(m: Machine, text: str, failed: int = 1) -> bool:
    """Run a text in the current source, line by line. Tells whether there was a line to run.

    A syntax error ends it; zsh's status is `failed` then.
    """
    m.suspicious = m.suspicious or is_suspicious(text)
    parser = parser_of(m, text)
    m.bruised = False
    ran = False
    while True:
        if not m.switched.isdisjoint(_OF_GRAMMAR):
            _set_grammar(m, parser)
        try:
            bruised, m.bruised = m.bruised, False
            line = parser.next_line(bruised=bruised)
        except ShellSyntaxError as error:
            if m.templated and is_template(text):
                raise TooMuch(f"{m.line(error.begin)} stands in a template that nobody filled in") from error
            m.bruised = not m.zsh and error.unterminated and "parenthesis" not in error.reason
            _report(m, text, error)
            m.status = failed if m.zsh else 2
            if error.line_only and parser.skip_line():
                continue
            return True
        if line is None:
            return ran
        ran = True
        if parser.doubtful is not None:
            from .homes import may_abort  # zsh gives up a file that defines a function under the name of an alias

            doubt, parser.doubtful = parser.doubtful, None
            may_abort(m, m.unknown(doubt, "defines a function whose name may be an alias"))
        if parser.swallowed is not None:
            begin, parser.swallowed = parser.swallowed, None
            sentence = "Here a parenthesis is never closed: the shell takes what follows it for a part of the word."
            stop = _line_stop(text, begin)
            m.problem(ProblemKind.SYNTAX_ERROR, begin, stop, sentence, _name_on_line(text, begin, stop))
            span = m.span(begin, stop)
            m.misread = span.document, span.line
        run_line(m, line)


def run_string(m: Machine, text: str, begin: int, stop: int, *, path: str = "", zero: Text | None = None) -> None:
    """Run the argument of `eval`, or (with a path, which zsh knows as `zero`) a sourced file."""
    outer, outer_zero = m.source, m.zero
    if path and m.zsh:
        m.zero = zero
    here = m.span(begin, stop)
    script = (outer.script if zero is None else zero) if path else outer.script
    m.source = Source(lambda *_: here, here.document, script)
    for document in m.documents if path else ():
        from .redirects import normal_path

        if normal_path(m, document.name) == path and m.cells.get("w:" + path) is None:
            m.source = Source(document.span, document.name, script)
            m.sourced.add(document.name)
    ends = ("return",) * bool(path) + ("abort",) * m.zsh  # what makes bash give up a file ends those that read it, too
    try:
        with m.budget:
            m.boundary(lambda: _run_failing(m, text, 126 if path else 1), *ends)
    finally:
        m.source, m.zero = outer, outer_zero
        m.bruised = m.bruised and not path  # a file is read apart from the line that asks for it


def _run_failing(m: Machine, text: str, code: int) -> None:
    """Run a text; one that the shell gives up has failed, a file in zsh with 126."""
    try:
        if not run_text(m, text, code):
            m.status = 0  # the first command of any other sees how the one before ended
    except Signal as signal:
        if signal.kind == "abort" and (m.status == 0 or (m.zsh and code > 1)):
            m.status = code if m.zsh else 1
        raise


def _name_on_line(text: str, begin: int, stop: int) -> str | None:
    found = NAMED.search(text[text.rfind("\n", 0, begin) + 1 : stop])
    return found.group(1) if found else None


def _line_stop(text: str, begin: int) -> int:
    """Return where the line ends that holds an offset."""
    stop = text.find("\n", begin)
    return max(len(text) if stop == -1 else stop, min(begin + 1, len(text)))


def _report(m: Machine, text: str, error: ShellSyntaxError) -> None:
    """Report where the shell cannot read on."""
    begin = error.begin
    stop = _line_stop(text, begin)
    if error.unterminated and "quote" in error.reason:
        kind = ProblemKind.UNTERMINATED_QUOTE
        sentence = f"Here {error.reason}: the shell runs neither the command that it stands in nor anything below."
    else:
        kind = ProblemKind.SYNTAX_ERROR
        sentence = f"The shell cannot read on here ({error.reason}): it runs nothing from this line on."
    name = error.assigns or _name_on_line(text, begin, stop)
    if error.assigns:
        kind = ProblemKind.BACKGROUND_ASSIGNMENT
        sentence = f"The & ends the assignment of {name}; zsh cannot read on and runs nothing from this line on."
        begin = text.rfind("\n", 0, begin) + 1
    m.problem(kind, begin, stop, sentence, name)
    if "\r" in text:
        at = text.find("\r")
        m.problem(
            ProblemKind.CARRIAGE_RETURN,
            max(text.rfind("\n", 0, at) + 1, 0),
            at + 1,
            "The file has Windows line ends: the shell does not recognise its own words before a carriage return.",
        )
