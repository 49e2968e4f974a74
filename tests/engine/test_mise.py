"""What mise.toml puts into the environment, as mise documents it."""

from __future__ import annotations

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.environment import State
from diagnostics.engine.process import process_environment
from diagnostics.engine.readers.mise import read_mise
from diagnostics.engine.source import Document, Kind
from diagnostics.engine.startfiles import evaluate

VALUES = (
    ('A = "x"', State.SET, "x"),
    ("A = 3", State.SET, "3"),
    ("A = false", State.UNSET, None),
    ('A = { value = "x", redact = true }', State.SET, "x"),
    ('A = { default = "x" }', State.UNKNOWN, None),
    ('A = "{{ env.B }}"', State.UNKNOWN, None),
    ('A = "$B"', State.UNKNOWN, None),
    ("A = true", State.UNKNOWN, None),
)


def environment(*documents: Document) -> dict[str, tuple[State, bool, str | None]]:
    shell = evaluate(list(documents), given=None)
    found = process_environment(shell, list(documents)).environment.variables
    return {name: (one.state, one.exported, one.value) for name, one in found.items()}


def mise(text: str) -> Document:
    return Document("mise.toml", f"[tools]\nnode = 22\n[env]\n{text}\n", Kind.MISE)


class Mise(unittest.TestCase):
    def test_each_form_of_a_value(self) -> None:
        for text, state, value in VALUES:
            with self.subTest(text=text):
                found = environment(mise(text))["A"]
                self.assertEqual((found[0], found[2]), (state, value))

    def test_beside_a_start_up_file_it_counts_where_that_lets_mise_set_it(self) -> None:
        for text, value in (("export A=s\n", "s"), ('export A=s\neval "$(mise activate zsh)"\n', "x")):
            with self.subTest(text=text):
                found = environment(Document("~/.zshrc", text, Kind.ZSH), mise('A = "x"'))
                self.assertEqual(found["A"], (State.SET, True, value))

    def test_a_file_that_it_loads_is_named(self) -> None:
        (_, problems) = read_mise(mise('_.file = ".env"\n_.path = "bin"'))
        self.assertEqual([problem.span.line for problem in problems], [4])

    def test_a_broken_file_sets_nothing(self) -> None:
        files, problems = read_mise(mise('A = "x'))
        self.assertEqual((files, len(problems)), ((), 1))

    @given(st.text(max_size=60))
    def test_no_text_makes_it_crash(self, text: str) -> None:
        read_mise(Document("mise.toml", text, Kind.MISE))
        read_mise(mise(text))


if __name__ == "__main__":
    unittest.main()
