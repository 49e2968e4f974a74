"""Of which programs a person speaks: clients that are modelled here, and others that are not.

A start-up file names a client by its command; sentences name it as people call it. A program that is not modelled
counts as named in sentences, by its command where that is no common word, or by a variable of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from ..client import Client
from ..records import dataclass, replace
from ..regexes import regex
from ..source import Document, Kind
from ..startedcalls import is_typed

# Files in which a command stands as it is typed, and sentences.
_COMMANDS_IN = frozenset((Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH, Kind.POWERSHELL, Kind.CMD, Kind.TEXT))


@dataclass(frozen=True, slots=True)
class Program:
    """A program that is not modelled here: what it is called, and how a text names it."""

    name: str
    words: re.Pattern[str]  # in sentences
    variables: re.Pattern[str] | None = None  # names of its own
    commands: tuple[str, ...] = ()
    files: re.Pattern[str] | None = None  # of its own, by their paths


# Each documents its own way of being given a key; none of them was measured here.
OTHERS: Mapping[str, Program] = MappingProxyType(
    {
        "cursor": Program("Cursor", regex(r"\bCursor\b"), regex(r"CURSOR_\w+"), ("cursor-agent",)),
        "goose": Program(
            "Goose",
            regex(r"\b(?:Goose|goose)\b"),
            regex(r"GOOSE_\w+"),
            ("goose",),
            regex(r"\bgoose[/\\][\w.-]+\.ya?ml$"),
        ),
        "crush": Program(
            "Crush", regex(r"\b(?:Crush|crush)\b(?!ed)"), regex(r"CRUSH_\w+"), ("crush",), regex(r"\bcrush\.json$")
        ),
        "roo": Program("Roo Code", regex(r"\b(?:Roo ?Code|Roo)\b")),
        "kilo": Program("Kilo Code", regex(r"\bKilo(?: ?Code)?\b(?! (?:Code )?CLI)")),
        "kilo-cli": Program("Kilo CLI", regex(r"\bKilo(?: ?Code)? CLI\b"), regex(r"KILO_\w+"), ("kilo",)),
        "cline": Program("Cline in VS Code", regex(r"\b[Cc]line\b(?! CLI)")),
        "continue": Program(
            "Continue in an editor",
            regex(
                r"\b[Cc]ontinue(?:'s|\.dev)? (?:extension|plug-?in|in (?:VS ?Code|JetBrains))|\bContinue version\b"
                r"|\.continue/config\.json|\*\*Error Details\*\*\s{1,4}Model: "  # the form of its own report
            ),
        ),
        "amp": Program("Amp", regex(r"\b(?:Amp CLI|Sourcegraph Amp|ampcode)\b"), regex(r"AMP_API_KEY|AMP_URL")),
        "zed": Program("Zed", regex(r"\bZed\b"), files=regex(r"\bzed[/\\]settings\.json$")),
        "windsurf": Program("Windsurf", regex(r"\bWindsurf\b")),
    }
)
# How the names of an extension's settings in VS Code begin.
_SETTINGS_OF: Mapping[str, str] = MappingProxyType({"cline": "cline", "roo": "roo-cline", "kilo": "kilo-code"})
_SETTINGS_NAME = regex(r"\.(?:jsonc?|json5|toml)$", re.IGNORECASE)
_EDITORS = frozenset({"cursor", "roo", "kilo", "cline", "continue", "zed", "windsurf"})
_EXTENSIONS = frozenset({"roo", "kilo", "cline"})
# An extension's provider of that name: what it asks is the extension's matter.
_PROVIDER = regex(
    r"\b(?:Provider|provider)s?\b[^\w\n]{1,6}(?:is |set to |to )?[\"“'`*]{0,3}Gemini CLI\b"
    r"|\bGemini CLI[\"”'`*]{0,3} (?:API )?(?:Provider|provider)|(?m:^)[ \t`>]*Gemini CLI: |\[Gemini CLI\]"
)
_CLAUDE_CODE = regex(r"\b[Cc]laude[ -]?[Cc]ode\b|\bclaude -|\bCLAUDE_[A-Z]|\.claude\b")
# What a sentence says of a client that it names in passing: that it works there, or was left.
_IN_PASSING = regex(
    r"\b(?:works?|worked|working|runs?|ran|is|are|was)(?: (?:all|just|perfectly|totally|completely|there))*"
    r" (?:fine|ok(?:ay)?|well|great|perfectly|without (?:any )?(?:problems?|issues?|errors?))\b"
    r"|\bno (?:such )?(?:problems?|issues?) (?:with|in|there)\b"
    r"|\b(?:moved|switched|migrated|came|changed|coming)(?: over)? from\b"
    r"|\buse\b[^.\n]{0,60}\b(?:too|as well)\b|\balso use\b|\b(?:unlike|just like|same as|similar to)\b"
    r"|\b(?:geht|läuft|funktioniert) (?:es )?(?:gut|problemlos|einwandfrei)|\bmarche bien\b|\bfunciona bien\b"
    r"|没(?:有)?问题|正常|問題なく",
    re.IGNORECASE,
)
_CLAUSE = regex(r"(?<=[.!?;。！？])\s+|\n+|, (?=but|while|and|aber|mais|pero)|\bbut\b|\s[—–-]\s")
_MOST_CLAUSES = 200
_HYPHENED = regex(r"(?a)\w-")
_MODEL = regex(r"\bgpt-[\w.]+[ -]codex[\w-]*", re.IGNORECASE)  # a model's name is no program's


class Said:
    """What the documents of one report say of programs: their sentences are made ready once, and asked many times."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.sentences = said_in(documents)
        self._texts = [each.text for each in self.sentences if not _is_settings(each)]
        self._names: dict[str, bool] = {}

    def names(self, client: Client) -> bool:
        """Tell whether a start-up file or prose names a client: by its command, or prose as people call it."""
        if client.id not in self._names:
            self._names[client.id] = _calls(client.concern.commands, self.documents) or self.calls_by_name(client)
        return self._names[client.id]

    def names_any(self, clients: Iterable[Client]) -> bool:
        """Tell whether one of the clients is named."""
        return any(map(self.names, clients))

    def names_in_sentences(self, client: Client) -> bool:
        """Tell whether sentences name a client, by its command or its name."""
        return bool(self.sentences) and (_calls(client.concern.commands, self.sentences) or self.calls_by_name(client))

    def is_typed(self, client: Client) -> bool:
        """Tell whether a command of a client stands in a post as somebody typed it, in no file."""
        typed = [each for each in self.documents if each.paste and each.kind is not Kind.TEXT and is_typed(each, ())]
        return bool(typed) and _calls(client.concern.commands, typed)

    def in_passing(self, client: Client) -> bool:
        """Tell whether sentences alone name a client, and each says that it works there, or that it was left."""
        code = [document for document in self.documents if document.kind is not Kind.TEXT]
        if not self._texts or not any(map(_IN_PASSING.search, self._texts)) or _calls(client.concern.commands, code):
            return False
        clauses = [clause for text in self._texts for clause in _CLAUSE.split(text, _MOST_CLAUSES)]
        named = [clause for clause in clauses if _is_named_in(client, clause)]
        return bool(named) and all(map(_IN_PASSING.search, named))

    def first_named(self, clients: Iterable[Client]) -> list[Client]:
        """Return the clients that the first clause names which names one; none that it names in passing."""
        known = list(clients)
        for text in self._texts:
            for clause in _CLAUSE.split(text, _MOST_CLAUSES):
                if found := [client for client in known if _is_named_in(client, clause)]:
                    return [] if _IN_PASSING.search(clause) else found
        return []

    def calls_by_name(self, client: Client) -> bool:
        """Tell whether prose names a client as people call it."""
        words = client.concern.words
        if words is None:
            return False
        found = [text for text in self._texts if _names(words, _MODEL.sub("", text))]
        if found and client.id == "gemini" and self.lends():
            return any(_names(words, _PROVIDER.sub(" ", text)) for text in found)
        return bool(found)

    def lends(self) -> bool:
        """Tell whether a post is about an extension that prints what the clients say which it starts."""
        return any(map(self.speaks_of, _EXTENSIONS))

    def means_models(self, client: Client, others: Iterable[str]) -> bool:
        """Tell whether a post about an editor's extension means the models where it says "claude"."""
        if client.id != "claude-code" or _EDITORS.isdisjoint(others):
            return False
        code = [document for document in self.documents if document.kind is not Kind.TEXT]
        return not any(map(_CLAUDE_CODE.search, self._texts)) and not _calls(client.concern.commands, code)

    def others(self, variables: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of the programs that are not modelled here and of which the documents speak."""
        set_here = [name for name in variables if _own_names().fullmatch(name)]
        return tuple(key for key, program in OTHERS.items() if self._is_spoken_of(program, set_here))

    def speaks_of(self, program: str) -> bool:
        """Tell whether sentences, or VS Code's settings, speak of a program that is not modelled here."""
        words = OTHERS[program].words
        in_settings = f'"{_SETTINGS_OF[program]}.' if program in _SETTINGS_OF else ""
        return any(words.search(text) for text in self._texts) or any(
            in_settings and in_settings in document.text
            for document in self.documents
            if document.kind is Kind.VSCODE_SETTINGS
        )

    def _is_spoken_of(self, program: Program, set_here: Sequence[str]) -> bool:
        own = program.variables
        if self._texts and any(program.words.search(text) for text in self._texts):
            return True
        if set_here and own is not None and any(own.fullmatch(name) for name in set_here):
            return True
        if program.files is not None and any(program.files.search(document.name) for document in self.documents):
            return True
        return bool(program.commands) and _calls(program.commands, self.documents)


def _is_named_in(client: Client, clause: str) -> bool:
    words = client.concern.words
    by_name = words is not None and _names(words, _MODEL.sub("", clause))
    return by_name or (
        any(word in clause for word in client.concern.commands)
        and (_by_command(client.concern.commands).search(clause) is not None)
    )


def _names(words: re.Pattern[str], text: str) -> bool:
    """Tell whether a text has the words, and not only as the end of a longer name: feat/canvas-opencode."""
    return any(
        not (found[0].isalpha() and _HYPHENED.match(text, max(0, found.start() - 2))) for found in words.finditer(text)
    )


@cache
def _own_names() -> re.Pattern[str]:
    """Return the expression for every variable that one of the programs alone reads: most names are none of them."""
    return regex("|".join(f"(?:{one.variables.pattern})" for one in OTHERS.values() if one.variables is not None))


def said_in(documents: Sequence[Document]) -> list[Document]:
    """Return the texts of sentences, without the names of the files that stand beside them: these say what they are."""
    files = (
        [each.name for each in documents if each.kind is not Kind.TEXT and "/" in each.name] if documents[1:] else []
    )
    found = [document for document in documents if document.kind is Kind.TEXT]
    if not files:
        return found
    return [replace(document, text=_without(files, document.text)) for document in found]


def _without(names: Sequence[str], text: str) -> str:
    for name in names:
        text = text.replace(name, "")
    return text


def _is_settings(document: Document) -> bool:
    """Tell whether a text is another program's settings: what an editor's plug-in is called there is no client."""
    return document.kind is Kind.TEXT and _SETTINGS_NAME.search(document.name) is not None


@cache
def _by_command(commands: tuple[str, ...]) -> re.Pattern[str]:
    """Return the expression for one of the commands as a word of its own; `a qwen model` is no command."""
    names = "|".join(map(re.escape, commands))
    no_model = r"(?! (?:models?|family|LLMs?|API|account|max|plus|coder|\d))" if commands in _MODELS_TOO else ""
    if commands == ("cn",):  # the word is a country's, too
        no_model = r"(?=[ \t]+(?:-p\b|--[a-z]|login\b|serve\b))"
    if commands == ("gemini",):  # a provider of that name in another client
        no_model = r"(?! providers?\b)"
    return regex(
        r"(?<![\w./@-])(?<!--model[ =])(?<!--provider[ =])(?<!\"model\":\")(?<!\"model\": \")"
        rf"(?:{names})(?![\w./@-]){no_model}",
        re.ASCII,  # scripts that write no blanks begin and end a word, too: codex现在
    )


_MODELS_TOO = frozenset({("qwen",)})
# "gemini or sonnet", "between opus and gemini": models of that name, and no programs.
_OTHER_MODEL = r"(?:sonnet|opus|haiku|gpt|deepseek|llama|mistral|grok|kimi|glm|minimax)"
_AMONG_MODELS = regex(
    rf"\b(?:gemini|qwen)(?= or | and |/|, )(?=.{{1,5}}{_OTHER_MODEL}\b)"
    rf"|(?:{_OTHER_MODEL})(?: or | and |/|, )(?:gemini|qwen)\b(?![\w./-]| cli)",
    re.IGNORECASE,
)


# A sentence's "cline", in small letters and no call of the program: most who write so mean the extension.
_NO_CALL = regex(
    r"(?<![`$])(?<![`$] )(?<!npx )\bcline\b"
    r"(?![ \t]+(?:auth|config|task|history|version|-{1,2}\w|[\"']))(?!`)(?! CLI)"
)
_IN_VSCODE = regex(r"\bcline ?(?:\+|in|for|on|extension|plug-?in)(?: (?:of|for|in))? ?vs ?code\b", re.IGNORECASE)


def _without_models(document: Document, command: str, *, is_qwens: bool) -> str:
    """Return a text without the models in its sentences that are called as a client is."""
    if document.kind is not Kind.TEXT:
        return document.text
    if command == "cline":
        return _NO_CALL.sub(" ", _IN_VSCODE.sub(" ", document.text))
    if command == "gemini" and is_qwens:
        return _AMONG_MODELS.sub(" ", document.text.replace("$ gemini /about\n# paste output here", ""))
    if command not in ("gemini", "qwen"):
        return document.text
    return _AMONG_MODELS.sub(" ", document.text)


def _calls(commands: tuple[str, ...], documents: Sequence[Document]) -> bool:
    """Tell whether one of the commands stands where commands do, or in sentences."""
    # A search for a text takes a hundredth of the time that an expression takes to find nothing; loops, for most
    # reports ask this of every client and program in vain.
    for document in documents:
        if document.kind in _COMMANDS_IN and not _is_settings(document):
            for command in commands:
                if command in document.text:
                    is_qwens = command == "gemini" and any("qwen" in each.text.lower() for each in documents)
                    if _by_command(commands).search(_without_models(document, command, is_qwens=is_qwens)):
                        return True
                    break
    return False
