"""The environment of the process in which a client starts: what stands below a shell, the shell, what stands above.

A dump is the truth of a process and outranks every file. `/etc/environment` and environment.d are inherited by a
shell, whose start-up files win over them. A unit of systemd, a compose file, a file for `docker run` make the
environment of a process of their own: they count where no shell's file is given. What mise sets in a folder counts
there, and beside a start-up file if that lets mise do so. A .env file counts for nobody who does not load it: what the
command loads that starts the client (`envloaders`) is in that process.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from .environment import Act, Assignment, Environment, Evaluation, Problem, ProblemKind, State, Variable
from .findings import Login
from .logouts import logged_out_at
from .readers.entries import Entry, EnvFile
from .records import dataclass, field
from .regexes import regex
from .source import TYPED, Document, Kind, Span
from .startways import SHELL, Way
from .statusscreen import login_shown

if TYPE_CHECKING:
    from .envloaders import Loaded

Read = tuple[tuple[EnvFile, ...], tuple[Problem, ...]]

SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH, Kind.POWERSHELL, Kind.CMD)
NO_ENVIRONMENT = (Kind.TEXT, Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE, Kind.STATUS, Kind.LOGIN_FILE)
_BELOW = (Kind.PAM_ENV, Kind.ENVIRONMENT_D)
_SHOWN = (Kind.DUMP, Kind.LISTED, Kind.TOLD)
_MISE = regex(r"\bmise\b[^\n)]{0,80}\bactivate\b")
_OF_JOB = "EnvironmentVariables"  # of a job alone, where a file of launchd has them
_STORES = ("machine", "user", "")
_RUNS_ON = regex(r"^[ \t]*runs-on:[ \t]*([^\n#]*)", re.M)
# "I logged into Claude Code using my Anthropic Console account"
_CONSOLE = regex(
    r"\bI(?:['’](?:m|ve)| am| have)?(?: already| just)? (?:logged|signed) in(?:to)?\b[^.?!\n]{0,40}"
    r"\b(?:using|with|via|by) (?:my|an?|the|our) (?:\w+ ){0,2}Console account\b"
)
_HOSTED = regex(r"[\"']?(?:ubuntu|windows|macos)-(?:latest|\d[\w.]*|slim)(?:-[\w-]+)?[\"']?\s*")
OWN_PROCESS = (
    *(Kind.DOCKER_ENV, Kind.SYSTEMD_UNIT, Kind.SYSTEMD_ENV, Kind.COMPOSE, Kind.LAUNCHD),
    *(Kind.CRONTAB, Kind.DOCKERFILE, Kind.WORKFLOW, Kind.KUBERNETES, Kind.GITLAB),
    Kind.VSCODE_SETTINGS,  # its terminals and its extension; a shell in such a terminal has files of its own
)


@dataclass(slots=True)
class _Sources:
    """The files other than a shell's by what they are to the process, those of each part in the order given."""

    below: list[EnvFile] = field(default_factory=list)  # a shell inherits them
    over: list[EnvFile] = field(default_factory=list)  # what starts the process that is meant gives it these
    of_mise: list[EnvFile] = field(default_factory=list)
    starting: list[EnvFile] = field(default_factory=list)  # each makes the environment of a process of its own
    dotenv: list[EnvFile] = field(default_factory=list)
    shown: list[EnvFile] = field(default_factory=list)  # what a process has, or Windows keeps

    def part_of(self, file: EnvFile, way: Way, *, is_below: bool) -> list[EnvFile] | None:
        """Return the part in which a file belongs; None where it gives the process nothing, and shows nothing of it."""
        if is_below:
            return self.below
        if way.over is not None and is_of(file, way.over):
            return self.over
        if file.kind is Kind.MISE:
            return self.of_mise
        if file.kind in OWN_PROCESS:
            return self.starting
        if file.kind is Kind.DOTENV:
            return self.dotenv
        return self.shown if file.kind in _SHOWN else None


def _sorted(files: Iterable[EnvFile], documents: Sequence[Document], way: Way, *, has_shell: bool) -> _Sources:
    """Return the files by what they are to a process that is started so."""
    texts = {document.name: document.text for document in documents}
    sources = _Sources()
    for file in files:
        # What launchd is told for all apps: a terminal that is opened later has it.
        for_all = file.kind is Kind.LAUNCHD and _OF_JOB not in texts.get(file.document, _OF_JOB)
        part = sources.part_of(file, way, is_below=file.kind in _BELOW or (has_shell and for_all))
        if part is not None:
            part.append(file)
    return sources


def process_environment(shell: Evaluation, documents: Sequence[Document], *, way: Way = SHELL) -> Evaluation:
    """Return the evaluation of the shell with the other sources of a process's environment laid below and over it.

    `way`: what is started so is meant, as where the shell's variables are only what a file inserts.
    """
    read_by_shell = frozenset(act.span.document for act in shell.assignments)
    loaded = _loaded(documents)
    files, problems = _read(documents, shell.environment, read_by_shell.union(loaded))
    if not files and not problems:
        return Evaluation() if way.apart else shell
    has_shell = not way.apart and any(document.kind in SHELLS for document in documents)
    sources = _sorted(files, documents, way, has_shell=has_shell)
    state = _Process(Evaluation() if way.apart else shell)
    state.below(sources.below, has_shell=has_shell)
    in_folder = not has_shell or any(document.kind in SHELLS and activates_mise(document) for document in documents)
    state.started_by([*sources.over, *sources.of_mise] if in_folder else sources.over)
    state.beside([] if in_folder else sources.of_mise)
    if has_shell:
        state.beside(sources.starting)
    elif not (serves_others(documents) or is_left_at_home(documents)):
        # What starts a container wins over the image that it is made of.
        state.started_by([file for file in sources.starting if file.kind is Kind.DOCKERFILE])
        state.started_by([file for file in sources.starting if file.kind is not Kind.DOCKERFILE])
    state.loaded_by([file for file in sources.dotenv if file.document in loaded], loaded)
    state.beside([file for file in sources.dotenv if file.document not in loaded])
    # What Windows keeps is what a window gets that is opened later, the user's before the machine's; a process that is
    # shown beside it is the one that is meant.
    for file in sorted(sources.shown, key=lambda each: _STORES.index(each.stored)):
        state.dumped(file, _typed_later(file, documents))
    return Evaluation(
        Environment(dict(sorted(state.variables.items()))),
        (*shell.assignments, *state.assignments),
        (*shell.problems, *problems, *state.problems),
        shell.settings,
    )


def is_left_at_home(documents: Sequence[Document]) -> bool:
    """Tell whether clients' files of the home folder stand beside what starts a client where that folder is not."""
    if {document.kind for document in documents}.isdisjoint(OWN_PROCESS):
        return False
    from .homefiles import left_at_home

    return bool(left_at_home(documents))


def is_of(file: EnvFile, which: tuple[str, str]) -> bool:
    """Tell whether a file, or a part of it, is the one of that document and of an owner that begins so."""
    return file.document == which[0] and file.owner.startswith(which[1])


def given_by(which: tuple[str, str], documents: Sequence[Document]) -> tuple[Variable, ...]:
    """Return the variables that one file gives; of several parts that differ in a value none is known."""
    files = [file for file in _read(documents, Environment(), frozenset())[0] if is_of(file, which)]
    found: dict[str, Variable] = {}
    for entry in (entry for file in files for entry in file.last().values() if entry.is_set):
        before = found.get(entry.name)
        is_known = entry.value is not None and (before is None or before.value == entry.value)
        state, why = (State.SET, None) if is_known else (State.UNKNOWN, entry.why or "it differs by the system")
        value = entry.value if is_known else None
        found[entry.name] = Variable(entry.name, state, True, value, entry.span, entry.value_span, why=why)
    return tuple(found.values())


def serves_others(documents: Sequence[Document]) -> bool:
    """Tell whether Claude Code's settings stand beside files that start programs, none of which names a client.

    A compose file of somebody's app is no process of the client that these settings are for.
    """
    kinds = {document.kind for document in documents}
    if Kind.CLAUDE_SETTINGS not in kinds or kinds.isdisjoint(OWN_PROCESS):
        return False
    from .starters import STARTERS, starts_others

    return not kinds.isdisjoint(STARTERS) and starts_others(documents)


def _typed_later(file: EnvFile, documents: Sequence[Document]) -> Callable[[Variable], bool]:
    """Return what tells whether a variable was set, or taken away, at the prompt after a command had shown it."""
    shown = next(each for each in documents if each.name == file.document)
    typed = {each.name for each in documents if each.name.startswith(TYPED) and each.paste == shown.paste}
    last = max(shown.lines)

    def is_later(variable: Variable) -> bool:
        at = variable.set_at
        return at is not None and at.document in typed and at.line > last

    return is_later


def _loaded(documents: Sequence[Document]) -> Mapping[str, Loaded]:
    """Return the .env files that a call of a client loads, and how; what tells is loaded where there is such a file."""
    if not any(document.kind is Kind.DOTENV for document in documents):
        return {}
    from .envloaders import loaded_files

    return loaded_files(documents)


def activates_mise(document: Document) -> bool:
    """Tell whether a start-up file lets mise set the variables of the folder at each prompt."""
    return "mise" in document.text and _MISE.search(document.text) is not None


def login_there(login: Login, documents: Sequence[Document]) -> Login:
    """Return the login that a client finds: what it shows; on a runner of GitHub's own, which is new, nobody is."""
    kinds = {document.kind for document in documents}
    if login is Login.UNKNOWN and (out := logged_out_at(documents)):
        screens = [document for document in documents if document.kind is Kind.STATUS]
        return Login.NONE if all(max(screen.lines) < out for screen in screens) else login_shown(documents)
    if login is Login.UNKNOWN and Kind.STATUS in kinds:
        return login_shown(documents)
    if login is Login.UNKNOWN and any(
        each.kind is Kind.TEXT and "Console account" in each.text and _CONSOLE.search(each.text) for each in documents
    ):
        return Login.CONSOLE
    if login is not Login.UNKNOWN or Kind.WORKFLOW not in kinds or not all(map(_is_in_repository, documents)):
        return login
    runners = [found for each in documents if each.kind is Kind.WORKFLOW for found in _RUNS_ON.findall(each.text)]
    return Login.NONE if all(map(_HOSTED.fullmatch, runners)) else login


def _is_in_repository(document: Document) -> bool:
    """Tell whether a document is a workflow, or what may stand beside one without a say in who is logged in there."""
    if document.kind is Kind.CLAUDE_SETTINGS:
        return document.name.removeprefix("./") in (".claude/settings.json", ".claude/settings.local.json")
    return document.kind in (Kind.WORKFLOW, Kind.TEXT, Kind.DOTENV)


def _read(documents: Sequence[Document], shell: Environment, read_by_shell: frozenset[str]) -> Read:
    """Return what each file other than a shell's gives, in the order given, and what is wrong in them."""
    if all(document.kind in SHELLS or document.kind in NO_ENVIRONMENT for document in documents):
        return (), ()
    from .readers.envreaders import read_env_files  # a dozen formats, which most checks do without

    return read_env_files(documents, shell, read_by_shell)


class _Process:
    """The variables of a process while the sources are laid over each other."""

    def __init__(self, shell: Evaluation) -> None:
        self.variables = dict(shell.environment.variables)
        # What windows opened later get, a process that was there before does not have.
        self._for_later = {each.span for each in shell.problems if each.kind is ProblemKind.STORED_FOR_LATER}
        self._stored: dict[str, Entry] = {}  # what Windows keeps, by name
        self.assignments: dict[Assignment, None] = {}
        self.problems: list[Problem] = []

    def below(self, files: Iterable[EnvFile], *, has_shell: bool) -> None:
        """Lay files below the shell: what it touches is its own."""
        touched = frozenset(self.variables)
        for file in files:
            unsure = _UNSURE.get(file.kind, "") if has_shell else ""
            entries = [entry for entry in file.entries if entry.name not in touched]
            self._assign([_unsure(entry, unsure) if unsure else entry for entry in entries])

    def started_by(self, files: Sequence[EnvFile]) -> None:
        """Lay on what starts a process without a shell; services of one name differ, and only one is meant."""
        owners: dict[str, list[tuple[EnvFile, Entry]]] = {}
        for file in files:
            for name, entry in file.last().items():
                owners.setdefault(name, []).append((file, entry))
            self._assign(file.entries)
        for found in owners.values():
            values = {(entry.value, entry.is_set) for _, entry in found}
            if len({file.owner for file, _ in found}) > 1 and len(values) > 1:
                lines = " and ".join(f"line {entry.span.line} for {file.owner}" for file, entry in found[:3])
                last = next((entry for _, entry in reversed(found) if entry.is_set), found[-1][1])
                self._set(_unsure(last, f"it depends on which is meant: {lines}"))

    def loaded_by(self, files: Sequence[EnvFile], how: Mapping[str, Loaded]) -> None:
        """Lay on the .env files that the command which starts the client loads."""
        if not files:
            return
        from .envloaders import as_loaded

        exported = frozenset(name for name, variable in self.variables.items() if variable.exported)
        for file in files:
            self._assign(as_loaded(file, how[file.document], exported).entries)

    def beside(self, files: Iterable[EnvFile]) -> None:
        """Show what this process does not see: the shell's own lines win, and nothing is exported."""
        touched = frozenset(self.variables)
        for file in files:
            for entry in file.last().values():
                if entry.name not in touched:
                    state = State.SET if entry.value is not None else State.UNKNOWN if entry.is_set else State.UNSET
                    self.variables[entry.name] = Variable(
                        entry.name, state, False, entry.value, entry.span, entry.value_span, (), entry.why
                    )

    def dumped(self, file: EnvFile, is_later: Callable[[Variable], bool]) -> None:
        """Take over what a dump shows, and that it does not show the rest; what was typed after it stays."""
        for entry in file.last().values():
            if (below := self.variables.get(entry.name)) is not None and is_later(below):
                continue
            self._confirm(entry)
            if file.stored:
                self._for_later.add(entry.span)
                if entry.value:
                    self._stored[entry.name] = entry
        for name, variable in tuple(self.variables.items()):
            if file.lacks(name) and variable.state is not State.UNSET and variable.exported and not is_later(variable):
                lost = _spans(variable)
                self._differs(variable, "does not have the variable")
                self.variables[name] = Variable(name, State.UNSET, False, overrides=lost)
        for name in tuple(self._stored) if not file.stored else ():
            shown = file.lacks(name) or any(entry.name == name for entry in file.entries)
            if shown and not self.variables[name].exported:
                self._waits(self._stored.pop(name))

    def _waits(self, stored: Entry) -> None:
        """Report a value that Windows keeps, where the process shown was started before it."""
        text = "Windows keeps this for windows opened later; the one that is shown does not have it."
        self.problems.append(Problem(ProblemKind.STORED_FOR_LATER, stored.span, text, stored.name))

    def _confirm(self, entry: Entry) -> None:
        """Lay one line of a dump over what the files say; where both agree, the file's line stays the evidence."""
        below = self.variables.get(entry.name)
        exported = entry.exported if entry.exported is not None else _exported(below)
        if entry.is_set and entry.value is None and below is not None and below.state is State.SET:
            return  # the dump lists the name without the value
        if below is not None and below.state is State.SET and entry.value == below.value and entry.is_set:
            if exported:
                self.variables[entry.name] = _as_exported(below)
            return
        if entry.value == "" and exported is None and (below is None or below.state is State.UNSET):
            if below is None:  # `echo` printed nothing: not set, or set to nothing, which clients take for the same
                self._set(Entry(entry.name, None, entry.span, is_set=False))
            return
        if entry.is_set and exported is None:
            self._set(_unsure(entry, "`set` and `echo` show variables that programs do not get, too"))
            return
        if below is not None and below.state is State.UNSET and not entry.is_set:
            return
        if below is not None and below.exported:
            self._differs(below, "has another value" if entry.is_set else "does not have the variable")
        self._set(entry, exported=bool(exported))

    def _differs(self, variable: Variable, what: str) -> None:
        """Report a known value of a file that the process shown does not have."""
        if variable.state is State.SET and variable.set_at is not None and variable.set_at not in self._for_later:
            text = f"The process whose environment is shown {what}, though this line sets it."
            self.problems.append(Problem(ProblemKind.DUMP_DIFFERS, variable.set_at, text, variable.name))

    def _assign(self, entries: Iterable[Entry]) -> None:
        """Lay on the entries of one file, of which the last of each name wins."""
        by_name: dict[str, list[Entry]] = {}
        for entry in entries:
            by_name.setdefault(entry.name, []).append(entry)
            act = Act.EXPORT if entry.is_set else Act.UNSET
            made = Assignment(entry.name, act, entry.value, entry.is_set, entry.span, entry.value_span, entry.why)
            self.assignments.setdefault(made)  # what several steps share is one line
        for found in by_name.values():
            self._set(found[-1], earlier=[entry.span for entry in found[:-1]])

    def _set(self, entry: Entry, *, exported: bool = True, earlier: Iterable[Span] = ()) -> None:
        below = self.variables.get(entry.name)
        before = (*(_spans(below) if below is not None else ()), *earlier)
        lost = tuple(span for span in before if span != entry.span)
        if not entry.is_set:
            self.variables[entry.name] = Variable(entry.name, State.UNSET, False, set_at=entry.span, overrides=lost)
            return
        known = entry.value is not None
        self.variables[entry.name] = Variable(
            entry.name,
            State.SET if known else State.UNKNOWN,
            exported,
            entry.value,
            entry.span,
            entry.value_span,
            lost,
            None if known else entry.why,
        )


_UNSURE = {
    Kind.ENVIRONMENT_D: "only what systemd's manager of the user's session starts sees {line}, and maybe no terminal",
    Kind.LAUNCHD: "only apps, and terminals, that are opened after {line} was run have it",
}


def _unsure(entry: Entry, why: str) -> Entry:
    says = why.replace("{line}", f"line {entry.span.line}")
    return Entry(entry.name, None, entry.span, entry.value_span, says, exported=entry.exported)


def _exported(variable: Variable | None) -> bool | None:
    """Tell whether the files export a variable; None where they do not touch it."""
    if variable is None or variable.state is State.UNSET:
        return None
    return variable.exported


def _as_exported(variable: Variable) -> Variable:
    return Variable(
        variable.name,
        variable.state,
        True,
        variable.value,
        variable.set_at,
        variable.value_span,
        variable.overrides,
        variable.why,
    )


def _spans(variable: Variable) -> tuple[Span, ...]:
    return (*variable.overrides, *((variable.set_at,) if variable.set_at is not None else ()))
