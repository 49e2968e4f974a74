"""What a client is to the engine: its names, when a report speaks of it, and how its request is worked out.

A client is one module in `clients/` that ends in one of these, one beside it that works out what it sends, which is
loaded when a report speaks of it, and its measured cases in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from .environment import Evaluation
from .findings import Certainty, Login, Mode, Request
from .readers.configtree import ConfigFile
from .records import dataclass, field
from .source import Document, Kind, Span


@dataclass(frozen=True, slots=True)
class Mistake:
    """The first place at which a file is not what it should be; most clients then refuse it."""

    document: str
    reason: str
    span: Span
    breaks_off: bool = False  # at the end of what a post quotes of it, before what was opened is closed


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file of a client: its path with `~` for the home folder, and what it says."""

    path: str
    file: ConfigFile
    mistake: Mistake | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one client sees of the documents: the environment with its own files over it, and those files."""

    evaluation: Evaluation
    files: tuple[FileRead, ...] = ()  # weakest first


Predict = Callable[[Seen, Login, Mode], Request]
View = Callable[[Evaluation, Sequence[Document]], Seen]


@dataclass(frozen=True, slots=True)
class Concern:
    """What in the documents makes a report speak of a client.

    One of its own files, one of its own variables, or one that it shares with others: that alone is enough for the
    client which most people set it for, as long as the text speaks of no other program that reads it; for any other
    the text must also name its command.
    """

    own: re.Pattern[str]  # names of variables that no other client reads
    first: frozenset[str] = frozenset()  # shared names that people set for this client before all others
    shared: frozenset[str] = frozenset()  # further names that it reads, or seems to
    kinds: frozenset[Kind] = frozenset()
    files: re.Pattern[str] | None = None  # names of its own files
    yaml: str = ""  # the word for its file in YAML, which may be told by what it holds
    commands: tuple[str, ...] = ()
    words: re.Pattern[str] | None = None  # what sentences call it, besides its commands
    screen: Callable[[Sequence[Document]], bool] | None = None  # tells whether a post shows what it prints of itself


@dataclass(frozen=True, slots=True)
class Client:
    """One client. What is said of it holds for the version named, as of that day."""

    id: str  # "codex": its word in rules and reports
    name: str  # "Codex CLI"
    version: str
    as_of: str  # the day of the measurement, or on which its documentation was read
    predict: Predict
    concern: Concern
    logins: Mapping[Login, str]  # the logins it can store: "logged in with ChatGPT"
    commands: Mapping[Mode, str]  # "codex exec"
    shows_login: str  # the command that shows which login is stored
    login_shown: Callable[[Sequence[Document]], Login] | None = None  # what a post shows of it: that command's output
    on_terminal: bool = False  # whether its terminal mode was measured as well as the other
    asked: tuple[Login, ...] = (Login.SUBSCRIPTION, Login.NONE)  # what is tried where the login is not known
    view: View | None = None  # None: Claude Code's, whose files `layer` has laid over the shell already
    options: tuple[
        str, ...
    ] = ()  # of its command line, which an alias may hand over: they win over variables and files
    main_file: str = ""  # the file of its own that decides most; "" where another question covers it
    main_file_is_secret: bool = False  # it holds keys, so nobody should paste it
    plan: str = ""  # who pays for its stored login: "your ChatGPT plan"
    sources: Mapping[str, str] = field(default_factory=dict)  # source of a header → what a sentence calls it
    places: Mapping[str, str] = field(default_factory=dict)  # source → the variable or setting whose line shows it
    effects: Mapping[str, str] = field(default_factory=dict)  # variable or setting → what its line does: "names …"
    basis: Certainty = Certainty.MEASURED  # or DOCUMENTED
