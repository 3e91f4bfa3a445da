#!/usr/bin/env python3
"""Checks that every module includes only the modules it may use.

The table below is the one direction of dependencies (docs/architecture.md). A file belongs to the module of
its folder; an include of "cytrial/<module>/..." that the table does not grant fails the check, and so does a
library dependency in src/<module>/CMakeLists.txt.
"""

import pathlib
import re
import sys

MAY_USE = {
    "core": set(),
    "statistics": {"core"},
    "imageio": {"core"},
    "calib": {"core", "imageio"},
    "process": {"core", "imageio", "calib"},
    "detect": {"core", "process"},
    "measure": {"core", "process", "detect", "calib"},
    "quality": {"core", "imageio"},
    "classify": {"core"},
    "pipeline": {"core", "imageio", "calib", "process", "detect", "measure", "quality", "classify"},
    "store": {"core"},
    "trial": {"core", "statistics"},
    "learn": {"core"},
    "exchange": {"core", "statistics", "imageio", "store", "trial"},
    "report": {"core", "statistics", "store", "trial", "learn", "validation"},
    "synth": {"core", "imageio"},
    "validation": {"core", "statistics", "store", "trial"},
    "review": {"core", "imageio", "calib", "process", "store"},
}
MAY_USE["cli"] = set(MAY_USE)

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]cytrial/([a-z_]+)/', re.MULTILINE)
DEPENDS = re.compile(r"\bDEPENDS\b(.*?)(?=\b[A-Z]+_LINK\b|\bSOURCES\b|\))", re.DOTALL)
# Threads belong to the pipeline and to the server of the review; the command line only shows progress.
THREADS = re.compile(r"^\s*#\s*include\s*<(?:oneapi/)?tbb/|^\s*#\s*include\s*<(?:thread|future)>", re.MULTILINE)


def files_of(module):
    for folder in (ROOT / "include" / "cytrial" / module, ROOT / "src" / module):
        yield from sorted(p for p in folder.rglob("*") if p.suffix in {".h", ".cpp"})


def problems_in(module):
    allowed = MAY_USE[module] | {module}
    for path in files_of(module):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT)
        for used in sorted(set(INCLUDE.findall(text)) - allowed):
            yield f"{name}: {module} may not include {used}"
        if module not in {"pipeline", "review", "cli"} and THREADS.search(text):
            yield f"{name}: only pipeline and the server of review may have threads"
    cmake = ROOT / "src" / module / "CMakeLists.txt"
    if cmake.exists():
        for block in DEPENDS.findall(cmake.read_text(encoding="utf-8")):
            for used in sorted(set(block.split()) - allowed):
                if used in MAY_USE:
                    yield f"{cmake.relative_to(ROOT)}: {module} may not depend on {used}"


def main():
    on_disk = {p.name for p in (ROOT / "src").iterdir() if p.is_dir()}
    found = [f"src/{name}: is not in the table of tools/check_layers.py" for name in sorted(on_disk - set(MAY_USE))]
    for module in MAY_USE:
        found.extend(problems_in(module))
    for line in found:
        print(line)
    if found:
        sys.exit(f"layers: {len(found)} violations")
    print(f"layers: {len(MAY_USE)} modules keep to the table")


if __name__ == "__main__":
    main()
