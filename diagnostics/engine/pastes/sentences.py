"""What a line of a paste must be to be a sentence, and not code, in whatever language it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..regexes import regex
from .pastelines import (
    LONGEST,
    MESSAGE,
    OF_A_PAIR,
    QUOTED_MESSAGE,
    is_chat_head,
    is_code,
    is_config_name,
    is_other_file,
)

_WORD = regex(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_COMMON = """
    a an and any are as at be but by can do does for from get got had has have how i if in is it its just like me my not
    now of on or our please so some that the them then there they this to too use using was we what when which why with
    without would you your i'm i've don't doesn't isn't it's can't hi hello thanks help
"""
# The same of other languages, without those that are a command's name or an option's value.
_COMMON_ABROAD = """
    je j'ai mon mes est les une des dans pour avec qui que pas mais c'est merci bonjour quand nous vous cette
    hola los las con para pero tengo gracias cuando una uma minha mas tem obrigado olá
    ich mein meine und der das nicht mit auf wer wie wo aber eine einen danke hallo wenn wird
    che non mio mia ciao grazie sono della
"""
_PROGRAMS = """
    export alias eval unset typeset declare fi setopt unsetopt autoload bindkey zstyle echo printf cd ls cat sudo brew
    npm npx pip python node git curl ssh docker podman builtin exec shopt bind mkdir cp mv rm ln launchctl vim nano tmux
    fish abbr
"""
_STOP_WORDS, _COMMANDS = frozenset((*_COMMON.split(), *_COMMON_ABROAD.split())), frozenset(_PROGRAMS.split())
_NO_PROSE = regex(
    r"\s*(?:[#$%&|;<({\[}\])\\!]|--?\w|~/|\./|[A-Za-z_]\w*\+?="
    r"|/(?![a-z][a-z-]{1,30}[ ,:]))"  # a path, not a command of a client: /model sonnet works until …
)
# [BUG] [FIX] The title of an issue · 2. A step of a list
_FRONT = regex(r"(?:(?:\[[A-Za-z][A-Za-z /_-]{1,20}\]:?[ \t]+){1,3}|\d{1,2}[.)][ \t]+)(?=[A-Z`\"'“])")
_WIDE_STOP = regex(r"[，。；、！？][^\n]")  # no grammar of a shell or of settings has them
_ASSIGNED = regex(r"(?:export[ \t]+)?[A-Za-z_]\w*=|[\w.-]+:[ \t]|[\"'{#/]|(?:echo|printf|print)[ \t]")
_IN_QUOTES = regex(r"\"[^\"]*\"|`[^`]*`")
_IN_BACKTICKS = regex(r"`[^`]*`")
_WITHOUT_BLANKS = regex(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{3}")  # languages that part no words
_ARGUMENTS = regex(r"[a-z@][\w.-]*[ \t]+(?:[\"'$]|-{1,2}\w|\w+=)")  # say "…" · grep -v · ealias a='b'
# What only a shell's grammar writes on one line: if a; then b · for i; do · while (( · { a; }
_GRAMMAR = regex(r";[ \t]*(?:do|then|done|fi|esac|else|elif|end)(?![^\s;)])|\(\(|\{ [^{}\n]*; ?\}")
_META = regex(r"[=$|;&<>{}\[\]`\\]")
# claude -p tells me: Credit balance is too low
_CLIENT_SAYS = regex(
    r"(?:sudo )?(?:claude|codex|gemini|opencode|aider|copilot|qwen)\b[\w .…-]{0,40} (?:works? with|says?|tells?"
    r"|gives?|shows?|prints?|answers?"
    r"|returns?|stops?|fails?|asks?|keeps|still|only|now)\b"
)
# A sentence whose first word is a program's name, which its commands begin with as well: codex on WSL says …
_ABOUT = regex(
    r"[Dd]o not \w|"
    r"claude: (?:[45]\d\d\b|[A-Z\"'])|"
    r"(?i:claude code|codex|gemini|opencode|aider|copilot|qwen|cline|goose|crush|cursor)(?: (?i:cli|code))?"
    r"(?:: \S| (?:in|on|with|from|under|says?|is|and|keeps?|gives?|uses?|asks?|does|can't|cannot|stopped|still)(?= ))"
)
# alice: here's mine — a line of a chat, whose apostrophe would open a quotation in a shell
_SPEAKS = regex(r"@?[A-Za-z][\w.-]{1,30}: [^=\n]{0,200}[A-Za-z]['’](?:s|m|re|ve|d|ll|t) [^=\n]{2,300}")
# A sentence though it quotes code, for no command has such a name: the log says "…" although .bashrc has A=b
_SAID = regex(
    r"(?:the|my|its?|this|these|i|i['’]m|i['’]ve|we|you|although|because|however)[ ]"
    r"[a-z][\w'’-]*,?[ ][a-z`\"'~.][\w./~'’`\"-]*,?[ ][^=\s]",
    re.IGNORECASE,
)
# A sentence that goes on with a word which begins a line of a shell, too: then run claude, it shows:
_GOES_ON = regex(
    r"(?:then|else|do|set|source|export|function|return|case)(?: [\w'’`.-]{1,40}){1,12},?"
    r" (?:it|i|and|but|the|in|to|my|this|that|a|an)"
    r"\b[^=;|&<>{}()\[\]]{0,200}[:.?!,]",
    re.IGNORECASE,
)
# ~/.gemini/settings.json is {"security": …}: no command has such a name
_FILE_HOLDS = regex(
    r"[`'\"]?(?:~|\.{1,2})?/?[\w./-]{1,100}\.jsonc?[`'\"]? (?:in [`'\"]?[~\w./-]{1,100}[`'\"]?(?=:)"
    r"|(?:is|has|says|contains|holds|reads|shows|looks like|only|just|still|already)(?= ))"
)
_FEWEST_WORDS = 3
_MOST_WORDS = 40  # of a line that are held against the names of files
# - OS:windows 11 · * **CLI Version:** 0.25.1: a form of an issue, filled in
_FORM = regex(
    r"[-*] \*{0,2}(?:(?:[A-Z][\w.-]{0,20} ){0,2}[Vv]ersion|OS|IDE|Model(?: Version)?|Platform|Operating System|Terminal"
    r"|Shell|Node(?:\.js)?|Git Commit|Sandbox Environment|Memory Usage|Authentication method)\*{0,2} ?:"
)
# How a post begins and ends.
_GREETING = regex(
    r"(?:hi|hello|hey|dear|thanks|thank you|thx|cheers|greetings|good (?:morning|day|evening)|best regards|regards)"
    r"(?:[ ,]+[\w'’-]{1,20}){0,3} ?[,.!:)-]*",
    re.IGNORECASE,
)
# (removed the first line today) who pays? — no shell has a command of such words in a subshell
_ASIDE = regex(r"\([A-Za-z][a-z'’]*,?(?: [\w'’,./:-]{1,40}){2,40}[.!?]?\)[^=$|;&<>{}\[\]`\\]{0,300}")
_SHORT = regex(r"[^\W\d_]+(?: [^\W\d_]+){0,2} ?[?!]+")  # Any ideas? · Thanks!


def is_prose(line: str) -> bool:
    """Tell whether a line is a sentence, or a message that a program printed.

    What only people and messages write counts first, whatever code it quotes; then what only code begins with. A line
    with neither is judged by its words.
    """
    text = line.strip()[:LONGEST]
    if (text[:1] == "[" or text[:1].isdigit()) and (front := _FRONT.match(text)) is not None:
        text = text[front.end() :]
    if MESSAGE.match(text) or _ABOUT.match(text) or _FORM.match(text) or _GOES_ON.fullmatch(text):
        return True
    if " -> " in text:
        if text[0].isalnum() and " -> " in _IN_QUOTES.sub(" ", text) and not is_code(text):
            return True  # the arrow of somebody who tells the way through a menu
        text = text.replace(" -> ", " … ")
    if _is_said(text):
        return True
    if _NO_PROSE.match(text) or is_code(text) or (";" in text and _GRAMMAR.search(text)):
        return False
    if _WITHOUT_BLANKS.search(_IN_QUOTES.sub(" ", text)) or _CLIENT_SAYS.match(_IN_QUOTES.sub("…", text)):
        return True
    words = _WORD.findall(_IN_QUOTES.sub(" ", text))
    if len(words) > 4 and "n't" in text and text.count("'") % 2 and _denies(words):
        return True
    if _SHORT.fullmatch(text):
        return any(word.lower() in _STOP_WORDS for word in words)
    if not text.isascii() and _is_abroad(text, words):
        return True
    return len(words) >= _FEWEST_WORDS and not _is_call(text, words[0]) and _reads_as_sentence(text, words)


def _is_said(text: str) -> bool:
    """Tell whether a line has a form that only a sentence has, or what stands around one in a chat or a mail."""
    return bool(
        is_chat_head(text)
        or (".json" in text[:120] and _FILE_HOLDS.match(text))
        or _GREETING.fullmatch(text)
        or (": " in text[:33] and _SPEAKS.fullmatch(text))
        or _is_sentence_on_code(text)
        or ("=" in text and OF_A_PAIR.match(text))
        or _SAID.match(text)
        or (text[:1] == "(" and _is_aside(text))
    )


def _is_call(text: str, first: str) -> bool:
    """Tell whether a line begins as a command does: a word with arguments, or a program's name without a comma."""
    return _ARGUMENTS.match(text) is not None or (first in _COMMANDS and not text.startswith(f"{first}, "))


def _reads_as_sentence(text: str, words: Sequence[str]) -> bool:
    """Tell by the words that every sentence has, the signs that code has, and the last sign whether a line is one."""
    common = sum(1 for word in words if word.lower().replace("’", "'") in _STOP_WORDS)
    if _META.search(_IN_BACKTICKS.sub(" ", text)) and not text[0].isupper() and common < 4:
        return False
    has_signs = _META.search(text) is not None
    if common and not has_signs and (QUOTED_MESSAGE.search(text) or _names_file(text)):
        return True
    ends = text.rstrip("*_)\"' ")[-1:] in (".", "?", "!", ":", ",", "…")
    return common >= 2 or (common >= 1 and ends) or (len(words) >= 4 and ends and not has_signs)


def _is_aside(text: str) -> bool:
    """Tell whether a line begins with words in parentheses, several of them such as only a sentence has."""
    words = [word.lower() for word in _WORD.findall(text)]
    is_common = sum(word in _STOP_WORDS for word in words) > 1 or "the" in words
    return is_common and words[0] not in _COMMANDS and _ASIDE.fullmatch(text) is not None


def _denies(words: Sequence[str]) -> bool:
    """Tell whether words hold "doesn't" and its kin, and are a sentence's: in code that mark would open a text."""
    common = sum(word.lower().replace("’", "'") in _STOP_WORDS for word in words)
    return common > 1 and any(word.endswith("n't") for word in words)


def _is_abroad(text: str, words: Sequence[str]) -> bool:
    """Tell whether words are a sentence of a language with letters of its own: no command has such a name."""
    if len(words) < 2:
        return False
    if _META.search(_IN_QUOTES.sub(" ", text)):  # code that a sentence quotes: и в ~/.zshrc: export NAME=value
        return not words[0].isascii() and text.startswith(words[0] + " ") and len(words) > 3
    if not words[0].isascii() or text[0] in "¿¡":
        return True
    return len(words) > 2 and text[0].isupper() and not all(map(str.isascii, words))


def _is_sentence_on_code(text: str) -> bool:
    """Tell whether a line without blanks between its words quotes code: [a] 替换成 [b] · name = "a" ，修改成 …"""
    if text.isascii() or _ASSIGNED.match(text):
        return False
    bare = _IN_QUOTES.sub(" ", text).partition("#")[0]
    is_between = text.startswith("[") and _WITHOUT_BLANKS.search(bare) is not None
    return is_between or _WIDE_STOP.search(bare) is not None


def _names_file(text: str) -> bool:
    words = [word.strip("*_`'\"(),:").rstrip(".") for word in text.split()[:_MOST_WORDS]]
    return any(is_config_name(word) or is_other_file(word) for word in words)
