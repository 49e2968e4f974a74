"""The browser's masking, run by Node: for the tests that hold it against Python's."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from diagnostics.engine.source import Document

HARNESS = Path(__file__).with_name("mask_in_node.mjs")


class Node:
    """A running Node that masks documents as the browser does."""

    def __init__(self) -> None:
        executable = shutil.which("node") or shutil.which("nodejs")
        if executable is None:
            pytest.skip("NODE IS MISSING: the browser's masking was not compared. Install Debian's package `nodejs`.")
        self._process = subprocess.Popen(
            [executable, str(HARNESS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def mask(self, documents: Sequence[Document]) -> list[str]:
        """Return the masked texts."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = [{"name": document.name, "text": document.text} for document in documents]
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "Node stopped; its error stands above."
        return json.loads(answer)

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=10)
