"""The files that opencode reads: its settings from the weakest on, and what it has stored; no .env file."""

from __future__ import annotations

from collections.abc import Sequence

from ..client import FileRead, Seen
from ..environment import Evaluation
from ..regexes import regex
from ..source import Document, Kind
from .files import fills, json_files, lay_over, unseen
from .opencode import MAIN
from .opencodelist import listed, stored_file, variables_listed
from .opencodeproviders import BUNDLED

AUTH = regex(r"(?:^|/)opencode/auth\.json$")
# Measured on 1.18.33: not read there, nor under the name that the older program in Go had.
_STRAY = regex(r"/\.local/share/opencode/opencode\.jsonc?$|(?:^|/)\.opencode\.jsonc?$")
REFERENCE = regex(r"\{env:([^}]+)\}")
_VARIABLE = regex(r"[A-Za-z_]\w*")
_CONFIG = regex(r"(?:^|/)(?:\.?opencode)/opencode\.jsonc?$|(?:^|/)opencode\.jsonc?$")


def view(shell: Evaluation, documents: Sequence[Document]) -> Seen:
    """Return what opencode sees: the shell, its settings files from the weakest on, its stored keys. No .env file."""
    files = json_files(documents, _CONFIG, Kind.OPENCODE_CONFIG)
    own = shell.environment.exported_value("OPENCODE_CONFIG")
    ranked = sorted((read for read in files if not AUTH.search(read.path)), key=lambda read: _rank(read, own))
    found = listed(documents)
    if found:
        shell = lay_over(shell, variables_listed(found), fills)
    if ranked:
        shell = lay_over(shell, unseen(_named_keys(ranked), documents), fills)
    stored = json_files(documents, AUTH) or ((stored_file(found, MAIN, documents),) if found else ())
    return Seen(shell, (*stored, *ranked))


def _named_keys(files: Sequence[FileRead]) -> dict[str, None]:
    """Return the names of the variables of the providers that are named, in order."""
    names: dict[str, None] = {}
    for read in files:
        for leaf in read.file.leaves.values():
            named = REFERENCE.findall(leaf.value) if isinstance(leaf.value, str) else ()
            names |= dict.fromkeys(name for name in named if _VARIABLE.fullmatch(name))
        model = read.file.text("model") or ""
        for provider in (*read.file.keys("provider"), model.partition("/")[0]):
            if provider in BUNDLED and not read.file.has("provider", provider, "options", "apiKey"):
                names |= dict.fromkeys(BUNDLED[provider].variables)
    return names


def said_of_stray(path: str) -> str:
    """Say of a settings file that it lies where opencode does not look, or has another name; "" of any other."""
    if not _STRAY.search(path):
        return ""
    folder, _, name = path.rpartition("/")
    looked_for = f"a file called {name}" if name.startswith(".") else f"its settings in {folder}"
    return (
        f"opencode does not look for {looked_for}: move {path} to ~/.config/opencode/opencode.json, and check it "
        "again under that name."
    )


def _rank(read: FileRead, own: str | None) -> int:
    """Return how strong a settings file is: the person's, then the one that OPENCODE_CONFIG names, then a project's."""
    if own and own.endswith(read.path.removeprefix("~")):
        return 1
    return 0 if read.path.startswith("~") else 2
