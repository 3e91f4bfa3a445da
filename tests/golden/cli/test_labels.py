"""From reviewers' decisions to a model: analysed, read, exported as labels, trained on, used."""

import csv
import functools
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import BAD_DATA, GATES, PANEL, PROGRAM, TIME_LIMIT_S, USAGE, CommandTest  # noqa: E402
from reading import Reader  # noqa: E402

LOTS = (41, 42, 43)
COLUMN = "ctc_probability_simulated"
STUDY = tempfile.TemporaryDirectory(prefix="cytrial-labels-")


def step(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True,
                          timeout=TIME_LIMIT_S).stdout


def rows_of(file):
    with open(file, newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


@functools.cache
def wide_gates():
    """The default gates with more candidates, so that readers see cells that are no CTC; the counts stay."""
    gates = json.loads(GATES.read_text())
    gates["gates"].append({"name": "doubtful", "parent": "intact", "kind": "range", "min": 1.5,
                           "parameter": {"role": "cytokeratin", "measure": "cell_mean_adu", "unit": "leukocyte_sd"}})
    gates["candidates"]["when"]["or"].append("doubtful")
    file = pathlib.Path(STUDY.name) / "wide.json"
    file.write_text(json.dumps(gates))
    return file


@functools.cache
def read_lots():
    """A result folder of each lot in which a reader has called every candidate as the truth has it."""
    folders = []
    for seed in LOTS:
        folder = pathlib.Path(STUDY.name) / str(seed)
        step("simulate", "--quiet", "--out", folder, "--seed", seed, "--width", 768, "--height", 768, "--ctcs", 16,
             "--ck-level-min", 1, "--density", 2500)
        step("analyze", folder / "scan.ome.tif", "--panel", PANEL, "--out", folder / "run", "--sample-id", f"S{seed}",
             "--gates", wide_gates(), "--quiet")
        true = [(float(row["x_um"]), float(row["y_um"])) for row in rows_of(folder / "truth.csv") if row["type"] == "ctc"]
        with Reader(folder / "run") as reader:
            for candidate in reader.candidates():
                place = (0.5 * candidate["x_px"], 0.5 * candidate["y_px"])
                near = any(math.dist(place, ctc) < 4.0 for ctc in true)
                reader.decide(candidate, "ctc" if near else "not_ctc")
        folders.append(folder)
    return folders


@functools.cache
def labels(*options):
    """A table of labels of every lot, exported with these options behind."""
    files = []
    for folder in read_lots():
        files.append(folder / f"labels{len(options)}.csv")
        step("export", folder / "run", "--table", "labels", "--source", "simulated", "--output", files[-1], *options)
    return files


class AModelOfDecisions(CommandTest):
    simulate = ["--seed", "51", "--width", "768", "--height", "640", "--ctcs", "12", "--ck-level-min", "1", "--density",
                "2500"]

    def train(self, files):
        told = self.run_cytrial("train", *files, "--out", "model.json").out
        return told, json.loads((self.folder / "model.json").read_text())

    def use(self):
        self.analyze("--model", "model.json", "--sample-id", "T")
        counts = json.loads((self.folder / "results/samples/T/counts.json").read_text())
        flags = {flag["code"]: flag["text"] for flag in counts["quality_flags"]}
        events = self.run_cytrial("export", "results", "--table", "events").rows()
        candidates = self.run_cytrial("export", "results", "--table", "candidates").rows()
        return flags, events, candidates

    def gates_candidates(self):
        self.analyze("--sample-id", "T", out="plain")
        return {row["event_id"] for row in self.run_cytrial("export", "plain", "--table", "candidates").rows()}

    def test_labels_say_what_they_rest_on_and_that_they_are_candidates(self):
        for file in labels():
            rows = rows_of(file)
            self.assertEqual({row["label_source"] for row in rows}, {"simulated"})
            self.assertEqual({row["candidate"] for row in rows}, {"1"})
            self.assertEqual({row["label"] for row in rows}, {"ctc", "not_ctc"})

    def test_a_model_of_candidates_brings_up_no_other_event(self):
        told, model = self.train(labels())
        self.assertIn("trained on simulated cells only", told)
        self.assertIn("speaks of candidates of the gates only", told)
        self.assertEqual((model["scope"], model["trained_on"]), ("candidates", "simulated"))
        self.assertIn("Speaks of candidates of the gates only", (self.folder / "model.html").read_text())
        flags, events, candidates = self.use()
        self.assertIn("says nothing of other events", flags["model_candidates_only"])
        self.assertIn("simulated cells only", flags["model_used"])
        shown = {row["event_id"] for row in candidates}
        self.assertEqual(shown, self.gates_candidates())
        self.assertTrue(all(row["ctc_probability"] for row in candidates))
        told_of = {row["event_id"] for row in events if row[COLUMN]}
        self.assertEqual(told_of, shown, "no probability beside the candidates")
        self.assertGreater(len(events), 5 * len(shown))
        self.run_cytrial("report", "results")
        self.assertIn("says nothing of other events", (self.folder / "results/samples/T/report.html").read_text())

    def test_leukocytes_of_the_gates_let_a_model_speak_of_all_events(self):
        files = labels("--gates-leukocytes", 100)
        rows = [row for file in files for row in rows_of(file) if row["label"] == "gates_leukocyte"]
        self.assertEqual(len(rows), 100 * len(LOTS))
        self.assertEqual({(row["phenotype"], row["candidate"]) for row in rows}, {("leukocyte", "0")})
        told, model = self.train(files)
        self.assertIn("speaks of all events: trained on 300 events that are no CTC and were no candidate", told)
        self.assertEqual((model["scope"], model["training"]["labels"]["gates_leukocyte"]), ("events", 300))
        flags, events, candidates = self.use()
        self.assertNotIn("model_candidates_only", flags)
        self.assertTrue(all(row[COLUMN] for row in events))
        brought_up = {row["event_id"] for row in candidates} - self.gates_candidates()
        self.assertLessEqual(len(brought_up), 0.03 * len(events), "leukocytes are none")

    def test_labels_without_a_source_are_refused(self):
        run = read_lots()[0] / "run"
        ended = self.run_cytrial("export", run, "--table", "labels", expect=USAGE)
        self.assert_refused(ended, "usage", "--source simulated or --source real")
        self.run_cytrial("export", run, "--table", "labels", "--source", "mine", expect=USAGE)
        for option in (("--source", "real"), ("--gates-leukocytes", 5)):
            self.assert_refused(self.run_cytrial("export", run, "--table", "counts", *option, expect=USAGE), "usage", option[0])

    def test_two_lots_are_too_few(self):
        ended = self.run_cytrial("train", *labels()[:2], "--out", "few.json", expect=BAD_DATA)
        self.assert_refused(ended, "bad_data", "at least 3")


if __name__ == "__main__":
    unittest.main()
