"""Files that were printed one after another: under headings (`head -n +1 ~/.z*`), or in a terminal's transcript.

What follows a heading is that file. Of a transcript, what `cat` and `env` print are parts, and so is what was typed;
each of the two may stand inside the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import dropwhile, takewhile

from ..clientcalls import TYPED_CLIENT, WITH_OPTION
from ..kinds import recognise
from ..regexes import regex
from ..source import ON_WINDOWS, TYPED, Kind, base_of
from .endings import JSON, ended
from .parts import SHELLS, Part
from .pastelines import (
    LONGEST,
    SPACED,
    YAML,
    heading,
    is_code,
    is_colons,
    is_config_name,
    is_message,
    is_other_file,
    is_rule,
    is_title,
)
from .prompts import Prompted, is_of_powershell, is_of_windows, prompted, shown_by
from .prose import by_prose
from .sentences import is_prose

_PAIR_OR_COMMENT = regex(r"\s*(?:#|(?:export\s+)?[A-Za-z_]\w*\s*=)")
_PRINTS = regex(r"\s(?:(?:/usr)?/bin/)?(?:env|printenv)$")
_LONGEST_SENTENCE = 300
_KEPT = "\ue000"  # stands for a blank within a folder's name
_COMMENTS = ("#", "//", ";", "<!--")
_OF_FISH = regex(r"set -[a-zA-Z]*[xU][a-zA-Z]* [A-Za-z_]\w* ")
_SECTION = regex(r"#{2,6} [A-Z`.~]")
_PAIR = regex(r"(?:export\s+)?[A-Za-z_]\w*\s*=")
_OF_A_PERSON = regex(r"\b(?:my|our|I have|I['’]ve|I['’]m)\b")  # no client prints so of itself


def by_headings(name: str, whole: Part) -> list[Part] | None:
    """Split at the headings that name files."""
    found = [each for each in _headings(whole.lines) if each[3] or not each[2] or _begins_file(each, whole.lines)]
    if not found or not _are_headings(name, whole.lines, found):
        return None
    parts = []
    if found[0][0] > 0:
        above = Part(whole.first, list(whole.lines[: found[0][0]]))
        parts += _code_above(name, above) if _holds_code(above.lines) else _unfenced_or_text(name, above)
    for (_, first, title, _), stop in zip(found, [*(each[0] for each in found[1:]), len(whole.lines)], strict=True):
        part = Part(whole.first + first, list(whole.lines[first:stop]))
        if title and (is_config_name(title, commands=True) or is_other_file(title)):
            part.name = title
        else:
            part.kind = Kind.TEXT
        parts += (piece for printed in _printed_below(part) for piece in ended(printed))
    return parts


def _printed_below(part: Part) -> list[Part]:
    """Return a file of pairs, apart from sentences under it, or from a command that prints the environment.

    Where such a command stands there, what it printed is a part of its own.
    """
    if recognise(part.name, "") not in (Kind.DOTENV, Kind.DOCKER_ENV):
        return [part]
    last = max((n for n, line in enumerate(part.lines) if _PAIR_OR_COMMENT.match(line)), default=-1)
    below = [line for line in part.lines[last + 1 :] if line.strip()]
    if last >= 0 and below and all(map(is_prose, below)):
        rest = Part(part.first + last + 1, part.lines[last + 1 :], kind=Kind.TEXT)
        return [Part(part.first, part.lines[: last + 1], part.name), rest]
    first = next((n for n, line in enumerate(part.lines) if line.strip() and not _PAIR_OR_COMMENT.match(line)), 0)
    after = [line for line in part.lines[first + 1 :] if line.strip()]
    command = part.lines[first].strip() if first else ""
    if not command or not _PRINTS.search(command[-200:]) or not after or not all(map(_PAIR.match, after)):
        return [part]
    return [
        Part(part.first, part.lines[:first], part.name),
        Part(part.first + first, part.lines[first : first + 1], kind=Kind.TEXT),
        Part(part.first + first + 1, part.lines[first + 1 :], command, Kind.DUMP),
    ]


def _headings(lines: Sequence[str]) -> Iterator[tuple[int, int, str, bool]]:
    """Yield the headings: their line, the line after, the file, whether nothing else looks so."""
    number = 0
    while number < len(lines):
        line = lines[number].rstrip("\r\n")
        if is_colons(line) and number + 2 < len(lines) and is_colons(lines[number + 2]):
            yield number, number + 3, lines[number + 1].strip(), True
            number += 3
            continue
        if (found := heading(line)) is not None:
            yield number, number + 1, found[0], found[1]
        elif title := _introduced(lines, number):
            yield number, number + 1, title, True
        elif is_rule(line):
            yield number, number + 1, "", False
        number += 1


def _introduced(lines: Sequence[str], number: int) -> str:
    """Return the file of JSON that the end of a sentence names, right above an object: `from IT, settings.json:`."""
    line = lines[number].strip()
    if not line.endswith(":") or len(line) > _LONGEST_SENTENCE or line.startswith(('"', *_COMMENTS)):
        return ""
    below = next((each.strip() for each in lines[number + 1 : number + 3] if each.strip()), "")
    if not below.startswith("{"):
        return ""
    named = [word.strip("*_`'\"(),:") for word in SPACED.sub(_KEPT, line).split()]
    found = (word for word in reversed(named) if is_config_name(word) and recognise(word, "") in JSON)
    return next(found, "").replace(_KEPT, " ")


def _begins_file(found: tuple[int, int, str, bool], lines: Sequence[str]) -> bool:
    """Tell whether what follows a heading fits it: comments name files that the lines after them load, too."""
    _, first, title, _ = found
    kind = recognise(title, "")
    below = [line.strip() for line in lines[first : first + 12]]
    if kind is Kind.DOTENV:  # what stands apart under its first block may be another thing
        below = list(takewhile(bool, dropwhile(lambda line: not line, below)))
    after = [line for line in takewhile(lambda line: heading(line) is None, below) if line][:3]
    base = base_of(title)
    if not after or any(base in line for line in after):
        return False
    if kind is Kind.DOCKERFILE:
        return recognise("", "\n".join(after)) is Kind.DOCKERFILE
    if kind in JSON:
        return after[0].startswith(("{", "//", "/*", "```"))
    pairs = [line for line in after if not line.startswith("#") and not is_prose(line)]
    return kind is not Kind.DOTENV or (bool(pairs) and pairs[0] in after[:2] and all(map(_PAIR.match, pairs)))


def _are_headings(name: str, lines: Sequence[str], found: Sequence[tuple[int, int, str, bool]]) -> bool:
    """Tell whether lines that look like headings are some: a file may name itself, or others, in its comments."""
    named = [each for each in found if each[2]]
    if not named:
        return False
    if any(certain for *_, certain in named):
        return not any(is_code(line) for line in lines[: found[0][0]])
    above = [line for line in lines[: named[0][0]] if line.strip()]
    alone = any(_stands_alone(number, lines) for number, *_ in named) and not any("<<" in line for line in above)
    # Of a start-up file's lines above the next one nobody could say which shell runs them.
    if alone and (recognise("", "".join(above)) not in SHELLS or not _is_start_up_file(named[0][2])):
        return True
    if not all(is_prose(line) or is_title(line) or TYPED_CLIENT.match(line.strip()) for line in above):
        return False
    bases = {base_of(each[2]) for each in named}
    if len(bases) > 1 or above:
        return True
    title = named[0][2]  # files of one kind have the kind "text" where a client of their own reads them
    is_yaml = title.endswith(YAML) and base_of(name) != base_of(title)
    return is_yaml or recognise(name, "") is not recognise(title, "")


def _stands_alone(number: int, lines: Sequence[str]) -> bool:
    """Tell whether a heading is no comment and stands after an empty line: no code holds a file's name so."""
    if not number or lines[number - 1].strip():
        return False
    return not lines[number].lstrip().startswith(_COMMENTS) or _is_section(number, lines)


def _is_section(number: int, lines: Sequence[str]) -> bool:
    """Tell whether a line such as `### .env` parts a post in Markdown, which began with words or such a line."""
    first = next(line for line in lines if line.strip())
    is_apart = number + 1 < len(lines) and not lines[number + 1].strip()
    return (
        is_apart
        and _SECTION.match(lines[number]) is not None
        and (is_prose(first) or _SECTION.match(first) is not None)
    )


def _is_start_up_file(title: str) -> bool:
    return recognise(title, "") in SHELLS and not title.lower().endswith((".envrc", ".bat", ".cmd"))


def _holds_code(lines: Sequence[str]) -> bool:
    return any(line.strip() and not is_prose(line) for line in lines)


def _code_above(name: str, part: Part) -> list[Part]:
    """Return what stands above the first heading where some of it is code."""
    parts = by_prompts(name, part) or by_prose(name, part)
    if parts is None:
        parts = [part]
        part.name = name if is_config_name(name) else ""
        if not part.name and all(WITH_OPTION.match(line.strip()) for line in part.lines if line.strip()):
            part.kind = Kind.ZSH  # how the client is started
    return parts


def _unfenced_or_text(name: str, part: Part) -> list[Part]:
    if part.is_blank:
        return []
    parts = by_prompts(name, part)
    if parts is None:
        part.kind = Kind.TEXT
        return [part]
    return parts


def by_commands(name: str, whole: Part) -> list[Part] | None:
    """Split at commands that show something, typed or copied without a prompt: the first line of code is one."""
    first = next((n for n, line in enumerate(whole.lines) if line.strip() and not is_prose(line)), None)
    if first is None or not _shows_something(whole.lines, first):
        return None
    commands = {first: shown_by(whole.lines[first].strip())}
    for number in range(first + 1, len(whole.lines)):
        if _shows_something(whole.lines, number):
            commands[number] = shown_by(whole.lines[number].strip())
    parts = [Part(whole.first, list(whole.lines[:first]), kind=Kind.TEXT)]
    for number, stop in zip(commands, [*list(commands)[1:], len(whole.lines)], strict=True):
        output = Part(whole.first + number + 1, list(whole.lines[number + 1 : stop]))
        told = _told_below(name, whole.lines[number], output) if commands[number].is_client else None
        parts += told or (piece for each in printed(name, output, commands[number]) for piece in ended(each))
    return parts


def _told_below(name: str, line: str, output: Part) -> list[Part] | None:
    """Return how a client is started, and what sentences below tell; None where these are what it printed."""
    first = next((each for each in output.lines if each.strip()), "")
    if not WITH_OPTION.match(line.strip()) or is_message(first):
        return None
    parts = by_prose(name, output)
    if parts is None or len(parts) < 2:
        if not _OF_A_PERSON.search(first):
            return None
        parts = [Part(output.first, output.lines, kind=Kind.TEXT)]
    return [Part(output.first - 1, [line], kind=Kind.ZSH), *parts]


def _shows_something(lines: Sequence[str], number: int) -> bool:
    """Tell whether a line is a command that shows a file or an environment, with what it shows below it."""
    line = lines[number].strip()
    if not line or len(line) > LONGEST or line[0].isupper():
        return False
    shown = shown_by(line)
    if shown.is_client:
        return number + 1 < len(lines) and is_prose(lines[number + 1])
    if shown.is_dump:
        return number + 1 < len(lines) and not shown.is_one_value and _PAIR.match(lines[number + 1]) is not None
    return bool(shown.shows) and (shown.shows == shown.command or all(map(is_config_name, shown.shows.split(" "))))


def by_prompts(name: str, whole: Part) -> list[Part] | None:
    """Split a terminal's transcript: what `cat` and `env` print are documents, what was typed is one, too."""
    shown_at = _prompts(whole.lines)
    numbers = list(shown_at)
    if not numbers or not _is_transcript(whole.lines, numbers[0]):
        return None
    from .definitions import defined, is_about

    parts: list[Part] = []
    if numbers[0] > 0:
        parts.append(Part(whole.first, list(whole.lines[: numbers[0]]), kind=Kind.TEXT))
    typed = _Typed(whole, numbers)
    is_any_typed = any(shown.is_typed for shown in shown_at.values())
    windows = {number for number in numbers if is_of_windows(whole.lines[number])}
    beside_unix = {shown_at[number].is_dump for number in numbers if number not in windows} >= {True}
    for number, stop in zip(numbers, [*numbers[1:], len(whole.lines)], strict=True):
        shown = shown_at[number]
        first = number + 1 + (shown.defines and number + 1 < stop and is_about(whole.lines[number + 1]))
        ends = _end_of_output(whole.lines, first, stop, shown)
        output = Part(whole.first + number + 1, list(whole.lines[number + 1 : ends]))
        if shown.is_typed or shown.is_client:
            if not _is_refused(output.lines):
                typed.take(number, shown)
            if not is_any_typed:  # which program it is, is said by nothing else
                output = Part(whole.first + number, list(whole.lines[number:ends]))
            output.kind = Kind.TEXT
            parts.append(output)
        elif shown.defines:
            parts.append(defined(output, shown.command))
        elif shown.is_dump and number in windows and beside_unix:  # another environment than that of the rest
            parts.append(Part(output.first, output.lines, f"{shown.command} {ON_WINDOWS}", Kind.TEXT))
        elif shown.is_dump and stop in shown_at and not any(line.strip() for line in output.lines):
            parts.append(Part(whole.first + number, ["\n"], shown.command, Kind.DUMP, is_answer=not output.lines))
        else:
            parts += printed(name, output, shown)
        if ends < stop:
            rest = Part(whole.first + ends, list(whole.lines[ends:stop]))
            kind = None if recognise("", rest.text) in JSON else Kind.TEXT
            parts += by_prose(name, rest) or [Part(rest.first, rest.lines, kind=kind)]
    return [*parts, *typed.parts(parts)]


def _prompts(lines: Sequence[str]) -> dict[int, Prompted]:
    """Return the prompts of a text and what stands behind them, by their lines."""
    following = [*lines[1:], ""][: len(lines)]
    found = enumerate(map(prompted, lines, following))
    return {number: shown for number, shown in found if shown is not None}


def printed(name: str, output: Part, shown: Prompted) -> list[Part]:
    """Return what a command printed as parts: a file, files under headings, an environment, or text."""
    if shown.is_dump:
        output.name, output.kind = shown.command, Kind.DUMP
    elif shown.is_filtered:
        from .grepped import grepped

        return list(grepped(_homes(shown.shows).split(), output))
    elif shown.shows and " " not in shown.shows:
        output.name = _homes(shown.shows)
    elif shown.shows:
        inner = by_headings(name, output)
        if inner is not None:
            return inner
    else:
        output.kind = Kind.TEXT
    return [output]


def _homes(name: str) -> str:
    """Return a file's name, a bare start-up file's as one of the home folder, in whatever folder the command stood."""
    is_homes = name.startswith(".") and "/" not in name and " " not in name and _is_start_up_file(name)
    return f"~/{name}" if is_homes else name


def _is_refused(printed_lines: Sequence[str]) -> bool:
    """Tell whether what a command printed says that it did nothing."""
    first = next((line.strip() for line in printed_lines if line.strip()), "")
    return first.startswith(("ERROR: ", "Access is denied")) or first.endswith(": command not found")


class _Typed:
    """What was typed in a transcript: a text for each of the two systems whose prompts stand in it.

    Windows and WSL have environments of their own, so what was typed at `PS C:\\>` sets nothing at `$`.
    """

    def __init__(self, whole: Part, numbers: Sequence[int]) -> None:
        self._whole = whole
        self._first = numbers[0]
        self._windows = {number for number in numbers if is_of_windows(whole.lines[number])}
        self._set: dict[bool, dict[int, str]] = {True: {}, False: {}}
        self._called: dict[bool, dict[int, str]] = {True: {}, False: {}}

    def take(self, number: int, shown: Prompted) -> None:
        """Take over a command; a client that was started counts where something was set before or after."""
        (self._set if shown.is_typed else self._called)[number in self._windows][number] = shown.command + "\n"

    def parts(self, files: Sequence[Part]) -> Iterator[Part]:
        """Yield what sets something, each line where it stood; `files` are those that were printed beside it."""
        for on_windows in (False, True):
            commands = self._set[on_windows]
            if not commands:
                continue
            commands = {**self._called[on_windows], **commands}
            lines = ["\n"] * (max(commands) + 1 - self._first)
            for number, command in commands.items():
                lines[number - self._first] = command
            mixed = on_windows and bool(self._set[False])
            kind = _shell_of(files, self._whole.lines[min(commands)])
            if not on_windows and any(_OF_FISH.match(command) for command in commands.values()):
                kind = Kind.FISH
            yield Part(self._whole.first + self._first, lines, f"{TYPED} {ON_WINDOWS}" if mixed else TYPED, kind)


def _end_of_output(lines: Sequence[str], first: int, stop: int, shown: Prompted) -> int:
    """Return the line at which what a command printed ends: a sentence after an empty line, with code below it.

    A file or an environment goes on to the next prompt; one value ends at the first empty line.
    """
    if shown.is_one_value:
        return next((number for number in range(first, stop) if not lines[number].strip()), stop)
    if shown.shows or shown.is_dump:
        return stop
    from ..readers.jsonpieces import is_piece

    begins = (n for n in range(first, stop) if is_piece(lines[n]) and (n == first or not lines[n - 1].strip()))
    if (piece := next(begins, None)) is not None:
        return piece
    last = next((number for number in range(stop - 1, first, -1) if is_code(lines[number])), first)
    for number in range(first, last):
        above = not lines[number - 1].strip() or number == first
        if above and is_prose(lines[number]):
            return number
    return stop


def _shell_of(parts: Sequence[Part], prompt: str) -> Kind:
    """Return the shell in which commands were typed: Windows' own as the prompt says, else that of the files beside."""
    if is_of_windows(prompt):
        return Kind.POWERSHELL if is_of_powershell(prompt) else Kind.CMD
    kinds = [recognise(part.name, "") for part in parts if part.name]
    shells = [kind for kind in kinds if kind in (Kind.ZSH, Kind.BASH)]
    if shells:
        return shells[0]
    return Kind.BASH if "bash" in prompt else Kind.ZSH


def _is_transcript(lines: Sequence[str], first: int) -> bool:
    """Tell whether a text is a transcript: what stands before the first prompt is no code. A title may have a `#`."""
    return not any(is_code(line) for line in lines[:first] if line.strip())
