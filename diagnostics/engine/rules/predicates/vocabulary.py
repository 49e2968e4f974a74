"""What a predicate is: a name, typed parameters, a phrase for each answer, and one function over the facts."""

from __future__ import annotations

from collections.abc import Callable

from ...facts import Facts
from ...records import dataclass
from ..answers import Answer
from ..parameters import Arguments, Parameter
from ..signs import Needs

Ask = Callable[[Facts, Arguments], Answer]


@dataclass(frozen=True, slots=True)
class Predicate:
    """One word of the rules' vocabulary.

    `says` and `denies` are phrases with the parameters in braces: "{var} is set to something not blank".
    `by_login`: the answer may depend on the login, so that an unknown login is tried in each way. `needs`: the words
    for what the facts must show one of; where all are missing the answer is no, and nobody asks (see `signs`).
    `suffices`: where one of them is there, the answer is yes.
    """

    name: str
    says: str
    denies: str
    parameters: tuple[Parameter, ...]
    by_login: bool
    help: str
    ask: Ask
    needs: Needs | None = None
    suffices: bool = False

    def describe(self, given: Arguments, *, denied: bool = False) -> str:
        """Say in plain English what the predicate asks, or its opposite."""
        return given.phrase(self.denies if denied else self.says, denied=denied)


def predicate(
    name: str,
    says: str,
    denies: str,
    *parameters: Parameter,
    by_login: bool = False,
    needs: Needs | None = None,
    suffices: bool = False,
) -> Callable[[Ask], Predicate]:
    """Make a predicate of the function below; its docstring is the help that staff read."""

    def make(ask: Ask) -> Predicate:
        return Predicate(name, says, denies, parameters, by_login, (ask.__doc__ or "").strip(), ask, needs, suffices)

    return make
