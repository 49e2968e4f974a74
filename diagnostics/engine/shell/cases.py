"""Run `case` in imagination: which item matches, and where that is not known each that may."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ..records import replace
from . import tree
from .computer import on_every
from .expansion import expand_text
from .machine import Machine
from .patternwords import expand_pattern, keep_pattern_match
from .values import MASKED, Text, Unknown, is_masked


def run_case(m: Machine, body: tree.Case, command: tree.Command) -> None:
    """Run the item whose pattern the word matches, and those that its ending goes on to."""
    asked = m.asked
    subject = expand_text(m, body.subject, values=True)
    if m.asked != asked and isinstance(subject, Unknown) and m.world is None:
        chosen = on_every(m, lambda: _chosen(m, body, command))
        if chosen is not None and chosen >= -1:
            if chosen >= 0:
                _case_body(m, body, subject, chosen, command)
            else:
                _none(m)
            return
    _case_items(m, body, subject, 0, command)


def _chosen(m: Machine, body: tree.Case, command: tree.Command) -> int:
    """Return the number of the item that is taken, -1 where none is, -2 where that is not known."""
    subject = expand_text(m, body.subject, values=True)
    for number, (patterns, _, _) in enumerate(body.items):
        verdict = _item_matches(m, subject, patterns, command)
        if verdict is not False:
            return number if verdict is True else -2
    return -1


def _case_items(m: Machine, body: tree.Case, subject: Text, index: int, command: tree.Command) -> None:
    """Run the item that matches; where that is not known, each that may and what comes after them."""
    branches: list[Callable[[], None]] = []
    unsure: Unknown | None = None
    for number in range(index, len(body.items)):
        m.budget.spend(2)
        verdict = _item_matches(m, subject, body.items[number][0], command)
        if verdict is False:
            continue
        branches.append(partial(_case_body, m, body, subject, number, command))
        if verdict is True:
            break
        unsure = unsure or verdict
    else:
        branches.append(partial(_none, m))
    if unsure is None:
        branches[0]()
        return
    with m.budget:
        m.fork(branches, unsure)


def _none(m: Machine) -> None:
    """Run no command at all: that is a success. The first one of an item sees how the one before it ended."""
    m.status = 0


def _item_matches(m: Machine, subject: Text, patterns: Sequence[tree.Word], command: tree.Command) -> bool | Unknown:
    verdict: bool | Unknown = False
    for word in patterns:
        one = _matches(m, subject, word, command)
        if one is True:
            return True
        if isinstance(one, Unknown):
            verdict = one
    return verdict


def _case_body(m: Machine, body: tree.Case, subject: Text, index: int, command: tree.Command) -> None:
    while index < len(body.items):
        _, block, ending = body.items[index]
        if not block.chains:
            _none(m)
        m.run_block(block)
        if ending == ";&":
            index += 1
            continue
        if ending in (";;&", ";|"):
            _case_items(m, body, subject, index + 1, command)
        return


def _matches(m: Machine, subject: Text, word: tree.Word, command: tree.Command) -> bool | Unknown:
    pattern = expand_pattern(m, word, values=True)
    if isinstance(pattern, Unknown):
        return pattern
    if (not pattern.plain and pattern.text == "*") or pattern.text == "**":
        return True
    if isinstance(subject, Unknown):
        if pattern.text == "" and subject.filled:
            return False
        if pattern.text == "?*" and subject.filled:
            return True
        return replace(subject, line=subject.line or m.line(command.begin))
    if (is_masked(subject) or is_masked(pattern.text)) and pattern.text and subject != pattern.text:
        return Unknown(MASKED, line=m.line(command.begin)) if subject else False
    if not pattern.matches(subject):
        return False
    if pattern.remembers:
        keep_pattern_match(m, pattern, subject, 0, len(subject))
    return True
