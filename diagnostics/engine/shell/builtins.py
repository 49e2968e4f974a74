"""What commands do that the shell carries out itself; everything else is a program."""

from __future__ import annotations

import re
from dataclasses import replace

from ..environment import ProblemKind
from .assigning import assign_text
from .commands import Builtin, Call, make_foreign
from .conditions import test_words
from .declarations import declare, unset_names
from .machine import Machine, Signal, joined
from .options import emulate, set_builtin, setopt, shopt, unsetopt
from .output import echo, print_zsh, printf
from .parameters import calculate
from .programs import PROGRAMS
from .reading import mapfile, read
from .redirects import file_text_at, normal_path
from .running import call as call_function
from .sourcing import run_string
from .specials import STANDARD
from .values import Array, Text, Unknown, Var

_HARMLESS = frozenset(
    ("compinit", "bashcompinit", "colors", "promptinit", "prompt", "vcs_info", "zmv", "zcalc", "compdef", "compdump", "url-quote-magic",
     "bracketed-paste-magic", "edit-command-line", "up-line-or-beginning-search", "down-line-or-beginning-search", "zrecompile", "is-at-least")
)  # fmt: skip
_QUIET = frozenset(
    ("bindkey", "zle", "zstyle", "zmodload", "compdef", "bind", "complete", "compopt", "hash", "rehash", "ulimit", "umask", "stty", "wait",
     "jobs", "disown", "fc", "history", "ttyctl", "limit", "unlimit", "enable", "disable", "zcompile", "fg", "bg", "suspend", "times", "caller",
     "log", "sched", "zparseopts", "zformat", "dirs", "compadd", "getln", "functions", "unhash", "kill", "zsocket", "zpty", "ztcp")
)  # fmt: skip
_ZSH_ONLY = frozenset(
    ("bindkey", "zle", "zstyle", "zmodload", "compdef", "rehash", "ttyctl", "limit", "unlimit", "zcompile", "log", "sched", "zparseopts",
     "zformat", "compadd", "getln", "functions", "unhash", "disable", "print", "setopt", "unsetopt", "emulate", "autoload", "unfunction",
     "integer", "float", "whence", "where", "which", "bye", "chdir", "noglob", "vared", "zsocket", "zpty", "ztcp")
)  # fmt: skip
_BASH_ONLY = frozenset(("shopt", "mapfile", "readarray", "bind", "complete", "compopt", "caller", "compgen", "help"))


def run_call(m: Machine, call: Call) -> None:
    """Run a command: a function, a builtin, a program."""
    m.budget.spend()
    routine = m.function(call.name) if not call.options else None
    if routine is not None:
        if routine.body is None and call.name not in _HARMLESS:
            make_foreign(m, m.unknown(call.begin, "calls a function that is not in the text", is_set=False))
        call_function(m, routine, call.arguments)
        return
    builtin = find_builtin(m, call.name)
    if builtin is not None and "program" not in call.options:
        builtin(m, call)
        return
    program = PROGRAMS.get(call.name.rpartition("/")[2] if call.name.startswith(("/bin/", "/usr/bin/")) else call.name)
    if program is not None:
        program(m, call)
        return
    unknown_program(m, call)


def find_builtin(m: Machine, name: str) -> Builtin | None:
    """Return what carries out a builtin of this shell."""
    if name in (_BASH_ONLY if m.zsh else _ZSH_ONLY):
        return None
    return BUILTINS.get(name)


def unknown_program(m: Machine, call: Call) -> None:
    """Run a program: it cannot change this shell, but what it prints and how it ends are not known."""
    unknown = m.unknown(call.begin, "runs a command", is_set=False)
    m.status = unknown
    m.write(unknown)


def _status(code: int) -> Builtin:
    def builtin(m: Machine, call: Call) -> None:
        m.status = code

    return builtin


def _quiet(m: Machine, call: Call) -> None:
    m.status = m.unknown(call.begin, "runs a command", is_set=False) if call.name in ("complete", "zmodload") else 0


def _texts(arguments: list[Text]) -> list[str] | Unknown:
    for text in arguments:
        if isinstance(text, Unknown):
            return text
    return [text for text in arguments if isinstance(text, str)]


# --- eval and source


def evaluate_text(m: Machine, call: Call) -> None:
    """`eval`: run the text of its arguments, if that is known."""
    texts = _texts(call.arguments)
    if isinstance(texts, Unknown):
        why = replace(texts, why=f"{m.line(call.begin)} runs what a command prints" if not texts.line else texts.why)
        m.problem(
            ProblemKind.RUNS_COMMAND,
            call.begin,
            call.stop,
            "This runs text that only the machine knows; it may set any variable.",
        )
        m.status = m.unknown(call.begin, "runs text that is not known", is_set=False)
        make_foreign(m, Unknown(f"{m.line(call.begin)} runs text that is not known", line=why.line))
        return
    run_string(m, " ".join(texts), call.begin, call.stop)


def source(m: Machine, call: Call) -> None:
    """`source` and `.`: run a file whose text is known; remember that another one may set anything."""
    nodes = [node for node in call.nodes if not (hasattr(node, "plain") and node.plain in ("-p", "--"))]
    arguments = call.arguments[1:] if call.arguments and call.arguments[0] in ("--",) else call.arguments
    if not arguments:
        m.status = 1
        return
    path = arguments[0]
    if isinstance(path, Unknown) and nodes and hasattr(nodes[0], "parts"):
        from .conditions import path_text

        path = path_text(m, nodes[0])
    text: Text = Unknown("")
    if isinstance(path, str):
        path = normal_path(m, path)
        text = _source_text(m, path, call)
    if isinstance(text, str) and isinstance(path, str):
        old = m.cells.get("m:arguments")
        if len(arguments) > 1:
            m.cells.put("m:arguments", Var(Array(tuple(arguments[1:]))))
        run_string(m, text, call.begin, call.stop, path=path)
        if len(arguments) > 1:
            m.cells.put("m:arguments", old)
        return
    m.problem(
        ProblemKind.READS_OTHER_FILE,
        call.begin,
        call.stop,
        "This reads a file that was not given; it may set any variable.",
    )
    make_foreign(m, m.unknown(call.begin, "reads a file that was not given", is_set=False))
    m.status = m.unknown(call.begin, "reads a file that was not given", is_set=False)


def _source_text(m: Machine, path: str, call: Call) -> Text:
    if path in ("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"):
        return m.stdin.text if m.stdin else Unknown("")
    if path == "/dev/null":
        return ""
    text = file_text_at(m, path, call.begin)
    if isinstance(text, Unknown) and "/" not in path:
        text = file_text_at(m, "~/" + path, call.begin)
    return text


# --- flow


def _ends(kind: str) -> Builtin:
    def builtin(m: Machine, call: Call) -> None:
        if call.arguments:
            first = call.arguments[0]
            if isinstance(first, Unknown):
                m.status = first
            elif re.fullmatch(r"-?\d{1,9}", first):
                m.status = int(first) & 255
            else:
                m.status = m.unknown(call.begin, "ends with a status that is not known")
        if kind == "exit" and not m.hidden:
            text = "The shell ends here: nothing below is run, and no prompt appears."
            m.problem(ProblemKind.ABORTS_FILE, call.begin, call.stop, text)
        raise Signal(kind)

    return builtin


def _leaves(kind: str) -> Builtin:
    def builtin(m: Machine, call: Call) -> None:
        m.status = 0
        if not m.loops:
            return
        first = call.arguments[0] if call.arguments else "1"
        levels = int(first) if isinstance(first, str) and first.isdigit() and len(first) < 4 else 1
        raise Signal(kind, levels=max(1, min(levels, m.loops)))

    return builtin


def _shift(m: Machine, call: Call) -> None:
    items = m.arguments().items
    m.status = 0
    first = call.arguments[0] if call.arguments else "1"
    if isinstance(first, Unknown) or any(isinstance(item, Unknown) and item.many for item in items):
        m.cells.put(
            "m:arguments", Var(Array((m.unknown(call.begin, "moves arguments that are not known", many=True),)))
        )
        return
    if not first.isdigit():
        return
    if int(first[:6]) > len(items):
        m.status = 1
        return
    m.cells.put("m:arguments", Var(Array(items[int(first[:6]) :])))


def _exec(m: Machine, call: Call) -> None:
    if call.arguments:
        m.status = m.unknown(call.begin, "replaces the shell by a program")
        if not m.hidden:
            text = "The shell becomes another program here: nothing below is run."
            m.problem(ProblemKind.ABORTS_FILE, call.begin, call.stop, text)
        raise Signal("exit")
    m.status = 0


# --- names and paths


def _alias(m: Machine, call: Call) -> None:
    m.status = 0
    is_global = False
    for text in call.arguments:
        if isinstance(text, Unknown):
            continue
        if re.fullmatch(r"[-+][a-zA-Z]+|--", text) and "=" not in text:
            is_global = is_global or "g" in text
            if "s" in text:
                return
            continue
        name, equals, value = text.partition("=")
        if equals and name:
            m.cells.put("a:" + ("\0" if is_global else "") + name, Var(value))
        elif not equals:
            m.write(m.unknown(call.begin, "lists aliases"))
            m.status = 0 if m.cells.get("a:" + name) else m.unknown(call.begin, "asks for an alias")


def _unalias(m: Machine, call: Call) -> None:
    m.status = 0
    for text in call.arguments:
        if text == "-a":
            for key in [key for key in m.cells.values if key.startswith("a:")]:
                m.cells.put(key, None)
        elif isinstance(text, str):
            m.cells.put("a:" + text, None)
            m.cells.put("a:\0" + text, None)


def _unfunction(m: Machine, call: Call) -> None:
    m.status = 0
    for text in call.arguments:
        if isinstance(text, str):
            m.cells.put("f:" + text, None)


def _autoload(m: Machine, call: Call) -> None:
    from .values import Routine

    m.status = 0
    for text in call.arguments:
        if isinstance(text, str) and not text.startswith(("-", "+")) and m.function(text) is None:
            m.cells.put("f:" + text, Routine(None, m.source, f"{m.line(call.begin)} loads a function"))


def _cd(m: Machine, call: Call) -> None:
    arguments = [
        text for text in call.arguments if not (isinstance(text, str) and re.fullmatch(r"-[A-Za-z]+|--", text))
    ]
    target = arguments[0] if arguments else m.variable("HOME").value
    old = m.variable("PWD")
    sure = isinstance(target, str) and (normal_path(m, target) in ("~", "/", "/usr", "/tmp", "/etc", "/bin", "/var"))
    new: Text = (
        target if sure and isinstance(target, str) else m.unknown(call.begin, "changes the directory", filled=True)
    )
    m.put_variable("OLDPWD", replace(old, exported=True))
    m.put_variable("PWD", replace(old, value=new, exported=True, maybe_unset=False))
    m.status = 0 if sure else m.unknown(call.begin, "changes the directory")


def _pwd(m: Machine, call: Call) -> None:
    value = m.variable("PWD").value
    m.status = 0
    m.write(value + "\n" if isinstance(value, str) else m.unknown(call.begin, "asks for the directory", filled=True))


def _test(m: Machine, call: Call) -> None:
    words = list(call.arguments)
    if call.name == "[":
        if not words or words[-1] != "]":
            m.status = 2
            return
        words.pop()
    m.status = test_words(m, words, call.begin)


def _let(m: Machine, call: Call) -> None:
    m.status = 1
    for text in call.arguments:
        number = text if isinstance(text, Unknown) else calculate(m, text, call.begin)
        m.status = number if isinstance(number, Unknown) else int(not number)


# --- asking about commands


def command(m: Machine, call: Call) -> None:
    """`command`: ask for a program with -v, or run it whatever functions are called the same."""
    arguments = list(call.arguments)
    asks = False
    while arguments and isinstance(arguments[0], str) and re.fullmatch(r"-[pvV]+|--", arguments[0]):
        asks = asks or "v" in arguments[0].lower()
        arguments.pop(0)
    if asks:
        ask(m, call, arguments)
        return
    if not arguments:
        m.status = 0
        return
    name, rest = arguments[0], arguments[1:]
    if isinstance(name, Unknown):
        unknown_program(m, call)
        return
    options = frozenset(("program",)) if m.zsh else frozenset(("builtin",))
    nodes = call.nodes[len(call.nodes) - len(rest) :] if rest else ()
    run_call(m, replace(call, name=name, arguments=rest, nodes=nodes, options=options))


def _builtin(m: Machine, call: Call) -> None:
    if not call.arguments or isinstance(call.arguments[0], Unknown):
        m.status = 0
        return
    rest = call.arguments[1:]
    nodes = call.nodes[len(call.nodes) - len(rest) :] if rest else ()
    run_call(m, replace(call, name=call.arguments[0], arguments=rest, nodes=nodes, options=frozenset(("builtin",))))


def ask(m: Machine, call: Call, names: list[Text]) -> None:
    """Answer `command -v`, `type`, `which`: sure only of what every machine has, and of what the text defines."""
    names = [name for name in names if not (isinstance(name, str) and re.fullmatch(r"-[a-zA-Z]+|--", name))]
    known: list[bool] = []
    for name in names:
        if isinstance(name, str):
            defined = (
                m.function(name) is not None
                or m.cells.get("a:" + name) is not None
                or find_builtin(m, name) is not None
            )
            known.append(defined or name in STANDARD)
        else:
            known.append(False)
    m.status = 0 if known and all(known) else m.unknown(call.begin, "asks what is installed", is_set=False)
    only = names[0] if len(names) == 1 else None
    if (
        isinstance(only, str)
        and known[0]
        and only not in STANDARD
        and m.cells.get("a:" + only) is None
        and call.name == "command"
    ):
        m.write(only + "\n")
        return
    m.write(m.unknown(call.begin, "asks what is installed", filled=bool(known) and all(known), is_set=False))


def _ask(m: Machine, call: Call) -> None:
    ask(m, call, call.arguments)


def _getopts(m: Machine, call: Call) -> None:
    for text in call.arguments[1:2]:
        if isinstance(text, str):
            assign_text(m, text, m.unknown(call.begin, "reads options"))
    m.status = m.unknown(call.begin, "reads options")


def _hook(m: Machine, call: Call) -> None:
    """zsh: `add-zsh-hook precmd name`."""
    texts = [text for text in call.arguments if isinstance(text, str)]
    m.status = 0
    if len(texts) == 2 and len(call.arguments) == 2 and texts[0] in ("precmd", "preexec"):
        key = f"v:{texts[0]}_functions"
        cell = m.cells.get(key)
        items = cell.value.items if isinstance(cell, Var) and isinstance(cell.value, Array) else ()
        m.cells.put(key, Var(Array((*items, texts[1])), text_wins=True))


def _vared(m: Machine, call: Call) -> None:
    m.status = m.unknown(call.begin, "asks the person")
    for text in call.arguments[-1:]:
        if isinstance(text, str):
            assign_text(m, text, m.unknown(call.begin, "asks the person"))


BUILTINS: dict[str, Builtin] = {
    ":": _status(0), "true": _status(0), "false": _status(1), "echo": echo, "print": print_zsh, "printf": printf,
    "export": declare, "readonly": declare, "declare": declare, "typeset": declare, "local": declare, "integer": declare, "float": declare,
    "unset": unset_names, "set": set_builtin, "setopt": setopt, "unsetopt": unsetopt, "shopt": shopt, "emulate": emulate,
    "eval": evaluate_text, "source": source, ".": source, "return": _ends("return"), "exit": _ends("exit"), "logout": _ends("exit"),
    "bye": _ends("exit"), "break": _leaves("break"), "continue": _leaves("continue"), "shift": _shift, "exec": _exec, "alias": _alias,
    "unalias": _unalias, "unfunction": _unfunction, "autoload": _autoload, "cd": _cd, "chdir": _cd, "pushd": _cd, "popd": _cd, "pwd": _pwd,
    "test": _test, "[": _test, "let": _let, "command": command, "builtin": _builtin, "type": _ask, "which": _ask, "whence": _ask,
    "where": _ask, "read": read, "mapfile": mapfile, "readarray": mapfile, "getopts": _getopts, "trap": _status(0), "vared": _vared,
    "add-zsh-hook": _hook,
}  # fmt: skip
BUILTINS.update({name: _quiet for name in _QUIET if name not in BUILTINS})

__all__ = ["BUILTINS", "find_builtin", "joined", "run_call"]
