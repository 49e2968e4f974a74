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
from .engine.findings import Certainty, Login, Outcome, Report
from .engine.secrets import mask_text

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

    "What the thread wants" is known only where its author wants a subscription to pay: then a reply's configuration
    fails if, logged in with a subscription, no request of it could be paid by one.
    """
    wants = wants_subscription(thread)
    author = thread.posts[0].author
    found = []
    for number, post in enumerate(thread.posts, 1):
        is_reply = number > 1 and (not author or post.author != author)
        found += [_assess(number, block, is_reply=is_reply, wants=wants) for block in configurations(post)]
    return found


def failing(assessed: Sequence[Assessed]) -> list[str]:
    """Return the items for "advice that does not work"."""
    return [one.advice for one in assessed if one.fails]


def _assess(number: int, block: Block, *, is_reply: bool, wants: bool) -> Assessed:
    name = NAMES.get(block.language, "~/.zshrc")
    try:
        report = check([Pasted(name, block.text + "\n")], login=Login.SUBSCRIPTION, counted=False)
    except RefusedError as refusal:
        return Assessed(number, is_reply, block, None, refusal.message, False, "")
    fails = is_reply and wants and _never_a_plan(report)
    return Assessed(number, is_reply, block, report, "", fails, _reason(report) if fails else "")


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
