"""Read what a Dockerfile gives to the processes of its image: `ENV`, with the arguments of the build that it inserts.

From Docker's reference (https://docs.docker.com/reference/dockerfile/, read 2026-11-27): `ENV K=V …` and the old
`ENV K V`; the last stage counts, and inherits from the stage that it is built on; an `ARG` is known to the build alone;
all of one `ENV` is worked out with what was known before it; what `RUN` exports ends with that step.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..clientnames import READ_BY_OTHERS
from ..environment import Problem, ProblemKind
from ..names import READ
from ..records import dataclass, replace
from ..regexes import regex
from ..source import Document, Kind, Span
from .calls import CALL
from .dockerlines import HERE, Instruction, Word, instructions, stage_of, words
from .dockerwords import expanded
from .entries import Entry, EnvFile, Unread
from .shadow import Shadow, shadow

Read = tuple[tuple[EnvFile, ...], tuple[Problem, ...]]

_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_EXPORT = regex(r"(?<![\w$./-])export[ \t]+([A-Za-z_]\w*)=")
_BUILD = regex(r"\b(?:docker|podman|nerdctl|buildah)[ \t](?:[^\n]|\\\r?\n){0,400}?\bbuild\b(?:[^\n]|\\\r?\n){0,2000}")
_ARGUMENT = regex(r"--build-arg[= \t]+[\"']?([A-Za-z_]\w*)(?:=((?:‹[^›\n]*›|[^\s\"'$`\\‹])*)(?=[\s\"']|\Z))?")
_TARGET = regex(r"--target[= \t]+([\w.-]+)")
# RUN echo 'export NAME=value' >> ~/.bashrc · RUN cat >> ~/.bashrc <<'EOF': a shell that is opened there reads it.
_TO_FILE = regex(
    r"[^&;|\n]{0,400}?(?:>|\|[ \t]*(?:sudo[ \t]+)?tee(?:[ \t]+-a)?[ \t])[ \t]*[\"']?"
    r"(?P<file>[^\s\"';&|<>]{0,80}(?:rc|profile|zshenv|profile\.d/[^\s\"';&|<>]{1,40}|/etc/environment))(?![\w.-])"
)
_MOST_STAGES = 100
_SAYS = (Kind.TEXT, Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH, Kind.POWERSHELL, Kind.CMD)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the build knows under a name: the value, or why it is not known."""

    value: str | None
    why: str = ""


@dataclass(slots=True)
class _Stage:
    """One stage: what its processes get, and the arguments that only the build knows."""

    entries: list[Entry]
    known: dict[str, _Known]
    arguments: dict[str, _Known]
    is_empty: bool = False  # built from nothing, or from a stage that is: no image below says more


def read_dockerfile(document: Document, documents: Sequence[Document]) -> Read:
    """Return the environment of the last stage, or of the one that a build command beside it names."""
    reader = _Dockerfile(document, _commands(documents))
    entries = tuple(reader.image())
    file = EnvFile(document.name, document.kind, entries, owner=f"the image of {document.name}")
    return (file,) if entries else (), tuple(reader.problems)


def _commands(documents: Sequence[Document]) -> tuple[str, ...]:
    """Return the commands beside a Dockerfile that build an image."""
    texts = [document.text for document in documents if document.kind in _SAYS and "build" in document.text]
    return tuple(found.group() for text in texts for found in _BUILD.finditer(text))


class _Dockerfile:
    """Reads one Dockerfile."""

    def __init__(self, document: Document, commands: Sequence[str]) -> None:
        self._document = document
        self._text: Shadow = shadow(document.text)
        self._is_built_here = bool(commands)
        self._given = {found[1]: found[2] for each in commands for found in _ARGUMENT.finditer(each)}
        self._target = next((found[1] for each in commands for found in _TARGET.finditer(each)), "").lower()
        self._global: dict[str, _Known] = {}
        self.problems: list[Problem] = []

    def image(self) -> Sequence[Entry]:
        """Return the variables of the stage that is built, those inherited first."""
        stages: dict[str, _Stage] = {}
        stage = _Stage([], {}, self._global)
        is_before, count = True, 0
        for each in instructions(self._text.text):
            if each.name == "FROM":
                count += 1
                if count > _MOST_STAGES:
                    return self._too_many(each)
                if self._target and stages.get(self._target) is stage:
                    break
                stage = self._from(each, stages)
                is_before = False
            elif each.name == "ARG":
                self._arg(each, stage, is_before=is_before)
            elif each.name == "ENV":
                self._env(each, stage)
            elif each.name == "RUN":
                self._run(each, stage)
        return stage.entries

    def _too_many(self, each: Instruction) -> Sequence[Entry]:
        span = self._document.span(each.begin, each.begin + len(each.name))
        text = f"No more than {_MOST_STAGES} stages of a Dockerfile are followed here."
        self.problems.append(Problem(ProblemKind.READER_LIMIT, span, text))
        return ()

    def _from(self, each: Instruction, stages: dict[str, _Stage]) -> _Stage:
        base, name = stage_of(each)
        below = stages.get(base)
        if below is None:
            stage = _Stage([], {}, {}, base == "scratch")
        else:  # what is declared in a stage is inherited by those built on it, arguments too
            stage = _Stage(list(below.entries), dict(below.known), dict(below.arguments), below.is_empty)
        if name:
            stages[name] = stage
        return stage

    def _arg(self, each: Instruction, stage: _Stage, *, is_before: bool) -> None:
        """Note the arguments of a build; one without a default takes that from before the first `FROM`."""
        for word in words(each.rest):
            name, equals, _ = word.text.partition("=")
            line = self._line(each)
            if not _NAME.fullmatch(name):
                continue
            if name in self._given and self._given[name] is not None:
                known = _Known(self._given[name])
            elif name in self._given:
                known = _Known(None, f"line {line} takes {name} from where the image is built")
            elif equals and self._is_built_here:
                known = self._valued(word.after(len(name) + 1), stage, line)
            elif equals:
                known = _Known(None, f"line {line} gives the build argument {name} a default alone")
            elif name in self._global and not is_before:
                known = self._global[name]
            else:
                known = _Known(None, f"line {line} takes {name} from where the image is built (--build-arg {name}=…)")
            stage.arguments[name] = known

    def _env(self, each: Instruction, stage: _Stage) -> None:
        parts = words(each.rest)
        if parts and "=" not in parts[0].text:
            self._old(each, parts[0], stage)
            return
        new: list[Entry] = []
        for word in parts:
            name, equals, _ = word.text.partition("=")
            if not equals:
                self._refused(each, "what stands between its pairs has no “=”")
                return
            if not _NAME.fullmatch(name):
                continue
            entry = self._entry(each, name, word, word.after(len(name) + 1), stage)
            new.append(entry if len(parts) > 1 else replace(entry, span=self._document.span(each.begin, word.stop)))
        self._note(new, stage)

    def _old(self, each: Instruction, first: Word, stage: _Stage) -> None:
        """Read `ENV NAME the rest of the line`."""
        name = first.text
        value = each.rest.after(len(name)).stripped()
        if not value.text:
            self._refused(each, "ENV needs a name and a value")
        elif _NAME.fullmatch(name):
            entry = self._entry(each, name, first, value, stage)
            self._note([replace(entry, span=self._document.span(each.begin, value.stop))], stage)

    def _entry(self, each: Instruction, name: str, word: Word, value: Word, stage: _Stage) -> Entry:
        known = self._valued(value, stage, self._document.span(word.begin, word.begin).line)
        span = self._document.span(word.begin, max(word.stop, value.stop))
        value_span = self._document.span(value.begin, value.stop) if value.text else None
        return Entry(name, known.value, span, value_span, known.why or None)

    def _note(self, new: Sequence[Entry], stage: _Stage) -> None:
        """Take over what one `ENV` sets: all at once, for its values do not see each other."""
        stage.entries += new
        stage.known |= {entry.name: _Known(entry.value, entry.why or "") for entry in new}

    def _valued(self, value: Word, stage: _Stage, line: int) -> _Known:
        def look_up(name: str) -> str | None:
            known = stage.known.get(name) or stage.arguments.get(name)
            if known is None:
                if stage.is_empty:
                    return None
                raise Unread(f"line {line} inserts {name}, which the image below may set")
            if known.value is None:
                raise Unread(known.why)
            return known.value

        try:
            return _Known(expanded(value, look_up, self._text.restore, line))
        except Unread as unread:
            return _Known(None, unread.why)

    def _run(self, each: Instruction, stage: _Stage) -> None:
        """Report a client's variable that is exported in a step, which is over before anything uses it.

        What a step writes into a start-up file lasts, and counts where a shell is opened in the container.
        """
        text = each.rest.text
        called = max((call.start() for call in CALL.finditer(text)), default=-1) if "export" in text else -1
        for found in _EXPORT.finditer(text):
            is_read = found[1] in READ or found[1] in READ_BY_OTHERS
            if not is_read or called >= found.end():
                continue
            begin, stop = each.rest.places[found.start()], each.rest.places[found.end() - 1] + 1
            span = self._document.span(begin, stop)
            if (">" in text or "tee" in text) and (to := _TO_FILE.match(text, found.end())):
                self._written(found[1], span, to["file"], stage)
                continue
            said = f"What RUN exports on line {span.line} is gone with that step, before a container starts."
            self.problems.append(Problem(ProblemKind.LOST_EXPORT, span, said, found[1]))
        if "<<" in text and (here := HERE.search(text)) and (to := _TO_FILE.match(text)):
            self._here(each, here[3], to["file"], stage)

    def _here(self, each: Instruction, word: str, file: str, stage: _Stage) -> None:
        """Note what a here-document writes into a start-up file."""
        whole = self._text.text
        begin = whole.find("\n", each.rest.stop - 1) + 1
        while begin > 0:
            end = whole.find("\n", begin)
            line = whole[begin : end if end >= 0 else len(whole)]
            if line.strip() == word or end < 0:
                return
            for found in _EXPORT.finditer(whole, begin, end):
                if found[1] in READ or found[1] in READ_BY_OTHERS:
                    self._written(found[1], self._document.span(found.start(), found.end()), file, stage)
            begin = end + 1

    def _written(self, name: str, span: Span, file: str, stage: _Stage) -> None:
        why = f"line {span.line} writes it into {file}, which only a shell that is opened in the container reads"
        self._note([Entry(name, None, span, None, why)], stage)

    def _refused(self, each: Instruction, why: str) -> None:
        stop = each.rest.places[-1] + 1 if each.rest.places else each.begin
        span = self._document.span(each.begin, stop)
        self.problems.append(Problem(ProblemKind.BAD_LINE, span, f"Docker refuses line {span.line}: {why}."))

    def _line(self, each: Instruction) -> int:
        return self._document.span(each.begin, each.begin).line
