"""Who pays."""

from __future__ import annotations
from .environment import Evaluation
from .findings import Payer, Request


def payer(request: Request, evaluation: Evaluation) -> Payer:
    return request.payer
