"""What the offline command keeps between runs is what Python would compile anew, and holds nothing of a text."""

from __future__ import annotations

import gc
import importlib.util
import marshal
import os
import re
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Iterator
from pathlib import Path

from diagnostics.codecache import CodeCache
from diagnostics.engine import compiling
from diagnostics.engine.regexes import Uncompiled
from diagnostics.keptmodules import KeptModules
from diagnostics.precompiling import fill

ROOT = Path(__file__).resolve().parents[1]
TEXT = 'export ANTHROPIC_API_KEY="canaryvalue"\nalias canaryname="claude --model canarymodel"\n# canaryremark\n'
TEXTS = (TEXT, '{"env": {"A": 1}}', "Error: 402 insufficient_funds\n> $ env | grep KEY\n", "set -gx A 'b'\n", "ключ=值")


def run(text: str, kept: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command with compiled modules, and what it keeps, in a folder of its own."""
    return subprocess.run(
        [sys.executable, *(options if "-c" in options else (*options, "-m", "diagnostics", "-"))],
        input=text,
        capture_output=True,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PYTHONPYCACHEPREFIX": kept, **environment},
        text=True,
        timeout=120,
        check=False,
    )


def kept_in(folder: str) -> list[Path]:
    return list(Path(folder).rglob("kept.*"))


def read(path: Path) -> CodeCache:
    cache = CodeCache()
    cache.read(path)
    return cache


def sources() -> Iterator[tuple[str, int]]:
    """Give each expression of the engine that is loaded, with its flags."""
    fill(CodeCache())
    for each in gc.get_objects():
        if type(each) is Uncompiled:
            yield each.pattern, each.given_flags


class KeptTests(unittest.TestCase):
    def test_what_is_kept_is_what_re_compiles(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "kept")
            first = read(path)
            self.addCleanup(compiling.COMPILERS.__init__)
            first.install()
            fill(first)
            first.keep()
            cache = read(path)
            count = 0
            for source, flags in dict.fromkeys(sources()):
                made, meant = cache.expression(source, flags), re.compile(source, flags)
                self.assertEqual(
                    (made.pattern, made.flags, made.groups, made.groupindex),
                    (meant.pattern, meant.flags, meant.groups, meant.groupindex),
                )
                for text in TEXTS:
                    self.assertEqual([m.span() for m in made.finditer(text)], [m.span() for m in meant.finditer(text)])
                count += 1
            self.assertGreater(count, 900)
            self.assertFalse(cache._has_new, "each of them was read, none compiled")

    def test_a_broken_expression_is_refused_as_re_refuses_it(self):
        with self.assertRaises(re.error):
            CodeCache().expression("(")

    def test_spoilt_parts_are_compiled_anew(self):
        for packed in (b"", marshal.dumps((0, b"\x00" * 8, 0, {}, (None,))), marshal.dumps("no parts"), b"\xff"):
            with self.subTest(packed):
                cache = CodeCache()
                cache._expressions["a+", 0] = packed
                self.assertEqual(cache.expression("a+").findall("baac"), ["aa"])

    def test_one_of_another_build_of_python_is_not_read(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "kept")
            cache = read(path)
            cache.expression("a+")
            cache.keep()
            self.assertEqual(len(read(path)._expressions), 1)
            path.write_bytes(b"3.9" + path.read_bytes())
            self.assertEqual(len(read(path)._expressions), 0)

    def test_a_value_is_kept_under_its_name(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "kept")
            cache = read(path)
            cache.put("rules", [("CC101", b"row")])
            cache.expression("a+")
            cache.keep()
            again = read(path)
            self.assertEqual(again.get("rules"), [("CC101", b"row")])
            self.assertIsNone(again.get("other"))
            again.put("rules", None)
            again.keep()
            self.assertIsNone(read(path).get("rules"))
            self.assertEqual(read(path).expression("a+").findall("baac"), ["aa"], "the rest is kept along")

    def test_a_file_that_is_cut_off_anywhere_is_passed_over(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "kept")
            cache = read(path)
            cache.expression("a+")
            cache.keep()
            content = path.read_bytes()
            for length in range(0, len(content), 7):
                path.write_bytes(content[:length])
                self.assertEqual(read(path)._expressions, {}, length)


class ModuleTests(unittest.TestCase):
    """A module is taken from what is kept only while its source has the time and the size that it had."""

    NAME = "diagnostics.engine.limits"

    def setUp(self):
        source = Path(ROOT, "diagnostics", "engine", "limits.py")
        stat = source.stat()
        self.source, self.stamp = str(source), (int(stat.st_mtime), stat.st_size)
        self.code = compile("MOST = 7", self.source, "exec")

    def finder(self, time: int, size: int) -> KeptModules:
        return KeptModules(lambda name, *stamp: self.code if (name, *stamp) == (self.NAME, time, size) else None)

    def test_one_that_is_as_it_was_is_run_from_there(self):
        finder = self.finder(*self.stamp)
        spec = finder.find_spec(self.NAME)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.assertEqual((module.MOST, module.__file__, module.__package__), (7, self.source, "diagnostics.engine"))

    def test_one_that_was_changed_is_left_to_python(self):
        time, size = self.stamp
        for stamp in ((time + 1, size), (time, size + 1)):
            self.assertIsNone(self.finder(*stamp).find_spec(self.NAME))

    def test_a_package_has_its_folder(self):
        finder = KeptModules(lambda *_: self.code)
        spec = finder.find_spec("diagnostics.engine.clients")
        self.assertEqual(spec.submodule_search_locations, [str(Path(ROOT, "diagnostics", "engine", "clients"))])

    def test_what_is_not_of_this_package_or_not_there_is_left_to_python(self):
        finder = KeptModules(lambda *_: self.code)
        for name in ("json", "kb.models", "diagnostics", "diagnostics.no_such_module", "diagnosticsx.engine"):
            self.assertIsNone(finder.find_spec(name), name)

    def test_the_second_run_of_the_command_takes_its_modules_from_there(self):
        ask = (
            "import sys; from diagnostics.__main__ import main; main(['-']);"
            "loaded = [each for name, each in sys.modules.items() if name.startswith('diagnostics.engine.rules')];"
            "print(sorted({type(each.__spec__.loader).__name__ for each in loaded}), file=sys.stderr)"
        )
        with tempfile.TemporaryDirectory() as folder:
            said = [run(TEXT, folder, "-c", ask).stderr.strip() for _ in range(2)]
            self.assertEqual(said, ["['SourceFileLoader']", "['KeptModules']"])


class CommandTests(unittest.TestCase):
    def test_the_command_says_the_same_with_it_and_without_and_keeps_nothing_of_the_text(self):
        with tempfile.TemporaryDirectory() as folder:
            runs = [run(TEXT, folder), run(TEXT, folder)]
            (file,) = kept_in(folder)
            content = file.read_bytes()
            self.assertGreater(len(content), 100_000)
            self.assertNotIn(b"canary", content)
            file.write_bytes(content[: len(content) // 2])
            runs.append(run(TEXT, folder))
            self.assertEqual(file.read_bytes(), content, "it is written again, whole")
            file.write_bytes(content[:-500_000] + bytes(500_000))  # pieces are spoilt, and the index is not
            runs.append(run(TEXT, folder))
            file.unlink()
            file.mkdir()
            runs.append(run(TEXT, folder))
            self.assertEqual({(each.returncode, each.stdout, each.stderr) for each in runs}, {(1, runs[0].stdout, "")})

    def test_nothing_is_written_where_python_writes_no_modules(self):
        with tempfile.TemporaryDirectory() as folder:
            for done in (run(TEXT, folder, "-B"), run(TEXT, folder, PYTHONDONTWRITEBYTECODE="1")):
                self.assertEqual((done.returncode, done.stderr), (1, ""))
            self.assertEqual(list(Path(folder).iterdir()), [])


if __name__ == "__main__":
    unittest.main()
