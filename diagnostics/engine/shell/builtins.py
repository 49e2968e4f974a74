"""What commands do that the shell carries out itself; everything else is a program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ..loading import Later
from ..records import replace
from . import tree
from .assigning import assign_text
from .budget import TooMuch
from .builtinnames import ASKING, BASH_ONLY, HARMLESS, QUIET, SET_BY, SILENT, ZSH_ONLY
from .calling import call as call_function
from .commands import DECLARING, Builtin, Call
from .declarations import declare
from .machine import Machine
from .parser import SWITCHED
from .traps import kill, trap
from .values import Routine, Unknown, Value, Var


def run_call(m: Machine, call: Call) -> None:
    """Run a command: a function, a builtin, a program."""
    m.budget.spend()
    last = call.arguments[-1] if call.arguments else ""
    if call.name not in DECLARING:  # whose words are expanded as it runs
        m.last, m.behind = last, None
    routine = m.function(call.name) if not call.options else None
    if routine is not None and (routine.others or routine.absent):
        _call_one_of(m, call, routine)
        return
    if routine is not None:
        if routine.body is None:
            unseen = m.unknown(call.begin, "calls a function that is not in the text", is_set=False)
            m.write(unseen)
            if call.name not in HARMLESS:
                from .unseen import make_foreign

                make_foreign(m, unseen)
        for name in SET_BY.get(call.name, ()) if routine.body is None else ():
            m.put_variable(name, Var(_set_by_function(m, call, name), text_wins=True))
        if call.name == "zmathfunc" and routine.body is None:
            m.cells.put("m:zmathfunc", Var("on"))
        if call.name == "compinit" and routine.body is None and m.function("compdef") is None:
            m.cells.put("f:compdef", routine)
        call_function(m, routine, call.arguments, call.name)
        m.last = last
        return
    builtin = find_builtin(m, call.name)
    if builtin is not None and "program" not in call.options:
        builtin(m, call)
        m.last, m.behind = last, None
        if m.err is not None and m.status != 0 and call.name not in SILENT:
            m.err.append(m.unknown(call.begin, "may say what went wrong"))
        return
    if (function := m.library.get(call.name)) is not None:
        function(m, call)
        return
    from .programs import PROGRAMS, unknown_program

    program = PROGRAMS.get(call.name.rpartition("/")[2] if call.name.startswith(("/bin/", "/usr/bin/")) else call.name)
    if program is not None and ("/" in call.name or _has_programs(m)):
        from .listings import over_function, through

        read = m.stdin.text if m.stdin is not None else None
        if isinstance(read, Unknown) and read.listing is not None and through(m, call, program, read):
            return
        if isinstance(read, Unknown) and read.code and over_function(m, call, program, read):
            return
        program(m, call)
        return
    unknown_program(m, call)


def _set_by_function(m: Machine, call: Call, name: str) -> Value:
    """Return what one of zsh's own functions gives a variable: `colors` always the same, the others nobody knows."""
    if call.name == "colors" and not m.option("kshautoload"):
        from .colors import color_variables

        return color_variables()[name]
    return m.unknown(call.begin, f"sets it by {call.name}", filled=True, many=True)


def _has_programs(m: Machine) -> bool:
    """Tell whether PATH may still hold the folders of the programs that every machine has."""
    cell = m.cells.values.get("v:PATH")
    path = cell.value if isinstance(cell, Var) else Unknown("")
    if path is None:
        return False
    return not isinstance(path, str) or any(folder.endswith("bin") for folder in path.split(":"))


def _call_one_of(m: Machine, call: Call, routine: Routine) -> None:
    """Call a function that is one of several, or run what has its name where it is not defined."""
    single = [replace(routine, others=(), absent=False), *routine.others]
    branches: list[Callable[[], None]] = [partial(call_function, m, each, call.arguments, call.name) for each in single]
    if routine.absent:
        branches.append(lambda: run_call(m, replace(call, options=frozenset(("no function",)))))
    with m.budget:
        m.fork(branches, Unknown(routine.why, line=routine.why.removeprefix("depends on ")))


def find_builtin(m: Machine, name: str) -> Builtin | None:
    """Return what carries out a builtin of this shell."""
    if name in (BASH_ONLY if m.zsh else ZSH_ONLY) or ("n:" + name in m.cells.values and m.cells.get("n:" + name)):
        return None
    return BUILTINS.get(name)


def _status(code: int) -> Builtin:
    def builtin(m: Machine, call: Call) -> None:
        m.status = code

    return builtin


def quiet(m: Machine, call: Call) -> None:
    """Run a builtin that sets nothing, of whose output and status little is known."""
    unknown = m.unknown(call.begin, "runs a command", is_set=False)
    asks = call.name in ASKING or (call.name == "wait" and call.arguments)
    m.status = unknown if asks else 0
    if m.out is not None:
        m.write(unknown)


def _compdef(m: Machine, call: Call) -> None:
    """`compdef`, where `compinit` has not defined it."""
    quiet(m, call)
    m.status = 127 if m.foreign() is None else m.unknown(call.begin, "needs compinit", is_set=False)


def _wait(m: Machine, call: Call) -> None:
    """`wait`: the status of the job that started last is known where that is what is waited for."""
    quiet(m, call)
    raws = [node.raw.strip('"') for node in call.nodes]
    job = m.cells.get("m:job")
    if raws == ["$!"] and isinstance(job, Var) and isinstance(job.value, str):
        m.status = int(job.value)


def _enable(m: Machine, call: Call) -> None:
    """bash's `enable -n NAME`, zsh's `disable NAME`: what has that name is a program from here on."""
    texts = [text for text in call.arguments if isinstance(text, str)]
    names = [text for text in texts if not text.startswith("-")]
    flags = "".join(text[1:] for text in texts if text.startswith("-"))
    if m.zsh and flags in ("a", "f", "r") and names:
        _switch_word(m, call, names, flags)
        return
    if not names or len(texts) != len(call.arguments) or flags not in ("", "n"):
        quiet(m, call)
        return
    off = call.name == "disable" or flags == "n"
    m.status = 0
    for name in names:
        if name not in BUILTINS:
            m.status = 1
        elif not m.zsh or name not in DECLARING:  # those of zsh are words of its grammar, too
            m.cells.put("n:" + name, Var("off") if off else None)


def _switch_word(m: Machine, call: Call, names: Sequence[str], flags: str) -> None:
    """zsh's `disable -f NAME` hides a function until `enable -f`; behind `disable -r` a word of the grammar is none."""
    m.status = 0
    for name in names:
        if flags == "r":
            if name not in SWITCHED:
                raise TooMuch(f"{m.line(call.begin)} changes the words of the shell's grammar")
            m.switches_words = True
            m.cells.put("r:" + name, Var("off" if call.name == "disable" else None))
            continue
        own = {"f": "f:", "a": "a:"}[flags]
        source, target = (own, "h" + own) if call.name == "disable" else ("h" + own, own)
        cell = m.cells.get(source + name)
        if cell is None:
            m.status = 1
            continue
        m.cells.put(target + name, cell)
        m.cells.put(source + name, None)


def _zmodload(m: Machine, call: Call) -> None:
    """`zmodload zsh/datetime`: from here on the module's own variables are there, of zsh/mathfunc its functions."""
    quiet(m, call)
    if "zsh/mathfunc" in call.arguments:
        m.cells.put("m:zsh/mathfunc", Var("off" if "-u" in call.arguments else "on"))
    if "zsh/mapfile" in call.arguments:
        m.cells.put("m:zsh/mapfile", Var("on"))
    if "zsh/datetime" in call.arguments:
        for name in ("EPOCHSECONDS", "EPOCHREALTIME"):
            if m.cells.get("v:" + name) is None:
                m.put_variable(name, Var(m.unknown(call.begin, "asks for the time", filled=True), text_wins=True))


def _strftime(m: Machine, call: Call) -> None:
    """`strftime -s NAME format time`: a date in the zone and the language of the machine."""
    quiet(m, call)
    shown = m.unknown(call.begin, "asks for the date", filled=True)
    name = call.arguments[call.arguments.index("-s") + 1] if "-s" in call.arguments[:-1] else None
    if isinstance(name, str):
        assign_text(m, name, shown)
    else:
        m.write(shown)


def _test(m: Machine, call: Call) -> None:
    from .conditions import path_text
    from .filetests import FILE_TESTS
    from .testwords import test_words

    words = list(call.arguments)
    if len(words) == len(call.nodes):
        for index, (word, node) in enumerate(zip(words[1:], call.nodes[1:], strict=True), 1):
            if isinstance(word, Unknown) and words[index - 1] in FILE_TESTS and isinstance(node, tree.Word):
                words[index] = path_text(m, node)  # ~/.x is known as such, wherever the home directory is
    if call.name == "[":
        if not words or words[-1] != "]":
            m.status = 2
            return
        words.pop()
    m.status = test_words(m, words, call.begin)


def _let(m: Machine, call: Call) -> None:
    from .calculating import calculated, forget_set
    from .mathoperators import ArithmeticFailureError

    m.status = 1
    for text in call.arguments:
        try:
            number = text if isinstance(text, Unknown) else calculated(m, text, call.begin)
        except ArithmeticFailureError:
            m.status = 1
            return
        m.status = number if isinstance(number, Unknown) else int(not number)
        if isinstance(text, Unknown):
            for node in call.nodes:
                forget_set(m, node.raw, text)


def _copy_function(m: Machine, names: Sequence[str], call: Call) -> None:
    """zsh: `functions -c OLD NEW`."""
    routine = m.function(names[0])
    m.status = int(routine is None)
    if routine is None and (foreign := m.foreign()):
        m.status = foreign
        routine = Routine(None, m.source, f"{m.line(call.begin)} copies a function")
    if routine is not None:
        m.cells.put("f:" + names[1], routine)


def _functions(m: Machine, call: Call) -> None:
    """zsh: `functions`; with -M it names one that arithmetic may call."""
    from .described import text_of_function

    if "-M" in call.arguments:
        m.cells.put("m:functions", Var("on"))
    names = [text for text in call.arguments if isinstance(text, str) and text[:1] not in "-+"]
    if call.arguments[:1] == ["-c"] and len(names) == 2 == len(call.arguments) - 1:
        _copy_function(m, names, call)
        return
    absent = any(m.function(name) is None for name in names)
    m.status = 0 if not absent else m.unknown(call.begin, "asks for a function") if m.foreign() else 1
    shown = names and len(names) == len(call.arguments)
    m.write(text_of_function(m, call, names) if shown else m.unknown(call.begin, "lists functions"))


def _vared(m: Machine, call: Call) -> None:
    m.status = m.unknown(call.begin, "asks the person")
    for text in call.arguments[-1:]:
        if isinstance(text, str):
            assign_text(m, text, m.unknown(call.begin, "asks the person"))


def _in(module: str, name: str) -> Builtin:
    """Return the function of a module beside this one, which is loaded when it is called: most texts need few."""
    return Later[[Machine, Call], None](f"{__package__}.{module}", name)


BUILTINS: dict[str, Builtin] = {
    ":": _status(0),
    "true": _status(0),
    "false": _status(1),
    "echo": _in("output", "echo"),
    "print": _in("output", "print_zsh"),
    "printf": _in("output", "printf"),
    "export": declare,
    "readonly": declare,
    "declare": declare,
    "typeset": declare,
    "local": declare,
    "private": declare,
    "integer": declare,
    "float": declare,
    "unset": _in("unsetting", "unset_names"),
    "set": _in("options", "set_builtin"),
    "setopt": _in("options", "setopt"),
    "unsetopt": _in("options", "unsetopt"),
    "shopt": _in("options", "shopt"),
    "emulate": _in("options", "emulate"),
    "eval": _in("flow", "evaluate_text"),
    "source": _in("flow", "source"),
    ".": _in("flow", "source"),
    "return": _in("flow", "end"),
    "exit": _in("flow", "end"),
    "logout": _in("flow", "end"),
    "bye": _in("flow", "end"),
    "break": _in("flow", "leave"),
    "continue": _in("flow", "leave"),
    "shift": _in("flow", "shift"),
    "exec": _in("flow", "execute"),
    "alias": _in("naming", "alias"),
    "unalias": _in("naming", "unalias"),
    "unfunction": _in("naming", "unfunction"),
    "autoload": _in("naming", "autoload"),
    "cd": _in("directories", "change_directory"),
    "chdir": _in("directories", "change_directory"),
    "pushd": _in("directories", "change_directory"),
    "popd": _in("directories", "change_directory"),
    "pwd": _in("directories", "print_directory"),
    "test": _test,
    "[": _test,
    "let": _let,
    "command": _in("asking", "command"),
    "builtin": _in("asking", "builtin"),
    "hash": _in("asking", "hash_builtin"),
    "type": _in("asking", "ask_about"),
    "which": _in("asking", "ask_about"),
    "whence": _in("asking", "ask_about"),
    "where": _in("asking", "ask_about"),
    "read": _in("reading", "read"),
    "mapfile": _in("reading", "mapfile"),
    "readarray": _in("reading", "mapfile"),
    "getopts": _in("getopts", "getopts"),
    "trap": trap,
    "kill": kill,
    "vared": _vared,
    "zparseopts": _in("zparseopts", "zparseopts"),
    "zstyle": _in("styles", "zstyle"),
    "functions": _functions,
    "enable": _enable,
    "zmodload": _zmodload,
    "strftime": _strftime,
    "disable": _enable,
    "umask": _in("umask", "umask"),
    "wait": _wait,
    "add-zsh-hook": _in("naming", "hook"),
    "compgen": _in("listings", "compgen"),
    "zle": _in("later", "zle"),
    "sched": _in("later", "sched"),
    "bind": _in("later", "bind"),
    "compdef": _compdef,
    "fc": _in("historylists", "fc"),
    "history": _in("historylists", "fc"),
}
BUILTINS.update({name: quiet for name in QUIET if name not in BUILTINS})

__all__ = ["BUILTINS", "find_builtin", "run_call"]
