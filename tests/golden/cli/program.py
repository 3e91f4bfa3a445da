"""Runs the program as its users do, for the tests of this folder.

CYTRIAL names the program, CYTRIAL_SOURCE the source tree. A test works in a temporary folder of its own.
"""

import csv
import io
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["CYTRIAL"]
SOURCE = pathlib.Path(os.environ["CYTRIAL_SOURCE"])
PANEL = SOURCE / "calibration/panels/dapi_ck_cd45.json"
NUCLEAR_PANEL = SOURCE / "calibration/panels/nuclear_only.json"
GATES = SOURCE / "calibration/gates/default.json"
TIME_LIMIT_S = 120

OK, NOT_EVALUABLE, USAGE, BAD_DATA, NO_INPUT, CANNOT_CREATE, TRY_AGAIN, BAD_CONFIG = 0, 1, 64, 65, 66, 73, 75, 78
NO_PERMISSION = 77


class Ended:
    """What a command printed and how it ended."""

    def __init__(self, process):
        self.code = process.returncode
        self.bytes = process.stdout
        self.out = process.stdout.decode("utf-8")
        self.err = process.stderr.decode("utf-8")

    def json(self):
        return json.loads(self.out)

    def rows(self):
        return list(csv.DictReader(io.StringIO(self.out, newline="")))


class CommandTest(unittest.TestCase):
    """A test class with a folder of its own and one simulated scan (`scan`, `truth`) that its tests share."""

    simulate = ["--seed", "31", "--width", "640", "--height", "512", "--ctcs", "4", "--ck-level-min", "6"]

    @classmethod
    def setUpClass(cls):
        kept = tempfile.TemporaryDirectory(prefix="cytrial-cli-")
        cls.addClassCleanup(kept.cleanup)
        cls.shared = pathlib.Path(kept.name)
        cls.scan, cls.truth = cls.shared / "scan.ome.tif", cls.shared / "truth.csv"
        subprocess.run([PROGRAM, "simulate", "--quiet", "--out", cls.shared, *cls.simulate], check=True,
                       stdout=subprocess.DEVNULL, timeout=TIME_LIMIT_S)

    def setUp(self):
        kept = tempfile.TemporaryDirectory(prefix="cytrial-cli-")
        self.addCleanup(kept.cleanup)
        self.folder = pathlib.Path(kept.name)

    def run_cytrial(self, *arguments, expect=OK, environment=None, folder=None, typed=""):
        """Runs a command in the test's folder, with `typed` as its standard input, and checks its exit code."""
        process = subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder or self.folder, capture_output=True,
                                 input=typed.encode("utf-8"), timeout=TIME_LIMIT_S,
                                 env=dict(os.environ, **(environment or {})))
        ended = Ended(process)
        self.assertEqual(ended.code, expect, f"{arguments}\n{ended.out}\n{ended.err}")
        return ended

    def analyze(self, *arguments, scan=None, out="results", expect=OK, **settings):
        """Counts the shared scan, or another one, with the usual panel."""
        return self.run_cytrial("analyze", scan or self.scan, "--panel", PANEL, "--out", out, "--quiet", *arguments,
                                expect=expect, **settings)

    def events(self, *arguments, out="results", **settings):
        """The events table as bytes."""
        return self.run_cytrial("export", out, "--table", "events", *arguments, **settings).bytes

    def assert_refused(self, ended, name, *words):
        """One line on standard error that says what is wrong; nothing on standard output."""
        self.assertEqual(ended.out, "")
        lines = ended.err.splitlines()
        self.assertTrue(lines and lines[-1].startswith(f"cytrial: {name}: "), ended.err)
        for word in words:
            self.assertIn(str(word), lines[-1])
