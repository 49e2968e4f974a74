"""Write rules from the database to files, never over a change that somebody made in a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.differences import difference

from .models import Rule, digest, tidy


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of one rule: `outcome` is written, unchanged, kept or conflict."""

    name: str
    outcome: str
    detail: str = ""


def export_rules(folder: Path, *, adopt: bool) -> list[Exported]:
    """Write every active rule to `folder/<code>-<name>.toml`; drafts stay in the database.

    A file that was changed since it was imported stays as it is. With `adopt`, the rows take the written files as
    those they came from, so that the next import knows who changed what: right for the project's own folder, wrong
    for a copy.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_export(rule, folder, adopt) for rule in Rule.objects.active()]


def _export(rule: Rule, folder: Path, adopt: bool) -> Exported:
    path = folder / f"{rule.code}-{rule.name}.toml"
    present = next(iter(sorted(folder.glob(f"{rule.code}-*.toml"))), path)
    in_file = tidy(present.read_text(encoding="utf-8")) if present.exists() else ""
    seen, wanted = digest(in_file) if in_file else "", rule.digest
    if seen and seen not in {wanted, rule.file_digest}:
        if wanted == rule.file_digest:
            return Exported(present.name, "kept", "the file was changed; import it")
        return Exported(present.name, "conflict", difference(in_file, rule.source, "file", "database"))
    if seen != wanted or present != path:
        path.write_text(rule.source, encoding="utf-8", newline="\n")
        if present != path:  # the rule has another name now
            present.unlink(missing_ok=True)
    if adopt and rule.file_digest != wanted:
        Rule.objects.filter(pk=rule.pk).update(file_digest=wanted)
    return Exported(path.name, "unchanged" if seen == wanted and present == path else "written")
