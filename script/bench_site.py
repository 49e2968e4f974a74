"""Measure the site with thousands of articles on PostgreSQL and SQLite and print a table; see script/bench."""

import argparse
import os
import random
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench_articles import SEED, read_articles, write_articles  # noqa: E402
from bench_load import Load, LoadError, Site, best  # noqa: E402

from kb.articlefile import ArticleFile  # noqa: E402

HTMX = {"HX-Request": "true"}
SLOWEST_ODD = 200.0  # milliseconds
SLOWEST_SUGGESTION = 30.0
# Bars: what a case may cost, as a multiple of another case.
MOST = {
    "home": ("no query", 1.0),
    "article": ("no query", 1.0),
    "list": ("no query", 1.0),
    "article, 304": ("no query", 1.0),
    "search, asked before": ("one query", 1.5),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of request: the addresses asked for in turn, what is sent along, and the status that must come."""

    name: str
    paths: tuple[str, ...]
    headers: Mapping[str, str]
    status: int = 200
    is_new: bool = False  # each address is asked for once only: nothing can have been kept


def cases(site: Site, texts: "Texts") -> list[Case]:
    """Return what is measured."""
    article = f"/articles/{texts.slug}/"
    etag = site.get(article)[1].get("ETag", "")
    pairs, pastes = texts.pairs(), texts.pastes()
    return [
        Case("no query", ("/bench/no-query",), {}),
        Case("one query", ("/bench/one-query",), {}),
        Case("home", ("/",), {}),
        Case("article", (article,), {}),
        Case("list", ("/latest/",), {}),
        Case("article, 304", (article,), {"If-None-Match": etag}, status=304),
        Case("search, asked before", tuple(map(search, pairs[:20])), {}),
        Case("search, two new words", tuple(map(search, pairs[20:])), {}, is_new=True),
        Case("search, a new message", tuple(map(search, pastes)), {}, is_new=True),
        Case("suggestions", tuple(map(suggest, texts.beginnings())), HTMX),  # no answer of theirs is kept
    ]


def search(text: str) -> str:
    """Return the address of a search."""
    return f"/search/?q={quote_plus(text)}"


def suggest(text: str) -> str:
    """Return the address that offers articles for what was typed so far."""
    return f"/search/suggest/?q={quote_plus(text)}"


class Texts:
    """What readers ask, made of the articles themselves with a fixed seed."""

    def __init__(self, made: list[ArticleFile]) -> None:
        self.made = made
        self.draw = random.Random(SEED)  # noqa: S311, nothing secret is drawn
        self.slug = made[len(made) // 2].slug

    def pairs(self) -> list[str]:
        """Return pairs of words of one title, each pair once."""
        found: dict[str, None] = {}
        for one in self.made:
            words = [word for word in re.findall(r"[^\W_]+", one.title) if len(word) > 3]
            for _ in range(6 if len(words) > 2 else 0):
                found[" ".join(self.draw.sample(words, 2)).lower()] = None
        return self._shuffled(found)

    def pastes(self) -> list[str]:
        """Return whole messages as terminals show them, each with a number of its own."""
        frame = '│ {}: API Error: {} {{"type":"error","request_id":"req_{:06d}"}} │'
        known = [message for one in self.made for message in one.signatures]
        return [frame.format(self.draw.choice(("claude", "codex")), text, at) for at, text in enumerate(known)]

    def beginnings(self) -> list[str]:
        """Return what stands in the box while somebody types a title's words, from two letters on."""
        found: dict[str, None] = {}
        for one in self.made:
            words = [word for word in re.findall(r"[^\W_]+", one.title) if len(word) > 2]
            typed = " ".join(words[:3]).lower()
            found.update((typed[:end], None) for end in range(2, min(len(typed), 24) + 1))
        return self._shuffled(found)

    def _shuffled(self, found: Mapping[str, None]) -> list[str]:
        texts = sorted(found)
        self.draw.shuffle(texts)
        return texts


def odd() -> dict[str, str]:
    """Return queries that nobody needs and somebody will send."""
    words = "the gateway bills my account although every variable is set "
    return {
        "one letter": "a",
        "two letters, begun": "co",
        "the commonest words": "claude code key",
        "a stop word": "the",
        "quotes": '"the gateway" "bills"',
        "operators": "gateway AND (NOT bills) OR NEAR(key, 3) * ^ -x:y",
        "a phrase of stop words": '"it is the"',
        "NUL": "gateway\0bills",
        "emoji": "🔥 402 🔥",
        "Chinese": "网关 计费 错误",
        "colours": "\x1b[31mAPI Error: 402\x1b[0m insufficient_funds",
        "two slips": "gatewya insufficiemt",
        "eight slips": "gatewya insufficiemt creditz accpunt varlable headrer requezts environmemt",
        "32 single letters": " ".join("abcdefghijklmnopqrstuvwxyzabcdef"),
        "a long unknown word": "x" * 1900,
        "10 kB of words": (words * 200)[:10_000],
        "10 kB of different words": " ".join(f"word{number}" for number in range(1200))[:10_000],
        "10 kB of one letter": ("a " * 5000)[:10_000],
        "10 kB of signs": ("_-:./" * 2000)[:10_000],
    }


@contextmanager
def databases(wanted: list[str], folder: Path) -> Iterator[dict[str, tuple[str, int]]]:
    """Give for each database its URL and the number of its server's process (0: it has none)."""
    found: dict[str, tuple[str, int]] = {}
    server = ""
    try:
        if "postgresql" in wanted:
            started = subprocess.run(
                [ROOT / "script" / "postgresql", "start"], stdout=subprocess.PIPE, text=True, check=False
            )
            if started.returncode:
                raise LoadError("PostgreSQL cannot be started. Install it (Debian: apt install postgresql).")
            server = started.stdout.strip()
            subprocess.run(["psql", "-q", "-h", server, "-U", "postgres", "-c", "CREATE DATABASE verdict"], check=True)  # noqa: S607
            number = int((Path(server) / "data" / "postmaster.pid").read_text().split()[0])
            found["PostgreSQL"] = f"postgresql:///verdict?host={server}&user=postgres", number
        if "sqlite" in wanted:
            found["SQLite"] = f"sqlite:///{folder / 'verdict.sqlite3'}", 0
        yield found
    finally:
        if server:
            subprocess.run([ROOT / "script" / "postgresql", "stop", server], check=False)


def environment(database: str, folder: Path) -> dict[str, str]:
    """Return the environment of a production site with this database."""
    own = {"SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "ADMINS", "WORKERS", "THREADS", "LOG_LEVEL"}
    inherited = {name: value for name, value in os.environ.items() if name not in own}
    return {
        **inherited,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "PROXIES": "1",
        "DATABASE_URL": database,
        "PAGES": str(folder / "pages"),
    }


def fill(env: Mapping[str, str], content: Path) -> float:
    """Make the database with the real articles and rules and the made articles; return the seconds these took."""

    def manage(*arguments: object) -> float:
        began = time.monotonic()
        command = [sys.executable, str(ROOT / "manage.py"), *map(str, arguments), "--verbosity", "0"]
        subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - began

    manage("migrate")
    manage("collectstatic", "--no-input")
    manage("import_content")
    manage("import_rules")
    return manage("import_content", content)


def measure(site: Site, texts: Texts, rounds: int, seconds: int) -> dict[str, Load]:
    """Load the site with each case in turn, several times, and return the best run of each."""
    chosen = cases(site, texts)
    for case in chosen:
        status, _, body = site.get(case.paths[0], case.headers)
        if status != case.status:
            raise LoadError(f"{case.paths[0]} answers with {status}: {body[:300]!r}")
    runs: dict[str, list[Load]] = {case.name: [] for case in chosen}
    for at in range(rounds):
        for case in chosen:
            part = case.paths[at + 1 :: rounds + 1] if case.is_new else case.paths
            if not at and not case.is_new:
                site.load(part, case.headers, seconds=1)  # fills what is kept
            run = site.load(part, case.headers, seconds=seconds)
            if case.is_new and run.requests > len(part):
                raise LoadError(f"{case.name}: {run.requests} requests for {len(part)} texts; some were asked twice.")
            runs[case.name].append(run)
    return {name: best(found) for name, found in runs.items()}


def alone(site: Site, texts: Texts) -> Load:
    """Measure suggestions for one reader on an idle site: what somebody who types waits for."""
    return site.load([suggest(text) for text in texts.beginnings()], HTMX, seconds=3, connections=1)


def odd_milliseconds(site: Site) -> dict[str, float]:
    """Return what each odd query takes, searched and suggested, the slower one; each must be answered well."""
    slow: dict[str, float] = {}
    for name, text in odd().items():
        spent = []
        for path in (search(text), suggest(text)):
            times = []
            for _ in range(3):  # the best counts; what htmx asks for is never kept, so none is quicker by that
                began = time.monotonic()
                status, _, body = site.get(path, HTMX)
                times.append((time.monotonic() - began) * 1000)
                if status != 200:
                    raise LoadError(f"{name}: {path[:100]} answers with {status}: {body[:300]!r}")
            spent.append(min(times))
        slow[name] = max(spent)
    return slow


def table(loads: Mapping[str, Load]) -> Iterator[str]:
    """Write the lines of a Markdown table, with the ratios to the two plain views."""
    yield "| | requests/s | p50 ms | p99 ms | CPU ms/request | of it the database server | × no query | × one query |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for name, load in loads.items():
        ratios = " | ".join(f"{load.seconds / loads[base].seconds:.2f}" for base in ("no query", "one query"))
        yield (
            f"| {name} | {load.rate:,.0f} | {load.middle:.1f} | {load.slowest:.1f} | {load.seconds * 1000:.2f} "
            f"| {load.database * 1000:.2f} | {ratios} |"
        )


def broken_bars(loads: Mapping[str, Load], one: Load, slow: Mapping[str, float]) -> Iterator[str]:
    """Name each bar that was missed."""
    for name, (base, most) in MOST.items():
        ratio = loads[name].seconds / loads[base].seconds
        if ratio > most:
            yield f"{name}: {ratio:.2f} × {base}; at most {most}"
    if (spent := max(one.middle, one.seconds * 1000)) > SLOWEST_SUGGESTION:
        yield f"suggestions: {spent:.0f} ms for one reader; at most {SLOWEST_SUGGESTION:.0f}"
    yield from (
        f"{name}: {spent:.0f} ms; at most {SLOWEST_ODD:.0f}" for name, spent in slow.items() if spent > SLOWEST_ODD
    )


def run(wanted: argparse.Namespace) -> int:
    """Measure on each database; return 1 when a bar is missed."""
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="verdict-bench-") as name:
        folder = Path(name)
        real = read_articles(ROOT / "content" / "articles")
        made = write_articles(real, folder / "made", wanted.articles)
        size = sum(len(file.read_bytes()) for file in (folder / "made").glob("*.md")) / len(made)
        print(f"{len(real)} real and {len(made):,} made articles, {size / 1000:.1f} kB each on average.", flush=True)
        with databases(wanted.databases, folder) as found:
            for title, (url, number) in found.items():
                own = folder / title
                own.mkdir()
                env = environment(url, own)
                seconds = fill(env, folder / "made")
                print(f"\n{title}: importing the made articles took {seconds:.0f} s.\n", flush=True)
                texts = Texts(made)
                with Site(env, port=wanted.port, folder=own, database_server=number) as site:
                    one = alone(site, texts)
                    slow = odd_milliseconds(site)
                    loads = measure(site, texts, wanted.rounds, wanted.seconds)
                print(*table(loads), sep="\n")
                times = f"p50 {one.middle:.1f} ms, p99 {one.slowest:.1f} ms, CPU {one.seconds * 1000:.1f} ms"
                print(f"\nSuggestions for one reader: {times}.")
                worst = sorted(slow, key=slow.__getitem__)[-3:][::-1]
                slowest = ", ".join(f"{name} {slow[name]:.0f} ms" for name in worst)
                print(f"Slowest odd queries: {slowest}.", flush=True)
                missed += [f"{title}, {text}" for text in broken_bars(loads, one, slow)]
    print("\n" + ("Missed: " + "; ".join(missed) if missed else "Every bar is kept."))
    return 1 if missed else 0


def main(arguments: list[str]) -> int:
    """Read the arguments, say what the machine lacks, measure."""
    parser = argparse.ArgumentParser(prog="script/bench site", description=__doc__)
    parser.add_argument("--articles", type=int, default=5_000, help="how many are made (default: 5000)")
    parser.add_argument("--databases", nargs="+", choices=["postgresql", "sqlite"], default=["postgresql", "sqlite"])
    parser.add_argument("--port", type=int, default=8119)
    parser.add_argument("--rounds", type=int, default=3, help="runs of each case, of which the best counts")
    parser.add_argument("--seconds", type=int, default=2, help="of each run")
    wanted = parser.parse_args(arguments)
    absent = [f"{name} (Debian: apt install {name})" for name in ("wrk",) if not shutil.which(name)]
    if "postgresql" in wanted.databases and not shutil.which("psql"):
        absent.append("PostgreSQL (Debian: apt install postgresql; or leave it out: --databases sqlite)")
    if not Path("/proc/self/stat").exists():
        absent.append("Linux: processor time is read from /proc")
    if absent:
        print("script/bench site needs " + ", and ".join(absent) + ".", file=sys.stderr)
        return 2
    try:
        return run(wanted)
    except LoadError as error:
        print(f"script/bench site: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
