"""The simulated study: every planted fault is told once, none is invented, the timepoint table is the planted one."""

import subprocess
import sys
import unittest

import program


class SimulatedStudy(program.CommandTest):
    simulate = ["--seed", "31", "--width", "64", "--height", "64", "--ctcs", "0"]

    def test_is_told_as_it_was_planted(self):
        ended = subprocess.run([sys.executable, "-B", program.SOURCE / "tools/simulated_study", self.folder, "--program",
                                program.PROGRAM], capture_output=True, timeout=540, check=False)
        self.assertEqual(ended.returncode, 0, ended.stdout.decode() + ended.stderr.decode())

        # A count that is lost, a fault that is told twice and one that is not told: the comparison sees each.
        sys.path.insert(0, str(program.SOURCE / "tools"))
        import importlib.machinery
        import importlib.util
        loader = importlib.machinery.SourceFileLoader("compare", str(program.SOURCE / "tools/simulated_study"))
        compare = importlib.util.module_from_spec(importlib.util.spec_from_loader("compare", loader))
        loader.exec_module(compare)
        expected = compare.rows_of((self.folder / "study/expected_timepoints.csv").read_text())
        planted = compare.rows_of((self.folder / "study/planted_faults.csv").read_text())
        self.assertEqual(compare.differences(expected, expected), [])
        lost = [dict(row) for row in expected]
        lost[0]["ctc_count"] = ""
        self.assertEqual(len(compare.differences(expected, lost)), 1)
        self.assertEqual(compare.untold(planted, planted), [])
        self.assertEqual(len(compare.untold(planted, planted[1:])), 1)
        self.assertEqual(len(compare.untold(planted, planted + planted[:1])), 1)


if __name__ == "__main__":
    unittest.main()
