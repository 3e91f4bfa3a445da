#!/usr/bin/python3
"""A table of all cells with VIGRA (python3-vigra): compiled smoothing, distance transform, watershed and region features.

Usage: peer_vigra.py SCAN.tif TABLE.csv JOBS

Steps and tiles as in peer_skimage.py. For tools/bench.
"""

import csv
import multiprocessing
import sys

import numpy as np
import tifffile
import vigra

TILE_PX = 2048
HALO_PX = 64
GROWN_PX = 4
LEAST_AREA_PX = 40
SHAPE = ["Count", "RegionCenter", "RegionRadii", "RegionAxes"]
COUNTS = ["Mean", "Variance", "Skewness", "Kurtosis", "Minimum", "Maximum", "Sum", "Quantiles"]

planes = []


def otsu_threshold(values):
    number, edges = np.histogram(values, 512)
    centre = (edges[:-1] + edges[1:]) / 2
    below, light = np.cumsum(number), np.cumsum(number * centre)
    between = (light[-1] * below / below[-1] - light) ** 2 / np.maximum(below * (below[-1] - below), 1)
    return centre[np.argmax(between)]


def nuclei(dapi):
    smooth = np.asarray(vigra.filters.gaussianSmoothing(dapi, 1.0))
    small = np.clip(np.ascontiguousarray(smooth[::4, ::4]) / 256, 0, 255).astype(np.uint8)
    low = vigra.filters.gaussianSmoothing(np.asarray(vigra.filters.discErosion(small, 8)).astype(np.float32) * 256, 8.0)
    light = smooth - np.kron(np.asarray(low), np.ones((4, 4), np.float32))[:dapi.shape[0], :dapi.shape[1]]
    near = np.asarray(vigra.filters.gaussianSmoothing(light, 15.0))
    mask = (light > 0.45 * otsu_threshold(light[::4, ::4])) & (light > 0.8 * near)
    depth = np.asarray(vigra.filters.gaussianSmoothing(
        vigra.filters.distanceTransform(mask.astype(np.float32), background=False), 1.0))
    peaks = vigra.analysis.extendedLocalMaxima(np.where(mask, depth, 0).astype(np.float32), neighborhood=8)
    seeds = vigra.analysis.labelImageWithBackground((np.asarray(peaks) > 0).astype(np.uint32)).astype(np.uint32)
    basins, _ = vigra.analysis.watershedsNew(np.where(mask, -depth, 10).astype(np.float32), seeds=seeds)
    return np.where(mask, np.asarray(basins), 0).astype(np.uint32)


def grown(labels):
    distance = vigra.filters.distanceTransform((labels > 0).astype(np.float32), background=True)
    cells, _ = vigra.analysis.watershedsNew(np.asarray(distance), seeds=labels)
    return np.where(np.asarray(distance) <= GROWN_PX, np.asarray(cells), 0).astype(np.uint32)


def columns_of(found, labels):
    columns = []
    for name in found.activeFeatures():
        values = np.asarray(found[name]) if not name.startswith("Global") and "Histogram" not in name else np.empty(0)
        if values.ndim > 0 and len(values) > labels.max():
            columns += list(values[labels].reshape(len(labels), -1).T)
    return columns


def rows_of(corner):
    left, top = corner
    height, width = planes[0].shape
    x, y = max(0, left - HALO_PX), max(0, top - HALO_PX)
    part = np.s_[y:min(height, top + TILE_PX + HALO_PX), x:min(width, left + TILE_PX + HALO_PX)]
    parts = [plane[part].astype(np.float32) for plane in planes]
    regions = nuclei(parts[0])
    cells = grown(regions)
    first = vigra.analysis.extractRegionFeatures(parts[0], regions, features=SHAPE + COUNTS, ignoreLabel=0)
    area, centre = np.asarray(first["Count"]), np.asarray(first["RegionCenter"])
    # numpy arrays count rows first.
    column, row = centre[:, 1] + x, centre[:, 0] + y
    own = np.flatnonzero((area >= LEAST_AREA_PX) & (column >= left) & (column < left + TILE_PX) & (row >= top)
                         & (row < top + TILE_PX))
    columns = [column[own], row[own], *columns_of(first, own)]
    for number, plane in enumerate(parts):
        for labels in (regions, cells):
            if number > 0 or labels is cells:
                found = vigra.analysis.extractRegionFeatures(plane, labels, features=COUNTS, ignoreLabel=0)
                columns += columns_of(found, own)
    return np.column_stack(columns)


def main():
    scan, out, jobs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    planes.extend(tifffile.imread(scan, key=page) for page in range(4))
    height, width = planes[0].shape
    corners = [(x, y) for y in range(0, height, TILE_PX) for x in range(0, width, TILE_PX)]
    if jobs == 1:
        tables = [rows_of(corner) for corner in corners]
    else:
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            tables = pool.map(rows_of, corners, chunksize=1)
    with open(out, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["x_px", "y_px"] + [f"column{i}" for i in range(2, tables[0].shape[1])])
        for table in tables:
            writer.writerows([f"{value:.6g}" if i > 1 else f"{value:.3f}" for i, value in enumerate(row)] for row in table)


if __name__ == "__main__":
    main()
