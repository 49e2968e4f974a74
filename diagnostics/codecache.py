"""Keeps what the offline command compiles from one run to the next, as Python keeps modules: in `__pycache__`.

For a short file two hundred expressions and the beginnings of eighty records are compiled, which took a third of the
command's time. Each is kept under its own source, so it can never be another's; all belong to one build of Python, and
are made anew for the next. No text that a person gives gets here: see `engine.regexes.regex`.

What `re` compiles with is not public. Where it is not as it is in Python 3.11 to 3.13, `re.compile` does its work.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import re
import sys
from array import array
from importlib import import_module
from pathlib import Path
from types import CodeType
from typing import Any, TypeAlias

from .engine import compiling

# What an expression is made of besides its source: flags, its code as 32-bit numbers, number and names of its groups.
_Parts: TypeAlias = "tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]"

_sre: Any = import_module("_sre")
_BUILD = f"{sys.version} {sys.byteorder} {_sre.MAGIC} {_sre.CODESIZE} {array('I').itemsize}\n".encode()
_MOST = 16_000_000  # bytes: many times what all take
# What comes of parts that are spoilt, or of a Python that is built in another way.
_FAILURES = (AttributeError, EOFError, RuntimeError, TypeError, ValueError, OverflowError)


class CodeCache:
    """What was compiled in earlier runs, and in this one.

    `data` holds what else is kept by name: values that `marshal` can write, with whatever tells that they are stale.
    """

    def __init__(self) -> None:
        self._path: Path | None = None
        self.data: dict[str, object] = {}
        self._expressions: dict[tuple[str, int], bytes] = {}  # `_Parts`, packed: most are not asked for
        self._codes: dict[str, bytes] = {}
        self._has_new = False

    def read(self, path: Path | None) -> None:
        """Read what is kept in a file, and keep it there; None is for no file."""
        self._path = path
        if path is None:
            return
        try:
            content = path.read_bytes()
            if content.startswith(_BUILD):
                kept = marshal.loads(memoryview(content)[len(_BUILD) :])  # noqa: S302 -- as modules are
                self._expressions, self._codes, self.data = kept
        except (OSError, EOFError, ValueError, TypeError):  # missing, or broken off
            self._expressions, self._codes, self.data = {}, {}, {}

    def install(self) -> None:
        """Let the engine compile by this."""
        compiling.COMPILERS.expression = self.expression
        compiling.COMPILERS.code = self.code

    def expression(self, source: str, flags: int = 0) -> re.Pattern[str]:
        """Return a compiled expression; raise `re.error` for a broken one."""
        key = source, int(flags)
        packed = self._expressions.get(key)
        try:
            if packed is None:
                packed = self._expressions[key] = marshal.dumps(_parts(source, int(flags)))
                self._has_new = True
            return _expression(source, marshal.loads(packed))  # noqa: S302 -- it comes from where modules come from
        except _FAILURES:
            return re.compile(source, flags)

    def code(self, source: str) -> CodeType:
        """Return the code of some statements."""
        packed = self._codes.get(source)
        if packed is None:
            packed = self._codes[source] = marshal.dumps(compiling.code_of(source))
            self._has_new = True
        code: CodeType = marshal.loads(packed)  # noqa: S302 -- as above
        return code

    def put(self, name: str, value: object) -> None:
        """Take a value to be kept."""
        self.data[name] = value
        self._has_new = True

    def keep(self) -> None:
        """Write what is new, where Python would write modules; what cannot be written is compiled again next time."""
        if not self._has_new or self._path is None:
            return
        content = marshal.dumps((self._expressions, self._codes, self.data))
        if len(content) > _MOST:
            return
        unfinished = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            with unfinished.open("xb") as stream:
                stream.write(_BUILD + content)
            unfinished.replace(self._path)  # two that end at once: one of them is kept, whole
        except OSError:
            with contextlib.suppress(OSError):
                unfinished.unlink()


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
