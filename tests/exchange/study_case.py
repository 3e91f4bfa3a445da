"""A small study with every state of a result, what each format must say of it, and the names that figures have there."""

import re

STUDY = {
    "format": 1, "name": "demo", "title": "A study & its <exports>", "as_of": "2026-03-01",
    "ctc": {"cutoff": 5, "per_ml": 7.5, "loinc": "67568-6",
            "recovery": {"found": 85, "spiked": 100, "source": "=spiking, \"SKBR3\" & <others>"}},
    "protocol": {"day_zero": "first infusion", "visits": [
        {"code": code, "day": day, "window_before_days": 3, "window_after_days": 3}
        for code, day in (("C1D1", 0), ("C2D1", 21), ("C3D1", 42), ("C4D1", 63))]},
    "subjects": [{"id": "SUBJ-01", "day_zero": "2026-01-12"}, {"id": "SUBJ_02", "day_zero": "2026-01-12"}],
    "analytes": ["CA153", {"code": "CA2729", "name": "CA 27.29", "unit": "U/mL", "accepted_units": {"kU/L": 1},
                           "upper_limits": [{"assay": "=1+1", "upper": 38.6, "source": "test"}]}],
    "panel": "panel.json", "samples": "samples.csv", "markers": "markers.csv",
}
SAMPLES = """sample,subject,visit,collected,blood_volume_ml,scan
A1,SUBJ-01,C1D1,2026-01-12T08:10+01:00,7.5,good.ome.tif
A2,SUBJ-01,C2D1,2026-02-02T08:10:30-03:30,7.5,damaged.ome.tif
B1,SUBJ_02,C1D1,2026-01-11T09:00Z,5,other.ome.tif
B2,SUBJ_02,C2D1,2026-02-02T09:00Z,7.5,good.ome.tif
B3,SUBJ_02,C3D1,2026-02-23T09:00Z,7.5,many.ome.tif
"""
MARKERS = """subject,visit,analyte,collected,value,unit,assay
SUBJ-01,C1D1,CA 15-3,2026-01-12T08:10+01:00,84.6,U/mL,ECLIA
SUBJ-01,C1D1,CA 27.29,2026-01-12T08:10+01:00,<2.0,kU/L,=1+1
SUBJ-01,C2D1,CA 15-3,2026-02-02T08:10+01:00,31.2,,ECLIA
SUBJ-01,C3D1,CA 15-3,2026-02-23T08:10+01:00,31.2,U/mL,ECLIA
SUBJ_02,C1D1,CA 15-3,2026-01-12T08:10+01:00,11.5,U/mL,ECLIA
SUBJ_02,C1D1,CA 15-3,2026-01-12T08:20+01:00,12.5,U/mL,ECLIA
SUBJ_02,C2D1,CA 27.29,2026-02-02T08:10+01:00,1e2,U/mL,@SUM(A1)
SUBJ_02,C2D1,CA 15-3,2026-02-02T08:10+01:00,0,U/mL,-ECLIA
"""
# Subject, visit, test: what every format must say. The counts are filled in from the program's own table.
STATES = {
    ("SUBJ-01", "C1D1"): {"CTC": "measured", "CA153": "measured", "CA2729": "measured"},
    ("SUBJ-01", "C2D1"): {"CTC": "not_evaluable", "CA153": "not_evaluable", "CA2729": "not_done"},
    ("SUBJ-01", "C3D1"): {"CTC": "not_done", "CA153": "measured", "CA2729": "not_done"},
    ("SUBJ-01", "C4D1"): {"CTC": "not_expected", "CA153": "not_expected", "CA2729": "not_expected"},
    ("SUBJ_02", "C1D1"): {"CTC": "measured", "CA153": "quarantined", "CA2729": "not_done"},
    ("SUBJ_02", "C2D1"): {"CTC": "quarantined", "CA153": "measured", "CA2729": "not_evaluable"},
    ("SUBJ_02", "C3D1"): {"CTC": "measured", "CA153": "not_done", "CA2729": "not_done"},
    ("SUBJ_02", "C4D1"): {"CTC": "not_expected", "CA153": "not_expected", "CA2729": "not_expected"},
}
# What the table of timepoints states of a result, by the ends of its columns: every format has all of it.
COUNT_FIGURES = ["recovered_per_7_5_ml", "recovered_per_7_5_ml_low", "recovered_per_7_5_ml_high", "probability_at_cutoff",
                 "baseline", "change_from", "cutoff_crossing", "change", "change_p", "change_mid_p", "change_p_holm", "look", "looks",
                 "ratio", "ratio_low", "ratio_high", "falls_at", "rises_at"]
MARKER_FIGURES = ["stretch", "change_percent", "rcv_from", "rcv_percent", "rcv_low_percent", "rcv_high_percent", "rcv",
                  "rcv_one_sided", "doubling_days"]
SDTM_FIGURES = dict(zip(COUNT_FIGURES + MARKER_FIGURES, [
    "CTCRC", "CTCRCLO", "CTCRCHI", "CTCPCUT", None, "LBCHGFR", "CTCCROSS", "CTCCHG", "LBCHGP", "LBCHGMP", "LBCHGPH", "LBLOOK",
    "LBLOOKS", "LBRATIO", "LBRATLO", "LBRATHI", "LBFALLAT", "LBRISEAT",
    "LBSTRTCH", "LBCHGPRV", "LBRCVFR", "LBRCVPCT", "LBRCVLO", "LBRCVHI", "LBRCV", "LBRCV1", "LBDOUBLE"]))
FHIR_FIGURES = dict(zip(COUNT_FIGURES + MARKER_FIGURES, [
    "CTC per 7.5 mL, Corrected for Recovery", "Recovery-corrected, Lower 95% Limit", "Recovery-corrected, Upper 95% Limit",
    "Probability At or Above the Cut-off", "Baseline of the Subject's Counts", "Visit of the Baseline Compared With",
    "Cut-off Crossed since Baseline", "Change from Baseline Beyond Chance", "Exact p of the Change, Not Adjusted",
    "Mid-p of the Change, Not Adjusted", "Exact p, Adjusted for All Looks (Holm)", "Look at the Change, Its Number",
    "Looks at the Change, All of the Subject", "Ratio to Baseline", "Ratio to Baseline, Lower 95% Limit",
    "Ratio to Baseline, Upper 95% Limit", "Highest Count that Would be a Fall", "Lowest Count that Would be a Rise",
    "Stretch of One Assay", "Change from the Result Before", "Visit of the Result Compared With", "Change from that Result",
    "Reference Change Value, Lower", "Reference Change Value, Upper", "Change Beyond Variation, Two-sided",
    "Change Beyond Variation, One-sided", "Doubling Time (Negative: Halving)"]))
SUBJECTS, VISITS = ("SUBJ-01", "SUBJ_02"), ("C1D1", "C2D1", "C3D1", "C4D1")
TESTCD = {"CTC": "CTC", "CA15_3AG": "CA153", "CA2729": "CA2729"}
FORMULA = re.compile(r"^[=+\-@\t\r\n]")
NUMBER = re.compile(r"^-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?$")


def as_value(cell):
    """A number where the cell is one."""
    return float(cell) if NUMBER.match(cell) else cell


def figures_in(cells):
    """The same of cells by name, empty ones left out."""
    return {name: as_value(cell) for name, cell in cells.items() if cell}
