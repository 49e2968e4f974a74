"""TOML settings with their places, held against the standard library."""

from __future__ import annotations

import datetime
import json
import math
import tomllib
import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.readers.configtree import Path
from diagnostics.engine.readers.tomlfile import TomlRead, read_toml
from diagnostics.engine.source import Document, Kind
from tests.guards import it_ends

MASK = "‹openai-api-key, 51 characters, #2›"
CONFIG = '''\
# Codex
model = "gpt-5"
model_provider = 'gw' # ours
openai_base_url = "https://api.openai.com/v1"

[model_providers.gw]
name = "Gateway"
base_url = "https://gw.example/v1"
env_key = "GW_KEY"
http_headers = { "X-Title" = "a, b", nested.key = 1 }
retries = 0x10
list = [
  "a", # one
  'b\\',
]

[[things]]
n = 1
[[things]]
n = 2
[things.more]
text = """
two
lines \\
   joined"""
'''

# Pieces of TOML, right and wrong, from which texts are put together.
KEYS = st.sampled_from(["a", "b", "c", '"q k"', "'l'", "a.b", "a.c", "b.a.c", '"\\u0041"', ""])
SCALARS = st.sampled_from(
    [
        *(
            '"x"',
            '"x\\ny"',
            '"\\x"',
            "'x\\'",
            '"""\nx\\\n  y"""',
            "'''x'y'''",
            '""""x"""""',
            "1",
            "-1",
            "+0",
            "01",
            "1_000",
        ),
        *("1__0", "0xff", "0o7", "0b1", "1.5", "1e3", "1.", ".5", "inf", "-nan", "true", "True", "1979-05-27"),
        *(
            "1979-05-27T07:32:00Z",
            "1979-05-27 07:32:00",
            "07:32:00",
            "bare",
            "",
            '"open',
            '"a" "b"',
            '"#"',
            '"\\ud800"',
        ),
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]")
        | st.lists(inner, max_size=2).map(lambda each: "[\n" + "".join(f" {one}, # c\n" for one in each) + "]")
        | st.lists(st.tuples(KEYS, inner), max_size=2).map(
            lambda each: f"{{ {', '.join(f'{k} = {v}' for k, v in each)} }}"
        )
    ),
    max_leaves=5,
)
LINES = (
    st.tuples(KEYS, VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}")
    | KEYS.map(lambda key: f"[{key}]")
    | KEYS.map(lambda key: f"[[{key}]]")
    | st.sampled_from(["# c", "", "a", "= 1", "[a", "a = 1 # c", "a = 1 b = 2", "\ta=1"])
)


def read(text: str) -> TomlRead:
    return read_toml(Document("config.toml", text, Kind.CODEX_CONFIG))


def leaves(value: object, path: Path = ()) -> dict[Path, object]:
    if isinstance(value, dict):
        return {key: leaf for name, each in value.items() for key, leaf in leaves(each, (*path, name)).items()}
    if isinstance(value, list):
        return {key: leaf for at, each in enumerate(value) for key, leaf in leaves(each, (*path, at)).items()}
    if isinstance(value, datetime.date | datetime.time):
        return {path: "a date"}
    return {path: "nan" if isinstance(value, float) and math.isnan(value) else value}


def values(found: TomlRead, text: str) -> dict[Path, object]:
    return {
        path: "nan"
        if isinstance(leaf.value, float) and math.isnan(leaf.value)
        else "a date"
        if isinstance(leaf.value, str) and text[leaf.value_span.begin] not in "\"'"
        else leaf.value
        for path, leaf in found.file.leaves.items()
    }


# What TOML 1.1 added, as Codex CLI 0.169.0 read it, and what it refused. None: refused; else the values.
MEASURED = {
    "x = { # c\n a = 1 # d\n , b = 2 }\n": {("x", "a"): 1, ("x", "b"): 2},
    "x = {\n}\n": {},
    "x = { a = 1, }\n": {("x", "a"): 1},
    "x = { a\n = 1 }\n": {("x", "a"): 1},
    "x = { a = \n1 }\n": {("x", "a"): 1},
    "x = { a.b = 1,\n a.c = 2 }\n": {("x", "a", "b"): 1, ("x", "a", "c"): 2},
    'x = "a\\xff\\e"\n': {("x",): "aÿ\x1b"},
    'x = """a\\e\\x41"""\n': {("x",): "a\x1bA"},
    "x = 07:32\n": {("x",): "07:32"},
    "x = 2026-01-01T07:32Z\n": {("x",): "2026-01-01T07:32Z"},
    "x = { , }\n": None,
    "x = { a = 1,, b = 2 }\n": None,
    "x = { a = 1\n b = 2 }\n": None,
    "é = 1\n": None,
    'x = "a\\x4"\n': None,
    'x = "gpt\n5"\n': None,
}


class Values(unittest.TestCase):
    def test_what_codex_reads_beyond_the_standard_library_is_read(self) -> None:
        for text, expected in MEASURED.items():
            with self.subTest(text):
                found = read(text)
                self.assertEqual(found.error is None, expected is not None, found.reason)
                if expected is not None:
                    self.assertEqual({path: leaf.value for path, leaf in found.file.leaves.items()}, expected)

    @given(st.lists(LINES, max_size=6).map("\n".join), st.sampled_from(["", "\n"]))
    def test_the_standard_library_says_the_same(self, text: str, end: str) -> None:
        text += end
        found = read(text)
        try:
            wanted = leaves(tomllib.loads(text))
        except tomllib.TOMLDecodeError:
            self.assertIsNotNone(found.error)
            return
        self.assertEqual((found.reason, values(found, text)), ("", wanted))

    @given(st.dictionaries(st.text(), st.text() | st.integers(), max_size=5))
    def test_texts_of_every_kind_are_read(self, pairs: dict[str, str | int]) -> None:
        lines = [f"{json.dumps(key)} = {json.dumps(value)}\n" for key, value in pairs.items()]
        text = "".join(lines).replace("\x7f", "\\u007f")
        try:
            wanted = leaves(tomllib.loads(text))
        except tomllib.TOMLDecodeError:  # a half of a pair
            self.assertIsNotNone(read(text).error)
            return
        self.assertEqual(values(read(text), text), wanted)

    def test_a_configuration_is_read_with_its_places(self) -> None:
        found = read(CONFIG)
        self.assertEqual((found.error, values(found, CONFIG)), (None, leaves(tomllib.loads(CONFIG))))
        leaf = found.file.leaf("model_providers", "gw", "env_key")
        self.assertEqual((leaf.span.line, leaf.span.start, leaf.span.end) if leaf else None, (9, 1, 19))
        self.assertEqual(CONFIG[leaf.value_span.begin : leaf.value_span.stop] if leaf else "", '"GW_KEY"')
        self.assertEqual(found.file.keys("model_providers"), ("gw",))
        self.assertEqual(found.file.text("things", 1, "more", "text"), "two\nlines joined")

    def test_a_mask_is_a_value_like_any_other(self) -> None:
        for text in (f'key = "Bearer {MASK}"', f"key = '{MASK}'", f"key = {MASK}", f'a = [{{ key = "{MASK}" }}]'):
            with self.subTest(text=text):
                found = read(text)
                self.assertIsNone(found.error)
                self.assertIn(MASK, [str(leaf.value).removeprefix("Bearer ") for leaf in found.file.leaves.values()])


class Mistakes(unittest.TestCase):
    def test_the_first_mistake_is_named_and_the_rest_is_read(self) -> None:
        for text, line, reason in [
            ("a = x\nb = 1", 1, "a text needs quotes"),
            ("a = “x”\nb = 1", 1, "a text needs quotes"),
            ("a 1\nb = 1", 1, "an equals sign is missing"),
            ("b = 1\nb = 2", 2, "given twice"),
            ("b = 1\n[x]\n[x]", 3, "given twice"),
            ('a = "x\nb = 1', 1, "not closed"),
            ("a = 1 2\nb = 1", 1, "something follows"),
            ('b = 1\na = "\\q"', 2, "a backslash"),
            ("b = 1\nc = [1\n", 2, "not closed"),
            ("b = 1\n[x\ny = 1", 2, "not closed"),
        ]:
            with self.subTest(text=text):
                found = read(text)
                self.assertEqual(found.error.line if found.error else None, line)
                self.assertIn(reason, found.reason)
                self.assertEqual(found.file.leaves[("b",)].value, 1)

    def test_hostile_text_takes_one_walk(self) -> None:
        for text in (
            *(
                "a = " + "[" * 200_000,
                '"""' * 80_000,
                "a = '''\n" * 5_000,
                "a = {" * 50_000,
                "[" * 250_000,
                "a." * 120_000,
            ),
            *(
                "[[a]]\n" * 5_000,
                '"\\' * 120_000,
                "a=[" + "1," * 120_000,
                f"a = {MASK}\n" * 5_000,
                'a="""' + '\\"""' * 60_000,
            ),
        ):
            with it_ends():
                read(text)
