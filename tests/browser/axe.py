"""What axe says of a page, once the page is all there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .waiting import settle

COLOURS = ("color-contrast", "link-in-text-block")  # all that differs between the light scheme and the dark


def complaints(page: Any, only: Collection[str] = ()) -> list[str]:
    """Return axe's violations of Playwright's `page`: the rule, how many places, and the first of them.

    `only` names the rules to ask for; empty, all are. The page is waited for (`waiting.settle`).
    """
    from axe_playwright_python.sync_playwright import Axe

    settle(page)
    options: dict[str, object] = {"resultTypes": ["violations"]}  # of what holds, no places: half the time
    if only:
        options["runOnly"] = list(only)
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:200]}" for one in found]
