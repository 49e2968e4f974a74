"""`$(…)` and its kin are read when they are run: with the aliases that there are then, not with those of their line.

Measured with zsh 5.9 and bash 5.2, for backquotes and `<(…)` as well. `alias e='echo x'; A=$(e)` finds the alias on its
own line, and a function's `$(e)` the alias that was made below the function.
"""

from __future__ import annotations

from . import tree
from .budget import ShellSyntaxError
from .machine import Machine


def block_now(m: Machine, part: tree.Substitution | tree.ProcessSubstitution) -> tree.Block | None:
    """Return the commands of a substitution as the shell reads them now; None where it cannot read them."""
    if part.written is None or m.renames == part.written[1]:
        return part.body
    text, then = part.written
    changed = False
    for name in reversed(m.renamed):
        m.budget.spend()
        if m.renamed[name] <= then:
            break
        if name in text:
            changed = True
            break
    if not changed:
        return part.body
    from .sourcing import parser_of

    reader = parser_of(m, text)
    reader.freeze(part.begin, part.begin)
    reader.extglob = m.option("extglob")
    reader.substituting = not m.zsh
    try:
        with m.budget:
            block = reader.block()
    except ShellSyntaxError:
        return None
    return block if reader.at_end() else None


def file_of(block: tree.Block) -> tree.Word | None:
    """Return the word of `$(<file)`; None for any other substitution."""
    if len(block.chains) != 1 or block.chains[0].links:
        return None
    body = block.chains[0].first.commands[0].body
    if isinstance(body, tree.Simple) and not body.words and not body.assigns and len(body.redirects) == 1:
        redirect = body.redirects[0]
        return redirect.target if redirect.operator == "<" else None
    return None
