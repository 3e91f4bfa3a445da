"""The shipped schema and the program agree: both take the ready studies, both refuse the same bad files."""

import copy
import json
import shutil
import unittest

import jsonschema

import program

STUDIES = ["hai_folfox", "percutaneous_hepatic_perfusion", "systemic_therapy", "hai_folfox_demo"]
SCHEMA = program.SOURCE / "samples/studies/study.schema.json"
ANALYTE_SCHEMA = program.SOURCE / "calibration/analytes/analytes.schema.json"
MOST_DEPTH = 64


def strict(text):
    """JSON as a schema checker must read it: no key twice, no deep nesting."""
    depth = 0
    for character in text:  # no text of these files holds a bracket
        depth += (character in "[{") - (character in "]}")
        if depth > MOST_DEPTH:
            raise ValueError("too deep")

    def unique(pairs):
        keys = [key for key, _ in pairs]
        if len(set(keys)) != len(keys):
            raise ValueError("a key is given twice")
        return dict(pairs)

    return json.loads(text, object_pairs_hook=unique)


def fits(text):
    try:
        jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(strict(text))
    except (ValueError, jsonschema.ValidationError):
        return False
    return True


GOOD = {
    "format": 1, "name": "schema_test",
    "protocol": {
        "day_zero": "first dose", "arms": [{"code": "A"}], "cycles": {"length_days": 21, "most": 17},
        "visits": [{"code": "C1D1", "day": 0, "window_before_days": 7, "window_after_days": 0, "cycle": 1, "arms": ["A"],
                    "procedures": ["ctc"]}]},
    "subjects": [{"id": "S1", "day_zero": "2026-01-12", "enrolled": "2026-01-05", "arm": "A", "site": "X",
                  "subtype": {"hr": "positive", "her2": "low"}, "prior_lines": 1,
                  "early_end": {"date": "2026-03-01", "reason": "moved"}}],
    "analytes": ["CA153", {"code": "OWN", "name": "Own", "group": "other", "unit": "g/L", "accepted_units": {"g/dL": 10},
                           "upper_limits": [{"assay": "P", "lower": 1, "upper": 2}],
                           "within_subject": {"cv_percent": 5, "source": "a book"},
                           "analytical": [{"cv_percent": 3, "source": "control chart", "assay": "P"}],
                           "sources": {"loinc": "loinc.org"}, "unverified": ["cdisc_testcd"]}],
    "ctc": {"cutoff": 5, "per_ml": 7.5, "max_tube_age_hours": 96,
            "recovery": {"found": 425, "spiked": 500, "source": "spiking experiment"}},
    "identity": {"confirm_sample": True, "confirm_subject": False, "check_character": False},
    "sites": [{"code": "X", "time_zone": "Europe/Copenhagen"}], "site_utc_offset": "+01:00", "as_of": "2026-06-30",
    "mixed_configurations": "a reason",
    "panel": "panel.json", "samples": "samples.csv", "markers": "markers.csv",
}


def places(value, path=()):
    """Paths of all objects and members of a JSON value."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in items:
        yield from places(member, path + (key,))


def changed(path, change):
    study = copy.deepcopy(GOOD)
    parent = study
    for key in path[:-1]:
        parent = parent[key]
    change(parent, path[-1])
    return study


def bad_studies():
    """(what, text) of files that break one rule each."""
    for path in places(GOOD):
        if not path:
            continue
        value = GOOD
        for key in path:
            value = value[key]
        name = "/".join(map(str, path))
        if isinstance(value, dict) and path[-1] != "accepted_units":
            yield name + ": unknown key", json.dumps(changed(path, lambda p, k: p[k].update(unheard_of=1)))
        wrong = 7 if isinstance(value, (str, list, dict)) else "seven"
        yield name + ": wrong type", json.dumps(changed(path, lambda p, k, w=wrong: p.__setitem__(k, w)))
        if isinstance(value, str) and path[-1] not in ("title", "therapy", "source", "time_zone", 0):
            yield name + ": empty", json.dumps(changed(path, lambda p, k: p.__setitem__(k, "")))
    for path in [("format",), ("name",), ("protocol",), ("protocol", "day_zero"), ("protocol", "visits"), ("subjects",),
                 ("protocol", "visits", 0, "code"), ("protocol", "visits", 0, "day"), ("panel",), ("samples",),
                 ("subjects", 0, "id"), ("subjects", 0, "day_zero"), ("ctc", "cutoff"), ("analytes", 1, "unit"),
                 ("subjects", 0, "early_end", "date"), ("protocol", "cycles", "most"), ("sites", 0, "code")]:
        yield "/".join(map(str, path)) + ": missing", json.dumps(changed(path, lambda p, k: p.pop(k)))
    for path, value in [
            (("format",), 2), (("name",), "has blanks"), (("protocol", "visits"), []),
            (("protocol", "visits", 0, "window_before_days"), -1), (("protocol", "visits", 0, "window_after_days"), 366),
            (("protocol", "visits", 0, "day"), 40000), (("protocol", "visits", 0, "day"), 0.5),
            (("protocol", "visits", 0, "procedures"), ["biopsy"]), (("protocol", "visits", 0, "procedures"), ["ctc", "ctc"]),
            (("protocol", "overlapping_windows"), "maybe"), (("protocol", "cycles", "length_days"), 0),
            (("subjects", 0, "day_zero"), "12.1.2026"), (("subjects", 0, "day_zero"), "2026-13-01"),
            (("subjects", 0, "subtype", "hr"), "low"), (("subjects", 0, "subtype", "her2"), "2+"),
            (("subjects", 0, "prior_lines"), 51), (("subjects", 0, "id"), "J. Doe"),
            (("analytes", 1, "group"), "serum"), (("analytes", 1, "accepted_units"), {"g/dL": 0}),
            (("analytes", 1, "upper_limits"), [{"assay": "P"}]), (("analytes", 1, "within_subject"), {"cv_percent": 0, "source": "x"}),
            (("ctc", "recovery", "found"), 0), (("ctc", "recovery", "spiked"), 0.5), (("ctc", "recovery", "mean"), 0.85),
            (("ctc", "recovery"), {"mean": 0.85, "source": "a paper"}), (("ctc", "recovery"), {"mean": 1, "sd": 0.1, "source": "a paper"}),
            (("ctc", "recovery"), {"mean": 0.85, "sd": 0, "source": "a paper"}), (("ctc", "cutoff"), -5), (("ctc", "max_tube_age_hours"), 0), (("site_utc_offset",), "CET"),
            (("site_time_zone",), "Europe/Copenhagen"), (("panel",), "/etc/passwd"), (("samples",), "../samples.csv"),
            (("markers",), "a//b.csv"), (("markers",), "a\\b.csv"), (("as_of",), "today")]:
        yield "/".join(map(str, path)) + ": " + json.dumps(value), json.dumps(changed(path, lambda p, k, v=value: p.__setitem__(k, v)))
    good = json.dumps(GOOD)
    yield "a key twice", good.replace('"format": 1', '"format": 1, "format": 1', 1)
    yield "a depth bomb", good.replace('"format": 1', '"title": ' + "[" * 5000 + "]" * 5000 + ', "format": 1', 1)
    yield "no object", "[]"
    yield "no JSON", good[:-1]


class SchemaAndReader(program.CommandTest):
    def takes(self, text):
        (self.folder / "study.json").write_text(text)
        ended = program.subprocess.run([program.PROGRAM, "batch", "study.json", "--out", "results", "--dry-run"],
                                       cwd=self.folder, capture_output=True, timeout=program.TIME_LIMIT_S)
        self.assertNotIn(ended.returncode, (program.USAGE, 70), ended.stderr)
        return ended.returncode != program.BAD_CONFIG

    def setUp(self):
        super().setUp()
        shutil.copy(program.PANEL, self.folder / "panel.json")
        (self.folder / "samples.csv").write_text("sample,subject,visit,collected,blood_volume_ml,scan\n")
        (self.folder / "markers.csv").write_text("subject,visit,analyte,collected,value,unit,assay\n")

    def test_both_take_a_good_study(self):
        self.assertTrue(fits(json.dumps(GOOD)))
        self.assertTrue(self.takes(json.dumps(GOOD)))

    def test_both_refuse_the_same_bad_files(self):
        number = 0
        for what, text in bad_studies():
            number += 1
            with self.subTest(what=what):
                self.assertFalse(fits(text), "the schema takes it")
                self.assertFalse(self.takes(text), "the program takes it")
        self.assertGreater(number, 120)

    def test_both_take_the_ready_studies(self):
        for name in STUDIES:
            with self.subTest(study=name):
                file = program.SOURCE / "samples/studies" / name / "study.json"
                self.assertTrue(fits(file.read_text()))
                ended = program.subprocess.run([program.PROGRAM, "batch", file, "--out", "results", "--dry-run"],
                                               cwd=self.folder, capture_output=True, timeout=program.TIME_LIMIT_S)
                self.assertIn(ended.returncode, (program.OK, program.NOT_EVALUABLE), ended.stderr)

    def test_the_catalogue_fits_its_schema(self):
        catalogue = program.SOURCE / "calibration/analytes/default.json"
        jsonschema.Draft202012Validator(json.loads(ANALYTE_SCHEMA.read_text())).validate(strict(catalogue.read_text()))

    def test_every_code_of_the_catalogue_has_a_source_or_is_marked_unverified(self):
        catalogue = json.loads((program.SOURCE / "calibration/analytes/default.json").read_text())
        for analyte in catalogue["analytes"]:
            for fact in ("loinc", "cdisc_testcd", "cdisc_test", "ucum"):
                with self.subTest(analyte=analyte["code"], fact=fact):
                    self.assertNotEqual(fact in analyte["sources"], fact in analyte["unverified"])


if __name__ == "__main__":
    unittest.main()
