"""Read zsh and bash start-up files without running anything: `evaluate` says what they do to the environment.

text → `parser` (words in `words`, statements in `parser` and `compounds`, nodes in `tree`) → `running` (statements),
`expansion` and `parameters` (words), `builtins` (commands) → `machine`
(the state, and the ways that may have been taken).
"""

from __future__ import annotations

from .startup import evaluate

__all__ = ["evaluate"]
