"""Documents and places in them: what was pasted, and where in it something stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from enum import StrEnum

from .records import dataclass, field
from .regexes import regex

# Behind the name of a second document of that name.
_COPY = regex(r"(?: \((?:line \d{1,9}|again|in [^()]{1,300})\)){1,9}$")
_HOME = regex(
    r"(?:\$HOME|\$\{HOME\}|/(?:home|Users)/[^/]+|/root|[A-Za-z]:/Users/[^/]+|%USERPROFILE%|\$env:USERPROFILE)(?=/)",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """How the text of a document is read."""

    ZSH = "zsh"
    BASH = "bash"
    SH = "sh"
    FISH = "fish"
    POWERSHELL = "powershell"
    CMD = "cmd"  # a batch file, or lines for the Windows command prompt
    DOTENV = "dotenv"  # .env, as the dotenv libraries and docker compose read it
    DOCKER_ENV = "docker env-file"  # docker run --env-file: no quotes, no expansion, no export
    DUMP = "environment dump"  # env · printenv · export -p · declare -x · set: what a process really has
    LISTED = "listed variables"  # in a post: names and values, of no file and of no command
    TOLD = "told variables"  # in a post: what sentences say to be set
    CLAUDE_SETTINGS = "claude settings"  # ~/.claude/settings.json and its kin: `env`, `apiKeyHelper` …
    CLAUDE_STATE = "claude state"  # ~/.claude.json
    STATUS = "claude status"  # what /status and `claude auth status` show
    VSCODE_SETTINGS = "vs code settings"
    CODEX_CONFIG = "codex config"  # ~/.codex/config.toml
    OPENCODE_CONFIG = "opencode config"
    GEMINI_SETTINGS = "gemini settings"
    QWEN_SETTINGS = "qwen settings"
    CLINE_PROVIDERS = "cline providers"  # what `cline auth` stores: ~/.cline/data/settings/providers.json
    LOGIN_FILE = "login file"  # auth.json and its kin: a client's stored credentials
    SYSTEMD_UNIT = "systemd unit"
    SYSTEMD_ENV = "systemd environment file"  # what EnvironmentFile= names
    ENVIRONMENT_D = "environment.d"
    PAM_ENV = "pam environment"  # /etc/environment
    COMPOSE = "compose"
    LAUNCHD = "launchd job"
    CRONTAB = "crontab"  # what cron starts, and the variables it gives to it
    DOCKERFILE = "dockerfile"
    WORKFLOW = "github workflow"  # the name by which rules call it, too
    KUBERNETES = "kubernetes manifest"  # and the lists of variables of its kin
    GITLAB = "gitlab ci"
    MISE = "mise config"  # mise.toml, whose table `env` is the environment of a folder
    TEXT = "text"  # nothing that we can read: an error message, prose


PROPOSED = "~/.zshrc"  # the name that the form has for what is pasted; many leave it, whatever they paste
TYPED = "commands typed at the prompt"  # the name of the document that holds them; a shell runs them last
WORKING = "version that works"  # begins the name of settings that a post shows beside those that fail
EARLIER = "earlier version"  # begins the name of what a later version of the same file in the same paste replaces
SHOWN_BEFORE = "what was shown earlier"  # begins the name of a screen, or of `env`, from before a change
ON_WINDOWS = "on Windows"  # ends the name of what stands at a prompt of Windows, beside prompts of WSL


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a document.

    `begin` and `stop` are offsets in characters into the document's text (0-based, half-open) and serve edits;
    `line`, `start` and `end` are for people: 1-based, in characters, `end` exclusive. A span over several lines
    shows its first line: `end` is then that line's end.
    """

    document: str
    line: int
    start: int
    end: int
    begin: int
    stop: int


def home_path(name: str) -> str:
    """Return a document's name with forward slashes, `~` for the home folder, and no `./` in front."""
    return _HOME.sub("~", name.strip().replace("\\", "/"), count=1).removeprefix("./")


def file_name(name: str) -> str:
    """Return a document's name as that of the file: without what tells two documents of one name apart."""
    return _COPY.sub("", name) if ")" in name else name


def base_of(path: str) -> str:
    """Return the last part of a path, whichever slash stands between its parts."""
    return path.replace("\\", "/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Document:
    """One pasted file: its name as the person knows it (`~/.zshrc`), its kind, its text.

    A part of a paste keeps a text of its own, and counts its lines as the paste does: from `first_line` on.
    """

    name: str
    text: str = field(repr=False)  # may hold what was not recognised as a secret
    kind: Kind = Kind.TEXT
    first_line: int = 1
    paste: str = ""  # the name of the paste of which this is a part; "": a document of its own
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [0]
        position = self.text.find("\n")
        while position != -1:
            starts.append(position + 1)
            position = self.text.find("\n", position + 1)
        object.__setattr__(self, "_starts", tuple(starts))

    @property
    def base(self) -> str:
        """The last part of its name: `.zshrc`."""
        return base_of(file_name(self.name))

    @property
    def line_count(self) -> int:
        """The number of lines as an editor counts them: a final line break ends a line, it does not begin one."""
        return len(self._starts) - (1 if self.text.endswith("\n") or not self.text else 0)

    @property
    def last_line(self) -> int:
        """The number of the last line; of an empty text, that of the first."""
        return self.first_line + max(self.line_count, 1) - 1

    @property
    def lines(self) -> range:
        """The numbers of all lines."""
        return range(self.first_line, self.first_line + self.line_count)

    def span(self, begin: int, stop: int) -> Span:
        """Return the span from offset `begin` up to, not including, offset `stop`."""
        if not 0 <= begin <= stop <= len(self.text):
            begin = max(0, min(begin, len(self.text)))
            stop = max(begin, min(stop, len(self.text)))
        row = bisect_right(self._starts, begin) - 1
        line = row + self.first_line
        first = self._starts[row]
        following = self._starts[row + 1] if row + 1 < len(self._starts) else stop + 2
        last = stop if stop < following - 1 else max(min(stop, self.line_end(line)), begin)
        return Span(self.name, line, begin - first + 1, last - first + 1, begin, stop)

    def line_start(self, line: int) -> int:
        """Return the offset of the first character of a line, counted from `first_line`."""
        return self._starts[line - self.first_line]

    def line_end(self, line: int) -> int:
        """Return the offset after the last character of a line, its line break left out."""
        row = line - self.first_line
        if row + 1 < len(self._starts):
            end = self._starts[row + 1] - 1
            return end - 1 if end > self._starts[row] and self.text[end - 1] == "\r" else end
        return len(self.text)

    def line_text(self, line: int) -> str:
        """Return the text of a line without its line break."""
        return self.text[self.line_start(line) : self.line_end(line)]

    def top_span(self) -> Span:
        """Return the span of the first line."""
        return self.line_span(self.first_line)

    def line_at(self, offset: int) -> Span:
        """Return the whole line on which a place of the text stands."""
        return self.line_span(self.span(offset, offset).line)

    def line_span(self, line: int) -> Span:
        """Return the span of a whole line."""
        return self.span(self.line_start(line), self.line_end(line))


def where(span: Span, documents: Sequence[Document]) -> str:
    """Say where a span stands: with its document's name only where there are several, and in a paste by its line."""
    if any(document.paste for document in documents if document.name == span.document):
        return f"line {span.line} of your paste"
    return f"line {span.line}" if len(documents) < 2 else f"line {span.line} of {span.document}"
