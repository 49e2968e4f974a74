"""Articles as files of a folder, with all that belongs to them: signatures, sources, verification, former addresses."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from django.core.exceptions import ValidationError
from django.db import transaction

from .. import articlefile
from ..articlefile import ArticleFile, ArticleFileError
from ..exporting import as_article_file
from ..importing import write_article
from ..models import Article, FormerSlug, raised_once
from ..search.index import postponed
from .folder import ContentFileError, Piece, Result

HEADINGS = dict(articlefile.SECTIONS)
TABLES = {"sources": "[[source]]", "verifications": "[[verification]]"}


class Articles:
    """The articles, one file each."""

    label = "article"

    def paths(self, folder: Path) -> Iterator[Path]:
        yield from sorted(path for path in (folder / "articles").glob("*.md") if path.is_file())

    def read(self, path: Path, relative: str, text: str) -> Piece:
        try:
            file = articlefile.parse(text)
        except ArticleFileError as error:
            raise ContentFileError(error.line, f"{error.fault}. {error.mend}") from None
        if path.stem != file.slug:
            fault = f"The slug is “{file.slug}”: name the file {file.slug}.md, or change the slug."
            raise ContentFileError(line_of(text, "slug"), fault)
        return _piece(file, relative, text)

    def rows(self) -> dict[str, Piece]:
        found = (as_article_file(row) for row in Article.objects.with_everything().order_by("slug"))
        return {file.slug: _piece(file, f"articles/{file.slug}.md") for file in found}

    def present_name(self, piece: Piece, names: Collection[str], rows: Mapping[str, Piece]) -> str:
        """Follow an article that got another address, here or in the file."""
        if piece.name in rows:
            return piece.name
        file = cast(ArticleFile, piece.content)
        if file is not None and (former := next((a for a in file.aliases if a in rows and a not in names), "")):
            return former
        now = FormerSlug.objects.filter(slug=piece.name).values_list("article__slug", flat=True).first()
        return now if now and now not in names else piece.name

    def write(self, pieces: Sequence[tuple[Piece, str]]) -> list[Result]:
        broken = []
        present = Article.objects.in_bulk([name for _, name in pieces], field_name="slug")
        for piece, name in pieces:
            try:
                with transaction.atomic(), raised_once(), postponed():
                    write_article(cast(ArticleFile, piece.content), present.get(name) or Article(), reason="imported")
            except ValidationError as error:
                broken.append(_broken(piece, error))
        return broken

    def finish(self) -> list[Result]:
        return []


def line_of(text: str, key: str) -> int:
    """Return the line on which an article's file says something: a section, a key of its head, the first table."""
    if key in HEADINGS:
        pattern = rf"##[ \t]+{re.escape(HEADINGS[key])}[ \t]*"
    elif key in TABLES:
        pattern = re.escape(TABLES[key])
    else:
        pattern = rf"{re.escape(key)}\s*=.*"
    lines = text.split("\n")
    return next((at for at, line in enumerate(lines, 1) if re.fullmatch(pattern, line.rstrip("\r"))), 1)


def _piece(file: ArticleFile, path: str, original: str = "") -> Piece:
    return Piece(file.slug, path, original or articlefile.dump(file), articlefile.digest(file), file)


def _broken(piece: Piece, error: ValidationError) -> Result:
    if not hasattr(error, "error_dict"):
        key = getattr(error, "code", None) or ""
        return Result(piece.path, "broken", " ".join(error.messages), line_of(piece.text, key))
    key, texts = next(iter(error.message_dict.items()))
    said = "; ".join(f"{name}: {' '.join(faults)}" for name, faults in error.message_dict.items())
    return Result(piece.path, "broken", said if texts else str(error), line_of(piece.text, key))
