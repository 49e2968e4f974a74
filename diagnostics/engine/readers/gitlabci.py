"""Read what a file for GitLab CI gives to the jobs that call a client: `variables:`, and what their scripts export.

From GitLab's documentation (https://docs.gitlab.com/ci/variables/ and https://docs.gitlab.com/ci/yaml/, read
2026-11-27): a job's `variables:` win over the file's, and a variable of the project's, its group's or the instance's
settings wins over both; `$NAME` inserts another one, `$$` is a dollar. What the settings hold stands in no file: a
credential that is taken from there is `***`, and where a job is given none here, the settings may have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from ..environment import Problem
from ..records import dataclass
from ..regexes import regex
from ..source import Document
from .calls import CALL, script_of
from .entries import Entry, EnvFile, Unread
from .workflowvalues import HIDDEN, may_be_hidden
from .yamlsubset import Mapped, Member, Node, Scalar, items_of, members_of, read_yaml

Read = tuple[tuple[EnvFile, ...], tuple[Problem, ...]]

_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_NO_JOBS = frozenset(
    {"default", "include", "stages", "variables", "workflow", "image", "services", "cache", "spec"}
    | {"before_script", "after_script"}
)
_SCRIPTS = ("before_script", "script")
_INSERTED = regex(r"\$\$|\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)\}|%([A-Za-z_]\w*)%")
_VALUE = r"(\"[^\"\n]*\"|'[^'\n]*'|[^\s;&|<>\"']*)"
_EXPORTED = regex(rf"(?:^|(?<=[;&\"']))[ \t]*export[ \t]+([A-Za-z_]\w*)={_VALUE}(?=[\s;&|\"']|\Z)", re.MULTILINE)
_BEFORE = regex(rf"(?:^|(?<=[;&\"'])|(?<= ))[ \t]*([A-Za-z_]\w*)={_VALUE}(?=[ \t]+\S)", re.MULTILINE)
_MOST = 5_000  # entries of one file
_DEEPEST = 10  # jobs that extend each other
# The credentials of each client, the usual one first: one of these stands in the project's settings if none is here.
_CREDENTIALS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "claude": ("ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_AUTH_TOKEN"),
        "codex": ("CODEX_API_KEY", "OPENAI_API_KEY"),
        "gemini": ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
        "copilot": ("COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"),
    }
)
_SWITCHES = regex(r"CLAUDE_CODE_USE_\w+|GOOGLE_GENAI_USE_\w+")  # another provider, whose credentials are others


@dataclass(frozen=True, slots=True)
class _Job:
    """One job: its name, what its script gets, and the clients that it calls."""

    name: str
    entries: tuple[Entry, ...]
    clients: tuple[str, ...]


def read_gitlab(document: Document) -> Read:
    """Return what the jobs get that call a client; where none does, what all of them get."""
    reader = _File(document)
    jobs = list(reader.jobs())
    called = [job for job in jobs if job.clients]
    files: dict[tuple[Entry, ...], EnvFile] = {}
    for job in called or jobs:
        entries = (*job.entries, *_from_settings(job, document))
        if entries:
            owner = f"the job {job.name}" if job.name else ""
            files.setdefault(entries, EnvFile(document.name, document.kind, entries, owner=owner))
    return tuple(files.values()), ()


def _from_settings(job: _Job, document: Document) -> Iterator[Entry]:
    """Yield the credential that the project's settings may hold, for a client that is given none in the file."""
    given = {entry.name for entry in job.entries}
    if any(_SWITCHES.fullmatch(name) for name in given):
        return
    for client in job.clients:
        names = _CREDENTIALS.get(client, ())
        if names and given.isdisjoint(names):
            why = "no line of the file sets it, and the project's settings in GitLab may"
            yield Entry(names[0], None, document.top_span(), None, why)


class _File:
    """Reads one file."""

    def __init__(self, document: Document) -> None:
        self._document = document
        root, self._text = read_yaml(document.text)
        self._root = members_of(root)
        self._count = 0

    def jobs(self) -> Iterator[_Job]:
        """Yield the jobs in order; of a part without jobs, what it sets."""
        above = list(self._variables(self._root.get("variables"), {}))
        shared = members_of(self._root.get("default"))
        before = self._root.get("before_script") or shared.get("before_script")
        found = False
        for name, node in self._root.items():
            if name in _NO_JOBS or name.startswith(".") or not isinstance(node, Mapped) or self._count > _MOST:
                continue
            members = self._extended(members_of(node))
            if "script" in members or "run" in members:
                found = True
                yield self._job(name, {"before_script": before or Scalar(None, 0, 0)} | members, above)
        if not found and above:
            yield _Job("", tuple(above), ())

    def _extended(self, members: Mapping[str, Node], depth: int = 0) -> dict[str, Node]:
        """Return a job with what it takes over from those that it extends; variables are put together."""
        source = members.get("extends")
        names = [_text(source), *(_text(item) for item in items_of(source))]
        merged: dict[str, Node] = {}
        for name in filter(None, names if depth < _DEEPEST else ()):
            merged |= self._extended(members_of(self._root.get(name)), depth + 1)
        variables = [each["variables"] for each in (merged, members) if isinstance(each.get("variables"), Mapped)]
        merged |= members
        if len(variables) > 1:
            joined = [member for node in variables if isinstance(node, Mapped) for member in node.members]
            merged["variables"] = Mapped(tuple(joined), joined[0].begin if joined else 0)
        return merged

    def _job(self, name: str, members: Mapping[str, Node], above: Sequence[Entry]) -> _Job:
        entries = list(above)
        entries += self._variables(members.get("variables"), _known(entries))
        scripts = [each for key in _SCRIPTS for each in _lines_of(members.get(key))]
        clients: dict[str, None] = {}
        for script in scripts:
            code = script_of(self._text.text[script.begin : script.stop])
            clients |= dict.fromkeys(found.group() for found in CALL.finditer(code))
        for script in scripts:
            for pattern in (_EXPORTED, _BEFORE) if clients else ():
                entries += self._set_in(script, pattern, _known(entries))
        return _Job(self._text.restore(name, 0), tuple(entries), tuple(clients))

    def _variables(self, node: Node | None, known: Mapping[str, str | None]) -> Iterator[Entry]:
        members = [each for each in node.members if _NAME.fullmatch(each.key)] if isinstance(node, Mapped) else []
        plain = {each.key: _text(members_of(each.node).get("value", each.node)) for each in members}
        known = {**known, **{name: text for name, text in plain.items() if text and "$" not in text}}
        for member in members:
            self._count += 1
            entry = self._entry(member, known)
            known[entry.name] = entry.value
            yield entry

    def _entry(self, member: Member, known: Mapping[str, str | None]) -> Entry:
        node = member.node
        is_raw = _text(members_of(node).get("expand")) == "false"
        node = members_of(node).get("value", node)
        span = self._document.span(member.begin, max(getattr(node, "stop", 0), member.begin + len(member.key)))
        if not isinstance(node, Scalar):
            return Entry(member.key, None, span, None, f"line {span.line} gives no text")
        value_span = self._document.span(node.begin, node.stop)
        if node.why:
            return Entry(member.key, None, span, value_span, f"line {span.line} {node.why}")
        try:
            value = node.value or "" if is_raw else _inserted(member.key, node.value or "", known, span.line)
        except Unread as unread:
            return Entry(member.key, None, span, value_span, unread.why)
        return Entry(member.key, self._text.restore(value, node.begin), span, value_span)

    def _set_in(self, script: Scalar, pattern: re.Pattern[str], known: Mapping[str, str | None]) -> Iterator[Entry]:
        """Yield what a script sets for what it starts."""
        for found in pattern.finditer(self._text.text[script.begin : script.stop]):
            begin, stop = script.begin + found.start(2), script.begin + found.end(2)
            span = self._document.span(script.begin + found.start(1), stop)
            value_span = self._document.span(begin, stop)
            written = found[2]
            bare = written[1:-1] if written[:1] in ("'", '"') and written[-1:] == written[:1] else written
            if written[:1] != "'" and any(sign in bare for sign in ("$(", "`", "\\")):
                yield Entry(found[1], None, span, value_span, f"line {span.line} works it out at the run")
                continue
            try:
                value = bare if written[:1] == "'" else _inserted(found[1], bare, known, span.line)
            except Unread as unread:
                yield Entry(found[1], None, span, value_span, unread.why)
                continue
            yield Entry(found[1], self._text.restore(value, begin), span, value_span)


def _lines_of(node: Node | None) -> Iterator[Scalar]:
    """Yield the texts of a script, which is one text or a list of them."""
    for each in (node, *items_of(node)):
        if isinstance(each, Scalar) and each.stop > each.begin:
            yield each


def _inserted(name: str, text: str, known: Mapping[str, str | None], line: int) -> str:
    """Return a value with the variables worked out that it inserts; raise Unread where one is not known."""
    if "$" not in text and "%" not in text:
        return text
    is_hidden = False

    def value_of(found: re.Match[str]) -> str:
        nonlocal is_hidden
        other = found[1] or found[2] or found[3]
        if other is None:
            return "$"
        if other != name and other in known:
            value = known[other]
            if value is None:
                raise Unread(f"line {line} inserts {other}, whose value is not known")
            return value
        is_hidden = True
        return HIDDEN

    value = _INSERTED.sub(value_of, text)
    if is_hidden and not may_be_hidden(name, value):
        raise Unread(f"line {line} takes it from GitLab or the project's settings")
    return value


def _known(entries: Sequence[Entry]) -> dict[str, str | None]:
    return {entry.name: entry.value for entry in entries}


def _text(node: Node | None) -> str:
    return node.value or "" if isinstance(node, Scalar) else ""
