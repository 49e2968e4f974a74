"""Words that stand in quotes in part behind an operator, as bash cuts them."""

from __future__ import annotations

from . import tree
from .found import EMPTY, Found, cut_fields, ifs
from .machine import Machine
from .values import Array, Text, Unknown


def mixed_words(m: Machine, word: tree.Word) -> Found | None:
    """Return the words of a text that is in quotes in part, `${OPTION:+--name "$OPTION"}`; None for any other.

    Only what is outside quotes is cut, as bash does it.
    """
    from .expansion import part_value

    parts = [one for one in word.parts if not isinstance(one, tree.Literal) or one.text or one.quoted]
    separators = ifs(m)
    if isinstance(separators, Unknown) or not any(
        not isinstance(one, tree.ProcessSubstitution) and one.quoted for one in parts
    ):
        return None
    words: list[Text] = []
    begun = False
    blanks = [character for character in separators if character in " \t\n"]
    if any(isinstance(one, tree.ProcessSubstitution) or _is_home(one) for one in parts):
        return None
    for one in parts:
        inner = part_value(m, one, assigning=True)
        quoted = not isinstance(one, tree.ProcessSubstitution) and one.quoted
        texts = inner.items() if inner.is_list(quoted=quoted) else (inner.as_text(m, quoted=True),)
        for number, text in enumerate(texts):
            if isinstance(text, Unknown):
                return Found(text, split=True)
            begun = begun and number == 0
            fields = [text] if quoted else cut_fields(m, text, separators)
            opens = not quoted and text[:1] in blanks
            if begun and not opens and fields:
                fields[0] = f"{words.pop()}{fields[0]}"
            words += ["", *fields] if opens and not words else [field or EMPTY for field in fields]
            begun = quoted or (bool(words) and text[-1:] not in separators) if text or quoted else begun
    words += [] if begun else [""]  # what follows is a word of its own
    return Found(Array(tuple(words)), separate=True, ready=True)


def _is_home(part: tree.Part) -> bool:
    return isinstance(part, tree.Literal) and not part.quoted and part.text[:1] == "~"
