"""A small seed for tests of the site: fifteen shipped rules with their articles, so that a test class starts quickly.

That all shipped content imports whole is a test of its own (tests/kb/test_importing.py, tests/diagnostics/).
"""

import atexit
import functools
import re
import shutil
import tempfile
from pathlib import Path

from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
CODES = (*(f"CC{number}" for number in range(101, 112)), *(f"SH{number}" for number in range(101, 105)))


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


def seed() -> None:
    """Load the small seed into the database."""
    content, rules = small_seed()
    call_command("import_content", content, verbosity=0)
    call_command("import_rules", rules, verbosity=0)
