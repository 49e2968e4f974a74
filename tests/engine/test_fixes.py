"""Fixes change exactly what they say, refuse what they cannot do with certainty, and never overlap."""

from __future__ import annotations

import re
import unittest
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.engine.environment import Act, Assignment, Environment, State, Variable
from diagnostics.engine.facts import Facts
from diagnostics.engine.findings import Edit, Fix
from diagnostics.engine.fixing import fixsteps, linesteps
from diagnostics.engine.fixing.diffs import unified_diff
from diagnostics.engine.fixing.fixes import FixPlan, apply, merge, parse_steps, plan_fix
from diagnostics.engine.rules.answers import Line
from diagnostics.engine.rules.parameters import WordError
from diagnostics.engine.source import Document, Kind
from tests.engine.by_hand import facts

# text, step, the text afterwards (None: refused); the finding is about the last line's variable
STEP_CASES = (
    ("export ANTHROPIC_MODEL=x\n", {"do": "env-for-run"}, None),
    ("export A=1\nexport B=2\n", {"do": "delete-lines", "var": "A"}, "export B=2\n"),
    ("export A=1\nexport A=2\n", {"do": "delete-lines"}, ""),
    ("export A=1", {"do": "delete-lines"}, ""),
    ("if true; then\nexport A=1\nfi\n", {"do": "delete-lines"}, "if true; then\n:\nfi\n"),
    ("export A=1\nexport A=2\n", {"do": "remove-line"}, "export A=1\n"),
    ("A=1\nA=2\n", {"do": "delete-losing-lines"}, "A=2\n"),
    ("A=1\nB=$A\nA=2\n", {"do": "delete-losing-lines"}, None),
    ("export A=1\nA=2\n", {"do": "delete-losing-lines"}, None),
    ("export A=1\nexport A=2\n", {"do": "delete-losing-lines"}, "export A=2\n"),
    ("export A=1\nexport B=2\n", {"do": "unset", "var": "A"}, "export A=1\nunset A\nexport B=2\n"),
    ("export A=1", {"do": "unset"}, "export A=1\nunset A"),
    ("export A=1\n", {"do": "set-value", "value": 'a"$b'}, 'export A="a\\"\\$b"\n'),
    ("export A=1\n", {"do": "set-empty"}, 'export A=""\n'),
    ("export A=xBEARERx\n", {"do": "replace-in-value", "old": "bearer", "new": "y"}, "export A=xyx\n"),
    ('export A="Bearer x"\n', {"do": "remove-prefix", "text": "bearer "}, 'export A="x"\n'),
    ("export A=$'Bearer x'\n", {"do": "remove-prefix", "text": "bearer "}, "export A=$'x'\n"),
    ("export A=https://a/v1\n", {"do": "remove-suffix", "text": ["/v1", "/v1/messages"]}, "export A=https://a\n"),
    ("export A='https://a/v1/'\n", {"do": "remove-suffix", "text": "/v1"}, "export A='https://a'\n"),
    ("A=1\n", {"do": "add-export"}, "export A=1\n"),
    ('export A="x: a\\ny: b"\n', {"do": "break-lines"}, "export A=$'x: a\\ny: b'\n"),
    ('export A="x: $B\\ny: b"\n', {"do": "break-lines"}, 'export A="x: $B\ny: b"\n'),
    ("export A=x\\ny\n", {"do": "break-lines"}, None),
    ("export A=1\n", {"do": "rename", "to": "B"}, "export B=1\n"),
    ("B=2\nexport A=1\n", {"do": "rename", "to": "B"}, None),
    ("export C=$A\nexport A=1\n", {"do": "rename", "to": "B"}, None),
)

SPACED_CASES = (
    ("ANTHROPIC_MODEL = x\n", "export ANTHROPIC_MODEL=x\n"),
    ('export ANTHROPIC_MODEL= "a b" # why\n', 'export ANTHROPIC_MODEL="a b" # why\n'),
    ("  EDITOR =vim\n", "  EDITOR=vim\n"),
    ("A = b c\n", None),
    ("A = $(b)\n", None),
)

JSON_CASES = (
    ('{"env": {"A": "1", "B": "2"}}', "A", '{"env": {"B": "2"}}'),
    ('{"env": {"B": "2", "A": "1"}}', "A", '{"env": {"B": "2"}}'),
    ('{"env": {"A": "1"}}', "A", '{"env": {}}'),
    ('{\n  "env": {\n    "A": "1",\n    "B": "2"\n  }\n}\n', "A", '{\n  "env": {\n    "B": "2"\n  }\n}\n'),
    ('{\n  "env": {\n    "B": "2",\n    "A": "1"\n  }\n}\n', "A", '{\n  "env": {\n    "B": "2"\n  }\n}\n'),
)


def mended(made: Facts, step: dict[str, object], primary: Line | None) -> str | None:
    """Return the first document after one step, or None where it is refused or changes nothing."""
    fix = plan_fix(FixPlan(parse_steps([step]), "because"), made, primary)
    return apply(made.documents, [fix]).documents[0].text if fix else None


def last_line(made: Facts) -> Line:
    act = made.assignments[-1]
    losers = tuple(Line(each.span, "loses", each.name) for each in made.assignments[:-1] if each.name == act.name)
    return Line(act.span, "is set here", act.name, related=losers)


class StepTests(unittest.TestCase):
    def test_each_step_changes_exactly_what_it_says(self):
        for text, step, expected in STEP_CASES:
            with self.subTest(text=text, step=step):
                made = facts(text)
                self.assertEqual(mended(made, step, last_line(made)), expected)

    def test_every_step_has_a_case_and_help(self):
        tried = {str(step["do"]) for _, step, _ in STEP_CASES} | {"join-equals"}
        steps = {**fixsteps.STEPS, **linesteps.STEPS}
        self.assertEqual(tried, set(steps))
        self.assertTrue(all(step.help for step in steps.values()))

    def test_blanks_around_equals_are_joined_where_the_value_is_one_word(self):
        for text, expected in SPACED_CASES:
            with self.subTest(text=text):
                document = Document("~/.zshrc", text, Kind.ZSH)
                primary = Line(document.line_span(1), "is wrong")
                step = {"do": "join-equals", "export": True}
                self.assertEqual(mended(Facts((document,)), step, primary), expected)

    def test_a_member_of_a_json_object_goes_with_its_comma(self):
        for text, name, expected in JSON_CASES:
            with self.subTest(text=text):
                document = Document("settings.json", text, Kind.CLAUDE_SETTINGS)
                begin = text.index(f'"{name}"')
                span = document.span(begin, begin + len('"A": "1"'))
                made = Facts((document,), assignments=(Assignment(name, Act.EXPORT, "1", True, span),))
                self.assertEqual(mended(made, {"do": "delete-lines", "var": name}, None), expected)

    def test_neighbours_in_a_json_object_go_together(self):
        for text, expected in (
            ('{"A": "1", "B": "2", "C": "3"}', '{"C": "3"}'),
            ('{"C": "3", "A": "1", "B": "2"}', '{"C": "3"}'),
            ('{"A": "1", "C": "3", "B": "2"}', '{"C": "3"}'),
            ('{"A": "1", "B": "2"}', "{}"),
        ):
            with self.subTest(text=text):
                document = Document("settings.json", text, Kind.CLAUDE_SETTINGS)
                acts = []
                for name in "AB":
                    begin = text.index(f'"{name}"')
                    acts.append(Assignment(name, Act.EXPORT, "1", True, document.span(begin, begin + len('"A": "1"'))))
                made = Facts((document,), assignments=tuple(acts))
                self.assertEqual(mended(made, {"do": "delete-lines", "var": ["A", "B"]}, None), expected)

    def test_a_line_that_sets_two_variables_is_not_deleted(self):
        document = Document("~/.zshrc", "export A=1 B=2\n", Kind.ZSH)
        span = document.line_span(1)
        acts = tuple(Assignment(name, Act.EXPORT, "1", True, span) for name in "AB")
        made = Facts((document,), assignments=acts)
        self.assertIsNone(mended(made, {"do": "delete-lines", "var": "A"}, None))

    def test_a_line_with_another_command_is_not_deleted(self):
        made = facts("export A=1\n")
        document = Document("~/.zshrc", "export A=1; echo\n", Kind.ZSH)
        self.assertIsNone(mended(replace(made, documents=(document,)), {"do": "delete-lines", "var": "A"}, None))

    def test_an_export_goes_on_a_line_of_its_own_where_it_cannot_stand_in_front(self):
        document = Document("~/.zshrc", "A=1 B=2\n", Kind.ZSH)
        spans = {"A": document.span(0, 3), "B": document.span(4, 7)}
        acts = tuple(Assignment(name, Act.ASSIGN, "1", False, span) for name, span in spans.items())
        variables = {name: Variable(name, State.SET, False, "1", span) for name, span in spans.items()}
        made = Facts((document,), Environment(variables), acts)
        self.assertEqual(mended(made, {"do": "add-export", "var": "A"}, None), "A=1 B=2\nexport A\n")
        self.assertEqual(mended(made, {"do": "add-export", "var": "B"}, None), "A=1 B=2\nexport B\n")

    def test_a_value_that_is_not_in_the_text_cannot_be_changed(self):
        made = Facts((), Environment({"A": Variable("A", State.SET, True, "Bearer x")}))
        for step in ("set-empty", "break-lines", "unset", "add-export"):
            with self.subTest(step=step):
                self.assertIsNone(mended(made, {"do": step, "var": "A"}, None))
        for step in ("remove-prefix", "remove-suffix"):
            self.assertIsNone(mended(made, {"do": step, "var": "A", "text": "x"}, None))

    def test_a_step_without_a_place_does_nothing(self):
        for step in ("straighten-quotes", "join-equals", "rename", "delete-losing-lines"):
            with self.subTest(step=step):
                self.assertIsNone(mended(facts("A=1\n"), {"do": step}, None))

    def test_a_mistake_in_a_step_names_its_place_and_a_mend(self):
        cases = (
            ("x", "fix.steps", "list of steps"),
            ([], "fix.steps", "list of steps"),
            ([{"var": "A"}], "fix.steps[0]", "“do”"),
            ([{"do": "delete-line"}], "fix.steps[0].do", "Did you mean “delete-lines”?"),
            ([{"do": "unset"}, {"do": "unset", "name": "A"}], "fix.steps[1].name", "takes no “name”"),
        )
        for data, path, words in cases:
            with self.subTest(data=data), self.assertRaises(WordError) as caught:
                parse_steps(data)
            self.assertEqual(caught.exception.path, path)
            self.assertIn(words, caught.exception.message)

    def test_a_plan_tells_its_steps_in_english(self):
        plan = FixPlan(parse_steps([{"do": "delete-lines", "var": ["A", "B"]}, {"do": "add-export"}]), "because")
        self.assertEqual(plan.describe(), ("delete every line that sets A or B", "write `export` before the variable"))


class ApplyTests(unittest.TestCase):
    DOCUMENT = Document("a", "0123456789\n")

    def fix(self, *edits: tuple[int, int, str]) -> Fix:
        return Fix(tuple(Edit("a", *edit) for edit in edits), "because")

    def test_fixes_that_do_not_overlap_are_all_applied(self):
        done = apply([self.DOCUMENT], [self.fix((8, 9, "y")), self.fix((0, 2, ""), (5, 5, "x"))])
        self.assertEqual(done.documents[0].text, "234x567y9\n")
        self.assertEqual((len(done.applied), done.refused), (2, ()))

    def test_a_fix_that_overlaps_an_earlier_one_is_refused_whole(self):
        late = self.fix((0, 1, "x"), (3, 5, "y"))
        done = apply([self.DOCUMENT], [self.fix((4, 6, "")), late])
        self.assertEqual((done.documents[0].text, done.refused), ("01236789\n", (late,)))

    def test_the_same_edit_by_two_rules_is_made_once(self):
        done = apply([self.DOCUMENT], [self.fix((4, 6, "")), self.fix((4, 6, ""))])
        self.assertEqual((done.documents[0].text, len(done.applied)), ("01236789\n", 2))

    def test_two_insertions_at_one_place_overlap(self):
        self.assertIsNone(merge([Edit("a", 1, 1, "x"), Edit("a", 1, 1, "y")]))
        self.assertIsNotNone(merge([Edit("a", 1, 1, "x"), Edit("b", 1, 1, "y")]))


def patched(text: str, diff: str) -> str:
    """Apply a unified diff as `patch` does: every line of context and every deleted line must be where it says."""
    old, new, at = re.findall(r"[^\n]*\n|[^\n]+", text), [], 0
    rows = re.findall(r"[^\n]*\n", diff)[2:]
    for row, after in zip(rows, [*rows, ""][1:], strict=False):
        if row.startswith("\\"):
            continue
        line = row[1:-1] if after.startswith("\\") else row[1:]
        if row.startswith("@@"):
            begin, length = re.match(r"@@ -(\d+)(?:,(\d+))?", row).groups()
            start = int(begin) - (length != "0")
            new += old[at:start]
            at = start
        elif row.startswith("+"):
            new.append(line)
        else:
            assert old[at] == line, (old[at], line)
            new += [line] if row.startswith(" ") else []
            at += 1
    return "".join([*new, *old[at:]])


words = st.text("ab\n\r", max_size=12)


class DiffTests(unittest.TestCase):
    @settings(max_examples=150, deadline=None)
    @given(
        st.text("ab\n\r", max_size=80), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 9), words), max_size=6)
    )
    def test_a_diff_leads_from_the_one_text_to_the_other(self, text: str, changes: list[tuple[int, int, str]]):
        before = Document("a", text)
        places = [(min(begin, len(text)), min(begin + length, len(text)), new) for begin, length, new in changes]
        fixes = [("XX101", Fix((Edit("a", *place),), "because")) for place in places]
        done = apply([before], [fix for _, fix in fixes])
        after = done.documents[0]
        went_in = [(code, fix) for code, fix in fixes if fix in done.applied]
        self.assertEqual(patched(text, unified_diff(before, after, went_in)), after.text)
        self.assertEqual(patched(text, unified_diff(before, after)), after.text)

    def test_a_diff_names_the_rules_behind_each_change(self):
        before = Document("~/.zshrc", "".join(f"line {n}\n" for n in range(1, 21)))
        fixes = [
            ("CC101", Fix((Edit("~/.zshrc", 0, 7, ""),), "because")),
            ("SH102", Fix((Edit("~/.zshrc", before.line_start(20), before.line_end(20), "last"),), "because")),
        ]
        after = apply([before], [fix for _, fix in fixes]).documents[0]
        self.assertEqual(
            unified_diff(before, after, fixes),
            "--- ~/.zshrc\n+++ ~/.zshrc (mended)\n"
            "@@ -1,4 +1,3 @@ CC101\n-line 1\n line 2\n line 3\n line 4\n"
            "@@ -17,4 +16,4 @@ SH102\n line 17\n line 18\n line 19\n-line 20\n+last\n",
        )

    def test_a_missing_line_break_at_the_end_is_said(self):
        self.assertEqual(
            unified_diff(Document("a", "x\r\x0cy"), Document("a", "")),
            "--- a\n+++ a (mended)\n@@ -1 +0,0 @@\n-x\r\x0cy\n\\ No newline at end of file\n",
        )

    def test_a_line_that_is_added_shows_no_line_taken_away(self):
        before = Document("a", "x\ny\n")
        fix = Fix((Edit("a", 1, 1, "\nunset x"),), "because")
        diff = unified_diff(before, apply([before], [fix]).documents[0], [("XX101", fix)])
        self.assertEqual(diff, "--- a\n+++ a (mended)\n@@ -1,2 +1,3 @@ XX101\n x\n+unset x\n y\n")

    def test_equal_texts_have_no_diff(self):
        self.assertEqual(unified_diff(Document("a", "x\n"), Document("a", "x\n")), "")
