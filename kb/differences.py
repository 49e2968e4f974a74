"""Show how two texts differ, line by line."""

from difflib import unified_diff


def difference(old: str, new: str, old_name: str, new_name: str) -> str:
    """Return a unified diff; empty if the texts are the same."""
    lines = unified_diff(old.splitlines(), new.splitlines(), old_name, new_name, lineterm="")
    return "\n".join(lines)
