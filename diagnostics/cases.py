"""A case that a reader sends to the staff: masked, looked at first, kept for half a year, deleted on demand."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from .carrying import MAX_ERROR, carried, check_again, entry
from .checking import RefusedError
from .engine.findings import Login, Mode, Outcome, Report
from .engine.masking.secrets import mask_text
from .models import CaseState, Rule, SubmittedCase

DAYS = 180
LONGEST_WORDS = 2_000
LONGEST_EMAIL = 254
MOST_WAITING = 2_000  # new cases: nobody would read more
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_MADE = (CaseState.ARTICLE, CaseState.EXAMPLE)


@dataclass(frozen=True, slots=True)
class Submission:
    """What would be kept: exactly this, so that a preview can show it."""

    report: Report = field(repr=False)
    login: Login
    mode: Mode
    error: str
    concerns: str  # the code of the rule that is said to be wrong; "": the whole report
    words: str
    email: str
    email_fault: str  # why the address cannot be kept

    @property
    def found(self) -> list[str]:
        """The codes of the rules that found something."""
        return sorted({finding.rule for finding in self.report.findings if finding.outcome is Outcome.FOUND})

    @property
    def documents(self) -> list[dict[str, str | int]]:
        """The masked documents."""
        return [entry(document) for document in self.report.documents]

    @property
    def carried(self) -> dict[str, str]:
        """The fields of a form that sends the same again; all of them are masked."""
        fields = carried(self.report, login=self.login.value, mode=self.mode.value, error=self.error)
        return fields | {"rule": self.concerns}


@sensitive_variables()
def read(fields: Mapping[str, str]) -> Submission:
    """Return what would be kept of a form: checked and masked once more. Raises RefusedError where it is no report."""
    report, login, mode, error = check_again(fields)
    code = fields.get("rule", "")[:7].upper()
    email, fault = _email(fields.get("email", "").strip())
    words = fields.get("words", "").replace("\r\n", "\n").replace("\0", "").strip()[:LONGEST_WORDS]
    return Submission(
        report=report,
        login=login,
        mode=mode,
        error=mask_text(error)[:MAX_ERROR],
        concerns=code if Rule.objects.readable().filter(code=code).exists() else "",
        words=mask_text(words)[:LONGEST_WORDS],
        email=email,
        email_fault=fault,
    )


@sensitive_variables()
def keep(submission: Submission) -> tuple[SubmittedCase, str]:
    """Keep a submission; return the row and the token that deletes it. Raises RefusedError where the queue is full."""
    purge()
    if SubmittedCase.objects.filter(state=CaseState.NEW).count() >= MOST_WAITING:
        raise RefusedError(503, "More cases wait than we can read. Share the report instead, or come back later.")
    token = secrets.token_urlsafe(16)
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    row = SubmittedCase.objects.create(
        reference=f"C-{drawn[:4]}-{drawn[4:]}",
        documents=submission.documents,
        login=submission.login.value,
        mode=submission.mode.value,
        system=submission.report.system.value if submission.report.system else "",
        error=submission.error,
        verdict=submission.report.verdict.sentence,
        found=submission.found,
        digest=submission.report.rule_digest[:64],
        concerns=submission.concerns,
        words=submission.words,
        email=submission.email,
        expires=timezone.now() + dt.timedelta(days=DAYS),
        delete_digest=_digest(token),
    )
    return row, token


def delete(row: SubmittedCase, token: str) -> bool:
    """Delete a case, whatever became of it, if the token is the right one, and tell whether it was."""
    if not hmac.compare_digest(_digest(token), row.delete_digest):
        return False
    row.delete()
    return True


def purge() -> None:
    """Delete the cases whose time is over; of those that something was made of, only the address."""
    over = SubmittedCase.objects.filter(expires__lte=timezone.now())
    over.exclude(state__in=_MADE).delete()
    over.exclude(email="").update(email="")


@sensitive_variables()
def _email(text: str) -> tuple[str, str]:
    """Return an address, or "" and why it is none. What masking would change is no address but a key gone astray."""
    if not text:
        return "", ""
    try:
        EmailValidator()(text)
    except ValidationError:
        return "", "This is no e-mail address. Leave it out, or correct it."
    if len(text) > LONGEST_EMAIL or mask_text(text) != text:
        return "", "This is no e-mail address that we can keep."
    return text, ""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
