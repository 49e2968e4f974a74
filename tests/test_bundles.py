"""What every page needs comes in one style sheet and one script, and is found like any other static file."""

import tempfile
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from django.test import SimpleTestCase

from config.bundles import BUNDLES, FILES, BundleFinder, bundle


class BundleTests(SimpleTestCase):
    def test_a_bundle_is_found_and_holds_its_parts(self) -> None:
        for name, parts in BUNDLES.items():
            with self.subTest(name):
                text = Path(finders.find(name)).read_text("utf-8")
                self.assertEqual(text, bundle(name))
                for part in parts:
                    self.assertIn(Path(finders.find(part)).read_text("utf-8"), text)

    def test_a_bundle_is_written_anew_when_it_does_not_fit_its_parts(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            finder = BundleFinder()
            finder.storage = FileSystemStorage(location=folder)
            path = Path(finder.find("js/site.js"))
            path.write_text("stale")
            self.assertEqual(Path(finder.find("js/site.js")).read_text("utf-8"), bundle("js/site.js"))

    def test_collectstatic_gets_each_bundle_once(self) -> None:
        self.assertEqual([name for name, _ in BundleFinder().list([])], [*BUNDLES, *FILES])

    def test_no_module_of_the_engine_is_given_to_browsers(self) -> None:
        self.assertTrue(finders.find("masking/patterns.json"))
        found = [name for finder in finders.get_finders() for name, _ in finder.list([])]
        self.assertEqual([name for name in found if name.endswith((".py", ".pyc"))], [])

    def test_another_file_is_no_bundle(self) -> None:
        self.assertEqual(BundleFinder().find("css/nothing.css", find_all=True), [])
        self.assertFalse(BundleFinder().find("css/nothing.css"))

    def test_no_script_of_a_bundle_sees_the_names_of_another(self) -> None:
        self.assertEqual(bundle("js/site.js").count("(() => {\n"), len(BUNDLES["js/site.js"]))
