"""Candidates as QuPath objects and OME-TIFF pictures, events as FCS: read back by programs of others."""

import csv
import json
import struct
import unittest

import numpy
import tifffile

from outside import OK, SPILLOVER, ExchangeTest, Refused, run_reader


def ring_area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:])) / 2


def area(geometry):
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return sum(ring_area(ring) for polygon in polygons for ring in polygon)


class QuPathObjects(ExchangeTest):
    def features(self, *arguments):
        self.analyzed(*arguments)
        file = self.export("qupath", "s1.geojson")
        self.assertEqual(run_reader("check_geojson.mjs", file), "")
        return json.loads(file.read_text())["features"]

    def rows(self, table):
        return {row["event_id"]: row for row in self.table(table)}

    def test_every_candidate_is_a_feature_with_its_numbers(self):
        features, candidates = self.features(), self.rows("candidates")
        self.assertEqual([str(f["properties"]["measurements"]["event_id"]) for f in features], sorted(candidates, key=int))
        for feature in features:
            measured = feature["properties"]["measurements"]
            row = candidates[str(measured["event_id"])]
            self.assertEqual((measured["anchor_x_px"], measured["anchor_y_px"]), (float(row["x_px"]), float(row["y_px"])))
            self.assertEqual(measured["cell_diameter_um"], float(row["cell_diameter_um"]))
            self.assertEqual(feature["properties"]["metadata"]["phenotype"], row["phenotype"])
        self.assertEqual(len({f["id"] for f in features}), len(features))

    def test_an_outline_of_the_stored_masks_covers_the_measured_area(self):
        events = {}
        for feature in self.features("--labels"):
            events = events or self.rows("events")
            row = events[str(feature["properties"]["measurements"]["event_id"])]
            self.assertEqual(feature["properties"]["metadata"]["outline"], "mask")
            self.assertEqual(area(feature["geometry"]) * 0.25, float(row["cell_area_um2"]))  # 0.5 um pixels
            self.assertEqual(area(feature["nucleusGeometry"]) * 0.25, float(row["nucleus_area_um2"]))

    def test_without_stored_masks_ellipses_of_about_that_area_are_drawn(self):
        for feature in self.features():
            self.assertEqual(feature["properties"]["metadata"]["outline"], "ellipse")
            measured = feature["properties"]["measurements"]["cell_area_um2"]
            self.assertAlmostEqual(area(feature["geometry"]) * 0.25 / measured, 1.0, delta=0.15)

    def test_the_checker_refuses_an_open_ring(self):
        self.analyzed()
        file = self.export("qupath", "s1.geojson")
        broken = json.loads(file.read_text())
        broken["features"][0]["geometry"]["coordinates"][0].pop()
        file.write_text(json.dumps(broken))
        with self.assertRaises(Refused):
            run_reader("check_geojson.mjs", file)


class FlowEvents(ExchangeTest):
    def read(self, file):
        return json.loads(run_reader("read_fcs.mjs", file))

    def test_the_events_are_those_of_the_table(self):
        self.analyzed()
        found = self.read(self.export("fcs", "s1.fcs"))
        table = self.table("events")
        self.assertEqual(len(found["rows"]), len(table))
        self.assertNotIn("$SPILLOVER", found["text"])
        shared = [name for name in table[0] if name in found["names"] and name != "phenotype"]
        self.assertGreater(len(shared), 70)
        for row, values in zip(table, found["rows"]):
            cells = dict(zip(found["names"], values))
            for name in shared:
                exact = None if row[name] == "" else float(numpy.float32(row[name]))
                self.assertEqual(cells[name], exact, name)

    def test_applying_the_spillover_keyword_gives_the_compensated_means(self):
        self.analyzed("--calibration", self.calibration())
        found = self.read(self.export("fcs", "s1.fcs"))
        entries = found["text"]["$SPILLOVER"].split(",")
        names, matrix = entries[1:4], numpy.array(entries[4:], dtype=float).reshape(3, 3)
        numpy.testing.assert_array_equal(matrix, SPILLOVER)
        column = {name: [row[i] for row in found["rows"]] for i, name in enumerate(found["names"])}
        measured = numpy.array([column[name] for name in names])
        compensated = measured.T @ numpy.linalg.inv(matrix)
        stored = numpy.array([column[name.replace("_as_measured", "")] for name in names]).T
        numpy.testing.assert_allclose(compensated, stored, rtol=1e-5, atol=1e-2)
        self.assertGreater(numpy.abs(measured.T - stored).max(), 1.0)

    def test_the_reader_refuses_a_file_that_is_cut_off(self):
        self.analyzed()
        file = self.export("fcs", "s1.fcs")
        file.write_bytes(file.read_bytes()[:-400])
        with self.assertRaises(Refused):
            self.read(file)


class CropImages(ExchangeTest):
    def index(self, folder):
        with open(folder / "index.csv", newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def test_crops_of_the_scan_hold_the_pixels_of_the_scan(self):
        self.analyzed()
        folder = self.export("crops", "crops", "--scan", self.scan)
        scan = tifffile.imread(self.scan)
        rows = self.index(folder)
        self.assertEqual(len(rows), len(self.table("candidates")))
        for row in rows:
            with tifffile.TiffFile(folder / row["file"]) as crop:
                self.assertTrue(crop.is_ome)
                self.assertEqual((crop.series[0].axes, len(crop.series)), ("CYX", 1))
                pixels = crop.asarray()
                image = tifffile.xml2dict(crop.ome_metadata)["OME"]["Image"]
            left, top, width, height = (int(row[name]) for name in ("left_px", "top_px", "width_px", "height_px"))
            numpy.testing.assert_array_equal(pixels, scan[:, top:top + height, left:left + width])
            self.assertEqual([channel["Name"] for channel in image["Pixels"]["Channel"]], ["DAPI", "CK", "CD45"])
            self.assertEqual(float(image["Pixels"]["PhysicalSizeX"]), 0.5)
            self.assertEqual(float(image["Pixels"]["Plane"][0]["PositionX"]), left * 0.5)

    def test_stored_pictures_are_display_values_and_missing_ones_are_told(self):
        self.analyzed("--max-crops", "1")
        folder = self.export("crops", "crops")
        rows = self.index(folder)
        with_file = [row for row in rows if row["file"]]
        self.assertEqual((len(with_file), with_file[0]["values"]), (1, "display"))
        self.assertGreater(len(rows), 1)
        pixels = tifffile.imread(folder / with_file[0]["file"])
        self.assertEqual((pixels.dtype, pixels.shape[0]), (numpy.uint8, 3))
        scanned = tifffile.imread(self.export("crops", "counts", "--scan", self.scan) / with_file[0]["file"])
        # A display value never falls while the count rises.
        order = numpy.argsort(scanned[1], axis=None, kind="stable")
        self.assertTrue((numpy.diff(pixels[1].ravel()[order].astype(int)) >= 0).all())

    def test_another_scan_is_refused(self):
        self.analyzed()
        other = self.folder / "other.ome.tif"
        content = bytearray(self.scan.read_bytes())
        content[len(content) // 2] ^= 1
        other.write_bytes(content)
        self.run_cytrial("export", self.results, "--as", "crops", "--scan", other, "--output", "crops", expect=65)
        self.assertFalse((self.folder / "crops").exists())

    def test_the_reader_refuses_a_file_that_is_cut_off(self):
        self.analyzed()
        folder = self.export("crops", "crops")
        file = folder / self.index(folder)[0]["file"]
        file.write_bytes(file.read_bytes()[:-200])
        with self.assertRaises((tifffile.TiffFileError, ValueError, IndexError, struct.error)):
            tifffile.imread(file)


class Refusals(ExchangeTest):
    def test_a_sample_without_a_count_gives_no_file(self):
        damaged = self.folder / "damaged.ome.tif"
        damaged.write_bytes(self.scan.read_bytes()[:-50000])
        self.analyze("--sample-id", "S1", scan=damaged, expect=65)
        for what in ("qupath", "fcs", "crops"):
            self.run_cytrial("export", "results", "--as", what, "--output", what, expect=1)
            self.assertFalse((self.folder / what).exists())

    def test_an_existing_folder_is_left_alone(self):
        self.analyze("--sample-id", "S1")
        (self.folder / "crops").mkdir()
        self.run_cytrial("export", "results", "--as", "crops", "--output", "crops", expect=73)
        self.assertEqual(list((self.folder / "crops").iterdir()), [])
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name.startswith(".")], [])

    def test_a_format_of_one_sample_asks_for_it(self):
        self.analyze("--sample-id", "S1")
        self.analyze("--sample-id", "S2")
        self.run_cytrial("export", "results", "--as", "fcs", "--output", "x.fcs", expect=64)
        self.run_cytrial("export", "results", "--as", "fcs", expect=64)
        self.run_cytrial("export", "results", "--as", "fcs", "--sample", "S2", "--output", "x.fcs", expect=OK)


if __name__ == "__main__":
    unittest.main()
