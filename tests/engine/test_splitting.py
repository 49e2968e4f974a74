"""A paste that mixes several things is split into named parts; a file that is only itself stays whole."""

from __future__ import annotations

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Outcome
from diagnostics.engine.pastes.splitting import TYPED, read_paste, read_pastes
from diagnostics.engine.source import Kind
from diagnostics.rulefile import load_rules
from diagnostics.shipped import RULES

from .pasted_texts import PASTES, POST, TRANSCRIPT, WHOLE


class Parts(unittest.TestCase):
    def test_each_part_gets_its_name_kind_and_lines(self) -> None:
        for name, text, wanted in PASTES:
            with self.subTest(text=text):
                found = read_paste(name, text)
                self.assertEqual([(d.name, d.kind, d.first_line) for d in found], [each[:3] for each in wanted])
                for document, (*_, words) in zip(found, wanted, strict=True):
                    self.assertTrue(document.text.startswith(words))

    def test_the_lines_of_a_part_are_those_of_the_paste(self) -> None:
        for name, text, _ in PASTES:
            lines = text.split("\n")
            for document in read_paste(name, text):
                for number in document.lines if not document.name.startswith(TYPED) else ():
                    self.assertTrue(lines[number - 1].endswith(document.line_text(number)))  # a quotation's mark is cut
                self.assertEqual(document.span(0, 1).line, document.first_line)

    def test_a_file_that_is_only_itself_stays_whole(self) -> None:
        for name, text in WHOLE:
            with self.subTest(text=text):
                (document,) = read_paste(name, text)
                self.assertEqual((document.name, document.text, document.paste), (name, text, ""))
                self.assertIsNot(document.kind, Kind.TEXT)

    def test_a_given_kind_overrules_name_and_text(self) -> None:
        for text in (POST, TRANSCRIPT, "export A=1\n"):
            (document,) = read_paste("~/.zshrc", text, Kind.SH)
            self.assertEqual((document.kind, document.text), (Kind.SH, text))

    def test_no_two_documents_have_the_same_name(self) -> None:
        found = read_pastes([("post.md", POST + POST, None), ("settings.json", "{}", None), ("~/.zshrc", "A=1", None)])
        names = [document.name for document in found]
        self.assertEqual(len(set(names)), len(names))
        self.assertIn("settings.json (again)", names)

    def test_a_secret_in_a_command_does_not_get_into_a_name(self) -> None:
        key = "sk-ant-api03-" + "aB3dE5fG7h" * 9
        found = read_paste("x", f"$ env | grep {key}\nA=1\n")
        self.assertNotIn(key, found[0].name)


class Reports(unittest.TestCase):
    def test_a_prompt_in_the_folder_of_a_client_with_nothing_behind_it_is_no_call(self) -> None:
        for prompt in ("me@codex:~$ ", "~/codex $ ", "(codex) $", "PS C:\\codex> "):
            text = f"My ~/.aider.conf.yml:\n\nmodel: qwen2.5-coder\n{prompt}\nopenai-api-base: http://192.168.1.20/v1\n"
            with self.subTest(prompt=prompt):
                self.assertEqual([each.name for each in read_paste("~/.zshrc", text) if each.kind is Kind.ZSH], [])

    def test_every_shipped_rule_answers_for_parts(self) -> None:
        rules = load_rules(RULES)
        for name, text, _ in PASTES:
            with self.subTest(text=text):
                report = analyse(read_paste(name, text), rules=rules)
                self.assertEqual([each.message for each in report.findings if each.outcome is Outcome.CRASHED], [])
                for found in report.findings:
                    span = found.primary.span if found.primary else None
                    document = next((each for each in report.documents if span and each.name == span.document), None)
                    if span is not None and document is not None:
                        self.assertIn(span.line, document.lines)


class Grepped(unittest.TestCase):
    def test_what_grep_prints_is_of_the_files_that_it_names(self):
        for output, wanted in (
            ("12:export A=1\n", [("~/.zshrc", Kind.ZSH, "export A=1\n")]),
            ("12:  export A=1\n", [("~/.zshrc", Kind.TEXT, "  export A=1\n")]),  # within a block that is not shown
            ("export A=1\n--\nexport B=2\n", [("~/.zshrc", Kind.ZSH, "export A=1\n\nexport B=2\n")]),
            ("7:# A\n8-export A=1\n", [("~/.zshrc", Kind.ZSH, "# A\nexport A=1\n")]),
            ('3:export A="one\n4-two"\n', [("~/.zshrc", Kind.ZSH, 'export A="one\ntwo"\n')]),
        ):
            with self.subTest(output):
                found = read_paste("pasted", f"$ grep -n -A1 A ~/.zshrc\n{output}$\n")
                self.assertEqual([(each.name, each.kind, each.text) for each in found], wanted)

    def test_lines_of_several_files_are_parted(self):
        text = "$ grep -rn A ~/.zshenv ~/.bashrc\n/h/.zshenv:1:export A=1\n/h/.bashrc:9:export A=2\n$\n"
        found = read_paste("pasted", text)
        self.assertEqual(
            [(each.name, each.kind, each.first_line) for each in found],
            [("/h/.zshenv", Kind.ZSH, 2), ("/h/.bashrc", Kind.BASH, 3)],
        )
