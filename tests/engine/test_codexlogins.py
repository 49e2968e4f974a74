"""Which login of Codex's a text tells of: what a command prints of it, or stores."""

from unittest import TestCase

from diagnostics.engine.clients.codexlogins import login_shown
from diagnostics.engine.findings import Login
from diagnostics.engine.source import Document, Kind

_KEY = '{"OPENAI_API_KEY": "‹api-key, 32 characters, #1›"}'


class CodexLoginTests(TestCase):
    CASES = (
        (Kind.TEXT, f"echo '{_KEY}' > ~/.codex/auth.json\n", Login.CONSOLE),
        (Kind.TEXT, f"$ echo '{_KEY}' > $HOME/.codex/auth.json\n", Login.CONSOLE),
        (Kind.ZSH, 'printf \'{"OPENAI_API_KEY":"%s"}\' "$KEY" > ~/.codex/auth.json\n', Login.CONSOLE),
        (Kind.BASH, 'cat > ~/.codex/auth.json <<EOF\n{\n  "OPENAI_API_KEY": "$KEY"\n}\nEOF\n', Login.CONSOLE),
        (Kind.ZSH, "printenv OPENAI_API_KEY | codex login --with-api-key\n", Login.CONSOLE),
        (Kind.TEXT, f"echo '{_KEY}' > ~/.codex/auth.json\ncodex logout\n", Login.UNKNOWN),
        (Kind.TEXT, f"echo '{_KEY}' > ~/.codex/auth.json\ncodex login status\n", Login.CONSOLE),
        (Kind.TEXT, f"Should I run echo '{_KEY}' > ~/.codex/auth.json?\n", Login.UNKNOWN),
        (Kind.ZSH, f"# echo '{_KEY}' > ~/.codex/auth.json\n", Login.UNKNOWN),
        (Kind.ZSH, f"if false; then\n  echo '{_KEY}' > ~/.codex/auth.json\nfi\n", Login.UNKNOWN),
        (Kind.ZSH, "echo '{\"OPENAI_API_KEY\": null}' > ~/.codex/auth.json\n", Login.UNKNOWN),
        (Kind.TEXT, f"echo '{_KEY}' > ~/.codex/auth.json\nLogged in using ChatGPT\n", Login.SUBSCRIPTION),
    )

    def test_a_login_is_told_by_what_stores_it_and_by_what_is_printed(self) -> None:
        for kind, text, login in self.CASES:
            with self.subTest(text):
                self.assertIs(login_shown([Document("text", text, kind)]), login)
