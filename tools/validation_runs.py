"""Runs the built programs for tools/validate_real and tools/validate_simulated."""

import json
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Failure(Exception):
    """What stops a validation, with its reason."""


def run(program, *arguments, allowed=(0,)):
    """Standard output of a command. A status outside `allowed` is a Failure with what the command said."""
    command = [str(program), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in allowed:
        raise Failure(f"{' '.join(command)}\nended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def fresh_folder(folder):
    """An empty folder. What an earlier validation left there is removed, anything else is a Failure."""
    mark = folder / "made-by-validation"
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise Failure(f"{folder}: holds files that no validation made; give another --out")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    mark.touch()


def built(name, folder):
    """Path of a program below build/release, or below the folder that --build names."""
    for place in (folder / "src/cli" / name, folder / "src/validation" / name):
        if place.exists():
            return place
    raise Failure(f"{folder}: {name} is not built; run tools/build {name}")


def analyze(cytrial, scan, panel, out, *more):
    """One scan into a folder of its own. NOT EVALUABLE is a Failure: every image here is sound."""
    run(cytrial, "analyze", scan, "--panel", panel, "--out", out, "--sample-id", "s", "--quiet", *more)
    events = out / "events.csv"
    events.write_text(run(cytrial, "export", out, "--table", "events", "--format", "csv"), encoding="utf-8")
    return events


def validate(cytrial, events, truth, pixel_size_um, max_distance_um):
    return json.loads(run(cytrial, "validate", "--events", events, "--truth", truth, "--pixel-size-um",
                          pixel_size_um, "--max-distance-um", max_distance_um, "--json"))


def main_of(work):
    """Runs `work` and turns a Failure into a message and exit code 1."""
    try:
        work()
    except (Failure, OSError) as problem:
        print(f"{pathlib.Path(sys.argv[0]).name}: {problem}", file=sys.stderr)
        sys.exit(1)
