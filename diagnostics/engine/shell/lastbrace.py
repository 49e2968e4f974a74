"""zsh gives the `}` at a word's end back: in `f() { echo x}` it closes the function (measured with 5.9)."""

from __future__ import annotations

from ..records import replace
from . import tree


def frees_brace(word: tree.Word) -> bool:
    """Tell whether a word ends in a brace that nothing in it opens."""
    last = word.parts[-1] if word.parts else None
    if not isinstance(last, tree.Literal) or last.quoted or last.text[-1:] != "}":
        return False
    level = 0
    for part in word.parts:
        for character in part.text if isinstance(part, tree.Literal) and not part.quoted else "":
            free = character == "}" and level == 0
            level += (character == "{") - (character == "}" and level > 0)
    return free


def without_brace(word: tree.Word) -> tree.Word:
    """Return the word without the brace at its end."""
    last = word.parts[-1]
    assert isinstance(last, tree.Literal)
    rest = (tree.Literal(last.text[:-1]),) if len(last.text) > 1 else ()
    return replace(word, parts=(*word.parts[:-1], *rest), stop=word.stop - 1, raw=word.raw[:-1])
