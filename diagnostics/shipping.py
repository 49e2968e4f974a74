"""Write what the offline command needs of the articles, so that it works without them: one JSON file.

Run `python -m diagnostics.shipping` after a change of an article's title or of its error messages. A test says when
that was forgotten.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kb.articlefile import ArticleFileError, parse

from .shipped import ARTICLES as SHIPPED

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
    """Write the file; say how many articles it holds."""
    try:
        text = shipped_text()
    except ArticleFileError as error:
        print(f"error: an article cannot be read: {error}", file=sys.stderr)
        return 2
    SHIPPED.write_text(text, encoding="utf-8")
    print(f"{SHIPPED.name}: {len(json.loads(text))} articles")
    return 0


if __name__ == "__main__":
    sys.exit(main())
