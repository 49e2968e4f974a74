"""What the engine says of the configurations in a forum thread, and of each reply's advice.

The thread is masked first, like everything that comes in from outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.views.decorators.debug import sensitive_variables

from kb.drafting import configurations, wants_subscription
from kb.thread import Block, Thread

from .checking import Pasted, RefusedError, check
from .engine.findings import Certainty, Confidence, Finding, Login, Outcome, Report, Severity
from .engine.masking.secrets import mask_text

NAMES = {
    "json": "~/.claude/settings.json",
    "jsonc": "~/.claude/settings.json",
    "toml": "~/.codex/config.toml",
    "bash": "~/.bashrc",
    "fish": "~/.config/fish/config.fish",
    "powershell": "profile.ps1",
    "ps1": "profile.ps1",
    "dotenv": ".env",
    "env": ".env",
}
PLANS = ("subscription", "plan")
MOST_CHECKED = 100  # blocks of a thread


@dataclass(frozen=True, slots=True)
class Assessed:
    """One configuration of the thread and what it would do."""

    post: int  # from 1
    is_reply: bool
    block: Block
    report: Report | None
    refusal: str  # why there is no report
    fails: bool  # certain: it does not do what the thread wants
    reason: str

    @property
    def told(self) -> list[str]:
        """Return what was found in it, as items of a list; the verdict alone where nothing was."""
        if self.report is None:
            return []
        found = [one for one in self.report.findings if one.outcome is Outcome.FOUND]
        items = [f"{one.message} ({one.rule})" for one in found] or [self.report.verdict.sentence]
        return [f"- Post {self.post}: {item}" for item in items]

    @property
    def advice(self) -> str:
        """Return it as an item for "advice that does not work"."""
        names = ", ".join(f"`{name}`" for name in _assigned(self.report)) or "these lines"
        return f"- **“Set {names}” (post {self.post}).** {self.reason}"


@sensitive_variables()
def masked(thread: Thread) -> Thread:
    """Return the thread with every secret masked."""
    posts = tuple(replace(post, text=mask_text(post.text)) for post in thread.posts)
    return replace(thread, title=mask_text(thread.title), posts=posts)


def assess(thread: Thread) -> list[Assessed]:
    """Return what each configuration of the thread would do; of a reply's, whether that is what the thread wants.

    The thread wants to be rid of what the rules find in its author's own lines: advice in which one of those rules is
    certain to find the same fails. Where its author wants a subscription to pay, a reply's configuration fails, too,
    if, logged in with a subscription, no request of it could be paid by one. Lines that a reply only repeats are no
    advice.
    """
    wants = wants_subscription(thread)
    author = thread.posts[0].author
    found: list[Assessed] = []
    for number, post in enumerate(thread.posts, 1):
        is_reply = number > 1 and (not author or post.author != author)
        for block in configurations(post)[: MOST_CHECKED - len(found)]:
            own = [one for one in found if not one.is_reply]
            is_repeated = is_reply and any(_lines(block) <= _lines(one.block) for one in own)
            found.append(_assess(number, block, is_reply=is_reply and not is_repeated, wants=wants, own=own))
    return found


def told(assessed: Sequence[Assessed]) -> list[str]:
    """Return what the rules say of the author's configurations, each thing once."""
    return list(dict.fromkeys(item for one in assessed if not one.is_reply for item in one.told))


def failing(assessed: Sequence[Assessed]) -> list[str]:
    """Return the items for "advice that does not work"."""
    return [one.advice for one in assessed if one.fails]


def _assess(number: int, block: Block, *, is_reply: bool, wants: bool, own: Sequence[Assessed]) -> Assessed:
    name = NAMES.get(block.language, "~/.zshrc")
    try:
        report = check([Pasted(name, block.text + "\n")], login=Login.SUBSCRIPTION, counted=False)
    except RefusedError as refusal:
        return Assessed(number, is_reply, block, None, refusal.message, False, "")
    reason = ""
    if is_reply and wants and _never_a_plan(report):
        reason = _reason(report)
    elif is_reply and (same := _same_fault(report, own)):
        reason = f"It keeps what is wrong in the question: {same.message} ({same.rule})"
    return Assessed(number, is_reply, block, report, "", bool(reason), reason)


def _same_fault(report: Report, own: Sequence[Assessed]) -> Finding | None:
    """Return what is certain to be found in the advice and was found in the author's lines before it."""
    before = {finding.rule for one in own if one.report for finding in _faults(one.report)}
    certain = (one for one in _faults(report) if one.confidence is Confidence.CERTAIN)
    return next((finding for finding in certain if finding.rule in before), None)


def _faults(report: Report) -> list[Finding]:
    grave = {Severity.ERROR, Severity.WARNING}
    return [one for one in report.findings if one.outcome is Outcome.FOUND and one.severity in grave]


def _lines(block: Block) -> set[str]:
    return {line.strip() for line in block.text.splitlines() if line.strip()}


def _never_a_plan(report: Report) -> bool:
    """Tell whether it is certain that no request of these lines is paid by a subscription."""
    if not report.requests:
        return False
    return all(
        request.payer.certainty is not Certainty.CANNOT_TELL
        and not any(word in request.payer.who.lower() for word in PLANS)
        for request in report.requests
    )


def _reason(report: Report) -> str:
    said = report.requests[0].payer.sentence
    found = next((finding for finding in report.findings if finding.outcome is Outcome.FOUND), None)
    return f"{said} {found.message} ({found.rule})" if found else said


def _assigned(report: Report | None) -> list[str]:
    return [variable.name for variable in report.environment if variable.set_at] if report else []
