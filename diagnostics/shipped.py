"""What is shipped beside the program: the rules, and what the articles are called and know. No Django, no articles."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import cast

from .compiledrules import load
from .engine.rules.rule import Rule

RULES = Path(__file__).parent / "rules"
COMPILED = Path(__file__).parent / "rules.jsonl"  # written by shipping.py from the rules
ARTICLES = Path(__file__).parent / "articles.json"  # written by shipping.py from content/articles


def shipped_rules() -> tuple[Rule, ...]:
    """Return the shipped rules by code, as their files are now; raise RuleFileError for one that cannot be read."""
    return load(RULES, COMPILED)


@lru_cache(maxsize=1)
def shipped_articles() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return slug, title and error messages of each article; nothing where the file is missing."""
    if not ARTICLES.exists():
        return ()
    rows = cast("list[dict[str, object]]", json.loads(ARTICLES.read_text(encoding="utf-8")))
    return tuple(
        (str(row["slug"]), str(row["title"]), tuple(map(str, cast("list[object]", row["signatures"])))) for row in rows
    )


@lru_cache(maxsize=1)
def shipped_signatures() -> tuple[tuple[str, str], ...]:
    """Return the error messages that articles know, as pairs (slug, message)."""
    return tuple((slug, signature) for slug, _, signatures in shipped_articles() for signature in signatures)
