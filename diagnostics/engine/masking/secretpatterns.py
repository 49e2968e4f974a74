"""The pattern file of secrets, read once: Python and the browser work from the same `patterns.json`.

What the functions here do, `static/js/masking/secretpatterns.mjs` does in the browser, name by name. A pattern is
compiled when it is first asked: there are hundreds, and most texts need few of them.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeAlias, cast

from ..compiling import COMPILERS
from ..records import dataclass
from ..regexes import regex

_Json: TypeAlias = "bool | int | float | str | list[_Json] | dict[str, _Json] | None"

SECRET = "secret"
BLANKS = "\ufeff \t\r\n\f\v"


@dataclass(frozen=True, slots=True)
class TokenPattern:
    """One vendor's way to write a secret: group 1 of the pattern is the secret."""

    kind: str
    literals: tuple[str, ...]  # a line with none of them cannot match
    source: str
    rank: int  # of overlapping finds the smallest rank names the kind
    is_long: bool = False  # literal and secret are one long run of a key's characters

    @property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return _compiled_once(self.source)


@cache
def _compiled_once(source: str) -> re.Pattern[str]:
    return COMPILERS.expression(source, 0)


@dataclass(frozen=True, slots=True)
class SecretFile:
    """A whole file of credentials, which is refused: known by its name, by its keys, or by how it begins."""

    kind: str
    title: str
    revoke: str  # the page on which what it holds is revoked, or nothing
    name: str | None  # a pattern
    keys: tuple[tuple[str, ...], ...]
    begins: str | None  # a pattern

    def is_(self, name: str, text: str) -> bool:
        """Tell whether a document is such a file. One masked piece by piece stays so: a mask may hide its end."""
        inner = text.strip(BLANKS)
        if self.begins is not None and _compiled_once(self.begins).search(inner):
            return inner.endswith("-----") or ("-----END" not in inner and MASK_RE.search(inner) is None)
        if not _is_one_object(inner):
            return False
        is_named = self.name is not None and _compiled_once(self.name).search(name) is not None
        return is_named or any(all(key in inner for key in together) for together in self.keys)


def _is_one_object(text: str) -> bool:
    """Tell whether a text is an object in JSON and nothing else, as far as its lines tell."""
    if not (text.startswith("{") and text.endswith("}")):
        return False
    first, *others = text.split("\n")
    return not others or not (first.rstrip(" \t\r;,").endswith("}") or any(line[:1] == "}" for line in others[:-1]))


class Judgement(StrEnum):
    """What a value under a secret's name is."""

    SECRET = "secret"
    ORDINARY = "ordinary"  # a reference, a path, a flag, a guide's placeholder: evidence that stays visible
    HIDDEN = "hidden"  # the person hid it before pasting; stays visible too


def _table(value: _Json) -> dict[str, _Json]:
    return cast("dict[str, _Json]", value)


def _list(value: _Json) -> list[_Json]:
    return cast("list[_Json]", value)


def _texts(value: _Json) -> tuple[str, ...]:
    return tuple(str(item) for item in _list(value))


def _any_of(value: _Json) -> re.Pattern[str]:
    """Return one expression that is found where one of several is: to search once is quicker by far."""
    return regex("|".join(f"(?:{pattern})" for pattern in _texts(value)))


class _Patterns(dict[str, re.Pattern[str]]):
    """Named patterns, each compiled when it is first looked up."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        super().__init__()
        self._sources = sources

    def __missing__(self, name: str) -> re.Pattern[str]:
        found = self[name] = COMPILERS.expression(self._sources[name], 0)
        return found


_FILE = _table(json.loads((Path(__file__).parent / "patterns.json").read_text(encoding="utf-8")))
_MASK = _table(_FILE["mask"])
_NAMES = _table(_FILE["names"])
_PLACEHOLDER = _table(_FILE["placeholder"])
_REDACTED = _table(_FILE["redacted"])
_ENTROPY = _table(_FILE["entropy"])
_LIMITS = _table(_FILE["limits"])

# Ranks: a vendor's own form, then the name it stands under, then a form that several vendors share, then any value
# under a secret's name, then what only looks random.
_BY_OWNER, _GENERIC, BY_NAME, BY_CHANCE = 700, 800, 900, 950

STRUCTURE = _Patterns({name: str(pattern) for name, pattern in _table(_FILE["structure"]).items()})
LONGEST_JUDGED = int(cast(int, _LIMITS["judged"]))  # a longer value is no placeholder and no reference
LONGEST_VALUE = int(cast(int, _LIMITS["longest_value"]))
WINDOW = int(cast(int, _LIMITS["window"]))
MOST_WORK = int(cast(int, _LIMITS["work"]))

MASK_RE = regex(str(_MASK["pattern"]))
TOKENS = tuple(
    TokenPattern(
        str(entry["kind"]),
        tuple(str(literal) for literal in _list(entry["literals"])),
        str(entry["pattern"]),
        (_GENERIC if entry.get("generic") else 0) + index,
        bool(entry.get("long")),
    )
    for index, entry in enumerate(map(_table, _list(_FILE["tokens"])))
)


def _secret_file(entry: dict[str, _Json]) -> SecretFile:
    name, begins = entry.get("name"), entry.get("begins")
    return SecretFile(
        str(entry["kind"]),
        str(entry["title"]),
        str(entry["revoke"]),
        str(name) if name else None,
        tuple(map(_texts, _list(entry["keys"]))),
        str(begins) if begins else None,
    )


FILES = tuple(_secret_file(_table(entry)) for entry in _list(_table(_FILE["files"])["kinds"]))
VENDORS = {kind: _list(entry) for kind, entry in _table(_table(_FILE["vendors"])["kinds"]).items()}

_NAME_WORDS = _texts(_NAMES["words"])
_SECRET_NAME = regex(str(_NAMES["secret"]))
_ORDINARY_NAME = regex(str(_NAMES["ordinary"]))
_WEAK_NAME = regex(str(_NAMES["weak"]))
_SUFFIXED_NAME = regex(str(_NAMES["suffixed"]))
_ABOUT_A_SECRET = regex(str(_NAMES["about_a_secret"]))
_NAMING_NAME = regex(str(_NAMES["naming"]))
_HASH_NAME = regex(str(_NAMES["hash"]))
_NAME_OF_SEVERAL = regex(str(_NAMES["several"]))
OWNERS = tuple((str(kind), str(pattern)) for kind, pattern in map(_list, _list(_table(_FILE["owners"])["patterns"])))
_OWNED = regex("|".join(f"(?:{pattern})" for _, pattern in OWNERS))
_HIDDEN = _any_of(_REDACTED["patterns"])
_GUARDED = _any_of(_REDACTED["guarded"])
_ORDINARY = _any_of(_table(_FILE["ordinary"])["patterns"])
_PLACEHOLDERS = _any_of(_PLACEHOLDER["patterns"])
_ABROAD = _any_of(_PLACEHOLDER["abroad"])
_REFUSE = str(_PLACEHOLDER["refuse"])
_SMALLEST, _HEX_SMALLEST = int(cast(int, _ENTROPY["minimum"])), int(cast(int, _ENTROPY["hex"]))
SHORTEST_RUN = _SMALLEST  # a shorter line holds no run that looks random
_BITS, _DIGITS = float(cast(float, _ENTROPY["bits"])), int(cast(int, _ENTROPY["digits"]))


def mask_text(kind: str, length: int, number: int) -> str:
    """Return what stands in a text in place of a secret."""
    characters = "character" if length == 1 else "characters"
    return (
        str(_MASK["text"])
        .replace("{kind}", kind)
        .replace("{length}", str(length))
        .replace("{characters}", characters)
        .replace("{number}", str(number))
    )


def title_of(kind: str) -> str:
    """Return what a kind of secret is called: "Anthropic API key"."""
    file = next((file for file in FILES if file.kind == kind), None)
    return file.title if file else str(VENDORS[kind][0]) if kind in VENDORS else kind.replace("-", " ")


def revoke_page(kind: str) -> str:
    """Return the vendor's page on which secrets of that kind are revoked, or nothing where none is known."""
    file = next((file for file in FILES if file.kind == kind), None)
    return file.revoke if file else str(VENDORS[kind][1]) if kind in VENDORS else ""


def secret_file(name: str, text: str) -> SecretFile | None:
    """Return which file of credentials a document is, or None for what may be read."""
    return next((file for file in FILES if file.is_(name, text)), None)


def plain_name(name: str) -> str:
    """Return a name in capitals with `_` between its words: `apiKey`, `x-api-key` and `API_KEY` are alike."""
    if not (name.isupper() and name.replace("_", "").isalpha()):  # as most are
        if STRUCTURE["camel"].search(name):  # to replace takes longer, also where there is nothing to replace
            name = STRUCTURE["camel"].sub(r"\1_\2", name)
        name = name.upper()
    return name.replace("-", "_")


def may_name_a_secret(line: str) -> bool:
    """Tell whether a line can hold a secret's name at all, which most cannot."""
    capitals = in_capitals(line)
    for word in _NAME_WORDS:  # noqa: SIM110 -- any() takes four times as long, and this runs for each line
        if word in capitals:
            return True
    return False


def in_capitals(text: str) -> str:
    """Return a text as the words of secrets' names are looked for in it: a PAT is a secret, a PATH is none."""
    return text.upper().replace("PATH", "-")


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of which a line that names a secret holds one, in capitals, as far as they are in the text."""
    capitals = in_capitals(text)
    return tuple([word for word in _NAME_WORDS if word in capitals])


def is_secret_name(name: str) -> bool:
    """Tell whether a variable, header or key of that name holds a secret."""
    plain = plain_name(name)
    return bool(_SECRET_NAME.search(plain) or _is_suffixed(plain)) and not _ORDINARY_NAME.search(plain)


def _is_suffixed(plain: str) -> bool:
    """Tell whether a name is a secret's with a name of somebody's behind it, GITHUB_TOKEN_ACME, and no TOKEN_URL."""
    return bool(_SUFFIXED_NAME.search(plain)) and not _ABOUT_A_SECRET.search(plain)


def is_weak_name(name: str) -> bool:
    """Tell whether a name such as `key` or `token` alone says too little; in capitals it is a variable: enough."""
    plain = plain_name(name)
    if not name.isupper() and _WEAK_NAME.search(plain):
        return True
    return _is_suffixed(plain) and not _SECRET_NAME.search(plain)


def names_several(name: str) -> bool:
    """Tell whether a map or a list of that name may hold secrets: `tokens`, `[secrets]`, `stringData`."""
    return bool(_NAME_OF_SEVERAL.search(plain_name(name)))


def names_a_variable(name: str) -> bool:
    """Tell whether what stands under that name is to be a variable's name, as under `env_key`."""
    return bool(_NAMING_NAME.search(plain_name(name)))


def is_hash_name(name: str) -> bool:
    """Tell whether a name such as COMMIT_SHA holds a public fingerprint."""
    return bool(_HASH_NAME.search(plain_name(name)))


def owner_of(plain: str) -> tuple[str, int]:
    """Return the kind and the rank of a secret under that plain name, by whose names these are."""
    for kind, pattern in OWNERS if _OWNED.search(plain) else ():
        if _compiled_once(pattern).search(plain):
            return kind, _BY_OWNER
    return SECRET, BY_NAME


def judge(value: str) -> Judgement:
    """Return what a value that could be a secret is; quotes and `Bearer ` are already off."""
    if len(value) > LONGEST_JUDGED:
        return Judgement.SECRET
    if _HIDDEN.search(value):
        return Judgement.HIDDEN
    if _ORDINARY.search(value):
        return Judgement.ORDINARY
    hidden = _GUARDED.search(value) is not None
    if not hidden and not _PLACEHOLDERS.search(value) and not _ABROAD.search(value):
        return Judgement.SECRET
    if _compiled_once(_REFUSE).search(value):  # so many digits are no word of a guide
        return Judgement.SECRET
    return Judgement.HIDDEN if hidden else Judgement.ORDINARY


def is_placeholder_abroad(word: str) -> bool:
    """Tell whether a word is what a guide in another language leaves to be replaced: `你的key`, `tu-clave-aqui`."""
    is_short = len(word) <= LONGEST_JUDGED
    return is_short and _ABROAD.search(word) is not None and not _compiled_once(_REFUSE).search(word)


def looks_random(text: str, *, assigned: bool) -> bool:
    """Tell whether a run of letters and digits looks drawn by lot. Hexadecimal counts only where it is assigned."""
    is_path = text.startswith("/") or "//" in text
    if len(text) < _SMALLEST or (is_path and (len(text) < 40 or text.count("/") * 16 > len(text))):
        return False
    sample = text[:400]
    if STRUCTURE["hexadecimal"].fullmatch(sample.replace("-", "")):
        return assigned and "-" not in sample and len(text) >= _HEX_SMALLEST and len(set(sample)) > 6
    digits = sum("0" <= c <= "9" for c in sample)
    if len(text) == 52 and STRUCTURE["base32"].fullmatch(text):  # as a token of Azure DevOps; no words
        return digits >= _DIGITS
    if digits < _DIGITS or sample.islower() or sample.isupper() or digits > len(sample) * 0.7:
        return False
    in_words = sum(len(word) for word in STRUCTURE["word"].findall(sample) if len(word) > 3)
    if in_words > len(sample) * (0.6 if sample.isalnum() else 0.5):  # names of models have dashes
        return False
    return _bits(sample) >= _BITS


def looks_keyed(text: str) -> bool:
    """Tell whether a word has a run of letters and digits or odd signs, as keys have them; no model's name has one."""
    if " " in text:
        return False
    for match in STRUCTURE["long_word"].finditer(text):
        run = match.group()
        if run.upper() != run.lower() and (any("0" <= c <= "9" for c in run) or STRUCTURE["odd"].fullmatch(run)):
            return True
    return False


def _bits(text: Sequence[str]) -> float:
    """Return Shannon's entropy of a text in bits a character."""
    size = len(text)
    return -sum(count / size * math.log2(count / size) for count in Counter(text).values())
