"""Cut a text into fields at the characters of IFS; a masked value stays whole."""

from __future__ import annotations

from .buffer import MASK


def split_fields(text: str, separators: str) -> list[str]:
    """Cut a text as the shell does: blanks in a row are one separator, other separators each make a field."""
    blanks = "".join(c for c in separators if c in " \t\n")
    others = "".join(c for c in separators if c not in " \t\n")
    if "‹" in text:
        return _split_around_masks(text, blanks, others)
    if not others:
        if not blanks:
            return [text] if text else []
        blank = blanks[0]
        table = str.maketrans(dict.fromkeys(blanks, blank))
        return [field for field in text.translate(table).split(blank) if field]
    fields: list[str] = []
    text = text.strip(blanks) if blanks else text
    current = ""
    index = 0
    while index < len(text):
        c = text[index]
        if c in others or c in blanks:
            fields.append(current)
            current = ""
            while index + 1 < len(text) and text[index + 1] in blanks:
                index += 1
            if c in blanks and index + 1 < len(text) and text[index + 1] in others:
                index += 1
                while index + 1 < len(text) and text[index + 1] in blanks:
                    index += 1
        else:
            current += c
        index += 1
    return [*fields, current] if current else fields


def _split_around_masks(text: str, blanks: str, others: str) -> list[str]:
    masks = MASK.findall(text)
    fields = split_fields(MASK.sub("\0", text).replace("‹", "\1"), blanks + others)
    remaining = iter(masks)
    return ["".join(next(remaining, "") if c == "\0" else c for c in field).replace("\1", "‹") for field in fields]
