import { describe, expect, it } from "vitest";
import { extent, isInside, rectangle } from "../src/model/outline";
import { measureName } from "../src/model/words";

describe("a region drawn by hand", () => {
  const bow = [{ x: 0, y: 0 }, { x: 10, y: 10 }, { x: 10, y: 0 }, { x: 0, y: 10 }];
  it("holds what lies inside of a rectangle and nothing else, whichever corner it began at", () => {
    for (const [from, to] of [[{ x: 2, y: 3 }, { x: 8, y: 9 }], [{ x: 8, y: 9 }, { x: 2, y: 3 }]] as const) {
      const outline = rectangle(from, to);
      expect(isInside(outline, { x: 5, y: 5 })).toBe(true);
      for (const place of [{ x: 1, y: 5 }, { x: 9, y: 5 }, { x: 5, y: 2 }, { x: 5, y: 10 }]) expect(isInside(outline, place)).toBe(false);
    }
  });
  it("counts by the even-odd rule where it crosses itself", () => {
    expect(isInside(bow, { x: 1, y: 5 })).toBe(true);
    expect(isInside(bow, { x: 9, y: 5 })).toBe(true);
    expect(isInside(bow, { x: 5, y: 1 })).toBe(false);
  });
  it("is nothing when nothing was drawn", () => {
    expect(extent([])).toBe(0);
    expect(extent(bow)).toBe(10);
    expect(isInside([], { x: 0, y: 0 })).toBe(false);
  });
});

describe("names of measures", () => {
  it("end with the unit that the column's name ends with", () => {
    expect(measureName("ck_cell_mean_adu")).toBe("CK cell mean [ADU]");
    expect(measureName("ck_cell_mean_adu_lsd")).toBe("CK cell mean [leukocyte SD]");
    expect(measureName("nucleus_area_um2")).toBe("nucleus area [µm²]");
    expect(measureName("cytokeratin_nucleus_overlap")).toBe("cytokeratin nucleus overlap");
  });
});
