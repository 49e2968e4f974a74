"""The environment of the process in which a client starts: files of other kinds below, beside and above the shell."""

from __future__ import annotations

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.environment import ProblemKind, State, Variable
from diagnostics.engine.facts import Facts
from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.pastes.splitting import read_pastes
from diagnostics.engine.source import Kind
from diagnostics.engine.unknowns import unknowns
from diagnostics.rulefile import load_rules
from diagnostics.shipped import RULES

MASK = "‹anthropic-api-key, 108 characters, #1›"
WHOLE = "HOME=/home/u\nUSER=u\nPATH=/bin\nPWD=/\n"


def facts(*documents: tuple[str, str], kind: Kind | None = None) -> Facts:
    pastes = [(name, text, kind) for name, text in documents]
    return facts_of(read_pastes(pastes), login=Login.NONE, mode=Mode.PRINT)


def variable(name: str, *documents: tuple[str, str]) -> Variable:
    return facts(*documents).environment.get(name)


class Dumps(unittest.TestCase):
    def test_a_dump_outranks_a_start_up_file(self) -> None:
        found = variable("A_B", ("~/.zshrc", "export A_B=file\n"), ("env", f"A_B=process\n{WHOLE}"))
        self.assertEqual((found.value, found.exported), ("process", True))
        self.assertEqual([span.document for span in found.overrides], ["~/.zshrc"])
        differing = facts(("~/.zshrc", "export A_B=file\n"), ("env", f"A_B=process\n{WHOLE}")).problems
        self.assertEqual(
            [(p.kind, p.name, p.span.document) for p in differing], [(ProblemKind.DUMP_DIFFERS, "A_B", "~/.zshrc")]
        )
        self.assertEqual(found.set_at.document if found.set_at else "", "env")

    def test_where_both_agree_the_files_line_stays_the_evidence(self) -> None:
        for value in ("x", MASK):
            found = variable("A_B", ("~/.zshrc", f"export A_B='{value}'\n"), ("env", f"A_B={value}\n{WHOLE}"))
            self.assertEqual((found.value, found.set_at.document if found.set_at else ""), (value, "~/.zshrc"))

    def test_a_dump_makes_an_unknown_value_known(self) -> None:
        found = variable("A_B", ("~/.zshrc", "export A_B=$(secret)\n"), ("env", f"A_B=1\n{WHOLE}"))
        self.assertEqual((found.state, found.value), (State.SET, "1"))

    def test_what_a_whole_dump_lacks_is_not_set(self) -> None:
        for name, text, state in [
            ("env", WHOLE, State.UNSET),
            ("env | grep -i a_b", "A_BC=1\n", State.UNSET),
            ("env | grep -i zzz", "ZZZ=1\n", State.SET),
            ("env.txt", "B=1\n", State.SET),
        ]:
            with self.subTest(name=name):
                found = variable("A_B", ("~/.zshrc", "export A_B=file\n"), (name, text))
                self.assertEqual(found.state, state)

    def test_set_does_not_tell_whether_a_variable_is_exported(self) -> None:
        self.assertEqual(variable("A_B", ("set", "A_B=1\n")).state, State.UNKNOWN)
        found = variable("A_B", ("~/.zshrc", "export A_B=$(x)\n"), ("set", "A_B=1\n"))
        self.assertEqual((found.state, found.value, found.exported), (State.SET, "1", True))
        found = variable("A_B", ("~/.zshrc", "A_B=1\n"), ("set", "A_B=2\n"))
        self.assertEqual((found.value, found.exported), ("2", False))

    def test_a_settings_file_still_wins_over_a_dump(self) -> None:
        found = variable("A_B", ("env", WHOLE + "A_B=1\n"), ("~/.claude/settings.json", '{"env": {"A_B": "2"}}'))
        self.assertEqual(found.value, "2")

    def test_a_value_that_the_shell_keeps_to_itself_does_not_differ(self) -> None:
        self.assertEqual(facts(("~/.zshrc", "A_B=1\n"), ("env", WHOLE)).problems, ())

    def test_a_list_of_names_leaves_the_files_value(self) -> None:
        found = variable("A_B", ("~/.zshrc", "export A_B=1\n"), ("env | cut -d= -f1", "A_B\nHOME\n"))
        self.assertEqual(found.value, "1")

    def test_the_client_gets_what_the_dump_shows(self) -> None:
        found = facts(
            ("~/.zshrc", "export ANTHROPIC_API_KEY=x\n"),
            ("env | grep -i anthropic", f"ANTHROPIC_AUTH_TOKEN={MASK}\n"),
        )
        self.assertEqual(dict(found.requests[0].headers), {"authorization": "ANTHROPIC_AUTH_TOKEN"})


class Dotenv(unittest.TestCase):
    def test_a_file_that_nobody_loads_exports_nothing(self) -> None:
        found = facts((".env", "ANTHROPIC_API_KEY=x\n"))
        key = found.environment.get("ANTHROPIC_API_KEY")
        self.assertEqual((key.state, key.value, key.exported), (State.SET, "x", False))
        self.assertEqual([problem.kind for problem in found.problems], [ProblemKind.UNREAD_DOTENV])
        self.assertEqual(dict(found.requests[0].headers), {})

    def test_the_shells_own_value_stays(self) -> None:
        for text, exported in (("export A_B=1\n", True), ("A_B=1\n", False)):
            found = variable("A_B", ("~/.zshrc", text), (".env", "A_B=2\n"))
            self.assertEqual((found.value, found.exported), ("1", exported))

    def test_a_file_that_the_shell_loads_counts(self) -> None:
        for name in ("~/.zshrc", "~/.bashrc"):
            found = facts((name, "set -a; . ~/.env; set +a\n"), ("~/.env", "ANTHROPIC_API_KEY='x'\n"))
            self.assertEqual(found.environment.exported_value("ANTHROPIC_API_KEY"), "x")
            self.assertEqual(found.problems, ())

    def test_export_is_not_what_is_missing(self) -> None:
        found = facts(("~/.zshrc", "alias a=b\n"), (".env", "ANTHROPIC_API_KEY=x\n"))
        self.assertFalse(found.environment.get("ANTHROPIC_API_KEY").exported)


class OwnProcess(unittest.TestCase):
    def test_a_file_for_docker_makes_the_environment_where_no_shell_is_given(self) -> None:
        found = variable("A_B", ("--env-file .env", 'A_B="x"\n'))
        self.assertEqual((found.value, found.exported), ('"x"', True))
        found = variable("A_B", ("--env-file .env", "A_B=x\n"), ("~/.zshrc", "alias a=b\n"))
        self.assertEqual((found.value, found.exported), ("x", False))

    def test_beside_a_shell_it_stays_an_open_question(self) -> None:
        both = facts(("--env-file .env", "A_B=x\n"), ("~/.zshrc", "alias a=b\n"))
        self.assertIn("what a client sends that --env-file .env starts", [each.what for each in unknowns(both)])
        alone = facts(("--env-file .env", "A_B=x\n"))
        self.assertFalse([each for each in unknowns(alone) if "starts" in each.what])

    def test_docker_refuses_a_file_with_export(self) -> None:
        found = facts(("--env-file .env", "A_B=x\nexport C_D=1\n"))
        self.assertEqual(found.environment.get("A_B").state, State.UNKNOWN)
        self.assertEqual([(p.kind, p.span.line) for p in found.problems], [(ProblemKind.BAD_LINE, 2)])


class Pastes(unittest.TestCase):
    def test_commands_typed_after_the_start_up_file_count_last(self) -> None:
        text = "$ cat ~/.zshrc\nexport A_B=file\n$ export A_B=typed\n$ env | grep C_D\nC_D=1\n"
        found = facts(("~/.zshrc", text)).environment
        self.assertEqual(found.exported_value("A_B"), "typed")
        self.assertEqual(found.exported_value("C_D"), "1")
        span = found.get("A_B").set_at
        self.assertEqual(span.line if span else 0, 3)


class LeftOut(unittest.TestCase):
    def test_code_that_no_file_is_named_for_is_not_passed_over_in_silence(self) -> None:
        text = "My zshrc:\n```\nexport A_B=1\n```\nThen I tried this.\n```\nexport C_D=2\n```\n"
        found = facts(("post.md", text))
        self.assertEqual(found.environment.exported_value("A_B"), "1")
        self.assertIn("whether a shell runs the code on line 7", [each.what for each in unknowns(found)])


class Fixes(unittest.TestCase):
    """What is offered to be changed, by the shipped rule about a base URL that ends in /v1."""

    def mended(self, name: str, text: str) -> str:
        rules = [rule for rule in load_rules(RULES) if rule.code == "CC107"]
        report = analyse(read_pastes([(name, text, None)]), rules=rules, login=Login.NONE)
        self.assertEqual([finding.rule for finding in report.findings], ["CC107"])
        return report.mended[0].text if report.mended else ""

    def test_a_value_is_mended_where_it_stands(self) -> None:
        url = "https://openrouter.ai/api"
        for name, text in [
            ("compose.yaml", "services:\n  a:\n    environment:\n      ANTHROPIC_BASE_URL: '{}'  # c\n"),
            ("compose.yaml", "services:\n  a:\n    environment:\n      - ANTHROPIC_BASE_URL={}\n"),
            ("--env-file x", "ANTHROPIC_BASE_URL={}\n"),
            ("x.service", "[Service]\nEnvironment=A=1 ANTHROPIC_BASE_URL={} B=2\n"),
            ("/etc/environment", 'ANTHROPIC_BASE_URL="{}"\n'),
        ]:
            with self.subTest(name=name, text=text):
                self.assertEqual(self.mended(name, text.format(f"{url}/v1")), text.format(url))

    def test_what_a_program_printed_is_not_edited(self) -> None:
        for name in ("env", "export -p"):
            self.assertEqual(self.mended(name, "ANTHROPIC_BASE_URL=https://openrouter.ai/api/v1\n"), "")
        self.assertEqual(self.mended("x", "$ export ANTHROPIC_BASE_URL=https://openrouter.ai/api/v1\n"), "")
