"""Two versions of one file in a post, before and after a change: only one of them can be what somebody has.

The last one is read, and the report says so; what the others would do is not mixed into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..names import DECISIVE
from ..records import replace
from ..regexes import regex
from ..source import EARLIER, SHOWN_BEFORE, WORKING, Document, Kind, file_name
from .endings import JSON
from .parts import SHELLS

_DECIDING = regex(
    r"(?P<name>ANTHROPIC_(?:BASE_URL|AUTH_TOKEN|API_KEY|MODEL)|CLAUDE_CODE_USE_[A-Z_]+|apiKeyHelper)"
    r"[\"'`]?[ \t]*[:=][ \t]*(?P<value>[^\n]*?)[ \t]*,?[ \t\r]*$",
    re.MULTILINE,
)


# Of Codex' config.toml: a provider is chosen once in a file, so two that choose one are two versions.
_CHOSEN = regex(r"(?m:^)model_provider[ \t]*=")
_OF_PROVIDER = regex(
    r"^(?P<name>model_provider|base_url|env_key|requires_openai_auth|experimental_bearer_token|openai_base_url)"
    r"[ \t]*=[ \t]*(?P<value>[^\n#]*?)[ \t\r]*(?:#[^\n]*)?$",
    re.MULTILINE,
)


# Code or settings that a later block of a post may take the place of.
_SETTINGS = (*JSON, *SHELLS, Kind.DOTENV, Kind.LISTED)
_SHOWN = (Kind.STATUS, Kind.DUMP)
_SHOWS_MORE = regex(r"_(?:URL|TOKEN|KEY)\b|\bbase url\b|\bprovider\b", re.IGNORECASE)  # than a stored login
_STATEMENT = regex(
    r"^[ \t]*(?:export[ \t]+|set[ \t]+-\w*x\w*[ \t]+|\$env:|setx?[ \t]+)?(?P<name>[A-Z_][A-Z0-9_]*)[ \t]*[= ][^\n]*",
    re.MULTILINE,
)
_IS_NOW = regex(
    r"\b(?:changed|switched|replaced|swapped|updated|rewr(?:ote|itten)|corrected)\b[^.?!]{0,80}\b(?:to|with|by|into)\b[^.?!]{0,60}:\s*$"
    r"|\bnow\b[^.?!]{0,60}\b(?:is|have|reads?|looks?|use|using|it['’]s)\b[^.?!]{0,60}:\s*$"
    r"|^\W{0,6}(?:the )?(?:fix(?:ed)?(?: version)?|solution|after(?: the (?:change|fix))?|works now|this works"
    r"|corrected|now)\W{0,6}$",
    re.IGNORECASE,
)
_IS_OPEN = regex(r"\b(?:not|never|should|could|would|if|tried|try|also|add(?:ed|ing)?)\b|n['’]t\b", re.IGNORECASE)
_LONGEST = 400
# What a screen or a printed environment showed before something was changed, and the file that a post shows since.
_THEN = regex(
    r"\b(?:yesterday|earlier|originally|previously|formerly|at first|initially|old(?:er)?|used to|the day before"
    r"|last (?:week|month|night|time|year|monday|tuesday|wednesday|thursday|friday)|\d+ (?:days?|weeks?|hours?) ago"
    r"|before (?:i|we|that|this|the (?:change|switch|fix|update|edit))|gestern|vorher|zuvor|früher|letzte woche"
    r"|avant|ayer|antes|ieri|вчера|раньше|до этого)\b|昨天|之前|以前|上周|昨日|先週|前は|変更前",
    re.IGNORECASE,
)
_SINCE = regex(
    r"\b(?:now|today|since(?: then)?|then (?:i|we)|this morning|after(?:wards)?|meanwhile|by now|new|current(?:ly)?"
    r"|in the meantime|just (?:changed|switched|added|removed)|jetzt|heute|inzwischen|seitdem|danach|maintenant|depuis"
    r"|aujourd['’]hui|ahora|hoy|adesso|ora|oggi|теперь|сейчас|сегодня)\b|现在|今天|改成|今は|今日|変更後",
    re.IGNORECASE,
)
# "Edit: typo, the first line is really", above a line or two of a file that stands above.
_CORRECTS = regex(
    r"^\W{0,6}(?:edit(?:ed|\d)?|update|correction|sorry|typo|oops|ups|my (?:bad|mistake)|scratch that|erratum|p\.?s)\b"
    r"[^\n]{0,160}\b(?:is|are|was|reads?|says?|should be|should read|meant|means?)\b[^\n]{0,80}$"
    r"|\bI (?:meant|(?:copied|pasted|typed) (?:it|that) wrong(?:ly)?)\b",
    re.IGNORECASE,
)
# "This does not work:" and "With the other one it works:", above two versions of which the first is asked about.
_FAILS = regex(
    r"\bnot? work|n['’]t work|\bfail(?:s|ed|ing)?\b|\berrors?\b|\bbroken\b|\brefused?\b|\bignored?\b"
    r"|(?<![\w.:])40[0-9]\b|\bnicht\b|\bno (?:me )?funciona|\bne (?:marche|fonctionne)"
    r"|不(?:行|能|生效|工作|可以)|报错|失败|動きません|動かない",
    re.IGNORECASE,
)
_WORKS = regex(
    r"\bwork(?:s|ing|ed)?\b|\b(?:is|are) fine\b|\bno problem|\bgeht\b|\bfunktioniert\b|\bfunciona\b"
    r"|\b(?:marche|fonctionne)\b|正常|可以|能用|動きます",
    re.IGNORECASE,
)
_ON_MACHINES = (*JSON, *SHELLS, Kind.DOTENV, Kind.LISTED, Kind.DUMP)
_MACHINE = regex(
    r"\b(?:desktop|laptop|server|pc|macbook|mac|imac|workstation|vm|wsl2?|windows|linux|ubuntu|container|devcontainer"
    r"|codespaces?|work (?:machine|computer)"
    r"|home (?:machine|computer)|machine [ab1-3]|box [ab1-3]|rechner|notebook|ordinateur|portátil)\b",
    re.IGNORECASE,
)
_SOLVED = regex(r"\b(?:now|after|fix(?:ed)?|solution|solved|finally|jetzt|ahora|maintenant)\b|解决|现在", re.IGNORECASE)


def without_versions(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return the documents of a paste, each earlier version of one and the same file as text under such a name."""
    documents = _without_working(documents)
    corrected = dict(_corrections(documents))
    documents = [corrected.get(number, document) for number, document in enumerate(documents)]
    replaced = {**dict(_replaced(documents)), **dict(_changed(documents)), **dict(_outdated(documents))}
    return tuple(replaced.get(number, document) for number, document in enumerate(documents))


def _without_working(documents: Sequence[Document]) -> Sequence[Document]:
    """Return the documents, settings that a sentence says to work as text where those above them are said to fail."""
    if (other := _of_another_machine(documents)) is not None:
        name = f"{WORKING} on line{_lines(documents[other])}"
        return [replace(each, name=name, kind=Kind.TEXT) if n == other else each for n, each in enumerate(documents)]
    settings = [
        (number, document)
        for number, document in enumerate(documents)
        if document.kind in JSON and document.paste and " on line" in document.name
    ]
    if len(settings) != 2 or settings[0][1].kind is not settings[1][1].kind:
        return documents
    (_, first), (number, second) = settings
    above, below = _said_above(first, documents), _said_above(second, documents)
    works = _WORKS.search(below) is not None and _FAILS.search(below) is None and _SOLVED.search(below) is None
    if not works or _FAILS.search(above) is None or not _differ(first.text, second.text, _DECIDING):
        return documents
    name = f"{WORKING} on line{_lines(second)}"
    return [replace(each, name=name, kind=Kind.TEXT) if n == number else each for n, each in enumerate(documents)]


def _of_another_machine(documents: Sequence[Document]) -> int | None:
    """Return which of two pieces is that of the machine on which it works, where it fails on another; else None."""
    found = [(n, each) for n, each in enumerate(documents) if each.kind in _ON_MACHINES and each.paste]
    found = [(n, each) for n, each in found if _names(each)]
    if len(found) != 2:
        return None
    said = [_said_above(each, documents) for _, each in found]
    machines = [{word.lower() for word in _MACHINE.findall(each)} for each in said]
    if not all(machines) or machines[0] & machines[1]:
        return None
    fails = [_FAILS.search(each) is not None for each in said]
    return found[0][0] if fails == [False, True] else found[1][0] if fails == [True, False] else None


def _said_above(document: Document, documents: Sequence[Document]) -> str:
    """Return the last line of the sentences right above a block of a post."""
    above = [each for each in documents if each.kind is Kind.TEXT and each.first_line < document.first_line]
    text = max(above, key=lambda each: each.first_line).text if above else ""
    return next((line for line in reversed(text.split("\n")) if line.strip()), "")[:_LONGEST]


def _changed(documents: Sequence[Document]) -> Iterator[tuple[int, Document]]:
    """Yield the blocks above a sentence that says what they were changed to: "Now I changed it to:", "The fix:"."""
    for number, document in enumerate(documents[:-1]):
        below = documents[number + 1]
        if document.kind is not Kind.TEXT or below.kind not in _SETTINGS or not _names(below):
            continue
        said = next((line for line in reversed(document.text.split("\n")) if line.strip()), "")[:_LONGEST]
        if _IS_NOW.search(said) is None or _IS_OPEN.search(said) is not None:
            continue
        for place in range(number):
            above = documents[place]
            if above.kind in _SETTINGS and above.first_line < document.first_line and _names(above):
                yield place, replace(above, name=f"{EARLIER} on line{_lines(above)}", kind=Kind.TEXT)


def _outdated(documents: Sequence[Document]) -> Iterator[tuple[int, Document]]:
    """Yield what a screen or `env` showed earlier, where a file stands below it that is said to be as it is now."""
    shown = [(n, each) for n, each in enumerate(documents) if each.kind in _SHOWN and each.paste]
    files = [each for each in documents if each.kind in _SETTINGS and each.paste] if shown else []
    last = {file_name(each.name): n for n, each in shown}
    for number, document in shown:
        if document.kind is Kind.DUMP and last[file_name(document.name)] > number and " on line" not in document.name:
            yield number, replace(document, name=f"{SHOWN_BEFORE} on line{_lines(document)}", kind=Kind.TEXT)
            continue
        if _SHOWS_MORE.search(document.text) is None or _THEN.search(_said_above(document, documents)) is None:
            continue
        below = (each for each in files if each.first_line > document.first_line)
        if any(_SINCE.search(said) and not _THEN.search(said) for said in (_said_above(e, documents) for e in below)):
            yield number, replace(document, name=f"{SHOWN_BEFORE} on line{_lines(document)}", kind=Kind.TEXT)


def _corrections(documents: Sequence[Document]) -> Iterator[tuple[int, Document]]:
    """Yield a file with the lines in it that a sentence below says to be others, and these as text."""
    for number, document in enumerate(documents):
        if document.kind not in SHELLS or not document.paste or " on line" not in document.name:
            continue
        at, above = next(
            ((n, e) for n, e in enumerate(documents[:number]) if e.kind in SHELLS and _names(e)), (0, None)
        )
        if above is None or _CORRECTS.search(_said_above(document, documents)) is None:
            continue
        new = {found["name"]: found.group() for found in _STATEMENT.finditer(document.text)}
        old = {found["name"] for found in _STATEMENT.finditer(above.text)}
        if new and new.keys() <= old:
            yield at, replace(above, text=_with_lines(above.text, new))
            yield number, replace(document, kind=Kind.TEXT)


def _with_lines(text: str, new: Mapping[str, str]) -> str:
    """Return a file's text with other lines for the variables that these set."""
    return _STATEMENT.sub(lambda found: new.get(found["name"], found.group()), text)


def _names(document: Document) -> bool:
    """Tell whether a block of a post sets what decides."""
    return bool(document.paste) and any(name in document.text for name in DECISIVE)


def _replaced(documents: Sequence[Document]) -> Iterator[tuple[int, Document]]:
    last: dict[tuple[Kind, str], int] = {}
    for number in reversed(range(len(documents))):
        document = documents[number]
        if document.kind not in (*JSON, Kind.LISTED, Kind.CODEX_CONFIG):
            continue
        is_of_home = document.kind is Kind.CODEX_CONFIG and document.base == "config.toml"
        slot = (document.kind, "" if " on line" in document.name or is_of_home else file_name(document.name))
        after = last.setdefault(slot, number)
        form = _OF_PROVIDER if document.kind is Kind.CODEX_CONFIG else _DECIDING
        if document.kind is Kind.CODEX_CONFIG and not _both_choose(document, documents[after]):
            continue
        if after != number and _differ(document.text, documents[after].text, form):
            name = f"{EARLIER} on line{_lines(document)}"
            yield number, replace(document, name=name, kind=Kind.TEXT)


def _lines(document: Document) -> str:
    one = document.line_count == 1
    return f" {document.first_line}" if one else f"s {document.first_line}–{document.last_line}"


def _both_choose(one: Document, other: Document) -> bool:
    """Tell whether both texts choose a provider, so that they are no two parts of one file."""
    return all(_CHOSEN.search(each.text) for each in (one, other))


def _differ(one: str, other: str, form: re.Pattern[str]) -> bool:
    """Tell whether two texts set a name that decides to different values."""
    first, second = _set(one, form), _set(other, form)
    return any(first[name] != second[name] for name in first.keys() & second.keys())


def _set(text: str, form: re.Pattern[str]) -> dict[str, str]:
    return {found["name"]: found["value"].strip("\"'") for found in form.finditer(text)}
