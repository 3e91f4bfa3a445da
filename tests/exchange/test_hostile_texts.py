#!/usr/bin/env python3
"""Texts that nobody expects, in every field that takes text: no export lets one act as a formula, break out of its cell or
element, or come back changed."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

import tifffile

from outside import PANEL, PROGRAM, ExchangeTest, run_reader

TEXTS = ["=1+1", "+1", "-2+3", "@SUM(A1)", "=cmd|'/C calc'!A0", "'=1", "''@x", "'plain", "\uFF1D1+1", "a,b;c\td", 'say "no"', "two\nlines",
         "two\r\nlines", "</Description><x>&amp;", "]]>", "${jndi:x}", "\\\\share\\x", "針 Ωµ é", "%s%n", "1e5", "0x10", "NaN", "null", "TRUE"]
STUDY = {
    "format": 1, "name": "hostile", "title": "=HYPERLINK(\"x\")<&>", "site_utc_offset": "+00:00",
    "ctc": {"cutoff": 5, "per_ml": 7.5, "loinc": "=LOINC", "recovery": {"mean": 0.8, "sd": 0.02, "source": "@source </x>"}},
    "protocol": {"title": "-title", "day_zero": "=day \"zero\"", "visits": [
        {"code": f"V{number}", "title": text, "day": 10 * number, "window_before_days": 0, "window_after_days": 0}
        for number, text in enumerate(TEXTS)]},
    "subjects": [{"id": "S-1", "day_zero": "2026-01-01"}],
    "analytes": [{"code": "OWN", "name": "=own, \"<name>\"", "aliases": ["@alias"], "unit": "=u", "accepted_units": {"@v": 2},
                  "upper_limits": [{"assay": text, "upper": 9, "source": text} for text in TEXTS]}],
    "panel": "panel.json", "samples": "samples.csv", "markers": "markers.csv",
}
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="cytrial-hostile-"))
SCAN = "=scan,'x'.ome.tif"
CHANNEL = '=CK|"a,b"<&>'
FORMULA = re.compile("^'*[=+\\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20]")
NUMBER = re.compile(r"^-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?$")


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def setUpModule():
    unittest.addModuleCleanup(shutil.rmtree, FOLDER)

    def run(*arguments, code=0):
        ended = subprocess.run([PROGRAM, *map(str, arguments), "--quiet"], capture_output=True, text=True, cwd=FOLDER)
        if ended.returncode != code:
            raise RuntimeError(ended.stdout + ended.stderr)

    run("simulate", "--out", "made", "--seed", 31, "--width", 384, "--height", 384, "--ctcs", 3, "--ck-level-min", 8)
    shutil.move(FOLDER / "made/scan.ome.tif", FOLDER / SCAN)
    shutil.copy(PANEL, FOLDER / "panel.json")
    (FOLDER / "study.json").write_text(json.dumps(STUDY))
    (FOLDER / "samples.csv").write_text("sample,subject,visit,collected,blood_volume_ml,scan,label\n"
                                        f"A1,S-1,V0,2026-01-01T08:00Z,7.5,{quoted(SCAN)},@label\n"
                                        "A2,S-1,V1,2026-01-11T08:00Z,7.5,=missing.tif,\n")
    (FOLDER / "markers.csv").write_text("subject,visit,analyte,collected,value,unit,assay\n" + "".join(
        f"S-1,V{number},@alias,2026-01-01T08:00Z,{number + 1},{'@v' if number % 2 else '=u'},{quoted(text)}\n" for number, text in enumerate(TEXTS))
        + "S-1,V0,=nothing,2026-01-01T08:00Z,=2,=3,=4\n", newline="")
    run("batch", "study.json", "--out", "results", code=1)


class HostileTexts(ExchangeTest):
    @classmethod
    def setUpClass(cls):
        cls.shared, cls.scan = FOLDER, FOLDER / SCAN
        cls.results = FOLDER / "results"

    def rows(self, file):
        """The rows as a careful reader takes them: one apostrophe off where a sign follows."""
        rows = json.loads(run_reader("read_csv.mjs", file))
        self.assertTrue(rows, file)
        texts = []
        for row in rows:
            for name, cell in row.items():
                for text in (name, cell):
                    self.assertFalse(FORMULA.match(text) and text[0] != "'" and not NUMBER.match(text), text)
            texts.append({name: cell[1:] if cell[:1] == "'" and FORMULA.match(cell) else cell for name, cell in row.items()})
        return texts

    def csv_table(self, name, *arguments):
        file = self.folder / f"{name}.csv"
        self.run_cytrial("export", self.results, "--table", name, "--output", file, *arguments)
        return self.rows(file)

    def test_every_table_is_safe_and_csv_and_json_say_the_same(self):
        for name in ("counts", "candidates", "events", "definitions", "timepoints", "timepoints_long", "timepoints_wide",
                     "statistics", "versions"):
            arguments = ["--sample", "A1"] if name in ("candidates", "events") else []
            rows = self.csv_table(name, *arguments)
            file = self.folder / f"{name}.json"
            self.run_cytrial("export", self.results, "--table", name, "--format", "json", "--output", file, *arguments)
            for row, cells in zip(rows, json.loads(file.read_text())):
                self.assertEqual(list(row), list(cells), name)
                for key, value in cells.items():
                    given = "" if value is None else value
                    self.assertEqual(row[key] if isinstance(given, str) else float(row[key]), given, (name, key))
            self.assertEqual(len(rows), len(json.loads(file.read_text())))

    def test_texts_come_back_from_the_lists(self):
        rows = [row for row in self.csv_table("timepoints_long") if row["test"] == "OWN"]
        self.assertEqual([row["assay"] for row in rows], TEXTS)
        self.assertEqual({row["name"] for row in rows}, {STUDY["analytes"][0]["name"]})
        self.assertEqual({row["unit_written"] for row in rows}, {"=u", "@v"})
        self.assertEqual([row["own_assay"] for row in self.csv_table("timepoints")], TEXTS)
        self.assertEqual(next(row for row in self.csv_table("counts") if row["sample_id"] == "A1")["scan_files"], SCAN)

    def test_texts_come_back_from_sdtm(self):
        folder = self.export("sdtm", "sdtm")
        lb = [row for row in self.rows(folder / "lb.csv") if row["LBTESTCD"] == "OWN"]
        self.assertEqual([row["LBMETHOD"] for row in lb], TEXTS)
        self.assertEqual({row["LBTEST"] for row in lb}, {STUDY["analytes"][0]["name"]})
        self.rows(folder / "supplb.csv")
        root = xml.etree.ElementTree.parse(folder / "define.xml").getroot()
        odm = "{http://www.cdisc.org/ns/odm/v1.3}"
        texts = [element.text for element in root.iter(odm + "TranslatedText")]
        self.assertEqual(root.find(f"{odm}Study/{odm}GlobalVariables/{odm}StudyDescription").text, STUDY["title"])
        self.assertIn(STUDY["analytes"][0]["name"], texts)
        self.assertTrue(any("(@source </x>)" in text for text in texts))

    def test_texts_come_back_from_redcap(self):
        folder = self.export("redcap", "redcap")
        self.assertEqual([row["own_assay"] for row in self.rows(folder / "import.csv")], TEXTS)
        labels = [row["Field Label"] for row in self.rows(folder / "data_dictionary.csv")]
        self.assertIn(STUDY["analytes"][0]["name"] + ": state", labels)

    def test_texts_come_back_from_fhir_and_the_validators_take_them(self):
        file = self.export("fhir", "study.json")
        self.assertEqual(json.loads(run_reader("check_fhir.mjs", file))[str(file)], [])
        resources = [entry["resource"] for entry in json.loads(file.read_text())["entry"]]
        own = [r for r in resources if r["resourceType"] == "Observation" and r["code"]["text"] == STUDY["analytes"][0]["name"]]
        self.assertEqual([r["method"]["text"] for r in own], TEXTS)

    def test_control_characters_do_not_break_a_format(self):
        """Characters that XML and FHIR forbid; a study file may hold them as escapes."""
        copy = self.folder / "results"
        shutil.copytree(self.results, copy)
        study = json.loads((copy / "study/study.json").read_text())
        study["title"], study["analytes"][0]["name"] = "a\u0001b", "n\u0002\u001f"
        study["ctc"]["recovery"]["source"] = "s\u0008"
        (copy / "study/study.json").write_text(json.dumps(study))
        self.results = copy
        file = self.export("fhir", "study.json")
        self.assertEqual(json.loads(run_reader("check_fhir.mjs", file))[str(file)], [])
        self.assertFalse(re.search(r"\\u00[01][0-9a-f]", file.read_text()))
        xml.etree.ElementTree.parse(self.export("sdtm", "sdtm") / "define.xml")

    def test_names_of_channels_and_files_do_not_break_a_format_of_one_sample(self):
        panel = json.loads(pathlib.Path(PANEL).read_text())
        panel["channels"][1]["aliases"] = [*panel["channels"][1].get("aliases", []), panel["channels"][1]["name"]]
        panel["channels"][1]["name"] = CHANNEL
        (self.folder / "panel.json").write_text(json.dumps(panel))
        self.run_cytrial("analyze", self.scan, "--panel", self.folder / "panel.json", "--out", self.folder / "one", "--sample-id", "A1", "--quiet")
        self.results = self.folder / "one"
        found = json.loads(run_reader("read_fcs.mjs", self.export("fcs", "a.fcs")))
        self.assertEqual(len(set(found["names"])), len(found["names"]))
        self.assertEqual(run_reader("check_geojson.mjs", self.export("qupath", "a.geojson")), "")
        folder = self.export("crops", "crops", "--scan", self.scan)
        for row in self.rows(folder / "index.csv"):
            with tifffile.TiffFile(folder / row["file"]) as crop:
                image = tifffile.xml2dict(crop.ome_metadata)["OME"]["Image"]
                self.assertEqual(image["Pixels"]["Channel"][1]["Name"], CHANNEL)

    def test_a_locale_with_decimal_commas_changes_no_byte(self):
        places = self.folder / "locales"
        places.mkdir()
        subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", places / "de_DE.UTF-8"], check=True, capture_output=True)
        german = {"LOCPATH": str(places), "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}
        point = subprocess.run(["/usr/bin/python3", "-c", "import locale; locale.setlocale(locale.LC_ALL, ''); print(locale.localeconv()['decimal_point'])"],
                               env={**os.environ, **german}, capture_output=True, text=True, check=True).stdout.strip()
        self.assertEqual(point, ",")
        for what in ("sdtm", "fhir", "redcap"):
            one, two = self.export(what, f"one-{what}"), self.export(what, f"two-{what}", environment=german)
            for file in sorted(path for path in one.rglob("*") if path.is_file()) if one.is_dir() else [one]:
                self.assertEqual(file.read_bytes(), (two / file.relative_to(one)).read_bytes() if one.is_dir() else two.read_bytes())
        for what in ("qupath", "fcs"):
            one = self.export(what, f"one.{what}", "--sample", "A1")
            two = self.export(what, f"two.{what}", "--sample", "A1", environment=german)
            self.assertEqual(one.read_bytes(), two.read_bytes())
        for name in ("timepoints", "timepoints_long", "statistics"):
            plain = self.run_cytrial("export", self.results, "--table", name).out
            self.assertEqual(plain, self.run_cytrial("export", self.results, "--table", name, environment=german).out)


if __name__ == "__main__":
    unittest.main()
