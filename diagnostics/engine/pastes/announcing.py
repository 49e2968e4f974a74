"""The lines of a post that say what stands below them: variables, a file, what is typed in one shell or another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import dataclass
from ..regexes import regex
from .parts import LONGEST_END, PAIR, STATEMENT, fits
from .pastelines import is_config_name, is_other_file
from .sentences import is_prose

# "this is my ~/.zshrc:", "I added to `.aider.conf.yml`:"; not "after I had changed ~/.zshrc:", which shows a command
_ENDS_IN_NAME = regex(
    r"(?:(?P<whose>\b(?:my|the|our|this|is|are|in|into|to|of|file|current|following|whole|full|user|global|project))"
    r"[ \t]"
    r"|[ \t`'\"(*]|^)[`'\"(*]{0,3}(?P<name>[\w.~$/\\:%-]{1,200}?)[`'\"*)]{0,3}:?[`*]{0,3}[ \t\r]*\n?$",
    re.IGNORECASE,
)
_ENDS_IN_FILE = regex(
    r"(?P<first>[A-Za-z][\w'’-]{0,30})[ ,.:](?:[^=$|;&<>{}\[\]`\\#\n]{2,240}[ ])(?P<name>[~./][\w.~/-]{2,100}):?"
)
_SHOWING = frozenset(
    ("source", "cat", "vim", "vi", "nano", "cp", "mv", "rm", "ln", "chmod", "code", "open", "touch", "export", "ls")
)
# The words with which such a sentence may break off behind the name: "although .aider.conf.yml has"
_HOLDS = regex(r" (?:has|have|contains?|says|holds|reads|is|looks like(?: this)?)[ \t\r]*\n?$")
# What shows a file without a colon.
_SHOWS = ("here is ", "here's ", "here’s ", "here are ", "this is ", "these are ", "content of ", "contents of ")
_LONGEST_BEGINNING = max(map(len, _SHOWS))
_YAML_LINE = regex(r"[ \t]*(?:#|- |---|[\w.-]{1,80}:(?:[ \t\r\n]|$))")
# A line that announces what an environment holds: "My env variables:", "- `printenv` gives:", "Output of env | grep A:"
_ANNOUNCES = regex(
    r"(?![ \t]*#)[ \t]*(?:[-*•][ \t]+|\d{1,2}[.)][ \t]+)?[^\n=:]{0,200}"
    r"\b(?:env|environment|printenv|variables?|vars)\b[^\n=]{0,100}:[ \t]*\n?",
    re.IGNORECASE,
)
# "Windows (PowerShell):" above what is typed there · "bash" and "Copy", as a page of a chat shows its code
_SHELL = (
    r"(?:windows|linux|mac(?:os)?|unix|wsl|powershell|command prompt|cmd(?:\.exe)?|git bash|bash|zsh|fish|terminal)"
)
_SHELL_LABEL = regex(
    rf"[ \t]*(?:[-*#>]{{1,4}}[ \t]+)?\**{_SHELL}(?:[ /,&()+]{{1,3}}(?:(?:and|or)[ ])?{_SHELL}){{0,3}}\)?\**:\**[ \t]*$",
    re.I,
)
_COPY_LABEL = regex(rf"[ \t]*{_SHELL}[ \t]*$", re.I)
_COPY = regex(r"[ \t]*Copy(?: code)?[ \t]*$")


@dataclass(frozen=True, slots=True)
class Marks:
    """The lines of a post, by number, that are not what they look like by themselves."""

    announced: set[int]  # words above variables
    labels: set[int]  # words that say for which shell the lines below are
    begins: set[int]  # the first lines of files that a sentence names
    in_texts: set[int]  # within quotes of TOML or Python, so that no sentence there is the post's

    @classmethod
    def of(cls, lines: Sequence[str], announced: set[int]) -> Marks:
        return cls(announced, _shell_labels(lines), _introduced(lines), _in_long_texts(lines))


def _shell_labels(lines: Sequence[str]) -> set[int]:
    """Return the lines that say for which shell the lines below them are, of a post that has some for several."""
    found: set[int] = set()
    for number, line in enumerate(lines):
        if _COPY.match(line) and number and _COPY_LABEL.match(lines[number - 1]):
            found |= {number - 1, number}
        elif _SHELL_LABEL.match(line):
            found.add(number)
    return found if len(found) > 1 else set()


def announced_in(lines: Sequence[str]) -> set[int]:
    """Return the lines that announce pairs which follow at once, and those above the first of them that are no code."""
    found = {
        number
        for number, line in enumerate(lines[:-1])
        if _ANNOUNCES.fullmatch(line)
        and PAIR.match(next((below for below in lines[number + 1 :] if below.strip()), ""))
    }
    found |= {number for number, line in enumerate(lines[:-1]) if _names_pairs(line, lines[number + 1 : number + 3])}
    above = range(min(found, default=0))
    introduced = _introduced(lines[: above.stop])
    if introduced or any(STATEMENT.match(lines[number].lstrip()) or PAIR.match(lines[number]) for number in above):
        return found
    return found.union(above)


def _names_pairs(line: str, below: Sequence[str]) -> bool:
    """Tell whether words that end in a file's name stand above pairs: "qwen code question. ~/.qwen/.env"."""
    said = _ENDS_IN_FILE.fullmatch(line.rstrip()[-LONGEST_END:])
    if said is None or said["first"] in _SHOWING or not is_config_name(said["name"]):
        return False
    return PAIR.match(next((each for each in below if each.strip()), "")) is not None


def _introduced(lines: Sequence[str]) -> set[int]:
    """Return the lines with which a file begins, below a sentence that ends in its name and a colon.

    Its lines may be ones that only look like code in such a place: YAML, `(cd x; …)`, a job of cron.
    """
    found: set[int] = set()
    for number, line in enumerate(lines[:-1]):
        holds = _HOLDS.search(line[-LONGEST_END:])
        if not (holds or ":" in line[-6:] or line[:_LONGEST_BEGINNING].lower().startswith(_SHOWS)):
            continue
        if (said := _ENDS_IN_NAME.search(line[-LONGEST_END:][: holds.start() if holds else None])) is None:
            continue
        name = said["name"]
        first = next((n for n in range(number + 1, min(number + 3, len(lines))) if lines[n].strip()), None)
        if first is None or not (is_config_name(name, commands=True) or is_other_file(name)):
            continue
        is_yaml = name.lower().endswith((".yml", ".yaml"))
        is_own = _YAML_LINE.match(lines[first]) if is_yaml else said["whose"] and not is_prose(lines[first])
        if is_own and fits(name, lines[first : first + 1]):
            found.add(first)
    return found


def _in_long_texts(lines: Sequence[str]) -> set[int]:
    """Return the lines of texts between three quotes, as TOML and Python write them."""
    inside: set[int] = set()
    for marks in ('"""', "'''"):
        ends = [number for number, line in enumerate(lines) if line.count(marks) == 1]
        for first, last in zip(ends[::2], ends[1::2], strict=False):
            inside.update(range(first + 1, last + 1))
    return inside
