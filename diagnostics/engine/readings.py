"""What a pasted error message adds to the files: whether they can produce it, and if not, that another place wins.

A message is somebody's words: the client's own, or a server's. Each needs something of the request: a host, a
credential, a cloud. Where no request that these files give has it, the message comes from another configuration than
the one that was pasted, and that is the most useful thing that can be said.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from .clients import CLIENTS, DEFAULT_CLIENT
from .facts import Facts
from .findings import Fit, Login, Reading, Request, Sent
from .messageneeds import Answer, brings_about, vendor_answers
from .messages import Message, messages
from .nothingread import nothing_read
from .records import dataclass, replace
from .regexes import regex
from .sends import words_of
from .signatures import match, normalise
from .source import Kind, Span
from .sources import credentials_of
from .sudo import met_without_sudo, sudo_calls
from .traces import trace_of
from .values import host_is, host_of
from .wrappers import loaded_by_plugin, wrapped

MOST_READINGS = 3
_OPENAIS = ("api.openai.com", "chatgpt.com")
_URL = regex(r", url: (https?://[^\s,]{1,300})")
_READ_ENV_FILES = frozenset({"gemini", "aider", "qwen-code", "continue-cli"})
_CLOUDS = {"bedrock": "Amazon Bedrock", "vertex": "Google Vertex AI", "foundry": "Microsoft Foundry"}
_START_FILES = "~/.zshenv ~/.zprofile ~/.zshrc ~/.bash_profile ~/.bashrc ~/.profile ~/.config/fish/config.fish"
_SETTINGS = "~/.claude/settings.json .claude/settings.json .claude/settings.local.json"


@dataclass(frozen=True, slots=True)
class _Held:
    """A request held against a message."""

    request: Request
    answer: Answer


def read_error(error: str, facts: Facts) -> tuple[Reading, ...]:
    """Return what is known of the messages in a pasted text, the most telling first; `error` is masked already."""
    known = messages()
    found = match(error, [(str(number), message.text) for number, message in enumerate(known)])
    said = [known[int(each.slug)] for each in found]
    whole = [one for one in said if not any(one is not other and _within(one, other) for other in said)]
    closest = [message for message in whole if not message.generic] or whole
    told: dict[tuple[str, str, str], Reading] = {}  # two parts of one answer are told once
    for message in closest[:MOST_READINGS]:
        reading = replace(_read(message, facts), refuses=message.refuses)
        told.setdefault((reading.words_of, reading.says, reading.sentence), reading)
    return tuple(sorted(told.values(), key=lambda reading: reading.fit is Fit.OPEN))


def printed_by(error: str) -> str:
    """Return the id of the client whose own words stand in a pasted text, or the library's name; "" for several."""
    known = [message for message in messages() if message.client and not message.also]
    found = match(error, [(str(number), message.text) for number, message in enumerate(known)])
    said = {known[int(each.slug)].library or known[int(each.slug)].client for each in found}
    return said.pop() if len(said) == 1 else ""


def _within(one: Message, other: Message) -> bool:
    return normalise(one.text) in normalise(other.text) and len(one.text) < len(other.text)


def _read(message: Message, facts: Facts) -> Reading:
    """Hold one message against every request of the client that prints it."""
    message = _of_who_is_asked(message, facts)
    who = _who(message)
    concerned = [each for each in facts.requests if message.client in ("", each.client)]
    if unheld := _not_held(message, who, concerned, facts):
        return unheld
    if message.client and (call := next(iter(sudo_calls(facts.documents)), None)) and not met_without_sudo(facts):
        where = facts.where(call.document.line_span(call.line))
        sentence = f"It can come from the client that sudo starts on {where}: that one does not get your variables."
        return _open(message, who, concerned[0].client, sentence)
    concerned = [_as_shown(message, request) for request in concerned]
    held = [_Held(request, brings_about(message, request, facts)) for request in concerned]
    client = _likeliest(held, facts)
    concerned = [each for each in concerned if each.client == client]
    fitting = [each.request for each in held if each.answer and each.request.client == client]
    fitting.sort(key=lambda request: normalise(message.text) not in normalise(request.message or ""))
    open_ones = [each.request for each in held if each.answer is None and each.request.client == client]
    if fitting and not message.client and client != DEFAULT_CLIENT and not _shows(fitting[0], facts):
        fitting, open_ones = [], fitting  # any program with such a login may have met it
    if fitting:
        return _fits(message, who, client, fitting, open_ones, len(concerned), facts)
    if not open_ones and _may_be_console(message, facts, concerned):
        name = CLIENTS[client].logins[Login.CONSOLE]
        sentence = (
            f"With these files it comes only if you are {name}: the client then sends the key that it has stored. "
            "With any other login, another file, a later line or a variable of the running session wins."
        )
        return _open(message, who, client, sentence, _commands(client))
    if open_ones:
        sentence = _hangs_on(message, open_ones) or (
            f"These files leave open whether it is theirs: {_does(open_ones[0], facts)}."
        )
        return _open(message, who, client, sentence)
    otherwise = _explained_otherwise(message, who, client, concerned, facts)
    return otherwise or _conflicts(message, who, client, concerned[0], facts)


def _not_held(message: Message, who: str, concerned: Sequence[Request], facts: Facts) -> Reading | None:
    """Return what is said of a message that cannot be held against requests, or says nothing of them."""
    if message.library and not message.client:
        sentence = f"Many programs are built on {who}, and nothing here says which of them printed it."
        return _open(message, who, DEFAULT_CLIENT, sentence)
    if not concerned:
        client = message.client or DEFAULT_CLIENT
        name = CLIENTS[client].name if client in CLIENTS else client
        sentence = f"The text shows no settings of {name}; add its own files to have them compared."
        if not message.client and not facts.requests:  # another program's matter, or nobody's
            sentence = "No client that is known here is asked about, so there is nothing to hold it against."
        return _open(message, who, client, sentence)
    client = concerned[0].client
    if message.client and (elsewhere := _asked_elsewhere(message, who, concerned, facts)):
        return elsewhere
    if message.vendor is None and not message.needs:
        return _open(message, who, client, "It can appear with any configuration.")
    if nothing_read(facts):
        end = "which lines bring it about" if message.client else "whose request it answers"
        sentence = f"No settings were read beside it, so it is not known {end}."
        return _open(message, who, client, sentence)
    if not message.client and (file := _loaded_by_others(facts)):
        sentence = f"A program that loads {file} may have met it; none of the clients here reads that file."
        return _open(message, who, client, sentence)
    return None


def _open(
    message: Message, who: str, client: str, sentence: str, commands: tuple[str, ...] = (), *, instead: str = ""
) -> Reading:
    """Return the reading of a message of which it stays open whether these files bring it about."""
    return Reading(message.text, who, message.says, Fit.OPEN, sentence, client, (), commands, instead=instead)


def _explained_otherwise(
    message: Message, who: str, client: str, concerned: Sequence[Request], facts: Facts
) -> Reading | None:
    """Return what else may have brought about a message that none of the requests does."""
    if span := _secret(concerned, facts):
        sentence = (
            f"It can come from these files if the secret on {facts.where(span)} is empty: GitHub hands over nothing "
            "for a secret that does not exist, and none of them where a fork's pull request started the run."
        )
        empty = f"Your error message fits only if the secret on {facts.where(span)} is empty. With a value in it:"
        return _open(message, who, client, sentence, instead=empty)
    if file := _not_given(client, facts):
        sentence = (
            f"{_capital(_does(concerned[0], facts))}; {file}, which was not given, or the command line may say more."
        )
        decides = (
            f"Your error message cannot come from this alone: {file}, which was not given, or the command line "
            "decides. By what was given:"
        )
        return _open(message, who, client, sentence, instead=decides)
    if sentence := _by_older(message, client, facts):
        return _open(message, who, client, sentence, instead=f"{sentence} By it:")
    if client == DEFAULT_CLIENT and (wrapped(facts) or loaded_by_plugin(facts)):
        sentence = (
            "It can come from what you type as claude, or from the folder whose .env file is loaded, which is not "
            f"worked out here. It does not come from the rest of these files: {_does(concerned[0], facts)}."
        )
        return _open(message, who, client, sentence)
    if message.client and any(each.kind is Kind.STATUS for each in facts.documents):
        sentence = (
            f"The client's own screen shows what it sends, and {CLIENTS[client].name} {CLIENTS[client].version} does "
            "not say this with it: another version, or a session with other variables, said it."
        )
        return _open(message, who, client, sentence)
    return None


def _asked_elsewhere(message: Message, who: str, concerned: Sequence[Request], facts: Facts) -> Reading | None:
    """Return what follows where Codex's message names another host than all requests have, if that is no hidden one."""
    if message.client != "codex" or nothing_read(facts) or any(each.outcome is not Sent.SENT for each in concerned):
        return None
    text = "\n".join(each.text for each in facts.documents if each.kind is Kind.TEXT and ", url: http" in each.text)
    shown = [host_of(found[1]) or "" for found in islice(_URL.finditer(text), 9)]
    hosts = {host_of(each.endpoint or "") or "" for each in concerned}
    if not shown or "" in hosts or not all(host_is(each, _OPENAIS) for each in shown):
        return None
    if any(host_is(host, _OPENAIS) for host in hosts):
        return None
    sentence = (
        f"It names {shown[-1]}, and {_does(concerned[0], facts)}. So another file, a profile, an option, "
        "or a session that was begun before the change decides."
    )
    return Reading(message.text, who, message.says, Fit.CONFLICTS, sentence, "codex", (), _commands("codex"))


def _of_who_is_asked(message: Message, facts: Facts) -> Message:
    """Return a message as that of the client which is asked about, where several print it; else as its library's."""
    asked = {each.client for each in facts.requests}
    if message.client in asked:
        return message
    needs = message.needs if message.client != DEFAULT_CLIENT else ()  # in the words for Claude Code's headers
    if client := next((each for each in message.also if each in asked), ""):
        return replace(message, client=client, needs=needs)
    return replace(message, client="", needs=()) if message.library else message


def _as_shown(message: Message, request: Request) -> Request:
    """Return a request, or where an unknown variable decides and the words are a refusal of one kind, that refusal.

    Who saw "Missing environment variable" has shown which of the possibilities it is.
    """
    if request.outcome is not Sent.CANNOT_TELL or not message.needs or not all(need.stops for need in message.needs):
        return request
    words = [normalise(need.stops) for need in message.needs]
    stopped = (world for world in request.worlds if world.outcome is Sent.BLOCKED)
    said = (world for world in stopped if any(each in normalise(world.message or "") for each in words))
    return next(said, request)


def _not_given(client: str, facts: Facts) -> str:
    """Return the settings file of a client other than Claude Code where it was not given: it may decide."""
    main = CLIENTS[client].main_file if client in CLIENTS and client != DEFAULT_CLIENT else ""
    base, kinds = main.rpartition("/")[2], CLIENTS[client].concern.kinds if main else frozenset()
    return "" if any(document.base == base or document.kind in kinds for document in facts.documents) else main


def _by_older(message: Message, client: str, facts: Facts) -> str:
    """Say that an older version prints the message with these files, where they hold a setting that only it reads."""
    if not message.older or not any((message.older,) in file.leaves for file in facts.files):
        return ""
    name = CLIENTS[client].name
    return (
        f"Your error message is that of an older {name}, which reads {message.older}; {CLIENTS[client].version}, of "
        "which this report speaks, does not."
    )


def _secret(concerned: Sequence[Request], facts: Facts) -> Span | None:
    """Return the line of a workflow that fills in a secret which is sent: whether there is one, no file shows."""
    for source in (source for request in concerned for source in credentials_of(request.headers)):
        span = facts.environment.get(source).set_at
        if span is not None and facts.document(span.document).kind is Kind.WORKFLOW:
            return span
    return None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _likeliest(held: Sequence[_Held], facts: Facts) -> str:
    """Return the client that a server most likely answered: one that sends what the files hold, before any other."""

    def rank(each: _Held) -> tuple[bool, bool, bool]:
        return (each.answer is False, not _shows(each.request, facts), each.answer is None)

    return min(held, key=rank).request.client


def _shows(request: Request, facts: Facts) -> bool:
    """Tell whether a credential of a request stands in the files, and is not a login that the client has stored."""
    return any(
        source in request.evidence or facts.environment.exported_value(source) for source in request.headers.values()
    )


def _loaded_by_others(facts: Facts) -> str:
    """Return the .env file that stands alone: who loads it sends what no client does."""
    if any(request.client in _READ_ENV_FILES for request in facts.requests):
        return ""
    alone = all(document.kind in (Kind.DOTENV, Kind.TEXT) for document in facts.documents)
    return next((each.name for each in facts.documents if each.kind is Kind.DOTENV), "") if alone else ""


def _fits(
    message: Message,
    who: str,
    client: str,
    fitting: Sequence[Request],
    open_ones: Sequence[Request],
    asked: int,
    facts: Facts,
) -> Reading:
    """Return the reading of a message that fits; it rules out a login that neither fits nor leaves the matter open."""
    sentence = _fitting(message, client, fitting, facts)
    logins = tuple(request.login for request in (*fitting, *open_ones))
    words = [CLIENTS[client].logins[login] for login in logins if login in CLIENTS[client].logins]
    if len(logins) < asked and words:
        sentence += f" It also shows that you are {' or '.join(words)}."
    return Reading(message.text, who, message.says, Fit.FITS, sentence, client, logins, refuses=message.refuses)


def _fitting(message: Message, client: str, fitting: Sequence[Request], facts: Facts) -> str:
    """Say with what the message fits. Claude Code says "Not logged in" where it stops, and of a token refused, too."""
    stopped = next((each for each in fitting if each.outcome is Sent.BLOCKED), None)
    sent = next((each for each in fitting if each.outcome is not Sent.BLOCKED), None)
    is_refusal = any(need.stops for need in message.needs) and any(need.credential for need in message.needs)
    if sent is None or not is_refusal:
        return f"That fits these files: {_does(fitting[0], facts)}."
    refused = f"the server refused what was sent: {_does(sent, facts)}"
    if stopped is None:
        return f"That fits these files only if {refused}."
    login = CLIENTS[client].logins.get(stopped.login, "not logged in")
    return f"That fits these files if you are {login}: {_does(stopped, facts)}. Otherwise {refused}."


def _hangs_on(message: Message, requests: Sequence[Request]) -> str:
    """Say of a refusal of the client's own that it comes if a variable whose value is not known is empty."""
    words = [normalise(need.stops) for need in message.needs if need.stops]
    for request in requests:
        if (decides := request.undecided) is None or not decides.on or len(request.worlds) != 2:
            continue
        with_value, without = request.worlds
        if without.outcome is Sent.BLOCKED and any(each in normalise(without.message or "") for each in words):
            refused = any(need.credential for need in message.needs) and with_value.outcome is Sent.SENT
            end = f" If it {decides.on}, the server refused what is sent then." if refused else ""
            return f"It comes if {decides.name} {decides.off}, which these files do not show.{end}"
    return ""


def _conflicts(message: Message, who: str, client: str, request: Request, facts: Facts) -> Reading:
    sentence = (
        f"It cannot come from these files alone: {_does(request, facts)}. "
        "So another file, a later line or a variable of the running session wins."
    )
    if trace := trace_of(message, facts):
        sentence += f" {trace}"
    return Reading(message.text, who, message.says, Fit.CONFLICTS, sentence, client, (), _commands(client))


def _may_be_console(message: Message, facts: Facts, concerned: Sequence[Request]) -> bool:
    """Tell whether a stored Console key, which is not among the logins that were tried, could be what was sent."""
    if facts.login is not Login.UNKNOWN or len(concerned) < 2 or any("x-api-key" in each.headers for each in concerned):
        return False
    answers = [vendor_answers(message.vendor, each) for each in concerned] if message.vendor else [True]
    wants_key = any("key" in need.credential for need in message.needs)
    return wants_key and any(answer is not False for answer in answers)


def _commands(client: str) -> tuple[str, ...]:
    """Return what shows which place wins; values are cut off, so that the output can be pasted."""
    shows = CLIENTS[client].shows_login
    if client != DEFAULT_CLIENT:
        return (shows,)
    names = "ANTHROPIC_[A-Z_]*\\|CLAUDE_CODE_USE_[A-Z_]*\\|apiKeyHelper"
    return (
        shows,
        f"grep -no '{names}' {_START_FILES} 2>/dev/null",
        f"grep -no '{names}' {_SETTINGS} ~/.claude.json 2>/dev/null",
        "printenv | grep -o '^ANTHROPIC_[A-Z_]*=\\|^CLAUDE_CODE_USE_[A-Z_]*='",
    )


def _who(message: Message) -> str:
    if message.vendor:
        return message.vendor.name
    if message.library and not message.client:
        return message.library
    return CLIENTS[message.client].name if message.client in CLIENTS else "the client"


def _does(request: Request, facts: Facts) -> str:
    """Say what a client does with these files, as part of a sentence."""
    client = CLIENTS[request.client]
    if request.outcome is Sent.BLOCKED:
        return f"with them {client.name} stops before it sends anything (“{(request.message or '').rstrip('.')}”)"
    host = host_of(request.endpoint or "")
    if host is None and request.provider in _CLOUDS:
        return f"with them {client.name} asks {_CLOUDS[request.provider]}, if it finds a credential for it"
    if host is None:
        return f"where {client.name} sends its requests cannot be told from them"
    sources = [words_of(client, source, facts.environment) for source in credentials_of(request.headers)]
    what = " and ".join(sources) if sources else "requests without a credential that is shown here"
    return f"with them {client.name} sends {what} to {host}"
