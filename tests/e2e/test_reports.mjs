// The reports as files in a browser: axe-core's rules, the keyboard, what a screen and a sheet of A4 hold, and no word of advice.
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { findings, launch } from "./office.mjs";
import { makeTrial } from "./trial.mjs";

let trial, browser;
before(async () => {
  trial = makeTrial();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  trial?.remove();
});

const kPages = {
  "the study": "report.html",
  "a sample": "samples/T1/report.html",
  "a sample that is not evaluable": "samples/T6/report.html",
};
const kScreens = [{ width: 1280, height: 720 }, { width: 1920, height: 1080 }];
const kRowPx = 200;
const kSheet = { width: 703, height: 1009 };  // the printable part of A4, 186 x 267 mm at 96 pixels to the inch
const kAcross = 1032;  // its width across, for a matrix of many visits

async function show(file, viewport) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const asked = [];
  page.on("request", (request) => request.url().startsWith("file:") || request.url().startsWith("data:") || asked.push(request.url()));
  await page.goto(pathToFileURL(join(trial.run, file)).href);
  return { page, asked, close: () => context.close() };
}

for (const [name, file] of Object.entries(kPages)) {
  test(`${name} unfolded has no serious or critical fault and fits the screen`, async () => {
    const shown = await show(file, kScreens[0]);
    await shown.page.evaluate(() => document.querySelectorAll("details").forEach((folded) => (folded.open = true)));
    assert.deepEqual(await findings(shown), []);
    for (const size of kScreens) {
      await shown.page.setViewportSize(size);
      const overflow = await shown.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `the page is ${overflow} px wider than ${size.width}`);
    }
    assert.deepEqual(shown.asked, [], "asked for something outside the file");
    await shown.close();
  });

  test(`${name} can be walked by keyboard from the top down and shows where one is`, async () => {
    const { page, close } = await show(file, kScreens[0]);
    const wanted = await page.locator("a[href], summary, [tabindex='0']").filter({ visible: true }).count();
    const stops = [];
    for (let i = 0; i < wanted + 5; ++i) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const at = document.activeElement;
        const box = at.getBoundingClientRect();
        return { name: at.textContent.slice(0, 30), top: box.top + scrollY, left: box.left, body: at === document.body,
          seen: getComputedStyle(at).outlineStyle !== "none" };
      });
      if (stop.body) break;
      stops.push(stop);
    }
    assert.equal(stops.length, wanted);
    assert.deepEqual(stops.filter(({ seen }) => !seen), []);
    // Beside one another, pictures of unlike height put their words on unlike lines: within a row it goes to the right.
    stops.forEach((stop, i) => {
      const before = stops[i - 1];
      const onwards = i === 0 || stop.top > before.top - 45 || (stop.left > before.left && stop.top > before.top - kRowPx);
      assert.ok(onwards, `${before?.name} (${before?.left}, ${before?.top}) → ${stop.name} (${stop.left}, ${stop.top}) goes up`);
    });
    await close();
  });

  test(`${name} prints what is folded, and nothing is cut off at the side of a sheet`, async () => {
    const { page, close } = await show(file, kSheet);
    await page.emulateMedia({ media: "print" });
    // What was folded is laid out when the next frame is drawn, not when the medium changes.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    const { folded, hidden, wide } = await page.evaluate((across) => {
      const inside = [...document.querySelectorAll("details > *:not(summary)")];
      const parts = [...document.querySelectorAll("table, svg[role=img], img, pre, p")];
      return {
        folded: inside.length,
        hidden: inside.filter((part) => !part.checkVisibility({ contentVisibilityAuto: true }) || part.getBoundingClientRect().height === 0)
          .map((part) => part.textContent.slice(0, 60)),
        wide: parts.filter((part) => part.getBoundingClientRect().right > (part.matches(".many") ? across : innerWidth) + 1)
          .map((part) => `${part.tagName} ${part.textContent.slice(0, 60)}`),
      };
    }, kAcross);
    assert.ok(folded > 0, "nothing is folded");
    assert.deepEqual(hidden, []);
    assert.deepEqual(wide, []);
    await close();
  });

  test(`${name} has no word of therapy advice`, async () => {
    const { page, close } = await show(file, kScreens[0]);
    const text = (await page.evaluate(() => document.body.textContent)).toLowerCase();
    const said = "this report does not diagnose and does not recommend therapy.";
    assert.ok(text.includes(said));
    const advice = /recommend|advis|advice|should|consider |switch|discontinu|escalat|prescrib|(stop|continue|change)( the)? (therapy|treatment)|eligible for/g;
    assert.deepEqual(text.replace(said, "").match(advice), null);
    await close();
  });
}

test("what is folded opens by keyboard", async () => {
  const { page, close } = await show(kPages["the study"], kScreens[0]);
  const summary = page.locator("#swimmers summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  await page.getByText("Days are study days").waitFor();
  await close();
});

test("a picture without a name is found", async () => {
  const shown = await show(kPages["a sample that is not evaluable"], kScreens[0]);
  await shown.page.evaluate(() => document.querySelector("main").append(Object.assign(document.createElement("img"), { src: "data:," })));
  assert.match((await findings(shown)).join(), /image-alt/);
  await shown.close();
});
