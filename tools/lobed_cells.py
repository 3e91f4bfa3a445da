"""Whether cells with a lobed nucleus are counted once: not twice, not never."""

import math

CELL_UM = 16.0  # edge of a square of the grid that places are looked up in


def grid_of(places):
    grid = {}
    for index, (x, y) in enumerate(places):
        grid.setdefault((int(x // CELL_UM), int(y // CELL_UM)), []).append(index)
    return grid


def near(grid, places, x, y, reach_um):
    """(distance, index) of all places within reach, which must not exceed CELL_UM."""
    column, row = int(x // CELL_UM), int(y // CELL_UM)
    for i in (column - 1, column, column + 1):
        for j in (row - 1, row, row + 1):
            for index in grid.get((i, j), ()):
                distance = math.hypot(places[index][0] - x, places[index][1] - y)
                if distance <= reach_um:
                    yield distance, index


def matched_pairs(truth, found, reach_um):
    """One to one, nearest first, as `cytrial validate` matches."""
    grid = grid_of(found)
    pairs = sorted((distance, i, j) for i, (x, y) in enumerate(truth)
                   for distance, j in near(grid, found, x, y, reach_um))
    of_truth, of_found = {}, {}
    for _, i, j in pairs:
        if i not in of_truth and j not in of_found:
            of_truth[i], of_found[j] = j, i
    return of_truth, of_found


def counted_once(truth_rows, event_rows, reach_um):
    """{"cells", "once", "split", "missed"} of granulocytes that the border does not cut.

    Missed: no event is matched to the cell. Split: one is, and an event that is matched to nothing has this cell as its
    nearest and lies inside it.
    """
    cells = [row for row in truth_rows if row["is_cell"] == "1"]
    truth = [(float(row["x_um"]), float(row["y_um"])) for row in cells]
    found = [(float(row["x_um"]), float(row["y_um"])) for row in event_rows
             if row["phenotype"] not in ("fragment", "debris")]
    of_truth, of_found = matched_pairs(truth, found, reach_um)
    grid = grid_of(truth)
    split = set()
    for j, (x, y) in enumerate(found):
        nearest = min(near(grid, truth, x, y, CELL_UM), default=None) if j not in of_found else None
        if nearest and nearest[0] <= float(cells[nearest[1]]["cell_diameter_um"]) / 2:
            split.add(nearest[1])
    lobed = [i for i, row in enumerate(cells) if row["type"] == "leukocyte_granulocyte" and row["touching_edge"] == "0"]
    missed = sum(i not in of_truth for i in lobed)
    divided = sum(i in of_truth and i in split for i in lobed)
    return {"cells": len(lobed), "once": len(lobed) - missed - divided, "split": divided, "missed": missed}
