"""Rows of a form whose row in the database is gone: somebody else deleted it while this form was open."""

import re
from collections.abc import Collection
from typing import Any

_MOST = 1_000


def without_gone_rows(data: Any, prefix: str, present: Collection[int]) -> Any:
    """Return a form's data in which each row that names a missing key is a new row; the same data if none does.

    New rows stand behind those that exist, so the rows are numbered anew: kept ones first, in their order.
    """
    total, initial = _number(data, f"{prefix}-TOTAL_FORMS"), _number(data, f"{prefix}-INITIAL_FORMS")
    if not initial or total < initial or total > _MOST:
        return data
    gone = [row for row in range(initial) if _number(data, f"{prefix}-{row}-id") not in present]
    if not gone:
        return data
    order = [*(row for row in range(initial) if row not in gone), *gone, *range(initial, total)]
    of_row = re.compile(rf"{re.escape(prefix)}-(\d+)-(.+)")
    changed = data.copy()
    for name in [name for name in changed if of_row.fullmatch(name)]:
        del changed[name]
    for new, old in enumerate(order):
        for name in data:
            found = of_row.fullmatch(name)
            if found and int(found[1]) == old and not (old in gone and found[2] == "id"):
                changed.setlist(f"{prefix}-{new}-{found[2]}", data.getlist(name))
    changed[f"{prefix}-INITIAL_FORMS"] = str(initial - len(gone))
    return changed


def _number(data: Any, name: str) -> int:
    text = str(data.get(name) or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
