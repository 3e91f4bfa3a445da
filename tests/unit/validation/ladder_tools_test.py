"""The parts of tools/validate_ladders that can be wrong without being seen: counting lobed cells, recipes, picture."""

import importlib.machinery
import importlib.util
import pathlib
import sys
import tempfile
import unittest
import xml.etree.ElementTree

TOOLS = pathlib.Path(__file__).resolve().parents[3] / "tools"
sys.path.insert(0, str(TOOLS))
sys.dont_write_bytecode = True

import ladder_plots  # noqa: E402
import ladder_scans  # noqa: E402
from lobed_cells import counted_once  # noqa: E402
from review_burden import review_burden  # noqa: E402
from validation_runs import Failure  # noqa: E402


def driver():
    loader = importlib.machinery.SourceFileLoader("validate_ladders", str(TOOLS / "validate_ladders"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("validate_ladders", loader))
    loader.exec_module(module)
    return module


LADDERS = driver()


def cell(x, y, kind="leukocyte_granulocyte", edge="0"):
    return {"x_um": x, "y_um": y, "type": kind, "is_cell": "1", "touching_edge": edge, "cell_diameter_um": 12}


def event(x, y, phenotype="leukocyte"):
    return {"x_um": x, "y_um": y, "phenotype": phenotype}


def candidate(x_um, y_um, rank):
    return {"x_px": 2 * x_um, "y_px": 2 * y_um, "rank": str(rank)}


def thing(x, y, phenotype, cell_diameter_um=6):
    return {"x_um": x, "y_um": y, "phenotype": phenotype, "cell_diameter_um": str(cell_diameter_um)}


class ReviewBurden(unittest.TestCase):
    TRUTH = [thing(10, 10, "ctc"), thing(30, 10, "leukocyte"), thing(50, 10, "ctc"), thing(70, 10, "fragment")]

    def test_a_leukocyte_ranked_before_a_ctc_takes_its_place(self):
        found = [candidate(50, 10, 3), candidate(10, 10, 1), candidate(30, 10, 2), candidate(70, 10, 4)]
        self.assertEqual(review_burden(self.TRUTH, found, 0.5, 3), {"candidates": 4, "false": 1, "ctcs": 2, "first": 1})

    def test_ctcs_that_come_first_fill_the_first_places(self):
        found = [candidate(30, 10, 3), candidate(10, 10, 1), candidate(50, 11, 2)]
        self.assertEqual(review_burden(self.TRUTH, found, 0.5, 3), {"candidates": 3, "false": 1, "ctcs": 2, "first": 2})

    def test_a_candidate_on_nothing_is_a_false_one(self):
        self.assertEqual(review_burden(self.TRUTH, [candidate(90, 90, 1)], 0.5, 3),
                         {"candidates": 1, "false": 1, "ctcs": 0, "first": 0})

    def test_cytoplasm_of_a_large_ctc_belongs_to_it(self):
        self.assertEqual(review_burden([thing(10, 10, "ctc", 14)], [candidate(16, 10, 1)], 0.5, 3)["false"], 0)
        self.assertEqual(review_burden([thing(10, 10, "ctc", 11)], [candidate(16, 10, 1)], 0.5, 3)["false"], 1)

    def test_a_leukocyte_inside_the_circle_of_a_ctc_stays_a_leukocyte(self):
        truth = [thing(10, 10, "ctc", 20), thing(18, 10, "leukocyte", 8)]
        self.assertEqual(review_burden(truth, [candidate(17, 10, 1)], 0.5, 3)["false"], 1)


class CountedOnce(unittest.TestCase):
    def test_one_event_at_a_lobed_cell_counts_it_once(self):
        self.assertEqual(counted_once([cell(50, 50)], [event(51, 50)], 3), {"cells": 1, "once": 1, "split": 0, "missed": 0})

    def test_two_events_inside_the_cell_are_a_split(self):
        found = [event(51, 50), event(46, 50)]
        self.assertEqual(counted_once([cell(50, 50)], found, 3), {"cells": 1, "once": 0, "split": 1, "missed": 0})

    def test_an_event_of_the_neighbour_is_no_split(self):
        truth = [cell(50, 50), cell(58, 50, "leukocyte_lymphocyte")]
        self.assertEqual(counted_once(truth, [event(50, 50), event(57, 50)], 3)["once"], 1)

    def test_no_event_within_reach_is_a_miss_even_with_one_inside(self):
        self.assertEqual(counted_once([cell(50, 50)], [event(55, 50)], 3)["missed"], 1)

    def test_fragments_and_debris_do_not_count_cells(self):
        self.assertEqual(counted_once([cell(50, 50)], [event(50, 50, "fragment"), event(50, 50, "debris")], 3)["missed"], 1)

    def test_cells_cut_by_the_border_are_left_out(self):
        self.assertEqual(counted_once([cell(2, 2, edge="1")], [], 3)["cells"], 0)


class Recipes(unittest.TestCase):
    def test_the_full_run_is_what_was_asked_for(self):
        seeds = list(LADDERS.seed_recipes(4096, False))
        self.assertEqual(len(seeds), 12)
        self.assertEqual({(r.pixel_size_um, r.noise) for r in seeds},
                         {(p, n) for p in (0.325, 0.5, 0.65) for n in ("mild", "harsh")})
        self.assertEqual((min(r.density for r in seeds), max(r.density for r in seeds)), (200, 3000))
        self.assertEqual(sorted({r.ctcs for r in LADDERS.spike_recipes(4096, False)}), LADDERS.LEVELS)
        limits = list(LADDERS.limit_recipes(4096, False))
        self.assertEqual([sum(r.role == role for r in limits) for role in ("blank", "low")], [60, 60])

    def test_no_two_scans_share_a_name_and_only_faults_share_a_seed(self):
        plain = [*LADDERS.seed_recipes(4096, False), *LADDERS.spike_recipes(4096, False), *LADDERS.limit_recipes(4096, False)]
        faulty = [recipe for _, _, recipe in LADDERS.robustness_recipes(4096, False)]
        keys = [recipe.key for recipe in [*plain, *faulty]]
        self.assertEqual(len(set(keys)), len(keys))
        self.assertEqual(len({recipe.seed for recipe in plain}), len(plain))
        self.assertFalse({recipe.seed for recipe in plain} & {recipe.seed for recipe in faulty})
        self.assertGreater(min(recipe.seed for recipe in [*plain, *faulty]), 70000)

    def test_the_highest_level_of_the_ladder_has_room(self):
        for recipe in LADDERS.spike_recipes(4096, False):
            self.assertLessEqual(recipe.ctcs / (recipe.edge_px * recipe.pixel_size_um / 1000) ** 2, 250)


class Folder(unittest.TestCase):
    def test_a_folder_with_other_files_is_left_alone(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "thesis.txt").write_text("years", encoding="utf-8")
            with self.assertRaises(Failure):
                ladder_scans.opened_folder(folder, fresh=True)
            self.assertTrue((folder / "thesis.txt").exists())

    def test_a_record_of_the_same_program_and_recipe_is_taken_again(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            program = folder / "cytrial"
            program.write_text("one", encoding="utf-8")
            recipe = ladder_scans.Recipe("k", 1, 512, 3)
            calls = []

            def work():
                workshop = ladder_scans.Workshop(program, folder, 1)
                workshop.measure = lambda asked: calls.append(asked.key) or {"status": "evaluable"}
                return workshop.record_of(recipe)

            self.assertEqual(work(), work())
            self.assertEqual(calls, ["k"])
            program.write_text("another", encoding="utf-8")
            work()
            self.assertEqual(calls, ["k", "k"])


class Picture(unittest.TestCase):
    STEP = {"label": "none", "sensitivity": 1.0, "interval": [0.9, 1.0], "false_per_million": 3.0, "blocked": 0}

    def test_is_well_formed_and_says_that_it_is_of_simulation(self):
        picture = ladder_plots.robustness_svg({"a < b": [self.STEP, {**self.STEP, "sensitivity": None, "blocked": 2}]})
        xml.etree.ElementTree.fromstring(picture)
        self.assertIn("Simulation only", picture)
        self.assertEqual(picture.count('class="disc"'), 1)
        self.assertEqual(picture.count('class="cross"'), 1)


if __name__ == "__main__":
    unittest.main()
