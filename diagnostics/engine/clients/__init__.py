"""The clients: what each would send with a given environment. One module a client, measured on a stated version."""

from __future__ import annotations

from dataclasses import replace

from ..environment import Evaluation
from ..findings import Login, Mode, Request
from ..payer import payer
from .claude_code import predict, same_request


def requests(evaluation: Evaluation, *, login: Login, mode: Mode) -> tuple[Request, ...]:
    """Return one request a client, with who pays; two where the login is unknown and decides.

    `evaluation` is the environment as the client sees it: the settings files laid over the shell.
    """
    if login is not Login.UNKNOWN:
        return (_with_payer(predict(evaluation, login=login, mode=mode), evaluation),)
    subscription = predict(evaluation, login=Login.SUBSCRIPTION, mode=mode)
    none = predict(evaluation, login=Login.NONE, mode=mode)
    if same_request(subscription, none):
        return (_with_payer(replace(none, login=Login.UNKNOWN), evaluation),)
    return (_with_payer(subscription, evaluation), _with_payer(none, evaluation))


def _with_payer(request: Request, evaluation: Evaluation) -> Request:
    return replace(request, payer=payer(request, evaluation))
