"""What axe says of a page, once the page is all there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

COLOURS = ("color-contrast", "link-in-text-block")  # all that differs between the light scheme and the dark
_STILL = "() => document.getAnimations().every(each => !(each instanceof CSSTransition))"


def complaints(page: Any, only: Collection[str] = ()) -> list[str]:
    """Return axe's violations of Playwright's `page`: the rule, how many places, and the first of them.

    `only` names the rules to ask for; empty, all are. What a key press opens can be found on a page whose style sheets
    are still on the way, and a colour can be half way to another: both are waited for.
    """
    from axe_playwright_python.sync_playwright import Axe

    page.wait_for_load_state("load")
    page.wait_for_function(_STILL)
    options: dict[str, object] = {"resultTypes": ["violations"]}  # of what holds, no places: half the time
    if only:
        options["runOnly"] = list(only)
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:200]}" for one in found]
