"""`getopts`: the next option among the arguments, as zsh 5.9 and bash 5.2 count them."""

from __future__ import annotations

from ..records import dataclass, replace
from .assigning import assign_text
from .commands import Call
from .machine import Machine
from .values import Text, Var

_PLACE = "m:getopts"  # how far into the argument that OPTIND counts, as a text …
_COUNTED = "m:optind"  # … and the OPTIND for which that holds


@dataclass(slots=True)
class _Step:
    """What one call finds: the option's name as it is assigned, its value, and where the next call begins."""

    index: int
    offset: int
    name: str | None = None  # None: the variable stays as it is
    value: str | None = None
    found: bool = True


def getopts(m: Machine, call: Call) -> None:
    """Find the next option; everything is unknown where an argument is."""
    if len(call.arguments) < 2:
        m.status = 2
        return
    options, name, *given = call.arguments
    arguments = given or list(m.arguments().items)
    index = m.variable("OPTIND").value or "1"
    known = [text for text in arguments if isinstance(text, str)]
    if not isinstance(options, str) or not isinstance(name, str) or len(known) != len(arguments):
        _lose(m, call, name)
        return
    if not isinstance(index, str) or not index.isdigit() or len(index) > 4:
        _lose(m, call, name)
        return
    place = m.cells.get(_PLACE)
    offset = 0
    if isinstance(place, Var) and isinstance(place.value, str) and m.cells.get(_COUNTED) is m.cells.get("v:OPTIND"):
        offset = int(place.value)
    step = (_zsh_step if m.zsh else _bash_step)(options, known, max(int(index), 1), offset)
    allowed = step.name is None or assign_text(m, name, step.name)
    if step.value is not None:
        assign_text(m, "OPTARG", step.value)
    elif not m.zsh:
        m.put_variable("OPTARG", replace(m.variable("OPTARG"), value=None, text_wins=True))
    assign_text(m, "OPTIND", str(step.index))
    m.cells.put(_PLACE, Var(str(step.offset)))
    m.cells.put(_COUNTED, m.cells.get("v:OPTIND"))
    m.status = int(not step.found) if allowed else 2


def _lose(m: Machine, call: Call, name: Text) -> None:
    why = m.unknown(call.begin, "reads options")
    for each in (name, "OPTARG", "OPTIND"):
        if isinstance(each, str):
            assign_text(m, each, why)
    m.status = why


def _zsh_step(options: str, arguments: list[str], index: int, offset: int) -> _Step:
    if len(arguments) < index:
        return _Step(index, offset, found=False)
    text = arguments[index - 1]
    if not text or offset >= len(text):
        offset = 0
        index += bool(text)
        if not text or index > len(arguments):
            return _Step(index, offset, found=False)
        text = arguments[index - 1]
    if not offset:
        if len(text) < 2 or text[0] not in "-+":
            return _Step(index, offset, found=False)
        if text == "--":
            return _Step(index + 1, offset, found=False)
        offset = 1
    letter = text[offset]
    offset += 1
    shown = "+" * (text[0] == "+") + letter
    quiet = options.startswith(":")
    at = options.find(letter)
    if letter == ":" or at == -1:
        return _Step(index, offset, "?", shown if quiet else "")
    if options[at + 1 : at + 2] != ":":
        return _Step(index, offset, shown, "")
    if offset < len(text):
        return _Step(index, len(text), shown, text[offset:])
    if index >= len(arguments):
        return _Step(index, offset, ":" if quiet else "?", shown if quiet else "")
    value = arguments[index]
    return _Step(index + 1, len(value), shown, value)


def _bash_step(options: str, arguments: list[str], index: int, offset: int) -> _Step:
    if index > len(arguments):
        return _Step(len(arguments) + 1, 0, "?", None, found=False)
    text = arguments[index - 1]
    if not offset:
        if text[:1] != "-" or len(text) < 2:
            return _Step(index, 0, "?", None, found=False)
        if text == "--":
            return _Step(index + 1, 0, "?", None, found=False)
        offset = 1
    letter = text[offset]
    rest = text[offset + 1 :]
    behind = (index, offset + 1) if rest else (index + 1, 0)
    quiet = options.startswith(":")
    at = options.find(letter)
    if letter == ":" or at == -1:
        return _Step(*behind, "?", letter if quiet else None)
    if options[at + 1 : at + 2] != ":":
        return _Step(*behind, letter)
    if rest:
        return _Step(index + 1, 0, letter, rest)
    if index >= len(arguments):
        return _Step(index + 1, 0, ":" if quiet else "?", letter if quiet else None)
    return _Step(index + 2, 0, letter, arguments[index])
