"""Inputs that cannot be used: the exit code, what the message names, and that nothing is counted."""

import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import plain_tiff  # noqa: E402
from program import (BAD_CONFIG, BAD_DATA, CANNOT_CREATE, GATES, NO_INPUT, NOT_EVALUABLE, NUCLEAR_PANEL, PANEL,  # noqa: E402
                     SOURCE, USAGE, CommandTest)


class DamagedScan(CommandTest):
    def test_a_scan_cut_anywhere_is_refused_by_name(self):
        whole = self.scan.read_bytes()
        for share in (0.0, 0.001, 0.3, 0.7, 0.999):
            with self.subTest(share):
                cut = self.folder / "cut.ome.tif"
                cut.write_bytes(whole[:int(len(whole) * share)])
                for command in (["info", cut], ["analyze", cut, "--panel", PANEL, "--out", "results"]):
                    self.assert_refused(self.run_cytrial(*command, expect=BAD_DATA), "bad_data", "cut.ome.tif")

    def test_a_refused_scan_is_stored_without_a_count(self):
        cut = self.folder / "cut.ome.tif"
        cut.write_bytes(self.scan.read_bytes()[:100000])
        self.analyze(scan=cut, expect=BAD_DATA)
        counts = json.loads((self.folder / "results/samples/cut/counts.json").read_text())
        self.assertEqual((counts["status"], counts["counts"]), ("not_evaluable", None))

    def test_a_damaged_block_makes_the_sample_not_evaluable(self):
        broken = bytearray(self.scan.read_bytes())
        broken[2000:2100] = b"\xff" * 100
        (self.folder / "broken.ome.tif").write_bytes(broken)
        ended = self.analyze(scan="broken.ome.tif", expect=NOT_EVALUABLE)
        self.assertIn("NOT EVALUABLE", ended.out)
        self.assertIn("broken.ome.tif", ended.out)
        self.assertNotIn("CTC", ended.out)

    def test_what_is_no_scan_is_refused(self):
        for name, content in {"text.tif": b"not a scan", "page.tif": b"<html></html>"}.items():
            (self.folder / name).write_bytes(content)
            self.assert_refused(self.run_cytrial("info", name, expect=BAD_DATA), "bad_data", name)

    def test_an_empty_folder_is_refused(self):
        (self.folder / "fields").mkdir()
        ended = self.run_cytrial("info", "fields", expect=NO_INPUT)
        self.assert_refused(ended, "no_input", "fields")


class Channels(CommandTest):
    simulate = [*CommandTest.simulate, "--compression", "none"]

    def write_panel(self, *channels):
        panel = self.folder / "panel.json"
        panel.write_text(json.dumps({"name": "p", "channels": [{"name": n, "role": r} for n, r in channels]}))
        return panel

    def test_an_absent_channel_is_refused_and_those_found_are_named(self):
        panel = self.write_panel(("DAPI", "nuclear"), ("EpCAM", "epithelial"))
        for arguments in (["info", self.scan, "--panel", panel], ["analyze", self.scan, "--panel", panel, "--out", "o"]):
            ended = self.run_cytrial(*arguments, expect=BAD_CONFIG)
            self.assert_refused(ended, "bad_config", "scan.ome.tif", "EpCAM", "DAPI", "CK", "CD45")

    def test_a_channel_given_twice_is_refused(self):
        ended = self.run_cytrial("info", self.scan, "--panel", self.write_panel(("DAPI", "nuclear"), ("DAPI", "other")),
                                 expect=BAD_CONFIG)
        self.assert_refused(ended, "bad_config", "panel.json", "DAPI")

    def test_a_panel_that_is_no_panel_is_refused(self):
        for text in ("", "{", "[]", '{"name": "p"}', '{"name": "p", "channels": []}',
                     '{"name": "p", "channels": [{"name": "CK", "role": "cytokeratin"}]}',
                     '{"name": "p", "channels": [{"name": "DAPI", "role": "nucleus"}]}',
                     '{"name": "p", "channels": [{"name": "DAPI", "role": "nuclear"}], "extra": 1}'):
            with self.subTest(text):
                (self.folder / "panel.json").write_text(text)
                ended = self.run_cytrial("info", self.scan, "--panel", "panel.json", expect=BAD_CONFIG)
                self.assert_refused(ended, "bad_config", "panel.json")

    def test_files_of_single_channels_are_known_by_their_names(self):
        names = ["s1_dapi.tif", "s1_ck.tif", "s1_cd45.tif"]
        for page, name in zip(plain_tiff.read_tiled(self.scan), names):
            plain_tiff.write_grey(self.folder / name, page)
        joined = self.run_cytrial("analyze", *names, "--panel", PANEL, "--out", "o", "--sample-id", "S1",
                                  "--pixel-size-um", "0.5", "--json", "--quiet").json()
        self.assertEqual(joined["counts"], self.analyze("--json").json()["counts"])

    def test_without_a_pixel_size_nothing_is_counted(self):
        plain_tiff.write_grey(self.folder / "grey.tif", plain_tiff.read_tiled(self.scan)[0])
        ended = self.run_cytrial("analyze", "grey.tif", "--panel", NUCLEAR_PANEL, "--out", "o", expect=BAD_CONFIG)
        self.assert_refused(ended, "bad_config", "grey.tif", "--pixel-size-um")

    def test_the_option_wins_over_the_pixel_size_of_the_file(self):
        told = self.run_cytrial("info", self.scan, "--panel", PANEL, "--pixel-size-um", "0.65", "--json").json()
        self.assertEqual((told["pixel_size_x_um"], told["pixel_size_y_um"]), (0.65, 0.65))


class NuclearStainAlone(CommandTest):
    simulate = [*CommandTest.simulate, "--compression", "none"]

    def setUp(self):
        super().setUp()
        plain_tiff.write_grey(self.folder / "grey.tif", plain_tiff.read_tiled(self.scan)[0])
        self.result = self.run_cytrial("analyze", "grey.tif", "--panel", NUCLEAR_PANEL, "--out", "results",
                                       "--pixel-size-um", "0.5", "--quiet")

    def test_every_event_is_unclassified(self):
        rows = self.run_cytrial("export", "results", "--table", "events").rows()
        self.assertGreater(len(rows), 40)
        self.assertEqual({row["phenotype"] for row in rows}, {"unclassified"})

    def test_no_ctc_count_is_printed(self):
        self.assertIn("nucleated events; CTCs were not looked for", self.result.out)
        self.assertNotIn("0 CTC", self.result.out)
        told = self.run_cytrial("analyze", "grey.tif", "--panel", NUCLEAR_PANEL, "--out", "o", "--pixel-size-um", "0.5",
                                "--quiet", "--json").json()
        self.assertIsNone(told["ctc"])
        self.assertIsNone(told["counts"]["leukocyte"])
        self.assertEqual(told["counts"]["unclassified"], told["events"])
        row, = self.run_cytrial("export", "results", "--table", "counts").rows()
        self.assertEqual((row["ctc"], row["leukocyte"], row["ctc_clusters"]), ("", "", ""))
        self.assertEqual(row["unclassified"], row["nucleated_events"])


class OtherInputs(CommandTest):
    def test_gates_that_do_not_fit_are_refused(self):
        for text in ("", "{}", GATES.read_text().replace('"min": 4', '"min": "four"', 1)):
            (self.folder / "gates.json").write_text(text)
            ended = self.analyze("--gates", "gates.json", expect=BAD_CONFIG)
            self.assert_refused(ended, "bad_config", "gates.json")
            self.assertFalse((self.folder / "results").exists())

    def test_a_calibration_of_other_channels_is_refused(self):
        (self.folder / "set").mkdir()
        (self.folder / "set/set.json").write_text('{"name": "a", "instrument": "b", "date": "2026-01-01", '
                                                  '"channels": [{"name": "FITC"}]}')
        ended = self.analyze("--calibration", "set", expect=BAD_CONFIG)
        self.assert_refused(ended, "bad_config", "set.json")

    def test_a_file_in_place_of_the_result_folder_is_refused(self):
        (self.folder / "results").write_text("mine")
        ended = self.analyze(expect=CANNOT_CREATE)
        self.assert_refused(ended, "cannot_create", "results")
        self.assertEqual((self.folder / "results").read_text(), "mine")

    def test_a_folder_without_results_is_refused(self):
        for command in (["report"], ["export", "--table", "counts"], ["regate", "--gates", GATES], ["timepoints"]):
            ended = self.run_cytrial(command[0], self.folder, *command[1:], expect=NO_INPUT)
            self.assert_refused(ended, "no_input", self.folder)

    def test_an_unknown_sample_is_refused(self):
        self.analyze("--sample-id", "S1")
        for command in (["report", "results"], ["export", "results", "--table", "events"],
                        ["export", "results", "--table", "candidates"], ["export", "results", "--table", "counts"],
                        ["regate", "results", "--gates", GATES]):
            with self.subTest(command[:4]):
                ended = self.run_cytrial(*command, "--sample", "S2", expect=USAGE)
                self.assert_refused(ended, "usage", "S2")

    def test_a_damaged_events_file_is_refused(self):
        self.analyze("--sample-id", "S1")
        events = self.folder / "results/samples/S1/events.fcs"
        content = bytearray(events.read_bytes())
        content[-200] ^= 1
        events.write_bytes(content)
        ended = self.run_cytrial("export", "results", "--table", "events", expect=BAD_DATA)
        self.assertIn("events.fcs", ended.err)

    def test_a_table_that_is_no_events_table_is_refused(self):
        (self.folder / "events.csv").write_text("a,b\n1,2\n")
        ended = self.run_cytrial("validate", "--events", "events.csv", "--truth", self.truth, "--pixel-size-um", "0.5",
                                 expect=BAD_DATA)
        self.assert_refused(ended, "bad_data", "events.csv")

    def test_the_source_tree_has_what_the_tests_name(self):
        for file in (PANEL, NUCLEAR_PANEL, GATES, SOURCE / "README.md"):
            self.assertTrue(file.exists(), file)


if __name__ == "__main__":
    unittest.main()
