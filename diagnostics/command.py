"""The offline command: `python -m diagnostics ~/.zshrc`. No network, no Django, the shipped rules.

Exit code 0: nothing found; 1: findings; 2: wrong use, or input that cannot be read.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from .commandoptions import Options, read_options
from .engine.analysis import analyse
from .engine.findings import Login, Mode, Outcome, Report
from .engine.host import Host, System
from .engine.intake import AnalysisError, Paste, documents_of
from .engine.kinds import kind_of, kind_words
from .engine.limits import MAX_BYTES, InputError, read_bytes
from .engine.rendering import as_json, as_markdown, as_sarif, as_text
from .engine.rules.rule import Rule
from .engine.source import Document, Kind
from .shipped import shipped_rules, shipped_signatures

NOTHING_FOUND, FOUND, UNREADABLE = 0, 1, 2


class UsageError(Exception):
    """Something that the person can mend; its words say what and how."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = read_options(arguments)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # masks and quotes are not ASCII, whatever the locale
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = _run(options)
        sys.stdout.flush()
        return code
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return UNREADABLE
    except BrokenPipeError:  # `… | head`: whoever reads has read enough
        _drop(sys.stdout)
        return UNREADABLE
    except KeyboardInterrupt:
        return 130


def _run(options: Options) -> int:
    rules = _rules()
    if options.batch is not None:
        if options.files:
            raise UsageError("--batch reads its documents from the cases; give no files besides.")
        return _batch(options.batch, rules, reveal=options.reveal)
    pastes = _pastes(options.files, options.name, options.kind)
    report = _report(pastes, rules, options)
    sys.stdout.write(_rendered(report, options))
    return FOUND if any(finding.outcome is Outcome.FOUND for finding in report.findings) else NOTHING_FOUND


def _rules() -> tuple[Rule, ...]:
    try:
        return shipped_rules()
    except ValueError as error:  # a RuleFileError, whose module is not loaded where nobody needs it
        raise UsageError(f"a shipped rule cannot be read: {error}") from error


def _report(pastes: Sequence[Paste], rules: Sequence[Rule], options: Options) -> Report:
    try:
        documents = documents_of(pastes, reveal=options.reveal)
        return analyse(
            documents,
            rules=rules,
            login=Login(options.login),
            mode=Mode(options.mode),
            error=options.error,
            signatures=shipped_signatures() if options.error or _has_prose(documents) else (),
            reveal=options.reveal,
            offline=True,
            measured=True,
            clients=tuple(dict.fromkeys(options.client)),
            host=Host(System(options.system)) if options.system else None,
        )
    except (InputError, AnalysisError) as error:
        raise UsageError(str(error)) from None


def _has_prose(documents: Sequence[Document]) -> bool:
    return any(document.kind is Kind.TEXT for document in documents)


def _pastes(files: Sequence[str], stdin_name: str, kinds: Sequence[str]) -> list[Paste]:
    """Return the name, text and kind of each file in the order given."""
    wanted = _kinds(files, kinds)
    if not files:
        raise UsageError("give a file, such as ~/.zshrc, or - to read from standard input; --help says more.")
    if files.count("-") > 1:
        raise UsageError("standard input can be read once only: give one - .")
    pastes: list[Paste] = []
    for file in files:
        name = stdin_name if file == "-" else _shown_name(Path(file))
        if any(name == taken for taken, *_ in pastes):
            raise UsageError(f"{name} is given twice; give each file once.")
        try:
            text = read_bytes(name, _bytes(file, name))
        except InputError as error:
            place = f"{name}:{error.line}: " if error.line else ""
            raise UsageError(f"{place}{error.message}") from None
        pastes.append((name, text, wanted.get(file, wanted.get(""))))
    return pastes


def _kinds(files: Sequence[str], kinds: Sequence[str]) -> dict[str, Kind]:
    """Return the kinds that were asked for by file; "" stands for all others."""
    wanted: dict[str, Kind] = {}
    for given in kinds:
        file, _, word = given.rpartition("=")
        kind = kind_of(word)
        if kind is None:
            raise UsageError(f"there is no kind “{word}”. Use one of: {', '.join(kind_words())}.")
        if file and file not in files:
            raise UsageError(f"--kind names {file}, which is not among the files.")
        wanted[file] = kind
    return wanted


def _bytes(file: str, name: str) -> bytes:
    """Return the content of a file, not more than shows that it is too large."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(file).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UsageError(f"{name}: there is no such file. Check the spelling, or leave it out.") from None
    except IsADirectoryError:
        raise UsageError(f"{name} is a folder. Give the files in it, such as {name}/.zshrc.") from None
    except PermissionError:
        raise UsageError(f"{name}: no permission to read it. Look at: ls -l {file}") from None
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror or type(error).__name__}") from None


def _shown_name(path: Path) -> str:
    """Return a file's name as people know it: `~/.zshrc` below the home folder, else as it was given."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 -- resolve() would follow a link to a dotfiles folder
    try:
        return f"~/{absolute.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):
        return path.as_posix()


def _batch(file: str, rules: Sequence[Rule], *, reveal: bool) -> int:
    """Answer cases one by one; see DESIGN: the report of each is one line of JSON."""
    from .batch import run_batch

    signatures = shipped_signatures()
    if file == "-":
        return run_batch(sys.stdin, sys.stdout, sys.stderr, rules=rules, signatures=signatures, reveal=reveal)
    try:
        with Path(file).open(encoding="utf-8") as stream:
            return run_batch(stream, sys.stdout, sys.stderr, rules=rules, signatures=signatures, reveal=reveal)
    except FileNotFoundError:
        raise UsageError(f"{file}: there is no such file. Check the spelling.") from None


def _rendered(report: Report, options: Options) -> str:
    match options.format:
        case "json":
            return as_json(report) + "\n"
        case "markdown":
            return as_markdown(report)
        case "sarif":
            return as_sarif(report) + "\n"
    return as_text(report, color=_has_color(options.color))


def _has_color(wish: str) -> bool:
    if wish != "auto":
        return wish == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _drop(stream: TextIO) -> None:
    """Point a closed stream at nothing, so that the interpreter's last flush does not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
