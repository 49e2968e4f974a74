"""Bring rule files into the database: safe to repeat, and never over a change made here.

Each rule keeps the digest of the file it came from. So three texts are known (that file, the file now, the row now)
and with them who changed what. Rules whose file is gone are kept: the database is the truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from simple_history.utils import update_change_reason

from kb.differences import difference
from kb.imported import Imported

from . import rulefile
from .engine.rules.examples import check_all, check_sound
from .engine.rules.rule import Rule as EngineRule
from .gate import known_articles
from .loading import active_rules
from .models import Rule, Status, digest, tidy
from .soundness import documented


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    text: str
    rule: EngineRule


def import_rules(folder: Path, *, dry_run: bool = False) -> list[Imported]:
    """Bring each `*.toml` of a folder in; a rule whose examples do not come out as marked is kept as a draft.

    All files are read first, because each rule is tried on the examples of all others. With `dry_run` tell, and change
    nothing.
    """
    files, results = _read(sorted(folder.glob("*.toml")))
    rows = {row.code: row for row in Rule.objects.all()}
    wanted = []
    for file in files:
        outcome, detail = _compare(file, rows.get(file.rule.code))
        if outcome in {"added", "updated"}:
            wanted.append((file, outcome))
        else:
            results.append(Imported(file.name, outcome, detail))
            if not dry_run and outcome == "unchanged":
                _adopt(rows[file.rule.code], digest(file.text))
    faults = _faults([file.rule for file, _ in wanted])
    for file, outcome in wanted:
        results.append(_write(file, rows.get(file.rule.code), outcome, faults, dry_run))
    return sorted(results, key=lambda result: result.name)


def _read(paths: Iterable[Path]) -> tuple[list[_File], list[Imported]]:
    """Read the files; one that cannot be read, or whose code another file has, is broken."""
    files: dict[str, _File] = {}
    broken = []
    for path in paths:
        try:
            text = tidy(path.read_text(encoding="utf-8"))
            rule = rulefile.parse(text)
        except UnicodeDecodeError:
            broken.append(Imported(path.name, "broken", "line 1: the file is not UTF-8. Save it as UTF-8."))
        except rulefile.RuleFileError as error:
            broken.append(Imported(path.name, "broken", str(error)))
        else:
            if rule.code in files:
                detail = f"line 1: {rule.code} is the code of {files[rule.code].name} too."
                broken.append(Imported(path.name, "broken", detail))
            else:
                files[rule.code] = _File(path.name, text, rule)
    return list(files.values()), broken


def _compare(file: _File, row: Rule | None) -> tuple[str, str]:
    if row is None:
        return "added", ""
    in_file, in_row = digest(file.text), row.digest
    if in_row == in_file:
        # A draft that nobody has touched waits for what it lacked, such as its article: try it again.
        return ("updated", "") if row.status == Status.DRAFT and row.version == 1 else ("unchanged", "")
    if in_file == row.file_digest:
        return "kept", "edited here"
    if in_row != row.file_digest:
        return "conflict", difference(row.source, file.text, "database", "file")
    return "updated", ""


def _faults(changed: list[EngineRule]) -> Mapping[str, list[str]]:
    """Return, by the code of a new or changed rule, what keeps it from running beside all others."""
    if not changed:
        return {}
    codes = {rule.code for rule in changed}
    others = [rule for rule in active_rules().rules if rule.code not in codes]
    faults: dict[str, list[str]] = {}
    for failure in check_all([*others, *changed], None):
        for code in {failure.rule, failure.owner} & codes:
            faults.setdefault(code, []).append(failure.explain())
    known = known_articles(changed)
    for failure in check_sound(changed, [case.example for case in documented()]):
        faults.setdefault(failure.rule, []).append(failure.explain())
    for rule in changed:
        if rule.article not in known:
            faults.setdefault(rule.code, []).append(f"{rule.code}: there is no article “{rule.article}”.")
    return faults


def _write(file: _File, row: Rule | None, outcome: str, faults: Mapping[str, list[str]], dry_run: bool) -> Imported:
    """Make the row say what the file says. Refused: a new rule becomes a draft, one that runs stays as it was."""
    found = faults.get(file.rule.code, [])
    detail = "\n".join(found)
    if row is not None and row.status == Status.ACTIVE and found:
        return Imported(file.name, "refused", detail)
    if dry_run or (row is not None and found and row.source == file.text):
        return Imported(file.name, "refused" if found else outcome, detail)
    row = row or Rule()
    is_untouched = row.version <= 1 and row.status == Status.DRAFT
    if is_untouched:
        row.status = Status.DRAFT if found else Status.ACTIVE
    row.source = file.text
    try:
        with transaction.atomic():
            row.follow(file.rule)
            row.clean_fields()
            row.validate_constraints()
            row.save()
            update_change_reason(row, "imported")
            if is_untouched and found:
                # Still untouched: the next import tries it again.
                Rule.objects.filter(pk=row.pk).update(version=1)
            _adopt(row, digest(file.text))
    except ValidationError as error:
        return Imported(file.name, "broken", "; ".join(error.messages))
    return Imported(file.name, "refused" if found else outcome, detail)


def _adopt(row: Rule, file_digest: str) -> None:
    """Note the file that the row agrees with; this is no change of the rule, so it leaves no trace in the history."""
    if row.file_digest != file_digest:
        Rule.objects.filter(pk=row.pk).update(file_digest=file_digest)
