"""Files for GitLab CI: what `variables:` and scripts give to the jobs that call a client, and what settings may."""

from __future__ import annotations

import unittest

from diagnostics.engine.kinds import recognise
from diagnostics.engine.readers.gitlabci import read_gitlab
from diagnostics.engine.source import Document, Kind

JOB = "review:\n  stage: test\n  script:\n    - claude -p x\n"


def values(text: str) -> dict[str, str | None]:
    """Return what the one environment of the jobs gives."""
    files, _ = read_gitlab(Document(".gitlab-ci.yml", text, Kind.GITLAB))
    assert len(files) <= 1, [file.owner for file in files]
    return {name: entry.value for file in files for name, entry in file.last().items()}


class Jobs(unittest.TestCase):
    def test_the_jobs_own_variable_wins(self) -> None:
        text = "variables:\n  A: file\n  B: file\n" + JOB + "  variables:\n    B: job\n    ANTHROPIC_API_KEY: $MINE\n"
        self.assertEqual(values(text), {"A": "file", "B": "job", "ANTHROPIC_API_KEY": "***"})

    def test_a_value_may_be_a_mapping(self) -> None:
        text = "variables:\n  A:\n    value: one\n    description: x\n  ANTHROPIC_AUTH_TOKEN: $KEY\n" + JOB
        self.assertEqual(values(text)["A"], "one")

    def test_variables_are_inserted(self) -> None:
        text = (
            "variables:\n  HOST: gw.example\n  ANTHROPIC_BASE_URL: https://$HOST/${NONE}\n  A: $HOST\n  C: a$$b\n" + JOB
        )
        found = values(text)
        self.assertEqual((found["A"], found["C"], found["ANTHROPIC_BASE_URL"]), ("gw.example", "a$b", None))

    def test_a_script_sets_more(self) -> None:
        text = (
            "before_script:\n  - export ANTHROPIC_AUTH_TOKEN=$GATEWAY_KEY\n"
            "review:\n  stage: test\n  script:\n    - export A=1 B=2\n    - |\n      ANTHROPIC_MODEL=opus claude -p x\n"
            "    - 'export C=\"x y\"'\n"
        )
        found = values(text)
        self.assertEqual((found["ANTHROPIC_AUTH_TOKEN"], found["A"], found["ANTHROPIC_MODEL"]), ("***", "1", "opus"))

    def test_where_no_credential_is_given_the_settings_may_have_it(self) -> None:
        self.assertEqual(values(JOB), {"ANTHROPIC_API_KEY": None})
        self.assertEqual(values(JOB.replace("claude -p", "codex exec")), {"CODEX_API_KEY": None})
        self.assertEqual(values("variables:\n  CLAUDE_CODE_USE_BEDROCK: '1'\n" + JOB), {"CLAUDE_CODE_USE_BEDROCK": "1"})

    def test_a_job_that_extends_another_has_its_variables(self) -> None:
        base = ".base:\n  variables:\n    A: base\n    B: base\n  script: [x]\n"
        text = base + "review:\n  extends: .base\n  variables:\n    B: own\n  script:\n    - claude -p x\n"
        found = values(text)
        self.assertEqual((found["A"], found["B"]), ("base", "own"))

    def test_jobs_that_call_no_client_do_not_count(self) -> None:
        text = (
            "lint:\n  stage: a\n  script: [npm ci]\n  variables:\n    A: lint\n" + JOB + "  variables:\n    A: review\n"
        )
        self.assertEqual(values(text)["A"], "review")

    def test_such_a_file_is_told(self) -> None:
        self.assertIs(recognise(".gitlab-ci.yml", ""), Kind.GITLAB)
        self.assertIs(recognise("pasted", "stages:\n  - test\n" + JOB), Kind.GITLAB)
        self.assertIsNot(
            recognise("pasted", "on: push\njobs:\n  a:\n    steps:\n      - run: x ${{ a }}\n"), Kind.GITLAB
        )

    def test_jobs_that_extend_each_other_come_to_an_end(self) -> None:
        values("a:\n  extends: b\n  script: [claude -p x]\nb:\n  extends: a\n  script: [x]\n")
