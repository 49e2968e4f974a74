"""The model that an alias or a function named claude hands over counts for what is typed."""

from __future__ import annotations

import unittest

from diagnostics.engine.clients.calledmodel import called_model
from diagnostics.engine.environment import State
from diagnostics.engine.kinds import recognise
from diagnostics.engine.source import Document
from tests.guards import it_ends

# The file's name, its text, and the model; "?" for one that is named and not known, None for none.
CASES = (
    ("~/.zshrc", "alias claude='claude --model haiku'\n", "haiku"),
    ("~/.zshrc", "alias claude='command claude --verbose --model=opus[1m]'\n", "opus[1m]"),
    ("~/.zshrc", 'alias claude="$HOME/.claude/local/claude --model sonnet"\n', "sonnet"),
    ("~/.zshrc", "alias claude='ANTHROPIC_MODEL=sonnet claude'\n", "sonnet"),
    ("~/.bashrc", 'claude() { command claude --model "vendor/model-4.6" "$@"; }\n', "vendor/model-4.6"),
    ("~/.zshrc", "claude() { command claude --model opus; }\nalias claude='claude --model haiku'\n", "haiku"),
    ("~/.config/fish/config.fish", "alias claude 'claude --model haiku'\n", "haiku"),
    ("~/.zshrc", "alias claude='claude --model=op\"us\"'\n", "opus"),
    ("~/.zshrc", "claude() { ANTHROPIC_MODEL='son''net' command claude; }\n", "sonnet"),
    ("~/.zshrc", "alias claude='claude --model $MODEL'\n", "?"),
    ("~/.zshrc", "alias claude=\"claude --model '$MODEL'\"\n", "?"),
    ("~/.zshrc", "claude() { ANTHROPIC_MODEL=$(cat ~/.model) command claude; }\n", "?"),
    ("~/.zshrc", "claude() {\n  select m in opus haiku; do command claude --model sonnet; done\n}\n", "?"),
    ("~/.zshrc", "claude() {\n  if [[ $1 ]]; then command claude --model opus; else command claude; fi\n}\n", "?"),
    ("~/.zshrc", "alias cc='claude --model haiku'\n", None),
    ("~/.zshrc", "alias claude='claude --verbose'\n", None),
    ("~/.zshrc", "alias claude 'claude --model haiku'\n", None),
    ("notes.txt", "I set alias claude='claude --model haiku' yesterday.\n", None),
)


class CalledModelTests(unittest.TestCase):
    def test_what_is_typed_names_the_model(self):
        for name, text, wanted in CASES:
            with self.subTest(text):
                called = called_model([Document(name, text, recognise(name, text))])
                if wanted is None:
                    self.assertIsNone(called)
                    continue
                variable = called[0]
                self.assertEqual("?" if variable.state is State.UNKNOWN else variable.value, wanted)
                self.assertEqual(called[1], "--model" in text)

    def test_hostile_aliases_and_functions_are_read_in_time(self):
        line = "alias claude='" + "A=1 " * 475 + " --model'\n"
        for text in (line * 130, "claude() {\n" + "A=1 " * 60_000 + " --model\n}\n"):
            with it_ends():
                called_model([Document("~/.zshrc", text, recognise("~/.zshrc", text))])
