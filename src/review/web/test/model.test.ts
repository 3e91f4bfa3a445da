import { describe, expect, it } from "vitest";
import { actionOf, kBindings } from "../src/model/keys";
import { drawnEllipse, drawnRing, intoPicture, scaleBarUm } from "../src/model/marks";
import { nearest } from "../src/model/slide_marks";
import { compositeOf, gammaTable, greyOf, hexOf, rgbOf } from "../src/model/tint";
import { axisEnds, axisTicks, type AxisForm } from "../src/model/axis_ticks";
import { scrollTo, windowOf } from "../src/model/virtual_rows";
import { figure, modelOrigin, probabilityWords, shortProbability, words } from "../src/model/words";

const kShape = { total: 20000, width_px: 1000, item_width_px: 300, item_height_px: 200, scroll_px: 0, view_px: 600, spare_rows: 2 };

describe("the window of a long list", () => {
  it("holds a few dozen of twenty thousand items, wherever it is scrolled", () => {
    for (let scroll_px = 0; scroll_px < 1_400_000; scroll_px += 12_345) {
      const shown = windowOf({ ...kShape, scroll_px });
      expect(shown.end - shown.first).toBeLessThanOrEqual(3 * 9);
      expect(shown.top_px).toBeLessThanOrEqual(scroll_px);
      const covered = shown.top_px + Math.ceil((shown.end - shown.first) / 3) * 200;
      expect(covered).toBeGreaterThanOrEqual(Math.min(scroll_px + 600, shown.height_px));
    }
  });
  it("is empty for an empty list", () => {
    expect(windowOf({ ...kShape, total: 0 })).toMatchObject({ first: 0, end: 0, height_px: 0 });
  });
  it("scrolls no further than needed to show an item", () => {
    expect(scrollTo(0, 3, { ...kShape, scroll_px: 500 })).toBe(0);
    expect(scrollTo(4, 3, { ...kShape, scroll_px: 100 })).toBe(100);
    expect(scrollTo(12, 3, kShape)).toBe(400);
  });
});

describe("colours of a picture", () => {
  const strip = new Uint8Array([10, 200]); // Two channels of one pixel.
  const plain = gammaTable(1);
  it("keep grey values as they are at gamma 1", () => {
    expect([...plain]).toEqual([...Array(256).keys()]);
    expect([...greyOf(strip, 1, 2, 1, plain)]).toEqual([200, 200, 200, 255]);
  });
  it("add up as light does and end at white", () => {
    expect([...compositeOf(strip, 1, 2, [[255, 0, 0], [0, 255, 0]], [plain, plain])]).toEqual([10, 200, 0, 255]);
    expect([...compositeOf(strip, 1, 2, [[255, 255, 255], [255, 255, 255]], [plain, plain])]).toEqual([210, 210, 210, 255]);
  });
  it("leave a hidden channel out", () => {
    expect([...compositeOf(strip, 1, 2, [null, [0, 255, 0]], [plain, plain])]).toEqual([0, 200, 0, 255]);
  });
  it("keep black and white whatever the gamma, and lift the middle below 1", () => {
    const lifted = gammaTable(0.5);
    expect([lifted[0], lifted[255]]).toEqual([0, 255]);
    expect(lifted[64]).toBeGreaterThan(64);
  });
  it("survive the way to hexadecimal and back", () => {
    expect(hexOf(rgbOf("#0072b2"))).toBe("0072b2");
  });
});

describe("keys", () => {
  const press = { key: "c", ctrlKey: false, metaKey: false, altKey: false, typing: false };
  it("belong to one action each", () => {
    const keys = kBindings.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });
  it("decide nothing while a comment is typed", () => {
    expect(actionOf(press)).toBe("ctc");
    expect(actionOf({ ...press, typing: true })).toBeNull();
    expect(actionOf({ ...press, key: "Escape", typing: true })).toBe("close");
  });
  it("leave the browser's own shortcuts alone, but for undo", () => {
    expect(actionOf({ ...press, ctrlKey: true })).toBeNull();
    expect(actionOf({ ...press, key: "z", ctrlKey: true })).toBe("undo");
  });
  it("work with caps lock on", () => {
    expect(actionOf({ ...press, key: "C" })).toBe("ctc");
  });
});

describe("marks on a picture", () => {
  it("put a cell's centre into the middle of the pixel it lies in", () => {
    const frame = { edge_px: 97, slide_px: 97, centre_x: 1000.2, centre_y: 500 };
    const drawn = drawnEllipse(intoPicture(frame), { cx: 1000, cy: 500, major: 20, minor: 10, angle: 0 });
    expect(drawn).toMatchObject({ x: 48.5, y: 48.5, rx: 10, ry: 5 });
  });
  it("run exact outlines along the edges of the pixels", () => {
    const frame = { edge_px: 970, slide_px: 97, centre_x: 1000, centre_y: 500 };
    // The middle pixel of the cut, ten canvas pixels wide, from corner to corner.
    expect(drawnRing(intoPicture(frame), [1000, 500, 1001, 500, 1001, 501])).toEqual([[480, 480], [490, 480], [490, 490]]);
  });
  it("give the scale bar a round length within a third of the picture", () => {
    expect(scaleBarUm(48)).toBe(10);
    expect(scaleBarUm(150)).toBe(50);
    expect(scaleBarUm(12)).toBe(2);
  });
  it("find the nearest candidate within reach only", () => {
    const marks = ["a", "b"].map((id, i) => (
      { id, number: i + 1, x_px: 10 + 4 * i, y_px: 10, call: null, outline: { nucleus: null, cell: null } }));
    const to = { scale: 2, shift_x: 1, shift_y: 0 };
    expect(nearest(marks, to, 28, 20, 16)).toBe(1);
    expect(nearest(marks, to, 200, 200, 16)).toBe(-1);
  });
});

describe("what a model says", () => {
  it("never stands without what it was trained on", () => {
    expect(probabilityWords({ score: 0.994, model_trained_on: "simulated" }))
      .toBe("probability 0.99 (model trained on simulated cells only)");
    expect(shortProbability({ score: 0.994, model_trained_on: "simulated" })).toBe("0.99 (simulated only)");
    expect(shortProbability({ score: 0.5, model_trained_on: null })).toBe("0.5 (unknown origin)");
    expect(probabilityWords({ score: 0, model_trained_on: "real" })).toBe("probability 0 (model trained on real cells)");
    expect(probabilityWords({ score: null, model_trained_on: null })).toBe("");
    expect(modelOrigin(null)).toBe("model trained on cells of unknown origin");
  });
});

describe("words", () => {
  it("show an unknown code as it is, never nothing", () => {
    expect(words("brand_new_reason")).toBe("brand new reason");
    expect(words(null)).toBe("–");
  });
  it("never show a missing figure as zero", () => {
    expect([figure(null), figure(Number.NaN), figure(0)]).toEqual(["–", "–", "0"]);
    expect(figure(12.3456)).toBe("12.3");
    expect(figure(123456.7)).toBe("123457");
  });
});

describe("axes of the scatter plot", () => {
  const forms: AxisForm[] = ["linear", "log", "biexponential"];
  it("are labelled with round numbers within their ends, in order, far enough apart", () => {
    for (const form of forms) {
      const [min, max] = axisEnds(form, 1, form === "log" ? 0.02 : -3, 1400);
      const ticks = axisTicks(form, 1, min, max, 500, 44);
      expect(ticks.length).toBeGreaterThan(2);
      expect(ticks.length).toBeLessThanOrEqual(12);
      expect(ticks).toEqual([...ticks].sort((a, b) => a - b));
      expect(ticks.every((tick) => tick >= min && tick <= max)).toBe(true);
    }
    expect(axisTicks("linear", 1, 5, 8, 300, 44)).toEqual([5, 5.5, 6, 6.5, 7, 7.5, 8]);
    expect(axisTicks("log", 1, 0.05, 200, 300, 44)).toEqual([0.1, 1, 10, 100]);
    expect(axisTicks("biexponential", 1, -12, 120, 400, 44)).toEqual([-10, -2, 0, 2, 10, 100]);
  });
  it("reach beyond what they show, and stand without anything to show", () => {
    for (const form of forms) {
      const [min, max] = axisEnds(form, 1, 2, 50);
      expect(min).toBeLessThan(2);
      expect(max).toBeGreaterThan(50);
      const [low, high] = axisEnds(form, 1, null, null);
      expect(high).toBeGreaterThan(low);
      const [left, right] = axisEnds(form, 1, 5, 5);
      expect(right).toBeGreaterThan(left);
    }
  });
});
