"""Hold what the engine predicts against what a client was seen to send."""

from __future__ import annotations

from typing import Any

from client_cases import HOME

Case = dict[str, Any]


def compare(want: Case, got: Case) -> tuple[str, str]:
    """Return "exact", "unknown" or "wrong", and what differs."""
    if got["outcome"] == "cannot tell" or (got["outcome"] == "sent" and got["endpoint"] is None):
        return "unknown", got["message"] or ""
    if want["blocked"] or got["outcome"] == "blocked":
        if got["headers"] and got["outcome"] == "blocked" and not want["blocked"]:
            return "exact", ""  # it goes out, to where nothing answers
        same = want["blocked"] and got["outcome"] == "blocked"
        said = _plain(got["message"] or "")[:100]
        if same and said not in _plain(want["message"]):
            return "words", f"said {want['message'][-160:]!r}, predicted {said!r}"
        return ("exact", "") if same else ("wrong", f"{want} predicted {got['outcome']} {got['message']}")
    differs = [key for key in ("endpoint", "path") if want[key] != got[key]]
    if differs == ["path"] and not got["model"] and (want["path"] or "").startswith(got["path"] or "/"):
        differs = []  # without the model, only its beginning is known
    headers = {name: source for name, source in want["headers"].items() if source != "?" or name in got["headers"]}
    if set(headers) != set(got["headers"]) or not all(
        source == "?" or any(_is_source(got["headers"][name], each) for each in source.split("|"))
        for name, source in headers.items()
    ):
        differs.append("headers")
    if not differs and got["model"] and want["model"] is not None and got["model"] != want["model"]:
        differs.append("model")
    return (
        ("wrong", "; ".join(f"{key}: {want[key]} predicted {got[key]}" for key in differs))
        if differs
        else ("exact", "")
    )


def _plain(text: str) -> str:
    return " ".join(text.replace(str(HOME), "~").replace("•", " ").replace('\\"', '"').split())


def _is_source(one: str, other: str) -> bool:
    """Tell whether two sources are the same; of a setting in a file, the last key is enough."""
    return one == other or ("." in one and "." in other and one.rpartition(".")[2] == other.rpartition(".")[2])
