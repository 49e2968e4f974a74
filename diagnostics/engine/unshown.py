"""What printed variables leave out: `env | grep AWS` shows none of those by which Claude Code chooses who pays."""

from __future__ import annotations

from collections.abc import Sequence

from .clients import DEFAULT_CLIENT
from .facts import Facts
from .findings import Request
from .source import TYPED, Kind

_DECISIVE = ("ANTHROPIC_BASE_URL", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY")
_SHOWS_NONE = (Kind.TEXT, Kind.STATUS)
_OWN = "anthropic"  # the provider; a cloud is chosen by variables of its own


def said_of_unshown(facts: Facts, requests: Sequence[Request]) -> str:
    """Say that nothing shows a variable that decides where only a part of an environment was printed; "" elsewhere."""
    files = [each for each in facts.documents if each.kind not in _SHOWS_NONE and each.name != TYPED]
    if not files or any(each.kind is not Kind.DUMP for each in files):
        return ""
    if not requests or any((each.client, each.provider) != (DEFAULT_CLIENT, _OWN) for each in requests):
        return ""
    from .readers.envdump import read_dump

    dumps = [read_dump(each) for each in files]
    known = facts.environment.variables
    if any(name in known or any(dump.stored or dump.lacks(name) for dump in dumps) for name in _DECISIVE):
        return ""
    return f"What was printed does not show whether {', '.join(_DECISIVE[:-1])} or {_DECISIVE[-1]} is set. If none is:"
