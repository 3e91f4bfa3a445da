/** Names of codes as people read them. A code without a name is shown as it is: the server may know newer ones. */

const kWords: Record<string, string> = {
  ctc: "CTC",
  not_ctc: "Not CTC",
  unsure: "Unsure",
  leukocyte: "Leukocyte",
  double_positive: "Double positive",
  nucleated_other: "Other nucleated",
  debris: "Debris",
  fragment: "Fragment without nucleus",
  near_gate: "near a gate",
  gates_and_model_differ: "gates and model differ",
  saturated: "saturated",
  out_of_focus: "out of focus",
  at_slide_edge: "at the slide's edge",
  in_cluster: "in a cluster",
  next_to_artefact: "next to an artefact",
  reader: "Reader",
  second_reader: "Second reader",
  adjudicator: "Adjudicator",
  lab_lead: "Lab lead",
  administrator: "Administrator",
  auditor: "Auditor",
  evaluable: "Evaluable",
  not_evaluable: "NOT EVALUABLE",
  first: "First reading",
  second: "Second reading",
  adjudication: "Adjudication",
  automatic: "Automatic count",
  reviewed: "Reviewed",
  approved: "Approved",
  rejected: "Rejected",
};

export function words(code: string | null | undefined): string {
  return code ? (kWords[code] ?? code.replaceAll("_", " ")) : "–";
}

const kUnits: [string, string][] = [
  ["_adu_lsd", "leukocyte SD"], ["_adu_lratio", "× leukocyte"], ["_lsd", "leukocyte SD"], ["_lratio", "× leukocyte"], ["_adu", "ADU"],
  ["_um2", "µm²"], ["_um", "µm"], ["_px", "px"], ["_rad", "rad"],
];
const kMarkers = new Set(["ck", "dapi", "cd45", "her2", "epcam", "ar", "er"]);

/** "CK cell mean [ADU]" of "ck_cell_mean_adu": a column's unit ends its name. */
export function measureName(column: string): string {
  const [ending, unit] = kUnits.find(([end]) => column.endsWith(end)) ?? ["", ""];
  const parts = column.slice(0, column.length - ending.length).split("_");
  const name = parts.map((part) => (kMarkers.has(part) ? part.toUpperCase() : part)).join(" ");
  return unit ? `${name} [${unit}]` : name;
}

/** Calls differ in form as well as colour. */
export const kCallSigns: Record<string, string> = { ctc: "●", not_ctc: "✕", unsure: "?" };

/** Three significant digits, never an exponent for what a reviewer meets; "–" for what is not there. */
export function figure(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(digits)));
}

const kTrainedOn: Record<string, string> = {
  simulated: "simulated cells only", real: "real cells", mixed: "simulated and real cells",
};

/** "model trained on simulated cells only": never left out where a model's number or reasons stand. */
export function modelOrigin(trained_on: string | null): string {
  return `model trained on ${trained_on ? (kTrainedOn[trained_on] ?? trained_on) : "cells of unknown origin"}`;
}

/** "probability 0.99 (model trained on …)"; empty without a model. */
export function probabilityWords(item: { score: number | null; model_trained_on: string | null }): string {
  return item.score === null ? "" : `probability ${figure(item.score, 2)} (${modelOrigin(item.model_trained_on)})`;
}

const kTrainedOnShort: Record<string, string> = { simulated: "simulated only", real: "real cells", mixed: "part simulated" };

/** The same where a tile has room for one line: "0.99 (simulated only)". */
export function shortProbability(item: { score: number | null; model_trained_on: string | null }): string {
  return item.score === null ? "" : `${figure(item.score, 2)} (${kTrainedOnShort[item.model_trained_on ?? ""] ?? "unknown origin"})`;
}

/** "2026-01-31 12:34 UTC" of the server's time stamp. */
export function moment(utc: string | null | undefined): string {
  return utc ? `${utc.slice(0, 10)} ${utc.slice(11, 16)} UTC` : "–";
}
