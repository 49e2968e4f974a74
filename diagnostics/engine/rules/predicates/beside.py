"""Predicates over what stands beside a person's files: sentences, jobs of a scheduler, another shell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ...apartfiles import JOBS
from ...clientnames import READ_BY_OTHERS
from ...environment import Act, Variable
from ...facts import Facts
from ...findings import SAYS_SO
from ...jobs import brings_variables, calls_in
from ...names import CREDENTIALS, READ
from ...regexes import regex
from ...source import EARLIER, SHOWN_BEFORE, WORKING, Document, Kind
from ...spokenshells import unread_by_fish, unread_by_zsh
from ...sudo import sudo_calls
from ...values import is_for_the_reader
from .. import signs
from ..answers import NO, Answer, Line, Yes
from ..parameters import Arguments, Parameter, Type
from .vocabulary import predicate

_KNOWN = frozenset((*READ, *READ_BY_OTHERS))
_SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH)
_WITH_SETTINGS = (*_SHELLS, Kind.FISH, Kind.CLAUDE_SETTINGS)

# The credentials with which a client can do without a stored login.
_NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"claude": CREDENTIALS, "codex": ("CODEX_API_KEY",), "gemini": ("GEMINI_API_KEY",)}
)
_APP = regex(
    r"\b(?:(?:from|via|in|using)\s+(?:the\s+)?(?:macOS\s+)?(?:Dock|Spotlight|Launchpad|Finder|Start menu|app launcher)"
    r"|started (?:by|from|with) (?:a click|an icon|its icon|the icon)"
    r"|(?:from|by|in) (?:a )?(?:VS ?Code|Cursor|IntelliJ|PyCharm|WebStorm)(?:['’]s)? "
    r"(?:task|debugger|launch configuration))\b",
    re.IGNORECASE,
)
_MULTIPLEXER = regex(r"^(?:export |declare -x )?(?:TMUX|STY)=", re.MULTILINE)
_LEFT_OUT = regex(r"^[ \t]*(?:#|//)?[ \t]*(?:\.{3,6}|…)[ \t,]*$", re.MULTILINE)  # a line that stands for others
_NOT_LOGGED_IN = ("Not logged in",)
# How people say that a client wants them to log in.
_ASKS = (
    "login prompt",
    "login screen",
    "login page",
    "login flow",
    "asks me to log in",
    "asks to log in",
    "asks to login",
    "asks me to login",
    "asks you to login",
    "ask me to login",
    "asked to login",
    "login menu",
    "select login method",
    "login method",
    "需要登录",
    "要求登录",
    "requires login",
    "require login",
    "requires a login",
    "tell me to log",
    "tells me to log",
    "told to log in",
    "login is required",
    "login is asked for",
    "forces me to log in",
    "asks for login",
    "prompted to log in",
    "prompts for login",
    "prompts for api key",
    "prompted for api key",
    "asks for authentication",
    "no (recommended)",
    "still asks",
    "do you want to use this api key",
    "asks you to log in",
    "ask me to log in",
    "still asks for login",
    "prompt to log in",
    "prompting to log in",
    "prompts me to log in",
    "stuck at login",
    "login loop",
)
# The extension of an editor has a page of its own for that; of it and the terminal, the terminal's counts.
_EXTENSION, _TERMINAL = ("extension", "vs code", "vscode"), ("cli and", "and the cli", "both the terminal")


# Begins the names of settings that a post shows and that are no sentences: what was so before.
_OF_ANOTHER_TIME = (EARLIER, SHOWN_BEFORE, WORKING)


@predicate(
    "is-written",
    "the text holds “{text}” somewhere",
    "the text holds “{text}” nowhere",
    Parameter("text", Type.TEXTS),
)
def is_written(facts: Facts, given: Arguments) -> Answer:
    """Match words anywhere, in remarks and sentences as well, upper and lower case alike."""
    wanted = [text.lower() for text in given.texts("text")]
    texts = [document.text.lower() for document in facts.documents]
    return Yes() if any(word in text for word in wanted for text in texts) else NO


@predicate(
    "sentences-say",
    "a sentence says “{text}”",
    "no sentence says “{text}”",
    Parameter("text", Type.TEXTS),
    needs=signs.kinds(Kind.TEXT),
)
def sentences_say(facts: Facts, given: Arguments) -> Answer:
    """Match words in the sentences of a post, upper and lower case alike; what is code or settings is none."""
    return _said(facts, [text.lower() for text in given.texts("text")])


def _said(facts: Facts, wanted: Sequence[str]) -> Answer:
    for document in facts.documents:
        if document.kind is Kind.TEXT and not document.name.startswith(_OF_ANOTHER_TIME):
            small = document.text.lower()
            places = [at for at in map(small.find, wanted) if at >= 0] if len(small) == len(document.text) else []
            if places:
                at = min(places)
                line = document.span(at, at).line
                return Yes((Line(document.line_span(line), SAYS_SO),))
    return NO


@predicate(
    "asks-for-a-login",
    "a sentence says that the client asks for a login",
    "no sentence says that the client asks for a login",
    needs=signs.kinds(Kind.TEXT),
)
def asks_for_a_login(facts: Facts, given: Arguments) -> Answer:
    """Match "it still asks me to log in" of a terminal; the page of an editor's extension is another matter."""
    asked = _said(facts, _ASKS)
    if not isinstance(asked, Yes):
        return NO
    of_extension = isinstance(_said(facts, _EXTENSION), Yes) and not isinstance(_said(facts, _TERMINAL), Yes)
    return NO if of_extension else asked


@predicate(
    "is-said-to-be-unset",
    "a sentence says that {var} is not set",
    "no sentence says that {var} is not set",
    Parameter("var", Type.NAMES),
    needs=signs.kinds(Kind.TEXT),
)
def is_said_to_be_unset(facts: Facts, given: Arguments) -> Answer:
    """Match "there is no ANTHROPIC_API_KEY set": what a post tells of its variables, where no line sets them."""
    names = given.texts("var")
    for document in facts.documents:
        if document.kind is Kind.TEXT and any(name in document.text for name in names):
            from ...readers.told import said_to_be_unset

            if not said_to_be_unset(document.text).isdisjoint(names):
                return Yes()
    return NO


@predicate(
    "is-quoted-in-a-post",
    "a placeholder in {var} stands in a piece that a post quotes between its sentences",
    "no placeholder in {var} stands in a piece that a post quotes",
    Parameter("var", Type.NAMES),
    needs=signs.kinds(Kind.TEXT),
)
def is_quoted_in_a_post(facts: Facts, given: Arguments) -> Answer:
    """Match pieces of no named file beside sentences: who quotes lines leaves values out, who gives a file does not."""
    if not any(document.kind is Kind.TEXT for document in facts.documents):
        return NO
    found = (facts.environment.get(name) for name in given.texts("var"))
    held = [each for each in found if each.set_at and is_for_the_reader(each.value or "")]
    return Yes() if held and all(_is_quoted(each, facts) for each in held) else NO


def _is_quoted(variable: Variable, facts: Facts) -> bool:
    """Tell whether a value stands in a piece without a file's name, or in brackets like others of the same piece."""
    document = facts.document(variable.set_at.document) if variable.set_at else None
    if document is None or " on line" in document.name:
        return document is not None
    is_bracketed = (variable.value or "").startswith("<") and (variable.value or "").endswith(">")
    is_shortened = document.text.count('"<') > 1 and document.text.count('>"') > 1
    return is_bracketed and bool(document.paste) and (is_shortened or _LEFT_OUT.search(document.text) is not None)


@predicate(
    "job-lacks-a-credential",
    "a job starts a client without a credential, and the shell sets one or nobody is logged in",
    "no job starts a client without a credential that the shell sets",
    needs=signs.kinds(*JOBS),
)
def job_lacks_a_credential(facts: Facts, given: Arguments) -> Answer:
    """Match cron, launchd and systemd where a client is started and the variable stands in a shell's file alone.

    With the message "Not logged in" beside it, the job alone is enough. What the job may read elsewhere is let pass.
    """
    lines = []
    for document in facts.documents:
        if document.kind in JOBS and not brings_variables(document):
            for number, client in calls_in(document):
                if client in _NEEDED and _is_needed(facts, document, client):
                    lines.append(Line(document.line_span(number), "starts the client", client, separate=True))
                    break
    return Yes(tuple(lines)) if lines else NO


def _is_needed(facts: Facts, job: Document, client: str) -> bool:
    """Tell whether the job's own text has no credential for the client, and the shell has one or it is missed."""
    names = _NEEDED[client]
    if any(name in job.text for name in names):
        return False
    kinds = {document.name: document.kind for document in facts.documents}
    given = {
        kinds.get(act.span.document)
        for act in facts.assignments
        if act.name in names and act.act is Act.EXPORT and act.value != ""
    }
    if Kind.CLAUDE_SETTINGS in given:
        return False
    if given.intersection(_WITH_SETTINGS):
        return True
    from ...signatures import match  # loaded where a job is given

    return client == "claude" and bool(match(facts.error, [("", text) for text in _NOT_LOGGED_IN]))


@predicate(
    "is-not-read-by-fish",
    "a file of zsh or bash sets a variable that a client reads, and a sentence says that the shell is fish",
    "no sentence says that the shell is fish, or no file of another shell is given",
    needs=signs.kinds(Kind.TEXT),
)
def is_not_read_by_fish(facts: Facts, given: Arguments) -> Answer:
    """Match sentences around the files only: a start-up file that starts fish has been read before."""
    return _first_in(unread_by_fish(facts.documents, facts.assignments), facts, "is not read by fish")


@predicate(
    "is-not-read-by-zsh",
    "a file of bash sets a variable that a client reads, and a sentence says that the shell is zsh",
    "no sentence says that the shell is zsh, or no file of bash is given, or one of zsh is, too",
    needs=signs.kinds(Kind.TEXT),
)
def is_not_read_by_zsh(facts: Facts, given: Arguments) -> Answer:
    """Match sentences around bash's own files; beside a file of zsh nothing is said, for that may read them."""
    return _first_in(unread_by_zsh(facts.documents, facts.assignments), facts, "is not read by zsh")


def _first_in(names: Sequence[str], facts: Facts, why: str) -> Answer:
    """Return the first line of each file that sets a variable which a client reads."""
    first = {
        act.span.document: act
        for act in reversed(facts.assignments)
        if act.span.document in names and act.name in _KNOWN
    }
    lines = [Line(act.span, why, act.name, separate=True) for act in first.values()]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "is-run-by-sudo",
    "a line starts a client by sudo, and a credential for it is exported",
    "no line starts a client by sudo that a credential is exported for",
    needs=signs.kinds(*_SHELLS, Kind.FISH),
)
def is_run_by_sudo(facts: Facts, given: Arguments) -> Answer:
    """Match `sudo claude` without -E or --preserve-env: the other user gets hardly any variable."""
    lines = [
        Line(call.document.line_span(call.line), "does not hand it on", name, separate=True)
        for call in sudo_calls(facts.documents)
        for name in _NEEDED[call.client]
        if facts.environment.exported_value(name)
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "is-left-in-a-multiplexer",
    "an environment within tmux or screen has a variable that no start-up file given sets",
    "no environment within tmux or screen has a variable that no start-up file given sets",
    needs=signs.kinds(Kind.DUMP),
)
def is_left_in_a_multiplexer(facts: Facts, given: Arguments) -> Answer:
    """Match what `env` shows beside start-up files that do not name it: the server of tmux keeps what it began with."""
    dumps = {each.name for each in facts.documents if each.kind is Kind.DUMP and _MULTIPLEXER.search(each.text)}
    files = [each.text for each in facts.documents if each.kind in (*_SHELLS, Kind.FISH)]
    if not dumps or not files:
        return NO
    variables = (facts.environment.get(name) for name in (*CREDENTIALS, "ANTHROPIC_BASE_URL", *READ_BY_OTHERS))
    lines = [
        Line(variable.set_at, "is left from an earlier time", variable.name, separate=True)
        for variable in variables
        if variable.exported and variable.value and variable.set_at and variable.set_at.document in dumps
        if not any(variable.name in text for text in files)
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "is-not-seen-by-an-app",
    "a sentence speaks of a program from the Dock or a launcher, and a start-up file exports what clients read",
    "no sentence speaks of a program from the Dock or a launcher, or no start-up file exports what clients read",
    needs=signs.kinds(Kind.TEXT),
)
def is_not_seen_by_an_app(facts: Facts, given: Arguments) -> Answer:
    """Match sentences only; the variable is one that a client reads, or that a provider's env_key names."""
    if not any(each.kind is Kind.TEXT and _APP.search(each.text) for each in facts.documents):
        return NO
    shells = {each.name for each in facts.documents if each.kind in _SHELLS}
    keys = {str(leaf.value) for file in facts.files for path, leaf in file.leaves.items() if path[-1:] == ("env_key",)}
    lines = [
        Line(act.span, "is seen in terminals only", act.name, separate=True)
        for act in facts.assignments
        if act.act is Act.EXPORT and act.span.document in shells and (act.name in _KNOWN or act.name in keys)
    ]
    return Yes(tuple(lines)) if lines else NO
