"""A predicate over what start-up files do besides setting variables: they write the files that clients read."""

from __future__ import annotations

from ...facts import Facts
from ...findings import Login
from ...source import Kind, home_path
from ..answers import NO, Answer, Line, Yes
from ..parameters import Arguments
from .vocabulary import predicate

_SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH)
_WORDS = (".json", ".toml", ".env", ".aider.conf", "config.yaml")  # of which one stands in each such name


@predicate(
    "writes-a-clients-file",
    "a line of a start-up file writes a file that a client reads, and that file was not given",
    "no line of a start-up file writes a file that a client reads",
    needs=lambda _: frozenset(f"text:{word}" for word in _WORDS),
)
def writes_a_clients_file(facts: Facts, given: Arguments) -> Answer:
    """Match `… > ~/.claude/settings.json`, `cp`, `ln` and their kin onto the file of a client that is reported."""
    from ...ownfiles import written_files

    clients = {request.client for request in facts.requests}
    # What Codex's holds is known then.
    knows = {request.login for request in facts.requests if request.client == "codex"} == {Login.CONSOLE}
    found: dict[str, Line] = {}
    for each in written_files(facts):
        is_known = (
            each.is_folder or each.path.endswith(".credentials.json") or (knows and each.path.endswith("auth.json"))
        )
        if each.client in clients and each.document.kind in _SHELLS and not is_known:
            path = home_path(each.path)
            found.setdefault(path, Line(each.span, "writes it", path, separate=True))
    return Yes(tuple(found.values())) if found else NO
