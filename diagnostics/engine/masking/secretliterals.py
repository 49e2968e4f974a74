"""Which vendors' forms of secrets can stand in a text at all: those of which a literal does.

Hundreds of literals are asked for in each text, so they stand under their rarest characters. The browser's
`static/js/masking/secretscan.mjs` asks for each in turn, which gives the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from .secretpatterns import STRUCTURE, TOKENS, TokenPattern

# The printable characters, those first that most texts hold.
_BY_FREQUENCY = "e otsaprnIiAchlPECdO._um-:vTRkNg/yxKbUwHSfL\"D=01YM,B4`32#{})(j5$GW[]z'qFV~8?>67@9*X\\Z<|Q!&;J%+^\t"


def _by_literal(*, is_long: bool) -> dict[str, set[int]]:
    """Return for each literal the places of the patterns that need it, of those for long runs or of the others."""
    found: dict[str, set[int]] = {}
    for place, token in enumerate(TOKENS):
        for literal in token.literals if token.is_long is is_long else ():
            found.setdefault(literal, set()).add(place)
    return found


def _by_rarest(literals: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return literals under their rarest characters: a text without that holds none of them."""
    found: dict[str, list[str]] = {}
    for literal in literals:
        rarest = max(literal, key=lambda sign: _BY_FREQUENCY.find(sign) % len(_BY_FREQUENCY))
        found.setdefault(rarest, []).append(literal)
    return tuple((sign, tuple(under_it)) for sign, under_it in found.items())


_LITERALS = _by_literal(is_long=False)
_LONG_LITERALS = _by_literal(is_long=True)
_UNDER_RAREST = _by_rarest(_LITERALS)
_LONG_UNDER_RAREST = _by_rarest(_LONG_LITERALS)


def active_tokens(text: str) -> tuple[TokenPattern, ...]:
    """Return the token patterns that can match somewhere in the text."""
    here = [_LITERALS[each] for sign, under_it in _UNDER_RAREST if sign in text for each in under_it if each in text]
    runs = "\n".join(STRUCTURE["long_run"].findall(text))
    long = [sign for sign in _LONG_UNDER_RAREST if sign[0] in runs] if runs else ()
    here += [_LONG_LITERALS[each] for _, under_it in long for each in under_it if each in runs]
    return tuple([TOKENS[place] for place in sorted(set[int]().union(*here))])
