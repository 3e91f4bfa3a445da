#!/usr/bin/env python3
"""Compiles every public header alone: a header that leans on what others included before it fails."""

import concurrent.futures
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMAND = ["g++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", f"-I{ROOT / 'include'}",
           "-isystem", "/usr/include/opencv4", "-x", "c++", "-"]


def check(header):
    name = header.relative_to(ROOT / "include")
    run = subprocess.run(COMMAND, input=f'#include "{name}"\n', capture_output=True, text=True, check=False)
    return name, run.returncode, run.stderr


def main():
    headers = sorted((ROOT / "include").rglob("*.h"))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = [result for result in pool.map(check, headers) if result[1] != 0]
    for name, _, text in failed:
        print(f"include/{name} does not compile alone:\n{text}")
    if failed:
        sys.exit(f"headers: {len(failed)} of {len(headers)} fail")
    print(f"headers: {len(headers)} compile alone")


if __name__ == "__main__":
    main()
