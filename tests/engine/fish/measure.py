"""Run the real fish on every case again and write down what it exports: `python -m tests.engine.fish.measure`.

A new case is a line with "construct" and "documents"; the rest is filled in. Cases stay in their order.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .reading import FISH, GIVEN, OWN, run_fish

CASES = Path(__file__).resolve().parents[2] / "cases" / "fish.jsonl"


def measured(number: int, case: dict) -> dict:
    """Return a case with what fish exports, beside what it was given."""
    real = run_fish({one["name"]: one["text"] for one in case["documents"]})
    if real is None:
        sys.exit(f"fish did not end: {case['documents']}")
    kept = {name: value for name, value in sorted(real.items()) if name not in OWN and GIVEN.get(name) != value}
    gone = sorted(name for name in GIVEN if name not in OWN and name not in real)
    return {
        "id": f"F{number:03d}",
        "construct": case["construct"],
        "documents": case["documents"],
        "expect": {**kept, **dict.fromkeys(gone)},
    }


def main() -> None:
    """Measure all cases and rewrite their file."""
    if FISH is None:
        sys.exit("fish is not installed")
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    with ThreadPoolExecutor(4) as pool:
        lines = list(pool.map(measured, range(1, len(cases) + 1), cases))
    CASES.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
