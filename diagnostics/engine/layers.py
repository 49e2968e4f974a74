"""Merge the settings files over the shell: the environment and the settings as Claude Code sees them.

Measured on 2.1.330: managed > --settings > ./.claude/settings.local.json > ./.claude/settings.json >
~/.claude/settings.json > `env` in ~/.claude.json > shell. Each variable is taken whole from the strongest layer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import IntEnum

from .environment import Act, Assignment, Environment, Evaluation, Problem, ProblemKind, Setting, State, Variable
from .jsonfile import EnvValue, SettingsFile, SettingsRead
from .source import Kind


class Layer(IntEnum):
    """Where a settings file stands; a higher one wins."""

    STATE = 1  # ~/.claude.json
    USER = 2
    PROJECT = 3
    LOCAL = 4
    FLAG = 5  # claude --settings FILE
    MANAGED = 6


_HOME = re.compile(r"^(?:~|\$HOME|\$\{HOME\}|/(?:home|Users)/[^/]+|/root|[A-Za-z]:/Users/[^/]+|%USERPROFILE%)(?=/)")
_MANAGED = re.compile(r"managed-settings(?:\.d/[^/]+)?\.json$|/managed-settings\.d/")
_STATE_SETTINGS = re.compile(r"primaryApiKey|oauthAccount|customApiKeyResponses\..*")
_PROJECT_LAYERS = (Layer.PROJECT, Layer.LOCAL)


def layer(shell: Evaluation, settings: SettingsRead) -> Evaluation:
    """Return the evaluation of the shell with the settings files laid over it, weakest first."""
    folder = config_folder(shell.environment)
    ranked: list[tuple[Layer, SettingsFile]] = []
    problems: list[Problem] = []
    for file in settings.files:
        rank = _rank(file, folder)
        if rank is None:
            problems.extend(_not_read(file))
        else:
            ranked.append((rank, file))
    ranked.sort(key=lambda pair: pair[0])  # stable: of two files of one layer, the later one counts
    variables = dict(shell.environment.variables)
    assignments = list(shell.assignments)
    for rank, file in ranked:
        for entry in file.env:
            if rank in _PROJECT_LAYERS and entry.name == "CLAUDE_CODE_OAUTH_TOKEN":
                problems.append(_ignored_token(entry))
                continue
            variables[entry.name] = _over(variables.get(entry.name), entry)
            assignments.append(_assignment(entry))
    return Evaluation(
        Environment(variables),
        tuple(assignments),
        (*shell.problems, *settings.problems, *problems),
        {**shell.settings, **_merged_settings(ranked)},
    )


def config_folder(environment: Environment) -> str:
    """Return the folder from which the client reads its settings and its login, `~/.claude` unless told otherwise."""
    text = environment.exported_value("CLAUDE_CONFIG_DIR")
    if text is None:
        return "~/.claude"
    if text == "":
        return "."  # an undefined variable: the current folder, not ~/.claude
    return text if text.startswith("~") else _home(text).rstrip("/") or "/"


def moved_login(environment: Environment) -> Variable | None:
    """Return CLAUDE_CONFIG_DIR where it leads to a folder in which nobody ever logs in.

    Empty means the current folder, and a `~` that the shell did not expand is a folder of that name.
    """
    variable = environment.get("CLAUDE_CONFIG_DIR")
    text = environment.exported_value("CLAUDE_CONFIG_DIR")
    return variable if text is not None and (text == "" or text.startswith("~")) else None


def layer_of(name: str, kind: Kind, folder: str = "~/.claude") -> Layer | None:
    """Return the layer of a settings file by its name; None for one that the client does not read."""
    path = name.strip().replace("\\", "/")
    if path.startswith("--settings"):
        return Layer.FLAG
    if _MANAGED.search(path) or "ClaudeCode/" in path:
        return Layer.MANAGED
    path = _home(path)
    base = path.rsplit("/", 1)[-1]
    if kind is Kind.CLAUDE_STATE:
        places = ("~/.claude.json", ".claude.json") if folder == "~/.claude" else (f"{folder}/.claude.json",)
        return Layer.STATE if path in places or (folder == "~/.claude" and not path.startswith("./")) else None
    if path == f"{folder}/settings.json" or (path == "settings.json" and folder == "~/.claude"):
        return Layer.USER
    if path.startswith("~/.claude/"):
        return None  # ~/.claude/settings.local.json, or another folder was chosen
    if re.search(r"(?:^|/)\.claude/settings\.local\.json$", path) or path == "settings.local.json":
        return None if path.startswith("../") else Layer.LOCAL
    if re.search(r"(?:^|/)\.claude/settings\.json$", path):
        return None if path.startswith("../") else Layer.PROJECT
    return None if base in ("settings.json", "settings.local.json") and "/" in path else Layer.USER


def _home(path: str) -> str:
    return _HOME.sub("~", path)


def _rank(file: SettingsFile, folder: str) -> Layer | None:
    return layer_of(file.document, file.kind, folder)


def _over(below: Variable | None, entry: EnvValue) -> Variable:
    """Return the variable after an entry of a settings file; only what was exported can lose against it."""
    lost: tuple[Variable, ...] = (below,) if below is not None and below.exported else ()
    overrides = tuple(
        span for variable in lost for span in (*variable.overrides, *((variable.set_at,) if variable.set_at else ()))
    )
    return Variable(
        entry.name,
        State.SET,
        exported=True,
        value=entry.value,
        set_at=entry.span,
        value_span=entry.value_span,
        overrides=overrides,
    )


def _assignment(entry: EnvValue) -> Assignment:
    return Assignment(entry.name, Act.EXPORT, entry.value, True, entry.span, entry.value_span)


def _merged_settings(ranked: Iterable[tuple[Layer, SettingsFile]]) -> Mapping[str, Setting]:
    """Return each setting from the strongest file; ~/.claude.json holds other settings than the rest."""
    merged: dict[str, Setting] = {}
    for rank, file in ranked:
        for name, setting in file.settings.items():
            if (rank is Layer.STATE) == bool(_STATE_SETTINGS.fullmatch(name)):
                merged[name] = setting
    return merged


def _not_read(file: SettingsFile) -> list[Problem]:
    """Return one problem for each value in a file that the client does not read."""
    where = (
        "unless it is started in your home folder"
        if file.document.endswith("settings.local.json") and _home(file.document).startswith("~/.claude/")
        else "from where it is"
    )
    values = [(entry.name, entry.span) for entry in file.env]
    values += [(setting.name, setting.span) for setting in file.settings.values()]
    return [
        Problem(
            ProblemKind.IGNORED_SETTING,
            span,
            f"Claude Code does not read {file.document} {where}, so {name} has no effect here.",
            name,
        )
        for name, span in values
    ]


def _ignored_token(entry: EnvValue) -> Problem:
    return Problem(
        ProblemKind.IGNORED_SETTING,
        entry.span,
        "Claude Code ignores CLAUDE_CODE_OAUTH_TOKEN in a project's settings files.",
        entry.name,
    )
