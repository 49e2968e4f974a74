"""What a batch file leaves in the environment, as cmd.exe's own help says; the rest is unknown."""

from __future__ import annotations

import unittest
from collections.abc import Mapping

from diagnostics.engine.environment import Evaluation, ProblemKind, State
from diagnostics.engine.source import Document, Kind
from diagnostics.engine.winbatch import evaluate

GIVEN = {"USERPROFILE": "C:\\Users\\u", "Path": "C:\\bin", "OLD": "before"}


def read(text: str, given: Mapping[str, str] | None = GIVEN) -> Evaluation:
    """Evaluate one batch file."""
    return evaluate([Document("start.bat", text, Kind.CMD)], given=given)


def answer(text: str, name: str = "A") -> str | None:
    """Return "?" for what is unknown, else what a program started from there would see."""
    found = read(text).environment.get(name)
    if found.state is State.UNKNOWN:
        return "?"
    return found.value if found.exported and found.state is State.SET else None


# (text, what A is afterwards: a text, None for not set, "?" for unknown)
VALUES = [
    ("set A=x", "x"),
    ("SET A=x", "x"),
    ("@set A=x", "x"),
    ("@echo off\nset A=x\n", "x"),
    ("set A=x y", "x y"),
    ("set A=x ", "x "),
    ("set A= x", " x"),
    ("set A = x", None),
    ('set "A=x"', "x"),
    ('set "A=x" ', "x"),
    ('set "A=x&y"', "x&y"),
    ('set "A=x y " rest', "x y "),
    ('set "A=say "hi""', 'say "hi"'),
    ('set A="x"', '"x"'),
    ("set A='x'", "'x'"),
    ("set A=https://h/?a=1", "https://h/?a=1"),
    ("set A=x&set B=y", "x"),
    ("set A=x & set B=y", "x "),
    ("set A=x^&y", "x&y"),
    ("set A=x^^y", "x^y"),
    ("set A=x^\ny", "xy"),
    ("set A=x>nul", "x"),
    ("set A=x 2>&1", "x "),
    ("set A=a=b", "a=b"),
    ("set A=x\nset A=", None),
    ('set A=x\nset "A="', None),
    ("set A", None),
    ("set A=1\nset A=2", "2"),
    ("set a=1\nset B=%A%", None),
    ("rem set A=x", None),
    (":: set A=x", None),
    ("  REM set A=x\nset A=y", "y"),
    ("set A=%OLD%", "before"),
    ("set A=%old%-x", "before-x"),
    ("set A=%NOPE%x", "x"),
    ("set A=%NOPE%", None),
    ("set A=100%%", "100%"),
    ("set A=%OLD:e=E%", "bEforE"),
    ("set A=%OLD:~0,3%", "bef"),
    ("set A=%OLD:~-3%", "ore"),
    ("set A=%1", "?"),
    ("set A=%NOPE:x=y%", "?"),
    ('if not "%~dp0"=="" set A=x', "x"),
    ("set A=%~dp0keys", "?"),
    ("set A=%DATE%", "?"),
    ("set A=x\nset A=%A%y", "xy"),
    ("set /a A=5", "5"),
    ("set /a A=2+3", "?"),
    ("set /p A=Your key: ", "?"),
    ("if defined OLD set A=x", "x"),
    ("if not defined NOPE set A=x", "x"),
    ("if defined NOPE set A=x", None),
    ("if defined NOPE (set A=x) else (set A=y)", "y"),
    ("if defined NOPE (\n  set A=x\n) else (\n  set A=y\n)", "y"),
    ('if "%OLD%"=="before" set A=x', "x"),
    ('if "%NOPE%"=="" set A=x', "x"),
    ('if not "%NOPE%"=="" set A=x', None),
    ('if /i "%OLD%"=="BEFORE" set A=x', "x"),
    ("if %OLD%==before set A=x", "x"),
    ('if exist "%USERPROFILE%\\x" set A=x', "?"),
    ("if errorlevel 1 set A=x", "?"),
    ("if exist x (set A=x) else (set A=x)", "x"),
    ("if defined OLD (\n set A=x\n set B=%A%\n)\nset C=%B%", "x"),
    ("for %%i in (a b) do set A=%%i", "?"),
    ("for /f %%i in ('op read x') do set A=%%i", "?"),
    ("for %%i in (a b) do (\n  set A=x\n)", "?"),
    ("foo && set A=x", "?"),
    ("foo || set A=x", "?"),
    ("echo x | set A=y", None),
    ("set A=y | more", None),
    ("foo | more & set A=y", "y"),
    (">nul set A=x", "x"),
    ("if exist x set B=1& set A=y", "?"),
    ("if defined OLD set B=1& set A=y", "y"),
    ("setlocal\nset A=x", None),
    ("setlocal\nset A=x\nendlocal", None),
    ("setlocal\nset A=x\nclaude %*", "x"),
    ("setlocal\nset A=x\nclaude %*\nendlocal\nexit /b", "x"),
    ('setlocal\nset A=x\n"%USERPROFILE%\\.local\\bin\\claude.exe" %*\nendlocal', "x"),
    ("setlocal\nset A=x\ncall claude %*\nendlocal", "x"),
    ("setlocal\nset A=x\nping -n 1 localhost\nendlocal\nclaude", None),
    ("setlocal\nset B=x\nendlocal & set A=%B%", "x"),
    ("set A=y\nsetlocal\nset A=x\nendlocal", "y"),
    ("setlocal enabledelayedexpansion\nset B=b\nset A=x!B!\nclaude", "xb"),
    ("if defined OLD (\nset B=b\nset A=x%B%\n)", "x"),
    ("goto end\nset A=x\n:end", None),
    ("goto :eof\nset A=x", None),
    ("exit /b 0\nset A=x", None),
    ("if exist x goto end\nset A=x\n:end\n", "?"),
    ("if exist x goto end\nset B=x\n:end\nset A=y\n", "y"),
    ("if exist x exit /b\nset A=x\n", "?"),
    ("call :sub\ngoto :eof\n:sub\nset A=x\nexit /b\n", "x"),
    ("call other.bat\nset A=x", "x"),
    ("call set A=%%OLD%%", "?"),
    ("setx A x", None),
    ("setx A x /M", None),
    ("set A=y\nsetx A x", "y"),
    ("setx A x\nset A=y", "y"),
    ("export A=x", None),
    ("A=x", None),
    ("set A=foo(x)", "foo(x)"),
    ("echo (\nset A=x", "x"),
    ("title x\ncd /d C:\\x\necho set A=y\nset A=x", "x"),
    ("set A=‹secret, 9 characters, #1›", "‹secret, 9 characters, #1›"),
]

# (text, kind, the variable, the words underlined)
PROBLEMS = [
    ("export A=x", ProblemKind.FOREIGN_SYNTAX, "A", "export A=x"),
    ("$env:A = 'x'", ProblemKind.FOREIGN_SYNTAX, "A", "$env:A = 'x'"),
    ("set -gx A x", ProblemKind.FOREIGN_SYNTAX, "A", "set -gx A x"),
    ("A=x", ProblemKind.FOREIGN_SYNTAX, "A", "A=x"),
    ('set A="x"', ProblemKind.FOREIGN_SYNTAX, "A", 'set A="x"'),
    ("set A = x", ProblemKind.SPACE_AROUND_EQUALS, "A", "set A = x"),
    ("set A= x", ProblemKind.SPACE_AROUND_EQUALS, "A", "set A= x"),
    ("set A=x ", ProblemKind.INVISIBLE_CHARACTER, "A", "set A=x "),
    ("set A=“x”", ProblemKind.TYPOGRAPHIC_QUOTE, "A", "set A=“x”"),
    ("setx A x", ProblemKind.STORED_FOR_LATER, "A", "setx A x"),
    ("call keys.bat", ProblemKind.READS_OTHER_FILE, None, "call keys.bat"),
]

FINE = [
    "set A=x\n",
    'set "A=x y"\n',
    "@echo off\nrem A=x\nclaude %*\n",
    "set PATH=%PATH%;C:\\x\n",
    "if not defined A set A=x\n",
]


class Batches(unittest.TestCase):
    def test_each_line_leaves_what_the_help_says(self) -> None:
        for text, expected in VALUES:
            with self.subTest(text=text):
                self.assertEqual(answer(text), expected, read(text))

    def test_windows_line_ends_change_nothing(self) -> None:
        for text, expected in VALUES:
            with self.subTest(text=text):
                self.assertEqual(answer(text.replace("\n", "\r\n") + "\r\n"), expected)

    def test_the_place_of_a_value_is_known_through_expansions_and_blocks(self) -> None:
        for text, value in (
            ("if defined OLD (\r\n  set B=%OLD%\r\n  set A=%OLD%-x\r\n)\r\n", "%OLD%-x"),
            ('set "A=x y" rest', "x y"),
            ("set A=%NOPE%z& set B=1", "%NOPE%z"),
        ):
            with self.subTest(text=text):
                found = read(text).environment.get("A").value_span
                assert found is not None
                self.assertEqual(text[found.begin : found.stop].removeprefix("%NOPE%"), value.removeprefix("%NOPE%"))

    def test_files_that_are_called_are_run_where_they_were_given(self) -> None:
        documents = [
            Document("start.bat", "call keys.bat\nset B=%A%\n", Kind.CMD),
            Document("C:\\x\\keys.bat", "set A=x\n", Kind.CMD),
        ]
        self.assertEqual(evaluate(documents, given={}).environment.exported_value("B"), "x")


class Problems(unittest.TestCase):
    def test_each_mistake_is_reported_where_it_stands(self) -> None:
        for text, kind, name, words in PROBLEMS:
            with self.subTest(text=text, kind=kind):
                found = [one for one in read(text).problems if one.kind is kind]
                self.assertTrue(found, read(text).problems)
                self.assertEqual(found[0].name, name)
                self.assertEqual(text[found[0].span.begin : found[0].span.stop], words)

    def test_nothing_is_reported_about_what_is_fine(self) -> None:
        for text in FINE:
            with self.subTest(text=text):
                self.assertEqual(read(text).problems, ())
