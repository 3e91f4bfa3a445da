"""Wrong arguments end with 64, say what is wrong, and touch nothing."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import NO_INPUT, PANEL, USAGE, CommandTest  # noqa: E402

COMMANDS = ["info", "analyze", "batch", "regate", "timepoints", "report", "export", "simulate", "simulate-study", "validate", "label",
            "train", "calibrate"]


class Help(CommandTest):
    def test_every_command_has_help_with_examples_on_standard_output(self):
        for command in COMMANDS:
            with self.subTest(command):
                shown = self.run_cytrial(command, "--help")
                self.assertIn("Examples:", shown.out)
                self.assertIn(f"cytrial {command} ", shown.out.split("Examples:")[1])
                self.assertEqual(shown.err, "")

    def test_the_program_lists_its_commands_and_exit_codes(self):
        shown = self.run_cytrial("--help").out
        for word in [*COMMANDS, "NOT EVALUABLE", "64", "65", "66", "70", "71", "73", "74", "75", "77", "78"]:
            self.assertIn(word, shown)

    def test_the_version_is_one_line(self):
        self.assertRegex(self.run_cytrial("--version").out, r"\Acytrial \d+\.\d+\.\d+\n\Z")


class WrongArguments(CommandTest):
    CASES = {
        "no command": ([], "command"),
        "unknown command": (["analyse", "scan.tif"], "analyse"),
        "unknown option": (["info", "scan.tif", "--frobnicate"], "--frobnicate"),
        "no scan": (["analyze", "--panel", "p.json", "--out", "o"], "scan"),
        "no panel": (["analyze", "scan.tif", "--out", "o"], "--panel"),
        "no result folder": (["analyze", "scan.tif", "--panel", "p.json"], "--out"),
        "option without value": (["analyze", "scan.tif", "--panel"], "--panel"),
        "volume that is no number": (["analyze", "s.tif", "--panel", PANEL, "--out", "o", "--blood-volume-ml", "much"],
                                     "--blood-volume-ml"),
        "volume of zero": (["analyze", "s.tif", "--panel", PANEL, "--out", "o", "--blood-volume-ml", "0"],
                           "--blood-volume-ml"),
        "negative volume": (["analyze", "s.tif", "--panel", PANEL, "--out", "o", "--blood-volume-ml", "-7.5"],
                            "--blood-volume-ml"),
        "volume not a number": (["analyze", "s.tif", "--panel", PANEL, "--out", "o", "--blood-volume-ml", "nan"],
                                "--blood-volume-ml"),
        "sample with a path": (["analyze", "s.tif", "--panel", PANEL, "--out", "o", "--sample-id", "../S1"],
                               "--sample-id"),
        "pixel size of zero": (["analyze", "s.tif", "--panel", PANEL, "--out", "o", "--pixel-size-um", "0"],
                               "--pixel-size-um"),
        "info with a pixel size of zero": (["info", "s.tif", "--pixel-size-um", "0"], "--pixel-size-um"),
        "negative threads": (["analyze", "s.tif", "--panel", PANEL, "--out", "o", "--threads", "-1"], "--threads"),
        "tiny tiles": (["analyze", "s.tif", "--panel", PANEL, "--out", "o", "--tile-px", "1"], "--tile-px"),
        "no memory": (["analyze", "s.tif", "--panel", PANEL, "--out", "o", "--memory-mib", "0"], "--memory-mib"),
        "unknown set of features": (["analyze", "s.tif", "--panel", PANEL, "--out", "o", "--features", "all"], "--features"),
        "unknown table": (["export", "results", "--table", "cells"], "--table"),
        "unknown format": (["export", "results", "--table", "events", "--format", "xml"], "--format"),
        "CSV and JSON": (["timepoints", "results", "--csv", "--json"], "--csv"),
        "pixel size for scoring absent": (["validate", "--events", "e.csv", "--truth", "t.csv"], "--pixel-size-um"),
        "distance of zero": (["validate", "--events", "e.csv", "--truth", "t.csv", "--pixel-size-um", "1",
                              "--max-distance-um", "0"], "--max-distance-um"),
        "negative seed": (["simulate", "--out", "sim", "--seed", "-1"], "--seed"),
        "negative CTCs": (["simulate", "--out", "sim", "--ctcs", "-1"], "--ctcs"),
        "no cells": (["simulate", "--out", "sim", "--density", "0"], "--density"),
        "no noise": (["simulate", "--out", "sim", "--noise", "none"], "--noise"),
    }

    def test_they_end_with_64_and_name_the_argument(self):
        for name, (arguments, word) in self.CASES.items():
            with self.subTest(name):
                ended = self.run_cytrial(*arguments, expect=USAGE)
                self.assert_refused(ended, "usage", word)
                self.assertEqual(list(self.folder.iterdir()), [])


class MissingInput(CommandTest):
    CASES = {
        "info": (["info", "absent.tif"], "absent.tif"),
        "analyze": (["analyze", "absent.tif", "--panel", PANEL, "--out", "o"], "absent.tif"),
        "panel": (["analyze", "absent.tif", "--panel", "absent.json", "--out", "o"], "absent.json"),
        "gates": (["analyze", "a.tif", "--panel", PANEL, "--out", "o", "--gates", "absent.json"], "absent.json"),
        "calibration": (["analyze", "a.tif", "--panel", PANEL, "--out", "o", "--calibration", "absent"], "absent"),
        "dry run": (["analyze", "absent.tif", "--panel", PANEL, "--out", "o", "--dry-run"], "absent.tif"),
        "batch": (["batch", "absent.json", "--out", "o"], "absent.json"),
        "regate": (["regate", "absent", "--gates", PANEL.parent.parent / "gates/default.json"], "absent"),
        "timepoints": (["timepoints", "absent"], "absent"),
        "report": (["report", "absent"], "absent"),
        "export": (["export", "absent", "--table", "events"], "absent"),
        "validate": (["validate", "--events", "absent.csv", "--truth", "t.csv", "--pixel-size-um", "1"], "absent.csv"),
    }

    def test_ends_with_66_names_the_file_and_makes_nothing(self):
        for name, (arguments, word) in self.CASES.items():
            with self.subTest(name):
                ended = self.run_cytrial(*arguments, expect=NO_INPUT)
                self.assert_refused(ended, "no_input", word)
                self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
