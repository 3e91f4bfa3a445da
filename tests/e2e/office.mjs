// A study, its users, the server and browsers on it: what every end-to-end test starts from.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const packages = createRequire(join(process.env.E2E_PACKAGES ?? import.meta.dirname ?? ".", "package.json"));
const { chromium } = packages("playwright-core");
const kCytrial = process.env.CYTRIAL;
export const kSource = process.env.CYTRIAL_SOURCE;
const kAxe = readFileSync(packages.resolve("axe-core/axe.min.js"), "utf8");
export const kPassword = "a long test password";

export const kStaff = {
  admin: ["administrator", "Site Administrator"],
  anna: ["reader", "Anna Berg"],
  ben: ["second_reader", "Ben Ito"],
  carl: ["adjudicator", "Carl Roy"],
  dora: ["lab_lead", "Dora Lind"],
  eve: ["auditor", "Eve Audit"],
};

export function cytrial(args, input = "") {
  return execFileSync(kCytrial, args, { input, stdio: ["pipe", "pipe", "pipe"], encoding: "utf8" });
}

/** Simulated scans, analysed; `samples`: [id, tumor cells, edge in pixels, seed]; `labels`: with label images. */
export function makeStudy({ samples, staff = Object.keys(kStaff), run_name = "results", labels = false }) {
  const folder = mkdtempSync(join(tmpdir(), "cytrial-e2e-"));
  const [run, scans] = [join(folder, run_name), join(folder, "scans")];
  mkdirSync(scans);
  samples.forEach(([id, ctcs, edge, seed], i) => {
    const made = join(folder, `made-${i}`);
    cytrial(["simulate", "--quiet", "--out", made, "--seed", `${seed}`, "--width", `${edge}`, "--height", `${edge}`,
      "--ctcs", `${ctcs}`, "--density", "900", "--ck-level-min", "8", "--compression", "none"]);
    const scan = join(scans, `scan-${i}.ome.tif`);
    renameSync(join(made, "scan.ome.tif"), scan);
    cytrial(["analyze", scan, "--panel", join(kSource, "calibration/panels/dapi_ck_cd45.json"), "--out", run,
      "--sample-id", id, "--quiet", ...(labels ? ["--labels"] : [])]);
  });
  for (const name of staff) {
    const [role, full_name] = kStaff[name];
    cytrial(["users", "add", run, name, "--role", role, "--full-name", full_name], `${kPassword}\n`);
  }
  return { folder, run, scans, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Serves it, on a free port if none is given; `stop()` ends it and waits, `kill()` leaves it no time for anything. */
export async function serve(study, { port = 0, options = [] } = {}) {
  const child = spawn(kCytrial, ["review", study.run, "--scans", study.scans, "--port", `${port}`, ...options]);
  let said = "";
  const origin = await new Promise((done, fail) => {
    child.stdout.on("data", (text) => {
      said += text;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found) done(found[0]);
    });
    child.stderr.on("data", (text) => (said += text));
    child.on("exit", (code) => fail(new Error(`the server ended with ${code}: ${said}`)));
  });
  const ended = new Promise((done) => child.on("close", done));
  const end = async (signal) => {
    child.kill(signal);
    await ended;
  };
  return { origin, port: Number(new URL(origin).port), stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}

export function launch() {
  // Debian's chromium; its sandbox needs rights that a container may not give.
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
}

/** A page of a browser of its own; `complaints` collects what a developer would see as errors. */
export async function open(browser, origin, { size = { width: 1280, height: 720 }, ...context_options } = {}) {
  const context = await browser.newContext({ viewport: size, ...context_options });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => line.type() === "error" && complaints.push(line.text()));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== origin) complaints.push(`asked a third party: ${url}`);
  });
  return { page, context, complaints, origin };
}

export async function logIn({ page, origin }, name) {
  await page.goto(`${origin}/`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(kPassword);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Log out" }).waitFor();
}

export async function logOut({ page }) {
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("button", { name: "Log in" }).waitFor();
}

/** What the server holds, asked for with the page's own session. */
export function ask({ page }, path) {
  return page.evaluate(async (asked) => {
    const response = await fetch(asked, { headers: { "X-Cytrial-Token": sessionStorage.getItem("cytrial-token") ?? "" } });
    if (!response.ok) throw new Error(`${asked}: ${response.status} ${await response.text()}`);
    return response.json();
  }, path);
}

export function send({ page }, path, body) {
  return page.evaluate(async ([asked, given]) => {
    const response = await fetch(asked, {
      method: "POST",
      headers: { "X-Cytrial-Token": sessionStorage.getItem("cytrial-token") ?? "", "Content-Type": "application/json" },
      body: JSON.stringify({ request_id: crypto.randomUUID(), ...given }),
    });
    if (!response.ok) throw new Error(`${asked}: ${response.status} ${await response.text()}`);
    return response.json();
  }, [path, body]);
}

/** Serious and critical findings of axe-core, each with where. */
export async function findings({ page }) {
  await page.evaluate(kAxe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
}

/** Goes to a view by its address, as a bookmark does. */
export async function visit({ page, origin }, hash) {
  await page.goto(`${origin}/#/${hash}`);
}

/** Decides everything that is open in the reader's own reading of a sample, without the page, and locks it. */
export async function readAll(reader, sample, call_of) {
  const { ids } = await ask(reader, `/api/candidates?form=ids&state=undecided&sample=${sample}`);
  for (const [i, candidate] of ids.entries()) {
    await send(reader, "/api/decisions", { candidate, call: call_of(i), phenotype: null, comment: "", version: 0 });
  }
  await send(reader, "/api/locks", { sample });
}

/** The view is there with all it asked the server for. */
export async function settled({ page }) {
  await page.locator("main").waitFor();
  await page.waitForFunction(() => !document.querySelector(".waiting"));
}

/** Everything that was decided before is drawn and acknowledged. */
export async function allSaved({ page }) {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 100))));
  await page.getByText("all saved").waitFor();
}
