"""Bring article files into the database: safe to repeat, and never over a change made here.

Each article keeps the digest of the file it came from. So three texts are known (that file, the file now, the row
now) and with them who changed what. Articles whose file is gone are kept: the database is the truth.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Manager, Model

from . import articlefile
from .articlefile import ArticleFile, ArticleFileError
from .differences import difference
from .exporting import as_article_file
from .history import record_snapshot
from .imported import Imported
from .models import Article, FormerSlug, Product, Topic, raised_once
from .publishing import missing_proof
from .search.index import postponed
from .search.signatures import normalise


class _UndoError(Exception):
    """Roll back what a dry run did."""


def import_labels(folder: Path) -> list[Imported]:
    """Add what is new in `topics.toml` and `products.toml`; a topic or product that is here stays as it is."""
    found = []
    for model, name in ((Topic, "topic"), (Product, "product")):
        path = folder / f"{name}s.toml"
        if not path.exists():
            continue
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8")).get(name, [])
            known = set(model.objects.values_list("slug", flat=True))
            new = [model(position=at, **table) for at, table in enumerate(tables, 1) if table["slug"] not in known]
            for row in new:
                row.full_clean()
                row.save()
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, KeyError, ValidationError) as error:
            found.append(Imported(path.name, "broken", _explain(error)))
        else:
            found.append(Imported(path.name, "added" if new else "unchanged", ", ".join(row.slug for row in new)))
    return found


def import_articles(folder: Path, *, dry_run: bool = False) -> list[Imported]:
    """Bring each `*.md` of a folder in, each in a transaction of its own; with `dry_run` tell, and change nothing."""
    paths = sorted(folder.glob("*.md"))
    known = {row.slug: row for row in Article.objects.with_everything()}
    former = dict(FormerSlug.objects.values_list("slug", "article__slug"))
    names = {path.stem for path in paths}
    return [_import_path(path, names, known, former, dry_run) for path in paths]


def _import_path(
    path: Path, names: set[str], known: Mapping[str, Article], former: Mapping[str, str], dry_run: bool
) -> Imported:
    try:
        file = articlefile.parse(path.read_text(encoding="utf-8"))
        if path.stem != file.slug:
            raise ArticleFileError(
                2, f"the slug is “{file.slug}”", f"Name the file {file.slug}.md, or change the slug."
            )
        now = former.get(file.slug, "")
        if now in names:
            return Imported(path.name, "kept", f"the article is {now}.md now; delete this file")
        row = known.get(file.slug) or known.get(now) or _renamed(file, names, known)
        with transaction.atomic(), raised_once(), postponed():
            outcome = _import_file(file, row)
            if dry_run:
                raise _UndoError
    except _UndoError:
        pass
    except (ArticleFileError, UnicodeDecodeError, ValidationError) as error:
        return Imported(path.name, "broken", _explain(error))
    return Imported(path.name, *outcome)


def _renamed(file: ArticleFile, names: set[str], known: Mapping[str, Article]) -> Article | None:
    """Return the article that had, as the file says, another address, unless that address has a file of its own."""
    return next((known[alias] for alias in file.aliases if alias in known and alias not in names), None)


def _import_file(file: ArticleFile, row: Article | None) -> tuple[str, str]:
    digest = articlefile.digest(file)
    if row is None:
        _adopt(write_article(file, Article(), reason="imported"), digest)
        return "added", ""
    here = as_article_file(row)
    in_row = articlefile.digest(here)
    if in_row == digest:
        if row.file_digest != digest:
            _adopt(row, digest)
        return "unchanged", ""
    if digest == row.file_digest:
        return "kept", "edited here"
    if in_row != row.file_digest:
        return "conflict", difference(articlefile.dump(here), articlefile.dump(file), "database", "file")
    _adopt(write_article(file, row, reason="imported"), digest)
    return "updated", ""


def _adopt(row: Article, digest: str) -> None:
    """Note the file that the row agrees with; the article does not change by it, so the history shows nothing."""
    Article.objects.filter(pk=row.pk).update(file_digest=digest)


def write_article(file: ArticleFile, article: Article, *, reason: str, keep_aliases: bool = False) -> Article:
    """Make the article, and all that belongs to it, say what the file says; raises ValidationError if it may not.

    With `keep_aliases`, former addresses that the file does not name go on leading to the article.
    """
    labels = {"topics": _labels(Topic, file.topics), "products": _labels(Product, file.products)}
    for key, _ in articlefile.SECTIONS:
        setattr(article, key, file.sections.get(key, ""))
    for key in ("slug", "title", "created", "updated", "confidence", "audience", "fixed_in", "withdrawn"):
        setattr(article, key, getattr(file, key))
    since = file.created if article.is_published else None
    article.published = file.published or article.published or since
    if missing := missing_proof(article, sources=len(file.sources), verifications=len(file.verifications)):
        raise ValidationError({key: [text] for key, text in missing.items()})
    _save(article)
    for name, rows in labels.items():
        getattr(article, name).set(rows)
    texts = [{"text": text} for text in file.signatures]
    _sync(article.signatures, texts, lambda values: normalise(str(values["text"])))
    sources = [{key: getattr(entry, key) for key in ("url", "what", "date", "archived")} for entry in file.sources]
    _sync(article.sources, sources, lambda values: (values["url"], values["what"]))
    keys = ("by", "how", "version", "on", "until", "what")
    records = [{key: getattr(entry, key) for key in keys} for entry in file.verifications]
    _sync(article.verifications, records, lambda values: tuple(values.values()))
    _sync_aliases(article, set(file.aliases), keep=keep_aliases)
    record_snapshot(article, reason=reason)
    return article


def _save(row: Model) -> None:
    """Save a row that may be saved; raises ValidationError if it may not.

    Constraints are the database's to check: to have Django ask it about each before would take longer than all else.
    Only where it refuses does Django say in words which one was broken.
    """
    # Its article was saved the moment before.
    row.full_clean(exclude={"article"}, validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.full_clean()
        raise


def _labels(model: type[Topic] | type[Product], slugs: Iterable[str]) -> list[Model]:
    rows = {row.slug: row for row in model.objects.filter(slug__in=tuple(slugs))}
    for slug in slugs:
        if slug not in rows:
            name = model._meta.model_name
            raise ValidationError(f"There is no {name} “{slug}”. Add it to {name}s.toml.", code=f"{name}s")
    return [rows[slug] for slug in slugs]


def _sync(
    manager: Manager, entries: Sequence[Mapping[str, object]], key: Callable[[Mapping[str, object]], object]
) -> None:
    """Make the rows say what the entries say, in their order; rows that stay keep their identity."""
    names = tuple(entries[0]) if entries else ()
    present: dict[object, list[Model]] = {}
    for row in manager.all():
        present.setdefault(key({name: getattr(row, name) for name in names}) if names else row.pk, []).append(row)
    for position, values in enumerate(entries):
        rows = present.get(key(values), [])
        row = rows.pop(0) if rows else manager.model(article=manager.instance)  # type: ignore[attr-defined]
        wanted = {**values, "position": position}
        if row.pk is None or any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            _save(row)
    for rows in present.values():
        for row in rows:
            row.delete()


def _sync_aliases(article: Article, aliases: set[str], *, keep: bool) -> None:
    """Make the former addresses those that the file names."""
    present = set(article.former_slugs.values_list("slug", flat=True))
    for slug in sorted(aliases - present):
        former = FormerSlug(slug=slug, article=article)
        former.full_clean()
        former.save()
    if not keep:
        article.former_slugs.filter(slug__in=present - aliases).delete()


def _explain(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "line 1: the file is not UTF-8. Save it as UTF-8."
    if isinstance(error, ValidationError):
        if hasattr(error, "error_dict"):
            return "; ".join(f"{key}: {' '.join(texts)}" for key, texts in error.message_dict.items())
        return "; ".join(error.messages)
    return str(error)
