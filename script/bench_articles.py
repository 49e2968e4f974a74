"""Make as many article files as wanted out of the real ones, so that words and their frequencies are natural.

Each part of a made article (a section's blocks, half a title, half a message, sources, verifications) comes from a real
article, drawn with a fixed seed: two runs measure the same texts. Blocks are moved whole, so that Markdown stays whole.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from kb.articlefile import MAY_BE_ABSENT, SECTIONS, ArticleFile, dump, parse

SEED = 20
BYTES = 4_000  # of a made article, about
_BLOCK = re.compile(r"\n\n(?=[^\s`~|])")
_CODE_FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)


def read_articles(folder: Path) -> list[ArticleFile]:
    """Return the published articles of a folder."""
    found = [parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.md"))]
    return [one for one in found if one.audience == "public" and one.confidence in {"validated", "not validated"}]


def write_articles(real: list[ArticleFile], folder: Path, number: int) -> list[ArticleFile]:
    """Write so many made articles as files into a folder, and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    made = list(made_articles(real, number))
    for one in made:
        (folder / f"{one.slug}.md").write_text(dump(one), encoding="utf-8")
    return made


def made_articles(real: list[ArticleFile], number: int) -> Iterator[ArticleFile]:
    """Give so many articles, each mixed from real ones."""
    draw = random.Random(SEED)  # noqa: S311, nothing secret is drawn
    blocks = {key: [part for one in real for part in _blocks(one.sections.get(key, ""))] for key, _ in SECTIONS}
    messages = [text for one in real for text in one.signatures]
    slugs: set[str] = set()
    for at in range(number):
        base = draw.choice(real)
        title = _crossed(draw, [one.title for one in real])
        slug = _slug(title, at, slugs)
        yield replace(
            base,
            slug=slug,
            title=title,
            aliases=(),
            topics=draw.choice(real).topics,
            products=draw.choice(real).products,
            signatures=tuple(dict.fromkeys(_crossed(draw, messages) for _ in base.signatures)),
            sources=tuple(dict.fromkeys(source for _ in range(2) for source in draw.choice(real).sources)),
            sections=_sections(draw, base, blocks),
        )


def _sections(draw: random.Random, base: ArticleFile, blocks: dict[str, list[str]]) -> dict[str, str]:
    """Fill the sections that the base has, each with a block; then add blocks until the article is long enough."""
    keys = [key for key, _ in SECTIONS if key not in MAY_BE_ABSENT or base.sections.get(key)]
    chosen = {key: [draw.choice(blocks[key])] for key in keys}
    long = [key for key in keys if key not in {"short_answer", "steps"}]
    size = sum(len(parts[0]) for parts in chosen.values())
    for _ in count():
        if size >= BYTES - len(dump(replace(base, sections={}))):
            break
        key = draw.choice(long)
        part = draw.choice(blocks[key])
        if part not in chosen[key]:
            chosen[key].append(part)
            size += len(part)
    return {key: "\n\n".join(parts) for key, parts in chosen.items()}


def _blocks(section: str) -> list[str]:
    """Cut a section between its blocks; one in which code could be torn apart stays whole."""
    parts = _BLOCK.split(section) if not _CODE_FENCE.search(section) else [section]
    return [part for part in parts if part.strip()]


def _crossed(draw: random.Random, texts: list[str]) -> str:
    """Return the first half of one text with the second half of another."""
    one, other = draw.choice(texts).split(), draw.choice(texts).split()
    return " ".join([*one[: (len(one) + 1) // 2], *other[len(other) // 2 :]])[:200].strip()


def _slug(title: str, at: int, taken: set[str]) -> str:
    words = "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:100].strip("-")
    slug = f"{words}-{at}" if words in taken or not words else words
    taken.add(slug)
    return slug
