"""Results made again stand beside the older ones; one study keeps one configuration; doubtful samples are quarantined."""

import json
import pathlib
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import BAD_CONFIG, GATES, NO_PERMISSION, NOT_EVALUABLE, PROGRAM, TIME_LIMIT_S, USAGE  # noqa: E402
from test_study import SAMPLES_HEAD, STUDY, StudyTest  # noqa: E402
import subprocess  # noqa: E402


PASSWORD = "a long password for tests"


def write_other_gates(file):
    gates = json.loads(GATES.read_text())
    gates["version"] = "other"
    file.write_text(json.dumps(gates))


class Versions(StudyTest):
    def setUp(self):
        super().setUp()
        subprocess.run([PROGRAM, "simulate", "--quiet", "--out", self.folder / "second", "--seed", "32", "--width", "640",
                        "--height", "512", "--ctcs", "2", "--ck-level-min", "8"], check=True, stdout=subprocess.DEVNULL,
                       timeout=TIME_LIMIT_S)
        shutil.move(self.folder / "second/scan.ome.tif", self.folder / "second.ome.tif")
        self.sheet("A1,SUBJ-01,C1D1,2026-01-12T08:10+01:00,7.5,good.ome.tif",
                   "A2,SUBJ-01,C2D1,2026-02-02T08:10+01:00,7.5,second.ome.tif")
        self.batch("--quiet", expect=0)
        write_other_gates(self.folder / "other.json")

    def versions(self):
        rows = self.run_cytrial("export", "results", "--table", "versions").rows()
        return [(row["sample_id"], row["version"], row["current"]) for row in rows]

    def page(self, name):
        return (self.folder / "results" / name).read_text(encoding="utf-8")

    def flags(self):
        return [row["flags"] for row in self.run_cytrial("timepoints", "results", "--csv").rows()]

    def test_the_same_run_again_makes_no_version(self):
        self.batch("--quiet", "--again", expect=0)
        self.assertEqual(self.versions(), [("A1", "1", "yes"), ("A2", "1", "yes")])
        self.assertFalse((self.folder / "results/versions").exists())
        self.assertIn("1, the only one", self.page("samples/A1/report.html"))
        self.assertNotIn("version 1 is used", self.page("report.html"))

    def test_other_gates_make_a_version_beside_the_old_one(self):
        before = json.loads((self.folder / "results/samples/A1/counts.json").read_text())
        self.run_cytrial("regate", "results", "--gates", "other.json")
        self.assertEqual(self.versions(), [("A1", "1", "no"), ("A1", "2", "yes"), ("A2", "1", "no"), ("A2", "2", "yes")])
        kept = json.loads((self.folder / "results/versions/A1/1/counts.json").read_text())
        self.assertEqual(kept, before)
        self.assertTrue((self.folder / "results/versions/A1/1/events.fcs").exists())
        self.assertIn("result_version: version 2 is used", self.flags()[0])
        for page in ("report.html", "samples/A1/report.html"):
            self.assertIn("version 2 is used", self.page(page))
        self.assertIn("2, the one that every table and report uses; 1 older", self.page("samples/A1/report.html"))
        digests = {row["config_digest"] for row in self.run_cytrial("export", "results", "--table", "versions").rows()}
        self.assertEqual(len(digests), 2)
        for digest in digests:
            self.assertIn(f"<code>{digest}</code>", self.page("samples/A1/report.html"))

    def test_a_study_that_names_other_gates_makes_versions_too(self):
        shutil.copy(self.folder / "other.json", self.folder / "gates.json")
        (self.folder / "study.json").write_text(json.dumps(dict(STUDY, gates="gates.json")))
        self.batch("--quiet", expect=0)
        self.assertEqual([version for _, version, _ in self.versions()], ["1", "2", "1", "2"])

    def test_one_sample_alone_gets_another_configuration_only_with_a_reason(self):
        refused = self.run_cytrial("regate", "results", "--gates", "other.json", "--sample", "A2", expect=BAD_CONFIG)
        self.assert_refused(refused, "bad_config", "--mixed-configurations", "A1", "A2")
        self.assertEqual(self.versions(), [("A1", "1", "yes"), ("A2", "1", "yes")])
        self.run_cytrial("regate", "results", "--gates", "other.json", "--sample", "A2", "--mixed-configurations",
                         "A2 was stained twice")
        mixed = [flags for flags in self.flags() if "mixed_configurations: " in flags]
        self.assertEqual(len(mixed), 1)
        self.assertIn("A2 was stained twice", mixed[0])
        self.run_cytrial("report", "results")
        for page in ("report.html", "samples/A2/report.html"):
            self.assertIn("A2 was stained twice", self.page(page))
        self.assertNotIn("A2 was stained twice", self.page("samples/A1/report.html"))

    def test_a_sheet_that_mixes_gates_needs_a_reason(self):
        (self.folder / "samples.csv").write_text(
            SAMPLES_HEAD.strip() + ",gates\nA1,SUBJ-01,C1D1,2026-01-12T08:10+01:00,7.5,good.ome.tif,\n"
            "A2,SUBJ-01,C2D1,2026-02-02T08:10+01:00,7.5,second.ome.tif,other.json\n")
        self.assert_refused(self.batch("--quiet", expect=BAD_CONFIG), "bad_config", "--mixed-configurations")
        (self.folder / "study.json").write_text(json.dumps(dict(STUDY, mixed_configurations="other stain")))
        self.batch("--quiet", expect=0)
        self.assertEqual(["mixed_configurations" in flags for flags in self.flags()], [False, True, False, False])

    def test_another_number_of_pictures_analyses_again(self):
        self.assertIn("up to date", self.batch(expect=0).err)
        self.assertNotIn("A1: up to date", self.batch("--max-crops", "1", expect=0).err)
        self.assertLessEqual(len(list((self.folder / "results/samples/A1/crops").glob("*"))), 8)

    def test_a_sheet_put_right_takes_its_flag_away(self):
        shutil.copy(self.scan, self.folder / "second.ome.tif")
        self.batch("--quiet", expect=NOT_EVALUABLE)
        self.assertIn("same_scan_as", self.flags()[0])
        (self.folder / "samples.csv").write_text(SAMPLES_HEAD + "A1,SUBJ-01,C1D1,2026-01-12T08:10+01:00,7.5,good.ome.tif\n")
        self.batch("--quiet", expect=0)
        self.assertNotIn("same_scan_as", self.flags()[0])


class Identity(StudyTest):
    def setUp(self):
        super().setUp()
        shutil.copy(self.scan, self.folder / "A2.ome.tif")

    def write(self, *rows):
        (self.folder / "samples.csv").write_text(SAMPLES_HEAD.strip() + ",barcode\n" + "".join(row + "\n" for row in rows))

    def assert_quarantined(self, sample, word):
        ended = self.batch(expect=NOT_EVALUABLE)
        self.assertIn("0 not evaluable + 0 duplicates + 1 quarantined", ended.out)
        self.assertIn(f"{sample}: QUARANTINED: ", ended.err)
        self.assertIn(word, ended.err)
        rows = {row["sample_id"]: row for row in self.run_cytrial("export", "results", "--table", "counts").rows()}
        self.assertEqual((rows[sample]["status"], rows[sample]["ctc"]), ("not_evaluable", ""))
        stored = json.loads((self.folder / f"results/samples/{sample}/counts.json").read_text())
        self.assertEqual((stored["error_code"], stored["counts"]), ("quarantined", None))
        row = [row for row in self.run_cytrial("timepoints", "results", "--csv").rows() if row["sample_id"] == sample][0]
        self.assertEqual((row["ctc_state"], row["ctc_count"]), ("not_evaluable", ""))
        self.assertIn("quarantined: ", row["flags"])

    def test_a_label_that_names_another_sample_quarantines(self):
        self.write("A1,SUBJ-01,C1D1,2026-01-12T08:10+01:00,7.5,good.ome.tif,A9")
        self.assert_quarantined("A1", "the label names neither sample nor subject")

    def test_a_file_that_names_another_sample_quarantines(self):
        self.write("A1,SUBJ-01,C1D1,2026-01-12T08:10+01:00,7.5,A2.ome.tif,", "A2,SUBJ-01,C2D1,,x,good.ome.tif,")
        self.assert_quarantined("A1", "the file name names A2")

    def add_users(self):
        for name, role in (("admin", "administrator"), ("anna", "reader"), ("dora", "lab_lead")):
            self.run_cytrial("users", "add", "results", name, "--role", role, "--full-name", name.title() + " Test",
                             typed=PASSWORD + "\n")

    def release(self, sample="A1", user="dora", password=PASSWORD, reason="tube list checked", **settings):
        return self.run_cytrial("release", "results", "--sample", sample, "--user", user, "--reason", reason,
                                typed=password + "\n", **settings)

    def label(self, barcode):
        self.write(f"A1,SUBJ-01,C1D1,2026-01-12T08:10+01:00,7.5,good.ome.tif,{barcode}")

    def count_of(self, sample="A1"):
        rows = {row["sample_id"]: row for row in self.run_cytrial("export", "results", "--table", "counts").rows()}
        return rows[sample]["ctc"]

    def findings(self):
        return [row["code"] for row in self.run_cytrial("timepoints", "results", "--findings", "--csv").rows()]

    def test_a_lab_lead_releases_a_sample_and_the_release_is_told_everywhere(self):
        self.label("A9")
        self.batch("--quiet", expect=NOT_EVALUABLE)
        self.add_users()
        self.assertIn("released by Dora Test (dora, lab_lead)", self.release().out)
        self.assertEqual(self.count_of(), "")  # not before the next batch
        self.batch("--quiet", expect=0)
        self.assertEqual(self.count_of(), "4")
        self.assertEqual(self.findings(), ["no_unit", "identity_released"][::-1])
        told = "released by Dora Test (dora, lab_lead) at "
        for page in ("report.html", "samples/A1/report.html"):
            text = (self.folder / "results" / page).read_text(encoding="utf-8")
            self.assertIn(told, text)
            self.assertIn("tube list checked", text)
        self.run_cytrial("verify", "results")
        self.assertIn("A1: up to date", self.batch(expect=0).err)

    def test_a_label_put_right_is_not_enough_without_a_release(self):
        self.label("A9")
        self.batch("--quiet", expect=NOT_EVALUABLE)
        self.label("A1")
        self.assert_quarantined("A1", "a lab lead must release it")
        self.add_users()
        self.release()
        self.batch("--quiet", expect=0)
        self.assertEqual(self.count_of(), "4")
        self.assertIn("identity_released", self.findings())

    def test_a_release_covers_nothing_but_what_was_released(self):
        self.label("A9")
        self.batch("--quiet", expect=NOT_EVALUABLE)
        self.add_users()
        self.release()
        self.label("A8")
        self.assert_quarantined("A1", "the label names neither sample nor subject")

    def test_the_scan_of_a_sample_in_quarantine_is_held_under_another_name_too(self):
        self.label("A9")
        self.batch("--quiet", expect=NOT_EVALUABLE)
        self.write("A7,SUBJ-01,C1D1,2026-01-12T08:10+01:00,7.5,good.ome.tif,")
        self.assert_quarantined("A7", "its scan, then as sample A1, was in quarantine")

    def test_analysing_past_the_sheet_is_refused(self):
        self.label("A9")
        self.batch("--quiet", expect=NOT_EVALUABLE)
        for name in ("A1", "A7"):
            self.assert_refused(self.analyze("--sample-id", name, "--replace", scan=self.folder / "good.ome.tif",
                                             expect=BAD_CONFIG), "bad_config", "quarantine", "cytrial release")

    def test_only_a_lab_lead_with_the_right_password_and_a_reason_releases(self):
        self.label("A9")
        self.batch("--quiet", expect=NOT_EVALUABLE)
        self.assert_refused(self.release(expect=USAGE), "usage", "no active user")
        self.add_users()
        self.assert_refused(self.release(user="anna", expect=NO_PERMISSION), "no_permission", "only a lab_lead")
        self.assert_refused(self.release(password="something else", expect=USAGE), "usage", "the password is wrong")
        self.assert_refused(self.release(reason=" ", expect=USAGE), "usage", "--reason")
        self.assert_refused(self.release(sample="A2", expect=USAGE), "usage", "never in quarantine")
        self.batch("--quiet", expect=NOT_EVALUABLE)
        self.assertEqual(self.count_of(), "")
        self.run_cytrial("verify", "results")

    def test_the_same_cells_in_another_file_are_a_duplicate(self):
        subprocess.run([PROGRAM, "simulate", "--quiet", "--out", self.folder / "dark", *self.simulate, "--light-factor", "0.8",
                        "--compression", "lzw"], check=True, stdout=subprocess.DEVNULL, timeout=TIME_LIMIT_S)
        shutil.move(self.folder / "dark/scan.ome.tif", self.folder / "dark.ome.tif")
        self.write("A1,SUBJ-01,C1D1,2026-01-12T08:10+01:00,7.5,good.ome.tif,",
                   "A3,SUBJ-01,C2D1,2026-02-02T08:10+01:00,7.5,dark.ome.tif,")
        ended = self.batch(expect=NOT_EVALUABLE)
        self.assertIn("samples in 2 = 1 evaluable + 0 not evaluable + 1 duplicates", ended.out)
        self.assertIn("shows the same cells as that of sample A1", ended.err)


class ScanThatCannotBeRead(StudyTest):
    """The disk fails at the second run. A link to the memory of whoever reads it is a file that opens and cannot be read."""

    def setUp(self):
        super().setUp()
        self.sheet("A1,SUBJ-01,C1D1,2026-01-12T08:10+01:00,7.5,good.ome.tif")
        self.batch("--quiet", expect=0)
        self.whole = self.folder / "whole.ome.tif"
        (self.folder / "good.ome.tif").rename(self.whole)
        (self.folder / "good.ome.tif").symlink_to("/proc/self/mem")

    def row(self):
        return self.run_cytrial("timepoints", "results", "--csv").rows()[0]

    def test_the_earlier_count_stays_and_everything_says_so(self):
        ended = self.batch(expect=NOT_EVALUABLE)
        self.assertIn("samples in 1 = 0 evaluable + 1 not evaluable", ended.out)
        self.assertIn("1 could not be read and keep an earlier count", ended.out)
        self.assertIn("its earlier result stays stored", ended.err)
        self.assertEqual(self.row()["ctc_count"], "4")
        self.assertIn("rerun_failed: this result is of an earlier run", self.row()["flags"])
        for page in ("report.html", "samples/A1/report.html"):
            self.assertIn("this result is of an earlier run", (self.folder / "results" / page).read_text(encoding="utf-8"))
        codes = [row["code"] for row in self.run_cytrial("timepoints", "results", "--findings", "--csv").rows()]
        self.assertEqual(codes.count("rerun_failed"), 1)
        self.assertEqual(self.batch("--json", expect=NOT_EVALUABLE).json()["earlier_kept"], 1)

    def test_the_flag_goes_when_the_scan_can_be_read_again(self):
        self.batch("--quiet", expect=NOT_EVALUABLE)
        (self.folder / "good.ome.tif").unlink()
        self.whole.rename(self.folder / "good.ome.tif")
        self.assertIn("A1: up to date", self.batch(expect=0).err)
        self.assertEqual((self.row()["ctc_count"], "rerun_failed" in self.row()["flags"]), ("4", False))

    def test_without_an_earlier_count_there_is_none(self):
        shutil.rmtree(self.folder / "results")
        ended = self.batch(expect=NOT_EVALUABLE)
        self.assertNotIn("earlier", ended.out + ended.err)
        self.assertEqual((self.row()["ctc_state"], self.row()["ctc_count"]), ("not_evaluable", ""))

    def test_a_scan_that_is_gone_takes_the_count_back(self):
        (self.folder / "good.ome.tif").unlink()
        self.batch("--quiet", expect=NOT_EVALUABLE)
        self.assertEqual((self.row()["ctc_state"], self.row()["ctc_count"]), ("not_evaluable", ""))
        page = (self.folder / "results/samples/A1/report.html").read_text(encoding="utf-8")
        self.assertIn("none: the sample has no count now; 1 older", page)


if __name__ == "__main__":
    unittest.main()
