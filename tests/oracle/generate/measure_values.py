#!/usr/bin/env python3
"""Values that tests/oracle/measure_oracle_test.cpp compares with: every column of a small labelled picture.

Computed with numpy and scipy from the definitions in docs/methods/, by other ways than the program's:
coordinate lists instead of runs, eigenvectors instead of the closed form, qhull instead of a chain of centres,
whole-picture filters instead of neighbourhoods, the full co-occurrence matrix instead of a triangle.

    python3 tests/oracle/generate/measure_values.py > tests/oracle/values/measure.json

Made with Python 3.11, numpy 1.24.2, scipy 1.10.1 (Debian 12).
"""
import json
import math
import sys

import numpy as np
import scipy
from scipy import ndimage
from scipy.spatial import ConvexHull

PX, PY = 0.5, 0.625  # um
LEFT, TOP = 3000, 7000  # the window's corner on the slide
WIDTH, HEIGHT = 64, 48
CHANNELS = [("DAPI", "nuclear"), ("CK-PE", "cytokeratin"), ("CD45", "leukocyte")]
PREFIXES = ["dapi", "ck_pe", "cd45"]
SPILLOVER = np.array([[1, 0.125, 0.03], [0.25, 1, 0.0625], [0.01, 0.4, 1]])
OUT_OF_FOCUS = 0.8

YY, XX = np.mgrid[0:HEIGHT, 0:WIDTH]


def disc(x, y, rx, ry):
    return ((XX + 0.5 - x) / rx) ** 2 + ((YY + 0.5 - y) / ry) ** 2 < 1


def draw_labels():
    """Labels 1: round, 2: two-lobed and touching 3, 3: slanted, 4: fragment, 5: cut by the window."""
    nuclei = np.zeros((HEIGHT, WIDTH), int)
    cells = np.zeros((HEIGHT, WIDTH), int)
    slanted = np.abs((XX - 44) + (YY - 30)) * 0.4 + np.abs((XX - 44) - (YY - 30)) < 7
    parts = [
        (1, disc(14, 13, 6.5, 5.5), disc(14.4, 13.3, 9.5, 8)),
        (2, disc(30, 28, 4.5, 4) | disc(34.5, 33.5, 4, 3.6), disc(32, 31, 8.5, 8)),
        (3, slanted, ndimage.binary_dilation(slanted, iterations=3)),
        (4, None, disc(50, 10, 5, 3.7) & ~disc(52, 10, 2, 1.2)),
        (5, disc(2, 40, 5, 4.5), disc(2, 40, 7.5, 6.5)),
    ]
    for label, nucleus, cell in parts:
        cells[cell & (cells == 0)] = label
        if nucleus is not None:
            nuclei[nucleus & (cells == label)] = label
    return nuclei, cells


def draw_planes(nuclei, cells):
    """Multiples of 1/4 and 1/8: exact as 32-bit floats."""
    rng = np.random.default_rng(20260115)
    planes, backgrounds, saturated = [], [], []
    for c in range(3):
        background = 40 + 10 * c + np.floor(XX * (c + 1) * 0.5 + YY) / 8
        smooth = ndimage.gaussian_filter((nuclei > 0) * [900, 150, 60][c] + (cells > 0) * [50, 500, 300][c], 1.0)
        texture = ndimage.gaussian_filter(rng.normal(0, 120, (HEIGHT, WIDTH)), 0.8)
        noise = rng.normal(0, 6, (HEIGHT, WIDTH))
        planes.append(np.round((background + smooth * (1 + texture / 400) + noise) * 4) / 4)
        backgrounds.append(background)
        mask = np.zeros((HEIGHT, WIDTH), int)
        if c == 1:
            mask[(planes[1] > np.quantile(planes[1], 0.995))] = 1
        saturated.append(mask)
    return planes, backgrounds, saturated


def crofton(mask):
    """Each direction's lines, their distance and the angle halfway to the neighbouring directions."""
    m = np.pad(mask.astype(int), 1)
    phi = math.atan2(PY, PX)

    def crossings(lines):
        return sum(int(np.abs(np.diff(line)).sum()) for line in lines)

    h, w = m.shape
    down = [np.diagonal(m, k) for k in range(-h + 1, w)]
    up = [np.diagonal(np.fliplr(m), k) for k in range(-h + 1, w)]
    diagonal = PX * PY / math.hypot(PX, PY)
    directions = sorted([
        (0.0, PY, crossings(list(m))),
        (phi, diagonal, crossings(down)),
        (math.pi / 2, PX, crossings(list(m.T))),
        (math.pi - phi, diagonal, crossings(up)),
    ])
    angles = [d[0] for d in directions]
    total = 0.0
    for i, (angle, distance, count) in enumerate(directions):
        before = angles[i - 1] - (math.pi if i == 0 else 0)
        after = angles[(i + 1) % 4] + (math.pi if i == 3 else 0)
        total += 0.5 * (after - before) / 2 * distance * count
    return total


def pixels_in_hull(ys, xs):
    points = np.column_stack([xs, ys]).astype(float)
    hull = ConvexHull(points)
    grid_y, grid_x = np.mgrid[ys.min():ys.max() + 1, xs.min():xs.max() + 1]
    grid = np.column_stack([grid_x.ravel(), grid_y.ravel()]).astype(float)
    inside = np.all(grid @ hull.equations[:, :2].T + hull.equations[:, 2] <= 1e-9, axis=1)
    return int(inside.sum())


SHAPE = ["area_um2", "diameter_um", "perimeter_um", "circularity", "eccentricity", "solidity", "major_axis_um",
         "minor_axis_um", "orientation_rad"]


def shape(mask, compartment, out):
    if mask is None:
        out.update({f"{compartment}_{name}": None for name in SHAPE})
        return
    ys, xs = np.nonzero(mask)
    area = len(xs) * PX * PY
    perimeter = crofton(mask)
    cov = np.cov(np.vstack([xs * PX, ys * PY]), bias=True) + np.diag([PX ** 2 / 12, PY ** 2 / 12])
    (small, large), vectors = np.linalg.eigh(cov)
    angle = math.atan2(vectors[1, 1], vectors[0, 1])
    angle = angle - math.pi if angle > math.pi / 2 else angle + math.pi if angle <= -math.pi / 2 else angle
    values = [area, math.sqrt(4 * area / math.pi), perimeter, 4 * math.pi * area / perimeter ** 2,
              math.sqrt(1 - small / large), len(xs) / pixels_in_hull(ys, xs), 4 * math.sqrt(large),
              4 * math.sqrt(small), angle]
    out.update({f"{compartment}_{name}": v for name, v in zip(SHAPE, values)})


def texture(values, mask):
    brightest = values[mask].max()
    level = np.clip(np.floor(values / brightest * 16), 0, 15).astype(int)
    counts = np.zeros((16, 16))
    for y, x in zip(*np.nonzero(mask)):
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                v, u = y + dy, x + dx
                if (dy or dx) and 0 <= v < HEIGHT and 0 <= u < WIDTH and mask[v, u]:
                    counts[level[y, x], level[v, u]] += 1
    p = counts / counts.sum()
    i, j = np.mgrid[0:16, 0:16]
    positive = p[p > 0]
    return [float((p * (i - j) ** 2).sum()), float((p / (1 + (i - j) ** 2)).sum()),
            float(-(positive * np.log2(positive)).sum())]


def focus(values, nucleus, cell, shapes):
    kernel = np.outer([1, 2, 1], [-1, 0, 1]) / 8
    dx = ndimage.correlate(values, kernel, mode="nearest") / PX
    dy = ndimage.correlate(values, kernel.T, mode="nearest") / PY
    rough = ndimage.correlate(values, np.outer([1, -2, 1], [1, -2, 1]), mode="nearest")
    inner = ndimage.binary_erosion(cell, np.ones((3, 3)), border_value=0)
    noise = inner.sum() * (rough[inner] ** 2).mean() / 36 * (kernel ** 2).sum() * (PX ** -2 + PY ** -2)
    energy = (dx[inner] ** 2 + dy[inner] ** 2).sum() - noise
    rim = nucleus & ~ndimage.binary_erosion(nucleus, border_value=0)
    edge = shapes["nucleus_area_um2"] / (shapes["nucleus_perimeter_um"] * inner[rim].mean())
    return 2 * math.sqrt(math.pi) * edge * max(0.0, energy) / (values[nucleus] ** 2).sum()


def intensities(name, values, saturated, mask, out):
    columns = ["mean_adu", "median_adu", "max_adu", "integrated_adu", "sd_adu", "saturated_share"]
    if mask is None:
        out.update({f"{name}_{column}": None for column in columns})
        return
    v = values[mask]
    result = [v.mean(), np.median(v), v.max(), v.sum(), v.std(), saturated[mask].mean()]
    out.update({f"{name}_{column}": float(r) for column, r in zip(columns, result)})


def overlap(values, nucleus, cell):
    v = np.sort(values[cell])
    half = np.float32(v[math.ceil(0.95 * len(v)) - 1]) / np.float32(2)
    return float((values[nucleus] >= half).mean())


def compensate(out, nucleus_px, cell_px):
    inverse = np.linalg.inv(SPILLOVER)
    for part, size in (("nucleus_mean_adu", nucleus_px), ("cell_mean_adu", cell_px), ("ring_mean_adu", None)):
        names = [f"{prefix}_{part}" for prefix in PREFIXES]
        if out[names[0]] is None:
            continue
        truth = np.array([out[name] for name in names]) @ inverse
        for name, value in zip(names, truth):
            out[name] = float(value)
            if size:
                out[name.replace("mean", "integrated")] = float(value) * size


def measure(label, nuclei, cells, planes, backgrounds, saturated):
    cell = cells == label
    nucleus = nuclei == label if (nuclei == label).any() else None
    ring = cell & (nuclei != label)
    anchor = cell if nucleus is None else nucleus
    ys, xs = np.nonzero(anchor)
    cy, cx = np.nonzero(cell)
    out = {"x_px": LEFT + xs.mean() + 0.5, "y_px": TOP + ys.mean() + 0.5}
    out["x_um"], out["y_um"] = out["x_px"] * PX, out["y_px"] * PY
    shape(nucleus, "nucleus", out)
    shape(cell, "cell", out)
    out["nucleus_to_cell_ratio"] = None if nucleus is None else nucleus.sum() / cell.sum()
    out["cell_left_px"], out["cell_top_px"] = LEFT + cx.min(), TOP + cy.min()
    out["cell_width_px"], out["cell_height_px"] = np.ptp(cx) + 1, np.ptp(cy) + 1
    above = [p - b for p, b in zip(planes, backgrounds)]
    out["focus_score_per_um"] = None if nucleus is None else focus(above[0], nucleus, cell, out)
    out["cytokeratin_nucleus_overlap"] = None if nucleus is None else overlap(above[1], nucleus, cell)
    for c, prefix in enumerate(PREFIXES):
        intensities(f"{prefix}_nucleus", above[c], saturated[c], nucleus, out)
        intensities(f"{prefix}_cell", above[c], saturated[c], cell, out)
        out[f"{prefix}_ring_mean_adu"] = float(above[c][ring].mean())
        out[f"{prefix}_background_adu"] = float(backgrounds[c][cell].mean())
        over = nucleus if c == 0 else cell
        values = [None] * 3 if over is None else texture(above[c], over)
        for name, value in zip(["contrast", "homogeneity", "entropy_bit"], values):
            out[f"{prefix}_texture_{name}"] = value
    compensate(out, 0 if nucleus is None else nucleus.sum(), cell.sum())
    cut = cx.min() == 0 or cy.min() == 0 or cx.max() == WIDTH - 1 or cy.max() == HEIGHT - 1
    blurred = nucleus is not None and out["focus_score_per_um"] < OUT_OF_FOCUS
    out["flags"] = (2 * cut + 4 * any(s[cell].any() for s in saturated) + 8 * blurred + 16 * (nucleus is None))
    return {name: None if value is None else float(value) for name, value in out.items()}


def main():
    nuclei, cells = draw_labels()
    planes, backgrounds, saturated = draw_planes(nuclei, cells)
    result = {
        "source": f"measure_values.py, numpy {np.__version__}, scipy {scipy.__version__}",
        "pixel_size_um": [PX, PY],
        "window": [LEFT, TOP, WIDTH, HEIGHT],
        "channels": [{"name": n, "role": r} for n, r in CHANNELS],
        "spillover": SPILLOVER.tolist(),
        "nuclei": nuclei.ravel().tolist(),
        "cells": cells.ravel().tolist(),
        "planes": [p.ravel().tolist() for p in planes],
        "backgrounds": [b.ravel().tolist() for b in backgrounds],
        "saturated": [s.ravel().tolist() for s in saturated],
        "events": [measure(label, nuclei, cells, planes, backgrounds, saturated) for label in range(1, 6)],
    }
    json.dump(result, sys.stdout, separators=(",", ":"))
    sys.stdout.write("\n")


main()
