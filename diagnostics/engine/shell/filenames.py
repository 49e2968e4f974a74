"""The last step of a word: nothing, one argument, or the file names that a pattern stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..environment import ProblemKind
from ..host import Place
from ..records import replace
from ..regexes import regex
from . import tree
from .braces import Chunk
from .control import failure
from .homes import may_abort
from .machine import Machine
from .patternnodes import Piece, is_open
from .values import Text, Unknown, Var, joined

if TYPE_CHECKING:
    from .patterns import Pattern

_QUALIFIER = regex(r"\([-A-Za-z.:^@/*,]+\)$")
_KEPT = regex(
    r"\(([-.NDn]*)((?:on|On)?)([-.NDn]*)((?::[ehrt])*)\)"
)  # what leaves plain files, and how they are ordered
_IF_THERE = regex(r"([^*?\[(<|#^]+)\(([-/.]*N[-/.]*)\)")
_OR_NONE = regex(r"\((?:#q)?[-.\w/@*^,]*N[-.\w/@*^,]*\)$")
_MAY_MATCH = regex(r"[*?\[(<|#^~]")


def finished(m: Machine, chunks: Sequence[Chunk], word: tree.Word, *, glob: bool) -> list[Text]:
    """Return a finished field as no, one or (file names) any number of arguments."""
    for text, flag, _ in chunks:
        if isinstance(text, Unknown):
            is_pattern = (flag and m.zsh) or _has_pattern(m, [one for one in chunks if one[0] is not text])
            if glob and m.option("glob") and is_pattern:
                if (len(m.documents) > 1 or m.writes) and (found := _given_files(m, None, word)):
                    return found
                if m.zsh:
                    _file_names(m, "", word)  # whatever that is, it may match no file
            return [text if len(chunks) == 1 else joined([chunk[0] for chunk in chunks])]
    text = "".join(str(chunk[0]) for chunk in chunks)
    if not text and not any(quoted for _, _, quoted in chunks):
        return []
    if glob and m.option("glob"):
        if m.zsh and len(text) > 1 and m.option("badpattern") and not m.in_child:
            refuse_bad_pattern(m, ((piece, flag) for piece, flag, _ in chunks), word)
        if _has_pattern(m, chunks):
            return _file_names(m, text, word)
    return [text]


def refuse_bad_pattern(m: Machine, pieces: Iterable[tuple[Text, bool]], word: tree.Word) -> None:
    """Give up the file as zsh does at `bindkey ^[[A`, whose brackets are never closed."""
    active = "".join(str(text) if flag else "x" * len(str(text)) for text, flag in pieces)
    if "[" in active and is_open(active):
        failure(m, word.begin, word.stop, "a bracket of this pattern is never closed")


def _has_pattern(m: Machine, chunks: Sequence[Chunk]) -> bool:
    if not any(flag and _MAY_MATCH.search(str(text)) for text, flag, _ in chunks):
        return False
    active = "".join(str(text) if flag else "x" for text, flag, _ in chunks)
    if m.zsh and re.search(r"\(|<\d*-\d*>|\|", active):
        return True
    if re.search(r"[*?]", active) or (m.zsh and m.option("extendedglob") and re.search(r"[#^]|(?<!^)~", active)):
        return True
    return 0 <= active.find("[") < active.rfind("]")


def _file_names(m: Machine, text: str, word: tree.Word) -> list[Text]:
    """Return what a pattern of file names stands for: nobody but the machine knows."""
    if text and (len(m.documents) > 1 or m.writes) and (found := _given_files(m, text, word)):
        return found
    unknown = m.unknown(word.begin, "lists files by a pattern", many=True)
    unknown = replace(unknown, elsewhere=text[:1] in ("~", "/"))  # of those that are known, none is meant
    if m.zsh and (told := _told_place(m, text)) is not None:
        return [text[: text.rfind("(")]] if told else []
    if text and not m.in_child and _is_nowhere(m, text) and (none := _without_a_match(m, text, word)) is not None:
        return none
    if not m.zsh:
        if m.option("failglob"):
            may_abort(m, unknown, "discard")
        return [unknown]
    end = text or word.raw  # of a pattern that is not known, what is written behind it
    qualifier = end.endswith(")") and re.search(r"[ND]", end[end.rfind("(") + 1 : -1])
    if m.option("nomatch") and not m.in_child and not m.option("nullglob") and not qualifier:
        m.problem(
            ProblemKind.ABORTS_FILE,
            word.begin,
            word.stop,
            "If no file matches this pattern, zsh stops reading the file here.",
        )
        may_abort(m, unknown)
    return [unknown]


def _is_nowhere(m: Machine, text: str) -> bool:
    """Tell whether a folder above the first part of a path that is a pattern is known not to be there."""
    from .computer import place_at
    from .redirects import normal_path

    if not m.host.files and m.host.system is None:
        return False
    path = normal_path(m, text)
    first = _MAY_MATCH.search(path, 1)
    folders = path[: first.start() if first else 0].split("/")[:-1]
    folder = "/".join(folders)
    made = m.cells.values.get("d:" + folder) is not None
    return len(folders) > 1 and folders[0] in ("", "~") and not made and place_at(m, folder) is Place.NOTHING


def _without_a_match(m: Machine, text: str, word: tree.Word) -> list[Text] | None:
    """Return what a pattern that no file matches stands for; None where its qualifiers are not told from groups."""
    if m.zsh and text.endswith(")"):
        return [] if _OR_NONE.search(text) else None
    if m.option("nullglob"):
        return []
    if m.zsh and m.option("cshnullglob"):
        return None
    if m.option("nomatch" if m.zsh else "failglob"):
        failure(m, word.begin, word.stop, "no file matches this pattern")
    return [text]


def _told_place(m: Machine, text: str) -> bool | None:
    """Tell whether zsh's `~/bin(N-/)`, a path that is no pattern but for what it must be, is there; None: not known."""
    from .redirects import normal_path

    found = _IF_THERE.fullmatch(text)
    from .computer import place_at

    place = place_at(m, normal_path(m, found[1])) if found else None
    if found is None or place is None:
        return None
    kind = {Place.FOLDER: "/", Place.FILE: ".", Place.PROGRAM: "."}.get(place)
    return kind is not None and (kind in found[2] or not {"/", "."} & set(found[2]))


def _given_files(m: Machine, text: str | None, word: tree.Word) -> list[Text]:
    """Return the files that a pattern stands for, in order, which were given or the text writes; and those of nobody.

    Nothing where there are none. A home folder that is not known is no hindrance: `Unknown.place` tells the path.
    """
    from .expansion import with_home
    from .redirects import normal_path

    wanted = with_home(m, word) if text is None else normal_path(m, text)
    if not isinstance(wanted, str):
        return []
    unknown = m.unknown(word.begin, "lists files by a pattern", filled=True)
    found = _QUALIFIER.search(wanted) if m.zsh else None
    kept = _KEPT.fullmatch(found.group()) if found else None
    if found:
        wanted = wanted[: found.start()]
    is_path = not _MAY_MATCH.search(wanted.removeprefix("~"))  # zsh's `~/.extra(N)` stands for one file, if it is there
    if is_path and not kept:
        return []
    from .patterns import Pattern

    parts = [(part, Pattern([Piece(part, True)], m.budget, zsh=m.zsh)) for part in wanted.split("/")]
    paths = {normal_path(m, document.name) for document in m.documents}
    if m.writes:
        m.budget.spend(1 + len(m.cells.values) // 16)
        paths.update(key[2:] for key, cell in m.cells.values.items() if key[:2] == "w:" and _is_there(cell))
    names = sorted(path for path in paths if _fits(m, path.split("/"), parts))
    if found and not kept and len(names) > 1:
        return [replace(unknown, many=True)]  # in an order of its own, or only some of them
    if kept and kept[2] == "On":
        names.reverse()
    home = m.variable("HOME").value
    files: list[Text] = []
    for name in names:
        if kept and kept[4]:
            from .zshflags import apply_modifiers

            files.append(apply_modifiers(m, name, kept[4]))
        elif name.startswith("~/") and not isinstance(home, str):
            files.append(replace(unknown, place=name))
        else:
            files.append(f"{home}{name[1:]}" if name.startswith("~/") else name)
    return [*files, replace(unknown, many=True, elsewhere=True)] if files and not is_path else files


def _is_there(cell: object) -> bool:
    return isinstance(cell, Var) and isinstance(cell.value, str)


def _fits(m: Machine, names: Sequence[str], parts: Sequence[tuple[str, Pattern]]) -> bool:
    """Tell whether a path, in its parts, is one that a pattern stands for."""
    m.budget.spend()
    if not parts or not names:
        return not parts and not names
    text, pattern = parts[0]
    if text == "**" and len(parts) > 1 and (m.zsh or m.option("globstar")):
        folder = len(names) > 1 and names[0][:1] != "."
        return _fits(m, names, parts[1:]) or (folder and _fits(m, names[1:], parts))
    one = names[0] == text or (pattern.matches(names[0]) and (names[0][:1] != "." or text[:1] == "."))
    return one and _fits(m, names[1:], parts[1:])
