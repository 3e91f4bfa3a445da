"""The arithmetic and the tables of tools/validate_real and tools/validate_simulated."""

import math
import pathlib
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parents[3] / "tools"
sys.path.insert(0, str(TOOLS))
sys.dont_write_bytecode = True

import validation_tables as tables  # noqa: E402


class Figures(unittest.TestCase):
    def test_upper_limit_of_nothing_seen_is_the_logarithm_of_the_tail(self):
        self.assertAlmostEqual(tables.poisson_upper(0), -math.log(0.05), places=6)

    def test_upper_limit_leaves_five_percent_below_the_count(self):
        for count in (1, 3, 20):
            limit = tables.poisson_upper(count)
            below = sum(math.exp(-limit) * limit ** k / math.factorial(k) for k in range(count + 1))
            self.assertAlmostEqual(below, 0.05, places=6)

    def test_kappa_is_one_for_full_and_zero_for_chance_agreement(self):
        self.assertAlmostEqual(tables.kappa(5, 0, 0, 7), 1)
        self.assertAlmostEqual(tables.kappa(4, 4, 4, 4), 0)
        self.assertIsNone(tables.kappa(0, 0, 0, 9))

    def test_ratios_of_nothing_are_absent(self):
        self.assertIsNone(tables.f1(0, 0, 0))
        self.assertIsNone(tables.ratio(0, 0))
        self.assertIsNone(tables.mean([None]))
        self.assertEqual(tables.shown(None), "–")


class Page(unittest.TestCase):
    def test_a_table_replaces_the_old_one_between_its_markers_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "page.md"
            page.write_text("before\n<!-- a -->\nold\n<!-- /a -->\nafter\n", encoding="utf-8")
            tables.write_between_markers("a", "new\n", page)
            tables.write_between_markers("a", "newer\n", page)
            self.assertEqual(page.read_text(encoding="utf-8"),
                             "before\n<!-- a -->\n\nnewer\n\n<!-- /a -->\nafter\n")

    def test_a_page_without_the_markers_is_left_as_it_is(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "page.md"
            page.write_text("no markers\n", encoding="utf-8")
            with self.assertRaises(tables.Failure):
                tables.write_between_markers("a", "new\n", page)
            self.assertEqual(page.read_text(encoding="utf-8"), "no markers\n")


if __name__ == "__main__":
    unittest.main()
