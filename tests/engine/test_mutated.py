"""However a text is cut, mixed up or misspelt, a report is made of it: no stage of it stops, and no key is shown.

A wide run makes other texts: `EXAMPLES=5000 SEED=7 .venv/bin/python -m pytest -q tests/engine/test_mutated.py`.
"""

from __future__ import annotations

import os
import random
import re
import unittest
from pathlib import Path

import pytest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Outcome
from diagnostics.engine.intake import documents_of
from diagnostics.engine.limits import InputError
from diagnostics.engine.rendering import as_json, as_markdown, as_sarif, as_text
from diagnostics.engine.rules.examples import unmarked
from diagnostics.rulefile import load_rules
from diagnostics.shipped import shipped_signatures

RULES = load_rules(Path(__file__).parents[2] / "diagnostics" / "rules")
COUNT = int(os.environ.get("EXAMPLES", "300"))
SEED = int(os.environ.get("SEED", "1"))
KEY = "sk-ant-api03-" + "Zq7xK2mP9vB4nT8wL3cR6yH1jF5dG0sA" * 2 + "-QwErTyAA"
PIECES = [
    *(
        "'",
        '"',
        "`",
        "$(",
        "${",
        "<<EOF\n",
        "}",
        "{",
        ";;",
        "\t",
        "\r",
        "\\",
        "\\\n",
        ")",
        "(",
        "[[ ",
        "fi\n",
        "done\n",
    ),
    *(
        "esac\n",
        "end\n",
        "EOF\n",
        "```\n",
        "> ",
        "# ",
        "export ",
        "=",
        "$",
        "|",
        "&",
        ",",
        '":',
        "- ",
        "*/",
        "//",
        "/*",
    ),
    *("<!--", "&nbsp;", "\n\n", "%", "@", "!", "~", "+", "*", "?", "^", "‹", "›", "“", "”", "é"),
    *("\u200b", "\ufeff", "\x1b[31m"),
]
HEADS = ["  ", "\t", "> ", "- ", "1. ", "| ", "+", "-", "$ ", "% ", "PS C:\\> ", "# "]
NAMES = ["~/.zshrc", "pasted", "~/.bashrc", "config.fish", "x.ps1", "a.bat", ".env", "settings.json", "config.toml"]
NAMES += ["compose.yaml", "x.service", "Dockerfile", "crontab", ".github/workflows/x.yml", "opencode.json"]
TEXTS = [
    (document.name, unmarked(document.text)[0])
    for rule in RULES
    for example in rule.examples
    for document in example.documents
]


def mutated(text: str, chance: random.Random) -> str:
    """Return a text with one to five changes as slips, cuts and careless copies make them."""
    for _ in range(chance.choice((1, 1, 2, 3, 5))):
        lines = text.split("\n")
        at, place = chance.randrange(len(lines)), chance.randrange(len(text) + 1)
        match chance.randrange(10):
            case 0:
                text = "\n".join((*lines[:at], *lines[at + 1 :]))
            case 1:
                text = "\n".join((*lines[:at], chance.choice(lines), *lines[at:]))
            case 2:
                text = text[:place] if chance.random() < 0.5 else text[place:]
            case 3:
                others = chance.choice(TEXTS)[1].split("\n")
                text = "\n".join((*lines[:at], *others[: chance.randrange(1, 9)], *lines[at:]))
            case 4:
                signs = [found.start() for found in re.finditer(r"['\"`{}()\[\]=:$]", text)]
                cut = chance.choice(signs) if signs else len(text)
                text = text[:cut] + text[cut + 1 :]
            case 5:
                text = "\n".join((*lines[:at], chance.choice(HEADS) + lines[at], *lines[at + 1 :]))
            case 6:
                text = text.replace("\n", "\r\n")
            case _:
                text = text[:place] + chance.choice(PIECES) + text[place:]
    return text


class MutatedTests(unittest.TestCase):
    @pytest.mark.slow
    def test_a_report_is_made_of_every_text_and_shows_no_key(self) -> None:
        for number in range(COUNT):
            chance = random.Random(f"{SEED} {number}")
            name, text = chance.choice(TEXTS)
            text = mutated(re.sub(r"sk-ant-[\w-]*", KEY, text), chance)
            name = chance.choice(NAMES) if chance.random() < 0.15 else name
            if not text.strip(" \t\r\n\ufeff"):
                continue  # refused as empty
            with self.subTest(number=number, name=name, text=text):
                try:
                    documents = documents_of([(name, text, None)], reveal=False)
                except InputError as refused:  # as a whole store of credentials is
                    self.assertIn("It holds credentials and no settings", str(refused))
                    continue
                report = analyse(documents, rules=RULES, signatures=shipped_signatures())
                self.assertEqual([one.message for one in report.findings if one.outcome is Outcome.CRASHED], [])
                if KEY in text:
                    for write in (as_json, as_markdown, as_sarif, as_text):
                        self.assertNotIn(KEY[13:60], write(report))

    def test_a_variable_of_a_settings_file_may_be_called_anything(self) -> None:
        for sign in "()[]{}*+?^$|.\\/ :=-#'":
            name = f"ANTHROPIC_AU{sign}TH_TOKEN"
            text = '{"env": {"%s": "gw-token-1", "ANTHROPIC_BASE_URL": "https://gw.example.com"}}'
            with self.subTest(name):
                document = ("~/.claude/settings.json", text % name.replace("\\", "\\\\"), None)
                report = analyse(documents_of([document], reveal=False), rules=RULES)
                self.assertEqual([one.message for one in report.findings if one.outcome is Outcome.CRASHED], [])
                self.assertIn(
                    "CC111", {one.rule for one in report.findings if one.outcome is Outcome.FOUND}, "and told as a slip"
                )


if __name__ == "__main__":
    unittest.main()
