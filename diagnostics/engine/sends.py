"""The parts of a request that decide who pays, and the sentence that says what goes where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .client import Client, FileRead
from .credentialkinds import PLACEHOLDER, PLAN, issuer, issuer_of
from .environment import Environment, Evaluation
from .findings import Request
from .records import dataclass
from .regexes import regex
from .sources import CREDENTIAL_HEADERS, source_words
from .values import GATEWAY_HEADERS, is_comparable

PLAN_SOURCES = frozenset({"subscription-login", "CLAUDE_CODE_OAUTH_TOKEN"})
# What stands in a client's own file for a value of the shell, and is sent as it stands.
_REFERENCES = {
    "opencode": regex(r"\$\{?[A-Za-z_]\w*\}?"),
    "continue-cli": regex(r"\$\{?[A-Za-z_]\w*\}?|\{env:\w+\}|\$\{\{\s*(?!secrets\.|inputs\.)[A-Za-z_][\w.]*\s*\}\}"),
}
_ADDRESS = regex(r"\s*[\"']?https?://")
_CUSTOM = "ANTHROPIC_CUSTOM_HEADERS"


@dataclass(frozen=True, slots=True)
class Sends:
    """What one request carries, by where it comes from."""

    credentials: Mapping[str, str]  # header → source, only headers that carry a credential
    gateway_header: str | None
    host: str  # for the sentence
    headers: Mapping[str, str]
    client: Client
    evaluation: Evaluation
    files: tuple[FileRead, ...] = ()  # the client's own

    @property
    def bearer(self) -> str | None:
        """The source of what goes out as `Authorization`."""
        return self.credentials.get("authorization")

    @property
    def key(self) -> str | None:
        """The source of what goes out as a key."""
        return next((source for header, source in self.credentials.items() if header != "authorization"), None)

    @property
    def sources(self) -> tuple[str, ...]:
        """The different sources of credentials."""
        return tuple(dict.fromkeys(self.credentials.values()))

    @property
    def has_plan(self) -> bool:
        """Tell whether the token of a stored subscription login goes out."""
        return self.bearer in PLAN_SOURCES

    @property
    def only(self) -> str | None:
        """The source of the one credential that goes out; None for two different ones or none."""
        return self.sources[0] if len(self.sources) == 1 else None

    @property
    def is_unfilled(self) -> bool:
        """Tell whether the one credential is a reference in a client's own file that it does not fill in."""
        form = _REFERENCES.get(self.client.id)
        if form is None or self.only is None or self.evaluation.environment.get(self.only).value:
            return False
        return form.fullmatch((self._written(self.only) or "").strip()) is not None

    @property
    def is_address(self) -> bool:
        """Tell whether the one credential is no key but an address: the page of a vendor's keys, say."""
        return self.only is not None and _ADDRESS.match(self._written(self.only) or "") is not None

    @property
    def is_of_an_app(self) -> bool:
        """Tell whether the one credential is a GitHub App's token, such as GitHub makes for the run of a workflow."""
        return self.only is not None and (self._written(self.only) or "").startswith("ghs_")

    def _written(self, source: str) -> str | None:
        """Return a source's value, of a variable or of the client's own files."""
        value = self.evaluation.environment.exported_value(source)
        if value is not None:
            return value
        leaves = (pair for read in self.files for pair in read.file.leaves.items())
        found = next((leaf.value for path, leaf in leaves if ".".join(map(str, path)) == source), None)
        return found if isinstance(found, str) else None

    @property
    def has_two(self) -> bool:
        """Tell whether two credentials of different sources go out."""
        return len(self.sources) > 1

    def holds_one_value(self, source: str, other: str) -> bool:
        """Tell whether two sources are known to hold the same; of what was hidden or left to fill in nobody knows."""
        value = self._written(source)
        if value is None or value != self._written(other) or self.issuer(source) == PLACEHOLDER:
            return False
        return is_comparable(value)

    @property
    def has_two_custom(self) -> bool:
        """Tell whether both credential headers come from ANTHROPIC_CUSTOM_HEADERS."""
        return len(self.credentials) > 1 and self.sources == (_CUSTOM,)

    def issuer(self, source: str | None) -> str | None:
        """Return whose credential a source seems to hold, a variable or a key in the client's own files."""
        if source is None or self.evaluation.environment.exported_value(source) is not None:
            return issuer(source, self.evaluation)
        written = self._written(source)
        return issuer_of(written) if written else None

    def words(self, source: str | None) -> str:
        """Return a source of a header as a sentence calls it."""
        return words_of(self.client, source or "", self.evaluation.environment)

    def sentence(self) -> str:
        """Say what goes where: "Claude Code sends A and a gateway key to HOST." """
        parts = list(dict.fromkeys(self.words(source) for source in self.sources))
        if self.has_two_custom:
            parts = ["two credentials from ANTHROPIC_CUSTOM_HEADERS"]
        if self.gateway_header:
            parts.append("a gateway key")
        return f"{self.client.name} sends {listed(parts) or 'no credential'} to {self.host}."


def sends_of(request: Request, client: Client, evaluation: Evaluation, files: Sequence[FileRead] = ()) -> Sends:
    """Return what a request carries; environment and the client's own files gave it."""
    return Sends(
        {header: request.headers[header] for header in CREDENTIAL_HEADERS if header in request.headers},
        next((name for name in GATEWAY_HEADERS if name in request.headers), None),
        (request.endpoint or "").partition("://")[2] or "an address that is not known",
        request.headers,
        client,
        evaluation,
        tuple(files),
    )


def words_of(client: Client, source: str, environment: Environment) -> str:
    """Return a source as a sentence calls it; what holds another's key is not called the token of a subscription."""
    value = environment.exported_value(source) if source in PLAN_SOURCES else None
    is_other = value is not None and issuer_of(value) not in (None, PLACEHOLDER, PLAN)
    return f"the value of {source}" if is_other else source_words(client, source)


def listed(parts: Sequence[str]) -> str:
    """Return words as a list in a sentence: "A, B and C"."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""


def capital(text: str) -> str:
    """Return a text with a capital in front."""
    return text[:1].upper() + text[1:]


def verb(who: str) -> str:
    """Return the payer with its verb: credits pay, an account pays."""
    return f"{who} pay" if who.endswith("credits") else f"{who} pays"
