"""The names of the options that the shells know, without `no`, `_` and capitals (zsh 5.9, bash 5.2)."""

from __future__ import annotations

_ZSH_NAMES = (
    "aliases aliasfuncdef allexport alwayslastprompt alwaystoend appendcreate appendhistory autocd "
    "autocontinue autolist automenu autonamedirs autoparamkeys autoparamslash autopushd autoremoveslash "
    "autoresume badpattern banghist bareglobqual bashautolist bashrematch beep bgnice braceccl "
    "braceexpand bsdecho caseglob casematch casepaths cbases cdablevars cdsilent chasedots chaselinks "
    "checkjobs checkrunningjobs clobber clobberempty combiningchars completealiases completeinword "
    "continueonerror correct correctall cprecedences cshjunkiehistory cshjunkieloops cshjunkiequotes "
    "cshnullcmd cshnullglob debugbeforecmd dotglob dvorak emacs equals errexit errreturn evallineno exec "
    "extendedglob extendedhistory flowcontrol forcefloat functionargzero glob globalexport globalrcs "
    "globassign globcomplete globdots globstarshort globsubst hashall hashcmds hashdirs "
    "hashexecutablesonly hashlistall histallowclobber histappend histbeep histexpand histexpiredupsfirst "
    "histfcntllock histfindnodups histignorealldups histignoredups histignorespace histlexwords "
    "histnofunctions histnostore histreduceblanks histsavebycopy histsavenodups histsubstpattern "
    "histverify hup ignorebraces ignoreclosebraces ignoreeof incappendhistory incappendhistorytime "
    "interactive interactivecomments ksharrays kshautoload kshglob kshoptionprint kshtypeset "
    "kshzerosubscript listambiguous listbeep listpacked listrowsfirst listtypes localloops localoptions "
    "localpatterns localtraps log login longlistjobs magicequalsubst mailwarn mailwarning markdirs "
    "menucomplete monitor multibyte multifuncdef multios nomatch notify nullglob numericglobsort "
    "octalzeroes onecmd overstrike pathdirs pathscript physical pipefail posixaliases posixargzero "
    "posixbuiltins posixcd posixidentifiers posixjobs posixstrings posixtraps printeightbit "
    "printexitvalue privileged promptbang promptcr promptpercent promptsp promptsubst promptvars "
    "pushdignoredups pushdminus pushdsilent pushdtohome rcexpandparam rcquotes rcs recexact rematchpcre "
    "restricted rmstarsilent rmstarwait sharehistory shfileexpansion shglob shinstdin shnullcmd "
    "shoptionletters shortloops shortrepeat shwordsplit singlecommand singlelinezle sourcetrace stdin "
    "sunkeyboardhack trackall transientrprompt trapsasync typesetsilent typesettounset unset verbose vi "
    "warncreateglobal warnnestedvar xtrace zle "
)
ZSH = frozenset(_ZSH_NAMES.split())
_BASH_SET_NAMES = (
    "allexport braceexpand emacs errexit errtrace functrace hashall histexpand history ignoreeof "
    "interactivecomments keyword monitor noclobber noexec noglob nolog notify nounset onecmd physical "
    "pipefail posix privileged verbose vi xtrace "
)
BASH_SET = frozenset(_BASH_SET_NAMES.split())
_BASH_SHOPT_NAMES = (
    "assocexpandonce autocd cdablevars cdspell checkhash checkjobs checkwinsize cmdhist compat31 compat32 "
    "compat40 compat41 compat42 compat43 compat44 completefullquote direxpand dirspell dotglob execfail "
    "expandaliases extdebug extglob extquote failglob forcefignore globasciiranges globskipdots globstar "
    "gnuerrfmt histappend histreedit histverify hostcomplete huponexit inheriterrexit interactivecomments "
    "lastpipe lithist localvarinherit localvarunset loginshell mailwarn nocaseglob nocasematch "
    "noemptycmdcompletion noexpandtranslation nullglob patsubreplacement progcomp progcompalias promptvars "
    "restrictedshell shiftverbose sourcepath varredirclose xpgecho "
)
BASH_SHOPT = frozenset(_BASH_SHOPT_NAMES.split())
# What is on from the start in an interactive shell that has a terminal; measured, without what has another name.
_ZSH_ON_NAMES = (
    "aliases alwayslastprompt appendhistory autolist automenu autoparamkeys autoparamslash autoremoveslash badpattern "
    "banghist bareglobqual beep bgnice caseglob casematch checkjobs checkrunningjobs clobber debugbeforecmd equals "
    "evallineno exec flowcontrol functionargzero glob globalexport globalrcs hashcmds hashdirs hashlistall histbeep "
    "histsavebycopy hup interactive listambiguous listbeep listtypes monitor multibyte multifuncdef multios nomatch "
    "notify promptcr promptpercent promptsp rcs shortloops zle "
)
ZSH_ON = frozenset(_ZSH_ON_NAMES.split())
_BASH_ON_NAMES = (
    "braceexpand checkwinsize clobber cmdhist emacs exec expandaliases extquote glob globasciiranges globskipdots "
    "hashall histexpand history hostcomplete interactivecomments log monitor patsubreplacement progcomp promptvars "
    "sourcepath "
)
BASH_ON = frozenset(_BASH_ON_NAMES.split())
# Other names that zsh has for an option, as it keeps them, and for the opposite of one.
_ZSH_SAME = {
    **{"dotglob": "globdots", "hashall": "hashcmds", "histappend": "appendhistory", "histexpand": "banghist"},
    **{"mailwarn": "mailwarning", "onecmd": "singlecommand", "physical": "chaselinks", "promptvars": "promptsubst"},
    **{"stdin": "shinstdin", "trackall": "hashcmds"},
}
_ZSH_OPPOSITE = {"braceexpand": "ignorebraces", "log": "histnofunctions", "unset": "nounset"}
_WITH_NO = frozenset(("nomatch", "notify", "nounset"))


def kept_option(name: str, *, zsh: bool) -> tuple[str, bool]:
    """Return the name under which an option is kept, and whether it is on where that one is."""
    plain = name.lower().replace("_", "").replace("-", "")
    same = True
    if plain.startswith("no") and plain not in _WITH_NO:
        plain, same = plain[2:], False
    if zsh and plain in _ZSH_OPPOSITE:
        return _ZSH_OPPOSITE[plain], not same
    if zsh and plain == "match":
        return "nomatch", not same
    return (_ZSH_SAME.get(plain, plain) if zsh else plain), same


def is_option(name: str, *, zsh: bool) -> bool:
    """Tell whether `[[ -o NAME ]]` asks for an option that the shell knows."""
    plain = name.lower().replace("_", "").replace("-", "")
    if not zsh:
        return plain in BASH_SET
    return plain in ZSH or plain.removeprefix("no") in ZSH or plain == "nounset"
