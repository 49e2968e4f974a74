"""Dataclasses that the type checker keeps unchanged, and that cost no more to make than others.

A frozen dataclass sets each of its fields through `object.__setattr__`, which makes it some three times as slow to
make; a report makes hundreds. mypy refuses an assignment to a field long before the program runs.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool = False, **options: Any) -> Any:
        """Return the decorator of `dataclasses.dataclass`; what is frozen can be hashed, as there."""
        return dataclasses.dataclass(unsafe_hash=frozen, **options)
