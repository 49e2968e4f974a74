"""Compose files: what the processes of a service get. Interpolation was held against compose-go 2."""

from __future__ import annotations

import unittest

from diagnostics.engine.environment import Environment, ProblemKind, State
from diagnostics.engine.facts import Facts
from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.pastes.splitting import read_pastes

MASK = "‹anthropic-api-key, 108 characters, #1›"
NAME = "compose.yaml"


def facts(*documents: tuple[str, str]) -> Facts:
    return facts_of(read_pastes([(*each, None) for each in documents]), login=Login.NONE, mode=Mode.PRINT)


def environment(*documents: tuple[str, str]) -> Environment:
    return facts(*documents).environment


def service(lines: str, name: str = "app") -> str:
    return f"services:\n  {name}:\n    image: x\n    environment:\n" + "".join(
        f"      {line}\n" for line in lines.split("\n")
    )


class Environments(unittest.TestCase):
    def test_a_list_and_a_mapping_give_the_same(self) -> None:
        for text in (service("A_B: x y\nC_D: 'z'"), service('- A_B=x y\n- "C_D=z"')):
            found = environment((NAME, text))
            self.assertEqual((found.exported_value("A_B"), found.exported_value("C_D")), ("x y", "z"))

    def test_quotes_within_an_item_are_part_of_the_value(self) -> None:
        self.assertEqual(environment((NAME, service('- A_B="x"'))).exported_value("A_B"), '"x"')

    def test_numbers_and_switches_become_texts(self) -> None:
        for written, value in [
            ("1", "1"),
            ("true", "true"),
            ("True", "true"),
            ("'1.10'", "1.10"),
            ("x", "x"),
            ("yes", "yes"),
            ("-5", "-5"),
        ]:
            with self.subTest(written=written):
                self.assertEqual(environment((NAME, service(f"A_B: {written}"))).exported_value("A_B"), value)

    def test_a_number_of_another_form_is_not_known(self) -> None:
        for written in ("1.10", "0x10", "010", "1e3", "1_000", ".inf", "2020-01-01"):
            with self.subTest(written=written):
                found = environment((NAME, service(f"A_B: {written}"))).get("A_B")
                self.assertEqual(found.state, State.UNKNOWN)
                self.assertIn("without quotes", found.why or "")
        self.assertEqual(environment((NAME, service("- A_B=1.10"))).exported_value("A_B"), "1.10")

    def test_places_are_those_of_the_text(self) -> None:
        text = service("A_B: 'x' # c\nC_D: y")
        found = environment((NAME, text)).get("A_B")
        span, value = found.set_at, found.value_span
        assert span is not None
        assert value is not None
        self.assertEqual(
            (span.line, text[span.begin : span.stop], text[value.begin : value.stop]), (5, "A_B: 'x'", "'x'")
        )

    def test_masks_are_values_like_others(self) -> None:
        for lines in (f"A_B: {MASK}", f"A_B: 'Bearer {MASK}'", f"- A_B={MASK}", f'- "A_B={MASK}"', f"A_B: {MASK} # c"):
            with self.subTest(lines=lines):
                value = environment((NAME, service(lines))).exported_value("A_B") or ""
                self.assertEqual(value.removeprefix("Bearer "), MASK)

    def test_anchors_are_followed(self) -> None:
        text = (
            "x-env: &env\n  A_B: '1'\n  C_D: '2'\nservices:\n  app:\n    environment:\n      <<: *env\n      C_D: '3'\n"
        )
        found = environment((NAME, text))
        self.assertEqual((found.exported_value("A_B"), found.exported_value("C_D")), ("1", "3"))

    def test_services_that_differ_are_not_one_answer(self) -> None:
        text = service("A_B: x\nC_D: same") + "  other:\n    environment:\n      A_B: y\n      C_D: same\n"
        found = environment((NAME, text))
        self.assertEqual((found.get("A_B").state, found.exported_value("C_D")), (State.UNKNOWN, "same"))
        self.assertIn("line 5 for the service app and line 9 for the service other", found.get("A_B").why or "")

    def test_what_is_outside_the_yaml_that_is_read_is_not_guessed(self) -> None:
        found = facts((NAME, "services:\n  app:\n    environment: *gone\n"))
        self.assertEqual([problem.kind for problem in found.problems], [ProblemKind.BAD_LINE])


class Interpolation(unittest.TestCase):
    def test_values_come_from_the_env_file_beside_and_a_dollar_is_doubled(self) -> None:
        for written, value in [
            ("$X_Y", "from .env"),
            ("${X_Y}/z", "from .env/z"),
            ("${X_Y:-d}", "from .env"),
            ("${X_Y:+p}", "p"),
            ("a$$b", "a$b"),
            ("cost: 5$", "cost: 5$"),
        ]:
            with self.subTest(written=written):
                found = environment((NAME, service(f"A_B: '{written}'")), (".env", "X_Y='from .env'\n"))
                self.assertEqual(found.exported_value("A_B"), value)

    def test_what_no_document_shows_is_not_known(self) -> None:
        for line in ("A_B: ${X_Y}", "A_B: ${X_Y:-d}", "- A_B", "A_B:", "A_B: ${X:-${Y}}", "A_B: ${X_Y:?needed}"):
            with self.subTest(line=line):
                self.assertEqual(environment((NAME, service(line))).get("A_B").state, State.UNKNOWN)

    def test_beside_a_shell_the_containers_variables_are_not_the_shells(self) -> None:
        found = environment((NAME, service("A_B: x")), ("~/.zshrc", "export C_D=1\n"))
        self.assertEqual((found.get("A_B").exported, found.get("A_B").value), (False, "x"))


class EnvFiles(unittest.TestCase):
    def test_a_file_that_is_given_is_read_and_environment_wins_over_it(self) -> None:
        for form in (
            "env_file: app.env",
            "env_file:\n      - ./app.env",
            "env_file:\n      - path: app.env\n        required: true",
        ):
            text = f"services:\n  app:\n    {form}\n    environment:\n      C_D: compose\n"
            found = environment((NAME, text), ("app.env", "A_B='x'\nC_D=file\n"))
            self.assertEqual((found.exported_value("A_B"), found.exported_value("C_D")), ("x", "compose"))

    def test_a_raw_file_keeps_its_quotes(self) -> None:
        text = "services:\n  app:\n    env_file:\n      - path: app.env\n        format: raw\n"
        self.assertEqual(environment((NAME, text), ("app.env", "A_B='x'\n")).exported_value("A_B"), "'x'")

    def test_a_file_that_is_not_given_is_reported(self) -> None:
        found = facts((NAME, "services:\n  app:\n    env_file: app.env\n    environment: [A_B=1]\n"))
        self.assertEqual([(p.kind, p.span.line) for p in found.problems], [(ProblemKind.READS_OTHER_FILE, 3)])
        self.assertEqual(found.environment.exported_value("A_B"), "1")


class Client(unittest.TestCase):
    def test_the_client_in_the_container_gets_what_the_file_gives(self) -> None:
        text = service(f"ANTHROPIC_BASE_URL: https://openrouter.ai/api\nANTHROPIC_AUTH_TOKEN: {MASK}")
        (request,) = facts((NAME, text)).requests
        self.assertEqual(
            (request.endpoint, dict(request.headers)),
            ("https://openrouter.ai", {"authorization": "ANTHROPIC_AUTH_TOKEN"}),
        )
