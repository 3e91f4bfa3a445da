// Every view can be used by everybody: axe-core's rules, the keyboard's order, calls told apart without colour.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { allSaved, ask, kAxeFile, launch, logIn, makeStudy, open, serve, visit } from "./office.mjs";

let study, server, browser;
const kAxe = readFileSync(kAxeFile, "utf8");
before(async () => {
  study = makeStudy({ samples: [["S1", 12, 640, 5]] });
  server = await serve(study);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  study?.remove();
});

/** Serious and critical findings, each with where. */
async function findings({ page }) {
  await page.evaluate(kAxe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
}

async function look(reader, view, prepare = async () => undefined) {
  await visit(reader, view);
  await reader.page.locator("main").waitFor();
  await reader.page.waitForTimeout(400);
  await prepare(reader.page);
  assert.deepEqual(await findings(reader), [], view);
}

for (const size of [{ width: 1280, height: 720 }, { width: 3840, height: 2160 }]) {
  test(`no view has a serious or critical fault at ${size.width} x ${size.height}`, async () => {
    const nobody = await open(browser, server.origin, { size });
    await look(nobody, "");
    const anna = await open(browser, server.origin, { size });
    await logIn(anna, "anna");
    const { id } = (await ask(anna, "/api/study")).samples[0];
    await look(anna, "samples");
    await look(anna, "gallery", (page) => page.locator(".option canvas").first().waitFor());
    await anna.page.keyboard.press("l");
    assert.deepEqual(await findings(anna), [], "rows");
    await anna.page.keyboard.press("Enter");
    await anna.page.getByText("Surroundings").waitFor();
    assert.deepEqual(await findings(anna), [], "large view");
    await anna.page.keyboard.press("p");
    assert.deepEqual(await findings(anna), [], "phenotypes");
    await anna.page.keyboard.press("Escape");
    await anna.page.keyboard.press("?");
    assert.deepEqual(await findings(anna), [], "help");
    await anna.page.keyboard.press("Escape");
    await look(anna, `slide/${id}`, (page) => page.getByText("chosen one").waitFor());
    await look(anna, `sample/${id}`, (page) => page.getByText("Nobody has signed").waitFor());
    await look(anna, "agreement");
    const dora = await open(browser, server.origin, { size });
    await logIn(dora, "dora");
    await look(dora, "scatter", (page) => page.locator(".scatter canvas").first().waitFor());
    await look(dora, "settings");
    const admin = await open(browser, server.origin, { size });
    await logIn(admin, "admin");
    await look(admin, "users", (page) => page.getByText("Anna Berg").waitFor());
    await look(admin, "audit", (page) => page.getByText("add user").first().waitFor());
    for (const { page } of [anna, dora, admin]) {
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `the page is ${overflow} px wider than the screen`);
    }
    await Promise.all([nobody, anna, dora, admin].map(({ context }) => context.close()));
  });
}

test("a field without a name is found", async () => {
  const anna = await open(browser, server.origin);
  await logIn(anna, "anna");
  await anna.page.evaluate(() => document.querySelector("main").append(document.createElement("select")));
  assert.match((await findings(anna)).join(), /select-name/);
});

test("the keyboard goes from the top down and is always seen", async () => {
  const anna = await open(browser, server.origin);
  await logIn(anna, "anna");
  await visit(anna, "gallery");
  await anna.page.locator(".option.current canvas").first().waitFor();
  await anna.page.evaluate(() => document.activeElement?.blur());
  const stops = [];
  for (let i = 0; i < 50; ++i) {
    await anna.page.keyboard.press("Tab");
    const stop = await anna.page.evaluate(() => {
      const at = document.activeElement;
      const box = at.getBoundingClientRect();
      const style = getComputedStyle(at);
      return { name: at.textContent.slice(0, 20), top: box.top, body: at === document.body, seen: style.outlineStyle !== "none" && box.height > 0 };
    });
    if (stop.body) break;
    stops.push(stop);
  }
  assert.ok(stops.length > 20, `${stops.length} stops`);
  assert.deepEqual(stops.filter(({ seen }) => !seen), []);
  stops.forEach((stop, i) => assert.ok(i === 0 || stop.top > stops[i - 1].top - 45, `${stops[i - 1]?.name} → ${stop.name} goes up`));
});

test("calls differ in words and form, not in colour alone", async () => {
  const anna = await open(browser, server.origin);
  await logIn(anna, "anna");
  await visit(anna, "gallery");
  await anna.page.locator(".option.current canvas").first().waitFor();
  for (const key of ["c", "n", "u"]) await anna.page.keyboard.press(key);
  await allSaved(anna);
  const marks = await anna.page.locator(".option .call").allInnerTexts();
  assert.deepEqual(marks.slice(0, 4).map((mark) => mark.trim()), ["● CTC", "✕ Not CTC", "? Unsure", "○ undecided"]);
});
