"""What an unknown variable may be reaches the report's JSON: each way with its line, a secret only as its kind."""

from __future__ import annotations

import json
import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.rendering.data import as_json
from diagnostics.engine.source import Document, Kind

KEY = "sk-ant-api03-" + "Q7x" * 31 + "AA"


def environment(text: str) -> dict[str, dict]:
    """Return the environment of the report's JSON on one .zshrc."""
    report = analyse((Document("~/.zshrc", text, Kind.ZSH),), rules=())
    return json.loads(as_json(report))["environment"]


def unknowns(text: str) -> str:
    """Return what the report says of all that it cannot tell, as one text."""
    report = analyse((Document("~/.zshrc", text, Kind.ZSH),), rules=())
    return "\n".join(f"{one.what}: {one.why}" for one in report.unknowns)


class Alternatives(unittest.TestCase):
    def test_each_way_is_given_with_its_line(self) -> None:
        found = environment("if [ -d /opt/homebrew ]; then\nexport A=1\nelse\nexport A=2\nfi\n")["A"]
        ways = [(one["state"], one["value"], one["set_at"]["line"]) for one in found["alternatives"]]
        self.assertEqual((found["state"], found["value"], ways), ("unknown", None, [("set", "1", 2), ("set", "2", 4)]))

    def test_a_secret_on_one_way_is_only_its_kind_and_length(self) -> None:
        text = f"[ -f ~/.work ] && export ANTHROPIC_API_KEY={KEY}\n"
        found = environment(text)["ANTHROPIC_API_KEY"]
        unset, held = found["alternatives"]
        self.assertEqual((unset["state"], held["state"], held["value"]), ("unset", "set", None))
        self.assertEqual(held["secret"], {"kind": "anthropic-api-key", "length": len(KEY)})
        self.assertNotIn(KEY[20:40], json.dumps(found))

    def test_people_read_the_values_with_their_lines(self) -> None:
        told = unknowns("if [ -d /opt ]; then\nexport ANTHROPIC_MODEL=a\nelse\nexport ANTHROPIC_MODEL=b\nfi\n")
        self.assertIn("set on line 2 or on line 4, depending on line 1: a on line 2 or b on line 4", told)
        self.assertIn(
            "depending on line 1: not set or a on line 1", unknowns("[ -d /opt ] && export ANTHROPIC_MODEL=a\n")
        )

    def test_people_do_not_read_a_secret(self) -> None:
        name = "ANTHROPIC_AUTH_TOKEN"
        told = unknowns(f"if [ -d /opt ]; then\nexport {name}={KEY}\nelse\nexport {name}=short-one\nfi\n")
        self.assertNotIn(KEY[20:40], told)
        self.assertNotIn("short-one", told)

    def test_a_known_variable_has_no_alternatives(self) -> None:
        self.assertNotIn("alternatives", environment("export A=1\n")["A"])
