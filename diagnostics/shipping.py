"""Write what the offline command needs: of the articles, so that it works without them, and the rules compiled.

Run `python -m diagnostics.shipping` after a change of a rule, an article's title or its error messages. A test says
when that was forgotten.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kb.articlefile import ArticleFileError, parse

from .compiledrules import compiled
from .rulefile import RuleFileError
from .shipped import ARTICLES as SHIPPED
from .shipped import COMPILED, RULES

CONTENT = Path(__file__).parent.parent / "content" / "articles"


def shipped_text(folder: Path = CONTENT) -> str:
    """Return the file's text for the public articles of a folder; raise ArticleFileError for one that is broken."""
    articles = [parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.md"))]
    data = [
        {"slug": article.slug, "title": article.title, "signatures": list(article.signatures)}
        for article in articles
        if article.audience == "public"
    ]
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """Write the files; say how much they hold."""
    try:
        text, rules = shipped_text(), compiled(RULES)
    except ArticleFileError as error:
        print(f"error: an article cannot be read: {error}", file=sys.stderr)
        return 2
    except RuleFileError as error:
        print(f"error: a rule cannot be read: {error}", file=sys.stderr)
        return 2
    SHIPPED.write_text(text, encoding="utf-8")
    COMPILED.write_text(rules, encoding="utf-8")
    print(f"{SHIPPED.name}: {len(json.loads(text))} articles; {COMPILED.name}: {len(rules.splitlines())} rules")
    return 0


if __name__ == "__main__":
    sys.exit(main())
