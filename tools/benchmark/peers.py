"""The other programs of tools/bench: which are installed, how they are run, where their tables are."""

import csv
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3"
IMAGEJ = pathlib.Path("/usr/share/java/ij.jar")


def has_modules(*names):
    try:
        return subprocess.run([PYTHON, "-c", "import " + ", ".join(names)], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def has_imagej():
    return IMAGEJ.exists() and all(shutil.which(program) for program in ("java", "xvfb-run", "tiffcp"))


def striped_copies(scan, work):
    """ImageJ 1 opens neither tiles nor BigTIFF: one striped file per channel, not counted."""
    prefix = work / f"{scan.parent.name}-channel"
    for page in range(4):
        if not (copy := pathlib.Path(f"{prefix}{page}.tif")).exists():
            subprocess.run(["tiffcp", "-s", "-c", "none", f"{scan},{page}", copy], check=True, stderr=subprocess.DEVNULL)
    return prefix


def imagej_command(scan, work):
    table = work / "imagej"
    return ["xvfb-run", "-a", "java", "-Xmx8g", "-cp", IMAGEJ, "ij.ImageJ", "-batch", HERE / "peer_imagej.ijm",
            f"{striped_copies(scan, work)}|{table}"]


def commands(scan, work, threads, build):
    """Commands by name, and the table that each writes."""
    found, tables = {}, {}

    def add(name, command, table):
        found[name] = command
        tables[name] = table

    if has_modules("skimage", "scipy", "tifffile"):
        table = work / "skimage.csv"
        add(f"scikit-image, {threads} jobs", [PYTHON, HERE / "peer_skimage.py", scan, table, threads], table)
    if has_modules("vigra", "tifffile"):
        table = work / "vigra.csv"
        add(f"VIGRA, {threads} jobs", [PYTHON, HERE / "peer_vigra.py", scan, table, threads], table)
    table = work / "opencv.csv"
    add(f"OpenCV, {threads} threads", [build / "tools/benchmark/peer_opencv", scan, table, threads], table)
    if has_imagej():
        add("ImageJ", imagej_command(scan, work), work / "imagej.csv")
    return found, tables


def join_tables(work, tables):
    """ImageJ writes one table per channel, with its own names: the places are in each of them."""
    if "ImageJ" not in tables:
        return
    with open(work / "imagej.0.csv", newline="", encoding="utf-8") as source:
        rows = [(row["X"], row["Y"]) for row in csv.DictReader(source)]
    with open(tables["ImageJ"], "w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([("x_px", "y_px"), *rows])
