"""The same input gives the same bytes: for any threads, tiles, locale, time zone, folder and name of the folder."""

import pathlib
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import PANEL, CommandTest  # noqa: E402


class SameBytes(CommandTest):
    # Several analysis windows and tiles in both directions, and edges that no tile size divides.
    simulate = ["--seed", "33", "--width", "900", "--height", "700", "--ctcs", "6", "--density", "1500"]
    kept = None

    def tables(self, *arguments, **settings):
        """The bytes of all exports of a run in a fresh folder."""
        out = self.folder / "results"
        shutil.rmtree(out, ignore_errors=True)
        self.analyze("--sample-id", "S1", "--max-crops", "0", *arguments, out=out, **settings)
        return [self.run_cytrial("export", out, "--table", table, **settings).bytes
                for table in ("events", "candidates", "counts")]

    def setUp(self):
        super().setUp()
        if self.kept is None:
            type(self).kept = self.tables()
        self.expected = self.kept
        self.assertGreater(self.expected[0].count(b"\n"), 150)

    def test_for_any_threads_and_tile_size(self):
        for threads, tile in ((1, 256), (2, 512), (4, 1000), (1, 2048), (4, 64), (2, 256)):
            with self.subTest(threads=threads, tile=tile):
                found = self.tables("--threads", threads, "--tile-px", tile)
                for before, after in zip(self.expected, found):
                    self.assertEqual(after, before)

    def test_for_a_small_memory_budget(self):
        self.assertEqual(self.tables("--memory-mib", "256"), self.expected)

    def test_for_any_locale_and_time_zone(self):
        installed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
        commas = [name for name in installed if name.startswith(("de_", "da_", "fr_"))]
        for locale in ["C", "POSIX", *commas[:1]]:
            for zone in ("UTC", "Asia/Kathmandu"):
                with self.subTest(locale=locale, zone=zone):
                    self.assertEqual(self.tables(environment={"LC_ALL": locale, "TZ": zone}), self.expected)

    def test_for_any_folder(self):
        place = self.folder / "Blödprøve 7,5 mL – ny"
        place.mkdir()
        shutil.copy(self.scan, place / "scan.ome.tif")
        shutil.copy(PANEL, place / "pänel 1.json")
        ended = self.run_cytrial("analyze", "scan.ome.tif", "--panel", "pänel 1.json", "--out", "mit Leerzeichen",
                                 "--sample-id", "S1", "--max-crops", "0", "--quiet", folder=place)
        self.assertIn("sample S1:", ended.out)
        found = [self.run_cytrial("export", "mit Leerzeichen", "--table", table, folder=place).bytes
                 for table in ("events", "candidates", "counts")]
        self.assertEqual(found, self.expected)
        self.run_cytrial("report", place / "mit Leerzeichen")


class SameScan(CommandTest):
    def test_the_simulator_writes_the_same_files_from_the_same_seed(self):
        self.run_cytrial("simulate", "--quiet", "--out", "again", *self.simulate)
        for name in ("scan.ome.tif", "truth.csv", "truth.json"):
            self.assertEqual((self.folder / "again" / name).read_bytes(), (self.shared / name).read_bytes(), name)

    def test_a_calibration_set_of_the_simulator_fits_its_camera_fields(self):
        self.run_cytrial("simulate", "--quiet", "--out", "slide", "--calibration", "--fields", "--field-px", "512",
                         "--width", "1024", "--height", "512", "--ctcs", "4", "--ck-level-min", "6")
        ended = self.analyze("--calibration", "slide/calibration", scan="slide/fields")
        self.assertIn("4 CTC", ended.out)
        self.assertNotIn("no_calibration", ended.out)

    def test_a_name_with_other_letters_gives_a_sample_id_of_safe_ones(self):
        shutil.copy(self.scan, self.folder / "Prøve 1.ome.tif")
        ended = self.analyze("--json", scan="Prøve 1.ome.tif")
        self.assertRegex(ended.json()["sample_id"], r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z")


if __name__ == "__main__":
    unittest.main()
