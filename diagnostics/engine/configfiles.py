"""The settings files of clients other than Claude Code, read once for all rules, each as a tree with places."""

from __future__ import annotations

from collections.abc import Sequence

from .configtree import ConfigFile
from .jsontree import read_json
from .source import Document, Kind
from .tomlfile import read_toml

_JSON = (Kind.OPENCODE_CONFIG, Kind.GEMINI_SETTINGS, Kind.QWEN_SETTINGS, Kind.VSCODE_SETTINGS)
KINDS = (Kind.CODEX_CONFIG, *_JSON)


def read_configs(documents: Sequence[Document]) -> tuple[ConfigFile, ...]:
    """Return what each settings file among the documents says, in their order; mistakes are the clients' matter."""
    return tuple(
        read_toml(document).file if document.kind is Kind.CODEX_CONFIG else read_json(document).file
        for document in documents
        if document.kind in KINDS
    )
