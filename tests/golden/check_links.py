#!/usr/bin/env python3
"""Every relative link of the documents leads to a file, and every page is in the index of its folder.

Usage: check_links.py SOURCE_DIR
"""

import pathlib
import re
import sys

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PAGES = ["*.md", "docs/**/*.md", "samples/**/*.md", "calibration/**/*.md", "tests/**/*.md"]


def faults_of(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))
    here = [link for link in links if ":" not in link]
    for link in here:
        if not (page.parent / link).exists():
            yield f"{page}: leads to {link}, which is not there"
    if page.name == "README.md" and page.parent.parent.name == "docs":
        for sibling in sorted(page.parent.glob("*.md")):
            if sibling != page and sibling.name not in here:
                yield f"{page}: does not list {sibling.name}"


def main():
    source = pathlib.Path(sys.argv[1])
    pages = sorted({page for pattern in PAGES for page in source.glob(pattern)})
    faults = [fault for page in pages for fault in faults_of(page)]
    if len(pages) < 10:
        faults.append(f"{source}: only {len(pages)} pages found")
    print("\n".join(faults) or f"links: {len(pages)} pages are whole")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
