"""What reviewers of a scan would meet: how many candidates are no finding, and whether the CTCs come first."""

from lobed_cells import grid_of, near

FINDINGS = {"ctc", "double_positive", "fragment"}  # what a candidate may rightly be; the rest are false candidates


def review_burden(truth_rows, candidate_rows, pixel_size_um, reach_um):
    """{"candidates", "false", "ctcs", "first"} of one scan.

    false: candidates whose nearest object within reach is a leukocyte, a cell without stain or debris, or that have none.
    first: CTCs among the first n candidates by rank, n being the number of simulated CTCs that any candidate lies on; a
    perfect order gives n, which is "ctcs".
    """
    truth = list(truth_rows)
    places = [(float(row["x_um"]), float(row["y_um"])) for row in truth]
    grid = grid_of(places)

    def kind(candidate):
        x, y = float(candidate["x_px"]) * pixel_size_um, float(candidate["y_px"]) * pixel_size_um
        nearest = min(near(grid, places, x, y, reach_um), default=None)
        return truth[nearest[1]]["phenotype"] if nearest else "none"

    kinds = [kind(row) for row in sorted(candidate_rows, key=lambda row: int(row["rank"]))]
    ctcs = kinds.count("ctc")
    return {"candidates": len(kinds), "false": sum(k not in FINDINGS for k in kinds), "ctcs": ctcs,
            "first": kinds[:ctcs].count("ctc")}
