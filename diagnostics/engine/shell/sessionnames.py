"""Names that a session brings along, that programs share, that zsh ties to a list, or that are set to nothing."""

from __future__ import annotations

# What no plugin sets: it belongs to the session, and whoever opened it has set it.
SHELLS = ("BASH_VERSION", "ZSH_VERSION")  # each set by its own shell, and by nothing in the other
# What the terminal or the login has set, and no file does.
_SESSION = (
    *("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "INSIDE_EMACS", "WSL_DISTRO_NAME", "TMUX", "TMUX_PANE", "STY"),
    *("TERM_PROGRAM", "KITTY_WINDOW_ID", "ITERM_SESSION_ID", "VTE_VERSION"),
)
STABLE = frozenset(("HOME", "USER", "LOGNAME", "SHELL", "PWD", "OLDPWD", "IFS", "TERM", *SHELLS, *_SESSION))
INHERITED = frozenset(("HOME", "PATH", "PWD", "TERM", "SHELL", "USER"))
# Lists that programs share: code that was not given adds to them.
SHARED_LISTS = (
    *("PATH", "FPATH", "MANPATH", "INFOPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBRARY_PATH", "CPATH"),
    *("PKG_CONFIG_PATH", "PYTHONPATH", "NODE_PATH", "PERL5LIB", "CLASSPATH", "XDG_DATA_DIRS", "XDG_CONFIG_DIRS"),
)
TIES = {
    "path": "PATH",
    "fpath": "FPATH",
    "cdpath": "CDPATH",
    "manpath": "MANPATH",
    "mailpath": "MAILPATH",
    "module_path": "MODULE_PATH",
    "fignore": "FIGNORE",
    "psvar": "PSVAR",
    "watch": "WATCH",
}
# Set from the start, though to nothing.
EMPTY = frozenset(("MANPATH", "CDPATH", "FIGNORE", "PSVAR", "MAILPATH"))
# What stands in a text that sets what a client reads, or reads a file that does.
_OF_CLIENTS = ("KEY", "TOKEN", "URL", "ANTHROPIC", "CLAUDE", "OPENAI", "CODEX", "GEMINI", "GOOGLE", ".env")


def speaks_of_client(text: str) -> bool:
    """Tell whether a text may set what a client reads; most do not, and nothing more need be asked of them."""
    return any(word in text for word in _OF_CLIENTS)
