"""Compare the masking with detect-secrets and with gitleaks' published rules on one corpus, and time it.

detect-secrets is installed from PyPI into an environment that is thrown away. gitleaks' rules are the file that its
project publishes: --gitleaks FILE, or else it is fetched; where neither can be had, that is said and left out.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
import venv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

import re2

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from diagnostics.engine.masking.secrets import mask_text  # noqa: E402
from tests.engine.secret_corpus import SecretLine, ordinary_lines, secret_lines  # noqa: E402
from tests.engine.test_secrets import TimeTests  # noqa: E402

DETECT_SECRETS = "detect-secrets==1.5.0"
GITLEAKS = "https://raw.githubusercontent.com/gitleaks/gitleaks/v8.28.0/config/gitleaks.toml"
KILOBYTES = 256 * 1024
# Runs in the thrown-away environment: a list of texts in, for each the secrets that were found, out.
SCAN = """
import json, pathlib, sys, tempfile
from detect_secrets import SecretsCollection
from detect_secrets.settings import default_settings
found = []
with default_settings(), tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, "zshrc")
    for text in json.load(sys.stdin):
        path.write_text(text)
        secrets = SecretsCollection()
        secrets.scan_file(str(path))
        found.append([secret.secret_value or "" for _, secret in secrets])
json.dump(found, sys.stdout)
"""

Scanner = Callable[[Sequence[str]], list[list[str]]]


def ours(texts: Sequence[str]) -> list[list[str]]:
    """Return what our masking takes out of each text: the pieces that are no longer there."""
    return [[line for line in text.split("\n") if line not in mask_text(text).split("\n")] for text in texts]


def detect_secrets(texts: Sequence[str]) -> list[list[str]]:
    """Return what detect-secrets finds in each text, with its default plugins and filters."""
    with tempfile.TemporaryDirectory(prefix="verdict-bench-") as folder:
        venv.create(folder, with_pip=False)
        python = Path(folder, "bin", "python")
        pip = next((ROOT / "script" / "vendor").glob("pip-*.whl"))
        subprocess.run([python, pip / "pip", "install", "--quiet", DETECT_SECRETS], check=True)
        done = subprocess.run([python, "-c", SCAN], input=json.dumps(texts), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def gitleaks(path: Path | None) -> Scanner:
    """Return a scanner by gitleaks' rules: pattern, keywords, entropy, allow lists and stop words as documented."""
    if path is None:
        with urllib.request.urlopen(GITLEAKS, timeout=20) as answer:
            data = tomllib.loads(answer.read().decode())
    else:
        data = tomllib.loads(path.read_text("utf-8"))
    rules = [Rule(entry) for entry in data["rules"] if "regex" in entry]
    everywhere = Allowed([data["allowlist"]] if "allowlist" in data else data.get("allowlists", []))

    def scan(texts: Sequence[str]) -> list[list[str]]:
        return [
            [secret for rule in rules for secret in rule.find(text) if not everywhere.allows(secret, text)]
            for text in texts
        ]

    return scan


class Allowed:
    """What a rule is told to leave alone; lists that need more than the secret and its line are not looked at."""

    def __init__(self, lists: Sequence[Mapping[str, object]]) -> None:
        usable = [each for each in lists if "paths" not in each and each.get("condition") != "AND"]
        if len(lists) == 1:
            usable = list(lists)
        self._patterns = [
            (re2.compile(pattern), each.get("regexTarget", "secret"))
            for each in usable
            for pattern in each.get("regexes", ())  # type: ignore[attr-defined]
        ]
        self._words = [word.lower() for each in usable for word in each.get("stopwords", ())]  # type: ignore[attr-defined]

    def allows(self, secret: str, line: str) -> bool:
        """Tell whether a find is to be left alone."""
        by_pattern = any(p.search(secret if target == "secret" else line) for p, target in self._patterns)
        return by_pattern or any(word in secret.lower() for word in self._words)


class Rule:
    """One of gitleaks' rules."""

    def __init__(self, entry: Mapping[str, object]) -> None:
        self._pattern = re2.compile(str(entry["regex"]))
        self._keywords = [word.lower() for word in entry.get("keywords", ())]  # type: ignore[attr-defined]
        self._group = int(entry.get("secretGroup", 0))  # type: ignore[call-overload]
        self._entropy = float(entry.get("entropy", 0))  # type: ignore[arg-type]
        self._allowed = Allowed(entry.get("allowlists", ()))  # type: ignore[arg-type]

    def find(self, text: str) -> Iterator[str]:
        """Give the secrets that the rule finds."""
        if self._keywords and not any(word in text.lower() for word in self._keywords):
            return
        for match in self._pattern.finditer(text):
            groups = [group for group in match.groups() if group]
            secret = match.group(self._group) if self._group else groups[0] if groups else match.group()
            if _entropy(secret) > self._entropy and not self._allowed.allows(secret, text):
                yield secret


def _entropy(text: str) -> float:
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in Counter(text).values()) if size else 0.0


def found(line: SecretLine, secrets: Sequence[str]) -> bool:
    """Tell whether one of the finds touches the secret itself."""
    return any(secret and (secret in part or part in secret) for secret in secrets for part in line.secrets)


def compare(scanners: Mapping[str, Scanner]) -> None:
    """Print how many secrets each finds, and how many ordinary lines it takes for one."""
    lines, plain = secret_lines(), ordinary_lines()
    print(
        f"{len(lines)} lines with secrets of {len({line.kind for line in lines})} kinds, {len(plain)} ordinary lines.\n"
    )
    print(f"{'':<34}{'found':>12}{'recall':>9}{'false':>9}{'rate':>9}")
    for title, scan in scanners.items():
        try:
            results = scan([line.text for line in lines])
            wrong = sum(bool(finds) for finds in scan(plain))
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{title:<34}not compared: {type(error).__name__}: {error}")
            continue
        hits = sum(found(line, finds) for line, finds in zip(lines, results, strict=True))
        shares = (f"{hits}/{len(lines)}", f"{hits / len(lines):.1%}", f"{wrong}", f"{wrong / len(plain):.1%}")
        print(f"{title:<34}{shares[0]:>12}{shares[1]:>9}{shares[2]:>9}{shares[3]:>9}", flush=True)
    whole = sum(not line.leaks(mask_text(line.text)) for line in lines)
    print(f"\nOurs, no six characters in a row of the secret left: {whole}/{len(lines)}.")


def times() -> int:
    """Print how long 256 KB take; return how many texts take longer than 0.3 s of processor time."""
    texts = {"the ordinary lines, repeated": "\n".join(ordinary_lines() * 40)[:KILOBYTES]}
    texts |= {"the secret lines, repeated": "\n".join([line.text for line in secret_lines()] * 20)[:KILOBYTES]}
    for unit in TimeTests.UNITS:
        texts[repr(unit)] = (unit * KILOBYTES)[:KILOBYTES]
        texts[f"{unit!r} in lines"] = (f"{unit * 8}\n" * KILOBYTES)[:KILOBYTES]
    spent = {}
    for title, text in texts.items():
        runs = []
        for _ in range(3):
            began = time.process_time()
            mask_text(text)
            runs.append(time.process_time() - began)
        spent[title] = median(runs)
    print("\n256 KB, the slowest, in milliseconds of processor time (median of 3):")
    for title, seconds in sorted(spent.items(), key=lambda item: -item[1])[:8]:
        print(f"  {title:<44}{seconds * 1000:>6.0f}")
    return sum(seconds > 0.3 for seconds in spent.values())


def main() -> int:
    """Print the comparison and the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gitleaks", type=Path, help="gitleaks' config/gitleaks.toml, where it cannot be fetched")
    options = parser.parse_args()
    compare(
        {
            "ours": ours,
            DETECT_SECRETS: detect_secrets,
            "gitleaks' rules through RE2": lambda texts: gitleaks(options.gitleaks)(texts),
        }
    )
    return 1 if times() else 0


if __name__ == "__main__":
    sys.exit(main())
