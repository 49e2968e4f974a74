"""Words that the text and the Markdown of a report share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from ..clients import CLIENTS
from ..findings import NOT_READ, NOTHING_READ, Certainty, Mode, Outcome, Report, Request, Sent, Severity, Silenced
from ..host import System
from ..source import Document, Kind, home_path
from ..sources import source_words

CERTAINTIES: Mapping[Certainty, str] = MappingProxyType(
    {
        Certainty.MEASURED: "measured",
        Certainty.DOCUMENTED: "as documented",
        Certainty.REPORTED: "as people report",
        Certainty.CANNOT_TELL: "cannot tell",
    }
)

_SYSTEMS: Mapping[System, str] = MappingProxyType(
    {System.MACOS: "macOS", System.LINUX: "Linux", System.WSL: "Linux on Windows (WSL)"}
)

BASES: Mapping[Certainty, str] = MappingProxyType(
    {Certainty.MEASURED: "measured on", Certainty.DOCUMENTED: "as documented for"}
)


def parts(report: Report) -> tuple[str, ...]:
    """Return how a paste was read in parts: "lines 3 to 6: ~/.zshrc, read as zsh"; nothing where it was one file."""
    read = [document for document in report.documents if document.paste]
    if len({document.paste for document in read}) == 1:
        read.sort(key=lambda document: document.first_line)
    return tuple(f"{_lines(document)}: {document.name}, {read_as(document)}" for document in read)


def _lines(document: Document) -> str:
    first, last = document.first_line, document.last_line
    return f"line {first}" if first == last else f"lines {first} to {last}"


def read_as(document: Document) -> str:
    """Say as what a document was read: "read as zsh"; a client's own file, which has no kind here, by its client."""
    if document.kind is not Kind.TEXT:
        return f"read as {document.kind.value}"
    path = home_path(document.name)
    mains = ((client.name, client.main_file.removeprefix("~/")) for client in CLIENTS.values() if client.main_file)
    owner = next((name for name, main in mains if path.endswith(main)), "")
    return f"read as {owner}'s settings" if owner else "not read as code"


def client_name(request: Request) -> str:
    """Return the client as people call it, with the version that was measured."""
    return f"{CLIENTS[request.client].name} {request.version}"


def login_words(request: Request) -> str:
    """Return for which login a request holds: "logged in with ChatGPT", "whatever the login"."""
    return CLIENTS[request.client].logins.get(request.login, "whatever the login")


def command_words(request: Request) -> str:
    """Return the command that was meant: "codex exec"."""
    return CLIENTS[request.client].commands[request.mode]


def holds_for(request: Request) -> str:
    """Return for which call and login a request holds: "typed as glm, logged in with a Claude subscription"."""
    return f"typed as {request.typed}, {login_words(request)}" if request.typed else login_words(request)


def payer_words(request: Request) -> str:
    """Return the sentence on who pays; where what is sent cannot be told, without what was said of that just before."""
    sentence, said = request.payer.sentence, request.message or ""
    if request.outcome is not Sent.CANNOT_TELL or not said or said not in sentence:
        return sentence
    left = " ".join(sentence.replace(said, "", 1).split())
    return "" if left == "Who pays cannot be told." else left


def basis_words(request: Request) -> str:
    """Return how it is known what a client sends: "measured on 2.1.330, 2026-11-24"."""
    if request.message in (NOT_READ, NOTHING_READ):
        return "nothing of it was read"
    client = CLIENTS[request.client]
    only = request.mode is Mode.INTERACTIVE and not client.on_terminal
    how = f", with `{client.commands[Mode.PRINT]}` only" if only else ""
    return f"{BASES[request.basis]} {request.version}, {request.as_of}{how}"


def is_name(request: Request, source: str) -> bool:
    """Tell whether a source is the name of a variable or setting, and not a phrase of ours."""
    return source not in CLIENTS[request.client].sources or source.isupper() or source == "apiKeyHelper"


def source_name(request: Request, source: str) -> str:
    """Return where a header's value comes from: the name of a variable, or "your ChatGPT login's token"."""
    return source if is_name(request, source) else source_words(CLIENTS[request.client], source)


def source_place(request: Request, source: str) -> str:
    """Return where a header's value comes from, with its line where it has one."""
    words = source_name(request, source)
    span = request.evidence.get(source)
    return f"{words} ({span.document}:{span.line})" if span else words


def system_words(report: Report) -> str:
    """Return for which system the text was read: "read for macOS"; nothing where it was read for any."""
    return f"read for {_SYSTEMS[report.system]}" if report.system else ""


def counts(report: Report) -> str:
    """Return what the rules answered, counted: "1 error, 2 warnings; 9 of 15 rules passed"."""
    found = Counter(finding.severity for finding in report.findings if finding.outcome is Outcome.FOUND)
    parts = [_counted(found[severity], severity.value) for severity in Severity if found[severity]]
    undecided = sum(finding.outcome is Outcome.CANNOT_TELL for finding in report.findings)
    if undecided:
        parts.append(f"{undecided} cannot be told")
    if report.silenced:
        parts.append(f"{len(report.silenced)} silenced in the text")
    head = ", ".join(parts) if parts else "nothing found"
    passed = f"{len(report.passed)} of {_counted(report.rule_count, 'rule')} passed"
    return f"{head}; {passed}, {len(report.not_applicable)} not applicable"


def masked(report: Report) -> str:
    """Return how many values were masked, and how many the person had hidden; nothing where there are none."""
    made = sum(mask.length > 0 for mask in report.masks)
    hidden = len(report.masks) - made
    parts = [f"{_counted(made, 'value')} masked"] if made else []
    if hidden:
        parts.append(f"{hidden if made else _counted(hidden, 'value')} hidden by you before")
    return ", ".join(parts)


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def silenced_words(silenced: Silenced) -> str:
    """Return what is silenced, where, and why: "CC101 on line 3 of ~/.zshrc, silenced there: it is our test key"."""
    span = silenced.finding.primary.span if silenced.finding.primary else silenced.span
    why = f": {silenced.reason}" if silenced.reason else ", without a reason"
    return f"{silenced.finding.rule} on line {span.line} of {span.document}, silenced there{why}"
