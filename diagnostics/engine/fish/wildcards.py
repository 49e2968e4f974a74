"""Match fish's patterns (`*`, `?`) as `switch` and `string match` do, in linear time for each star."""

from __future__ import annotations

from ..shell.budget import Budget


def matches(budget: Budget, pattern: str, text: str, *, one: bool = True) -> bool:
    """Tell whether the whole text fits. `*` is any text, and `?` is one character unless `one` is False (fish 4)."""
    budget.spend(1 + len(pattern) // 16 + len(text) // 64)
    p = t = 0
    star, kept = -1, 0
    while t < len(text):
        if p < len(pattern) and pattern[p] == "*":
            star, kept = p, t
            p += 1
        elif p < len(pattern) and ((one and pattern[p] == "?") or pattern[p] == text[t]):
            p += 1
            t += 1
        elif star >= 0:
            budget.spend((kept & 15) == 0)
            kept += 1
            p, t = star + 1, kept
        else:
            return False
    return not pattern[p:].strip("*")
