"""`awk` on known text: scripts and what mawk, gawk and the awk of BSD print alike (measured with mawk 1.3)."""

from __future__ import annotations

import json
import unittest
from pathlib import Path

from diagnostics.engine.shell import evaluate
from diagnostics.engine.source import Document, Kind

CASES = Path(__file__).resolve().parents[2] / "cases" / "awk.jsonl"


def printed(script: str, text: str, options: str = "") -> str | None:
    """Return what the reader says that a script prints for a text."""
    body = f"S='{script}'; T=\"$(printf '%b.' '{text}')\"\n"
    body += f'R=$(printf %s "${{T%.}}" | awk {options} "$S"; echo .); export R\n'
    value = evaluate([Document("~/.bashrc", body, Kind.BASH)], given={}).environment.get("R").value
    return value[:-1] if value is not None else None


class Awk(unittest.TestCase):
    def test_scripts_print_what_the_program_prints(self) -> None:
        for line in CASES.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            with self.subTest(case["script"]):
                self.assertEqual(printed(case["script"], case["text"], case.get("options", "")), case["printed"])

    def test_what_the_programs_disagree_about_is_unknown(self) -> None:
        for script in (
            '{split($0, p, "."); print p[1]}',
            '{print ENVIRON["HOME"]}',
            "{while(1) n++}",
            "{print substr($0, 0)}",
        ):
            with self.subTest(script):
                self.assertIsNone(printed(script, "a 1\\n"))

    def test_a_script_that_never_ends_is_unknown(self) -> None:
        self.assertIsNone(printed("BEGIN{for(;;) n++}", ""))
