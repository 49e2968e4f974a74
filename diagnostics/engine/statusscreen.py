"""What Claude Code itself shows of its account: the screen of `/status`, and `claude auth status` as text or JSON.

The words are those of 2.1.332 (measured), and of 1.0 and 2.0 as people posted them. The screen names where a
credential comes from and never the credential, so such a variable is set to a text that stands for a hidden one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from .environment import Environment, Evaluation, Problem, ProblemKind, Setting, State, Variable
from .findings import Login
from .records import dataclass, replace
from .regexes import regex
from .source import TYPED, Document, Kind, Span

HIDDEN = "(hidden)"
_CREDENTIALS = ("ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN")
_HELPER = "apiKeyHelper"
_MODEL_NAME = "ANTHROPIC_MODEL"
_CONSOLE = ("/login managed key", "saved Claude Console API key", "Anthropic Console key")
# A label → the variable whose value stands behind it.
_VALUES = {
    "anthropic base url": "ANTHROPIC_BASE_URL",
    "api base url": "ANTHROPIC_BASE_URL",
    "bedrock base url": "ANTHROPIC_BEDROCK_BASE_URL",
    "vertex base url": "ANTHROPIC_VERTEX_BASE_URL",
    "microsoft foundry base url": "ANTHROPIC_FOUNDRY_BASE_URL",
    "microsoft foundry resource": "ANTHROPIC_FOUNDRY_RESOURCE",
    "aws region": "AWS_REGION",
    "gcp project": "ANTHROPIC_VERTEX_PROJECT_ID",
    "default region": "CLOUD_ML_REGION",
    "proxy": "HTTPS_PROXY",
    "additional ca cert(s)": "NODE_EXTRA_CA_CERTS",
}
_PROVIDERS = {
    "amazon bedrock": "CLAUDE_CODE_USE_BEDROCK",
    "aws bedrock": "CLAUDE_CODE_USE_BEDROCK",
    "bedrock": "CLAUDE_CODE_USE_BEDROCK",
    "google vertex ai": "CLAUDE_CODE_USE_VERTEX",
    "vertex": "CLAUDE_CODE_USE_VERTEX",
    "microsoft foundry": "CLAUDE_CODE_USE_FOUNDRY",
    "foundry": "CLAUDE_CODE_USE_FOUNDRY",
}
_SIDE = (
    "Setting sources?|Session ID|Version|Model|cwd|MCP servers|Memory|Organization|Email|Session name|Config|loggedIn"
    "|apiProvider"
)
_LABELS = "|".join(
    (
        *("Login method", "Auth token", "API key", "Unused API key", "API provider", "authMethod", _SIDE),
        *(re.escape(label) for label in _VALUES),
    )
)
_LINE = regex(
    rf"^[ \t]*(?:[│|>⎿└├•*·-][ \t]*)*(?:L[ \t]+)?(?P<label>{_LABELS})[ \t]*:[ \t]*"
    r"(?P<value>[^\n]{0,500}?)[ \t│|`]{0,300}$",
    re.MULTILINE | re.IGNORECASE,
)
# What it says at its start of two credentials, of a key that it asks about, and under its mascot of the plan.
_NAMED = rf"(?:{'|'.join(_CREDENTIALS)}|apiKeyHelper|claude\.ai|/login managed key|Anthropic Console key)"
_NOTICE = regex(
    rf"\bBoth (?:a token \()?(?P<one>{_NAMED})\)?,? and (?:an API key \()?(?P<other>{_NAMED})\)? (?:are )?set\b"
    rf"|\bUsing (?P<used>{_NAMED}) instead of (?P<unused>{_NAMED})"
    r"|Detected a custom API key in your environment"
    r"|[▘▝▛▜█]{2}[^\n]{0,80} · (?P<plan>Claude (?:Max|Pro|Team|Enterprise))\b"
    r"|\b(?:Opus|Sonnet|Haiku|Fable) [\d.]{1,5}[^\n·]{0,60} · "
    r"(?P<cloud>Google Vertex AI|(?:Amazon|AWS) Bedrock|Microsoft Foundry)\b"
    r"|\bloggedIn:[ \t]?true\b[^\n]{0,80}?\bauthMethod:[ \t]?(?P<method>claude\.ai)\b"
    r"|(?<![\w.:/@-])(?P<model>[\w.:/@-]{3,100}(?:\[1m\])?)(?: [^\n·]{0,40})? · (?P<billing>API Usage Billing)\b"
)
_NOTICE_WORDS = (
    "Both ",
    " instead of ",
    "Detected a custom API key",
    " · Claude ",
    " · API Usage Billing",
    "loggedIn:",
    "Vertex AI",
    " Bedrock",
    " Foundry",
)  # each notice has one of them
_DECIDING = (
    "login method",
    "authmethod",
    "auth token",
    "api key",
    "api provider",
    "base url",
)  # what `_decides` goes by
_PLAN = regex(r"claude (?:max|pro|team|enterprise|free)\b|claude\.ai", re.IGNORECASE)
_SOURCE = regex(rf"(?:{'|'.join(_CREDENTIALS)}|apiKeyHelper|claude\.ai|/login managed key|saved Claude Console|none)\b")
_MODEL = regex(r"[\w.:/@-]{2,100}(?:\[1m\])?")
_ACCOUNT = frozenset({"login method", "auth token", "api key", "unused api key", "api provider"})
_JSON = regex(r'"(?P<key>loggedIn|authMethod|apiProvider|apiKeySource)"\s*:\s*(?P<value>"[^"\n]{0,100}"|true|false)')
_REMARK = regex(r" \((?:from|default|ignored)\b[^\n]*$")
_DIFFERS = "Claude Code's own screen shows another value, though this line sets it."
_TAKEN_LATER = "line {} takes it out of that shell; a settings file, if the screen's value is from one, keeps it"
_NOT_SHOWN = {
    "ANTHROPIC_BASE_URL": "what Claude Code shows on line {} does not say where requests go",
    "ANTHROPIC_AUTH_TOKEN": "the part of the screen on line {} does not show the credential",
}
_OPEN = "`claude auth status` says oauth_token for ANTHROPIC_AUTH_TOKEN and for CLAUDE_CODE_OAUTH_TOKEN alike"
_MOST = 200


@dataclass(frozen=True, slots=True)
class _Shown:
    """One thing that is shown: a variable (None: set or not, nobody can tell), a setting, or a login."""

    span: Span
    variable: str = ""
    value: str | None = HIDDEN
    setting: str = ""
    login: Login | None = None
    why: str = ""  # without a value


def is_status(text: str) -> bool:
    """Tell whether a text is such a screen: a line of it names an account or an address, and another stands with it."""
    if text.lstrip().startswith("{"):
        return '"loggedIn"' in text and '"authMethod"' in text
    if not may_be_status(text):
        return False
    if _NOTICE.search(text):
        return True
    found = [line for line, _ in zip(_LINE.finditer(text), range(_MOST), strict=False)]
    if not any(map(_decides, found)):
        return False
    return len(found) > 1 or sum(1 for line in text.split("\n", _MOST) if line.strip()) == 1


def may_be_status(text: str) -> bool:
    """Tell by words alone whether a text may hold a screen or a notice: every text is asked, and few are screens."""
    if any(word in text for word in _NOTICE_WORDS):
        return True
    small = text.lower() if ":" in text else ""
    return any(label in small for label in _DECIDING)


def is_label(line: str) -> bool:
    """Tell whether a line is one of the screen's."""
    return _LINE.match(line) is not None or _NOTICE.search(line) is not None


def login_shown(documents: Sequence[Document]) -> Login:
    """Return the login that is shown; that of a plan comes before a Console's key."""
    found = {each.login for document in documents for each in _shown(document) if each.login}
    return next((each for each in (Login.SUBSCRIPTION, Login.CONSOLE, Login.NONE) if each in found), Login.UNKNOWN)


def shown_over(evaluation: Evaluation, documents: Sequence[Document]) -> Evaluation:
    """Return what Claude Code has, with what it shows laid over all files: it is the truth of the running client."""
    found = [each for document in documents for each in _shown(document)]
    if not found:
        return evaluation
    variables = dict(evaluation.environment.variables)
    settings = dict(evaluation.settings)
    problems: list[Problem] = []
    if any(each.login is Login.NONE for each in found):
        problems += _without_credentials(variables, documents)
    for each in found:
        if each.setting == "model" and _is_there(variables.get(_MODEL_NAME)):
            each = replace(each, setting="", variable=_MODEL_NAME)
        if each.setting:
            settings.setdefault(each.setting, Setting(each.setting, each.value, each.span))
        if not each.variable:
            continue
        below = variables.get(each.variable)
        if below is not None and below.set_at and _is_later(below, each.span, documents):
            if below.state is State.UNSET:
                why = _TAKEN_LATER.format(below.set_at.line)
                variables[each.variable] = replace(below, state=State.UNKNOWN, exported=True, why=why)
            continue
        if each.value is None and not problems and _is_decided(each.variable, variables, settings):
            continue  # where an address is another one than the files say, so may the credential be
        if _is_there(below) and each.value in (HIDDEN, (below.value or "").strip() if below else ""):
            continue  # the file's line is the better evidence
        if below is not None and _is_there(below) and below.set_at and each.value is not None:
            problems.append(Problem(ProblemKind.SCREEN_DIFFERS, below.set_at, _DIFFERS, each.variable))
        variables[each.variable] = _variable(each)
    return replace(
        evaluation,
        environment=Environment(dict(sorted(variables.items()))),
        settings=settings,
        problems=(*evaluation.problems, *problems),
    )


def _is_later(variable: Variable, shown: Span, documents: Sequence[Document]) -> bool:
    """Tell whether a variable was set or taken away at the prompt, below the screen."""
    at = variable.set_at
    if at is None or at.line <= shown.line:
        return False
    typed = [each.paste for each in documents if each.name == at.document and each.name.startswith(TYPED)]
    return any(each.name == shown.document and each.paste in typed for each in documents)


def _without_credentials(variables: dict[str, Variable], documents: Sequence[Document]) -> list[Problem]:
    """Take away the credentials that a post only lists: `claude auth status`, which finds none, is the client's word.

    A key, a token and what stands in `env` of a settings file are shown there (measured on 2.1.332); those that a
    file holds may come after what was shown.
    """
    told = {document.name for document in documents if document.kind in (Kind.LISTED, Kind.TOLD)}
    problems = []
    for name in _CREDENTIALS:
        each = variables.get(name)
        if each is not None and each.set_at and each.set_at.document in told and _is_there(each):
            problems.append(Problem(ProblemKind.SCREEN_DIFFERS, each.set_at, _DIFFERS, name))
            variables[name] = Variable(name, State.UNSET, False, set_at=each.set_at)
    return problems


def _is_decided(name: str, variables: Mapping[str, Variable], settings: Mapping[str, Setting]) -> bool:
    """Tell whether the files say what a part of the screen leaves open: an address, or any credential."""
    if name not in _CREDENTIALS:
        return _is_there(variables.get(name))
    return _HELPER in settings or any(_is_there(variables.get(each)) for each in _CREDENTIALS)


def _is_there(variable: Variable | None) -> bool:
    return variable is not None and variable.state is State.SET and variable.exported


def _variable(shown: _Shown) -> Variable:
    if shown.value is None:
        why = shown.why or _OPEN
        return Variable(shown.variable, State.UNKNOWN, True, None, shown.span, why=why)
    return Variable(shown.variable, State.SET, True, shown.value, shown.span)


def _shown(document: Document) -> Iterator[_Shown]:
    """Yield what a document shows, where it is such a screen."""
    if document.kind is not Kind.STATUS:
        return
    if '"loggedIn"' in document.text:
        yield from _in_json(document)
        return
    shown: list[_Shown] = []
    labels: set[str] = set()
    for notice, _ in zip(_NOTICE.finditer(document.text), range(_MOST), strict=False):
        shown += _of_notice(notice, document.span(*notice.span()))
    for line, _ in zip(_LINE.finditer(document.text), range(_MOST), strict=False):
        span = document.span(line.start("label"), line.end("value"))
        labels.add(line["label"].lower())
        shown += _of_line(line["label"].lower(), line["value"].strip(), span)
    yield from shown
    yield from _not_shown(shown, labels)


def _not_shown(shown: Sequence[_Shown], labels: Collection[str]) -> Iterator[_Shown]:
    """Yield what the whole screen would show, and this part of it does not: a notice tells no address, for one."""
    if not shown or any(each.variable.startswith("CLAUDE_CODE_USE_") for each in shown):
        return
    names = {each.variable for each in shown}
    has_account = not _ACCOUNT.isdisjoint(labels)
    has_source = any(each.login or each.setting == _HELPER for each in shown) or not names.isdisjoint(_CREDENTIALS)
    if not has_account and not has_source:
        yield _left_open("ANTHROPIC_AUTH_TOKEN", shown[0].span)
    of_a_plan = any(each.login is Login.SUBSCRIPTION or each.variable == "CLAUDE_CODE_OAUTH_TOKEN" for each in shown)
    if not (has_account or of_a_plan) and "ANTHROPIC_BASE_URL" not in names:
        yield _left_open("ANTHROPIC_BASE_URL", shown[0].span)


def _left_open(name: str, span: Span) -> _Shown:
    return _Shown(span, name, None, why=_NOT_SHOWN[name].format(span.line))


def _of_line(label: str, value: str, span: Span) -> Iterator[_Shown]:
    if label == "login method" and _PLAN.match(value):
        yield _Shown(span, login=Login.SUBSCRIPTION)
    elif label == "authmethod" and value.strip("`*, ") == "claude.ai":
        yield _Shown(span, login=Login.SUBSCRIPTION)
    elif label == "login method" and "console" in value.lower():
        yield _Shown(span, login=Login.CONSOLE)
    elif label in ("auth token", "api key", "unused api key"):
        yield from _of_source(value.partition(" · ")[0].strip(), span)
    elif label == "api provider" and (flag := _PROVIDERS.get(value.partition(" (")[0].lower())):
        yield _Shown(span, flag, "1")
    elif label in _VALUES and value:
        yield _Shown(span, _VALUES[label], _REMARK.sub("", value))
    elif label == "model" and _MODEL.fullmatch(value) and not value.isalpha():
        yield _Shown(span, setting="model", value=value)


def _of_notice(notice: re.Match[str], span: Span) -> Iterator[_Shown]:
    named = [notice[group] for group in ("one", "other", "used", "unused") if notice[group]]
    for source in named:
        yield from _of_source(source, span)
    if notice["plan"] or notice["method"]:
        yield _Shown(span, login=Login.SUBSCRIPTION)
    elif notice["billing"]:
        # A key, a token or what apiKeyHelper prints, whichever is there: no plan. A name such as "Opus 4.5" is no id.
        is_id = any(sign in notice["model"] for sign in "-/:") and any(map(str.isalpha, notice["model"]))
        yield _Shown(span, setting="model" if is_id else "", value=notice["model"])
    elif notice["cloud"]:
        yield _Shown(span, _PROVIDERS[notice["cloud"].lower()], "1")
    elif not named:
        yield _Shown(span, "ANTHROPIC_API_KEY")


def _of_source(source: str, span: Span) -> Iterator[_Shown]:
    if source in _CREDENTIALS:
        yield _Shown(span, source)
    elif source == _HELPER:
        yield _Shown(span, setting=_HELPER)
    elif source == "claude.ai":
        yield _Shown(span, login=Login.SUBSCRIPTION)
    elif source.startswith(_CONSOLE):
        yield _Shown(span, login=Login.CONSOLE)


def _in_json(document: Document) -> Iterator[_Shown]:
    """Yield what `claude auth status --json` says; its oauth_token may be either of two variables."""
    for found in _JSON.finditer(document.text):
        span = document.span(*found.span())
        key, value = found["key"], found["value"].strip('"')
        if (key, value) == ("loggedIn", "false"):
            yield _Shown(span, login=Login.NONE)
        elif key == "authMethod" and value == "claude.ai":
            yield _Shown(span, login=Login.SUBSCRIPTION)
        elif key == "authMethod" and value == "oauth_token":
            yield _Shown(span, "ANTHROPIC_AUTH_TOKEN", None)
        elif key == "apiProvider" and (flag := _PROVIDERS.get(value)):
            yield _Shown(span, flag, "1")
        elif key == "apiKeySource":
            yield from _of_source(value, span)


def _decides(line: re.Match[str]) -> bool:
    """Tell whether a line of the screen names an account or an address, in the words of the client."""
    label, value = line["label"].lower(), line["value"].strip()
    if label in ("auth token", "api key", "unused api key"):
        return _SOURCE.match(value) is not None
    if label == "authmethod":
        return value.strip("`*, ") == "claude.ai"
    if label == "login method":
        return value.lower().endswith("account") or _PLAN.match(value) is not None
    if label == "api provider":
        return value.partition(" (")[0].lower() in _PROVIDERS
    return label.endswith("base url") and value.lower().startswith(("http://", "https://"))
