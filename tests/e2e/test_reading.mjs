// A study read as it is meant to be: twice, blinded, adjudicated, signed; by the keys of the page, in a real browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allSaved, ask, launch, logIn, logOut, makeStudy, open, send, serve, settled, visit } from "./office.mjs";

let study, server, browser, anna, ben, carl;
const kRead = 50;

before(async () => {
  study = makeStudy({ samples: [["S1", 54, 1024, 5], ["S2", 2, 512, 6]] });
  server = await serve(study);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  study?.remove();
});

async function decided(reader, state) {
  return (await ask(reader, `/api/candidates?form=ids&state=${state}`)).total;
}

/** Reads every candidate of the list that is shown, by keys alone. */
async function readByKeys(reader, count, key_of) {
  for (let i = 0; i < count; ++i) await reader.page.keyboard.press(key_of(i));
  await allSaved(reader);
}

test("a wrong password is refused and said so, the right one lets in", async () => {
  anna = await open(browser, server.origin);
  await anna.page.goto(server.origin);
  await anna.page.getByLabel("Name").fill("anna");
  await anna.page.getByLabel("Password").fill("not her password");
  await anna.page.keyboard.press("Enter");
  await anna.page.getByRole("alert").filter({ hasText: /\S/ }).waitFor();
  anna.complaints.length = 0; // The browser notes the 401.
  await logIn(anna, "anna");
  assert.equal(await anna.page.getByRole("heading", { level: 1 }).innerText(), "results");
});

test("fifty candidates are reviewed by keyboard alone, as fast as keys come", async () => {
  const { page } = anna;
  await page.keyboard.press("Tab");
  await page.getByRole("link", { name: "Review all" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".option.current canvas").first().waitFor();
  await readByKeys(anna, kRead, (i) => (i % 5 === 4 ? "n" : "c"));
  assert.equal(await decided(anna, "decided"), kRead);
  assert.equal(await decided(anna, "ctc"), 40);
  assert.equal(await decided(anna, "not_ctc"), 10);
});

test("undo takes back the last decision and shows its candidate", async () => {
  await anna.page.keyboard.press("z");
  await allSaved(anna);
  assert.equal(await decided(anna, "decided"), kRead - 1);
  assert.match(await anna.page.locator(".position").innerText(), new RegExp(`^${kRead} of `));
  await anna.page.keyboard.press("n");
  await allSaved(anna);
  assert.equal(await decided(anna, "decided"), kRead);
});

test("a phenotype and a comment go with the call, by keys", async () => {
  const { page } = anna;
  await page.keyboard.press("p");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("2");
  await page.keyboard.press("m");
  await page.keyboard.type("nucleus c, n and u are letters here");
  await page.keyboard.press("Enter");
  const before_call = await decided(anna, "decided");
  assert.equal(before_call, kRead, "letters of a comment decide nothing");
  await page.keyboard.press("u");
  await allSaved(anna);
  const { items } = await ask(anna, "/api/candidates?state=unsure");
  assert.equal(items.length, 1);
  assert.equal(items[0].decision.comment, "nucleus c, n and u are letters here");
  assert.equal(items[0].decision.phenotype, "leukocyte");
});

test("the page comes back where the reader stopped", async () => {
  await anna.page.reload();
  await anna.page.locator(".option.current canvas").first().waitFor();
  await anna.page.waitForFunction((at) => document.querySelector(".position")?.textContent?.startsWith(`${at} of `), kRead + 2);
});

test("a filter shows what it names and nothing else", async () => {
  const { page } = anna;
  await page.keyboard.press("f");
  await page.locator("#filter-state").selectOption("not_ctc");
  await page.getByText("10 candidates").waitFor();
  await page.locator(".option canvas").first().waitFor();
  const calls = await page.locator(".option .call").allInnerTexts();
  assert.ok(calls.length > 0 && calls.every((call) => call.includes("Not CTC")), calls.join());
});

test("the slide is shown around the candidate, and the way back leads to it", async () => {
  const { page } = anna;
  await page.locator(".gallery").focus();
  await page.keyboard.press("ArrowRight");
  const card = (await page.locator(".option.current .card-head").innerText()).split("·")[1].trim().split(" ")[0];
  const tile = page.waitForResponse((response) => response.url().includes("/tiles/") && response.status() === 200);
  await page.keyboard.press("s");
  await tile;
  await page.getByText(/yellow the chosen one/).waitFor();
  await page.keyboard.press("s");
  await page.locator(".option.current canvas").first().waitFor();
  assert.equal((await page.locator(".option.current .card-head").innerText()).split("·")[1].trim().split(" ")[0], card);
});

test("a decision made elsewhere meanwhile is not overwritten, and its maker is named", async () => {
  const { page } = anna;
  const id = (await ask(anna, "/api/candidates?state=not_ctc&form=ids")).ids[1];
  const item = await ask(anna, `/api/candidates/${id}`);
  await send(anna, "/api/decisions", { candidate: id, call: "unsure", phenotype: null, comment: "", version: item.version });
  await page.keyboard.press("c");
  await page.getByText(/Your decision was not saved/).waitFor();
  assert.equal((await ask(anna, `/api/candidates/${id}`)).decision.call, "unsure");
  anna.complaints.length = 0; // The browser notes the 412.
});

test("the rest is read, and both samples are locked", async () => {
  const left = await decided(anna, "undecided");
  await visit(anna, "gallery?state=undecided");
  await anna.page.locator(".position").filter({ hasText: `1 of ${left} ` }).waitFor();
  await anna.page.locator(".option.current canvas").first().waitFor();
  await anna.page.waitForLoadState("networkidle"); // Keys pressed while a list is on its way decide nothing.
  await readByKeys(anna, left, () => "c");
  assert.equal(await decided(anna, "undecided"), 0);
  await lockAll(anna);
});

async function lockAll(reader, wanted = () => true) {
  for (const { id } of (await ask(reader, "/api/study")).samples.filter(wanted)) {
    await visit(reader, `sample/${id}`);
    await reader.page.getByRole("button", { name: "Lock my reading …" }).click();
    await reader.page.getByRole("dialog").getByRole("button", { name: "Lock" }).click();
    const refusal = reader.page.getByRole("dialog").getByRole("alert").filter({ hasText: /\S/ });
    const gone = reader.page.getByRole("button", { name: "Lock my reading …" }).waitFor({ state: "detached" });
    await Promise.race([gone, refusal.waitFor().then(async () => assert.fail(await refusal.innerText()))]);
  }
}

test("the second reader sees nothing that could lead him", async () => {
  ben = await open(browser, server.origin);
  await logIn(ben, "ben");
  const seen = [];
  for (const view of ["samples", "gallery", "agreement"]) {
    await visit(ben, view);
    await settled(ben);
    seen.push(await ben.page.locator("#app").innerText());
  }
  assert.doesNotMatch(seen.join("\n"), /anna|Automatic call|score|\bS1\b/);
  const item = (await ask(ben, "/api/candidates?limit=1")).items[0];
  assert.deepEqual([item.automatic, item.score, item.rank, item.reasons ?? [], item.others], [null, null, null, [], []]);
});

test("the second reading is made blinded, differs in places, and is locked", async () => {
  await visit(ben, "gallery");
  await ben.page.locator(".option.current canvas").first().waitFor();
  await readByKeys(ben, await decided(ben, "undecided"), (i) => (i % 7 === 3 ? "n" : "c"));
  await lockAll(ben);
  await visit(ben, "agreement");
  await ben.page.getByText(/kappa/).first().waitFor();
});

test("the adjudicator meets both calls side by side and settles every difference", async () => {
  carl = await open(browser, server.origin);
  await logIn(carl, "carl");
  await visit(carl, "gallery");
  await carl.page.locator(".option.current canvas").first().waitFor();
  const open_cases = await decided(carl, "disagreement");
  assert.ok(open_cases > 3, `${open_cases} disagreements`);
  assert.equal(await carl.page.locator(".option").count() > 0, true);
  await carl.page.keyboard.press("Enter");
  const side = carl.page.getByRole("region", { name: "The readings side by side" });
  await side.waitFor();
  assert.match(await side.innerText(), /First reading[\s\S]*anna[\s\S]*Second reading[\s\S]*ben/);
  await carl.page.keyboard.press("Escape");
  await readByKeys(carl, open_cases, () => "c");
  await lockAll(carl, ({ disagreements }) => disagreements > 0);
  const { samples } = await ask(carl, "/api/study");
  assert.ok(samples.every(({ counts }) => counts.which_counts === "reviewed"), JSON.stringify(samples.map(({ counts }) => counts)));
});

test("a signature asks for the password, and a wrong one signs nothing", async () => {
  const dora = await open(browser, server.origin);
  await logIn(dora, "dora");
  const sample = (await ask(dora, "/api/study")).samples[0].id;
  await visit(dora, `sample/${sample}`);
  await dora.page.getByRole("button", { name: "Sign: approved …" }).click();
  await dora.page.getByLabel("Your password").fill("not her password");
  await dora.page.getByRole("button", { name: "Sign", exact: true }).click();
  await dora.page.getByRole("dialog").getByRole("alert").filter({ hasText: /\S/ }).waitFor();
  dora.complaints.length = 0; // The browser notes the 401.
  await dora.page.getByLabel("Your password").fill("a long test password");
  await dora.page.getByRole("button", { name: "Sign", exact: true }).click();
  await dora.page.getByText("✓ valid").waitFor();
  assert.deepEqual(dora.complaints, []);

  await dora.page.getByRole("button", { name: "Reopen …" }).first().click();
  await dora.page.getByLabel("Reason").fill("a cell was missed");
  await dora.page.getByRole("dialog").getByRole("button", { name: "Reopen" }).click();
  await dora.page.getByText("✕ INVALID").waitFor();
  await visit(dora, "audit");
  await dora.page.getByText("a cell was missed").first().waitFor();
  await dora.page.getByRole("button", { name: "Verify the chain" }).click();
  await dora.page.getByText(/all \d+ rows stand as written/).waitFor();
});

test("who logs out leaves nothing behind for the next", async () => {
  await logOut(anna);
  assert.equal(await anna.page.evaluate(() => sessionStorage.getItem("cytrial-token")), null);
  assert.doesNotMatch(await anna.page.locator("#app").innerText(), /Anna|S1/);
  await assert.rejects(ask(anna, "/api/study"), /401/);
  anna.complaints.length = 0;
  assert.deepEqual([...ben.complaints, ...carl.complaints], []);
});
