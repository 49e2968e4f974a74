"""Facts made by hand for tests of rules: `NAME=value` lines, quotes cut, no shell behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from diagnostics.engine.environment import Act, Assignment, Environment, Problem, ProblemKind, State, Variable
from diagnostics.engine.facts import Facts
from diagnostics.engine.findings import Login, Mode, Request, Sent
from diagnostics.engine.source import Document, Kind

_LINE = re.compile(r"^(?P<export>export )?(?P<name>\w+)=(?P<value>.*)$", re.MULTILINE)


def facts(
    text: str,
    *,
    login: Login = Login.UNKNOWN,
    mode: Mode = Mode.PRINT,
    requests: Sequence[Request] = (),
    unknown: str = "",
    problem: ProblemKind | None = None,
) -> Facts:
    """Return the facts of a text of plain assignments; the variable `unknown` has no known value."""
    document = Document("~/.zshrc", text, Kind.ZSH)
    variables: dict[str, Variable] = {}
    assignments = []
    for found in _LINE.finditer(text):
        name, value = found["name"], found["value"].strip("\"'")
        span = document.span(found.start(), found.end())
        value_span = document.span(found.start("value"), found.end("value"))
        exported = bool(found["export"])
        act = Act.EXPORT if exported else Act.ASSIGN
        assignments.append(Assignment(name, act, value, exported, span, value_span))
        earlier = variables.get(name)
        overrides = (*earlier.overrides, earlier.set_at) if earlier and earlier.set_at else ()
        state = State.UNKNOWN if name == unknown else State.SET
        why = "line 1 runs a command" if name == unknown else None
        known = None if name == unknown else value
        variables[name] = Variable(name, state, exported, known, span, value_span, overrides, why)
    problems = [Problem(problem, document.line_span(line), "is wrong") for line in (1, 1, 2)] if problem else []
    return Facts(
        (document,),
        Environment(variables),
        tuple(assignments),
        tuple(problems),
        requests=tuple(requests),
        login=login,
        mode=mode,
    )


def request(
    login: Login,
    headers: dict[str, str] | None = None,
    *,
    endpoint: str = "https://api.anthropic.com",
    client: str = "claude-code",
    provider: str = "anthropic",
    message: str | None = None,
    model: str | None = None,
) -> Request:
    """Return a request that is sent where it has headers, and one that is blocked where it has none."""
    return Request(
        client,
        "2.1.330",
        Mode.PRINT,
        login,
        Sent.SENT if headers else Sent.BLOCKED,
        provider,
        endpoint,
        "/v1/messages",
        headers or {},
        message=message,
        model=model,
    )
