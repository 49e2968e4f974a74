"""Hold the reader's answers against the real zsh and bash, on start-up files that people publish.

    script/truth.py FOLDER [--facts] [--show NAME]

FOLDER holds start-up files of any names. Each is run by the shell that its name tells, as a new user of a namespace
without network, other processes or anybody's files, and then read. Needs root and Linux (unshare, setpriv); nothing
that a file does outlives its run. docs/truth.md says how the figures are counted.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from diagnostics.engine.environment import Environment, State, Variable
from diagnostics.engine.host import Host, Place, System
from diagnostics.engine.shell import evaluate
from diagnostics.engine.source import Document, Kind

HOME = "/home/u"
GIVEN = {"HOME": HOME, "USER": "u", "PATH": "/usr/local/bin:/usr/bin:/bin", "TERM": "xterm", "LANG": "C.UTF-8"}
OWN = frozenset(("_", "SHLVL", "PWD", "OLDPWD", "LOGNAME", "COLUMNS", "LINES"))  # what a shell sets whatever it reads
HIDDEN = ("/home", "/tmp", "/root", "/work", "/dev/shm", "/var/tmp")  # noqa: S108 -- empty where the files are run
LOGIN = (".zprofile", ".zlogin", ".bash_profile", ".bash_login", ".profile")
BOX = r"""
set -e
mount --make-rprivate /
for place in %s; do mount -t tmpfs tmpfs $place; done
for file in /etc/profile /etc/bash.bashrc; do if [ -e $file ]; then mount --bind /dev/null $file; fi; done
echo u:x:65534:65534::/home/u:/bin/sh > /tmp/passwd; mount --bind /tmp/passwd /etc/passwd
echo "$4" > /tmp/asked; chmod a+r /tmp/asked
mkdir -p /home/u; cat > /home/u/$2; chown -R 65534:65534 /home/u; cd /home/u
ulimit -v 1500000; ulimit -t 8; ulimit -f 20000; ulimit -u 200
exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs env -i %s \
  /usr/bin/$1 $3 < /tmp/asked
"""
ASKED = "echo; echo @@@ENV@@@; exec /usr/bin/env -0"  # typed at the prompt, so that what runs before it has run


class Files(Mapping[str, Place]):
    """What is at any path of the place where the files are run."""

    def __init__(self, name: str) -> None:
        self.own = {"~": Place.FOLDER, "/home": Place.FOLDER, f"~/{name}": Place.FILE}

    def __getitem__(self, path: str) -> Place:
        path = path.rstrip("/") or "/"
        if path in self.own or path in HIDDEN:
            return self.own.get(path, Place.FOLDER)
        real = Path(path)
        if not path.startswith("/") or any(path.startswith(hidden + "/") for hidden in HIDDEN) or not real.exists():
            return Place.NOTHING
        if real.is_dir():
            return Place.FOLDER
        return Place.PROGRAM if os.access(real, os.X_OK) else Place.FILE if real.is_file() else Place.NOTHING

    def __iter__(self) -> Iterator[str]:
        return iter(self.own)

    def __len__(self) -> int:
        return len(self.own)


def run(shell: str, name: str, text: bytes) -> dict[str, str] | None:
    """Return the environment that the shell has behind a start-up file; None where it does not get there."""
    start = ("-d " if shell == "zsh" else "") + "-i" + (" -l" if name in LOGIN else "")
    given = " ".join(f"{key}={value}" for key, value in GIVEN.items())
    command = ["unshare", "-n", "-m", "-p", "-f", "--kill-child", "--mount-proc", "bash", "-c"]
    box = BOX % (" ".join(HIDDEN), given)
    process = subprocess.Popen(
        [*command, box, "box", shell, name, start, ASKED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        out = process.communicate(text, timeout=30)[0]
    except subprocess.TimeoutExpired:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    _, mark, printed = out.rpartition(b"@@@ENV@@@\n")
    if not mark:
        return None
    pairs = (entry.split("=", 1) for entry in os.fsdecode(printed).split("\0") if "=" in entry)
    return {key: value for key, value in pairs if key.isidentifier() and key not in OWN}


def compare(real: Mapping[str, str], found: Environment) -> Iterator[tuple[str, str, Variable]]:
    """Give each name that the shell exports, or the reader says it does: "exact", "unknown" or "wrong"."""
    shown = {each.name for each in found if each.state is State.SET and each.exported} - OWN
    for name in sorted({*real, *shown}):
        variable = found.get(name)
        if name in GIVEN and real.get(name) == GIVEN[name] and not variable.set_at:
            continue  # nobody speaks of it
        value = variable.value if variable.exported and variable.state is State.SET else None
        if variable.state is State.UNKNOWN:
            yield name, "unknown", variable
        else:
            yield name, "exact" if value == real.get(name) else "wrong", variable


def shell_of(path: Path) -> tuple[str, str]:
    """Return the shell that reads a file, and the name under which it does; any other file is read as its rc file."""
    named = re.search(r"(?:\.|_)(zshenv|zprofile|zshrc|zlogin|bash_profile|bash_login|profile|bashrc)$", path.name)
    shell = "zsh" if "zsh" in path.name or "zprofile" in path.name or "zlogin" in path.name else "bash"
    name = f".{named[1]}" if named else f".{shell}rc"
    return shell, name


def main() -> None:
    """Run and read every file, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--facts", action="store_true", help="tell the reader the system and which files there are")
    parser.add_argument("--show", default="", help="show every variable of the files with this in their name")
    options = parser.parse_args()
    total: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for path in sorted(options.folder.iterdir()):
        if options.show not in path.name:
            continue
        shell, name = shell_of(path)
        data = path.read_bytes()
        real = run(shell, name, data)
        if real is None:
            total["no prompt"] += 1
            continue
        host = Host(System.LINUX, Files(name)) if options.facts else None
        document = Document(f"~/{name}", data.decode("utf-8", "replace"), Kind(shell))
        started = time.process_time()
        found = evaluate([document], given=GIVEN, host=host).environment
        total["files"] += 1
        total["milliseconds"] += int((time.process_time() - started) * 1000)
        for key, verdict, variable in compare(real, found):
            total[verdict] += 1
            if verdict == "unknown":
                reasons[re.sub(r"\d+", "N", variable.why or "")] += 1
            if verdict == "wrong" or options.show:
                line = variable.set_at.line if variable.set_at else "-"
                shown = variable.value if verdict != "unknown" else variable.why
                print(
                    f"{verdict:8}{path.name[:70]}:{line} {key}: {str(real.get(key))[:90]!r}, read {str(shown)[:90]!r}"
                )
    words = ("exact", "unknown", "wrong")
    answers = sum(total[each] for each in words) or 1
    shares = ", ".join(f"{each} {total[each]} ({100 * total[each] / answers:.2f} %)" for each in words)
    print(f"{total['files']} files, {total['no prompt']} without a prompt, {total['milliseconds']} ms: {shares}")
    for reason, count in reasons.most_common(30):
        print(f"{count:6} {reason[:100]}")


if __name__ == "__main__":
    main()
