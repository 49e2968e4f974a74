"""`python -m diagnostics` as a person and as a program call it: a process of its own, its streams and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from diagnostics.commandoptions import Options, parser, read_options

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "vck_" + "DUMMY" * 9
FOUNDING = (
    'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh"\n'
    f'export ANTHROPIC_CUSTOM_HEADERS="x-ai-gateway-api-key: Bearer {TOKEN}"\n'
)
KEYS = {
    "schema",
    "rules",
    "verdict",
    "documents",
    "environment",
    "requests",
    "findings",
    "mended",
    "unknowns",
    "articles",
    "passed",
    "not_applicable",
}


def run(*arguments: str, stdin: str | bytes = "", home: str = "/nonexistent") -> subprocess.CompletedProcess[str]:
    """Run the command, with the standard library and google-re2 only: Django would be an error."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "diagnostics", *arguments],
        input=data,
        capture_output=True,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C"},
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


class OptionTests(unittest.TestCase):
    def test_files_alone_are_read_as_the_parser_reads_them(self):
        for files in (["a"], ["-"], ["a", "-", "~/.zshrc"]):
            with self.subTest(files=files):
                self.assertEqual(read_options(files), parser().parse_args(files, namespace=Options()))

    def test_every_other_call_is_the_parsers(self):
        for given in ([], ["--json", "a"], ["a", "--login", "none"], ["--client", "codex", "--client", "aider", "a"]):
            with self.subTest(given=given):
                self.assertEqual(read_options(given), parser().parse_args(given, namespace=Options()))

    def test_an_option_that_may_be_repeated_begins_anew_in_each_call(self):
        for _ in range(2):
            self.assertEqual(read_options(["--client", "codex", "a"]).client, ["codex"])
            self.assertEqual(read_options(["a"]).client, [])


class Kinds(unittest.TestCase):
    def test_a_kind_overrules_what_name_and_text_tell(self) -> None:
        done = run("--json", "--kind", "docker-env-file", "-", stdin="A='1'\n")
        answer = json.loads(done.stdout)
        self.assertEqual(answer["documents"][0]["kind"], "docker env-file")
        self.assertEqual(answer["environment"]["A"]["value"], "'1'")

    def test_a_kind_may_be_that_of_one_file(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            one, two = Path(folder, "one"), Path(folder, "two")
            one.write_text("A=1\n")
            two.write_text("B=1\n")
            done = run("--json", "--kind", f"{one}=dotenv", "--kind", "bash", str(one), str(two))
        self.assertEqual([each["kind"] for each in json.loads(done.stdout)["documents"]], ["dotenv", "bash"])

    def test_a_kind_that_does_not_exist_is_refused_with_those_that_do(self) -> None:
        done = run("--kind", "csh", "-", stdin="A=1\n")
        self.assertEqual(done.returncode, 2)
        self.assertIn("claude-settings", done.stderr)

    def test_a_case_of_a_batch_may_give_a_kind(self) -> None:
        case = {"id": "x", "documents": [{"name": "x", "text": "A=1 # c\n", "kind": "dotenv"}]}
        bad = {"id": "y", "documents": [{"name": "x", "text": "A=1", "kind": "csh"}]}
        done = run("--batch", "-", stdin=json.dumps(case) + "\n" + json.dumps(bad) + "\n")
        first, second = map(json.loads, done.stdout.splitlines())
        self.assertEqual((first["documents"][0]["kind"], first["environment"]["A"]["value"]), ("dotenv", "1"))
        self.assertIn("“kind” is one of", second["error"])

    def test_a_post_is_read_in_parts(self) -> None:
        post = "My zshrc is this:\n```\nexport ANTHROPIC_BASE_URL=https://openrouter.ai/api/v1\n```\n"
        done = run("--as", "post.md", "-", stdin=post)
        self.assertIn("line 3: ~/.zshrc, read as zsh", done.stdout)
        self.assertIn("line 1: text on line 1, not read as code", done.stdout)


class ExitCodes(unittest.TestCase):
    def test_nothing_found_is_0_and_findings_are_1(self) -> None:
        self.assertEqual(run("-", stdin="export EDITOR=vim\n").returncode, 0)
        self.assertEqual(run("--login", "subscription", "-", stdin=FOUNDING).returncode, 1)

    def test_the_environment_of_a_process_is_read_as_linux_shows_it(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "environ")
            path.write_bytes(b"HOME=/home/me\0ANTHROPIC_API_KEY=k\0PS1=two\nlines\0PATH=/bin\0")
            done = run("--json", str(path))
        report = json.loads(done.stdout)
        self.assertEqual(report["documents"][0]["kind"], "environment dump")
        self.assertEqual(report["requests"][0]["headers"]["x-api-key"], "ANTHROPIC_API_KEY")

    def test_wrong_use_and_unreadable_input_are_2_with_a_mend_and_no_traceback(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            cases: list[tuple[tuple[str, ...], bytes, str]] = [
                ((), b"", "give a file"),
                (("-", "-"), b"A=1\n", "read once only"),
                (("--login", "max", "-"), b"A=1\n", "invalid choice"),
                (("/nonexistent/.zshrc",), b"", "no such file"),
                ((folder,), b"", "is a folder"),
                (("-",), b"", "is empty"),
                (("-",), b" \n\t\n", "is empty"),
                (("-",), b"export A=1\nexport B=\x00\n", "line 2 holds a NUL byte"),
                (("-",), b"export A=1\n# caf\xe9\n", "Line 2 of ~/.zshrc is not text in UTF-8"),
                (("-",), b"A=1\n" * 15_001, "15,001 lines; the limit is 15,000 lines"),
                (("-",), b"A" * (256 * 1024 + 1), "the limit is 256 KB"),
                (("-",), b"\xff\xfeA\x00", "UTF-16"),
                (("--batch", "/nonexistent"), b"", "no such file"),
                (("--batch", "-", "-"), b"", "give no files besides"),
            ]
            for arguments, stdin, words in cases:
                with self.subTest(words):
                    done = run(*arguments, stdin=stdin)
                    self.assertEqual((done.returncode, done.stdout), (2, ""))
                    self.assertIn(words, done.stderr)
                    self.assertNotIn("Traceback", done.stderr)

    def test_a_reader_that_stops_reading_is_no_error_to_speak_of(self) -> None:
        text = "\n".join(f"export A{i} = 1" for i in range(2000)) + "\n"
        shell = f"{sys.executable} -m diagnostics - | head -1"
        done = subprocess.run(
            ["/bin/sh", "-c", shell], input=text.encode(), capture_output=True, cwd=ROOT, timeout=60, check=False
        )
        self.assertEqual(done.stderr, b"")


class Documents(unittest.TestCase):
    def test_several_files_are_one_configuration_and_are_named_as_people_know_them(self) -> None:
        with tempfile.TemporaryDirectory() as home:
            Path(home, ".zshenv").write_text("export ANTHROPIC_API_KEY=sk-test-1\n", encoding="utf-8")
            Path(home, ".zshrc").write_text("unset ANTHROPIC_API_KEY\n", encoding="utf-8")
            done = run("--json", f"{home}/.zshrc", f"{home}/.zshenv", home=home)
            report = json.loads(done.stdout)
            self.assertEqual([one["name"] for one in report["documents"]], ["~/.zshrc", "~/.zshenv"])
            self.assertEqual(report["environment"]["ANTHROPIC_API_KEY"]["state"], "unset")
            self.assertEqual(run(f"{home}/.zshrc", f"{home}/.zshrc", home=home).returncode, 2)

    def test_a_settings_file_beside_the_shell_wins(self) -> None:
        with tempfile.TemporaryDirectory() as home:
            settings = Path(home, ".claude", "settings.json")
            settings.parent.mkdir()
            settings.write_text('{"env": {"ANTHROPIC_BASE_URL": "http://localhost:4000"}}', encoding="utf-8")
            zshrc = Path(home, ".zshrc")
            zshrc.write_text(FOUNDING, encoding="utf-8")
            report = json.loads(run("--json", "--login", "subscription", str(zshrc), str(settings), home=home).stdout)
            self.assertEqual({one["endpoint"] for one in report["requests"]}, {"http://localhost:4000"})

    def test_the_system_decides_what_the_text_asks_for(self) -> None:
        text = "[[ $OSTYPE == darwin* ]] && export A=1\n"
        for system, state in ((None, "unknown"), ("macos", "set"), ("linux", "not set"), ("wsl", "not set")):
            report = json.loads(run("--json", *(["--system", system] if system else []), "-", stdin=text).stdout)
            self.assertEqual(report["environment"].get("A", {"state": "not set"})["state"], state, system)
            self.assertEqual(report.get("system"), system)
        self.assertIn("read for macOS", run("--system", "macos", "-", stdin=text).stdout)

    def test_as_says_what_standard_input_is(self) -> None:
        text = "f() { export A=1; }\nexport B = 2\nexport C=3\n"
        for name, kind, state in (("~/.zshrc", "zsh", "unset"), ("~/.bashrc", "bash", "set")):
            report = json.loads(run("--json", "--as", name, "-", stdin=text).stdout)
            self.assertEqual(report["documents"][0]["kind"], kind)
            found = report["environment"].get("C", {"state": "unset"})
            self.assertEqual(found["state"], state, f"a bad export ends a .zshrc, not a .bashrc: {name}")


class Output(unittest.TestCase):
    def test_json_has_the_keys_of_the_schema_and_positions_count_from_1(self) -> None:
        report = json.loads(run("--json", "--login", "subscription", "-", stdin=FOUNDING).stdout)
        self.assertEqual(set(report), KEYS)
        self.assertEqual(report["schema"], "verdict/1")
        [request] = report["requests"]
        self.assertEqual(
            request["headers"],
            {"authorization": "subscription-login", "x-ai-gateway-api-key": "ANTHROPIC_CUSTOM_HEADERS"},
        )
        self.assertEqual((request["endpoint"], request["path"]), ("https://ai-gateway.vercel.sh", "/v1/messages"))
        primary = report["findings"][0]["primary"]
        self.assertEqual((primary["line"], primary["start"], primary["document"]), (1, 1, "~/.zshrc"))

    def test_a_secret_stands_in_no_format_unless_it_is_revealed(self) -> None:
        for form in ("text", "json", "markdown", "sarif"):
            done = run("--format", form, "--login", "subscription", "-", stdin=FOUNDING)
            self.assertNotIn(TOKEN, done.stdout + done.stderr, form)
        self.assertIn(TOKEN, run("--json", "--reveal", "-", stdin=FOUNDING).stdout)

    def test_the_text_begins_with_the_verdict_and_keeps_within_80_columns(self) -> None:
        lines = run("--login", "subscription", "-", stdin=FOUNDING).stdout.splitlines()
        self.assertTrue(lines[0].startswith("warning: Who pays is disputed: your Claude subscription as"))
        prose = [line for line in lines if not line.lstrip().startswith(("- export", "send one request"))]
        self.assertEqual([line for line in prose if len(line) > 80], [])

    def test_sarif_names_the_rule_and_the_place(self) -> None:
        log = json.loads(run("--format", "sarif", "--login", "subscription", "-", stdin=FOUNDING).stdout)
        [result] = log["runs"][0]["results"]
        region = result["locations"][0]["physicalLocation"]["region"]
        self.assertEqual((result["ruleId"], region["startLine"], region["startColumn"]), ("CC104", 1, 1))

    def test_colours_are_printed_only_on_request_to_a_pipe(self) -> None:
        self.assertNotIn("\x1b[", run("-", stdin=FOUNDING).stdout)
        self.assertIn("\x1b[", run("--color", "always", "-", stdin=FOUNDING).stdout)

    def test_no_escape_sequence_of_the_file_reaches_the_terminal(self) -> None:
        text = "export ANTHROPIC_BASE_URL = 'x\x1b]0;title\x07\x1b[2J'\n"
        self.assertNotIn("\x1b", run("-", stdin=text).stdout)


class Batch(unittest.TestCase):
    def test_each_line_gets_its_report_in_order_and_a_bad_line_says_what_is_wrong(self) -> None:
        good = {"id": "a", "login": "none", "documents": [{"name": "~/.zshrc", "text": "export A=1\n"}]}
        lines = [
            json.dumps(good),
            "no json",
            json.dumps({"id": "b"}),
            json.dumps({**good, "id": "c", "login": "max"}),
            json.dumps({**good, "id": "d", "given": {"A": 1}}),
            "",
            json.dumps({**good, "id": "e", "documents": [{"name": "~/.zshrc", "text": "x" * 300_000}]}),
            json.dumps({**good, "id": "f", "error": "Invalid API key"}),
        ]
        done = run("--batch", "-", stdin="\n".join(lines))
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([one["id"] for one in answers], ["a", "2", "b", "c", "d", "e", "f"])
        self.assertEqual([one["id"] for one in answers if "error" in one], ["2", "b", "c", "d", "e"])
        self.assertEqual(set(answers[0]), KEYS | {"id"})
        self.assertEqual(done.returncode, 2)
        self.assertIn("error: line 2:", done.stderr)

    def test_a_case_may_say_what_the_machine_is_and_has(self) -> None:
        text = "[ -d ~/x ] && export A=$(command -v git)\ncommand -v brew || export B=$(uname)\n"
        case = {
            "id": "a",
            "documents": [{"name": "~/.bashrc", "text": text}],
            "system": "linux",
            "files": {"~/x": "folder"},
            "programs": {"git": "/usr/bin/git", "brew": None},
        }
        bad = [
            {**case, key: value} for key, value in (("system", "os/2"), ("files", {"~/x": 1}), ("programs", {"a": 1}))
        ]
        done = run("--batch", "-", stdin="\n".join(json.dumps(each) for each in (case, *bad)))
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        found = {name: answers[0]["environment"][name]["value"] for name in "AB"}
        self.assertEqual((found, answers[0]["system"]), ({"A": "/usr/bin/git", "B": "Linux"}, "linux"))
        words = ["“system” is one of", "“files” is an object", "“programs” is an object"]
        self.assertTrue(all(word in one["error"] for word, one in zip(words, answers[1:], strict=True)), answers[1:])

    def test_a_text_is_read_as_the_command_reads_a_file(self) -> None:
        texts = (
            FOUNDING,
            "\x1b[32mexport ANTHROPIC_API_KEY=DUMMY\x1b[0m\n",
            "PATH=/bin\0HOME=/home/u\0ANTHROPIC_API_KEY=DUMMY\0",
            # What a text is does not hang on the letters of a key, which is masked first.
            f"```sh export ANTHROPIC_AUTH_TOKEN=sk-or-v1-{'DUMMY' * 8}\nexport ANTHROPIC_MODEL=opus\n``` is all\n",
            "Here is my file:\n\n    export ANTHROPIC_API_KEY=DUMMY\n\nand claude says: Invalid API key\n",
        )
        cases = [
            {"id": str(number), "documents": [{"name": "~/.zshrc", "text": text}]} for number, text in enumerate(texts)
        ]
        answers = run("--batch", "-", stdin="\n".join(map(json.dumps, cases))).stdout.splitlines()
        for text, answer in zip(texts, answers, strict=True):
            with self.subTest(text[:40]):
                alone = json.loads(run("--json", "-", stdin=text).stdout)
                there = json.loads(answer)
                self.assertEqual({key: value for key, value in there.items() if key != "id"}, alone)

    def test_given_is_the_environment_before_the_files(self) -> None:
        case = {
            "id": "a",
            "given": {"HOME": "/home/u"},
            "documents": [{"name": "~/.zshrc", "text": "export A=$HOME/x B=$NOPE\n"}],
        }
        [answer] = [json.loads(line) for line in run("--batch", "-", stdin=json.dumps(case)).stdout.splitlines()]
        self.assertEqual([answer["environment"][name]["value"] for name in "AB"], ["/home/u/x", ""])


class Independence(unittest.TestCase):
    def test_it_runs_where_django_cannot_be_imported(self) -> None:
        program = (
            "import sys; sys.modules['django'] = None; from diagnostics.__main__ import main; sys.exit(main(['-']))"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], input=FOUNDING.encode(), capture_output=True, cwd=ROOT, check=False
        )
        self.assertEqual(done.stderr, b"")
        self.assertIn(b"warning", done.stdout)
