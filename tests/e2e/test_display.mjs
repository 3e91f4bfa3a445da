// What the pictures, the slide and the scatter plot show is what was asked for, and nothing changes by itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, launch, logIn, makeStudy, open, serve, settled, visit } from "./office.mjs";

let study, server, browser, anna;
before(async () => {
  study = makeStudy({ samples: [["S1", 12, 640, 5], ["S2", 3, 512, 6]], staff: ["admin", "anna"], labels: true });
  server = await serve(study);
  browser = await launch();
  anna = await open(browser, server.origin);
  await logIn(anna, "anna");
});
after(async () => {
  await browser?.close();
  await server?.stop();
  study?.remove();
});

async function gallery() {
  await visit(anna, "gallery");
  await anna.page.locator(".option.current canvas").first().waitFor();
  // A canvas is there before its pixels are; it is 300 wide until it is drawn.
  await anna.page.waitForFunction(() => [...document.querySelectorAll("#option-0 canvas")].every(({ width }) => width !== 300));
}

/** Pixels of the pictures of one candidate: composite and channels, one text each. */
function drawn() {
  return anna.page.evaluate(() => [...document.querySelectorAll("#option-0 canvas")].map((canvas) => canvas.toDataURL()));
}

/** Waits until the pictures of the first candidate differ from `from`; tells which of them do. */
async function changed(from) {
  await anna.page.waitForFunction((old) => [...document.querySelectorAll("#option-0 canvas")].some((canvas, i) => canvas.toDataURL() !== old[i]), from);
  // The composite and the channels are drawn in one turn, the outlines' answer in another.
  await anna.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return (await drawn()).map((picture, i) => picture !== from[i]);
}

async function back(from) {
  await anna.page.waitForFunction((old) => [...document.querySelectorAll("#option-0 canvas")].every((canvas, i) => canvas.toDataURL() === old[i]), from);
}

test("gamma of one channel changes its picture and the composite, of all every picture, and both go back as measured", async () => {
  await gallery();
  const { page } = anna;
  const plain = await drawn();
  await page.getByLabel("gamma of CK", { exact: true }).selectOption("0.5");
  assert.deepEqual(await changed(plain), [true, false, true, false]);
  await page.getByText("gamma changed").waitFor();
  await page.locator(".gallery").focus();
  await page.keyboard.press("0");
  await back(plain);
  await page.keyboard.press("+");
  assert.deepEqual(await changed(plain), [true, true, true, true]);
  await page.keyboard.press("-");
  await back(plain);
});

test("a channel that is switched off leaves the composite alone", async () => {
  const plain = await drawn();
  await anna.page.keyboard.press("1");
  assert.deepEqual(await changed(plain), [true, false, false, false]);
  await anna.page.keyboard.press("1");
  await back(plain);
});

test("outlines are drawn along the found pixels, on and off by one key", async () => {
  const plain = await drawn();
  const asked = anna.page.waitForResponse((response) => response.url().includes("/api/outlines?"));
  await anna.page.keyboard.press("o");
  const { items } = await (await asked).json();
  assert.ok(items.length > 0 && items.every(({ cell }) => cell.length > 0), "the study has label images");
  assert.deepEqual(await changed(plain), [true, true, true, true]);
  await anna.page.keyboard.press("o");
  await back(plain);
});

test("equal pixels are equally bright in all pictures of the study: no picture is stretched by itself", async () => {
  const { ids } = await ask(anna, "/api/candidates?form=ids");
  const ranges = await anna.page.evaluate(async (candidates) => {
    const kinds = await Promise.all(candidates.map(async (id) => (await fetch(`/api/candidates/${id}/picture?show=strip`)).headers.get("X-Cytrial-Range")));
    return [...new Set(kinds)];
  }, ids);
  assert.deepEqual(ranges, ["study"]);
});

test("the slide shows the outlines of all cells in view, and no key turns it under its marks", async () => {
  const { page } = anna;
  const [sample] = (await ask(anna, "/api/study")).samples.filter(({ candidates }) => candidates > 5);
  const { ids } = await ask(anna, `/api/candidates?form=ids&sort=position&sample=${sample.id}`);
  await visit(anna, `slide/${sample.id}?c=${ids[0]}`);
  await settled(anna);
  const asked = page.waitForResponse((response) => /\/outlines\?x=/.test(response.url()));
  await page.getByRole("button", { name: /^Outlines/ }).click();
  const { available, items } = await (await asked).json();
  assert.equal(available, true);
  assert.ok(items.some(({ id }) => id === ids[0]) && items.some(({ id }) => id === null), "candidates and other cells");
  await page.getByRole("button", { name: /^Outlines/ }).click();
  const lines = () => page.evaluate(() => document.querySelector(".deep-zoom canvas").style.transform + document.querySelector(".slide-canvas > canvas").toDataURL());
  const still = () => page.waitForFunction(() => {
    const now = document.querySelector(".slide-canvas > canvas").toDataURL();
    const same = now === window.lastLook;
    window.lastLook = now;
    return same;
  }, undefined, { polling: 500 });
  await still();
  const before = await lines();
  await page.locator(".openseadragon-canvas").focus();
  for (const key of ["r", "f", "d", "w"]) await page.keyboard.press(key);
  await still();
  assert.equal(await lines(), before);
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((old) => document.querySelector(".slide-canvas > canvas").toDataURL() !== old, await page.evaluate(() => window.lastLook));
});

test("every quality map is laid over the slide with its scale", async () => {
  const { page } = anna;
  for (const map of ["blurred", "nuclei", "saturated"]) {
    const answer = page.waitForResponse((response) => response.url().includes(`map=${map}`));
    await page.getByLabel("Quality map").selectOption(map);
    const { title } = await (await answer).json();
    await page.locator(".quality-legend").filter({ hasText: title }).waitFor();
  }
});

test("a region of the scatter plot, drawn or given in numbers, is exactly what the gallery then shows", async () => {
  const { page } = anna;
  await visit(anna, "scatter");
  await page.locator(".u-over").waitFor();
  const [x, y] = [await page.getByLabel("Across").inputValue(), await page.getByLabel("Up").inputValue()];
  const scatter = await ask(anna, `/api/scatter?x=${x}&y=${y}`);
  const sorted = scatter.candidates.x.filter((x) => x !== null).sort((a, b) => a - b);
  const limit = sorted[Math.floor(sorted.length / 2)];
  const expected = scatter.candidates.ids.filter((_, i) => scatter.candidates.x[i] !== null && scatter.candidates.x[i] >= limit);
  assert.ok(expected.length > 2 && expected.length < scatter.candidates.ids.length);
  await page.getByRole("form", { name: "Region by numbers" }).getByLabel("from").first().fill(`${limit}`);
  await page.getByRole("button", { name: "Choose", exact: true }).click();
  await page.getByText(`${expected.length} candidates chosen`).waitFor();
  await page.getByRole("button", { name: `Review these ${expected.length}` }).click();
  await page.getByText(`${expected.length} candidates`).waitFor();
  await page.locator(".option.current canvas").first().waitFor();
  assert.equal(await page.locator(".option").count(), expected.length);

  await visit(anna, "scatter");
  // The plot is built anew when the calls have come.
  await page.waitForFunction(() => {
    const [plot, last] = [document.querySelector(".u-over"), window.lastPlot];
    window.lastPlot = plot;
    return plot !== null && plot === last;
  }, undefined, { polling: 700 });
  const box = await page.locator(".u-over").boundingBox();
  await page.keyboard.down("Shift");
  await page.mouse.move(box.x + 1, box.y + 1);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + box.height - 2, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await page.getByText(`${scatter.candidates.ids.length} candidates chosen`).waitFor();
  for (const form of ["log", "linear", "biexponential"]) {
    await page.getByLabel("Axes").selectOption(form);
    await page.locator(".scatter canvas").first().waitFor();
  }
  await page.getByRole("button", { name: "Choose none" }).click();
  await page.getByText("Draw around some points").waitFor();
  assert.deepEqual(anna.complaints, []);
});
