"""Commands that a post quotes within its sentences: what somebody typed, one on a line, or how the client is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..clientcalls import COMMAND, COMMANDS
from ..clientnames import READ_BY_OTHERS
from ..commandwords import WORD
from ..kinds import recognise
from ..names import READ
from ..regexes import regex
from ..source import TYPED, Kind
from .inlinecode import in_sentence
from .parts import SHELLS, Part, with_left_out
from .prompts import prompted, shown_by

_QUOTED = regex(r"`(?P<code>[^`\n]{3,1000})`|\*\*(?P<bold>[^*\n]{3,1000})\*\*")
# An item of a list, or a line, that is nothing but a command in quotes.
_ALONE = regex(
    r"[ \t>]*(?:\d{1,2}[.)]|[-*•])?[ \t]*(?:\d{1,2}[.)][ \t]*)?`(?P<code>[^`\n]{3,1000})`[ \t]*[.,;:]?[ \t\r\n]*"
)
_CALL = regex(
    rf"(?:(?:sudo[ \t]+(?:-\w+[ \t]+)*)?(?:env[ \t]+)?(?:(?:[A-Z_][A-Z0-9_]*={WORD}|-u[ \t]+[A-Z_][A-Z0-9_]*)[ \t]+)+"
    r"|(?:\$env:\w+[ \t]*=[ \t]*[^;\n]{1,300};[ \t]*)+|(?:set [A-Z_][A-Z0-9_]*=[^&\n]{0,300}&&?[ \t]*)+"
    rf"|(?:export [A-Z_][A-Z0-9_]*=[^;&\n]{{0,300}}(?:;|&&)[ \t]*)+){COMMAND}(?:[ \t][^\n]*)?"
    r"|(?:npx (?:-y )?)?cline auth (?:[^\n]* )?(?:-p|--provider) [^\n]*"  # what it stores decides, and no variable does
    r"|codex (?:[^\n]* )?(?:-c|--config)[ =]['\"]?(?:model_provider|openai_base_url|forced_login)[^\n]*"
)
# What alone decides where a client goes, with the prompt before it: `$ aider --model NAME`.
_AT_PROMPT = regex(
    r"aider (?:[^\n]* )?--(?:model|openai-api-base|openai-api-key|anthropic-api-key|api-key)[ =][^\n]*"
    r"|codex (?:[^\n]* )?(?:(?:-c|--config)[ =]['\"]?(?:model_provider|openai_base_url)|--oss\b)[^\n]*"
)
_AT_PROMPTS = ("aider", "codex")
# A call that a sentence names to say that it works, or that it was a test, is not how the client is started.
_TRIED = regex(
    r"\b(?:succeeds?|succeeded|work(?:s|ed)? (?:fine|locally|well)|tried|as a test|tested|like this"
    r"|you (?:can|should|need)|should work|alias(?:es|ed)? `?\w+`? to)\b",
    re.IGNORECASE,
)
# "I start it with `…`", "I always run `…`": not "I ran", which may have been a test.
_STARTS_SO = regex(
    r"\b(?:I|we)(?: (?:always|usually|normally|then|now|just|only))? (?:run|start|launch|call|invoke|use|open)\b"
    r"(?! into)[^`.?!]{0,60}`(?![^`]{0,300}`[^.?!\n]{0,200}\?)",
    re.IGNORECASE,
)
# "I start it like this every day: NAME=value claude", without backticks
_STARTED_SO = regex(
    r"[ \t]*(?:I|we)(?: (?:always|usually|normally|just|only))? (?:run|start|launch|call|invoke|use|open)\b"
    r"(?P<words>[^:`\n]{0,60}): (?P<code>[A-Z$][^\n]{3,1000})$",
    re.IGNORECASE,
)
# "when I run NAME=value claude it asks …", without backticks
_RUN = regex(
    r"\b(?:run|running|ran|start|starting|launch|type|with)[ ]"
    rf"(?P<code>(?:[A-Z_][A-Z0-9_]*=[^\s`'\"]{{1,300}}[ ])+{COMMAND})"
    r"(?=[ \t\r]*(?:$|[.,;!?)]|(?:and|then|it|but|in|on)\b))"
)
_HEDGED = regex(
    r"\b(?:when|whenever|if|unless|instead|works?|worked|fixed|should|could|would|can|may|might|try|to)\b",
    re.IGNORECASE,
)
_IN_STEP = regex(
    r"[ \t>]*\d{1,2}[.)][ \t]+(?:I |We |Then )?"
    r"(?:[Rr][ua]n|[Ss]et|[Tt]yped?|[Ee]nter(?:ed)?|[Ee]xecuted?|[Ee]xport(?:ed)?|[Dd]o|[Aa]dd(?:ed)?)"
    r"[: ][ \t]*`(?P<code>[^`\n]{3,1000})`(?P<words>[^`\n]{0,200})"
)
_NUMBER = regex(r"[ \t>]*\d{1,2}[.)][ \t]")
_NOT_DONE = regex(
    r"\b(?:fix|solution|solved|workaround|should|try|suggest\w*|recommend\w*|how to|guide|docs|documentation|readme"
    r"|instructions|expected|you|answer|lösung|solución)\b",
    re.IGNORECASE,
)
# … and what leaves the shell in which it was set
_HEDGED_STEP = regex(
    r"\b(?:not|instead|remov\w+|should|would|could|if|new (?:tab|terminal|window|shell|session)|re-?open\w*|reboot)\b",
    re.IGNORECASE,
)
_LONGEST_HEAD = 300
_PAIR = regex(r"[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=")
_COMMANDS = tuple(each for each in COMMANDS.values() if len(each) > 2)  # a line with `cn` in it may be any
# What a shell's variables may stand beside: text, and files of other clients, which set none.
_NO_SHELLS = (
    *(Kind.TEXT, Kind.STATUS, Kind.COMPOSE),
    *(Kind.OPENCODE_CONFIG, Kind.CODEX_CONFIG, Kind.GEMINI_SETTINGS, Kind.QWEN_SETTINGS, Kind.CLINE_PROVIDERS),
)
_MOST = 20  # lines of another program's, or calls at prompts, that are looked at
_OF_CMD = regex(r"(?i:setx? )")


def typed_in(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the commands that sentences quote, each where it stands, if nothing else in the post sets anything.

    Else only the one call of a client of which the person says that it is how they start it.
    """
    kinds = [recognise(part.name, part.text) if part.kind is None else part.kind for part in parts]
    texts = [part for part, kind in zip(parts, kinds, strict=True) if kind is Kind.TEXT]
    found = [(part.first + n, line) for part in texts for n, line in enumerate(part.lines)]
    if not all(kind in _NO_SHELLS or _sets_nothing_read(each) for each, kind in zip(parts, kinds, strict=True)):
        said = _calls([(number, line) for number, line in found if "`" in line and _says_how(line)])
        if said and not any(part.name.startswith(TYPED) for part in parts):
            yield Part(min(said), [next(iter(said.values())) + "\n"], TYPED, _shell_of(next(iter(said.values()))))
        return
    commands = {
        number: _behind_prompt(alone["code"].strip()) for number, line in found if (alone := _ALONE.fullmatch(line))
    }
    commands |= _in_steps(found)
    commands = {number: command for number, command in commands.items() if _is_typed(command)}
    if not any(_sets(command) for command in commands.values()):
        commands = _calls(found) or _said_to_stand(found)
    elif commands:
        commands |= {n: at.command for n, line in found if (at := prompted(line)) is not None and at.is_client}
    if not commands:
        return
    first = min(commands)
    commands = {number: with_left_out(command) for number, command in commands.items()}
    lines = [commands.get(number, "") + "\n" for number in range(first, max(commands) + 1)]
    yield Part(first, lines, TYPED, _shell_of(next(filter(_sets, commands.values()), "")))


def _in_steps(lines: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Return what the steps of a description say to be run: `1. Run "export NAME=value" in the terminal`, in backticks.

    Steps below words about what should be done are a guide's.
    """
    found: dict[int, str] = {}
    head = ""
    for number, line in lines:
        step = _IN_STEP.fullmatch(line.rstrip()) if "`" in line else None
        if step is not None and not _NOT_DONE.search(head) and not _HEDGED_STEP.search(step["words"]):
            found[number] = _behind_prompt(step["code"].strip())
        elif line.strip() and not _NUMBER.match(line):
            head = line[:_LONGEST_HEAD]
    return found


def _says_how(line: str) -> bool:
    """Tell whether a sentence says how its writer starts a client, and not when that worked or what could be."""
    return _STARTS_SO.search(line) is not None and _HEDGED.search(line) is None


def _sets_nothing_read(part: Part) -> bool:
    """Tell whether a part is lines of no file, and none a client reads: MODEL="…" of another program."""
    if part.name or len(part.lines) > _MOST or part.kind not in (None, *SHELLS):
        return False
    filled = [line for line in part.lines if line.strip()]
    named = [_PAIR.match(line) for line in filled]
    return all(each is not None and each[1] not in READ and each[1] not in READ_BY_OTHERS for each in named)


def _behind_prompt(code: str) -> str:
    """Return the command that is quoted, without the prompt at which it was typed."""
    at_prompt = prompted(code)
    return at_prompt.command if at_prompt is not None and at_prompt.command else code


def _calls(lines: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Return the call of the client that sentences quote, if it is one and the same wherever it stands.

    Where none of them is quoted, or stands by itself, that at a prompt, with those above it that belong to it.
    """
    bare = {n: line.strip("> \t\r\n") for n, line in lines if "=" in line and any(map(line.__contains__, _COMMANDS))}
    found = _quoted_calls(lines)
    found |= {number: line for number, line in bare.items() if _CALL.fullmatch(line)}
    found |= {n: each["code"] for n, line in bare.items() if not _TRIED.search(line) and (each := _RUN.search(line))}
    found |= _told_starts(bare)
    if not found:
        return _calls_at_prompts(lines)
    return dict([next(iter(found.items()))]) if len(set(found.values())) == 1 else {}


def _quoted_calls(lines: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Return the calls that stand in backticks or in bold, but for those of which a sentence says that they work."""
    return {
        number: code
        for number, line in lines
        for each in (() if _TRIED.search(line) else _QUOTED.finditer(line))
        if _CALL.fullmatch(code := (each["code"] or each["bold"]).strip())
    }


def _told_starts(lines: Mapping[int, str]) -> dict[int, str]:
    """Return the calls behind words that say how somebody starts the client: "I start it so: NAME=value claude"."""
    started = {number: each for number, line in lines.items() if (each := _STARTED_SO.match(line)) is not None}
    return {
        number: each["code"]
        for number, each in started.items()
        if not _HEDGED.search(each["words"]) and _CALL.fullmatch(each["code"])
    }


def _calls_at_prompts(lines: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Return the one call at a prompt whose options decide, and the few above the last of them of the same client."""
    typed = ((n, prompted(line)) for n, line in lines if any(map(line.__contains__, _AT_PROMPTS)))
    at = {n: each.command for n, each in typed if each is not None}
    found = {n: command for n, command in at.items() if _AT_PROMPT.fullmatch(command)}
    if len(set(found.values())) != 1:
        return {}
    client, last = next(iter(found.values())).partition(" ")[0], max(found)
    beside = {n: command for n, command in at.items() if command.partition(" ")[0] == client and n < last}
    return beside | found if len(beside) < _MOST else found


def _said_to_stand(lines: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Return what sentences beside files of other kinds say to be set, in backticks: `export NAME=value` in .zshrc."""
    said = {number: in_sentence(line) for number, line in lines if "`" in line and "=" in line}
    return {number: code[0].strip() for number, code in said.items() if code and _PAIR.match(code[0])}


def _is_typed(command: str) -> bool:
    shown = shown_by(command)
    return shown.is_typed or shown.is_client or _CALL.fullmatch(command) is not None


def _sets(command: str) -> bool:
    return shown_by(command).is_typed or _CALL.fullmatch(command) is not None


def _shell_of(command: str) -> Kind:
    if command.startswith(("$env:", "[Environment]", "[System.Environment]")):
        return Kind.POWERSHELL
    if command.startswith("set -"):
        return Kind.FISH
    return Kind.CMD if _OF_CMD.match(command) else Kind.ZSH
