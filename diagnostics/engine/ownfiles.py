"""Lines that write a client's own file: `cp x ~/.claude/settings.json`, `jq … > it`, `ln -s`, `sed -i`, `tee`, COPY.

What such a file says beats the shell in most clients, and a line that writes it makes it another than it was. So who
pays is said with a reservation, unless the file was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import islice

from .facts import Facts
from .findings import Request
from .ownfilenames import Place, named_by_variables, written_by_code
from .process import SHELLS
from .records import dataclass
from .regexes import regex
from .source import Document, Kind, Span, base_of, home_path
from .statements import Statement, statement_at

_HOME = (
    r"(?:~|\$\{?HOME\}?|\$(?i:env):USERPROFILE|%USERPROFILE%|/(?:home|Users)/[\w.-]+|/root"
    r"|[A-Za-z]:[\\/]Users[\\/][\w.-]+)"
)
# A client's id → its files, as an expression that stands behind a slash or the begin of a word.
_FILES = (
    ("claude-code", r"\.claude[\\/](?:settings(?:\.local)?|\.credentials)\.json|\.claude\.json"),
    ("claude-code", r"\.claude(?=[\\/]?(?:[\s\"';&|)]|$))"),  # the folder
    ("claude-code", r"\$\{?CLAUDE_CONFIG_DIR\}?[\\/](?:settings|\.credentials)\.json"),
    ("codex", r"\.codex[\\/](?:config\.toml|auth\.json|\.env)|\$\{?CODEX_HOME\}?[\\/](?:config\.toml|auth\.json)"),
    ("gemini", r"\.gemini[\\/](?:settings\.json|\.env|oauth_creds\.json)"),
    ("qwen-code", r"\.qwen[\\/](?:settings\.json|\.env|oauth_creds\.json)"),
    ("opencode", r"\.config[\\/]opencode[\\/]opencode\.jsonc?|(?:\.local[\\/]share[\\/])?opencode[\\/]auth\.json"),
    ("aider", r"\.aider\.conf\.yml"),
    ("cline-cli", r"\.cline[\\/]data[\\/]settings[\\/]providers\.json"),
    ("continue-cli", r"\.continue[\\/](?:config\.yaml|\.env)"),
)
_NAMES = "|".join(f"(?P<f{number}>{path})" for number, (_, path) in enumerate(_FILES))
_PATH = regex(rf"(?:{_HOME}[\\/])?(?<![\w.])(?:{_NAMES})(?![\w.-])")
_FOLDER = regex(r"\.claude$")
_ALL_OF_IT = regex(r"-[a-zA-Z]*[raR][a-zA-Z]*|--(?:recursive|archive)|-Recurse", re.IGNORECASE)
_RUNTIMES = regex(r"(?:python|pypy)[\d.]*|node|bun|deno|ruby|perl|php")
_WRITES = regex(r"[\"'](?:w|a|r\+|wb)[\"']|[wW]rite|dump")
_WORDS = (".claude", "CLAUDE_CONFIG_DIR", ".codex", "CODEX_HOME", ".gemini", ".qwen", "opencode", ".aider", ".cline")
_LOGINS = regex(r"(?:\.credentials|auth|oauth_creds)\.json$")
# macOS's keychain, where Claude Code keeps its login.
_KEYCHAIN = regex(
    r"(?<![\w./-])security[ \t]+(?:add|delete)-generic-password[ \t][^\n;&|]{0,300}?Claude Code-credentials"
)
_INTO_LAST = frozenset(("cp", "mv", "ln", "install", "rsync", "copy", "move", "xcopy", "robocopy", "gcp", "gln"))
_INTO_ANY = frozenset(("tee", "sponge", "set-content", "out-file", "add-content", "sc", "mklink", "new-item"))
_BY_PARAMETER = frozenset(("copy-item", "cpi", "cp", "move-item", "mi", "mv", "copy", "move"))
_COPIES_ALL = _INTO_LAST | _BY_PARAMETER
_IN_PLACE = frozenset(("sed", "gsed", "perl", "yq", "dasel", "crudini", "jq", "ruby", "awk", "gawk"))
_IN_PLACE_OPTION = regex(r"-i.*|--in-?place.*|-[a-z]*pi.*|-[yw]w?|put")
_REMOVES = frozenset(("rm", "unlink", "trash", "remove-item", "ri", "del", "erase"))
# The program itself, in a folder of programs.
_PROGRAM = regex(
    r"(?<![\w~./${}\\:-])[\w~./${}\\:-]{0,100}[\\/](?:\.?bin|Scripts|npm)[\\/]claude(?:\.exe|\.cmd|\.ps1)?(?![\w./\\-])"
)
_COPIES = regex(r"[ \t]*(?:COPY|ADD)[ \t][^\n]*[ \t][\"']?$", re.IGNORECASE)
_MOUNTS = regex(r"(?:[\w.}/-]:|\b(?:target|destination|mountPath|dst)[ \t]*[:=][ \t]*[\"']?)$")
_MOUNTED = (Kind.COMPOSE, Kind.KUBERNETES)
_REDIRECTED = regex(r">[>|&]?[ \t]*[\"']?$")
_WRITES_ALL = regex(r"::(?:Write|Append)All(?:Text|Lines|Bytes)\([ \t]*[\"']?$")  # .NET's, from PowerShell
_MOST = 100  # places at which a file is named


@dataclass(frozen=True, slots=True)
class Written:
    """A client's own file that a line writes: its path as written, the client's id, the document and the place."""

    path: str
    client: str
    document: Document
    span: Span

    @property
    def is_login(self) -> bool:
        """Whether it is a stored login."""
        return _LOGINS.search(self.path) is not None

    @property
    def is_folder(self) -> bool:
        """Whether it is Claude Code's whole folder."""
        return _FOLDER.search(self.path) is not None


def written_files(facts: Facts) -> Iterator[Written]:
    """Yield the files of clients that lines of the documents write, and that were not given."""
    given = {home_path(document.name) for document in facts.documents}
    for document in facts.documents:
        is_read = document.kind in (*SHELLS, Kind.DOCKERFILE, *_MOUNTED)
        if not is_read or not any(word in document.text for word in _WORDS):
            continue
        for place in _places(document):
            if not _is_given(home_path(place.path), given):
                yield Written(place.path, _client_of(place.path), document, document.span(place.begin, place.stop))


def _places(document: Document) -> Iterator[Place]:
    """Yield where a document makes a file of a client."""
    for found in islice(_PATH.finditer(document.text), _MOST):
        place = Place(found.group(), found.start(), found.end())
        if _changes(document, place):
            yield place
    if document.kind in SHELLS:
        yield from (place for place in named_by_variables(document, _PATH) if _changes(document, place))
        yield from (place for place in written_by_code(document, _PATH) if not _is_comment(document, place.begin))


def _client_of(path: str) -> str:
    found = _PATH.search(path)
    return next((client for number, (client, _) in enumerate(_FILES) if found and found[f"f{number}"]), "")


def _is_given(path: str, given: Set[str]) -> bool:
    """Tell whether a file was given; of one in a folder that only the machine knows, whether its name was."""
    if path.startswith("~"):
        return path in given or any(name.startswith(f"{path.rstrip('/')}/settings") for name in given)
    return any(base_of(name) == base_of(path) for name in given)


def said_of_written_file(facts: Facts, requests: Sequence[Request], told: str = "") -> str:
    """Say that a line of a shell writes a file of a client that is reported, where that was not given; else "".

    One that is `told` of already, by its name, is left out.
    """
    clients = {request.client for request in requests}
    untold = (each for each in written_files(facts) if each.client in clients and home_path(each.path) not in told)
    if (found := next(untold, None)) is not None:
        return _said(facts, found)
    return (_said_of_keychain(facts) or _said_of_program(facts)) if "claude-code" in clients else ""


def _changes(document: Document, place: Place) -> bool:
    """Tell whether a line of a document makes the file that it names there."""
    text, begin = document.text, place.begin
    first = text.rfind("\n", 0, begin) + 1
    if document.kind is Kind.DOCKERFILE:
        return _COPIES.match(text, first, begin) is not None
    if document.kind in _MOUNTED:
        return _MOUNTS.search(text, first, begin) is not None
    return not _is_comment(document, begin) and _is_written(text, place, _statement(document, begin))


def _statement(document: Document, begin: int) -> Statement:
    escape = "`" if document.kind is Kind.POWERSHELL else "^" if document.kind is Kind.CMD else "\\"
    return statement_at(document.text, begin, escape=escape)


def _said(facts: Facts, found: Written) -> str:
    where = facts.where(found.span)
    if found.is_login:
        return f"Whose login that is, {where} decides, which changes {found.path}."
    return f"That holds only if {found.path}, which {where} writes and which was not given, sets no key and no address."


def _said_of_keychain(facts: Facts) -> str:
    for document in facts.documents:
        if document.kind in SHELLS and "generic-password" in document.text:
            found = _KEYCHAIN.search(document.text)
            if found is not None:
                where = facts.where(document.span(found.start(), found.end()))
                return f"Whose login that is, {where} decides, which changes it in the keychain."
    return ""


def _said_of_program(facts: Facts) -> str:
    """Say that a line puts something else in the place of the program `claude`."""
    for document in facts.documents:
        if document.kind not in SHELLS or "claude" not in document.text:
            continue
        for found in islice(_PROGRAM.finditer(document.text), _MOST):
            place = Place(found.group(), found.start(), found.end())
            statement = _statement(document, place.begin)
            others = [word.text for word in statement.arguments if not _holds(document.text, word.begin, place)]
            from_itself = any("claude" in word for word in others)
            if _is_comment(document, place.begin) or from_itself or not _is_written(document.text, place, statement):
                continue
            where = facts.where(document.span(place.begin, place.stop))
            return f"That holds only if what {where} puts in the place of claude starts it with nothing else set."
    return ""


def _is_comment(document: Document, at: int) -> bool:
    """Tell whether a line is a comment."""
    first = document.text.rfind("\n", 0, at) + 1
    return document.text[first:at].lstrip().startswith(("#", "REM ", "rem ", "::"))


def _is_written(text: str, place: Place, statement: Statement) -> bool:
    if _REDIRECTED.search(text, max(0, place.begin - 10), place.begin):
        return True
    if _WRITES_ALL.search(text, max(0, place.begin - 40), place.begin):
        return True
    command, words = statement.command.lower().removesuffix(".exe"), statement.arguments
    if _RUNTIMES.fullmatch(command):
        return any(word.begin <= place.begin and _WRITES.search(word.text) for word in words)
    at = next((count for count, word in enumerate(words) if _holds(text, word.begin, place)), -1)
    if at < 0:
        return False
    plain = [word for word in words if word.text[:1] != "-"]
    if _FOLDER.search(place.path):
        moves = command in ("ln", "mv", "move", "mi", "move-item", "mklink") or any(
            command in _COPIES_ALL and _ALL_OF_IT.fullmatch(word.text) for word in words
        )
        return moves and len(plain) > 1 and plain[-1] is words[at] and command not in _REMOVES
    before = words[at - 1].text.lower() if at else ""
    if command in _BY_PARAMETER and before[:2] == "-d":
        return True
    if command in ("curl", "wget"):
        return before in ("-o", "--output", "--output-document")
    if command in _INTO_LAST or command in _BY_PARAMETER:
        return len(plain) > 1 and plain[-1] is words[at]
    if command in _INTO_ANY:
        return True
    if command in _IN_PLACE:
        return any(_IN_PLACE_OPTION.fullmatch(word.text) for word in words)
    return command in _REMOVES and _LOGINS.search(place.path) is not None


def _holds(text: str, begin: int, place: Place) -> bool:
    """Tell whether the word that begins there is the one in which the path stands."""
    return begin <= place.begin and not any(sign in " \t" for sign in text[begin : place.begin])
