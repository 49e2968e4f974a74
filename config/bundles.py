"""Style sheets and scripts that every page needs, joined into one file each: a page asks for few, and nothing is built.

To whatever looks for static files (the server in development, the tests, collectstatic) a bundle is a file like any
other. Each script is put into a function of its own, so that none sees another's names.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# In this order: a later sheet may refine what an earlier one says.
STYLES = (
    *("tokens", "base", "frame", "modes", "components"),
    *("home", "lists", "search", "article", "live", "code"),
    *("check-form", "paste-form", "report", "findings", "lines", "requests", "rules", "print"),
)
BUNDLES = {
    "css/site.css": [f"css/{name}.css" for name in STYLES],
    "js/site.js": [f"js/{name}.js" for name in ("theme", "keyboard", "copy", "unfold")],
}
# Single files of folders whose other files are no business of a browser's.
FILES = {"masking/patterns.json": "diagnostics/engine/masking/patterns.json"}


def bundle(name: str) -> str:
    """Return the text of a bundle, or of a single file."""
    if name in FILES:
        return (settings.BASE_DIR / FILES[name]).read_text("utf-8")
    texts = [(settings.BASE_DIR / "static" / part).read_text("utf-8") for part in BUNDLES[name]]
    if name.endswith(".js"):
        return "\n".join(f"(() => {{\n{text}}})();" for text in texts) + "\n"
    return "\n".join(texts)


class BundleFinder(BaseFinder):
    """Finds the bundles; writes each to var/bundles when it is not there or its parts have changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.BASE_DIR / "var" / "bundles")
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        missing = [
            part for parts in BUNDLES.values() for part in parts if not (settings.BASE_DIR / "static" / part).exists()
        ]
        if missing:
            raise FileNotFoundError(f"A bundle names files that are not there: {', '.join(missing)}")
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = Path(path).as_posix()
        if name not in BUNDLES and name not in FILES:
            return []
        found = str(self._written(name))
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in (*BUNDLES, *FILES):
            self._written(name)
            yield name, self.storage

    def _written(self, name: str) -> Path:
        path = Path(self.storage.location) / name
        text = bundle(name)
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Another process may be reading: the file is whole at each moment.
            handle, made = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(made).chmod(0o644)
            Path(made).replace(path)
        return path
