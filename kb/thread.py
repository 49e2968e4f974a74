"""A forum thread as data, whatever form it comes in. Pure: text in, posts out; nothing is fetched.

Read: the Markdown that a community's page is exported as; Discourse's `t/<id>.json` and `/raw/<id>`; an issue of GitHub
as its API or `gh issue view --json title,body,url,createdAt,author,comments` gives it. Authors' names are read only to
tell the posts apart; a draft leaves them out.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser

import nh3

MAX_POSTS = 200
LONGEST_TITLE = 500
LONGEST_HTML = 100_000  # of a post; Discourse's own limit is 32,000 characters of Markdown


class ThreadError(ValueError):
    """A text that is no thread; the words say what was expected."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post: Markdown, the day, how many liked it. `author` is a key to tell authors apart, `name` what is shown."""

    text: str
    day: dt.date | None = None
    likes: int = 0
    author: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread: the first post asks, the others follow."""

    title: str
    posts: tuple[Post, ...]
    url: str = ""
    views: int = 0
    likes: int = 0
    form: str = ""  # the form it was read from, for people

    @property
    def day(self) -> dt.date | None:
        """The day of the first post."""
        return self.posts[0].day


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a post: its language and text."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a post under one heading; the first has none."""

    heading: str
    text: str


def read(text: str, url: str = "") -> Thread:
    """Return the thread; raise ThreadError where the text is none of the known forms."""
    text = _GAP.sub("\n\n\n", text.removeprefix("\ufeff").replace("\r\n", "\n")).strip()
    if not text:
        raise ThreadError("There is no text. Paste the thread, or choose its file.")
    # A page's Markdown may begin with a link, so a bracket alone makes no JSON.
    is_json = re.match(r"\{|\[\s*[{\]]", text) is not None
    thread = _from_json(text) if is_json else _from_raw(text) or _from_export(text)
    if not thread.posts or not thread.posts[0].text.strip():
        raise ThreadError("The thread has no post with text.")
    return replace(thread, posts=thread.posts[:MAX_POSTS], url=url.strip() or thread.url)


_GAP = re.compile(r"\n{4,}")

# --- parts of a post

_FENCE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[ \t]*([\w+-]*)[^\n]*\n(.*?)(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE
)
_HEADING = re.compile(r"^(?:#{1,6}[ \t]+(?P<hash>.+?)[ \t#]*|\*\*(?P<bold>[^*\n]{3,60}?):?\*\*:?[ \t]*)$", re.MULTILINE)


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a post in order; one that is never closed goes to the end."""
    return [Block(found[2].lower(), found[3].rstrip("\n")) for found in _FENCE.finditer(text)]


def without_blocks(text: str) -> str:
    """Return a post's prose: its fenced blocks taken out."""
    return _FENCE.sub("", text)


def replace_in_prose(text: str, change: Callable[[str], str]) -> str:
    """Return the post with its prose changed and its fenced blocks as they are."""
    pieces, at = [], 0
    for found in _FENCE.finditer(text):
        pieces += [change(text[at : found.start()]), found.group()]
        at = found.end()
    return "".join([*pieces, change(text[at:])])


def parts(text: str) -> list[Part]:
    """Cut a post at its headings (`## Steps`, or a line that is bold as a whole); headings within a block are text."""
    fences = [found.span() for found in _FENCE.finditer(text)]
    found = [heading for heading in _HEADING.finditer(text) if not any(a <= heading.start() < z for a, z in fences)]
    edges = [0, *(heading.start() for heading in found), len(text)]
    result = [Part("", text[: edges[1]].strip())]
    for number, heading in enumerate(found):
        name = (heading["hash"] or heading["bold"]).strip(" :*")
        result.append(Part(name, text[heading.end() : edges[number + 2]].strip()))
    return [part for part in result if part.heading or part.text]


# --- the exported Markdown of a community's page

_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_COUNTS = re.compile(r"^(?=.*\b(?:views?|likes?|posts?|replies)\b)[\d,. \w·•|]+$", re.MULTILINE)
_BYLINE = re.compile(
    r"^(?P<name>[^\n(]{1,80}) \((?P<handle>@[\w.-]+)\) · (?P<day>\d{4}-\d{2}-\d{2})(?: · ♥ (?P<likes>\d+))?[ \t]*$",
    re.MULTILINE,
)


def _from_export(text: str) -> Thread:
    title = _TITLE.search(text)
    bylines = list(_BYLINE.finditer(text))
    if title is None:
        raise ThreadError(
            "This is no thread: no line begins with “# ” and its title. Paste a Discourse page as Markdown or JSON, "
            "its /raw/ text, or a GitHub issue as JSON."
        )
    head = text[title.end() : bylines[0].start() if bylines else len(text)]
    posts = []
    for number, byline in enumerate(bylines):
        end = bylines[number + 1].start() if number + 1 < len(bylines) else len(text)
        posts.append(
            Post(
                text[byline.end() : end].strip(),
                _day(byline["day"]),
                int(byline["likes"] or 0),
                byline["handle"],
                byline["name"].strip(),
            )
        )
    counts = _COUNTS.search(head)
    numbers = dict(_numbers(counts.group())) if counts else {}
    if not posts:
        posts = [Post(head[counts.end() :].strip() if counts else head.strip())]
    return Thread(
        _plain(title[1]), tuple(posts), "", numbers.get("view", 0), numbers.get("like", 0), "an exported page"
    )


def _numbers(line: str) -> Iterable[tuple[str, int]]:
    for number, word in re.findall(r"([\d,.]+k?)\s+(view|like|post)", line):
        plain = number.rstrip("k").replace(",", "")
        try:
            yield word, int(float(plain) * (1000 if number.endswith("k") else 1))
        except ValueError:
            continue


# --- Discourse's /raw/

_RAW_HEAD = re.compile(
    r"^(?P<name>\S+) \| (?P<day>\d{4}-\d{2}-\d{2}) \d{2}:\d{2}:\d{2} UTC \| #(?P<number>\d+)\n", re.MULTILINE
)


def _from_raw(text: str) -> Thread | None:
    heads = list(_RAW_HEAD.finditer(text))
    if not heads or heads[0].start() != 0:
        return None
    posts = []
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        body = _without_quotes(_without_rule(text[head.end() : end]))
        posts.append(Post(body, _day(head["day"]), 0, head["name"]))
    first = next((line.strip("# ") for line in posts[0].text.splitlines() if line.strip()), "")
    return Thread(_plain(first)[:200], tuple(posts), form="Discourse’s raw text")


def _without_rule(text: str) -> str:
    """Return a post without the line of dashes that ends it."""
    body, _, last = text.strip().rpartition("\n")
    return body.strip() if len(last) >= 20 and not last.strip("-") else text.strip()


_QUOTE = re.compile(r"\[(/?)quote[^\]\n]{0,300}\]", re.IGNORECASE)


def _without_quotes(text: str) -> str:
    """Return a post of Discourse without what it quotes of others: that is not its author's advice."""
    kept, depth, at = [], 0, 0
    for mark in _QUOTE.finditer(text):
        if not depth:
            kept.append(text[at : mark.start()])
        depth = max(depth + (-1 if mark[1] else 1), 0)
        at = mark.end()
    return "".join([*kept, text[at:]]).strip() if not depth else "".join(kept).strip()


# --- JSON


def _from_json(text: str) -> Thread:
    try:
        data: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        column = getattr(error, "colno", 1)
        said = getattr(error, "msg", "it is nested too deep")
        raise ThreadError(
            f"Line {line}, column {column}: this begins like JSON, but is none ({said}). Save the page’s JSON again."
        ) from None
    if isinstance(data, list) and data and all(isinstance(one, dict) for one in data):
        return _github(data[0], data[1:])
    if isinstance(data, dict):
        if isinstance(data.get("post_stream"), dict):
            return _discourse(data)
        if isinstance(data.get("issue"), dict):
            return _github(data["issue"], _tables(data.get("comments")))
        if "title" in data and "body" in data:
            return _github(data, _tables(data.get("comments")))
    raise ThreadError("This JSON is neither Discourse’s t/<id>.json nor a GitHub issue with title and body.")


def _discourse(data: Mapping[str, object]) -> Thread:
    stream = data["post_stream"]
    entries = _tables(stream.get("posts") if isinstance(stream, dict) else None)
    posts = [
        Post(
            _without_quotes(_text(entry, "raw")) or _from_html(_text(entry, "cooked")),
            _day(_text(entry, "created_at")),
            _like_count(entry),
            _text(entry, "username"),
            _text(entry, "name"),
        )
        for entry in entries
    ]
    return Thread(
        _plain(_text(data, "title")),
        tuple(posts),
        "",
        _number(data, "views"),
        _number(data, "like_count"),
        "Discourse’s JSON",
    )


def _like_count(entry: Mapping[str, object]) -> int:
    actions = _tables(entry.get("actions_summary"))
    return next((_number(action, "count") for action in actions if action.get("id") == 2), _number(entry, "like_count"))


def _github(issue: Mapping[str, object], comments: Sequence[Mapping[str, object]]) -> Thread:
    posts = [
        Post(
            _text(entry, "body"),
            _day(_text(entry, "created_at") or _text(entry, "createdAt")),
            _reactions(entry),
            _login(entry),
        )
        for entry in (issue, *comments)
    ]
    url = _text(issue, "html_url") or _text(issue, "url")
    return Thread(_plain(_text(issue, "title")), tuple(posts), url, 0, posts[0].likes, "a GitHub issue")


def _reactions(entry: Mapping[str, object]) -> int:
    found = entry.get("reactions")
    return _number(found, "+1") if isinstance(found, dict) else 0


def _login(entry: Mapping[str, object]) -> str:
    found = entry.get("user") or entry.get("author")
    return _text(found, "login") if isinstance(found, dict) else ""


def _tables(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(table: Mapping[str, object], key: str) -> str:
    value = table.get(key)
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def _number(table: Mapping[str, object], key: str) -> int:
    value = table.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _plain(text: str) -> str:
    """Return a title without Markdown's signs."""
    short = text[:LONGEST_TITLE]
    return " ".join(re.sub(r"[*`]|\[([^\]]*)\]\([^)]*\)", lambda found: found[1] or "", short).split())


# --- HTML to Markdown, as far as posts need it


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TAGS = _HEADINGS | {"a", "aside", "blockquote", "br", "code", "div", "li", "ol", "p", "pre", "ul"}


class _Markdown(HTMLParser):
    """Collects the text of a post: code fenced, list items dashed, links kept, what it quotes of others left out."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.in_block = 0
        self.in_quote = 0
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "aside" and (self.in_quote or "quote" in (given.get("class") or "").split()):
            self.in_quote += 1
        elif tag == "pre":
            self.in_block += 1
            self.add("\n\n```\n")
        elif tag in _HEADINGS:
            self.add("\n\n" + "#" * int(tag[1]) + " ")
        elif tag in {"p", "blockquote", "ul", "ol", "div"}:
            self.add("\n\n")
        elif tag == "li":
            self.add("\n- ")
        elif tag == "br":
            self.add("\n")
        elif tag == "code" and not self.in_block:
            self.add("`")
        elif tag == "a" and not self.in_block:
            target = given.get("href") or ""
            self.links.append(target if target.startswith(("https://", "http://")) else "")
            self.add("[" if self.links[-1] else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "aside" and self.in_quote:
            self.in_quote -= 1
        elif tag == "pre" and self.in_block:
            self.in_block -= 1
            self.add("\n```\n\n")
        elif tag == "code" and not self.in_block:
            self.add("`")
        elif tag == "a" and not self.in_block and self.links:
            target = self.links.pop()
            self.add(f"]({target})" if target else "")

    def handle_data(self, data: str) -> None:
        self.add(data if self.in_block else re.sub(r"\s+", " ", data))

    def add(self, piece: str) -> None:
        if not self.in_quote:
            self.pieces.append(piece)


def _from_html(text: str) -> str:
    """Return a post's HTML as Markdown. nh3 makes it well-formed first: of other HTML Python's parser can be slow."""
    sound = nh3.clean(
        text[:LONGEST_HTML],
        tags=set(_TAGS),
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}, "aside": {"class"}},
        link_rel=None,
    )
    parser = _Markdown()
    parser.feed(sound)
    parser.close()
    joined = re.sub(r"\n{2,}```\n\n*```\n*", "\n\n", "".join(parser.pieces))
    return re.sub(r"\n{3,}", "\n\n", joined).strip()
