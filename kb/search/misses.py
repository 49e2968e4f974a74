"""Remember what was looked for and not found, without the secrets that people paste."""

import math
import re
from collections import Counter

from django.db.models import F
from django.utils import timezone

from ..discretion import discreet

MAX_LENGTH = 200
# A stranger can ask anything: the table stays small whatever they do.
MAX_ROWS = 10_000
DROPPED = "…"

_MASK = re.compile(r"‹[^‹›]{1,100}›")  # what stands for a secret in a discreet text
_BLANKS = re.compile(r"\s+")
_AFTER_NAME = re.compile(
    r"(?i)((?:key|token|secret|password|passwd|pwd|credential|bearer|authorization)\w*\W{1,4})(\S{6,})"
)
_KNOWN = re.compile(r"(?i)\b(?:sk|pk|rk|vck|gh[opsur]|glpat|xox[a-z]|AKIA|AIza|eyJ)[-_A-Za-z0-9.]{8,}")
_LONG = re.compile(r"[A-Za-z0-9+/=_.~-]{16,}")
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.\w+")
_USER_INFO = re.compile(r"(?<=://)[^\s/@]+@")


def record(query: str) -> None:
    """Count a query that found nothing."""
    from ..models import SearchMiss

    text = without_secrets(_MASK.sub(DROPPED, discreet(query)))
    if not text.strip(f"{DROPPED} "):
        return
    today = timezone.localdate()
    row = SearchMiss.objects.filter(query=text)
    if row.update(count=F("count") + 1, last_seen=today) or SearchMiss.objects.count() >= MAX_ROWS:
        return
    SearchMiss.objects.bulk_create([SearchMiss(query=text)], ignore_conflicts=True)


def without_secrets(query: str) -> str:
    """Return the query in one short line, `…` for whatever looks like a key, a password or a person's address."""
    text = _BLANKS.sub(" ", query).strip()
    text = _USER_INFO.sub(f"{DROPPED}@", text)
    text = _MAIL.sub(DROPPED, text)
    text = _AFTER_NAME.sub(lambda hit: hit[1] + (DROPPED if _is_odd(hit[2], 2.5) else hit[2]), text)
    text = _KNOWN.sub(DROPPED, text)
    text = _LONG.sub(lambda hit: DROPPED if _is_odd(hit[0], 3.0) else hit[0], text)
    return text.lower()[:MAX_LENGTH].strip()


def _is_odd(word: str, least: float) -> bool:
    """Tell whether a word looks drawn at random: letters with digits among them, or much variety in much length."""
    letters = [char for char in word if char.isalnum()]
    if not letters:
        return False
    bits = -sum(n / len(letters) * math.log2(n / len(letters)) for n in Counter(letters).values())
    has_digit, has_letter = any(c.isdigit() for c in letters), any(c.isalpha() for c in letters)
    mixes_case = any(c.islower() for c in letters) and any(c.isupper() for c in letters[1:])
    return bits >= least and ((has_digit and has_letter) or mixes_case or len(letters) >= 32)
