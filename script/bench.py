"""Measure the engine and print tables: reports beside shellcheck, hostile texts, the command; see script/bench."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from diagnostics.engine.analysis import analyse  # noqa: E402
from diagnostics.engine.kinds import recognise  # noqa: E402
from diagnostics.engine.limits import MAX_BYTES, MAX_LINES  # noqa: E402
from diagnostics.engine.rendering import as_text  # noqa: E402
from diagnostics.engine.source import Document  # noqa: E402
from diagnostics.shipped import shipped_rules  # noqa: E402

NAME = "~/.bashrc"
PROMISED = {10: 1, 100: 5, 1_000: 50, 10_000: 500}  # lines → milliseconds of a whole report
HOSTILE, COMMAND, MEMORY = 2_000, 150, 200  # milliseconds, milliseconds, MB
SHELLCHECK = {10: 8, 100: 60, 1_000: 880, 10_000: 21_400}  # version 0.11 elsewhere, where it is not installed here
PLAIN_LINES = 8  # of a part, that stand for themselves
# Twenty lines as people write them.
PART = """\
# --- part {n} -----------------------------------------
# What this part is for, and where it was found.
export PATH="$HOME/bin-{n}:$PATH"
export PART_{n}_HOME="$HOME/.part-{n}"

alias part{n}='cd ~/part-{n} && ls -la'
alias p{n}='git -C ~/part-{n} status'

# Only where it is there.
if [[ -f ~/.part-{n} ]]; then
  export PART_{n}="value {n}"
  alias q{n}="part{n} --quiet"
fi

part_{n}() {{
  local name=$1
  echo "${{name:-none}} {n}"
}}

"""
FOUNDING = """\
export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh"
export ANTHROPIC_CUSTOM_HEADERS="x-ai-gateway-api-key: Bearer vck_0123456789abcdefghijklmnop"
"""

QUIET = """\
export EDITOR="vim"
export PAGER="less -R"
"""


def ordinary(lines: int, *, ending: str = FOUNDING) -> str:
    """Return a start-up file of so many lines; its last ones are the founding case, a finding, or those given."""
    room, size = lines - ending.count("\n"), PART.count("\n")
    text = "".join(PART.format(n=number) for number in range(room // size))
    text += "".join(PART.format(n="last").splitlines(keepends=True)[: min(room % size, PLAIN_LINES)])
    return text + "# more\n" * (room - text.count("\n")) + ending


def hostile() -> dict[str, str]:
    """Return texts of 256 KB that hurt parsers: one thing repeated, or nested as deeply as fits."""

    def filled(unit: str) -> str:
        return (unit * (MAX_BYTES // len(unit.encode())))[:MAX_BYTES]

    openers = [
        "(",
        "$(",
        "${",
        "${a:-",
        "$((",
        "`",
        '"$(',
        "a=(",
        "{a,",
        "[[ ",
        "a|",
        "<<A ",
        "if true; then ",
        "f() { ",
    ]
    words = ["a", "a ", "'", '"', "\\", "$", "#", "KEY=", "{a,b}", "**/*?[a-z]", "sk-ant-api03-", "export A=b;"]
    growth = ["x=$x$x;", "x+=$x;", "x=(${x[@]} ${x[@]});", "case a in a) ", "for a in 1 2 3 4 5 6 7 8 9; do "]
    # As many lines as are read, each of one kind.
    rows = ["A=1\r\n", "A = 1\n", "A=$(b)\n", 'eval "$(b)"\n', "export A=b\n", "a() { :; }\n", "if a; then b=1; fi\n"]
    rows += ["A=1&b;c\n", "[ -f x ] && return\n"]  # in subshells; as many lines after which the file may have ended
    rows += ["A=b claude -p x\n", "source ~/.keys/x\n", "export $A=b\n"]  # starts, files and names that are not known
    rows += ["[a]: `b` \n"]
    texts = {repr(unit): filled(unit) for unit in openers + words + growth}
    return texts | {f"{row!r} on each line": (row * MAX_LINES)[: MAX_BYTES // len(row) * len(row)] for row in rows}


def milliseconds(act: Callable[[], object], *, times: int) -> float:
    """Return the least processor time of several runs, child processes included: others on the machine only add."""

    def now() -> float:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in used)

    spent: list[float] = []
    began = time.monotonic()
    while len(spent) < times and (not spent or time.monotonic() - began < 20):
        before = now()
        act()
        spent.append(now() - before)
    return min(spent) * 1000


def report(text: str) -> Callable[[], str]:
    """Return what makes a whole report of a text: recognised, masked, read, evaluated, judged and written out."""
    rules = shipped_rules()
    return lambda: as_text(analyse((Document(NAME, text, recognise(NAME, text)),), rules=rules))


def shellcheck(text: str, *, times: int) -> float | None:
    """Return the time shellcheck takes for the same text; None where it is not installed or needs three minutes."""
    program = shutil.which("shellcheck")
    if program is None:
        return None
    with tempfile.NamedTemporaryFile("w", suffix=".bash", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        command = [program, "--shell=bash", "--format=gcc", file.name]
        try:
            return milliseconds(
                lambda: subprocess.run(command, capture_output=True, check=False, timeout=180), times=times
            )
        except subprocess.TimeoutExpired:
            return None


def command(text: str) -> float:
    """Return the processor time of the offline command on a short file, start of Python included."""
    with tempfile.NamedTemporaryFile("w", suffix=".zshrc", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        line = [sys.executable, "-m", "diagnostics", file.name]
        # As installed: with compiled modules, which this run writes where they are missing.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return milliseconds(
            lambda: subprocess.run(line, capture_output=True, check=False, cwd=ROOT, env=environment), times=12
        )


def shown(value: float) -> str:
    return f"{value:,.1f}" if value < 10 else f"{value:,.0f}"


def ordinary_files() -> bool:
    """Print how long whole reports take; tell whether all keep what is promised."""
    is_here = shutil.which("shellcheck") is not None
    note = "" if is_here else " (0.11, measured elsewhere: it is not installed)"
    print(
        "Whole reports, milliseconds: of files in which nothing is found, and of those that end in the founding case."
    )
    print(f"The last column is shellcheck{note}.\n")
    print(f"{'lines':>8}{'KB':>8}{'promised':>10}{'nothing':>10}{'a finding':>11}{'µs a line':>11}{'shellcheck':>12}")
    kept = True
    for lines, promised in PROMISED.items():
        text = ordinary(lines)
        times = max(3, 20_000 // lines)
        quiet = milliseconds(report(ordinary(lines, ending=QUIET)), times=times)
        ours = milliseconds(report(text), times=times)
        theirs = shellcheck(text, times=3) if is_here else SHELLCHECK[lines]
        said = "> 180,000" if theirs is None else shown(theirs)
        mark = "" if max(ours, quiet) <= promised else "   over"
        kept = kept and not mark
        kilobytes = len(text.encode()) / 1024
        rate = ours / lines * 1000
        spent = f"{shown(quiet):>10}{shown(ours):>11}{rate:>11.0f}{said:>12}"
        print(f"{lines:>8,}{kilobytes:>8.1f}{promised:>10}{spent}{mark}", flush=True)
    print()
    return kept


def hostile_texts() -> bool:
    """Print how long hostile texts take; tell whether all keep what is promised."""
    print(f"Hostile texts of 256 KB, or {MAX_LINES:,} lines, milliseconds; promised: {HOSTILE:,}.\n")
    print(f"{'text':<36}{'KB':>8}{'lines':>8}{'ours':>10}")
    kept = True
    for title, text in hostile().items():
        ours = milliseconds(report(text), times=1)
        mark = "" if ours <= HOSTILE else "   over"
        kept = kept and not mark
        lines = text.count("\n")
        print(f"{title:<36}{len(text.encode()) / 1024:>8.1f}{lines:>8,}{shown(ours):>10}{mark}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nMost memory: {peak:.0f} MB (promised: {MEMORY}).\n")
    return kept and peak <= MEMORY


def main(wanted: list[str]) -> int:
    """Print the tables; return 1 where something takes longer than promised."""
    print(f"{len(shipped_rules())} rules, Python {sys.version.split()[0]}; the least of several runs.\n")
    kept = ordinary_files() if not wanted or "ordinary" in wanted else True
    if not wanted or "hostile" in wanted:
        kept = hostile_texts() and kept
    if not wanted or "command" in wanted:
        ours = {title: command(text) for title, text in (("nothing", "export EDITOR=vim\n"), ("a finding", FOUNDING))}
        print(f"The offline command on a short file, milliseconds; promised: {COMMAND}.")
        print("; ".join(f"{shown(spent)} where there is {title}" for title, spent in ours.items()) + ".")
        kept = kept and max(ours.values()) <= COMMAND
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
