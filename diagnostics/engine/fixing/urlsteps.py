"""Steps of fixes that mend an address in place: its path, all else kept."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..facts import Facts
from ..findings import Edit
from ..regexes import regex
from ..rules.answers import Line
from ..rules.parameters import Arguments, Parameter, Type
from .fixsteps import VAR, Step, insides, step

_ADDRESS = regex(
    r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*://)?(?:[\w.-]+|\[[0-9A-Fa-f:]+\])(?::\d+)?(?P<rest>(?:/[^\s?#$`\"']*)?)\s*"
)


@step("set-path", "write {path} for the path of {var}", VAR, Parameter("path", Type.TEXT))
def set_path(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Replace the path of a URL that is written out; `/` stands for no path. None where a part is expanded."""
    places = insides(facts, primary, given)
    if places is None:
        return None
    edits = []
    for document, begin, stop in places:
        found = _ADDRESS.fullmatch(document.text[begin:stop])
        if found is None:
            return None
        edits.append(Edit(document.name, begin + found.start("rest"), stop, given.text("path").rstrip("/")))
    return edits


STEPS: Mapping[str, Step] = MappingProxyType(
    {made.name: made for made in tuple(globals().values()) if isinstance(made, Step)}
)
