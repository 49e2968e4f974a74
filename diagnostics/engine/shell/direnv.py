"""The functions that direnv puts beside bash's own while it runs an .envrc (its standard library, 2.32.1).

What they load counts as the .envrc's own. `use`, `layout` and the rest that ask other programs may set anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..environment import Problem, ProblemKind
from ..readers.direnvfile import direnv_dialect
from ..readers.shadow import shadow
from ..regexes import regex
from ..source import Document, Kind
from .assigning import Place, assign, assign_text
from .commands import IDENTIFIER, Builtin, Call
from .machine import Machine
from .programs import with_paths
from .redirects import normal_path
from .sourcing import run_string
from .unseen import make_foreign
from .values import Unknown

FILE = ".envrc"
_DEEPEST = 8  # folders above that are looked at
_SOURCES = regex(r"^[ \t]*source_env(?:_if_exists)?[ \t]+(\"[^\"\n]+\"|'[^'\n]+'|[^\s;&|]+)", re.MULTILINE)
_GOES_UP = regex(r"^[ \t]*source_up(?:_if_exists)?\b", re.MULTILINE)
_PAIRS = (Kind.DOTENV, Kind.DOCKER_ENV, Kind.SYSTEMD_ENV)


def _argument(m: Machine, call: Call) -> str | None:
    """Return the path that is asked for; None for one that is not known."""
    path = with_paths(m, call)[0] if call.arguments else ""
    return path if isinstance(path, str) else None


def _folder(m: Machine) -> str:
    return m.source.name.replace("\\", "/").rpartition("/")[0]


def _given(m: Machine, path: str, default: str, *, kinds: tuple[Kind, ...]) -> Document | None:
    """Return the document that a path names, seen from the folder of the file that is run."""
    folder = _folder(m)
    wanted = _plain(path if path[:1] in ("/", "~") else f"{folder}/{path}" if folder else path)
    names = (wanted, _plain(f"{wanted}/{default}"))
    for document in m.documents:
        if document.kind in kinds and document.name != m.source.name and _plain(document.name) in names:
            return document
    return None


def _plain(path: str) -> str:
    """Return a path without `.` and what `..` takes back."""
    parts: list[str] = []
    for part in path.replace("\\", "/").replace("$HOME", "~").split("/"):
        if part == ".." and parts and parts[-1] not in ("..", "", "~"):
            parts.pop()
        elif part != "." and (part or not parts):
            parts.append(part)
    return "/".join(parts)


def reads(document: Document, other: Document, documents: Sequence[Document]) -> bool:
    """Tell whether one .envrc reads another: the one that it names, or the nearest above."""
    folder = document.name.replace("\\", "/").rpartition("/")[0]
    paths = [found[1].strip("\"'") for found in _SOURCES.finditer(document.text)]
    named = {_plain(path if path[:1] in ("/", "~") else f"{folder}/{path}" if folder else path) for path in paths}
    if named & {_plain(other.name), _plain(other.name.replace("\\", "/").rpartition("/")[0]) or "."}:
        return True
    return _GOES_UP.search(document.text) is not None and _above(folder, document, documents) is other


def _above(folder: str, document: Document, documents: Sequence[Document]) -> Document | None:
    """Return the .envrc of the nearest folder above that was given."""
    for level in range(_DEEPEST):
        up = "../" * (level + 1)
        wanted = _plain(f"{folder}/{up}{FILE}" if folder else f"{up}{FILE}")
        found = next((each for each in documents if each is not document and _plain(each.name) == wanted), None)
        if found is not None:
            return found
    return None


def _not_given(m: Machine, call: Call) -> None:
    m.problem(
        ProblemKind.READS_OTHER_FILE,
        call.begin,
        call.stop,
        "This reads a file that was not given; it may set any variable.",
    )
    why = m.unknown(call.begin, "reads a file that was not given", is_set=False)
    make_foreign(m, why)
    m.status = why


def _dotenv(m: Machine, call: Call) -> None:
    path = _argument(m, call)
    document = _given(m, path or ".env", ".env", kinds=_PAIRS) if path is not None else None
    if document is None:
        _not_given(m, call)
        return
    hidden = shadow(document.text)
    read = direnv_dialect(hidden.text, lambda name: _known(m, name))
    if read.refused_at is not None:
        line = document.line_at(read.refused_at)
        text = f"direnv refuses {document.name} because of this line, and sets nothing out of it."
        m.problems.append(Problem(ProblemKind.REFUSED_BY_DIRENV, line, text))
        m.status = 1
        return
    m.sourced.add(document.name)
    for each in read.readings:
        if not IDENTIFIER.fullmatch(each.name):
            continue  # bash refuses it
        span = document.span(each.begin, each.stop)
        place = Place(span, document.span(each.value_begin, each.value_stop))
        unknown = Unknown(f"line {span.line} of {document.name} {each.why}", is_set=True)
        value = hidden.restore(each.value, each.value_begin) if each.value is not None else unknown
        assign(m, each.name, value, place, exported=True)
    m.status = 0


def _known(m: Machine, name: str) -> str | None:
    """Return what direnv finds under a name: nothing for a variable that is not exported."""
    variable = m.variable(name)
    if isinstance(variable.value, Unknown) or variable.exported is None:
        return None
    return variable.value if variable.exported and isinstance(variable.value, str) else ""


def _source_env(m: Machine, call: Call) -> None:
    path = _argument(m, call)
    document = _given(m, path, FILE, kinds=(Kind.BASH, Kind.SH, Kind.ZSH)) if path else None
    if document is None:
        _not_given(m, call)
        return
    _run(m, call, document)


def _source_up(m: Machine, call: Call) -> None:
    """Read the .envrc of the nearest folder above that has one."""
    running = next((each for each in m.documents if each.name == m.source.name), None)
    document = _above(_folder(m), running, m.documents) if running is not None else None
    if document is None:
        _not_given(m, call)
        return
    _run(m, call, document)


def _run(m: Machine, call: Call, document: Document) -> None:
    if document.name not in m.sourced:  # files that read each other end here
        run_string(m, document.text, call.begin, call.stop, path=normal_path(m, document.name))


def _adds_path(m: Machine, call: Call) -> None:
    names = ("PATH",) if call.name in ("PATH_add", "PATH_rm") else ("MANPATH",) if call.name == "MANPATH_add" else ()
    first = call.arguments[0] if call.arguments else None
    names = names or ((first,) if isinstance(first, str) else ())
    for name in names:
        assign_text(m, name, m.unknown(call.begin, "changes a list of folders", filled=True))
    m.status = 0


def _asks_programs(m: Machine, call: Call) -> None:
    text = "This runs text that only the machine knows; it may set any variable."
    m.problem(ProblemKind.RUNS_COMMAND, call.begin, call.stop, text)
    why = m.unknown(call.begin, "runs a command of direnv's", is_set=False)
    make_foreign(m, why)
    m.status = why


def _harmless(m: Machine, call: Call) -> None:
    m.status = 0


def _asks(m: Machine, call: Call) -> None:
    m.status = m.unknown(call.begin, "asks the machine", is_set=False)


STDLIB: dict[str, Builtin] = {
    "dotenv": _dotenv,
    "dotenv_if_exists": _dotenv,
    "source_env": _source_env,
    "source_env_if_exists": _source_env,
    "source_up": _source_up,
    "source_up_if_exists": _source_up,
    **dict.fromkeys(("PATH_add", "path_add", "MANPATH_add", "PATH_rm", "path_rm"), _adds_path),
    **dict.fromkeys(("use", "layout", "load_prefix", "source_url", "direnv_load", "rvm"), _asks_programs),
    **dict.fromkeys(("watch_file", "watch_dir", "log_status", "log_error", "strict_env", "unstrict_env"), _harmless),
    **dict.fromkeys(("env_vars_required", "has", "on_git_branch", "direnv_version"), _asks),
}
