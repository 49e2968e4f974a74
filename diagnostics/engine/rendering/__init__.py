"""The report for people and programs: text like a compiler's, Markdown for forums, JSON, SARIF.

Each form is loaded when it is first asked for: the offline command prints one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..findings import Report
    from .data import Data

WIDTH = 80  # columns of the text


def as_json(report: Report, *, case: str | None = None, indent: int | None = 2) -> str:
    """Return the report as JSON text; `case` is the id of a batch's case."""
    from . import data

    return data.as_json(report, case=case, indent=indent)


def to_dict(report: Report, *, case: str | None = None) -> dict[str, Data]:
    """Return the report as plain data."""
    from . import data

    return data.to_dict(report, case=case)


def as_markdown(report: Report) -> str:
    """Return the report as Markdown; what is the person's stands in code, so that it is shown and not obeyed."""
    from . import markdown

    return markdown.as_markdown(report)


def as_sarif(report: Report) -> str:
    """Return one SARIF run with the findings; columns count Unicode code points from 1."""
    from . import sarif

    return sarif.as_sarif(report)


def as_text(report: Report, *, color: bool = False, width: int = WIDTH) -> str:
    """Return the report as plain text, with ANSI colours if asked; nothing of the person's can move the cursor."""
    from .text import as_text as written  # `from . import text` takes ten times as long

    return written(report, color=color, width=width)


__all__ = ["as_json", "as_markdown", "as_sarif", "as_text", "to_dict"]
