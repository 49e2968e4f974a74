"""`$-`: the letters of the options that are on, by the manuals of both shells; the order is measured."""

from __future__ import annotations

from .machine import Machine
from .optionnames import kept_option
from .values import Text

_ZSH = (
    *(("0", "correct"), ("1", "printexitvalue"), ("3", "nonomatch"), ("4", "globdots"), ("5", "notify")),
    *(("6", "bgnice"), ("7", "ignoreeof"), ("8", "markdirs"), ("9", "autolist"), ("B", "nobeep"), ("C", "noclobber")),
    *(("D", "pushdtohome"), ("E", "pushdsilent"), ("F", "noglob"), ("G", "nullglob"), ("H", "rmstarsilent")),
    *(("I", "ignorebraces"), ("J", "autocd"), ("K", "nobanghist"), ("L", "sunkeyboardhack"), ("M", "singlelinezle")),
    *(("N", "autopushd"), ("O", "correctall"), ("P", "rcexpandparam"), ("Q", "pathdirs"), ("R", "longlistjobs")),
    *(("S", "recexact"), ("T", "cdablevars"), ("U", "mailwarning"), ("V", "nopromptcr"), ("W", "autoresume")),
    *(("X", "listtypes"), ("Y", "menucomplete"), ("Z", "zle"), ("a", "allexport"), ("e", "errexit"), ("f", "norcs")),
    *(("g", "histignorespace"), ("h", "histignoredups"), ("i", "interactive"), ("k", "interactivecomments")),
    *(("m", "monitor"), ("s", "shinstdin"), ("u", "nounset"), ("v", "verbose"), ("w", "chaselinks")),
    *(("x", "xtrace"), ("y", "shwordsplit")),
)
_BASH = (
    *(("a", "allexport"), ("b", "notify"), ("e", "errexit"), ("f", "noglob"), ("h", "hashall"), ("i", "")),
    *(("k", "keyword"), ("m", "monitor"), ("u", "nounset"), ("v", "verbose"), ("x", "xtrace"), ("B", "braceexpand")),
    *(("C", "noclobber"), ("E", "errtrace"), ("H", "histexpand"), ("P", "physical"), ("T", "functrace")),
)


def letters(m: Machine) -> Text:
    """Return what `$-` is in an interactive shell with a terminal; unknown where an option is."""
    m.budget.spend(4)
    made = "l" * (m.zsh and m.login is not False)
    for letter, name in _ZSH if m.zsh else _BASH:
        kept, same = kept_option(name, zsh=m.zsh)
        if unsure := m.unsure(kept):
            return unsure
        if not name or m.option(kept) == same:
            made += letter
    return "".join(sorted(made)) if m.zsh else made
