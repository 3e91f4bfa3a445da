// A small study that was run: the study of hepatic artery infusion in samples/, with three subjects, simulated scans of which
// one is cut short, the whole safety panel, cycles, restaging and a change of assay.
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cytrial, kSource } from "./office.mjs";

const kDayZero = { "HAI-01": "2026-01-12", "HAI-02": "2026-01-19", "HAI-03": "2026-01-26" };
// Subject, visit, study day, tumor cells.
const kSamples = [
  ["HAI-01", "C1D1", 0, 12], ["HAI-01", "C2D1", 21, 4], ["HAI-01", "C3D1", 42, 0], ["HAI-01", "C4D1", 63, 6],
  ["HAI-02", "C1D1", 0, 1], ["HAI-02", "C2D1", 21, 2], ["HAI-03", "C1D1", 0, 7],
];
const kCutShort = "T6";
const kSafety = [
  ["WBC", "3.1", "10*9/L"], ["NEUT", "0.9", "10*9/L"], ["HGB", "11.0", "g/dL"], ["PLAT", "140", "10*9/L"], ["BUN", "15", "mg/dL"],
  ["CREAT", "0.9", "mg/dL"], ["ALT", "88", "U/L"], ["AST", "61", "U/L"], ["ALP", "190", "U/L"], ["BILI", "1.9", "mg/dL"],
];

function date(subject, day) {
  return new Date(Date.parse(kDayZero[subject]) + day * 86400000).toISOString().slice(0, 10);
}

function table(columns, rows) {
  return [columns, ...rows].map((row) => row.join(",")).join("\n") + "\n";
}

function markers() {
  const rows = [];
  kSamples.forEach(([subject, visit, day, ctcs]) => {
    const drawn = `${date(subject, day)}T08:10+01:00`;
    rows.push([subject, visit, "CA153", drawn, day === 42 ? "<2.0" : `${20 + 6 * ctcs}`, "U/mL", day === 63 ? "CMIA" : "ECLIA"]);
    rows.push([subject, visit, "CA2729", drawn, `${25 + 7 * ctcs}`, "U/mL", "CLIA"]);
    kSafety.forEach(([analyte, value, unit]) => rows.push([subject, visit, analyte, drawn, value, unit, "adult"]));
  });
  return table(["subject", "visit", "analyte", "collected", "value", "unit", "assay"], rows);
}

function assessments() {
  const seen = [["HAI-01", 63, "PR", "no", "no"], ["HAI-01", 126, "PD", "yes", "no"], ["HAI-02", 63, "SD", "no", "no"], ["HAI-03", 60, "PD", "no", "yes"]];
  return table(["subject", "visit", "date", "modality", "response", "intrahepatic_progression", "extrahepatic_progression"],
    seen.map(([subject, day, response, inside, outside]) => [subject, "", date(subject, day), "MRI", response, inside, outside]));
}

function treatments() {
  const rows = [];
  for (const subject of Object.keys(kDayZero)) {
    for (let cycle = 1; cycle <= 4; ++cycle) {
      const therapy = subject === "HAI-01" && cycle === 4 ? "capecitabine" : "HAI oxaliplatin and 5-FU";
      rows.push([subject, cycle, date(subject, 21 * (cycle - 1)), therapy, "100"]);
    }
  }
  return table(["subject", "cycle", "date", "therapy", "dose_percent"], rows);
}

/** The folder of results is `run`; samples are T1, T2 ... in the order of kSamples. */
export function makeTrial() {
  const folder = mkdtempSync(join(tmpdir(), "cytrial-e2e-"));
  const run = join(folder, "results");
  const study = JSON.parse(readFileSync(join(kSource, "samples/studies/hai_folfox/study.json"), "utf8"));
  for (const key of ["panel", "gates"]) {
    copyFileSync(join(kSource, study[key]), join(folder, `${key}.json`));
    study[key] = `${key}.json`;
  }
  Object.assign(study, { root: ".", samples: "samples.csv", markers: "markers.csv", assessments: "assessments.csv", treatments: "treatments.csv" });
  delete study.identity;
  const [subject] = study.subjects;
  study.subjects = Object.entries(kDayZero).map(([id, day_zero]) => ({ ...subject, id, day_zero, enrolled: date(id, -6) }));
  const rows = kSamples.map(([id, visit, day, ctcs], i) => {
    const [name, made] = [`T${i + 1}`, join(folder, `made-${i}`)];
    cytrial(["simulate", "--quiet", "--out", made, "--seed", `${i + 1}`, "--width", "448", "--height", "448", "--ctcs", `${ctcs}`,
      "--density", "700", "--ck-level-min", "8", "--compression", "none"]);
    renameSync(join(made, "scan.ome.tif"), join(folder, `${name}.ome.tif`));
    return [name, id, visit, `${date(id, day)}T08:10+01:00`, "7.5", `${name}.ome.tif`];
  });
  truncateSync(join(folder, `${kCutShort}.ome.tif`), 30000);
  writeFileSync(join(folder, "study.json"), JSON.stringify(study));
  writeFileSync(join(folder, "samples.csv"), table(["sample", "subject", "visit", "collected", "blood_volume_ml", "scan"], rows));
  for (const [name, text] of Object.entries({ markers: markers(), assessments: assessments(), treatments: treatments() })) {
    writeFileSync(join(folder, `${name}.csv`), text);
  }
  try {
    cytrial(["batch", join(folder, "study.json"), "--out", run, "--quiet"]);
  } catch (ended) {
    if (ended.status !== 1) throw ended; // 1: a sample is not evaluable, as it is meant to be
  }
  return { folder, run, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
