"""What reviewers of a scan would meet: how many candidates are no finding, and whether the CTCs come first."""

from lobed_cells import CELL_UM, grid_of, near

FINDINGS = {"ctc", "double_positive", "fragment"}  # what a candidate may rightly be; the rest are false candidates


def object_at(truth, places, grid, x, y, reach_um):
    """The row of truth that a place belongs to: the nearest within reach, else the nearest whose circle holds the place; or None.

    A place of truth is that of the nucleus. Cytoplasm of a large cell may lie further from it than reach.
    """
    for distance, index in sorted(near(grid, places, x, y, CELL_UM)):
        if distance <= max(reach_um, float(truth[index]["cell_diameter_um"] or 0) / 2):
            return truth[index]
    return None


def review_burden(truth_rows, candidate_rows, pixel_size_um, reach_um):
    """{"candidates", "false", "ctcs", "first"} of one scan.

    false: candidates that belong to a leukocyte, a cell without stain or debris, or to nothing.
    first: CTCs among the first n candidates by rank, n being the number of simulated CTCs that any candidate lies on; a
    perfect order gives n, which is "ctcs".
    """
    truth = list(truth_rows)
    places = [(float(row["x_um"]), float(row["y_um"])) for row in truth]
    grid = grid_of(places)

    def kind(candidate):
        x, y = float(candidate["x_px"]) * pixel_size_um, float(candidate["y_px"]) * pixel_size_um
        found = object_at(truth, places, grid, x, y, reach_um)
        return found["phenotype"] if found else "none"

    kinds = [kind(row) for row in sorted(candidate_rows, key=lambda row: int(row["rank"]))]
    ctcs = kinds.count("ctc")
    return {"candidates": len(kinds), "false": sum(k not in FINDINGS for k in kinds), "ctcs": ctcs,
            "first": kinds[:ctcs].count("ctc")}
