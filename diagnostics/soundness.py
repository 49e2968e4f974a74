"""Documented configurations, in which no rule may find anything; shipped, so that the gate asks them too."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .engine.findings import Login, Mode
from .engine.rules.rule import Example, ExampleDocument

FOLDER = Path(__file__).parent / "sound"


@dataclass(frozen=True, slots=True)
class Documented:
    """One configuration, the file of ours that has it, and the page that documents it."""

    file: str
    source: str
    example: Example


@cache
def documented() -> tuple[Documented, ...]:
    """Return every configuration of the folder's files, in their order."""
    return tuple(_read())


def _read() -> Iterator[Documented]:
    for path in sorted(FOLDER.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            example = Example(
                "good",
                case["title"],
                tuple(ExampleDocument(each["name"], each["text"]) for each in case["document"]),
                Login(case.get("login", "unknown")),
                Mode(case.get("mode", "print")),
            )
            yield Documented(path.name, case["source"], example)
