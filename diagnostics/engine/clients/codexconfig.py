"""~/.codex/config.toml as Codex 0.171.0 takes it: which keys count, what it refuses, the table of a provider."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..client import FileRead, Mistake
from ..readers.configtree import ConfigFile
from ..records import dataclass
from ..regexes import regex
from .codexoptions import COMMAND_LINE, PROFILE
from .codextypes import check_types
from .inputs import Blocked, CannotTell, Inputs, dotted

CONFIG = regex(r"(?:^|/)\.codex/config\.toml$|^config\.toml$")
_PROJECT = regex(r"^(?!~).*\.codex/config\.toml$")
# Ids of providers that a table may not define anew.
_RESERVED = ("openai", "ollama", "lmstudio")
BEDROCK = "amazon-bedrock"  # the one built-in provider that a table may change, in these fields (0.171.0)
_OF_BEDROCK = ("base_url", "auth", "http_headers", "aws")
_NOT_BY_COMMAND = ("url", "bearer_token_env_var", "http_headers")
_NOT_BY_URL = ("args", "env", "bearer_token")
_NOT_WITH_AUTH = ("env_key", "experimental_bearer_token", "requires_openai_auth")


@dataclass(frozen=True, slots=True)
class ProviderTable:
    """One table below `model_providers`."""

    file: ConfigFile
    id: str

    def text(self, key: str) -> str | None:
        """Return a text of the table; a blank one counts as none."""
        found = self.file.text("model_providers", self.id, key)
        return found if found and found.strip() else None

    def names(self, key: str) -> bool:
        """Tell whether the table has a text under this name, be it empty."""
        return self.file.text("model_providers", self.id, key) is not None

    def flag(self, key: str) -> bool:
        """Tell whether a switch of the table is true."""
        leaf = self.file.leaf("model_providers", self.id, key)
        return leaf is not None and leaf.value is True

    @property
    def has_command(self) -> bool:
        """Tell whether a command is named that prints the token."""
        return self.file.has("model_providers", self.id, "auth")

    def name(self, *keys: str) -> str:
        """Return the name of one of the table's settings, as a source of a header has it."""
        return dotted(("model_providers", self.id, *keys))

    def headers(self) -> Iterator[tuple[str, str]]:
        """Yield the headers that `http_headers` writes out: lower-case name and source."""
        for header in self.file.keys("model_providers", self.id, "http_headers"):
            yield header.lower(), self.name("http_headers", header)

    def headers_from_variables(self) -> Iterator[tuple[str, str]]:
        """Yield the headers of `env_http_headers`: lower-case name and the variable that it names."""
        for header in self.file.keys("model_providers", self.id, "env_http_headers"):
            variable = self.file.text("model_providers", self.id, "env_http_headers", header)
            if variable:
                yield header.lower(), variable


@dataclass(frozen=True, slots=True)
class Config:
    """The person's own config.toml; a project's cannot choose a provider, even in a trusted folder (measured)."""

    file: ConfigFile | None
    mistake: Mistake | None = None

    @property
    def is_given(self) -> bool:
        """Tell whether the file is among the documents."""
        return self.file is not None

    def text(self, key: str) -> str | None:
        """Return a text at the top of the file, above every table; an empty one counts as none."""
        return (self.file.text(key) if self.file else None) or None

    def provider(self, named: str) -> ProviderTable:
        """Return the table of a provider; raise Blocked where there is none."""
        if self.file is not None and self.file.word == COMMAND_LINE and not self.file.has("model_providers", named):
            raise CannotTell(
                f"The command line chooses the provider {named}, and ~/.codex/config.toml, which may have its table, "
                "was not given.",
                "model_provider",
                provider="custom",
            )
        if self.file is None or not self.file.has("model_providers", named):
            raise Blocked(f"Error: Model provider `{named}` not found", "model_provider", provider="custom")
        return ProviderTable(self.file, named)

    def providers(self) -> Iterator[ProviderTable]:
        """Yield the tables of all providers."""
        if self.file is not None:
            for name in self.file.keys("model_providers"):
                yield ProviderTable(self.file, name)


def config_of(inputs: Inputs) -> Config:
    """Return the config.toml that counts: the last one given that is not a project's."""
    own = own_config(inputs.seen.files)
    return Config(own.file, own.mistake) if own else Config(None)


def own_config(files: Sequence[FileRead]) -> FileRead | None:
    """Return the last config.toml that is not a project's."""
    own = [read for read in files if _is_config(read) and not _PROJECT.match(read.path)]
    return own[-1] if own else None


def _is_config(read: FileRead) -> bool:
    """Tell whether a file is config.toml and not a login, nor the profile that `codex -p NAME` would read."""
    return not read.path.endswith((".json", ".config.toml"))


def check(config: Config) -> None:
    """Raise Blocked where Codex refuses the file as a whole; the words and their order are the client's."""
    if config.mistake is not None:
        line = config.mistake.span.line
        raise Blocked(f"Error loading config.toml: line {line}: {config.mistake.reason}", config.mistake.document)
    if config.file is not None:
        check_types(config.file)
        _check_tables(config.file)
    for table in config.providers():
        if table.text("wire_api") == "chat":
            raise Blocked(
                'Error loading config.toml: `wire_api = "chat"` is no longer supported. '
                'How to fix: set `wire_api = "responses"` in your provider config.',
                table.name("wire_api"),
            )
    reserved = [table.id for table in config.providers() if table.id in _RESERVED]
    if reserved:
        listed = ", ".join(f"`{name}`" for name in reserved)
        raise Blocked(
            f"Error loading config.toml: model_providers contains reserved built-in provider IDs: {listed}. "
            "Built-in providers cannot be overridden.",
            *(dotted(("model_providers", name)) for name in reserved),
        )
    for table in config.providers():
        _check_provider(table)
    asked = config.text(PROFILE)
    if asked and config.file is not None and config.file.has("profiles", asked):
        raise Blocked(
            f"Error loading config.toml: --profile `{asked}` cannot be used while ~/.codex/config.toml contains "
            f'legacy `profile = "{asked}"` or `[profiles.{asked}]` config',
            PROFILE,
            dotted(("profiles", asked)),
        )
    profile = config.text("profile")
    if profile:
        raise Blocked(
            f'Error: legacy `profile = "{profile}"` config is no longer supported; '
            f"use `--profile {profile}` with `{profile}.config.toml` instead",
            "profile",
        )
    if config.text("approval_policy") == "untrusted":
        raise Blocked(
            'Error: approval_policy = "untrusted" is no longer supported; remove this setting', "approval_policy"
        )


def _check_tables(file: ConfigFile) -> None:
    """Raise Blocked for a table that lacks what it needs: a server of tools without command and address, and others."""
    for name in file.keys("mcp_servers"):
        if not (file.has("mcp_servers", name, "command") or file.has("mcp_servers", name, "url")):
            where = dotted(("mcp_servers", name))
            raise Blocked(f"Error loading config.toml: invalid transport in `{where}`", where)
        _check_transport(file, name)
    exporter = ("otel", "exporter", "otlp-http")
    if file.has(*exporter) and not file.has(*exporter, "protocol"):
        raise Blocked("Error loading config.toml: missing field `protocol` in `otel.exporter`", dotted(exporter))
    sessions = file.leaf("agents", "max_threads")
    if sessions is not None and sessions.value == 0 and not isinstance(sessions.value, bool):
        raise Blocked(
            "Error: agents.max_concurrent_threads_per_session must be at least 1", dotted(("agents", "max_threads"))
        )
    for name in file.keys("model_providers"):
        if file.keys("model_providers", name, "auth") and not file.has("model_providers", name, "auth", "command"):
            where = dotted(("model_providers", name, "auth"))
            raise Blocked(f"Error loading config.toml: missing field `command` in `{where}`", where)


def _check_transport(file: ConfigFile, name: str) -> None:
    """Raise Blocked for a server of tools with a field that belongs to the other way to reach one."""
    kind, others = (
        ("stdio", _NOT_BY_COMMAND) if file.has("mcp_servers", name, "command") else ("streamable_http", _NOT_BY_URL)
    )
    for other in others:
        if file.has("mcp_servers", name, other):
            where = dotted(("mcp_servers", name))
            raise Blocked(f"Error loading config.toml: {other} is not supported for {kind} in `{where}`", where)


def _check_provider(table: ProviderTable) -> None:
    """Raise Blocked where Codex refuses the table of a provider, even of one that is not chosen."""
    begin = f"Error loading config.toml: model_providers.{table.id}"
    if table.id == BEDROCK:
        if set(table.file.keys("model_providers", table.id)) - set(_OF_BEDROCK):
            raise Blocked(
                f"{begin} only supports changing `base_url`, `auth`, `http_headers`, `aws.profile`, `aws.region`, "
                "`aws.credential_export`, and `aws.auth_refresh`; other non-default provider fields are not supported",
                table.name(),
            )
    elif not table.text("name"):
        raise Blocked(f"{begin}: provider name must not be empty", table.name())
    elif table.has_command:
        for field in _NOT_WITH_AUTH:
            if table.names(field) or table.flag(field):
                raise Blocked(f"{begin}: provider auth cannot be combined with {field}", table.name(field))
