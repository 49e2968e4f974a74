"""Sentences before or after code: parted from it, so that prose is not read as code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..kinds import recognise
from ..readers.listed import is_listed, names_client
from ..regexes import regex
from ..source import Kind
from ..unreadfiles import is_source
from .lists import is_unexported
from .parts import PAIR, Part, fits, is_environment, named_before, sourced_in
from .pastelines import is_code, is_config_name, is_other_file
from .sentences import is_prose
from .trailing import is_taken_back, without_trail

# A file that somebody chose by such a name is no post: a form's proposals and what people call a paste end otherwise.
_SCRIPT = regex(
    r"[^/.][^/]*\.(?!(?:md|markdown|txt|log)$)[a-z]\w{0,6}$|(?:^|/)(?:\.envrc|(?:Docker|Container)file[\w.-]*)$",
    re.IGNORECASE,
)

_HEADING = regex(r"#{2,6} \**[A-Z]|-{3,}$|\*\*[A-Z][^*\n]{0,80}\*\*:?$|!\[")  # a rule and a picture, too
# A question of the form that many projects have for a problem: above code in whatever language the answers are.
_ASKED = regex(
    r"#{2,4} \**(?:Problem|Name and [Vv]ersion|Describe|Description|Environment|What |Which |Steps? |Expected|Actual"
    r"|Version|Additional|Relevant|Reproduc|Operating [Ss]ystem|Summary|How to )"
)
_ODD = regex(r"[=$|;&<>{}\[\]]")  # what a plain sentence does not hold
# What sets a variable and nothing else, in whatever shell.
_STATEMENT = regex(
    r"(?:export [A-Za-z_]\w*=|set -\w*x\w* [A-Za-z_]\w* |setx [A-Za-z_]\w* |set [A-Z_][A-Z0-9_]*=|\$env:\w+ ?=|#)",
    re.IGNORECASE,
)
# 2. export NAME=value: the step of a list that is nothing but what sets a variable
_STEP = regex(
    r"(?P<mark>[ \t]*(?:\d{1,2}[.)]|[-*•]))(?=[ \t]*(?:(?:export|setx)[ \t]+[A-Za-z_]\w*[= ]|\$env:\w+ ?= ?)"
    r"(?:(?:\"[^\"\n]*\"|'[^'\n]*'|(?:‹[^‹›\n]{1,100}›|[^\s`\"';‹])+)[ \t]*;[ \t]*"
    r"(?:export[ \t]+\w+=|\$env:\w+ ?= ?)){0,8}"
    r"(?:\"[^\"\n]*\"|'[^'\n]*'|(?:‹[^‹›\n]{1,100}›|[^\s`\"';‹])+)"
    r"(?:[ \t]*(?:;|&&)[ \t]*(?:claude|codex|opencode|gemini|qwen)\b[^\n;&|]*)?[ \t\r\n]*$)"
)
_STEP_IN_WORDS = regex(
    r"(?P<step>[ \t]*\d{1,2}[.)][ \t]+(?:export[ \t]+[A-Za-z_]\w*=|\$env:\w+ ?= ?)"
    r"(?:\"[^\"\n]*\"|'[^'\n]*'|(?:‹[^‹›\n]{1,100}›|[^\s`\"';‹])+))"
    r"(?P<words>,?[ \t]+(?:in|into|inside|at|from|for|as|and|then|with|on|to|so)[ \t][^=$|&<>{};`\n]{2,200})"
)
_HEDGED = regex(
    r"\b(?:not|never|instead|remov\w+|unset|should|would|could|if|before|new (?:tab|terminal|window|shell|session)"
    r"|re-?open\w*|reboot)\b",
    re.IGNORECASE,
)
# "I'm setting", "I have set the following:", "I have these variables:", above what is set
_SETTING = regex(
    r"\b(?:(?:i['’]?m|i am|we are|i['’]ve|i have|i|we) (?:also |already )?(?:setting|set|using|defined|configured)\b"
    r"|(?:i|we) have (?:these|the following|those)\b)[^.!?]{0,60}:?$",
    re.IGNORECASE,
)
_FEWEST_WORDS = 4
_ANSWERS = 200  # lines below the first question of a form
_MOST_LAST_WORDS = 2
# "this is my ~/.zshrc:", "I added to `.aider.conf.yml`:"; not "after I had changed ~/.zshrc:", which shows a command
_ENDS_IN_NAME = regex(
    r"(?:(?P<whose>\b(?:my|the|our|this|is|are|in|into|to|of|file|current|following|whole|full|user|global|project))"
    r"[ \t]"
    r"|[ \t`'\"(*]|^)[`'\"(*]{0,3}(?P<name>[\w.~$/\\:%-]{1,200}?)[`'\"*)]{0,3}:?[`*]{0,3}[ \t\r]*\n?$",
    re.IGNORECASE,
)
_LONGEST_END = 260
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
# What begins code, though its words are a sentence's: cat >> ~/.zshrc <<'EOF' · echo 'export A=b' >> ~/.zshrc
_RUNS = regex(
    r"(?:[$❯%][ \t]+)?(?:cat[ \t]*(?:>|<<)|(?:echo|printf)[ \t]+(?:-\w+[ \t]+)?['\"][^\n]{0,2000}>"
    r"|(?:Set|New)-Item[ \t][^\n]{0,40}\bEnv:|(?:sudo[ \t]+)?(?:docker|podman)[ \t]+(?:run|exec)[ \t]+-)",
    re.IGNORECASE,
)
_BY_OPTION = ("aider ", "qwen ", "cline auth ")
# Words behind the options would be a sentence's: "aider --model gpt-4o works".
_CALL = regex(
    r"(?:aider|qwen|cline auth)"
    r"(?:[ \t]+--?[a-z][\w-]*(?:[= \t][ \t]*(?:‹[^‹›\n]{1,100}›|\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'`-][^\s\"'`]*))?){1,20}"
    r"(?:[ \t]*\\)?"
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


def is_chosen(name: str) -> bool:
    """Tell whether a name is that of a file which somebody chose, so that the text is no post."""
    return _SCRIPT.search(name) is not None


def by_prose(name: str, whole: Part) -> list[Part] | None:
    """Part sentences from code where a text begins or ends with sentences."""
    filled = [line for line in whole.lines if line.strip() and not _HEADING.match(line)]
    if is_chosen(name) or not filled:
        return None
    whole = Part(whole.first, _without_words(whole.lines), whole.name, whole.kind)
    steps = {number for number, line in enumerate(whole.lines) if _STEP.match(line)}
    if steps:
        whole = Part(whole.first, [_STEP.sub(_blanked, line) for line in whole.lines], whole.name, whole.kind)
    announced = _announced(whole.lines)
    whole = Part(whole.first, [without_trail(line) for line in whole.lines], whole.name, whole.kind)
    ends_in_words = announced or is_prose(filled[0]) or is_prose(filled[-1])
    if not (ends_in_words or _is_interrupted(whole.lines) or _is_form(whole.lines)):
        return None
    parts: list[Part] = []
    in_texts = _in_long_texts(whole.lines)
    labels = _shell_labels(whole.lines)
    begins = _introduced(whole.lines)
    for number, line in enumerate(whole.lines):
        said = line.removeprefix("> ")  # a question that an answer quotes
        goes_on = number > 0 and whole.lines[number - 1].rstrip("\r\n").endswith(" \\")
        is_text = number in announced or (
            number not in in_texts and (number in labels or is_taken_back(line) or (is_prose(said) and not goes_on))
        )
        here = Kind.TEXT if is_text else None
        is_first = number in begins or _begins_code(line)
        if not line.strip() or (parts and here is None and parts[-1].kind is Kind.TEXT and not is_first):
            here = parts[-1].kind if parts else None
        is_step = number in steps and number - 1 not in steps  # below a file's lines it is none of them
        if not parts or parts[-1].kind is not here or is_step:
            parts.append(Part(whole.first + number, [], kind=here))
        parts[-1].lines.append(line)
    parts = _joined(list(_environments_alone(parts)))
    sourced = sourced_in(whole.lines)
    for part, before in zip(parts[1:], parts, strict=False):
        if part.kind is None:
            part.name = named_before(before, sourced, part.lines)
            if not part.name and is_environment(before, part.lines):
                part.kind = Kind.DUMP
            elif not part.name and _are_calls(part.lines):
                part.kind = Kind.ZSH
            elif not part.name and (
                _is_told(before, part) or _is_below_heading(part) or is_unexported(part, before, whole.lines)
            ):
                part.kind = Kind.LISTED
    _closed(parts)
    return [each for part in parts for each in _by_paragraphs(part)] if len(parts) > 1 else parts


def _is_told(before: Part, part: Part) -> bool:
    """Tell whether pairs are what somebody has set, as a sentence of theirs says that breaks off above them."""
    said = next((line for line in reversed(before.lines) if line.strip()), "").rstrip()[-_LONGEST_END:]
    return _SETTING.search(said) is not None and all(is_listed(line) for line in part.lines if line.strip())


def _is_below_heading(part: Part) -> bool:
    """Tell whether pairs stand alone below a heading of a post: `## Additional Context`, `**Configuration:**`."""
    filled = [line for line in part.lines if line.strip()]
    if len(filled) < 2 or not _HEADING.match(filled[0].lstrip()) or not filled[0].lstrip().startswith(("##", "**")):
        return False
    pairs = [line for line in filled[1:] if not _HEADING.match(line)]
    return bool(pairs) and all(map(is_listed, pairs)) and names_client(pairs)


def _blanked(step: re.Match[str]) -> str:
    """Return blanks in place of what stands before a step of a list, so that all else keeps its place."""
    return " " * len(step["mark"])


def _without_words(lines: Sequence[str]) -> list[str]:
    """Return steps that set variables with blanks for the words behind them: `2. export A=b in the terminal`.

    Nothing is taken for set where the words say that another shell is opened, or that it should be so.
    """
    found = {
        number: step
        for number, line in enumerate(lines)
        if "=" in line and line.lstrip()[:1].isdigit() and (step := _STEP_IN_WORDS.fullmatch(line.rstrip("\r\n")))
    }
    if not found or any(_HEDGED.search(step["words"]) for step in found.values()):
        return list(lines)
    return [
        found[number]["step"] + " " * len(found[number]["words"]) + line[found[number].end() :]
        if number in found
        else line
        for number, line in enumerate(lines)
    ]


def _closed(parts: Sequence[Part]) -> None:
    """Take what closes a program's brackets, below a text within it, for a piece of that program."""
    inside = False
    for part in parts:
        if part.kind is not None or part.name:
            continue
        if inside and part.text.lstrip().startswith((")", "]", "}")):
            part.kind = Kind.TEXT
        inside = inside or is_source(part.text)


def _by_paragraphs(part: Part) -> list[Part]:
    """Return what is neither code nor sentences as a whole, lists and labels between statements, by its paragraphs."""
    kind = recognise("", part.text) if part.kind is None and not part.name else None
    if kind not in (Kind.TEXT, Kind.CLAUDE_SETTINGS, Kind.VSCODE_SETTINGS):
        return [part]
    found: list[Part] = []
    for number, line in enumerate(part.lines):
        if not found or (line.strip() and number and not part.lines[number - 1].strip()):
            found.append(Part(part.first + number, []))
        found[-1].lines.append(line)
    settings = [each for each in found if _are_settings(each)]
    is_object = kind is not Kind.TEXT and not any(_STATEMENT.match(each.lines[0].lstrip()) for each in settings)
    if not settings or is_object:
        return [part]
    for each in found:
        each.kind = None if _are_settings(each) else Kind.TEXT
    return found


def _shell_labels(lines: Sequence[str]) -> set[int]:
    """Return the lines that say for which shell the lines below them are, of a post that has some for several."""
    found: set[int] = set()
    for number, line in enumerate(lines):
        if _COPY.match(line) and number and _COPY_LABEL.match(lines[number - 1]):
            found |= {number - 1, number}
        elif _SHELL_LABEL.match(line):
            found.add(number)
    return found if len(found) > 1 else set()


def _announced(lines: Sequence[str]) -> set[int]:
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
    if introduced or any(_STATEMENT.match(lines[number].lstrip()) or PAIR.match(lines[number]) for number in above):
        return found
    return found.union(above)


def _names_pairs(line: str, below: Sequence[str]) -> bool:
    """Tell whether words that end in a file's name stand above pairs: "qwen code question. ~/.qwen/.env"."""
    said = _ENDS_IN_FILE.fullmatch(line.rstrip()[-_LONGEST_END:])
    if said is None or said["first"] in _SHOWING or not is_config_name(said["name"]):
        return False
    return PAIR.match(next((each for each in below if each.strip()), "")) is not None


def _introduced(lines: Sequence[str]) -> set[int]:
    """Return the lines with which a file begins, below a sentence that ends in its name and a colon.

    Its lines may be ones that only look like code in such a place: YAML, `(cd x; …)`, a job of cron.
    """
    found: set[int] = set()
    for number, line in enumerate(lines[:-1]):
        holds = _HOLDS.search(line[-_LONGEST_END:])
        if not (holds or ":" in line[-6:] or line[:_LONGEST_BEGINNING].lower().startswith(_SHOWS)):
            continue
        if (said := _ENDS_IN_NAME.search(line[-_LONGEST_END:][: holds.start() if holds else None])) is None:
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


def _environments_alone(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts, pairs under a sentence that speaks of an environment without a post's heading below them."""
    before: Part | None = None
    for part in parts:
        stop = next((n for n, line in enumerate(part.lines) if not line.strip()), None) if part.kind is None else None
        rest = [line for line in part.lines[stop:] if line.strip()] if stop else []
        if stop and rest and _HEADING.match(rest[0]) and is_environment(before, part.lines[:stop]):
            yield Part(part.first, part.lines[:stop], part.name)
            before = Part(part.first + stop, part.lines[stop:], kind=Kind.TEXT)
            yield before
        else:
            before = part
            yield part


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Return the parts with a post's headings as sentences, and what then stands together as one."""
    found: list[Part] = []
    for part in parts:
        if part.kind is None and len(parts) > 1 and _is_heading(part):
            part.kind = Kind.TEXT
        if found and found[-1].kind is part.kind is Kind.TEXT:
            found[-1].lines += part.lines
        else:
            found.append(part)
    return found


def _is_heading(part: Part) -> bool:
    """Tell whether nothing but headings of a post stands there: `### What happened?` between sentences."""
    return all(_HEADING.match(line) for line in part.lines if line.strip())


def _in_long_texts(lines: Sequence[str]) -> set[int]:
    """Return the lines of texts between three quotes, as TOML and Python write them."""
    inside: set[int] = set()
    for marks in ('"""', "'''"):
        ends = [number for number, line in enumerate(lines) if line.count(marks) == 1]
        for first, last in zip(ends[::2], ends[1::2], strict=False):
            inside.update(range(first + 1, last + 1))
    return inside


def settings_between(name: str, whole: Part) -> list[Part]:
    """Return a post's sentences with the settings that stand between them unfenced: statements alone, or an object."""
    parts = [each for part in by_prose(name, whole) or [whole] for each in _without_a_last_word(part)]
    if not any(part.kind is None and _are_settings(part) for part in parts):
        return [Part(whole.first, whole.lines, kind=Kind.TEXT)]
    for part in parts:
        if part.kind is None and not _are_settings(part):
            part.kind = Kind.TEXT
    return parts


def _without_a_last_word(part: Part) -> list[Part]:
    """Return settings without a line or two below their last bracket that are no sentence: "The", "Thanks", a link."""
    stop = len(part.lines)
    while stop and part.lines[stop - 1].strip()[-1:] not in ("}", "]", ","):
        stop -= 1
    rest = [line for line in part.lines[stop:] if line.strip()]
    if part.kind is not None or not stop or not 0 < len(rest) <= _MOST_LAST_WORDS or any(map(is_code, rest)):
        return [part]
    above = Part(part.first, part.lines[:stop], part.name)
    if not _are_settings(above):
        return [part]
    return [above, Part(part.first + stop, part.lines[stop:], kind=Kind.TEXT)]


def _are_settings(part: Part) -> bool:
    filled = [line.strip() for line in part.lines if line.strip()]
    if not filled:
        return False
    kind = recognise("", part.text)
    if kind in (Kind.CLAUDE_SETTINGS, Kind.VSCODE_SETTINGS):
        return filled[-1][-1:] in ("}", "]", ",")
    if kind is Kind.WORKFLOW:
        return filled[0].startswith(("- ", "jobs:", "steps:", "on:", "name:"))
    is_remark = all(line.startswith("#") for line in filled)  # or a heading of the post
    return not is_remark and all(_STATEMENT.match(line) for line in filled)


def _is_form(lines: Sequence[str]) -> bool:
    """Tell whether two questions of a project's form stand in a text, and a sentence that answers one."""
    asked = [number for number, line in enumerate(lines) if line.startswith("##") and _ASKED.match(line)]
    is_form = len(asked) > 1 or any(lines[number].startswith("### What happened?") for number in asked)
    return is_form and any(is_prose(line) for line in lines[asked[0] : asked[0] + _ANSWERS])


def _is_interrupted(lines: Sequence[str]) -> bool:
    """Tell whether a plain sentence stands between code, where no quote and no here-document can hold it."""
    quotes = 0
    for number, line in enumerate(lines):
        if "<<" in line:
            return False
        is_first = number == 0 or not lines[number - 1].strip()
        if is_first and quotes % 2 == 0 and _is_plain(line.rstrip()) and is_prose(line):
            return True
        quotes += 0 if line.lstrip().startswith("#") else line.count('"') + line.count("'")
    return False


def _is_plain(text: str) -> bool:
    """Tell whether a line begins and ends as a sentence does, and holds nothing that looks like code."""
    framed = text[:1].isupper() and text[-1:] in (".", ":", "?", "!", "…")
    return framed and len(text.split(None, _FEWEST_WORDS)) >= _FEWEST_WORDS and _ODD.search(text) is None


def _begins_code(line: str) -> bool:
    begin = line.lstrip()
    return is_code(line) or begin.startswith(("#", "//", "{", "[")) or _RUNS.match(begin) is not None or _is_call(begin)


def _are_calls(lines: Sequence[str]) -> bool:
    """Tell whether lines are calls of a client, the first with options that decide, with remarks between them."""
    filled = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    client = filled[0].partition(" ")[0] if filled else ""
    return bool(filled) and _is_call(filled[0]) and all(line.partition(" ")[0] == client for line in filled)


def _is_call(begin: str) -> bool:
    """Tell whether a line starts a client with an option that decides: aider --model openai/gpt-4o."""
    return begin.startswith(_BY_OPTION) and _CALL.fullmatch(begin.rstrip()) is not None
