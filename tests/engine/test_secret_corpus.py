"""How many secrets of the corpus are found, and how many ordinary lines are taken for one."""

from unittest import TestCase

from diagnostics.engine.masking.secretpatterns import OWNERS, TOKENS, VENDORS
from diagnostics.engine.masking.secrets import MASK_RE, mask_text

from .secret_corpus import ordinary_lines, secret_lines


class CorpusTests(TestCase):
    def test_the_corpus_has_four_hundred_lines(self) -> None:
        self.assertGreaterEqual(len(secret_lines()), 200)
        self.assertGreaterEqual(len(ordinary_lines()), 200)
        self.assertGreaterEqual(len({line.kind for line in secret_lines()}), 60)

    def test_each_kind_of_the_pattern_file_has_a_line_and_an_entry(self) -> None:
        known = {token.kind for token in TOKENS} | {kind for kind, _ in OWNERS}
        self.assertEqual(known - {line.kind for line in secret_lines()}, set())
        for kind in known:
            self.assertIn(kind, VENDORS)

    def test_at_least_98_of_100_secrets_are_seen_nowhere(self) -> None:
        lines = secret_lines()
        missed = [line.text for line in lines if line.leaks(mask_text(line.text))]
        self.assertLessEqual(len(missed), len(lines) * 0.02, missed)

    def test_at_most_1_of_100_ordinary_lines_is_changed(self) -> None:
        lines = ordinary_lines()
        changed = [line for line in lines if mask_text(line) != line]
        self.assertLessEqual(len(changed), len(lines) * 0.01, changed)

    def test_each_mask_tells_whose_secret_it_is(self) -> None:
        for line in secret_lines():
            with self.subTest(line.kind):
                self.assertIn(line.kind, [found.group(1) for found in MASK_RE.finditer(mask_text(line.text))])

    def test_all_lines_as_one_text_are_masked_as_well(self) -> None:
        lines = [line for line in secret_lines() if "-----" not in line.text and "\n" not in line.text]
        masked = mask_text("\n".join(line.text for line in lines)).split("\n")
        self.assertEqual([line.text for line, shown in zip(lines, masked, strict=True) if line.leaks(shown)], [])
