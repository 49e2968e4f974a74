"""Guards for tests with texts that are made to hurt; how many milliseconds they take is measured by script/bench."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

HANGS = 20.0  # seconds of the processor: two are the most that is promised, and a slow, busy machine takes four
SMALL = 2 * 1024  # bytes of a text whose steps are counted, and again when it is three times as long
GROWTH = 3.6  # times the steps for three times the text: what grows with its square would take nine times as many


@contextmanager
def it_ends() -> Iterator[None]:
    """Hold that what stands in the `with` does not hang: of 256 KB, what grows with the square takes minutes."""
    started = time.process_time()
    yield
    spent = time.process_time() - started
    assert spent < HANGS, f"{spent:.0f} seconds for one text"


def growth(read: Callable[[str], object], piece: str, before: str = "") -> float:
    """Return how many times the steps three times as much of a piece takes, behind what stands before it."""
    few, many = (_steps(read, before + piece * (size // len(piece))) for size in (SMALL, 3 * SMALL))
    return many / few


def _steps(read: Callable[[str], object], text: str) -> int:
    """Return how many functions are called, Python's own included: on a busy machine as many as on an idle one."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    other = sys.getprofile()
    sys.setprofile(counted)
    try:
        read(text)
    finally:
        sys.setprofile(other)
    return count
