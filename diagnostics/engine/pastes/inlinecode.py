"""Code that a post marks with single signs: a line in backticks, or lines from one backtick or asterisk to the next.

And what a sentence says to stand in a file: "My .zshrc has `export NAME=value`". One that denies, asks, advises or
tells of the past is no such sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..clientcalls import ANY, WITH_OPTION
from ..readers.toldforms import ASKS, ELSEWHERE
from ..regexes import regex
from ..source import Kind
from .listings import by_headings
from .lists import is_list_of, is_no_shells
from .objects import by_objects
from .parts import Part, named_before, sourced_in, with_left_out
from .pastelines import is_code
from .prose import settings_between
from .sentences import is_prose

_LINE = regex(r"[ \t]*(?:(?:[-*•+]|\d{1,2}[.)])[ \t]+)?`(?P<code>[^`\n]+)`[ \t]*(?=\r?\n|$)")
_OPENS = regex(r"[ \t]*(?P<sign>[`*])(?![`*\t ])(?P<code>[^`*\n]*)\n?")
_CLOSES = regex(r"(?P<code>[^`*\n]*)(?P<sign>[`*])[,.; \t]*\n?")
_HEADING = regex(r"[ \t]*(?:\*\*|__)[^*_\n]{1,100}(?:\*\*|__):?[ \t]*\n?")
# The first field of a form that somebody filled in: OpenCode Version: 1.1.38
_FIELD = regex(r"[A-Z][A-Za-z]{1,20}(?:[ ][A-Za-z]{1,20}){1,3}[ ]?:[ ]\S[^=\n]{0,200}\n?")
_IN_A_FILE = regex(r"\.(?:zsh|bash)\w{2,12}|\.profile|config\.fish|\.env\b")
_SPAN = regex(r"`([^`\n]*)`")
_SETS = regex(
    r"alias [\w-]+=(?:'[^']+'|\"[^\"]+\")"
    r"|(?:setx|launchctl setenv) [A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+ [^`]+"
    r"|(?:export |set -[gUx]+ |\$env:)?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+ ?=? ?[^\s`][^`]*"
)
_OF_PAIR = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+=(?:\"[^\"\n]*\"|'[^'\n]*'|(?:‹[^‹›\n]{1,100}›|[^\s;\"'`‹])+)"
_PAIRS = regex(rf"{_OF_PAIR}(?:; {_OF_PAIR}){{0,9}}")
_WITHOUT_SIGN = ("setx ", "launchctl setenv ", "set -")  # what sets a variable without `=`
_IS_THERE = regex(
    r"\b(?:has|have|contains?|holds?|includes?|says|is set|set in|are set|there(?: is|'s|’s)|I(?: have|'ve|’ve)? "
    r"(?:set|added?|put|exported|export|use))\b"
    r"|\b(?:I|[Ww]e)(?: (?:also|once|then|have|had|just|only|first|later)){0,2} (?:did|ran|typed|executed|entered|used)"
    r" (?:(?:setx|launchctl|set) )?…"
    # and who remembers it, made a token and then did it, or leaves out of whom the sentence speaks
    r"|\b(?:I|[Ww]e) remember (?:once )?(?:doing|running|setting|adding|typing) (?:(?:setx|launchctl|set) )?…"
    r"|\b(?:I|[Ww]e) (?:did|made|created|got|generated|ran|took|copied)\b[^?!…]{0,160}\b(?:and|then) …"
    r"|(?:^|[.;,] )(?:Added|Exported|Ran|Typed|Pasted|added)\b[^.?!…]{0,60} …|\b(?:to|in) \.(?:zsh|bash|profile)\w*: …"
    r"|(?:^|[.;,] )[Mm]y [`'\"~/\w.]{2,40}(?: file)?: …"
    # "Yes: `export NAME=value` in ~/.zshrc", and "… and `NAME=value` in ~/.continue/.env"
    r"|^[-*> ]{0,4}(?:in |my )?[*_]{0,2}(?:~/)?\.(?:zsh|bash|profile)[\w./-]*[*_]{0,2}: …[.,;]?$"
    r"|(?:^|\b(?:and|also|but) )[Ii]n (?:my |the )?[*_]{0,2}(?:~/)?\.(?:zsh|bash|profile)[\w./-]*[*_]{0,2}:? …[.,;]?"
    r"|(?:^|: |\band )… in (?:my )?[`~/]{0,3}\.(?:zsh|bash|profile|config/|env\b|continue/|qwen/|gemini/|codex/)"
)
# The same in other languages, where a file of a shell is named beside the code; and what makes it none.
_IS_THERE_ABROAD = regex(
    r"steht|stehen|habe ich|eingetragen|gesetzt|j['’]ai (?:m[i]s|ajouté|défini)|il y a|contient|tengo|puse|añadí"
    r"|agregué|contiene|está|ho (?:messo|aggiunto|impostato)|c['’]è|tenho|coloquei|adicionei|стоит|прописа|добавил|есть"
    r"|书?写了|写着|设置了|配置了|添加了|加了|里有|中有|是这样|と書い|に書い|を書い|設定し|追加し|入れて|記述し|があります|入っています|추가|설정|있습니다",
    re.IGNORECASE,
)
_IS_NOT_ABROAD = regex(
    r"\b(?:nicht|kein\w*|ohne|statt|sollte|soll|muss|wenn|falls|vorher|entfernt\w*|gelöscht|pas|sans|si|faut|avant|supprim\w*"
    r"|enlev\w*|retir\w*|no|sin|quit\w+|elimin\w+|borr\w+|debo|debería|antes|senza|rimoss\w+|tolto|dovrei|não|sem|remov\w+|devo"
    r"|не|нет|без|если|убрал\w*|удалил\w*|надо|нужно|раньше)\b"
    r"|不要|没有|没|删除|删掉|去掉|如果|应该|需要|之前|ない|なし|消し|削除|なら|れば|たら|すべき|べきで|以前|않|없|삭제",
    re.IGNORECASE,
)
# A command with a value before it, and a person who runs it: "I start it with `NAME=value claude`".
_CALLED = regex(rf"(?:alias [\w-]+=['\"])?(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+=\S+[ ]+)+(?:{ANY})(?![\w./=-])[^`]*")
_IS_RUN = regex(
    r"\b(?:I|we)[ ](?:always[ ]|just[ ])?(?:run|ran|use|start(?:ed)?|launch(?:ed)?|call|invoke|type)\b", re.IGNORECASE
)
_IS_NOT = regex(
    r"\b(?:not?|never|without|remov\w+|delete\w*|deleting|unset\w*|should|ha(?:ve|s) to|you|instead|if|when|whether|"
    r"would|could|can|must|needs? to|try|tried|used to|previously|before|after|until|comment\w*|replac\w+|suggest\w*|"
    r"recommend\w*|make sure|ensure|please|docs?|documentation|according|example|like|such as|how|want)\b"
    r"|n['’]t\b|\be\.g\.|\?",
    re.IGNORECASE,
)
# Behind the code only what takes it back; "and now the plan is not used" denies something else.
_TAKEN_BACK = regex(
    r"\b(?:remov\w+|delete\w*|deleting|unset\w*|comment\w*|replac\w+|revert\w*|instead|used to|previously|before|until"
    r"|docs?|documentation|example|you|should|(?:is|was) not set"
    r"|no longer)\b",
    re.IGNORECASE,
)
# Of what a person runs: "when I run …" tells it as well.
_IS_NOT_RUN = regex(
    r"\b(?:not?|never|without|should|you|instead|would|could|can|must|tried|used to|previously|suggest\w*|recommend\w*|"
    r"please|docs?|documentation|according|example|such as|how|want|works?|fine|until|before)\b|n['’]t\b|\be\.g\.",
    re.IGNORECASE,
)
_COMMAND = regex(rf"(?:{ANY})(?: (?:run|exec))?")
_POST = "post.txt"  # what holds such code is no start-up file that names itself
_LONGEST = 100  # lines of one block
_MOST_JOINED = 40  # pieces of code that go on below their line
_MOST_SENTENCES = 40  # parts above which the words around code are left out
_LONGEST_SENTENCE = 2_000
_LONGEST_CODE = 300  # characters of code on its second line


def by_inline_code(_name: str, whole: Part) -> list[Part] | None:
    """Split at such code; what stands around it is prose. In a shell's file a backtick runs a command instead."""
    if not any("`" in line or "*" in line for line in whole.lines):
        return None
    filled = (line for line in whole.lines if line.strip())
    first = next((line for line in filled if not line.startswith("#") and not _HEADING.fullmatch(line)), "")
    if not is_prose(first) and not _FIELD.fullmatch(first) and not _IS_RUN.match(first):
        return None
    found = list(_blocks(whole.lines))
    if not found:
        return None
    sourced = sourced_in(whole.lines)
    parts: list[Part] = []
    position = 0
    for begin, lines in [*found, (len(whole.lines), [])]:
        between = Part(whole.first + position, list(whole.lines[position:begin]), kind=Kind.TEXT)
        if not between.is_blank:
            parts += _unmarked(between)
        if lines:
            sentence = sentence_around(whole.lines[begin])
            if sentence and len(parts) < _MOST_SENTENCES and len(whole.lines[begin]) < _LONGEST_SENTENCE:
                # What else the line says, and of whom it speaks.
                said = _SPAN.sub(lambda span: " " * len(span[0]), whole.lines[begin])
                parts.append(Part(whole.first + begin, [said], kind=Kind.TEXT))
            above = Part(whole.first, [f"{sentence}:\n"], kind=Kind.TEXT) if sentence else parts[-1] if parts else None
            parts.append(code_below(above, whole.first + begin, lines, sourced, sentence))
        position = begin + len(lines)
    return parts


def code_below(above: Part | None, first: int, lines: Sequence[str], sourced: Sequence[str], sentence: str) -> Part:
    """Return code as a part, named and judged by what is said of it: by a sentence around it, or what stands above."""
    name = named_before(above, sourced, lines)
    is_call = not name and all(WITH_OPTION.match(line) for line in lines)
    is_listed = not name and (_are_told(lines, sentence) if sentence else is_list_of(Part(0, list(lines)), above))
    code = [with_left_out(line) for line in lines]
    return Part(first, code, name, Kind.ZSH if is_call else Kind.LISTED if is_listed else None)


def _are_told(lines: Sequence[str], sentence: str) -> bool:
    """Tell whether pairs are what a sentence says to be set, which names no file of a shell and nothing typed."""
    return _PAIRS.fullmatch("".join(lines).rstrip()) is not None and is_no_shells(sentence)


def _unmarked(between: Part) -> list[Part]:
    """Return what stands between such code: files under headings, objects, statements alone, and else sentences."""
    for split in (by_headings, by_objects):
        if (parts := split(_POST, between)) is not None:
            return parts
    return settings_between(_POST, between)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each block's first line, and its lines without the signs."""
    number = 0
    while number < len(lines):
        block = _in_lines(lines, number) or _between_signs(lines, number) or in_sentence(lines[number])
        if block:
            yield number, block
        number += len(block) or 1


def _in_lines(lines: Sequence[str], first: int) -> list[str]:
    """Return the lines of code in backticks that follow one another, blank ones between them as they are."""
    block: list[str] = []
    for line in lines[first:]:
        found = _LINE.match(line)
        if found is None and (line.strip() or not block):
            break
        if found is not None and not (is_code(found["code"]) or WITH_OPTION.match(found["code"])):
            break
        block.append(line if found is None else f"{found['code']}{line[found.end() :]}")
    while block and not block[-1].strip():
        block.pop()
    return block


def in_sentence(line: str) -> list[str]:
    """Return as one line what the sentences of a line say to be set; none where they say nothing of the kind."""
    sets = [code for said in _that_say_so(line) for code in map(str.strip, _SPAN.findall(said)) if _sets(code)]
    if sets:
        return [(" & " if sets[0].startswith("setx ") else "; ").join(sets) + "\n"]
    codes = [found.strip() for found in _SPAN.findall(line)]
    calls = [] if any(map(_sets, codes)) else [call for call in _with_options(codes) if WITH_OPTION.match(call)]
    words = _SPAN.sub("…", line) if calls else ""
    return [calls[-1] + "\n"] if calls and _IS_RUN.search(words) and not _IS_NOT_RUN.search(words) else []


def _sets(code: str) -> bool:
    return _SETS.fullmatch(code.strip()) is not None and ("=" in code or code.lstrip().startswith(_WITHOUT_SIGN))


def _with_options(codes: Sequence[str]) -> list[str]:
    """Return the pieces of code of a sentence, a command joined with its option: "`opencode` with `--model=name`"."""
    found: list[str] = []
    for code in codes:
        if found and code.startswith("--") and _COMMAND.fullmatch(found[-1]):
            found[-1] += f" {code}"
        else:
            found.append(code)
    return found


def sentence_around(line: str) -> str:
    """Return the sentences of a line that say what is set, their code as an ellipsis; "" for any other line."""
    return " ".join(_SPAN.sub(_name_or_dots, said) for said in _that_say_so(line))


def _that_say_so(line: str) -> list[str]:
    """Return the sentences of a line that say what is set: of those that set something, or else of those with code."""
    sentences = re.split(r"(?<=[.!?;])[ \t]+(?=[A-Z])|(?<=[。！？])", line.strip())
    found = [each for each in sentences if any(map(_sets, _SPAN.findall(each)))]
    found = found or [each for each in sentences if _SPAN.search(each)]
    return [each for each in found if _says_so(each)]


def _says_so(sentence: str) -> bool:
    words = _SPAN.sub(_name_or_dots, sentence)
    is_run = any(map(_CALLED.fullmatch, _SPAN.findall(sentence))) and _IS_RUN.search(words)
    stop = words.rfind("…") + 1
    is_asked = "?" in words and ASKS.match(words) is not None  # not so: "My .zshrc has `…`, is that wrong?"
    is_denied = _IS_NOT.search(words[:stop]) or _TAKEN_BACK.search(words, stop) or ELSEWHERE.search(words)
    if (is_run or _IS_THERE.search(words)) and not (is_asked or is_denied):
        return True
    is_abroad = _IN_A_FILE.search(words) is not None and _IS_THERE_ABROAD.search(words) is not None
    return is_abroad and _IS_NOT_ABROAD.search(words) is None


def _name_or_dots(code: re.Match[str]) -> str:
    """Return code as it counts for the words around it: a file's name stays."""
    if code[1].startswith(_WITHOUT_SIGN):
        return f"{code[1].partition(' ')[0]} …"
    return "…" if "=" in code[1] else code[1]


def _between_signs(lines: Sequence[str], first: int) -> list[str]:
    """Return the lines from one sign to the next of its kind, if they look like code; none where they do not."""
    opened = _OPENS.fullmatch(lines[first])
    if opened is None:
        return []
    block = [opened["code"] + "\n"]
    for line in lines[first + 1 : first + _LONGEST]:
        closed = _CLOSES.fullmatch(line)
        if closed is None:
            if opened["sign"] in line:
                return []
            block.append(line)
            continue
        block.append(closed["code"] + "\n")
        filled = [each for each in block if each.strip()]
        looks_so = closed["sign"] == opened["sign"] and sum(map(is_code, filled)) * 2 > len(filled)
        return block if looks_so else []
    return []


def rejoined(lines: Sequence[str]) -> list[str]:
    """Return a post's lines with code that goes on below its line as one, on the first of the two.

    A sentence of the post opens the backtick, and the next line closes it; between fences nothing is changed.
    """
    found, joined = list(lines), 0
    in_fence = False
    for number, (line, below) in enumerate(pairwise(lines)):
        in_fence ^= line.lstrip().startswith("```")
        if joined == _MOST_JOINED:
            break
        if in_fence or "```" in line or "```" in below or found[number].count("`") % 2 == 0:
            continue
        code, sign, rest = below.partition("`")
        if sign and rest.count("`") % 2 == 0 and 0 < len(code) < _LONGEST_CODE and is_prose(line.replace("`", "")):
            found[number] = f"{found[number].rstrip()} {code.strip()}`\n"
            found[number + 1] = rest.lstrip(" \t") or "\n"
            joined += 1
    return found
