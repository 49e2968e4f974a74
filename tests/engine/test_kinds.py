"""How a document's kind is told."""

from __future__ import annotations

import unittest

from diagnostics.engine.kinds import recognise
from diagnostics.engine.source import Kind

KINDS = [
    ("~/.zshrc", "", Kind.ZSH),
    ("/home/alice/.zprofile", "export A=1", Kind.ZSH),
    ("~/.bashrc", "export A=1", Kind.BASH),
    ("~/.profile", "export A=1", Kind.SH),
    ("deploy.sh", "A=1", Kind.SH),
    ("./.env", "A=1", Kind.DOTENV),
    (".env.local", "A=1", Kind.DOTENV),
    ("~/.claude/settings.json", "", Kind.CLAUDE_SETTINGS),
    ("./.claude/settings.local.json", "{", Kind.CLAUDE_SETTINGS),
    ("/etc/claude-code/managed-settings.json", "{}", Kind.CLAUDE_SETTINGS),
    ("C:\\Users\\alice\\.claude\\settings.json", "{}", Kind.CLAUDE_SETTINGS),
    ("~/.claude.json", "", Kind.CLAUDE_STATE),
    ("~/.zshrc", '{"env": {"A": "1"}}', Kind.CLAUDE_SETTINGS),
    ("~/.zshrc", '\ufeff{\n "primaryApiKey": "x"}', Kind.CLAUDE_STATE),
    ("~/.zshrc", "{ echo; }", Kind.ZSH),
    ("pasted", '{"env": {}}', Kind.CLAUDE_SETTINGS),
    ("package.json", '{"name": "x"}', Kind.TEXT),
    ("pasted", "#!/bin/bash\nls", Kind.BASH),
    ("pasted", "#!/usr/bin/env zsh\nls", Kind.ZSH),
    ("pasted", "#!/bin/sh\nls", Kind.SH),
    ("pasted", "setopt autocd", Kind.ZSH),
    ("pasted", "shopt -s globstar", Kind.BASH),
    ("pasted", "export A=1", Kind.ZSH),
    ("pasted", "API Error: 402 Insufficient funds.", Kind.TEXT),
    ("", "", Kind.TEXT),
]


class Kinds(unittest.TestCase):
    def test_name_and_text_tell_the_kind(self) -> None:
        for name, text, kind in KINDS:
            with self.subTest(name=name, text=text):
                self.assertEqual(recognise(name, text), kind)
