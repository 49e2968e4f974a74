"""The part of YAML that is read: what is read is right, and the rest is not guessed."""

from __future__ import annotations

import json
import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.readers.yamlsubset import Listed, Mapped, Node, Scalar, read_yaml
from tests.guards import it_ends

UNKNOWN = "?"
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f\u2028\u2029\x85\ufeff"), max_size=8)
TREES = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(TEXTS.filter(lambda key: key != "<<"), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def plain(node: Node | None) -> object:
    if isinstance(node, Mapped):
        return {member.key: plain(member.node) for member in node.members}
    if isinstance(node, Listed):
        return [plain(item) for item in node.items]
    if node is None or (node.value is None and not node.why):
        return None
    return UNKNOWN if node.why else node.value


def read(text: str) -> object:
    return plain(read_yaml(text)[0])


def written(tree: object, indent: str) -> str:
    if isinstance(tree, dict):
        return "".join(
            f"{indent}{json.dumps(key, ensure_ascii=False)}:{after(value, indent)}" for key, value in tree.items()
        )
    assert isinstance(tree, list)
    return "".join(f"{indent}-{after(value, indent)}" for value in tree)


def after(value: object, indent: str) -> str:
    if isinstance(value, str):
        return f" {json.dumps(value, ensure_ascii=False)}  # comment\n"
    return f"\n{written(value, indent + '  ')}"


class Trees(unittest.TestCase):
    @given(TREES.filter(lambda tree: not isinstance(tree, str)))
    def test_what_is_written_is_read(self, tree: object) -> None:
        self.assertEqual(read(written(tree, "")), tree)

    def test_the_forms_that_people_write(self) -> None:
        for text, wanted in [
            ("a: b\nc: 'd'' e'\n", {"a": "b", "c": "d' e"}),
            ("# c\n\n---\na: b # c\n---\nx: y\n", {"a": "b"}),
            ("a: x#y\nb: http://h:1/p\n", {"a": "x#y", "b": "http://h:1/p"}),
            ("a:\n- x\n- y: 1\n  z: 2\n-\n  q\n", {"a": ["x", {"y": "1", "z": "2"}, "q"]}),
            ("a:\n  - - x\n    - y\n", {"a": [["x", "y"]]}),
            (
                "a: {b: c, 'd e': \"f\", g: }\nh: [x, 'y', z z]\n",
                {"a": {"b": "c", "d e": "f", "g": None}, "h": ["x", "y", "z z"]},
            ),
            ("a: |\n  x\n   y # no comment\n\n  z\nb: 1\n", {"a": "x\n y # no comment\n\nz\n", "b": "1"}),
            ("a: |-\n  x\n", {"a": "x"}),
            (
                "a: >-\n  x\n  y # no comment\nb: >\n  x\n  y\n\nc: 1\n",
                {"a": "x y # no comment", "b": "x y\n", "c": "1"},
            ),
            (
                "x: &c\n  k: 1\n  l: 2\ny:\n  <<: *c\n  l: 3\nz: *c\n",
                {"x": {"k": "1", "l": "2"}, "y": {"k": "1", "l": "3"}, "z": {"k": "1", "l": "2"}},
            ),
            ("a: !!str 1\nb: !tag\n  c: d\n", {"a": "1", "b": {"c": "d"}}),
            ("a:\nb: ~\n", {"a": None, "b": "~"}),
            ("", None),
        ]:
            with self.subTest(text=text):
                self.assertEqual(read(text), wanted)

    def test_what_is_outside_is_not_guessed_and_the_rest_is_read(self) -> None:
        for value in (
            ">\n  x\n\n  y",
            ">-\n  x\n    y",
            ">-\n  x\n   \n  y",
            ">+\n  x\n",
            "x\n  y",
            '"x\n  y"',
            "{a: {b: c}}",
            "[a, [b]]",
            "@x",
            "'x' y",
            "*gone",
            "? x",
            "a: b",
        ):
            with self.subTest(value=value):
                self.assertEqual(read(f"a: {value}\nb: 1\n"), {"a": UNKNOWN, "b": "1"})

    def test_places_are_those_of_the_text(self) -> None:
        text = "a:\n  b: 'c' # d\n  - e\n"
        root, _ = read_yaml(text)
        assert isinstance(root, Mapped)
        inner = root.members[0].node
        assert isinstance(inner, Mapped)
        node = inner.members[0].node
        assert isinstance(node, Scalar)
        self.assertEqual((text[node.begin : node.stop], text[inner.members[0].begin]), ("'c'", "b"))


class Robust(unittest.TestCase):
    @given(st.text(alphabet="ab:-#'\"{}[]&*|>! \n,<", max_size=40))
    def test_no_text_stops_the_reader(self, text: str) -> None:
        read_yaml(text)

    def test_hostile_text_is_read_in_time(self) -> None:
        bomb = "a: &a\n  x: 1\n" + "".join(
            f"b{n}: &b{n}\n  <<: [*a, *a, *a]\n  <<: *b{n - 1}\n" for n in range(1, 1500)
        )
        nested = "".join(" " * n + "a:\n" for n in range(700))
        texts = [
            bomb,
            nested,
            "- " * 120_000,
            "a: " * 80_000,
            "[" * 250_000,
            "{a: " * 60_000,
            '"\\' * 120_000,
            "a: '" * 60_000,
        ]
        texts += [
            "\n".join([line] * 5_000)
            for line in ("- a: b", "a: [b, c]", "a: |", "? a", "a: &b c", "<<: *b", "- - - -", "a" * 48)
        ]
        texts += [
            "&a " * 80_000,
            "!a " * 80_000,
            "a: [" + "b, " * 80_000,
            "a: {" + "b: c, " * 40_000,
            "#" * 250_000,
            "a: " + "b:" * 120_000,
        ]
        for text in texts:
            with self.subTest(text=text[:20]), it_ends():
                read_yaml(text)
