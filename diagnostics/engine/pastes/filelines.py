"""A line of a file that a sentence quotes beside its name: "in my .zshrc: export A=b", "I put export A=b into …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..kinds import recognise
from ..regexes import regex
from ..source import Kind, base_of
from .parts import NICKNAMES, SHELLS, Part
from .pastelines import LONGEST, is_config_name

_VALUE = r"(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'|(?:‹[^‹›\n]{1,100}›|[^\s\"'`,;‹()]){1,300})"
_STATEMENT = rf"(?:export[ \t]+)?[A-Z][A-Z0-9_]{{2,60}}={_VALUE}"
_JOINED = r"[ \t]*(?:;|&&|,[ \t]+and[ \t]|,|[ \t]and[ \t])[ \t]*"
_CODE = rf"(?P<code>{_STATEMENT}(?:{_JOINED}{_STATEMENT}){{0,9}})"
_FILE = r"(?:my |the |our )?[*_'\"]{0,2}(?P<file>[~.$\w][\w.~$/{}-]{2,80}?)[*_'\"]{0,2}(?: file)?"
_HAS = r"(?: (?:I(?: have|['’]ve)?|we(?: have)?|there)(?: is| are| also)?(?: put| added| set| wrote| got)?)?"
_BEFORE = r"(?P<before>.{0,200}?)"
# "in" of some languages: dans, en, nel, em, в
_IN = r"(?:[Ii]n(?:side)?|dans|Dans|[Ee]n|[Nn]el|[Ee]m|[Вв]о?)"
_FORMS = (
    # ~/.zshrc: export A=b
    regex(rf"(?P<before>)[ \t]*(?:[-*•][ \t]+)?{_FILE}:[ \t]+{_CODE}[ \t\r]*$"),
    # and in my .zshrc: export A=b · in ~/.bashrc I have export A=b
    regex(rf"{_BEFORE}\b{_IN} {_FILE}(?:[:,]|(?= [Iwt])){_HAS}:?[ \t]+{_CODE}[.!,)]?[ \t\r]*$"),
    # I put export A=b and export C=d into ~/.zshrc
    regex(
        rf"{_BEFORE}\b(?:have|put|added|wrote|pasted|with) {_CODE} (?:in|to|into|inside) {_FILE}"
        r"(?=[.,;:!?)]|[ \t\r]|$)"
    ),
    # My .zshrc has export A=b
    regex(
        rf"{_BEFORE}(?:^|[ \t(])(?:[Mm]y |[Tt]he |[Oo]ur |(?=~/\.|\.?(?:zsh|bash))){_FILE} "
        rf"(?:has|contains|says|holds|sets|reads):?[ \t]+{_CODE}"
    ),
)
# What a sentence says that is not so, is so no longer, or is only asked.
_NOT_SO = regex(
    r"\b(?:not|never|no longer|remov\w+|deleted?|deleting|comment\w*|without|should|if|try|tried|used to|instead|would"
    r"|could|must|want\w*|need\w*|unset|before|previously|until|rather|replac\w+|earlier|example|colleague\w*"
    r"|other machine)\b|n['’]t\b",
    re.IGNORECASE,
)
_MOST = 100  # lines of a text that are looked at
_EXPORTS = regex(r"export[ \t]")
_SET = regex(_STATEMENT)


def quoted_lines(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield what sentences say that files hold, each under its file's name; none of a file that was given itself.

    Lines of a start-up file count that export what they set: without it a sentence may have left the word out.
    """
    given = {base_of(part.name) for part in parts}
    quoted: dict[str, list[tuple[int, str]]] = {}
    for part in parts:
        if part.kind not in (None, Kind.TEXT) or part.name:
            continue
        lines = [(number, line) for number, line in enumerate(part.lines, part.first) if "=" in line and "." in line]
        said = {number: found for number, line in lines[:_MOST] if (found := _quoted(line))}
        if said and (part.kind is Kind.TEXT or recognise("", part.text) is Kind.TEXT):
            for number, (name, line) in said.items():
                quoted.setdefault(name, []).append((number, line))
    for name, lines in quoted.items():
        if base_of(name) in given:
            continue
        first = lines[0][0]
        text = ["\n"] * (lines[-1][0] - first + 1)
        for number, line in lines:
            text[number - first] = line
        yield Part(first, text, name)


def _quoted(line: str) -> tuple[str, str] | None:
    """Return the file that a sentence names, and its line where it stands; None where it quotes none."""
    if len(line) > LONGEST:
        return None
    for form in _FORMS:
        found = form.match(line)
        if found is None or _NOT_SO.search(found["before"]):
            continue
        name = f"~/.{found['file']}" if found["file"] in NICKNAMES else found["file"]
        if not is_config_name(name):
            continue
        kind = recognise(name, "")
        statements = [each.span() for each in _SET.finditer(found["code"])]
        is_shells = kind in SHELLS and all(_EXPORTS.match(found["code"], begin) for begin, _ in statements)
        if not is_shells and kind is not Kind.DOTENV:
            continue
        code = list(" " * found.start("code") + found["code"].rstrip(".!?"))
        at = found.start("code")
        for (_, stop), (begin, _) in pairwise(statements):
            code[at + stop : at + begin] = ";".ljust(begin - stop)
        return name, "".join(code) + "\n"
    return None
