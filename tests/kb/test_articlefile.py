"""The file of an article: what is read comes out again, and what is wrong is named with its line."""

import datetime as dt
import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.articlefile import (
    AUDIENCES,
    CONFIDENCES,
    SECTIONS,
    WAYS,
    ArticleFile,
    ArticleFileError,
    SourceEntry,
    VerificationEntry,
    as_data,
    check_section,
    digest,
    dump,
    parse,
    tidy,
)

GOOD = """+++
slug = "base-url-ends-in-v1"
confidence = "validated"
audience = "public"
topics = ["gateways"]
products = ["claude-code"]
signatures = [
    "There's an issue with the \\"selected\\" model",
]
aliases = []
created = 2026-11-25
updated = 2026-11-26

[[source]]
url = "https://example.com/docs"
what = "Vendor's page"
date = "2026-08"

[[verification]]
by = "Verdict"
how = "measured"
version = "Claude Code 2.1.330"
on = 2026-11-24
until = 2027-05-24
what = "It was seen."
+++
# Every model fails: ANTHROPIC_BASE_URL ends in /v1

## Short answer

Delete it.

```sh
## Issue is what this comment says
# Title
```

## Issue

Every model fails.

### Only with opencode

No.

## Environment

## Steps to reproduce

## Current behaviour

## Expected behaviour

## Cause

## Resolution

Delete it.

## Advice that does not work

Waiting.
"""

line_text = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" \"\\'#"), max_size=40).map(
    lambda text: " ".join(text.split())
)
some_text = line_text.filter(bool)
slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
dates = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
body_lines = st.lists(line_text, max_size=8).map("\n".join)


def is_body(text: str) -> bool:
    try:
        check_section(text)
    except ArticleFileError:
        return False
    return True


bodies = body_lines.map(tidy).filter(is_body)
sources = st.builds(SourceEntry, st.just("https://example.com/x"), some_text, line_text, st.just(""))
records = st.builds(
    lambda by, how, on, days, what, version: VerificationEntry(by, how, on, on + dt.timedelta(days), what, version),
    some_text,
    st.sampled_from(WAYS),
    dates,
    st.integers(0, 900),
    some_text,
    line_text,
)


@st.composite
def article_files(draw: st.DrawFn) -> ArticleFile:
    created = draw(dates)
    return ArticleFile(
        slug=draw(slugs),
        title=draw(some_text),
        created=created,
        updated=created + dt.timedelta(draw(st.integers(0, 900))),
        confidence=draw(st.sampled_from(CONFIDENCES)),
        audience=draw(st.sampled_from(AUDIENCES)),
        fixed_in=draw(line_text),
        withdrawn=draw(line_text),
        topics=tuple(draw(st.lists(slugs, unique=True, max_size=3))),
        products=tuple(draw(st.lists(slugs, unique=True, max_size=3))),
        signatures=tuple(draw(st.lists(some_text, unique=True, max_size=3))),
        aliases=tuple(draw(st.lists(slugs, unique=True, max_size=2))),
        sources=tuple(draw(st.lists(sources, max_size=2))),
        verifications=tuple(draw(st.lists(records, max_size=2))),
        sections={key: text for key, _ in SECTIONS if (text := draw(bodies))},
    )


class RoundTripTests(unittest.TestCase):
    @settings(max_examples=80, deadline=None)
    @given(article_files())
    def test_what_is_written_is_read_as_the_same(self, article):
        text = dump(article)
        self.assertEqual(parse(text), article)
        self.assertEqual(dump(parse(text)), text)

    def test_a_good_file_comes_out_as_it_went_in(self):
        self.assertEqual(dump(parse(GOOD)), GOOD)

    def test_headings_inside_code_are_text(self):
        self.assertIn("## Issue is what", parse(GOOD).sections["short_answer"])

    def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing(self):
        self.assertEqual(parse("\ufeff" + GOOD.replace("\n", "\r\n")), parse(GOOD))

    def test_a_section_without_text_is_absent_from_the_data(self):
        self.assertNotIn("cause", parse(GOOD).sections)

    def test_the_digest_takes_topics_as_a_set(self):
        one = parse(GOOD.replace('["gateways"]', '["gateways", "models"]'))
        two = parse(GOOD.replace('["gateways"]', '["models", "gateways"]'))
        self.assertEqual(digest(one), digest(two))
        self.assertNotEqual(digest(one), digest(parse(GOOD)))

    def test_data_for_json_has_dates_as_text(self):
        data = as_data(parse(GOOD))
        self.assertEqual(data["updated"], "2026-11-26")
        self.assertEqual(data["verifications"][0]["until"], "2027-05-24")


def line_of(text: str, line: int | str) -> int:
    """The number itself, or that of the last line which begins so."""
    if isinstance(line, int):
        return line
    return max(number for number, found in enumerate(text.split("\n"), 1) if found.startswith(line))


class FaultTests(unittest.TestCase):
    # (what is wrong, text in the good file, its replacement, line or how the last such begins, part of the message)
    CASES = (
        ("no front matter", "+++\nslug", "slug", 1, "does not begin with +++"),
        ("front matter without end", 'seen."\n+++\n', 'seen."\n', 1, "no closing +++"),
        ("not TOML", 'audience = "public"', "audience = public", 4, "not TOML"),
        ("unknown key", "aliases = []", "alias = []", 10, "unknown key “alias”"),
        ("missing slug", 'slug = "base-url-ends-in-v1"\n', "", 1, "“slug” is missing"),
        ("bad slug", '"base-url-ends-in-v1"', '"Base URL"', 2, "is not a slug"),
        ("unknown confidence", '"validated"', '"sure"', 3, "Use one of: work in progress"),
        ("date in quotes", "created = 2026-11-25", 'created = "2026-11-25"', 11, "is not a date"),
        ("date that is none", "created = 2026-11-25", "created = 2026-13-25", 11, "not TOML"),
        ("changed before it was made", "updated = 2026-11-26", "updated = 2026-11-24", 12, "is before “created”"),
        ("source without address", 'url = "https://example.com/docs"', 'url = "docs"', 15, "is not an address"),
        ("source without what", 'what = "Vendor\'s page"\n', "", 14, "“what” is missing"),
        ("unknown key of a source", 'date = "2026-08"', 'dated = "2026-08"', 17, "unknown key “dated”"),
        ("verified in an unknown way", '"measured"', '"guessed"', 21, "“how” cannot be “guessed”"),
        ("runs out before it began", "until = 2027-05-24", "until = 2026-05-24", 24, "“until” is before “on”"),
        ("same topic twice", '["gateways"]', '["gateways", "gateways"]', 5, "names one thing twice"),
        ("empty signature", 'There\'s an issue with the \\"selected\\" model', "", 7, "“signatures” is empty"),
        ("no title", "# Every model fails: ANTHROPIC_BASE_URL ends in /v1\n", "", 28, "no title"),
        ("second title", "### Only with opencode", "# Only with opencode", "# Only", "a second title"),
        ("unknown heading", "### Only with opencode", "## Only with opencode", "## Only", "unknown heading"),
        ("heading twice", "## Issue\n", "## Short answer\n", "## Short answer", "stands twice"),
        ("wrong order", "## Resolution", "## How to verify\n\n## Resolution", "## Resolution", "stands after"),
        ("missing heading", "## Cause\n", "", "", "“Cause” is missing"),
        ("text before the first heading", "/v1\n\n## Short", "/v1\n\nHello\n\n## Short", "Hello", "between the title"),
        ("code without end", "# Title\n```\n", "# Title\n", "```sh", "never closed"),
        ("control character", "Waiting.", "Wait\x00ing.", "Wait", "control character (U+0000)"),
    )

    def test_a_fault_is_named_with_its_line_and_how_to_mend_it(self):
        for name, old, new, line, message in self.CASES:
            with self.subTest(case=name):
                self.assertIn(old, GOOD)
                text = GOOD.replace(old, new, 1)
                with self.assertRaises(ArticleFileError) as caught:
                    parse(text)
                self.assertIn(message, str(caught.exception))
                self.assertEqual(caught.exception.line, line_of(text, line), caught.exception)
                self.assertTrue(caught.exception.mend.endswith("."))

    @settings(max_examples=150, deadline=None)
    @given(st.text(max_size=300), st.integers(0, len(GOOD)), st.integers(0, 60))
    def test_no_text_does_worse_than_a_named_fault(self, junk, at, drop):
        for text in (junk, GOOD[:at] + junk + GOOD[at + drop :]):
            try:
                parse(text)
            except ArticleFileError as error:
                self.assertGreaterEqual(error.line, 1)
