"""The clients: what each would send with a given environment. One module a client, measured on a stated version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from ..environment import Evaluation
from ..findings import Login, Mode, Request
from ..payer import payer
from .claude_code import predict, same_request

# Which client is meant where a rule names none.
DEFAULT_CLIENT = "claude-code"

# The word for a client in a rule or a report → what people call it.
CLIENT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "claude-code": "Claude Code",
        "codex": "Codex CLI",
        "gemini": "Gemini CLI",
        "opencode": "opencode",
        "aider": "aider",
        "qwen-code": "Qwen Code",
        "copilot-cli": "GitHub Copilot CLI",
        "cline-cli": "Cline CLI",
        "continue-cli": "Continue CLI",
    }
)


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
