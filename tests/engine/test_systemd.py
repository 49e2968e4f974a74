"""Units and environment files: held against what systemd 252 makes of them (recorded)."""

from __future__ import annotations

import json
import unittest
from pathlib import Path

from diagnostics.engine.environment import Problem, ProblemKind
from diagnostics.engine.readers.entries import Entry
from diagnostics.engine.readers.pamenv import read_pam_env
from diagnostics.engine.readers.systemd import read_environment_d, read_environment_file
from diagnostics.engine.readers.systemdunits import read_unit
from diagnostics.engine.source import Document, Kind
from tests.guards import it_ends

CASES = Path(__file__).parent.parent / "cases" / "systemd.jsonl"
MASK = "‹anthropic-api-key, 108 characters, #1›"


def environment_d(text: str) -> dict[str, Entry]:
    (file,), _ = read_environment_d(Document("10.conf", text, Kind.ENVIRONMENT_D))
    return dict(file.last())


def environment_file(text: str) -> dict[str, str | None]:
    (file,), _ = read_environment_file(Document("/etc/default/x", text, Kind.SYSTEMD_ENV))
    return {name: entry.value for name, entry in file.last().items()}


def unit(text: str, *others: Document) -> tuple[dict[str, Entry], tuple[Problem, ...]]:
    (file,), problems = read_unit(Document("x.service", text, Kind.SYSTEMD_UNIT), others)
    return dict(file.last()), problems


class Recorded(unittest.TestCase):
    def test_what_systemd_gives_is_what_is_read(self) -> None:
        for line in CASES.read_text(encoding="utf-8").split("\n"):
            if not line:
                continue
            case = json.loads(line)
            found = environment_d(case["text"]) if case["format"] == "environment.d" else unit(case["text"])[0]
            with self.subTest(format=case["format"], text=case["text"]):
                self.assertEqual(
                    {
                        name: entry.value
                        for name, entry in found.items()
                        if entry.value is not None or name in case["values"]
                    },
                    {
                        name: None if name in found and found[name].value is None else v
                        for name, v in case["values"].items()
                    },
                )


class EnvironmentD(unittest.TestCase):
    def test_a_variable_of_another_file_is_not_known(self) -> None:
        for text in ("A=$PATH:/x", "A=${NOPE:-d}", "A=${A:-${B}}", "A=1\nB=${A:+${A}}"):
            entry = list(environment_d(text).values())[-1]
            self.assertIsNone(entry.value)
            self.assertIn("inserts a variable", entry.why or "")

    def test_export_is_not_understood(self) -> None:
        _, problems = read_environment_d(Document("x", "export A=1\nB=1\n", Kind.ENVIRONMENT_D))
        self.assertEqual([(p.kind, p.span.line) for p in problems], [(ProblemKind.BAD_LINE, 1)])
        self.assertIn("“export”", problems[0].text)


class EnvironmentFiles(unittest.TestCase):
    def test_nothing_is_expanded_and_an_empty_value_is_one(self) -> None:
        self.assertEqual(environment_file("A=$B\nC=\nD='x y'\n"), {"A": "$B", "C": "", "D": "x y"})

    def test_places_are_those_of_the_text(self) -> None:
        text = "# c\nA = 'x y' \nB=z\n"
        (file,), _ = read_environment_file(Document("x", text, Kind.SYSTEMD_ENV))
        written = [(text[e.span.begin : e.span.stop], e.span.line) for e in file.entries]
        self.assertEqual(written, [("A = 'x y'", 2), ("B=z", 3)])

    def test_masks_are_values_like_others(self) -> None:
        for text in (f"A={MASK}", f"A='{MASK}'", f'A="{MASK}"'):
            self.assertEqual(environment_file(text), {"A": MASK})
            self.assertEqual(environment_d(text)["A"].value, MASK)
        self.assertEqual(unit(f"[Service]\nEnvironment=A={MASK} B=1\n")[0]["A"].value, MASK)


class Units(unittest.TestCase):
    def test_only_the_service_counts_and_a_drop_in_needs_no_heading(self) -> None:
        self.assertEqual(list(unit("[Unit]\nEnvironment=A=1\n[Service]\nEnvironment=B=1\n")[0]), ["B"])
        self.assertEqual(list(unit("Environment=B=1\n")[0]), ["B"])

    def test_something_of_the_machine_is_not_known(self) -> None:
        found, _ = unit("Environment=A=%h/x B=100%%\n")
        self.assertIn("%h", found["A"].why or "")
        self.assertEqual((found["A"].value, found["B"].value), (None, "100%"))

    def test_a_file_that_is_given_wins_and_one_that_is_not_is_reported(self) -> None:
        env = Document("/etc/x.env", "A='file'\n", Kind.DOTENV)
        text = "EnvironmentFile=-/etc/x.env\nEnvironment=A=unit\n"
        found, problems = unit(text, env)
        self.assertEqual((found["A"].value, found["A"].span.document, problems), ("file", "/etc/x.env", ()))
        found, problems = unit(text)
        self.assertEqual(found["A"].value, "unit")
        self.assertEqual([p.kind for p in problems], [ProblemKind.READS_OTHER_FILE])

    def test_a_variable_can_be_passed_on_or_taken_away(self) -> None:
        found, _ = unit("Environment=A=1 B=1\nPassEnvironment=C D\nUnsetEnvironment=A\n")
        self.assertEqual((found["A"].is_set, found["B"].value, found["C"].value), (False, "1", None))
        self.assertIn("passes on", found["D"].why or "")

    def test_what_is_broken_is_passed_over_and_reported(self) -> None:
        found, problems = unit('Environment=A=1 "B=2\nEnvironment=C=3 nothing\n')
        self.assertEqual(sorted(found), ["A", "C"])
        self.assertEqual(
            [(p.kind, p.span.line) for p in problems], [(ProblemKind.BAD_LINE, 1), (ProblemKind.BAD_LINE, 2)]
        )

    def test_places_are_those_of_the_text(self) -> None:
        text = '[Service]\nEnvironment=A=1 \\\n  # c\n  "B=x y"\n'
        found, _ = unit(text)
        span = found["B"].span
        self.assertEqual((text[span.begin : span.stop], span.line), ('"B=x y"', 4))


class Pam(unittest.TestCase):
    def test_plain_values_are_read_and_others_are_not_known(self) -> None:
        text = f"# c\nA=1\n export B=\"x y\"\nC='{MASK}'\nD=a#b\nE=$HOME\nF=it's\n"
        found = {entry.name: entry.value for entry in read_pam_env(Document("x", text, Kind.PAM_ENV)).entries}
        self.assertEqual(found, {"A": "1", "B": "x y", "C": MASK, "D": None, "E": None, "F": None})


class Robust(unittest.TestCase):
    def test_hostile_text_is_read_in_time(self) -> None:
        for piece in (
            "A='",
            'A="\\',
            "A=\\\n",
            "#\\\n",
            "A=${A}",
            "Environment=A=1 ",
            'Environment="',
            "Environment=\\\n",
            "\\",
            "=",
            "[x]\n",
        ):
            for text in ((piece * (250_000 // len(piece))), "\n".join([piece] * 5_000)):
                with it_ends():
                    environment_d(text)
                    environment_file(text)
                    unit(text)
