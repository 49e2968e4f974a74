"""What may hold the key that is sent, and was not given.

A file of keys that is read, a store that is asked, variables whose names do not stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from .environment import Problem, ProblemKind
from .envloaders import store_called
from .facts import Facts
from .findings import Request, Sent
from .functions import FORMED, bodies
from .process import SHELLS
from .regexes import regex
from .shell.unseen import is_named_for_other_things
from .source import Span, base_of
from .sources import credentials_of

# ~/.secrets, ~/.config/zsh/tokens.zsh, "$HOME/.api_keys", ~/.keys.d/*.sh; and what only a file is called so, no folder.
_NAME = regex(
    r"[\"']?(?P<path>(?:[\w~$./{}+-]|(?<=\w):(?=-))*(?:(?:secrets?|tokens?|credentials?|creds|api[_-]?keys?|(?<![\w-])keys"
    r"|(?:ai|llm)[_-]?keys?)(?:[._-][\w.-]*)?(?:/[\w./*-]*)?"
    r"|(?:private|passwords?|anthropic|openai|claude[_-](?:api|env|keys?)|(?<=[/ ])\.env)(?:[._-][\w.-]*)?"
    # A file beside Claude Code's own, and any .env file by its ending.
    r"|\.?claude(?:-code)?/(?![\w.-]{0,60}(?:compl|alias|prompt|plugin|function|hook))[\w.-]+|[\w-]+\.env))"
    r"[\"']?(?=$|[\s;&|)])",
    re.IGNORECASE,
)
_HINT = regex(r"env|secret|key|token|cred|private|passw|anthropic|openai|claude", re.IGNORECASE)
# Programs that print what a store of secrets or an encrypted file holds.
_PRINTS = regex(
    r"(?<![\w./-])(?:op[ \t]+(?:inject|read|item|document)|pass(?:age)?[ \t]+(?:show[ \t]+)?[\w./-]*/"
    r"|gopass[ \t]+(?:show|cat)|bws?[ \t]+(?:get|secret)|security[ \t]+find-|vault[ \t]+(?:kv|read)"
    r"|secret-tool[ \t]+lookup|doppler[ \t]+secrets|infisical[ \t]+(?:export|secrets)"
    r"|sops[ \t]+(?:[^\n|)]*[ \t])?(?:-d|--decrypt|decrypt)(?=[ \t])"
    r"|gpg2?[ \t]+(?:[^\n|)]*[ \t])?(?:-[a-z]*d[a-z]*|--decrypt)(?=[ \t])|age[ \t]+(?:-d|--decrypt)"
    r"|aws[ \t]+(?:secretsmanager|ssm)|gcloud[ \t]+secrets|az[ \t]+keyvault|heroku[ \t]+config"
    r"|kubectl[ \t]+get[ \t]+secrets?"
    r"|ansible-vault[ \t]+(?:view|decrypt)|chamber[ \t]+(?:env|export)|teller[ \t]+(?:sh|env)|dotenvx[ \t]+get"
    r"|direnv[ \t]+export|(?:mise|rtx)[ \t]+(?:env|hook-env)"  # of the folder that the shell starts in
    r"|varlock[ \t]+(?:load|printenv)|keyring[ \t]+get|lpass[ \t]+show|aws-vault[ \t]+(?:exec|export)"
    # And what switches between accounts and gateways for Claude Code.
    r"|(?:[\w-]*claude[\w-]*|cc[a-z]?|cc-?switch)[ \t]+(?:env|export|use|switch|activate|print-env|shellenv)(?![\w-]))"
)
# Programs that fetch a text from a server: what a shell runs of it is not here.
_FETCHES = regex(
    r"(?<![\w./-])(?:curl|wget|http|https|xh|aria2c|source_url|(?i:irm|iwr|Invoke-RestMethod|Invoke-WebRequest)"
    r"|Net\.WebClient)(?![\w-])|(?i:DownloadString)"
)
_RUNTIMES = ("NODE_OPTIONS", "BUN_OPTIONS")
_LOADS_CODE = regex(
    r"[ \t=\"'](?:-r|--(?:require|import|loader|experimental-loader|preload|env-file(?:-if-exists)?))[ =]"
    r"[\"']?(?P<file>[^\s\"';&|]+)"
)
# direnv's own commands for files of variables; `source` names any script.
_OF_DIRENV = regex(r"[ \t]*(?:dotenv(?:_if_exists)?|source_(?:env(?:_if_exists)?|up(?:_if_exists)?))(?![\w-])")
_PATH = regex(r"[/.]")  # a word alone is more likely an option of the program than a file
# What people and plugins call a function that loads a .env file.
_LOADER = regex(
    r"^[ \t]*(?P<name>envsource|(?:load|source|import|export|read)[_-]?(?:dot)?env|dotenv)[ \t]+"
    r"[\"']?(?P<path>[\w~$./{}+-]*\.env[\w.-]*)[\"']?(?=$|[\s;&|)])",
    re.MULTILINE,
)
# What a program prints to be run when a shell begins: its functions, completions, keys, its prompt.
_BEGINS_SESSION = regex(
    r"(?<!\w)(?:init(?:ialize)?|hook|activate|integrate|integration|completions?|complete|shellenv|shell-?(?:init|hook|setup)"
    r"|env-?init|setup|alias(?:es)?|prompt|stdlib|bashcompinit|path|virtualenv-init)(?!\w)"
)
_PROGRAM = regex(r"(?:[$<]\(|[`&]|^[ \t]*(?=[^|\n]*\|[ \t]*source))[ \t]*(?P<program>[\w~./+-]*\w)")
_PLAIN = regex(r"(?=[^/\\.]*[/\\.])[~$%{}\w./\\:*+-]{2,}")  # a path, and no name of a variable alone
_READING = (ProblemKind.READS_OTHER_FILE, ProblemKind.RUNS_COMMAND)
_LOGINS = frozenset({"subscription-login", "console-login"})
_LONGEST = 300
_MOST = 50  # lines that read files
_MOST_FILES = 500  # of these, whose names are looked at


def said_of_key_file(facts: Facts, requests: Sequence[Request]) -> str:
    """Say that a key in what was not given, a file or a store, would count where no line holds one; else ""."""
    if not requests or any(request.outcome is Sent.CANNOT_TELL for request in requests):
        return ""
    if any(source not in _LOGINS for request in requests for source in credentials_of(request.headers)):
        return ""
    if printed := _said_of_printed(facts) or _said_of_handed(facts) or _said_of_code(facts):
        return printed
    read = islice((problem for problem in facts.problems if problem.kind in _READING), _MOST)
    found = next(filter(None, (_file_of(facts, problem) for problem in read)), None)
    found = found or next(_loaded(facts), None)
    if found is None:
        return _said_of_names(facts) or _said_of_store(facts) or _said_of_any(facts)
    path, span = found
    return _unless_read(path, facts.where(span))


def _unless(what: str) -> str:
    return f"That holds only if {what} sets no key and no address."


def _unless_read(path: str, where: str) -> str:
    return _unless(f"{path}, which {where} reads and which was not given,")


def _said_of_any(facts: Facts) -> str:
    """Say that a file or what a program prints, of which nothing is known, may set anything; else ""."""
    for problem in islice((each for each in facts.problems if each.sets_any and each.kind in _READING), _MOST_FILES):
        document = facts.document(problem.span.document)
        call = document.text[problem.span.begin : min(problem.span.stop, problem.span.begin + _LONGEST)]
        line = _text_of(facts, problem)
        where = facts.where(problem.span)
        path = _written_path(call) if problem.kind is ProblemKind.READS_OTHER_FILE else ""
        if path and not path.startswith(("<(", "=(")):
            if not _PLAIN.fullmatch(path):
                return _unless(f"what {where} reads, which was not given,")
            if not is_named_for_other_things(path):
                return _unless_read(path, where)
        elif not _BEGINS_SESSION.search(line):
            program = _PROGRAM.search(call) or _PROGRAM.search(line)
            what = f"what {program['program']} prints" if program else "the text that is run"
            return _unless(f"{what} on {where}")
    return ""


def _written_path(text: str) -> str:
    """Return the file that a command reads, as it is written: the word behind `source`, `.` or `call`."""
    words = text.split(None, 2)
    return words[1].strip("\"'") if len(words) > 1 else text.strip("\"'&")


def _said_of_printed(facts: Facts) -> str:
    """Say that a shell runs what a store of secrets prints; else ""."""
    for problem in islice((each for each in facts.problems if each.kind in _READING), _MOST):
        text = _text_of(facts, problem)
        printed = (_PRINTS.search(text) or _FETCHES.search(text)) if text else None
        if printed is not None:
            program = printed.group().split()[0]
            return _unless(f"what {program} prints on {facts.where(problem.span)}")
    return ""


def _said_of_handed(facts: Facts) -> str:
    """Say that a file which is handed to a process, or which direnv or mise loads, was not given; else ""."""
    for problem in facts.problems:
        if problem.kind is not ProblemKind.READS_OTHER_FILE:
            continue
        document = facts.document(problem.span.document)
        if document.kind not in SHELLS or (document.base == ".envrc" and _OF_DIRENV.match(_text_of(facts, problem))):
            where = facts.where(problem.span)
            return _unless(f"the file that {where} reads, which was not given,")
    return ""


def _said_of_code(facts: Facts) -> str:
    """Say that Node or Bun loads a file before a client that they run, which may set variables for it; else ""."""
    for name in _RUNTIMES:
        place = facts.environment.get(name).set_at if facts.environment.get(name).exported else None
        if place is None or facts.document(place.document).kind not in SHELLS:
            continue
        named = _LOADS_CODE.search(facts.document(place.document).text, place.begin, place.stop + _LONGEST)
        if named is not None:
            loads = f"{named['file']}, which {name} on {facts.where(place)} loads before the client"
            return _unless(f"{loads},")
    return ""


def _said_of_names(facts: Facts) -> str:
    kind = ProblemKind.SETS_UNKNOWN_NAMES
    problem = next((each for each in facts.problems if each.kind is kind), None)
    if problem is None:
        return ""
    where = facts.where(problem.span)
    return f"That holds only if {where} sets no key and no address: the names that it sets do not stand in this text."


def _said_of_store(facts: Facts) -> str:
    called = store_called(facts.documents)
    if called is None:
        return ""
    program, span = called
    where = facts.where(span)
    return f"That holds only if {program} on {where} gives it no key and no address; what it has was not given."


def file_of_keys(text: str) -> str | None:
    """Return the path in a text that names a file of keys, `~/.secrets` or `.env`; None where there is none.

    Only the first lines that a key may be spoken of in are looked at, and no long ones.
    """
    lines = islice((line for line in _hinted(text) if len(line) < _LONGEST), _MOST)
    named = (found["path"] for line in lines for found in _NAME.finditer(" " + line))
    return next((path for path in named if _PATH.search(path)), None)


def _hinted(text: str) -> Iterator[str]:
    """Give the lines that a key may be spoken of in; most texts have few, so no line is looked at by itself."""
    stop = -1
    for found in _HINT.finditer(text):
        if found.start() > stop:
            begin = text.rfind("\n", 0, found.start()) + 1
            stop = text.find("\n", found.end())
            if stop == -1:
                stop = len(text)
            yield text[begin:stop]


def _file_of(facts: Facts, problem: Problem) -> tuple[str, Span] | None:
    """Return the file of keys that a line of a shell reads, or runs what a program makes of, and nobody gave."""
    text = " " + _text_of(facts, problem)
    named = _NAME.search(text)
    if named is None or (problem.kind is ProblemKind.RUNS_COMMAND and not _PATH.search(named["path"])):
        return None
    # "$(dirname "$0")/.env": the folder is worked out.
    is_rest = named["path"].startswith("/") and text[: named.start("path")].endswith((")", "`"))
    return f"{'…' * is_rest}{named['path']}", problem.span


def _text_of(facts: Facts, problem: Problem) -> str:
    """Return the line of a shell up to the end of what reads a file, or runs what is printed; "" of any other file."""
    document = facts.document(problem.span.document)
    if document.kind not in SHELLS:
        return ""
    # fish: `cat ~/.env | source` runs what the whole line prints; `for f in ~/.keys/*; do . $f` names no file behind it
    begin = max(document.text.rfind("\n", 0, problem.span.begin) + 1, problem.span.begin - _LONGEST)
    return document.text[begin : min(problem.span.stop, begin + 2 * _LONGEST)]


def _loaded(facts: Facts) -> Iterator[tuple[str, Span]]:
    """Yield the .env files that a function of a plugin reads, `envsource ~/.env`, where neither was given."""
    given = {document.base for document in facts.documents}
    for document in facts.documents:
        if document.kind not in SHELLS or "env" not in document.text:
            continue
        calls = list(islice(_LOADER.finditer(document.text), _MOST))
        own = {body.name for body in bodies(document)} if calls and document.kind in FORMED else ()
        for found in calls:
            if base_of(found["path"]) not in given and found["name"] not in own:
                yield found["path"], document.span(found.start("name"), found.end("path"))
