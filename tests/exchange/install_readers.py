#!/usr/bin/env python3
"""Installs the npm packages of package-lock.json, once per lock file.

Usage: install_readers.py SOURCE_FOLDER TARGET_FOLDER

TARGET_FOLDER gets node_modules. Nothing is asked of the network when the packages of this lock file are there.
"""

import hashlib
import pathlib
import shutil
import subprocess
import sys


def main():
    source, target = (pathlib.Path(argument) for argument in sys.argv[1:3])
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is missing: install the packages of tools/packages.txt with tools/setup")
    lock = (source / "package-lock.json").read_bytes()
    digest = hashlib.sha256(lock).hexdigest()
    stamp = target / "installed"
    if stamp.exists() and stamp.read_text() == digest:
        print("the packages are installed")
        return
    target.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, target / name)
    # No script of a package runs.
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=target, check=True)
    stamp.write_text(digest)


if __name__ == "__main__":
    main()
