"""Aliases and functions named claude: told where they decide, never where they do not, and quickly."""

from __future__ import annotations

import unittest

from diagnostics.engine.facts import Facts
from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.source import Document, Kind
from diagnostics.engine.switches import said_of_switches
from diagnostics.engine.wrappers import said_of_loading, wrapped
from tests.guards import it_ends


def told(text: str, kind: Kind = Kind.ZSH) -> str:
    return wrapped(facts_of((Document("~/.zshrc", text, kind),), login=Login.SUBSCRIPTION, mode=Mode.PRINT))


class WrapperTests(unittest.TestCase):
    def test_what_decides_is_named(self) -> None:
        for text, words in (
            (
                "alias claude='ANTHROPIC_BASE_URL=http://localhost:4000 claude'\n",
                "alias on line 1, which sets ANTHROPIC_BASE_URL",
            ),
            (
                '\nfunction claude { ANTHROPIC_AUTH_TOKEN=$T command claude "$@"; }\n',
                "function on line 2, which sets ANTHROPIC_AUTH_TOKEN",
            ),
            (
                "claude () {\n  export CLAUDE_CODE_USE_BEDROCK=1\n  command claude\n}\n",
                "which sets CLAUDE_CODE_USE_BEDROCK",
            ),
            ("alias claude='doppler run -- claude'\n", "which takes variables from a store of secrets"),
            ("alias claude='claude --settings ~/.claude/glm.json'\n", "which names a settings file of its own"),
        ):
            with self.subTest(text):
                self.assertIn(words, told(text))

    def test_fish_has_words_of_its_own(self) -> None:
        for text, words in (
            ("alias claude 'ANTHROPIC_API_KEY=x command claude'\n", "alias on line 1, which sets ANTHROPIC_API_KEY"),
            (
                "function claude\n  set -lx ANTHROPIC_BASE_URL http://localhost:4000\n  command claude $argv\nend\n",
                "function",
            ),
            (
                "function claude\n  set -lx ANTHROPIC_API_KEY ''\n  command claude $argv\nend\n"
                "set -gx ANTHROPIC_API_KEY x\n",
                "takes ANTHROPIC_API_KEY away",
            ),
            ("function claude\n  set -lx ANTHROPIC_API_KEY ''\n  command claude $argv\nend\n", ""),
        ):
            with self.subTest(text):
                said = wrapped(
                    facts_of(
                        (Document("~/.config/fish/config.fish", text, Kind.FISH),),
                        login=Login.SUBSCRIPTION,
                        mode=Mode.PRINT,
                    )
                )
                self.assertIn(words, said)
                self.assertEqual(bool(words), bool(said))

    def test_what_takes_an_exported_variable_away_is_told(self) -> None:
        for text in (
            "alias claude='ANTHROPIC_API_KEY= claude'\n",
            "alias claude='env -u ANTHROPIC_API_KEY claude'\n",
            'claude() { ANTHROPIC_API_KEY="" command claude "$@"; }\n',
            'claude() (\n  unset ANTHROPIC_BASE_URL ANTHROPIC_API_KEY\n  command claude "$@"\n)\n',
        ):
            with self.subTest(text):
                self.assertIn("takes ANTHROPIC_API_KEY away", told(f"export ANTHROPIC_API_KEY=abc\n{text}"))

    def test_what_starts_another_program_or_another_machines_is_told(self) -> None:
        for text, kind, words in (
            ("alias claude=ccr\n", Kind.ZSH, "alias on line 1, which starts ccr instead"),
            ('alias claude="FOO=1 ccr code"\n', Kind.BASH, "which starts ccr instead"),
            ("alias claude='~/bin/claude-wrapper'\n", Kind.ZSH, "which starts ~/bin/claude-wrapper instead"),
            ("alias claude='npx -y some-router code'\n", Kind.ZSH, "which starts some-router instead"),
            ("alias claude 'ccr code'\n", Kind.FISH, "which starts ccr instead"),
            ('claude() { ccr code "$@"; }\n', Kind.ZSH, "function on line 1, which starts other programs"),
            ('claude() {\n  ~/bin/x "$@"\n}\n', Kind.ZSH, "which starts other programs"),
            ("function claude\n  ccr code $argv\nend\n", Kind.FISH, "which starts other programs"),
            ("function claude { ccr code @args }\n", Kind.POWERSHELL, "which starts other programs"),
            (
                'unalias claude; claude() { ccr code "$@" }\n',
                Kind.ZSH,
                "function on line 1, which starts other programs",
            ),
            ("eval 'claude() { ANTHROPIC_API_KEY=abc command claude; }'\n", Kind.BASH, "which sets ANTHROPIC_API_KEY"),
            ("functions[claude]='ANTHROPIC_API_KEY=abc command claude'\n", Kind.ZSH, "function on line 1, which sets"),
            ("aliases[claude]='ccr code'\n", Kind.ZSH, "alias on line 1, which starts ccr instead"),
            ("[[ -x /opt/ccr ]] && alias claude=ccr\n", Kind.ZSH, "Where the condition around line 1 holds"),
            ("alias claude='node -r dotenv/config ~/bin/claude'\n", Kind.ZSH, "which loads other code before it"),
            ("${function:claude} = { ccr code @args }\n", Kind.POWERSHELL, "which starts other programs"),
            ("Set-Alias claude ccr\n", Kind.POWERSHELL, "alias on line 1, which starts ccr instead"),
            ("New-Alias -Name claude -Value C:\\t\\ccr.cmd\n", Kind.POWERSHELL, "which starts C:\\t\\ccr.cmd instead"),
            ("sal claude Use-Glm\n", Kind.POWERSHELL, "which starts Use-Glm instead"),
            ("function global:claude { ccr code @args }\n", Kind.POWERSHELL, "which starts other programs"),
            ("filter claude { ccr code }\n", Kind.POWERSHELL, "which starts other programs"),
            ("Set-Item function:claude { ccr code @args }\n", Kind.POWERSHELL, "which starts other programs"),
            ("@doskey x=y\r\ndoskey claude=ccr code $*\r\n", Kind.CMD, "macro on line 2, which starts ccr instead"),
            ("doskey claude=set ANTHROPIC_API_KEY=abc $T claude.cmd $*\r\n", Kind.CMD, "which sets ANTHROPIC_API_KEY"),
            ("hash claude=/opt/ccr/bin/ccr\n", Kind.ZSH, "entry of hash on line 1, which starts /opt/ccr/bin/ccr"),
            ("hash -p /opt/ccr/bin/ccr claude\n", Kind.BASH, "entry of hash on line 1, which starts /opt/ccr/bin/ccr"),
            ("autoload -Uz claude\n", Kind.ZSH, "which is read from a file that was not given"),
            ("alias -g claude='ANTHROPIC_API_KEY=abc claude'\n", Kind.ZSH, "which sets ANTHROPIC_API_KEY"),
            ("abbr -S claude='ANTHROPIC_API_KEY=abc claude'\n", Kind.ZSH, "which sets ANTHROPIC_API_KEY"),
            ("alias claude='sudo -u work claude'\n", Kind.ZSH, "which starts it as another user"),
            ("alias claude='ssh box claude'\n", Kind.ZSH, "which starts it in a container or on another machine"),
            ('claude() { docker exec -it box claude "$@"; }\n', Kind.ZSH, "in a container or on another machine"),
        ):
            with self.subTest(text):
                self.assertIn(words, told(text, kind))

    def test_whatever_path_starts_the_client_itself_is_not_told(self) -> None:
        for text, kind in (
            ("alias claude='~/.claude/local/claude'\n", Kind.ZSH),
            ("alias claude=/opt/homebrew/bin/claude\n", Kind.ZSH),
            ("alias claude='claude --dangerously-skip-permissions'\n", Kind.ZSH),
            ("alias claude='npx -y @anthropic-ai/claude-code@latest'\n", Kind.ZSH),
            ("alias claude='caffeinate -i claude'\n", Kind.ZSH),
            ('claude() {\n  echo hi\n  command claude "$@"\n}\n', Kind.ZSH),
            ('claude() { "$CLAUDE_BIN" "$@"; }\n', Kind.ZSH),
            ("claude() { }\n", Kind.ZSH),
            ("alias claude\n", Kind.ZSH),
            ("alias claude-glm='ccr code'\n", Kind.ZSH),
            ("# before; alias claude=ccr\n", Kind.ZSH),
            ("echo 'alias claude=ccr'\n", Kind.ZSH),
            ("Set-Alias claude C:\\Users\\u\\.local\\bin\\claude.exe\n", Kind.POWERSHELL),
            ("Set-Alias -Name ll -Value Get-ChildItem\n", Kind.POWERSHELL),
            ("autoload -Uz compinit claude-prompt\n", Kind.ZSH),
            ("hash -d claude=~/src/claude\n", Kind.ZSH),
            ("doskey ll=dir $*\r\n", Kind.CMD),
            ("alias claude='ccr code'\nunalias claude\n", Kind.ZSH),
            ("function claude --wraps claude\n  command claude $argv\nend\n", Kind.FISH),
            ("function claude { & 'C:\\Users\\u\\claude.exe' @args }\n", Kind.POWERSHELL),
        ):
            with self.subTest(text):
                self.assertEqual(told(text, kind), "")

    def test_what_another_name_loads_is_told(self) -> None:
        for text, kind in (
            ("alias cc='env $(cat .env) claude'\n", Kind.ZSH),
            ("cc() { env $(grep -v '^#' .env | xargs) claude \"$@\"; }\n", Kind.ZSH),
            ("cc() {\n  export $(cat .env | xargs)\n  claude\n}\n", Kind.BASH),
            ("cc() {\n  set -a\n  . ./.env\n  set +a\n  claude\n}\n", Kind.ZSH),
            ("alias cc='op run --env-file=.env -- claude'\n", Kind.ZSH),
            ("function cc\n  env (cat .env) claude $argv\nend\n", Kind.FISH),
        ):
            with self.subTest(text):
                facts = facts_of((Document("~/.zshrc", text, kind),), login=Login.SUBSCRIPTION, mode=Mode.PRINT)
                self.assertRegex(said_of_loading(facts), r"Typed as cc \(line 1\): it takes variables from a")

    def test_another_name_that_starts_another_program_so_is_not_told(self) -> None:
        for text in ("alias run='env $(cat .env) node x.js'\n", "alias cc='claude --continue'\n", "cc() { claude; }\n"):
            with self.subTest(text):
                facts = facts_of((Document("~/.zshrc", text, Kind.ZSH),), login=Login.SUBSCRIPTION, mode=Mode.PRINT)
                self.assertEqual(said_of_loading(facts), "")

    def test_a_function_that_switches_the_shell_is_told_where_nothing_calls_it(self) -> None:
        for text, kind, words in (
            ("work() { export ANTHROPIC_API_KEY=abc; }\n", Kind.ZSH, "work (line 1): it sets ANTHROPIC_API_KEY"),
            ("function work\n  set -gx ANTHROPIC_API_KEY abc\nend\n", Kind.FISH, "it sets ANTHROPIC_API_KEY"),
            ("function work { $env:ANTHROPIC_API_KEY='abc' }\n", Kind.POWERSHELL, "it sets ANTHROPIC_API_KEY"),
            ("work() {\n  export ANTHROPIC_API_KEY=abc\n}\nwork\n", Kind.ZSH, ""),
            ("work() { (export ANTHROPIC_API_KEY=abc; claude); }\n", Kind.ZSH, ""),
            ("work() { export EDITOR=vim; }\n", Kind.ZSH, ""),
        ):
            with self.subTest(text):
                facts = facts_of((Document("~/.zshrc", text, kind),), login=Login.SUBSCRIPTION, mode=Mode.PRINT)
                said = said_of_switches(facts, ())
                self.assertIn(words, said)
                self.assertEqual(bool(words), bool(said))

    def test_what_decides_nothing_is_not_told(self) -> None:
        for text in (
            "alias claude='claude --dangerously-skip-permissions'\n",
            "alias claude='ANTHROPIC_API_KEY= claude'\n",
            'claude() { ANTHROPIC_API_KEY="" command claude "$@"; }\n',
            "claude() {\n  command claude\n}\nexport ANTHROPIC_MODEL=opus ANTHROPIC_API_KEY=x\n",
            "alias claude-glm='ANTHROPIC_BASE_URL=https://api.z.ai/api/anthropic claude'\n",
            "# alias claude='ANTHROPIC_API_KEY=x claude'\n",
            "claude() {  # ANTHROPIC_API_KEY=x\n  command claude\n}\n",
            "alias claude='ANTHROPIC_API_KEY=x claude'\nalias claude='command claude'\n",
        ):
            with self.subTest(text):
                self.assertEqual(told(text), "")

    def test_text_that_means_harm_is_read_quickly(self) -> None:
        facts = facts_of((Document("~/.zshrc", "\n", Kind.ZSH),), login=Login.NONE, mode=Mode.PRINT)
        for unit in (" ", "claude() {\n", "claude ", "claude --", "(", " #", "ANTHROPIC_API_KEY=", "alias claude=A\n"):
            for head in ("function claude", "alias claude='claude ", "claude() {", ""):
                text = (head + unit * 256_000)[:256_000]
                document = Document("~/.zshrc", text, Kind.ZSH)
                with self.subTest(head=head, unit=unit), it_ends():
                    wrapped(Facts((document,), requests=facts.requests))


if __name__ == "__main__":
    unittest.main()
