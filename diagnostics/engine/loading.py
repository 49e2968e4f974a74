"""Functions whose modules are loaded at their first call: for tables of many of which a text needs few.

Python's own way, an import within a function, is for one function; a table would need one around each.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Generic, ParamSpec, TypeVar, cast

_Given = ParamSpec("_Given")
_Gives = TypeVar("_Gives")


class Later(Generic[_Given, _Gives]):
    """Stands for a function of a module; called, it loads the module, and calls the function from there on.

    Whoever puts it into a table says what it takes; a test loads all that stand in the engine's tables.
    """

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name
        self._function: Callable[_Given, _Gives] | None = None

    def __call__(self, *given: _Given.args, **named: _Given.kwargs) -> _Gives:
        """Call the function."""
        return (self._function or self.load())(*given, **named)

    def load(self) -> Callable[_Given, _Gives]:
        """Return the function; raise ImportError or AttributeError where there is none."""
        self._function = cast("Callable[_Given, _Gives]", getattr(import_module(self.module), self.name))
        return self._function

    def __repr__(self) -> str:
        return f"Later({self.module}.{self.name})"
