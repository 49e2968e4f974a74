"""What is shipped beside the program: the rules, and the error messages that the articles know. No Django."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

RULES = Path(__file__).parent / "rules"
ARTICLES = Path(__file__).parent.parent / "content" / "articles"

_FRONT_MATTER = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n", re.DOTALL)


@lru_cache(maxsize=1)
def shipped_signatures() -> tuple[tuple[str, str], ...]:
    """Return the error messages of the article files, as pairs (slug, message); nothing where there are no files."""
    pairs: list[tuple[str, str]] = []
    for path in sorted(ARTICLES.glob("*.md")):
        front = _FRONT_MATTER.match(path.read_text(encoding="utf-8"))
        try:
            data = tomllib.loads(front[1]) if front else {}
        except tomllib.TOMLDecodeError:
            continue  # the importer says so, with the line; here the other articles still count
        slug, signatures = data.get("slug"), data.get("signatures")
        if isinstance(slug, str) and isinstance(signatures, list):
            pairs += [(slug, signature) for signature in signatures if isinstance(signature, str)]
    return tuple(pairs)
