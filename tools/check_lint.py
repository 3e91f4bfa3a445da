#!/usr/bin/env python3
"""Runs clang-tidy with the checks of .clang-tidy over the program's sources. Needs a build made by tools/build."""

import argparse
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


def newest_first(sources):
    """Sources by their last change in history, latest first; those without history (new, or no git) before all."""
    log = subprocess.run(["git", "-C", ROOT, "log", "--format=", "--name-only", "--", "src"], capture_output=True, text=True,
                         check=False)
    age = {}
    for place, name in enumerate(log.stdout.split("\n")):
        age.setdefault(name, place)
    return sorted(sources, key=lambda source: (age.get(str(source.relative_to(ROOT)), -1), source))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--newest", type=int, metavar="N", help="only the N sources that changed last")
    newest = parser.parse_args().newest
    if not (DATABASE / "compile_commands.json").exists():
        sys.exit(f"lint: {DATABASE}/compile_commands.json is missing; run tools/build first")
    sources = sorted((ROOT / "src").rglob("*.cpp"))
    left = 0
    if newest is not None:
        left = max(0, len(sources) - newest)
        sources = newest_first(sources)[:newest]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, code, text in pool.map(check, sources):
            if code != 0:
                failed += 1
                print(f"{name}: clang-tidy ended with {code}\n{text}", flush=True)
    if failed:
        sys.exit(f"lint: {failed} of {len(sources)} files have findings")
    print(f"lint: {len(sources)} files without findings" + (f"; {left} that changed earlier were left out" if left else ""))


if __name__ == "__main__":
    main()
