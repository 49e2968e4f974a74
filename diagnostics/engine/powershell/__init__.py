"""Read PowerShell profiles without running anything: `evaluate` says what they do to the environment.

text → `reader` (nodes in `tree`) → `running` (statements), `values` (expressions), `commands` (what changes `Env:`).
There is no PowerShell to measure against here: what the documentation does not say exactly is unknown.
Sources: about_Environment_Variables, about_Quoting_Rules, about_Profiles (7.5), System.Environment (.NET 9).
"""

from __future__ import annotations

from .startup import evaluate

__all__ = ["evaluate"]
