"""What is masked of a text, character by character: each secret to its end, and nothing beside it.

tests/cases/secrets/places.jsonl gives texts and what is left to be seen of them: `(8)` where eight characters were
masked. Masks that stood there before have the number 9.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from unittest import TestCase

from diagnostics.engine.masking.secrets import mask_text

CASES = Path(__file__).resolve().parent.parent / "cases" / "secrets" / "places.jsonl"
MASK = re.compile(r"‹[a-z-]+, (\d+) characters?, #[1-8]›")


def places() -> Iterator[tuple[str, str]]:
    """Yield each text, and what is left of it."""
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        yield case["text"], case["left"]


class PlaceTests(TestCase):
    def test_each_secret_is_masked_to_its_end_and_nothing_beside_it(self) -> None:
        for text, left in places():
            with self.subTest(text[:60]):
                self.assertEqual(MASK.sub(r"(\1)", mask_text(text)), left)
