"""Functions of start-up files that call a client: what they leave behind in the terminal.

Textual, as a person reads it: a function begins on a line of its own, and ends with the brace (or `end`) that stands
as far left. Held against zsh 5.9, bash 5.2 and fish 4: what a function exports stays when it is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from .clientcalls import ANY
from .clientnames import READ_BY_OTHERS
from .names import READ
from .records import dataclass
from .regexes import regex
from .source import Document, Kind, Span

_POSIX = (Kind.ZSH, Kind.BASH, Kind.SH)
FORMED = (*_POSIX, Kind.FISH, Kind.POWERSHELL)
_NAMES = frozenset((*READ, *READ_BY_OTHERS))
# A client as it is called, by its name or by its path; what follows is no more of the name.
CALLED = rf"(?:\"?[~$\w./{{}}-]{{1,200}}/)?(?:{ANY})\"?(?![\w./=-])"
_CALL = regex(rf"(?:^|(?<=[;&|{{(]))[ \t]*(?:command[ \t]+|&[ \t]*)?{CALLED}[^\n]*", re.MULTILINE)
_ALIAS = regex(
    r"^[ \t]*alias[ \t]+(?P<name>[\w.:-]+)=(?P<quote>[\"'])(?P<text>(?:(?!(?P=quote))[^\n]){1,2000})(?P=quote)"
    r"[ \t]*(?:#[^\n]*)?$",
    re.MULTILINE,
)
_FISH_ALIAS = regex(
    r"^[ \t]*alias[ \t]+(?P<name>[\w.:-]+)[ \t=][ \t]*(?P<quote>[\"'])"
    r"(?P<text>(?:(?!(?P=quote))[^\n]){1,2000})(?P=quote)",
    re.MULTILINE,
)
# fish's `set` with -x or --export among its options; those that name the session or all of them.
_FLAGS = r"(?:[ \t]+-{1,2}[\w-]+){0,4}"
FISH_EXPORTS = rf"(?<![\w-])set{_FLAGS}[ \t]+(?:-\w*x\w*|--export){_FLAGS}(?![\w-])"
_FISH_LASTS = rf"(?={_FLAGS}[ \t]+(?:-\w*[gU]\w*|--global|--universal)[ \t])"
_TAKES_BACK = ("unalias", "unset -f", "unfunction", "functions -e", "functions --erase")
_BLOCKS = regex(r"^[ \t]*(?:(?P<opens>(?:if|case)[ \t])(?![^\n]*[; \t](?:fi|esac)\b)|(?:fi|esac)\b)", re.MULTILINE)
COMMENT = regex(r"(?:^|(?<=[ \t]))#(?!\d{1,5}›)[^\n]*", re.MULTILINE)  # and not the number of a mask, which has one
_HEREDOC = regex(r"<<-?[ \t]{0,9}[\"']?([A-Za-z_]\w{0,40})[\"']?[^\n]*\n")
_LONGEST = 4_000  # characters of a body
_MOST = 200  # functions of one file
_MOST_LISTED = 4


@dataclass(frozen=True, slots=True)
class _Form:
    """How a shell writes a function, and in it what lasts and what is taken away."""

    begins: re.Pattern[str]  # groups: indent, name
    ends: str
    sets: re.Pattern[str]  # group: name
    clears: str  # with the name in place of {}


_SHELL = _Form(
    regex(
        r"^(?P<indent>[ \t]*)(?:function[ \t]+(?P<name>[\w.:-]+)[ \t]{0,40}(?:\([ \t]{0,40}\))?"
        r"|(?P<plain>[\w.:-]+)[ \t]{0,40}\([ \t]{0,40}\))[ \t]{0,40}\{",
        re.MULTILINE,
    ),
    r"\}",
    regex(r"(?<![\w-])(?:export|(?:typeset|declare)[ \t]+-[a-zA-Z]*g[a-zA-Z]*x[a-zA-Z]*)[ \t]+([A-Za-z_]\w*)=[^\s;&|]"),
    r"(?<![\w-])unset[ \t][^\n;&|]*\b{}\b",
)
_FORMS: Mapping[Kind, _Form] = {
    **dict.fromkeys(_POSIX, _SHELL),
    Kind.FISH: _Form(
        regex(r"^(?P<indent>[ \t]*)function[ \t]+(?P<name>[\w.:-]+)(?P<plain>)[^\n;]*", re.MULTILINE),
        r"end\b",
        regex(rf"{FISH_EXPORTS.replace('set', f'set{_FISH_LASTS}', 1)}[ \t]+([A-Za-z_]\w*)[ \t]+[^\s;]"),
        r"(?<![\w-])set[ \t]+(?:-[a-zA-Z]*e[a-zA-Z]*|--erase)[ \t]+[^\n;]*\b{}\b",
    ),
    Kind.POWERSHELL: _Form(
        regex(r"^(?P<indent>[ \t]*)(?i:function)[ \t]+(?P<name>[\w.:-]+)(?P<plain>)[ \t]*\{", re.MULTILINE),
        r"\}",
        regex(r"\$(?i:env):([A-Za-z_]\w*)[ \t]*=[ \t]*(?!\$(?i:null)\b|['\"]{2})[^\s;]"),
        r"(?:(?i:Remove-Item|ri|del|rm)[ \t][^\n;]*(?i:env):{0}\b|\$(?i:env):{0}[ \t]*=)",
    ),
}


@dataclass(frozen=True, slots=True)
class Body:
    """A function of a start-up file: its name, and the offsets of what stands between its braces."""

    name: str
    begin: int  # of the definition
    first: int  # after the opening brace
    stop: int  # of the closing one


def bodies(document: Document) -> Iterator[Body]:
    """Yield the functions of a start-up file that are written in the usual form."""
    form, text = _FORMS[document.kind], document.text
    for count, found in enumerate(form.begins.finditer(text)):
        if count >= _MOST:
            return
        name, first = found["name"] or found["plain"], found.end()
        line_end = text.find("\n", first)
        line_end = len(text) if line_end == -1 else line_end
        on_line = re.search(rf"(?:[;&}} \t]){form.ends}[ \t]*;?[ \t]*(?:#.*)?$", text[first:line_end].rstrip("\r"))
        if on_line is not None:
            yield Body(name, found.start(), first, first + on_line.start() + 1)
            continue
        closing = re.compile(rf"^{re.escape(found['indent'])}{form.ends}", re.MULTILINE)
        closed = closing.search(text, line_end, min(len(text), first + _LONGEST))
        if closed is not None:
            yield Body(name, found.start(), first, closed.start() + len(found["indent"]))


def aliases(document: Document) -> Iterator[Body]:
    """Yield the aliases of a shell like bash, and those of fish, which is content with a blank before the text."""
    form = _ALIAS if document.kind in _POSIX else _FISH_ALIAS if document.kind is Kind.FISH else None
    for found in form.finditer(document.text) if form is not None else ():
        yield Body(found["name"], found.start(), found.start("text"), found.end("text"))


def is_taken_back(document: Document, name: str, begin: int) -> bool:
    """Tell whether a line below an alias or a function takes its name away again: unalias, unset -f, functions -e."""
    if not any(word in document.text for word in _TAKES_BACK):
        return False
    word = re.escape(name)
    takes = re.compile(
        rf"^[ \t]*(?:unalias[ \t]+(?:-a\b|(?:[^\n;&|]*[ \t])?{word}(?![\w.:-]))"
        rf"|(?:unset[ \t]+-f|unfunction|functions?[ \t]+(?:-e|--erase))(?:[ \t][^\n;&|]*)?[ \t]{word}(?![\w.:-]))",
        re.MULTILINE,
    )
    return takes.search(document.text, begin) is not None


def stands_in_condition(document: Document, begin: int) -> bool:
    """Tell whether a place stands within `if … fi` or `case … esac` of a shell like bash, each on lines of its own."""
    if document.kind not in _POSIX:
        return False
    opened = closed = 0
    for word in _BLOCKS.finditer(document.text, 0, begin):
        if word["opens"]:
            opened += 1
        else:
            closed += 1
    return opened > closed


def left_behind(document: Document, body: Body) -> list[re.Match[str]]:
    """Return where a function exports, before it calls a client, what stays in the terminal afterwards."""
    form = _FORMS[document.kind]
    text = COMMENT.sub(lambda found: " " * len(found.group()), document.text[body.first : body.stop])
    call = next((found for found in _CALL.finditer(text)), None)
    if call is None:
        return []
    after = text[call.end() :] if document.kind is not Kind.POWERSHELL else text[call.start() :]
    return [
        found
        for found in form.sets.finditer(text[: call.start()])
        if found[1] in _NAMES and not _is_in_a_copy(document, text[: found.start()])
        if not re.search(form.clears.format(re.escape(found[1])), after)
    ]


def do_the_like(names: Sequence[str]) -> str:
    """Return the sentence that further functions do the like: the first of their names, and how many more there are."""
    first = list(names[:_MOST_LISTED])
    listed = ", ".join(first) + (f" and {len(names) - len(first)} more" if len(names) > len(first) else "")
    return f"{listed} {'does' if len(names) == 1 else 'do'} the like."


def without_written_texts(text: str) -> str:
    """Return the text of a function without its here-documents, which the shell does not run."""
    at, pieces = 0, []
    while (begins := _HEREDOC.search(text, at)) is not None:
        closes = text.find(f"\n{begins[1]}\n", begins.end() - 1)
        pieces.append(text[at : begins.end()])
        at = len(text) if closes < 0 else closes + 1
    return "".join((*pieces, text[at:]))


def lasts_in(document: Document, body: Body) -> list[str]:
    """Return the names that a function exports and does not take away, or set back, before it is done."""
    form, text = _FORMS[document.kind], COMMENT.sub("", document.text[body.first : body.stop])
    last: dict[str, int] = {}
    for each in form.sets.finditer(text):
        if not _is_in_a_copy(document, text[: each.start()]):
            last.setdefault(each[1], each.end())
    return [name for name, at in last.items() if not re.search(form.clears.format(re.escape(name)), text[at:])]


def _is_in_a_copy(document: Document, before: str) -> bool:
    """Tell whether parentheses are open there, in which a shell runs a copy of itself."""
    return document.kind in _POSIX and before.count("(") > before.count(")")


def statement(document: Document, body: Body, found: re.Match[str]) -> Span:
    """Return the span of what was found in a body, up to the next separator or the end of its line."""
    begin = body.first + found.end()
    text = document.text[begin : body.stop]
    ends = re.search(r"[;\n]|[ \t](?:&&|\|\|)|\Z", text)
    stop = begin + len(text[: ends.start()].rstrip()) if ends else begin
    return document.span(body.first + found.start(), stop)
