"""Files that set variables and are not read here, called by what reads them: Nushell's, tmux's, a program in Python.

A report on one says what it is and what can be given in its place, and guesses nothing from its lines.
"""

from __future__ import annotations

import re

from .records import dataclass
from .regexes import regex
from .source import Document, Kind, base_of


@dataclass(frozen=True, slots=True)
class _Unread:
    """What reads a kind of file: by the file's name, or by a line that nothing else holds."""

    reader: str
    name: re.Pattern[str]
    line: re.Pattern[str] | None = None
    is_sure: bool = False  # whether such a line tells it also among lines of a shell's form
    is_language: bool = False  # the file is a program


_KINDS = (
    _Unread(
        "Nushell",
        regex(r".+\.nu"),
        regex(r"^[ \t]*(?:\$env\.[A-Za-z_]\w*[ \t]*\+?=|load-env[ \t]+\{|let-env[ \t]+\w+[ \t]*=)", re.MULTILINE),
    ),
    _Unread(
        "xonsh",
        regex(r"\.?xonshrc|rc\.xsh|.+\.xsh"),
        regex(r"^(?:xontrib load[ \t]|\$[A-Z_]+\.(?:append|insert)\(|aliases\[[\"'])", re.MULTILINE),
    ),
    _Unread("Elvish", regex(r".+\.elv"), regex(r"^[ \t]*set(?:-env[ \t]+\w+[ \t]|[ \t]+E:\w+[ \t]*=)", re.MULTILINE)),
    _Unread(
        "csh or tcsh",
        regex(r"\.?(?:t?cshrc|login|cshrc\.local)"),
        regex(r"^[ \t]*(?:set[ \t]+path[ \t]*=[ \t]*\(|if[ \t]*\([^\n]*\)[ \t]+then[ \t]*$)", re.MULTILINE),
    ),
    _Unread(
        "tmux",
        regex(r"\.?tmux(?:\.[\w-]+)?\.conf(?:\.local)?"),
        regex(
            r"^[ \t]*(?:set(?:-option|w)?[ \t]+-g[a-z]*[ \t]+[a-z]+-[a-z-]+[ \t]"
            r"|set(?:-environment|env)[ \t]+-g[a-z]*[ \t]+[A-Za-z_]\w*[ \t]"
            r"|bind(?:-key)?[ \t][^\n]{0,40}?[ \t]"
            r"(?:split-window|source-file|select-pane|new-window|resize-pane|copy-mode))",
            re.MULTILINE,
        ),
    ),
    _Unread("macOS' managed preferences", regex(r"com\.anthropic\.claudecode(?:\.\w+)?\.plist|.+\.mobileconfig")),
    # No shell has a target `.PHONY`, nor `NAME ?= value`; `export` it has as well.
    _Unread(
        "make",
        regex(r"(?:gnu)?makefile|.+\.mk"),
        regex(r"^(?:\.PHONY[ \t]*:|(?:export[ \t]+)?[A-Z_][A-Z0-9_]*[ \t]*[?:]=[ \t])", re.MULTILINE),
        is_sure=True,
    ),
    _Unread(
        "supervisord",
        regex(r"supervisord?\.conf"),
        regex(r"\A(?:[ \t]*(?:[;#][^\n]*)?\r?\n){0,200}\[(?:program|group|eventlistener|fcgi-program):[^\]\n]{1,80}\]"),
        is_sure=True,
    ),
    _Unread("pm2", regex(r"ecosystem\.config\.(?:c?js|json)")),
    _Unread("Python", is_language=True, name=regex(r".+\.pyi?")),
    _Unread("JavaScript", is_language=True, name=regex(r".+\.[cm]?[jt]sx?")),
    _Unread("npm", regex(r"package(?:-lock)?\.json")),
    _Unread("MCP servers", regex(r"(?:\.|managed-)?mcp\.json")),
    _Unread("Claude Desktop", regex(r"claude_desktop_config\.json")),
    _Unread("Cargo", regex(r"cargo\.toml")),
    _Unread("Fly.io", regex(r"fly(?:\.[\w-]+)?\.toml")),
    _Unread("Wrangler", regex(r"wrangler\.(?:toml|jsonc?)")),
    _Unread("Devbox", regex(r"devbox\.json")),
    _Unread("nodemon", regex(r"\.?nodemon\.json")),
    _Unread("Vercel", regex(r"(?:vercel|now)\.json")),
    _Unread("VS Code's debugger", regex(r"launch\.json")),
    _Unread("VS Code's tasks", regex(r"tasks\.json")),
    _Unread("Lua", is_language=True, name=regex(r".+\.lua")),
    _Unread("Emacs", regex(r".+\.el|\.emacs")),
    _Unread("just", regex(r"\.?justfile|.+\.just")),
    _Unread("Terraform", regex(r".+\.tf(?:vars)?")),
    _Unread("Nix", regex(r".+\.nix")),
    _Unread("kitty", regex(r"kitty(?:\.[\w-]+)?\.conf")),  # terminals give variables to the shells that they start
    _Unread("Alacritty", regex(r"alacritty\.(?:toml|ya?ml)")),
    _Unread("Ghostty", regex(r"config\.ghostty")),
    _Unread("Bitbucket Pipelines", regex(r"bitbucket-pipelines\.ya?ml"), regex(r"^pipelines:[ \t]*\r?$", re.MULTILINE)),
    _Unread(
        "Azure Pipelines",
        regex(r"(?:.+\.)?azure-pipelines?(?:[.-][\w-]+)*\.ya?ml"),
        regex(r"^[ \t]*(?:vmImage:[ \t]*\S|-[ \t]+task:[ \t]*\w+@\d)", re.MULTILINE),
    ),
    _Unread(
        "Jenkins",
        regex(r"jenkinsfile(?:[.-][\w-]+)*|.+\.jenkinsfile"),
        regex(
            r"\A\s{0,200}(?:(?:#!|//|@Library)[^\n]*\n\s{0,200}){0,20}pipeline[ \t]*\{"
            r"|^[ \t]*agent[ \t]+(?:any|none|\{)",
            re.MULTILINE,
        ),
        is_sure=True,
    ),
    _Unread("Travis CI", regex(r"\.travis\.ya?ml")),
    _Unread("Drone", regex(r"\.drone\.ya?ml")),
    _Unread("CircleCI", regex(r"(?!)"), regex(r"^[ \t]+- image:[ \t]*[\"']?cimg/|^orbs:[ \t]*$", re.MULTILINE)),
)
# A job of this gets what stands in the project's settings as well, its contexts, without a line that names it. So the
# file alone does not tell whether there is a key.
_FROM_SETTINGS = ("CircleCI", "Bitbucket Pipelines", "Azure Pipelines", "Travis CI")
# Those that only their folder tells, with a word for a quick look.
_BY_PATH = (
    ("circleci", "CircleCI", regex(r"(?:^|/)\.circleci/[^/]+\.ya?ml$")),
    ("ghostty", "Ghostty", regex(r"(?:^|/)(?:com\.mitchellh\.)?ghostty/config$")),
)
_SETS = regex(r"^[ \t]*(?:export[ \t]|alias[ \t]+[\w-]+=|[A-Za-z_]\w*=)", re.MULTILINE)
# A line of a program: `llm = LLM(`, `from crewai import LLM`, `const x = require("y")`; and what it would not have.
_SOURCE = regex(
    r"^[ \t]*(?:from[ \t]+[\w.]+[ \t]+import[ \t]+\w|import[ \t]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t\r]*$"
    r"|[\w{}*, \t]+[ \t]from[ \t]+[\"'])|(?:async[ \t]+)?def[ \t]+\w+\(|(?:(?:const|let|var)[ \t]+)?[A-Za-z_]\w*[ \t]+="
    r"[ \t]+(?:await[ \t]+|new[ \t]+)?[A-Za-z_][\w.]*\()",
    re.MULTILINE,
)
_OF_A_SHELL = regex(
    r"^[ \t]*(?:(?:export|alias|source|eval|setopt|autoload)[ \t]|(?:fi|done|esac)\b|\$\{?env:"
    r"|[\w-]+[ \t]*\(\)[ \t]*\{)",
    re.MULTILINE | re.IGNORECASE,
)
_LOOKED_AT = 20_000


def reader_of(document: Document) -> str:
    """Return what reads a document that is not read here (`Nushell`), or "" where that is not known."""
    if document.kind is not Kind.TEXT:
        return ""
    base = base_of(document.name).lower()
    by_name = next((each.reader for each in _KINDS if each.name.fullmatch(base)), "")
    return _by_path(document.name.replace("\\", "/")) or by_name or reader_by_lines(document.text)


def _by_path(path: str) -> str:
    return next((reader for word, reader, form in _BY_PATH if word in path and form.search(path)), "")


def called(reader: str, *, is_piece: bool) -> str:
    """Return how a file with that reader is called: a file for tmux, a program in Python, or lines of one."""
    is_language = any(each.reader == reader and each.is_language for each in _KINDS)
    if is_piece:
        return f"lines of a program in {reader}" if is_language else f"lines for {reader}"
    return f"a program in {reader}" if is_language else f"a file for {reader}"


def reader_by_lines(text: str) -> str:
    """Return what alone reads lines such as these, or "" where a shell may."""
    text = text[:_LOOKED_AT]
    is_a_shells = _SETS.search(text) is not None
    told = (each for each in _KINDS if each.is_sure or not is_a_shells)
    return next((each.reader for each in told if each.line is not None and each.line.search(text)), "")


def is_source(text: str) -> bool:
    """Tell whether a text is a program in Python or JavaScript: a line that no shell reads, and none of a shell's."""
    if "import" not in text and "(" not in text:
        return False
    text = text[:_LOOKED_AT]
    return _SOURCE.search(text) is not None and _OF_A_SHELL.search(text) is None


def is_read_elsewhere(name: str) -> bool:
    """Tell whether a file's name is that of a file which is known and not read here."""
    path = name.strip().replace("\\", "/")
    base = base_of(path).lower()
    for each in _KINDS:  # any() takes twice as long, and a post asks this of each of its lines
        if each.name.fullmatch(base):
            return True
    return _by_path(path) != ""


def said_of_settings(reader: str) -> str:
    """Say that a file is not all that a job gets; empty where it is."""
    return " A job also gets the variables of the project's settings, which no line names." * (reader in _FROM_SETTINGS)
