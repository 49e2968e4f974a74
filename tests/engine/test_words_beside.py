"""Words over what stands beside the files: messages, sentences, jobs, the other system."""

from __future__ import annotations

import unittest

from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.kinds import recognise
from diagnostics.engine.rules.answers import Yes
from diagnostics.engine.rules.conditions import ask, parse_condition
from diagnostics.engine.source import Document

TOKEN = "export CLAUDE_CODE_OAUTH_TOKEN=sk-ant-oat01-DUMMY\n"
CALL = '0 3 * * * claude -p "report"\n'
WSL = "# WSL\nexport EDITOR=vim\n"


def lines(word: dict[str, object], documents: dict[str, str], error: str = "") -> list[int] | None:
    """Return the lines that make a condition true; None where it is not."""
    read = [Document(name, text, recognise(name, text)) for name, text in documents.items()]
    answer = ask(parse_condition(word), facts_of(read, login=Login.NONE, mode=Mode.PRINT, error=error))
    return [line.span.line for line in answer.lines] if isinstance(answer, Yes) else None


class MessageTests(unittest.TestCase):
    SAYS = {"is": "message-says", "text": ["connect ECONNREFUSED", "status … refused"]}  # noqa: RUF012 -- never changed

    def test_the_message_is_the_one_given_or_the_one_that_a_sentence_quotes(self) -> None:
        shell = {"~/.zshrc": "export A=1\n"}
        self.assertEqual(lines(self.SAYS, shell, "Error: connect ECONNREFUSED 127.0.0.1:4000"), [])
        self.assertEqual(lines(self.SAYS, shell, "status 401: it was refused"), [])
        self.assertEqual(lines(self.SAYS, {"what I see": "Error: connect ECONNREFUSED ::1:4000\n", **shell}), [])

    def test_no_message_and_another_message_do_not_match(self) -> None:
        shell = {"~/.zshrc": "# connect ECONNREFUSED\nexport A=1\n"}
        self.assertIsNone(lines(self.SAYS, shell))
        self.assertIsNone(lines(self.SAYS, shell, "connect ETIMEDOUT"))

    def test_words_are_found_in_remarks_and_sentences(self) -> None:
        word = {"is": "is-written", "text": "Platform.Moonshot.cn"}
        self.assertEqual(lines(word, {"~/.zshrc": "# from platform.moonshot.cn\nexport A=1\n"}), [])
        self.assertIsNone(lines(word, {"~/.zshrc": "export A=moonshot\n"}))


class JobTests(unittest.TestCase):
    JOB = {"is": "job-lacks-a-credential"}  # noqa: RUF012 -- never changed

    def test_a_job_without_the_credential_of_the_shell_is_found_at_its_call(self) -> None:
        self.assertEqual(lines(self.JOB, {"~/.zshrc": TOKEN, "crontab": "MAILTO=me\n" + CALL}), [2])
        unit = "[Service]\nExecStart=/usr/local/bin/claude -p report\n"
        self.assertEqual(lines(self.JOB, {"~/.bashrc": TOKEN, "report.service": unit}), [2])

    def test_the_message_is_enough_where_no_shell_is_given(self) -> None:
        self.assertEqual(lines(self.JOB, {"crontab": CALL}, "Not logged in · Please run /login"), [1])
        self.assertIsNone(lines(self.JOB, {"crontab": CALL}))

    def test_what_may_bring_a_credential_along_is_let_pass(self) -> None:
        for job in (
            "0 3 * * * . ~/.job.env; claude -p x\n",
            "0 3 * * * source ~/.job.env && claude -p x\n",
            "0 3 * * * zsh -ic 'claude -p x'\n",
            "0 3 * * * op run -- claude -p x\n",
            "0 3 * * * ~/bin/nightly.sh claude\n",
            "0 3 * * * CLAUDE_CODE_OAUTH_TOKEN=x claude -p x\n",
            "# 0 3 * * * claude -p x\n0 4 * * * true\n",
            "0 3 * * * ls ~/claude-notes\n",
        ):
            with self.subTest(job=job):
                self.assertIsNone(lines(self.JOB, {"~/.zshrc": TOKEN, "crontab": job}))

    def test_settings_count_for_jobs_and_an_emptied_variable_is_none(self) -> None:
        settings = '{"env": {"ANTHROPIC_API_KEY": "sk-ant-api03-DUMMY"}}\n'
        self.assertIsNone(lines(self.JOB, {"~/.zshrc": TOKEN, "~/.claude/settings.json": settings, "crontab": CALL}))
        self.assertIsNone(lines(self.JOB, {"~/.zshrc": 'export ANTHROPIC_API_KEY=""\n', "crontab": CALL}))


class OtherSideTests(unittest.TestCase):
    WINDOWS = {"is": "is-set-on-windows-alone"}  # noqa: RUF012 -- never changed
    FISH = {"is": "is-not-read-by-fish"}  # noqa: RUF012 -- never changed

    def test_each_way_of_windows_to_set_a_variable_is_found(self) -> None:
        for name, line in (
            ("profile.ps1", '$env:ANTHROPIC_MODEL = "opus"'),
            ("profile.ps1", "setx ANTHROPIC_MODEL opus"),
            ("profile.ps1", '[Environment]::SetEnvironmentVariable("ANTHROPIC_MODEL", "opus", "User")'),
            ("setup.cmd", "set ANTHROPIC_MODEL=opus"),
        ):
            with self.subTest(line=line):
                self.assertEqual(lines(self.WINDOWS, {name: f"{line}\n", "~/.bashrc": WSL}), [1])

    def test_what_crosses_or_is_set_on_both_sides_is_let_pass(self) -> None:
        profile = '$env:ANTHROPIC_MODEL = "opus"\n'
        for documents in (
            {"profile.ps1": profile},
            {"profile.ps1": profile, "~/.bashrc": "export EDITOR=vim\n"},
            {"profile.ps1": profile, "~/.bashrc": f"{WSL}export ANTHROPIC_MODEL=opus\n"},
            {"profile.ps1": f"{profile}setx WSLENV ANTHROPIC_MODEL/u\n", "~/.bashrc": WSL},
            {"profile.ps1": '$env:EDITOR = "code"\n', "~/.bashrc": WSL},
        ):
            with self.subTest(documents=documents):
                self.assertIsNone(lines(self.WINDOWS, documents))

    def test_a_sentence_that_speaks_of_zsh_is_needed_and_no_file_of_zsh(self) -> None:
        bash = {"~/.bash_profile": "export ANTHROPIC_MODEL=opus\n"}
        for said, others, expected in (
            ("I'm on zsh (mac), and the model is gone.\n", {}, [1]),
            ("My default shell is zsh.\n", {}, [1]),
            ("I switched to zsh yesterday and nothing works.\n", {}, [1]),
            ("I moved from zsh to bash yesterday and nothing works.\n", {}, None),
            ("The model is gone.\n", {}, None),
            ("My default shell is zsh.\n", {"~/.zshrc": "export EDITOR=vim\n"}, None),
        ):
            with self.subTest(said=said, others=others):
                found = lines({"is": "is-not-read-by-zsh"}, {"what I wrote": said, **others, **bash})
                self.assertEqual(found, expected)

    def test_a_sentence_that_speaks_of_fish_is_needed(self) -> None:
        shell = "export ANTHROPIC_MODEL=opus\n"
        for said, expected in (
            ("My login shell is fish, and the model is gone.\n", [1]),
            ("I switched to fish yesterday and nothing works.\n", [1]),
            ("I moved from fish to zsh yesterday and nothing works.\n", None),
            ("My login shell is zsh, and the model is gone.\n", None),
        ):
            with self.subTest(said=said):
                self.assertEqual(lines(self.FISH, {"what I wrote": said, "~/.zshrc": shell}), expected)

    def test_sudo_without_the_variable_is_found_where_a_command_stands(self) -> None:
        word, key = {"is": "is-run-by-sudo"}, "export ANTHROPIC_API_KEY=sk-ant-api03-DUMMY\n"
        for line, expected in (
            ("sudo claude -p x", [2]),
            ("cd /srv && sudo -u deploy -n /usr/local/bin/claude -p x", [2]),
            ("if true; then doas claude; fi", [2]),
            ("sudo -E claude", None),
            ("sudo --preserve-env=ANTHROPIC_API_KEY claude", None),
            ("sudo ANTHROPIC_API_KEY=x claude", None),
            ("sudo systemctl restart claude-proxy", None),
            ("# sudo claude", None),
            ("sudo codex exec x", None),
        ):
            with self.subTest(line=line):
                self.assertEqual(lines(word, {"~/.zshrc": f"{key}{line}\n"}), expected)
        self.assertIsNone(lines(word, {"~/.zshrc": "export EDITOR=vim\nsudo claude\n"}))

    def test_a_value_of_tmux_counts_where_no_file_names_it(self) -> None:
        word = {"is": "is-left-in-a-multiplexer"}
        dump = "ANTHROPIC_API_KEY=sk-ant-api03-DUMMY\nHOME=/home/me\nPATH=/usr/bin:/bin\n"
        tmux = f"{dump}TMUX=/tmp/tmux-1/default,1,0\n"
        self.assertEqual(lines(word, {"~/.zshrc": "export EDITOR=vim\n", "env": tmux}), [1])
        self.assertIsNone(lines(word, {"~/.zshrc": "# export ANTHROPIC_API_KEY=\n", "env": tmux}))
        self.assertIsNone(lines(word, {"~/.zshrc": "export EDITOR=vim\n", "env": dump}))
        self.assertIsNone(lines(word, {"env": tmux}))

    def test_a_program_of_the_dock_sees_no_variable_of_a_shell(self) -> None:
        word, shell = {"is": "is-not-seen-by-an-app"}, "export ANTHROPIC_MODEL=opus\n"
        for said, expected in (
            ("The editor that I start from the Dock has no key.\n", [1]),
            ("It was started with an icon and nothing works.\n", [1]),
            ("It was started by a click on its icon and nothing works.\n", [1]),
            ("The docks of the harbour are closed today, sadly.\n", None),
        ):
            with self.subTest(said=said):
                self.assertEqual(lines(word, {"what I wrote": said, "~/.zshrc": shell}), expected)
