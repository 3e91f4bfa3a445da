// Text of users, studies and samples can hold anything. Nothing of it may become a part of the page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, kPassword, launch, logIn, makeStudy, open, send, serve, visit } from "./office.mjs";

const kHit = "window.cytrialHit=(window.cytrialHit||0)+1";
const kForms = [
  `<script>${kHit}</script>`, `<img src=x onerror="${kHit}">`, `<svg onload="${kHit}"></svg>`, `<svg><script>${kHit}</script></svg>`,
  `<iframe srcdoc="<script>parent.${kHit}</script>"></iframe>`, `<a href="javascript:${kHit}" autofocus onfocus="${kHit}">x</a>`,
  `<details open ontoggle="${kHit}">x</details>`, `<style>@import url(//x.invalid)</style><b onclick="${kHit}">x</b>`,
  `<math><mi xlink:href="javascript:${kHit}">x</mi></math>`, `<template><script>${kHit}</script></template><input autofocus onfocus="${kHit}">`,
];
const kBreakouts = ["", `">`, `'>`, `</title></textarea></option></select></script>`, "{{constructor.constructor('" + kHit + "')()}}${"];
/** Fifty: every form after every way out of where it may stand. */
const kPayloads = kBreakouts.flatMap((breakout) => kForms.map((form) => breakout + form));

let study, server, browser;
before(async () => {
  study = makeStudy({ samples: [["S1", 54, 1024, 5]], staff: ["admin", "anna", "dora"], run_name: `study ${kForms[1].replaceAll("/", "")}` });
  server = await serve(study);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  study?.remove();
});

/** Scripts that ran, and elements that only a payload could have made. */
function traces({ page }) {
  return page.evaluate(() => ({
    ran: window.cytrialHit ?? 0,
    made: document.querySelectorAll("#app :is(script, img:not(.openseadragon-container img), iframe, svg, math, template, style, b, details), [onerror], [onload], [onfocus], [href^=javascript]").length,
  }));
}

async function unharmed(reader, place) {
  await reader.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 10))));
  assert.deepEqual(await traces(reader), { ran: 0, made: 0 }, place);
}

/** Every text of an answer but those that the page compares or asks for again. */
const kKept = new Set(["id", "ids", "sample", "candidate", "call", "reading", "role", "can", "colour", "code", "status", "signed",
  "which_counts", "kind", "axis", "map", "action", "phenotype", "phenotypes", "automatic", "token", "at", "utc", "hash"]);
function spoiled(value, payload, key = "") {
  if (typeof value === "string") return kKept.has(key) ? value : payload;
  if (Array.isArray(value)) return kKept.has(key) ? value : value.map((item) => spoiled(item, payload, key));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, spoiled(item, payload, name)]));
  }
  return value;
}

test("fifty payloads are fifty different ones", () => assert.equal(new Set(kPayloads).size, 50));

test("the traces of a payload are found where a page does run it", async () => {
  const reader = await open(browser, server.origin, { bypassCSP: true });
  await reader.page.goto(server.origin);
  await reader.page.getByLabel("Name").waitFor();
  await reader.page.evaluate((payload) => (document.querySelector("#app").innerHTML = payload), kForms[1]);
  await reader.page.waitForFunction(() => window.cytrialHit === 1);
  assert.ok((await traces(reader)).made >= 1);
});

test("comments, names and reasons that were really written are shown as they are", async () => {
  const anna = await open(browser, server.origin);
  await logIn(anna, "anna");
  const { ids } = await ask(anna, "/api/candidates?form=ids");
  for (let i = 0; i < kPayloads.length; ++i) {
    await send(anna, "/api/decisions", { candidate: ids[i], call: "ctc", phenotype: null, comment: kPayloads[i], version: 0 });
  }
  const admin = await open(browser, server.origin);
  await logIn(admin, "admin");
  await send(admin, "/api/users/dora", { full_name: kPayloads[1], reason: kPayloads[2] });
  await visit(admin, "users");
  await admin.page.getByText("onerror").first().waitFor();
  await unharmed(admin, "users");
  await visit(admin, "audit");
  await admin.page.getByText("onerror").first().waitFor();
  await unharmed(admin, "audit");

  await visit(anna, `gallery?c=${ids[0]}`);
  await anna.page.locator(".option.current canvas").first().waitFor();
  await anna.page.keyboard.press("Enter");
  for (let i = 0; i < kPayloads.length; ++i) {
    await anna.page.waitForFunction((text) => document.getElementById("comment")?.value === text, kPayloads[i]);
    await anna.page.keyboard.press("j");
  }
  await unharmed(anna, "comments");
  assert.deepEqual([...anna.complaints, ...admin.complaints], []);
});

test("every displayed text of every view may be any of the fifty", async () => {
  const dora = await open(browser, server.origin);
  await logIn(dora, "dora");
  const [sample] = (await ask(dora, "/api/study")).samples;
  let payload = kPayloads[0];
  await dora.context.route(/\/api\/(?!.*(picture|tiles))/, async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    const type = response.headers()["content-type"] ?? "";
    if (!type.includes("json")) return route.fulfill({ response });
    return route.fulfill({ response, body: JSON.stringify(spoiled(JSON.parse(body), payload)) });
  });
  const texts = [`sample/${sample.id}`, "settings", "audit"];
  const pictures = ["gallery", `slide/${sample.id}`, "scatter"];
  for (let i = 0; i < kPayloads.length; ++i) {
    payload = kPayloads[i];
    await dora.page.goto(`${dora.origin}/?round=${i}#/samples`);
    // Views of pictures are slow to build: each meets a third of the payloads here.
    for (const view of ["samples", ...texts, pictures[i % pictures.length]]) {
      await dora.page.evaluate((hash) => (location.hash = `/${hash}`), view);
      await dora.page.waitForFunction((text) => document.querySelector("main")?.textContent.includes(text), payload);
      await unharmed(dora, `${view}: ${payload}`);
    }
  }
  assert.deepEqual(dora.complaints.filter((line) => /Security Policy|third party/.test(line)), []);
});

test("a message of the server may hold any of them too", async () => {
  const nobody = await open(browser, server.origin);
  await nobody.page.goto(server.origin);
  let payload = "";
  await nobody.context.route("**/api/login", (route) =>
    route.fulfill({ status: 401, json: { error: { code: "wrong_password", message: payload, details: {} } } }));
  for (payload of kPayloads) {
    await nobody.page.getByLabel("Name").fill("x");
    await nobody.page.getByLabel("Password").fill(kPassword);
    await nobody.page.keyboard.press("Enter");
    await nobody.page.waitForFunction((text) => document.querySelector("[role=alert]")?.textContent === text, payload);
    await unharmed(nobody, payload);
  }
});
