"""Write articles from the database to files, never over a change that somebody made in a file."""

from dataclasses import dataclass
from pathlib import Path

from . import articlefile
from .articlefile import ArticleFile, SourceEntry, VerificationEntry
from .differences import difference
from .models import Article


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of one article: `outcome` is written, unchanged, kept or conflict."""

    slug: str
    outcome: str
    detail: str = ""


def as_article_file(article: Article) -> ArticleFile:
    """Return what the article's file says; quick if the article was fetched `with_everything`."""
    return ArticleFile(
        slug=article.slug,
        title=article.title,
        created=article.created,
        updated=article.updated,
        published=article.published if article.published != article.created else None,
        confidence=article.confidence,
        audience=article.audience,
        fixed_in=article.fixed_in,
        withdrawn=article.withdrawn,
        topics=tuple(topic.slug for topic in article.topics.all()),
        products=tuple(product.slug for product in article.products.all()),
        signatures=tuple(signature.text for signature in article.signatures.all()),
        aliases=tuple(sorted(former.slug for former in article.former_slugs.all())),
        sources=tuple(SourceEntry(row.url, row.what, row.date, row.archived) for row in article.sources.all()),
        verifications=tuple(
            VerificationEntry(row.by, row.how, row.on, row.until, row.what, row.version)
            for row in article.verifications.all()
        ),
        sections={key: text for key, _ in articlefile.SECTIONS if (text := getattr(article, key))},
    )


def export_articles(folder: Path, *, adopt: bool) -> list[Exported]:
    """Write every article to `folder/<slug>.md`.

    A file that was changed since it was imported stays as it is. With `adopt`, the rows take the written files as
    those they came from, so that the next import knows who changed what: right for the project's own folder, wrong
    for a copy.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_export(article, folder, adopt) for article in Article.objects.with_everything().order_by("slug")]


def _export(article: Article, folder: Path, adopt: bool) -> Exported:
    row = as_article_file(article)
    text, digest = articlefile.dump(row), articlefile.digest(row)
    path = folder / f"{article.slug}.md"
    present = path.read_text(encoding="utf-8") if path.exists() else None
    in_file = "" if present is None else _digest(present)
    if in_file and in_file not in {digest, article.file_digest}:
        if digest == article.file_digest:
            return Exported(article.slug, "kept", "the file was changed; import it")
        return Exported(article.slug, "conflict", difference(present or "", text, "file", "database"))
    if in_file != digest:
        path.write_text(text, encoding="utf-8", newline="\n")
    if adopt and article.file_digest != digest:
        Article.objects.filter(pk=article.pk).update(file_digest=digest)
    return Exported(article.slug, "unchanged" if in_file == digest else "written")


def _digest(text: str) -> str:
    """Return the digest of a file's article; of one that cannot be read, a digest that equals no other."""
    try:
        return articlefile.digest(articlefile.parse(text))
    except articlefile.ArticleFileError:
        return "unreadable"
