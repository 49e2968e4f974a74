"""What comes between the person and the client: aliases and functions named claude, and .env files that are loaded."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from .clients import DEFAULT_CLIENT
from .commandwords import BRANCHES
from .envloaders import LOADS_CODE, STORE, calls_loader, loaded_by
from .facts import Facts
from .functions import (
    COMMENT,
    FISH_EXPORTS,
    FORMED,
    Body,
    aliases,
    bodies,
    do_the_like,
    is_taken_back,
    lasts_in,
    stands_in_condition,
)
from .names import CLOUD_FLAGS, CREDENTIALS, DECISIVE
from .process import SHELLS
from .regexes import regex
from .source import Document, Kind

_NAMES = "|".join((*CREDENTIALS, "ANTHROPIC_BASE_URL", "ANTHROPIC_CUSTOM_HEADERS", *CLOUD_FLAGS))
_BLANKS = r"[ \t]{0,20}"  # bounded, so that a line of blanks is not tried in every way
# What makes `claude` something else: an alias, a function, an entry in the table of commands, a macro of Windows.
_ALIAS_OF_POWERSHELL = (
    r"(?i:Set-Alias|New-Alias|sal|nal)[ \t]{1,9}(?:-Name[ \t]{1,9})?[\"']?claude[\"']?[ \t]{1,9}(?i:-Value[ \t]{1,9})?"
)
BEGINS = regex(
    # On a line of its own, behind another command, or in the words of `eval`.
    rf"(?:^|[;{{|&][ \t]*|(?<![\w-])(?:then|do|else)[ \t]{{1,9}}|(?<![\w-])eval[ \t]{{1,9}}[\"'])[ \t]*"
    rf"(?:(?P<alias>aliases\[claude\]=|alias[ \t]{{1,20}}(?:-g[ \t]{{1,9}})?claude[ \t=]|{_ALIAS_OF_POWERSHELL})"
    r"|(?P<table>functions\[claude\]=)|\$\{?(?i:function):(?i:global:)?claude\}?[ \t]{0,9}="
    r"|(?P<macro>doskey[ \t]{1,9}claude=)"
    r"|(?P<abbreviation>abbr[ \t]{1,9}(?:-\S{1,20}[ \t]{1,9}){0,4}[\"']?claude=)"
    r"|(?P<entry>hash[ \t]{1,9}(?:-p[ \t]{1,9}(?P<path>\S{1,200})[ \t]{1,9}claude(?![\w-])|claude=))"
    r"|(?P<autoload>autoload[ \t]{1,9}(?:[^\s;&|]{1,60}[ \t]{1,9}){0,9}claude(?![\w./-]))"
    rf"|(?i:function|filter)[ \t]{{1,20}}(?:(?i:global|script):)?claude(?![\w-])"
    r"|(?i:Set-Item|New-Item|si|ni)[ \t]{1,9}(?i:-Path[ \t]{1,9})?[\"']?(?i:function:)[\\/]?(?i:global:)?"
    r"claude(?![\w-])"
    rf"|claude{_BLANKS}\({_BLANKS}\)[ \t\n]{{0,20}}[{{(])",
    re.MULTILINE,
)
_KINDS = ("macro", "abbreviation", "entry")  # besides aliases and functions
_AS_ANOTHER = regex(
    r"(?<![\w./-])(?:(?:sudo|doas)[ \t]+(?:-\w+[ \t]+){0,3}(?:-u|--user)[ =\t]"
    r"|su[ \t]+(?:-[ \t]+)?\w+[ \t]+-c|runuser[ \t]|machinectl[ \t]+shell)"
)
_FULL = r"(?:[^\s;&|)'\"\\]|[\"'][^\"'\s])"
_GIVEN = f"{_NAMES}|CLAUDE_CONFIG_DIR"  # with another folder comes another login
_SETS = regex(
    rf"(?<![\w$])(?P<name>{_GIVEN})={_FULL}"
    rf"|\$(?i:env):(?P<variable>{_GIVEN})[ \t]{{0,9}}=[ \t]{{0,9}}(?!\$null|''|\"\"){_FULL}"
    rf"|{FISH_EXPORTS}[ \t]{{1,9}}(?P<fish>{_GIVEN})[ \t]{{1,9}}{_FULL}"
)
_NAME = regex(rf"(?<!\w)(?:{_NAMES})(?!\w)")
# An empty value takes a variable away, and so do `env -u NAME`, `unset NAME`, and what fish and PowerShell have for it.
_CLEARS = regex(
    rf"(?<![\w$])(?:{_NAMES})=(?:''|\"\")?(?=[ \t])|-u[ \t]{{1,9}}(?:{_NAMES})\b"
    r"|\bunset[ \t][^\n;&|]{1,300}"
    rf"|{FISH_EXPORTS}[ \t]{{1,9}}(?:{_NAMES}){_BLANKS}(?:''|\"\")?(?={_BLANKS}(?:[\n;&|]|$))"
    r"|(?<![\w-])set[ \t]{1,9}(?:-[a-zA-Z]{0,9}e[a-zA-Z]{0,9}|--erase)[ \t][^\n;&|]{1,300}"
    rf"|\$(?i:env):(?:{_NAMES}){_BLANKS}={_BLANKS}(?:\$null|''|\"\")"
    r"|(?i:Remove-Item|\bri)[ \t][^\n;&|]{1,300}"
)
_SETTINGS = regex(r"(?<![\w./-])claude[ \t](?:[^\n;&|]{0,80}[ \t])?--settings\b")
# What starts the client itself: `command claude`, `~/.local/bin/claude`, `npx @anthropic-ai/claude-code`.
_STARTS = regex(
    r"(?:^|[\s;&|{(\"'=])(?:[^\s;&|(\"']{0,200}[/\\])?claude(?:\.exe|\.cmd|\.ps1)?(?=[\s;&|)}\"'\\]|$)"
    r"|@anthropic-ai/claude-code|\$\{?\w{0,40}CLAUDE",
)
_ON_ANOTHER_MACHINE = regex(
    r"(?<![\w./-])(?:(?:docker|podman|nerdctl)(?:[ -]compose)?[ \t]+(?:run|exec)|ssh|kubectl[ \t]+exec|wsl(?:\.exe)?"
    r"|devcontainer[ \t]+exec|distrobox[ \t]+enter|toolbox[ \t]+run|limactl[ \t]+shell)(?=[ \t])"
)
# The word that is run: behind quotes, assignments, and what starts a command as it is.
_FIRST = regex(
    r"[\s\"']*(?:(?:[A-Za-z_]\w*=[^\s\"']*|command|builtin|exec|env|noglob|nocorrect|time|nohup"
    r"|npx|bunx|pnpx|uvx|-\w+)[ \t]+)*"
    r"(?P<word>[\w~./\\@:+-]{1,200})"
)
_ENDS = regex(r"^end\b", re.MULTILINE)  # fish
_PLUGIN = regex(r"^[ \t]*plugins\+?=\([^)#]{0,300}?(?<![\w-])dotenv(?![\w-])", re.MULTILINE)
_DOTENV_SETS = regex(rf"^[ \t]*(?:export[ \t]{{1,9}})?(?P<name>{_NAMES}){_BLANKS}={_BLANKS}{_FULL}", re.MULTILINE)
_LONGEST = 4_000  # characters of a function's body that are looked at
_COMMAND = "claude"
_MOST_TOLD = 2  # functions of which is told what they set; of others the name
_RUNS = regex(
    # By its name, by its path, or by a variable that stands behind what it is given.
    r"(?:^|[;&|{()\s\"'])(?:[~$\w./{}\\:-]{0,200}[/\\])?claude(?:\.exe|\.cmd)?(?=[\s;&|)\"']|$)"
    rf"|(?:{_GIVEN})=[^\s;&|]{{1,200}}(?:[ \t]|\\\n){{1,20}}"
    r"(?:\w{1,60}=[^\s;&|]{0,200}(?:[ \t]|\\\n){1,20}){0,20}"
    r"[\"']?\$\{?\w{1,60}\}?[\"']?(?=[\s;&|)]|$)"
)
_MOST = 20  # aliases and functions of that name


def wrapped(facts: Facts, pays: str = "") -> str:
    """Say that typing `claude` runs an alias or a function that sets what decides; empty where none does.

    The last one counts, as in the shell. `pays` is who pays then, to go on with; "" where that cannot be worked out.
    """
    if not any(request.client == DEFAULT_CLIENT for request in facts.requests):
        return ""
    told = ""
    for document in facts.documents:
        if document.kind in SHELLS and "claude" in document.text:
            for found in list(BEGINS.finditer(document.text))[-_MOST:]:
                if _is_comment(document.text, found.start()):
                    continue
                told = "" if is_taken_back(document, _COMMAND, found.end()) else _told(facts, document, found, pays)
    return told


def _is_comment(text: str, at: int) -> bool:
    return text[text.rfind("\n", 0, at) + 1 : at + 1].lstrip().startswith("#")


def said_of_choices(facts: Facts, told: Collection[str] = ()) -> str:
    """Say which functions start Claude Code with values that are not worked out; "" where none does.

    They hang on a condition, or other commands stand around them. `told` are the names of which more was said.
    """
    if not any(request.client == DEFAULT_CLIENT for request in facts.requests):
        return ""
    said: list[str] = []
    names: list[str] = []
    for document, body, inside in _starting(facts, bodies):
        # What stays in the shell that calls it is told elsewhere, see `said_of_switches`.
        if body.name in told or body.name in names or not set(DECISIVE).isdisjoint(lasts_in(document, body)):
            continue
        branches = BRANCHES.search(inside) is not None
        does = _does(inside, facts) if branches else _sets(inside)
        if does and not is_taken_back(document, body.name, body.stop):
            names.append(body.name)
            how = " under a condition, which" if branches else ", and what it sends"
            typed = f"Typed as {body.name} ({_place(facts, document, body)}):"
            said.append(f"{typed} it {does}{how} is not worked out here.")
    more = names[_MOST_TOLD:]
    if more:
        said[_MOST_TOLD:] = [do_the_like(more)]
    return " ".join(said)


def said_of_loading(facts: Facts) -> str:
    """Say which other names start Claude Code with variables of a file or a store that was not given; "" if none."""
    if not any(request.client == DEFAULT_CLIENT for request in facts.requests):
        return ""
    said = [
        f"Typed as {body.name} ({_place(facts, document, body)}): it {takes}."
        for document, body, inside in _starting(facts, lambda document: (*aliases(document), *bodies(document)))
        if not is_taken_back(document, body.name, body.stop) and (takes := _takes(inside, facts))
    ]
    return " ".join(said[:_MOST_TOLD])


def _starting(facts: Facts, named: Callable[[Document], Iterable[Body]]) -> Iterator[tuple[Document, Body, str]]:
    """Yield what starts Claude Code under another name, with its text without comments."""
    for document in facts.documents:
        if document.kind not in FORMED or "claude" not in document.text:
            continue
        found = list(named(document))
        # A name that is given to something else below, whatever else holds, does no longer what it did.
        last = {body.name: body.begin for body in found if not stands_in_condition(document, body.begin)}
        for body in found:
            inside = COMMENT.sub("", document.text[body.first : body.stop])
            if body.name != _COMMAND and body.begin >= last.get(body.name, 0) and _RUNS.search(inside):
                yield document, body, inside


def _place(facts: Facts, document: Document, body: Body) -> str:
    return facts.where(document.span(body.begin, body.begin + 1))


def loaded_by_plugin(facts: Facts) -> str:
    """Say that zsh's plug-in dotenv loads a .env file, given too, that sets what decides; empty where it does not."""
    if not any(document.kind is Kind.DOTENV for document in facts.documents):
        return ""
    loads = next(
        (
            each
            for each in facts.documents
            if each.kind is Kind.ZSH and "dotenv" in each.text and _PLUGIN.search(each.text)
        ),
        None,
    )
    for document in facts.documents if loads else ():
        found = _DOTENV_SETS.search(document.text) if document.kind is Kind.DOTENV else None
        if loads and found:
            return (
                f"{loads.name} lets the plug-in dotenv load a .env file, and {document.name} sets {found['name']}: in "
                "that folder it counts, and what it does is not worked out here. In any other folder:"
            )
    return ""


def _from_file(body: str, facts: Facts) -> str:
    """Say which variable that decides stands in the .env file that is loaded, where it was given too."""
    files = {document.name: document for document in facts.documents if document.kind is Kind.DOTENV}
    for name in loaded_by(body, tuple(files.values())) if files else ():
        found = _DOTENV_SETS.search(files[name].text)
        return f"takes {found['name']} from {name}" if found else ""
    return ""


def _told(facts: Facts, document: Document, found: re.Match[str], pays: str) -> str:
    kind = next((name for name in _KINDS if found[name]), "alias" if found["alias"] else "function")
    is_alias = kind != "function" or found["table"] is not None
    body = found["path"] or COMMENT.sub("", _body(document, found.end(), is_alias=is_alias))
    if found["autoload"]:
        does = "is read from a file that was not given"
    else:
        does = _does(body, facts) or _starts_instead(body, is_alias=is_alias) or _runs_another(body, document)
    cleared = "" if does else _cleared(body, facts)
    if not does and not cleared:
        return ""
    place = facts.where(document.span(found.start() + len(found[0]) - len(found[0].lstrip(" \t;&|{\n")), found.end()))
    kind = "entry of hash" if kind == "entry" else kind
    elsewhere = "Where a script or an editor starts Claude Code:"
    typed = f"What you type as claude is the {kind} on {place}, which"
    if stands_in_condition(document, found.start()) or found[0][:1] in ("&", "|"):
        typed = f"Where the condition around {place} holds, what you type as claude is the {kind} there, which"
        pays, elsewhere = "", "Where it does not, and where a script or an editor starts Claude Code:"
    if pays:
        what = does or f"takes {cleared} away"
        ends = f". {pays[:1].upper()}{pays[1:]}" if pays.startswith("who pays cannot") else f", so {pays}"
        return f"{typed} {what}{ends} {elsewhere}"
    if cleared:
        return f"{typed} takes {cleared} away: it is not sent then. {elsewhere}"
    return f"{typed} {does}, and what it sends is not worked out here. {elsewhere}"


def _body(document: Document, begin: int, *, is_alias: bool) -> str:
    """Return an alias's line, or a function up to the line that closes it."""
    text = document.text
    line = text.find("\n", begin)
    end = len(text) if line < 0 else line
    if is_alias or "}" in text[begin:end].replace("${", "").rpartition(";")[2]:
        return text[begin : min(end, begin + _LONGEST)]
    # The brace that closes it stands as far left as its first line.
    front = text[text.rfind("\n", 0, begin) + 1 : begin]
    indent = front[: len(front) - len(front.lstrip(" \t"))]
    closes = _ENDS if document.kind is Kind.FISH else re.compile(rf"^{indent}[)}}]", re.MULTILINE)
    closed = closes.search(text, end, min(len(text), begin + _LONGEST))
    return text[begin : closed.start() if closed else min(len(text), begin + _LONGEST)]


def _starts_instead(body: str, *, is_alias: bool) -> str:
    """Say what an alias or a function named claude starts in place of the client of this machine; "" if nothing."""
    if _ON_ANOTHER_MACHINE.search(body):
        return "starts it in a container or on another machine"
    if _AS_ANOTHER.search(body):
        return "starts it as another user"
    if _STARTS.search(body):
        return ""
    if not is_alias:
        return "starts other programs" if body.strip(" \t\r\n{}();") else ""
    first = _FIRST.match(body)
    return f"starts {first['word']} instead" if first else ""


def _runs_another(body: str, document: Document) -> str:
    """Say which function of the file a body runs, if that one sets what decides; "" where it runs none."""
    if document.kind not in FORMED:
        return ""
    for each in bodies(document):
        names = [name for name in lasts_in(document, each) if name in DECISIVE] if each.name in body else []
        if names and re.search(rf"(?<![\w.-]){re.escape(each.name)}(?![\w.-])", body):
            return f"runs {each.name}, which sets {' and '.join(names[:2])}"
    return ""


def _cleared(body: str, facts: Facts) -> str:
    """Return the exported variables that an alias or a function takes away."""
    names = dict.fromkeys(name for found in _CLEARS.finditer(body) for name in _NAME.findall(found.group()))
    exported = [name for name in names if facts.environment.exported_value(name)]
    return " and ".join(exported[:2])


def _takes(body: str, facts: Facts) -> str:
    """Say from where a body takes variables for the client; "" where it takes none."""
    if STORE.search(body):
        return _from_file(body, facts) or "takes variables from a store of secrets"
    if calls_loader(body):
        return _from_file(body, facts) or "takes variables from a .env file"
    return "loads other code before it" if LOADS_CODE.search(body) else ""


def _sets(body: str) -> str:
    """Say which variables that decide a body gives to the client; "" where it gives none."""
    names = dict.fromkeys(found["name"] or found["fish"] or found["variable"] for found in _SETS.finditer(body))
    return f"sets {' and '.join(list(names)[:2])} for itself" if names else ""


def _does(body: str, facts: Facts) -> str:
    if does := _sets(body) or _takes(body, facts):
        return does
    return "names a settings file of its own" if _SETTINGS.search(body) else ""
