"""What opencode's files and the environment say of a provider: whether it is named, its options, its key."""

from __future__ import annotations

from ..findings import Login
from ..readers.configtree import ConfigFile
from .inputs import Inputs, dotted
from .opencode import LOGIN, STORED
from .opencodefiles import AUTH, REFERENCE
from .opencodeproviders import (
    BUNDLED,
    FURTHER,
)


def providers(inputs: Inputs) -> list[str]:
    """Return the ids of the providers that the settings files name."""
    return list(dict.fromkeys(name for read in inputs.seen.files for name in read.file.keys("provider")))


def texts_of(inputs: Inputs, name: str) -> list[str]:
    """Return the texts of a list in the settings files."""
    leaves = (leaf for read in inputs.seen.files for path, leaf in read.file.leaves.items() if path[:1] == (name,))
    return [leaf.value for leaf in leaves if isinstance(leaf.value, str)]


def is_configured(inputs: Inputs, named: str) -> bool:
    """Tell whether a settings file describes the provider."""
    return any(read.file.has("provider", named) for read in inputs.seen.files)


def setting(inputs: Inputs, *path: str) -> str | None:
    """Return a text from the strongest settings file that has it."""
    for read in reversed(inputs.seen.files):
        found = read.file.text(*path) if not AUTH.search(read.path) else None
        if found is not None:
            return found
    return None


def key_of(inputs: Inputs, named: str) -> str | None:
    """Return the source of a provider's key; an empty one that opencode.json holds counts as a key."""
    option = setting(inputs, "provider", named, "options", "apiKey")
    if option is not None:
        variable = REFERENCE.fullmatch(option)
        return variable[1] if variable and inputs.raw(variable[1]) else dotted(option_path(named, "apiKey"))
    stored = stored_key(inputs, named)
    if stored is not None:
        return stored
    known = BUNDLED.get(named) or FURTHER.get(named)
    return next((name for name in known.variables if inputs.raw(name)), None) if known else None


def option_path(named: str, key: str) -> tuple[str, ...]:
    """Return where opencode.json holds an option of a provider."""
    return ("provider", named, "options", key)


def stored_logins(inputs: Inputs) -> ConfigFile | None:
    """Return auth.json, if it was given."""
    return next((read.file for read in inputs.seen.files if AUTH.search(read.path)), None)


def knows_stored(inputs: Inputs) -> bool:
    """Tell whether it is known what is stored: auth.json was given and does not break off, or nothing is stored."""
    read = next((read for read in inputs.seen.files if AUTH.search(read.path)), None)
    return inputs.login is Login.NONE if read is None else read.mistake is None


def stored_key(inputs: Inputs, named: str) -> str | None:
    """Return what auth.json holds for a provider: a key, or ChatGPT's login. Anthropic's login is not used."""
    auth = stored_logins(inputs)
    kind = auth.text(named, "type") if auth else None
    if kind == "api":
        return STORED
    return LOGIN if kind == "oauth" and named in ("openai", "github-copilot") else None
