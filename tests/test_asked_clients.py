"""Asking for a client by name, whatever the files concern: by the offline command and in a batch."""

from __future__ import annotations

import io
import json
import unittest

from diagnostics.__main__ import main
from diagnostics.batch import CaseError, read_case, run_batch
from tests.engine.client_cases import document


class AskedClients(unittest.TestCase):
    CASE = json.dumps(
        {
            "id": "x",
            "clients": ["aider", "opencode"],
            "documents": [{"name": "~/.zshrc", "text": "export ANTHROPIC_API_KEY=sk-ant-api03-DUMMY\n"}],
        }
    )

    def test_a_batch_speaks_of_those_that_a_case_asks_for(self) -> None:
        output = io.StringIO()
        run_batch([self.CASE], output, io.StringIO(), rules=(), signatures=(), reveal=False)
        report = json.loads(output.getvalue())
        self.assertEqual([request["client"] for request in report["requests"]], ["aider", "opencode"])

    def test_a_name_that_is_no_clients_is_refused_with_those_that_are(self) -> None:
        with self.assertRaisesRegex(CaseError, "claude-code, codex"):
            read_case(self.CASE.replace("aider", "aidre"), 1, reveal=False)

    def test_the_offline_command_knows_the_clients(self) -> None:
        with self.assertRaises(SystemExit) as stopped:
            main(["--client", "nope", document("~/.zshrc", "").name])
        self.assertEqual(stopped.exception.code, 2)
