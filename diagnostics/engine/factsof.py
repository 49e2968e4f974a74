"""From documents to facts: the shells, the settings over them, what each client sends, and configuration files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .clients import requests, unstarted
from .clients.files import with_home_folders
from .environment import Evaluation, State, Variable
from .facts import Facts
from .findings import Login, Mode, Request
from .host import Host
from .launching import of_script, without_scripts
from .layers import FOLDER, layer
from .process import SHELLS, given_by, login_there, process_environment
from .quoted import quoted
from .readers.configfiles import read_configs
from .readers.configtree import ConfigFile
from .records import replace
from .regexes import regex
from .settingsources import setting_sources
from .source import Document, Kind, base_of
from .stages import Stages, nothing
from .startedcalls import login_in_container, started_with
from .startfiles import evaluate
from .startways import SHELL, Way
from .statusscreen import shown_over

if TYPE_CHECKING:
    from .readers.jsonfile import SettingsRead

_CALLED = regex(r"--settings[= \t]+[\"']?([^\s\"'`;&|)]{1,300})")


def facts_of(
    documents: Sequence[Document],
    *,
    login: Login,
    mode: Mode,
    given: Mapping[str, str] | None = None,
    clients: Sequence[str] = (),
    host: Host | None = None,
    error: str = "",
    way: Way = SHELL,
) -> Facts:
    """Return everything that rules look at; documents and error are masked already, or are to be revealed.

    Without an `error` it is what the documents' prose quotes. `way`: as what is started so sees it.
    """
    error = error or quoted(documents, ())
    if way.script is not None:
        handed = given_by(way.below, documents) if way.below is not None else way.inherited
        host = replace(host or Host(), inherited=handed, script=way.script.name)
        documents = of_script(way.script, documents)
    elif way.below is not None:
        host = replace(host or Host(), inherited=given_by(way.below, documents))
    return work_out(documents, login, mode, given, Stages(strict=True), clients, host, error, way=way)


def work_out(
    documents: Sequence[Document],
    login: Login,
    mode: Mode,
    given: Mapping[str, str] | None,
    stages: Stages,
    clients: Sequence[str],
    host: Host | None,
    error: str,
    *,
    way: Way = SHELL,
) -> Facts:
    """Return everything that rules look at, stage by stage; `error` is what the person saw, masked, or nothing."""
    login = login_in_container(login_there(login, documents), documents)
    started = stages.run("shell", lambda: evaluate(documents, given=given, host=host), Evaluation())
    shell = stages.run("environment", lambda: process_environment(started, documents, way=way), started)
    shell = stages.run("calls", lambda: started_with(shell, documents), shell)
    settings = stages.run("settings files", lambda: _settings(documents), None)
    evaluation = stages.run("layers", lambda: _layered(shell, settings, documents) if settings else shell, shell)
    evaluation = stages.run("status", lambda: shown_over(evaluation, documents), evaluation)
    sent = stages.run(
        "clients",
        lambda: _sent(shell, evaluation, documents, login=login, mode=mode, clients=clients, error=error),
        nothing(Request),
    )
    return Facts(
        tuple(documents),
        evaluation.environment,
        evaluation.assignments,
        evaluation.problems,
        evaluation.settings,
        sent,
        login,
        mode,
        stages.run("configuration files", lambda: read_configs(documents), nothing(ConfigFile)),
        error,
    )


def handed_on(facts: Facts, given: Mapping[str, str] | None, host: Host | None) -> tuple[Variable, ...]:
    """Return what a script has of the shell that it is typed in: what its start-up files export, or take away.

    Read once more are those over which a client's settings are laid; else the facts show it.
    """
    others = without_scripts(facts.documents)
    if not any(document.kind in SHELLS for document in others):
        return ()
    shell = facts.environment
    if any(variable.in_settings for variable in shell):
        shell = process_environment(evaluate(others, given=given, host=host), others).environment
    return tuple([each for each in shell if each.exported or (each.state is State.UNSET and each.set_at)])


def _sent(
    shell: Evaluation,
    evaluation: Evaluation,
    documents: Sequence[Document],
    *,
    login: Login,
    mode: Mode,
    clients: Sequence[str],
    error: str,
) -> tuple[Request, ...]:
    """Return what the clients send; nothing where the documents start or name programs, none of which is known here."""
    if not clients and unstarted(frozenset(shell.environment.variables), documents, error) is not None:
        return ()
    asked = requests(evaluation, login=login, mode=mode, shell=shell, documents=documents, asked=clients, error=error)
    return tuple(asked)


def _layered(shell: Evaluation, settings: SettingsRead, documents: Sequence[Document]) -> Evaluation:
    """Return the environment as Claude Code sees it, with its folder known where that lies below $HOME."""
    folder = with_home_folders(shell, documents, FOLDER).environment.exported_value(FOLDER)
    return layer(shell, settings, called=_called(documents), config_dir=folder, sources=setting_sources(documents))


def _called(documents: Sequence[Document]) -> frozenset[str]:
    """Return the names of the settings files that a call in a start-up file or a sentence names."""
    texts = [document.text for document in documents if document.kind is Kind.TEXT or document.kind in SHELLS]
    return frozenset(base_of(found[1]) for text in texts if "--settings" in text for found in _CALLED.finditer(text))


def _settings(documents: Sequence[Document]) -> SettingsRead | None:
    """Return what Claude Code's settings files say; their reader is loaded where there is one."""
    if not any(document.kind in (Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE) for document in documents):
        return None
    from .readers.jsonfile import read_settings

    return read_settings(documents)
