"""Tables of a post that say what is set: `| NAME | value |` below a heading that calls the second column a value."""

from __future__ import annotations

from collections.abc import Sequence

from ..regexes import regex

_HEAD = regex(
    r"[ \t]*\|?[^|\n]{0,60}?(?:name|variable|key|setting|env)[^|\n]{0,60}\|[^|\n]{0,60}?"
    r"(?:value|set to|setting|content|wert|valeur|valor)[^|\n]{0,60}(?:\|[^\n]*)?",
    2,
)
_RULE = regex(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*\|[ \t:|-]*")
_ROW = regex(
    r"[ \t]*\|?[ \t]*[`*]{0,3}(?P<name>[A-Za-z_]\w*)[`*]{0,3}[ \t]*\|[ \t]*(?P<ticks>`{0,2})"
    r"(?P<value>[^|\n]*?)(?P=ticks)[ \t]*(?:\|[^\n]*)?"
)
_LONGEST = 2000


def without_tables(lines: Sequence[str]) -> tuple[list[str], bool]:
    """Return lines with each row of such a table as an item of a list, `- NAME: value`, and whether there was one."""
    result = list(lines)
    for number in range(len(lines) - 2):
        if not _RULE.fullmatch(lines[number + 1][:_LONGEST].rstrip()) or not _HEAD.fullmatch(lines[number].rstrip()):
            continue
        result[number] = result[number + 1] = "\n"
        for at in range(number + 2, len(lines)):
            row = _ROW.fullmatch(lines[at].rstrip()) if len(lines[at]) < _LONGEST else None
            if row is None:
                break
            value = row["value"]
            is_one = " " not in value or value[:1] in ("'", '"') or '"' in value
            result[at] = f"- {row['name']}: {value}\n" if is_one else f'- {row["name"]}: "{value}"\n'
    return result, result != lines
