"""Keeps what the offline command compiles from one run to the next, as Python keeps modules: in `__pycache__`.

For a short file two hundred expressions and the beginnings of eighty records are compiled, which took a third of the
command's time, and 270 modules are sought and opened one by one, which took a tenth. Each expression is kept under its
own source, so it can never be another's, and each module with the time and size of its file; all belong to one build of
Python, and are made anew for the next. No text that a person gives gets here: see `engine.regexes.regex`.

The file is one line that names the build, an index, and behind it what the index tells the places of: a run unpacks the
index and what it uses, and no more.

What `re` compiles with is not public. Where it is not as it is in Python 3.11 to 3.13, `re.compile` does its work.
"""

from __future__ import annotations

import contextlib
import marshal
import mmap
import os
import re
import struct
import sys
from array import array
from importlib import import_module
from pathlib import Path
from types import CodeType
from typing import Any, TypeAlias

from .engine import compiling
from .keptmodules import KeptModules

# What an expression is made of besides its source: flags, its code as 32-bit numbers, number and names of its groups.
_Parts: TypeAlias = "tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]"

_sre: Any = import_module("_sre")
_BUILD = (
    f"{sys.version} {sys.flags.optimize} {sys.byteorder} {_sre.MAGIC} {_sre.CODESIZE} {array('I').itemsize} "
    f"{Path(__file__).parent}\n"  # which stands in the code of modules, for tracebacks
).encode()
_SIZES = struct.Struct("<QQ")  # of the index, and of what stands behind it
_MOST = 32_000_000  # bytes: several times what all take
# What is kept, packed by `marshal`: as it was made, or where it stands in the file.
_Packed: TypeAlias = "bytes | tuple[int, int]"
# What comes of parts that are spoilt, or of a Python that is built in another way.
_FAILURES = (AttributeError, EOFError, RuntimeError, TypeError, ValueError, OverflowError)


class CodeCache:
    """What was compiled in earlier runs, and in this one: expressions, the beginnings of records, modules, and data.

    Data are values that `marshal` can write, with whatever tells that they are stale.
    """

    def __init__(self) -> None:
        self._path: Path | None = None
        self._content = memoryview(b"")
        self._expressions: dict[tuple[str, int], _Packed] = {}  # `_Parts`
        self._codes: dict[str, _Packed] = {}
        self._data: dict[str, _Packed] = {}
        self._modules: dict[str, tuple[int, int, _Packed]] = {}  # time and size of the source, and the code
        self._finder = KeptModules(self._module)
        self._has_new = False

    def read(self, path: Path | None) -> None:
        """Read the index of what is kept in a file, and keep it there; None is for no file."""
        self._path = path
        self._forget()
        if path is None:
            return
        try:
            with path.open("rb", buffering=0) as file:
                content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            begin = len(_BUILD) + _SIZES.size
            if bytes(content[: len(_BUILD)]) == _BUILD:
                of_index, of_rest = _SIZES.unpack(content[len(_BUILD) : begin])
                if begin + of_index + of_rest == len(content):
                    index = marshal.loads(content[begin : begin + of_index])  # noqa: S302 -- as modules are
                    self._expressions, self._codes, self._data, self._modules = index
                    self._content = content[begin + of_index :]
        except (OSError, EOFError, ValueError, TypeError, struct.error):  # missing, or broken off
            self._forget()

    def _forget(self) -> None:
        self._content = memoryview(b"")
        self._expressions, self._codes, self._data, self._modules = {}, {}, {}, {}

    def install(self) -> None:
        """Let the engine compile by this, and its modules come from here."""
        compiling.COMPILERS.expression = self.expression
        compiling.COMPILERS.code = self.code
        self._finder.install()

    def expression(self, source: str, flags: int = 0) -> re.Pattern[str]:
        """Return a compiled expression; raise `re.error` for a broken one."""
        key = source, int(flags)
        packed = self._expressions.get(key)
        try:
            if packed is None:
                packed = self._expressions[key] = marshal.dumps(_parts(source, int(flags)))
                self._has_new = True
            return _expression(source, self._unpacked(packed))
        except _FAILURES:
            return re.compile(source, flags)

    def code(self, source: str) -> CodeType:
        """Return the code of some statements."""
        packed = self._codes.get(source)
        if packed is None:
            packed = self._codes[source] = marshal.dumps(compiling.code_of(source))
            self._has_new = True
        code = self._unpacked(packed)
        return code if isinstance(code, CodeType) else compiling.code_of(source)

    def get(self, name: str) -> object:
        """Return a value that was put under a name; None where there is none."""
        packed = self._data.get(name)
        return None if packed is None else self._unpacked(packed)

    def put(self, name: str, value: Any) -> None:
        """Take a value to be kept; None takes it away."""
        self._data.pop(name, None)
        if value is not None:
            self._data[name] = marshal.dumps(value)
        self._has_new = True

    def _module(self, name: str, time: int, size: int) -> CodeType | None:
        """Return the code of a module whose file is as it was; None where none is kept."""
        kept = self._modules.get(name)
        code = self._unpacked(kept[2]) if kept is not None and kept[:2] == (time, size) else None
        return code if isinstance(code, CodeType) else None

    def _unpacked(self, packed: _Packed) -> Any:
        """Return what is kept; None for a piece that is spoilt."""
        try:
            return marshal.loads(self._bytes(packed))  # noqa: S302 -- it comes from where modules do
        except _FAILURES:
            return None

    def _bytes(self, packed: _Packed) -> bytes | memoryview:
        return self._content[packed[0] : packed[1]] if isinstance(packed, tuple) else packed

    def keep(self, *, earlier: bool = False) -> None:
        """Write what is new, where Python would write modules; what cannot be written is compiled again next time.

        With `earlier` also the modules that were loaded before this was installed.
        """
        if self._path is None:
            return
        for name, time, size, code in self._finder.missed(earlier=earlier):
            self._modules[name] = (time, size, code)
            self._has_new = True
        if not self._has_new:
            return
        written = self._written()
        if len(written) > _MOST:
            return
        unfinished = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        self._forget()  # and leave the file, which Windows would not replace else
        try:
            with unfinished.open("xb") as stream:
                stream.write(written)
            unfinished.replace(self._path)  # two that end at once: one of them is kept, whole
        except OSError:
            with contextlib.suppress(OSError):
                unfinished.unlink()
        self._has_new = False
        self.read(self._path)

    def _written(self) -> bytes:
        """Return the text of the file: each piece once, and where it stands."""
        pieces: list[bytes | memoryview] = []
        stop = 0

        def place(packed: _Packed) -> tuple[int, int]:
            nonlocal stop
            piece = self._bytes(packed)
            pieces.append(piece)
            stop += len(piece)
            return stop - len(piece), stop

        index = marshal.dumps(
            (
                {key: place(packed) for key, packed in self._expressions.items()},
                {key: place(packed) for key, packed in self._codes.items()},
                {key: place(packed) for key, packed in self._data.items()},
                {key: (time, size, place(packed)) for key, (time, size, packed) in self._modules.items()},
            )
        )
        return b"".join((_BUILD, _SIZES.pack(len(index), stop), index, *pieces))


CACHE = CodeCache()  # of this process: empty, and kept nowhere, until a command installs it


def beside_modules() -> Path | None:
    """Return the file's place: with the compiled modules, wherever those are; None where Python keeps none."""
    spec = compiling.__spec__
    if spec is None or not spec.cached:
        return None
    return Path(spec.cached).with_name(f"kept.{sys.implementation.cache_tag}.bin")


def _parts(source: str, flags: int) -> _Parts:
    """Compile an expression as `re._compiler.compile` does, and return what it would make of it."""
    parsed = import_module("re._parser").parse(source, flags)
    code = import_module("re._compiler")._code(parsed, flags)
    names = dict(parsed.state.groupdict)
    by_number = {number: name for name, number in names.items()}
    groups = parsed.state.groups
    numbers = tuple(by_number.get(number) for number in range(groups))
    return flags | parsed.state.flags, array("I", code).tobytes(), groups - 1, names, numbers


def _expression(source: str, parts: _Parts) -> re.Pattern[str]:
    flags, code, groups, names, numbers = parts
    made: re.Pattern[str] = _sre.compile(source, flags, array("I", code).tolist(), groups, names, numbers)
    return made
