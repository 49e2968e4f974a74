"""Recognise how the text of a document is read: from its name first, then from what it holds."""

from __future__ import annotations

import re

from .clientcalls import ANY, ANY_IMAGE, BEHIND_ANOTHER
from .dumpcommands import is_dump_name
from .dumpforms import begins_with_scopes, looks_dumped
from .jsonkinds import JSON_START, LOGINS, is_settings_name, is_state, kind_by_path, kind_of_json
from .ownkeys import is_piece_of_toml, json_by_keys
from .regexes import regex
from .shellkinds import begins_as_batch, kind_by_lines, kind_by_name
from .source import Document, Kind
from .statusscreen import is_status
from .templated import without_tags
from .unreadfiles import is_read_elsewhere, is_source, reader_by_lines
from .yamlkinds import yaml_kind

BASH_LOGIN_FILES = (".bash_profile", ".bash_login", ".profile")  # a login bash reads the first of them that is there
ZSH_FILES = (".zshenv", ".zprofile", ".zshrc", ".zlogin")  # in the order in which zsh reads them
_ZSH = frozenset({*ZSH_FILES, ".zlogout", "zshrc", "zshenv", "zprofile", "zlogin"})
_BASH = frozenset(
    {".bashrc", ".bash_profile", ".bash_login", ".bash_aliases", ".bash_logout", "bashrc", "bash.bashrc", ".envrc"}
)
_SH = frozenset({".profile", "profile", ".shrc", ".kshrc"})
# A copy under a name of somebody's own: work.zshrc, old.bash_profile.
_ZSH_ENDS = (".zsh", ".zshrc", ".zshenv", ".zprofile", ".zlogin")
_BASH_ENDS = (".bash", ".bashrc", ".bash_profile", ".bash_login", ".bash_aliases")
_DOTENV = regex(
    r"\.env(?:\.[\w.-]+)?|\.?[\w-]+\.env|\.envrc\.local|\.dev\.vars(?:\.[\w-]+)?"
    r"|(?:[\w.-]*\.|\.)?env[.-](?:example|sample|template|dist|default|local|production|development|test)(?:\.[\w-]+)?",
    re.IGNORECASE,
)
_UNSETS = regex(r"^[ \t]*unset[ \t]+[A-Za-z_]\w*[ \t\r]*$", re.MULTILINE)  # a file of that name which a shell reads
_DOCKER_ENV = regex(r"env\.list|docker\.env|.*\.env-file", re.IGNORECASE)
_OF_OTHERS = (
    ".aws/config",
    ".aws/credentials",
    ".ssh/config",
    ".gitconfig",
    ".npmrc",
)  # of programs beside the clients
_COMPOSE = regex(r"(?:docker-|podman-)?compose(?:[.-][\w-]+)*\.ya?ml", re.IGNORECASE)
_UNIT = regex(r".+\.(?:service|socket|timer|scope|slice|mount|target)", re.IGNORECASE)
# Files of other programs; none of these is a start-up file, whatever stands in it.
_OTHER = regex(
    r".+\.(?:toml|ya?ml|ini|cfg|xml|html?|css|md|markdown|rst|py|rb|js|mjs|ts|tsx|lua|vim|go|rs|c|h|cpp|java|nu|exs?|tf"
    r"|cnf|properties|nix)"
    r"|\.?(?:wget|curl|npm|yarn|g?vim|ideavim|ex|input|screen|psql|asdf|ack|gem|irb|pry|eslint|prettier|babel|nvm"
    r"|mail|mutt|lynx|nano|dig|hg|tig|pylint|conda|rip-?grep|rg)rc"
    r"|\.?(?:git(?:config|attributes|ignore\w*)|editorconfig|tmux\.conf|gdbinit)"
)
_DOCKER_NAME = regex(r"(?:[\w.-]+\.)?(?:docker|container)file(?:[._-](?!md$|txt$|html?$)[\w.-]+)?", re.IGNORECASE)
# The first line of a Dockerfile, which no shell reads whatever name it was pasted under; or of a part of one.
_ABOVE = r"\ufeff?(?:[ \t]*(?:#[^\n]*)?\r?\n){0,200}"
_DOCKERFILE = regex(
    rf"{_ABOVE}(?:ARG[ \t][^\n]*\n(?:[ \t]*(?:#[^\n]*)?\r?\n){{0,50}}){{0,50}}"
    r"FROM[ \t]+(?:--platform=\S+[ \t]+)?[^\s=]+[ \t]*(?:(?i:AS)[ \t]+\S+[ \t]*)?(?:\r?\n|\Z)"
)
_DOCKER_PART = regex(
    rf"{_ABOVE}(?:ENV[ \t]+[A-Za-z_]\w*(?:=|[ \t]+[^\s=])|ARG[ \t]+[A-Za-z_]\w*|(?:RUN|WORKDIR|COPY|USER)[ \t]+\S)"
)
_DOCKER_ENV_LINE = regex(r"^ENV[ \t]+[A-Za-z_]\w*", re.M)
_MISE = regex(r"(?:^|/)(?:\.?mise(?:\.[\w-]+){0,2}\.toml|\.?mise/(?:[\w.-]+/)?[\w.-]+\.toml)$", re.IGNORECASE)
_MISE_ENV = regex(r"^\[{1,2}env\]{1,2}[ \t]*(?:#[^\n]*)?\r?$", re.M)
_GITLAB_NAME = regex(r"\.?gitlab-ci(?:[.-][\w-]+)*\.ya?ml", re.IGNORECASE)
_WORKFLOW_PATH = regex(r"(?:^|/)\.github/workflows/[^/]+\.ya?ml$")
# Nix, in which a shell's settings are written with blanks around the equals sign and a semicolon behind them.
_NIX_START = regex(rf"{_ABOVE}[ \t]*\{{[^{{}}=;]{{0,300}}\}}[ \t]*:[ \t\r\n]")
_NIX_LINE = regex(r"[ \t]*[\w.\"-]+ = (?:[^\n]*[;{\[(]|'')[ \t]*(?:#[^\n]*)?$")
_NIX_ENDS = regex(r"[ \t]*[\]})]+;?[ \t]*$|[ \t]*'';[ \t]*$")
# A line that cron runs: five fields of time or a nickname, then a command; a table holds nothing else but pairs.
_CRON_JOB = regex(
    r"[ \t]*(?:@(?:reboot|hourly|daily|midnight|weekly|monthly|yearly|annually)"
    r"|(?:(?:\*|\d)[\d*/,~-]{0,60}[ \t]+){3}(?:(?:\*|\d|[A-Za-z]{3}\b)[\w*/,~-]{0,60}[ \t]+)"
    r"(?:\*|\d|[A-Za-z]{3}\b)[\w*/,~#-]{0,60})[ \t]+[^\s=]"
)
_CRON_PAIR = regex(r"[ \t]*[A-Za-z_]\w*[ \t]*=")
_CRON_NAME = regex(r"(?:/etc/cron\.d/[^/]+|(?:.*/)?(?:crontab|[\w.-]+\.(?:crontab|cron))(?:\.txt)?)")

# A member of a settings file without the brackets around it, as people quote it in a post.
_PIECE = regex(
    r'\ufeff?\s*(?:(?://|#)[^\n]*\n\s*){0,20}"(?:(?P<claude>env|apiKeyHelper|awsAuthRefresh|awsCredentialExport|gcpAuthRefresh|permissions|(?:ANTHROPIC|CLAUDE_CODE)_[A-Z_]+)'
    r'|claude-?[cC]ode\.environmentVariables|terminal\.integrated\.env\.\w+)"\s*:'
)
_OF_VSCODE = regex(r'\s*"(?:claude-?[cC]ode\.environmentVariables|terminal\.integrated\.[\w.]+)"\s*:')
_LOGGED = regex(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.M)  # a line of a run's log
_PLIST = regex(
    r"\ufeff?\s*(?:#[^\n]*\n\s*){0,3}(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!DOCTYPE plist[^>]{0,300}>\s*)?<plist\b"
)
# What tells a job of launchd from the many other property lists.
_LAUNCHD_KEYS = regex(r"<key>(?:Label|Program|ProgramArguments|EnvironmentVariables|LimitLoadToSessionType)</key>")
_UNIT_START = regex(
    r"\ufeff?\s*(?:[#;][^\n]*\n\s*){0,200}(?:\[(?:Unit|Service|Install|Socket|Timer|Manager)\]\s*$"
    r"|Environment=[\"']?[A-Za-z_]\w*=)",
    re.M,
)
_COMPOSE_START = regex(
    r"\ufeff?(?:(?:[ \t]*(?:#[^\n]*)?|(?:version|name):[^\n]*|---[ \t]*)\r?\n){0,200}"
    r"(?:services:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n){0,50}[ \t]+[\w\"'.-]+:"
    r"|[ \t]*(?:env_file|environment):[ \t]*\r?\n(?:[ \t]*#[^\n]*\n){0,50}[ \t]*(?:-[ \t]+\S|[A-Z_]\w+:[ \t]))",
)
_TOML_START = regex(
    r"\ufeff?\s*(?:#[^\n]*\n\s*){0,200}(?:[A-Za-z_][\w.-]*[ \t]+=[ \t](?![\w.]+\()|\[[\w. \"'-]+\][ \t]*(?:\r?\n|\Z))"
)
_TOML_WORDS = regex(
    r"^[ \t]*(?:\[(?:model_providers|profiles|mcp_servers|projects)\b[^\]\n]*\]"
    r"|(?:model|model_provider|openai_base_url|chatgpt_base_url|approval_policy)[ \t]*=[ \t]*[\"'])",
    re.M,
)
# Without blanks around its equals sign a first line may be a shell's; a table of Codex's below it settles that.
_TOML_PAIR = regex(r"\ufeff?\s*(?:#[^\n]*\n\s*){0,200}[A-Za-z_][\w.-]*=[ \t]*[\"'\d\[{tf]")
_TOML_TABLE = regex(r"^[ \t]*\[(?:model_providers|profiles|mcp_servers|projects)\.[\w\"'./ -]+\][ \t\r]*$", re.M)
# Of the many programs with a config.toml Codex has its own folder; a name without one says nothing.
_CODEX_FOLDER = regex(
    r"^(?:\./)?[^/]*$|(?:^|/)[^/]*codex[^/]*/(?:[^/]+/)?[^/]*$|\$\{?CODEX_HOME|^(?:~|/home/[^/]+|/Users/[^/]+)/[^/]*$",
    re.IGNORECASE,
)
_ZSH_WORDS = regex(
    r"^[ \t]*(?:setopt|unsetopt|autoload|bindkey|zstyle|compinit|typeset -U|plugins=\()|\boh-my-zsh\b", re.M
)
_BASH_WORDS = regex(r"^[ \t]*(?:shopt|complete\s+-|PROMPT_COMMAND=|bind\s+['\"])", re.M)
_SHELL_LINE = regex(
    r"^[ \t]*(?:export\s|alias\s|source\s|\.\s|eval\s|unset\s|typeset\s|declare\s|local\s|if\s|for\s|function\s"
    r"|launchctl[ \t]+(?:un)?setenv[ \t]+[A-Z][A-Z0-9_]+(?=\s)|\[\[?\s|case\s|[A-Za-z_]\w*\s?\+?=|[\w-]+\s*\(\)\s*\{"
    rf"|env[ \t]+(?:-i[ \t]+|(?:-u[ \t]+|--unset=)\w+[ \t]+)[^\n]{{0,400}}?(?:{ANY})\b)",
    re.M,
)
# docker run -e NAME=value … claude, over as many lines as it takes: found whole first, so that no line is read twice.
_CONTAINER = regex(
    r"^[ \t]*(?:sudo )?(?:docker|podman) (?:compose )?(?:run|exec)(?=\s)(?P<rest>(?:[^\n\\]|\\\r?\n|\\.){0,1000})", re.M
)
_GIVEN = regex(
    rf"(?:{BEHIND_ANOTHER}|\b(?:time|env)[ \t]+)(?:[A-Z][A-Z0-9_]*=[^\s;&|]{{1,300}}[ \t]+){{1,20}}"
    rf"(?:[\w./~$-]{{1,100}}/)?(?:{ANY})(?![\w./=-])"
)
_HANDED = regex(r"\s(?:-e|--env)[\s=]")
_CLIENT = regex(rf"\s(?:(?:{ANY})\b|{ANY_IMAGE})")

_OF_A_PROCESS = regex(r"^(?:(?:declare -x|export) )?(?:_|SHLVL|OLDPWD|PWD)=", re.M)  # nobody writes these into a .env
_LOOKED_AT = 600  # lines that tell a kind


def kind_words() -> tuple[str, ...]:
    """Return the words for kinds as a command takes them: without blanks."""
    return tuple(_word(kind.value) for kind in Kind)


def kind_of(word: str) -> Kind | None:
    """Return the kind of that name, blanks written as they are or as hyphens; None where there is none."""
    wanted = _word(word)
    return next((kind for kind in Kind if _word(kind.value) == wanted), None)


def _word(name: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-")


def recognise(name: str, text: str) -> Kind:
    """Return how a document is read.

    A document that calls itself a start-up file but holds a JSON object, a unit of systemd or the output of `env` is
    read as that: people leave the form's proposed name as it is. No start-up file begins so.
    """
    path = name.strip().replace("\\", "/")
    base = path.rpartition("/")[2].lower()
    if JSON_START.match(text) and not _DOTENV.fullmatch(base):
        if "{{" in text:  # a template, whose tags have quotes of their own
            text = without_tags(Document(name, text, Kind.CLAUDE_SETTINGS)).text
        return kind_of_json(path.lower(), base, text)
    by_name = _kind_by_name(path, base, text)
    if by_name is Kind.CLAUDE_SETTINGS and _OF_VSCODE.match(text):
        return Kind.VSCODE_SETTINGS  # a member of VS Code's settings.json, quoted without the brackets around it
    if (piece := _PIECE.match(text)) is not None and by_name in (None, Kind.ZSH, Kind.BASH, Kind.SH, Kind.TEXT):
        if _LOGGED.search(text) or is_read_elsewhere(path):
            return Kind.TEXT
        return Kind.CLAUDE_SETTINGS if piece["claude"] else Kind.VSCODE_SETTINGS
    if '"provider"' in text and by_name in (None, Kind.ZSH, Kind.BASH, Kind.SH, Kind.TEXT):
        from .readers.jsonpieces import is_piece

        if is_piece(text):
            by_keys = json_by_keys(text)
            return Kind.OPENCODE_CONFIG if by_keys is Kind.OPENCODE_CONFIG else Kind.TEXT
    if by_name in (Kind.DOTENV, Kind.DOCKER_ENV) and _OF_A_PROCESS.search(text) and looks_dumped(text):
        return Kind.DUMP  # env > x.env
    if by_name in (None, Kind.ZSH, Kind.BASH, Kind.SH, Kind.TEXT):
        by_form = _kind_by_form(text)
        if by_form is not None and not (by_form is Kind.MISE and by_name is Kind.TEXT and base.endswith(".toml")):
            return by_form
    return by_name if by_name is not None else _kind_by_text(text)


def _kind_by_name(path: str, base: str, text: str) -> Kind | None:
    if not path:
        return None
    if base in _ZSH or base.endswith(_ZSH_ENDS):
        return Kind.ZSH
    if base in _BASH or base.endswith(_BASH_ENDS):
        return Kind.BASH
    if base in _SH or base.endswith(".profile"):
        return Kind.SH
    if base.endswith(".sh"):
        return _kind_by_shebang(text) or Kind.SH
    if (other := kind_by_name(base)) is not None:
        return other
    if path.startswith("--env-file") or _DOCKER_ENV.fullmatch(base):
        return Kind.DOCKER_ENV
    if _DOTENV.fullmatch(base):
        return Kind.DOTENV if base == ".env" or not _UNSETS.search(text) else Kind.SH
    if is_dump_name(path):
        return Kind.DUMP
    if is_state(path, base):
        return Kind.CLAUDE_STATE
    if base in LOGINS:
        return Kind.LOGIN_FILE
    if (by_path := kind_by_path(path.lower(), base)) is not None:
        return by_path
    if is_settings_name(path, base):
        return Kind.CLAUDE_SETTINGS
    return _system_kind(path, base, text)


def _system_kind(path: str, base: str, text: str) -> Kind | None:
    """Return the kind of a file that no shell and no client reads, but what starts them."""
    if "environment.d/" in path and base.endswith(".conf"):
        return Kind.ENVIRONMENT_D
    if path in ("/etc/environment", "~/.pam_environment") or base in (".pam_environment", "pam_env.conf"):
        return Kind.PAM_ENV
    if path.startswith("/etc/conf.d/"):
        return Kind.SH  # OpenRC's, which runs it as a script
    if re.match(r"/etc/(?:default|sysconfig)/", path) or path.startswith("EnvironmentFile="):
        return Kind.SYSTEMD_ENV
    if _CRON_NAME.fullmatch(path):
        return Kind.CRONTAB
    if _UNIT.fullmatch(base) or re.search(r"\.service\.d/[^/]+\.conf$", path):
        return Kind.SYSTEMD_UNIT
    if _COMPOSE.fullmatch(base):
        return Kind.COMPOSE
    if base.endswith(".plist"):
        return Kind.LAUNCHD if _is_job(text) else Kind.TEXT
    if _DOCKER_NAME.fullmatch(base):
        return Kind.DOCKERFILE
    if _WORKFLOW_PATH.search(path):
        return Kind.WORKFLOW
    if _GITLAB_NAME.fullmatch(base):
        return Kind.GITLAB
    if _MISE.search(path):
        return Kind.MISE
    if base == "config.toml" or path.endswith(".config.toml"):
        return Kind.CODEX_CONFIG if _CODEX_FOLDER.search(path) else Kind.TEXT
    is_others = _OTHER.fullmatch(base) or path.endswith(_OF_OTHERS) or is_read_elsewhere(path)
    return Kind.TEXT if is_others else None


def _kind_by_form(text: str) -> Kind | None:
    """Return the kind of a text whose form leaves no doubt."""
    if begins_as_batch(text):
        return Kind.CMD
    if _PLIST.match(text) and _is_job(text):
        return Kind.LAUNCHD
    if _UNIT_START.match(text):
        return Kind.SYSTEMD_UNIT
    if _COMPOSE_START.match(text):
        return Kind.COMPOSE
    if _TOML_START.match(text) and _TOML_WORDS.search(text):
        return Kind.CODEX_CONFIG
    if "\n[" in text and _TOML_PAIR.match(text) and _TOML_TABLE.search(text):
        return Kind.CODEX_CONFIG
    if _TOML_START.match(text) and _MISE_ENV.search(text):
        return Kind.MISE
    if _DOCKERFILE.match(text) or (_DOCKER_PART.match(text) and _DOCKER_ENV_LINE.search(text)):
        return Kind.DOCKERFILE
    if (in_yaml := yaml_kind(text)) is not None:
        return in_yaml
    if _is_nix(text) or reader_by_lines(text) or is_source(text) or is_piece_of_toml(text):
        return Kind.TEXT
    if _is_crontab(text):
        return Kind.CRONTAB
    if is_status(text):
        return Kind.STATUS
    return Kind.DUMP if looks_dumped(text) or begins_with_scopes(text) else None


def _is_job(text: str) -> bool:
    """Tell whether a property list may be launchd's: its own keys stand in it, or none at all do."""
    return "<key>" not in text or _LAUNCHD_KEYS.search(text) is not None


def _is_nix(text: str) -> bool:
    """Tell whether a text is a module of Nix, or settings out of one: each but for brackets is `name = value;`."""
    if "=" not in text or ";" not in text:
        return False
    if _NIX_START.match(text):
        return True
    lines = [line.rstrip("\r") for line in text.split("\n", _LOOKED_AT)[:_LOOKED_AT]]
    filled = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    settings = [line for line in filled if _NIX_LINE.match(line)]
    return bool(settings) and all(_NIX_LINE.match(line) or _NIX_ENDS.match(line) for line in filled)


def is_cron_job(line: str) -> bool:
    """Tell whether a line is one that cron runs."""
    return _CRON_JOB.match(line) is not None


def _is_crontab(text: str) -> bool:
    """Tell whether a text holds lines that cron runs and, besides, pairs and comments alone."""
    lines = [line.strip() for line in text.lstrip("\ufeff").split("\n", _LOOKED_AT)[:_LOOKED_AT]]
    filled = [line for line in lines if line and not line.startswith("#")]
    jobs = [is_cron_job(line) for line in filled]
    return any(jobs) and all(job or _CRON_PAIR.match(line) for job, line in zip(jobs, filled, strict=True))


def _kind_by_shebang(text: str) -> Kind | None:
    """Return the shell that a script's first line names; None without such a line."""
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    if not first.startswith("#!"):
        return None
    if "zsh" in first:
        return Kind.ZSH
    return Kind.BASH if "bash" in first else Kind.SH


def _kind_by_text(text: str) -> Kind:
    if (other := kind_by_lines(text)) is not None:
        return other
    if (by_shebang := _kind_by_shebang(text)) is not None:
        return by_shebang
    if _ZSH_WORDS.search(text):
        return Kind.ZSH
    if _BASH_WORDS.search(text):
        return Kind.BASH
    return Kind.ZSH if _SHELL_LINE.search(text) or _starts_client(text) or _starts_container(text) else Kind.TEXT


def _starts_client(text: str) -> bool:
    """Tell whether a command gives a client a variable, wherever in a line: cd x && NAME=value claude."""
    return "=" in text and _GIVEN.search(text) is not None


def _starts_container(text: str) -> bool:
    """Tell whether a line starts a client in a container with a variable of its own."""
    if "docker" not in text and "podman" not in text:
        return False
    return any(_HANDED.search(each["rest"]) and _CLIENT.search(each["rest"]) for each in _CONTAINER.finditer(text))
