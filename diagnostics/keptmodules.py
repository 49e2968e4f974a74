"""Finds modules of this package in what the offline command keeps, all in one file, instead of one file each.

Python seeks a module in a folder's listing, asks for its source's time and opens its compiled file: for 270 modules
that took a tenth of the command's time. Here the source's time and size are asked alone, which tells as Python does
that the code is still that of the source; any other module is left to Python.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from importlib.abc import Loader

_PACKAGE = f"{__package__}."
_FOLDER = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 -- the quicker ones
_HEAD = 16  # bytes before the code of a compiled module: a number, flags, the source's time and size (PEP 552)


class KeptModules:
    """A finder and loader for `sys.meta_path`.

    `kept` returns the code for a module's name if the time and the size of its source are those that it was kept with.
    """

    def __init__(self, kept: Callable[[str, int, int], CodeType | None]) -> None:
        self._kept = kept
        self._codes: dict[str, CodeType] = {}
        self._missed: list[str] = []

    def install(self) -> None:
        """Be asked first for every module."""
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of a module of this package that is kept; None for any other."""
        if not name.startswith(_PACKAGE):
            return None
        place = f"{_FOLDER}{os.sep}{name[len(_PACKAGE) :].replace('.', os.sep)}"
        for source in (f"{place}.py", f"{place}{os.sep}__init__.py"):
            try:
                stat = os.stat(source)  # noqa: PTH116 -- as above
            except OSError:
                continue
            code = self._kept(name, int(stat.st_mtime) & 0xFFFFFFFF, stat.st_size & 0xFFFFFFFF)
            if code is None:
                break
            self._codes[name] = code
            spec = ModuleSpec(name, cast("Loader", self), origin=source, is_package=source.endswith("__init__.py"))
            spec.has_location = True
            if spec.submodule_search_locations is not None:
                spec.submodule_search_locations.append(place)
            return spec
        self._missed.append(name)
        return None

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to Python to make the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code."""
        exec(self._codes.pop(module.__name__), vars(module))  # noqa: S102 -- as any import does

    def missed(self, *, earlier: bool = False) -> Iterator[tuple[str, int, int, bytes]]:
        """Yield the modules that Python had to find, once: name, time and size of the source, and the packed code.

        With `earlier` those are among them that were loaded before this was installed.
        """
        names, self._missed = self._missed, []
        if earlier:
            names += [name for name in sys.modules if name.startswith(_PACKAGE) and name not in names]
        for name in names:
            spec: Any = getattr(sys.modules.get(name), "__spec__", None)
            try:
                content = Path(spec.cached).read_bytes()
            except (AttributeError, OSError, TypeError):
                continue  # no such module, or Python did not write it
            if content[4:8] == bytes(4):  # it goes by time and size
                yield (
                    name,
                    int.from_bytes(content[8:12], "little"),
                    int.from_bytes(content[12:_HEAD], "little"),
                    content[_HEAD:],
                )


__all__ = ["KeptModules"]
