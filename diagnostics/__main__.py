"""`python -m diagnostics`: the offline command, see `command`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Load and run the command; return its exit code."""
    gc.disable()  # nothing that is loaded is garbage, and looking for some costs as much as a whole report
    from .codecache import CACHE, beside_modules

    CACHE.read(beside_modules())
    CACHE.install()
    from .command import main as run

    gc.freeze()
    gc.enable()
    code = run(arguments)
    if not sys.dont_write_bytecode:
        CACHE.keep()
    return code


if __name__ == "__main__":
    sys.exit(main())
