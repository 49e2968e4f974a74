"""What a PowerShell profile leaves in the environment, as the documentation says; the rest is unknown."""

from __future__ import annotations

import unittest
from collections.abc import Mapping

from diagnostics.engine.environment import Act, Evaluation, ProblemKind, State
from diagnostics.engine.powershell import evaluate
from diagnostics.engine.source import Document, Kind

PROFILE = "Microsoft.PowerShell_profile.ps1"
GIVEN = {"HOME": "C:\\Users\\u", "Path": "C:\\bin", "OLD": "before"}


def read(text: str, name: str = PROFILE, given: Mapping[str, str] | None = GIVEN) -> Evaluation:
    """Evaluate one profile."""
    return evaluate([Document(name, text, Kind.POWERSHELL)], given=given)


def answer(text: str, name: str, given: Mapping[str, str] | None = GIVEN) -> str | None:
    """Return "?" for what is unknown, else what a program started from there would see."""
    found = read(text, given=given).environment.get(name)
    if found.state is State.UNKNOWN:
        return "?"
    return found.value if found.exported and found.state is State.SET else None


# (text, what A is afterwards: a text, None for not set, "?" for unknown)
VALUES = [
    ('$env:A = "x"', "x"),
    ("$env:A = 'x'", "x"),
    ("$Env:A='x'; $env:B = 1", "x"),
    ("${env:A} = 'x'", "x"),
    ("$env:A = 1", "1"),
    ("$env:A = -5", "-5"),
    ("$env:A = $true", "True"),
    ("$env:A = 'it''s'", "it's"),
    ("$env:A = 'a`n$env:B'", "a`n$env:B"),
    ('$env:A = "say ""hi"""', 'say "hi"'),
    ('$env:A = "a`tb`$c`"d``e"', 'a\tb$c"d`e'),
    ('$env:A = "a`qb"', "aqb"),
    ('$env:A = "a`u{41}"', "?"),
    ("$env:A = “x”", "x"),
    ("$env:A = ‘x’", "x"),
    ('$env:B = "b"; $env:A = "x$env:B/y"', "xb/y"),
    ('$env:B = "b"; $env:A = "x${env:B}y"', "xby"),
    ('$env:B = "b"; $env:A = "x$($env:B)y"', "xby"),
    ('$env:A = "x$env:NOPE/y"', "x/y"),
    ('$env:A = "$(Get-Secret k)"', "?"),
    ('$env:A = "costs 5$"', "costs 5$"),
    ('$b = "b"; $env:A = "x$b-y"', "xb-y"),
    ('$b = "b"; $env:A = "x$b.Length"', "xb.Length"),
    ('$b = "b"; $env:A = "x${b}y"', "xby"),
    ('$env:A = "x$b"', "x"),
    ("$b = 'b'\n$env:A = $b", "b"),
    ("$env:A = 'a' + 'b' + $env:OLD", "abbefore"),
    ("$env:A = 'a' +\n  'b'", "ab"),
    ("$env:A = ('a' + 'b')", "ab"),
    ("$env:A = [string]'a'", "a"),
    ("$env:A = 1 + 2", "?"),
    ("$env:A = 'a' * 3", "?"),
    ("$env:A = 'a,b'.Split(',')[0]", "?"),
    ("$env:A = 'a','b'", "?"),
    ("$env:A = @('a')", "?"),
    ("$env:A = '{0}' -f 'x'", "?"),
    ("$env:A = Get-Secret key", "?"),
    ("$env:A = (Get-Content ~/.key -Raw).Trim()", "?"),
    ("$env:A = op read 'op://x/y'", "?"),
    ("$env:A = @'\nline 1\n\"quoted\" $x\n'@", 'line 1\n"quoted" $x'),
    ('$env:A = @"\nx: $env:OLD\ny\n"@', "x: before\ny"),
    ("$env:A = 'x' # a comment", "x"),
    ('$env:A = "$HOME\\x"', "C:\\Users\\u\\x"),
    ("$env:A = $PSHOME", "?"),
    ("<# a\ncomment #> $env:A = 'x'", "x"),
    ("# $env:A = 'x'", None),
    ("$env:A = 'x'\n$env:A = $null", None),
    ("$env:A = 'x'\n$env:A = ''", "?"),
    ("$env:A = 'x'\nRemove-Item Env:A", None),
    ("$env:A = 'x'\nRemove-Item Env:\\A -ErrorAction SilentlyContinue", None),
    ("$env:A = 'x'\nRemove-Item -Path Env:A, Env:B", None),
    ("$env:A = 'x'\nri env:a", None),
    ("$env:A = 'x'\ndel Env:A*", None),
    ("$env:A = 'x'\nRemove-Item .\\A", "x"),
    ("$env:A = 'x'\nClear-Item Env:A", "?"),
    ("$env:A = 'x'; $env:A += 'y'", "xy"),
    ("$env:A += 'y'", "y"),
    ("$env:A = 'x'\n$env:A ??= 'y'", "x"),
    ("$env:A ??= 'y'", "y"),
    ("Set-Item Env:A x", "x"),
    ("Set-Item -Path Env:A -Value 'x y'", "x y"),
    ("Set-Item -Path 'Env:\\A' -Value \"x$env:OLD\"", "xbefore"),
    ("si env:A x", "x"),
    ("New-Item -Path Env:\\ -Name A -Value x", "x"),
    ("New-Item Env:A -Value x -Force", "x"),
    ("Set-Content -Path Env:A -Value x", "x"),
    ("Set-Item -Path Env:A -Value (Get-Secret k)", "?"),
    ("[Environment]::SetEnvironmentVariable('A', 'x')", "x"),
    ('[System.Environment]::SetEnvironmentVariable("A", "x", "Process")', "x"),
    ("[Environment]::SetEnvironmentVariable('A', 'x', [EnvironmentVariableTarget]::Process)", "x"),
    ("[Environment]::SetEnvironmentVariable('A', 'x', 'User')", None),
    ("[Environment]::SetEnvironmentVariable('OLD', 'x', 'User'); $env:A = $env:OLD", "before"),
    ("[Environment]::SetEnvironmentVariable('A', 'x', [System.EnvironmentVariableTarget]::Machine)", None),
    ("$env:A = 'y'\n[Environment]::SetEnvironmentVariable('A', 'x', 'User')", "y"),
    ("[Environment]::SetEnvironmentVariable('A', 'x', 'User')\n$env:A = 'y'", "y"),
    ("[Environment]::SetEnvironmentVariable('A', $null)", "?"),
    ("setx A x", None),
    ("$env:A = 'y'; setx A x /M", "y"),
    ("$env:A = [Environment]::GetEnvironmentVariable('OLD')", "before"),
    ("$env:A = [Environment]::GetEnvironmentVariable('A', 'User')", "?"),
    ("if ($env:OLD) { $env:A = 'x' }", "x"),
    ("if ($env:NOPE) { $env:A = 'x' } else { $env:A = 'y' }", "y"),
    ("if (-not $env:NOPE) { $env:A = 'x' }", "x"),
    ("if (!$env:OLD) { $env:A = 'x' }", None),
    ("if ($env:OLD -eq 'BEFORE') { $env:A = 'x' }", "x"),
    ("if ($env:OLD -ceq 'BEFORE') { $env:A = 'x' }", None),
    ("if ($env:OLD -ne 'x' -and $true) { $env:A = 'x' }", "x"),
    ("if ($null -eq $env:NOPE) { $env:A = 'x' }", "x"),
    ("if ([string]::IsNullOrEmpty($env:NOPE)) { $env:A = 'x' }", "x"),
    ("if ($false) { $env:A = 'x' } elseif ($true) { $env:A = 'y' } else { $env:A = 'z' }", "y"),
    ("if (Test-Path ~/x) { $env:A = 'x' }", "?"),
    ("if (Test-Path ~/x) { $env:A = 'x' } else { $env:A = 'x' }", "x"),
    ("if ($IsWindows) {\n  $env:A = 'x'\n}\nelse {\n  $env:A = 'y'\n}", "?"),
    ("foreach ($x in 1..3) { $env:A = 'x' }", "?"),
    ("switch ($env:OLD) { 'before' { $env:A = 'x' } default { $env:A = 'y' } }", "?"),
    ("foreach ($k in 'a', 'b') { $env:A = $k }", "?"),
    ("$k = 'x'\nforeach ($k in 'a', 'b') { $env:B = 1 }\n$env:A = $k", "?"),
    ('for ($i = 0; $i -lt 3; $i++) { $env:A = "$i" }', "?"),
    ("function f($p) { $env:A = $p }\nf x", "?"),
    ("function f { param([string]$p = 'y') $env:A = $p }\nf x", "?"),
    ("param($p)\n$env:A = $p", "?"),
    ("if ($x = Get-Thing) { $env:A = 'y' }\n$env:A = \"v$x\"", "?"),
    ("Set-Variable v 'x'\n$env:A = \"$v\"", "?"),
    ("function f { $env:A = 'x' }\n$null = f", "x"),
    ("New-Item Env:OLD -Value x\n$env:A = $env:OLD", "?"),
    ("New-Item Env:OLD -Value x -Force\n$env:A = $env:OLD", "x"),
    ('$env:A = "$env:OLD:8080"', "?"),
    ('$env:A = "${env:OLD}:8080"', "before:8080"),
    ("while ($x) { $env:A += 'x' }", "?"),
    ("try { $env:A = 'x' } catch { $env:A = 'y' }", "x"),
    ("try { Import-Module x; $env:A = 'x' } catch { Write-Host no }", "?"),
    ("try { $env:A = 'x' } finally { $env:A = 'z' }", "z"),
    ("function Use-Key { $env:A = 'x' }", None),
    ("function Use-Key { $env:A = 'x' }\nUse-Key", "x"),
    ('function f($p) {\n param([string]$q)\n $b = 1\n}\nf\n$env:A = "b$b"', "?"),
    ("& { $env:A = 'x' }", "x"),
    ("Get-ChildItem | ForEach-Object { $env:A = 'x' }", "?"),
    ("$env:A = 'x'; return; $env:A = 'y'", "x"),
    ("exit\n$env:A = 'x'", None),
    ("$env:A = 'x' && $env:A = 'y'", "?"),
    ("$env:A = `\n  'x'", "x"),
    ("$env:A = sk-ant-1", None),
    ("$env:A = https://gw.example/v1", None),
    ("$env:A = ‹secret, 10 characters, #1›", "?"),
    ("$env:A = ‹openai-key, 10 characters, #1› openai", "?"),
    ("$A = 'x'", None),
    ("export A=x", None),
    ("set A=x", None),
    ("A=x", None),
    ('. ./other.ps1\n$env:A = "x"', "x"),
    ("Invoke-Expression (& starship init powershell)\n$env:A = 'x'", "x"),
    ('$env:A = "x\n', "?"),
    ("$env:A = 'x'\nif ($true) {\n", "?"),
    ("Import-Module posh-git\nSet-Alias g git\nfunction prompt { \"$pwd> \" }\n$env:A = 'x'", "x"),
    ("git config x 2>&1 | Out-Null\nfoo *> $null\n$env:A = 'x'", "x"),
    ("Write-Host \"$([math]::Round($n / 1KB, 1)) $(node -v)\"\n$env:A = 'x'", "x"),
    ("$a = 0x1F; $b = 1.5e3; $c = 10MB; $d = 3d\n$env:A = 'x'", "x"),
    ("$x = $(Get-Item $(Get-Command y).Path).Directory\n$env:A = 'x'", "x"),
    ("$env:A = $($env:OLD)", "before"),
    ("[Console]::OutputEncoding = [Text.Encoding]::UTF8\n$env:A = 'x'", "x"),
    ("$x = @{ a = 1; b = 'c' }\n$env:A = 'x'", "x"),
    ("Set-PSReadLineKeyHandler -Key Tab -Function Complete -ScriptBlock { param($k) $env:B = 1 }\n$env:A = 'x'", "x"),
]

# (text, kind, the variable, the words underlined)
PROBLEMS = [
    ("export A=x", ProblemKind.FOREIGN_SYNTAX, "A", "export A=x"),
    ("export A='x y'", ProblemKind.FOREIGN_SYNTAX, "A", "export A='x y'"),
    ("A=x", ProblemKind.FOREIGN_SYNTAX, "A", "A=x"),
    ("set A=x", ProblemKind.FOREIGN_SYNTAX, "A", "set A=x"),
    ("set -gx A x", ProblemKind.FOREIGN_SYNTAX, "A", "set -gx A x"),
    ("unset A", ProblemKind.FOREIGN_SYNTAX, "A", "unset A"),
    ("$env:A = https://gw.example", ProblemKind.UNKNOWN_COMMAND, "A", "$env:A = https://gw.example"),
    ("$env:A = ‹openai-key, 9 characters, #1›", ProblemKind.UNKNOWN_COMMAND, "A", None),
    ("setx A x", ProblemKind.STORED_FOR_LATER, "A", "setx A x"),
    ("[Environment]::SetEnvironmentVariable('A', 'x', 'User')", ProblemKind.STORED_FOR_LATER, "A", None),
    (". ~/keys.ps1", ProblemKind.READS_OTHER_FILE, None, ". ~/keys.ps1"),
    ("iex (x)", ProblemKind.RUNS_COMMAND, None, "iex (x)"),
    ('$env:A = "x', ProblemKind.UNTERMINATED_QUOTE, None, '"x'),
    ("exit", ProblemKind.ABORTS_FILE, None, "exit"),
]

FINE = [
    "$env:A = 'x'\n$env:PATH += ';C:\\x'\n",
    "Set-Alias ll Get-ChildItem\nImport-Module posh-git\n",
    "set x 1\n",
    "if ($env:A) { Write-Host $env:A }\n",
]


class Profiles(unittest.TestCase):
    def test_each_line_leaves_what_the_documentation_says(self) -> None:
        for text, expected in VALUES:
            with self.subTest(text=text):
                self.assertEqual(answer(text, "A"), expected, read(text))

    def test_windows_line_ends_change_nothing(self) -> None:
        for text, expected in VALUES:
            with self.subTest(text=text):
                found = answer(text.replace("\n", "\r\n"), "A")
                self.assertEqual(found, expected)

    def test_names_are_one_whatever_their_case_except_on_unix(self) -> None:
        self.assertEqual(answer("$env:path = 'x'", "Path"), "x")
        self.assertEqual(answer("$env:b = 'x'\n$env:B = 'y'", "b"), "y")
        for name in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY"):
            self.assertEqual(answer(f"$env:{name.lower()} = 'x'", name), "x")
        unix = read("$env:a = 'x'", "~/.config/powershell/profile.ps1").environment
        self.assertEqual((unix.get("a").value, unix.get("A").state), ("x", State.UNSET))

    def test_a_variable_of_powershells_own_is_shown_as_not_exported(self) -> None:
        evaluation = read("$ANTHROPIC_API_KEY = 'x'")
        found = evaluation.environment.get("ANTHROPIC_API_KEY")
        self.assertEqual((found.state, found.exported, found.value), (State.SET, False, "x"))
        self.assertEqual(evaluation.assignments[0].act, Act.ASSIGN)

    def test_profiles_run_in_their_order_and_scripts_where_they_are_sourced(self) -> None:
        documents = [
            Document("Microsoft.PowerShell_profile.ps1", ". $PSScriptRoot\\keys.ps1\n$env:B = $env:A", Kind.POWERSHELL),
            Document("profile.ps1", "$env:A = 'first'", Kind.POWERSHELL),
            Document("C:\\Users\\u\\keys.ps1", "$env:A = 'second'", Kind.POWERSHELL),
        ]
        found = evaluate(documents, given={}).environment
        self.assertEqual(found.exported_value("A"), "first")  # $PSScriptRoot is not known
        self.assertTrue(any(p.kind is ProblemKind.READS_OTHER_FILE for p in evaluate(documents, given={}).problems))
        documents[0] = Document("Microsoft.PowerShell_profile.ps1", ". ./keys.ps1\n$env:B = $env:A", Kind.POWERSHELL)
        self.assertEqual(evaluate(documents, given={}).environment.exported_value("B"), "second")

    def test_the_winning_line_and_the_losing_ones_are_known(self) -> None:
        text = "$env:A = 'x'\n$env:A = \"y\"\n"
        found = read(text).environment.get("A")
        assert found.set_at is not None
        assert found.value_span is not None
        self.assertEqual((found.set_at.line, [span.line for span in found.overrides]), (2, [1]))
        self.assertEqual(text[found.value_span.begin : found.value_span.stop], '"y"')

    def test_what_is_stored_for_later_is_what_windows_opened_later_have(self) -> None:
        for text in ("setx A x", "[Environment]::SetEnvironmentVariable('A', 'x', 'User')"):
            found = read(text, given=None).environment.get("A")
            self.assertEqual((found.state, found.value), (State.SET, "x"))
            shown = read(f"{text}\n$env:B = $env:A\n", given=None).environment.get("B")
            self.assertEqual((shown.state, shown.why), (State.UNKNOWN, "line 1 stores it for later sessions only"))

    def test_a_client_that_is_called_below_does_not_get_what_is_stored_for_later(self) -> None:
        for text in ("setx A x\nclaude", "[Environment]::SetEnvironmentVariable('A', 'x', 'User')\n& claude -p hi\n"):
            found = read(text, given=None).environment.get("A")
            self.assertEqual((found.state, found.why), (State.UNKNOWN, "line 1 stores it for later sessions only"))

    def test_what_is_taken_out_of_windows_store_or_cut_off_there_stays_unknown(self) -> None:
        for text in ("[Environment]::SetEnvironmentVariable('A', $null, 'User')", f"setx A {'x' * 1025}"):
            self.assertIs(read(text, given=None).environment.get("A").state, State.UNKNOWN)

    def test_an_unknown_value_says_why(self) -> None:
        found = read("$env:A = Get-Secret k").environment.get("A")
        self.assertEqual(found.why, "line 1 runs a command")


class Problems(unittest.TestCase):
    def test_each_mistake_is_reported_where_it_stands(self) -> None:
        for text, kind, name, words in PROBLEMS:
            with self.subTest(text=text, kind=kind):
                found = [one for one in read(text).problems if one.kind is kind]
                self.assertTrue(found, read(text).problems)
                self.assertEqual(found[0].name, name)
                self.assertEqual(text[found[0].span.begin : found[0].span.stop], words or text)

    def test_nothing_is_reported_about_what_is_fine(self) -> None:
        for text in FINE:
            with self.subTest(text=text):
                self.assertEqual(read(text).problems, ())
