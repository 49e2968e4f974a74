"""The options of the offline command. A call with files only, as most are, is read without loading a parser."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, TypeAlias

from .engine.clients import CLIENT_NAMES
from .engine.findings import Login, Mode
from .engine.host import System
from .engine.kinds import kind_words

if TYPE_CHECKING:
    from argparse import ArgumentParser

Options: TypeAlias = SimpleNamespace

FORMATS = ("text", "json", "markdown", "sarif")
_DESCRIPTION = "Say what Claude Code, Codex and other clients would really send with these files, and who pays for it."
_EPILOG = """\
examples:
  python -m diagnostics ~/.zshenv ~/.zprofile ~/.zshrc
  python -m diagnostics --login subscription ~/.zshrc ~/.claude/settings.json
  ssh host cat .zshrc | python -m diagnostics -
  env | python -m diagnostics --as env ~/.zshrc -
  python -m diagnostics --system macos ~/.zshrc
  python -m diagnostics --kind docker-env-file .env

"# verdict: ignore=CC101 why" at the end of a line, or alone above it, silences that rule there; the report says so.

Nothing leaves this machine, and no value of the environment is read. Limits: 256 KB and 15,000 lines.
exit code: 0 nothing found, 1 findings, 2 wrong use or unreadable input
"""


def _defaults() -> dict[str, object]:
    """Return what each option is where it is not given."""
    return {
        "login": "unknown",
        "client": [],
        "mode": "print",
        "system": None,
        "format": "text",
        "error": "",
        "name": "~/.zshrc",
        "kind": [],
        "reveal": False,
        "batch": None,
        "color": "auto",
    }


def read_options(arguments: Sequence[str] | None = None) -> Options:
    """Return the options of the command line; wrong ones end the program with exit code 2, as `--help` does with 0."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and not any(word.startswith("-") and word != "-" for word in given):
        return Options(files=given, **_defaults())
    return parser().parse_args(given, namespace=Options())


def parser() -> ArgumentParser:
    """Return the parser of all options."""
    import argparse

    made = argparse.ArgumentParser(
        prog="python -m diagnostics",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("files", nargs="*", metavar="FILE", help="files in the order the shell reads them; - for stdin")
    made.add_argument("--login", choices=[each.value for each in Login], help="the stored login")
    made.add_argument(
        "--client",
        action="append",
        choices=tuple(CLIENT_NAMES),
        metavar="CLIENT",
        help="speak of this client, whatever the files concern: " + ", ".join(CLIENT_NAMES),
    )
    made.add_argument("--mode", choices=[each.value for each in Mode], help="how the client is run")
    made.add_argument(
        "--system",
        choices=[each.value for each in System],
        help="the system that the files are for: decides what asks for it ($OSTYPE, uname); not said: any",
    )
    made.add_argument("--format", choices=FORMATS, help="what to print (text)")
    made.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")
    made.add_argument("--error", metavar="TEXT", help="the error message that you see")
    made.add_argument("--as", dest="name", metavar="NAME", help="what stdin is (~/.zshrc)")
    made.add_argument(
        "--kind",
        action="append",
        metavar="[FILE=]KIND",
        help="read the files, or one of them, as this kind, whatever their names say: " + ", ".join(kind_words()),
    )
    made.add_argument("--reveal", action="store_true", help="mask nothing: the output then shows your keys")
    made.add_argument("--batch", metavar="CASES", help="read one case a line as JSON from a file or -")
    made.add_argument("--color", choices=("auto", "always", "never"), help="colours (auto)")
    made.set_defaults(**_defaults())
    return made
