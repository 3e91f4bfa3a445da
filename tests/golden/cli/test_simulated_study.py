"""The simulated study of 24 subjects by nine visits: every planted fault is told once, none is invented, the timepoint table and
the statistics are the planted ones, and a sabotaged study is seen."""

import csv
import importlib.machinery
import importlib.util
import pathlib
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import program  # noqa: E402

TOOL = program.SOURCE / "tools/simulated_study"
TOOL_TIME_LIMIT_S = 1000
CUT_OFF = 5


def comparison():
    """The tool's own comparison, to be held against sabotaged studies."""
    sys.dont_write_bytecode = True
    loader = importlib.machinery.SourceFileLoader("compare", str(TOOL))
    compare = importlib.util.module_from_spec(importlib.util.spec_from_loader("compare", loader))
    loader.exec_module(compare)
    return compare


def make_and_compare(folder, *arguments):
    return subprocess.run([sys.executable, "-B", TOOL, folder, "--program", program.PROGRAM, *arguments],
                          capture_output=True, timeout=TOOL_TIME_LIMIT_S, check=False)


def sign(number):
    return (number > 0) - (number < 0)


class SimulatedStudy(program.CommandTest):
    simulate = ["--seed", "31", "--width", "64", "--height", "64", "--ctcs", "0"]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ended = make_and_compare(cls.shared)
        cls.study, cls.results = cls.shared / "study", cls.shared / "results"
        cls.expected = cls.rows("expected_timepoints.csv")
        cls.planted = cls.rows("planted_faults.csv")
        cls.compare = comparison()

    @classmethod
    def rows(cls, sheet):
        with open(cls.study / sheet, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def quarantined(self):
        places = {(fault["subject"], fault["visit"]) for fault in self.planted if fault["code"] == "quarantined"}
        return [row["sample"] for row in self.rows("samples.csv") if (row["subject"], row["visit"]) in places]

    def test_it_is_told_as_it_was_planted(self):
        self.assertEqual(self.ended.returncode, 0, self.ended.stdout.decode() + self.ended.stderr.decode())
        self.assertIn(b"as planted", self.ended.stdout)

    def test_every_kind_of_fault_is_in_it(self):
        self.assertEqual(len({row["subject"] for row in self.expected}), 24)
        self.assertEqual(len([row for row in self.expected if row["visit_state"] != "unscheduled"]), 24 * 9)
        told = [fault["code"] for fault in self.planted]
        kinds = {"missed_visit": 2, "missed_procedure": 1, "unknown_unit": 1, "no_unit": 1, "value_jump": 1, "duplicate_sample": 1,
                 "duplicate_sample_id": 1, "duplicate_scan": 3, "quarantined": 6, "assay_change": 1, "outside_window": 3,
                 "fits_other_visit": 1, "visit_order": 1, "not_evaluable": 1, "duplicate_marker": 1}
        self.assertEqual({kind: told.count(kind) for kind in kinds}, kinds)
        self.assertEqual(sorted(row["ca153_censor"] for row in self.expected if row["ca153_censor"]), ["<", ">"])

    def test_samples_in_quarantine_give_no_count_anywhere(self):
        samples = self.quarantined()
        self.assertEqual(len(samples), 6)
        self.assertIn(b" + 6 quarantined", self.ended.stdout)
        counts = {row["sample_id"]: row for row in self.run_cytrial("export", self.results, "--table", "counts").rows()}
        timepoints = {row["sample_id"]: row for row in self.run_cytrial("timepoints", self.results, "--csv").rows()}
        told = self.run_cytrial("timepoints", self.results).out
        self.assertEqual(told.count("QUARANTINED"), 6)
        overview = (self.results / "report.html").read_text(encoding="utf-8")
        self.assertIn("QUARANTINED", overview)
        exchanged = {row["sample_id"]: row for row in
                     self.run_cytrial("export", self.results, "--table", "timepoints_long").rows() if row["test"] == "CTC"}
        for sample in samples:
            self.assertEqual((exchanged[sample]["state"], exchanged[sample]["value"]), ("quarantined", ""))
            self.assertIn(f"warning: {sample}: QUARANTINED: ".encode(), self.ended.stderr)
            self.assertEqual((counts[sample]["status"], counts[sample]["ctc"]), ("not_evaluable", ""))
            self.assertEqual((timepoints[sample]["ctc_state"], timepoints[sample]["ctc_count"]), ("not_evaluable", ""))
            page = (self.results / "samples" / sample / "report.html").read_text(encoding="utf-8")
            self.assertIn("<h2>QUARANTINED</h2>", page)
            self.assertNotIn('class="count"', page)

    def test_the_statistics_are_those_of_what_was_planted(self):
        found = {(row["analysis"], row["variable"], row["group"], row["measure"]): row
                 for row in self.run_cytrial("timepoints", self.results, "--summary", "--csv").rows()}
        no_volume = {(fault["subject"], fault["visit"]) for fault in self.planted if fault["code"] == "no_volume"}
        counted = [row for row in self.expected if row["ctc_count"] and (row["subject"], row["visit"]) not in no_volume]
        baseline = {row["subject"]: int(row["ctc_count"]) for row in counted if row["visit"] == "C1D1"}
        high = {subject for subject, count in baseline.items() if count >= CUT_OFF}
        row = found["ctc_change", "ctc", "baseline", "unfavourable"]
        self.assertEqual((row["count"], row["total"]), (str(len(high)), str(len(baseline))))
        looks = [row for row in counted if row["visit"] != "C1D1" and row["subject"] in baseline]
        self.assertEqual(found["ctc_change", "ctc", "all_looks", "significant_unadjusted"]["total"], str(len(looks)))

        agreed = moved = 0
        for subject in baseline:
            both = [row for row in counted if row["subject"] == subject and row["ca2729"]]
            cells = sign(int(both[-1]["ctc_count"]) - int(both[0]["ctc_count"]))
            marker = sign(float(both[-1]["ca2729"]) - float(both[0]["ca2729"]))
            moved += cells * marker != 0
            agreed += cells * marker > 0
        row = found["direction_agreement", "CA 27.29, CLIA", "first_to_last", "share"]
        self.assertEqual((row["count"], row["total"]), (str(agreed), str(moved)))

        assessments = self.rows("assessments.csv")
        grown = {row["subject"] for row in assessments if row["intrahepatic_progression"] == "yes"}
        for group, subjects in (("baseline_favourable", set(baseline) - high), ("baseline_unfavourable", high)):
            row = found["time_to_progression", "intrahepatic", group, "median_days"]
            self.assertEqual((row["count"], row["total"]), (str(len(grown & subjects)), str(len(subjects))))
        responded = {row["subject"] for row in assessments if row["response"] == "PR"}
        row = found["response_rate", "best_response", "evaluable", "share"]
        self.assertEqual((row["count"], row["total"]), (str(len(responded)), "24"))
        self.assertAlmostEqual(float(row["estimate"]), len(responded) / 24, places=5)

    def sabotaged(self, sheet, before, after):
        """The lines that the comparison finds when `before` is written as `after` in a sheet."""
        copy = self.folder / "sabotaged"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for name in ("study.json", "samples.csv", "markers.csv", "assessments.csv", "treatments.csv", "panel.json"):
            shutil.copy(self.study / name, copy / name)
        shutil.copytree(self.study / "calibration", copy / "calibration")
        text = (copy / sheet).read_text(encoding="utf-8")
        self.assertEqual(text.count(before), 1, before)
        (copy / sheet).write_text(text.replace(before, after), encoding="utf-8")
        return self.compare.compared(program.PROGRAM, self.study, self.results, copy / "study.json")

    def test_the_comparison_sees_a_sabotaged_study(self):
        self.assertEqual(self.compare.compared(program.PROGRAM, self.study, self.results), [])
        # A planted fault that is gone.
        lines = self.sabotaged("markers.csv", ",ng/mL,", ",U/mL,")
        self.assertTrue(any("unknown_unit" in line and "told 0 times, planted 1" in line for line in lines), lines)
        self.assertTrue(any(line.startswith("HAI-05 C3D1 ca153:") for line in lines), lines)
        # A fault that nobody planted.
        sample = next(row for row in self.rows("samples.csv") if (row["subject"], row["visit"]) == ("HAI-20", "C2D1"))
        row = ",".join(sample.values()) + "\n"
        lines = self.sabotaged("samples.csv", row, "")
        self.assertTrue(any("missed_procedure HAI-20 C2D1" in line and "told 1 times, planted 0" in line for line in lines), lines)
        self.assertTrue(any(line.startswith("HAI-20 C2D1 ctc_count:") for line in lines), lines)
        # A sample under the name of another subject.
        lines = self.sabotaged("samples.csv", row, row.replace("HAI-20", "HAI-22"))
        self.assertTrue(any("duplicate_sample HAI-22 C2D1" in line and "told 1 times" in line for line in lines), lines)

    def test_the_comparison_sees_a_lost_count_and_a_fault_told_twice(self):
        lost = [dict(row) for row in self.expected]
        lost[0]["ctc_count"] = ""
        self.assertEqual(len(self.compare.differences(self.expected, lost)), 1)
        self.assertEqual(len(self.compare.untold(self.planted, self.planted[1:])), 1)
        self.assertEqual(len(self.compare.untold(self.planted, self.planted + self.planted[:1])), 1)


if __name__ == "__main__":
    unittest.main()
