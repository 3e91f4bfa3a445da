#!/usr/bin/env python3
"""Runs clang-tidy with the checks of .clang-tidy over the program's sources. Needs a build made by tools/build."""

import concurrent.futures
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATABASE = ROOT / "build" / os.environ.get("CYTRIAL_PRESET", "release")


def check(source):
    run = subprocess.run(["clang-tidy-14", "--quiet", "--warnings-as-errors=*", "-p", DATABASE, source],
                         capture_output=True, text=True, check=False)
    # The count of suppressed warnings of system headers goes to stderr: only worth showing when tidy itself failed.
    text = run.stdout if run.stdout.strip() else run.stderr
    return source.relative_to(ROOT), run.returncode, text


def main():
    if not (DATABASE / "compile_commands.json").exists():
        sys.exit(f"lint: {DATABASE}/compile_commands.json is missing; run tools/build first")
    sources = sorted((ROOT / "src").rglob("*.cpp"))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, code, text in pool.map(check, sources):
            if code != 0:
                failed += 1
                print(f"{name}: clang-tidy ended with {code}\n{text}", flush=True)
    if failed:
        sys.exit(f"lint: {failed} of {len(sources)} files have findings")
    print(f"lint: {len(sources)} files without findings")


if __name__ == "__main__":
    main()
