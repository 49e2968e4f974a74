"""An article as one Markdown file, and back: TOML between `+++` lines, a title, then fixed headings.

Pure: text in, data out. `dump(parse(text)) == text` for every text that `dump` wrote, so a file can be checked by
eye, by diff and by digest. Import, export, history, the `.md` page and assistants all read this one form.
"""

import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace

CONFIDENCES = ("work in progress", "not validated", "validated", "archived")
AUDIENCES = ("internal", "public")
WAYS = ("measured", "documented", "reported")
SECTIONS = (
    ("short_answer", "Short answer"),
    ("issue", "Issue"),
    ("environment", "Environment"),
    ("steps", "Steps to reproduce"),
    ("current_behaviour", "Current behaviour"),
    ("expected_behaviour", "Expected behaviour"),
    ("cause", "Cause"),
    ("resolution", "Resolution"),
    ("verification_steps", "How to verify"),
    ("cannot_be_seen", "What a file cannot show"),
    ("wrong_advice", "Advice that does not work"),
)
MAY_BE_ABSENT = frozenset({"verification_steps", "cannot_be_seen", "wrong_advice"})
FENCE = "+++"

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CODE_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r"(#{1,2})(?:[ \t]+(.*))?$")
# XML and HTML cannot carry these, and no editor shows them.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class ArticleFileError(ValueError):
    """What is wrong in an article file: the line, the fault and how to mend it."""

    def __init__(self, line: int, fault: str, mend: str) -> None:
        super().__init__(f"line {line}: {fault}. {mend}")
        self.line, self.fault, self.mend = line, fault, mend


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A page that an article rests on."""

    url: str
    what: str
    date: str = ""
    archived: str = ""


@dataclass(frozen=True, slots=True)
class VerificationEntry:
    """Who verified what, how, on which version, and until when that holds."""

    by: str
    how: str
    on: dt.date
    until: dt.date
    what: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """Everything that an article's file says."""

    slug: str
    title: str
    created: dt.date
    updated: dt.date
    published: dt.date | None = None  # where that is another day than `created`
    confidence: str = "work in progress"
    audience: str = "internal"
    fixed_in: str = ""
    withdrawn: str = ""
    topics: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    verifications: tuple[VerificationEntry, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)


def parse(text: str) -> ArticleFile:
    """Read an article file; raises ArticleFileError with the line and the mend."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if control := CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise ArticleFileError(line, f"a control character (U+{ord(control.group()):04X})", "Delete it.")
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        raise ArticleFileError(1, f"the file does not begin with {FENCE}", f"Put {FENCE} on the first line.")
    ends = (number for number, line in enumerate(lines[1:], 2) if line.rstrip() == FENCE)
    end = next(ends, None)
    if end is None:
        raise ArticleFileError(
            1, f"the front matter has no closing {FENCE}", f"Put {FENCE} on a line after the last key."
        )
    front = _FrontMatter(lines[1 : end - 1])
    title, sections = _read_body(lines[end:], end + 1)
    return front.article(title, sections)


def dump(article: ArticleFile) -> str:
    """Write the article as its file, always in the same form."""
    front = [
        FENCE,
        f"slug = {_string(article.slug)}",
        f"confidence = {_string(article.confidence)}",
        f"audience = {_string(article.audience)}",
        *(f"{key} = {_string(value)}" for key in ("fixed_in", "withdrawn") if (value := getattr(article, key))),
        f"topics = {_list(article.topics)}",
        f"products = {_list(article.products)}",
        f"signatures = {_tall_list(article.signatures)}",
        f"aliases = {_list(article.aliases)}",
        f"created = {article.created.isoformat()}",
        f"updated = {article.updated.isoformat()}",
        *([f"published = {article.published.isoformat()}"] if article.published else []),
    ]
    for source in article.sources:
        front += ["", "[[source]]", f"url = {_string(source.url)}", f"what = {_string(source.what)}"]
        front += [f"{key} = {_string(value)}" for key in ("date", "archived") if (value := getattr(source, key))]
    for record in article.verifications:
        front += ["", "[[verification]]", f"by = {_string(record.by)}", f"how = {_string(record.how)}"]
        front += [f"version = {_string(record.version)}"] if record.version else []
        front += [
            f"on = {record.on.isoformat()}",
            f"until = {record.until.isoformat()}",
            f"what = {_string(record.what)}",
        ]
    body = [FENCE, f"# {article.title}"]
    for key, heading in SECTIONS:
        section = article.sections.get(key, "")
        if section or key not in MAY_BE_ABSENT:
            body += ["", f"## {heading}", *(["", section] if section else [])]
    return "\n".join([*front, *body]) + "\n"


def digest(article: ArticleFile) -> str:
    """Return what tells two articles apart: the SHA-256 of the file, with topics, products and aliases as sets."""
    ordered = replace(
        article,
        topics=tuple(sorted(article.topics)),
        products=tuple(sorted(article.products)),
        aliases=tuple(sorted(article.aliases)),
    )
    return hashlib.sha256(dump(ordered).encode()).hexdigest()


def as_data(article: ArticleFile) -> dict[str, object]:
    """Return the article as plain data for JSON, dates as text."""
    data = asdict(article)
    for mapping in (data, *data["verifications"]):
        mapping.update({key: value.isoformat() for key, value in mapping.items() if isinstance(value, dt.date)})
    return data


def tidy(section: str) -> str:
    """Return a section's text without blank lines around it, with line feeds only."""
    lines = section.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines).rstrip()


def check_section(section: str) -> None:
    """Raise ArticleFileError if this text, in a file, would not be read back as one section."""
    if control := CONTROL.search(section):
        line = section.count("\n", 0, control.start()) + 1
        raise ArticleFileError(line, f"a control character (U+{ord(control.group()):04X})", "Delete it.")
    for number, _, heading in _headings(section.split("\n"), 1):
        raise ArticleFileError(number, f"a heading of first or second rank (“{heading}”)", "Begin it with ###.")


def _read_body(lines: list[str], first: int) -> tuple[str, dict[str, str]]:
    found = list(_headings(lines, first))
    top = next((index for index, line in enumerate(lines) if line.strip()), None)
    if not found or top is None or found[0][0] != first + top or found[0][1] != 1 or not found[0][2]:
        at = first + (top or 0)
        raise ArticleFileError(
            at, "no title after the front matter", "Write “# ” and the symptom as one would search it."
        )
    known = {heading: key for key, heading in SECTIONS}
    order = [heading for _, heading in SECTIONS]
    sections: dict[str, str] = {}
    before, last = "", -1
    stray = next((number for number, line in enumerate(lines[top + 1 :], first + top + 1) if line.strip()), None)
    if stray is not None and (len(found) == 1 or stray < found[1][0]):
        raise ArticleFileError(stray, "text between the title and the first heading", "Put it under a heading.")
    for index, (number, rank, heading) in enumerate(found[1:], 1):
        if rank == 1:
            raise ArticleFileError(number, f"a second title (“{heading}”)", "Begin headings inside a section with ###.")
        if heading not in known:
            raise ArticleFileError(number, f"unknown heading “{heading}”", f"Use one of: {', '.join(order)}.")
        if known[heading] in sections:
            raise ArticleFileError(number, f"the heading “{heading}” stands twice", "Join the two sections.")
        if order.index(heading) < last:
            raise ArticleFileError(number, f"“{heading}” stands after “{before}”", f"The order is: {', '.join(order)}.")
        stop = found[index + 1][0] if index + 1 < len(found) else first + len(lines)
        sections[known[heading]] = tidy("\n".join(lines[number - first + 1 : stop - first]))
        before, last = heading, order.index(heading)
    for key, heading in SECTIONS:
        if key not in sections and key not in MAY_BE_ABSENT:
            raise ArticleFileError(
                first + len(lines) - 1, f"the heading “{heading}” is missing", f"Add “## {heading}”."
            )
    return found[0][2], {key: text for key, text in sections.items() if text}


def _headings(lines: list[str], first: int) -> Iterator[tuple[int, int, str]]:
    """Give line, rank and text of each heading of first or second rank that is not inside fenced code."""
    fence, opened = "", 0
    for number, line in enumerate(lines, first):
        mark = _CODE_FENCE.match(line)
        if fence:
            if mark and mark[1][0] == fence[0] and len(mark[1]) >= len(fence) and not mark[2].strip():
                fence = ""
        elif mark and not (mark[1][0] == "`" and "`" in mark[2]):
            fence, opened = mark[1], number
        elif heading := _HEADING.match(line):
            yield number, len(heading[1]), (heading[2] or "").strip()
    if fence:
        raise ArticleFileError(opened, "this code block is never closed", f"Put {fence} on a line after it.")


class _FrontMatter:
    """The TOML part; knows on which line of the file each key stands."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        try:
            self.data = tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"\(at line (\d+), column \d+\)", str(error))
            line = int(place[1]) + 1 if place else len(lines) + 1
            fault = re.sub(r"\s*\(at .*\)", "", str(error))
            raise ArticleFileError(line, f"the front matter is not TOML: {fault}", 'Write key = "value".') from None

    def article(self, title: str, sections: dict[str, str]) -> ArticleFile:
        known = {entry.name for entry in fields(ArticleFile)} - {"title", "sections", "sources", "verifications"}
        self.refuse_unknown(self.data, known | {"source", "verification"}, self.line)
        created, updated = self.date(self.data, "created", self.line), self.date(self.data, "updated", self.line)
        if updated < created:
            raise ArticleFileError(self.line("updated"), "“updated” is before “created”", "Give the later date.")
        return ArticleFile(
            slug=self.slug(self.text(self.data, "slug", self.line), self.line("slug")),
            title=title,
            created=created,
            updated=updated,
            published=self.date(self.data, "published", self.line) if "published" in self.data else None,
            confidence=self.choice(self.data, "confidence", CONFIDENCES, self.line),
            audience=self.choice(self.data, "audience", AUDIENCES, self.line),
            fixed_in=self.text(self.data, "fixed_in", self.line, default=""),
            withdrawn=self.text(self.data, "withdrawn", self.line, default=""),
            topics=self.slugs("topics"),
            products=self.slugs("products"),
            signatures=self.texts("signatures"),
            aliases=self.slugs("aliases"),
            sources=tuple(self.source(index, table) for index, table in self.tables("source")),
            verifications=tuple(self.verification(index, table) for index, table in self.tables("verification")),
            sections=sections,
        )

    def line(self, key: str, table: str = "", index: int = 0) -> int:
        """Return the file's line on which a key (of the n-th table of that name) stands, else the table's, else 1."""
        start, seen = 0, -1
        if table:
            for number, text in enumerate(self.lines):
                seen += text.strip() == f"[[{table}]]"
                if seen == index:
                    start = number
                    break
        for number, text in enumerate(self.lines[start:], start):
            if number > start and text.lstrip().startswith("[["):
                break
            if re.match(rf"[\s\"']*{re.escape(key)}[\"']?\s*=", text):
                return number + 2
        return start + (2 if table else 1)

    def tables(self, name: str) -> Iterator[tuple[int, dict[str, object]]]:
        value = self.data.get(name, [])
        if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            raise ArticleFileError(self.line(name), f"“{name}” is not a list of tables", f"Write [[{name}]].")
        return enumerate(value)

    def source(self, index: int, table: dict[str, object]) -> SourceEntry:
        at = _at(self.line, "source", index)
        self.refuse_unknown(table, {"url", "what", "date", "archived"}, at)
        url, archived = self.text(table, "url", at), self.text(table, "archived", at, default="")
        for key, value in (("url", url), ("archived", archived)):
            if value and not re.match(r"https?://[^\s/]", value):
                raise ArticleFileError(at(key), f"“{key}” is not an address", "Begin it with https://.")
        return SourceEntry(url, self.text(table, "what", at), self.text(table, "date", at, default=""), archived)

    def verification(self, index: int, table: dict[str, object]) -> VerificationEntry:
        at = _at(self.line, "verification", index)
        self.refuse_unknown(table, {"by", "how", "version", "on", "until", "what"}, at)
        on, until = self.date(table, "on", at), self.date(table, "until", at)
        if until < on:
            raise ArticleFileError(at("until"), "“until” is before “on”", "Give the day on which to check again.")
        how = self.choice(table, "how", WAYS, at)
        version = self.text(table, "version", at, default="")
        return VerificationEntry(self.text(table, "by", at), how, on, until, self.text(table, "what", at), version)

    def refuse_unknown(self, table: Mapping[str, object], known: set[str], at: Callable[[str], int]) -> None:
        for key in table:
            if key not in known:
                raise ArticleFileError(at(key), f"unknown key “{key}”", f"Use one of: {', '.join(sorted(known))}.")

    def text(self, table: Mapping[str, object], key: str, at: Callable[[str], int], default: str | None = None) -> str:
        value = table.get(key, default)
        if value is None:
            raise ArticleFileError(at(key), f"the key “{key}” is missing", f'Add {key} = "…".')
        if not isinstance(value, str) or CONTROL.search(value) or value != " ".join(value.split("\n")).strip():
            raise ArticleFileError(
                at(key), f"“{key}” is not one line of text", f'Write {key} = "…", without blanks around.'
            )
        if not value and default is None:
            raise ArticleFileError(at(key), f"“{key}” is empty", "Write a value.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.data.get(key, [])
        if not isinstance(values, list):
            raise ArticleFileError(self.line(key), f"“{key}” is not a list", f'Write {key} = ["…"].')
        found = tuple(self.text({key: value}, key, self.line) for value in values)
        if len(set(found)) < len(found):
            raise ArticleFileError(self.line(key), f"“{key}” names one thing twice", "Delete one of the two.")
        return found

    def slugs(self, key: str) -> tuple[str, ...]:
        return tuple(self.slug(value, self.line(key)) for value in self.texts(key))

    def slug(self, value: str, line: int) -> str:
        if not _SLUG.fullmatch(value) or len(value) > 120:
            raise ArticleFileError(line, f"“{value}” is not a slug", "Use small letters, digits and single hyphens.")
        return value

    def choice(self, table: Mapping[str, object], key: str, allowed: tuple[str, ...], at: Callable[[str], int]) -> str:
        value = self.text(table, key, at)
        if value not in allowed:
            raise ArticleFileError(at(key), f"“{key}” cannot be “{value}”", f"Use one of: {', '.join(allowed)}.")
        return value

    def date(self, table: Mapping[str, object], key: str, at: Callable[[str], int]) -> dt.date:
        value = table.get(key)
        if value is None:
            raise ArticleFileError(at(key), f"the date “{key}” is missing", f"Add {key} = 2026-01-31.")
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            raise ArticleFileError(
                at(key), f"“{key}” is not a date", f"Write {key} = 2026-01-31, without quotes or time."
            )
        return value


def _at(line: Callable[[str, str, int], int], table: str, index: int) -> Callable[[str], int]:
    return lambda key: line(key, table, index)


def _string(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'


def _list(values: tuple[str, ...]) -> str:
    return f"[{', '.join(_string(value) for value in values)}]"


def _tall_list(values: tuple[str, ...]) -> str:
    return "\n".join(["[", *(f"    {_string(value)}," for value in values), "]"]) if values else "[]"
