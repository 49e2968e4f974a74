""".env files: held against what the programs that load them say (recorded: dotenv 18.0.10, python-dotenv 1.2.4,
docker compose's reader compose-go 2, docker 28.2)."""

from __future__ import annotations

import json
import unittest
from pathlib import Path

from diagnostics.engine.environment import ProblemKind
from diagnostics.engine.readers.dotenv import dotenv_problems, read_docker_env, read_dotenv
from diagnostics.engine.readers.dotenvdialects import Dialect, compose, dialects, node, python
from diagnostics.engine.readers.entries import Entry
from diagnostics.engine.source import Document, Kind
from tests.guards import it_ends

CASES = Path(__file__).parent.parent / "cases" / "dotenv.jsonl"
MASK = "‹openai-api-key, 51 characters, #2›"


def cases() -> list[dict[str, object]]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").split("\n") if line]


def said(dialect: Dialect) -> dict[str, str | None] | None:
    if dialect.refused_at is not None:
        return None
    return {reading.name: reading.value for reading in dialect.readings if reading.name}


def read(text: str) -> dict[str, Entry]:
    return dict(read_dotenv(Document(".env", text, Kind.DOTENV))[0].last())


def docker(text: str) -> tuple[list[tuple[str, str | None]], list[int]]:
    file, problems = read_docker_env(Document("env.list", text, Kind.DOCKER_ENV))
    return [(entry.name, entry.value) for entry in file.entries], [problem.span.line for problem in problems]


class Programs(unittest.TestCase):
    def test_each_program_is_followed_to_the_letter(self) -> None:
        for case in cases():
            text = str(case["text"])
            # A byte order mark is cut before the programs of python and docker read; node's reader does it itself.
            for program, reader in {"node": node, "python": python, "compose": compose}.items():
                with self.subTest(program=program, text=text):
                    plain = f" {text[1:]}" if text.startswith("\ufeff") else text
                    self.assertEqual(said(reader(plain)), case[program])

    def test_a_value_is_certain_only_where_all_agree(self) -> None:
        for case in cases():
            answers = [case[program] for program in ("node", "python", "compose") if case[program] is not None]
            for name, entry in read(str(case["text"])).items():
                with self.subTest(text=case["text"], name=name):
                    values = [answer.get(name) for answer in answers if isinstance(answer, dict)]
                    if entry.value is not None:
                        self.assertEqual(values, [entry.value] * len(values))
                    else:
                        self.assertTrue(entry.why)
                        self.assertTrue(len(set(values)) > 1 or None in values)


class Values(unittest.TestCase):
    def test_the_core_is_read(self) -> None:
        found = read("# mine\nexport A=1\nB = 'x y' # why\nC=\"a\\nb\"\nD=\nE=x y\n")
        self.assertEqual(
            {name: entry.value for name, entry in found.items()},
            {"A": "1", "B": "x y", "C": "a\nb", "D": "", "E": "x y"},
        )
        self.assertEqual((found["B"].span.line, found["B"].span.start, found["B"].span.end), (3, 1, 10))
        self.assertTrue(all(entry.exported is False for entry in found.values()))

    def test_where_programs_differ_it_says_on_what(self) -> None:
        for text, says in [
            ("A=x#c", "where a comment begins"),
            ("A=${B}", "expanded by some"),
            ("A=pa$$word", "what $$ is"),
            ('A="a\\tb"', "what a backslash does"),
            ("A=`x`", "the quotes"),
            ("A: x", "passed over by python-dotenv"),
        ]:
            with self.subTest(text=text):
                entry = read(text)["A"]
                self.assertIsNone(entry.value)
                self.assertIn(says, entry.why or "")
                self.assertTrue((entry.why or "").startswith("line 1 is "))

    def test_a_line_that_one_program_refuses_is_reported_and_the_others_are_asked(self) -> None:
        file, problems = read_dotenv(Document(".env", "A=1\nB C=2\n", Kind.DOTENV))
        self.assertEqual([(entry.name, entry.value) for entry in file.entries], [("A", "1")])
        self.assertEqual([(p.kind, p.span.line) for p in problems], [(ProblemKind.BAD_LINE, 2)])
        _, (problem,) = read_dotenv(Document(".env", "A=1\nB=${A}\n", Kind.DOTENV))
        self.assertEqual((problem.kind, problem.name, problem.span.line), (ProblemKind.READ_DIFFERENTLY, "B", 2))
        self.assertIn("docker compose refuses the whole file", problems[0].text)

    def test_a_mask_is_a_value_like_any_other(self) -> None:
        for text in (
            f"A={MASK}",
            f"A='{MASK}'",
            f'A="Bearer {MASK}" # c',
            f"export A={MASK} # c",
            f"B={MASK}\nA={MASK}",
        ):
            with self.subTest(text=text):
                self.assertEqual((read(text)["A"].value or "").removeprefix("Bearer "), MASK)
        self.assertEqual(docker(f"A={MASK}"), ([("A", MASK)], []))

    def test_a_clients_variable_is_reported_unless_the_shell_loads_the_file(self) -> None:
        document = Document("./.env", "ANTHROPIC_API_KEY=x\nA=1\n", Kind.DOTENV)
        (problem,) = dotenv_problems([document])
        self.assertEqual((problem.kind, problem.name), (ProblemKind.UNREAD_DOTENV, "ANTHROPIC_API_KEY"))
        self.assertEqual(dotenv_problems([document], frozenset({"./.env"})), ())

    def test_hostile_text_is_read_in_time(self) -> None:
        lines = ("A='", 'A="', "A=`", "'", 'A="\\', "export ", " ", "A=\\'", "A:", "#", "A=x # '", "")
        for line in lines:
            for text in ("\n".join([line] * 5_000), (line or "\n" * 5_000) * (250_000 // max(1, len(line) or 5_000))):
                with it_ends():
                    list(dialects(text))
        with it_ends():
            read("A='\n" * 2_500 + "\\'" * 120_000)


class Docker(unittest.TestCase):
    def test_what_stands_behind_the_equals_sign_is_the_value(self) -> None:
        for text, wanted in [
            ('A="x y"\n', [("A", '"x y"')]),
            ("A=x #c\n#c\n  B=1\n", [("A", "x #c"), ("B", "1")]),
            ("A=1\r\nB=2\r\n", [("A", "1"), ("B", "2")]),
            ("\ufeffA=1\n", [("A", "1")]),
            ("A= x \n", [("A", " x ")]),
            ("A=$HOME\nB=a=b", [("A", "$HOME"), ("B", "a=b")]),
            ("FROM_SHELL\n", [("FROM_SHELL", None)]),
        ]:
            with self.subTest(text=text):
                self.assertEqual(docker(text), (wanted, []))

    def test_one_mistake_and_docker_stops(self) -> None:
        for text, says in [("export A=1", "“export”"), ("A =1", "blanks"), ("=1", "no name")]:
            with self.subTest(text=text):
                file, problems = read_docker_env(Document("env.list", f"B=1\n{text}\n", Kind.DOCKER_ENV))
                self.assertIn(says, problems[0].text)
                self.assertEqual(
                    [(entry.value, entry.why) for entry in file.entries],
                    [(None, "docker refuses the whole file because of line 2")],
                )
