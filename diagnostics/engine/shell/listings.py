"""What `env`, `export -p`, `compgen -v` and `${(k)parameters}` list: lines of which all is known but their order.

A listing is an unknown text with its lines beside it. A filter makes another one of it, or a plain text where one line
is left; a loop runs once forwards and once backwards over it, and keeps what both leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..host import Place
from ..records import replace
from . import tree
from .commands import Builtin, Call
from .computer import place_at
from .control import Input
from .machine import Machine
from .patternnodes import Piece
from .patterns import Pattern
from .values import Listing, Table, Text, Unknown, Value, Var, is_masked, joined

HELD = "\ue0fe"  # stands for a value in a listing that is not known, or masked
_SESSION = ("_", "SHLVL", "PWD", "OLDPWD", "LOGNAME")  # what a shell adds by itself
_BY_LINE = frozenset(("grep", "egrep", "fgrep", "sed", "awk", "gawk", "mawk", "cut"))


def variables(m: Machine) -> Iterator[tuple[str, Var]]:
    """Yield what the text and the environment before set, by name."""
    m.budget.spend(1 + len(m.cells.values) // 8)
    for key, cell in list(m.cells.values.items()):
        if key.startswith("v:") and isinstance(cell, Var) and cell.value is not None and not cell.reference:
            yield key[2:], cell


def exported(m: Machine, begin: int, *, names: bool = False, prefix: str = "", every: bool = False) -> Unknown:
    """Return what `env` prints, as lines `NAME=value`, with `names` the names alone; `every` variable of the shell."""
    why = m.unknown(begin, "lists variables", many=True)
    lines: list[str] = []
    rest = m.given is None or m.foreign() is not None
    elsewhere = True
    for name, cell in variables(m):
        if not name.startswith(prefix) or name in _SESSION or (cell.exported is False and not every):
            continue
        value = cell.value
        if (cell.exported is None and not every) or (isinstance(value, Unknown) and cell.maybe_unset):
            rest, elsewhere = True, False  # it may be among them
            continue
        if cell.declared or (every and name in _of_shell(m)) or (not every and not isinstance(value, str | Unknown)):
            continue
        plain = isinstance(value, str) and "\n" not in value and not is_masked(value)
        lines.append(name if names else f"{name}={value if plain else HELD}")
    own = sorted(_of_shell(m)) if every else _SESSION
    session = "".join(f"{name}\n" if names else f"{name}={HELD}\n" for name in own if name.startswith(prefix))
    return replace(why, listing=Listing("".join(f"{line}\n" for line in lines), rest, elsewhere, session))


def _of_shell(m: Machine) -> frozenset[str]:
    """Return the names that a shell has by itself."""
    from .specials import OF_BASH, OF_ZSH

    return OF_ZSH if m.zsh else OF_BASH


def through(m: Machine, call: Call, program: Builtin, why: Unknown) -> bool:
    """Run a filter over a listing; tell whether it is one that can be followed."""
    listing = why.listing
    assert listing is not None
    if call.name in ("sort", "uniq") or (call.name == "xargs" and not call.arguments) or _joins(call):
        m.status = 0
        m.write(replace(why, listing=replace(listing, session="", rest=listing.rest or bool(listing.session))))
        return True
    if call.name not in _BY_LINE:
        return False
    made = _filtered(m, call, program, listing.text)
    status = m.status
    other = _filtered(m, call, program, listing.text.replace(HELD, "zz9")) if HELD in listing.text else made
    session = _filtered(m, call, program, listing.session) if listing.session else ""
    session = "" if session == "0\n" else session
    if isinstance(made, Unknown) or isinstance(session, Unknown) or isinstance(status, Unknown):
        m.status = replace(why, listing=None)
        m.write(m.status)
        return True
    counts = any(isinstance(text, str) and text[:1] == "-" and "c" in text for text in call.arguments)
    rest = listing.rest or bool(session)
    if made.replace(HELD, "zz9") != other or (counts and "grep" in call.name and rest):
        m.status = replace(why, listing=None)
        m.write(m.status)
        return True
    m.status = status if not rest or (status == 0 and "grep" in call.name) else replace(why, listing=None)
    if not rest and made.count("\n") < 2 and HELD not in made:
        m.write(made)
        return True
    m.write(replace(why, listing=Listing(made, rest, listing.elsewhere and _names_only(listing.text, made))))
    return True


def over_function(m: Machine, call: Call, program: Builtin, why: Unknown) -> bool:
    """Run a filter over the text of a function, where it changes how that begins; tell whether it does."""
    name, _, body = why.code.partition(" () \n")
    script = next((text for text in call.arguments if isinstance(text, str) and text[:1] != "-"), "")
    heads = call.name == "tail" and call.arguments in (["-n", "+2"], ["-n+2"], ["+2"])
    anchored = script[:3] == "s/^" or script[:3] == "1s/" or (name not in body and script.startswith(f"s/{name}"))
    if not heads and not (call.name == "sed" and anchored and body and not any(c in script for c in ".*[g")):
        return False
    made = body if heads else _filtered(m, call, program, why.code)
    m.status = 0
    m.write(replace(why, code=made if isinstance(made, str) else ""))
    return True


def _joins(call: Call) -> bool:
    """Tell whether a command only puts the lines beside each other: `tr '\\n' ' '`, `paste -sd ' '`."""
    if call.name == "tr":
        return call.arguments in (["\\n", " "], ["\n", " "])
    return call.name == "paste" and call.arguments in (["-sd", " "], ["-s", "-d", " "], ["-sd", " ", "-"])


def _filtered(m: Machine, call: Call, program: Builtin, text: str) -> Text:
    stdin, out = m.stdin, m.out
    m.stdin, m.out = Input(text), []
    try:
        program(m, call)
        return joined(m.out)
    finally:
        m.stdin, m.out = stdin, out


def _names_only(before: str, after: str) -> bool:
    """Tell whether lines are those of a listing or the names in them: what else is listed are names like them."""
    lines = set(before.split("\n"))
    lines.update(line.partition("=")[0] for line in list(lines))
    return after != "" and lines.issuperset(after.split("\n"))


def words(listing: Listing) -> list[str]:
    """Return the words of a listing."""
    return listing.text.split()


def orders(why: Unknown) -> Sequence[list[str]]:
    """Return the words of a listing in one order, and the other way round where there are several."""
    assert why.listing is not None
    found = words(why.listing)
    return [found] if len(found) < 2 else [found, found[::-1]]


def others(why: Unknown) -> Unknown:
    """Return what stands for a word of a listing that is not known."""
    assert why.listing is not None
    return replace(why, listing=None, many=False, elsewhere=why.listing.elsewhere)


def matching(m: Machine, why: Unknown, pattern: Pattern, *, keep: bool) -> Unknown:
    """Return the listing with the words that a pattern matches, or with those that it does not."""
    assert why.listing is not None
    both = (why.listing.text, why.listing.session)
    text, session = ("".join(f"{one}\n" for one in each.split() if pattern.matches(one) == keep) for each in both)
    return replace(why, listing=replace(why.listing, text=text, session=session))


def parameters(m: Machine, begin: int, pattern: str | None) -> Unknown:
    """Return the keys of zsh's table of variables, those that a pattern matches."""
    found = exported(m, begin, names=True, every=True)
    if pattern is None:
        return found
    return matching(m, found, Pattern([Piece(pattern, True)], m.budget, zsh=True), keep=True)


def compgen(m: Machine, call: Call) -> None:
    """bash's `compgen -v PREFIX`, `-e`, `-A variable`: names of variables."""
    texts = [text for text in call.arguments if isinstance(text, str)]
    kinds = {"-v": True, "-e": False, "variable": True, "export": False}
    if len(texts) == 2 and texts[0] == "-G" and _lies_nowhere(m, texts[1]):
        m.status = 1
        return
    asked = texts[1:] if texts[:1] == ["-A"] else texts
    if len(texts) != len(call.arguments) or not asked or asked[0] not in kinds or len(asked) > 2:
        m.status = m.unknown(call.begin, "runs a command", is_set=False)
        m.write(m.status)
        return
    found = exported(m, call.begin, names=True, prefix="".join(asked[1:]), every=kinds[asked[0]])
    m.status = 0 if found.listing and found.listing.text else replace(found, listing=None)
    m.write(found)


def _lies_nowhere(m: Machine, pattern: str) -> bool:
    """Tell whether a pattern of files asks in a folder that is known not to be there."""
    from .redirects import normal_path

    folder = re.split(r"[*?\[]", pattern, maxsplit=1)[0].rpartition("/")[0]
    return bool(folder) and place_at(m, normal_path(m, folder)) is Place.NOTHING


def bash_aliases(m: Machine, begin: int, subscript: tree.Word | None) -> Value:
    """Return what bash's table of aliases has under a key; unknown where it is listed, or may have others."""
    from .expansion import expand_text

    key = None if subscript is None or subscript.raw in ("@", "*") else expand_text(m, subscript, tilde=False)
    if m.foreign() or not isinstance(key, str):
        return m.unknown(begin, "lists aliases", many=True)
    cell = m.cells.values.get("a:" + key)
    held = cell.value if isinstance(cell, Var) else None
    return Table(((key, held),)) if isinstance(held, str | Unknown) else Table()
