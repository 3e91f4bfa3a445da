#!/usr/bin/env python3
"""Simulates the scans of the demonstration study from their seeds.

Usage: prepare_demo_scans.py SCANS.csv FOLDER CYTRIAL

SCANS.csv has a row per scan (samples/studies/hai_folfox_demo/README.md explains the columns). A scan that is there and was
made from the same row by the same program is left alone.
"""

import csv
import pathlib
import shutil
import subprocess
import sys


def make_scan(row, target, program):
    work = target.with_suffix(".work")
    shutil.rmtree(work, ignore_errors=True)
    subprocess.run(
        [program, "simulate", "--quiet", "--out", work, "--seed", row["seed"], "--width", row["width_px"],
         "--height", row["height_px"], "--density", row["density_per_mm2"], "--ctcs", row["ctcs"],
         "--ck-level-min", row["ck_level_min"]],
        check=True, stdout=subprocess.DEVNULL)
    scan = work / "scan.ome.tif"
    kept = int(scan.stat().st_size * float(row["kept_share"]))
    with scan.open("rb") as source, target.open("wb") as out:
        out.write(source.read(kept))
    shutil.move(work / "truth.csv", target.with_suffix("").with_suffix(".truth.csv"))
    shutil.rmtree(work)


def main():
    recipe, folder, program = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    folder.mkdir(parents=True, exist_ok=True)
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    made = 0
    with open(recipe, newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            target = folder / row["scan"]
            stamp = target.with_suffix("").with_suffix(".recipe.txt")
            recipe_text = version + ",".join(row.values()) + "\n"
            if target.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == recipe_text:
                continue
            make_scan(row, target, program)
            stamp.write_text(recipe_text, encoding="utf-8")
            made += 1
    print(f"scans: {made} simulated, the others were there" if made else "scans: all were there")


if __name__ == "__main__":
    main()
