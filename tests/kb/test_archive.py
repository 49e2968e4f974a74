"""An archive of content is unpacked with suspicion: one wrong entry refuses it, and nothing leaves its folder."""

from __future__ import annotations

import io
import stat
import tempfile
import zipfile
from pathlib import Path
from unittest.mock import patch

from django.test import SimpleTestCase

from kb.bulk import archive
from kb.bulk.folder import ContentFileError


class ArchiveTests(SimpleTestCase):
    def setUp(self) -> None:
        self.root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.file = self.root / "content.zip"
        self.folder = self.root / "unpacked"
        self.folder.mkdir()

    def packed(self, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
        with zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED) as made:
            for entry, content in entries:
                made.writestr(entry, content)
        return self.file

    def refused(self) -> str:
        with self.assertRaises(ContentFileError) as caught:
            archive.unpack(self.file, self.folder)
        self.assertEqual([path.name for path in self.root.iterdir() if path not in (self.file, self.folder)], [])
        return caught.exception.fault

    def test_what_was_packed_is_unpacked_byte_by_byte_and_packed_again_it_is_the_same_archive(self) -> None:
        (self.folder / "articles").mkdir()
        (self.folder / "articles" / "a.md").write_bytes(b"one\r\n\xff")
        (self.folder / "topics.toml").write_bytes(b"")
        archive.pack(self.folder, self.file)
        before = self.file.read_bytes()
        with archive.opened(self.file) as place:
            self.assertEqual((place.folder / "articles" / "a.md").read_bytes(), b"one\r\n\xff")
            archive.pack(place.folder, self.file)
        self.assertEqual(self.file.read_bytes(), before)

    def test_a_name_that_would_leave_the_folder_refuses_the_whole(self) -> None:
        names = (
            "../evil.md",
            "articles/../../evil.md",
            "/evil.md",
            "..\\evil.md",
            "C:/evil.md",
            "a//b",
            "./a",
            "a\x01",
        )
        for name in (*names, "x/" * 20 + "a", "a" * 300):
            with self.subTest(name=name[:40]):
                self.packed(("good.md", b"x"), (zipfile.ZipInfo(name), b"x"))
                self.assertIn("would leave the folder", self.refused())

    def test_a_link_is_refused_and_so_is_a_device(self) -> None:
        for kind in (stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR):
            with self.subTest(kind=kind):
                entry = zipfile.ZipInfo("articles/a.md")
                entry.external_attr = (kind | 0o777) << 16
                self.packed((entry, b"/etc/passwd"))
                self.assertIn("is no file", self.refused())

    def test_a_bomb_is_refused_before_anything_is_unpacked(self) -> None:
        self.packed(("a.md", b"\0" * (archive.LARGEST + 1)))
        self.assertIn("are the most", self.refused())
        with patch.object(archive, "MOST_BYTES", 1000):
            self.packed(*((f"{n}.md", b"\0" * 100) for n in range(11)))
            self.assertIn("Unpacked it has 1100 bytes", self.refused())
        with patch.object(archive, "MOST_FILES", 10):
            self.assertIn("It has 11 entries", self.refused())
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_an_entry_that_says_less_than_it_holds_gives_no_more_than_it_says(self) -> None:
        self.packed(("a.md", b"x" * 5000))
        data = self.file.read_bytes().replace((5000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
        self.file.write_bytes(data)
        self.assertIn("no archive that can be unpacked", self.refused())

    def test_two_of_one_name_are_refused_and_a_file_that_is_a_folder(self) -> None:
        self.packed(("articles/a.md", b"x"), ("articles/A.md", b"y"))
        self.assertIn("there twice", self.refused())
        self.packed(("articles", b"x"), ("articles/a.md", b"y"))
        self.assertIn("in each other's way", self.refused())

    def test_what_is_no_archive_is_refused(self) -> None:
        good = io.BytesIO()
        with zipfile.ZipFile(good, "w") as made:
            made.writestr("a.md", b"hello hello hello")
        broken = good.getvalue().replace(b"hello hello", b"hello jello")
        for content in (b"", b"PK", b"not a zip at all", good.getvalue()[:-30], broken):
            with self.subTest(content=content[:20]):
                self.file.write_bytes(content)
                self.assertIn("no archive that can be unpacked", self.refused())

    def test_a_folder_that_was_packed_from_outside_and_what_systems_add_are_seen_through(self) -> None:
        self.packed(("content/topics.toml", b""), ("__MACOSX/content/._topics.toml", b""), ("content/.DS_Store", b""))
        with archive.opened(self.file) as place:
            self.assertEqual([path.name for path in place.folder.iterdir()], ["topics.toml"])
            (place.folder / "verdict.json").write_bytes(b"{}")
            place.give_back()
        with zipfile.ZipFile(self.file) as made:
            self.assertEqual(made.namelist(), ["content/topics.toml", "content/verdict.json"])

    def test_an_archive_whose_content_stays_is_not_written(self) -> None:
        self.packed(("topics.toml", b""))
        before = self.file.read_bytes()
        with archive.opened(self.file) as place:
            place.give_back()
        self.assertEqual(self.file.read_bytes(), before)
