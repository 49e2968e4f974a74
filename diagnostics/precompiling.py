"""Compile all that the offline command would compile when it starts: `python -m diagnostics.precompiling`.

`script/setup` runs it. Python compiles modules by itself, and the command keeps the rest (`codecache`), but not where
neither may write.
"""

from __future__ import annotations

import compileall
import gc
import pkgutil
import sys
from importlib import import_module
from pathlib import Path

from . import engine
from .codecache import CACHE, CodeCache, beside_modules
from .engine.records import complete
from .engine.regexes import Uncompiled
from .shipped import shipped_rules


def fill(cache: CodeCache) -> int:
    """Compile every expression of the engine and the beginning of each record; return how many there are."""
    for module in pkgutil.walk_packages(engine.__path__, f"{engine.__name__}."):
        import_module(module.name)
    count = 0
    gc.unfreeze()  # what a command froze in this process is listed, too
    for each in gc.get_objects():
        kind = type(each)  # a proxy of somebody's would answer for what stands behind it
        if kind is Uncompiled:
            cache.expression(each.pattern, each.given_flags)
        elif kind is type and "__record_fields__" in vars(each):
            complete(each)
        else:
            continue
        count += 1
    return count


def main() -> int:
    """Compile, and keep it; say how much it is."""
    compileall.compile_dir(Path(__file__).parent, quiet=1)
    CACHE.read(beside_modules())
    CACHE.install()
    import_module(f"{__package__}.command")
    count = fill(CACHE)
    rules = shipped_rules()
    CACHE.keep(earlier=True)
    print(f"compiled: {count} expressions and records, {len(rules)} rules")
    return 0


if __name__ == "__main__":
    sys.exit(main())
