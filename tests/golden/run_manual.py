#!/usr/bin/env python3
"""Runs the examples of one page of the manual, as a reader would type them.

Usage: run_manual.py PAGE CYTRIAL SOURCE_DIR

In a ```console block a line that begins with "$ " is a command; a backslash at its end continues it. The lines below it are
its output: each must occur, in this order, on standard output or standard error; "..." stands for any text, and a line of
"..." alone for any lines. A command that ends with "# exit N" must end with that exit code, any other with 0.

A line `<!-- $ COMMAND -->` outside blocks prepares what the reader is said to have; it is run too.

A block with a file's name after its language (```json study/study.json) is first written to that file.

All commands of a page run in one new temporary folder, with CYTRIAL on the PATH and CYTRIAL_SOURCE set to SOURCE_DIR.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

TIME_LIMIT_S = 120
FENCE = re.compile(r"^```(\S*)[ ]*(\S*)\s*$")
EXPECTED_CODE = re.compile(r"# exit (\d+)$")
PREPARATION = re.compile(r"^<!-- (\$ .*) -->$")
SOURCE_FILE = re.compile(r"\$CYTRIAL_SOURCE/([^\s'\";|>]+)")


def blocks_of(page):
    """Yields (line number, language, file name, lines) of every fenced block; a preparation is a console block too."""
    opened = None
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if opened is None:
            fence = FENCE.match(line)
            preparation = PREPARATION.match(line)
            if fence:
                opened = (number, fence[1], fence[2], [])
            elif preparation:
                yield (number - 1, "preparation", "", [preparation[1]])
        elif line.rstrip() == "```":
            yield opened
            opened = None
        else:
            opened[3].append(line)
    if opened is not None:
        raise ValueError(f"{page}:{opened[0]}: the block is never closed")


def commands_of(first_line, lines):
    """Yields (line number, command, output lines) of one console block."""
    current = None
    for number, line in enumerate(lines, start=first_line + 1):
        if current and current[1].endswith("\\"):
            current[1] += "\n" + line
        elif line.startswith("$ "):
            if current:
                yield current
            current = [number, line[2:], []]
        elif current is None:
            raise ValueError(f"line {number}: output before the first command")
        else:
            current[2].append(line)
    if current is None:
        raise ValueError(f"line {first_line}: a console block without a command")
    yield current


def missing_output(shown, printed):
    """The first shown line that does not occur in its place, or None."""
    remaining = iter(printed)
    for line in shown:
        if line.strip() == "...":
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in line.rstrip().split("...")))
        if not any(pattern.fullmatch(candidate.rstrip()) for candidate in remaining):
            return line
    return None


def fault_of(command, shown, folder, environment):
    """Runs one command; what is wrong with it as text, or None."""
    source = pathlib.Path(environment["CYTRIAL_SOURCE"])
    for name in SOURCE_FILE.findall(command):
        if not (source / name).exists():
            return f"names {name}, which the source tree does not have"
    expected = EXPECTED_CODE.search(command)
    ended = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=folder, env=environment, text=True,
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           encoding="utf-8", errors="replace", timeout=TIME_LIMIT_S)
    wanted = int(expected[1]) if expected else 0
    if ended.returncode != wanted:
        return f"ended with exit code {ended.returncode} instead of {wanted}; it printed:\n{ended.stdout}"
    missing = missing_output(shown, ended.stdout.splitlines())
    return None if missing is None else f"did not print\n{missing}\nbut:\n{ended.stdout}"


def run_page(page, environment, folder):
    """Runs all blocks of a page in order; the number of commands."""
    commands = 0
    for first_line, language, file_name, lines in blocks_of(page):
        if file_name:
            target = folder / file_name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("\n".join(lines) + "\n", encoding="utf-8")
        if language not in ("console", "preparation"):
            continue
        for number, command, shown in commands_of(first_line, lines):
            commands += language == "console"
            fault = fault_of(command, shown, folder, environment)
            if fault:
                raise ValueError(f"{page}:{number}: $ {command}\n{fault}")
    return commands


def main():
    page, program, source = (pathlib.Path(argument).resolve(strict=True) for argument in sys.argv[1:4])
    with tempfile.TemporaryDirectory(prefix="cytrial-manual-") as scratch:
        programs, folder = pathlib.Path(scratch, "bin"), pathlib.Path(scratch, "here")
        programs.mkdir()
        folder.mkdir()
        (programs / "cytrial").symlink_to(program)
        environment = dict(os.environ, PATH=f"{programs}:{os.environ['PATH']}", CYTRIAL_SOURCE=str(source),
                           LC_ALL="C.UTF-8")
        try:
            commands = run_page(page, environment, folder)
        except ValueError as fault:
            sys.exit(str(fault))
    if commands == 0:
        sys.exit(f"{page}: no console block, so nothing was tested")
    print(f"{page.name}: {commands} commands ran as shown")


if __name__ == "__main__":
    main()
