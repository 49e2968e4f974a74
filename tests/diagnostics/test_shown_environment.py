"""The effective environment on the report's page: who reads a variable, and which rows are folded."""

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.source import Document, Kind
from diagnostics.shownenvironment import MOST_OVERRIDDEN, MOST_UNFOLDED, ShownEnvironment, readers, shown_environment


def shown(text: str) -> ShownEnvironment[int]:
    """Return the rows for a .zshrc; a place is the number of its line, negative in what is folded."""
    report = analyse((Document("~/.zshrc", text, Kind.ZSH),), rules=())
    return shown_environment(
        report, lambda span: span.line if span else None, lambda span: -span.line if span else None
    )


class ReaderTests(unittest.TestCase):
    def test_a_name_is_read_by_the_clients_that_are_known_to_read_it(self) -> None:
        everyone = ("claude-code", "codex", "gemini", "opencode", "aider")
        for name, expected in (
            ("ANTHROPIC_BASE_URL", "Claude Code"),
            ("CODEX_HOME", "Codex CLI"),
            ("AIDER_MODEL", "aider"),
            ("CLAUDE_API_KEY", ""),  # a look-alike
            ("EDITOR", ""),
        ):
            with self.subTest(name=name):
                self.assertEqual(", ".join(readers(name, everyone)[:1]), expected)

    def test_only_clients_of_the_report_are_named(self) -> None:
        self.assertEqual(readers("CODEX_HOME", ("claude-code",)), ())


class FoldingTests(unittest.TestCase):
    OTHERS = "".join(f"export OTHER_{number}=1\n" for number in range(MOST_UNFOLDED + 5))

    def test_of_few_variables_none_is_folded_and_what_is_read_comes_first(self) -> None:
        found = shown("export EDITOR=vim\nexport ANTHROPIC_API_KEY=x\n")
        self.assertEqual([row.variable.name for row in found.first], ["ANTHROPIC_API_KEY", "EDITOR"])
        self.assertEqual(found.rest, ())

    def test_of_many_those_stay_that_are_read_or_that_lines_disagree_on(self) -> None:
        found = shown(f"export ANTHROPIC_API_KEY=x\nexport PAGER=a\n{self.OTHERS}export PAGER=b\n")
        self.assertEqual([row.variable.name for row in found.first], ["ANTHROPIC_API_KEY", "PAGER"])
        self.assertEqual([row.overrides for row in found.first], [(), (2,)])
        self.assertEqual(len(found.rest), MOST_UNFOLDED + 5)

    def test_only_the_lines_of_what_is_not_folded_are_kept_in_sight(self) -> None:
        found = shown(f"export ANTHROPIC_API_KEY=x\n{self.OTHERS}")
        self.assertEqual([row.set_at for row in found.first], [1])
        self.assertEqual({row.set_at for row in found.rest}, set(range(-MOST_UNFOLDED - 6, -1)))

    def test_of_very_many_lines_that_lose_the_last_are_named_and_the_others_counted(self) -> None:
        [row] = shown("".join(f"export PAGER={number}\n" for number in range(MOST_OVERRIDDEN + 4))).first
        self.assertEqual((row.set_at, row.more_overrides), (MOST_OVERRIDDEN + 4, 3))
        self.assertEqual(row.overrides, tuple(range(4, MOST_OVERRIDDEN + 4)))

    def test_where_no_client_reads_any_all_are_shown(self) -> None:
        self.assertEqual(shown(self.OTHERS).rest, ())
