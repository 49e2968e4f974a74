"""The one look that would make certain who pays: at the program, the log, the cloud's sign-in or the variable."""

from __future__ import annotations

import unittest

from diagnostics.engine.findings import Certainty, Login, Mode, Payer, Request, Sent
from diagnostics.engine.settling import in_its_shell, settles
from diagnostics.engine.source import Document, Kind, Span

KEY = {"x-api-key": "ANTHROPIC_API_KEY"}
OPEN = Payer("cannot tell", Certainty.CANNOT_TELL, "Who pays cannot be told.")
AWS, GOOGLE = "`aws sts get-caller-identity`", "`gcloud auth application-default print-access-token > /dev/null"
PRINTENV = "`printenv ANTHROPIC_API_KEY | wc -c` (0: not set; 1: set to nothing)"


def request(outcome: Sent = Sent.SENT, provider: str = "anthropic", **more) -> Request:
    return Request("claude-code", "1", Mode.PRINT, Login.NONE, outcome, provider, **more)


def span(document: str = "~/.zshrc") -> Span:
    return Span(document, 1, 1, 2, 0, 1)


# What is sent, and how the look begins; "" for none.
LOOKS: tuple[tuple[Request, str], ...] = (
    *((request(Sent.CANNOT_TELL, name), AWS) for name in ("bedrock", "mantle", "anthropic-aws")),
    *((request(Sent.CANNOT_TELL, name), GOOGLE) for name in ("vertex", "anthropic-gcp")),
    (request(Sent.CANNOT_TELL, "foundry"), "`az account show --query name`"),
    (request(Sent.CANNOT_TELL, evidence={"a.file.json": span(), "ANTHROPIC_API_KEY": span()}), PRINTENV),
    (request(Sent.CANNOT_TELL, evidence={"ANTHROPIC_API_KEY": span(), "a.file.json": span()}), PRINTENV),
    (request(Sent.CANNOT_TELL, evidence={"a.file.json": span()}), ""),
    (request(Sent.CANNOT_TELL), ""),
    (request(Sent.BLOCKED, endpoint="https://gw.test", headers=KEY), ""),
    (request(endpoint="https://gw.test"), ""),
    (
        request(endpoint="https://gw.test", headers=KEY),
        "send one request, then look it up in the usage log of the server",
    ),
    (
        request(endpoint="https://openrouter.ai/api", headers=KEY),
        "send one request, then look it up in the usage log of Op",
    ),
    (request(headers=KEY), "send one request, then look it up in the usage log of the server"),
    (request(endpoint="http://localhost:11434"), "send one request, then `ollama ps`"),
    (request(endpoint="http://localhost:1234", headers=KEY), "send one request, then `lms ps`"),
    (request(endpoint="http://localhost:4000", headers=KEY), "`lsof -nP -iTCP:4000 -sTCP:LISTEN`"),
    (request(endpoint="http://localhost", headers=KEY), "`lsof -nP -iTCP:80 -sTCP:LISTEN`"),
    (request(endpoint="https://localhost", headers=KEY), "`lsof -nP -iTCP:443 -sTCP:LISTEN`"),
)
# The kind of the file in which the variable stands, and the look as its shell takes it.
IN_SHELLS = (
    (Kind.ZSH, PRINTENV),
    (Kind.POWERSHELL, '`"$env:ANTHROPIC_API_KEY".Length` (0: not set)'),
    (Kind.CMD, "`if defined ANTHROPIC_API_KEY (echo set) else (echo not set)`"),
)


class SettlingTests(unittest.TestCase):
    def test_each_open_answer_has_its_look(self) -> None:
        for sent, begins in LOOKS:
            with self.subTest(sent=sent):
                found = settles(sent, OPEN)
                self.assertTrue(found.startswith(begins), found)
                self.assertEqual(bool(found), bool(begins), found)

    def test_what_was_measured_needs_none(self) -> None:
        measured = Payer("nobody", Certainty.MEASURED, "Nobody pays.")
        self.assertEqual(settles(request(endpoint="https://gw.test", headers=KEY), measured), "")

    def test_a_variable_is_looked_at_in_the_shell_whose_file_sets_it(self) -> None:
        looked_at = Payer("cannot tell", Certainty.CANNOT_TELL, "…", settles=PRINTENV)
        for kind, look in IN_SHELLS:
            with self.subTest(kind=kind):
                documents = (Document("other", "A=1\n", Kind.ZSH), Document("here", "A=1\n", kind))
                undecided = request(Sent.CANNOT_TELL, evidence={"ANTHROPIC_API_KEY": span("here")})
                self.assertEqual(in_its_shell(looked_at, undecided, documents).settles, look)
                nowhere = request(Sent.CANNOT_TELL)
                self.assertEqual(in_its_shell(looked_at, nowhere, documents), looked_at)

    def test_any_other_look_is_the_same_everywhere(self) -> None:
        other = Payer("cannot tell", Certainty.CANNOT_TELL, "…", settles="`ollama ps`")
        documents = (Document("here", "A=1\n", Kind.POWERSHELL),)
        undecided = request(Sent.CANNOT_TELL, evidence={"ANTHROPIC_API_KEY": span("here")})
        self.assertEqual(in_its_shell(other, undecided, documents), other)
