// How the page bears a study of many candidates: time to the first view, rows missing while scrolling, memory of the tab.
// node measure_many.mjs RUN SCANS     (a result folder with the reader "anna", password as in office.mjs)
// With E2E_PACKAGES (folder with node_modules) and CYTRIAL (the program) set, as tests/e2e/CMakeLists.txt does.
import { readFileSync } from "node:fs";
import { ask, launch, logIn, open, serve, visit } from "./office.mjs";

const [run, scans] = process.argv.slice(2);
const kScrolls = 200;
const server = await serve({ run, scans });
const browser = await launch();

/** Resident memory of the largest renderer, MB. */
async function tabMegabytes() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sizes = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => {
    const pages = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, "utf8"));
    return Number(pages?.[1] ?? 0) / 1024;
  });
  return Math.round(Math.max(...sizes));
}

/** Of the rows in view: those that are not there, and those whose candidate or picture is not there yet. */
function gaps(page) {
  return page.evaluate(() => {
    const list = document.querySelector(".gallery");
    const view = list.getBoundingClientRect();
    const options = [...list.querySelectorAll(".option")].filter((option) => {
      const box = option.getBoundingClientRect();
      return box.bottom > view.top && box.top < view.bottom;
    });
    const at = (y) => document.elementFromPoint(view.left + 40, y)?.closest(".option") !== null;
    const bare = [view.top + 30, (view.top + view.bottom) / 2, view.bottom - 30].filter((y) => !at(y)).length;
    const waiting = options.filter((option) => !option.querySelector("canvas")).length;
    return { bare, waiting, options: options.length };
  });
}

try {
  const reader = await open(browser, server.origin);
  const { page } = reader;
  await logIn(reader, "anna");
  const { total } = await ask(reader, "/api/candidates?form=ids");
  const starts = [];
  for (let i = 0; i < 5; ++i) {
    await page.goto(`${server.origin}/?start=${i}#/gallery`);
    await page.locator(".option.current canvas").first().waitFor();
    starts.push(await page.evaluate(() => performance.now()));
  }
  console.log(`candidates: ${total}`);
  console.log(`first view after load: ${starts.map((ms) => Math.round(ms)).join(", ")} ms`);

  await visit(reader, "gallery");
  await page.locator(".option.current canvas").first().waitFor();
  const height = await page.evaluate(() => document.querySelector(".gallery").scrollHeight);
  let [bare, waiting, looks, slowest] = [0, 0, 0, 0];
  for (let i = 0; i < kScrolls; ++i) {
    // Half of the way in steps of a page, half in leaps through the whole list.
    await page.evaluate(([top, by]) => {
      const list = document.querySelector(".gallery");
      list.scrollTop = by ? list.scrollTop + list.clientHeight : top;
    }, [(height * ((i * 61) % kScrolls)) / kScrolls, i < kScrolls / 2]);
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    const seen = await gaps(page);
    bare += seen.bare;
    waiting += seen.waiting;
    looks += seen.options;
    const begun = Date.now();
    await page.waitForFunction(() => ![...document.querySelectorAll(".option")].some((option) => !option.querySelector("canvas")));
    slowest = Math.max(slowest, Date.now() - begun);
  }
  console.log(`scrolling, ${kScrolls} times: ${bare} places without a row two frames after; ${waiting} of ${looks} rows still without pictures then, the last of a view after ${slowest} ms at most`);
  console.log(`memory of the tab: ${await tabMegabytes()} MB`);
} finally {
  await browser.close();
  await server.stop();
}
