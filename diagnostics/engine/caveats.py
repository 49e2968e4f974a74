"""What is said beside who pays: how the text was understood, and what else may have a say in it.

Each function returns a sentence, or nothing where there is nothing to be said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .clientcalls import ANY
from .clientcalls import COMMAND as ANY_COMMAND
from .clients import CLIENTS, DEFAULT_CLIENT, by_habit
from .clients.calledmodel import called_model
from .facts import Facts
from .findings import Login, Request, Sent
from .names import CREDENTIALS, READ
from .process import SHELLS
from .regexes import regex
from .source import EARLIER, SHOWN_BEFORE, WORKING, Kind, base_of, home_path
from .starters import said_of_gitlab, said_of_image
from .templated import is_filled_in
from .typedcalls import COMMAND, TypedCall, said_as_typed
from .unreadfiles import reader_of
from .whopays import shortly
from .wrappers import said_of_choices

# docker exec -it box bash, and below it: claude
_ENTERS = regex(
    r"^[ \t]*(?:[$❯%>][ \t]+)?(?P<enters>(?:docker|podman)(?:[ -]compose)?[ \t]+(?:exec|run(?=[ \t][^\n]{1,500}[ \t]"
    r"(?:/\S+/)?(?:ba|da|fi|z)?sh[ \t]*$))|kubectl[ \t]+exec|devc[ \t]+shell"
    r"|devcontainer[ \t]+exec|ssh[ \t]+[\w.@-]+[ \t]*$|wsl(?:\.exe)?[ \t]*$)[^\n]*\n(?:[^\n]*\n){0,5}?"
    rf"[ \t]*(?:[$❯%>#][ \t]+)?{ANY_COMMAND}(?![\w.=/-])",
    re.MULTILINE,
)
_ENTERING = (" exec", " run ", "ssh ", "devc ", "wsl")
# What a line that writes a client's file, or gives a variable to what is started later, has in it.
_OWN_FILES = ("settings.json", "settings.local.json", ".credentials.json", ".claude.json", "config.toml", "auth.json")
_OTHER_FILES = ("/.env", "oauth_creds", "opencode.json", ".aider.conf", "providers.json", "config.yaml")
_PROGRAM = ("bin/claude", "bin\\claude", "npm\\claude", "Claude Code-credentials")
_FOLDER = regex(r"\.claude[\\/]?(?=[\s\"';&|)]|$)")
_FILES = (*_OWN_FILES, *_OTHER_FILES, *_PROGRAM)
_LATER = ("tmux", "screen", "systemctl", "systemd-run", "dbus-", "vars set", "mise set", "fish -c", "nvironment")
# `typeset` ends in `set`, before which something stands then.
_HANDS = regex(r"(?:export|declare|setenv|set)(?=[ \t]+(?:-\w{1,9}[ \t]+)?[A-Z][A-Z0-9_]{4,60}[= \t])")
_READ_IN_FOLDER = ("~/.zprofile", "~/.zshrc", "~/.zlogin")  # what zsh looks for where ZDOTDIR says
# How VS Code's settings hand variables on, and where these count.
_IN_EDITOR = {
    "ode.environmentVariables": "in the extension alone: in a terminal Claude Code has the shell's variables",
    "terminal.integrated.env.": "in the editor's own terminal alone, where what the shell's files set wins",
}
_OF_UNITS = "systemctl --user show-environment"
_REST = regex(r"(?=[^\s0-9]*[0-9])[A-Za-z0-9_+/=-]{4,120}[\"']?")  # a word with a digit, as no command is called
# A line of a recipe that starts a client.
_IN_RECIPE = regex(
    rf"^[ \t]+[@-]?(?:[A-Za-z_]\w*=\S{{0,200}}[ \t]+){{0,9}}(?P<client>{ANY})(?=[ \t\r]|$)", re.MULTILINE
)
_NOT_CHOSEN = "Invalid auth method selected"  # Gemini CLI, with an address and no chosen method
_ELSE = "which was not given, may say otherwise."


def said_of_habit(facts: Facts) -> str:
    """Say that nothing but habit speaks of the clients that are reported."""
    asked = any(request.client != DEFAULT_CLIENT for request in facts.requests)
    is_guess = asked and by_habit(frozenset(facts.environment.variables), facts.documents)
    return "Your text names no client; by the one for which most people set such variables:" if is_guess else ""


def said_of_surroundings(facts: Facts, requests: Sequence[Request]) -> str:
    """Say what may be given to a process beside the file that starts it, where that could decide."""
    given = [source for request in requests for source in request.headers.values()]
    is_given = any(source in facts.environment.variables for source in given)
    is_told = is_given or facts.login is not Login.UNKNOWN
    return said_of_gitlab(facts.documents) or ("" if is_told else said_of_image(facts.documents))


def said_of_versions(facts: Facts) -> str:
    """Say that the text holds two versions of one file, and which of them is meant."""
    working = next((each.name for each in facts.documents if each.name.startswith(WORKING)), "")
    if working:
        lines = working.removeprefix(WORKING + " on ")
        return f"Your text holds settings that work on {lines}; what follows is said of those that do not."
    before = next((each.name for each in facts.documents if each.name.startswith(SHOWN_BEFORE)), "")
    if before:
        lines = before.removeprefix(SHOWN_BEFORE + " on ")
        return f"Your text shows on {lines} how it was earlier; what follows is said of what stands there since."
    earlier = [document for document in facts.documents if document.name.startswith(EARLIER)]
    if not earlier:
        return ""
    lines = " and ".join(document.name.removeprefix(EARLIER + " on ") for document in earlier[:2])
    return f"Your text holds the same settings with other values on {lines}; what follows is said of the last ones."


def said_of_objects(facts: Facts) -> str:
    """Say that variables stand in an object in JSON of no file's name: as such no client reads them."""
    listed = (each for each in facts.documents if each.kind is Kind.LISTED and each.text.lstrip().startswith("{"))
    document = next(listed, None)
    if document is None or not facts.environment.variables:
        return ""
    place = facts.where(document.span(0, 1))
    return f"The object on {place} names variables, and no file that sets them. If the client gets them as they are:"


def said_of_told(facts: Facts) -> str:
    """Say that sentences, or a client's own screen, were taken at their word: what they leave out, nobody can see."""
    document = next((each for each in facts.documents if each.kind is Kind.TOLD), None)
    if document is None:
        from .clients.aboutscreens import screen_line

        line = None if facts.environment.variables or facts.files else screen_line(facts.documents)
        return f"By what the client shows of itself on line {line}:" if line and facts.requests else ""
    lines = [
        variable.set_at.line
        for variable in facts.environment
        if variable.set_at and variable.set_at.document == document.name
    ]
    from .readers.told import tells_of_change

    now = " of how things are now" if tells_of_change(document.text) else ""
    return f"By what your text tells on line {min(lines)}{now}, taken at its word:" if lines else ""


def said_of_shell_elsewhere(facts: Facts) -> str:
    """Say that a client is started behind a command which opens a shell of another machine or container."""
    for document in facts.documents:
        if document.kind not in SHELLS or not any(word in document.text for word in _ENTERING):
            continue
        if found := _ENTERS.search(document.text):
            place = facts.where(document.span(found.start("enters"), found.end("enters")))
            return (
                f"What stands on {place} opens a shell elsewhere, which has what is set before it only if it is "
                "handed in."
            )
    return ""


def said_of_other_folder(facts: Facts) -> str:
    """Say that .zshenv sends zsh to another folder, where the file that was given as one of the home folder is not."""
    place = facts.environment.get("ZDOTDIR")
    if place.set_at is None or place.value_span is None or facts.document(place.set_at.document).base != ".zshenv":
        return ""
    span = place.value_span
    written = facts.document(span.document).text[span.begin : span.stop].strip("\"'")
    folder = home_path(written.rstrip("/") + "/").rstrip("/")
    given = {home_path(document.name): document for document in facts.documents if document.kind is Kind.ZSH}
    passed_over = next((name for name in given if name in _READ_IN_FOLDER and folder not in ("~", "")), "")
    if not passed_over or f"{folder}/{base_of(passed_over)}" in given:
        return ""
    where = facts.where(place.set_at)
    return f"{passed_over} counts only if it is also the file in {folder}: ZDOTDIR on {where} sends zsh there."


def said_of_units(facts: Facts) -> str:
    """Say that what the user's systemd shows of its environment is what units get (systemctl(1)), and no shell's."""
    if not any(document.kind is Kind.DUMP and _OF_UNITS in document.name for document in facts.documents):
        return ""
    return f"What `{_OF_UNITS}` prints is what systemd hands to the units that it starts; a shell may have none of it."


def said_of_broken_key(facts: Facts) -> str:
    """Say that a line below a credential looks like the rest of it: a terminal breaks long lines, and so may a file."""
    for act in facts.assignments:
        if act.name not in CREDENTIALS or act.value is None:
            continue
        document = facts.document(act.span.document)
        below = act.span.line + 1
        if document.kind in SHELLS and below in document.lines and _REST.fullmatch(document.line_text(below)):
            rest, place = facts.where(document.line_span(below)), facts.where(act.span)
            return (
                f"What stands on {rest} looks like the rest of the value on {place}: if the file has that break, the "
                "value ends there."
            )
    return ""


def said_of_editor(facts: Facts) -> str:
    """Say that what VS Code's settings give to the extension, or to its own terminal, counts nowhere else."""
    for document in facts.documents:
        if document.kind is not Kind.VSCODE_SETTINGS:
            continue
        ways = [words for key, words in _IN_EDITOR.items() if key in document.text]
        set_here = (each for each in facts.environment if each.set_at and each.set_at.document == document.name)
        if len(ways) == 1 and any(variable.name in READ for variable in set_here):
            return f"What {document.name} sets counts {ways[0]}."
    return ""


def _holds_one(text: str, words: Sequence[str]) -> bool:
    for word in words:  # noqa: SIM110 -- any() takes three times as long
        if word in text:
            return True
    return False


def _hands_over(text: str) -> bool:
    """Tell whether something stands before a command that sets a variable: `tmux new "export NAME=…"`.

    An expression that began with what stands before would be tried at each letter of the text.
    """
    for found in _HANDS.finditer(text):
        before = found.start() - 1
        while before >= 0 and text[before] in " \t":
            before -= 1
        if before >= 0 and not text[before].isspace():
            return True
    return False


def said_of_lines_for_others(facts: Facts, requests: Sequence[Request], told: str = "") -> str:
    """Say that a line writes a client's own file, or sets what decides for what is started later; else "".

    A file that is `told` of in the sentence before is left out.
    """
    texts = [document.text for document in facts.documents if document.kind is not Kind.TEXT]
    said = []
    if any(_holds_one(text, _FILES) or _FOLDER.search(text) for text in texts):
        from .ownfiles import said_of_written_file

        said.append(said_of_written_file(facts, requests, told))
    if any(_holds_one(text, _LATER) for text in texts) or any(map(_hands_over, texts)):
        from .laterprograms import said_of_later_programs

        said.append(said_of_later_programs(facts, requests))
    return " ".join(filter(None, said))


def said_of_templates(facts: Facts) -> str:
    """Say that a file in JSON is a template, of which its tags decide what it holds; else ""."""
    found = next((document for document in facts.documents if is_filled_in(document)), None)
    if found is None:
        return ""
    return f"{found.name} is a template: that holds only if what its tags stand for sets no key and no address."


def said_of_unread_starter(facts: Facts) -> str:
    """Say that a file which is not read here starts a client: make's, just's; "" where none does."""
    for document in facts.documents:
        if document.kind is not Kind.TEXT or document.paste:
            continue
        found = _IN_RECIPE.search(document.text)
        if found is not None and (reader := reader_of(document)):
            place = facts.where(document.span(found.start("client"), found.end("client")))
            return f"What {place} starts has what that file sets, which is one for {reader} and not read here."
    return ""


def said_of_file_not_given(facts: Facts, requests: Sequence[Request]) -> str:
    """Say which file may let a client go on that finds no credential in what was given: it may choose a login."""
    client = CLIENTS[requests[0].client] if requests else CLIENTS[DEFAULT_CLIENT]
    if not client.main_file or client.main_file_is_secret or client.id == DEFAULT_CLIENT:
        return ""
    of_it = [request for request in requests if request.client == client.id]
    if any(
        request.outcome is not Sent.BLOCKED or (request.evidence and not _is_unchosen(request)) for request in of_it
    ):
        return ""
    base, kinds, word = base_of(client.main_file), client.concern.kinds, client.concern.yaml
    if any(document.base == base or document.kind in kinds for document in facts.documents):
        return ""
    return "" if word and any(file.word == word for file in facts.files) else f"{client.main_file}, {_ELSE}"


def _is_unchosen(request: Request) -> bool:
    """Tell whether a client stops for want of a choice that its settings file makes, whatever variables are there."""
    return _NOT_CHOSEN in (request.message or "")


def said_of_model(facts: Facts) -> str:
    """Say where the model that is shown comes from, if only what is typed at the prompt names it."""
    called = called_model(facts.documents)
    if called is None or not any(request.client == DEFAULT_CLIENT for request in facts.requests):
        return ""
    place = facts.where(called[0].set_at)
    return f"The model is that of your alias or function on {place}: a script or an editor names its own."


def said_of_other_names(facts: Facts, typed: Sequence[TypedCall]) -> str:
    """Say who pays for what is typed under other names, if those are few."""
    others = [(each, said_as_typed(each.requests) or shortly(each.requests)) for each in typed if each.name != COMMAND]
    said = [f"Typed as {call.name} ({facts.where(call.span)}): {who}." for call, who in others]
    return " ".join(filter(None, [*said, said_of_choices(facts, {each.name for each in typed})]))
