"""Dumps of an environment: what real shells and programs print is read back."""

from __future__ import annotations

import shutil
import subprocess
import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.engine.readers.entries import EnvFile
from diagnostics.engine.readers.envdump import read_dump
from diagnostics.engine.source import Document, Kind
from tests.guards import it_ends

MASK = "‹anthropic-api-key, 108 characters, #1›"
USUAL = {"HOME": "/home/u", "PATH": "/usr/bin:/bin", "PWD": "/", "USER": "u", "SHELL": "/bin/sh", "LANG": "C.UTF-8"}
PRINTED = [
    ("bash", ["bash", "--norc", "--noprofile", "-c"], ["export -p", "declare -x", "declare -p", "set"]),
    ("zsh", ["zsh", "-f", "-c"], ["export -p", "typeset -x", "declare -p", "set"]),
    ("dash", ["dash", "-c"], ["export -p", "set"]),
]
TEXTS = st.text(
    st.sampled_from("ab=:/ \t\n'\"\\$`!#~*?(){}[];&|<>-_é%^,1") | st.characters(exclude_categories=["Cs", "Cc"]),
    max_size=12,
)


def read(text: str, name: str = "env") -> EnvFile:
    return read_dump(Document(name, text, Kind.DUMP))


def values(file: EnvFile) -> dict[str, str | None]:
    return {entry.name: entry.value for entry in file.entries}


class Printed(unittest.TestCase):
    """What installed programs print. A program that is not installed is passed over."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(TEXTS, min_size=3, max_size=3))
    def test_what_a_shell_prints_is_what_it_has(self, texts: list[str]) -> None:
        environment = {**USUAL, **{f"V_{number}": text for number, text in enumerate(texts)}}
        for shell, command, printers in PRINTED:
            if shutil.which(shell) is None:
                continue
            for printer in printers:
                found = values(read(_run([*command, printer], environment), printer))
                self.assertEqual({name: found.get(name) for name in environment}, environment, (shell, printer))

    @settings(max_examples=25, deadline=None)
    @given(st.lists(TEXTS, min_size=3, max_size=3))
    def test_what_env_prints_is_what_it_has(self, texts: list[str]) -> None:
        environment = {**USUAL, **{f"V_{number}": text for number, text in enumerate(texts)}}
        text = _run(["env"], environment)
        found = values(read(text))
        for name, value in environment.items():
            if value.endswith("\n") or "=" in value:
                continue  # the end of the text is cut; a line with `=` may begin another variable
            self.assertEqual(found.get(name), value)

    def test_the_flags_that_a_shell_prints_tell_what_is_exported(self) -> None:
        for shell, command in (("bash", ["bash", "--norc", "-c"]), ("zsh", ["zsh", "-f", "-c"])):
            if shutil.which(shell) is None:
                continue
            text = _run([*command, "mine=1; typeset -p mine HOME; export -p"], USUAL)
            found = {entry.name: entry.exported for entry in read(text, "declare -p").entries}
            self.assertEqual((found["mine"], found["HOME"]), (False, True))


def _run(command: list[str], environment: dict[str, str]) -> str:
    program = shutil.which(command[0]) or command[0]
    done = subprocess.run(
        [program, *command[1:]], env=environment, capture_output=True, timeout=20, check=False, cwd="/"
    )
    return done.stdout.decode()


class Styles(unittest.TestCase):
    def test_a_value_of_several_lines_goes_on_to_the_next_name(self) -> None:
        found = read("A=1\nANTHROPIC_CUSTOM_HEADERS=x-a: 1\nx-b: 2\n\nx-c: 3\nB=2\n\n")
        self.assertEqual(values(found), {"A": "1", "ANTHROPIC_CUSTOM_HEADERS": "x-a: 1\nx-b: 2\n\nx-c: 3", "B": "2"})

    def test_a_name_that_stands_twice_is_not_certain(self) -> None:
        found = read("A=1\nB=x\nA=2\n")
        self.assertEqual(values(found), {"A": None, "B": "x"})
        self.assertIn("another variable", found.entries[0].why or "")

    def test_functions_and_other_names_are_no_variables(self) -> None:
        found = read("BASH_FUNC_f%%=() {  echo\n}\nProgramFiles(x86)=C:\\x\nA=1\n")
        self.assertEqual(values(found), {"A": "1"})

    def test_the_style_is_told_by_the_command_or_by_the_text(self) -> None:
        for name, text, wanted in [
            ("env", "A='x'\n", "'x'"),
            ("typeset -x", "A='x'\n", "x"),
            ("set", "A=C:\\x y\nComSpec=C:\\Windows\\cmd.exe\n", "C:\\x y"),
            ("dump.txt", "A='x y'\nB=$'a\\nb'\n", "x y"),
            ("dump.txt", "A='x'\nB=x y\n", "'x'"),
            ("dump.txt", 'A="x"\nB=x y\n', '"x"'),
            ("~/.zshrc", 'declare -x A="x \\"y\\""\n', 'x "y"'),
            ("~/.zshrc", "export A=$'a\\tb'\nexport B=1\n", "a\tb"),
        ]:
            with self.subTest(name=name, text=text):
                self.assertEqual(values(read(text, name))["A"], wanted)

    def test_set_shows_variables_that_no_program_gets(self) -> None:
        found = read("A=1\nB='x y'\nf () \n{ \n    C=1\n}\nD=1\n", "set")
        self.assertEqual(values(found), {"A": "1", "B": "x y"})
        self.assertEqual({entry.exported for entry in found.entries}, {None})

    def test_a_declared_name_without_a_value_is_not_set(self) -> None:
        (entry,) = read("declare -x A\n", "declare -x").entries
        self.assertEqual((entry.value, entry.is_set), (None, False))

    def test_the_value_of_one_variable_may_be_printed_alone(self) -> None:
        for name, exported in (("printenv A_B", True), ("$ echo $A_B", None), ('echo "${A_B}"', None)):
            (entry,) = read("https://x.example\n", name).entries
            self.assertEqual((entry.name, entry.value, entry.exported), ("A_B", "https://x.example", exported))

    def test_a_list_of_names_tells_that_they_are_set(self) -> None:
        found = read("ANTHROPIC_API_KEY\nCLAUDE_X\n", "env | cut -d= -f1 | grep -iE 'anthropic|claude'")
        self.assertEqual(values(found), {"ANTHROPIC_API_KEY": None, "CLAUDE_X": None})
        self.assertTrue(all(entry.is_set for entry in found.entries))

    def test_powershells_table_is_read_and_what_it_cut_off_is_not_known(self) -> None:
        rows = [
            ("Name", "Value"),
            ("----", "-----"),
            ("ANTHROPIC_API_KEY", MASK),
            ("LONG", "abc..."),
            ("WRAPPED", "a"),
            ("", "b"),
        ]
        text = "\n" + "".join(f"{name:<31}{value}\n" for name, value in rows)
        found = read(text, "Get-ChildItem Env:")
        self.assertEqual(values(found), {"ANTHROPIC_API_KEY": MASK, "LONG": None, "WRAPPED": None})
        self.assertTrue(found.lacks("OTHER"))
        self.assertEqual(found.entries[0].span.line, 4)
        self.assertFalse(read(text, "gci env:ANTH*").lacks("OTHER"))

    def test_masks_are_values_like_others(self) -> None:
        for text in (f"A={MASK}\nB=1\n", f"declare -x A='{MASK}'\n", f'export A="{MASK}"\n', f"A=$'{MASK}'\n"):
            name = "env" if text.startswith("A=‹") else "export -p"
            self.assertEqual(values(read(text, name))["A"], MASK)

    def test_places_are_those_of_the_text(self) -> None:
        text = "A=1\nB=x\ny\nC=3\n"
        entry = read(text).entries[1]
        self.assertEqual((entry.span.line, text[entry.span.begin : entry.span.stop]), (2, "B=x\ny"))


class Scope(unittest.TestCase):
    def test_what_a_whole_dump_does_not_list_is_not_set(self) -> None:
        whole = "A=1\n" + "".join(f"{name}={value}\n" for name, value in USUAL.items())
        for name, text, lacks in [
            ("env", "A=1\n", True),
            ("dump.txt", whole, True),
            ("env.txt", "A=1\n", False),
            ("env | sort", "A=1\n", False),
            ("env | sort", whole, True),
            ("env | grep X", "A=1\n", False),
            ("env | grep -i zz", "A=1\n", True),
            ("env | grep -E '^(ZZ)'", "A=1\n", False),
            ("printenv | grep -iE 'anthropic|zz' | sort", "A=1\n", True),
            ('set | grep "ZZ\\|YY"', "A=1\n", True),
            ("env | grep -v ZZ", "A=1\n", False),
            ("env | grep zz | head -3", "A=1\n", False),
        ]:
            with self.subTest(name=name):
                found = read(text, name)
                self.assertEqual(found.lacks("ZZ"), lacks)
                self.assertFalse(found.lacks("A"))


class Robust(unittest.TestCase):
    @given(st.text(alphabet="AB=='\"$\\\n ()xf{}", max_size=40), st.sampled_from(["env", "set", "export -p", "x"]))
    def test_no_text_stops_the_reader(self, text: str, name: str) -> None:
        read(text, name)

    def test_hostile_text_is_read_in_time(self) -> None:
        for piece in ("A='", 'A="\\', "A=$'\\", "A=1\n", "A", "declare -x A=", "A=(", "\\"):
            for text in (piece * (250_000 // len(piece)), "\n".join([piece] * 5_000)):
                for name in ("env", "set", "export -p", "x"):
                    with it_ends():
                        read(text, name)
