"""What runs in fish behind its start-up files: the functions of its prompt, watchers, events, signals, keys, cd.

Measured at a terminal with fish 3.6: what fish_greeting, fish_prompt and their kin export is there for the first
command that is typed. As in zsh and bash, only a client's variables are told as they are after it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ..shell.later import Waiting, run_apart
from ..shell.values import Text, Unknown
from .commands import Call
from .machine import Fish, Routine
from .running import call as call_function
from .sourcing import run_text

_OF_PROMPT = ("fish_greeting", "fish_mode_prompt", "fish_prompt", "fish_right_prompt", "fish_title")
_MOVING = ("cd", "pushd", "popd")
_NOT_RUN = ("fish_exit",)
_UNKNOWN = Unknown("what is typed at the prompt is not known", filled=True)
_MOST = 40


def bind(m: Fish, call: Call) -> None:
    """`bind key command`: what a key runs."""
    m.status = 0
    text = call.arguments[-1] if len(call.arguments) > 1 else ""
    if isinstance(text, str) and text and len(m.waiting) < _MOST:
        m.waiting.append(Waiting("when a key is pressed", "", text, m.source, call.begin, call.stop))


def run_later(m: Fish) -> None:
    """Let what runs behind the start-up files change the variables that a client reads, and nothing else."""
    for when, run in _places(m)[:_MOST]:
        run_apart(m, run, when)


def _places(m: Fish) -> list[tuple[str, Callable[[], None]]]:
    found = [("", partial(_call, m, name)) for name in _OF_PROMPT]
    for name, functions in m.watchers.items():
        when = "when the folder changes" if name in ("PWD", "dirprev") else f"when {name} changes"
        found += [(when, partial(_call, m, each)) for each in functions]
    for event, functions in m.handlers.items():
        when = "behind a command that is typed" if event == "fish_postexec" else "at an event"
        found += [(when, partial(_call, m, each)) for each in functions if event not in _NOT_RUN]
    found += [("at a signal", partial(_call, m, each)) for each in m.signals]
    found += [("when cd is called", partial(_call, m, name, _UNKNOWN)) for name in _MOVING]
    return [*found, *((each.when, partial(_run, m, each)) for each in m.waiting)]


def _call(m: Fish, name: str, *arguments: Text) -> None:
    routine = m.routine(name)
    if isinstance(routine, Routine):
        call_function(m, routine, arguments)


def _run(m: Fish, each: Waiting) -> None:
    outer, m.source = m.source, each.source
    try:
        run_text(m, each.text)
    finally:
        m.source = outer
