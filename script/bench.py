"""Measure the engine on ordinary and hostile texts and print a table; see script/bench."""

import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from diagnostics.engine.analysis import analyse  # noqa: E402
from diagnostics.engine.kinds import recognise  # noqa: E402
from diagnostics.engine.source import Document  # noqa: E402
from diagnostics.rulefile import load_rules  # noqa: E402

LIMIT = 2.0
KILOBYTES = 256 * 1024
BLOCK = """\
# part {n}
export PATH="$HOME/bin-{n}:$PATH"
alias part{n}='cd ~/part-{n} && ls -la'
if [[ -f ~/.part-{n} ]]; then
  export PART_{n}="value {n}"
fi
part_{n}() {{ local name=$1; echo "${{name:-none}} {n}"; }}
"""
FOUNDING = """\
export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh"
export ANTHROPIC_CUSTOM_HEADERS="x-ai-gateway-api-key: Bearer vck_0123456789abcdefghijklmnop"
"""


def ordinary() -> dict[str, str]:
    """Return texts as people have them, small to as long as is allowed."""

    def blocks(count: int) -> str:
        return "".join(BLOCK.format(n=n) for n in range(count)) + FOUNDING

    plain = BLOCK.format(n=1) + "export EDITOR=vim\nalias g=git\n"
    return {
        "2 lines, one finding": FOUNDING,
        "10 lines": plain,
        "100 lines": blocks(14),
        "1,000 lines": blocks(142),
        "4,974 lines": blocks(710),
    }


def hostile() -> dict[str, str]:
    """Return texts of 256 KB that hurt parsers: one thing repeated, or nested as deeply as fits."""

    def filled(unit: str) -> str:
        return (unit * (KILOBYTES // len(unit.encode())))[:KILOBYTES]

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
    return {repr(unit): filled(unit) for unit in openers + words + growth}


def seconds(act: Callable[[], object], *, times: int) -> float:
    """Return the median processor time of an action and its child processes, which a busy machine hardly changes."""

    def now() -> float:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in used)

    spent = []
    for _ in range(times):
        before = now()
        act()
        spent.append(now() - before)
    return median(spent)


def zsh_seconds(text: str, *, times: int) -> float | None:
    """Return the time in which zsh only parses the text, or None without zsh or after ten seconds."""
    zsh = shutil.which("zsh")
    if zsh is None:
        return None
    with tempfile.NamedTemporaryFile("w", suffix=".zsh", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        command = [zsh, "-f", "-n", file.name]
        try:
            return seconds(lambda: subprocess.run(command, capture_output=True, check=False, timeout=10), times=times)
        except subprocess.TimeoutExpired:
            return None


def command_seconds() -> float:
    """Return the processor time of the offline command on a short file, start of Python included."""
    with tempfile.NamedTemporaryFile("w", suffix=".zshrc", encoding="utf-8") as file:
        file.write(FOUNDING)
        file.flush()
        command = [sys.executable, "-m", "diagnostics", file.name]
        return seconds(lambda: subprocess.run(command, capture_output=True, check=False, cwd=ROOT), times=5)


def main(wanted: list[str]) -> int:
    """Print the tables; return 1 when a hostile text takes longer than promised."""
    rules = load_rules(ROOT / "diagnostics" / "rules")
    too_slow = 0
    print(f"{len(rules)} rules, Python {sys.version.split()[0]}.")
    print("Milliseconds of processor time, median; the ratio is ours to zsh -n.\n")
    for kind, texts, times in (("ordinary", ordinary(), 3), ("hostile", hostile(), 1)):
        if wanted and kind not in wanted:
            continue
        print(f"{kind:<36}{'KB':>8}{'ours':>10}{'zsh -n':>10}{'ratio':>9}")
        for title, text in texts.items():
            document = Document("~/.zshrc", text, recognise("~/.zshrc", text))
            ours = seconds(lambda given=document: analyse((given,), rules=rules), times=times)  # type: ignore[misc]
            theirs = zsh_seconds(text, times=times)
            is_slow = ours > LIMIT
            too_slow += is_slow
            shell, ratio = (
                ("-", "-") if theirs is None else (f"{theirs * 1000:.0f}", f"{ours / theirs:.1f}" if theirs else "-")
            )
            mark = f"   over {LIMIT:.0f} s" if is_slow else ""
            print(
                f"{title:<36}{len(text.encode()) / 1024:>8.1f}{ours * 1000:>10.0f}{shell:>10}{ratio:>9}{mark}",
                flush=True,
            )
        print()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Most memory: {peak:.0f} MB. The offline command on a short file: {command_seconds() * 1000:.0f} ms.")
    return 1 if too_slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
