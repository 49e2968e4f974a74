"""Forms of models' names, regions, and what NO_PROXY matches."""

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.modelnames import (
    Form,
    ends_like_bedrock,
    forms,
    is_named_after_claude,
    is_retired,
    prefix_of,
    suits,
)
from diagnostics.engine.proxying import entries, is_address_pattern, is_exempt


class FormTests(unittest.TestCase):
    def test_each_form_is_told_from_the_others(self):
        cases = {
            "sonnet": {Form.ALIAS},
            "opusplan": {Form.ALIAS},
            "claude-sonnet-4-6": {Form.CLAUDE},
            "claude-sonnet-4-6[1m]": {Form.CLAUDE},
            "Claude Sonnet 5": {Form.DISPLAY},
            "anthropic/claude-sonnet-4.6": {Form.PATH, Form.DOTTED},
            "us.anthropic.claude-sonnet-4-6": {Form.PROFILE},
            "us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0": {Form.PROFILE},
            "anthropic.claude-sonnet-4-5-20250929-v1:0": {Form.BARE},
            "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc": {Form.ARN},
            "claude-sonnet-4-5@20250929": {Form.VERTEX},
            "claude-sonnet-4.6": {Form.DOTTED},
            "claude-3-5-sonnet-latest": {Form.CLAUDE, Form.LATEST},
            "glm-4.7": {Form.OTHER},
            "qwen3-coder:30b": {Form.OTHER},
            "my model": {Form.OTHER},
            "  ": set(),
        }
        for name, expected in cases.items():
            with self.subTest(name=name):
                self.assertEqual(forms(name), expected)

    @given(st.text(max_size=60))
    def test_any_text_has_a_form_unless_it_is_blank(self, name):
        self.assertEqual(bool(forms(name)), bool(name.strip().removesuffix("[1m]").removesuffix("[1M]")))

    def test_names_of_claude_are_known_in_every_form(self):
        for name in ("opus", "claude-opus-5-5", "eu.anthropic.claude-opus-5-5", "vendor/claude-x", "Claude Opus"):
            with self.subTest(name=name):
                self.assertTrue(is_named_after_claude(name))
        self.assertFalse(is_named_after_claude("deepseek-v4-pro"))

    def test_retired_names_are_those_that_anthropic_has_taken_away(self):
        for name in (
            "claude-3-5-sonnet-20241022",
            "claude-3-7-sonnet-latest",
            "claude-3-haiku-20240307",
            "claude-2.1",
            "claude-instant-1.2",
            "claude-sonnet-4-20250514",
            "claude-opus-4-0",
            "claude-sonnet-4",
        ):
            with self.subTest(name=name):
                self.assertTrue(is_retired(name))
        for name in ("claude-sonnet-4-6", "claude-opus-4-8[1m]", "claude-haiku-4-5", "sonnet", "claude-opus-4-1"):
            with self.subTest(name=name):
                self.assertFalse(is_retired(name))

    def test_a_version_of_bedrocks_is_seen_at_the_end(self):
        self.assertTrue(ends_like_bedrock("claude-sonnet-4-5-20250929-v1:0"))
        self.assertFalse(ends_like_bedrock("claude-sonnet-4-5@20250929"))


class GeographyTests(unittest.TestCase):
    def test_the_prefix_is_read_from_a_profile_only(self):
        self.assertEqual(prefix_of("eu.anthropic.claude-opus-5-5"), "eu")
        self.assertEqual(prefix_of("us-gov.anthropic.claude-opus-5-5"), "us-gov")
        self.assertIsNone(prefix_of("anthropic.claude-opus-5-5"))
        self.assertIsNone(prefix_of("claude-opus-5-5"))

    def test_a_prefix_suits_the_regions_of_its_geography(self):
        yes = (("us", "us-west-2"), ("eu", "eu-central-1"), ("jp", "ap-northeast-1"), ("global", "eu-west-1"))
        no = (("us", "eu-central-1"), ("eu", "us-east-1"), ("apac", "us-east-1"), ("us", "us-gov-west-1"))
        for prefix, region in (*yes, ("us", "ca-central-1"), ("us-gov", "us-gov-west-1"), ("eu", "il-central-1")):
            with self.subTest(prefix=prefix, region=region):
                self.assertTrue(suits(prefix, region))
        for prefix, region in (*no, ("global", "us-gov-east-1")):
            with self.subTest(prefix=prefix, region=region):
                self.assertFalse(suits(prefix, region))


class ExceptionTests(unittest.TestCase):
    def test_what_the_client_was_seen_to_match(self):
        for host, value in (
            ("127.0.0.1", "127.0.0.1"),
            ("127.0.0.1", "127.0.0.0/8"),
            ("127.0.0.1", "127.0.0.1:4000"),
            ("127.0.0.1", "*"),
            ("api.anthropic.com", ".anthropic.com"),
            ("api.anthropic.com", "anthropic.com"),
            ("api.anthropic.com", "*.anthropic.com"),
            ("api.anthropic.com", "localhost api.anthropic.com"),
            ("::1", "localhost,127.0.0.1,::1"),
        ):
            with self.subTest(host=host, value=value):
                self.assertTrue(is_exempt(host, value))

    def test_what_the_client_was_seen_to_miss(self):
        for host, value in (
            ("127.0.0.1", "127.0.0.*"),
            ("127.0.0.1", "127.*"),
            ("127.0.0.1", "localhost"),
            ("localhost", "127.0.0.1"),
            ("myanthropic.com", "anthropic.com"),
            ("10.1.2.3", "10.0.0.0/16"),
            ("localhost", ""),
        ):
            with self.subTest(host=host, value=value):
                self.assertFalse(is_exempt(host, value))

    def test_only_a_numeric_entry_with_a_star_is_an_address_pattern(self):
        found = [
            entry for entry in entries("10.*, 192.168.1.* *.corp.example * 10.0.0.0/8") if is_address_pattern(entry)
        ]
        self.assertEqual(found, ["10.*", "192.168.1.*"])

    @given(st.text(max_size=40), st.text(max_size=40))
    def test_no_text_makes_it_fail(self, host, value):
        self.assertIn(is_exempt(host, value), (True, False))
