"""The articles, topics, products and rules that are shipped, read once for the tests of this folder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from diagnostics.rulefile import load_rules
from kb.articlefile import ArticleFile, parse

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted((CONTENT / "articles").glob("*.md"))}
ARTICLES: dict[str, ArticleFile] = {slug: parse(text) for slug, text in TEXTS.items()}
RULES = load_rules(ROOT / "diagnostics" / "rules")


def slugs_of(name: str) -> set[str]:
    """Return the slugs of content/topics.toml or content/products.toml."""
    table = name.removesuffix("s")
    return {entry["slug"] for entry in tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))[table]}


def prose(section: str) -> str:
    """Return a section without its code blocks, tables and headings."""
    text = re.sub(r"(?ms)^(`{3,}|~{3,}).*?^\1\s*$", "", section)
    return "\n".join(line for line in text.split("\n") if not line.startswith(("|", "#")))


def sentences(section: str) -> Iterator[str]:
    """Yield the sentences of a section's prose, inline code counted as one word."""
    text = re.sub(r"`[^`]*`", "code", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", prose(section)))
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)", text):
        for sentence in re.split(r"(?<=[.!?:;])\s+", " ".join(block.split())):
            if re.search(r"\w", sentence):
                yield sentence
