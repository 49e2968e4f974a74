"""From a forum thread to the draft of an article. Pure: what is known is put in its place; the prose is for staff."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.text import slugify

from .articlefile import ArticleFile, SourceEntry, tidy
from .search.signatures import normalise
from .thread import Block, Post, Thread, blocks, parts, replace_in_prose, without_blocks

MAX_SIGNATURES = 8
LONGEST_SIGNATURE = 160

# What people and issue forms call the parts of a report.
_PLACES = (
    ("steps", r"steps|reproduc|how to (?:trigger|get there)"),
    ("current_behaviour", r"current|actual|what(?:'s| is) (?:wrong|happening)|what happens|observed|error"),
    ("expected_behaviour", r"expected|what should|desired"),
    ("environment", r"environment|version|platform|operating system|system info|set-?up|configuration"),
    ("issue", r"problem|issue|description|summary|what happened|bug|question"),
)
_ASSIGNMENT = re.compile(r"^\s*(?:export\s+|set\s+-gx\s+|\$env:)?[A-Z][A-Z0-9_]{3,}\s*=|^\s*set -gx ", re.MULTILINE)
_MESSAGE = re.compile(r'"message"\s*:\s*"((?:[^"\\]|\\.)*)"')
_KIND = re.compile(r'"(?:type|code)"\s*:\s*"([a-z]+(?:_[a-z]+)+)"')
_STATUS = re.compile(r"\bAPI Error: \d{3}\b|\b(?:HTTP|Error) \d{3}\b")
_LOOKS_WRONG = re.compile(
    r"\berror\b|\bfailed\b|\bdenied\b|\binvalid\b|\bnot found\b|\bunauthori[sz]ed\b|\b[45]\d\d\b", re.I
)
_ADDRESS = re.compile(r"(?:[Vv]isit|[Ss]ee|at)?\s*https?://\S.*$")
_PERSON = re.compile(
    r"\*{0,2}\[[^\[\]]{0,200}\]\(https?://[^)\s]{0,300}?/u/[^)\s]{0,300}\)\*{0,2}|(?<![\w/.])@[A-Za-z0-9][\w.-]{1,38}\b(?!/)"
)
_SUBSCRIPTION = re.compile(
    r"\b(?:subscription|(?:Max|Pro|Team) plan|Claude (?:Max|Pro)|ChatGPT (?:Plus|Pro|login))\b", re.I
)


def draft(
    thread: Thread,
    *,
    advice: Sequence[str],
    products: Mapping[str, str],
    today: dt.date,
    taken: Iterable[str] = (),
    told: Sequence[str] = (),
) -> ArticleFile:
    """Return the draft: work in progress, internal, without a verification record.

    `advice` holds list items for "advice that does not work", `told` what the rules say of the author's configurations;
    `products` maps titles to slugs, `taken` are addresses in use. Nobody's name is in it.
    """
    people = names(thread)
    first, *others = thread.posts
    sections: dict[str, list[str]] = {key: [] for key, _ in _PLACES}
    for post in (first, *(post for post in others if post.author and post.author == first.author)):
        for part in parts(nameless(post.text, people)):
            sections[_place(part.heading)].append(part.text)
    texts = {key: tidy("\n\n".join(piece for piece in pieces if piece)) for key, pieces in sections.items()}
    if advice:
        texts["wrong_advice"] = tidy("\n".join(advice))
    if told:
        texts["cause"] = tidy("\n".join(["What the rules say of the lines above:", "", *told]))
    # The language of a code block is not what the thread is about.
    whole = re.sub(r"(?m)^\s*(?:```+|~~~+)\w+$", "", "\n".join(post.text for post in thread.posts))
    return ArticleFile(
        slug=_slug(thread.title, set(taken)),
        title=thread.title[:200],
        created=today,
        updated=today,
        products=tuple(slug for title, slug in products.items() if _mentions(f"{thread.title}\n{whole}", title)),
        signatures=tuple(signatures(thread)),
        sources=(_source(thread),) if thread.url else (),
        sections={key: text for key, text in texts.items() if text},
    )


def wants_subscription(thread: Thread) -> bool:
    """Tell whether the thread's author wants a subscription to pay."""
    return bool(_SUBSCRIPTION.search(f"{thread.title}\n{thread.posts[0].text}"))


def configurations(post: Post) -> list[Block]:
    """Return the blocks of a post that set variables or are a settings file."""
    return [block for block in blocks(post.text) if _is_configuration(block)]


def signatures(thread: Thread) -> list[str]:
    """Return the error messages that the thread quotes, without addresses and what varies, the longest first."""
    found: dict[str, str] = {}
    for post in thread.posts:
        quoted = [block.text for block in blocks(post.text) if not _is_configuration(block)]
        quoted += re.findall(r"`([^`\n]{8,300})`", without_blocks(post.text))
        for text in quoted:
            for message in _messages(" ".join(text.split())):
                found.setdefault(normalise(message), message)
    found.pop("", None)
    return sorted(found.values(), key=len, reverse=True)[:MAX_SIGNATURES]


def names(thread: Thread) -> frozenset[str]:
    """Return what the thread's authors are called, as far as it is no word of the title, such as "vercel"."""
    title = thread.title.lower()
    given = {name.strip("@ ") for post in thread.posts for name in (post.author, post.name)}
    return frozenset(name for name in given if len(name) >= 3 and name.lower() not in title)


def nameless(text: str, people: Iterable[str] = ()) -> str:
    """Return a post without links to profiles, without @names and without the given names of people."""
    text = _PERSON.sub("somebody", text)
    known = sorted(people, key=len, reverse=True)
    if not known:
        return text
    named = re.compile(rf"(?<![\w/.-])(?:{'|'.join(map(re.escape, known))})(?![\w/-])", re.IGNORECASE)
    # A block is code: a name in it, such as that of a folder, belongs to what happened.
    return replace_in_prose(text, lambda prose: named.sub("somebody", prose))


def figures(thread: Thread) -> str:
    """Return views, likes and posts for people: "40 views, 1 like, 3 posts"."""
    counted = ((thread.views, "view"), (thread.likes, "like"), (len(thread.posts), "post"))
    return ", ".join(f"{number:,} {word}{'' if number == 1 else 's'}" for number, word in counted if number)


def _place(heading: str) -> str:
    for key, pattern in _PLACES:
        if heading and re.search(pattern, heading, re.IGNORECASE):
            return key
    return "issue"


def _is_configuration(block: Block) -> bool:
    if block.language in {"json", "jsonc", "toml", "ini", "dotenv", "env"}:
        return True
    return bool(_ASSIGNMENT.search(block.text)) and not _STATUS.search(block.text)


def _messages(text: str) -> Iterable[str]:
    inner = [found for found in _MESSAGE.findall(text) if found.strip()]
    for message in (*inner, *_KIND.findall(text), *_STATUS.findall(text)):
        yield _ADDRESS.sub("", message.replace("\\n", " ").replace('\\"', '"')).strip()[:LONGEST_SIGNATURE]
    if not inner and _LOOKS_WRONG.search(text) and len(text) <= LONGEST_SIGNATURE:
        yield _ADDRESS.sub("", text).strip()


def _mentions(text: str, title: str) -> bool:
    """Tell whether a text names a product: one of one word in its own case, as "continue" names none.

    A start-up file's name names its shell.
    """
    flags = re.IGNORECASE if " " in title else re.NOFLAG
    return re.search(rf"(?<![\w-]){re.escape(title)}(?:rc|env)?(?![\w-])", text, flags) is not None


def _source(thread: Thread) -> SourceEntry:
    day = thread.day.isoformat() if thread.day else ""
    counted = figures(replace(thread, likes=thread.likes))
    return SourceEntry(url=thread.url, what=f"The thread from which this article is made ({counted})", date=day)


def _slug(title: str, taken: set[str]) -> str:
    made = slugify(title)[:100].strip("-") or "draft"
    if made not in taken:
        return made
    return next(f"{made}-{number}" for number in range(2, 10_000) if f"{made}-{number}" not in taken)
