"""The corpus of invented secrets in realistic lines, and of ordinary lines: see the heads of the two files."""

import random
import re
import string
from dataclasses import dataclass
from pathlib import Path

from diagnostics.engine.masking.secrets import MASK_RE

CASES = Path(__file__).resolve().parent.parent / "cases" / "secrets"
_DRAWN = re.compile(r"⟦(\w+)(?::(\d+))?⟧")
_MARKED = re.compile(r"⟪([^⟫]*)⟫")
_LEAST = 6  # so many characters in a row tell something of a secret

ALPHABETS = {
    "an": string.ascii_letters + string.digits,
    "lo": string.ascii_lowercase + string.digits,
    "up": string.ascii_uppercase + string.digits,
    "l32": string.ascii_lowercase + "234567",
    "b32": string.ascii_uppercase + "234567",
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "dig": string.digits,
    "b64": string.ascii_letters + string.digits + "+/",
    "url": string.ascii_letters + string.digits + "-_",
    "pw": string.ascii_letters + string.digits + "!%*+=^",
}
SIGNS = {"nl": "\n", "cr": "\r", "esc": "\x1b", "zw": "\u200b", "shy": "\u00ad", "bom": "\ufeff", "bidi": "\u202a"}


@dataclass(frozen=True)
class SecretLine:
    """A line (or a few) with a secret in it; `secrets` are its parts that must not be seen."""

    kind: str
    text: str
    secrets: tuple[str, ...]

    def leaks(self, masked: str) -> list[str]:
        """Return the pieces of the secret that can still be read in the masked text, masks aside."""
        masked = MASK_RE.sub("", masked)
        windows = (
            secret[at : at + _LEAST] for secret in self.secrets for at in range(max(1, len(secret) - _LEAST + 1))
        )
        return [window for window in windows if window in masked]


def secret_lines() -> list[SecretLine]:
    """Return the lines with their secrets drawn, the same each time."""
    drawn = random.Random(20_261_126)
    rows = (row.partition("\t") for row in _rows("secrets.txt"))
    return [_filled(kind, template, drawn) for kind, _, template in rows]


def ordinary_lines() -> list[str]:
    """Return the lines in which nothing is a secret."""
    return _rows("ordinary.txt")


def filled(template: str, drawn: random.Random) -> str:
    """Return a template with its ⟦…⟧ drawn by lot."""

    def one(found: re.Match[str]) -> str:
        kind, count = found.group(1), int(found.group(2) or 1)
        return SIGNS[kind] if kind in SIGNS else "".join(drawn.choice(ALPHABETS[kind]) for _ in range(count))

    return _DRAWN.sub(one, template)


def _filled(kind: str, template: str, drawn: random.Random) -> SecretLine:
    text = filled(template, drawn)
    return SecretLine(kind, _MARKED.sub(r"\1", text), tuple(_MARKED.findall(text)))


def _rows(name: str) -> list[str]:
    rows = (CASES / name).read_text(encoding="utf-8").split("\n")
    return [row for row in rows if row and not row.startswith("# ")] if name == "secrets.txt" else rows[1:-1]
