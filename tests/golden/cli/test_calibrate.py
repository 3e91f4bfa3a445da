"""Calibration sets made upon others: nothing of the base is changed or lost without a word."""

import json
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import BAD_CONFIG, BAD_DATA, PANEL, CommandTest  # noqa: E402


class BaseTest(CommandTest):
    """With a set of dark planes, `base`, that holds 90 days."""

    def setUp(self):
        super().setUp()
        self.dark(128, "dark")
        self.calibrate("dark", "dark/fields", "--out", "base", "--valid-days", 90)

    def dark(self, field_px, out):
        self.run_cytrial("simulate", "--quiet", "--fields", "--field-px", field_px, "--width", 5 * field_px, "--height",
                         2 * field_px, "--control", "dark", "--instrument", "scope 1", "--acquired-on", "2026-01-31",
                         "--out", out)

    def calibrate(self, kind, *arguments, panel=PANEL, **settings):
        return self.run_cytrial("calibrate", kind, *arguments, "--panel", panel, "--quiet", **settings)

    def set(self, name):
        return json.loads((self.folder / name / "set.json").read_text())


class Base(BaseTest):
    def test_the_days_that_a_set_holds_are_those_of_its_base(self):
        self.calibrate("dark", "dark/fields", "--base", "base", "--out", "next")
        self.assertEqual(self.set("next")["valid_days"], 90)
        self.calibrate("dark", "dark/fields", "--base", "base", "--out", "longer", "--valid-days", 100)
        self.assertEqual(self.set("longer")["valid_days"], 100)
        self.calibrate("dark", "dark/fields", "--out", "fresh")
        self.assertEqual(self.set("fresh")["valid_days"], 365)

    def test_a_base_of_another_panel_file_is_refused(self):
        other = self.folder / "other.json"
        other.write_text(PANEL.read_text() + "\n")
        refused = self.calibrate("dark", "dark/fields", "--base", "base", "--out", "next", panel=other,
                                 expect=BAD_CONFIG)
        self.assert_refused(refused, "bad_config", "base", "another file of panel", "name the panel file")
        self.assertFalse((self.folder / "next").exists())

    def test_a_base_of_another_camera_is_refused(self):
        self.dark(96, "small")
        refused = self.calibrate("dark", "small/fields", "--base", "base", "--out", "next", expect=BAD_CONFIG)
        self.assert_refused(refused, "bad_config", "base", "128 x 128", "96 x 96")


class BlankSlides(CommandTest):
    simulate = ["--seed", "32", "--width", "512", "--height", "512", "--ctcs", "0"]

    def thresholds(self, *arguments, **settings):
        return self.run_cytrial("calibrate", "thresholds", "results", "--panel", PANEL, "--instrument", "scope 1",
                                "--date", "2026-01-31", "--out", "set", *arguments, **settings)

    def test_one_scan_is_one_blank_slide_under_any_name(self):
        self.analyze("--sample-id", "B1")
        self.analyze("--sample-id", "B2")
        self.assert_refused(self.thresholds(expect=BAD_DATA), "bad_data", "sample B2", "the same scan as sample B1")
        twice = self.thresholds("--sample", "B1", "--sample", "B1", expect=BAD_DATA)
        self.assert_refused(twice, "bad_data", "sample B1", "given twice")
        self.assertFalse((self.folder / "set").exists())
        self.assertIn("on 1 slide", self.thresholds("--sample", "B1").out)

    def test_the_page_shows_what_the_gates_let_through(self):
        self.analyze("--sample-id", "B1")
        self.thresholds()
        page = next((self.folder / "set").glob("*.html")).read_text()
        levels = [float(row["ck_cell_mean_adu_lsd"]) for row in self.run_cytrial("export", "results", "--table", "events").rows()
                  if row["nucleus_area_um2"]]
        for gate, limit in (("ck_in_cell", 1.75), ("ck_strong", 12)):
            passing = sum(level >= limit for level in levels)
            told = re.search(rf">{gate} {limit}: (none|[0-9.]+ %) above<", page)
            self.assertIsNotNone(told, gate)
            share = 0 if told[1] == "none" else float(told[1].split()[0])
            self.assertAlmostEqual(share, 100 * passing / len(levels), delta=0.0051, msg=gate)
            self.assertEqual(share == 0, passing == 0)
        self.assertIn("ck cell mean [leukocyte SD]", page)
        self.assertNotIn("_lsd", page)


if __name__ == "__main__":
    unittest.main()
