"""Names that a function has made its own: how they become so, and what is set outside of it none the less."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..records import replace
from .control import Frame
from .machine import Machine
from .sessionnames import TIES
from .targets import Options, Target
from .values import Var


def make_local(m: Machine, name: str, *, hidden: bool = False, private: bool = False, inherit: bool = False) -> None:
    """Make a name local to the running function: what it was comes back at its end.

    A private one no function that is called from there sees (zsh/param/private): there it is what it was.

    One that inherits, as bash has it, begins with what the outer one holds and is, but is no reference.

    Of zsh's own `path` it is PATH that becomes local, unless it is hidden; a pair that the text tied is parted.
    """
    m.budget.spend(4)
    frame = m.frames[-1]
    scalar = m.tied(name)
    if scalar and not hidden and name in TIES:
        name = scalar
    elif scalar:
        frame.untied[name] = m.cells.get("t:" + name)
        m.cells.put("t:" + name, Var(""))
    key = f"l{frame.depth}:{name}"
    if m.cells.get(key) is not None:
        return  # it is local already, and keeps what it holds
    cell = m.cells.get("v:" + name)
    m.cells.put(key, cell if isinstance(cell, Var) else Var(local=True))
    if name not in frame.names:
        frame.names.append(name)
    if private:
        frame.private.append(name)
    before = m.variable(name)
    if name in ("PATH", "IFS") and m.zsh:
        empty = name == "PATH" and not hidden
        m.put_variable(name, replace(before, value="" if empty else before.value, readonly=False))
        return
    if m.temporary_at and m.temporary_at[-1] == frame.depth - 1 and not m.zsh and "v:" + name in m.temporary[-1]:
        return  # bash: it keeps what stood before the call
    if inherit:
        m.put_variable(name, replace(before, reference=False, text_wins=True))
        return
    exported = bool(before.exported) and not m.zsh  # measured with zsh 5.9: a local one is not, whatever it hides
    m.put_variable(name, Var(None, exported=exported, text_wins=True))


def set_outside(m: Machine, target: Target, options: Options) -> bool:
    """Carry out bash's `declare -g` where a function made the name local: it is the outer variable that changes."""
    frame = next((frame for frame in m.frames if target.name in frame.names), None)
    if frame is None:
        return False
    key = f"l{frame.depth}:{target.name}"
    kept = m.cells.get(key)
    outer = kept if isinstance(kept, Var) and not kept.local else Var()
    value = outer.value if target.value is None else target.value
    exported = outer.exported if options.export is None else options.export
    place = target.place
    new = replace(outer, value=value, exported=exported, set_at=place.span, value_span=place.value, text_wins=True)
    m.cells.put(key, new)
    return True


@contextmanager
def hidden_private(m: Machine, frame: Frame) -> Iterator[None]:
    """Let a called function see what a function's private names hide, and change that."""
    inner = {name: m.cells.get("v:" + name) for name in frame.private}
    for name in inner:
        kept = m.cells.get(f"l{frame.depth}:{name}")
        m.cells.put("v:" + name, None if isinstance(kept, Var) and kept.local else kept)
    try:
        yield
    finally:
        for name, cell in inner.items():
            m.cells.put(f"l{frame.depth}:{name}", m.cells.get("v:" + name) or Var(local=True))
            m.cells.put("v:" + name, cell)
