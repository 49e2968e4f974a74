"""What is loaded later is there: a name in a table that no module has would be an error in somebody's report."""

import gc
import importlib
import inspect
import pkgutil
import unittest

import diagnostics.engine
from diagnostics.engine.loading import Later


class LaterTests(unittest.TestCase):
    def test_each_function_of_the_engines_tables_is_there(self) -> None:
        for module in pkgutil.walk_packages(diagnostics.engine.__path__, "diagnostics.engine."):
            importlib.import_module(module.name)
        gc.unfreeze()  # what a command froze in this process is listed, too
        found = [each for each in gc.get_objects() if type(each) is Later]
        self.assertGreater(len(found), 30)
        for each in found:
            with self.subTest(repr(each)):
                function = each.load()
                self.assertTrue(callable(function))
                if each.module.startswith("diagnostics.engine.shell."):
                    self.assertEqual(len(inspect.signature(function).parameters), 2, "the machine and the call")

    def test_one_is_called_as_its_function_is(self) -> None:
        later = Later[[str], str]("html", "escape")
        self.assertEqual(later("<"), "&lt;")
        self.assertEqual(later("<"), "&lt;")
        self.assertRaises(AttributeError, Later[[], None]("html", "nothing").load)


if __name__ == "__main__":
    unittest.main()
