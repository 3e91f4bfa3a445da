"""Two runs at a time and runs that are killed: nothing half is left, nothing earlier is lost."""

import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import PANEL, PROGRAM, TRY_AGAIN, CommandTest  # noqa: E402

SLOW = ["--seed", "34", "--width", "2048", "--height", "1536", "--ctcs", "3", "--ck-level-min", "6"]


class TwoRuns(CommandTest):
    simulate = SLOW

    def start(self):
        """A run in the background, with one thread so that it takes its time."""
        return subprocess.Popen([PROGRAM, "analyze", self.scan, "--panel", PANEL, "--out", "results", "--sample-id", "S1",
                                 "--replace", "--quiet", "--threads", "1"], cwd=self.folder, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def wait_for_work(self, process):
        """Until the run has its folder and has begun the sample; it must still be running then."""
        while process.poll() is None and not list(self.folder.glob("results/samples/.S1.next")):
            time.sleep(0.002)

    def test_a_second_writer_is_told_to_try_again_and_the_first_goes_on(self):
        first = self.start()
        self.wait_for_work(first)
        os.kill(first.pid, signal.SIGSTOP)
        try:
            self.assertIsNone(first.poll())
            ended = self.analyze("--sample-id", "S2", expect=TRY_AGAIN)
            self.assert_refused(ended, "try_again", "results", str(first.pid))
        finally:
            os.kill(first.pid, signal.SIGCONT)
        self.assertEqual(first.wait(timeout=120), 0)
        self.assertEqual(self.run_cytrial("export", "results", "--table", "counts").rows()[0]["ctc"], "3")

    def test_a_killed_run_leaves_the_earlier_result_or_the_new_one(self):
        self.analyze("--sample-id", "S1")
        before = self.events()
        for delay_s in (0.0, 0.05, 0.2, 0.4):
            with self.subTest(delay_s):
                process = self.start()
                self.wait_for_work(process)
                time.sleep(delay_s)
                process.kill()
                process.wait(timeout=60)
                self.assertEqual(self.events(), before)
        self.analyze("--sample-id", "S1")
        self.assertEqual(self.events(), before)
        self.assertEqual([file.name for file in (self.folder / "results/samples").iterdir()], ["S1"])


if __name__ == "__main__":
    unittest.main()
