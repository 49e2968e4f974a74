"""How a client is started apart from the shell whose files were given: what it has of that shell, and what besides."""

from __future__ import annotations

from .environment import Variable
from .records import dataclass
from .source import Document


@dataclass(frozen=True, slots=True)
class Way:
    """One such start. `over` and `below` name a document, and how the owner begins of what counts in it."""

    apart: bool = False  # of the shell it has no more than what the file names itself
    script: Document | None = None  # this one is run by its name in the shell
    inherited: tuple[Variable, ...] = ()  # and has this of the shell
    over: tuple[str, str] | None = None  # what is laid over the shell's variables: an editor's extension, mise
    below: tuple[str, str] | None = None  # what the shell has before its own files: an editor's terminal


SHELL = Way()
