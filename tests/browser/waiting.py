"""To wait for a page: what a key press opens is found before its style sheets and scripts have come."""

from __future__ import annotations

import time
from typing import Any

PATIENCE = 15.0  # seconds
_MOVES = "document.getAnimations().some(each => each instanceof CSSTransition)"


def wait_until(page: Any, condition: str) -> None:
    """Return when an expression of JavaScript holds in Playwright's `page`; raises TimeoutError where it never does.

    Playwright's own way to wait evaluates the text in the page, where the site's content security policy forbids it.
    """
    until = time.monotonic() + PATIENCE
    while not page.evaluate(condition):
        if time.monotonic() > until:
            raise TimeoutError(f"This does not hold after {PATIENCE:g} s: {condition}")
        page.wait_for_timeout(20)


def settle(page: Any) -> None:
    """Return when the page is all there: scripts and style sheets have come, and no colour is half way to another."""
    page.wait_for_load_state("load")
    wait_until(page, f"!{_MOVES}")
