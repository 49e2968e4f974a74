"""Read what a manifest of Kubernetes gives to its containers: lists of `name:` with `value:` or `valueFrom:`.

From Kubernetes' own documentation (EnvVar in the API reference; "Define Environment Variables for a Container",
"Distribute Credentials Securely Using Secrets", read 2026-11-27): of two entries of one name the last counts, and any
entry before what `envFrom` brings; `$(NAME)` inserts an entry above, `$$(NAME)` is `$(NAME)`, and one that is not
there stays as written; a value that is no text is refused. The same lists stand in values of Helm charts, in Cloud Run
services and, with `secretRef:`, in Azure Container Apps. A secret is a value that is set and not shown: `***`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ..clientcalls import ANY
from ..environment import Problem, ProblemKind
from ..records import dataclass, replace
from ..regexes import regex
from ..source import Document
from ..templated import without_tags_in_yaml
from .entries import Entry, EnvFile, Unread
from .shadow import Shadow
from .workflowvalues import HIDDEN, may_be_hidden
from .yamlsubset import Listed, Mapped, Node, Scalar, items_of, members_of, read_yaml

Read = tuple[tuple[EnvFile, ...], tuple[Problem, ...]]

_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_LOUD = regex(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_ENV_KEY = regex(r"(?:(?:extra|additional|custom|pod|container)_?)[Ee]nv(?:ironment)?_?(?:[Vv]ars?|[Vv]ariables?)?")
_DOCUMENTS = regex(r"^---(?=\s|$)[^\n]*(?:\n|\Z)", re.MULTILINE)
_INSERTED = regex(r"\$\$|\$\(([A-Za-z_]\w*)\)")
_TEMPLATE = regex(r"\{\{")
_NO_TEXT = regex(r"true|false|True|False|TRUE|FALSE|[-+]?\d[\d_]*(?:\.\d*)?(?:[eE][-+]?\d+)?")
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_VALUES = ("value", "valueFrom", "secretRef")
_STORES = {"Secret": ("data", "stringData"), "ConfigMap": ("data",)}
_MOST = 5_000  # entries of one file
_MOST_DOCUMENTS = 200
# What in an image's name or a command says that a client is in it; programs around a client are called after it, too.
_CLIENT = regex(
    rf"(?<![A-Za-z])(?:{ANY})(?:-?code|-cli)?"
    r"(?![A-Za-z])(?!-(?:flow|squad|swarm|proxy|router|api|mem|server|web|ui)\b)"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One document of a file: its text in the file begins at `begin`."""

    root: Node
    text: Shadow
    begin: int


@dataclass(frozen=True, slots=True)
class _Container:
    """What one container gets, and whether its image or its command names a client."""

    owner: str
    entries: tuple[Entry, ...]
    calls: bool


def read_kubernetes(document: Document) -> Read:
    """Return what the containers get that run a client; where none is known to, what all of them get."""
    document, chosen = without_tags_in_yaml(document)
    reader = _Manifest(document)
    containers = [_where_chosen(each, chosen) for each in (*reader.containers(),) or (*reader.stores(),)]
    called = [each for each in containers if each.calls]
    files: dict[tuple[Entry, ...], EnvFile] = {}
    for each in called or containers:
        if each.entries:
            files.setdefault(each.entries, EnvFile(document.name, document.kind, each.entries, owner=each.owner))
    return tuple(files.values()), tuple(reader.problems)


def _where_chosen(container: _Container, chosen: Sequence[tuple[int, int]]) -> _Container:
    """Return a container whose entries are not known where a tag of a template decides about their lines."""
    if not chosen:
        return container
    why = "stands behind a tag of a template"
    entries = tuple(
        replace(entry, value=None, why=f"line {entry.span.line} {why}")
        if any(begin <= entry.span.begin < stop for begin, stop in chosen)
        else entry
        for entry in container.entries
    )
    return replace(container, entries=entries)


class _Manifest:
    """Reads one file, which may hold several documents."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._pieces = list(_pieces(document.text))
        self._is_manifest = "apiVersion:" in document.text
        self._stores = {store: data for piece in self._pieces for store, data in _stored(piece)}
        self._count = 0
        self.problems: list[Problem] = []

    def containers(self) -> Iterator[_Container]:
        """Yield every mapping that has a list of variables, in order."""
        for piece in self._pieces:
            if isinstance(piece.root, Listed):
                entries = list(self._listed(piece, piece.root, {}))
                yield _Container("", tuple(entries), calls=False)
            for node in _mappings(piece.root):
                if self._count > _MOST:
                    return
                yield from self._container(piece, node)

    def stores(self) -> Iterator[_Container]:
        """Yield what a Secret or a ConfigMap holds, of a file without a container: what takes it gets its variables.

        What `data` of a Secret holds is encoded; that it is there is what matters of a credential.
        """
        for piece in self._pieces:
            members = members_of(piece.root)
            kind = _text(members.get("kind"))
            entries: list[Entry] = []
            for key in _STORES.get(kind, ()):
                for name, node in members_of(members.get(key)).items():
                    if not _LOUD.fullmatch(name) or not isinstance(node, Scalar) or node.stop <= node.begin:
                        continue
                    span = self._document.span(piece.begin + node.begin, piece.begin + node.stop)
                    if (kind, key) == ("Secret", "data"):
                        is_hidden = may_be_hidden(name, HIDDEN)
                        why = None if is_hidden else f"line {span.line} holds it encoded"
                        entries.append(Entry(name, HIDDEN if is_hidden else None, span, span, why))
                    elif node.value is not None:
                        entries.append(Entry(name, piece.text.restore(node.value, node.begin), span, span))
            if entries:
                yield _Container("", tuple(entries), calls=False)

    def _container(self, piece: _Piece, node: Mapped) -> Iterator[_Container]:
        members = members_of(node)
        lists = [each for each in members.values() if isinstance(each, Listed) and _are_variables(each)]
        maps = [each for key, each in members.items() if isinstance(each, Mapped) and _ENV_KEY.fullmatch(key)]
        sources = members.get("envFrom")
        if not lists and not maps and not isinstance(sources, Listed):
            return
        entries = list(self._brought(piece, sources))
        for mapping in maps:
            entries += self._mapped(piece, mapping)
        for each in lists:
            entries += self._listed(piece, each, {entry.name: entry.value for entry in entries})
        name = members.get("name")
        owner = ""
        if isinstance(name, Scalar) and name.value:
            owner = f"the container {piece.text.restore(name.value, name.begin)}"
        yield _Container(owner, tuple(entries), _names_client(members))

    def _listed(self, piece: _Piece, node: Listed, known: Mapping[str, str | None]) -> Iterator[Entry]:
        """Yield the entries of one list; each may insert those above it."""
        above = dict(known)
        for item in node.items:
            members = members_of(item)
            name = members.get("name")
            if not isinstance(name, Scalar) or not _NAME.fullmatch(name.value or ""):
                continue
            self._count += 1
            entry = self._entry(piece, name, members, above)
            above[entry.name] = entry.value
            yield entry

    def _mapped(self, piece: _Piece, node: Mapped) -> Iterator[Entry]:
        """Yield the entries of values of a Helm chart that are a mapping, `extraEnv:` with `NAME: value` below it."""
        for name, given in members_of(node).items():
            if not _LOUD.fullmatch(name) or not isinstance(given, Scalar) or given.stop <= given.begin:
                continue
            self._count += 1
            span = self._document.span(piece.begin + given.begin, piece.begin + given.stop)
            if given.why or given.value is None or _TEMPLATE.search(given.value):
                yield Entry(name, None, span, span, f"line {span.line} {given.why or 'is filled in by a template'}")
            else:
                yield Entry(name, piece.text.restore(given.value, given.begin), span, span)

    def _entry(
        self, piece: _Piece, name: Scalar, members: Mapping[str, Node], above: Mapping[str, str | None]
    ) -> Entry:
        given = name.value or ""
        node = members.get("value")
        if node is None and (members.get("valueFrom") or members.get("secretRef")):
            return self._taken(piece, name, members)
        place = node if isinstance(node, Scalar) and node.stop > node.begin else name
        span = self._document.span(piece.begin + place.begin, piece.begin + place.stop)
        value_span = span if place is node else None
        line = span.line
        if node is not None and not isinstance(node, Scalar):
            return Entry(given, None, span, None, f"line {line} gives a list or a mapping where a text belongs")
        if node is None or (not node.why and node.is_plain and (node.value or "") in _NOTHING):
            return Entry(given, "", span, value_span)
        if node.why:
            return Entry(given, None, span, value_span, f"line {line} {node.why}")
        written = node.value or ""
        if _TEMPLATE.search(written):
            return Entry(given, None, span, value_span, f"line {line} is filled in by a template")
        if self._is_manifest and node.is_plain and _NO_TEXT.fullmatch(written):
            self.problems.append(Problem(ProblemKind.BAD_LINE, span, _refused(line, written), given))
            return Entry(given, None, span, value_span, f"line {line} is refused: it is no text without quotes")
        try:
            value = _inserted(written, above, line)
        except Unread as unread:
            return Entry(given, None, span, value_span, unread.why)
        return Entry(given, piece.text.restore(value, node.begin), span, value_span)

    def _taken(self, piece: _Piece, name: Scalar, members: Mapping[str, Node]) -> Entry:
        """Return an entry whose value stands elsewhere: in a secret, a map of settings, or the pod itself."""
        given = name.value or ""
        span = self._document.span(piece.begin + name.begin, piece.begin + name.stop)
        source = members_of(members.get("valueFrom"))
        secret, settings = source.get("secretKeyRef"), source.get("configMapKeyRef")
        store = members_of(secret or settings)
        data = self._stores.get(_text(store.get("name")), {}).get(_text(store.get("key")))
        if data is not None:
            return Entry(given, data, span)
        if secret is not None or "secretRef" in members:
            if _text(store.get("optional")) == "true":
                return Entry(given, None, span, None, f"line {span.line} takes it from a secret that may be missing")
            if may_be_hidden(given, HIDDEN):
                return Entry(given, HIDDEN, span)
            return Entry(given, None, span, None, f"line {span.line} takes it from a secret of the cluster")
        where = "a ConfigMap that was not given" if settings is not None else "what is known when the pod starts"
        return Entry(given, None, span, None, f"line {span.line} takes it from {where}")

    def _brought(self, piece: _Piece, node: Node | None) -> Iterator[Entry]:
        """Yield what `envFrom` brings; a store that is not in the file may bring anything."""
        for item in items_of(node):
            members = members_of(item)
            store = members_of(members.get("secretRef") or members.get("configMapRef"))
            name = store.get("name")
            if not isinstance(name, Scalar):
                continue
            span = self._document.span(piece.begin + name.begin, piece.begin + name.stop)
            prefix = _text(members.get("prefix"))
            data = self._stores.get(name.value or "")
            if data is None:
                what = "Secret" if "secretRef" in members else "ConfigMap"
                says = f"line {span.line} takes over a {what} that was not given, which may set any variable"
                self.problems.append(Problem(ProblemKind.READS_OTHER_FILE, span, says))
            for key, value in (data or {}).items():
                if _NAME.fullmatch(prefix + key):
                    yield Entry(prefix + key, value, span)


def _pieces(text: str) -> Iterator[_Piece]:
    """Yield the documents of a file that hold something."""
    cuts = [(0, 0), *[found.span() for found in _DOCUMENTS.finditer(text)][:_MOST_DOCUMENTS]]
    for (_, begin), (stop, _) in pairwise([*cuts, (len(text), len(text))]):
        root, hidden = read_yaml(text[begin:stop])
        if root is not None:
            yield _Piece(root, hidden, begin)


def _mappings(root: Node) -> Iterator[Mapped]:
    """Yield every mapping below a node, from the top down."""
    todo: list[Node] = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, Mapped):
            yield node
            todo += [member.node for member in reversed(node.members)]
        elif isinstance(node, Listed):
            todo += reversed(node.items)


def _are_variables(node: Listed) -> bool:
    """Tell whether a list is one of variables: each item has a name, and most a value of some kind."""
    members = [members_of(item) for item in node.items]
    named = [each for each in members if isinstance(each.get("name"), Scalar)]
    valued = [each for each in named if any(key in each for key in _VALUES)]
    return bool(valued) and len(named) == len(node.items) and 2 * len(valued) >= len(named)


def _stored(piece: _Piece) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the Secret or ConfigMap that a document is, by name, if its values are written as they are."""
    members = members_of(piece.root)
    kind, name = _text(members.get("kind")), _text(members_of(members.get("metadata")).get("name"))
    key = {"Secret": "stringData", "ConfigMap": "data"}.get(kind, "")
    node = members.get(key)
    if name and isinstance(node, Mapped):
        yield (
            name,
            {
                member.key: piece.text.restore(member.node.value, member.node.begin)
                for member in node.members
                if isinstance(member.node, Scalar) and member.node.value is not None
            },
        )


def _names_client(members: Mapping[str, Node]) -> bool:
    """Tell whether a container's image or what it starts names a client."""
    said = [_text(members.get("image")), _text(members.get("command")), _text(members.get("args"))]
    said += [_text(each) for key in ("command", "args") for each in items_of(members.get(key))]
    return any(_CLIENT.search(text) for text in said)


def _inserted(text: str, above: Mapping[str, str | None], line: int) -> str:
    """Return a value with `$(NAME)` worked out."""
    if "$" not in text:
        return text

    def value_of(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "$"
        if name not in above:
            return found.group()
        value = above[name]
        if value is None:
            raise Unread(f"line {line} inserts {name}, whose value is not known")
        return value

    return _INSERTED.sub(value_of, text)


def _refused(line: int, written: str) -> str:
    return f"Kubernetes refuses line {line}: {written} without quotes is no text, and a variable's value must be one."


def _text(node: Node | None) -> str:
    return node.value or "" if isinstance(node, Scalar) else ""
