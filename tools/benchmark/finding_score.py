"""How well a table of cells finds the cells that a simulated scan was made of."""

import csv
import math

TOLERANCE_UM = 3.0


def read_places(file, wanted):
    with open(file, newline="", encoding="utf-8") as stream:
        return [(float(row["x_px"]), float(row["y_px"])) for row in csv.DictReader(stream) if wanted(row)]


def true_cells(file):
    return read_places(file, lambda row: row["is_cell"] == "1" and float(row["nucleus_area_px"] or 0) > 0)


def close_pairs(found, true, reach):
    grid = {}
    for j, (x, y) in enumerate(true):
        grid.setdefault((int(x // reach), int(y // reach)), []).append(j)
    for i, (x, y) in enumerate(found):
        column, row = int(x // reach), int(y // reach)
        for cell in ((column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
            for j in grid.get(cell, ()):
                distance = math.dist((x, y), true[j])
                if distance <= reach:
                    yield distance, i, j


def score(found, true, pixel_um):
    """Pairs each found place with one true place within 3 um, nearest pairs first."""
    taken_found, taken_true = set(), set()
    for _, i, j in sorted(close_pairs(found, true, TOLERANCE_UM / pixel_um)):
        if i not in taken_found and j not in taken_true:
            taken_found.add(i)
            taken_true.add(j)
    precision = len(taken_found) / max(1, len(found))
    recall = len(taken_true) / max(1, len(true))
    return {"found": len(found), "true": len(true), "precision": precision, "recall": recall,
            "f1": 2 * precision * recall / max(1e-9, precision + recall)}
