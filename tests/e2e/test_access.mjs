// Every view and dialog can be used by everybody, on a small screen and a large one: axe-core's rules, nothing cut off, the
// keyboard's order, calls told apart without colour.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allSaved, ask, findings, launch, logIn, makeStudy, open, readAll, serve, settled, visit } from "./office.mjs";

let study, server, browser;
const kSizes = [{ width: 1280, height: 720 }, { width: 3840, height: 2160 }];

before(async () => {
  study = makeStudy({ samples: [["S1", 12, 640, 5], ["S2", 5, 512, 6]] });
  server = await serve(study);
  browser = await launch();
  // The second sample is read twice and waits for its adjudicator, the first is still open.
  for (const [name, call_of] of [["anna", () => "ctc"], ["ben", (i) => (i % 2 ? "ctc" : "not_ctc")]]) {
    const reader = await open(browser, server.origin);
    await logIn(reader, name);
    await readAll(reader, await sampleOf(reader, 5), call_of);
    await reader.context.close();
  }
});
after(async () => {
  await browser?.close();
  await server?.stop();
  study?.remove();
});

/** By the number of its candidates: under blinding samples have no names. */
async function sampleOf(reader, at_most) {
  const { samples } = await ask(reader, "/api/study");
  return samples.find(({ candidates }) => (at_most ? candidates <= at_most : candidates > 5)).id;
}

/** Controls that cannot be reached or read: beyond the screen with nothing that scrolls there, or wider than their own box. */
function cutOff({ page }) {
  return page.evaluate(() => {
    const scrolls = (element, axis) => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        const style = getComputedStyle(at)[axis === "x" ? "overflowX" : "overflowY"];
        if (style === "auto" || style === "scroll") return true;
      }
      return false;
    };
    const faults = [];
    const dialog = document.querySelector("dialog[open]");
    for (const control of (dialog ?? document).querySelectorAll("button, a, select, input, textarea, output, progress")) {
      const box = control.getBoundingClientRect();
      if (box.width === 0 || getComputedStyle(control).visibility === "hidden" || control.closest(".visually-hidden")) continue;
      const name = `${control.tagName} ${(control.getAttribute("aria-label") ?? control.textContent ?? "").slice(0, 30)}`;
      if ((box.left < -1 || box.right > innerWidth + 1) && !scrolls(control, "x")) faults.push(`${name}: beyond the side`);
      if ((box.top < -1 || box.bottom > innerHeight + 1) && !scrolls(control, "y")) faults.push(`${name}: beyond the end`);
      if (control.matches("button, a.button") && control.scrollWidth > control.clientWidth + 1) faults.push(`${name}: its text is cut`);
    }
    if (document.documentElement.scrollWidth > innerWidth) faults.push(`the page is ${document.documentElement.scrollWidth - innerWidth} px wider than the screen`);
    return faults;
  });
}

async function sound(reader, what) {
  assert.deepEqual(await findings(reader), [], what);
  assert.deepEqual(await cutOff(reader), [], what);
}

async function look(reader, view, prepare = async () => undefined) {
  await visit(reader, view);
  await settled(reader);
  await prepare(reader.page);
  await sound(reader, view);
}

/** Opens a dialog, looks at it and leaves it. */
async function lookAtDialog(reader, button) {
  await reader.page.getByRole("button", { name: button }).first().click();
  await reader.page.getByRole("dialog").waitFor();
  await sound(reader, button);
  await reader.page.keyboard.press("Escape");
  await reader.page.getByRole("dialog").waitFor({ state: "detached" });
}

async function desk(name, size) {
  const reader = await open(browser, server.origin, { size });
  await logIn(reader, name);
  return reader;
}

function pictures(page) {
  return page.locator(".option.current canvas").first().waitFor();
}

for (const size of kSizes) {
  const on = `at ${size.width} x ${size.height}`;

  test(`what a reader sees has no serious fault and nothing is cut off ${on}`, async () => {
    const nobody = await open(browser, server.origin, { size });
    await look(nobody, "");
    await nobody.context.close();
    const anna = await desk("anna", size);
    const { page } = anna;
    const sample = await sampleOf(anna, 0);
    await look(anna, "samples");
    await look(anna, "gallery", pictures);
    for (const [keys, what] of [["l", "other layout"], ["o", "outlines"], ["+", "gamma"], ["l", "first layout"]]) {
      await page.keyboard.press(keys);
      await sound(anna, what);
    }
    await page.keyboard.press("Enter");
    await page.getByText("Surroundings").waitFor();
    await sound(anna, "large view");
    for (const key of ["p", "?"]) {
      await page.keyboard.press(key);
      await page.getByRole("dialog").waitFor();
      await sound(anna, `the dialog of ${key}`);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await look(anna, `slide/${sample}`, (at) => at.getByText("chosen one").waitFor());
    await page.getByLabel("Quality map").selectOption("nuclei");
    await page.locator(".quality-legend").waitFor();
    await sound(anna, "quality map");
    await look(anna, `sample/${sample}`, (at) => at.getByText("Nobody has signed").waitFor());
    await look(anna, `sample/${await sampleOf(anna, 5)}`, (at) => at.getByText(/kappa/).first().waitFor());
    await lookAtDialog(anna, "Sign: reviewed …");
    await look(anna, "agreement");
    await look(anna, "account");
    await anna.context.close();
  });

  test(`what a blinded reader and an adjudicator see has no serious fault and nothing is cut off ${on}`, async () => {
    const ben = await desk("ben", size);
    await look(ben, "samples");
    await look(ben, `gallery?sample=${await sampleOf(ben, 0)}`, pictures);
    await look(ben, "scatter", (page) => page.getByRole("alert").filter({ hasText: "hidden until both" }).waitFor());
    await ben.context.close();
    const carl = await desk("carl", size);
    await look(carl, "gallery", pictures);
    await carl.page.keyboard.press("Enter");
    await carl.page.getByRole("region", { name: "The readings side by side" }).waitFor();
    await sound(carl, "both readings");
    await carl.context.close();
  });

  test(`what a lab lead, an administrator and an auditor see has no serious fault and nothing is cut off ${on}`, async () => {
    const dora = await desk("dora", size);
    await look(dora, "agreement", (page) => page.getByText(/kappa/).first().waitFor());
    await look(dora, "settings");
    await look(dora, "scatter", (page) => page.locator(".scatter canvas").first().waitFor());
    await dora.page.getByRole("button", { name: "Choose", exact: true }).click();
    await dora.page.locator(".selected-cell canvas").first().waitFor();
    await sound(dora, "region of the scatter plot");
    await look(dora, `sample/${await sampleOf(dora, 5)}`, (page) => page.getByText("Nobody has signed").waitFor());
    await lookAtDialog(dora, "Sign: approved …");
    await lookAtDialog(dora, "Reopen …");
    await dora.context.close();
    const admin = await desk("admin", size);
    await look(admin, "users", (page) => page.getByText("Anna Berg").waitFor());
    await lookAtDialog(admin, "Change … anna");
    await lookAtDialog(admin, "Close account of anna");
    await admin.context.close();
    const eve = await desk("eve", size);
    await look(eve, "audit", (page) => page.getByText("add user").first().waitFor());
    await eve.page.getByRole("button", { name: "Verify the chain" }).click();
    await eve.page.getByText(/rows stand as written/).waitFor();
    await sound(eve, "verified trail");
    await eve.context.close();
  });

  test(`locked, over, refused and lost pages have no serious fault and nothing is cut off ${on}`, async () => {
    const states = [[423, "locked", "Locked"], [401, "no_session", "Session over"]];
    for (const [status, code, heading] of states) {
      const anna = await desk("anna", size);
      await anna.context.route("**/api/events*", (route) => route.fulfill({ status, json: { error: { code, message: code, details: {} } } }));
      await anna.page.getByRole("heading", { name: heading }).waitFor();
      await sound(anna, heading);
      assert.equal(await anna.page.locator("header, .option, table").count(), 0, "nothing of the study is left in the page");
      await anna.context.close();
    }
    const anna = await desk("anna", size);
    await visit(anna, `gallery?sample=${await sampleOf(anna, 5)}`);
    await pictures(anna.page);
    await anna.page.keyboard.press("n"); // This sample is locked.
    await anna.page.locator(".notices .problem").waitFor();
    await sound(anna, "refused decision");
    await anna.context.route("**/api/events*", (route) => route.abort());
    await anna.page.getByText("The server does not answer").waitFor();
    await sound(anna, "lost server");
    await anna.context.close();
  });
}

test("a field without a name and a button beyond the screen are found", async () => {
  const anna = await desk("anna", kSizes[0]);
  await settled(anna);
  await anna.page.evaluate(() => {
    document.querySelector("main").append(document.createElement("select"));
    const far = document.createElement("button");
    far.textContent = "far away";
    Object.assign(far.style, { position: "fixed", left: "1270px", top: "700px" });
    document.body.append(far);
  });
  assert.match((await findings(anna)).join(), /select-name/);
  assert.match((await cutOff(anna)).join(), /far away: beyond the side/);
  await anna.context.close();
});

test("the keyboard goes from the top down and is always seen", async () => {
  const anna = await desk("anna", kSizes[0]);
  await visit(anna, "gallery");
  await pictures(anna.page);
  await anna.page.evaluate(() => document.activeElement?.blur());
  const stops = [];
  for (let i = 0; i < 60; ++i) {
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
  await anna.context.close();
});

/** Linear light as eyes without one kind of cones see it: Machado, Oliveira and Fernandes 2009, table 1, severity 1. */
const kEyes = {
  usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  "without red cones": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  "without green cones": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  "without blue cones": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** Hue and chroma in CIELAB (D65): brightness tells how much there is of a stain, not of which. */
function hueOf(rgb, eyes) {
  const light = rgb.map((part) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  const [r, g, b] = eyes.map((row) => Math.min(1, Math.max(0, row[0] * light[0] + row[1] * light[1] + row[2] * light[2])));
  const [x, y, z] = [(0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505, 0.2126 * r + 0.7152 * g + 0.0722 * b, (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089]
    .map((part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116));
  return [500 * (x - y), 200 * (y - z)];
}

/** How far the most alike two are of what a reviewer meets: each stain alone, and the other two over a nucleus. */
function leastDistance([nuclear, cytokeratin, leukocyte], eyes) {
  const over = (a, b) => a.map((part, i) => Math.min(255, part + b[i]));
  const met = [nuclear, cytokeratin, leukocyte, over(nuclear, cytokeratin), over(nuclear, leukocyte)].map((rgb) => hueOf(rgb, eyes));
  const pairs = [[0, 1], [0, 2], [1, 2], [0, 3], [0, 4], [3, 4], [2, 3], [1, 4]];
  return Math.min(...pairs.map(([i, k]) => Math.hypot(met[i][0] - met[k][0], met[i][1] - met[k][1])));
}

test("the channels' colours stay apart without any one kind of cones", async () => {
  const anna = await desk("anna", kSizes[0]);
  const { channels } = await ask(anna, "/api/study");
  const colours = ["nuclear", "cytokeratin", "leukocyte"].map((role) =>
    [0, 2, 4].map((at) => Number.parseInt(channels.find((channel) => channel.role === role).colour.slice(at, at + 2), 16)));
  for (const [who, eyes] of Object.entries(kEyes)) assert.ok(leastDistance(colours, eyes) > 30, `${who}: ${leastDistance(colours, eyes)}`);
  const common = [[0, 64, 255], [0, 230, 0], [255, 0, 200]];
  assert.ok(leastDistance(common, kEyes["without green cones"]) < 10, "the common blue, green and magenta would not");
  await anna.context.close();
});

test("calls differ in words and form, not in colour alone", async () => {
  const anna = await desk("anna", kSizes[0]);
  await visit(anna, `gallery?sample=${await sampleOf(anna, 0)}`);
  await pictures(anna.page);
  for (const key of ["c", "n", "u"]) await anna.page.keyboard.press(key);
  await allSaved(anna);
  const marks = await anna.page.locator(".option .call").allInnerTexts();
  assert.deepEqual(marks.slice(0, 4).map((mark) => mark.trim()), ["● CTC", "✕ Not CTC", "? Unsure", "○ undecided"]);
  await anna.context.close();
});
