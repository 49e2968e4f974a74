"""Options of the shells: `set -a`, `setopt`, `shopt`, `emulate`."""

from __future__ import annotations

import re
from itertools import pairwise

from ..environment import ProblemKind
from .assigning import Place, assign, refuse_readonly
from .commands import Call
from .control import Signal
from .machine import Machine
from .optionnames import BASH_SET, BASH_SHOPT, is_option, kept_option
from .values import Array, Unknown, Var

_LETTERS = {
    "a": "allexport",
    "u": "nounset",
    "e": "errexit",
    "f": "noglob",
    "k": "keyword",
    "E": "errtrace",
    "C": "noclobber",
    "m": "monitor",
    **{"b": "notify", "h": "hashall", "v": "verbose", "x": "xtrace", "B": "braceexpand", "H": "histexpand"},
    **{"P": "physical", "T": "functrace"},
}
_ZSH_LETTERS = {
    "a": "allexport",
    "u": "nounset",
    "e": "errexit",
    "F": "noglob",
    "y": "shwordsplit",
    "G": "nullglob",
    "C": "noclobber",
    **{"v": "verbose", "x": "xtrace"},
}
_NO_ZSH_LETTERS = "bcjqz"
_NO_BASH_LETTERS = "cdgijloqrswyzADFGIJKLMNOQRSUVWXYZ"


def switch(m: Machine, name: str, on: bool) -> bool:
    """Switch an option by its name in any spelling, `ALL_EXPORT`, `noglob`; tell whether the shell knows it."""
    if not is_option(name, zsh=m.zsh):
        return False
    plain, same = kept_option(name, zsh=m.zsh)
    on = on == same
    if plain in ("vi", "emacs") and on:
        m.set_option("emacs" if plain == "vi" else "vi", on=False)
    m.set_option(plain, on)
    return True


def setopt(m: Machine, call: Call) -> None:
    """zsh: `setopt name…`."""
    _switch_all(m, call, on=True)


def unsetopt(m: Machine, call: Call) -> None:
    """zsh: `unsetopt name…`."""
    _switch_all(m, call, on=False)


def _switch_all(m: Machine, call: Call, *, on: bool) -> None:
    m.status = 0
    if not call.arguments:
        m.write(m.unknown(call.begin, "lists options", filled=True))
    pending: bool | None = None
    for text in call.arguments:
        if isinstance(text, Unknown):
            continue
        if pending is not None:
            m.status = int(not switch(m, text, pending))
            pending = None
        elif re.fullmatch(r"[-+][a-zA-Z]+", text):
            pending = _letters(m, text, reverse=not on)
        elif not switch(m, text, on):
            m.status = 1


def _letters(m: Machine, text: str, *, reverse: bool = False) -> bool | None:
    """Switch options by letter; return how to switch the name that `-o` announces."""
    on = (text[0] == "-") != reverse
    table = _ZSH_LETTERS if m.zsh else _LETTERS
    for letter in text[1:]:
        if letter == "o":
            return on
        if letter in table:
            switch(m, table[letter], on)
        elif letter in (_NO_ZSH_LETTERS if m.zsh else _NO_BASH_LETTERS):
            _refuse(m)
    return None


def _refuse(m: Machine) -> None:
    """Do what an option does that the shell does not know: `set` of zsh gives up the file."""
    m.status = 1 if m.zsh else 2
    if m.zsh:
        text = "zsh stops reading the file here: it knows no such option."
        m.problem(ProblemKind.ABORTS_FILE, *m.statement, text)
        raise Signal("abort")


def set_builtin(m: Machine, call: Call) -> None:
    """`set`: options, and the positional parameters."""
    m.status = 0
    arguments = list(call.arguments)
    if not arguments or arguments in (["-o"], ["+o"]):
        m.write(m.unknown(call.begin, "lists options", filled=True))
    while arguments:
        text = arguments[0]
        if isinstance(text, Unknown) or not re.fullmatch(r"[-+][a-zA-Z]*|--", text):
            break
        arguments.pop(0)
        if text in ("--", "-"):
            m.cells.put("m:arguments", Var(Array(tuple(arguments))))
            return
        if m.zsh and text[1:] == "A" and arguments and isinstance(arguments[0], str):
            if not assign(m, arguments[0], Array(tuple(arguments[1:])), Place(m.span(call.begin, call.stop))):
                refuse_readonly(m, arguments[0], call.begin, call.stop, statement=True)
            return
        named = _letters(m, text)
        if named is not None and arguments and isinstance(arguments[0], str):
            name = str(arguments.pop(0))
            if not switch(m, name, named):
                _refuse(m)
    if arguments:
        m.cells.put("m:arguments", Var(Array(tuple(arguments))))


def shopt(m: Machine, call: Call) -> None:
    """bash: `shopt -s name…`, `shopt -u name…`."""
    m.status = 0
    on: bool | None = None
    named = any(isinstance(text, str) and text[:1] != "-" for text in call.arguments)
    if not named:
        m.write(m.unknown(call.begin, "lists options", filled=True))
    by_set = any(isinstance(text, str) and re.fullmatch(r"-[a-z]*o[a-z]*", text) for text in call.arguments)
    for text in call.arguments:
        if isinstance(text, Unknown):
            continue
        if text.startswith("-"):
            on = True if "s" in text else False if "u" in text else on
        elif on is not None:
            m.set_option(text.replace("_", ""), on)
            m.status = m.status if text.replace("_", "") in (BASH_SET if by_set else BASH_SHOPT) else 1
        elif text == "login_shell" and m.login is not None:
            m.status = int(not m.login)
        elif text in BASH_SHOPT and not by_set and not m.unsure(text.replace("_", "")):
            there = m.option(text.replace("_", ""))
            m.status = int(not there)
            if "-p" in call.arguments:
                m.write(f"shopt -{'s' if there else 'u'} {text}\n")
            elif "-q" not in call.arguments:
                m.write(f"{text:<15}\t{'on' if there else 'off'}\n")
        else:
            m.write(m.unknown(call.begin, "asks for an option"))
            m.status = m.unknown(call.begin, "asks for an option")


# What is on where zsh emulates sh or ksh and off else, and what an emulation changes besides.
_EMULATED = (
    *("shwordsplit", "ksharrays", "cprecedences", "globsubst", "shglob", "aliasfuncdef", "kshautoload"),
    *("posixidentifiers", "posixbuiltins", "posixtraps"),
    *("ignorebraces", "bsdecho", "octalzeroes"),
    "emulatessh",  # no option: measured with zsh 5.9, where not even ksh runs a pipe's last command in a subshell
)
_STAYING = frozenset(
    (
        *("interactive", "interactivecomments", "login", "monitor", "zle", "extendedhistory", "sharehistory"),
        *("appendhistory", "incappendhistory", "promptsubst", "aliases"),
    )
)  # what `emulate` leaves as it is, without -R
_SH_ALONE = frozenset(("ignorebraces", "bsdecho", "octalzeroes", "emulatessh"))
_KSH_ALONE = ("kshglob", "localoptions", "localtraps")
_PLAIN = ("nomatch", "equals", "badpattern", "globalexport", "shortloops", "multios", "bareglobqual")
_RESET = (*_PLAIN, *_KSH_ALONE, "nounset")


def emulate(m: Machine, call: Call) -> None:
    """zsh: `emulate sh`, with -c only for a text."""
    from .sourcing import run_string

    texts = [text for text in call.arguments if isinstance(text, str)]
    m.status = 0
    if texts and re.fullmatch(r"-[LRl]*c", texts[0]):
        m.status = 1  # the mode stands before -c
        return
    mode = next((text for text in texts if not text.startswith("-")), "")
    if not mode:
        never = "emulatessh" not in m.switched
        m.write("zsh\n" if never else m.unknown(call.begin, "asks which shell zsh emulates", filled=True))
        return
    kept = {name: m.cells.get("o:" + name) for name in (*_EMULATED, *_RESET, *m.switched)}
    like_sh = mode in ("sh", "ksh", "bash")
    for name in m.switched:
        if name not in _STAYING and not name.startswith("hist"):
            m.cells.put("o:" + name, None)
    for name in _EMULATED:
        m.set_option(name, like_sh and (mode != "ksh" or name not in _SH_ALONE))
    for name in _PLAIN:
        m.set_option(name, not like_sh)
    for name in _KSH_ALONE:
        m.set_option(name, mode == "ksh")
    m.set_option("nounset", False)
    if any(text.startswith("-") and "L" in text for text in texts):
        m.set_option("localoptions", True)
    for sign, name in pairwise(texts):
        if sign in ("-o", "+o"):
            switch(m, name, sign == "-o")
    if "-c" not in texts:
        return
    rest = call.arguments[list(call.arguments).index("-c") + 1 :]
    body = rest[0] if rest else ""
    if len(rest) > 1:
        m.status = 1  # too many arguments, or an option behind the text
    elif isinstance(body, str):
        run_string(m, body, call.begin, call.stop)
    for name in m.switched | kept.keys():
        m.cells.put("o:" + name, kept.get(name))
