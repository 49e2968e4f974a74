"""Read batch files and lines for the Windows command prompt without running anything.

text → `lines` (a line or a block in parentheses) → `percent` (what `%NAME%` becomes) → `parser` (commands) →
`running` (what they do). There is no cmd.exe to measure against here: what `help set`, `help setlocal`, `help if`
and `setx /?` do not say exactly is unknown.
"""

from __future__ import annotations

from .startup import evaluate

__all__ = ["evaluate"]
