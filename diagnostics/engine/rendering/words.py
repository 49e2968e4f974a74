"""Words that the text and the Markdown of a report share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from ..findings import Certainty, Login, Outcome, Report, Request, Severity

LOGINS: Mapping[Login, str] = MappingProxyType(
    {
        Login.SUBSCRIPTION: "logged in with a subscription",
        Login.CONSOLE: "logged in with a Console account",
        Login.NONE: "not logged in",
        Login.UNKNOWN: "whatever the login",
    }
)

CERTAINTIES: Mapping[Certainty, str] = MappingProxyType(
    {
        Certainty.MEASURED: "measured",
        Certainty.DOCUMENTED: "as documented",
        Certainty.REPORTED: "as people report",
        Certainty.CANNOT_TELL: "cannot tell",
    }
)

_SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "subscription-login": "your subscription's login",
        "console-login": "your Console login",
        "aws-credentials": "your AWS credentials",
        "gcp-credentials": "your Google Cloud credentials",
        "azure-credentials": "your Azure credentials",
        "base-url-userinfo": "user and password in the base URL",
        "apiKeyHelper": "what apiKeyHelper prints",
    }
)
_CLIENTS: Mapping[str, str] = MappingProxyType({"claude-code": "Claude Code"})


def client_name(request: Request) -> str:
    """Return the client as people call it, with the version that was measured."""
    return f"{_CLIENTS.get(request.client, request.client)} {request.version}"


def source_words(request: Request, source: str) -> str:
    """Return where a header's value comes from, with its line where it has one."""
    words = _SOURCES.get(source, source)
    span = request.evidence.get(source)
    return f"{words} ({span.document}:{span.line})" if span else words


def counts(report: Report) -> str:
    """Return what the rules answered, counted: "1 error, 2 warnings; 9 of 15 rules passed"."""
    found = Counter(finding.severity for finding in report.findings if finding.outcome is Outcome.FOUND)
    parts = [_counted(found[severity], severity.value) for severity in Severity if found[severity]]
    undecided = sum(finding.outcome is Outcome.CANNOT_TELL for finding in report.findings)
    if undecided:
        parts.append(f"{undecided} cannot be told")
    head = ", ".join(parts) if parts else "nothing found"
    passed = f"{len(report.passed)} of {_counted(report.rule_count, 'rule')} passed"
    return f"{head}; {passed}, {len(report.not_applicable)} not applicable"


def masked(report: Report) -> str:
    """Return how many values were masked, and how many the person had hidden; nothing where there are none."""
    made = sum(mask.length > 0 for mask in report.masks)
    hidden = len(report.masks) - made
    parts = [f"{_counted(made, 'value')} masked"] if made else []
    if hidden:
        parts.append(f"{hidden} hidden by you before")
    return ", ".join(parts)


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
