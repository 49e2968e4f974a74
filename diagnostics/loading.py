"""The active rules, from the database: read and parsed again only when one of them changed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache

from . import rulefile
from .engine.rules.rule import Rule as EngineRule
from .models import Rule

logger = logging.getLogger("verdict.rules")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An active rule whose text this version cannot read: said in every report, for silence would be a lie."""

    code: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The rules that a check runs, by code."""

    rules: tuple[EngineRule, ...]
    unreadable: tuple[Unreadable, ...] = ()


def active_rules() -> Loaded:
    """Return the active rules as they are in the database now.

    What was parsed is kept in this process under a token of the database's state, so that a change by any other
    process shows at the next check.
    """
    return _load(Rule.objects.state())


@lru_cache(maxsize=2)
def _load(state: tuple[int, int, str]) -> Loaded:
    rules: list[EngineRule] = []
    unreadable: list[Unreadable] = []
    for code, name, title, source in Rule.objects.active().values_list("code", "name", "title", "source"):
        try:
            rules.append(rulefile.parse(source))
        except rulefile.RuleFileError as error:
            logger.error("The active rule %s cannot be read (line %d); checks run without it.", code, error.line)
            unreadable.append(Unreadable(code, name, title))
    return Loaded(tuple(rules), tuple(unreadable))
