// Positive controls: what the other tests ask of the page, asked of pages that were spoiled on purpose. Each must fail.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allSaved, ask, launch, logIn, makeStudy, open, serve, visit } from "./office.mjs";

let study, server, browser;
before(async () => {
  study = makeStudy({ samples: [["S1", 8, 512, 5]], staff: ["admin", "anna"] });
  server = await serve(study);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  study?.remove();
});

/** A reader whose page had `from` replaced by `to` in its script. */
async function reader(from, to) {
  const anna = await open(browser, server.origin);
  let replaced = from === "";
  await anna.context.route("**/assets/*.js", async (route) => {
    const response = await route.fetch();
    const script = await response.text();
    replaced ||= script.includes(from);
    await route.fulfill({ response, body: from ? script.replaceAll(from, to) : script });
  });
  await logIn(anna, "anna");
  assert.ok(replaced, `the page's script holds no ${from}`);
  await visit(anna, "gallery");
  await anna.page.locator(".option.current canvas").first().waitFor();
  return anna;
}

/** What must hold of every page: a key decides, the mark shows it, undo takes it back, in the server's own words. */
async function decideAndUndo(anna) {
  const made = async () => (await ask(anna, "/api/candidates?state=decided&form=ids")).total;
  const [begun, marked] = [await made(), await anna.page.locator(".option .call.ctc").count()];
  await anna.page.keyboard.press("c");
  await allSaved(anna);
  assert.equal(await made(), begun + 1, "the server has the decision");
  assert.equal(await anna.page.locator(".option .call.ctc").count(), marked + 1, "the page shows it");
  await anna.page.keyboard.press("z");
  await allSaved(anna);
  assert.equal(await made(), begun, "undo took it back");
  await anna.context.close();
}

test("a sound page decides, shows and takes back", async () => decideAndUndo(await reader("", "")));

const kSpoiled = [
  ["its decisions never arrive", "/api/decisions", "/api/nowhere"],
  ["its undo never arrives", "/api/undo", "/api/nowhere"],
  ["its keys are dead", '"keydown"', '"keydead"'],
];
for (const [fault, from, to] of kSpoiled) {
  test(`a page is found out when ${fault}`, async () => {
    await assert.rejects(decideAndUndo(await reader(from, to)), assert.AssertionError);
  });
}
