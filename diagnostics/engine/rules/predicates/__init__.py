"""The closed vocabulary of the rules. A missing word is one function in one of these modules, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from . import (
    assigned,
    beside,
    commands,
    comparing,
    configs,
    context,
    envfiles,
    fish,
    functions,
    images,
    knowns,
    models,
    network,
    opencode,
    places,
    problems,
    requests,
    services,
    shapes,
    spoken,
    statements,
    variables,
    windows,
    writing,
    written,
)
from .vocabulary import Predicate

__all__ = ["PREDICATES", "Predicate"]

PREDICATES: Mapping[str, Predicate] = MappingProxyType(
    {
        word.name: word
        for module in (
            variables,
            assigned,
            shapes,
            writing,
            written,
            places,
            requests,
            problems,
            commands,
            statements,
            functions,
            windows,
            fish,
            network,
            comparing,
            configs,
            envfiles,
            opencode,
            services,
            images,
            knowns,
            models,
            context,
            beside,
            spoken,
        )
        for word in vars(module).values()
        if isinstance(word, Predicate)
    }
)
