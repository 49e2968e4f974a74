"""What a client sends and sees, loaded with its module when a report speaks of it: most speak of one client."""

from __future__ import annotations

from collections.abc import Sequence

from ..client import Predict, Seen, View
from ..environment import Evaluation
from ..findings import Login, Mode, Request
from ..loading import Later
from ..source import Document


def predict_in(module: str) -> Predict:
    """Return the function `predict` of a module beside this one."""
    return Later[[Seen, Login, Mode], Request](f"{__package__}.{module}", "predict")


def view_in(module: str) -> View:
    """Return the function `view` of a module beside this one."""
    return Later[[Evaluation, Sequence[Document]], Seen](f"{__package__}.{module}", "view")


def login_shown_in(module: str) -> Later[[Sequence[Document]], Login]:
    """Return the function `login_shown` of a module beside this one."""
    return Later[[Sequence[Document]], Login](f"{__package__}.{module}", "login_shown")


def screen_in(module: str, name: str) -> Later[[Sequence[Document]], bool]:
    """Return the function of a module beside this one that tells whether a post shows a client's screen."""
    return Later[[Sequence[Document]], bool](f"{__package__}.{module}", name)
