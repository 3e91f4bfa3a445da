#!/usr/bin/python3
"""Outlines nuclei with scikit-image, as an analyst would write it: the other side of the table of tools/validate_real.

Usage: peer_skimage.py LIST.csv

LIST.csv has the columns image,page,pixel_size_um,method,labels,places: a TIFF and its page counted from 0; `plain` or
`local`; where the label image (16-bit TIFF) and the centroids (CSV with x_px,y_px) go. Lengths are set in micrometres, once for
all images. Needs Debian's python3-skimage (0.19 was used).

plain   Gaussian 0.5 um, one Otsu threshold for the image, distance transform, its peaks 3 um apart, watershed.
local   The same after subtracting a morphological background (minimum within 30 um, smoothed); the threshold is 0.45 of Otsu's
        and at least 0.8 of the mean within 25 um, so that dim nuclei beside bright ones are kept.
"""

import csv
import sys

import numpy as np
from PIL import Image
from scipy import ndimage
from skimage import feature, filters, measure, morphology, segmentation

SMOOTH_UM = 0.5
BACKGROUND_UM = 30
LOCAL_UM = 25
DISTANCE_SMOOTH_UM = 0.5
PEAK_DISTANCE_UM = 3
LEAST_DIAMETER_UM = 3


def odd_px(length_um, pixel_um):
    return 2 * round(length_um / pixel_um / 2) + 1


def foreground(image, pixel_um, method):
    smooth = filters.gaussian(image.astype(np.float32), SMOOTH_UM / pixel_um, preserve_range=True)
    if method == "plain":
        return smooth > filters.threshold_otsu(smooth)
    edge = odd_px(BACKGROUND_UM, pixel_um)
    light = smooth - ndimage.uniform_filter(ndimage.minimum_filter(smooth, edge), edge)
    near = ndimage.uniform_filter(light, odd_px(LOCAL_UM, pixel_um))
    return (light > 0.45 * filters.threshold_otsu(light)) & (light > 0.8 * near)


def outlined(image, pixel_um, method):
    least_px = int(np.pi / 4 * (LEAST_DIAMETER_UM / pixel_um) ** 2)
    mask = morphology.remove_small_objects(foreground(image, pixel_um, method), least_px)
    mask = ndimage.binary_fill_holes(mask)
    distance = filters.gaussian(ndimage.distance_transform_edt(mask), DISTANCE_SMOOTH_UM / pixel_um, preserve_range=True)
    peaks = feature.peak_local_max(distance, min_distance=max(1, round(PEAK_DISTANCE_UM / pixel_um)),
                                   labels=measure.label(mask), exclude_border=False)
    seeds = np.zeros(mask.shape, np.int32)
    seeds[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    labels = segmentation.watershed(-distance, seeds, mask=mask)
    return morphology.remove_small_objects(labels, least_px)


def process(row):
    with Image.open(row["image"]) as tiff:
        tiff.seek(int(row["page"]))
        image = np.array(tiff)
    labels = outlined(image, float(row["pixel_size_um"]), row["method"])
    Image.fromarray(labels.astype(np.uint16)).save(row["labels"])
    with open(row["places"], "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["x_px", "y_px"])
        for region in measure.regionprops(labels):
            y, x = region.centroid
            writer.writerow([x + 0.5, y + 0.5])  # centre of the first pixel at 0.5, 0.5


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: peer_skimage.py LIST.csv")
    with open(sys.argv[1], newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            process(row)


if __name__ == "__main__":
    main()
