"""Files that start programs, such as a Dockerfile or a manifest of Kubernetes: which client they start, if any.

The environment of such a file is that of what it starts. A key in it that many programs read speaks of a client only
where the file names one: its command, its package, its action, its image.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from .clientcalls import COMMANDS
from .regexes import regex
from .source import Document, Kind

STARTERS = frozenset(
    {Kind.SYSTEMD_UNIT, Kind.COMPOSE, Kind.LAUNCHD, Kind.CRONTAB, Kind.DOCKERFILE, Kind.WORKFLOW}
    | {Kind.KUBERNETES, Kind.GITLAB}
)
# What may stand beside one without being a source of its own for anything else.
_BESIDE = STARTERS | {Kind.TEXT, Kind.LISTED, Kind.DOTENV, Kind.DOCKER_ENV, Kind.SYSTEMD_ENV}
_END = r"(?![A-Za-z0-9_])(?!-(?:flow|squad|swarm|secrets?|credentials?|keys?|api|opus|sonnet|haiku|instant|\d))"
_RUN_SO = r"(?=[ \t\"']+-|[\"']?,|</|[ \t]*\])"  # a word of a command, in a list or an element as well
# The word of a client → what names it in such a file: where it stands as a command, a package, an action or an image.
_NAMED: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "claude-code": regex(rf"(?<![A-Za-z0-9_.])claude{_END}(?!\.(?:ai|com|md)\b)"),
        "codex": regex(rf"(?<![A-Za-z0-9_.-])codex{_END}"),
        "gemini": regex(rf"(?<![A-Za-z0-9_.-])(?:run-)?gemini-cli\b|(?:(?<![\w./-])|(?<=bin/))gemini{_RUN_SO}"),
        "opencode": regex(rf"(?<![A-Za-z0-9_.])opencode{_END}"),
        "aider": regex(rf"(?<![A-Za-z0-9_.-])aider{_END}"),
        "qwen-code": regex(rf"(?<![A-Za-z0-9_.-])qwen-code\b|(?:(?<![\w./-])|(?<=bin/))qwen{_RUN_SO}"),
        "copilot-cli": regex(rf"@github/copilot\b|(?:(?<![\w./-])|(?<=bin/))copilot{_RUN_SO}|\bcopilot-cli\b"),
        "cline-cli": regex(r"(?:(?<![\w./-])|(?<=bin/))cline(?![\w./-])"),
        "continue-cli": regex(r"@continuedev/cli\b|(?:(?<![\w./-])|(?<=bin/))cn(?=[ \t\"']+-)"),
    }
)
# Names that programs of every kind read, through the makers' own libraries; any other name of a client's is its own.
_ANYBODYS = regex(
    r"ANTHROPIC_(?:API_KEY|BASE_URL|MODEL)|CLAUDE_FLOW_\w+|OPENAI_\w+|GEMINI_(?:API_KEY|MODEL)|GOOGLE_\w+|OPENROUTER_\w+|AZURE_\w+"
    r"|OLLAMA_\w+|(?:GH|GITHUB)_TOKEN|AWS_\w+"
)
# What shows that a file says what is started, and is no piece of one that shows its variables alone.
_STARTS: Mapping[Kind, re.Pattern[str]] = MappingProxyType(
    {
        Kind.SYSTEMD_UNIT: regex(r"^[ \t]*ExecStart[ \t]*=[ \t]*\S", re.M),
        Kind.COMPOSE: regex(r"^[ \t]+(?:image|build|command|entrypoint)[ \t]*:", re.M),
        Kind.LAUNCHD: regex(r"<key>Program(?:Arguments)?</key>"),
        Kind.CRONTAB: regex(r"^[ \t]*(?:[@*\d])", re.M),
        Kind.DOCKERFILE: regex(r"^[ \t]*(?:CMD|ENTRYPOINT|RUN|COPY)[ \t]", re.M | re.I),
        Kind.WORKFLOW: regex(r"^[ \t]*(?:-[ \t]+)?(?:run|uses)[ \t]*:", re.M),
        Kind.KUBERNETES: regex(r"^[ \t]*(?:-[ \t]+)?(?:image|command)[ \t]*:", re.M),
        Kind.GITLAB: regex(r"^[ \t]+script[ \t]*:", re.M),
    }
)
# In a file full of names, where what is started stands; and names of hosts, which say nothing of it.
_LINES = regex(
    r"^[ \t]*(?:-[ \t]+)?(?:image|command|args|entrypoint|build|dockerfile)[ \t]*:[^\n]*"
    r"|^[ \t]*-[ \t]+[\"']?[\w./@-]+[\"']?[ \t]*$",
    re.M,
)
_RUN = regex(r"\b(?:docker|podman)[ \t]+(?:compose[ \t]+)?(?:run|up)\b")
_HOSTS = regex(r"\b[a-z]+://\S+|(?<![\w./@-])[\w-]+(?:\.[\w-]+){2,}\S*")


def clients_started(documents: Sequence[Document]) -> frozenset[str]:
    """Return the ids of the clients that files which start programs name; comments say nothing."""
    found: set[str] = set()
    for document in documents:
        if document.kind in (Kind.COMPOSE, Kind.KUBERNETES):
            found |= _named_in("\n".join(_LINES.findall(_without_comments(document.text))))
        elif document.kind in STARTERS:
            found |= _named_in(_without_comments(document.text))
    return frozenset(found)


def starts_others(documents: Sequence[Document]) -> bool:
    """Tell whether each file that starts programs says what it starts, and none names a client in any line.

    Of a piece of a compose file the sentences around it say so.
    """
    files = [document for document in documents if document.kind in STARTERS]
    are_told = any(document.kind is Kind.TEXT for document in documents)
    told = (Kind.COMPOSE,) if are_told else ()
    return all(each.kind in told or _STARTS[each.kind].search(each.text) for each in files) and not any(
        _named_in(_HOSTS.sub(" ", _without_comments(each.text))) for each in files
    )


def _named_in(text: str) -> set[str]:
    return {key for key, named in _NAMED.items() if COMMANDS[key] in text and named.search(text)}


def are_alone(documents: Sequence[Document]) -> bool:
    """Tell whether the documents are files that start programs, and what may stand beside them."""
    kinds = {document.kind for document in documents}
    return not kinds.isdisjoint(STARTERS) and kinds <= _BESIDE


def only_anybodys(names: Iterable[str]) -> bool:
    """Tell whether all of these names of variables are such as any program may read."""
    return all(_ANYBODYS.fullmatch(name) for name in names)


def said_of_gitlab(documents: Sequence[Document]) -> str:
    """Say of a file for GitLab CI what it does not show; "" where none was read."""
    if not any(document.kind is Kind.GITLAB for document in documents):
        return ""
    return "A variable of the project's settings in GitLab wins over one of that name in the file, and none is shown."


def said_of_image(documents: Sequence[Document]) -> str:
    """Say of a Dockerfile what it does not show; "" where none is there, or where it stands beside what starts it."""
    kinds = {document.kind for document in documents}
    if Kind.DOCKERFILE not in kinds or not kinds <= {Kind.DOCKERFILE, Kind.TEXT}:
        return ""
    if any(document.kind is Kind.TEXT and _RUN.search(document.text) for document in documents):
        return ""
    return "A Dockerfile does not show what `docker run -e` or a compose file gives to the container."


def said_of_no_client(names: Sequence[str], *, is_post: bool = False) -> str:
    """Say that no client is started, or named, with the variables that another program may use."""
    does = "names" if is_post else "starts"
    said = f"Who pays cannot be told: nothing here {does} a client that is known here."
    if not names:
        return said
    listed = " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
    return f"{said} What another program does with {listed} is its own matter."


def _without_comments(text: str) -> str:
    if "#" not in text:
        return text
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(("#", ";")))
