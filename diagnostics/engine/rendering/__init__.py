"""The report for people and programs: text like a compiler's, Markdown for forums, JSON, SARIF."""

from __future__ import annotations

from .data import as_json, to_dict
from .markdown import as_markdown
from .sarif import as_sarif
from .text import as_text

__all__ = ["as_json", "as_markdown", "as_sarif", "as_text", "to_dict"]
