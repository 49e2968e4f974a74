"""What starts a client apart from the shell whose files were given: who pays there is said, and who in a terminal."""

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Fit, Login, Report
from diagnostics.engine.jobs import calls_in
from diagnostics.engine.pastes.splitting import read_pastes
from diagnostics.engine.source import Document, Kind
from tests.guards import it_ends

FENCE = "~/{name}:\n\n```\nexport ANTHROPIC_API_KEY=k\n```\n"
GUARDED = "~/.bashrc:\n\n```\ncase $- in\n  *i*) ;;\n  *) return;;\nesac\nexport ANTHROPIC_API_KEY=k\n```\n"
CRON = "crontab -l:\n\n```\n{}\n```\n\n"
UNIT = "# ~/.config/systemd/user/a.service\n```\n[Service]\nExecStart=/usr/bin/claude -p hello\n```\n\n"
PLIST = (
    '```xml\n<?xml version="1.0"?>\n<plist version="1.0"><dict><key>Label</key><string>a</string>\n'
    "<key>ProgramArguments</key><array><string>/bin/claude</string><string>-p</string></array></dict></plist>\n```\n\n"
)
JOB = "reads no start-up file of a shell: your Claude subscription pays"
SSH = "runs in a shell that is not interactive: your Claude subscription pays"
COMPOSE = (
    "docker-compose.yml:\n```yaml\nservices:\n  a:\n    image: i\n    command: claude -p hello\n    environment:\n"
    "      - ANTHROPIC_API_KEY\n      - ANTHROPIC_BASE_URL=https://gw.example\n```\n\n"
)
CI = (
    ".github/workflows/a.yml:\n```yaml\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
    "      - run: claude -p hello\n```\n\n"
)
FILE = "gets none of your shell's variables by itself: "
DOCKER = "gets none of your shell's variables; if its image sets none, "
ZSH = FENCE.format(name=".zshrc")
# The post, and what is said of what starts there; "" where the shell's answer is the only one.
POSTS = (
    ("cron", CRON.format("0 2 * * * claude -p hello") + ZSH, JOB),
    ("a unit of systemd", UNIT + ZSH, JOB),
    ("launchd", PLIST + ZSH, JOB),
    ("ssh, zsh", "`ssh box 'claude -p hello'` uses my plan.\n\n" + ZSH, SSH),
    ("ssh, bash with a guard", "`ssh me@box claude -p hello` uses my plan.\n\n" + GUARDED, SSH),
    ("docker", "`docker run --rm -it image claude` asks for a login.\n\n" + ZSH, DOCKER),
    ("compose that inserts", COMPOSE + ZSH, FILE + "who pays cannot be told: Claude Code sends the key in"),
    ("a step on a runner", CI + ZSH, FILE),
    (
        "cron with another client",
        CRON.format("0 2 * * * gemini -p hello") + "~/.zshrc:\n\n```\nexport GEMINI_API_KEY=k\n```\n",
        "reads no start-up file of a shell: ",
    ),
    ("cron that sources", CRON.format("0 2 * * * . ~/.zshrc; claude -p hello") + ZSH, ""),
    ("cron with a login shell", CRON.format("0 2 * * * zsh -ilc 'claude -p hello'") + ZSH, ""),
    ("cron of another program", CRON.format("0 2 * * * backup --all") + ZSH, ""),
    ("a remark", CRON.format("# 0 2 * * * claude -p hello\n0 3 * * * backup") + ZSH, ""),
    ("no variable of the client's", CRON.format("0 2 * * * claude -p hello") + "~/.zshrc:\n```\nexport A=1\n```\n", ""),
    ("ssh, .zshenv", "`ssh box 'claude -p hello'` works.\n\n" + FENCE.format(name=".zshenv"), ""),
    ("ssh, bash without a guard", "`ssh box 'claude -p hello'` works.\n\n" + FENCE.format(name=".bashrc"), ""),
    ("ssh, a login shell", "`ssh box 'zsh -lic \"claude -p hello\"'` works.\n\n" + ZSH, ""),
    ("ssh and nothing run", "I `ssh box` and type claude there.\n\n" + ZSH, ""),
    ("docker that hands over", "`docker run -e ANTHROPIC_API_KEY -it image claude`\n\n" + ZSH, ""),
    ("docker with another program", "`docker run -it image bash`, then claude.\n\n" + ZSH, ""),
)


def report_on(text: str, login: Login = Login.SUBSCRIPTION) -> Report:
    return analyse(read_pastes((("pasted", text, None),)), rules=(), login=login)


class JobTests(unittest.TestCase):
    def test_what_starts_apart_has_an_answer_of_its_own(self) -> None:
        for title, text, says in POSTS:
            with self.subTest(title):
                sentence = report_on(text).verdict.sentence
                self.assertIn(says, sentence)
                self.assertEqual("In a terminal:" in sentence, bool(says))
                if says:
                    behind = sentence.partition("In a terminal:")[2]
                    self.assertRegex(behind, "sends the key in (ANTHROPIC|GEMINI)_API_KEY")

    def test_a_message_that_the_shells_files_rule_out_is_explained_by_what_starts_apart(self) -> None:
        for title, text, says in POSTS:
            if not says or title.startswith(("ssh", "compose", "cron with another")):
                continue
            with self.subTest(title):
                report = report_on(text + "\nIt says: Not logged in · Please run /login\n", Login.UNKNOWN)
                self.assertEqual([each.fit for each in report.readings], [Fit.FITS])
                self.assertNotIn("do not decide alone", report.verdict.sentence)

    def test_without_what_starts_apart_the_message_is_held_against_the_files(self) -> None:
        report = report_on(ZSH + "\nIt says: Not logged in · Please run /login\n", Login.UNKNOWN)
        self.assertIn("do not decide alone", report.verdict.sentence)

    def test_sudo_in_a_sentence_is_told_where_it_is_a_command(self) -> None:
        for text, is_told in (
            ("`sudo claude -p hello` asks for a login.\n\n", True),
            ("sudo claude -p hello → asks for a login.\n\n", True),
            ("I was told never to use sudo claude, so I do not.\n\n", False),
            ("`sudo -E claude` asks for a login.\n\n", False),
        ):
            with self.subTest(text):
                self.assertEqual("sudo starts Claude Code" in report_on(text + ZSH).verdict.sentence, is_told)

    def test_the_line_of_a_file_that_starts_the_client_is_named(self) -> None:
        documents = (
            Document("~/.zshrc", "export ANTHROPIC_API_KEY=k\n", Kind.ZSH),
            Document("a/compose.yml", "# claude\nservices:\n  a:\n    command: claude -p hello\n", Kind.COMPOSE),
        )
        report = analyse(documents, rules=(), login=Login.SUBSCRIPTION)
        self.assertTrue(report.verdict.sentence.startswith("What is started on line 4 of a/compose.yml gets none of"))

    def test_the_lines_of_a_job_that_start_a_client_are_named(self) -> None:
        job = Document(
            "crontab", "A=1\n# claude\n0 1 * * * /usr/bin/claude -p x\n0 2 * * * codex exec y\n", Kind.CRONTAB
        )
        self.assertEqual(list(calls_in(job)), [(3, "claude"), (4, "codex")])

    def test_a_long_text_is_read_in_time(self) -> None:
        for unit in ("ssh a b ", "ssh -p 1 ", "docker run a ", "`sudo ", "ssh a 'claude' "):
            with self.subTest(unit), it_ends():
                report_on("How is it?\n" + unit * (200_000 // len(unit)) + "\n\n" + ZSH)
