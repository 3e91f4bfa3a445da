#!/usr/bin/python3
"""A table of all cells with VIGRA (python3-vigra): compiled smoothing, distance transform, watershed and region features.

Usage: peer_vigra.py SCAN.tif TABLE.csv JOBS

Steps and tiles as in peer_skimage.py. For tools/bench.
"""

import numpy as np
import vigra

import peer_tiles

SHAPE = ["Count", "RegionCenter", "RegionRadii", "RegionAxes"]
COUNTS = ["Mean", "Variance", "Skewness", "Kurtosis", "Minimum", "Maximum", "Sum", "Quantiles"]


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
    return np.where(np.asarray(distance) <= peer_tiles.GROWN_PX, np.asarray(cells), 0).astype(np.uint32)


def columns_of(found, labels):
    columns = []
    for name in found.activeFeatures():
        values = np.asarray(found[name]) if not name.startswith("Global") and "Histogram" not in name else np.empty(0)
        if values.ndim > 0 and len(values) > labels.max():
            columns += list(values[labels].reshape(len(labels), -1).T)
    return columns


def rows_of(corner):
    x, y, part = peer_tiles.with_halo(corner)
    parts = [plane[part].astype(np.float32) for plane in peer_tiles.planes]
    regions = nuclei(parts[0])
    cells = grown(regions)
    first = vigra.analysis.extractRegionFeatures(parts[0], regions, features=SHAPE + COUNTS, ignoreLabel=0)
    area, centre = np.asarray(first["Count"]), np.asarray(first["RegionCenter"])
    # numpy arrays count rows first.
    column, row = centre[:, 1] + x, centre[:, 0] + y
    own = np.flatnonzero(peer_tiles.in_tile(corner, column, row) & (area >= peer_tiles.LEAST_AREA_PX))
    columns = [column[own], row[own], *columns_of(first, own)]
    for number, plane in enumerate(parts):
        for labels in (regions, cells):
            if number > 0 or labels is cells:
                found = vigra.analysis.extractRegionFeatures(plane, labels, features=COUNTS, ignoreLabel=0)
                columns += columns_of(found, own)
    return np.column_stack(columns)


if __name__ == "__main__":
    peer_tiles.main(rows_of)
