"""The same study without a fault: nothing may be told of it."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import program  # noqa: E402
from test_simulated_study import make_and_compare  # noqa: E402


class SoundStudy(program.CommandTest):
    simulate = ["--seed", "31", "--width", "64", "--height", "64", "--ctcs", "0"]

    def test_nothing_is_told(self):
        ended = make_and_compare(self.folder, "--sound")
        self.assertEqual(ended.returncode, 0, ended.stdout.decode() + ended.stderr.decode())
        self.assertIn(b" 0 faults planted", ended.stdout)
        self.assertEqual(ended.stderr, b"")
        results = self.folder / "results"
        self.assertEqual(self.run_cytrial("timepoints", results, "--findings").out, "")
        states = {row["ctc_state"] for row in self.run_cytrial("timepoints", results, "--csv").rows()
                  if row["visit_state"] in ("done", "unscheduled")}
        self.assertEqual(states, {"counted"})


if __name__ == "__main__":
    unittest.main()
