"""The settings files of clients other than Claude Code, read once for all rules, each as a tree with places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..records import replace
from ..regexes import regex
from ..source import Document, Kind, home_path
from ..yamlwords import YAML_WORDS, yaml_word
from .configtree import ConfigFile

_JSON = (
    *(Kind.OPENCODE_CONFIG, Kind.GEMINI_SETTINGS, Kind.QWEN_SETTINGS, Kind.CLINE_PROVIDERS),
    Kind.VSCODE_SETTINGS,
)
_KINDS = (Kind.CODEX_CONFIG, *_JSON)
_ZED = "zed settings"
_ZED_PATH = regex(
    r"(?:^|/)(?:\.config|Application Support|Roaming)?/?[zZ]ed/settings\.json$|(?:^|/)\.zed/settings\.json$"
)
ROUTER = "claude code router config"
_ROUTER_PATH = regex(r"(?:^|/)\.?claude-code-router/config(?:[.-][\w-]+)?\.json5?$")
_OTHERS = frozenset({ROUTER, "litellm config", "goose config"})  # files that no client reads
FILES = (*_KINDS, *YAML_WORDS, _ZED, ROUTER)  # the words by which a rule names a file


def read_configs(documents: Sequence[Document]) -> tuple[ConfigFile, ...]:
    """Return what each settings file among the documents says, in their order; mistakes are the clients' matter."""
    found = [_read(document) for document in documents if document.kind in _KINDS]
    zed = [_read(document) for document in documents if _ZED_PATH.search(home_path(document.name))]
    routers = [replace(_read(document), word=ROUTER) for document in documents if _is_routers(document)]
    return (*found, *_yaml(documents), *zed, *routers)


def _is_routers(document: Document) -> bool:
    """Tell whether a file is claude-code-router's own: by its path, or by keys that nothing else has."""
    if document.kind is not Kind.TEXT or "Providers" not in document.text:
        return False
    begins = document.text.lstrip()[:1] == "{"
    by_keys = '"Providers"' in document.text and '"api_base_url"' in document.text
    return begins and (by_keys or _ROUTER_PATH.search(home_path(document.name)) is not None)


def _yaml(documents: Sequence[Document]) -> Iterator[ConfigFile]:
    """Yield what each file in YAML says that one of the words names; their reader is loaded where there is one."""
    for document in documents:
        if word := yaml_word(document, home_path(document.name)):
            from ..clients.yamlkeys import read_yaml

            yield replace(read_yaml(document), word=word)


def _read(document: Document) -> ConfigFile:
    """Return what one file in TOML or JSON says; their readers are loaded where there is such a file."""
    if document.kind is Kind.CODEX_CONFIG:
        from .tomlfile import read_toml

        return read_toml(document).file
    from .jsontree import read_json

    return read_json(document).file


def is_file(file: ConfigFile, word: str) -> bool:
    """Tell whether a file is the one that a rule names by this word."""
    if word == _ZED:
        return _ZED_PATH.search(home_path(file.document)) is not None
    return word in (file.kind, file.word)


def starts_clients(file: ConfigFile) -> bool:
    """Tell whether a file can say anything of a client: a server's cannot, and Zed's can where it starts one."""
    if file.word in _OTHERS:
        return False
    if not is_file(file, _ZED):
        return True
    return any(path[:1] == ("agent_servers",) for path in (*file.leaves, *file.groups))
