"""What assistants can call: check a configuration, explain an error message, search the articles, read one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.html import strip_tags
from django.views.decorators.debug import sensitive_variables

from kb import articlefile
from kb.exporting import as_article_file
from kb.models import Article, ErrorSignature, FormerSlug
from kb.search import search

from .. import asking
from ..checking import Pasted, RefusedError, check, explain
from ..engine.clients import CLIENT_NAMES
from ..engine.findings import SCHEMA, Login, Mode
from ..engine.kinds import kind_words
from ..engine.limits import MAX_BYTES, MAX_LINES
from ..engine.rendering import as_text, to_dict
from .protocol import Data

LONGEST_QUERY = 2_000
MOST_FOUND = 20
_SLUG = re.compile(r"/articles/([a-z0-9-]+)")

Result = dict[str, object]
Absolute = Callable[[str], str]  # makes a whole address of a path


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that can be called: how it is described, and what does it."""

    title: str
    description: str
    arguments: Mapping[str, object]
    required: Sequence[str]
    run: Callable[[Data, Absolute], Result]
    gives: Mapping[str, object] | None = None  # the schema of its structured result


def listed() -> list[dict[str, object]]:
    """Return the tools as `tools/list` describes them, always in the same order."""
    return [_described(name, tool) for name, tool in TOOLS.items()]


def _described(name: str, tool: Tool) -> dict[str, object]:
    described: dict[str, object] = {
        "name": name,
        "title": tool.title,
        "description": tool.description,
        "inputSchema": {
            "type": "object",
            "properties": tool.arguments,
            "required": list(tool.required),
            "additionalProperties": False,
        },
        "annotations": {"readOnlyHint": True, "idempotentHint": True, "openWorldHint": False},
    }
    return described | ({"outputSchema": tool.gives} if tool.gives else {})


@sensitive_variables()
def call(name: str, arguments: Data, absolute: Absolute) -> Result | None:
    """Return the result of a tool, None where there is no such tool; a refusal is a result that says why."""
    tool = TOOLS.get(name)
    if tool is None:
        return None
    try:
        if unknown := [key for key in arguments if key not in tool.arguments]:
            known = ", ".join(f"“{key}”" for key in tool.arguments)
            raise RefusedError(422, f"{len(unknown)} of the arguments is not known. Use {known}.")
        return tool.run(arguments, absolute)
    except RefusedError as refusal:
        return failed(f"Line {refusal.line}: {refusal.message}" if refusal.line else refusal.message)


def failed(words: str) -> Result:
    """Return the result of a call that came to nothing, with what to do about it."""
    return {"content": [{"type": "text", "text": words}], "isError": True}


def _said(text: str, structured: Mapping[str, object] | None = None) -> Result:
    result: Result = {"content": [{"type": "text", "text": text}], "isError": False}
    return result if structured is None else result | {"structuredContent": structured}


@sensitive_variables()
def _check(arguments: Data, _: Absolute) -> Result:
    documents: Sequence[Pasted] = asking.documents(arguments.get("documents"))
    report = check(
        documents,
        login=asking.word(Login, asking.text(arguments, "login"), Login.UNKNOWN, "login"),
        mode=asking.word(Mode, asking.text(arguments, "mode"), Mode.PRINT, "mode"),
        error=asking.text(arguments, "error"),
        clients=asking.clients(arguments.get("clients", [])),
    )
    return _said(as_text(report), to_dict(report))


@sensitive_variables()
def _explain(arguments: Data, absolute: Absolute) -> Result:
    message = asking.text(arguments, "message")
    if not message.strip():
        raise RefusedError(422, "“message” is empty. Give the error as the program printed it.")
    readings, slugs = explain(message)
    articles = _articles(slugs, absolute)
    pages = ErrorSignature.objects.filter(article__slug__in=slugs, article__in=Article.objects.published())
    addresses = {row.article.slug: absolute(row.get_absolute_url()) for row in pages.select_related("article")}
    meanings = [{"message": each.message, "words_of": each.words_of, "says": each.says} for each in readings]
    lines = [f"“{each['message']}” is {each['words_of']}’s: {each['says']}" for each in meanings]
    lines += [f"{each['title']}\n  {each['short_answer']}\n  {each['url']}" for each in articles]
    if not lines:
        lines = ["No article and no rule here knows that message. search_articles looks for its words."]
    known = [entry | {"error_page": addresses.get(str(entry["slug"]))} for entry in articles]
    return _said("\n\n".join(lines), {"meanings": meanings, "articles": known})


@sensitive_variables()
def _search(arguments: Data, absolute: Absolute) -> Result:
    query = asking.text(arguments, "query")[:LONGEST_QUERY]
    if not query.strip():
        raise RefusedError(422, "“query” is empty. Give words, a variable’s name, or a whole error message.")
    found = search(query)
    rows = Article.objects.only("slug", "title", "confidence", "short_answer_html").in_bulk(
        [hit.pk for hit in found.hits]
    )
    entries: list[dict[str, object]] = [
        _entry(rows[hit.pk], absolute) | {"excerpt": " ".join(strip_tags(hit.excerpt).split())}
        for hit in found.hits
        if hit.pk in rows
    ]
    lines = [f"{each['title']}\n  {each['short_answer']}\n  {each['url']}" for each in entries]
    said = "\n\n".join([found.remark, *lines] if found.remark else lines) or "No article has these words."
    return _said(said, {"total": found.total, "remark": found.remark, "articles": entries})


def _read(arguments: Data, _: Absolute) -> Result:
    asked = asking.text(arguments, "article").strip()
    in_address = _SLUG.search(asked)
    slug = in_address[1] if in_address else asked
    readable = Article.objects.readable_by(AnonymousUser())
    former = FormerSlug.objects.filter(slug=slug).values("article")
    article = readable.filter(slug=slug).first() or readable.filter(pk__in=former).first()
    if article is None:
        raise RefusedError(422, "There is no such article. search_articles gives the names of those there are.")
    return _said(articlefile.dump(as_article_file(article)))


def _articles(slugs: Sequence[str], absolute: Absolute) -> list[dict[str, object]]:
    rows = {row.slug: row for row in Article.objects.published().filter(slug__in=slugs)[:MOST_FOUND]}
    return [_entry(rows[slug], absolute) for slug in slugs if slug in rows]


def _entry(article: Article, absolute: Absolute) -> dict[str, object]:
    return {
        "slug": article.slug,
        "title": article.title,
        "url": absolute(article.get_absolute_url()),
        "short_answer": article.short_answer_text,
        "confidence": article.confidence,
    }


def _object(**properties: object) -> dict[str, object]:
    """Return the schema of an object that always has these properties, and may have more."""
    return {"type": "object", "properties": properties, "required": list(properties)}


_TEXT = {"type": "string"}
_LIST = {"type": "array", "items": {"type": "object"}}
_FOUND = _object(slug=_TEXT, title=_TEXT, url=_TEXT, short_answer=_TEXT, confidence=_TEXT)

TOOLS: Mapping[str, Tool] = {
    "check_configuration": Tool(
        "Check a configuration",
        "Say what Claude Code, Codex, Gemini CLI and other coding clients will really send with these files, who pays, "
        "which lines decide it, and what to change: the same report as the site’s /check/ page. Give every file that "
        "takes part (shell start-up files, settings.json, config.toml, .env), each whole and as it is, with where it "
        "lies. The files go to this server to be read. Keys in them are masked as soon as they arrive, and nothing is "
        "kept; leave out stores of credentials such as ~/.claude/.credentials.json and ~/.codex/auth.json.",
        {
            "documents": {
                "type": "array",
                "minItems": 1,
                "maxItems": asking.MAX_DOCUMENTS,
                "description": f"The files, together at most {MAX_BYTES // 1024} KB and {MAX_LINES:,} lines.",
                "items": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string", "description": "Where the file lies: ~/.zshrc, .env …"},
                        "text": {"type": "string", "description": "The file’s text, unchanged."},
                        "kind": {
                            "type": "string",
                            "enum": ["", *kind_words()],
                            "description": "How it is read, where neither its name nor its text tells.",
                        },
                    },
                    "required": ["text"],
                },
            },
            "login": {
                "type": "string",
                "enum": [each.value for each in Login],
                "description": "The login that the client has stored; unknown: the report answers for each.",
            },
            "mode": {
                "type": "string",
                "enum": [each.value for each in Mode],
                "description": "print for claude -p and codex exec, interactive on a terminal.",
            },
            "error": {"type": "string", "description": "An error message: can these files produce it?"},
            "clients": {
                "type": "array",
                "items": {"type": "string", "enum": list(CLIENT_NAMES)},
                "description": "Speak of these clients, whatever the files concern.",
            },
        },
        ["documents"],
        _check,
        _object(
            schema={"const": SCHEMA},
            verdict=_object(status=_TEXT, sentence=_TEXT),
            documents=_LIST,
            environment={"type": "object"},
            requests=_LIST,
            findings=_LIST,
            mended=_LIST,
            unknowns=_LIST,
            articles=_LIST,
        ),
    ),
    "explain_error": Tool(
        "Explain an error message",
        "Say whose words an error message is, what it means, and which articles know it. Give it whole, as the program "
        "printed it. Where the person’s files are at hand, call check_configuration with `error` instead: it also "
        "tells whether these files can produce the message.",
        {"message": {"type": "string", "description": "The message, with its status code."}},
        ["message"],
        _explain,
        _object(
            meanings={"type": "array", "items": _object(message=_TEXT, words_of=_TEXT, says=_TEXT)},
            articles={"type": "array", "items": _FOUND},
        ),
    ),
    "search_articles": Tool(
        "Search the articles",
        "Find articles about coding clients’ configuration, billing and errors by words, a variable’s name or a whole "
        "error message. Articles with all words are found, where there are none those with most, which `remark` says; "
        "quotation marks keep words together.",
        {"query": {"type": "string", "maxLength": LONGEST_QUERY, "description": "What to look for."}},
        ["query"],
        _search,
        _object(total={"type": "integer"}, remark=_TEXT, articles={"type": "array", "items": _FOUND}),
    ),
    "read_article": Tool(
        "Read an article",
        "Return one article whole, as Markdown: symptom, cause, resolution, how to verify, sources with their dates.",
        {"article": {"type": "string", "description": "Its slug or its address, as the other tools give them."}},
        ["article"],
        _read,
    ),
}
