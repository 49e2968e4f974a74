"""Run a client as it is, offline, on cases; write down what it sends, and hold the engine's answer against it.

    sudo .venv/bin/python script/measure_client.py claude-code FOLDER CASES.jsonl [--write NEW.jsonl] [--jobs 2]
    sudo .venv/bin/python script/measure_client.py claude-code FOLDER --made 300 --seed 1
    sudo .venv/bin/python script/measure_client.py claude-code FOLDER CASES.jsonl --mode interactive

FOLDER is where the client is installed, outside the project: `npm install --prefix FOLDER PACKAGE@VERSION`. A case is a
line of tests/cases/: documents, login and mode; what it expects is left out of account. `--made` makes cases instead.
Each case is run in namespaces of its own that have no network but a stand-in, with an empty home folder. Needs root,
Linux, zsh, ip and openssl. docs/clients.md says how the figures are counted.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import pty
import re
import select
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import Any
from urllib.parse import unquote, unquote_plus

sys.path.insert(0, str(Path(__file__).resolve().parent / "measuring"))

from client_cases import made
from comparing import compare
from programs import PROGRAMS, Program
from recorder import Network, Seen

ROOT = Path(__file__).resolve().parents[1]
HOME, WORK = Path("/home/u"), Path("/home/u/projects/app")
STATE = Path("/run/measuring")
BOX = """
mount --make-rprivate /
mount -t tmpfs tmpfs /run && mkdir -p /run/etc /run/client /run/project /run/measuring
cp -a /etc/. /run/etc/ && mount --bind /run/etc /etc
mount --bind "$1" /run/client && mount --bind "$2" /run/project
for place in /home /tmp /var/tmp; do mount -t tmpfs tmpfs $place; done
mkdir -p "$1" "$2" && mount --bind /run/client "$1" && mount --bind /run/project "$2"
shift 2; exec "$@"
"""
SHELL_FILES = (".zshenv", ".zprofile", ".zshrc", ".bashrc")
_BLANKS = " \t\n\v\f\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"  # what JavaScript trims
# Some programs wait for what every terminal says of itself: its kind, the cursor's place, its colours.
_ASKED_OF_TERMINALS = (
    (b"\x1b[c", b"\x1b[?62;22c"),
    (b"\x1b[6n", b"\x1b[1;1R"),
    (b"\x1b]10;?", b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\"),
    (b"\x1b]11;?", b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
    (b"\x1b[?u", b"\x1b[?0u"),
)
# What draws and nothing says: orders to the terminal, lines and blocks.
_FOR_THE_SCREEN = re.compile(
    r"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[78=>]|[\u2500-\u259f]+"
)
_NOTHING = {"name": "~/.zshrc", "text": "# nothing\n"}
Case = dict[str, Any]


def observe(cases: Sequence[Case], client: str, folder: Path) -> Iterator[Case]:
    """Yield what the client did with each case, from inside a box of namespaces."""
    spaces = ["unshare", "-n", "-m", "-p", "-f", "--kill-child", "--mount-proc"]
    command = [*spaces, "bash", "-c", BOX, "box", str(folder), str(ROOT)]
    inside = [sys.executable, __file__, client, str(folder), "--inside"]
    box = subprocess.Popen([*command, *inside], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert box.stdin
    assert box.stdout
    for case in cases:
        box.stdin.write(json.dumps(case) + "\n")
        box.stdin.flush()
        line = box.stdout.readline()
        if not line:
            raise SystemExit(f"the box ended at {case['id']}")
        yield json.loads(line)
    box.stdin.close()
    box.wait()


def work_inside(program: Program, folder: Path) -> None:
    """Run each case that comes on stdin, in the box, and write what was seen to stdout."""
    network = Network(STATE, program.answer)
    network.listen(80, 443, 8080, 1234, 11434)  # the last two are those of LM Studio and Ollama
    for line in sys.stdin:
        case = json.loads(line)
        network.listen(*(int(port) for port in re.findall(r":(\d{2,5})\b", line) if 0 < int(port) < 65536))
        print(json.dumps(_run(case, program, folder, network)), flush=True)


def _run(case: Case, program: Program, folder: Path, network: Network) -> Case:
    files = _lay_out(case, program)
    network.forget()
    given = {
        "HOME": str(HOME),
        "PATH": f"{folder}/node_modules/.bin:{folder}/bin:/usr/bin:/bin",
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        **dict.fromkeys(
            ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CODEX_CA_CERTIFICATE"),
            str(network.authority),
        ),
        **program.environment,
    }
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        if name in program.without:
            del given[name]
    is_print = case.get("mode", "print") == "print"
    flags = [part for name in files if name.startswith("--settings") for part in ("--settings", str(files[name]))]
    command = [*(program.command if is_print else program.screen), *flags]
    shell = "bash" if any(path.name == ".bashrc" for path in files.values()) else "zsh"
    sourced = "".join(f"source {path}; " for path in files.values() if path.name in SHELL_FILES)
    script = f"{sourced}env -0 > {STATE}/environment; exec {shlex.join(command)}"
    Path(f"{STATE}/environment").write_bytes(b"")
    out = _until_sent(
        ["/usr/bin/" + shell, *(["-f"] if shell == "zsh" else []), "-c", script], given, program, network, is_print
    )
    pairs = Path(f"{STATE}/environment").read_bytes().decode("utf-8", "surrogateescape").split("\0")
    environment = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    sent = [seen for seen in network.seen if program.is_inference(seen)]
    return {
        "id": case["id"],
        "expect": _expectation(program.chosen(sent), environment, case, program) if sent else _refusal(out),
        "others": sorted({seen.url for seen in network.seen} - {seen.url for seen in sent})[:20],
        "out": out[-600:],
    }


def _until_sent(
    command: Sequence[str], given: Mapping[str, str], program: Program, network: Network, is_print: bool
) -> str:
    """Run the client until it has sent what counts, has ended, or its time is over; return what it printed."""
    ours, theirs = os.pipe() if is_print else _terminal()
    process = subprocess.Popen(
        command,
        cwd=WORK,
        env=given,
        stdin=subprocess.DEVNULL if is_print else ours and theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    out, end, typed = b"", time.monotonic() + (program.seconds if is_print else 35), 0
    quiet_since = typed_at = time.monotonic()
    while time.monotonic() < end:
        if any(program.is_inference(seen) and program.counts(seen) for seen in network.seen):
            break
        if select.select([ours], [], [], 0.05)[0]:
            try:
                data = os.read(ours, 65536)
            except OSError:  # the terminal is closed
                break
            if not data:
                break
            out += data
            if program.tries_again and program.tries_again.encode() in out:
                break
            quiet_since = time.monotonic()
            for asked, answer in _ASKED_OF_TERMINALS:
                if not is_print and asked in data:
                    os.write(ours, answer)
        elif process.poll() is not None and is_print:
            break
        now = time.monotonic()
        # A screen that moves by itself never comes to rest: then the time alone counts.
        if not is_print and typed < len(program.typed) and (now - quiet_since > 1.0 or now - typed_at > 3.0):
            os.write(ours, program.typed[typed])
            typed, quiet_since, typed_at = typed + 1, now, now
        elif not is_print and (now - quiet_since > 5.0 or now - typed_at > 9.0):
            break
    os.close(ours)
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)  # everything else in this box
    process.wait()
    return _FOR_THE_SCREEN.sub(" ", out.decode("utf-8", "replace"))


def _terminal() -> tuple[int, int]:
    """Return both ends of a terminal that has a size: programs draw nothing on one without."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
    return ours, theirs


def _lay_out(case: Case, program: Program) -> dict[str, Path]:
    """Write the documents of a case below an empty home folder, and the login that it speaks of."""
    for place in (HOME, Path("/etc/claude-code")):
        shutil.rmtree(place, ignore_errors=True)
    WORK.mkdir(parents=True)
    texts = dict(program.login(case.get("login", "none")))
    files = {}
    for document in case["documents"]:
        texts[document["name"]] = program.joined(document["name"], document["text"], texts.get(document["name"]))
    for name, text in texts.items():
        if name.startswith("--settings"):
            path = HOME / "flag-settings.json"
        elif name.startswith("~/"):
            path = HOME / name[2:]
        else:
            path = WORK / name  # an absolute path stays one
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        files[name] = path
    return files


def _refusal(out: str) -> Case:
    return {"blocked": True, "message": " ".join(out.split())}


def _expectation(seen: Seen, environment: Mapping[str, str], case: Case, program: Program) -> Case:
    known = list(_values(environment, case, program))
    headers = {}
    for name, value in seen.headers.items():
        if (
            not value
            and not any(source == "apiKeyHelper" for source, _ in known)
            and program.custom != "ANTHROPIC_CUSTOM_HEADERS"
        ):
            continue  # an empty one tells nothing
        source = _source(name, value, known, program)
        if source:
            headers[name] = source
    if seen.query and "key=" in seen.query:
        headers["?key"] = _source("?key", unquote_plus(re.search(r"key=([^&]*)", seen.query)[1]), known, program) or "?"  # type: ignore[index]
    named = re.search(r"/models/(.+):\w+$|/model/([^/]+)/", seen.path)
    model = unquote(named[1] or named[2]) if seen.model is None and named else seen.model
    return {"blocked": False, "endpoint": seen.endpoint, "path": seen.path, "headers": headers, "model": model}


def _values(environment: Mapping[str, str], case: Case, program: Program) -> Iterator[tuple[str, str]]:
    """Yield each value that could be a credential, with its source; a stronger one comes later."""
    for name, value in environment.items():
        if name not in program.neutral and name not in program.environment:
            yield name, value
    yield from program.values(case)


def _source(name: str, value: str, known: Sequence[tuple[str, str]], program: Program) -> str | None:
    """Return where the value of a header comes from; None for one that the client sends whatever is set."""
    customs = [text for source, text in known if source == program.custom]
    is_custom = any(
        re.search(rf"(?im)(?:^|,|\\n)\s*{re.escape(name)}\s*:", text) and value in _latin(text) for text in customs
    )
    if program.own_headers.fullmatch(name):
        return program.custom if is_custom and value else None
    bare = value.removeprefix("Bearer ") if name == "authorization" else value
    found = {source for source, text in known if source != program.custom and (_same(text, bare) or _same(text, value))}
    if bare.strip() in ("", "Bearer") and any(source == "apiKeyHelper" for source, _ in known):
        return "apiKeyHelper"  # it failed, or printed nothing
    if is_custom and not found:
        return program.custom
    if value.startswith("AWS4-"):
        return "aws-credentials"
    if value.startswith("Basic "):
        return "base-url-userinfo"
    if bare.strip() in ("", "Bearer"):
        return "|".join(sorted(found)) or "?"  # of a blank one nobody sees where it comes from
    return "|".join(sorted(found)) or program.custom or "?"


def _same(text: str, value: str) -> bool:
    text, value = text.strip(_BLANKS), value.strip(_BLANKS)
    return bool(text) and value in (text, _latin(text), text.encode("utf-8", "replace").decode("latin-1"))


def _latin(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")


def predict(cases: Sequence[Case], client: str) -> Iterator[Case]:
    """Yield the engine's first request for each case."""
    kept = ("id", "login", "mode", "given")
    lines = []
    for case in cases:
        documents = [each for each in case["documents"] if each["text"].strip()] or [_NOTHING]
        known = {key: case[key] for key in kept if key in case}
        lines.append(json.dumps({**known, "documents": documents, "clients": [client]}))
    run = subprocess.run(
        [sys.executable, "-m", "diagnostics", "--batch", "-", "--reveal"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,  # it ends with 1 where something was found
    )
    for line in run.stdout.splitlines():
        yield json.loads(line)["requests"][0]


def _in_parallel(cases: Sequence[Case], options: argparse.Namespace) -> Iterator[Case]:
    """Yield what was seen, in the order in which it is."""
    found: Queue[Case | None] = Queue()

    def work(share: Sequence[Case]) -> None:
        try:
            for each in observe(share, options.client, options.folder):
                found.put(each)
        finally:
            found.put(None)

    with ThreadPoolExecutor(options.jobs) as pool:
        for number in range(options.jobs):
            pool.submit(work, cases[number :: options.jobs])
        open_shares = options.jobs
        while open_shares:
            each = found.get()
            if each is None:
                open_shares -= 1
            else:
                yield each


def main() -> None:
    """Measure, compare, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("client", choices=PROGRAMS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("cases", type=Path, nargs="?")
    parser.add_argument("--made", type=int, default=0, help="make so many cases")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mode", choices=("print", "interactive"), help="run all cases so, whatever they say")
    parser.add_argument("--only", default="", help="cases with this in their id")
    parser.add_argument("--write", type=Path, help="write the cases with what was measured")
    parser.add_argument("--measured", action="store_true", help="run nothing: the cases say what was measured")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    program = PROGRAMS[options.client]
    if options.inside:
        work_inside(program, options.folder)
        return
    if options.cases:
        cases = [json.loads(line) for line in options.cases.read_text(encoding="utf-8").splitlines()]
    else:
        cases = list(made(options.client, options.made, options.seed))
    cases = [case for case in cases if options.only in case["id"]]
    if options.mode:
        cases = [{**case, "mode": options.mode} for case in cases]
    predicted = dict(zip((case["id"] for case in cases), predict(cases, options.client), strict=True))
    seen = iter(cases) if options.measured else _in_parallel(cases, options)
    figures: Counter[str] = Counter()
    written = {}
    known = {case["id"]: case for case in cases}
    for each in seen:
        case, want = known[each["id"]], each["expect"]
        result, text = compare(want, predicted[each["id"]])
        figures[result] += 1
        written[each["id"]] = {
            **case,
            "expect": want,
            "result": result,
            "others": each.get("others"),
            "out": each.get("out"),
        }
        if result != "exact":
            print(f"{result:8}{case['id']}: {text[:700]}")
            print(
                "        " + json.dumps([[d["name"], d["text"]] for d in case["documents"]], ensure_ascii=False)[:1500]
            )
            print(
                f"        {case.get('login')} others {each.get('others', [])[:6]} said {each.get('out', '')[-200:]!r}",
                flush=True,
            )
    print(", ".join(f"{word} {count}" for word, count in figures.items()))
    if options.write:
        options.write.write_text(
            "".join(json.dumps(written[case["id"]], ensure_ascii=False) + "\n" for case in cases), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
