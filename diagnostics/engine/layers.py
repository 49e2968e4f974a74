"""Merge the settings files over the shell: the environment and the settings as Claude Code sees them.

Measured on 2.1.330: managed > --settings > ./.claude/settings.local.json > ./.claude/settings.json >
~/.claude/settings.json > `env` in ~/.claude.json > shell. Each variable is taken whole from the strongest layer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from .environment import Act, Assignment, Environment, Evaluation, Problem, ProblemKind, Setting, State, Variable
from .records import replace
from .regexes import regex
from .source import Document, Kind, base_of, file_name

if TYPE_CHECKING:
    from .readers.jsonfile import EnvValue, SettingsFile, SettingsRead
    from .settingsources import SettingSources


class Layer(IntEnum):
    """Where a settings file stands; a higher one wins."""

    STATE = 1  # ~/.claude.json
    USER = 2
    PROJECT = 3
    LOCAL = 4
    FLAG = 5  # claude --settings FILE
    MANAGED = 6


FOLDER = "CLAUDE_CONFIG_DIR"
DEFAULT_FOLDER = "~/.claude"
# ~./.claude and ~.claude are slips of who types the folder of the home folder.
_HOME = regex(r"^(?:~|\$HOME|\$\{HOME\}|/(?:home|Users)/[^/]+|/root|[A-Za-z]:/Users/[^/]+|%USERPROFILE%)(?=/)")
_MISSPELT = regex(r"(?:^|/)(?:\.claude/)?setting(?:\.local)?\.json$")  # without the s
_OTHER_FILE = regex(r"(?:^|/)\.claude/config\.json$|^/etc/claude-code/settings\.json$")  # read by nobody (measured)
_OF_PROJECT = regex(r"(?:^|/)\.claude/[^/]*$")
_CLAUDES = regex(r"(?:^|/)\.?claude[\w.-]*/settings\.json$", re.IGNORECASE)
# glmt.settings.json: what a switch of providers hands over with --settings, in a folder of its own.
_HANDED = regex(r"(?:^|/)(?!managed)[\w-]+\.settings\.json$")
# How a manager of dotfiles writes the dot of a hidden file, and how it names a template.
_CHEZMOI = regex(r"(?:^|(?<=/))(?:(?:private|exact|readonly|executable|symlink|encrypted)_){0,6}dot_")
_AT_HOME = regex(r"^(?:[^~]*/)?(?:(?:private|exact)_){0,2}dot_claude/")  # what it holds goes into the home folder
_ATTRIBUTES = regex(r"(?:(?:private|readonly|executable|encrypted|create|modify)_){1,6}(?=[^/]+$)")
_TAG = regex(r"\{\{[^\n]{0,400}\}\}")
_TEMPLATE = regex(r"\.(?:tmpl|j2|jinja2?|erb|tpl)$")
_MANAGED = regex(r"managed-settings\.json$|(?:^|/)managed-settings\.d/(?!\.)(?P<piece>[^/]+\.json)$")
_MANAGED_FOLDER = regex(r"^/etc/claude-code/|(?:^|/)ClaudeCode/|(?:^|/)managed-settings\.d/")
_STATE_SETTINGS = regex(r"primaryApiKey|oauthAccount|customApiKeyResponses\..*")
_SOURCES = {Layer.USER: "user", Layer.PROJECT: "project", Layer.LOCAL: "local"}  # as `--setting-sources` calls them
_PROJECT_LAYERS = (Layer.PROJECT, Layer.LOCAL)
_NOT_RESTRICTED = (Layer.USER, *_PROJECT_LAYERS)  # files that are not read with this variable of the shell (2.1.332)
_RESTRICTED, _TRUE = "CLAUDE_CODE_RESTRICTED", frozenset({"1", "true", "yes", "on"})
_JOINED = "availableModels"
_OLD_STATE = "/.config.json"  # of older versions; where there is one, ~/.claude.json is not read (2.1.332)
_READ_AT_START = frozenset({"CLAUDE_CODE_SIMPLE"})  # before a project's files are read: there, neither on nor off


def layer(
    shell: Evaluation,
    settings: SettingsRead,
    *,
    called: Collection[str] = (),
    config_dir: str | None = None,
    sources: SettingSources | None = None,
) -> Evaluation:
    """Return the evaluation of the shell with the settings files laid over it, weakest first.

    `called` are names of files that some call hands over with --settings: they count for that call alone. `config_dir`
    is the value of CLAUDE_CONFIG_DIR where more is known of it than the shell's variables tell. `sources` are the
    settings that the start names; without any, all are read.
    """
    if config_dir is None:
        config_dir = shell.environment.exported_value(FOLDER)
    ranked: list[tuple[Layer, SettingsFile]] = []
    problems: list[Problem] = []
    is_restricted = (shell.environment.exported_value(_RESTRICTED) or "").strip().lower() in _TRUE
    has_old_state = any(_is_old_state(file.document, config_dir) for file in settings.files)
    for file in settings.files:
        rank = layer_of(file.document, file.kind, config_dir)
        if rank is None:
            problems.extend(_not_read(file) if base_of(file.document) not in called else ())
        elif is_restricted and rank in _NOT_RESTRICTED:
            problems.extend(_not_read(file, f"while {_RESTRICTED} is on"))
        elif sources is not None and rank in _SOURCES and _SOURCES[rank] not in sources.names:
            named = ", ".join(sorted(sources.names)) or "none"
            said = f"with the setting sources of line {sources.line} ({named})"
            problems.extend(_not_read(file, said, ProblemKind.SOURCE_NOT_NAMED))
        elif has_old_state and rank is Layer.STATE and not _is_old_state(file.document, config_dir):
            problems.extend(_not_read(file, "where .claude/.config.json lies beside it"))
        else:
            ranked.append((rank, file))
    problems.extend(_unread_helper(ranked))
    ranked.sort(key=lambda pair: (pair[0], _piece(pair[1].document)))  # stable: of two alike, the later one counts
    variables = dict(shell.environment.variables)
    assignments = list(shell.assignments)
    for rank, file in ranked:
        for entry in file.env:
            if rank in _PROJECT_LAYERS and entry.name == "CLAUDE_CODE_OAUTH_TOKEN":
                problems.append(_ignored_token(entry))
                continue
            if rank in _PROJECT_LAYERS and entry.name in _READ_AT_START:
                continue
            variables[entry.name] = _over(variables.get(entry.name), entry)
            assignments.append(_assignment(entry))
    return Evaluation(
        Environment(variables),
        tuple(assignments),
        (*shell.problems, *settings.problems, *problems),
        {**shell.settings, **_merged_settings(ranked)},
    )


class Place(Enum):
    """Where the client looks for its login."""

    HERE = "~/.claude"
    ELSEWHERE = "another folder, which may hold a login of its own"
    NOWHERE = "a folder in which nobody logs in"


def place_of(config_dir: str | None) -> Place:
    """Return where CLAUDE_CONFIG_DIR leads the client.

    Empty means the current folder, not ~/.claude; a `~` or `$HOME` that the shell did not expand is a folder's name.
    """
    folder = _folder(config_dir)
    if folder == DEFAULT_FOLDER:
        return Place.HERE
    return Place.NOWHERE if folder.startswith(".") else Place.ELSEWHERE


def _folder(config_dir: str | None) -> str:
    """Return the folder of the client's settings: below `~`, absolute, or below `.`."""
    if config_dir is None:
        return DEFAULT_FOLDER
    if re.match(r"/|[A-Za-z]:[/\\]", config_dir):
        return _home(config_dir.replace("\\", "/")).rstrip("/") or "/"
    return f"./{config_dir}".rstrip("/")


def layer_of(name: str, kind: Kind, config_dir: str | None = None) -> Layer | None:
    """Return the layer of a settings file by its name; None for one that the client does not read."""
    path = _plain(name)
    if path.startswith("--settings"):
        return Layer.FLAG
    if _MANAGED.search(path):
        return Layer.MANAGED
    if _MANAGED_FOLDER.search(path):
        return None  # managed-mcp.json, a hidden piece
    folder = _folder(config_dir)
    path = _home(path)
    if kind is Kind.CLAUDE_STATE:
        return Layer.STATE if _is_state(path, config_dir) else None
    if _same(path, f"{folder}/settings.json") or path == "settings.json":
        return Layer.USER
    is_above = path.startswith("../") and path.endswith(".json")
    if path.startswith("~/.claude/") or is_above or _MISSPELT.search(path) or _OTHER_FILE.search(path):
        return None  # ~/.claude/settings.local.json, a parent folder's, or another folder was chosen
    if is_handed(path):
        return Layer.FLAG
    if path == "settings.local.json" or path.endswith(".claude/settings.local.json"):
        return Layer.LOCAL
    if path.endswith(".claude/settings.json"):
        return Layer.PROJECT
    if _OF_PROJECT.search(path):
        return None  # .claude/settings.dev.json
    if folder == DEFAULT_FOLDER and _CLAUDES.search(path):
        return Layer.USER  # ~/.claude-work, ~/.config/claude: CLAUDE_CONFIG_DIR is set where nobody shows it
    # A name that says nothing, e.g. a form's proposal for another kind of file: most people mean their own settings.
    return None if path.endswith(("settings.json", "settings.local.json")) else Layer.USER


def _piece(name: str) -> str:
    """Return the name of a piece in managed-settings.d: they count in that order, all above managed-settings.json."""
    found = _MANAGED.search(_plain(name))
    return (found and found["piece"]) or ""


def _plain(name: str) -> str:
    path = _TEMPLATE.sub("", file_name(name).strip().replace("\\", "/"))
    if "dot_" in path:
        path = _ATTRIBUTES.sub("", path)
    return _CHEZMOI.sub(".", _AT_HOME.sub("~/.claude/", path))


def is_handed(name: str) -> bool:
    """Tell whether a settings file has a name under which Claude Code reads it with --settings alone."""
    return _HANDED.search(file_name(name).strip().replace("\\", "/")) is not None


def said_of_handed(documents: Sequence[Document]) -> str:
    """Say that a settings file counts only for a start that hands it over; "" where there is none."""
    names = [each.name for each in documents if each.kind is Kind.CLAUDE_SETTINGS and is_handed(each.name)]
    return f"{names[0]} counts for a start that names it with --settings, of which this is said:" if names else ""


def _is_state(path: str, config_dir: str | None) -> bool:
    """Tell whether a path is the state file that is read; an empty CLAUDE_CONFIG_DIR does not move this one.

    One that names ~/.claude does: the file then lies in that folder (measured on 2.1.332).
    """
    if path.endswith(_OLD_STATE):
        return _is_old_state(path, config_dir)
    if config_dir:
        return _same(path, f"{_folder(config_dir)}/.claude.json")
    return not path.startswith(("./", "../", "~/.claude/"))


def _is_old_state(name: str, config_dir: str | None) -> bool:
    path = _plain(name)
    return path.endswith(_OLD_STATE) and _same(_home(path), f"{_folder(config_dir)}{_OLD_STATE}")


def _same(path: str, wanted: str) -> bool:
    """Tell whether two names are one file's; `~` begins the home folder in one, and is a folder's name below `./`."""
    return path == wanted or (not path.startswith("~/") and f"./{path}" == wanted)


def _home(path: str) -> str:
    if path.startswith(("~./", "~.c")):
        path = f"~/{path[1:].removeprefix('./')}"
    return _HOME.sub("~", path)


def _over(below: Variable | None, entry: EnvValue) -> Variable:
    """Return the variable after an entry of a settings file; only what was exported can lose against it."""
    lost: tuple[Variable, ...] = (below,) if below is not None and below.exported else ()
    overrides = tuple(
        span for variable in lost for span in (*variable.overrides, *((variable.set_at,) if variable.set_at else ()))
    )
    is_filled_in = _TEMPLATE.search(entry.span.document) is not None and _TAG.search(entry.value) is not None
    return Variable(
        entry.name,
        State.UNKNOWN if is_filled_in else State.SET,
        exported=True,
        value=None if is_filled_in else entry.value,
        set_at=entry.span,
        value_span=entry.value_span,
        overrides=overrides,
        why=f"line {entry.span.line} holds a tag, which is filled in before the client reads it"
        if is_filled_in
        else None,
        in_settings=True,
    )


def _assignment(entry: EnvValue) -> Assignment:
    return Assignment(entry.name, Act.EXPORT, entry.value, True, entry.span, entry.value_span)


def _merged_settings(ranked: Iterable[tuple[Layer, SettingsFile]]) -> Mapping[str, Setting]:
    """Return each setting from the strongest file; ~/.claude.json holds other settings than the rest.

    The lists of availableModels are one list, unless a managed file has one of its own (measured on 2.1.332).
    """
    merged: dict[str, Setting] = {}
    for rank, file in ranked:
        for name, setting in file.settings.items():
            if (rank is Layer.STATE) == bool(_STATE_SETTINGS.fullmatch(name)):
                above = merged.get(name) if name == _JOINED and rank is not Layer.MANAGED else None
                merged[name] = replace(setting, value=f"{above.value}\n{setting.value}") if above else setting
    return merged


def _not_read(file: SettingsFile, why: str = "", kind: ProblemKind = ProblemKind.UNREAD_FILE) -> list[Problem]:
    """Return one problem for each value in a file that the client does not read."""
    where = why or (
        "unless it is started in your home folder"
        if file.document.endswith("settings.local.json") and _home(file.document).startswith("~/.claude/")
        else "under that name, but settings.json"
        if _MISSPELT.search(file.document.replace("\\", "/"))
        else "from where it is"
    )
    values = [(entry.name, entry.span) for entry in file.env]
    values += [(setting.name, setting.span) for setting in file.settings.values()]
    return [
        Problem(
            kind,
            span,
            f"Claude Code does not read {file.document} {where}, so {name} has no effect here.",
            name,
        )
        for name, span in values
    ]


def _unread_helper(ranked: Iterable[tuple[Layer, SettingsFile]]) -> list[Problem]:
    """Return a problem for an apiKeyHelper in ~/.claude.json, of which only `env` counts (measured)."""
    return [
        Problem(
            ProblemKind.UNREAD_STATE,
            file.settings["apiKeyHelper"].span,
            f"Claude Code does not read apiKeyHelper from {file.document}; it belongs into a settings file.",
            "apiKeyHelper",
        )
        for rank, file in ranked
        if rank is Layer.STATE and "apiKeyHelper" in file.settings
    ]


def _ignored_token(entry: EnvValue) -> Problem:
    return Problem(
        ProblemKind.IGNORED_TOKEN,
        entry.span,
        "Claude Code ignores CLAUDE_CODE_OAUTH_TOKEN in a project's settings files.",
        entry.name,
    )
