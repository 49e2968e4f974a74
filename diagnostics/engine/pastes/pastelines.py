"""What a single line of a paste is: a fence, a heading that names a file, prose, code."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from itertools import islice

from ..kinds import recognise
from ..regexes import regex
from ..source import Kind
from ..yamlwords import word_of_path

LONGEST = 2_000  # characters of a line that are looked at; a longer one is no heading and no prompt

_FENCE = regex(r"[ \t]{0,12}(?:>[ \t]?)?(?:(`{3,})([^`]*)|(~{3,})(.*))")
_ARROWS = regex(r"==> (\S.{0,300}) <==")
_COLONS = regex(r":{10,}")
_RULED = regex(
    r"([=#*-]{2,60}|~{3,60}) ?([^=*#\s-].{0,200}?) ?([=#*-]{2,60}|~{3,60})|(#{2,6}) (\S.{0,200}?)(?: #{1,6})?"
)
_COMMENT = regex(
    r"(?:#|//|;|<!--)[ \t]{0,3}(?:File(?:name)?: ?)?(\S{1,200}?)(?: (?:file|settings|config))?:?(?:[ \t]{0,3}-->)?()"
)
_TITLE = regex(
    r"(?:(?:My|The|In|File|Contents? of|Output of)[ :]{1,2})?[*_`'\"]{0,3}([^\s*`'\"]{1,200}?)[*_`'\"]{0,3}"
    r"(?: (?:on|of|from|at) [\w .'’-]{1,30})?:[*_]{0,3}"
    r"|File: (\S{1,200})"
)
# "project settings (.claude/settings.json)": words that say which of several files it is.
_SPOKEN = regex(
    r"(?:(?:and|is|my|our|the|this|in|then|also|project|user|local|global|managed|shared|personal|team|enterprise|workspace"
    r"|repo|home|system|settings?|config(?:uration)?|files?|contents?|of|from|level|scope"
    r"|y|e|et|und|en|mi|mon|meine?|nel|mio|na|minha)[ :]{1,2}){1,5}"
    r"\(?[`'\"]{0,3}([^\s()`'\"]{1,200}?)[`'\"]{0,3}\)?"
    r"(?: (?:has|contains|holds|says|contiene|tiene|dice|contient|enthält|cont[ée]m))?:?"
    r"|(\$PROFILE|[~.][\w./~-]{2,100}) (?:has|contains|holds|says):?",
    re.IGNORECASE,
)
SPACED = regex(r"(?<=Application) (?=Support[/\\])|(?<=Program) (?=Files[/\\])")  # folders of a system
_DRIVE = regex(r"[A-Za-z]:\\")
# What start-up files load by the name that people give it.
_SOURCED = regex(r"(?:~|\$HOME)/\.(?:(?:zsh|bash|shell)[_-]?)?(?:secrets?|exports|private|api[_-]?keys)(?:\.z?sh)?")
# A sentence that says what a command in quotes prints, right above that.
_PRINTED = regex(
    r"(?:(?:and|the|my|output|of|running) ){0,3}[`'\"]((?:/usr/bin/)?(?:env|printenv)(?:[ \t]*\|[^`\n]{1,120})?)[`'\"]"
    r"(?: (?:gives|prints|shows|says|returns|outputs?|is|me|this)){0,3}[ \t]*:?",
    re.IGNORECASE,
)
_JOBS = regex(r"(?:my |the )?[`'\"]?crontab(?: -l)?[`'\"]?(?: (?:gives|prints|shows|says|is|has))?:?", re.IGNORECASE)
_NICKNAME = regex(r"(?:(?:my|the) )?(zshrc|zshenv|zprofile|bashrc|bash_profile) ?:", re.IGNORECASE)  # without its dot
_BARE_CAT = regex(r"cat (\S{2,200})")
_BARE_FILE = regex(r"[\w-]{1,60}(?:\.[\w-]{1,30})?\.(?:env|ya?ml|jsonc?|toml|conf|plist|service|bat|cmd|ps1)")
_BARE_TITLE = regex(r"[*_`]{1,3}([^\s*`]{1,200})[*_`]{1,3}()")

# Files of other programs, in the formats in which settings are written. Sources are none of them: Node.js is a name.
_OTHER_FILE = regex(
    r"(?:[A-Za-z]:)?[\w.~$@%+/\\-]{1,200}\.(?:toml|ya?ml|jsonc?|tf|tfvars|ini|cfg|plist|nix|properties)"
    r"|(?:[\w.~$%/\\-]{0,100}[/\\])?Jenkinsfile(?:[.-]\w{1,30})?"
    r"|(?:[\w.~$%/\\-]{0,100}[/\\])?\.(?:aws[/\\](?:config|credentials)|ssh[/\\]config|gitconfig|npmrc)",
    re.IGNORECASE,
)

_CODE = regex(
    r"""\s*(?: (?:export|alias|source|eval|unset|setx|typeset|declare|local|readonly|setopt|unsetopt|autoload|bindkey
              |zstyle|function|shopt|complete|compinit|printf|echo|unalias|ulimit|umask|trap|exec|antigen|zinit|plug|fpath
              |case|fi|done|esac|then|else|elif|do|return|set|setenv|ENV|ARG)(?:\s|;|$)
            | (?:FROM|RUN|COPY|ADD|WORKDIR|ENTRYPOINT|EXPOSE|HEALTHCHECK)[ \t]+\S
            | (?:dotenv|source_env|source_up)(?:_if_exists)?(?:\s|$)
            | (?:PATH_add|path_add|watch_file|watch_dir|env_vars_required)\s
            | (?:if|while|until)\s+(?:\[|!|\(|test\b|command\b|which\b|type\b|-)
            | (?:if|while|and|or|else\s+if)\s+(?:not\s+)?(?:status|set|string|contains|functions|builtin)\s
            | for\s+\w+\s+in\s | \[\[?\s | \.\s+[~/$"'] | [A-Za-z_][\w.]*(?:\[[^\]]*\])?\s?\+?=(?!=) | -\s[A-Z_]+=
            | [\w-]+\s*\(\)\s*\{? | [{}\[\]()]\s*[,;]?\s*$ | "[^"\n]{1,200}"\s*: | \[[\w. "'-]{1,100}\]\s*$
            | \$[Ee]nv: | \[(?:System\.)?Environment\]::
            | setx\s+[A-Z_] | \$\w+\s*= | <[/!?]?\w | [A-Za-z0-9_-]{1,40}:\s*$ | &&|\|\| )""",
    re.VERBOSE,
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
_MESSAGE = regex(
    r"\s*(?:\W{0,3}\s*)?"
    r"(?:API Error\b|(?:\w+ ){0,3}(?:[Ee]rror|ERROR)[: ]|Failed to |Not logged in\b|Unable to |Invalid "
    r"|Loaded cached credentials|Credit balance is too low"
    r"|(?:[A-Za-z_]\w{0,60}\.){0,6}[A-Z]\w{0,60}(?:Error|Exception): )"  # litellm.AuthenticationError: …
    r"|\s*(?:HTTP[/ \d.]{0,8})?[45]\d\d\s{1,3}\{\s{0,3}\"(?:error|type|message|detail)\"\s{0,3}:"
    r"|\s*\{\s{0,3}\"(?:error\"\s{0,3}:|type\"\s{0,3}:\s{0,3}\"error\")[^\n]{0,2000}\}\s*$"
)


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
# A sentence that begins with a pair: COPILOT_OFFLINE=true does not change the result.
_OF_A_PAIR = regex(
    r"\s*[A-Z][A-Z0-9_]*=[\w./:-]{1,100} (?:does|did|doesn['’]t|didn['’]t|is|isn['’]t|was|has|had|makes?|made|worked"
    r"|helped|helps|fixes|fixed|changes|changed|gives|gave|causes|caused|should|would|will|won['’]t|also|alone|seems|still)"
    r" [^=$|;&<>{}\[\]]{1,300}$"
)
# alice: here's mine — a line of a chat, whose apostrophe would open a quotation in a shell
_SPEAKS = regex(r"@?[A-Za-z][\w.-]{1,30}: [^=\n]{0,200}[A-Za-z]['’](?:s|m|re|ve|d|ll|t) [^=\n]{2,300}")
# dave — Today at 14:02, above what somebody wrote in a chat
_CHAT = regex(
    r"@?\S{1,32}(?: \S{1,20})? [—–-] (?:(?:[Tt]oday|[Yy]esterday|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}) ?(?:at )?)?"
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[AaPp][Mm])?"
)
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
_QUOTED_MESSAGE = regex(
    r"(?i:error|failed|invalid|unauthori[sz]ed|forbidden|insufficient|denied|not logged in|unable to|limit|credit"
    r"|does not have access|balance|expired|revoked|missing|quota|rejected|refused|not supported|not available"
    r"|selected model|payment|auth conflict|has been disabled|has disabled|not currently able|not currently allowed"
    r"|found invalid settings|unrecognized field"
    r"|variable not found|requires the|upgrade to|select login method|detected a custom|login required"
    r"|disconnected|waiting for network|request not sent"
    r"|please set an auth|re-run this command|you must specify|no key was)|\b[45]\d\d\b"
)
_PASTED_MESSAGE = regex(
    r"\s*(?:#\W{0,8})?(?:API Error(?:: | \()"
    r"|(?:HTTP[/ \d.]{0,8})?[45]\d\d\s{1,3}\{\s{0,3}\"(?:error|type|message)\"\s{0,3}:)"
)
YAML = (".yml", ".yaml")  # aider's and Continue's own files, among others
_WITHOUT_DOT = ("Dockerfile", "Containerfile")
_MOST_MESSAGES = 40
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


def fence(line: str) -> tuple[str, str] | None:
    """Return the marks of a code fence and the words after them."""
    found = _FENCE.fullmatch(line) if len(line) <= LONGEST and ("```" in line or "~~~" in line) else None
    return (found[1] or found[3], (found[2] or found[4] or "").strip()) if found else None


def heading(line: str) -> tuple[str, bool] | None:
    """Return the file that a line names, and whether nothing but a heading looks so; None for any other line."""
    text = line.strip()
    if not 2 < len(text) <= 320:
        return None
    if found := _ARROWS.fullmatch(text):
        return found[1].strip(), True
    if found := _RULED.fullmatch(text):
        title = (found[2] or found[5] or "").strip(" `'\":")
        title = re.sub(r"^(?:File|Contents? of|Output of):? ", "", title)
        # A ruler of `#` is a comment to a shell, so that a file may name itself in one.
        return (title, found[1] is not None and found[1][0] != "#") if is_config_name(title, commands=True) else None
    if "rontab" in text and _JOBS.fullmatch(text):
        return "crontab", False
    if found := _NICKNAME.fullmatch(text):
        return f"~/.{found[1].lower()}", False
    if found := _TITLE.fullmatch(text) or _COMMENT.fullmatch(text) or _BARE_TITLE.fullmatch(text):
        title = (found[1] or found[2]).strip("`'\"*")
        is_named = is_config_name(title) or (text.endswith(":") and is_other_file(title))
        return (title, False) if is_named else None
    if (found := _SPOKEN.fullmatch(text) or _BARE_CAT.fullmatch(text)) and is_config_name(found[found.lastindex or 1]):
        return found[found.lastindex or 1], False
    if (found := _PRINTED.fullmatch(text)) and is_config_name(found[1], commands=True):
        return found[1], False
    begins = text[0] in "~/.$" or _DRIVE.match(text) is not None or text in _WITHOUT_DOT or _BARE_FILE.fullmatch(text)
    is_file = begins and (is_config_name(SPACED.sub("-", text)) or (text.endswith(YAML) and is_other_file(text)))
    return (text, False) if is_file else None


def is_rule(line: str) -> bool:
    """Tell whether a line parts sections whatever it names: `=== versions ===`, `::::::::`."""
    text = line.strip()
    if not 6 < len(text) <= 120:
        return False
    found = _RULED.fullmatch(text)
    return bool(_COLONS.fullmatch(text)) or (
        found is not None
        and found[1] is not None
        and len(found[1]) >= 3
        and found[1][0] == found[3][0]
        and "=" not in found[2]
    )


def is_colons(line: str) -> bool:
    """Tell whether a line is one of the two that `more` prints around a file's name."""
    return bool(_COLONS.fullmatch(line.strip()))


def is_config_name(name: str, *, commands: bool = False) -> bool:
    """Tell whether a word is the name of a file that we know (or a command that lists variables)."""
    if name in _WITHOUT_DOT or name.lower() == "$profile" or _SOURCED.fullmatch(name):
        return True
    if "://" in name or (not commands and not ("." in name or "/" in name)):
        return False
    if " " in name and not commands:
        return False
    if word_of_path(name.removeprefix("./")):
        return True
    kind = recognise(name, "")
    return kind is not Kind.TEXT and (commands or kind is not Kind.DUMP)


def is_other_file(name: str) -> bool:
    """Tell whether a word is the name of a file with settings of a program that is not ours."""
    return _OTHER_FILE.fullmatch(name) is not None and recognise(name, "") is Kind.TEXT


def messages_in_code(text: str) -> str:
    """Return the lines of a start-up file that are what a client printed, pasted among its own or as a comment."""
    if "rror" not in text:
        return ""
    found = (line for line in text.split("\n") if "rror" in line and _PASTED_MESSAGE.match(line[:LONGEST]))
    return "\n".join(line[:LONGEST] for line in islice(found, _MOST_MESSAGES))


def messages(lines: Sequence[str], known: Container[int] = ()) -> str:
    """Return the lines of prose that quote what a program printed, each with the line that goes on after it.

    `known` are the numbers (from 0) of lines that hold a message which is known, whatever its words.
    """
    kept: dict[int, str] = {}
    for number, line in enumerate(lines):
        if number in known or _QUOTED_MESSAGE.search(line[:LONGEST]):
            below = number + 2 if number + 1 < len(lines) and not lines[number + 1].strip() else number + 1
            kept.update({at: lines[at][:LONGEST] for at in (number, below) if at < len(lines)})
        if len(kept) > _MOST_MESSAGES:
            break
    return "\n".join(kept.values())


# Three words or more of letters, the first of them with a capital: Qwen Code mit der API verbinden
_WORDS_ALONE = regex(r"[A-ZÀ-Ý][A-Za-zÀ-ÿ'’]{0,30}(?:,?[ ][A-Za-zÀ-ÿ'’(][\w'’.-]{0,40}\)?){2,30}[.:!?]?")


def is_code(line: str) -> bool:
    """Tell whether a line can only be code or settings."""
    return bool(_CODE.match(line[:LONGEST])) and _OF_A_PAIR.match(line[:LONGEST]) is None


def is_message(line: str) -> bool:
    """Tell whether a line is what a program printed when something went wrong."""
    return _MESSAGE.match(line.strip()[:LONGEST]) is not None


def is_prose(line: str) -> bool:
    """Tell whether a line is a sentence, or a message that a program printed."""
    text = line.strip()[:LONGEST]
    if (text[:1] == "[" or text[:1].isdigit()) and (front := _FRONT.match(text)) is not None:
        text = text[front.end() :]
    if _MESSAGE.match(text) or _ABOUT.match(text) or _FORM.match(text) or _GOES_ON.fullmatch(text):
        return True
    if " -> " in text:
        if text[0].isalnum() and " -> " in _IN_QUOTES.sub(" ", text) and not is_code(text):
            return True
        text = text.replace(" -> ", " … ")
    if is_chat_head(text):
        return True
    if ".json" in text[:120] and _FILE_HOLDS.match(text):
        return True
    if _GREETING.fullmatch(text) or (": " in text[:33] and _SPEAKS.fullmatch(text)):
        return True
    if _is_sentence_on_code(text) or ("=" in text and _OF_A_PAIR.match(text)):
        return True
    if _SAID.match(text) or (text[:1] == "(" and _is_aside(text)):
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
    if _ARGUMENTS.match(text) or len(words) < 3:
        return False
    if words[0] in _COMMANDS and not text.startswith(f"{words[0]}, "):  # no command ends in a comma
        return False
    common = sum(1 for word in words if word.lower().replace("’", "'") in _STOP_WORDS)
    if _META.search(_IN_BACKTICKS.sub(" ", text)) and not text[0].isupper() and common < 4:
        return False
    if common and not _META.search(text) and (_QUOTED_MESSAGE.search(text) or _names_file(text)):
        return True
    ends = text.rstrip("*_)\"' ")[-1:] in (".", "?", "!", ":", ",", "…")
    return common >= 2 or (common >= 1 and ends) or (len(words) >= 4 and ends and not _META.search(text))


def _is_aside(text: str) -> bool:
    """Tell whether a line begins with words in parentheses, several of them such as only a sentence has."""
    words = [word.lower() for word in _WORD.findall(text)]
    is_common = sum(word in _STOP_WORDS for word in words) > 1 or "the" in words
    return is_common and words[0] not in _COMMANDS and _ASIDE.fullmatch(text) is not None


def _denies(words: Sequence[str]) -> bool:
    """Tell whether words hold "doesn't" and its kin, and are a sentence's: in code that mark would open a text."""
    common = sum(word.lower().replace("’", "'") in _STOP_WORDS for word in words)
    return common > 1 and any(word.endswith("n't") for word in words)


def is_chat_head(line: str) -> bool:
    """Tell whether a line is what a chat puts above a message: who wrote it, and when."""
    text = line.strip()
    return ":" in text[-8:] and _CHAT.fullmatch(text) is not None


def is_title(line: str) -> bool:
    """Tell whether a line is words alone, in whatever language, and begins like a title: no command looks so."""
    return _WORDS_ALONE.fullmatch(line.strip()[:LONGEST]) is not None


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
