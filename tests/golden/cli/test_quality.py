"""Scans whose pixels decode cleanly and are still no measurement: no count may come of them."""

import itertools
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import plain_tiff  # noqa: E402
from program import NOT_EVALUABLE, OK, PANEL, CommandTest  # noqa: E402

DAPI, CK, CD45 = 0, 1, 2


class LostPixels(CommandTest):
    simulate = [*CommandTest.simulate, "--compression", "none"]

    def setUp(self):
        super().setUp()
        self.pages = plain_tiff.read_tiled(self.scan)

    def blank(self, page, x, y, width, height, value=0):
        for row in self.pages[page].rows[y:y + height]:
            row[x:x + width] = type(row)(row.typecode, [value]) * len(row[x:x + width])

    def analyze_pages(self, **settings):
        """Counts the pages as they now are, one file per channel."""
        files = []
        for name, page in zip(("dapi", "ck", "cd45"), self.pages):
            files.append(self.folder / f"{name}.tif")
            plain_tiff.write_grey(files[-1], page)
        return self.run_cytrial("analyze", *files, "--panel", PANEL, "--out", "results", "--sample-id", "S1",
                                "--pixel-size-um", "0.5", "--quiet", **settings)

    def counts(self):
        return json.loads((self.folder / "results/samples/S1/counts.json").read_text())

    def test_the_scan_as_it_is_has_a_count(self):
        self.analyze_pages()
        counts = self.counts()
        self.assertEqual(counts["status"], "evaluable")
        self.assertEqual(counts["coverage"]["analysed_share"], 1)

    def test_half_of_the_cytokeratin_blocks_zeroed_leaves_no_count(self):
        for y in range(0, 512, 128):
            for x in range(y % 256, 640, 256):
                self.blank(CK, x, y, 128, 128)
        ended = self.analyze_pages(expect=NOT_EVALUABLE)
        self.assertIn("NOT EVALUABLE", ended.out)
        self.assertIn("channel CK is constant where other channels are not, 128 x 128 px at slide column 0, row 0",
                      ended.out)
        self.assertIn("scan the slide again", ended.out)
        counts = self.counts()
        self.assertEqual((counts["status"], counts["counts"]), ("not_evaluable", None))
        first = counts["tile_failures"][0]
        self.assertEqual([first[key] for key in ("channel", "x_px", "y_px", "width_px", "height_px")],
                         ["CK", 0, 0, 128, 128])

    def test_a_field_written_twice_leaves_no_count(self):
        for y in range(256):
            row = self.pages[CK].rows
            row[y + 256][256:512] = row[y][0:256]
        self.assertIn("channel CK holds the same pixels", self.analyze_pages(expect=NOT_EVALUABLE).out)

    def test_one_channel_given_as_two_leaves_no_count(self):
        self.pages[CD45] = self.pages[CK]
        self.assertIn("channel CD45 holds the same pixels", self.analyze_pages(expect=NOT_EVALUABLE).out)

    def test_a_hole_in_all_channels_leaves_no_count(self):
        for page in (DAPI, CK, CD45):
            self.blank(page, 200, 200, 128, 128)
        self.assertIn("hole", self.analyze_pages(expect=NOT_EVALUABLE).out)

    def test_a_margin_without_picture_is_flagged_and_lowers_the_coverage(self):
        for page in (DAPI, CK, CD45):
            self.blank(page, 0, 0, 640, 128)
        self.analyze_pages()
        counts = self.counts()
        self.assertIn("unscanned_area", [flag["code"] for flag in counts["quality_flags"]])
        self.assertAlmostEqual(counts["coverage"]["analysed_share"], 0.75)
        self.assertAlmostEqual(counts["coverage"]["usable_share"], 0.75)
        row, = self.run_cytrial("export", "results", "--table", "counts").rows()
        self.assertAlmostEqual(float(row["usable_share"]), 0.75)


class SwappedChannels(CommandTest):
    simulate = ["--seed", "33", "--width", "640", "--height", "640", "--ctcs", "4", "--density", "2000"]

    def test_every_wrong_order_of_the_channels_leaves_no_count(self):
        names = ("DAPI", "CK", "CD45")
        for roles in itertools.permutations(("nuclear", "cytokeratin", "leukocyte")):
            with self.subTest(roles):
                panel = self.folder / "panel.json"
                panel.write_text(json.dumps({"name": "p", "channels": [
                    {"name": name, "role": role} for name, role in zip(names, roles)]}))
                right = roles == ("nuclear", "cytokeratin", "leukocyte")
                ended = self.run_cytrial("analyze", self.scan, "--panel", panel, "--out", "-".join(roles), "--quiet",
                                         expect=OK if right else NOT_EVALUABLE)
                self.assertEqual("check the order of the channels" in ended.out, not right, ended.out)


class SpoiledScans(CommandTest):
    """The same cells without a fault and with one: what is refused or flagged is the fault's alone."""

    simulate = ["--seed", "41", "--width", "1280", "--height", "1280", "--ctcs", "8", "--density", "1500",
                "--ck-level-min", "6"]

    def counts_with(self, *fault, refused=False):
        scan = self.scan
        if fault:
            again = [part for part in zip(self.simulate[::2], self.simulate[1::2]) if part[0] not in fault]
            self.run_cytrial("simulate", "--quiet", "--out", "spoiled", *itertools.chain(*again), *fault)
            scan = "spoiled/scan.ome.tif"
        self.run_cytrial("analyze", scan, "--panel", PANEL, "--out", "results", "--sample-id", "S1", "--quiet",
                         expect=NOT_EVALUABLE if refused else OK)
        counts = json.loads((self.folder / "results/samples/S1/counts.json").read_text())
        self.assertEqual(counts["status"], "not_evaluable" if refused else "evaluable")
        self.flags = {flag["code"] for flag in counts["quality_flags"]} - {"no_calibration"}
        self.reasons = "\n".join(counts["reasons"])
        return counts

    def test_without_a_fault_nothing_is_flagged(self):
        self.counts_with()
        self.assertEqual(self.flags, set())

    def test_compression_with_loss_is_flagged(self):
        self.counts_with("--jpeg-quality", "90")
        self.assertEqual(self.flags, {"lossy_compression"})

    def test_compression_that_takes_the_noise_is_refused(self):
        self.counts_with("--jpeg-quality", "70", refused=True)
        self.assertRegex(self.reasons, "channel DAPI was compressed with loss.*the limit is 30.0 %.*without loss")
        self.assertNotIn("the same pixels", self.reasons)

    def test_a_scan_out_of_focus_is_flagged(self):
        self.counts_with("--defocus-um", "1.8")
        self.assertEqual(self.flags, {"blurred_scan"})

    def test_a_scan_far_out_of_focus_is_refused(self):
        self.counts_with("--defocus-um", "3", refused=True)
        self.assertRegex(self.reasons, "channel DAPI have a focus score below .*the limit is 0.90; set the focus")

    def test_a_sharp_scan_of_coarse_pixels_is_not_out_of_focus(self):
        self.counts_with("--pixel-size-um", "1.3")
        self.assertEqual(self.flags, set())

    def test_a_sharp_noisy_scan_of_coarse_pixels_is_not_out_of_focus(self):
        self.counts_with("--pixel-size-um", "1.3", "--noise", "harsh")
        self.assertEqual(self.flags, set())

    def test_coarse_pixels_do_not_hide_a_scan_out_of_focus(self):
        self.counts_with("--pixel-size-um", "1.3", "--defocus-um", "3", refused=True)
        self.assertRegex(self.reasons, "channel DAPI have a focus score below .*the limit is 0.50; set the focus")

    def test_spillover_that_hides_weak_tumor_cells_leaves_no_count(self):
        self.counts_with("--spillover-shift", "0.1", refused=True)
        self.assertEqual(self.flags, {"residual_spillover"})
        self.assertRegex(self.reasons, "cytokeratin follows the leukocyte stain .*cytrial calibrate spillover")

    def test_noise_that_hides_weak_tumor_cells_leaves_no_count(self):
        self.counts_with("--noise", "harsh", "--noise-factor", "7", refused=True)
        self.assertIn("noisy_tumor_stain", self.flags)
        self.assertRegex(self.reasons, "noise of the cytokeratin channel's pixels makes up .*expose longer")

    def test_a_bubble_is_taken_off_the_usable_area(self):
        counts = self.counts_with("--bubbles", "1", refused=True)
        self.assertIn("large_artefact", self.flags)
        self.assertIn("remove the bubbles", self.reasons)
        self.assertLess(counts["coverage"]["unobstructed_share"], 0.9)

    def test_a_part_that_lost_its_cells_is_flagged(self):
        self.counts_with("--bare", "0.4")
        self.assertEqual(self.flags, {"uneven_cells"})

    def test_hot_columns_that_make_objects_leave_no_count(self):
        self.counts_with("--hot-columns", "3", "--height", "2560", refused=True)
        self.assertIn("standing_lines", self.flags)
        self.assertRegex(self.reasons, "lie in straight lines along the scan's columns, .*dark pattern")


if __name__ == "__main__":
    unittest.main()
