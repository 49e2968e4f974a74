"""Read fish's start-up files without running anything: `evaluate` says what they do to the environment.

text → `parser` (words in `reader`, nodes in `tree`) → `running` (statements), `expansion` (words), `builtins`
(commands) → `machine` (the scopes, over the state and the branches that all shells share). Measured on fish 3.6.0.
"""

from __future__ import annotations

from .startup import evaluate

__all__ = ["evaluate"]
