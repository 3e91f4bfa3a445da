"""Simulated scans of tools/validate_ladders: recipes, one analysed scan each, and records that outlive an interruption."""

import csv
import dataclasses
import hashlib
import json
import pathlib
import shutil

from lobed_cells import counted_once
from review_burden import review_burden
from validation_runs import ROOT, Failure, run, validate

CALIBRATION = ROOT / "calibration/simulator/2026-01-15"
PANEL = ROOT / "calibration/panels/dapi_ck_cd45.json"
MAX_DISTANCE_UM = 3
MARK = "made-by-validation"


@dataclasses.dataclass(frozen=True)
class Recipe:
    """What decides a scan, and what it is for in the plan."""
    key: str  # unique; name of its folder and of the sample
    seed: int
    edge_px: int
    ctcs: int
    density: int = 1000
    pixel_size_um: float = 0.5
    noise: str = "mild"
    ck_level_min: float = 3.0
    faults: tuple = ()  # options of `cytrial simulate`
    role: str = "cells"
    batch: str = ""
    scored: bool = False  # cell by cell, and lobed nuclei counted


def digest_of(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def opened_folder(folder, fresh):
    """The folder of an earlier run, or a new one. Files that no validation made are a Failure."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise Failure(f"{folder}: holds files that no validation made; give another --out")
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()
    return folder


class Workshop:
    """Makes and measures scans below one folder. A scan whose record fits recipe and program is not made again."""

    def __init__(self, cytrial, folder, threads):
        self.cytrial = cytrial
        self.folder = folder
        self.threads = threads
        self.program = digest_of(cytrial)
        (folder / "records").mkdir(exist_ok=True)

    def place(self, recipe):
        return self.folder / recipe.key

    def record_of(self, recipe):
        """{"status", "reasons", "flags", "score", "lobed", "burden"} of one scan."""
        file = self.folder / "records" / f"{recipe.key}.json"
        wanted = json.loads(json.dumps(dataclasses.asdict(recipe)))
        if file.exists():
            record = json.loads(file.read_text(encoding="utf-8"))
            if record["recipe"] == wanted and record["program"] == self.program:
                return record
        record = {"recipe": wanted, "program": self.program, **self.measure(recipe)}
        # Whole or not at all: a record that was cut off would be read as one.
        unfinished = file.with_suffix(".tmp")
        unfinished.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        unfinished.replace(file)
        return record

    def measure(self, recipe):
        place = self.place(recipe)
        shutil.rmtree(place, ignore_errors=True)
        run(self.cytrial, "simulate", "--quiet", "--out", place, "--seed", recipe.seed, "--width", recipe.edge_px,
            "--height", recipe.edge_px, "--density", recipe.density, "--ctcs", recipe.ctcs, "--ck-level-min",
            recipe.ck_level_min, "--pixel-size-um", recipe.pixel_size_um, "--noise", recipe.noise, *recipe.faults)
        # 1 and 65: NOT EVALUABLE, which is a finding here and no failure.
        run(self.cytrial, "analyze", place / "scan.ome.tif", "--panel", PANEL, "--out", place / "result", "--sample-id",
            "s", "--calibration", CALIBRATION, "--max-crops", 0, "--threads", self.threads, "--quiet",
            allowed=(0, 1, 65))
        (place / "scan.ome.tif").unlink()
        rows = list(csv.DictReader(run(self.cytrial, "export", place / "result", "--table", "counts", "--format",
                                       "csv").splitlines()))
        if len(rows) != 1:
            raise Failure(f"{place}: has {len(rows)} samples instead of 1")
        record = {"status": rows[0]["status"], "reasons": rows[0]["reasons"], "flags": rows[0]["quality_flags"].split(),
                  "score": None, "lobed": None, "burden": None}
        if record["status"] == "evaluable":
            record["burden"] = self.burden(recipe)
            if recipe.scored:
                record.update(self.score(recipe))
        return record

    def burden(self, recipe):
        place = self.place(recipe)
        candidates = run(self.cytrial, "export", place / "result", "--table", "candidates").splitlines()
        with open(place / "truth.csv", newline="", encoding="utf-8") as truth:
            return review_burden(csv.DictReader(truth), csv.DictReader(candidates), recipe.pixel_size_um, MAX_DISTANCE_UM)

    def score(self, recipe):
        place = self.place(recipe)
        events = place / "events.csv"
        events.write_text(run(self.cytrial, "export", place / "result", "--table", "events"), encoding="utf-8")
        score = validate(self.cytrial, events, place / "truth.csv", recipe.pixel_size_um, MAX_DISTANCE_UM)
        with open(events, newline="", encoding="utf-8") as found, open(place / "truth.csv", newline="",
                                                                       encoding="utf-8") as truth:
            lobed = counted_once(csv.DictReader(truth), csv.DictReader(found), MAX_DISTANCE_UM)
        events.unlink()
        return {"score": score, "lobed": lobed}


def summary_of(workshop, name, recipes, html=None):
    """What `cytrial validate --plan` says of these scans, whose results must exist."""
    sheet = workshop.folder / f"{name}.csv"
    with open(sheet, "w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["name", "result", "role", "expected", "batch", "material", "truth"])
        for recipe in recipes:
            rows.writerow([recipe.key, f"{recipe.key}/result", recipe.role, recipe.ctcs, recipe.batch, "simulated",
                           f"{recipe.key}/truth.csv"])
    plan = workshop.folder / f"{name}.json"
    plan.write_text(json.dumps({"format": 1, "name": name, "samples": sheet.name,
                                "max_distance_um": MAX_DISTANCE_UM}) + "\n", encoding="utf-8")
    more = ["--html", pathlib.Path(html)] if html else []
    return json.loads(run(workshop.cytrial, "validate", "--plan", plan, "--json", *more, allowed=(0, 1)))
