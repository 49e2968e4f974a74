"""However a command starts Claude Code, what it gives the client counts, and what it leaves in the shell does not."""

from __future__ import annotations

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login, Report, Status
from diagnostics.engine.pastes.splitting import read_pastes

PAIRS = "ANTHROPIC_BASE_URL=https://openrouter.ai/api ANTHROPIC_AUTH_TOKEN=sk-or-v1-abc123def456"
PARTED = PAIRS.replace(" ", "; ")
GATEWAY, OWN = "https://openrouter.ai", "https://api.anthropic.com"
GIVEN = (
    *(
        f"{PAIRS} {client}"
        for client in (
            *("claude", "claude -p hi", "claude --dangerously-skip-permissions", "claude.exe", "claude &"),
            *("claude | tee log", "claude 2>&1 | tee log", "claude < prompt.txt"),
            *(
                "npx @anthropic-ai/claude-code",
                "npx -y @anthropic-ai/claude-code@latest",
                "bunx @anthropic-ai/claude-code",
            ),
            *("pnpm dlx @anthropic-ai/claude-code", "~/.claude/local/claude", "/opt/homebrew/bin/claude"),
            *("$HOME/.local/bin/claude", "time claude", "nohup claude -p hi &", "caffeinate -i claude", "exec claude"),
            *("command claude", "env claude", "timeout 60 claude -p hi", "nice claude"),
        )
    ),
    *(f"cd proj && {PAIRS} claude", f"(cd proj && {PAIRS} claude)", f"cd proj; {PAIRS} claude"),
    *(f"time {PAIRS} claude", f"env {PAIRS} claude", f"/usr/bin/env {PAIRS} claude", f"nohup env {PAIRS} claude &"),
    *(f"bash -c '{PAIRS} claude'", f'sh -c "{PAIRS} claude"', f"tmux new -s a '{PAIRS} claude'"),
    f"screen -dmS a bash -c '{PAIRS} claude'",
    *(f"while true; do {PAIRS} claude -p hi; sleep 5; done", f"for i in 1 2; do {PAIRS} claude -p $i; done"),
    *(f"if true; then {PAIRS} claude; fi", f"echo hi | {PAIRS} claude -p", f"cat x | {PAIRS} claude -p 'do'"),
    *(f"timeout 60 env {PAIRS} claude -p hi", f"# how I call it\n{PAIRS} claude"),
    *(f"{prompt} {PAIRS} claude" for prompt in ("$", "%", "me@host:~$", "➜  ~", "❯", "(venv) $", "[me@host ~]$")),
    *(f"export {PAIRS}; claude", f"export {PAIRS} && claude", f"export {PAIRS}\nclaude"),
)
KEPT = (f"{PARTED}; claude", f"{PARTED} && claude")  # for the shell alone
ELSEWHERE = tuple(f"{PAIRS} {program}" for program in ("./run.sh", "make dev", "npm start", "python agent.py", "tmux"))


def read(command: str, *, is_alone: bool = False) -> Report:
    text = f"{command}\n"
    if not is_alone:
        text = f"Hi,\n\nI start Claude Code like this and get a 401:\n\n```\n{text}```\n\nWhat is wrong?\n"
    return analyse(read_pastes([("~/.zshrc", text, None)]), rules=(), login=Login.SUBSCRIPTION)


class WaysTests(unittest.TestCase):
    def test_what_a_command_gives_the_client_counts(self) -> None:
        for command in GIVEN:
            for is_alone in (False, True):
                with self.subTest(command, is_alone=is_alone):
                    requests = read(command, is_alone=is_alone).requests
                    self.assertEqual({each.endpoint for each in requests}, {GATEWAY})

    def test_what_stays_in_the_shell_does_not(self) -> None:
        for command in KEPT:
            with self.subTest(command):
                self.assertEqual({each.endpoint for each in read(command).requests}, {OWN})

    def test_a_call_in_a_remark_or_in_words_for_the_person_is_none(self) -> None:
        for line in (f"# before: cd x && {PAIRS} claude", f"# ({PAIRS} claude)", f"echo '{PAIRS} claude'"):
            with self.subTest(line):
                self.assertNotIn(GATEWAY, {each.endpoint for each in read(f"{line}\nclaude").requests})

    def test_what_another_program_gets_is_said_first_and_nothing_is_clear(self) -> None:
        for command in ELSEWHERE:
            with self.subTest(command):
                verdict = read(command).verdict
                self.assertEqual(verdict.status, Status.CANNOT_TELL)
                self.assertIn("counts there alone. Without it: your Claude subscription pays", verdict.sentence)

    def test_what_root_gets_is_not_told_to_be_ones_own(self) -> None:
        for command in (f"sudo {PAIRS} claude", f"sudo -E env {PAIRS} claude"):
            with self.subTest(command):
                self.assertEqual(read(command).verdict.status, Status.CANNOT_TELL)
                self.assertEqual(read(command, is_alone=True).verdict.status, Status.CANNOT_TELL)


if __name__ == "__main__":
    unittest.main()
