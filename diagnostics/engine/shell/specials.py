"""Variables that the shell itself sets, and how much of them can be known from text."""

from __future__ import annotations

from ..records import replace
from . import tree
from .machine import Machine
from .optionnames import is_option, kept_option
from .values import Array, Roughly, Table, Text, Unknown, Value, Var

_BOTH = frozenset(
    (
        "OSTYPE",
        "MACHTYPE",
        "UID",
        "EUID",
        "PPID",
        "RANDOM",
        "SECONDS",
        "LINENO",
        "HISTSIZE",
        "HISTFILE",
        "COLUMNS",
        "LINES",
        "PS1",
        "PS2",
        "PS4",
        "PWD",
        "SHLVL",
    )
)
_ZSH = _BOTH | frozenset(
    (
        "HOST",
        "OLDPWD",
        "VENDOR",
        "CPUTYPE",
        "GID",
        "EGID",
        "USERNAME",
        "LOGNAME",
        "TTY",
        "ZSH_VERSION",
        "ZSH_PATCHLEVEL",
        "PS3",
        "PROMPT",
        "PROMPT2",
        "PROMPT3",
        "PROMPT4",
        "prompt",
        "FPATH",
        "fpath",
        "module_path",
        "MODULE_PATH",
        "HISTCMD",
        "SAVEHIST",
        "WORDCHARS",
        "KEYTIMEOUT",
        "ZSH_ARGZERO",
        "SPROMPT",
        "NULLCMD",
        "READNULLCMD",
        "FUNCNEST",
        "LISTMAX",
        "MAILCHECK",
        "TIMEFMT",
        "TMPPREFIX",
        "ZSH_SUBSHELL",
        "histchars",
        "HISTCHARS",
    )
)
_BASH = _BOTH | frozenset(
    (
        "BASH",
        "SHELL",
        "BASH_VERSION",
        "BASH_VERSINFO",
        "HOSTNAME",
        "HOSTTYPE",
        "BASHPID",
        "BASH_COMMAND",
        "BASHOPTS",
        "SHELLOPTS",
        "OPTERR",
        "HISTFILESIZE",
        "HISTCMD",
        "GROUPS",
        "DIRSTACK",
        "EPOCHSECONDS",
        "EPOCHREALTIME",
        "SRANDOM",
        "BASH_SOURCE",
        "FUNCNAME",
        "MAILCHECK",
        "BASH_SUBSHELL",
        "COMP_WORDBREAKS",
    )
)
_PERHAPS = frozenset(
    ("HISTFILE", "HISTSIZE", "HISTFILESIZE", "TTY", "COLUMNS", "LINES")
)  # where nothing sets them, or there is no terminal
_TWINS = (("PS1", "PROMPT", "prompt"), ("PS2", "PROMPT2"), ("PS3", "PROMPT3"), ("PS4", "PROMPT4"))
_MACHINE = frozenset(("OSTYPE", "MACHTYPE", "VENDOR", "CPUTYPE", "HOSTTYPE", "HOST", "HOSTNAME"))
# What both manuals document that a shell starts with; measured with zsh 5.9 and bash 5.2.
_DEFAULTS_OF_ZSH = {
    **dict.fromkeys(("PS2", "PROMPT2"), "%_> "),
    **dict.fromkeys(("PS3", "PROMPT3"), "?# "),
    **dict.fromkeys(("PS4", "PROMPT4"), "+%N:%i> "),
    "NULLCMD": "cat",
    "WORDCHARS": "*?_-.[]~=/&;!#$%^(){}<>",
    "KEYTIMEOUT": "40",
    **dict.fromkeys(("histchars", "HISTCHARS"), "!^#"),
    "LISTMAX": "100",
    "MAILCHECK": "60",
    "SPROMPT": "zsh: correct '%R' to '%r' [nyae]? ",
    "TMPPREFIX": "/tmp/zsh",  # noqa: S108 -- zsh's own
}
_DEFAULTS_OF_BASH = {"PS2": "> ", "PS4": "+ ", "MAILCHECK": "60", "OPTERR": "1"}
_ZSH_TABLES = frozenset(
    (
        "commands",
        "functions",
        "aliases",
        "galiases",
        "saliases",
        "options",
        "parameters",
        "builtins",
        "nameddirs",
        "terminfo",
        "termcap",
        "history",
        "modules",
        "dis_functions",
        "userdirs",
        "dirstack",
        "reswords",
        "jobstates",
        "widgets",
        "keymaps",
        "signals",
    )
)


def special(m: Machine, name: str, begin: int, subscript: tree.Word | None = None) -> Value:
    """Return the value of a name that the shell takes care of; None where it is a name like any other."""
    if not name or not (name[0].isalpha() or name[0] == "_"):
        return _positional(m, name, begin)
    if m.zsh and name in ("ARGC", "status"):
        return _positional(m, "#" if name == "ARGC" else "?", begin)
    if m.cells.get("v:" + name) is not None:
        return None
    if m.zsh and name == "mapfile" and "m:zsh/mapfile" in m.cells.values:
        return _file(m, begin, subscript)
    if m.zsh and name in _ZSH_TABLES:
        return _table(m, name, begin, subscript)
    if m.zsh and name == "ZSH_NAME":
        return "zsh"
    if m.zsh and name == "funcstack" and m.frames:
        rest = m.unknown(begin, "asks where it is run from", many=True)
        return Array((*(frame.name for frame in reversed(m.frames)), rest))
    if m.zsh and name in ("funcstack", "functrace", "funcfiletrace", "funcsourcetrace", "zsh_eval_context"):
        return m.unknown(begin, "asks where it is run from", filled=True, many=True)
    if name == "OPTIND":
        return "1"
    if m.zsh and name in ("OPTARG", "WATCH", "watch"):
        return Array() if name == "watch" else ""
    if name == "IFS":
        return " \t\n"
    if name == "ZSH_EVAL_CONTEXT" and m.zsh:
        return m.unknown(begin, "asks where it is run from", filled=True)
    if name == "BASH_ALIASES" and not m.zsh:
        from .listings import bash_aliases

        return bash_aliases(m, begin, subscript)
    if name in ("FUNCNAME", "BASH_SOURCE") and not m.zsh:
        return _called(m, name, begin)
    if name in (_ZSH if m.zsh else _BASH):
        return _set_by_shell(m, name, begin)
    if name == "_":
        if isinstance(m.last, Unknown) and m.last.code:
            return m.last
        if m.behind is not None and isinstance(m.last, str) and m.last and not m.zsh and _ran_just_now(*m.behind):
            return m.last
        return m.unknown(begin, "uses the last word of the line before")
    if name == ("pipestatus" if m.zsh else "PIPESTATUS"):
        kept = m.cells.get("m:pipe")
        if kept is None and isinstance(m.status, int):
            return Array((str(m.status),))
        if isinstance(kept, Var) and isinstance(kept.value, Array):
            return kept.value
        return m.unknown(begin, "asks how each part of a pipe ended", filled=True, many=True)
    return None


def _set_by_shell(m: Machine, name: str, begin: int) -> Value:
    """Return the value of a name that the shell sets when it starts, or keeps up to date."""
    if name in _MACHINE:
        from .computer import of_machine

        known = of_machine(m, name) if m.worlds else None
        return m.unknown(begin, f"depends on the machine ({name})", filled=True) if known is None else known
    if m.zsh and (twin := _twin(m, name)) is not None:
        return twin
    default = (_DEFAULTS_OF_ZSH if m.zsh else _DEFAULTS_OF_BASH).get(name)
    if m.foreign() is None and default is not None:
        return default
    if name == "HISTFILE" and not m.zsh and m.foreign() is None:  # measured: set before any file is read
        home = m.variable("HOME").value if m.given is not None else None
        why = m.unknown(begin, "uses HISTFILE, which the shell sets", filled=True)
        return f"{home}/.bash_history" if isinstance(home, str) else why
    if name == "LINENO" and (number := _line_number(m, begin)):
        return number
    if name.endswith("_SUBSHELL") and m.subshells is not None:
        return str(m.subshells)
    filled = name not in (_PERHAPS - {"HISTSIZE"} if m.zsh else _PERHAPS)
    return m.unknown(begin, f"uses {name}, which the shell sets", filled=filled, is_set=filled)


def _line_number(m: Machine, begin: int) -> str | None:
    """Return LINENO of a command on one line of a given file; zsh counts in a function from where it begins."""
    first, last = (m.span(at, at) for at in m.statement)
    if (m.frames and m.zsh) or first.line != last.line or m.source.locate(0, 0).begin != 0 or not m.source.name:
        return None
    return str(first.line) if m.span(begin, begin).line == first.line else None


def _called(m: Machine, name: str, begin: int) -> Value:
    """Return bash's FUNCNAME and BASH_SOURCE: the innermost function or file first."""
    rest = m.unknown(begin, "asks where it is run from", filled=True, many=True)
    if name == "FUNCNAME":
        return Array((*(frame.name for frame in reversed(m.frames)), rest)) if m.frames else None
    return Array((m.source.script, rest)) if m.source.script else rest


def _twin(m: Machine, name: str) -> Value:
    """Return what another name of the same prompt was given."""
    names = next((twins for twins in _TWINS if name in twins), ())
    cells = (m.cells.values.get("v:" + other) for other in names)
    return next((cell.value for cell in cells if isinstance(cell, Var)), None)


def _positional(m: Machine, name: str, begin: int) -> Value:
    items = m.arguments().items
    if name.isdigit():
        index = int(name[:6])
        if index == 0 and m.zero is not None and not m.option("posixbuiltins"):
            return m.zero
        if index == 0:
            return m.unknown(begin, "uses the name of the script", filled=True)
        loose = next((i for i, item in enumerate(items) if isinstance(item, Unknown) and item.many), len(items))
        if loose < len(items) and index > loose:
            return items[loose]
        return items[index - 1] if index <= len(items) else None
    if name == "?":
        if isinstance(m.status, Roughly):
            return m.unknown(begin, "asks how a command failed", filled=True)
        return str(m.status) if isinstance(m.status, int) else m.status
    if name == "#":
        many = next((item for item in items if isinstance(item, Unknown) and item.many), None)
        return many or str(len(items))
    if name == "$":
        return m.unknown(begin, "uses the number of the process ($$)", filled=True)
    if name == "!":
        return m.unknown(begin, "uses the number of a background process")
    if name == "-":
        from .optionletters import letters

        return letters(m)
    return None


def _table(m: Machine, name: str, begin: int, subscript: tree.Word | None) -> Value:
    from .expansion import expand_text  # words hold parameters, parameters hold words

    unknown = m.unknown(
        begin, "asks what is installed" if name == "commands" else "asks the shell about itself", is_set=not subscript
    )
    key: Text = expand_text(m, subscript) if subscript is not None else unknown
    if name == "parameters":
        return _parameters(m, begin, key if subscript is not None else None) or unknown
    if not isinstance(key, str) or key.startswith("("):
        return unknown  # `(i)pattern` asks for one of many
    if name == "functions":
        if m.function(key):
            return _body(m, key, m.unknown(begin, "asks for the text of a function", filled=True))
        return unknown if m.foreign() else Table()
    if name == "options" and not is_option(key, zsh=True):
        return Table()
    if name == "options":
        kept, same = kept_option(key, zsh=True)
        return "on" if m.option(kept) == same else "off"
    if name == "aliases":
        cell = m.cells.get("a:" + key)
        return getattr(cell, "value", None) if cell else (unknown if m.foreign() else Table())
    from .computer import installed

    if name == "commands" and (where := installed(m, key)) is not None:
        return where or Table()
    if name == "commands" and key in STANDARD:
        return m.unknown(begin, "asks where a program is installed", filled=True)
    return unknown


OF_ZSH = _ZSH | frozenset(
    (
        *("HOME", "PATH", "TERM", "LANG", "USER", "SHELL", "IFS", "PS1", "PS2", "PS3", "PS4", "RPS1", "RPROMPT"),
        *("HISTSIZE", "SAVEHIST", "HISTFILE", "HISTCHARS", "NULLCMD", "CDPATH", "MANPATH", "FPATH", "FIGNORE", "MAIL"),
        *("MAILPATH", "MODULE_PATH", "WATCH", "PSVAR", "TMPPREFIX", "TTYIDLE", "UID", "GID", "EUID", "EGID", "PWD"),
        *("OLDPWD", "SHLVL", "COLUMNS", "LINES", "RANDOM", "SECONDS", "TERMINFO", "TERMINFO_DIRS", "LOGNAME"),
        *("ZLE_REMOVE_SUFFIX_CHARS", "DIRSTACKSIZE", "_"),
    )
)
OF_BASH = _BASH | frozenset(
    (
        *("HOME", "PATH", "TERM", "SHELL", "IFS", "PWD", "OLDPWD", "SHLVL", "UID", "EUID", "PPID", "OPTIND"),
        *("PS1", "PS2", "PS4", "_"),
    )
)


def _file(m: Machine, begin: int, subscript: tree.Word | None) -> Value:
    """Return what stands in a file, zsh's `${mapfile[path]}`."""
    from .expansion import expand_text
    from .redirects import file_text_at, normal_path

    path = expand_text(m, subscript) if subscript is not None else None
    if not isinstance(path, str):
        return path or m.unknown(begin, "lists files", many=True)
    return file_text_at(m, normal_path(m, path), begin)


def _body(m: Machine, name: str, why: Unknown) -> Unknown:
    """Return the text of a function of zsh, which is known by what it does."""
    routine = m.function(name)
    text = routine.text if routine is not None else None
    return replace(why, code=text[1:-1]) if text and text[0] == "{" and text[-1] == "}" else why


def _parameters(m: Machine, begin: int, key: Text | None) -> Value:
    """Return zsh's table of variables: the keys that are asked for, or what kind one of them is; None: not known."""
    from .listings import parameters
    from .variabletypes import type_of

    if key is None or (isinstance(key, str) and key.startswith("(I)")):
        return parameters(m, begin, key[3:] if key else None)
    if not isinstance(key, str) or not key.isidentifier() or m.tied(key):
        return None
    variable = m.variable(key)
    if m.cells.values.get("v:" + key) is None or variable.exported is None:
        absent = m.given is not None and m.foreign() is None and key not in OF_ZSH and variable.exported is not None
        return Table() if absent else None
    return Table() if variable.value is None else type_of(m, key, variable)


STANDARD = frozenset(
    (
        "ls",
        "cat",
        "cp",
        "mv",
        "rm",
        "mkdir",
        "rmdir",
        "ln",
        "chmod",
        "chown",
        "echo",
        "printf",
        "pwd",
        "sh",
        "env",
        "grep",
        "sed",
        "awk",
        "cut",
        "tr",
        "sort",
        "uniq",
        "head",
        "tail",
        "wc",
        "basename",
        "dirname",
        "date",
        "sleep",
        "touch",
        "test",
        "true",
        "false",
        "kill",
        "ps",
        "find",
        "xargs",
        "tee",
        "uname",
        "id",
        "expr",
        "dd",
        "df",
        "du",
        "stty",
    )
)


def _ran_just_now(chain: tree.Chain, index: int) -> bool:
    """Tell whether the command before `&&` is a plain one that was surely run, as in `test -f FILE && . $_`."""
    before = chain.links[index - 1][1] if index else chain.first
    body = before.commands[0].body if len(before.commands) == 1 else None
    plain = isinstance(body, tree.Simple) and bool(body.words)
    return plain and all(operator == "&&" for operator, _ in chain.links[: index + 1])
