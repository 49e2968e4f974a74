"""Which files a shell reads when it starts, in which order, and what runs before the first prompt."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import islice

from ..agreement import Start, agreed
from ..environment import Alternative, Environment, Evaluation, Problem, ProblemKind, State, Variable
from ..host import Host, System
from ..kinds import BASH_LOGIN_FILES, ZSH_FILES
from ..launching import is_script, launch_of
from ..records import replace
from ..regexes import regex
from ..source import TYPED, Document, Kind, Span
from .budget import TooMuch
from .builtins import find_builtin, run_call
from .calling import run_hooks
from .machine import Machine
from .redirects import normal_path
from .running import run_block
from .sessionnames import speaks_of_client
from .sourcing import run_string, run_text
from .templates import filled_in, is_template
from .traps import behind_file, debug_at_prompt, in_function, run_debug_trap, run_err_trap, run_trap
from .values import Array, Source, Table, Text, Unknown, Var, Way, lines, plain_text

_ASSIGNED = regex(r"(?<![\w$])([A-Za-z_]\w*)\+?=", re.ASCII)
_BASH_ORDER = (*BASH_LOGIN_FILES, ".bashrc")
_DIRENV = ".envrc"
_LOGIN_FILES = (*BASH_LOGIN_FILES, ".zprofile", ".zlogin")  # that only a login shell reads
_STARTS = (
    Start("a login shell (any terminal of macOS)"),
    Start("a shell that is none (most terminals of Linux)", "a shell that is none and was not started below one"),
)
_ROOTS = ("~/", "/", "./")  # how a name begins that is a path, not a piece of a post
# How the cells of functions and traps begin that run behind the first prompt.
_LATER = (
    "e:",
    "f:chpwd",
    "v:chpwd_",
    "f:zshaddhistory",
    "v:zshaddhistory_",
    "f:TRAP",
    "f:cd",
    "f:pushd",
    "f:popd",
    "a:cd",
)
_AT_PROMPT = Unknown("the command at the prompt is not known", filled=True)
_SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH)
_SOURCED = (*_SHELLS, Kind.DOTENV, Kind.DOCKER_ENV, Kind.SYSTEMD_ENV, Kind.PAM_ENV)  # what `source` may name


def evaluate(documents: Sequence[Document], *, given: Mapping[str, str] | None, host: Host | None = None) -> Evaluation:
    """Return what the start-up files among the documents do to the environment, without running anything.

    Takes the documents in any order, the environment before (None: not known) and what is known of the machine.
    Whatever else depends on it is unknown and says why.
    """
    documents = [filled_in(document) for document in documents]
    zsh, starts = _of_script(documents, host) or _starts(documents, host)
    evaluations = [_evaluate(documents, started, given, host, zsh=zsh) for _, started in starts]
    return evaluations[0] if len(evaluations) == 1 else agreed(evaluations, [start for start, _ in starts])


def _evaluate(
    documents: Sequence[Document],
    started: Sequence[Document],
    given: Mapping[str, str] | None,
    host: Host | None,
    *,
    zsh: bool,
) -> Evaluation:
    """Return what one start does, which reads these documents by itself."""
    m = Machine([document for document in documents if document.kind in _SOURCED], given, zsh=zsh, host=host)
    m.texts = {one.name: one.text for one in documents if one.kind not in _SOURCED and one.name.startswith(_ROOTS)}
    m.templated = any(is_template(document.text) for document in m.documents)
    m.launch = launch_of(started[-1:] if m.host.script else documents)
    logs_in = any(document.base in _LOGIN_FILES for document in started)
    m.login = logs_in or (None if given is None else False)  # what is given is all that there was before the files
    m.run_block = lambda block: run_block(m, block)
    m.run_trap = lambda key: run_trap(m, key)
    m.run_debug_trap = lambda: run_debug_trap(m)
    m.run_err_trap = lambda: run_err_trap(m)
    m.in_function = lambda run: in_function(m, run)
    m.behind_file = lambda: behind_file(m)
    m.run_call = lambda call: run_call(m, call)
    m.knows_builtin = lambda name: find_builtin(m, name) is not None
    too_much = ""
    try:
        m.boundary(lambda: _start(m, started), "exit", "return", "abort", "end", "discard")
    except TooMuch as limit:
        too_much = limit.reason
        m.problems.append(_limit(m, started, limit.reason))
    except RecursionError:
        too_much = "the text is nested too deeply"
        m.problems.append(_limit(m, started, too_much))
    if m.launched is not None and not too_much:
        m.cells.values = {key: cell for key, cell in m.launched.items() if cell is not None}
        del m.assignments[m.acts_before :]
    variables = _variables(m, too_much)
    if too_much:
        for name in _names_in([document for document in m.documents if document.kind in _SHELLS]):
            variables.setdefault(name, Variable(name, State.UNKNOWN, exported=True, why=too_much))
    return Evaluation(Environment(variables), tuple(m.assignments), tuple(m.problems))


def _names_in(documents: Sequence[Document]) -> list[str]:
    """Return the names that texts seem to assign, for texts that were not read to their end."""
    names = (found.group(1) for document in documents for found in _ASSIGNED.finditer(document.text))
    return list(islice(dict.fromkeys(names), 2_000))


def _limit(m: Machine, started: Sequence[Document], reason: str) -> Problem:
    document = started[0]
    return Problem(ProblemKind.READER_LIMIT, document.top_span(), f"This file cannot be read to its end: {reason}.")


_Starts = list[tuple[Start, list[Document]]]


def _of_script(documents: Sequence[Document], host: Host | None) -> tuple[bool, _Starts] | None:
    """Return what is read where a script is run by its name; None where none is meant. zsh reads ~/.zshenv first."""
    if host is None or not host.script:
        return None
    script = next(document for document in documents if document.name == host.script)
    zsh = script.kind is Kind.ZSH
    before = [document for document in documents if zsh and document.base == ZSH_FILES[0]]
    return zsh, [(_STARTS[1], [*before, script])]


def _starts(documents: Sequence[Document], host: Host | None) -> tuple[bool, _Starts]:
    """Return whether the shell is zsh, and the documents that it reads by itself, in order, for each way to start it.

    bash reads one login file or .bashrc. Where both are given and nothing tells what the person's terminal starts,
    either may be what counts: those of macOS start login shells, most of Linux do not. Of a folder direnv loads the
    .envrc at the prompt, after all of them, into whatever shell it is; of several folders one is meant.
    """
    shells = [document for document in documents if document.kind in _SHELLS]
    named = [document for document in shells if document.base in (*ZSH_FILES, *_BASH_ORDER)]
    zsh = any(document.kind is Kind.ZSH for document in named or shells)
    folders = _innermost([document for document in shells if document.base == _DIRENV])
    mine = [one for one in shells if (one.kind is Kind.ZSH) == zsh and one.base != _DIRENV]
    order = ZSH_FILES if zsh else _BASH_ORDER
    starters = sorted((one for one in mine if one.base in order), key=lambda one: order.index(one.base))
    typed = [one for one in mine if one.name.startswith(TYPED)] if starters else []
    ways: _Starts = [(_STARTS[0], starters or mine)]
    if starters and not zsh:
        first = next((one.base for one in starters if one.base in BASH_LOGIN_FILES), "")
        found = [_at_home([one for one in starters if one.base == name]) for name in (first, _BASH_ORDER[-1])]
        if all(found) and host is not None and host.system is System.MACOS:
            found.pop()
        ways = [(start, way) for start, way in zip(_STARTS, found, strict=False) if way]
    if len(folders) < 2 or len(folders) < len(shells):
        inside = folders if len(folders) == 1 else []  # beside a start-up file it counts outside of the folders
        return zsh, [(start, [*way, *inside, *typed]) for start, way in ways]
    return zsh, [(Start(f"the folder of {folder.name}"), [folder]) for folder in folders]


def _at_home(twins: list[Document]) -> list[Document]:
    """Return those of several files of a name that bash reads by itself: what lies in the home folder, if one does."""
    return [one for one in twins if one.name in (one.base, f"~/{one.base}")] or twins


def _innermost(folders: list[Document]) -> list[Document]:
    """Return the .envrc files that no other one of them reads."""
    if len(folders) < 2:
        return folders
    from .direnv import reads

    found = [one for one in folders if not any(reads(other, one, folders) for other in folders if other is not one)]
    return found or folders[:1]  # two that read each other


def _start(m: Machine, started: Sequence[Document]) -> None:
    for document in started:
        if (m.zsh and not m.option("rcs")) or _is_passed_over(m, document, started):
            continue
        m.sourced.add(document.name)
        if document is started[-1] and (m.host.script or len(started) == 1) and is_script(document):
            given = Unknown("what the script is given is not known", many=True, is_set=False)
            m.cells.put("m:arguments", Var(Array((given,))))
        m.source = Source(document.span, document.name, _path(m, document))
        if document.base == _DIRENV:
            from .direnv import STDLIB

            m.library = STDLIB
        m.boundary(_reader(m, document), "return", "abort", "end", "discard")
        m.library = {}
    if started and not m.host.script:
        _before_prompt(m)
        m.boundary(partial(debug_at_prompt, m), "return", "abort", "end", "discard")
        if _may_run_later(m):
            from .later import run_later

            run_later(m)


def _may_run_later(m: Machine) -> bool:
    """Tell whether something is defined that runs behind the first prompt, and may set what a client reads."""
    is_asked = m.waiting or m.cells.get("v:PROMPT_COMMAND") or any(key.startswith(_LATER) for key in m.cells.values)
    return bool(is_asked) and any(speaks_of_client(document.text) for document in m.documents)


def _path(m: Machine, document: Document) -> Text:
    """Return the path under which a shell reads a file by itself."""
    path = normal_path(m, document.name)
    home = m.variable("HOME").value
    if not path.startswith("~/") or isinstance(home, str):
        return f"{home}{path[1:]}" if path.startswith("~/") else path
    return Unknown("the home folder is not known", filled=True, is_set=True, place=path)


def _is_passed_over(m: Machine, document: Document, started: Sequence[Document]) -> bool:
    """Tell whether a file was read for another one, or lies in a folder where zsh does not look for it.

    zsh reads a file of its own again, whatever has sourced it before.
    """
    twins = [one for one in started if one.base == document.base]
    if not m.zsh or document.base not in ZSH_FILES:
        return document.name in m.sourced
    if len(twins) == 1:
        return False
    at_start = (m.given or {}).get("ZDOTDIR")  # .zshenv itself cannot say where it is
    folder = (at_start if document.base == ZSH_FILES[0] else m.variable("ZDOTDIR").value) or "~"
    wanted = normal_path(m, f"{folder if isinstance(folder, str) else '~'}/{document.base}")
    if any(normal_path(m, one.name) == wanted for one in twins):
        return normal_path(m, document.name) != wanted
    return document.name in m.sourced


def _reader(m: Machine, document: Document) -> Callable[[], object]:
    return lambda: run_text(m, document.text)


def _before_prompt(m: Machine) -> None:
    """Run what a shell runs before its first prompt: PROMPT_COMMAND in bash, precmd functions in zsh."""
    if not m.zsh:
        value = m.variable("PROMPT_COMMAND").value
        texts = value.items if isinstance(value, Array) else (value,)
        where = m.variable("PROMPT_COMMAND").set_at
        for text in texts:
            if isinstance(text, Unknown) and text.sets and where:
                _may_run(m, text, where)
            if isinstance(text, str) and text and where:
                m.source = Source(lambda *_: where, where.document)
                m.boundary(partial(run_string, m, text, 0, 0), "return", "abort", "end", "discard")
        return
    for hook in ("precmd", "preexec"):
        arguments = [_AT_PROMPT] * 3 if hook == "preexec" else []
        m.boundary(partial(run_hooks, m, hook, arguments), "return", "abort", "end", "discard")
        if hook == "precmd" and m.variable("PERIOD").value not in (None, "", "0"):
            m.boundary(partial(run_hooks, m, "periodic", []), "return", "abort", "end", "discard")


def _may_run(m: Machine, text: Unknown, where: Span) -> None:
    """Forget the names that known pieces of a prompt command set: the rest of it is not known."""
    for name in dict.fromkeys(text.sets.split()):
        old = m.variable(name)
        if old.readonly:
            continue
        why = Unknown(text.why, line=text.line, is_set=False)
        made = replace(old, value=why, maybe_unset=True, text_wins=True, ways=(), declared=False, set_at=where)
        m.put_variable(name, replace(made, exported=old.exported or None, depends=old.depends or text.why))


# --- the result


def _variables(m: Machine, too_much: str) -> dict[str, Variable]:
    return {
        key[2:]: _variable(key[2:], cell, too_much)
        for key, cell in sorted(m.cells.values.items())
        if key.startswith("v:") and isinstance(cell, Var) and _is_shown(cell)
    }


def _is_shown(cell: Var) -> bool:
    return not cell.reference and (cell.set_at is not None or cell.value is not None or cell.text_wins)


def _variable(name: str, cell: Var, too_much: str) -> Variable:
    exported = bool(cell.exported)
    losers = tuple(reversed([span for span in lines(cell.history) if span != cell.set_at]))
    if too_much:
        return Variable(name, State.UNKNOWN, exported, None, cell.set_at, cell.value_span, losers, too_much)
    value = cell.value
    if isinstance(value, Unknown) or (cell.exported is None and value is not None):
        why = value.why if isinstance(value, Unknown) else cell.depends or "it may be exported or not"
        exported = cell.exported is not False
        ways = tuple(_alternative(way) for way in cell.ways)
        return Variable(name, State.UNKNOWN, exported, None, cell.set_at, cell.value_span, losers, why, ways)
    if isinstance(value, Array | Table):
        return _list_variable(name, cell, losers)
    if value is None or cell.declared:
        return Variable(name, State.UNSET, False, None, cell.set_at, cell.value_span, losers)
    return Variable(name, State.SET, exported, value, cell.set_at, cell.value_span, losers)


def _alternative(way: Way) -> Alternative:
    value, exported, span = way
    if isinstance(value, Unknown):
        return Alternative(State.UNKNOWN, exported is not False, None, span, value.why)
    if value is None:
        return Alternative(State.UNSET, False, None, span)
    if isinstance(value, Array | Table):
        text = plain_text(value)
        return Alternative(State.UNKNOWN if text is None else State.SET, False, text, span)
    return Alternative(State.SET, bool(exported), value, span)


def _list_variable(name: str, cell: Var, losers: tuple[object, ...]) -> Variable:
    """Return an array as a variable that programs never see: shells do not export arrays."""
    spans = tuple(span for span in losers if isinstance(span, Span))
    text = plain_text(cell.value)
    if text is None:
        why = "some elements of this array are not known"
        return Variable(name, State.UNKNOWN, False, None, cell.set_at, cell.value_span, spans, why)
    return Variable(name, State.SET, False, text, cell.set_at, cell.value_span, spans)
