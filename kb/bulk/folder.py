"""A folder that holds content, kept in step with the database: three texts of each piece decide who changed what.

The folder remembers, in `verdict.json`, the digest of each piece at the time both sides last agreed. So the piece in
the file, the piece in the database and that digest tell which side was changed; where both were, nothing is
overwritten unless a person says which side is to be taken. A run does all it was asked to, or nothing.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from django.db import transaction

from ..differences import difference

STATE = "verdict.json"
SCHEMA = "verdict-content/1"
ALL = "all"
UNREADABLE = "unreadable"  # the digest of a file that cannot be read: equal to no other
FAILURES = frozenset({"conflict", "broken"})
AGREED = frozenset({"added", "updated", "unchanged", "written"})


class ContentFileError(ValueError):
    """What is wrong with a file: its line and the fault."""

    def __init__(self, line: int, fault: str) -> None:
        super().__init__(fault)
        self.line, self.fault = line, fault


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of content: its name (a slug, a code), its place in the folder, its text and the digest of that."""

    name: str
    path: str
    text: str
    digest: str
    content: object = field(default=None, compare=False, repr=False)  # what its kind read from the text


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one piece: added, updated, unchanged, kept, written, moved aside, conflict or broken; and why."""

    path: str
    outcome: str
    detail: str = ""
    line: int = 0

    @property
    def is_failure(self) -> bool:
        return self.outcome in FAILURES

    def __str__(self) -> str:
        if self.outcome == "broken":
            return f"{self.path}:{self.line or 1}: {self.detail}"
        if self.outcome == "conflict":
            return f"{self.path}: both sides were changed\n{self.detail}"
        return f"{self.outcome}: {self.path}" + (f" ({self.detail})" if self.detail else "")


class Kind(Protocol):
    """One kind of content: where its files are, and how its pieces are read and written."""

    label: str

    def paths(self, folder: Path) -> Iterator[Path]:
        """Give the files of this kind."""

    def read(self, path: Path, relative: str, text: str) -> Piece:
        """Return the piece that a file holds; raise ContentFileError."""

    def rows(self) -> dict[str, Piece]:
        """Return what is in the database, by name."""

    def present_name(self, piece: Piece, names: Collection[str], rows: Mapping[str, Piece]) -> str:
        """Return the name under which the database has a file's piece: another one if it was renamed since."""

    def write(self, pieces: Sequence[tuple[Piece, str]]) -> list[Result]:
        """Bring pieces, each with its name in the database, into it; return what is wrong with them."""

    def finish(self) -> list[Result]:
        """Do what had to wait until the other kinds were written."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which side a person takes where the two differ: names or paths of pieces, or `all`."""

    ours: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()

    def side(self, piece: Piece) -> str:
        """Return "ours" (the database), "theirs" (the folder) or nothing."""
        own = {piece.name, piece.path}
        for side, named in (("ours", self.ours), ("theirs", self.theirs)):
            if own & named:
                return side
        return "ours" if ALL in self.ours else "theirs" if ALL in self.theirs else ""

    def unknown(self, pieces: Collection[Piece]) -> list[str]:
        """Return the names that no piece has."""
        known = {ALL, *(piece.name for piece in pieces), *(piece.path for piece in pieces)}
        return sorted((self.ours | self.theirs) - known)


class _UndoError(Exception):
    """Roll back: a dry run, or a run in which something failed."""


class State:
    """What both sides last agreed on, by kind and name."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / STATE
        self.digests: dict[str, str] = {}
        if not self.file.exists():
            return
        try:
            data = json.loads(self.file.read_text(encoding="utf-8"))
            if data["schema"] != SCHEMA:
                raise ContentFileError(1, f"This folder was written in another form: {str(data['schema'])[:60]!r}.")
            self.digests = {str(key): str(value) for key, value in data["agreed"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if isinstance(error, ContentFileError):
                raise
            fault = f"This is not what an export writes ({error}). Take it from the export again, or delete it."
            raise ContentFileError(getattr(error, "lineno", 1), fault) from None

    def agreed(self, kind: Kind, name: str) -> str:
        return self.digests.get(f"{kind.label} {name}", "")

    def agree(self, kind: Kind, name: str, digest: str) -> None:
        self.digests[f"{kind.label} {name}"] = digest

    def forget(self, kind: Kind, name: str) -> None:
        self.digests.pop(f"{kind.label} {name}", None)

    def write(self) -> None:
        """Write it if it changed; a folder that cannot be written to is still a good source."""
        data = {"schema": SCHEMA, "agreed": dict(sorted(self.digests.items()))}
        text = json.dumps(data, indent=1, ensure_ascii=False) + "\n"
        if not self.file.exists() or self.file.read_text(encoding="utf-8") != text:
            write_whole(self.file, text)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(path)


def read_kind(kind: Kind, folder: Path) -> tuple[dict[str, Piece], list[Result]]:
    """Return the pieces of the kind's files by name, and what is wrong with the others."""
    pieces: dict[str, Piece] = {}
    broken = []
    for path in kind.paths(folder):
        relative = path.relative_to(folder).as_posix()
        try:
            piece = kind.read(path, relative, path.read_text(encoding="utf-8"))
            if piece.name in pieces:
                raise ContentFileError(1, f"{pieces[piece.name].path} has {piece.name}, too.")
        except ContentFileError as error:
            broken.append(Result(relative, "broken", error.fault, error.line))
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            broken.append(Result(relative, "broken", "This is not UTF-8. Save the file as UTF-8.", line))
        else:
            pieces[piece.name] = piece
    return pieces, broken


def strays(folder: Path, kinds: Sequence[Kind]) -> list[Result]:
    """Return, as broken, the files that look like content but stand where nothing is read, such as `rules/actif/`."""
    read = {path for kind in kinds for path in kind.paths(folder)}
    likely = [
        *folder.glob("*.toml"),
        *(path for name in ("articles", "rules") for path in (folder / name).rglob("*.*")),
    ]
    return [
        Result(
            path.relative_to(folder).as_posix(), "broken", "Nothing is read from here. Mind the folder and the ending."
        )
        for path in sorted(likely)
        if path.is_file() and path not in read and not path.name.startswith(".")
    ]


def import_folder(
    folder: Path, kinds: Sequence[Kind], *, choice: Choice | None = None, dry_run: bool = False
) -> list[Result]:
    """Bring a folder into the database, in one transaction that leaves nothing behind if anything fails.

    The kinds come in the order in which they need each other. With `dry_run` tell, and change nothing. Raises
    ContentFileError if the folder's own state cannot be read, or `choice` names what is not there.
    """
    choice = choice or Choice()
    state = State(folder)
    read = [(kind, *read_kind(kind, folder)) for kind in kinds]
    _refuse_unknown(choice, [piece for _, pieces, _ in read for piece in pieces.values()])
    results = strays(folder, kinds)
    try:
        with transaction.atomic():
            for kind, pieces, broken in read:
                results += broken + _import_kind(kind, pieces, state, choice)
            for kind in reversed(kinds):
                results += kind.finish()
            if dry_run or any(result.is_failure for result in results):
                raise _UndoError
    except _UndoError:
        return results
    try:
        state.write()
    except OSError as error:
        detail = f"{error.strerror}; the next run cannot tell which side was changed since"
        results.append(Result(STATE, "not written", detail))
    return results


def _import_kind(kind: Kind, pieces: Mapping[str, Piece], state: State, choice: Choice) -> list[Result]:
    rows = kind.rows()
    results, wanted = [], []
    for piece in pieces.values():
        name = kind.present_name(piece, pieces, rows)
        row = rows.get(name)
        outcome = _judge(piece, row, state.agreed(kind, name), choice.side(piece))
        if outcome in {"added", "updated"}:
            wanted.append((piece, name, outcome))
        else:
            detail = {"kept": "changed in the database only"}.get(outcome, "")
            if row is not None and outcome == "conflict":
                detail = difference(row.text, piece.text, f"database/{row.path}", f"folder/{piece.path}")
            results.append(Result(piece.path, outcome, detail))
        if outcome in AGREED or (outcome == "kept" and choice.side(piece) == "ours"):
            if name != piece.name:
                state.forget(kind, name)
            state.agree(kind, piece.name, piece.digest)
    broken = {result.path: result for result in kind.write([(piece, name) for piece, name, _ in wanted])}
    results += [broken.get(piece.path) or Result(piece.path, outcome) for piece, _, outcome in wanted]
    return sorted(results, key=lambda result: result.path)


def _judge(piece: Piece, row: Piece | None, agreed: str, side: str) -> str:
    """Return what an import does with a file's piece."""
    if row is None:
        return "added"
    if row.digest == piece.digest:
        return "unchanged"
    if side:
        return "updated" if side == "theirs" else "kept"
    if row.digest == agreed:
        return "updated"
    return "kept" if piece.digest == agreed else "conflict"


def export_folder(
    folder: Path, kinds: Sequence[Kind], *, choice: Choice | None = None, dry_run: bool = False
) -> list[Result]:
    """Write everything to a folder; if anything is in conflict, write nothing at all.

    A file whose piece is not in the database any more is named and left, unless the piece has another name now. Raises
    ContentFileError as `import_folder` does.
    """
    choice = choice or Choice()
    state = State(folder)
    results: list[Result] = []
    writes: list[tuple[Piece, str]] = []
    gone: list[str] = []
    known: list[Piece] = []
    for kind in kinds:
        files = _files_of(kind, folder)
        rows = kind.rows()
        known += [*rows.values(), *files.values()]
        for row in sorted(rows.values(), key=lambda piece: piece.path):
            present = files.pop(row.name, None)
            result, is_written = _export_piece(row, present, state.agreed(kind, row.name), choice.side(row))
            results.append(result)
            if result.outcome in AGREED or (result.outcome == "kept" and choice.side(row) == "theirs"):
                state.agree(kind, row.name, row.digest)
            if is_written:
                writes.append((row, present.path if present and present.path != row.path else ""))
        for piece in files.values():
            if kind.present_name(piece, (), rows) != piece.name and piece.digest == state.agreed(kind, piece.name):
                gone.append(piece.path)
                state.forget(kind, piece.name)
                results.append(Result(piece.path, "removed", "it has another name now"))
            else:
                results.append(Result(piece.path, "left", "not in the database; import it or delete it"))
    _refuse_unknown(choice, known)
    if dry_run or any(result.is_failure for result in results):
        return results
    for row, former in writes:
        write_whole(folder / row.path, row.text)
        gone += [former] if former else []
    for path in gone:
        (folder / path).unlink(missing_ok=True)
    state.write()
    return results


def _files_of(kind: Kind, folder: Path) -> dict[str, Piece]:
    """Return the pieces of the folder; one that cannot be read stands for itself under the name that its path tells."""
    pieces, broken = read_kind(kind, folder)
    for result in broken:
        name = Path(result.path).stem
        text = (folder / result.path).read_text(encoding="utf-8", errors="replace")
        at_path = next((row.name for row in kind.rows().values() if row.path == result.path), name)
        pieces.setdefault(at_path, Piece(at_path, result.path, text, UNREADABLE))
    return pieces


def _export_piece(row: Piece, present: Piece | None, agreed: str, side: str) -> tuple[Result, bool]:
    """Return what an export does with a piece of the database, and whether its file is to be written."""
    if present is None:
        return Result(row.path, "written"), True
    is_moved = present.path != row.path
    if present.digest == row.digest and not is_moved:
        return Result(row.path, "unchanged"), False
    if side == "ours" or present.digest in {agreed, row.digest}:
        return Result(row.path, "written"), True
    if side == "theirs" or row.digest == agreed:
        return Result(present.path, "kept", "changed in the folder only; import it"), False
    detail = difference(present.text, row.text, f"folder/{present.path}", f"database/{row.path}")
    return Result(row.path, "conflict", detail), False


def _refuse_unknown(choice: Choice, pieces: Collection[Piece]) -> None:
    if unknown := choice.unknown(pieces):
        raise ContentFileError(1, f"There is nothing with the name {', '.join(unknown)}.")
