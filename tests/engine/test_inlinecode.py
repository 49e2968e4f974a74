"""A sentence that says what stands in a file is read as that file's line; one that denies, asks or advises is not."""

import unittest

from diagnostics.engine.pastes.splitting import read_paste
from diagnostics.engine.source import Kind

SAID = (
    ("My .zshrc has `export ANTHROPIC_API_KEY=k` in it.", ".zshrc", "export ANTHROPIC_API_KEY=k"),
    ("- .zshrc has `export ANTHROPIC_API_KEY=k` because my scripts need it", ".zshrc", "export ANTHROPIC_API_KEY=k"),
    (
        "I have `ANTHROPIC_BASE_URL=https://a.example` in ~/.bashrc.",
        "~/.bashrc",
        "ANTHROPIC_BASE_URL=https://a.example",
    ),
    (
        "In ~/.zshrc there's `export ANTHROPIC_AUTH_TOKEN=t` and `export ANTHROPIC_BASE_URL=https://a.example`.",
        "~/.zshrc",
        "export ANTHROPIC_AUTH_TOKEN=t; export ANTHROPIC_BASE_URL=https://a.example",
    ),
    (
        "I've added `export CLAUDE_CODE_USE_BEDROCK=1` to ~/.zprofile. It fails.",
        "~/.zprofile",
        "export CLAUDE_CODE_USE_BEDROCK=1",
    ),
)
RUN = (
    "I run `CLAUDE_CONFIG_DIR=~/.work claude` and it asks me to log in.",
    "I always start it with `CLAUDE_CONFIG_DIR=~/.work claude`.",
    "So we launched `CLAUDE_CONFIG_DIR=~/.work claude`.",
)
NOT_RUN = (
    "It works when I run `CLAUDE_CONFIG_DIR=~/.work claude`.",
    "I don't start it with `CLAUDE_CONFIG_DIR=~/.work claude`.",
    "You run `CLAUDE_CONFIG_DIR=~/.work claude`.",
    "I run `CLAUDE_CONFIG_DIR=~/.work make`.",
    "I tried and ran `CLAUDE_CONFIG_DIR=~/.work claude`.",
)
NOT_SAID = (
    "I removed `export ANTHROPIC_API_KEY=k` from .zshrc.",
    "Should I set `ANTHROPIC_API_KEY=k` in .zshrc?",
    "You have to set `ANTHROPIC_API_KEY=k` in .zshrc.",
    "If .zshrc has `ANTHROPIC_API_KEY=k`, the key is sent.",
    "My .zshrc doesn't have `ANTHROPIC_API_KEY=k`.",
    "The docs have `ANTHROPIC_API_KEY=k` in .zshrc.",
    "I used to have `ANTHROPIC_API_KEY=k` in .zshrc.",
    "Set `ANTHROPIC_API_KEY=k` in .zshrc.",
    "My settings say `model=opus`, as they have for long.",
)
POST = "Claude Code does not use my plan, and I do not know why.\n\n{}\n\nWhat is wrong here?\n"


class SentenceTests(unittest.TestCase):
    def test_what_a_sentence_says_to_be_there_is_a_line_of_the_file(self):
        for sentence, name, code in SAID:
            with self.subTest(sentence):
                parts = [part for part in read_paste("pasted", POST.format(sentence)) if part.kind is not Kind.TEXT]
                self.assertEqual([(part.name, part.text.strip(), part.first_line) for part in parts], [(name, code, 3)])

    def test_a_command_that_a_person_runs_is_read_beside_an_object_above_it(self):
        above = 'In ~/.claude/settings.json:\n\n{\n  "model": "opus"\n}\n\n'
        settings = (Kind.CLAUDE_SETTINGS, '{\n  "model": "opus"\n}')
        call = (Kind.ZSH, "CLAUDE_CONFIG_DIR=~/.work claude")
        for sentences, expected in ((RUN, [settings, call]), (NOT_RUN, [settings])):
            for sentence in sentences:
                with self.subTest(sentence):
                    parts = read_paste("pasted", above + POST.format(sentence))
                    found = [(part.kind, part.text.strip()) for part in parts if part.kind is not Kind.TEXT]
                    self.assertEqual(found, expected)

    def test_what_is_denied_asked_advised_or_past_is_none(self):
        for sentence in NOT_SAID:
            with self.subTest(sentence):
                self.assertEqual({part.kind for part in read_paste("pasted", POST.format(sentence))}, {Kind.TEXT})
