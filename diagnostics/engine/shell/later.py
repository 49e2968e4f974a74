"""What runs behind the first prompt: hooks of zsh, traps, keys, timers, functions named cd.

A text is told as it is at the first prompt. Of the variables that a client reads it is told, too, where one of these
changes them: then the value hangs on when the client is started. Measured at a terminal with zsh 5.9 and bash 5.2:
`zle-line-init`, `zle-line-finish`, `zshaddhistory` and `TRAPDEBUG` run before the first command that is typed, as
`preexec` does; the others when the folder changes, at a signal, a key, a time, or behind a command that failed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ..clientnames import READ_BY_OTHERS
from ..environment import ProblemKind
from ..names import READ
from ..records import dataclass, replace
from ..regexes import regex
from ..source import Span, where
from .budget import TooMuch
from .calling import call as call_function
from .calling import run_hooks
from .commands import Call
from .machine import Machine
from .sourcing import run_string
from .values import Array, Source, Text, Unknown, Var

_NAMES = frozenset((*READ, *READ_BY_OTHERS))
_FILES = (ProblemKind.READS_OTHER_FILE, ProblemKind.SETS_UNKNOWN_NAMES)
_EDITING = ("zle-line-init", "zle-line-finish")
_MOVING = ("cd", "pushd", "popd")
_NO_SIGNALS = ("DEBUG", "RETURN", "ERR")
_NOT_TYPED = Unknown("what is typed at the prompt is not known", filled=True)
_LATER = Unknown("it may run later", is_set=False)
_WORD = regex(r"[A-Za-z_][\w-]*")
_MOST = 40  # things that are to run


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a line lets run later: a function by its name, or a text; and when."""

    when: str
    function: str
    text: str
    source: Source
    begin: int
    stop: int


def zle(m: Machine, call: Call) -> None:
    """zsh: `zle -N widget function`, which a key calls, or the line editor at its times."""
    texts = [text for text in call.arguments if isinstance(text, str)]
    m.status = 0
    if texts[:1] == ["-N"] and 2 <= len(texts) <= 3:
        _wait(m, call, texts[1] if texts[1] in _EDITING else "when a key is pressed", function=texts[-1])


def sched(m: Machine, call: Call) -> None:
    """zsh: `sched [-o] +0:01 command`."""
    m.status = 0
    texts = [text for text in call.arguments if isinstance(text, str)]
    words = texts[1:] if texts[:1] == ["-o"] else texts
    if len(texts) == len(call.arguments) and len(words) > 1 and words[0][:1] not in "-":
        _wait(m, call, "at a time that sched keeps", text=" ".join(words[1:]))


def bind(m: Machine, call: Call) -> None:
    """bash: `bind -x '"key": command'`."""
    m.status = m.unknown(call.begin, "runs a command", is_set=False)
    texts = [text for text in call.arguments if isinstance(text, str)]
    if len(texts) == 2 == len(call.arguments) and texts[0] == "-x":
        _wait(m, call, "when a key is pressed", text=texts[1].partition(":")[2].strip().strip("\"'"))


def _wait(m: Machine, call: Call, when: str, *, function: str = "", text: str = "") -> None:
    if len(m.waiting) < _MOST:
        m.waiting.append(Waiting(when, function, text, m.source, call.begin, call.stop))


def run_later(m: Machine) -> None:
    """Let what runs behind the first prompt change the variables that a client reads, and nothing else."""
    places = [*_of_hooks(m), *_of_traps(m), *(_waiting(m, each) for each in m.waiting)]
    for when, run in places[:_MOST]:
        run_apart(m, run, when)


_Place = tuple[str, Callable[[], object]]


def _of_hooks(m: Machine) -> list[_Place]:
    """Return the functions that the shell calls by their names, and when; "" where that is before a command."""
    found: list[_Place] = []
    if m.zsh:
        if m.function("TRAPDEBUG"):
            found.append(("", partial(_call, m, "TRAPDEBUG")))
        if _has_hook(m, "zshaddhistory"):
            found.append(("", partial(run_hooks, m, "zshaddhistory", [_NOT_TYPED])))
        if _has_hook(m, "chpwd"):
            found.append(("when the folder changes", partial(run_hooks, m, "chpwd", [])))
        signals = [key[2:] for key in m.cells.values if key.startswith("f:TRAP") and key[6:] not in ("EXIT", "DEBUG")]
        found += [("at a signal", partial(_call, m, name)) for name in signals]
    moving = [name for each in _MOVING for name in (each, _first_of_alias(m, each)) if m.function(name)]
    found += [("when cd is called", partial(_call, m, name, _NOT_TYPED)) for name in moving]
    return found if m.zsh else [*found, *_of_prompt(m)]


def _first_of_alias(m: Machine, name: str) -> str:
    cell = m.cells.get("a:" + name)
    text = cell.value if isinstance(cell, Var) else None
    return text.split()[0] if isinstance(text, str) and text.strip() else ""


def _of_prompt(m: Machine) -> list[_Place]:
    """bash: functions that PROMPT_COMMAND names, where the rest of it is not known: `load; $PROMPT_COMMAND`."""
    cell = m.variable("PROMPT_COMMAND")
    texts = cell.value.items if isinstance(cell.value, Array) else (cell.value,)
    if cell.set_at is None or not any(isinstance(text, Unknown) for text in texts):
        return []
    place = cell.set_at
    text = next((each.text for each in m.documents if each.name == place.document), "")[place.begin : place.stop]
    names = [name for name in dict.fromkeys(_WORD.findall(text)) if m.function(name)]
    return [("at the prompt", partial(_call, m, name)) for name in names]


def _has_hook(m: Machine, hook: str) -> bool:
    return m.function(hook) is not None or m.cells.get(f"v:{hook}_functions") is not None


def _of_traps(m: Machine) -> list[_Place]:
    keys = [key for key in m.cells.values if key.startswith("e:")]
    found: list[_Place] = []
    for key in keys:
        cell = m.cells.get(key)
        text = cell.value if isinstance(cell, Var) else None
        when = "when a command fails" if key == "e:ERR" else "at a signal"
        place = cell.set_at if isinstance(cell, Var) else None
        if isinstance(text, str) and place and (key[2:] not in _NO_SIGNALS or (key == "e:ERR" and not m.zsh)):
            found.append((when, partial(_run_at, m, text, place)))
    return found


def _run_at(m: Machine, text: str, place: Span) -> None:
    outer, m.source = m.source, Source(lambda *_: place, place.document)
    try:
        run_string(m, text, 0, 0)
    finally:
        m.source = outer


def _waiting(m: Machine, each: Waiting) -> _Place:
    when = "" if each.when in _EDITING else each.when
    if each.function:
        return when, partial(_call, m, each.function)
    return when, partial(_run_text, m, each)


def _run_text(m: Machine, each: Waiting) -> None:
    outer, m.source = m.source, each.source
    try:
        run_string(m, each.text, each.begin, each.stop)
    finally:
        m.source = outer


def _call(m: Machine, name: str, *arguments: Text) -> None:
    routine = m.function(name)
    if routine is not None and routine.body is not None:
        call_function(m, routine, arguments, name)


def run_apart(m: Machine, run: Callable[[], object], when: str) -> None:
    """Run something; keep what it does to a client's variables, and which files it reads.

    `when` it may run is a phrase such as "when the folder changes"; "" where it does before a command that is typed.
    """
    mark, acts, problems = m.cells.mark(), len(m.assignments), len(m.problems)
    for name in ("PWD", "OLDPWD"):
        m.cells.put("v:" + name, Var(Unknown("the folder is not known", filled=True), exported=True, text_wins=True))

    def ended() -> None:
        m.boundary(run, "return", "exit", "abort", "end", "discard")

    try:
        if when:
            m.fork((ended, lambda: None), _LATER)
        else:
            ended()
    except TooMuch:  # what is told of the first prompt stands
        m.cells.rollback(mark)
        del m.assignments[acts:], m.problems[problems:]
        return
    changes = m.cells.changes(mark)
    m.cells.rollback(mark)
    for key, cell in changes.items():
        if key.startswith(("v:", "u:")) and key[2:] in _NAMES and isinstance(cell, Var):
            m.cells.put(key, _told(m, cell, when))
    m.assignments[acts:] = [each for each in m.assignments[acts:] if each.name in _NAMES]
    m.problems[problems:] = [each for each in m.problems[problems:] if each.kind in _FILES]


def _told(m: Machine, cell: Var, when: str) -> Var:
    """Return a variable that says when what has changed it runs."""
    if not isinstance(cell.value, Unknown) or cell.value.why != _LATER.why or cell.set_at is None:
        return cell
    spans: Sequence[Span] = [way[2] for way in cell.ways if way[2] is not None] or [cell.set_at]
    lines = " or ".join(dict.fromkeys(where(span, m.documents) for span in spans[-2:]))
    return replace(cell, value=replace(cell.value, why=f"{lines} changes it {when}"))


__all__ = ["Waiting", "bind", "run_apart", "run_later", "sched", "zle"]
