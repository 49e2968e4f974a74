"""Start the site as in production, load it with wrk, and count what its processes use; see script/bench site."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
CONNECTIONS = 8
TICK = os.sysconf("SC_CLK_TCK")
# What the proxy in front of a production site sends; without it every answer would be a redirect to HTTPS.
FORWARDED = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": HOST,
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}
# wrk asks for one address unless it is told otherwise: this walks a list, which is too long to come round.
WALK = """
local paths, at = {}, 0
init = function(args)
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
end
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
"""


class LoadError(RuntimeError):
    """The site did not answer as it should, so there is nothing to measure."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of wrk came to; the seconds are of processor time, for one request."""

    requests: int
    rate: float
    middle: float  # milliseconds: half of the answers came sooner
    slowest: float  # milliseconds: 99 of 100 came sooner
    site: float
    database: float

    @property
    def seconds(self) -> float:
        """Processor time of one request: the site's and the database server's."""
        return self.site + self.database


class Site:
    """The site served by granian with two processes, as script/run does, on a port of this machine only."""

    def __init__(self, environment: Mapping[str, str], *, port: int, folder: Path, database_server: int = 0) -> None:
        self.port, self.folder, self.database_server = port, folder, database_server
        self.environment = {**environment, "PYTHONPATH": f"{ROOT / 'script'}{os.pathsep}{ROOT}"}

    def __enter__(self) -> "Site":
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(self.port)]
        command += ["--workers", "2", "--blocking-threads", self.environment.get("THREADS", "4")]
        command += [
            "--workers-kill-timeout",
            "10",
            "--no-access-log",
            "--log-level",
            "warning",
            "bench_wsgi:application",
        ]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self._await()
        return self

    def __exit__(self, *error: object) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _await(self) -> None:
        for _ in range(300):
            if self.process.poll() is not None:
                break
            try:
                if self.get("/readyz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise LoadError(f"The server does not answer; its log ends so:\n{self._log()}")

    def _log(self) -> str:
        return (self.folder / "server.log").read_text("utf-8", "replace")[-2000:]

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, Message, bytes]:
        """Ask for one page; return status, headers and body."""
        asked = urllib.request.Request(f"http://{HOST}:{self.port}{path}", headers={**FORWARDED, **(headers or {})})
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def load(
        self, paths: Sequence[str], headers: Mapping[str, str], *, seconds: int, connections: int = CONNECTIONS
    ) -> Load:
        """Have wrk ask for these pages in turn, for so long, over so many connections at once."""
        walk, listed = self.folder / "walk.lua", self.folder / "paths"
        walk.write_text(WALK)
        listed.write_text("".join(f"{path}\n" for path in paths))
        command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--latency"]
        command += [f"--header={name}: {value}" for name, value in {**FORWARDED, **headers}.items()]
        command += ["--script", str(walk), f"http://{HOST}:{self.port}", "--", str(listed)]
        before = self._used()
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds + 30)
        site, database = (now - then for now, then in zip(self._used(), before, strict=True))
        return _read(done.stdout + done.stderr, site, database)

    def _used(self) -> tuple[float, float]:
        """Return the processor seconds of the site's processes, and of the database server's."""
        return used_by(self.process.pid), used_by(self.database_server) if self.database_server else 0.0


def used_by(root: int) -> float:
    """Return the processor seconds that a process and its descendants have used so far, ended ones included."""
    ticks, parents = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        pid = int(path.parent.name)
        parents[pid] = int(fields[1])
        ticks[pid] = sum(int(fields[at]) for at in (11, 12, 13, 14))
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(ticks.get(pid, 0) for pid in family) / TICK


def _read(report: str, site: float, database: float) -> Load:
    """Read wrk's report; raise LoadError if it holds errors or no answer at all."""
    total = re.search(r"(\d+) requests in", report)
    wrong = r"Non-2xx|Socket errors:(?! connect 0, read 0, write 0, timeout 0)"
    if not total or not int(total[1]) or re.search(wrong, report):
        raise LoadError(f"wrk reports:\n{report}")
    number = int(total[1])
    percentiles = dict(re.findall(r"^\s+(\d+)%\s+(\S+) *$", report, re.MULTILINE))
    rate = re.search(r"Requests/sec:\s+([\d.]+)", report)
    return Load(
        number,
        float(rate[1]) if rate else 0.0,
        _milliseconds(percentiles["50"]),
        _milliseconds(percentiles["99"]),
        site / number,
        database / number,
    )


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}[unit]


def best(runs: Iterable[Load]) -> Load:
    """Return the run in which a request cost least: what else the machine does only ever adds."""
    return min(runs, key=lambda run: run.seconds)
