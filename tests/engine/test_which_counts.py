"""Of two places that set the same variables one counts: which, in posts that show both."""

from __future__ import annotations

import json
import unittest
from collections.abc import Mapping

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login
from diagnostics.engine.pastes.splitting import read_pastes

LOST = {"ANTHROPIC_BASE_URL": "https://api.z.ai/api/anthropic", "ANTHROPIC_AUTH_TOKEN": "aaa111.aaa222bbb"}
WINS = {"ANTHROPIC_BASE_URL": "https://openrouter.ai/api", "ANTHROPIC_AUTH_TOKEN": "sk-or-v1-bbb111ccc222"}
EMPTY = dict.fromkeys(LOST, "")
NAMES = " ".join(LOST)


def zsh(given: Mapping[str, str]) -> str:
    return "".join(f"export {name}='{value}'\n" for name, value in given.items())


def settings(given: Mapping[str, str]) -> str:
    return json.dumps({"env": given}, indent=2) + "\n"


def fish(given: Mapping[str, str]) -> str:
    return "".join(f"set -gx {name} '{value}'\n" for name, value in given.items())


def powershell(given: Mapping[str, str]) -> str:
    return "".join(f"$env:{name} = '{value}'\n" for name, value in given.items())


def printed(given: Mapping[str, str]) -> str:
    return "$ env\nHOME=/h\nSHLVL=1\n" + "".join(f"{name}={value}\n" for name, value in given.items())


def typed(given: Mapping[str, str]) -> str:
    return "".join(f"$ export {name}='{value}'\n" for name, value in given.items())


def called(given: Mapping[str, str]) -> str:
    return " ".join(f"{name}='{value}'" for name, value in given.items()) + " claude"


def shown(name: str, text: str) -> str:
    return f"`{name}`:\n\n```\n{text}```\n\n"


def fence(text: str) -> str:
    return f"```\n{text}```\n"


USER, PROJECT, LOCAL = "~/.claude/settings.json", ".claude/settings.json", ".claude/settings.local.json"
SECOND = {
    "settings beside a start-up file": shown("~/.zshrc", zsh(LOST)) + shown(USER, settings(WINS)),
    "settings above a start-up file": shown(USER, settings(WINS)) + shown("~/.zshrc", zsh(LOST)),
    "a call with variables in front": shown("~/.zshrc", zsh(LOST)) + fence(called(WINS) + "\n"),
    "a project's settings beside one's own": shown(USER, settings(LOST)) + shown(PROJECT, settings(WINS)),
    "local settings beside a project's": shown(PROJECT, settings(LOST)) + shown(LOCAL, settings(WINS)),
    "managed settings": shown("/etc/claude-code/managed-settings.json", settings(WINS)) + shown(USER, settings(LOST)),
    ".zshrc after .zshenv": shown("~/.zshenv", zsh(LOST)) + shown("~/.zshrc", zsh(WINS)),
    ".zshrc after .zprofile": shown("~/.zprofile", zsh(LOST)) + shown("~/.zshrc", zsh(WINS)),
    ".zlogin after .zshrc": shown("~/.zshrc", zsh(LOST)) + shown("~/.zlogin", zsh(WINS)),
    ".bash_profile in place of .profile": shown("~/.profile", zsh(LOST)) + shown("~/.bash_profile", zsh(WINS)),
    "what .bash_profile sources": shown("~/.bash_profile", zsh(LOST) + "[ -f ~/.bashrc ] && . ~/.bashrc\n")
    + shown("~/.bashrc", zsh(WINS)),
    "what env printed beside a start-up file": shown("~/.bashrc", zsh(LOST)) + fence(printed(WINS)),
    "what was exported after env": fence(printed(LOST) + typed(WINS) + "$ claude\n"),
    "what env printed after an export": fence(typed(LOST) + printed(WINS) + "$ claude\n"),
    "the later lines of a file": shown("~/.zshrc", zsh(LOST) + "# later\n" + zsh(WINS)),
    "lines beside those in comments": shown(
        "~/.zshrc", zsh(WINS) + "".join(f"# {line}\n" for line in zsh(LOST).split("\n"))
    ),
    "an alias of the client's name": shown("~/.zshrc", f'{zsh(LOST)}alias claude="{called(WINS)}"\n'),
    "a function of the client's name": shown(
        "~/.zshrc", f'{zsh(LOST)}claude() {{\n  {called(WINS).replace(" claude", " command claude")} "$@"\n}}\n'
    ),
    "direnv's file": shown("~/.zshrc", zsh(LOST)) + shown(".envrc", zsh(WINS)),
    "settings beside fish's file": shown("~/.config/fish/config.fish", fish(LOST)) + shown(USER, settings(WINS)),
    "what was typed in PowerShell": shown("$PROFILE", powershell(LOST))
    + fence("".join(f"PS> {line}\n" for line in powershell(WINS).splitlines()) + "PS> claude\n"),
    "set beside setx, in a window that is open": "".join(f"C:\\> setx {n} {v}\n" for n, v in LOST.items())
    + "".join(f"C:\\> set {n}={v}\n" for n, v in WINS.items())
    + "C:\\> claude\n",
    "settings of the folder that is named": shown("~/.zshrc", "export CLAUDE_CONFIG_DIR=~/.claude-work\n")
    + shown(USER, settings(LOST))
    + shown("~/.claude-work/settings.json", settings(WINS)),
}
NEITHER = {
    "unset in the file": shown("~/.zshrc", f"{zsh(LOST)}unset {NAMES}\n"),
    "unset at the prompt": shown("~/.zshrc", zsh(LOST)) + fence(f"$ unset {NAMES}\n$ claude\n"),
    "taken away for one call": shown("~/.zshrc", zsh(LOST)) + fence(f"$ env -u {' -u '.join(LOST)} claude\n"),
    "taken away by a long option": shown("~/.zshrc", zsh(LOST))
    + fence(f"env --unset={' --unset='.join(LOST)} claude -p hi\n"),
    "in a bare environment": shown("~/.zshrc", zsh(LOST)) + fence("$ env -i claude\n"),
    "taken away in the call that a sentence tells": shown("~/.zshrc", zsh(LOST))
    + f"I run `env -u {' -u '.join(LOST)} claude` and it asks for a login.\n",
    "empty in settings": shown("~/.zshrc", zsh(LOST)) + shown(USER, settings(EMPTY)),
}


def endpoints(text: str) -> set[str | None]:
    """Return where requests go: of `claude` as it is typed, where an alias or a function has that name."""
    report = analyse(
        read_pastes([("~/.zshrc", f"My Claude Code setup is strange.\n\n{text}", None)]),
        rules=(),
        login=Login.SUBSCRIPTION,
    )
    typed_so = [each for each in report.requests if each.typed == "claude"]
    return {each.endpoint for each in typed_so or report.requests}


class WhichCountsTests(unittest.TestCase):
    def test_the_stronger_place_counts(self) -> None:
        for what, text in SECOND.items():
            with self.subTest(what):
                self.assertEqual(endpoints(text), {"https://openrouter.ai"})

    def test_what_is_taken_away_counts_no_more(self) -> None:
        for what, text in NEITHER.items():
            with self.subTest(what):
                self.assertEqual(endpoints(text), {"https://api.anthropic.com"})

    def test_a_call_that_worked_or_would_work_is_not_how_the_client_is_started(self) -> None:
        for said in ("It works when I run", "Should I run", "I could run", "If I use"):
            with self.subTest(said):
                text = shown("~/.zshrc", zsh(LOST)) + f"{said} `env -u {' -u '.join(LOST)} claude`\n"
                self.assertEqual(endpoints(text), {"https://api.z.ai"})


if __name__ == "__main__":
    unittest.main()
