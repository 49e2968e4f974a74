"""Regular expressions that are compiled when they are first used.

The engine has more than a thousand, a short text uses a sixth of them, and to compile all would take longer than to
check it.
"""

from __future__ import annotations

import re
from typing import cast

from .compiling import COMPILERS


class Uncompiled:
    """Stands for a compiled expression: takes its methods over one by one, so that only their first use costs more."""

    def __init__(self, source: str, flags: int) -> None:
        self.pattern, self.given_flags = source, flags

    def __getattr__(self, name: str) -> object:
        if name == "_compiled":
            self._compiled = COMPILERS.expression(self.pattern, self.given_flags)
            return self._compiled
        found: object = getattr(self._compiled, name)
        setattr(self, name, found)
        return found

    def __repr__(self) -> str:
        return f"regex({self.pattern!r})"


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return an expression to be compiled at its first use; an error in it is raised then, as `re.error`.

    It is for methods (`regex("a+").match(…)`); functions of `re` do not take it. What is compiled may be kept on the
    disk, so no source may be made of a person's text: `re.compile` is for those.
    """
    return cast("re.Pattern[str]", Uncompiled(source, flags))
