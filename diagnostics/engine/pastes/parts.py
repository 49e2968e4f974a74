"""A part of a paste: lines that belong together, and what tells their name or kind."""

from __future__ import annotations

from ..records import dataclass
from ..regexes import regex
from ..source import Kind
from .pastelines import is_config_name

SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH, Kind.POWERSHELL, Kind.CMD)
_NAME_IN_PROSE = regex(r"[^\s`'\"“”‘’()<>,;]+")
_NICKNAMES = frozenset({"zshrc", "zshenv", "zprofile", "bashrc", "bash_profile"})


@dataclass(slots=True)
class Part:
    """Lines of the paste that belong together; `first` counts from 0."""

    first: int
    lines: list[str]
    name: str = ""  # of the file, where something names it
    kind: Kind | None = None  # where something other than name and text tells it

    @property
    def text(self) -> str:
        return "".join(self.lines)

    @property
    def is_blank(self) -> bool:
        return not any(line.strip() for line in self.lines)


def named_before(before: Part | None) -> str:
    """Return the last file that the two lines before a block name."""
    if before is None or before.kind is not Kind.TEXT:
        return ""
    said = [line for line in before.lines if line.strip()][-2:]
    for line in reversed(said):
        for word in reversed(list(_NAME_IN_PROSE.finditer(line[:1000]))):
            bare = word.group().lstrip("*_").rstrip("*_:.?!")
            if bare.lower() in _NICKNAMES:
                return f"~/.{bare.lower()}"
            if is_config_name(bare):
                return bare
    return ""
