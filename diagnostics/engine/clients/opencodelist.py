"""What `opencode auth list` prints, where a post shows it: providers with a key or a login stored, and variables.

The form is that of 1.0 to 1.18, as people posted it. Names and ids of the providers are those that 1.18.33 holds; a
name that is not in the table differs from its id in capitals and blanks alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..client import FileRead
from ..environment import Evaluation, State, Variable
from ..readers.configtree import ConfigFile, Leaf, Path
from ..records import dataclass
from ..regexes import regex
from ..source import Document, Span
from ..statusscreen import HIDDEN
from .opencodeproviders import BUNDLED

# ●  OpenAI oauth        ●  Moonshot AI (China) MOONSHOT_API_KEY
_LINE = regex(
    r"^[ \t│|]{0,8}[●•*][ \t]{1,8}(?P<name>[A-Za-z0-9][\w.&+() -]{0,60}?)[ \t]{1,8}"
    r"(?:(?P<type>oauth|api|wellknown)|(?P<variable>[A-Z][A-Z0-9]{0,30}_[A-Z0-9_]{1,60}))[ \t]*\r?$",
    re.MULTILINE,
)
_SIGNS = regex(r"[^a-z0-9]+")
_IDS: Mapping[str, str] = MappingProxyType(
    {
        "Alibaba (China)": "alibaba-cn",
        "Alibaba Coding Plan (China)": "alibaba-coding-plan-cn",
        "Deep Infra": "deepinfra",
        "GitLab Duo": "gitlab",
        "Hugging Face": "huggingface",
        "Kilo Gateway": "kilo",
        "MiniMax (minimax.cn)": "minimax-cn",
        "MiniMax (minimax.io)": "minimax",
        "Moonshot AI (China)": "moonshotai-cn",
        "Moonshot AI": "moonshotai",
        "Nebius Token Factory": "nebius",
        "NovitaAI": "novita-ai",
        "OpenCode Zen": "opencode",
        "SiliconFlow (China)": "siliconflow-cn",
        "Together AI": "togetherai",
        "Venice AI": "venice",
        "Vercel AI Gateway": "vercel",
        "Vertex (Anthropic)": "google-vertex-anthropic",
        "Vertex": "google-vertex",
        "Z.AI Coding Plan": "zai-coding-plan",
        "Z.AI": "zai",
        "Zhipu AI Coding Plan": "zhipuai-coding-plan",
        "Zhipu AI": "zhipuai",
    }
)
_PLANS = MappingProxyType({"openai": "your ChatGPT plan", "github-copilot": "your GitHub Copilot plan"})
_MOST = 100
WORD = "auth list"  # of the file that a list stands for


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: the provider's name and id, what is stored for it ("" for none), or the variable."""

    name: str
    id: str
    type: str
    variable: str
    span: Span
    value_span: Span


def listed(documents: Sequence[Document]) -> tuple[Listed, ...]:
    """Return the lines of the last such list in a post; none where there is none."""
    for document in reversed(documents):
        is_told = "auth.json" in document.text or WORD in document.text
        if is_told and "●" in document.text and (found := _lines(document)):
            return found
    return ()


def _lines(document: Document) -> tuple[Listed, ...]:
    found: dict[tuple[str, str], Listed] = {}
    for line, _ in zip(_LINE.finditer(document.text), range(_MOST), strict=False):
        name = line["name"]
        key = _IDS.get(name) or _SIGNS.sub("-", name.lower()).strip("-")
        group = "type" if line["type"] else "variable"
        span, value_span = document.span(line.start("name"), line.end(group)), document.span(*line.span(group))
        found[key, line["variable"] or ""] = Listed(
            name, key, line["type"] or "", line["variable"] or "", span, value_span
        )
    return tuple(found.values())


def shows_list(documents: Sequence[Document]) -> bool:
    """Tell whether a post shows such a list."""
    return bool(listed(documents))


def stored_file(found: Sequence[Listed], path: str, documents: Sequence[Document]) -> FileRead:
    """Return the list as the file of which it tells: which vendors, and what is stored for each."""
    document = next(each for each in documents if each.name == found[0].span.document)
    leaves: dict[Path, Leaf] = {
        (each.id, "type"): Leaf(each.type, each.span, each.value_span) for each in found if each.type
    }
    groups: dict[Path, Span] = {path[:1]: leaf.span for path, leaf in leaves.items()}
    return FileRead(path, ConfigFile(document.name, document.kind, leaves, groups, word=WORD))


def variables_listed(found: Sequence[Listed]) -> list[Variable]:
    """Return the variables that the list names: they are set, to what is not shown."""
    names = {each.variable: each for each in found if each.variable}
    return [Variable(name, State.SET, True, HIDDEN, one.span, one.span) for name, one in names.items()]


def said_of_list(file: ConfigFile | None, evaluation: Evaluation) -> str:
    """Say who pays for each provider of a list that names several, of which the model decides; else ""."""
    if file is None or file.word != WORD:
        return ""
    stored = [f"{path[0]} ({_who(str(path[0]), str(leaf.value))})" for path, leaf in file.leaves.items()]
    named = [each.name for each in evaluation.environment if each.value == HIDDEN and each.state is State.SET]
    owners = {name: key for key, known in BUNDLED.items() for name in known.variables}
    if len({path[0] for path in file.leaves} | {owners.get(name, name) for name in named}) < 2:
        return ""  # one provider, and in what order it takes its login and its key was measured
    said = f"`opencode auth list` names {_all_of(stored)}" if stored else "`opencode auth list` names no stored login"
    if named:
        said += f", and of the environment {_all_of(named)}"
    return f"{said}. The provider in front of the model's name says which of them is used, and no model is named here."


def _who(provider: str, kind: str) -> str:
    if kind == "oauth":
        if provider == "anthropic":
            return "a login that opencode 1.18 does not use"
        return _PLANS.get(provider, "a login")
    return "a stored key: the account that owns it"


def _all_of(words: Sequence[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if words[1:] else words[0]
