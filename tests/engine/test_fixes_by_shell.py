"""Fixes write each shell's own language, and what they write does what they say when it is read again."""

from __future__ import annotations

import unittest

from diagnostics.engine.environment import Environment, Evaluation, State
from diagnostics.engine.facts import Facts
from diagnostics.engine.fixing.fixes import FixPlan, apply, parse_steps, plan_fix
from diagnostics.engine.rules.answers import Line
from diagnostics.engine.source import Document, Kind
from diagnostics.engine.startfiles import evaluate
from diagnostics.engine.unknowns import unknowns

FISH, PS, CMD = Kind.FISH, Kind.POWERSHELL, Kind.CMD
NAMES = {FISH: "config.fish", PS: "profile.ps1", CMD: "start.bat"}
A = "ANTHROPIC_MODEL"

# kind, text, step, the text afterwards (None: refused), the value that programs see then (None: none); A stands for a
# variable that the client reads, and the finding is about it
CASES = (
    (FISH, "set -gx A 1\nset -gx B 2\n", {"do": "delete-lines"}, "set -gx B 2\n", None),
    (FISH, "if true\n  set -gx A 1\nend\n", {"do": "delete-lines"}, "if true\nend\n", None),
    (FISH, "set -gx A 1\nset -gx A 2\n", {"do": "delete-losing-lines"}, "set -gx A 2\n", "2"),
    (FISH, "set -gx A 1\nset -gx B $A\nset -gx A 2\n", {"do": "delete-losing-lines"}, None, "2"),
    (FISH, "set -gx A 1\nset -gx B 2\n", {"do": "unset"}, "set -gx A 1\nset -e A\nset -gx B 2\n", None),
    (FISH, "  set -gx A 1", {"do": "unset"}, "  set -gx A 1\n  set -e A", None),
    (FISH, "set -gx A 1\n", {"do": "set-value", "value": "a\"$b'\\"}, 'set -gx A "a\\"\\$b\'\\\\"\n', "a\"$b'\\"),
    (FISH, "set -gx A x y\n", {"do": "set-value", "value": "z"}, 'set -gx A "z"\n', "z"),
    (FISH, "set -gx A 1\n", {"do": "set-empty"}, 'set -gx A ""\n', ""),
    (FISH, "export A=1\n", {"do": "set-empty"}, 'export A=""\n', ""),
    (FISH, "set -gx A 'Bearer x'\n", {"do": "remove-prefix", "text": "bearer "}, "set -gx A 'x'\n", "x"),
    (FISH, "set -gx A https://a/v1\n", {"do": "remove-suffix", "text": "/v1"}, "set -gx A https://a\n", "https://a"),
    (FISH, "set A 1\n", {"do": "add-export"}, "set -gx A 1\n", "1"),
    (FISH, "set -g A 1\n", {"do": "add-export"}, "set -g -x A 1\n", "1"),
    (FISH, "set -gx A = 1\n", {"do": "join-equals"}, "set -gx A 1\n", "1"),
    (FISH, "export A = 1\n", {"do": "join-equals"}, "export A=1\n", "1"),
    (FISH, 'set -gx A "x: 1\\ny: 2"\n', {"do": "break-lines"}, 'set -gx A "x: 1\ny: 2"\n', "x: 1\ny: 2"),
    (FISH, "set -gx A 'x: 1, y: 2'\n", {"do": "part-headers"}, "set -gx A 'x: 1\ny: 2'\n", "x: 1\ny: 2"),
    (FISH, "set -gx A “x”\n", {"do": "straighten-quotes"}, 'set -gx A "x"\n', "x"),
    (FISH, "set -gx A 1\n", {"do": "rename", "to": "B"}, "set -gx B 1\n", None),
    (PS, "$env:A = '1'\r\n$env:B = '2'\r\n", {"do": "delete-lines"}, "$env:B = '2'\r\n", None),
    (PS, "if ($true) {\n  $env:A = '1'\n}\n", {"do": "delete-lines"}, "if ($true) {\n}\n", None),
    (PS, "$env:A = '1'\n$env:B = $env:A\n$env:A = '2'\n", {"do": "delete-losing-lines"}, None, "2"),
    (PS, "$env:A = '1'\r\nls\r\n", {"do": "unset"}, "$env:A = '1'\r\nRemove-Item Env:A\r\nls\r\n", None),
    (PS, "$env:A = '1'\n", {"do": "set-value", "value": "it's $x"}, "$env:A = 'it''s $x'\n", "it's $x"),
    (PS, "$env:A = '1'\n", {"do": "set-empty"}, "$env:A = $null\n", None),
    (PS, "Set-Item Env:A 1\n", {"do": "set-empty"}, "Set-Item Env:A $null\n", None),
    (PS, '$env:A = "https://a/v1"\n', {"do": "remove-suffix", "text": "/v1"}, '$env:A = "https://a"\n', "https://a"),
    (PS, "$A = '1'\n", {"do": "add-export"}, "$env:A = '1'\n", "1"),
    (PS, "$global:A = '1'\n", {"do": "add-export"}, "$global:A = '1'\n$env:A = $A\n", "1"),
    (PS, "$env:A = 'x: 1\\ny: 2'\n", {"do": "break-lines"}, '$env:A = "x: 1`ny: 2"\n', "x: 1\ny: 2"),
    (PS, "$env:A = 'x: 1, y: 2'\n", {"do": "part-headers"}, '$env:A = "x: 1`ny: 2"\n', "x: 1\ny: 2"),
    (PS, '$env:A = "$x, y: 2"\n', {"do": "part-headers"}, '$env:A = "$x`ny: 2"\n', "\ny: 2"),
    (PS, "$env:A = '1'\n", {"do": "rename", "to": "B"}, "$env:B = '1'\n", None),
    (CMD, "set A=1\r\nset B=2\r\n", {"do": "delete-lines"}, "set B=2\r\n", None),
    (CMD, "if not defined X (\n  set A=1\n)\n", {"do": "delete-lines"}, "if not defined X (\n  rem\n)\n", None),
    (CMD, "set A=1\nset B=%A%\nset A=2\n", {"do": "delete-losing-lines"}, None, "2"),
    (CMD, "set A=1\r\n", {"do": "unset"}, "set A=1\r\nset A=\r\n", None),
    (CMD, 'set "A=1"\n', {"do": "set-value", "value": "5%"}, 'set "A=5%%"\n', "5%"),
    (CMD, "set A=1\n", {"do": "set-value", "value": "a&b"}, None, "1"),
    (CMD, 'set "A=1"\n', {"do": "set-empty"}, 'set "A="\n', None),
    (CMD, "set A=https://a/v1\n", {"do": "remove-suffix", "text": "/v1"}, "set A=https://a\n", "https://a"),
    (CMD, "set A= 1\n", {"do": "join-equals"}, "set A=1\n", "1"),
    (CMD, "set A=x: 1, y: 2\n", {"do": "part-headers"}, None, "x: 1, y: 2"),
)


def read(kind: Kind, text: str) -> tuple[Document, Evaluation]:
    """Read one document of a kind, with nothing set before."""
    document = Document(NAMES[kind], text, kind)
    return document, evaluate([document], given={})


def seen(environment: Environment, name: str) -> str | None:
    """Return what a program sees of a variable."""
    found = environment.get(name)
    return found.value if found.state is State.SET and found.exported else None


class FixesByShell(unittest.TestCase):
    def test_each_step_writes_the_language_of_the_file_and_is_read_as_meant(self) -> None:
        for kind, before, data, after, value in CASES:
            text, expected = before.replace("A", A), after and after.replace("A", A)
            with self.subTest(kind=kind, text=text, step=data["do"]):
                document, evaluation = read(kind, text)
                variable = evaluation.environment.get(A)
                span = variable.set_at or document.line_span(1)
                related = tuple(Line(one, "loses", A) for one in variable.overrides)
                facts = Facts((document,), evaluation.environment, evaluation.assignments, evaluation.problems)
                fix = plan_fix(FixPlan(parse_steps([data]), "why"), facts, Line(span, "here", A, related=related))
                got = apply([document], [fix]).documents[0].text if fix else None
                self.assertEqual(got, expected)
                again = read(kind, got if got is not None else text)[1].environment
                self.assertEqual(seen(again, A), value)


class LooksByShell(unittest.TestCase):
    def test_a_look_at_a_variable_is_a_command_of_the_shell_that_sets_it(self) -> None:
        texts = {
            FISH: (f"set -gx {A} (pass x)\nsource ~/keys.fish\n", "printenv", "env | cut"),
            PS: (f"$env:{A} = Get-Secret x\n. ~/keys.ps1\n", f'"$env:{A}".Length', "Get-ChildItem Env:"),
            CMD: (f"set {A}=%1\ncall keys.bat\n", f"if defined {A}", "for /f"),
        }
        for kind, (text, look, names) in texts.items():
            with self.subTest(kind=kind):
                document, evaluation = read(kind, text)
                open_ = unknowns(Facts((document,), evaluation.environment, (), evaluation.problems))
                commands = [one.command for one in open_]
                self.assertTrue(commands[0].startswith(look), commands)
                self.assertTrue(commands[1].startswith((names, f"({names}")), commands)
