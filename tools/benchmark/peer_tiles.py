"""What the two peers written in Python share: tiles of a scan over processes, rows of a tile to a table."""

import csv
import multiprocessing
import sys

import numpy as np
import tifffile

TILE_PX = 2048
HALO_PX = 64
GROWN_PX = 4
LEAST_AREA_PX = 40

planes = []


def with_halo(corner):
    """Left and top of the tile at `corner` with its halo, and the part of a plane that it is."""
    left, top = corner
    height, width = planes[0].shape
    x, y = max(0, left - HALO_PX), max(0, top - HALO_PX)
    return x, y, np.s_[y:min(height, top + TILE_PX + HALO_PX), x:min(width, left + TILE_PX + HALO_PX)]


def in_tile(corner, columns, rows):
    left, top = corner
    return (columns >= left) & (columns < left + TILE_PX) & (rows >= top) & (rows < top + TILE_PX)


def main(rows_of):
    """Command line SCAN.tif TABLE.csv JOBS. rows_of(corner): one row per cell of a tile, its place first."""
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
