"""The pattern file means the same in Python's re, RE2 and JavaScript, and its parts fit together."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from unittest import TestCase

import re2
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.masking import secretpatterns
from diagnostics.engine.masking.secretpatterns import (
    FILES,
    TOKENS,
    is_secret_name,
    may_name_a_secret,
    revoke_page,
    title_of,
)

from .secret_corpus import secret_lines

FILE = json.loads(
    (Path(secretpatterns.__file__).parent / "patterns.json").read_text(encoding="utf-8"),
)
# Look-around, inline flags, named groups, back-references, classes that depend on the engine, possessive repetition.
NOT_COMMON = re.compile(r"\(\?[^:]|\\[sSwWdDbBAZzpP1-9]|[*+?}]\+")


def sources(part: object = None) -> Iterator[str]:
    """Give every pattern of the file."""
    for token in FILE["tokens"]:
        yield token["pattern"]
    for part in ("redacted", "ordinary", "placeholder"):
        yield from FILE[part]["patterns"]
    yield from FILE["redacted"]["guarded"]
    yield from (FILE["placeholder"]["refuse"], FILE["mask"]["pattern"])
    yield from (FILE["names"][name] for name in ("secret", "ordinary", "weak", "hash"))
    yield from (source for _, source in FILE["owners"]["patterns"])
    yield from (source for name, source in FILE["structure"].items() if name != "about")
    yield from (entry[key] for entry in FILE["files"]["kinds"] for key in ("name", "begins") if key in entry)


def without_classes(source: str) -> str:
    """Return a pattern without its escapes and its character classes."""
    return re.sub(r"\[(?:\\.|[^\\\]])*\]|\\.", "", source)


class NameTests(TestCase):
    @given(st.from_regex(re.compile(FILE["names"]["secret"], re.ASCII), alphabet=st.characters(codec="ascii")))
    def test_a_line_that_is_passed_over_names_no_secret(self, name: str) -> None:
        for written in (name, name.lower(), name.lower().replace("_", "-"), camel(name)):
            if is_secret_name(written):
                self.assertTrue(may_name_a_secret(f"export {written}=x"), written)

    def test_an_ordinary_line_is_passed_over(self) -> None:
        self.assertFalse(may_name_a_secret('alias g="git status"  # what changed'))


def camel(name: str) -> str:
    """Return a name as JavaScript writes it: `apiKey` for API_KEY."""
    first, *others = name.lower().split("_")
    return "".join((first, *(word.capitalize() for word in others)))


class CommonSubsetTests(TestCase):
    def test_nothing_is_used_that_one_of_the_three_does_not_know(self) -> None:
        for source in sources():
            with self.subTest(source):
                self.assertIsNone(NOT_COMMON.search(source.replace("\\\\", "x")))

    def test_no_dot_stands_for_any_character_for_they_differ_about_line_ends(self) -> None:
        for source in sources():
            with self.subTest(source):
                self.assertNotIn(".", without_classes(source))

    def test_repetition_is_bounded_as_re2_bounds_it(self) -> None:
        for source in sources():
            for most in re.findall(r"\{(?:\d+,)?(\d+)\}", source):
                self.assertLessEqual(int(most), 1000, source)

    def test_all_compile_in_re_and_re2(self) -> None:
        for source in sources():
            with self.subTest(source):
                re.compile(source)
                re2.compile(source)


class FileTests(TestCase):
    def test_each_token_has_one_group_and_a_kind_that_a_mask_can_hold(self) -> None:
        for token in TOKENS:
            with self.subTest(token.kind):
                self.assertEqual(token.pattern.groups, 1)
                self.assertRegex(token.kind, r"^[a-z0-9-]{1,60}$")

    def test_a_line_that_a_token_finds_has_one_of_its_literals(self) -> None:
        for line in secret_lines():
            for token in TOKENS:
                if token.pattern.search(line.text):
                    with self.subTest(token.kind, line=line.text):
                        self.assertTrue(any(literal in line.text for literal in token.literals))

    def test_each_kind_that_the_issue_names_is_there(self) -> None:
        known = {token.kind for token in TOKENS} | {kind for kind, _ in FILE["owners"]["patterns"]}
        for kind in (
            *("anthropic-api-key", "anthropic-oauth-token", "anthropic-oauth-refresh-token", "anthropic-admin-key"),
            *("openai-api-key", "vercel-ai-gateway-key", "vercel-token", "openrouter-api-key", "litellm-key"),
            *("google-api-key", "google-oauth-secret", "google-oauth-token", "google-refresh-token"),
            *(
                "aws-access-key-id",
                "aws-temporary-key-id",
                "aws-secret-access-key",
                "aws-session-token",
                "azure-key",
                "azure-client-secret",
            ),
            *("github-token", "gitlab-token", "slack-token", "stripe-key", "npm-token", "pypi-token"),
            *("hugging-face-token", "groq-api-key", "xai-api-key", "mistral-api-key", "deepseek-api-key"),
            *("kimi-api-key", "zai-api-key", "dashscope-api-key", "perplexity-api-key", "cohere-api-key"),
            *("replicate-token", "cloudflare-token", "sentry-dsn", "jwt", "password"),
        ):
            self.assertIn(kind, known)

    def test_pages_to_revoke_are_secure_addresses(self) -> None:
        for kind in (*FILE["vendors"]["kinds"], *(file.kind for file in FILES)):
            with self.subTest(kind):
                self.assertTrue(title_of(kind))
                self.assertRegex(revoke_page(kind), r"^(?:https://[a-z0-9.-]+/\S*)?$")

    def test_a_kind_is_called_by_its_entry(self) -> None:
        for kind, title, page in (
            ("openai-api-key", "OpenAI API key", "https://platform.openai.com/api-keys"),
            ("codex-login-file", "Codex’s stored login (~/.codex/auth.json)", "https://platform.openai.com/api-keys"),
            ("langfuse-key", "Langfuse key", ""),
        ):
            self.assertEqual((title_of(kind), revoke_page(kind)), (title, page))

    def test_a_kind_without_an_entry_is_called_by_its_words(self) -> None:
        self.assertEqual((title_of("some-new-token"), revoke_page("some-new-token")), ("some new token", ""))
