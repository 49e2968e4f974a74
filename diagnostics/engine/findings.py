"""The contract of the engine on one page: what a report is made of. Schema `verdict/1` (DESIGN §5)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from .environment import Environment
from .host import System
from .records import dataclass, field
from .source import Document, Span

SCHEMA = "verdict/1"


class Login(StrEnum):
    """The login that the client has stored."""

    NONE = "none"
    SUBSCRIPTION = "subscription"
    CONSOLE = "console"
    UNKNOWN = "unknown"


class Mode(StrEnum):
    """How the client is run: `claude -p …` or on a terminal."""

    PRINT = "print"
    INTERACTIVE = "interactive"


class Outcome(StrEnum):
    """What a rule answers. Silence is not an answer."""

    FOUND = "found"
    CLEAR = "clear"
    NOT_APPLICABLE = "not applicable"
    CANNOT_TELL = "cannot tell"
    CRASHED = "crashed"  # our fault; the other rules still answer


class Severity(StrEnum):
    """How bad it is: error = will not work or bills the wrong account."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Confidence(StrEnum):
    """How sure the rule is that what it found matters."""

    CERTAIN = "certain"
    LIKELY = "likely"


class Certainty(StrEnum):
    """How it is known who pays."""

    MEASURED = "measured"  # the client sends only this credential, to its own vendor
    DOCUMENTED = "documented"  # the vendor says so
    REPORTED = "reported"  # people's bills say so
    CANNOT_TELL = "cannot tell"


class Sent(StrEnum):
    """What the client does with a configuration."""

    SENT = "sent"
    BLOCKED = "blocked"
    CANNOT_TELL = "cannot tell"


PROVIDERS = (
    "anthropic",
    "bedrock",
    "vertex",
    "foundry",
    "mantle",
    "anthropic-aws",
    "anthropic-gcp",
    "openai",  # the OpenAI API, or what a base URL names in its place
    "chatgpt",  # the service behind a ChatGPT login
    "gemini",  # the Gemini API of Google AI Studio
    "code-assist",  # the service behind a Google login
    "github-copilot",
    "openrouter",
    "opencode-zen",
    "custom",  # a provider that the person's own configuration defines
    "unknown",
)


class Status(StrEnum):
    """The verdict in one word."""

    ERROR = "error"
    WARNING = "warning"
    CLEAR = "clear"
    CANNOT_TELL = "cannot tell"


class Fit(StrEnum):
    """Whether a configuration can produce an error message."""

    FITS = "fits"
    CONFLICTS = "does not fit"  # another file or a later line wins
    OPEN = "open"  # the message tells nothing about these files, or they tell nothing about it


@dataclass(frozen=True, slots=True)
class Note:
    """One underlined piece of the person's text and what it does there: "sets the key here"."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters from `begin` up to `stop` (offsets into the document's text) by `text`."""

    document: str
    begin: int
    stop: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that is certain to clear the finding; `safe` = it changes nothing else that the file does."""

    edits: tuple[Edit, ...]
    why: str
    safe: bool = True


SAYS_SO = "says so"  # the label of a sentence in which the person speaks of what was found


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says about these documents."""

    rule: str  # "CC101"
    name: str  # "api-key-shadows-subscription"
    outcome: Outcome
    severity: Severity
    confidence: Confidence
    message: str  # contains no secret: values are masked before they get here
    why: str
    primary: Note | None  # None where nothing in the text can be underlined
    related: tuple[Note, ...] = ()
    fix: Fix | None = None
    article: str = ""  # slug; the web layer makes the link
    reason: str = ""  # with CANNOT_TELL: what is not known, as a part of a sentence
    premise: str = ""  # what the verdict says before who pays: on what that hangs
    is_open: bool = False  # what was found may stand for something else, so that nobody can tell whether it is clear


@dataclass(frozen=True, slots=True)
class Silenced:
    """A finding that the person means as it is: a comment beside its line says so. It counts for nothing else."""

    finding: Finding
    span: Span  # of the comment's line
    reason: str  # the person's own words; "" where there are none


# The message of a request about which nothing is known, because nothing was read.
NOT_READ = "This text speaks of what decides, and no line of it was read as a setting."
NOTHING_READ = "No settings stand in this text, and what is sent depends on them."


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays for a request, and how that is known."""

    who: str  # "your Claude subscription" · "your Vercel AI Gateway credits" · "cannot tell"
    certainty: Certainty
    sentence: str
    lines: tuple[Note, ...] = ()  # the lines that decide it
    source: str = ""  # the page that documents it, and the day it was read; "" where it is measured or not known
    read: str = ""
    settles: str = ""  # the one command, or look, that would make it certain; "" where nothing is open
    would_only: bool = False  # the request comes to nothing: a pasted message shows it, or its path does


@dataclass(frozen=True, slots=True)
class Undecided:
    """A variable of which the value is not known, and what the client does by it."""

    name: str
    reason: str  # a sentence
    on: str = ""  # "holds a value" or "is on"; empty where nothing is known of what it does
    off: str = ""
    does_on: str = ""  # "Claude Code sends …"
    does_off: str = ""  # empty where that hangs on more

    def sentence(self) -> str:
        """Return the reason and what follows from the value."""
        if not self.on:
            return self.reason
        if self.does_on == self.does_off:
            return f"{self.reason} Either way {self.does_on}."
        otherwise = f"; if it {self.off}, {self.does_off}" if self.does_off else ""
        return f"{self.reason} If it {self.on}, {self.does_on}{otherwise}."


@dataclass(frozen=True, slots=True)
class Request:
    """What a client would send, or its refusal."""

    client: str  # "claude-code"
    version: str  # measured on
    mode: Mode
    login: Login  # UNKNOWN: the answer is the same whatever the login
    outcome: Sent
    provider: str  # whose service, in whose language: one of PROVIDERS
    endpoint: str | None = None  # "https://ai-gateway.vercel.sh"
    path: str | None = None  # "/v1/messages", query cut
    headers: Mapping[str, str] = field(default_factory=dict)  # lower-case header name → source of the value
    model: str | None = None
    message: str | None = None  # the client's own words when blocked; our reason when we cannot tell
    payer: Payer = Payer("cannot tell", Certainty.CANNOT_TELL, "Who pays cannot be told.")
    evidence: Mapping[str, Span] = field(default_factory=dict)  # source → the line it comes from
    address: str | None = None  # the source that names the endpoint; None: the client's own
    basis: Certainty = Certainty.MEASURED  # how it is known what this client sends: measured or documented
    as_of: str = ""  # the day of the measurement, or on which the documentation was read
    typed: str = ""  # the alias or function that the person types for it; "": the client by itself, as scripts start it
    undecided: Undecided | None = None  # where an unknown variable decides
    worlds: tuple[Request, ...] = ()  # where an unknown variable decides: what it comes to with a value, and without


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something the text cannot show, why, and the one command that shows it.

    The command of some is a sentence, with what is to be typed in backticks; the others can be copied whole.
    """

    what: str
    why: str
    command: str
    span: Span | None = None
    is_sentence: bool = False


@dataclass(frozen=True, slots=True)
class Mended:
    """A document after all safe fixes, checked again; `diff` is a unified diff."""

    document: str
    text: str = field(repr=False)
    diff: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mask:
    """One masked value: where it stands in the masked text, what it was, how long. Never the value itself."""

    kind: str  # "anthropic-api-key"
    length: int  # characters of the value; 0 where the person had redacted it already
    number: int  # equal values in one check share a number
    span: Span


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """An article that explains something in the report."""

    slug: str
    why: str  # "rule CC101" · "signature" · "spoken of"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a pasted error message says, and whether these files can produce it."""

    message: str  # the known wording, `…` for what varies
    words_of: str  # whose words they are: "Claude Code" · "Vercel AI Gateway"
    says: str  # what they mean, in plain English
    fit: Fit
    sentence: str  # why it fits or does not
    client: str = ""  # whose requests it was held against
    logins: tuple[Login, ...] = ()  # with FITS: the logins for which it does
    commands: tuple[str, ...] = ()  # with CONFLICTS: what shows the file or line that wins
    refuses: bool = False  # the server does not accept the credential, or who holds it
    typed: bool = False  # it was held against the person's own alias, or what starts the client apart from the shell
    instead: str = ""  # with OPEN: what decides in place of the lines that were given, as the verdict begins with it


@dataclass(frozen=True, slots=True)
class Verdict:
    """The report in one sentence: who pays, or why that cannot be told."""

    status: Status
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one check says. Its documents are masked (unless the offline command was told to reveal)."""

    verdict: Verdict
    documents: tuple[Document, ...]
    masks: tuple[Mask, ...]
    environment: Environment
    requests: tuple[Request, ...]
    findings: tuple[Finding, ...]  # found, cannot tell and crashed; by severity, then line
    passed: tuple[str, ...]  # codes of rules that were clear
    not_applicable: tuple[str, ...]
    mended: tuple[Mended, ...]
    unknowns: tuple[Unknown, ...]
    articles: tuple[ArticleRef, ...]
    rule_count: int
    rule_digest: str
    revealed: bool = False
    silenced: tuple[Silenced, ...] = ()  # found, but meant as it is; in no other field
    system: System | None = None  # for which the documents were read; None: for any
    readings: tuple[Reading, ...] = ()  # of the error message, where one was given; the most telling first
