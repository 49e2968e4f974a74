"""What the text cannot show, why, and for each the one command that shows it without printing a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .client import Client
from .clientnames import DECISIVE, READ_BY_OTHERS
from .clients import CLIENTS, DEFAULT_CLIENT
from .environment import Problem, ProblemKind, State, Variable
from .facts import Facts
from .findings import Certainty, Sent, Unknown
from .functions import FORMED, bodies
from .hosts import local_model
from .kinds import BASH_LOGIN_FILES, ZSH_FILES
from .names import READ, meant
from .process import OWN_PROCESS, SHELLS
from .readers.configfiles import is_file
from .readers.shadow import shadow
from .regexes import regex
from .settling import LISTS_MODELS, settles
from .shownplaces import shown_places
from .source import EARLIER, WORKING, Document, Kind, Span, home_path
from .unreadfiles import reader_of
from .yamlwords import yaml_word

MOST = 8
_ASSIGNS = regex(r"^[ \t]*(?:export[ \t]+)?[A-Za-z_]\w*=", re.MULTILINE)
# What stands in front of a command counts for that start alone.
_FOR_A_START = regex(
    r"^[ \t]*(?:[A-Za-z_]\w*=(?:'[^'\n]*'|\"[^\"\n]*\"|[^\s'\"\\])*(?:[ \t]|\\\r?\n)+)+[\w./~-]+(?=\s|$)", re.MULTILINE
)
_SETS = regex(
    r"^[ \t>*|-]*(?:export[ \t]+|set[ \t]+-[a-zA-Z]+[ \t]+|ENV[ \t]+|\$env:)?[`\"']?"
    r"(?P<name>(?:ANTHROPIC|CLAUDE_CODE)_[A-Z_]+)[`\"']?[ \t]*[:=|][ \t]*[^\s=|]",
    re.MULTILINE,
)
# In a file that is read elsewhere: `$env.NAME = …`, `set-environment -g NAME …`, `NAME: …`, `NAME = …`.
_SETS_ANY = regex(
    r"^[ \t]*(?:export[ \t]+|set[ \t]+-[a-zA-Z]+[ \t]+|\$env:)(?P<name>[A-Z][A-Z0-9_]{3,60})[ \t=]", re.MULTILINE
)
_SETS_ELSEWHERE = regex(
    r"^[ \t]*(?:-[ \t]+|\$env\.|\$|set(?:env|-env|-environment)?[ \t]+(?:-\w+[ \t]+|E:)*)?[\"']?"
    r"(?P<name>(?:ANTHROPIC|CLAUDE_CODE)_[A-Z_]+)[\"']?[ \t]*[=: \t][ \t]*[^\s=]",
    re.MULTILINE,
)
_NAME = regex(r"(?<![A-Za-z0-9_])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![A-Za-z0-9_])")
_KNOWN = frozenset((*READ, *READ_BY_OTHERS))
_OF_BASH = (*BASH_LOGIN_FILES[:2], ".bashrc")  # .profile is for any shell to load
# A file that only a login shell reads → the file that each terminal reads, and what tells which it is.
_LOGIN_FILES = {
    **dict.fromkeys(BASH_LOGIN_FILES[:2], (".bashrc", "shopt login_shell    # off: this terminal has not read it")),
    **dict.fromkeys((".zprofile", ".zlogin"), (".zshrc", "[[ -o login ]] || echo 'this terminal has not read it'")),
}
_NOT_READ = (
    "The line was not read: what is around it is text, or a file of a kind not known here.",
    "give the file by itself, or put its lines into a code block with the file's name above",
)
_SETTINGS = (Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE, Kind.STATUS)  # or what shows all of them at once


def unknowns(facts: Facts) -> tuple[Unknown, ...]:
    """Return what stays open, what decides first."""
    open_questions = [
        *_login(facts),
        *_variables(facts),
        *_told(facts),
        *shown_places(facts),
        *_gateways(facts),
        *_models(facts),
        *_files(facts),
        *_login_files(facts),
        *_left_out(facts),
        *_versions(facts),
        *_dots(facts),
        *_unread(facts),
        *_processes(facts),
    ]
    return tuple(open_questions[:MOST])


def _told(facts: Facts) -> Iterator[Unknown]:
    """Name a variable of which a sentence tells: that it is so was taken from the sentence, and seen nowhere."""
    told = {document.name for document in facts.documents if document.kind is Kind.TOLD}
    for variable in facts.environment if told else ():
        span = variable.set_at
        if span is not None and span.document in told and variable.state is State.SET:
            from .fixing.shellwriting import look_at

            yield Unknown(
                f"whether {variable.name} is set as line {span.line} tells",
                "A sentence was taken at its word; the file or the process in which it stands was not seen.",
                look_at(None, variable.name),
                span,
                is_sentence=True,
            )


def _left_out(facts: Facts) -> Iterator[Unknown]:
    """Name code that was not run: of a paste, beside a start-up file, and a .bashrc that no login file reads."""
    names = {document.base for document in facts.documents}
    for document in _not_run(facts):
        if _is_bashs_beside_zsh(document, facts):
            yield Unknown(
                f"whether your shell reads {document.name}",
                "zsh, whose files stand beside it, does not; bash does. It was left out.",
                "ps -p $$    # the shell that this terminal runs",
                document.top_span(),
            )
        elif document.paste:
            yield Unknown(
                f"whether a shell runs the {document.name}",
                "No file is named for it, and a start-up file stands beside it, so it was left out.",
                "write the file's name above it, such as `# ~/.zshrc`, and check again",
                document.top_span(),
                is_sentence=True,
            )
        elif document.name.endswith(".bashrc") and not names.isdisjoint(BASH_LOGIN_FILES):
            yield Unknown(
                f"what {document.name} sets",
                "A login bash, which every terminal of macOS starts, does not read by itself, and no other file does.",
                "shopt login_shell    # off: this shell has read it",
                document.top_span(),
            )


def _versions(facts: Facts) -> Iterator[Unknown]:
    """Name earlier versions of a file: what they would do is not mixed into what the last one does."""
    for document in facts.documents:
        if document.name.startswith((EARLIER, WORKING)):
            yield Unknown(
                f"what the {document.name} would do",
                "Further down the same settings stand with other values, and one file cannot have both.",
                "check those lines alone",
                document.top_span(),
            )


def _dots(facts: Facts) -> Iterator[Unknown]:
    """Name the dots that a post wrote into a settings file for what it leaves out."""
    for document in facts.documents:
        if document.kind not in (Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE):
            continue
        from .readers.jsonpieces import dots

        found = next(dots(document), None)
        if found is not None:
            span = document.span(found.start(), found.end())
            yield Unknown(
                f"what stands in {document.name} where line {span.line} has dots",
                "What is left out there may set more.",
                "start `claude` and type `/status`, which names the files that were read",
                span,
                is_sentence=True,
            )
            return


def _login_files(facts: Facts) -> Iterator[Unknown]:
    """Ask whether a terminal is a login shell, where only a file for those sets what decides."""
    given = {document.base for document in facts.documents}
    setters = {act.span.document for act in facts.assignments if act.name in READ}
    for document in facts.documents:
        rc, look = _LOGIN_FILES.get(document.base, ("", ""))
        if rc and rc not in given and document.name in setters:
            yield Unknown(
                f"whether a terminal reads {document.name}",
                "A login shell does, as macOS's Terminal and ssh start it. Most terminals of Linux, those in editors "
                f"too, start none and read {rc} alone.",
                look,
                document.top_span(),
            )
            return


def _unread(facts: Facts) -> Iterator[Unknown]:
    """Name what text seems to set that was not read as code: a table, a screen's form, a file of unknown kind."""
    read = {file.document for file in facts.files if not is_file(file, "github workflow")}
    for document in facts.documents:
        if document.kind is not Kind.TEXT or document.name in read or document.name.startswith((EARLIER, WORKING)):
            continue
        reader = reader_of(document)
        why, command = _NOT_READ
        if reader:
            why = f"The line was not read: it is one for {reader}, whose files are not read here."
            command = "env | cut -d= -f1 | grep -iE 'anthropic|claude'    # where the client starts"
        for found in (_SETS_ELSEWHERE if reader else _SETS).finditer(document.text):
            if found["name"] in READ:
                yield Unknown(
                    f"whether {found['name']} is set as it stands there",
                    why,
                    command,
                    document.span(found.start("name"), found.end()),
                    is_sentence=True,
                )
                break


def names_unread(facts: Facts) -> bool:
    """Tell whether text that was not read as code seems to set a variable that Claude Code reads."""
    return next(_unread(facts), None) is not None


def mentions_unread(facts: Facts) -> bool:
    """Tell whether text that was not read names a variable that a client reads, in whatever form."""
    texts = (document.text for document in facts.documents if document.kind is Kind.TEXT)
    return any(found.group() in _KNOWN for text in texts for found in _NAME.finditer(text))


def _not_run(facts: Facts) -> Iterator[Document]:
    """Give the shells' documents that assign something, of which nothing was run."""
    run = {act.span.document for act in facts.assignments}
    for document in facts.documents:
        if document.kind is Kind.ZSH and document.base in ZSH_FILES:
            continue  # it was run, and may hold functions and aliases alone
        if document.kind not in SHELLS or document.name in run or not _assigns(document):
            continue
        if len(facts.documents) == 1 or not _holds_functions_alone(document):
            yield document


def _assigns(document: Document) -> bool:
    """Tell whether a document sets a variable other than for a client that it starts."""
    return _ASSIGNS.search(_FOR_A_START.sub("", shadow(document.text).text)) is not None


def _holds_functions_alone(document: Document) -> bool:
    """Tell whether all that a document assigns stands in the bodies of functions, which nothing here calls."""
    inside = [(body.first, body.stop) for body in bodies(document)] if document.kind in FORMED else []
    return all(
        any(first <= found.start() < stop for first, stop in inside) for found in _ASSIGNS.finditer(document.text)
    )


def _is_bashs_beside_zsh(document: Document, facts: Facts) -> bool:
    return document.base in _OF_BASH and any(each.kind is Kind.ZSH for each in facts.documents)


def left_out_name(facts: Facts) -> str:
    """Return a sentence that names code which was left out and seems to set a variable that a client reads, or ""."""
    is_others = any(request.client != DEFAULT_CLIENT for request in facts.requests)
    names = frozenset((*READ, *DECISIVE)) if is_others else frozenset(READ)
    for document in _not_run(facts):
        sets = (_SETS_ANY if is_others else _SETS).finditer(document.text)
        found = next((each["name"] for each in sets if each["name"] in names), "")
        if not found:
            continue
        if _is_bashs_beside_zsh(document, facts):
            return f"{document.name}, which bash reads and zsh does not, was left out; it seems to set {found}."
        if document.paste and document.kind in SHELLS:
            name = document.name[:1].upper() + document.name[1:] if document.name.startswith("code ") else document.name
            return f"{name} was left out, since no file is named for it; it seems to set {found}."
    return ""


def _processes(facts: Facts) -> Iterator[Unknown]:
    """Name what starts processes of its own, where the answer is about the shell."""
    if not any(document.kind in SHELLS for document in facts.documents):
        return
    for document in facts.documents:
        if document.kind in OWN_PROCESS:
            file = document.name if " " not in document.name else "FILE    # with that part alone in it"
            yield Unknown(
                f"what a client sends that {document.name} starts",
                "Its environment is one of its own, without the shell's files, and here the shell was asked about.",
                f"python -m diagnostics {file}",
            )


def _login(facts: Facts) -> Iterator[Unknown]:
    for client in CLIENTS.values():
        if len({request.login for request in facts.requests if request.client == client.id}) > 1:
            yield Unknown(
                f"whether {client.name} is logged in, and with what",
                "The login is not kept in a start-up file, and here it decides what is sent.",
                client.shows_login,
            )


def _variables(facts: Facts) -> Iterator[Unknown]:
    for variable in facts.environment:
        if variable.state is State.UNKNOWN and (variable.name in READ or meant(variable.name)):
            from .fixing.shellwriting import look_at

            yield Unknown(
                f"the value of {variable.name}",
                _why_unknown(variable),
                look_at(_kind(facts, variable.set_at), variable.name),
                variable.set_at,
            )


def _why_unknown(variable: Variable) -> str:
    from .waysshown import ways_shown

    ways = ways_shown(variable)
    why = variable.why or "It depends on something outside these files."
    return f"{why}: {ways}" if ways and variable.why else why


def _kind(facts: Facts, span: Span | None) -> Kind | None:
    """Return the kind of the file in which something stands: a command has to be one of its shell."""
    return facts.document(span.document).kind if span else None


def _gateways(facts: Facts) -> Iterator[Unknown]:
    if not (facts.environment.variables or facts.settings or facts.files):
        return  # nothing was read, so the request is none of the person's
    for request in facts.requests:
        certainty = request.payer.certainty
        if request.outcome is not Sent.SENT or certainty not in (Certainty.REPORTED, Certainty.CANNOT_TELL):
            continue
        look = settles(request, request.payer)
        if not look:
            continue
        host = (request.endpoint or "").partition("://")[2] or "the host"
        yield Unknown(
            f"whose account {host} charges",
            "What a server does with the credentials that it gets is decided there, not in this text.",
            look,
            request.evidence.get(request.address or ""),
            is_sentence=True,
        )
        return


def _models(facts: Facts) -> Iterator[Unknown]:
    """Ask for the model where a server on this machine is asked for the client's own, which it hardly has."""
    for request in facts.requests:
        program = local_model(request.endpoint)
        if not program or request.outcome is not Sent.SENT or request.client != DEFAULT_CLIENT:
            continue
        if any("--model" in document.text for document in facts.documents if document.kind is Kind.TOLD):
            return
        if (request.model or "").startswith("claude-") and not _names_model(facts):
            yield Unknown(
                "which model is asked for",
                f"Nothing here names one. Without `--model`, Claude Code asks for {request.model}, and {program} has "
                "only the models that are installed.",
                f"{LISTS_MODELS[program]}    # what is installed; then: claude --model NAME",
                request.evidence.get(request.address or ""),
            )
            return


def _names_model(facts: Facts) -> bool:
    """Tell whether a variable or the setting `model` names a model of Claude Code, by its id or by a family's name."""
    return "model" in facts.settings or any(
        "MODEL" in variable.name and variable.name in READ and variable.state is not State.UNSET
        for variable in facts.environment
    )


def _files(facts: Facts) -> Iterator[Unknown]:
    kinds = (ProblemKind.SETS_UNKNOWN_NAMES, ProblemKind.READS_OTHER_FILE, ProblemKind.RUNS_COMMAND)
    read = next(filter(None, (_first(facts, kind) for kind in kinds)), None)
    if read:
        kind = _kind(facts, read.span)
        where = "in that process" if kind in OWN_PROCESS else "when a terminal opens"
        from .fixing.shellwriting import look_at_names

        yield Unknown(f"what else is set {where}", read.text, look_at_names(kind), read.span)
    uses_claude = any(request.client == DEFAULT_CLIENT for request in facts.requests)
    if uses_claude and not any(document.kind in _SETTINGS for document in facts.documents):
        yield Unknown(
            "what Claude Code's settings files set",
            "A value in `env` of a settings file wins over the shell's, and none was given.",
            "start `claude` and type `/status`, which names the files that were read",
            is_sentence=True,
        )
    yield from _own_files(facts)


def _own_files(facts: Facts) -> Iterator[Unknown]:
    """Name the file of each other client that would have a say and was not given."""
    names = [home_path(document.name).removeprefix("~/") for document in facts.documents]
    for client_id in dict.fromkeys(request.client for request in facts.requests):
        client = CLIENTS[client_id]
        if not client.main_file or any(name.startswith(client.main_file[2:]) for name in names):
            continue
        if not client.main_file_is_secret and any(_may_be_main(client, document) for document in facts.documents):
            continue
        if client.main_file_is_secret and any(
            client.shows_login in each.text and client.main_file in each.text for each in facts.documents
        ):
            continue  # its own list of what is stored was given
        if client.main_file_is_secret:
            why, command = "it holds keys, so it is not for pasting", client.shows_login
        else:
            why, command = "it was not given", f"ls -l {client.main_file}    # if it is there, check it too"
        more = f"{client.name} takes more from that file than from the shell, and {why}."
        yield Unknown(f"what {client.main_file} says", more, command)


def _may_be_main(client: Client, document: Document) -> bool:
    """Tell whether a text without a path is a client's main file by what it holds."""
    concern = client.concern
    if concern.files and concern.files.search(document.name.replace("\\", "/")):
        return False  # it lies elsewhere
    return document.kind in concern.kinds or bool(
        concern.yaml and yaml_word(document, home_path(document.name)) == concern.yaml
    )


def _first(facts: Facts, kind: ProblemKind) -> Problem | None:
    """Return the first problem of a kind; before others one behind which anything may be set."""
    of_kind = [problem for problem in facts.problems if problem.kind is kind]
    return next((problem for problem in of_kind if problem.sets_any), of_kind[0] if of_kind else None)
