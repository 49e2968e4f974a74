"""A small seed for tests of the site: fifteen shipped rules with their articles, so that a test class starts quickly.

It is imported once in a process, as the site's own commands do it; later tests of the process get the same rows back.
That all shipped content imports whole is a test of its own (tests/kb/test_importing.py, tests/diagnostics/), that rows
put back are those of an import is another (tests/test_seeding.py).
"""

import atexit
import functools
import re
import shutil
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from kb.models import raise_content_version

from . import tablerows

ROOT = Path(__file__).resolve().parents[1]
CODES = (*(f"CC{number}" for number in range(101, 112)), *(f"SH{number}" for number in range(101, 105)))

_imported: dict[str, tablerows.Rows] = {}  # by database


@functools.cache
def small_seed() -> tuple[Path, Path]:
    """Return a folder with content and a folder with rules; both are removed when the tests end."""
    root = Path(tempfile.mkdtemp(prefix="verdict-seed-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    content, rules = root / "content", root / "rules"
    (content / "articles").mkdir(parents=True)
    rules.mkdir()
    for labels in (ROOT / "content").glob("*.toml"):
        shutil.copy(labels, content)
    for code in CODES:
        [path] = (ROOT / "diagnostics" / "rules").glob(f"{code}-*.toml")
        shutil.copy(path, rules)
        slug = re.search(r'^article = "(.+)"$', path.read_text("utf-8"), re.MULTILINE)
        shutil.copy(ROOT / "content" / "articles" / f"{slug[1]}.md", content / "articles")
    return content, rules


def import_seed() -> None:
    """Import the small seed with the commands that a person uses."""
    content, rules = small_seed()
    call_command("import_content", content, verbosity=0)
    call_command("import_rules", rules, verbosity=0)


def seed() -> None:
    """Load the small seed into the database; it is imported where the tables hold anything of it already."""
    name = str(connection.settings_dict["NAME"])
    rows = _imported.get(name)
    if rows and tablerows.are_empty(rows):
        with transaction.atomic():
            tablerows.put_back(rows)
            raise_content_version()
        return
    before = tablerows.read() if rows is None else {}
    import_seed()
    if rows is None:
        _imported[name] = tablerows.added(before, tablerows.read())
