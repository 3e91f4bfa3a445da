#!/usr/bin/env python3
"""The simulated study with its planted faults in every format: read back by programs of others, value by value, and no value
of a sample that is in doubt.

CYTRIAL_EXPORT_SUBJECTS sets how many of its 24 subjects are taken (default 6: what a test may cost).
"""

import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from outside import PROGRAM, ExchangeTest, run_reader

SUBJECTS = int(os.environ.get("CYTRIAL_EXPORT_SUBJECTS", "6"))
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="cytrial-whole-"))
WANTED = ["quarantined", "not_evaluable", "duplicate_scan", "duplicate_sample", "no_volume", "assay_change", "unknown_unit"]


def read_csv(file):
    with open(file, newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def write_csv(file, rows):
    with open(file, "w", newline="", encoding="utf-8") as text:
        table = csv.DictWriter(text, rows[0].keys())
        table.writeheader()
        table.writerows(rows)


def setUpModule():
    unittest.addModuleCleanup(shutil.rmtree, FOLDER)
    subprocess.run([PROGRAM, "simulate-study", "--out", "study", "--seed", "5", "--edge-px", "384", "--quiet"], cwd=FOLDER, check=True,
                   stdout=subprocess.DEVNULL)
    study = json.loads((FOLDER / "study/study.json").read_text())
    faults = read_csv(FOLDER / "study/planted_faults.csv")
    bounded = [row["subject"] for row in read_csv(FOLDER / "study/expected_timepoints.csv") if row["ca153_censor"] or row["ca2729_censor"]]
    hurt = bounded[:1] + [row["subject"] for code in WANTED for row in faults if row["code"] == code and row["subject"]]
    order = list(dict.fromkeys(hurt + [subject["id"] for subject in study["subjects"]]))
    kept = set(order[:SUBJECTS])
    study["subjects"] = [subject for subject in study["subjects"] if subject["id"] in kept]
    (FOLDER / "study/study.json").write_text(json.dumps(study))
    for sheet in ("samples.csv", "markers.csv", "assessments.csv", "treatments.csv"):
        rows = [row for row in read_csv(FOLDER / "study" / sheet) if row["subject"] in kept]
        write_csv(FOLDER / "study" / sheet, rows)
    ended = subprocess.run([PROGRAM, "batch", "study/study.json", "--out", "results", "--quiet"], cwd=FOLDER, capture_output=True, text=True)
    if ended.returncode != 1:  # the damaged and the quarantined samples are there
        raise RuntimeError(ended.stdout + ended.stderr)


class WholeStudy(ExchangeTest):
    @classmethod
    def setUpClass(cls):
        cls.shared, cls.scan = FOLDER, None
        cls.results = FOLDER / "results"
        cls.analytes = [analyte if isinstance(analyte, str) else analyte["code"]
                        for analyte in json.loads((FOLDER / "study/study.json").read_text())["analytes"]]

    def rows(self, file):
        return json.loads(run_reader("read_csv.mjs", file))

    def expected(self):
        """(subject, visit, test) -> (value, sign) of everything that has a value in the table of timepoints."""
        found, self.doubtful = {}, set()
        for row in self.table("timepoints"):
            place = row["subject"], row["visit"]
            self.assertEqual(row["ctc_count"] != "", row["ctc_state"] == "counted", place)
            if re.search(r"(quarantined|duplicate_scan|duplicate_sample|not_evaluable): ", row["flags"]):
                self.assertEqual(row["ctc_count"], "", place)
                self.doubtful.add((*place, "CTC"))
            if row["ctc_count"]:
                found[(*place, "CTC")] = (float(row["ctc_count"]), "")
            for code in self.analytes:
                stem = code.lower()
                if row[stem]:
                    found[(*place, code)] = (float(row[stem]), row[stem + "_censor"])
        self.assertGreaterEqual(len(found), 15 * SUBJECTS)
        self.assertGreaterEqual(len(self.doubtful), 4)
        self.assertTrue({"<", ">"} & {sign for _, sign in found.values()})
        return found

    def test_sdtm_holds_every_value_once_and_none_that_is_in_doubt(self):
        expected = self.expected()
        name = json.loads((FOLDER / "study/study.json").read_text())["name"]
        folder, found, absent = self.export("sdtm", "sdtm"), {}, set()
        codes = {"CA15_3AG": "CA153", "CTC": "CTC"}
        for row in self.rows(folder / "lb.csv"):
            key = (row["USUBJID"].removeprefix(name + "-"), row["VISIT"], codes.get(row["LBTESTCD"], row["LBTESTCD"]))
            if row["LBSTAT"]:
                absent.add(key)
                self.assertEqual((row["LBSTRESC"], row["LBORRES"]), ("", ""))
            elif not row["LBDRVFL"]:
                sign = re.match("[<>=]*", row["LBSTRESC"])[0]
                self.assertNotIn(key, found)
                found[key] = (float(row["LBSTRESC"][len(sign):]), sign)
            else:
                self.assertIn((*key[:2], "CTC"), expected)
        self.assertEqual(self.by_name(found), self.by_name(expected))
        self.assertLessEqual(self.doubtful, absent)

    @staticmethod
    def by_name(found):
        """CA27.29 has a code of its own in CDISC's terminology: compared by subject, visit and order."""
        return sorted((*key[:2], *value, key[2] == "CTC") for key, value in found.items())

    def test_fhir_holds_them_and_the_validators_take_the_bundle(self):
        file = self.export("fhir", "study.json")
        self.assertEqual(json.loads(run_reader("check_fhir.mjs", file))[str(file)], [])
        resources = {entry["fullUrl"]: entry["resource"] for entry in json.loads(file.read_text())["entry"]}
        found, absent = {}, set()
        for resource in resources.values():
            if resource["resourceType"] == "Observation":
                subject = resources[resource["subject"]["reference"]]["identifier"][0]["value"]
                visit = re.match(r"visit ([\w.-]+)", resource["note"][0]["text"])[1]
                is_count = resource["code"]["text"] == "Circulating tumor cells"
                key = (subject, visit, "CTC" if is_count else resource["code"]["text"])
                if "valueQuantity" in resource:
                    found[key] = (float(resource["valueQuantity"]["value"]), resource["valueQuantity"].get("comparator", ""))
                else:
                    absent.add(key)
                    self.assertIn(resource["status"], ("cancelled", "registered"))
                    self.assertFalse({"component", "interpretation"} & set(resource))
        self.assertEqual(self.by_name(found), self.by_name(self.expected()))
        self.assertLessEqual(self.doubtful, absent)

    def test_redcap_and_the_lists_hold_them(self):
        expected = self.expected()
        signs = {"": "", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
        redcap, long, wide = {}, {}, {}
        for row in self.rows(self.export("redcap", "redcap") / "import.csv"):
            for code in ["CTC", *self.analytes]:
                value = row["ctc_count" if code == "CTC" else code.lower() + "_value"]
                if value:
                    redcap[row["record_id"], row["visit"], code] = (float(value), signs[row.get(code.lower() + "_censor", "")])
        for name, place in (("timepoints_long", "long.csv"), ("timepoints_wide", "wide.csv")):
            self.run_cytrial("export", self.results, "--table", name, "--output", self.folder / place)
        for row in self.rows(self.folder / "long.csv"):
            if row["value"]:
                long[row["subject"], row["visit"], row["test"]] = (float(row["value"]), row["censor"])
        for row in self.rows(self.folder / "wide.csv"):
            for column, cell in row.items():
                visit, _, code = column.partition(":")
                if cell and code in ["CTC", *self.analytes]:
                    wide[row["subject"], visit, code] = (float(cell), row[column + ":censor"])
        for found in (redcap, long, wide):
            self.assertEqual(found, expected)

    def test_a_sample_in_doubt_gives_no_cells_to_any_format(self):
        doubtful = [row["sample_id"] for row in self.table("counts") if row["status"] != "evaluable"]
        self.assertGreaterEqual(len(doubtful), 3)
        for sample in doubtful:
            for what in ("fcs", "qupath", "crops"):
                self.run_cytrial("export", self.results, "--as", what, "--sample", sample, "--output", "x", expect=1)
                self.assertFalse((self.folder / "x").exists())
            for name in ("events", "candidates"):
                self.assertEqual(self.run_cytrial("export", self.results, "--table", name, "--sample", sample, expect=1).out, "")
            self.assertEqual(self.run_cytrial("export", self.results, "--table", "definitions", "--sample", sample).rows(), [])


if __name__ == "__main__":
    unittest.main()
