"""What Codex's command line leaves open: a profile or a provider of which the file was not given."""

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Mode, Sent
from diagnostics.engine.kinds import recognise
from diagnostics.engine.source import Document

CONFIG = ("~/.codex/config.toml", 'model = "x"\n')
# An alias, other files, and a part of what is said why nobody can tell.
OPEN = (
    ("codex -p work", (), "The command line chooses the profile work"),
    ("codex --profile 'work'", (CONFIG,), "~/.codex/work.config.toml, beats config.toml and was not given"),
    ("codex --oss", (), "Which one, oss_provider in ~/.codex/config.toml says"),
)


def requests(alias, files, mode=Mode.PRINT):
    documents = [("~/.zshrc", f'alias codex="{alias}"\n'), *files]
    made = analyse([Document(name, text, recognise(name, text)) for name, text in documents], rules=[], mode=mode)
    found = [request for request in made.requests if request.client == "codex"]
    assert found, "the report speaks of Codex"
    return found


class CodexOptionTests(unittest.TestCase):
    def test_what_a_file_that_is_not_given_decides_cannot_be_told(self):
        for alias, files, words in OPEN:
            with self.subTest(alias):
                for request in requests(alias, files):
                    self.assertIs(request.outcome, Sent.CANNOT_TELL)
                    self.assertIn(words, request.message)

    def test_in_a_session_codex_asks_for_the_server_that_nobody_named(self):
        for request in requests("codex --oss", (CONFIG,), Mode.INTERACTIVE):
            self.assertIs(request.outcome, Sent.CANNOT_TELL)
            self.assertIn("Codex asks which server", request.message)

    def test_options_of_another_command_are_not_codexs(self):
        for request in requests("codex -m x", (("~/.bashrc", "alias p='grep -p work --oss'\n"),)):
            self.assertIs(request.outcome, Sent.SENT)


if __name__ == "__main__":
    unittest.main()
