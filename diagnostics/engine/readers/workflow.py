"""Read what a workflow of GitHub gives to its steps: `env:` of the workflow, the job and the step, inputs of an action.

From GitHub's reference (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax, `env`, read
2026-11-27): the nearest counts, a step's before the job's before the workflow's; what a step appends to `$GITHUB_ENV`
counts from the next one on. A secret is a value that is set and not shown: `***`, as in the run's log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..environment import Problem, ProblemKind
from ..records import dataclass, replace
from ..regexes import regex
from ..source import Document
from ..statusscreen import HIDDEN
from .calls import CALL, script_of
from .entries import Entry, EnvFile, Unread
from .workflowvalues import filled_in
from .yamlsubset import Listed, Mapped, Member, Node, Scalar, items_of, members_of, read_yaml

Read = tuple[tuple[EnvFile, ...], tuple[Problem, ...]]

_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
ACTION = regex(r"anthropics/claude-code-(?:base-)?action(?:@|$)")
# What other clients' actions make of their inputs: Codex's has a proxy send the key (action.yml, read 2026-11-28),
# which pays as CODEX_API_KEY does; Gemini CLI's sets variables (docs/authentication.md of its repository).
_OTHERS: Mapping[str, Mapping[str, str]] = {
    # Its action.yml, read 2026-11-29: it installs Claude Code and gives it these.
    "anthropics/claude-code-security-review": {
        "claude-api-key": "ANTHROPIC_API_KEY",
        "claude-model": "ANTHROPIC_MODEL",
    },
    "openai/codex-action": {"openai-api-key": "CODEX_API_KEY", "codex-home": "CODEX_HOME"},
    "google-github-actions/run-gemini-cli": {
        "gemini_api_key": "GEMINI_API_KEY",
        "google_api_key": "GOOGLE_API_KEY",
        "gemini_model": "GEMINI_MODEL",
        "gcp_project_id": "GOOGLE_CLOUD_PROJECT",
        "gcp_location": "GOOGLE_CLOUD_LOCATION",
        "use_vertex_ai": "GOOGLE_GENAI_USE_VERTEXAI",
        "use_gemini_code_assist": "GOOGLE_GENAI_USE_GCA",
    },
}
_ELSEWHERE = "responses-api-endpoint"
_MOST_ENTRIES = 5_000  # of all steps together
BASE_ACTION = regex(r"anthropics/claude-code-base-action(?:@|$)")
# What Claude Code's action makes of its inputs (action.yml and base-action/action.yml, read 2026-11-28). Each wins over
# the variable. An empty one leaves the variable, but the base action has credentials from its inputs alone.
INPUTS = {
    "anthropic_api_key": "ANTHROPIC_API_KEY",
    "claude_code_oauth_token": "CLAUDE_CODE_OAUTH_TOKEN",
    "model": "ANTHROPIC_MODEL",
    "anthropic_model": "ANTHROPIC_MODEL",
}
OF_BASE = ("anthropic_api_key", "claude_code_oauth_token")
SWITCHES = {  # of both actions: `inputs.use_bedrock == 'true' && '1' || ''`, whatever the variable holds
    "use_bedrock": "CLAUDE_CODE_USE_BEDROCK",
    "use_vertex": "CLAUDE_CODE_USE_VERTEX",
    "use_foundry": "CLAUDE_CODE_USE_FOUNDRY",
}
_VALUE = r"(\"[^\"\n]*\"|'[^'\n]*'|(?:\$\{\{[^\n]*?\}\}|[^\s;&|<>\"'])*|\S*)(?=[\s;&|)]|\Z)"
_EXPORTED = regex(rf"^[ \t]*export[ \t]+([A-Za-z_]\w*)={_VALUE}", re.MULTILINE)
_BEFORE = regex(rf"^[ \t]*([A-Za-z_]\w*)={_VALUE}(?=[ \t]+\S)", re.MULTILINE)  # NAME=value claude -p …
# cat .env >> "$GITHUB_ENV"
_APPENDED_FILE = regex(
    r"^[ \t]*(?P<command>(?!echo|printf)[^\s#][^\n#]{1,300}?)>>[ \t]*[\"']?\$\{?GITHUB_ENV\b", re.MULTILINE
)
_APPENDED = regex(
    r"^[ \t]*echo[ \t]+[\"']?([A-Za-z_]\w*)=([^\n]*?)[\"']?[ \t]*>>[ \t]*[\"']?\$\{?GITHUB_ENV\b", re.MULTILINE
)
# Actions that sign in to a cloud, and what they export; their inputs that become variables as they are.
_SIGN_INS = {
    "aws-actions/configure-aws-credentials@": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
    "google-github-actions/auth@": ("GOOGLE_APPLICATION_CREDENTIALS",),
}
_OF_SIGN_INS = {"aws-region": "AWS_REGION", "project_id": "GOOGLE_CLOUD_PROJECT"}
_MODEL_ARGUMENT = regex(r"(?<![\w-])--model(?:=|[ \t]+)[\"']?(?P<value>[^\s\"']{1,200})")
# Variables within an input of that action: `claude_env` of its beta as lines, `settings` as JSON (its migration guide).
_ENV_LINES = regex(r"^[ \t]*([A-Za-z_]\w*)[ \t]*:[ \t]*([^\n]*?)[ \t\r]*$", re.MULTILINE)
_ENV_MEMBERS = regex(r"\"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\"\s*:\s*\"([^\"\n]*)\"")
_OF_BETA = regex(r"@(?:beta|v0\b)")
_EXPRESSION = regex(r"\$\{\{.*?\}\}")


@dataclass(frozen=True, slots=True)
class _Step:
    """One step with what stands around it."""

    node: Mapped
    entries: tuple[Entry, ...]
    calls: bool  # a client


def read_workflow(document: Document) -> Read:
    """Return what the steps get that call a client; where none does, what all of them get."""
    reader = _Workflow(document)
    steps: list[_Step] = []
    count = 0
    for step in reader.steps():
        steps.append(step)
        count += len(step.entries) + 1
        if count > _MOST_ENTRIES:
            text = "The steps of this workflow have more variables than are followed here."
            return (), (Problem(ProblemKind.READER_LIMIT, document.top_span(), text),)
    called = [step for step in steps if step.calls]
    files: dict[tuple[Entry, ...], EnvFile] = {}
    for step in _held_against(called, document) or steps:
        if step.entries:
            file = EnvFile(document.name, document.kind, step.entries, owner=reader.owner(step))
            files.setdefault(step.entries, file)
    return tuple(files.values()), tuple(reader.problems)


def _held_against(steps: Sequence[_Step], document: Document) -> list[_Step]:
    """Return the steps that call a client, to each what only another of them has as not set."""
    names = dict.fromkeys(entry.name for step in steps for entry in step.entries)
    found = []
    for step in steps:
        own = {entry.name for entry in step.entries}
        span = document.line_at(step.node.begin)
        lacking = [Entry(name, None, span, None, is_set=False) for name in names if name not in own]
        found.append(replace(step, entries=(*step.entries, *lacking)))
    return found


class _Workflow:
    """Reads one workflow, or a part of one."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._root, self._text = read_yaml(document.text)
        self.problems: list[Problem] = []

    def owner(self, step: _Step) -> str:
        """Return the words for a step: its name, or its line."""
        name = members_of(step.node).get("name")
        if isinstance(name, Scalar) and name.value and "${{" not in name.value:
            return f"the step “{self._text.restore(name.value, name.begin)}”"
        return f"the step on line {self._document.span(step.node.begin, step.node.begin).line}"

    def steps(self) -> Iterator[_Step]:
        """Yield the steps of all jobs in order; of a part of a workflow those that it shows."""
        members = members_of(self._root)
        members = members_of(members.get("runs")) or members  # of an action that is made of steps
        above = list(self._env(members.get("env"), {}, may_insert=False)) if "steps" not in members else []
        for job in members_of(members.get("jobs")).values():
            yield from self._of_job(members_of(job), above)
        if "steps" in members:
            yield from self._of_job(members, [])
        elif isinstance(self._root, Listed):
            yield from self._of_list(self._root.items, [])
        elif not members.keys().isdisjoint(("uses", "run")) and isinstance(self._root, Mapped):
            yield self._step(self._root, [])

    def _of_job(self, members: Mapping[str, Node], above: Sequence[Entry]) -> Iterator[_Step]:
        inside = self._env(members_of(members.get("container")).get("env"), {})
        entries = [*inside, *above]
        entries += self._env(members.get("env"), _known(entries))
        yield from self._of_list(items_of(members.get("steps")), entries)

    def _of_list(self, nodes: Sequence[Node], above: Sequence[Entry]) -> Iterator[_Step]:
        entries = list(above)
        for node in nodes:
            if isinstance(node, Mapped):
                step = self._step(node, entries)
                yield step
                entries += self._appended(members_of(node).get("run"), _known(step.entries))
                entries += self._of_cloud(members_of(node))

    def _step(self, node: Mapped, above: Sequence[Entry]) -> _Step:
        members = members_of(node)
        entries = [*above, *self._env(members.get("env"), _known(above))]
        uses, run = _text(members.get("uses")), members.get("run")
        if ACTION.match(uses):
            entries += self._inputs(members, _known(entries))
            entries += self._within_inputs(members_of(members.get("with")), uses, _known(entries))
        others = _OTHERS.get(uses.partition("@")[0])
        if others is not None:
            entries += self._of_other(members.get("with"), others, _known(entries))
        calls = ACTION.match(uses) is not None or others is not None
        if isinstance(run, Scalar) and CALL.search(script_of(self._text.text[run.begin : run.stop])):
            calls = True
            for pattern in (_EXPORTED, _BEFORE):
                entries += self._lines(run, pattern, _known(entries))
        return _Step(node, tuple(entries), calls)

    def _env(self, node: Node | None, known: Mapping[str, str | None], *, may_insert: bool = True) -> Iterator[Entry]:
        """Yield the variables of an `env:`; what they insert is what stands around it."""
        if isinstance(node, Scalar) and (node.why or node.value):
            span = self._document.span(node.begin, node.stop)
            text = f"line {span.line} gives no list of variables, so that they are not known"
            self.problems.append(Problem(ProblemKind.BAD_LINE, span, text))
        for member in node.members if isinstance(node, Mapped) else ():
            if _NAME.fullmatch(member.key):
                yield self._entry(member.key, member, known if may_insert else None)

    def _entry(self, name: str, member: Member, known: Mapping[str, str | None] | None) -> Entry:
        node, begin = member.node, member.begin
        if not isinstance(node, Scalar):
            span = self._document.span(begin, begin + len(member.key))
            return Entry(name, None, span, None, f"line {span.line} gives a list or a mapping where a text belongs")
        span = self._document.span(begin, max(node.stop, begin + len(member.key)))
        value_span = self._document.span(node.begin, node.stop)
        if node.why:
            return Entry(name, None, span, value_span, f"line {span.line} {node.why}")
        written = "" if node.is_plain and (node.value or "") in _NOTHING else node.value or ""
        try:
            value = filled_in(name, written, known, span.line)
        except Unread as unread:
            return Entry(name, None, span, value_span, unread.why)
        return Entry(name, self._text.restore(value, node.begin), span, value_span)

    def _inputs(self, step: Mapping[str, Node], known: Mapping[str, str | None]) -> Iterator[Entry]:
        """Yield the variables that Claude Code's action makes of its inputs, and those that it empties."""
        inputs, uses = step.get("with"), step.get("uses")
        given: set[str] = set()
        for member in inputs.members if isinstance(inputs, Mapped) else ():
            name = INPUTS.get(member.key) or SWITCHES.get(member.key)
            if name is None:
                continue
            entry = self._entry(name, member, known)
            if member.key in SWITCHES and entry.value is not None:
                entry = replace(entry, value="1" if _text(member.node) == "true" else "")
            if entry.value != "":
                given.add(name)
                yield entry
        own = {*SWITCHES.values(), *(INPUTS[key] for key in OF_BASE if BASE_ACTION.match(_text(uses)))}
        if isinstance(uses, Scalar):
            span = self._document.span(uses.begin, uses.stop)
            yield from (Entry(name, "", span) for name in sorted((own - given) & known.keys()))

    def _of_other(
        self, inputs: Node | None, names: Mapping[str, str], known: Mapping[str, str | None]
    ) -> Iterator[Entry]:
        """Yield the variables that the action of another client makes of its inputs; an empty one is none."""
        for member in inputs.members if isinstance(inputs, Mapped) else ():
            if member.key == _ELSEWHERE and _text(member.node):
                span = self._document.span(member.begin, member.begin + len(member.key))
                yield Entry(_ELSEWHERE, _text(member.node), span)
            elif (name := names.get(member.key)) and (entry := self._entry(name, member, known)).value != "":
                yield entry

    def _within_inputs(self, inputs: Mapping[str, Node], uses: str, known: Mapping[str, str | None]) -> Iterator[Entry]:
        """Yield the variables that stand in a text of the action's inputs."""
        lines, settings = inputs.get("claude_env"), inputs.get("settings")
        if isinstance(lines, Scalar) and _OF_BETA.search(uses):
            yield from self._lines(lines, _ENV_LINES, known)
        if isinstance(settings, Scalar):
            yield from self._lines(settings, _ENV_MEMBERS, known)
        if isinstance(arguments := inputs.get("claude_args"), Scalar):
            yield from self._model(arguments)

    def _model(self, arguments: Scalar) -> Iterator[Entry]:
        """Yield the model that the client's own arguments name, which comes before any other."""
        found = _MODEL_ARGUMENT.search(self._text.text, arguments.begin, arguments.stop)
        if found is not None and "${{" not in found["value"]:
            span = self._document.span(found.start(), found.end("value"))
            value = self._text.restore(found["value"], found.start("value"))
            yield Entry("ANTHROPIC_MODEL", value, span, self._document.span(*found.span("value")))

    def _appended(self, run: Node | None, known: Mapping[str, str | None]) -> Iterator[Entry]:
        """Yield what a step appends to $GITHUB_ENV for the steps after it."""
        if isinstance(run, Scalar) and "GITHUB_ENV" in self._text.text[run.begin : run.stop]:
            yield from self._lines(run, _APPENDED, known)
            for found in _APPENDED_FILE.finditer(self._text.text[run.begin : run.stop]):
                span = self._document.span(run.begin + found.start("command"), run.begin + found.end())
                says = f"line {span.line} hands on what a command prints, which may set any variable"
                self.problems.append(Problem(ProblemKind.READS_OTHER_FILE, span, says))

    def _of_cloud(self, members: Mapping[str, Node]) -> Iterator[Entry]:
        """Yield what an action that signs in to a cloud exports for the steps after it, as its README says."""
        uses = members.get("uses")
        names = next((names for action, names in _SIGN_INS.items() if action in _text(uses)), ())
        if not names or not isinstance(uses, Scalar):
            return
        span = self._document.span(uses.begin, uses.stop)
        yield from (Entry(name, HIDDEN, span) for name in names)
        inputs = members.get("with")
        for member in inputs.members if isinstance(inputs, Mapped) else ():
            if name := _OF_SIGN_INS.get(member.key):
                yield self._entry(name, member, None)

    def _lines(self, run: Scalar, pattern: re.Pattern[str], known: Mapping[str, str | None]) -> Iterator[Entry]:
        """Yield what lines of a step's script set; what its shell inserts is worked out at the run alone."""
        first = run.begin
        for found in pattern.finditer(self._text.text[first : run.stop]):
            begin, stop = first + found.start(2), first + found.end(2)
            span = self._document.span(first + found.start(1), stop)
            value_span = self._document.span(begin, stop)
            bare = found[2].strip()
            if len(bare) > 1 and bare[0] in "\"'" and bare[-1] == bare[0]:
                bare = bare[1:-1]
            try:
                value = filled_in(found[1], bare, known, span.line)
            except Unread as unread:
                yield Entry(found[1], None, span, value_span, unread.why)
                continue
            if any(sign in _EXPRESSION.sub("", bare) for sign in "$`\\\"'"):
                yield Entry(found[1], None, span, value_span, f"line {span.line} works it out at the run")
            else:
                yield Entry(found[1], self._text.restore(value, begin), span, value_span)


def _known(entries: Sequence[Entry]) -> dict[str, str | None]:
    """Return what `env.NAME` inserts: of each name the nearest value, None where that is not known."""
    return {entry.name: entry.value for entry in entries}


def _text(node: Node | None) -> str:
    return node.value or "" if isinstance(node, Scalar) else ""
