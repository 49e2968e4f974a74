"""What search engines and chat programs read of a page: JSON-LD (schema.org) and OpenGraph."""

import json
from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from .models import Article


def article_json_ld(article: Article, url: str, crumbs: Sequence[tuple[str, str]], image: str) -> SafeString:
    """Return a TechArticle and its BreadcrumbList; `crumbs` are pairs of title and absolute address, the site first.

    `image` is the absolute address of the picture that stands for the article where it is linked.
    """
    name, home = crumbs[0]
    site = {"@type": "Organization", "name": name, "url": home}
    graph = [
        {
            "@type": "TechArticle",
            "headline": article.title,
            "description": article.short_answer_text,
            "url": url,
            "mainEntityOfPage": url,
            "datePublished": str(article.published or article.created),
            "dateModified": str(article.updated),
            "inLanguage": "en",
            "image": image,
            "author": site,
            "publisher": site,
            "about": [{"@type": "Thing", "name": product.title} for product in article.products.all()],
            "isAccessibleForFree": True,
        },
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": number, "name": name, "item": address}
                for number, (name, address) in enumerate(crumbs, 1)
            ],
        },
    ]
    return as_script({"@context": "https://schema.org", "@graph": graph})


def as_script(data: object) -> SafeString:
    """Return JSON that may stand within a script element: no `<` ends it, no `&` is read as an entity."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    escaped = text.translate({ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"})
    return mark_safe(escaped)  # noqa: S308 - escaped above
