"""Dockerfiles: what `ENV` gives to the containers of the last stage, by the rules of Docker's reference."""

from __future__ import annotations

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.environment import ProblemKind
from diagnostics.engine.readers.dockerfile import Read, read_dockerfile
from diagnostics.engine.readers.dockerlines import instructions
from diagnostics.engine.source import Document, Kind
from tests.guards import it_ends

MASK = "‹anthropic-api-key, 108 characters, #1›"


def read(text: str, *commands: str) -> Read:
    beside = [Document(f"text {number}", command, Kind.TEXT) for number, command in enumerate(commands)]
    return read_dockerfile(Document("Dockerfile", text, Kind.DOCKERFILE), beside)


def values(text: str, *commands: str) -> dict[str, str | None]:
    files, _ = read(text, *commands)
    return {name: entry.value for file in files for name, entry in file.last().items()}


class Dockerfiles(unittest.TestCase):
    def test_a_pair_is_taken_as_docker_takes_it(self) -> None:
        for written, expected in (
            ("ENV A=b", {"A": "b"}),
            ("env A=b", {"A": "b"}),
            ("ENV A=b B='c d' C=\"e f\" D=g\\ h", {"A": "b", "B": "c d", "C": "e f", "D": "g h"}),
            ("ENV A b", {"A": "b"}),
            ("ENV A b  c=d ", {"A": "b  c=d"}),
            ('ENV A "b c"', {"A": "b c"}),
            ("ENV A=", {"A": ""}),
            ('ENV A=""', {"A": ""}),
            ("ENV A=b#c", {"A": "b#c"}),
            ("ENV A=\\$b", {"A": "$b"}),
            ("ENV A='$b'", {"A": "$b"}),
            ('ENV A="b\\"c\\n"', {"A": 'b"c\\n'}),
            (f"ENV A={MASK} B=c", {"A": MASK, "B": "c"}),
            (f'ENV A="Bearer {MASK}"', {"A": f"Bearer {MASK}"}),
            ("  ENV A=b\r", {"A": "b"}),
            ("ENV A=1\nENV A=2", {"A": "2"}),
            ("# ENV A=b", {}),
            ("ONBUILD ENV A=b", {}),
            ("LABEL A=b", {}),
        ):
            with self.subTest(written):
                self.assertEqual(values(f"FROM scratch\n{written}\n"), expected)

    def test_lines_go_on_over_comments_and_empty_lines(self) -> None:
        text = "FROM x\nENV A=1 \\\n  # ENV B=9 \\\n\n    B=2 \\  \r\n    C=3\nENV D=4\n"
        self.assertEqual(values(text), {"A": "1", "B": "2", "C": "3", "D": "4"})
        self.assertEqual(values("# escape=`\nFROM x\nENV A=c:\\x `\n B=2\n"), {"A": "c:\\x", "B": "2"})

    def test_a_here_document_holds_no_instructions(self) -> None:
        self.assertEqual(values("FROM x\nRUN <<EOF\nENV A=1\nEOF\nENV B=2\n"), {"B": "2"})
        self.assertEqual(values("FROM x\nCOPY <<-'E' /etc/x\n\tENV A=1\n\tE\nENV B=2\n"), {"B": "2"})

    def test_one_env_is_worked_out_with_what_was_known_before_it(self) -> None:
        self.assertEqual(
            values("FROM x\nENV A=hello\nENV A=bye B=$A\nENV C=$A\n"), {"A": "bye", "B": "hello", "C": "bye"}
        )

    def test_what_is_inserted(self) -> None:
        above = "FROM scratch\nENV A=a E=\n"
        for written, value in (
            ("${A}b", "ab"),
            ("$A/b", "a/b"),
            ('"$A b"', "a b"),
            ("${A:-b}", "a"),
            ("${E:-b}", "b"),
            ("${E-b}", ""),
            ("${N:-b}", "b"),
            ("${A:+b}", "b"),
            ("${N:+b}", ""),
            ("$N", ""),
            ("${A#x}", None),
            ("${N:-$A}", None),
        ):
            with self.subTest(written):
                self.assertEqual(values(f"{above}ENV X={written}\n")["X"], value)

    def test_what_the_image_below_may_set_is_not_known(self) -> None:
        self.assertIsNone(values("FROM node\nENV A=$B\n")["A"])

    def test_the_last_stage_counts_and_inherits(self) -> None:
        text = "FROM a AS one\nENV A=1 B=1\nFROM b AS two\nENV C=2\nFROM One\nENV B=3\n"
        self.assertEqual(values(text), {"A": "1", "B": "3"})
        self.assertEqual(values("FROM a\nENV A=1\nFROM --platform=linux/amd64 b\nENV B=2\n"), {"B": "2"})
        self.assertEqual(values(text, "docker build --target two ."), {"C": "2"})

    def test_an_argument_is_known_to_the_build_alone(self) -> None:
        text = "ARG G=g\nFROM x\nARG A=1\nARG B\nARG G\nENV X=$A Y=$B Z=$G\n"
        self.assertEqual(values(text), {"X": None, "Y": None, "Z": None})
        built = values(text, "I run docker build -t me --build-arg B=2 .")
        self.assertEqual(built, {"X": "1", "Y": "2", "Z": "g"})
        built = values(text, f"docker build --build-arg A={MASK} --build-arg B .")
        self.assertEqual(built, {"X": MASK, "Y": None, "Z": "g"})

    def test_a_variable_wins_over_an_argument_of_its_name(self) -> None:
        self.assertEqual(values("FROM x\nENV A=1\nARG A=2\nENV B=$A\n")["B"], "1")

    def test_what_a_step_exports_is_reported_for_a_clients_variable(self) -> None:
        for line, count in (
            ("RUN export OPENAI_API_KEY=abc", 1),
            ("RUN npm ci && export ANTHROPIC_MODEL=x", 1),
            ("RUN export CI=1", 0),
            ("RUN export ANTHROPIC_MODEL=x && claude -p hi", 0),
        ):
            with self.subTest(line):
                _, problems = read(f"FROM x\n{line}\n")
                self.assertEqual([each.kind for each in problems], [ProblemKind.LOST_EXPORT] * count)

    def test_what_a_step_writes_into_a_start_up_file_is_not_known_outside_a_shell(self) -> None:
        for lines in (
            "RUN echo 'export ANTHROPIC_MODEL=x' >> ~/.bashrc",
            'RUN apt-get update && echo "export ANTHROPIC_MODEL=x" | tee -a /etc/profile.d/ai.sh',
            "RUN cat >> /root/.bashrc <<'EOF'\nexport ANTHROPIC_MODEL=x\nEOF",
        ):
            with self.subTest(lines):
                (file,), problems = read(f"FROM x\n{lines}\nENV B=1\n")
                self.assertEqual(problems, ())
                self.assertEqual(
                    [(each.name, each.value) for each in file.entries], [("ANTHROPIC_MODEL", None), ("B", "1")]
                )
                self.assertIn("which only a shell that is opened in the container reads", file.entries[0].why or "")

    def test_many_exports_are_read_in_time(self) -> None:
        for unit in ("export ANTHROPIC_MODEL=1>", "cat >> ~/.bashrc <<A\nA\nRUN "):
            with self.subTest(unit), it_ends():
                read("FROM x\nRUN " + unit * (250_000 // len(unit)))

    def test_a_line_that_docker_refuses_is_reported(self) -> None:
        for line in ("ENV A=1 B", "ENV A"):
            with self.subTest(line):
                files, problems = read(f"FROM x\n{line}\n")
                self.assertEqual((files, [each.kind for each in problems]), ((), [ProblemKind.BAD_LINE]))

    def test_each_entry_stands_where_it_is_written(self) -> None:
        text = "FROM x\nENV A=1 \\\n    BB='2 3'\nENV CC dd\n"
        (file,), _ = read(text)
        spans = [text[entry.span.begin : entry.span.stop] for entry in file.entries]
        self.assertEqual(spans, ["A=1", "BB='2 3'", "ENV CC dd"])
        inner = [text[entry.value_span.begin : entry.value_span.stop] for entry in file.entries if entry.value_span]
        self.assertEqual(inner, ["1", "'2 3'", "dd"])

    @given(st.text(alphabet="ENVARGFROMUN ab=$\\\"'#{}:-\n\r<‹›", max_size=80))
    def test_any_text_is_read(self, text: str) -> None:
        read(f"FROM x\nENV A=1\n{text}")
        for each in instructions(text):
            self.assertEqual(text[each.begin :][: len(each.name)].upper(), each.name)
            self.assertEqual("".join(text[place] for place in each.rest.places), each.rest.text)
