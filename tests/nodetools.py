"""The checkers that exist for Node only (package.json), for the tests that run them."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def node_tool(name: str) -> str:
    """Return the path of a program of node_modules; the test is skipped, loudly, where it is not installed."""
    node = shutil.which("node") or shutil.which("nodejs")
    program = ROOT / "node_modules" / ".bin" / name
    if node is None or not program.exists():
        pytest.skip(
            f"{name.upper()} IS MISSING: its checks did not run. Install Node and npm, then `script/setup --dev`."
        )
    return str(program)
