"""Runs the readers of others for the tests of this folder.

READERS names the folder with node_modules. A test works in a temporary folder of its own with one analysed sample.
"""

import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "golden" / "cli"))
from program import OK, PANEL, PROGRAM, CommandTest  # noqa: E402,F401

HERE = pathlib.Path(__file__).resolve().parent
SPILLOVER = [[1, 0.002, 0], [0, 1, 0.03], [0, 0.02, 1]]  # row = dye, column = detector


def run_reader(script, *arguments):
    """Runs a reader with node; what it printed, or an AssertionError with its message."""
    ended = subprocess.run(["node", HERE / script, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                           env=dict(os.environ))
    if ended.returncode != 0:
        raise Refused(ended.stdout + ended.stderr)
    return ended.stdout


class Refused(Exception):
    """A reader did not take a file."""


class ExchangeTest(CommandTest):
    """Tests that read what `cytrial export --as` writes. `results` is the folder that the next export reads."""

    simulate = ["--seed", "31", "--width", "512", "--height", "448", "--ctcs", "4", "--ck-level-min", "6"]
    results = "results"

    def analyzed(self, *arguments):
        """Sample S1 of the shared scan, analysed once per set of options for all tests of the class."""
        runs = self.__class__.__dict__.get("runs")
        if runs is None:
            runs = self.__class__.runs = {}
        if arguments not in runs:
            runs[arguments] = self.shared / f"results{len(runs)}"
            self.analyze("--sample-id", "S1", *arguments, out=runs[arguments])
        self.results = runs[arguments]

    def table(self, name):
        return self.run_cytrial("export", self.results, "--table", name).rows()

    def export(self, what, name, *arguments, **settings):
        place = self.folder / name
        self.run_cytrial("export", self.results, "--as", what, "--output", place, *arguments, **settings)
        return place

    def calibration(self):
        """A calibration set of a spillover matrix alone."""
        folder = self.shared / "calibration"
        folder.mkdir(exist_ok=True)
        channels = ["DAPI", "CK", "CD45"]
        (folder / "set.json").write_text(json.dumps({
            "name": "test", "instrument": "simulator", "date": "2026-01-01",
            "channels": [{"name": name} for name in channels],
            "spillover": {"channels": channels, "matrix": SPILLOVER}}))
        return folder
