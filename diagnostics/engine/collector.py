"""Keep Python's collector of garbage out of the way while a report is made.

A report makes tens of thousands of small objects, and few that refer to each other in a circle; those that do are
collected after it. The collector goes through all of them again and again as they grow in number: a quarter of the time
of 10,000 ordinary lines, and half of it where each line may be the last (`[ -f x ] && return`).
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


def uncollected(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Return the function so that nothing is collected while it runs; afterwards the collector is as it was before.

    Whoever finds the collector on turns it off, and on again: where several threads make reports it is on at the latest
    when the last of them is done.
    """

    @wraps(function)
    def run(*given: Given.args, **named: Given.kwargs) -> Result:
        if not gc.isenabled():
            return function(*given, **named)
        gc.disable()
        try:
            return function(*given, **named)
        finally:
            gc.enable()

    return run
