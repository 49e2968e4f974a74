"""Lines that decide elsewhere: they write a client's own file, or set a variable for what is started later."""

from __future__ import annotations

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login, Status
from diagnostics.engine.kinds import recognise
from diagnostics.engine.source import Document
from tests.guards import it_ends

ZSH, BASH, FISH, BAT = "~/.zshrc", "~/.bashrc", "~/.config/fish/config.fish", "x.bat"
PS1 = "Microsoft.PowerShell_profile.ps1"
SETTINGS, LOGIN = "~/.claude/settings.json", "~/.claude/.credentials.json"
# A file, its text, and the file of Claude Code that a line of it writes.
WRITTEN = (
    (ZSH, f"jq '.env.A=\"b\"' {SETTINGS} > /tmp/s && mv /tmp/s {SETTINGS}\n", SETTINGS),
    (ZSH, f"ln -sf ~/dotfiles/claude-glm.json {SETTINGS}\n", SETTINGS),
    (ZSH, f"cp ~/.claude/settings.glm.json {SETTINGS}\n", SETTINGS),
    (ZSH, f"sed -i '' 's#https://a#https://b#' {SETTINGS}\n", SETTINGS),
    (ZSH, f"yq -i '.env.A=\"b\"' {SETTINGS}\n", SETTINGS),
    (ZSH, f"echo '{{}}' | tee {SETTINGS} >/dev/null\n", SETTINGS),
    (ZSH, f"envsubst < t.json >| {SETTINGS}\n", SETTINGS),
    (ZSH, f"curl -fsS https://gw.example.com/s.json -o {SETTINGS}\n", SETTINGS),
    (ZSH, f"glm() {{ cp ~/.claude/glm.json {SETTINGS}; claude; }}\n", SETTINGS),
    (ZSH, f"alias use-glm='cp ~/.claude/glm.json {SETTINGS}'\n", SETTINGS),
    (ZSH, 'cp x.json "$CLAUDE_CONFIG_DIR/settings.json"\n', "$CLAUDE_CONFIG_DIR/settings.json"),
    (ZSH, "sudo install -m 600 \\\n  s.json ~/.claude/settings.local.json\n", "~/.claude/settings.local.json"),
    (ZSH, "cp -r ~/dotfiles/claude/. ~/.claude/\n", "~/.claude"),
    (ZSH, "ln -sfn ~/.claude-work ~/.claude\n", "~/.claude"),
    (ZSH, f"python3 -c \"import json; json.dump({{}}, open('{SETTINGS}', 'w'))\"\n", SETTINGS),
    (FISH, f"cp ~/.claude/settings.glm.json {SETTINGS}\n", SETTINGS),
    (PS1, f"Copy-Item ~/glm.json {SETTINGS}\n", SETTINGS),
    (PS1, f"Copy-Item -Destination {SETTINGS} ~/glm.json\n", SETTINGS),
    (PS1, f"'{{}}' | Set-Content {SETTINGS}\n", SETTINGS),
    (
        BAT,
        "copy /y glm.json %USERPROFILE%\\.claude\\settings.json\r\nclaude\r\n",
        "%USERPROFILE%\\.claude\\settings.json",
    ),
    (
        "Dockerfile",
        "FROM a\nRUN npm i -g @anthropic-ai/claude-code\nCOPY s.json /root/.claude/settings.json\n",
        "/root",
    ),
    (
        "compose.yaml",
        "services:\n  c:\n    image: claude-code\n    command: claude\n    volumes:\n"
        "      - ./s.json:/root/.claude/settings.json\n",
        "/root",
    ),
)
NOT_WRITTEN = (
    (ZSH, f"jq . {SETTINGS} > ~/settings.txt\n"),
    (ZSH, f"cp {SETTINGS} ~/backup/settings.json\n"),
    (ZSH, f"alias backup='cp {SETTINGS} ~/backup/'\n"),
    (ZSH, f"alias cset='vim {SETTINGS}'\n"),
    (ZSH, f"# cp x {SETTINGS}\n"),
    (ZSH, f"sed -n 1p {SETTINGS}\n"),
    (ZSH, "cp a ~/.claude/settings.json.bak\n"),
    (ZSH, "cp a ~/.codex/config.toml\n"),  # a report about Claude Code alone
    (ZSH, "ln -sf ~/.local/share/claude/versions/2/claude ~/.local/bin/claude\n"),
    (ZSH, "cp ~/dotfiles/CLAUDE.md ~/.claude/\ncp -r ~/.claude ~/backup\nrm -rf ~/.claude/cache\n"),
    (ZSH, f"python3 -c \"print(open('{SETTINGS}').read())\"\n"),
    (ZSH, "rm -f ~/.claude/settings.local.json.bak\n"),
    (PS1, f"Copy-Item {SETTINGS} ~/backup.json\n"),
)
LOGINS = (
    f"cp ~/.claude/work.json {LOGIN}\n",
    f"alias work='cp ~/.claude/work.json {LOGIN}'\n",
    f"rm -f {LOGIN}\n",
    'security add-generic-password -U -s "Claude Code-credentials" -a "$USER" -w "$(cat ~/work.json)"\n',
)
# A file, its text, and who gives what decides to what is started later.
LATER = (
    (ZSH, "tmux set-environment -g ANTHROPIC_API_KEY abc\n", "tmux starts later has ANTHROPIC_API_KEY"),
    (
        ZSH,
        "tmux setenv -t main ANTHROPIC_BASE_URL https://gw.example.com\n",
        "tmux starts later has ANTHROPIC_BASE_URL",
    ),
    (ZSH, '[ -n "$TMUX" ] && tmux setenv -g ANTHROPIC_API_KEY "$(cat ~/.k)"\n', "tmux starts later"),
    (ZSH, "tmux new -A -s main -e ANTHROPIC_API_KEY=abc\n", "tmux starts later"),
    (ZSH, "tmux set -g default-command 'ANTHROPIC_API_KEY=abc zsh'\n", "tmux starts later"),
    (FISH, "tmux setenv -g ANTHROPIC_API_KEY abc\n", "tmux starts later"),
    (ZSH, "systemctl --user set-environment A=1 ANTHROPIC_AUTH_TOKEN=abc\n", "systemd starts later"),
    (ZSH, "dbus-update-activation-environment --systemd ANTHROPIC_API_KEY=abc\n", "D-Bus starts later"),
    (ZSH, "conda env config vars set ANTHROPIC_API_KEY=abc\n", "conda starts later"),
    (ZSH, "echo 'ANTHROPIC_API_KEY=abc' >> ~/.pam_environment\n", "the next login starts"),
    (ZSH, "echo ANTHROPIC_API_KEY=abc > ~/.config/environment.d/ai.conf\n", "the next login starts"),
    (BAT, "reg add HKCU\\Environment /v ANTHROPIC_API_KEY /d abc /f\r\n", "Windows starts later"),
)
HANDED = (
    "zsh-defer export ANTHROPIC_API_KEY=abc\n",
    "zinit wait lucid atload'export ANTHROPIC_API_KEY=abc' for zdharma/null\n",
)
NOT_LATER = (
    "tmux set-environment -gu ANTHROPIC_API_KEY\n",
    "tmux set-environment -gh ANTHROPIC_API_KEY abc\n",
    'tmux setenv -g ANTHROPIC_API_KEY "$ANTHROPIC_API_KEY"\n',
    "tmux setenv -g SSH_AUTH_SOCK $SSH_AUTH_SOCK\n",
    "systemctl --user import-environment DISPLAY ANTHROPIC_API_KEY\n",
    "dbus-update-activation-environment --systemd --all\n",
    "systemctl --user unset-environment ANTHROPIC_API_KEY\n",
    "tmux setenv -g OPENAI_API_KEY abc\n",
    "# tmux setenv -g ANTHROPIC_API_KEY abc\n",
    'echo "export ANTHROPIC_API_KEY=… first"\n',
    "alias k='echo export ANTHROPIC_API_KEY=abc'\n",
    "ssh box 'export ANTHROPIC_API_KEY=abc; claude -p hi'\n",
    "zsh-defer source ~/.zsh/plugins.zsh\n",
    "alias go='eval'\ngo 'export ANTHROPIC_API_KEY=abc'\n",
    "if true then export ANTHROPIC_API_KEY=abc; fi\n",
    "$ export ANTHROPIC_API_KEY=abc\nls\n",
    "sudo -E export ANTHROPIC_API_KEY=abc\n",
)


def verdict(name: str, text: str, *more: tuple[str, str]) -> tuple[Status, str]:
    """Return what is said to somebody with a Claude subscription."""
    documents = tuple(Document(one, what, recognise(one, what)) for one, what in ((name, text), *more))
    said = analyse(documents, rules=(), login=Login.SUBSCRIPTION).verdict
    return said.status, said.sentence


class LineForOthersTests(unittest.TestCase):
    def test_a_line_that_writes_a_clients_file_leaves_open_who_pays_and_is_named(self) -> None:
        for name, text, path in WRITTEN:
            with self.subTest(text):
                status, sentence = verdict(name, text)
                self.assertIs(status, Status.CANNOT_TELL)
                self.assertRegex(sentence, r"That holds only if \S+, which line \d+ writes and which was not given")
                self.assertIn(f"only if {path}", sentence)

    def test_a_line_that_reads_or_copies_it_elsewhere_leaves_nothing_open(self) -> None:
        for name, text in NOT_WRITTEN:
            with self.subTest(text):
                self.assertIs(verdict(name, text)[0], Status.CLEAR)

    def test_a_file_that_was_given_is_not_said_to_be_written(self) -> None:
        _, sentence = verdict(ZSH, f"cp x {SETTINGS}\n", (SETTINGS, '{"model": "opus"}\n'))
        self.assertNotIn("which line 1", sentence)

    def test_a_projects_file_of_that_name_does_not_stand_for_it(self) -> None:
        _, sentence = verdict(ZSH, f"cp x {SETTINGS}\n", (".claude/settings.json", '{"model": "opus"}\n'))
        self.assertIn(f"only if {SETTINGS}, which line 1", sentence)

    def test_a_line_that_changes_the_login_is_named(self) -> None:
        for text in LOGINS:
            with self.subTest(text):
                status, sentence = verdict(ZSH, text)
                self.assertIs(status, Status.CANNOT_TELL)
                self.assertIn("Whose login that is, line 1 decides", sentence)

    def test_what_stands_in_the_place_of_the_program_is_named(self) -> None:
        for text in ("ln -sf ~/bin/ccr ~/.local/bin/claude\n", "cat > ~/bin/claude <<'EOF'\nexec ccr code\nEOF\n"):
            with self.subTest(text):
                self.assertIn("what line 1 puts in the place of claude", verdict(ZSH, text)[1])

    def test_a_variable_for_what_is_started_later_is_told(self) -> None:
        for name, text, words in LATER:
            with self.subTest(text):
                status, sentence = verdict(name, text)
                self.assertIs(status, Status.CANNOT_TELL)
                self.assertIn(f"That holds for this shell: what {words}", sentence)

    def test_code_that_is_handed_to_another_program_is_told(self) -> None:
        for text in HANDED:
            with self.subTest(text):
                status, sentence = verdict(ZSH, text)
                self.assertIs(status, Status.CANNOT_TELL)
                self.assertIn("to which line 1 hands code that sets ANTHROPIC_API_KEY", sentence)

    def test_what_sets_nothing_of_the_client_later_leaves_nothing_open(self) -> None:
        for text in NOT_LATER:
            with self.subTest(text):
                self.assertNotIn("That holds", verdict(ZSH, text)[1])

    def test_what_the_shell_exports_itself_is_not_told(self) -> None:
        text = "tmux setenv -g ANTHROPIC_API_KEY old\nexport ANTHROPIC_API_KEY=abc\n"
        self.assertNotIn("That holds for this shell", verdict(ZSH, text)[1])

    def test_long_lines_are_looked_at_quickly(self) -> None:
        for unit in (
            "tmux ",
            "tmux setenv -t -t -t -t ",
            "cp ~/.claude/settings.json ",
            "ANTHROPIC_API_KEY=>>>environment.d",
        ):
            with self.subTest(unit), it_ends():
                verdict(ZSH, unit * 1_000 + "\n")
