"""What staff make of a submitted case: they take it, close it, or turn it into a draft article or a rule's example."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kb import articlefile, drafting, markup
from kb.importing import write_article
from kb.models import Article, Product
from kb.thread import Post, Thread

from .carrying import of_entry
from .checking import RefusedError, check
from .engine.findings import Login, Mode, Outcome, Report
from .engine.host import System
from .engine.masking.secrets import mask_text
from .engine.rules.rule import Example, ExampleDocument
from .engine.source import Kind
from .models import CaseState, Rule, Status, SubmittedCase
from .rulewriting import example_text

HANDLE = "diagnostics.change_submittedcase"
WRITE = "kb.add_article"
RULES = "diagnostics.change_rule"
ACTIVATE = "diagnostics.activate_rule"
KINDS = {"bad": "Bad: the rule must find something", "good": "Good: the rule must find nothing"}
LONGEST_SHOWN = 8_000  # characters of a document in a draft
MOST_SHOWN = 5  # documents
_FENCES = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_JSON = (Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE, Kind.VSCODE_SETTINGS, Kind.GEMINI_SETTINGS, Kind.QWEN_SETTINGS)
_LANGUAGES = {
    **{kind.value: kind.value for kind in (Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH, Kind.POWERSHELL, Kind.DOTENV)},
    **{kind.value: "json" for kind in (*_JSON, Kind.OPENCODE_CONFIG, Kind.CLINE_PROVIDERS)},
    Kind.CODEX_CONFIG.value: "toml",
}


class TakenError(Exception):
    """Somebody else works on the case, or it is done with."""


def report_of(case: SubmittedCase) -> Report | None:
    """Return what today's rules say of the case; None where it cannot be read any more."""
    try:
        return check(
            [of_entry(kept) for kept in case.documents],
            login=Login(case.login),
            mode=Mode(case.mode),
            error=case.error,
            system=System(case.system) if case.system else None,
            counted=False,
        )
    except RefusedError:
        return None


def take(case: SubmittedCase, person: Any) -> None:
    """Let somebody work on a case; of two who take it together one gets it. Taking it over is taking it, too."""
    seen = case.taken_by_id
    rows = SubmittedCase.objects.filter(pk=case.pk, state__in=(CaseState.NEW, CaseState.TAKEN), taken_by=seen)
    if not rows.update(state=CaseState.TAKEN, taken_by=person):
        raise TakenError("Somebody else took it meanwhile, or it is done with.")
    case.refresh_from_db()


def give_back(case: SubmittedCase) -> None:
    """Put a case back among the new ones, also one that was closed."""
    case.state, case.taken_by, case.reason = CaseState.NEW, None, ""
    case.save(update_fields=["state", "taken_by", "reason"])


def close(case: SubmittedCase, person: Any, reason: str) -> None:
    """Close a case with its reason, which is masked as all free text is."""
    case.state, case.taken_by, case.reason = CaseState.CLOSED, person, mask_text(reason[:2_000])[:300]
    case.save(update_fields=["state", "taken_by", "reason"])


def make_article(case: SubmittedCase, person: Any, today: dt.date) -> Article:
    """Make the draft of an article of a case; raises ValidationError where it cannot be kept."""
    file = draft(
        case,
        report_of(case),
        products=dict(Product.objects.values_list("title", "slug")),
        today=today,
        taken=Article.objects.values_list("slug", flat=True),
    )
    article = write_article(file, Article(), reason=f"made from the case {case.reference}")
    case.state, case.taken_by, case.article = CaseState.ARTICLE, person, article
    case.save(update_fields=["state", "taken_by", "article"])
    return article


def draft(
    case: SubmittedCase,
    report: Report | None,
    *,
    products: Mapping[str, str],
    today: dt.date,
    taken: Iterable[str] = (),
) -> articlefile.ArticleFile:
    """Return the draft of an article, by the same code that reads a forum thread."""
    return drafting.draft(as_thread(case, report), advice=(), products=products, today=today, taken=taken)


def as_thread(case: SubmittedCase, report: Report | None) -> Thread:
    """Return a case as a thread of one post, its parts under the headings that people give them."""
    parts = []
    if case.words:
        parts.append(f"### Problem\n\n{_prose(case.words)}")
    if case.error:
        parts.append(f"### Error\n\n{_fenced(case.error, '')}")
    said = [f"The check said: {case.verdict}"]
    if report is not None:
        said += [f"- {finding.rule}: {finding.message}" for finding in report.findings if _counts(finding)]
    parts.append("### Current behaviour\n\n" + "\n".join((said[0], "", *said[1:])))
    texts = [
        f"`{kept['name']}`:\n\n{_fenced(str(kept['text']), _language(kept))}" for kept in case.documents[:MOST_SHOWN]
    ]
    parts.append("### Configuration\n\n" + "\n\n".join(texts))
    return Thread(title=_title(case), posts=(Post(text="\n\n".join(parts)),))


def rules_open_to(person: Any) -> Sequence[Rule]:
    """Return the rules that somebody may add an example to: drafts, and with the right to activate those that run."""
    if not person.has_perm(RULES):
        return ()
    wanted = [Status.DRAFT, Status.ACTIVE] if person.has_perm(ACTIVATE) else [Status.DRAFT]
    return list(Rule.objects.filter(status__in=wanted).order_by("code").only("code", "title", "status"))


def with_example(source: str, case: SubmittedCase, kind: str) -> str:
    """Return a rule's text with the case as its last example.

    In a bad one no line is marked yet, and a good one is one on which the rule fires: so the gate refuses the rule
    until somebody has marked the lines, or mended the rule.
    """
    documents = tuple(
        ExampleDocument(str(kept["name"]), _tidy(str(kept["text"])))
        for kept in case.documents
        if kept.get("kind") != Kind.TEXT.value or len(case.documents) == 1
    )
    example = Example(kind, f"A reader’s case, {case.reference}", documents, Login(case.login), Mode(case.mode))
    return source.rstrip("\n") + "\n" + example_text(example)


def note_example(case: SubmittedCase, rule: Rule, person: Any) -> None:
    """Note that a rule has the case as an example now."""
    case.state, case.taken_by, case.rule = CaseState.EXAMPLE, person, rule
    case.save(update_fields=["state", "taken_by", "rule"])


def _counts(finding: Any) -> bool:
    return finding.outcome is Outcome.FOUND


def _title(case: SubmittedCase) -> str:
    """Return the first line of what was said, else the message, else the verdict: staff make a symptom of it."""
    for text in (case.words, case.error, case.verdict):
        if line := next((line.strip() for line in text.splitlines() if line.strip()), ""):
            return " ".join(articlefile.CONTROL.sub(" ", line[:120]).split()) or case.reference
    return case.reference


def _prose(text: str) -> str:
    """Return a reader's words as Markdown; as a block where they would not stand as such."""
    text = articlefile.CONTROL.sub("", text)
    is_open = len(_FENCES.findall(text)) % 2
    return _fenced(text, "text") if is_open or not _renders(text) else text


def _fenced(text: str, language: str) -> str:
    """Return a text as a fenced block whose fence does not stand in it; of a long one the beginning."""
    text = articlefile.CONTROL.sub("", text[:LONGEST_SHOWN])
    fence = "```"
    while fence in text:
        fence += "`"
    block = f"{fence}{language}\n{text.rstrip()}\n{fence}"
    return block if _renders(block) else "It cannot be shown here; it stands in the case."


def _renders(text: str) -> bool:
    """Tell whether a text may stand in an article."""
    try:
        articlefile.check_section(text)
        markup.check(text)
    except ValueError:
        return False
    return True


def _language(kept: Mapping[str, object]) -> str:
    return _LANGUAGES.get(str(kept.get("kind")), "text")


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip("\n") + "\n"
