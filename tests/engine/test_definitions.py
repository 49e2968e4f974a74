"""What a shell prints of an alias or a function is read as the lines that define it, and what is typed later counts."""

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login
from diagnostics.engine.pastes.definitions import defined
from diagnostics.engine.pastes.parts import Part
from diagnostics.engine.pastes.prompts import shown_by
from diagnostics.engine.pastes.splitting import read_pastes
from diagnostics.engine.source import Kind

FUNCTION = "claude () {\n\tANTHROPIC_API_KEY=k command claude\n}\n"
# What was typed, what it printed, and what that is as code; "" where it defines nothing.
PRINTED = (
    ("which claude", "claude: aliased to A=1 claude\n", "alias claude='A=1 claude'\n"),
    ("type claude", "claude is an alias for A='b c' claude\n", "alias claude='A='\\''b c'\\'' claude'\n"),
    ("type claude", "claude is aliased to `A=1 claude'\n", "alias claude='A=1 claude'\n"),
    ("alias", "cc='claude -c'\nclaude='A=1 claude'\n", "alias cc='claude -c'\nalias claude='A=1 claude'\n"),
    ("alias claude", "alias claude='A=1 claude'\n", "alias claude='A=1 claude'\n"),
    ("which claude", FUNCTION, FUNCTION),
    ("functions claude", FUNCTION, FUNCTION),
    (
        "type claude",
        "claude is a function\nclaude () \n{ \n    A=1 command claude\n}\n",
        "\nclaude () \n{ \n    A=1 command claude\n}\n",
    ),
    ("which claude", "/usr/local/bin/claude\n", ""),
    ("type claude", "claude is /usr/local/bin/claude\n", ""),
    ("which claude", "claude not found\n", ""),
)
KEY = "sk-ant-x"
# A transcript, and where the credential comes from that is sent at its end.
TRANSCRIPTS = (
    (f"$ printenv ANTHROPIC_API_KEY\n{KEY}\n$ claude\n", "ANTHROPIC_API_KEY"),
    (f"$ printenv ANTHROPIC_API_KEY\n{KEY}\n$ unset ANTHROPIC_API_KEY\n$ claude\n", "subscription-login"),
    (f"$ echo $ANTHROPIC_API_KEY\n{KEY}\n$ unset ANTHROPIC_API_KEY\n$ claude\n", "subscription-login"),
    (f"$ unset ANTHROPIC_API_KEY\n$ printenv ANTHROPIC_API_KEY\n{KEY}\n$ claude\n", "ANTHROPIC_API_KEY"),
    (
        f"$ env | grep ANTHROPIC\nANTHROPIC_API_KEY={KEY}\n$ unset ANTHROPIC_API_KEY\n"
        "$ export ANTHROPIC_AUTH_TOKEN=t\n$ claude\n",
        "ANTHROPIC_AUTH_TOKEN",
    ),
    ("$ export ANTHROPIC_AUTH_TOKEN=t\n$ env | grep ANTHROPIC\n$ claude\n", "subscription-login"),
    (
        f"C:\\> set ANTHROPIC_API_KEY\nANTHROPIC_API_KEY={KEY}\nC:\\> set ANTHROPIC_API_KEY=\nC:\\> claude\n",
        "subscription-login",
    ),
    (
        f"PS C:\\> $env:ANTHROPIC_API_KEY\n{KEY}\nPS C:\\> Remove-Item Env:ANTHROPIC_API_KEY\nPS C:\\> claude\n",
        "subscription-login",
    ),
    (f"PS> $env:ANTHROPIC_API_KEY\n{KEY}\nPS> $env:ANTHROPIC_API_KEY = $null\nPS> claude\n", "subscription-login"),
)


class Definitions(unittest.TestCase):
    def test_what_is_printed_is_read_as_the_lines_that_define_it(self) -> None:
        for command, printed, code in PRINTED:
            with self.subTest(command, printed=printed):
                part = defined(Part(3, printed.splitlines(keepends=True)), command)
                self.assertEqual(part.first, 3)
                if code:
                    self.assertIn(part.kind, (Kind.ZSH, Kind.BASH))
                    self.assertEqual(part.text, code)
                else:
                    self.assertIs(part.kind, Kind.TEXT)

    def test_a_command_that_runs_a_program_or_sets_a_variable_prints_no_definition(self) -> None:
        for command in ("command claude", "typeset -x A", "declare -p A", "alias a='b c'", "type .env"):
            with self.subTest(command):
                self.assertFalse(shown_by(command).defines)
        for command in ("command -v claude", "which -a claude", "declare -f claude", "alias | grep claude"):
            with self.subTest(command):
                self.assertTrue(shown_by(command).defines)

    def test_an_alias_that_is_shown_is_what_is_typed(self) -> None:
        text = "$ which claude\nclaude: aliased to ANTHROPIC_API_KEY=k claude\n$ claude\n"
        report = analyse(read_pastes((("pasted", text, None),)), rules=(), login=Login.SUBSCRIPTION)
        self.assertIn("the alias on line 2 of your paste, which sets ANTHROPIC_API_KEY", report.verdict.sentence)

    def test_what_is_typed_after_a_command_showed_a_variable_counts(self) -> None:
        for text, source in TRANSCRIPTS:
            with self.subTest(text):
                report = analyse(read_pastes((("pasted", text, None),)), rules=(), login=Login.SUBSCRIPTION)
                sources = {each for request in report.requests for each in request.headers.values()}
                self.assertEqual(sources, {source})
