"""The runner of the manual fails on pages that are wrong: else it would prove nothing."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

RUNNER = pathlib.Path(__file__).parent / "run_manual.py"
FENCE = "```"


class Pages(unittest.TestCase):
    def outcome_of(self, *blocks):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder, "page.md")
            page.write_text("\n".join(blocks) + "\n", encoding="utf-8")
            return subprocess.run([sys.executable, "-B", RUNNER, page, os.environ["CYTRIAL"], os.environ["CYTRIAL_SOURCE"]],
                                  capture_output=True, text=True, check=False, timeout=60)

    def console(self, *lines):
        return "\n".join([FENCE + "console", *lines, FENCE])

    def assert_passes(self, *blocks):
        ended = self.outcome_of(*blocks)
        self.assertEqual(ended.returncode, 0, ended.stderr)

    def assert_fails(self, word, *blocks):
        ended = self.outcome_of(*blocks)
        self.assertEqual(ended.returncode, 1, ended.stdout)
        self.assertIn(word, ended.stderr)

    def test_what_is_shown_truly_passes(self):
        self.assert_passes(FENCE + "csv a/b.csv", "x,y", FENCE,
                           self.console("$ cat a/b.csv", "x,y", "$ cytrial --version", "cytrial ...", "$ false # exit 1",
                                        "$ printf 'a\\nb\\nc\\n'", "a", "...", "c", "$ ls \\", "  a", "b.csv"))

    def test_a_page_without_a_console_block_fails(self):
        self.assert_fails("nothing was tested", "# Only words", FENCE + "sh", "true", FENCE)

    def test_another_exit_code_fails(self):
        self.assert_fails("exit code 1 instead of 0", self.console("$ false"))
        self.assert_fails("exit code 0 instead of 1", self.console("$ true # exit 1"))

    def test_a_failure_before_a_pipe_fails(self):
        self.assert_fails("exit code 1 instead of 0", self.console("$ false | cat"))

    def test_output_that_is_not_printed_fails(self):
        self.assert_fails("did not print", self.console("$ echo 15 CTC", "5 CTC"))

    def test_output_in_another_order_fails(self):
        self.assert_fails("did not print", self.console("$ printf 'a\\nb\\n'", "b", "a"))

    def test_a_file_that_the_source_tree_lacks_fails(self):
        self.assert_fails("does not have", self.console("$ test ! -e $CYTRIAL_SOURCE/no/such/panel.json"))

    def test_a_block_that_is_not_closed_fails(self):
        self.assert_fails("never closed", FENCE + "console", "$ true")


if __name__ == "__main__":
    unittest.main()
