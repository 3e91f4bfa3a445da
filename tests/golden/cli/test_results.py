"""What the commands of one sample write: tables, label images, scores, and what a second run does."""

import collections
import csv
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import plain_tiff  # noqa: E402
from program import BAD_CONFIG, CANNOT_CREATE, GATES, PROGRAM, SOURCE, USAGE, CommandTest  # noqa: E402

FIRST_COLUMNS = ["sample_id", "event_id", "x_px", "y_px", "x_um", "y_um", "nucleus_area_um2", "cell_area_um2", "phenotype"]
PHENOTYPES = {"ctc", "leukocyte", "double_positive", "nucleated_other", "debris", "fragment"}


class Tables(CommandTest):
    def setUp(self):
        super().setUp()
        self.analyze("--sample-id", "S1", "--blood-volume-ml", "7.5")

    def test_the_events_table_begins_with_the_columns_others_rely_on(self):
        text = self.events("--sample", "S1").decode()
        self.assertEqual(next(csv.reader([text.split("\r\n")[0]]))[:9], FIRST_COLUMNS)
        self.assertTrue(text.endswith("\r\n"))

    def test_events_have_distinct_numbers_places_on_the_scan_and_known_phenotypes(self):
        rows = self.run_cytrial("export", "results", "--table", "events").rows()
        self.assertEqual(len({row["event_id"] for row in rows}), len(rows))
        for row in rows:
            self.assertEqual(row["sample_id"], "S1")
            self.assertTrue(0 < float(row["x_px"]) < 640 and 0 < float(row["y_px"]) < 512)
            self.assertAlmostEqual(float(row["x_um"]), float(row["x_px"]) / 2, places=3)
            self.assertIn(row["phenotype"], PHENOTYPES)

    def test_places_agree_with_the_truth_to_a_fraction_of_a_pixel(self):
        with open(self.truth, newline="", encoding="utf-8") as table:
            cells = [row for row in csv.DictReader(table) if row["touching"] == "0" and row["touching_edge"] == "0"]
        rows = self.run_cytrial("export", "results", "--table", "events").rows()
        found = [(float(row["x_px"]), float(row["y_px"])) for row in rows]
        shifts = []
        for cell in cells:
            x, y = float(cell["x_px"]), float(cell["y_px"])
            nearest = min(found, key=lambda place: (place[0] - x) ** 2 + (place[1] - y) ** 2)
            if abs(nearest[0] - x) < 3 and abs(nearest[1] - y) < 3:
                shifts.append((nearest[0] - x, nearest[1] - y))
        self.assertGreater(len(shifts), 30)
        for axis in (0, 1):
            # A slip of half a pixel in the origin would shift every cell by 0.5.
            self.assertLess(abs(sum(shift[axis] for shift in shifts) / len(shifts)), 0.2)

    def test_sets_of_features_change_columns_but_no_count(self):
        standard = self.run_cytrial("export", "results", "--table", "events").rows()
        self.assertEqual(self.textures_in(standard), set())
        self.assertEqual(self.medians_in(standard), {"cd45_cell"})
        every = {f"{channel}_{part}" for channel in ("dapi", "ck", "cd45") for part in ("nucleus", "cell")}
        for name, textures, medians in (("basic", set(), {"cd45_cell"}), ("full", {"dapi", "ck", "cd45"}, every)):
            with self.subTest(name):
                self.analyze("--sample-id", "S1", "--blood-volume-ml", "7.5", "--features", name, out=name)
                rows = self.run_cytrial("export", name, "--table", "events").rows()
                self.assertEqual(self.textures_in(rows), textures)
                self.assertEqual(self.medians_in(rows), medians)
                for mine, theirs in zip(rows, standard, strict=True):
                    shared = mine.keys() & theirs.keys()
                    self.assertEqual({c: mine[c] for c in shared}, {c: theirs[c] for c in shared})

    def test_gates_that_look_at_a_texture_get_it(self):
        self.write_gates_that_look_at("rough.json", "nuclear", "texture_entropy_bit")
        self.analyze("--gates", "rough.json", out="rough")
        rows = self.run_cytrial("export", "rough", "--table", "events").rows()
        self.assertEqual(self.textures_in(rows), {"dapi", "ck", "cd45"})
        ended = self.analyze("--gates", "rough.json", "--features", "basic", out="never", expect=BAD_CONFIG)
        self.assert_refused(ended, "bad_config", "rough.json", "dapi_texture_entropy_bit", "--features full")
        # What was measured for other gates makes no other configuration: it would be refused without --replace.
        self.run_cytrial("regate", "rough", "--gates", GATES)
        self.analyze(out="rough")

    def test_gates_that_look_at_a_median_get_it(self):
        self.write_gates_that_look_at("even.json", "cytokeratin", "cell_median_adu")
        self.analyze("--gates", "even.json", out="even")
        rows = self.run_cytrial("export", "even", "--table", "events").rows()
        self.assertIn("ck_cell", self.medians_in(rows))
        self.assertEqual(self.textures_in(rows), set())
        ended = self.analyze("--gates", "even.json", "--features", "basic", out="never", expect=BAD_CONFIG)
        self.assert_refused(ended, "bad_config", "even.json", "ck_cell_median_adu", "--features full")
        # Stored events have what the gates of their analysis looked at.
        before = self.run_cytrial("export", "results", "--table", "counts").out
        ended = self.run_cytrial("regate", "results", "--gates", "even.json", expect=BAD_CONFIG)
        self.assert_refused(ended, "bad_config", "even.json", "ck_cell_median_adu", "--features full")
        self.assertEqual(self.run_cytrial("export", "results", "--table", "counts").out, before)

    def write_gates_that_look_at(self, file, role, measure):
        gates = json.loads(GATES.read_text())
        gates["gates"].append({"name": "one_more", "kind": "range", "min": 1.0,
                               "parameter": {"role": role, "measure": measure}})
        (self.folder / file).write_text(json.dumps(gates))

    @staticmethod
    def medians_in(rows):
        """Channel and compartment of the medians in a table of events."""
        return {column.removesuffix("_median_adu") for column in rows[0] if column.endswith("_median_adu")}

    @staticmethod
    def textures_in(rows):
        """Prefixes of the channels whose texture stands in a table of events."""
        return {column.split("_")[0] for column in rows[0] if "_texture_" in column}

    def test_csv_and_json_hold_the_same(self):
        for table in ("events", "candidates", "counts"):
            rows = self.run_cytrial("export", "results", "--table", table).rows()
            objects = self.run_cytrial("export", "results", "--table", table, "--format", "json").json()
            self.assertEqual(len(rows), len(objects))
            self.assertEqual(list(rows[0]), list(objects[0]))
            for row, found in zip(rows, objects):
                for column, cell in row.items():
                    value = found[column]
                    if value is None:
                        self.assertEqual(cell, "")
                    elif isinstance(value, str):
                        self.assertEqual(cell, value)
                    else:
                        self.assertEqual(float(cell), float(value))

    def test_no_table_has_a_column_twice(self):
        for table in ("events", "candidates", "counts"):
            text = self.run_cytrial("export", "results", "--table", table).out
            columns = next(csv.reader([text.split("\r\n")[0]]))
            self.assertEqual(len(set(columns)), len(columns), table)

    def test_the_counts_agree_everywhere(self):
        rows = self.run_cytrial("export", "results", "--table", "events").rows()
        ctcs = sum(row["phenotype"] == "ctc" for row in rows)
        row, = self.run_cytrial("export", "results", "--table", "counts").rows()
        stored = json.loads((self.folder / "results/samples/S1/counts.json").read_text())
        self.assertEqual(ctcs, 4)
        self.assertEqual(int(row["ctc"]), ctcs)
        self.assertEqual(int(row["events"]), len(rows))
        self.assertEqual(stored["counts"]["phenotypes"]["ctc"], ctcs)

    def test_an_output_file_holds_what_standard_output_would(self):
        self.run_cytrial("export", "results", "--table", "events", "--output", "events.csv")
        self.assertEqual((self.folder / "events.csv").read_bytes(), self.events())

    def test_an_output_that_is_no_file_is_refused_and_left_alone(self):
        (self.folder / "folder").mkdir()
        os.mkfifo(self.folder / "pipe")
        before = sorted(self.folder.iterdir())
        for name in ("folder", "pipe"):
            ended = self.run_cytrial("export", "results", "--table", "counts", "--output", name, expect=CANNOT_CREATE)
            self.assert_refused(ended, "cannot_create", name)
        self.assertEqual(sorted(self.folder.iterdir()), before)

    def test_a_full_device_is_told(self):
        with open("/dev/full", "wb") as full:
            process = subprocess.run([PROGRAM, "export", "results", "--table", "counts"], cwd=self.folder, stdout=full,
                                     stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(process.returncode, 74, process.stderr)


class Scores(CommandTest):
    def test_json_has_the_keys_others_rely_on(self):
        self.analyze()
        self.run_cytrial("export", "results", "--table", "events", "--output", "events.csv")
        score = self.run_cytrial("validate", "--events", "events.csv", "--truth", self.truth, "--pixel-size-um", "0.5",
                                 "--max-distance-um", "3", "--json").json()
        text = json.dumps(score)
        for key in ("precision", "recall", "f1", "centroid_error", "confusion", "per_million", "count_error"):
            self.assertIn(key, text)

    def test_the_truth_scores_as_perfect_against_itself(self):
        score = self.run_cytrial("validate", "--events", self.truth, "--truth", self.truth, "--pixel-size-um", "0.5").out
        self.assertIn("precision 1.0000, recall 1.0000, F1 1.0000, count error 0.0000", score)


class Labels(CommandTest):
    def test_a_pixel_of_a_label_image_holds_the_number_of_its_event(self):
        self.analyze("--labels")
        rows = self.run_cytrial("export", "results", "--table", "events").rows()
        self.assertGreater(len(rows), 40)
        for name, column in (("nuclei.tif", "nucleus_area_um2"), ("cells.tif", "cell_area_um2")):
            image, = plain_tiff.read_tiled(self.folder / "results" / name)
            self.assertEqual((image.width, image.height, image.bits), (640, 512, 32))
            pixels = collections.Counter(number for row in image.rows for number in row if number)
            areas = {int(row["event_id"]): float(row[column]) for row in rows if row[column]}
            self.assertEqual(set(pixels), set(areas))
            for number, area_um2 in areas.items():
                # 0.5 um x 0.5 um per pixel; the table holds the area as a 32-bit float.
                self.assertAlmostEqual(pixels[number] * 0.25, area_um2, delta=1e-5 * area_um2)

    def test_without_the_option_there_are_none_and_earlier_ones_go(self):
        self.analyze("--labels")
        self.analyze()
        self.assertEqual(list((self.folder / "results").rglob("nuclei.tif")), [])


class Streams(CommandTest):
    def test_tables_go_to_standard_output_and_messages_to_standard_error(self):
        told = self.run_cytrial("analyze", self.scan, "--panel", SOURCE / "calibration/panels/dapi_ck_cd45.json",
                                "--out", "results", "--json")
        self.assertEqual(told.json()["ctc"], 4)
        self.assertIn("events in", told.err)
        for command in (["export", "results", "--table", "counts", "--format", "json"], ["report", "results", "--json"],
                        ["info", self.scan, "--json"], ["regate", "results", "--gates", GATES, "--json"]):
            ended = self.run_cytrial(*command)
            ended.json()
            self.assertEqual(ended.err, "")

    def test_quiet_leaves_standard_error_empty(self):
        self.assertEqual(self.analyze().err, "")

    def test_no_progress_bar_without_a_terminal(self):
        told = self.run_cytrial("analyze", self.scan, "--panel", SOURCE / "calibration/panels/dapi_ck_cd45.json",
                                "--out", "results")
        self.assertNotIn("\r", told.err)
        self.assertNotIn("\x1b", told.err + told.out)

    def test_a_dry_run_writes_nothing(self):
        self.analyze("--dry-run")
        self.assertEqual(list(self.folder.iterdir()), [])


class SecondRun(CommandTest):
    def test_the_same_input_gives_the_same_bytes(self):
        self.analyze("--sample-id", "S1")
        before = self.result_files()
        self.analyze("--sample-id", "S1")
        self.assertEqual(self.result_files(), before)

    def result_files(self):
        """All files of the run but its log, which tells times."""
        run = self.folder / "results"
        return {file.relative_to(run): file.read_bytes() for file in run.rglob("*")
                if file.is_file() and file.name not in ("run-log.jsonl", "cytrial.db", "cytrial.lock")}

    def test_another_scan_does_not_replace_a_result_unasked(self):
        self.analyze("--sample-id", "S1")
        other = ["--seed", "32", "--width", "512", "--height", "512", "--ctcs", "1", "--ck-level-min", "6"]
        self.run_cytrial("simulate", "--quiet", "--out", "other", *other)
        before = self.result_files()
        ended = self.analyze("--sample-id", "S1", scan="other/scan.ome.tif", expect=CANNOT_CREATE)
        self.assert_refused(ended, "cannot_create", "S1", "--replace")
        self.assertEqual(self.result_files(), before)
        self.analyze("--sample-id", "S1", "--replace", scan="other/scan.ome.tif")
        self.assertEqual(self.run_cytrial("export", "results", "--table", "counts").rows()[0]["ctc"], "1")

    def test_too_little_memory_is_told_and_costs_no_earlier_result(self):
        self.run_cytrial("simulate", "--quiet", "--out", "large", "--width", "1536", "--height", "1536", "--density", "300")
        self.analyze("--sample-id", "S1", scan="large/scan.ome.tif")
        before = self.result_files()
        ended = self.analyze("--sample-id", "S1", "--memory-mib", "64", "--tile-px", "4096", scan="large/scan.ome.tif",
                             expect=USAGE)
        self.assert_refused(ended, "usage", "--memory-mib 64", "give at least")
        self.assertEqual(self.result_files(), before)
        self.assertEqual(self.run_cytrial("export", "results", "--table", "counts").rows()[0]["status"], "evaluable")

    def test_two_samples_share_a_folder(self):
        self.analyze("--sample-id", "S2")
        self.analyze("--sample-id", "S1")
        rows = self.run_cytrial("export", "results", "--table", "counts").rows()
        self.assertEqual([row["sample_id"] for row in rows], ["S1", "S2"])


class Regate(CommandTest):
    def test_the_same_gates_change_no_byte_of_the_tables(self):
        self.analyze("--sample-id", "S1")
        tables = {table: self.run_cytrial("export", "results", "--table", table).bytes
                  for table in ("events", "candidates", "counts")}
        self.run_cytrial("regate", "results", "--gates", GATES)
        for table, before in tables.items():
            self.assertEqual(self.run_cytrial("export", "results", "--table", table).bytes, before, table)

    def test_other_gates_count_otherwise_and_back_again(self):
        self.analyze("--sample-id", "S1")
        before = self.events()
        self.run_cytrial("regate", "results", "--gates",
                         self.gates_with(ck_in_cell=1e6, ck_in_ring=1e6, ck_without_cd45=1e6))
        self.assertLess(int(self.run_cytrial("export", "results", "--table", "counts").rows()[0]["ctc"]), 4)
        self.run_cytrial("regate", "results", "--gates", GATES)
        self.assertEqual(self.events(), before)

    def test_gates_that_leave_no_leukocytes_are_refused_and_cost_nothing(self):
        self.analyze("--sample-id", "S1")
        before = self.events()
        ended = self.run_cytrial("regate", "results", "--gates", self.gates_with(nucleus_size=29.0),
                                 expect=BAD_CONFIG)
        self.assert_refused(ended, "bad_config", "gates.json", "S1", "nothing was changed")
        self.assertEqual(self.events(), before)
        self.assertEqual([file.name for file in (self.folder / "results/samples").iterdir()], ["S1"])

    def test_what_blank_slides_say_of_a_count_is_not_lost(self):
        (self.folder / "set").mkdir()
        program = self.run_cytrial("--version").out.strip()
        calibration = {"name": "blanks", "instrument": "simulator", "date": "2026-01-01",
                       "channels": [{"name": name} for name in ("DAPI", "CK", "CD45")]}
        calibration["thresholds"] = {
            "gates_sha256": hashlib.sha256(GATES.read_bytes()).hexdigest(), "program": program, "slides": 10,
            "cells": 1000, "false_ctcs": 100, "false_per_million": 1e5, "false_per_million_low": 8e4,
            "false_per_million_high": 1.2e5, "false_per_million_bound": 1.2e5, "limit_of_blank": 100,
            "method": "ranks", "even_p": 1, "share_above_bound": 0.3}
        (self.folder / "set/set.json").write_text(json.dumps(calibration))
        self.analyze("--sample-id", "S1", "--calibration", "set")
        analyzed = self.flags()
        self.assertIn("limit_of_blank", analyzed)
        self.run_cytrial("regate", "results", "--gates", GATES)
        self.assertEqual(self.flags(), analyzed)
        self.run_cytrial("regate", "results", "--gates", self.gates_with(ck_in_cell=2.5))
        self.assertEqual(self.flags(), [*analyzed[:-1], "other_thresholds"])

    def flags(self):
        counts = json.loads((self.folder / "results/samples/S1/counts.json").read_text())
        return [flag["code"] for flag in counts["quality_flags"]]

    def gates_with(self, **least):
        """The default gates with other lower limits of some gates."""
        gates = json.loads(GATES.read_text())
        for name, limit in least.items():
            gate = next(gate for gate in gates["gates"] if gate["name"] == name)
            if gate["kind"] == "polygon":
                gate["vertices"] = [[max(x, limit), y] for x, y in gate["vertices"]]
            else:
                gate["min"] = limit
        (self.folder / "gates.json").write_text(json.dumps(gates))
        return "gates.json"


if __name__ == "__main__":
    unittest.main()
