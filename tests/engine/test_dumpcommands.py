"""What prints an environment is told from the command, at a prompt and as a document's name."""

from __future__ import annotations

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.dumpcommands import DumpCommand, Prints, dump_command, is_dump_name, named_dump
from tests.guards import it_ends

COMMANDS = {
    "env": DumpCommand(Prints.PAIRS, "env"),
    "/usr/bin/printenv | sort": DumpCommand(Prints.PAIRS, "printenv", pipe="| sort"),
    "export -p": DumpCommand(Prints.PAIRS, "export -p"),
    "declare -px | grep ANTHROPIC": DumpCommand(Prints.PAIRS, "declare -px", pipe="| grep ANTHROPIC"),
    "declare -p ANTHROPIC_API_KEY": DumpCommand(Prints.PAIRS, "declare -p", "ANTHROPIC_API_KEY"),
    "tmux show-env -g": DumpCommand(Prints.PAIRS, "tmux show-env -g"),
    "tmux show-environment ANTHROPIC_MODEL": DumpCommand(Prints.PAIRS, "tmux show-environment", "ANTHROPIC_MODEL"),
    "cat /proc/4242/environ": DumpCommand(Prints.PAIRS, "env"),
    "sudo cat /proc/4242/environ | tr '\\0' '\\n' | grep ANTHROPIC": DumpCommand(
        Prints.PAIRS, "env", pipe="| grep ANTHROPIC"
    ),
    "tr '\\0' '\\n' < /proc/$(pgrep -n claude)/environ": DumpCommand(Prints.PAIRS, "env"),
    "xargs -0 -L1 -a /proc/$PID/environ": DumpCommand(Prints.PAIRS, "env"),
    "/proc/self/environ": DumpCommand(Prints.PAIRS, "env"),
    "printenv A": DumpCommand(Prints.VALUE, "printenv", "A"),
    'echo "${A}"': DumpCommand(Prints.VALUE, "echo", "A"),
    "docker compose exec app printenv A": DumpCommand(Prints.VALUE, "printenv", "A"),
    "docker run --rm -e A=1 img env | grep A": DumpCommand(Prints.PAIRS, "env", pipe="| grep A"),
    "set -S A B": DumpCommand(Prints.SCOPES),
    "$env:A": DumpCommand(Prints.WINDOWS_VALUE, name="A"),
    "Write-Output $Env:A": DumpCommand(Prints.WINDOWS_VALUE, name="A"),
    "(Get-Item Env:A).Value": DumpCommand(Prints.WINDOWS_VALUE, name="A"),
    "[Environment]::GetEnvironmentVariable('A')": DumpCommand(Prints.WINDOWS_VALUE, name="A", scope="process"),
    '[System.Environment]::GetEnvironmentVariable("A", "User")': DumpCommand(Prints.STORED, name="A", scope="user"),
    "[Environment]::GetEnvironmentVariable('A',[EnvironmentVariableTarget]::Machine)": DumpCommand(
        Prints.STORED, name="A", scope="machine"
    ),
    "(Get-ItemProperty HKCU:\\Environment).A": DumpCommand(Prints.STORED, name="A", scope="user"),
    "reg query HKCU\\Environment /v A": DumpCommand(Prints.REGISTRY, name="A", scope="user"),
    'reg query "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment"': DumpCommand(
        Prints.REGISTRY, scope="machine"
    ),
    "gci env:ANTHROPIC*": DumpCommand(Prints.TABLE, name="ANTHROPIC*"),
    "dir env: | findstr CLAUDE": DumpCommand(Prints.TABLE, pipe="| findstr CLAUDE"),
}
NONE = (
    "env FOO=1 claude",
    "export A=1",
    "declare -x A=1",
    "set A",
    "echo hello",
    "echo %A%",
    "docker exec -it app bash",
    "[Environment]::SetEnvironmentVariable('A', 'x', 'User')",
    "printenv A B",
)


class Commands(unittest.TestCase):
    def test_a_command_says_what_it_prints(self) -> None:
        for command, expected in COMMANDS.items():
            with self.subTest(command):
                found = dump_command(command)
                assert found is not None
                self.assertEqual(
                    (found.prints, found.word, found.name, found.pipe),
                    (expected.prints, expected.word, expected.name, expected.pipe),
                )
                if expected.prints in (Prints.STORED, Prints.REGISTRY):
                    self.assertEqual(found.scope, expected.scope)

    def test_what_sets_or_runs_something_prints_no_environment(self) -> None:
        for command in NONE:
            with self.subTest(command):
                self.assertIsNone(dump_command(command))

    def test_the_interpreter_of_windows_has_commands_of_its_own(self) -> None:
        self.assertEqual(dump_command("set ANTHROPIC", is_cmd=True), DumpCommand(Prints.BEGINNING, name="ANTHROPIC"))
        self.assertEqual(dump_command("echo %A%", is_cmd=True), DumpCommand(Prints.WINDOWS_VALUE, name="A"))

    def test_a_documents_name_may_hold_the_prompt(self) -> None:
        for name in ("$ env", "% printenv A", "PS C:\\Users\\li> dir env:", "echo %A%", "set ANTHROPIC", "env.txt"):
            with self.subTest(name):
                self.assertTrue(is_dump_name(name))
        self.assertIsNone(named_dump("~/.zshrc"))
        self.assertFalse(is_dump_name("environment.yml"))

    @given(st.text(max_size=80), st.booleans())
    def test_any_text_has_an_answer(self, text: str, is_cmd: bool) -> None:
        found = dump_command(text, is_cmd=is_cmd)
        if found is not None and found.is_one_value:
            self.assertTrue(found.name.isidentifier() or not found.name.isascii())
        self.assertIn(is_dump_name(text), (True, False))

    def test_a_long_line_costs_little(self) -> None:
        for text in ("docker " + "env " * 20_000, "(get-itemproperty " + "(" * 50_000, "PS " + "x" * 100_000 + ">"):
            with it_ends():
                dump_command(text)
                named_dump(text)
