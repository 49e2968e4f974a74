"""The paste form: what may be sent, and how it becomes documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.views.decorators.debug import sensitive_variables

from .checking import Pasted, masked_text
from .engine.findings import Login, Mode
from .engine.host import System
from .engine.kinds import kind_of, kind_words
from .engine.limits import MAX_BYTES
from .engine.masking.secrets import mask_text
from .engine.source import Kind

DEFAULT_NAME = "~/.zshrc"
SETTINGS_NAME = "~/.claude/settings.json"
NAMES = (
    "~/.zshrc",
    "~/.zshenv",
    "~/.zprofile",
    "~/.bashrc",
    "~/.bash_profile",
    "~/.profile",
    "~/.claude/settings.json",
    "~/.claude/settings.local.json",
    "~/.claude.json",
    ".env",
)
LOGINS = (
    (Login.UNKNOWN.value, "I do not know: answer for each"),
    (Login.SUBSCRIPTION.value, "With a plan (Claude Pro or Max, ChatGPT, a Google account)"),
    (Login.CONSOLE.value, "With an API account, billed by use (Anthropic Console, a stored key)"),
    (Login.NONE.value, "Not logged in"),
)
MODES = (
    (Mode.PRINT.value, "In scripts: claude -p, codex exec"),
    (Mode.INTERACTIVE.value, "On a terminal: claude, codex"),
)
SYSTEMS = (
    ("", "Not said: what depends on it stays open"),
    (System.MACOS.value, "macOS"),
    (System.LINUX.value, "Linux"),
    (System.WSL.value, "Linux on Windows (WSL)"),
)
KINDS = (("", "As its name and its text tell"), *zip(kind_words(), (kind.value for kind in Kind), strict=True))
MAX_ERROR = 8_000
MAX_ECHO = 2 * MAX_BYTES


class SentText(forms.Widget):
    """A text that arrives as a field; masked in the browser it arrives like a file, byte for byte as it was shown."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files[name] if name in files else data.get(name)


class PastedField(forms.Field):
    """A text exactly as it was pasted.

    Of a field, browsers send each line end as CR LF whatever it was, so a CR says nothing there; in a part like a file
    it does. Unlike a CharField it lets NUL through: the check itself says what is wrong with that, and on which line.
    """

    widget = SentText

    @sensitive_variables()
    def to_python(self, value: Any) -> str:
        if isinstance(value, UploadedFile):
            return value.read().decode("utf-8", "replace")
        return str(value or "").replace("\r\n", "\n").replace("\r", "\n")


class WordField(forms.ChoiceField):
    """One of a few words; one that is not sent or not known counts as the first."""

    def clean(self, value: Any) -> str:
        known = [key for key, _ in self.choices]  # type: ignore[misc, union-attr]
        return value if value in known else known[0]


class CheckForm(forms.Form):
    """One start-up file, pasted or uploaded, Claude Code's settings beside it, and what no file shows."""

    text = PastedField(required=False)
    name = PastedField(required=False)
    kind = WordField(choices=KINDS, required=False)
    file = forms.FileField(required=False, allow_empty_file=True, max_length=None)
    settings = PastedField(required=False)
    login = WordField(choices=LOGINS)
    mode = WordField(choices=MODES)
    system = WordField(choices=SYSTEMS, required=False)
    error = PastedField(required=False)

    @property
    def for_system(self) -> System | None:
        """The system that the files are for, if it was said."""
        return System(self.cleaned_data["system"]) if self.cleaned_data["system"] else None

    @property
    def document_name(self) -> str:
        """The name under which the text is read."""
        return " ".join(self.cleaned_data["name"].split()) or DEFAULT_NAME

    @sensitive_variables()
    def pasted(self) -> list[Pasted]:
        """Return what was pasted. An uploaded file goes before the box; its line ends are those on the disk."""
        upload = self.cleaned_data["file"]
        kind = kind_of(self.cleaned_data["kind"])
        found = []
        if upload:
            found.append(Pasted(self._upload_name(upload.name), upload.read(), kind))
        elif self.cleaned_data["text"] or not self.cleaned_data["settings"].strip():
            found.append(Pasted(self.document_name, self.cleaned_data["text"], kind))
        if self.cleaned_data["settings"].strip():
            taken = {entry.name for entry in found}
            name = SETTINGS_NAME if SETTINGS_NAME not in taken else "./.claude/settings.json"
            found.append(Pasted(name, self.cleaned_data["settings"]))
        return found

    def _upload_name(self, name: str) -> str:
        """Return where a file of that name lies as a rule; a name of the person's own choice goes before."""
        if self.document_name != DEFAULT_NAME:
            return self.document_name
        usual = {known.rsplit("/", 1)[-1]: known for known in reversed(NAMES)}
        return usual.get(name, usual.get(f".{name}", name or DEFAULT_NAME))

    @sensitive_variables()
    def shown(self) -> dict[str, str]:
        """Return what the form shows after a check: the same with every secret masked; no text far too long."""
        data = self.cleaned_data
        echo = sum(len(data[key]) for key in ("text", "settings")) <= MAX_ECHO
        return {
            "text": masked_text(self.document_name, data["text"]) if echo and data["text"] else "",
            "settings": masked_text(SETTINGS_NAME, data["settings"]) if echo and data["settings"] else "",
            "error": mask_text(data["error"][:MAX_ERROR]) if echo else "",
            "name": mask_text(self.document_name[:120]),
            "kind": data["kind"],
            "login": data["login"],
            "mode": data["mode"],
            "system": data["system"],
        }
