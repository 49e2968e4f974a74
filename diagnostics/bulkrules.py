"""Rules as files of a folder: those that run in `rules/`, the others in a folder named after their state."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import cast

from django.core.exceptions import ValidationError
from django.db import transaction
from simple_history.utils import update_change_reason

from kb.bulk.folder import ContentFileError, Piece, Result

from . import rulefile
from .engine.rules.examples import check_all
from .engine.rules.rule import Rule as EngineRule
from .gate import known_articles
from .loading import active_rules
from .models import Rule, Status, tidy


class Rules:
    """The rules, one file each; the folder says whether a rule is active, a draft, deprecated or removed."""

    label = "rule"

    def paths(self, folder: Path) -> Iterator[Path]:
        for status in Status:
            yield from sorted(path for path in (folder / _folder(status)).glob("*.toml") if path.is_file())

    def read(self, path: Path, relative: str, text: str) -> Piece:
        try:
            rule = rulefile.parse(tidy(text))
        except rulefile.RuleFileError as error:
            raise ContentFileError(error.line, f"{f'{error.path}: ' if error.path else ''}{error.message}") from None
        return _piece(rule.code, relative, tidy(text), _status(relative), rule)

    def rows(self) -> dict[str, Piece]:
        rows = Rule.objects.order_by("code").values_list("code", "name", "status", "source")
        return {
            code: _piece(code, f"{_folder(status)}/{code}-{name}.toml", source, status)
            for code, name, status, source in rows
        }

    def present_name(self, piece: Piece, names: Collection[str], rows: Mapping[str, Piece]) -> str:
        return piece.name

    def write(self, pieces: Sequence[tuple[Piece, str]]) -> list[Result]:
        """Bring rules in, all or none: each active one is tried on the examples of all that would run with it."""
        rules = {piece.name: cast(EngineRule, piece.content) for piece, _ in pieces}
        faults = _faults(rules, {piece.name for piece, _ in pieces if _status(piece.path) == Status.ACTIVE})
        if faults:
            return [
                Result(piece.path, "broken", "\n".join(found))
                for piece, _ in pieces
                if (found := faults.get(piece.name))
            ]
        rows = Rule.objects.in_bulk(rules, field_name="code")
        broken = []
        for piece, _ in pieces:
            try:
                with transaction.atomic():
                    _write(rows.get(piece.name) or Rule(), piece, rules[piece.name])
            except ValidationError as error:
                broken.append(Result(piece.path, "broken", "; ".join(error.messages)))
        return broken

    def finish(self) -> list[Result]:
        return []


def _write(row: Rule, piece: Piece, rule: EngineRule) -> None:
    row.source, row.status = piece.text, _status(piece.path)
    row.follow(rule)
    row.clean_fields()
    row.validate_constraints()
    row.save()
    update_change_reason(row, "imported")


def _faults(rules: Mapping[str, EngineRule], active: Collection[str]) -> dict[str, list[str]]:
    """Return, by code, what keeps the given rules from running together with those that run already."""
    running = [rules[code] for code in sorted(active)]
    if not running:
        return {}
    others = [rule for rule in active_rules().rules if rule.code not in rules]
    faults: dict[str, list[str]] = {}
    for failure in check_all([*others, *running], None):
        for code in {failure.rule, failure.owner} & set(active):
            faults.setdefault(code, []).append(failure.explain())
    known = known_articles(running)
    for rule in running:
        if rule.article not in known:
            faults.setdefault(rule.code, []).append(f"There is no article “{rule.article}”.")
    return faults


def _folder(status: str) -> str:
    return "rules" if status == Status.ACTIVE else f"rules/{status}"


def _status(relative: str) -> str:
    parent = Path(relative).parent.name
    return parent if parent in Status.values else Status.ACTIVE


def _piece(code: str, path: str, text: str, status: str, rule: EngineRule | None = None) -> Piece:
    return Piece(code, path, text, sha256(f"{status}\n{text}".encode()).hexdigest(), rule)
