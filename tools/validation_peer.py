"""Runs tools/peer_skimage.py for tools/validate_real."""

import csv
import subprocess

from validation_runs import ROOT, run

PEER_METHODS = ("plain", "local")


def has_skimage(python):
    try:
        return subprocess.run([python, "-c", "import skimage"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def outline_by_peer(python, images, out):
    """Files of labels and places per method and image; `images` are (file, page, um per pixel)."""
    out.mkdir(parents=True)
    found = {method: [(out / f"{number}_{method}.tif", out / f"{number}_{method}.csv") for number in range(len(images))]
             for method in PEER_METHODS}
    with (out / "list.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["image", "page", "pixel_size_um", "method", "labels", "places"])
        for method, files in found.items():
            for image, (labels, places) in zip(images, files, strict=True):
                writer.writerow([*image, method, labels, places])
    run(python, ROOT / "tools/peer_skimage.py", out / "list.csv")
    return found
