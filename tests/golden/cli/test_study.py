"""Studies: what batch adds up to, what timepoints say, and that a loss never prints a number."""

import json
import pathlib
import re
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import BAD_CONFIG, BAD_DATA, GATES, NO_INPUT, NOT_EVALUABLE, PANEL, USAGE, CommandTest  # noqa: E402

STUDY = {
    "format": 1,
    "name": "demo",
    "protocol": {
        "day_zero": "first infusion",
        "visits": [{"code": code, "day": day, "window_before_days": 3, "window_after_days": 3}
                   for code, day in (("C1D1", 0), ("C2D1", 21), ("C3D1", 42), ("C4D1", 63))],
    },
    "subjects": [{"id": "SUBJ-01", "day_zero": "2026-01-12"}],
    "analytes": [{"code": "CA153", "name": "CA 15-3", "unit": "U/mL",
                  "upper_limits": [{"assay": "ECLIA", "upper": 25.0, "source": "test"}]},
                 {"code": "CA2729", "name": "CA 27.29", "unit": "U/mL", "accepted_units": {"kU/L": 1}}],
    "panel": "panel.json",
    "samples": "samples.csv",
    "markers": "markers.csv",
}
SAMPLES_HEAD = "sample,subject,visit,collected,blood_volume_ml,scan\n"
MARKERS = """subject,visit,analyte,collected,value,unit,assay
SUBJ-01,C1D1,CA 15-3,2026-01-12T08:10+01:00,84.6,U/mL,ECLIA
SUBJ-01,C1D1,CA 27.29,2026-01-12T08:10+01:00,<2.0,kU/L,CLIA
SUBJ-01,C2D1,CA 15-3,2026-02-02T08:10+01:00,31.2,,ECLIA
"""


class StudyTest(CommandTest):
    """A study of the shared scan in the test's folder; further scans are made as a test needs them."""

    def setUp(self):
        super().setUp()
        shutil.copy(PANEL, self.folder / "panel.json")
        shutil.copy(self.scan, self.folder / "good.ome.tif")
        (self.folder / "study.json").write_text(json.dumps(STUDY))
        (self.folder / "markers.csv").write_text(MARKERS)

    def sheet(self, *rows):
        (self.folder / "samples.csv").write_text(SAMPLES_HEAD + "".join(row + "\n" for row in rows))

    def batch(self, *arguments, expect, **settings):
        return self.run_cytrial("batch", "study.json", "--out", "results", *arguments, expect=expect, **settings)


class OneGoodSample(StudyTest):
    def setUp(self):
        super().setUp()
        self.sheet("A1,SUBJ-01,C1D1,2026-01-12T08:10+01:00,7.5,good.ome.tif")
        self.result = self.batch("--quiet", expect=0)

    def test_timepoints_have_a_row_for_every_planned_visit(self):
        rows = self.run_cytrial("timepoints", "results", "--csv").rows()
        self.assertEqual([row["visit"] for row in rows], ["C1D1", "C2D1", "C3D1", "C4D1"])
        self.assertEqual([row["ctc_state"] for row in rows], ["counted", "not_done", "not_done", "not_done"])
        self.assertEqual((rows[0]["ctc_count"], rows[0]["per_7_5_ml"], rows[0]["category"]), ("4", "4", "favourable"))
        self.assertEqual((rows[1]["ctc_count"], rows[1]["per_7_5_ml"], rows[1]["category"]), ("", "", ""))

    def test_a_censored_value_stays_censored(self):
        row = self.run_cytrial("timepoints", "results", "--csv").rows()[0]
        self.assertEqual((row["ca2729"], row["ca2729_censor"], row["ca2729_as_written"]), ("2", "<", "<2.0 kU/L"))

    def test_a_value_without_unit_is_told_and_not_used(self):
        told = self.run_cytrial("timepoints", "results", "--csv")
        self.assertEqual(told.rows()[1]["ca153"], "")
        self.assertIn("markers.csv row 4: no_unit", told.err)

    def test_export_prints_the_same_timepoints(self):
        self.assertEqual(self.run_cytrial("timepoints", "results", "--csv").bytes,
                         self.run_cytrial("export", "results", "--table", "timepoints").bytes)
        self.assertEqual(self.run_cytrial("timepoints", "results", "--json").json(),
                         self.run_cytrial("export", "results", "--table", "timepoints", "--format", "json").json())

    def test_the_summary_is_the_same_in_every_form(self):
        rows = self.run_cytrial("timepoints", "results", "--summary", "--csv").rows()
        figures = {(row["analysis"], row["variable"], row["group"], row["measure"]): row for row in rows}
        self.assertEqual(len(figures), len(rows))
        self.assertEqual(figures["ctc_change", "ctc", "baseline", "subjects_with_count"]["count"], "1")
        looks = figures["ctc_change", "ctc", "all_looks", "significant_unadjusted"]
        self.assertEqual((looks["count"], looks["total"]), ("0", "0"))
        self.assertIn("multiple looks", looks["note"])
        told = self.run_cytrial("timepoints", "results", "--summary").out.splitlines()
        self.assertEqual(len(told), len(rows) + 1)
        self.assertEqual(self.run_cytrial("timepoints", "results", "--summary", "--csv").bytes,
                         self.run_cytrial("export", "results", "--table", "statistics").bytes)
        self.assertEqual(self.run_cytrial("timepoints", "results", "--summary", "--json").json(),
                         self.run_cytrial("export", "results", "--table", "statistics", "--format", "json").json())
        self.assertEqual(self.run_cytrial("export", "results", "--table", "survival").rows(), [])

    def test_a_second_run_analyses_nothing_and_changes_no_file(self):
        files = {file: file.stat().st_mtime_ns for file in (self.folder / "results/samples").rglob("*.fcs")}
        self.assertIn("A1: up to date", self.batch(expect=0).err)
        self.assertEqual({file: file.stat().st_mtime_ns for file in files}, files)

    def test_the_result_folder_alone_is_enough_afterwards(self):
        moved = self.folder / "elsewhere"
        (self.folder / "results").rename(moved)
        for name in ("study.json", "samples.csv", "markers.csv", "panel.json", "good.ome.tif"):
            (self.folder / name).unlink()
        self.assertEqual(self.run_cytrial("timepoints", moved, "--csv").rows()[0]["ctc_count"], "4")
        self.run_cytrial("report", moved)
        self.run_cytrial("regate", moved, "--gates", GATES)

    def test_the_report_is_one_file_without_links_to_a_network(self):
        page = (self.folder / "results/report.html").read_text(encoding="utf-8")
        self.assertNotIn("<script", page)
        self.assertEqual(re.findall(r'(?:src|href)="(?:https?:)?//', page), [])


class LossesGiveNoNumber(StudyTest):
    """A scan cut short, one with a damaged block, and one that is missing."""

    def setUp(self):
        super().setUp()
        whole = self.scan.read_bytes()
        (self.folder / "cut.ome.tif").write_bytes(whole[:len(whole) // 2])
        (self.folder / "block.ome.tif").write_bytes(whole[:2000] + b"\xff" * 100 + whole[2100:])
        self.sheet("A1,SUBJ-01,C1D1,,7.5,cut.ome.tif", "A2,SUBJ-01,C2D1,,7.5,block.ome.tif",
                   "A3,SUBJ-01,C3D1,,7.5,missing.ome.tif", "A4,SUBJ-01,C4D1,,7.5,good.ome.tif")
        self.result = self.batch(expect=NOT_EVALUABLE)

    def test_the_batch_goes_on_and_adds_up(self):
        self.assertEqual(self.result.out, "samples in 4 = 1 evaluable + 3 not evaluable + 0 duplicates\n")
        for name in ("A1", "A2", "A3"):
            self.assertIn(f"warning: {name}: NOT EVALUABLE: ", self.result.err)
        for file in ("cut.ome.tif", "block.ome.tif", "missing.ome.tif"):
            self.assertIn(file, self.result.err)

    def test_no_output_holds_a_count(self):
        rows = {row["sample_id"]: row for row in self.run_cytrial("export", "results", "--table", "counts").rows()}
        found = {row["sample_id"]: row
                 for row in self.run_cytrial("export", "results", "--table", "counts", "--format", "json").json()}
        for name in ("A1", "A2", "A3"):
            stored = json.loads((self.folder / f"results/samples/{name}/counts.json").read_text())
            self.assertEqual((stored["status"], stored["counts"]), ("not_evaluable", None))
            for column in ("ctc", "leukocyte", "debris", "fragment", "events", "nucleated_events", "ctc_clusters"):
                self.assertEqual(rows[name][column], "")
                self.assertIsNone(found[name][column])
            self.assertEqual(list((self.folder / "results/samples" / name).glob("*.fcs")), [])
        self.assertEqual(rows["A4"]["ctc"], "4")

    def test_timepoints_say_not_evaluable(self):
        rows = self.run_cytrial("timepoints", "results", "--csv").rows()
        for row in rows[:3]:
            self.assertEqual((row["ctc_state"], row["ctc_count"], row["ctc_low"], row["per_7_5_ml"], row["category"]),
                             ("not_evaluable", "", "", "", ""))
        for line in self.run_cytrial("timepoints", "results").out.splitlines()[1:4]:
            self.assertIn("NOT EVALUABLE", line)

    def test_the_reports_say_not_evaluable(self):
        self.assertIn("NOT EVALUABLE", (self.folder / "results/report.html").read_text(encoding="utf-8").upper())
        for name in ("A1", "A2", "A3"):
            page = (self.folder / f"results/samples/{name}/report.html").read_text(encoding="utf-8")
            self.assertIn("NOT EVALUABLE", page.upper())
            self.assertNotIn('class="count"', page)

    def test_their_events_are_refused_by_name_and_missing_ones_are_told(self):
        for name in ("A1", "A2", "A3"):
            ended = self.run_cytrial("export", "results", "--table", "events", "--sample", name, expect=NOT_EVALUABLE)
            self.assert_refused(ended, "not_evaluable", name)
        ended = self.run_cytrial("export", "results", "--table", "events", expect=NOT_EVALUABLE)
        self.assertEqual({row["sample_id"] for row in ended.rows()}, {"A4"})
        for name in ("A1", "A2", "A3"):
            self.assertIn(name, ended.err)
        self.run_cytrial("export", "results", "--table", "events", "--output", "events.csv", expect=NOT_EVALUABLE)
        self.assertEqual((self.folder / "events.csv").read_bytes(), ended.bytes)

    def test_a_sample_put_right_is_evaluable_at_the_next_run(self):
        shutil.copy(self.scan, self.folder / "cut.ome.tif")
        (self.folder / "good.ome.tif").unlink()
        ended = self.batch(expect=NOT_EVALUABLE)
        self.assertEqual(ended.out, "samples in 4 = 1 evaluable + 3 not evaluable + 0 duplicates\n")
        counts = {row["sample_id"]: row["ctc"] for row in self.run_cytrial("export", "results", "--table", "counts").rows()}
        self.assertEqual(counts, {"A1": "4", "A2": "", "A3": "", "A4": ""})


class Sheets(StudyTest):
    def test_the_same_scan_twice_is_one_sample_and_a_duplicate(self):
        shutil.copy(self.folder / "good.ome.tif", self.folder / "copy.ome.tif")
        self.sheet("A1,SUBJ-01,C1D1,,7.5,good.ome.tif", "A2,SUBJ-01,C2D1,,7.5,copy.ome.tif")
        ended = self.batch(expect=NOT_EVALUABLE)
        self.assertEqual(ended.out, "samples in 2 = 1 evaluable + 0 not evaluable + 1 duplicates\n")
        self.assertIn("DUPLICATE", ended.err)
        rows = self.run_cytrial("export", "results", "--table", "counts").rows()
        self.assertEqual([(row["status"], row["ctc"]) for row in rows], [("evaluable", "4"), ("duplicate", "")])

    def test_a_row_that_cannot_be_read_is_told_and_ends_with_1(self):
        self.sheet("A1,SUBJ-01,C1D1,,7.5,good.ome.tif", "A2,SUBJ-01,C2D1,,much,good.ome.tif",
                   "A3,SUBJ-01,C3D1,,7.5,../outside.tif")
        ended = self.batch(expect=NOT_EVALUABLE)
        self.assertIn("samples.csv row 3: bad_volume", ended.err)
        self.assertIn("samples.csv row 4: bad_path", ended.err)
        self.assertEqual(self.run_cytrial("timepoints", "results", "--csv").rows()[1]["ctc_state"], "not_evaluable")

    def test_a_sheet_without_a_column_is_refused_and_nothing_is_made(self):
        (self.folder / "samples.csv").write_text("sample,subject\nA1,SUBJ-01\n")
        self.assert_refused(self.batch(expect=BAD_DATA), "bad_data", "samples.csv")
        self.assertFalse((self.folder / "results").exists())

    def test_a_study_with_an_unknown_key_is_refused(self):
        (self.folder / "study.json").write_text(json.dumps(dict(STUDY, vists=[])))
        self.assert_refused(self.batch(expect=BAD_CONFIG), "bad_config", "study.json", "vists")

    def test_a_missing_sheet_or_panel_is_refused(self):
        self.sheet("A1,SUBJ-01,C1D1,,7.5,good.ome.tif")
        for name in ("samples.csv", "panel.json"):
            kept = (self.folder / name).read_bytes()
            (self.folder / name).unlink()
            self.assert_refused(self.batch(expect=NO_INPUT), "no_input", name)
            (self.folder / name).write_bytes(kept)

    def test_a_dry_run_makes_nothing_and_tells_what_is_wrong(self):
        self.sheet("A1,SUBJ-01,C1D1,,7.5,good.ome.tif", "A2,SUBJ-01,C2D1,,7.5,missing.ome.tif")
        before = sorted(self.folder.iterdir())
        ended = self.batch("--dry-run", expect=NOT_EVALUABLE)
        self.assertIn("dry run: samples in 2 = 1 evaluable + 1 not evaluable + 0 duplicates", ended.out)
        self.assertEqual(sorted(self.folder.iterdir()), before)

    def test_timepoints_of_one_sample_are_not_offered(self):
        self.sheet("A1,SUBJ-01,C1D1,,7.5,good.ome.tif")
        self.batch(expect=0)
        for table in ("timepoints", "statistics", "survival"):
            ended = self.run_cytrial("export", "results", "--table", table, "--sample", "A1", expect=USAGE)
            self.assert_refused(ended, "usage", "--sample", table)


if __name__ == "__main__":
    unittest.main()
