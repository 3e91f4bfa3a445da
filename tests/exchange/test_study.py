"""A study as SDTM, FHIR, REDCap and lists of timepoints: read back by programs of others, and the same everywhere."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

from outside import PANEL, PROGRAM, ExchangeTest, Refused, run_reader
from study_case import (COUNT_FIGURES, FHIR_FIGURES, FORMULA, MARKERS, MARKER_FIGURES, NUMBER, SAMPLES, SDTM_FIGURES,
                        STATES, STUDY, SUBJECTS, TESTCD, VISITS, as_value, figures_in)

STUDY_FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="cytrial-exchange-"))


def setUpModule():
    """Analyses the study once for all tests."""
    unittest.addModuleCleanup(shutil.rmtree, STUDY_FOLDER)

    def run(*arguments, code=0):
        ended = subprocess.run([PROGRAM, *map(str, arguments), "--quiet"], capture_output=True, text=True, cwd=STUDY_FOLDER)
        if ended.returncode != code:
            raise RuntimeError(ended.stdout + ended.stderr)

    for name, seed, cells in (("good", 31, 4), ("other", 37, 2), ("many", 41, 14)):
        run("simulate", "--out", name, "--seed", seed, "--width", "512", "--height", "448", "--ctcs", cells, "--ck-level-min", "6")
        shutil.move(STUDY_FOLDER / name / "scan.ome.tif", STUDY_FOLDER / f"{name}.ome.tif")
    content = (STUDY_FOLDER / "good.ome.tif").read_bytes()
    (STUDY_FOLDER / "damaged.ome.tif").write_bytes(content[:len(content) // 2])
    shutil.copy(PANEL, STUDY_FOLDER / "panel.json")
    (STUDY_FOLDER / "study.json").write_text(json.dumps(STUDY))
    (STUDY_FOLDER / "samples.csv").write_text(SAMPLES)
    (STUDY_FOLDER / "markers.csv").write_text(MARKERS)
    run("batch", "study.json", "--out", "results", code=1)


class StudyFormats(ExchangeTest):
    @classmethod
    def setUpClass(cls):
        cls.shared, cls.scan = STUDY_FOLDER, STUDY_FOLDER / "good.ome.tif"
        cls.results = STUDY_FOLDER / "results"

    def expected(self):
        """(subject, visit, test) -> (state, value, censor, as written), from the table of timepoints."""
        rows = {(row["subject"], row["visit"]): row for row in self.table("timepoints")}
        self.assertEqual(set(rows), set(STATES))
        found = {}
        for (subject, visit), states in STATES.items():
            row = rows[subject, visit]
            for test, state in states.items():
                column = "ctc_count" if test == "CTC" else test.lower()
                value = float(row[column]) if row[column] else None
                self.assertEqual(value is not None, state == "measured", (subject, visit, test))
                found[subject, visit, test] = (state, value, row.get(test.lower() + "_censor", ""))
        self.assertEqual(found["SUBJ-01", "C1D1", "CTC"][1], 4)
        self.assertEqual(found["SUBJ-01", "C1D1", "CA2729"], ("measured", 2.0, "<"))
        return found

    def figures(self):
        """(subject, visit, test) -> {end of the column: cell} of every measured result, cells that are there."""
        found = {}
        for row in self.table("timepoints"):
            for test, state in STATES[row["subject"], row["visit"]].items():
                if state == "measured":
                    names = COUNT_FIGURES if test == "CTC" else MARKER_FIGURES
                    cells = {name: row[f"{test.lower()}_{name}"] for name in names}
                    found[row["subject"], row["visit"], test] = {name: as_value(cell) for name, cell in cells.items() if cell}
        later = found["SUBJ_02", "C3D1", "CTC"]
        self.assertEqual((later["cutoff_crossing"], later["change"], later["looks"]), ("upward", "rise", 1))
        self.assertAlmostEqual(later["recovered_per_7_5_ml"], 14 / (85.5 / 101), 4)
        self.assertEqual(found["SUBJ-01", "C3D1", "CA153"]["rcv"], "fall")
        self.assertLess(found["SUBJ-01", "C3D1", "CA153"]["doubling_days"], 0)
        return found

    def rows(self, file):
        """Rows of a CSV file; no cell of it may be taken for a formula."""
        rows = json.loads(run_reader("read_csv.mjs", file))
        for row in rows:
            for cell in row.values():
                self.assertTrue(not FORMULA.match(cell) or NUMBER.match(cell), cell)
        return rows


class Sdtm(StudyFormats):
    def test_lb_says_what_the_table_of_timepoints_says(self):
        folder = self.export("sdtm", "sdtm")
        lb = self.rows(folder / "lb.csv")
        self.assertEqual(len({(row["USUBJID"], row["LBSEQ"]) for row in lb}), len(lb))
        found = {}
        for row in lb:
            subject = row["USUBJID"].removeprefix("demo-")
            self.assertEqual((row["STUDYID"], row["DOMAIN"]), ("demo", "LB"))
            if row["LBDRVFL"] == "Y":
                self.assertEqual((row["LBORRES"], row["LBSTAT"], row["LBTESTCD"][:3]), ("", "", "CTC"))
                continue
            censor = re.match("[<>=]*", row["LBSTRESC"])[0]
            value = float(row["LBSTRESC"][len(censor):]) if row["LBSTRESC"] else None
            self.assertEqual(row["LBSTRESN"] == "", bool(censor) or value is None)
            state = "measured"
            if row["LBSTAT"]:
                self.assertEqual((row["LBSTAT"], row["LBORRES"], row["LBSTRESC"]), ("NOT DONE", "", ""))
                state = row["LBREASND"].split(":")[0].lower().replace(" ", "_")
            found[subject, row["VISIT"], TESTCD[row["LBTESTCD"]]] = (state, value, censor)
        expected = {key: value for key, value in self.expected().items() if value[0] != "not_expected"}
        self.assertEqual(found, expected)

    def test_derived_records_and_qualifiers_hold_the_statistics(self):
        folder = self.export("sdtm", "sdtm")
        lb, at, found = self.rows(folder / "lb.csv"), {}, {}
        for row in lb:
            subject = row["USUBJID"].removeprefix("demo-")
            key = (subject, row["VISIT"], "CTC" if row["LBDRVFL"] else TESTCD[row["LBTESTCD"]])
            at[row["USUBJID"], row["LBSEQ"]] = key
            self.assertEqual(row["LBSTRESN"], row["LBSTRESC"] if row["LBSTRESU"] == "cells/7.5 mL" else row["LBSTRESN"])
            if row["LBDRVFL"]:
                found.setdefault(key, {})[row["LBTESTCD"]] = as_value(row["LBSTRESC"])
            elif row["LBORRES"]:
                found.setdefault(key, {})
        for row in self.rows(folder / "supplb.csv"):
            if row["QNAM"] in SDTM_FIGURES.values():
                self.assertEqual(row["QORIG"], "Derived")
                found[at[row["USUBJID"], row["IDVARVAL"]]][row["QNAM"]] = as_value(row["QVAL"])
        per_volume = {key: [figures.pop(name) for name in ("CTC75ML", "CTC75LO", "CTC75HI")]
                      for key, figures in found.items() if key[2] == "CTC"}
        self.assertEqual({key[:2]: values[0] for key, values in per_volume.items()},
                         {("SUBJ-01", "C1D1"): 4.0, ("SUBJ_02", "C1D1"): 3.0, ("SUBJ_02", "C3D1"): 14.0})
        self.assertEqual(found, {key: {SDTM_FIGURES[name]: value for name, value in figures.items() if SDTM_FIGURES[name]}
                                 for key, figures in self.figures().items()})

    def test_identifiers_times_units_and_limits_are_kept(self):
        lb = self.rows(self.export("sdtm", "sdtm") / "lb.csv")
        row = next(r for r in lb if r["LBTESTCD"] == "CA2729" and r["LBORRES"])
        self.assertEqual((row["LBORRES"], row["LBORRESU"], row["LBSTRESC"], row["LBSTRESU"]), ("<2.0", "kU/L", "<2", "U/mL"))
        self.assertEqual((row["LBMETHOD"], row["LBSTNRHI"], row["LBORNRHI"], row["LBNRIND"]), ("'=1+1", "38.6", "", "NORMAL"))
        self.assertEqual((row["LBDTC"], row["LBDY"], row["VISITDY"], row["LBBLFL"]), ("2026-01-12T08:10:00+01:00", "1", "1", "Y"))
        lost = next(r for r in lb if r["LBREFID"] == "A2")
        self.assertEqual((lost["LBDTC"], lost["LBDY"], lost["VISITNUM"]), ("2026-02-02T08:10:30-03:30", "22", "2"))
        self.assertTrue(lost["LBREASND"].startswith("NOT EVALUABLE: "), lost)
        early = next(r for r in lb if r["LBREFID"] == "B1")
        self.assertEqual((early["LBDY"], early["LBLOINC"]), ("-1", "67568-6"))

    def test_the_metadata_describe_the_tables(self):
        folder = self.export("sdtm", "sdtm")
        root = xml.etree.ElementTree.parse(folder / "define.xml").getroot()
        odm, define = "{http://www.cdisc.org/ns/odm/v1.3}", "{http://www.cdisc.org/ns/def/v2.1}"
        items = {item.get("OID"): item for item in root.iter(odm + "ItemDef")}
        lists = {codes.get("OID"): {item.get("CodedValue") for item in codes} for codes in root.iter(odm + "CodeList")}
        self.assertEqual(root.find(f"{odm}Study/{odm}GlobalVariables/{odm}StudyDescription").text, STUDY["title"])
        for group in root.iter(odm + "ItemGroupDef"):
            rows = self.rows(folder / group.find(define + "leaf").get("{http://www.w3.org/1999/xlink}href"))
            described = [items[ref.get("ItemOID")] for ref in group.iter(odm + "ItemRef")]
            self.assertEqual([item.get("Name") for item in described], list(rows[0]))
            for item in described:
                self.assertLessEqual(len(item.find(f"{odm}Description/{odm}TranslatedText").text), 40)
                cells = [row[item.get("Name")].removeprefix("'") for row in rows]
                codes = item.find(odm + "CodeListRef")
                if codes is not None:
                    self.assertLessEqual(set(cells), lists[codes.get("CodeListOID")])
                if item.get("DataType") == "integer":
                    self.assertTrue(all(re.fullmatch(r"-?\d*", cell) for cell in cells))
                if item.get("Length"):
                    self.assertLessEqual(max(len(cell.encode()) for cell in cells), int(item.get("Length")))

    def test_supplemental_qualifiers_point_to_their_records(self):
        folder = self.export("sdtm", "sdtm")
        lb = {(row["USUBJID"], row["LBSEQ"]): row for row in self.rows(folder / "lb.csv")}
        supplb = self.rows(folder / "supplb.csv")
        volumes = {lb[row["USUBJID"], row["IDVARVAL"]]["LBREFID"]: row["QVAL"] for row in supplb if row["QNAM"] == "LBVOLML"}
        self.assertEqual(volumes, {"A1": "7.5", "B1": "5", "B3": "7.5"})
        self.assertEqual({row["RDOMAIN"] + row["IDVAR"] for row in supplb}, {"LBLBSEQ"})

    def test_readers_refuse_what_is_damaged(self):
        folder = self.export("sdtm", "sdtm")
        table, metadata = folder / "lb.csv", folder / "define.xml"
        table.write_bytes(table.read_bytes() + b'demo,"LB\r\n')
        with self.assertRaises(Refused):
            self.rows(table)
        metadata.write_bytes(metadata.read_bytes()[:-10])
        with self.assertRaises(xml.etree.ElementTree.ParseError):
            xml.etree.ElementTree.parse(metadata)


class Fhir(StudyFormats):
    def bundle(self):
        return json.loads(self.export("fhir", "study.json").read_text())

    def resources(self, bundle, kind):
        return {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind}

    def test_observations_say_what_the_table_of_timepoints_says(self):
        bundle = self.bundle()
        patients = self.resources(bundle, "Patient")
        names = {"Circulating tumor cells": "CTC", "CA 15-3": "CA153", "CA 27.29": "CA2729"}
        absent = {"not-performed": "not_done", "error": "not_evaluable", "unknown": "quarantined"}
        found = {}
        for observation in self.resources(bundle, "Observation").values():
            subject = patients[observation["subject"]["reference"]]["identifier"][0]["value"]
            visit = re.match(r"visit (\w+)", observation["note"][0]["text"])[1]
            test = names[observation["code"]["text"]]
            if "dataAbsentReason" in observation:
                self.assertFalse({"valueQuantity", "component", "interpretation"} & set(observation))
                reason = observation["dataAbsentReason"]
                state = absent[reason["coding"][0]["code"]]
                self.assertEqual(reason["text"].split(":")[0].lower().replace(" ", "_"), state)
                found[subject, visit, test] = (state, None, "")
            else:
                quantity = observation["valueQuantity"]
                found[subject, visit, test] = ("measured", quantity["value"], quantity.get("comparator", ""))
        self.assertEqual(found, {key: value for key, value in self.expected().items() if value[0] != "not_expected"})

    def test_components_hold_the_statistics(self):
        bundle = self.bundle()
        patients = self.resources(bundle, "Patient")
        names = {"Circulating tumor cells": "CTC", "CA 15-3": "CA153", "CA 27.29": "CA2729"}
        words = {text: name for name, text in FHIR_FIGURES.items()}
        found = {}
        for observation in self.resources(bundle, "Observation").values():
            if "valueQuantity" in observation:
                subject = patients[observation["subject"]["reference"]]["identifier"][0]["value"]
                visit = re.match(r"visit (\w+)", observation["note"][0]["text"])[1]
                cells = found[subject, visit, names[observation["code"]["text"]]] = {}
                for part in observation.get("component", []):
                    if part["code"]["text"] in words:
                        value = part["valueString"] if "valueString" in part else float(part["valueQuantity"]["value"])
                        cells[words[part["code"]["text"]]] = value
        self.assertEqual(found, self.figures())

    def test_a_status_says_how_far_a_result_is(self):
        bundle = self.bundle()
        found = {(o.get("dataAbsentReason", {}).get("coding", [{}])[0].get("code"), o["code"]["text"].startswith("Circ")): o["status"]
                 for o in self.resources(bundle, "Observation").values()}
        self.assertEqual(found, {(None, True): "preliminary", (None, False): "final",
                                 ("not-performed", True): "cancelled", ("not-performed", False): "cancelled",
                                 ("error", True): "cancelled", ("error", False): "registered",
                                 ("unknown", True): "registered", ("unknown", False): "registered"})
        self.assertFalse(any("issued" in o for o in self.resources(bundle, "Observation").values()))

    def test_volume_and_limits_are_components_and_codes_are_kept(self):
        bundle = self.bundle()
        specimens = self.resources(bundle, "Specimen")
        counts = {specimens[o["specimen"]["reference"]]["identifier"][0]["value"]: o
                  for o in self.resources(bundle, "Observation").values() if "specimen" in o}
        parts = {part["code"]["text"]: part["valueQuantity"] for part in counts["B1"]["component"] if "valueQuantity" in part}
        self.assertEqual(parts["Blood volume examined"],
                         {"value": 5, "unit": "mL", "system": "http://unitsofmeasure.org", "code": "mL"})
        self.assertEqual(counts["B1"]["effectiveDateTime"], "2026-01-11T09:00:00+00:00")
        self.assertEqual(set(counts), {"A1", "A2", "B1", "B2", "B3"})
        self.assertEqual(counts["A2"]["code"]["coding"], [{"system": "http://loinc.org", "code": "67568-6"}])
        marker = next(o for o in self.resources(bundle, "Observation").values()
                      if o["code"]["text"] == "CA 15-3" and o.get("valueQuantity", {}).get("value") == 84.6)
        self.assertEqual(marker["code"]["coding"][0], {"system": "http://loinc.org", "code": "83083-6"})
        self.assertEqual(marker["valueQuantity"]["code"], "[arb'U]/mL")

    def test_every_timepoint_has_a_report_of_its_results(self):
        bundle = self.bundle()
        reports = self.resources(bundle, "DiagnosticReport")
        listed = [result["reference"] for report in reports.values() for result in report["result"]]
        self.assertEqual(sorted(listed), sorted(self.resources(bundle, "Observation")))
        self.assertEqual(sorted(report["status"] for report in reports.values()),
                         ["final", "partial", "partial", "partial", "partial", "preliminary"])
        self.assertEqual(sum("NOT EVALUABLE" in report.get("conclusion", "") for report in reports.values()), 1)

    def test_the_validators_take_the_bundle_and_refuse_what_fhir_does_not_allow(self):
        good = self.export("fhir", "study.json")
        bundle = json.loads(good.read_text())
        position = next(i for i, entry in enumerate(bundle["entry"]) if "valueQuantity" in entry["resource"])
        changes = {
            "profile: ": lambda resource: resource.update(status="nearly"),
            "valueQuantity.value": lambda resource: resource["valueQuantity"].update(value="4"),
            "should have required property 'code'": lambda resource: resource.pop("code"),
            "should NOT have additional properties": lambda resource: resource.update(countOfCells=4),
            "leads nowhere": lambda resource: resource["subject"].update(reference="urn:uuid:0"),
        }
        broken = {}
        for number, (words, change) in enumerate(changes.items()):
            copy = json.loads(good.read_text())
            change(copy["entry"][position]["resource"])
            broken[words] = self.folder / f"broken{number}.json"
            broken[words].write_text(json.dumps(copy))
        found = json.loads(run_reader("check_fhir.mjs", good, *broken.values()))
        self.assertEqual(found[str(good)], [])
        for words, file in broken.items():
            self.assertTrue(any(words in problem for problem in found[str(file)]), (words, found[str(file)]))


class Redcap(StudyFormats):
    def test_the_import_says_what_the_table_of_timepoints_says(self):
        rows = self.rows(self.export("redcap", "redcap") / "import.csv")
        signs = {"": "", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
        found = {}
        for row in rows:
            for test in ("CTC", "CA153", "CA2729"):
                stem = test.lower()
                value = row["ctc_count"] if test == "CTC" else row[stem + "_value"]
                censor = signs[row[stem + "_censor"]] if test != "CTC" else ""
                found[row["record_id"], row["visit"], test] = (row[stem + "_state"], float(value) if value else None, censor)
        self.assertEqual(found, self.expected())
        figures = {(row["record_id"], row["visit"], test): figures_in({name: row[f"{test.lower()}_{name}"] for name in names})
                   for row in rows for test, names in (("CTC", COUNT_FIGURES), ("CA153", MARKER_FIGURES), ("CA2729", MARKER_FIGURES))}
        self.assertEqual({key: cells for key, cells in figures.items() if cells}, {key: cells for key, cells in self.figures().items() if cells})
        first = rows[0]
        self.assertEqual((first["redcap_repeat_instrument"], first["redcap_repeat_instance"]), ("timepoint", "1"))
        self.assertEqual((first["ctc_collected"], first["ctc_collected_offset"]), ("2026-01-12 08:10:00", "UTC+01:00"))
        self.assertEqual((first["ca2729_written"], first["ca2729_assay"]), ("<2.0 kU/L", "'=1+1"))

    def test_every_cell_fits_the_field_of_the_dictionary(self):
        folder = self.export("redcap", "redcap")
        fields = {row["Variable / Field Name"]: row for row in self.rows(folder / "data_dictionary.csv")}
        rows = self.rows(folder / "import.csv")
        own = {"redcap_repeat_instrument", "redcap_repeat_instance", "timepoint_complete"}
        self.assertEqual(set(rows[0]) - own, set(fields))
        self.assertEqual(next(iter(fields)), "record_id")
        forms = {"integer": r"-?\d+", "number": r"-?\d+(\.\d+)?(e-?\d+)?",
                 "datetime_seconds_ymd": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"}
        for name, field in fields.items():
            self.assertRegex(name, r"^[a-z][a-z0-9_]{0,99}$")
            choices = {choice.split(",")[0].strip() for choice in
                       field["Choices, Calculations, OR Slider Labels"].split("|")} - {""}
            self.assertEqual(bool(choices), field["Field Type"] == "dropdown")
            form = forms.get(field["Text Validation Type OR Show Slider Number"])
            for cell in filter(None, (row[name] for row in rows)):
                self.assertTrue(not choices or cell in choices, (name, cell))
                self.assertTrue(form is None or re.fullmatch(form, cell), (name, cell))


class Lists(StudyFormats):
    def list(self, name):
        file = self.folder / "list.csv"
        self.run_cytrial("export", self.results, "--table", name, "--output", file)
        return self.rows(file)

    def test_the_long_list_has_a_row_for_every_test(self):
        found = {(row["subject"], row["visit"], row["test"]):
                 (row["state"], float(row["value"]) if row["value"] else None, row["censor"]) for row in self.list("timepoints_long")}
        self.assertEqual(found, self.expected())
        figures = {}
        for row in self.list("timepoints_long"):
            mine, other = ("ctc_", COUNT_FIGURES), ("", MARKER_FIGURES)
            if row["test"] != "CTC":
                mine, other = other, mine
            self.assertEqual(figures_in({name: row[other[0] + name] for name in other[1]}), {})
            figures[row["subject"], row["visit"], row["test"]] = figures_in({name: row[mine[0] + name] for name in mine[1]})
        self.assertEqual({key: cells for key, cells in figures.items() if cells}, {key: cells for key, cells in self.figures().items() if cells})

    def test_the_wide_list_has_a_row_for_every_subject(self):
        rows = self.list("timepoints_wide")
        self.assertEqual([row["subject"] for row in rows], list(SUBJECTS))
        found, figures = {}, {}
        for row in rows:
            for visit in VISITS:
                for test in ("CTC", "CA153", "CA2729"):
                    stem = f"{visit}:{test}"
                    found[row["subject"], visit, test] = (row[stem + ":state"], float(row[stem]) if row[stem] else None,
                                                          row[stem + ":censor"])
                    names = COUNT_FIGURES if test == "CTC" else MARKER_FIGURES
                    figures[row["subject"], visit, test] = figures_in({name: row[f"{stem}:{name}"] for name in names})
        self.assertEqual(found, self.expected())
        self.assertEqual({key: cells for key, cells in figures.items() if cells}, {key: cells for key, cells in self.figures().items() if cells})
        table = {(row["subject"], row["visit"]): row for row in self.table("timepoints")}
        for row in rows:
            for visit in VISITS:
                for name, column in (("per_7_5_ml", "per_7_5_ml"), ("low", "ctc_low"), ("high", "ctc_high"), ("usable_share", "usable_share")):
                    cell, expected = row[f"{visit}:CTC:{name}"], table[row["subject"], visit][column]
                    self.assertEqual(round(float(cell), 3) if cell else "", float(expected) if expected else "", (visit, name))


class AnyFormat(StudyFormats):
    def test_the_same_study_gives_the_same_bytes_in_any_locale(self):
        for what in ("sdtm", "fhir", "redcap"):
            one, two = self.export(what, f"one-{what}"), self.folder / f"two-{what}"
            self.run_cytrial("export", self.results, "--as", what, "--output", two, environment={"LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Tokyo"})
            for file in sorted(one.rglob("*")) if one.is_dir() else [one]:
                self.assertEqual(file.read_bytes(), (two / file.relative_to(one)).read_bytes())

    def test_a_folder_without_a_study_is_refused(self):
        self.analyze("--sample-id", "S1")
        self.run_cytrial("export", "results", "--as", "fhir", "--output", "x.json", expect=66)
        self.assertFalse((self.folder / "x.json").exists())


if __name__ == "__main__":
    unittest.main()
