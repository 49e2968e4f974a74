"""The settings files of clients other than Claude Code, read once for all rules, each as a tree with places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..clients.files import path_of
from ..clients.yamlkeys import yaml_files
from ..regexes import regex
from ..source import Document, Kind
from .configtree import ConfigFile

_JSON = (Kind.OPENCODE_CONFIG, Kind.GEMINI_SETTINGS, Kind.QWEN_SETTINGS, Kind.VSCODE_SETTINGS)
_KINDS = (Kind.CODEX_CONFIG, *_JSON)
# Files in YAML have no kind of their own; they are known by where they lie.
_YAML: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "continue config": re.compile(r"(?:^|/)\.continue/config\.ya?ml$"),
        "aider config": re.compile(r"(?:^|/)\.aider\.conf\.ya?ml$"),
        "goose config": re.compile(r"(?:^|/)\.config/goose/config\.ya?ml$"),
        "litellm config": re.compile(r"(?:^|/)(?:proxy_)?litellm[\w./-]*\.ya?ml$|^config\.ya?ml$"),
        "github workflow": re.compile(r"(?:^|/)\.github/workflows/[^/]+\.ya?ml$"),
    }
)
_ZED = "zed settings"
_ZED_PATH = regex(
    r"(?:^|/)(?:\.config|Application Support|Roaming)?/?[zZ]ed/settings\.json$|(?:^|/)\.zed/settings\.json$"
)
FILES = (*_KINDS, *_YAML, _ZED)  # the words by which a rule names a file


def read_configs(documents: Sequence[Document]) -> tuple[ConfigFile, ...]:
    """Return what each settings file among the documents says, in their order; mistakes are the clients' matter."""
    found = [_read(document) for document in documents if document.kind in _KINDS]
    zed = [_read(document) for document in documents if _ZED_PATH.search(path_of(document.name))]
    return (*found, *(read.file for wanted in _YAML.values() for read in yaml_files(documents, wanted)), *zed)


def _read(document: Document) -> ConfigFile:
    """Return what one file in TOML or JSON says; their readers are loaded where there is such a file."""
    if document.kind is Kind.CODEX_CONFIG:
        from .tomlfile import read_toml

        return read_toml(document).file
    from .jsontree import read_json

    return read_json(document).file


def is_file(file: ConfigFile, word: str) -> bool:
    """Tell whether a file is the one that a rule names by this word."""
    wanted = _ZED_PATH if word == _ZED else _YAML.get(word)
    return file.kind == word if wanted is None else wanted.search(path_of(file.document)) is not None
