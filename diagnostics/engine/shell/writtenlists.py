"""bash's `declare -a NAME='(a b)'`: the text in quotes is read as a list."""

from __future__ import annotations

from ..records import replace
from . import tree
from .assigning import node_value
from .budget import ShellSyntaxError
from .machine import Machine
from .parser import Parser
from .targets import Target
from .values import is_masked


def read_list(m: Machine, target: Target, *, keyed: bool) -> Target:
    """Return the target with the list that its text writes out (measured with bash 5.2); as it is where it is none."""
    text = target.value
    if not isinstance(text, str) or is_masked(text) or target.subscript is not None or text[-1:] != ")":
        return target
    m.budget.spend(1 + len(text) // 16)
    reader = Parser(text, zsh=False, budget=m.budget, aliases={})
    reader.freeze(target.begin, target.begin)
    try:
        literal = reader._array()
    except ShellSyntaxError:
        return target
    if not reader.at_end():
        return target
    begin, stop = target.begin, target.stop
    node = tree.Assign(
        target.name, literal, append=False, subscript=None, begin=begin, stop=stop, value_begin=begin, value_stop=stop
    )
    return replace(target, value=node_value(m, node, keyed=keyed)[0])
