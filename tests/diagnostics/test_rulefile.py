"""A rule's file is read with every word checked, and written so that it reads back as the same rule."""

from __future__ import annotations

import tempfile
import tomllib
import unittest
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.engine.findings import Confidence, Login, Mode, Severity
from diagnostics.engine.fixing.fixes import FixPlan, PlannedStep
from diagnostics.engine.rules.conditions import All, AnyOf, Condition, Leaf, Not
from diagnostics.engine.rules.parameters import Arguments
from diagnostics.engine.rules.rule import Effect, Example, ExampleDocument, Raise, Rule
from diagnostics.rulefile import RuleFileError, dump, load_rules, parse
from diagnostics.tomlplaces import line_of, places

GOOD = """\
code = "XX101"
name = "a-name"
title = "A title"
severity = "error"
confidence = "likely"
since = 2026-11-25
article = "an-article"
message = "Line {A.line} is wrong."
why = "Because."

[when]
all = [
  { var = "A", is = "is-set" },
  { var = "B", is = "contains", text = "x" },
]

[fix]
why = "It is then right."
steps = [
  { do = "delete-lines", var = "A" },
]

[[example]]
kind = "bad"
title = "Set"
text = \'\'\'
export A=1 #~ XX101
\'\'\'

[[example]]
kind = "good"
title = "Not set"
text = "B=1"
"""

# what is replaced in the file above, by what, the line of the mistake, words of the message
MISTAKES = (
    ('code = "XX101"', 'code = "x1"', 1, "two to four capitals"),
    ('name = "a-name"', 'name = "A Name"', 2, "small letters"),
    ('title = "A title"', 'titel = "A title"', 3, "Did you mean “title”?"),
    ('title = "A title"\n', "", 1, "“title” is missing"),
    ('title = "A title"', 'title = " "', 3, "not blank"),
    ('"error"', '"errror"', 4, "Did you mean “error”?"),
    ('"likely"', "1", 5, "must be a text"),
    ("2026-11-25", '"2026-11-25"', 6, "without quotes"),
    ("{A.line}", "{A.value}", 8, "no placeholder"),
    ("{A.line}", "{}", 8, "no placeholder"),
    ("[when]", "[wen]", 11, "Did you mean “when”?"),
    ('"is-set"', '"is-sett"', 13, "Did you mean “is-set”?"),
    ('text = "x"', 'txt = "x"', 14, "Did you mean “text”?"),
    ('  { var = "A", is = "is-set" },', "  { var = ", 13, "not TOML"),
    ('why = "It', 'safe = "no"\nwhy = "It', 18, "true or false"),
    ("delete-lines", "delete-line", 20, "Did you mean “delete-lines”?"),
    ('kind = "good"', 'kind = "god"', 31, "Did you mean “good”?"),
    ('text = "B=1"', "", 30, "either “text”"),
    ('text = "B=1"', 'text = "B=1"\nlogin = "max"', 34, "not a word for “login”"),
    ('text = "B=1"', 'name = "x"\n[[example.document]]\nname="a"\ntext="b"', 33, "its own name"),
    ('text = "B=1"', '[[example.document]]\nname="a"', 33, "“text” is missing"),
    ('text = "B=1"', "document = 1", 33, "list of tables"),
    ('text = "B=1"', "document = [1]", 33, "A document is a table"),
    ('text = "B=1"', 'document = [{name="a", text="b"}, {name="a", text="b"}]', 30, "same name"),
    ("[fix]", "[raise]\nseverity = 'notice'\n[fix]", 17, "“var” is missing"),
    ("[fix]", "[raise]\nseverity = 'notice'\nvar = 'A'\n[fix]", 19, "list of texts"),
    ("[fix]", "[verdict]\n[fix]", 17, "“premise”, or “open = true”"),
    ("[fix]", "[verdict]\nopen = false\n[fix]", 17, "“premise”, or “open = true”"),
    ("[fix]", "[verdict]\nopen = 1\n[fix]", 18, "true or false"),
    ("[fix]", "[verdict]\npremise = 'With it.'\n[fix]", 18, "ends with a colon"),
    ("[fix]", "[verdict]\npremise = 'On {A.value}:'\n[fix]", 18, "no placeholder"),
    ("[fix]", "[verdict]\nopens = true\n[fix]", 18, "Did you mean “open”?"),
    ("[fix]", "[notes]\nA = 1\n[fix]", 18, "must be a text"),
)  # fmt: skip

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(str.strip)
sentences = texts.map(lambda text: text.replace("{", "(").replace("}", ")"))
prose = st.one_of(
    sentences,
    st.lists(st.sampled_from(["every", "word", "“counts”", '"so"', "\\n", "C:\\x"]), min_size=30).map(" ".join),
)
names = st.from_regex(r"[A-Z_][A-Z0-9_]{0,9}", fullmatch=True)
slugs = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,3}", fullmatch=True)
several = st.one_of(names, st.lists(names, min_size=1, max_size=3).map(tuple))
leaves = st.one_of(
    several.map(lambda var: Leaf("is-set", Arguments({"var": var}))),
    st.tuples(names, st.lists(texts, min_size=1, max_size=3).map(tuple)).map(
        lambda pair: Leaf("contains", Arguments({"var": pair[0], "text": pair[1]}))
    ),
    st.integers(0, 9).map(lambda least: Leaf("counts-credentials", Arguments({"least": least}))),
    st.booleans().map(lambda only: Leaf("has-problem", Arguments({"kind": "bad-json", "only-read": only}))),
)


def nested(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    lists = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(lists.map(All), lists.map(AnyOf), parts.map(Not))


conditions = st.one_of(leaves, nested(leaves), nested(nested(leaves)))
steps = st.one_of(
    several.map(lambda var: PlannedStep("delete-lines", Arguments({"var": var}))),
    st.tuples(texts, texts).map(
        lambda pair: PlannedStep("replace-in-value", Arguments({"old": pair[0], "new": pair[1]}))
    ),
    st.just(PlannedStep("rename", Arguments({}))),
)
documents = st.lists(st.builds(ExampleDocument, texts, texts), min_size=1, max_size=3, unique_by=lambda one: one.name)
examples = st.builds(
    Example,
    st.sampled_from(["bad", "good"]),
    texts,
    documents.map(tuple),
    st.sampled_from(Login),
    st.sampled_from(Mode),
)
rules = st.builds(
    Rule,
    code=st.from_regex(r"[A-Z]{2,4}[0-9]{3}", fullmatch=True),
    name=slugs,
    title=texts,
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    since=st.dates(min_value=date(1000, 1, 1)),
    article=slugs,
    message=sentences,
    why=prose,
    when=conditions,
    applies=st.none() | conditions,
    at=st.just("") | names,
    notes=st.dictionaries(names, texts, max_size=2).map(lambda table: tuple(table.items())),
    raised=st.none() | st.builds(Raise, st.sampled_from(Severity), st.lists(names, min_size=1, max_size=2).map(tuple)),
    effect=st.none()
    | st.builds(
        Effect, st.just("") | prose.map(lambda text: f"{text.replace('{', '(').rstrip()}:"), st.booleans()
    ).filter(lambda effect: effect != Effect()),
    fix=st.none() | st.builds(FixPlan, st.lists(steps, min_size=1, max_size=2).map(tuple), prose, st.booleans()),
    examples=st.lists(examples, max_size=3).map(tuple),
)


class RoundTripTests(unittest.TestCase):
    @settings(max_examples=60, deadline=None)
    @given(rules)
    def test_a_rule_that_is_written_reads_back_the_same_and_is_written_so_again(self, rule: Rule):
        text = dump(rule)
        self.assertEqual(parse(text), rule)
        self.assertEqual(dump(parse(text)), text)

    @settings(max_examples=30, deadline=None)
    @given(rules)
    def test_every_place_that_the_standard_library_reads_is_found(self, rule: Rule):
        text = dump(rule)
        self.assertLessEqual(set(paths(tomllib.loads(text))), set(places(text)))

    def test_a_file_in_canonical_form_is_written_as_it_was(self):
        canonical = GOOD.replace('text = "B=1"', "text = '''\nB=1'''")
        self.assertEqual(dump(parse(canonical)), canonical)


def paths(data: object, path: str = ""):
    """Yield the path of everything in the data of a TOML text."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        inner = f"{path}[{key}]" if isinstance(key, int) else f"{path}.{key}" if path else key
        yield inner
        yield from paths(value, inner)


class MistakeTests(unittest.TestCase):
    def test_the_file_without_a_mistake_is_read(self):
        rule = parse(GOOD)
        self.assertEqual((rule.code, len(rule.examples), rule.examples[0].documents[0].name), ("XX101", 2, "~/.zshrc"))

    def test_each_mistake_names_its_line_and_a_mend(self):
        for old, new, line, words in MISTAKES:
            with self.subTest(old=old, new=new):
                self.assertIn(old, GOOD)
                with self.assertRaises(RuleFileError) as caught:
                    parse(GOOD.replace(old, new))
                self.assertIn(words, str(caught.exception))
                self.assertEqual(caught.exception.line, line, str(caught.exception))

    def test_hostile_files_are_refused_with_a_message(self):
        for text in ("", "\x00", "a = " + "[" * 50_000, "x" * 70_000, "a = '''", "when = 1\ncode=2"):
            with self.subTest(text=text[:20]), self.assertRaises(RuleFileError):
                parse(text)

    def test_a_place_that_is_not_there_falls_back_to_what_is_around_it(self):
        self.assertEqual(line_of(GOOD, "when.all[1].nothing.more"), 14)
        self.assertEqual(line_of(GOOD, "nothing"), 1)
        self.assertEqual(line_of("a = 1\n[b]\n'c' . d = [1, # x\n  {e = '''\n'''}]\n", "b.c.d[1].e"), 4)


class FolderTests(unittest.TestCase):
    def test_rules_of_a_folder_come_by_code(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "a.toml").write_text(GOOD.replace("XX101", "XX102"))
            Path(folder, "b.toml").write_text(GOOD)
            self.assertEqual([rule.code for rule in load_rules(Path(folder))], ["XX101", "XX102"])

    def test_a_mistake_names_the_file(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "a.toml").write_text("code = 1")
            with self.assertRaisesRegex(RuleFileError, r"line 1: code: .*\(in a\.toml\)"):
                load_rules(Path(folder))

    def test_two_files_cannot_have_one_code(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("a.toml", "b.toml"):
                Path(folder, name).write_text(GOOD)
            with self.assertRaisesRegex(RuleFileError, r"another file's rule too \(in b\.toml\)"):
                load_rules(Path(folder))
