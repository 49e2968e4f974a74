"""JSON settings with their places, comments and mistakes."""

from __future__ import annotations

import json
import unittest
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.readers.configtree import Path
from diagnostics.engine.readers.jsontree import JsonRead, read_json
from diagnostics.engine.source import Document, Kind
from tests.guards import it_ends

MASK = "‹anthropic-api-key, 108 characters, #1›"
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


def read(text: str) -> JsonRead:
    return read_json(Document("settings.json", text, Kind.VSCODE_SETTINGS))


def leaves(value: Any, path: Path = ()) -> dict[Path, object]:
    if isinstance(value, dict):
        return {key: leaf for name, each in value.items() for key, leaf in leaves(each, (*path, name)).items()}
    if isinstance(value, list):
        return {key: leaf for at, each in enumerate(value) for key, leaf in leaves(each, (*path, at)).items()}
    return {path: value}


def plain(text: object) -> object:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(text, str) else text


class Values(unittest.TestCase):
    @given(VALUES, st.sampled_from([None, 2]), st.booleans())
    def test_what_the_standard_library_reads_is_read_alike(self, value: object, indent: int | None, raw: bool) -> None:
        text = json.dumps(value, indent=indent, ensure_ascii=raw)
        found = read(text)
        self.assertIsNone(found.error)
        self.assertEqual(
            {path: leaf.value for path, leaf in found.file.leaves.items()},
            {path: plain(leaf) for path, leaf in leaves(value).items()},
        )

    @given(VALUES)
    def test_each_place_holds_what_it_says(self, value: object) -> None:
        text = json.dumps({"x": value}, indent=1)
        for leaf in read(text).file.leaves.values():
            written = text[leaf.value_span.begin : leaf.value_span.stop]
            self.assertEqual(plain(json.loads(written)), leaf.value)

    def test_comments_and_a_last_comma_are_allowed(self) -> None:
        text = '// mine\n{\n  /* a\n b */ "a": [1, 2,], // "b": 2\n  "c": "// no comment",\n}\n'
        found = read(text)
        self.assertIsNone(found.error)
        self.assertEqual(
            {path: leaf.value for path, leaf in found.file.leaves.items()},
            {("a", 0): 1, ("a", 1): 2, ("c",): "// no comment"},
        )
        leaf = found.file.leaf("c")
        self.assertEqual((leaf.span.line, leaf.span.start) if leaf else None, (5, 3))

    def test_what_every_parser_refuses_within_a_text_is_a_mistake_and_the_text_is_read(self) -> None:
        for text in ('{"a": "x\ty"}', r'{"a": "\x41"}', r'{"a": "\\\q"}', r'{"a": "\u12"}', '{"a": "x"} /* no end'):
            with self.subTest(text=text):
                self.assertIsNotNone(read(text).error)
                self.assertIn(("a",), read(text).file.leaves)
        for text in (r'{"a": "\\x\\"}', r'{"a": "\\\u00e9\""}', '{"a": "x"} /* end */ /**/'):
            with self.subTest(text=text):
                self.assertIsNone(read(text).error)

    def test_of_a_repeated_key_the_last_counts(self) -> None:
        self.assertEqual(read('{"a": 1, "a": 2}').file.leaves[("a",)].value, 2)

    def test_a_mask_is_a_value_like_any_other(self) -> None:
        for text in (f'{{"key": "Bearer {MASK}"}}', f'{{"key": {MASK}}}'):
            found = read(text)
            self.assertIsNone(found.error)
            self.assertIn(MASK, str(found.file.text("key")))

    def test_objects_are_asked_by_path(self) -> None:
        file = read('{"a": {"b": 1, "c": {"d": []}}, "e": 2}').file
        self.assertEqual((file.keys(), file.keys("a"), file.keys("e")), (("a", "e"), ("c", "b"), ()))
        self.assertTrue(file.has("a", "c", "d") and file.has("e") and not file.has("x"))
        self.assertEqual(file.text("e"), None)


class Mistakes(unittest.TestCase):
    def test_the_first_mistake_is_named_and_the_rest_is_read(self) -> None:
        for text, line in [
            ('{"a": 1\n "b": 2}', 2),
            ('{"b": 2,\n,"a": 1}', 2),
            ('{"b": 2,\n "a": yes}', 2),
            ('{"b": 2', 1),
            ('{"b": 2}\n}', 2),
            ('{"b": 2, "a" 5}', 1),
            ('{"b": 2, "a": "x\n}', 1),
            ('{"b": 2, "a": ]}', 1),
            ('{"b": 2, “a”: 1}', 1),
        ]:
            with self.subTest(text=text):
                found = read(text)
                self.assertEqual(found.error.line if found.error else None, line)
                self.assertEqual(found.file.leaves[("b",)].value, 2)

    def test_an_empty_file_is_no_mistake(self) -> None:
        self.assertIsNone(read("\n").error)

    @given(st.text(alphabet='{}[]:,"\\/*ab1 \n‹›', max_size=40))
    def test_no_text_stops_the_reader(self, text: str) -> None:
        read(text)

    def test_hostile_text_takes_one_walk(self) -> None:
        for text in ("[" * 250_000, '{"a":' * 50_000, "/*" * 120_000, '"\\' * 120_000, MASK * 6_500, '{"a",' * 50_000):
            with it_ends():
                read(text)
