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
    r"(?: (?:has|contains|holds|says|contiene|tiene|dice|contient|enthält|cont[ée]m))?:?",
    re.IGNORECASE,
)
_HOLDING = regex(r"(\$PROFILE|[~.][\w./~-]{2,100}) (?:has|contains|holds|says):?", re.IGNORECASE)
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
MESSAGE = regex(
    r"\s*(?:\W{0,3}\s*)?"
    r"(?:API Error\b|(?:\w+ ){0,3}(?:[Ee]rror|ERROR)[: ]|Failed to |Not logged in\b|Unable to |Invalid "
    r"|Loaded cached credentials|Credit balance is too low"
    r"|(?:[A-Za-z_]\w{0,60}\.){0,6}[A-Z]\w{0,60}(?:Error|Exception): )"  # litellm.AuthenticationError: …
    r"|\s*(?:HTTP[/ \d.]{0,8})?[45]\d\d\s{1,3}\{\s{0,3}\"(?:error|type|message|detail)\"\s{0,3}:"
    r"|\s*\{\s{0,3}\"(?:error\"\s{0,3}:|type\"\s{0,3}:\s{0,3}\"error\")[^\n]{0,2000}\}\s*$"
)


# A sentence that begins with a pair: COPILOT_OFFLINE=true does not change the result.
OF_A_PAIR = regex(
    r"\s*[A-Z][A-Z0-9_]*=[\w./:-]{1,100} (?:does|did|doesn['’]t|didn['’]t|is|isn['’]t|was|has|had|makes?|made|worked"
    r"|helped|helps|fixes|fixed|changes|changed|gives|gave|causes|caused|should|would|will|won['’]t|also|alone|seems|still)"
    r" [^=$|;&<>{}\[\]]{1,300}$"
)
# dave — Today at 14:02, above what somebody wrote in a chat
_CHAT = regex(
    r"@?\S{1,32}(?: \S{1,20})? [—–-] (?:(?:[Tt]oday|[Yy]esterday|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}) ?(?:at )?)?"
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[AaPp][Mm])?"
)
QUOTED_MESSAGE = regex(
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
    found = _SPOKEN.fullmatch(text) or _HOLDING.fullmatch(text) or _BARE_CAT.fullmatch(text)
    if found and is_config_name(found[1]):
        return found[1], False
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
        if number in known or QUOTED_MESSAGE.search(line[:LONGEST]):
            below = number + 2 if number + 1 < len(lines) and not lines[number + 1].strip() else number + 1
            kept.update({at: lines[at][:LONGEST] for at in (number, below) if at < len(lines)})
        if len(kept) > _MOST_MESSAGES:
            break
    return "\n".join(kept.values())


# Three words or more of letters, the first of them with a capital: Qwen Code mit der API verbinden
_WORDS_ALONE = regex(r"[A-ZÀ-Ý][A-Za-zÀ-ÿ'’]{0,30}(?:,?[ ][A-Za-zÀ-ÿ'’(][\w'’.-]{0,40}\)?){2,30}[.:!?]?")


def is_code(line: str) -> bool:
    """Tell whether a line can only be code or settings."""
    return bool(_CODE.match(line[:LONGEST])) and OF_A_PAIR.match(line[:LONGEST]) is None


def is_message(line: str) -> bool:
    """Tell whether a line is what a program printed when something went wrong."""
    return MESSAGE.match(line.strip()[:LONGEST]) is not None


def is_chat_head(line: str) -> bool:
    """Tell whether a line is what a chat puts above a message: who wrote it, and when."""
    text = line.strip()
    return ":" in text[-8:] and _CHAT.fullmatch(text) is not None


def is_title(line: str) -> bool:
    """Tell whether a line is words alone, in whatever language, and begins like a title: no command looks so."""
    return _WORDS_ALONE.fullmatch(line.strip()[:LONGEST]) is not None
