"""Models beside the gates: from simulated scans with truth to ranked candidates of a scan no tree has seen."""

import csv
import functools
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import (BAD_CONFIG, BAD_DATA, NO_INPUT, NUCLEAR_PANEL, PANEL, PROGRAM, TIME_LIMIT_S, USAGE,  # noqa: E402
                     CommandTest)

# seed, leukocytes per mm2, noise, pixel size [um]: four batches as different as slides are
BATCHES = [(41, 1500, "mild", 0.5), (42, 2500, "harsh", 0.5), (43, 1200, "mild", 0.65), (44, 2500, "mild", 0.4)]
COLUMN = "ctc_probability_simulated"


TRAINING = tempfile.TemporaryDirectory(prefix="cytrial-model-")


def step(*arguments):
    subprocess.run([PROGRAM, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, timeout=TIME_LIMIT_S)


@functools.cache
def trained():
    """The model and the labelled events of every batch, made once for all tests."""
    labelled = []
    for seed, density, noise, pixel in BATCHES:
        folder = pathlib.Path(TRAINING.name) / str(seed)
        step("simulate", "--quiet", "--out", folder, "--seed", seed, "--width", 640, "--height", 640, "--ctcs", 14,
             "--ck-level-min", 1, "--density", density, "--noise", noise, "--pixel-size-um", pixel)
        step("analyze", folder / "scan.ome.tif", "--panel", PANEL, "--out", folder / "run", "--sample-id", f"S{seed}",
             "--quiet")
        step("export", folder / "run", "--table", "features", "--output", folder / "features.csv")
        step("label", "--events", folder / "features.csv", "--truth", folder / "truth.csv", "--pixel-size-um", pixel,
             "--batch", f"lot{seed}", "--source", "simulated", "--out", folder / "labelled.csv")
        labelled.append(folder / "labelled.csv")
    model = pathlib.Path(TRAINING.name) / "model.json"
    step("train", *labelled, "--out", model, "--name", "four_lots")
    return model, labelled


class ModelTest(CommandTest):
    """With a model, and a scan of a seed that it was not trained on."""

    simulate = ["--seed", "51", "--width", "768", "--height", "640", "--ctcs", "16", "--ck-level-min", "1", "--density",
                "1500"]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model, cls.labelled = trained()

    def candidates(self, out="results"):
        return self.run_cytrial("export", out, "--table", "candidates").rows()


class ATrainedModel(ModelTest):
    def test_training_again_gives_the_same_bytes(self):
        self.run_cytrial("train", *self.labelled, "--out", "again.json", "--name", "four_lots")
        self.assertEqual((self.folder / "again.json").read_bytes(), self.model.read_bytes())
        self.assertEqual((self.folder / "again.html").read_bytes(), self.model.with_suffix(".html").read_bytes())

    def test_the_file_says_what_stands_behind_it(self):
        model = json.loads(self.model.read_text())
        self.assertEqual(model["trained_on"], "simulated")
        self.assertEqual([batch["batch"] for batch in model["validation"]["batches"]], [f"lot{b[0]}" for b in BATCHES])
        self.assertEqual(model["training"]["labels"]["ctc"], model["training"]["ctcs"])
        self.assertEqual(len(model["training"]["files"]), len(BATCHES))
        self.assertGreater(model["validation"]["auc"]["value"], 0.95)
        self.assertLess(model["validation"]["brier"]["value"], 0.5 * model["validation"]["brier_of_prevalence"])

    def test_the_page_says_first_of_all_that_the_cells_were_simulated(self):
        page = self.model.with_suffix(".html").read_text()
        self.assertLess(page.index("Trained on simulated cells only"), page.index("On batches it had not seen"))
        self.assertNotIn("<script", page)

    def test_labels_are_those_of_the_truth(self):
        with open(self.labelled[0], newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual({row["batch"] for row in rows}, {"lot41"})
        self.assertEqual({row["label_source"] for row in rows}, {"simulated"})
        self.assertGreaterEqual(sum(row["label"] == "ctc" for row in rows), 12)


class AScanNoTreeHasSeen(ModelTest):
    def setUp(self):
        super().setUp()
        self.result = self.analyze("--model", self.model, "--sample-id", "T", "--json").json()

    def test_counts_stay_the_gates_own(self):
        plain = self.analyze("--sample-id", "T", "--json", out="plain").json()
        self.assertEqual(self.result["counts"], plain["counts"])

    def test_every_output_says_that_the_model_knows_simulated_cells_only(self):
        counts = json.loads((self.folder / "results/samples/T/counts.json").read_text())
        flags = {flag["code"]: flag["text"] for flag in counts["quality_flags"]}
        self.assertIn("simulated cells only", flags["model_used"])
        self.assertIn("not proven on real cells", flags["model_simulated"])
        self.assertIn("model_simulated", self.run_cytrial("export", "results", "--table", "counts").out)
        self.assertIn(COLUMN, self.run_cytrial("export", "results", "--table", "events").rows()[0])
        self.assertEqual({row["model_trained_on"] for row in self.candidates()}, {"simulated"})
        self.run_cytrial("report", "results")
        report = (self.folder / "results/samples/T/report.html").read_text()
        self.assertIn("by a model trained on simulated cells only", report)
        self.assertIn("leukocyte SD above the leukocytes", report)

    def test_files_for_other_programs_say_it_too(self):
        self.run_cytrial("export", "results", "--as", "qupath", "--sample", "T", "--output", "t.geojson")
        for feature in json.loads((self.folder / "t.geojson").read_text())["features"]:
            self.assertEqual(feature["properties"]["metadata"]["model_trained_on"], "simulated")
        self.run_cytrial("export", "results", "--as", "crops", "--sample", "T", "--output", "crops")
        with open(self.folder / "crops/index.csv", newline="", encoding="utf-8") as file:
            index = {row["event_id"]: row for row in csv.DictReader(file)}
        for row in self.candidates():
            told = index[row["event_id"]]
            self.assertEqual((told["ctc_probability"], told["model_trained_on"]), (row["ctc_probability"], "simulated"))

    def test_most_ctcs_are_likely_and_most_leukocytes_are_not(self):
        self.run_cytrial("export", "results", "--table", "events", "--output", "events.csv")
        self.run_cytrial("label", "--events", "events.csv", "--truth", self.truth, "--pixel-size-um", 0.5, "--batch", "new",
                         "--source", "simulated", "--out", "known.csv")
        with open(self.folder / "known.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        ctcs = [float(row[COLUMN]) for row in rows if row["label"] == "ctc"]
        leukocytes = [float(row[COLUMN]) for row in rows if row["label"] == "leukocyte"]
        self.assertGreaterEqual(sum(p >= 0.5 for p in ctcs), 0.9 * len(ctcs))
        self.assertLessEqual(sum(p >= 0.5 for p in leukocytes), 0.01 * len(leukocytes))

    def test_candidates_are_ranked_by_probability_and_disagreement_is_a_reason(self):
        rows = sorted(self.candidates(), key=lambda row: int(row["rank"]))
        self.assertEqual([int(row["rank"]) for row in rows], list(range(1, len(rows) + 1)))
        called = [float(row["ctc_probability"]) for row in rows
                  if row["phenotype"] == "ctc" or float(row["ctc_probability"]) >= 0.5]
        self.assertEqual(called, sorted(called, reverse=True))
        for row in rows:
            differs = (row["phenotype"] == "ctc") != (float(row["ctc_probability"]) >= 0.5)
            self.assertEqual(row["model_disagrees"], str(int(differs)))
            self.assertEqual("gates_and_model_differ" in row["reasons"], differs, row["reasons"])
            if float(row["ctc_probability"]) >= 0.5:
                self.assertTrue(row["model_speaks_for"])

    def test_threads_tiles_and_reruns_change_nothing(self):
        self.analyze("--model", self.model, "--sample-id", "T", "--threads", 1, "--tile-px", 256, out="other")
        for name in ("events.fcs", "counts.json"):
            self.assertEqual((self.folder / "results/samples/T" / name).read_bytes(),
                             (self.folder / "other/samples/T" / name).read_bytes(), name)
        self.assertEqual(self.candidates(), self.candidates("other"))

    def test_regate_scores_stored_events_as_analyze_does(self):
        scored = self.candidates()
        self.analyze("--sample-id", "T", out="plain")
        self.run_cytrial("regate", "plain", "--model", self.model)
        self.assertEqual(self.candidates("plain"), scored)
        # Events that are candidates only now have no pictures: no pixel is touched.
        again, once = (json.loads((self.folder / out / "samples/T/counts.json").read_text()) for out in ("plain", "results"))
        self.assertEqual({key: again[key] for key in again if key != "crops_sha256"},
                         {key: once[key] for key in once if key != "crops_sha256"})


class Refusals(ModelTest):
    def refused(self, model, *words):
        ended = self.analyze("--model", model, expect=BAD_CONFIG)
        self.assert_refused(ended, "bad_config", *words)
        self.assertFalse((self.folder / "results").exists(), "refused before anything is written")

    def test_a_changed_model(self):
        text = self.model.read_text()
        (self.folder / "changed.json").write_text(text.replace('"simulated"', '"real"', 1))
        self.refused("changed.json", "changed.json", "changed or damaged")

    def test_a_cut_model(self):
        text = self.model.read_text()
        (self.folder / "cut.json").write_text(text[:len(text) // 2])
        self.refused("cut.json", "cut.json")

    def test_a_model_of_another_version(self):
        (self.folder / "new.json").write_text(self.model.read_text().replace('"format_version": 1', '"format_version": 9'))
        self.refused("new.json", "format_version", "is 9")

    def test_a_model_of_other_features(self):
        ended = self.run_cytrial("analyze", self.scan, "--panel", NUCLEAR_PANEL, "--out", "results", "--model", self.model,
                                 expect=BAD_CONFIG)
        self.assert_refused(ended, "bad_config", "four_lots", "cytokeratin_nucleus_overlap [1]")

    def test_a_model_that_is_not_there(self):
        self.assert_refused(self.analyze("--model", "none.json", expect=NO_INPUT), "no_input", "none.json")

    def test_training_on_too_few_batches(self):
        ended = self.run_cytrial("train", *self.labelled[:2], "--out", "few.json", expect=BAD_DATA)
        self.assert_refused(ended, "bad_data", "2 batches", "at least 3")
        self.assertFalse((self.folder / "few.json").exists())

    def test_training_on_events_without_labels(self):
        ended = self.run_cytrial("train", self.labelled[0].with_name("features.csv"), "--out", "none.json", expect=BAD_DATA)
        self.assert_refused(ended, "bad_data", "features.csv", "no column batch")

    def test_labelling_twice(self):
        ended = self.run_cytrial("label", "--events", self.labelled[0], "--truth", self.truth, "--pixel-size-um", 0.5,
                                 "--batch", "b", "--source", "simulated", "--out", "twice.csv", expect=BAD_DATA)
        self.assert_refused(ended, "bad_data", "has a column batch already")
        self.assertFalse((self.folder / "twice.csv").exists())

    def test_regate_with_nothing_to_do(self):
        self.analyze()
        self.assert_refused(self.run_cytrial("regate", "results", expect=USAGE), "usage", "--gates or --model")


if __name__ == "__main__":
    unittest.main()
