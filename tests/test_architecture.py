"""The directions of imports: config → diagnostics → kb, config → staff, and an engine that knows none of them."""

import ast
import subprocess
import sys
import unittest
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITE_PACKAGES = {"kb", "diagnostics", "staff", "config"}
STANDARD = set(sys.stdlib_module_names)
# What the engine and the offline command may use beside the standard library: linear-time patterns.
ENGINE_MAY_USE = {"re2"}
OFFLINE = tuple(
    f"diagnostics/{name}.py"
    for name in (
        "__init__",
        "__main__",
        "command",
        "commandoptions",
        "codecache",
        "compiledrules",
        "keptmodules",
        "rulefile",
        "shipped",
    )
)
# The one module of config that others may import: it reads htmx's headers, so that no one else does.
SHARED = "config.fragments"
# Lines: a function is seen at once, a file is read in one go. Declarations of fields count as well.
LONGEST_FUNCTION, LONGEST_FILE = 66, 420


@dataclass(frozen=True, slots=True)
class Import:
    """One import: where it stands and the full name of the module."""

    file: str
    line: int
    module: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def imports_of(folder: str) -> Iterator[Import]:
    """Return every import in a folder, relative ones with their full names."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        package = file.removesuffix(".py").split("/")[:-1]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), file)):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(file, node.lineno, alias.name)
            elif isinstance(node, ast.ImportFrom):
                above = package[: len(package) - node.level + 1] if node.level else []
                base = ".".join([*above, *([node.module] if node.module else [])])
                for alias in node.names:
                    yield Import(file, node.lineno, f"{base}.{alias.name}")


def is_within(module: str, package: str) -> bool:
    """Say whether a module is the package or lies in it."""
    return module == package or module.startswith(f"{package}.")


class DirectionTests(unittest.TestCase):
    def assert_none(self, wrong: list[Import], because: str) -> None:
        self.assertEqual([str(found) for found in wrong], [], because)

    def test_the_walk_sees_relative_and_absolute_imports(self) -> None:
        found = {(one.file, one.module) for one in imports_of("config")}
        self.assertIn(("config/middleware.py", "config.health.healthz"), found)
        self.assertIn(("config/middleware.py", "django.conf.settings"), found)

    def test_kb_never_imports_diagnostics(self) -> None:
        wrong = [one for one in imports_of("kb") if is_within(one.module, "diagnostics")]
        self.assert_none(wrong, "the knowledge base stands without the rules")

    def test_staff_stands_alone(self) -> None:
        wrong = [one for one in imports_of("staff") if one.module.split(".")[0] in SITE_PACKAGES - {"staff"}]
        wrong += [
            one for folder in ("kb", "diagnostics") for one in imports_of(folder) if is_within(one.module, "staff")
        ]
        self.assert_none(wrong, "log-in and audit trail know nothing of articles and rules; config connects them")

    def test_nobody_imports_config_but_for_fragments(self) -> None:
        wrong = [
            one
            for folder in ("kb", "diagnostics", "staff")
            for one in imports_of(folder)
            if is_within(one.module, "config") and not is_within(one.module, SHARED)
        ]
        self.assert_none(wrong, "settings reach the applications through django.conf.settings")

    def test_fragments_imports_nothing_but_django(self) -> None:
        wrong = [
            one
            for one in imports_of("config")
            if one.file == "config/fragments.py" and one.module.split(".")[0] not in STANDARD | {"django"}
        ]
        self.assert_none(wrong, "so that importing it starts nothing else of config")

    def test_the_engine_imports_only_itself_and_the_standard_library(self) -> None:
        wrong = [
            one
            for one in imports_of("diagnostics/engine")
            if one.module.split(".")[0] not in STANDARD | ENGINE_MAY_USE
            and not is_within(one.module, "diagnostics.engine")
        ]
        self.assert_none(wrong, "one engine serves page, API, offline command and tests")

    def test_the_offline_command_needs_no_django(self) -> None:
        allowed = STANDARD | ENGINE_MAY_USE | {"diagnostics"}
        wrong = [
            one for one in imports_of("diagnostics") if one.file in OFFLINE and one.module.split(".")[0] not in allowed
        ]
        self.assert_none(wrong, "python -m diagnostics runs where no requirement but google-re2 is installed")

    def test_the_diagnostics_package_is_empty(self) -> None:
        self.assertEqual((ROOT / "diagnostics/__init__.py").read_text(encoding="utf-8"), "")

    def test_importing_the_offline_command_loads_no_django(self) -> None:
        script = "import sys, diagnostics.command; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
        done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_only_fragments_reads_the_headers_of_htmx(self) -> None:
        for folder in SITE_PACKAGES:
            for path in (ROOT / folder).rglob("*.py"):
                text = path.read_text(encoding="utf-8")
                with self.subTest(file=path.name):
                    reads = "request.htmx" in text or "HX-Request" in text or "HTTP_HX_" in text
                    self.assertEqual(reads, path == ROOT / "config/fragments.py" and reads)


class PurityTests(unittest.TestCase):
    """The engine takes text and returns a report: it reads no file, starts nothing and asks no clock."""

    FORBIDDEN_MODULES = (
        "os",
        "subprocess",
        "socket",
        "time",
        "random",
        "urllib.request",
        "shutil",
        "tempfile",
        "logging",
    )
    FORBIDDEN_CALLS = ("open", "print", "input", "eval", "exec", "compile", "__import__")
    # As `dataclasses` does: the `__init__` of a record is made of the names of its fields, which no text gives.
    MAKE_RECORDS = ("diagnostics/engine/compiling.py calls compile", "diagnostics/engine/records.py calls exec")

    def test_it_imports_nothing_that_reaches_out(self) -> None:
        wrong = [
            str(one)
            for one in imports_of("diagnostics/engine")
            if any(is_within(one.module, module) for module in self.FORBIDDEN_MODULES)
            and not is_within(one.module, "os.path")
        ]
        self.assertEqual(wrong, [])

    def test_it_calls_nothing_that_reaches_out(self) -> None:
        found = []
        for path in sorted((ROOT / "diagnostics/engine").rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in self.FORBIDDEN_CALLS
                ):
                    found.append(f"{path.relative_to(ROOT)} calls {node.func.id}")
        self.assertEqual(found, [*self.MAKE_RECORDS])


class SizeTests(unittest.TestCase):
    def test_a_function_is_seen_at_once_and_a_file_read_in_one_go(self) -> None:
        too_long: list[str] = []
        for folder in sorted(SITE_PACKAGES | {"script"}):
            for path in sorted((ROOT / folder).rglob("*.py")):
                text, file = path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()
                if (lines := text.count("\n")) > LONGEST_FILE:
                    too_long.append(f"{file}: {lines} lines")
                for node in ast.walk(ast.parse(text, file)):
                    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                        lines = (node.end_lineno or node.lineno) - node.lineno + 1
                        too_long += [f"{file}: {node.name} has {lines} lines"] * (lines > LONGEST_FUNCTION)
        self.assertEqual(too_long, [], "give its parts names of their own")
