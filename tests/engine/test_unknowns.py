"""What a text cannot show comes with a command that can be copied whole, or with a sentence that says what to do."""

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login
from diagnostics.engine.rendering import as_markdown
from diagnostics.engine.source import Document, Kind

TEXTS = (
    'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh"\nexport ANTHROPIC_AUTH_TOKEN=x\n',
    'export ANTHROPIC_BASE_URL="https://unheard-of.example"\nexport ANTHROPIC_API_KEY="$(op read op://a/b/c)"\n',
    "source ~/.secrets\nexport OPENAI_API_KEY=sk-x\n",
    'export OPENAI_BASE_URL="http://localhost:11434/v1"\nexport GEMINI_API_KEY=\n',
)


class UnknownTests(unittest.TestCase):
    def test_what_can_be_copied_is_a_command_and_what_is_read_is_a_sentence(self):
        seen = set()
        for text in TEXTS:
            for login in (Login.UNKNOWN, Login.SUBSCRIPTION):
                report = analyse([Document("~/.zshrc", Kind.ZSH, text)], rules=[], login=login)
                for each in report.unknowns:
                    with self.subTest(what=each.what, command=each.command):
                        seen.add(each.is_sentence)
                        first = each.command.split()[0]
                        self.assertEqual("`" in each.command or first in {"send", "write", "give"}, each.is_sentence)
                        self.assertEqual(each.command.count("`") % 2, 0)
                        self.assertNotIn(",", first)
        self.assertEqual(seen, {True, False})

    def test_markdown_shows_the_commands_of_a_sentence_as_code(self):
        report = analyse([Document("~/.zshrc", Kind.ZSH, TEXTS[0])], rules=[], login=Login.SUBSCRIPTION)
        self.assertIn("start `claude` and type `/status`, which names the files that were read.", as_markdown(report))
