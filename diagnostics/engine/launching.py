"""Scripts that set variables and start a client: what is there when it starts is what they come to.

What a script does behind that call, as a rule it takes away what it has set, the client does not see; and a way that
ended with `exit` before never came to the client.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from .clientcalls import ANY, COMMANDS
from .commandwords import WORD
from .functions import CALLED, COMMENT, aliases, bodies
from .names import DECISIVE
from .process import SHELLS
from .records import dataclass, replace
from .regexes import regex
from .source import PROPOSED, Document, Kind

_POSIX = (Kind.ZSH, Kind.BASH, Kind.SH)
_RUNNERS = (
    r"(?:exec|command(?![ \t]{1,9}-[vV])|env|nohup|time|nice)(?:[ \t]{1,9}(?:-u[ \t]{1,9}\w{1,60}|-[\w=-]{1,60})){0,9}"
)
# Where a shell looks for a command: the client, behind what is set for it and what hands it on.
_STARTS = regex(
    # A line that the one above goes on with begins nothing.
    rf"(?:(?<!\\\n)^|[;&|({{]|(?<![\w./-])(?:then|do|else|if|while|until)(?=[ \t]))[ \t]{{0,40}}(?:![ \t]{{1,9}})?"
    rf"(?:(?:{_RUNNERS}|[A-Za-z_]\w{{0,60}}={WORD})(?:[ \t]|\\\n){{1,20}}){{0,30}}{CALLED}[^\n]*",
    re.MULTILINE,
)
_NAMED = regex(rf"(?<!\w)(?:{ANY})(?!\w)")
_ASKS = regex(r"(?:mcp|config|update|install|doctor|plugin|migrate-installer|--version|-v|--help|-h)\b")
_BEHIND = regex(rf"{CALLED}[ \t]*(?P<rest>[^\n]*)")
# A variable that holds the client: CLAUDE="${CLAUDE_BIN:-claude}", BIN=$(command -v claude), bin=~/.local/bin/claude.
_HOLDS = regex(
    rf"(?<![\w$])(?P<name>[A-Za-z_]\w{{0,60}})=[\"']?(?:\$\((?:command[ \t]+-v|which|type[ \t]+-[pP])[ \t]+)?"
    rf"(?:\$\{{\w{{1,60}}:?-)?(?:[~$\w./{{}}-]{{1,200}}/)?(?:{ANY})(?![\w./=-])[^\n;&|]{{0,80}}$",
    re.MULTILINE,
)
# What runs the command that stands behind its own words, or in them.
_RUNS = (
    r"(?:eval|(?:ba|z|da)?sh[ \t]{1,9}-[a-z]{0,5}c|xargs|timeout|stdbuf|script|caffeinate|sudo|doas|setsid|systemd-run"
    r"|npx|bunx|pnpx|(?:pnpm|yarn)[ \t]{1,9}dlx|bun[ \t]{1,9}x|mise[ \t]{1,9}exec|nix[ \t]{1,9}run|uvx|env|nice|arch)"
)
_PACKAGES = r"@anthropic-ai/claude-code|@openai/codex|@google/gemini-cli|@qwen-code/qwen-code|opencode-ai"
_STARTS_BEHIND = regex(
    rf"(?:(?<!\\\n)^|[;&|({{]|(?<![\w./-])(?:then|do|else|if|while|until|exec|command|nohup)(?=[ \t]))[ \t]{{0,40}}"
    rf"{_RUNS}[ \t]{{1,9}}[^\n;&|]{{0,300}}?(?<![\w./@-])(?P<called>(?:[~$\w./{{}}-]{{1,200}}/)?(?:{ANY})(?![\w./=-])"
    rf"|(?:{_PACKAGES})(?:@[\w.-]{{1,40}})?)(?P<rest>[^\n]*)",
    re.MULTILINE,
)
_NAMED_SO = rf"\w{{0,40}}(?i:{ANY})\w{{0,40}}"
_MOST = 50
# The same in fish, PowerShell and at the command prompt, at the begin of a line.
_BEFORE = (
    r"(?:[^\n#;]{1,200};[ \t]{0,9})?(?:(?:and|or|not|!|if|eval)[ \t]{1,9})?"
    r"(?:(?:ba|z|da)?sh[ \t]{1,9}-\w{0,5}c[ \t]{1,9}[\"']?)?"
    r"(?:(?:@?call|&|command|exec|env|[A-Za-z_]\w{0,60}=[^\s;]{0,200})(?:[ \t]{1,9}|(?<=&))){0,9}"
)
_ON_A_LINE = regex(
    rf"^(?P<indent>[ \t]{{0,80}}){_BEFORE}(?:(?:\"?[~$%\w.:/\\{{}}-]{{1,200}}[/\\])?(?:{ANY})(?:\.exe|\.cmd)?\"?"
    rf"|(?:npx|bunx|start[ \t]{{1,9}}/wait)[ \t][^\n]{{0,60}}?(?<![\w/@.-])(?:{ANY})(?:\.cmd)?"
    rf"|(?<=&)[ \t]{{0,9}}\"?\$\w{{0,40}}(?i:{ANY})\w{{0,40}}(?:\.\w{{1,20}})?\"?(?![ \t]{{0,9}}[=.(])"
    rf"|(?<=& )\"?\$\w{{0,40}}(?i:{ANY})\w{{0,40}}(?:\.\w{{1,20}})?\"?(?![ \t]{{0,9}}[=.(])"
    rf"|\$\w{{0,40}}(?i:{ANY})\w{{0,40}}(?=[ \t]{{1,9}}(?:\$argv|--?\w))"
    rf"|Start-Process[ \t]{{1,9}}(?:-FilePath[ \t]{{1,9}})?\"?(?:{ANY})(?:\.exe|\.cmd)?\"?)"
    r"(?![\w./=-])(?P<rest>[^\n]*)",
    re.MULTILINE,
)
# What opens a block and what closes one, in fish and PowerShell.
_BLOCKS = {
    Kind.FISH: regex(
        r"^[ \t]*(?P<opens>if|for|while|switch|begin|function)(?=[\s;])|^[ \t]*(?P<closes>end)(?![\w-])(?P<again>)",
        re.MULTILINE,
    ),
    Kind.POWERSHELL: regex(
        r"#[^\n]*|\"(?:[^\"`\n]|`.)*\"|'[^'\n]*'|(?P<opens>\{)|(?P<closes>\})(?P<again>)",
    ),
    Kind.CMD: regex(r"(?P<opens>\()[ \t\r]*$|^[ \t]*(?P<closes>\))(?:[^\n]*(?P<again>\()[ \t\r]*$)?", re.MULTILINE),
}
_OWN = regex(r"(?<=set -)(?:lx|xl)(?=[ \t])")  # fish's, for the block or the script alone
_CLOSES = {Kind.FISH: "end", Kind.POWERSHELL: "}", Kind.CMD: ")"}
_NO_BREAK = regex(r"[^\n]")
_TEXTS = regex(r"<#|@([\"'])\r?\n")
_OF_FUNCTION = regex(r"(?i:function|filter|class|workflow)[ \t]+[\w:.-]+[^\n{]{0,200}$")
_OF_TRY = regex(r"(?i:try)\s*$")
_LONGEST_HEAD = 200
_MOST_BLOCKS = 5_000
_CONTINUES = {Kind.FISH: "\\", Kind.POWERSHELL: "`", Kind.CMD: "^"}
_SCRIPTS = {Kind.POWERSHELL: (".ps1",), Kind.CMD: (".cmd", ".bat")}
_READS = regex(r"(?:^|[;&|({\s])(?:source|\.)[ \t]+(?P<path>[^\n;&|]{1,300})", re.MULTILINE)
_DECIDES = regex("|".join(DECISIVE))


def is_script(document: Document) -> bool:
    """Tell whether a document is run by its name, so that it may be given arguments; a start-up file is given none."""
    is_posix = document.kind in _POSIX and document.text.startswith("#!")
    return is_posix and (document.name == PROPOSED or _is_named_as_one(document))


def _is_named_as_one(document: Document) -> bool:
    """Tell whether a file has no name of a start-up file, nor of what one reads."""
    base = document.base.lower()
    is_other = base.startswith((".", "dot_", "private_dot_")) or base.endswith(
        ("rc", "profile", "env", "login", "logout")
    )
    return document.kind in _POSIX and not is_other


def is_named_as_script(document: Document) -> bool:
    """Tell whether a file of any shell is run by its name, as its own name or its first line says."""
    if document.kind in _POSIX:
        return is_script(document) and _is_named_as_one(document)
    return document.kind in _CONTINUES and _is_script_elsewhere(document)


@dataclass(frozen=True, slots=True)
class Launch:
    """Where a script starts a client: its document, and from where to where each command may begin that does so.

    `is_alone`: there is one, it hangs on nothing, and whatever comes to the end of the script passes it.
    """

    document: str
    places: tuple[tuple[int, int], ...]
    is_alone: bool

    def holds(self, document: str, begin: int) -> bool:
        """Tell whether the command that begins there starts the client."""
        return document == self.document and any(first <= begin < stop for first, stop in self.places)


def launched_by(document: Document) -> str:
    """Return the id of the client that a script starts, which is run by its name; "" where it starts none.

    What a post shows is no such file: sentences say how it is run.
    """
    if document.paste or document.kind not in SHELLS:
        return ""
    if not is_named_as_script(document) and not (_is_named_as_one(document) and _starts_at_top(document)):
        return ""
    return next((key for key, command in COMMANDS.items() if starts(command, (document,))), "")


def _starts_at_top(document: Document) -> bool:
    """Tell whether a file of no shebang starts a client where it is read, and not in a function alone."""
    launch = launch_of((document,))
    within = bodies(document) if launch else ()
    return launch is not None and any(
        not any(body.first <= begin < body.stop for body in within) for begin, _ in launch.places
    )


def without_scripts(documents: Sequence[Document]) -> Sequence[Document]:
    """Return the documents without the scripts that start a client, where the shell has other files, or there are two.

    A script by itself is what the report is about; a file that another one reads is no process of its own.
    """
    shells = [document for document in documents if document.kind in SHELLS]
    scripts = [document for document in shells if len(shells) > 1 and launched_by(document)]
    scripts = [each for each in scripts if not any(reads(other, each) for other in shells if other is not each)]
    if not scripts:
        return documents
    reads_all = len(scripts) == 1 and all(reads(scripts[0], each) for each in shells if each is not scripts[0])
    return documents if reads_all else [document for document in documents if document not in scripts]


def of_script(script: Document, documents: Sequence[Document]) -> Sequence[Document]:
    """Return what counts for a script that is run by its name: itself, what it reads, and what no shell reads.

    zsh reads ~/.zshenv for scripts, too.
    """
    return [
        each
        for each in documents
        if each.kind not in SHELLS
        or each is script
        or (script.kind in _POSIX and each.kind in _POSIX and reads(script, each))
        or (script.kind is Kind.ZSH and each.base == ".zshenv")
    ]


def reads(one: Document, other: Document) -> bool:
    """Tell whether a file of a shell reads another one, as far as its text says so by that one's name."""
    return other.base in one.text and any(
        other.base in found["path"] for found in _READS.finditer(_without_comments(one.text))
    )


def launch_of(documents: Sequence[Document]) -> Launch | None:
    """Return where a script starts a client; None where it starts none, or no script was given."""
    shells = [document for document in documents if document.kind in SHELLS]
    if len(shells) != 1 or not (is_script(shells[0]) or (_is_named_as_one(shells[0]) and not shells[0].paste)):
        return None
    document = shells[0]
    if not _NAMED.search(document.text):
        return None
    text = _without_comments(document.text)
    found = [(begin, stop) for begin, stop, behind in _lines(text) if not _ASKS.match(behind)]
    if not found:
        return None
    begin = found[0][0]
    is_inside = any(body.first <= begin < body.stop for body in bodies(document))
    at_left = (begin == 0 or text[begin - 1] == "\n") and text[begin : begin + 1] not in " \t;&|({"
    return Launch(document.name, tuple(found), len(found) == 1 and at_left and not is_inside)


def starts(command: str, documents: Sequence[Document]) -> bool:
    """Tell whether a file of a shell starts a client by its command, in an alias or a function too.

    What a post shows is left out: sentences say which client it is about.
    """
    return any(
        document.kind in SHELLS and not document.paste and command in document.text and _starts(command, document)
        for document in documents
    )


def _starts(command: str, document: Document) -> bool:
    text = _without_comments(document.text)
    form = _ON_A_LINE if document.kind in _CONTINUES else _STARTS
    found = list(islice(form.finditer(text), _MOST))
    for body in islice(aliases(document), _MOST):
        found += islice(form.finditer(text[body.first : body.stop]), _MOST)
    for each in found:
        behind = _BEHIND.search(each[0])
        called = each[0][: behind.start("rest")] if behind else ""
        if behind and called.rstrip(' \t"').endswith(command) and not _ASKS.match(behind["rest"]):
            return True
    return False


def _without_comments(text: str) -> str:
    return COMMENT.sub(lambda comment: " " * len(comment[0]), text)


def _lines(text: str) -> list[tuple[int, int, str]]:
    """Return where each command that starts a client begins, up to its name, and what stands behind that."""
    found: list[tuple[int, int, str]] = []
    for each in islice(_STARTS.finditer(text), _MOST):
        behind = _BEHIND.search(each[0])
        found.append(
            (each.start(), each.start() + (behind.end("rest") if behind else 1), behind["rest"] if behind else "")
        )
    names = dict.fromkeys(held["name"] for held in islice(_HOLDS.finditer(text), _MOST))
    called = "|".join((_NAMED_SO, *names))
    by_variable = re.compile(
        rf"(?:^|[;&|({{]|(?<![\w./-])(?:then|do|else|if|while|until|exec|command|nohup)(?=[ \t]))[ \t]{{0,40}}"
        rf"(?:(?:exec|command|nohup|env)[ \t]{{1,9}}|[A-Za-z_]\w{{0,60}}={WORD}[ \t]{{1,9}}){{0,6}}"
        rf"(?P<called>\"?\$(?:\{{(?:{called})\}}|(?:{called})\b)\"?)(?=[\s;&|)])(?P<rest>[^\n]*)",
        re.MULTILINE,
    )
    known = {begin for begin, _, _ in found}
    others = (*islice(by_variable.finditer(text), _MOST), *islice(_STARTS_BEHIND.finditer(text), _MOST))
    for each in (one for one in others if one.start() not in known):
        found.append((each.start(), each.end("called"), each["rest"].strip()))
    return found


def starts_elsewhere(documents: Sequence[Document]) -> bool:
    """Tell whether what was given is one script of fish, PowerShell or Windows that starts a client."""
    shells = [document for document in documents if document.kind in SHELLS]
    if len(shells) != 1 or shells[0].kind not in _CONTINUES or not _is_script_elsewhere(shells[0]):
        return False
    return any(
        not _ASKS.match(each["rest"].strip()) for each in islice(_ON_A_LINE.finditer(_without_texts(shells[0])), _MOST)
    )


def until_launch(documents: Sequence[Document]) -> Sequence[Document]:
    """Return the documents, a script of fish, PowerShell or Windows without what stands behind its start of a client.

    Only where that speaks of what decides, as where it is taken away again.
    """
    shells = [document for document in documents if document.kind in SHELLS]
    if len(shells) != 1 or shells[0].kind not in _CONTINUES or not _is_script_elsewhere(shells[0]):
        return documents
    document = shells[0]
    found = islice(_ON_A_LINE.finditer(_without_texts(document)), _MOST)
    calls = [each for each in found if not _ASKS.match(each["rest"].strip())]
    if len(calls) != 1 or calls[0]["rest"].rstrip().endswith(_CONTINUES[document.kind]):
        return documents
    text = _cut(document, calls[0].start(), calls[0].end())
    return [replace(each, text=text) if each is document else each for each in documents]


def _without_texts(document: Document) -> str:
    """Return a script without what PowerShell takes for a comment or a text over several lines, as long as it was."""
    if document.kind is not Kind.POWERSHELL:
        return document.text
    pieces: list[str] = []
    at, text = 0, document.text
    while (opens := _TEXTS.search(text, at)) is not None:
        closes = text.find(f"\n{opens[1]}@" if opens[1] else "#>", opens.end() - 1)
        stop = len(text) if closes < 0 else closes + 2
        pieces += (text[at : opens.start()], _NO_BREAK.sub(" ", text[opens.start() : stop]))
        at = stop
    return "".join((*pieces, text[at:]))


def _cut(document: Document, begin: int, stop: int) -> str:
    """Return the text of a script up to where it starts a client, with the blocks closed that are open there.

    In a function what stands behind that function stays: its call does. What fish's `begin` sets for itself counts.
    """
    text = document.text
    opened = _opened(document, begin)
    own = document.kind is Kind.FISH and _OWN.search(text, 0, stop) is not None
    if not own and not _DECIDES.search(text, stop):
        return text
    behind, words = "", [word for word, _ in opened]
    if "function" in words:
        closes = _closed(document, stop, len(words) - words.index("function"))
        if closes is None or words.count("function") > 1:
            return text
        behind = text[closes:]
        words = words[words.index("function") + 1 :]
    for word, at in opened:  # what they set is there when the client starts
        if word == "begin":
            text = f"{text[:at]}     {text[at + 5 :]}"
        elif word == "try":
            text = f"{text[:at]}&  {text[at + 3 :]}"
    if own:
        text = _OWN.sub("gx", text[:stop]) + text[stop:]
    words = [word for word in words if word != "begin"]
    closers = [_CLOSES[document.kind]] * len(words)
    return "\n".join((text[:stop], *closers, behind))


def _opened(document: Document, at: int) -> list[tuple[str, int]]:
    """Return what opened the blocks in which a place of a script stands, the outermost first, and where."""
    found: list[tuple[str, int]] = []
    for sign in islice(_BLOCKS[document.kind].finditer(document.text, 0, at), _MOST_BLOCKS):
        if sign["opens"]:
            word, begin = sign["opens"], sign.start("opens")
            if document.kind is Kind.POWERSHELL:
                head = document.text[max(0, begin - _LONGEST_HEAD) : begin]
                tried = _OF_TRY.search(head)
                word = "function" if _OF_FUNCTION.search(head) else "try" if tried else ""
                begin += tried.start() - len(head) if tried else 0
            found.append((word, begin))
        elif sign["closes"] and found:
            found.pop()
        if sign["again"]:
            found.append(("", sign.start("again")))
    return found


def _closed(document: Document, at: int, depth: int) -> int | None:
    """Return where that many blocks are closed behind a place of a script."""
    for sign in _BLOCKS[document.kind].finditer(document.text, at):
        depth += bool(sign["opens"]) + bool(sign["again"]) - bool(sign["closes"])
        if depth == 0:
            return sign.start("closes")
    return None


def is_fish_script(document: Document) -> bool:
    """Tell whether a file of fish is run by its name, and so may be given arguments."""
    return document.kind is Kind.FISH and _is_script_elsewhere(document)


def _is_script_elsewhere(document: Document) -> bool:
    base = document.base.lower()
    if document.kind is Kind.FISH:
        return document.text.startswith("#!") and base != "config.fish"
    return base.endswith(_SCRIPTS[document.kind]) and "profile" not in base
