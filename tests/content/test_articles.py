"""What every shipped article brings: proof, whole sections, links that lead somewhere, plain words."""

from __future__ import annotations

import re
import subprocess
import sys
import unittest
from collections import Counter

from kb.articlefile import SECTIONS, dump
from tests.content.corpus import ARTICLES, CONTENT, ROOT, TEXTS, prose, sentences, slugs_of

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(```+|~~~+)(.*)$", re.MULTILINE)
KEY = re.compile(
    r"\b(?:sk-ant-(?:api|oat|ort)\d\d-|sk-or-v1-|sk-proj-|sk-kimi-|vck_|AIza|ghp_|AKIA)(?P<rest>[A-Za-z0-9_-]+)"
)
INVENTED = re.compile(r"REDACTED|DUMMY|OLD|NEW|A{4}|YOUR|EXAMPLE|^\d*x+$", re.IGNORECASE)
ELSEWHERE = re.compile(r"(?:^|[\s\"'(=])/work/|catalogue\.jsonl|experiments-(?:claude|other)|\bshared/facts")
# A command that prints a credential itself, not its length or its name.
SHOWS = re.compile(
    r"(?:printenv|echo|typeset -p|declare -p)\s+[\"']?\$?\{?\w*(?:KEY|TOKEN|SECRET|CUSTOM_HEADERS)\b"
    r"\}?[\"']?\s*(?![^\n]*\|)"
)
MOST_WORDS = 22  # of a sentence in a resolution, on the average of an article
LONGEST = 60  # words of any one sentence in a resolution


class ProofTests(unittest.TestCase):
    def test_every_article_names_a_source_and_how_it_was_verified(self):
        for slug, article in ARTICLES.items():
            with self.subTest(article=slug):
                self.assertTrue(article.sources)
                self.assertTrue(article.verifications)
                self.assertTrue(all(source.what and source.date for source in article.sources))

    def test_a_validated_article_rests_on_a_measurement_or_a_document(self):
        for slug, article in ARTICLES.items():
            if article.confidence == "validated":
                with self.subTest(article=slug):
                    self.assertTrue({"measured", "documented"} & {record.how for record in article.verifications})

    def test_every_verification_says_when_to_check_again(self):
        for slug, article in ARTICLES.items():
            for record in article.verifications:
                with self.subTest(article=slug, record=record.what):
                    self.assertGreater(record.until, record.on)
                    self.assertTrue(record.version)


class FormTests(unittest.TestCase):
    def test_every_file_is_in_the_form_that_export_writes_and_is_named_after_its_slug(self):
        for slug, article in ARTICLES.items():
            with self.subTest(article=slug):
                self.assertEqual(article.slug, slug)
                self.assertEqual(dump(article), TEXTS[slug])

    def test_every_article_has_every_section(self):
        for slug, article in ARTICLES.items():
            with self.subTest(article=slug):
                self.assertEqual([key for key, _ in SECTIONS if not article.sections.get(key)], [])

    def test_topics_and_products_exist(self):
        topics, products = slugs_of("topics"), slugs_of("products")
        for slug, article in ARTICLES.items():
            with self.subTest(article=slug):
                self.assertTrue(article.topics)
                self.assertTrue(article.products)
                self.assertLessEqual(set(article.topics), topics)
                self.assertLessEqual(set(article.products), products)

    def test_no_two_articles_have_the_same_title_or_alias(self):
        titles = Counter(article.title.casefold() for article in ARTICLES.values())
        self.assertEqual([title for title, count in titles.items() if count > 1], [])
        names = Counter(name for slug, article in ARTICLES.items() for name in (slug, *article.aliases))
        self.assertEqual([name for name, count in names.items() if count > 1], [])

    def test_every_code_block_says_its_language(self):
        for slug, text in TEXTS.items():
            with self.subTest(article=slug):
                self.assertTrue(all(mark[2].strip() for mark in list(FENCE.finditer(text))[::2]))

    def test_tables_are_whole_and_lines_end_cleanly(self):
        for slug, text in TEXTS.items():
            with self.subTest(article=slug):
                self.assertEqual(faulty_lines(text), [])

    def test_the_numbers_of_steps_run_on_after_a_code_block(self):
        for slug, text in TEXTS.items():
            with self.subTest(article=slug):
                self.assertEqual(jumps_in_numbering(text), [])

    def test_how_to_verify_has_a_step_or_a_command(self):
        for slug, article in ARTICLES.items():
            with self.subTest(article=slug):
                self.assertRegex(article.sections["verification_steps"], r"(?m)`|^(?:-|\d+\.) \w")


def jumps_in_numbering(text: str) -> list[str]:
    """Return the numbered lines outside code that neither begin a list nor follow the number before them."""
    jumps, before, in_code = [], 0, False
    for line in text.split("\n"):
        if FENCE.match(line):
            in_code = not in_code
        elif line.startswith("#") and not in_code:
            before = 0
        elif not in_code and (step := re.match(r"(\d+)\. ", line)):
            if int(step[1]) not in {1, before + 1}:
                jumps.append(line)
            before = int(step[1])
    return jumps


def faulty_lines(text: str) -> list[int]:
    """Return the lines with blanks at their end, and the rows of tables that have other cells than the row above."""
    faulty, above = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        if line != line.rstrip() or (cells and above and cells != above):
            faulty.append(number)
        above = cells
    return faulty


class LinkTests(unittest.TestCase):
    def test_links_between_articles_resolve(self):
        known = set(ARTICLES) | {alias for article in ARTICLES.values() for alias in article.aliases}
        for slug, text in TEXTS.items():
            for target in LINK.findall(text):
                with self.subTest(article=slug, target=target):
                    if target.startswith("/articles/"):
                        self.assertRegex(target, r"^/articles/[a-z0-9-]+/(?:#[\w-]+)?$")
                        self.assertIn(target.split("/")[2], known - {slug})
                    else:
                        self.assertRegex(target, r"^https://|^/(?:check|rules|errors|topics)/")


class WordTests(unittest.TestCase):
    def test_nothing_points_to_the_workshop(self):
        for slug, text in TEXTS.items():
            with self.subTest(article=slug):
                self.assertIsNone(ELSEWHERE.search(text))

    def test_no_key_looks_real(self):
        for slug, text in TEXTS.items():
            for found in KEY.finditer(text):
                if len(found["rest"]) >= 6:
                    with self.subTest(article=slug):
                        self.assertRegex(found["rest"], INVENTED)

    def test_a_check_shows_no_secret_unless_it_says_so(self):
        for slug, article in ARTICLES.items():
            section = article.sections["verification_steps"]
            with self.subTest(article=slug):
                self.assertTrue(SHOWS.search(section) is None or re.search(r"(?i)do not paste|prints the key", section))

    def test_resolutions_read_plainly(self):
        for slug, article in ARTICLES.items():
            lengths = [len(sentence.split()) for sentence in sentences(article.sections["resolution"])]
            with self.subTest(article=slug):
                self.assertLessEqual(sum(lengths) / len(lengths), MOST_WORDS)
                self.assertLessEqual(max(lengths), LONGEST)

    def test_the_words_of_the_site_are_kept(self):
        unwanted = re.compile(r"\b(?:please note|simply|obviously|of course|just follow)\b", re.IGNORECASE)
        for slug, article in ARTICLES.items():
            for key, section in article.sections.items():
                with self.subTest(article=slug, section=key):
                    self.assertIsNone(unwanted.search(prose(section)))

    def test_the_spelling_is_right(self):
        done = subprocess.run(
            [sys.executable, "-m", "codespell_lib", str(CONTENT), "diagnostics/rules"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual((done.stdout, done.returncode), ("", 0))
