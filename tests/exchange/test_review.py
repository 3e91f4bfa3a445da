#!/usr/bin/env python3
"""What readers decided and the head of the laboratory signed, in every format of a study."""

import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from outside import PANEL, PROGRAM, ExchangeTest, run_reader
from review_office import STAFF, Review, add_staff

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="cytrial-reviewed-"))
LEAD = STAFF["dora"][1]
STUDY = {
    "format": 1, "name": "read",
    "protocol": {"day_zero": "first infusion", "visits": [
        {"code": f"V{number}", "day": 21 * number, "window_before_days": 3, "window_after_days": 3} for number in range(5)]},
    "subjects": [{"id": "P1", "day_zero": "2026-01-12"}],
    "panel": "panel.json", "samples": "samples.csv",
}
# Sample, what becomes of it, and the count that every export must have.
COURSE = {"A0": ("approved", 2), "A1": ("rejected", None), "A2": ("reopened", None), "A3": ("not read", None), "A4": ("amended", None)}


def setUpModule():
    """Analyses five samples; one reading by one reader; the head of the laboratory signs."""
    unittest.addModuleCleanup(shutil.rmtree, FOLDER)
    rows = ["sample,subject,visit,collected,blood_volume_ml,scan"]
    for number, sample in enumerate(COURSE):
        subprocess.run([PROGRAM, "simulate", "--quiet", "--out", FOLDER / sample, "--seed", str(60 + number), "--width", "384", "--height", "384",
                        "--ctcs", "3", "--ck-level-min", "8"], check=True, stdout=subprocess.DEVNULL)
        day = ["2026-01-12", "2026-02-02", "2026-02-23", "2026-03-16", "2026-04-06"][number]
        rows.append(f"{sample},P1,V{number},{day}T08:00Z,7.5,{sample}/scan.ome.tif")
    shutil.copy(PANEL, FOLDER / "panel.json")
    (FOLDER / "study.json").write_text(json.dumps(STUDY))
    (FOLDER / "samples.csv").write_text("\n".join(rows) + "\n")
    subprocess.run([PROGRAM, "batch", "study.json", "--out", "results", "--quiet"], cwd=FOLDER, check=True, stdout=subprocess.DEVNULL)
    add_staff(FOLDER / "results")
    with Review(FOLDER / "results") as review:
        lead, reader = review.log_in("dora"), review.log_in("anna")
        lead.do("/api/plan", second_read=False, blinded=False, reason="one reader")
        samples = lead.samples()
        reader.read(samples["A0"], lambda position: "ctc" if position < 2 else "not_ctc")
        lead.sign(samples["A0"], "approved")
        for sample in ("A1", "A2", "A4"):
            reader.read(samples[sample], lambda position: "ctc")
        lead.sign(samples["A1"], "rejected")
        lead.sign(samples["A2"], "approved")
        lead.do("/api/reopen", sample=samples["A2"], reading="first", reason="look again")
        lead.sign(samples["A4"], "approved")
        lead.do("/api/reopen", sample=samples["A4"], reading="first", reason="look again")
        reader.do("/api/locks", sample=samples["A4"])
        lead.sign(samples["A4"], "approved")


class Reviewed(ExchangeTest):
    @classmethod
    def setUpClass(cls):
        cls.shared, cls.scan = FOLDER, FOLDER / "A0/scan.ome.tif"
        cls.results = FOLDER / "results"

    def rows(self, file):
        return json.loads(run_reader("read_csv.mjs", file))

    def long_list(self):
        self.run_cytrial("export", self.results, "--table", "timepoints_long", "--output", self.folder / "long.csv")
        return {row["sample_id"]: row for row in self.rows(self.folder / "long.csv")}

    def test_the_table_of_timepoints_takes_the_count_of_the_readers(self):
        rows = {row["sample_id"]: row for row in self.table("timepoints")}
        self.assertEqual((rows["A0"]["ctc_count"], rows["A0"]["category"]), ("2", "favourable"))
        self.assertRegex(rows["A0"]["flags"], r"reviewed_count: the count of the readers; the program counted \d+ CTCs")
        self.assertEqual((rows["A1"]["ctc_state"], rows["A1"]["ctc_count"]), ("not_evaluable", ""))
        self.assertIn(f"not_evaluable: rejected in the review by {LEAD}", rows["A1"]["flags"])
        self.assertNotIn("reviewed_count", rows["A2"]["flags"])
        self.assertNotIn("reviewed_count", rows["A3"]["flags"])

    def test_fhir_is_final_only_for_what_is_approved_as_it_stands(self):
        file = self.export("fhir", "study.json")
        self.assertEqual(json.loads(run_reader("check_fhir.mjs", file))[str(file)], [])
        resources = [entry["resource"] for entry in json.loads(file.read_text())["entry"]]
        samples = {f"urn:uuid:{r['id']}": r["identifier"][0]["value"] for r in resources if r["resourceType"] == "Specimen"}
        counts = {samples[r["specimen"]["reference"]]: r for r in resources if r["resourceType"] == "Observation"}
        self.assertEqual({sample: count["status"] for sample, count in counts.items()},
                         {"A0": "final", "A1": "cancelled", "A2": "preliminary", "A3": "preliminary", "A4": "amended"})
        self.assertEqual(counts["A0"]["valueQuantity"]["value"], 2)
        self.assertEqual(counts["A1"]["dataAbsentReason"]["coding"][0]["code"], "error")
        self.assertEqual({sample for sample, count in counts.items() if "issued" in count}, {"A0", "A4"})
        reports = {samples[r["specimen"][0]["reference"]]: r for r in resources if r["resourceType"] == "DiagnosticReport"}
        self.assertEqual({sample: report["status"] for sample, report in reports.items()},
                         {"A0": "final", "A1": "cancelled", "A2": "preliminary", "A3": "preliminary", "A4": "amended"})
        self.assertEqual(reports["A0"]["resultsInterpreter"], [{"display": LEAD}])
        self.assertNotIn("resultsInterpreter", reports["A2"])

    def test_every_format_tells_who_approved(self):
        at = self.long_list()["A0"]["approved_at"]
        self.assertRegex(at, r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertEqual({sample: row["approved_by"] for sample, row in self.long_list().items()},
                         {"A0": LEAD, "A1": "", "A2": "", "A3": "", "A4": LEAD})
        redcap = {row["ctc_sample_id"]: row for row in self.rows(self.export("redcap", "redcap") / "import.csv")}
        self.assertEqual((redcap["A0"]["ctc_approved_by"], redcap["A0"]["ctc_approved_at"]), (LEAD, at))
        self.assertEqual((redcap["A1"]["ctc_state"], redcap["A1"]["ctc_count"]), ("not_evaluable", ""))
        folder = self.export("sdtm", "sdtm")
        lb = {row["LBSEQ"]: row for row in self.rows(folder / "lb.csv")}
        approved = {lb[row["IDVARVAL"]]["LBREFID"]: row["QVAL"] for row in self.rows(folder / "supplb.csv") if row["QNAM"] == "LBAPPRBY"}
        self.assertEqual(approved, {"A0": LEAD, "A4": LEAD})

    def test_a_changed_audit_trail_is_no_ground_for_an_export(self):
        import sqlite3
        copy = self.folder / "results"
        shutil.copytree(self.results, copy)
        with sqlite3.connect(copy / "cytrial.db") as database:
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f"DROP TRIGGER {name}")
            database.execute("UPDATE review_log SET after = replace(after, 'not_ctc', 'ctc') WHERE action = 'decide'")
        self.run_cytrial("export", copy, "--as", "fhir", "--output", "x.json", expect=65)
        self.assertFalse((self.folder / "x.json").exists())


if __name__ == "__main__":
    unittest.main()
