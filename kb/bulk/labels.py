"""Topics and products as one file each, in the order in which readers see them."""

import json
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from ..models import Product, Topic
from .folder import ContentFileError, Piece, Result

FIELDS: dict[type[Model], tuple[str, ...]] = {Topic: ("slug", "title", "summary"), Product: ("slug", "title")}
_PLACE = re.compile(r"\(at line (\d+), column \d+\)")


class Labels:
    """The topics, or the products: one piece, for their order belongs to them."""

    def __init__(self, model: type[Topic] | type[Product]) -> None:
        self.model = model
        self.table = str(model._meta.model_name)
        self.label = self.name = f"{self.table}s"
        self.path = f"{self.name}.toml"
        self.leaving: tuple[Piece, set[str]] | None = None

    def paths(self, folder: Path) -> Iterator[Path]:
        path = folder / self.path
        yield from [path] if path.is_file() else []

    def read(self, path: Path, relative: str, text: str) -> Piece:
        entries = self.parse(text)
        canonical = self.dump(entries)
        return Piece(self.name, relative, canonical, sha256(canonical.encode()).hexdigest(), entries)

    def rows(self) -> dict[str, Piece]:
        fields = FIELDS[self.model]
        entries = [dict(zip(fields, row, strict=True)) for row in self.model.objects.values_list(*fields)]
        text = self.dump(entries)
        return {self.name: Piece(self.name, self.path, text, sha256(text.encode()).hexdigest())} if entries else {}

    def present_name(self, piece: Piece, names: Collection[str], rows: Mapping[str, Piece]) -> str:
        return piece.name

    def parse(self, text: str) -> list[dict[str, str]]:
        """Return the entries of a file; raise ContentFileError with the line."""
        try:
            data = tomllib.loads(text.replace("\r\n", "\n"))
        except tomllib.TOMLDecodeError as error:
            place = _PLACE.search(str(error))
            raise ContentFileError(
                int(place[1]) if place else text.count("\n") + 1, f"This is not TOML: {error}."
            ) from None
        tables = data.get(self.table)
        if set(data) - {self.table} or not isinstance(tables or [], list):
            raise ContentFileError(1, f"This file has [[{self.table}]] tables, and nothing else.")
        starts = [at for at, line in enumerate(text.split("\n"), 1) if line.strip() == f"[[{self.table}]]"]
        entries: list[dict[str, str]] = []
        for number, table in enumerate(tables or []):
            line = starts[number] if number < len(starts) else 1
            entries.append(self._entry(table, line))
            for key in ("slug", "title"):
                if any(former[key] == entries[-1][key] for former in entries[:-1]):
                    raise ContentFileError(line, f"Two {self.name} have the {key} “{entries[-1][key]}”.")
        return entries

    def _entry(self, table: object, line: int) -> dict[str, str]:
        fields = FIELDS[self.model]
        if not isinstance(table, dict) or set(table) - set(fields):
            raise ContentFileError(line, f"A {self.table} has {', '.join(fields)}, and nothing else.")
        entry = {key: table.get(key, "") for key in fields}
        for key, value in entry.items():
            if not isinstance(value, str) or (not value.strip() and key != "summary"):
                raise ContentFileError(line, f'“{key}” is missing: write {key} = "…".')
        return entry

    def dump(self, entries: Sequence[Mapping[str, str]]) -> str:
        """Return the file of these entries."""
        tables = [
            "\n".join([f"[[{self.table}]]", *(f"{key} = {_string(value)}" for key, value in entry.items() if value)])
            for entry in entries
        ]
        return "\n\n".join(tables) + "\n"

    def write(self, pieces: Sequence[tuple[Piece, str]]) -> list[Result]:
        """Add and change what the file says; what it does not name any more goes when all articles are written."""
        for piece, _ in pieces:
            entries: Any = piece.content
            known = {row.slug: row for row in self.model.objects.all()}
            for position, entry in enumerate(entries, 1):
                row = known.pop(entry["slug"], None) or self.model()
                try:
                    with transaction.atomic():
                        self._fill(row, entry, position)
                except ValidationError as error:
                    said = "; ".join(f"{key}: {' '.join(texts)}" for key, texts in error.message_dict.items())
                    return [Result(piece.path, "broken", f"{entry['slug']}: {said}")]
            self.leaving = (piece, set(known))
        return []

    def _fill(self, row: Any, entry: Mapping[str, str], position: int) -> None:
        wanted = {**entry, "position": position}
        if row.pk is None or any(getattr(row, key) != value for key, value in wanted.items()):
            for key, value in wanted.items():
                setattr(row, key, value)
            row.full_clean()
            row.save()

    def finish(self) -> list[Result]:
        """Delete what the file does not name any more, unless an article stands under it."""
        if self.leaving is None:
            return []
        (piece, slugs), self.leaving = self.leaving, None
        for row in self.model.objects.filter(slug__in=slugs):
            if number := row.articles.count():
                detail = f"“{row.slug}” is not in this file, but {number} articles stand under it."
                return [Result(piece.path, "broken", detail)]
            row.delete()
        return []


def _string(value: str) -> str:
    # What JSON writes for a text is a basic string of TOML, too, but for the one control character that JSON leaves.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
