// What a reader has done outlives a lock, a killed server and a new password.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allSaved, ask, kPassword, launch, logIn, logOut, makeStudy, open, serve, visit } from "./office.mjs";

const kLockS = 60; // The shortest that the program takes.
let study, server, browser;
before(async () => {
  study = makeStudy({ samples: [["S1", 12, 640, 5]], staff: ["admin", "anna", "ben"] });
  server = await serve(study, { options: ["--idle-lock-s", `${kLockS}`] });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  study?.remove();
});

async function reader(name = "anna") {
  const anna = await open(browser, server.origin);
  await logIn(anna, name);
  await visit(anna, "gallery");
  await anna.page.locator(".option.current canvas").first().waitFor();
  return anna;
}

async function decided(anna) {
  return (await ask(anna, "/api/candidates?form=ids&state=decided")).total;
}

function place({ page }) {
  return page.locator(".position").innerText();
}

test("a page left alone locks, shows nothing, and saves after the password what was still on its way", { timeout: 240000 }, async () => {
  const anna = await reader();
  const { page } = anna;
  await page.keyboard.press("c");
  await allSaved(anna);
  const before = await decided(anna);
  // The page must meet the lock with a decision, not by its own asking; meanwhile it believes that colleagues are at work.
  const { revision } = await ask(anna, "/api/study");
  await anna.context.route("**/api/events*", (route) => route.fulfill({ json: { revision, events: [] } }));
  while (!(await ask(anna, "/api/session")).locked) await page.waitForTimeout(500); // Asking for it is no activity.
  await page.keyboard.press("n");
  await page.getByRole("heading", { name: "Locked" }).waitFor();
  await page.getByText("1 of your decisions waits here").waitFor();
  assert.equal(await page.locator(".option, header.top, canvas").count(), 0, "nothing of the study is left to be read");
  await page.getByLabel("Password").fill("not her password");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: /\S/ }).waitFor();
  await page.getByLabel("Password").fill(kPassword);
  await page.keyboard.press("Enter");
  await allSaved(anna);
  assert.equal(await decided(anna), before + 1);
  await anna.context.close();
});

test("decisions made while the server is down are kept, told of, and saved once it is back and the reader has logged in", async () => {
  const anna = await reader();
  const { page } = anna;
  const before = await decided(anna);
  const { port } = server;
  await server.kill();
  for (const key of ["c", "n", "u"]) await page.keyboard.press(key);
  await page.getByText("3 of your decisions wait in this page").waitFor();
  assert.equal(await page.getByRole("button", { name: "Log out" }).isDisabled(), true, "logging out would lose them");
  server = await serve(study, { port });
  await page.getByRole("heading", { name: "Session over" }).waitFor();
  await page.getByText("3 of your decisions wait here").waitFor();
  await page.getByLabel("Password").fill(kPassword);
  await page.keyboard.press("Enter");
  await allSaved(anna);
  assert.equal(await decided(anna), before + 3);
  assert.match(await place(anna), new RegExp(`^${before + 4} of `), "the place is the same as before");
  assert.equal(await page.locator(".notices .problem, .connection").count(), 0);
  await anna.context.close();
});

test("what another reader left on the page is gone when somebody else logs in", async () => {
  const anna = await reader();
  await anna.context.route("**/api/events*", (route) =>
    route.fulfill({ status: 401, json: { error: { code: "no_session", message: "log in first", details: {} } } }));
  await anna.page.getByRole("button", { name: /Log in as somebody else/ }).click();
  await anna.page.getByLabel("Name").waitFor();
  assert.doesNotMatch(await anna.page.locator("#app").innerText(), /Anna/);
  assert.equal(await anna.page.evaluate(() => sessionStorage.getItem("cytrial-token")), null);
  await anna.context.close();
});

test("a password is changed by its owner: the old one ends, the new one holds", async () => {
  const ben = await reader("ben");
  const { page } = ben;
  const fresh = "another long password";
  await page.getByRole("link", { name: "Ben Ito" }).click();
  const fill = async (old, wanted, again) => {
    await page.getByLabel("Present password").fill(old);
    await page.getByLabel("New password (12").fill(wanted);
    await page.getByLabel("New password again").fill(again);
    await page.keyboard.press("Enter");
  };
  await fill(kPassword, fresh, "another lang password");
  await page.getByRole("alert").filter({ hasText: "not typed alike" }).waitFor();
  await fill("not his password", fresh, fresh);
  await page.getByRole("alert").filter({ hasText: "wrong" }).waitFor();
  await fill(kPassword, fresh, fresh);
  await page.getByText("Your password is changed").waitFor();
  await logOut(ben);
  for (const [given, outcome] of [[kPassword, page.getByRole("alert").filter({ hasText: /\S/ })], [fresh, page.getByRole("button", { name: "Log out" })]]) {
    await page.getByLabel("Name").fill("ben");
    await page.getByLabel("Password").fill(given);
    await page.keyboard.press("Enter");
    await outcome.waitFor();
  }
  await ben.context.close();
});

test("an administrator gives a forgotten password anew, with a reason that the trail keeps", async () => {
  const admin = await open(browser, server.origin);
  await logIn(admin, "admin");
  await visit(admin, "users");
  await admin.page.getByRole("button", { name: "Change … ben" }).click();
  const dialog = admin.page.getByRole("dialog");
  await dialog.getByLabel("New password").fill(kPassword);
  await dialog.getByLabel("Reason").fill("forgotten over the summer");
  await dialog.getByRole("button", { name: "Change", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  const ben = await open(browser, server.origin);
  await logIn(ben, "ben");
  await visit(admin, "audit");
  await admin.page.getByText("forgotten over the summer").waitFor();
  await Promise.all([admin.context.close(), ben.context.close()]);
});
