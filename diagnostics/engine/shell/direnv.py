"""The functions that direnv puts beside bash's own while it runs an .envrc (its standard library, 2.32.1).

What they load counts as the .envrc's own. `use`, `layout` and the rest that ask other programs may set anything.
"""

from __future__ import annotations

from ..environment import Problem, ProblemKind
from ..readers.direnvfile import direnv_dialect
from ..readers.shadow import shadow
from ..source import Document, Kind
from .assigning import Place, assign, assign_text
from .commands import IDENTIFIER, Builtin, Call
from .machine import Machine
from .redirects import normal_path
from .sourcing import run_string
from .unseen import make_foreign
from .values import Unknown

FILE = ".envrc"
_PAIRS = (Kind.DOTENV, Kind.DOCKER_ENV, Kind.SYSTEMD_ENV)


def _argument(m: Machine, call: Call) -> str | None:
    """Return the path that is asked for; None for one that is not known."""
    path = call.arguments[0] if call.arguments else ""
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
        line = document.line_span(document.span(read.refused_at, read.refused_at).line)
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
    """Read the .envrc of the nearest folder above that has one: only its own name can tell."""
    folder = _folder(m)
    above = [_plain(f"{folder}/.." + "/.." * level if folder else ".." + "/.." * level) for level in range(6)]
    for place in dict.fromkeys(above):
        document = _given(m, f"{place}/{FILE}", FILE, kinds=(Kind.BASH,)) if place[:1] in ("/", "~") else None
        document = document or next((each for each in m.documents if _plain(each.name) == f"{place}/{FILE}"), None)
        if document is not None and document.name != m.source.name:
            _run(m, call, document)
            return
    _not_given(m, call)


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
