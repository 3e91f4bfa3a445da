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

/** Three significant digits, never an exponent for what a reviewer meets; "–" for what is not there. */
export function figure(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(digits)));
}

/** "2026-01-31 12:34 UTC" of the server's time stamp. */
export function moment(utc: string | null | undefined): string {
  return utc ? `${utc.slice(0, 10)} ${utc.slice(11, 16)} UTC` : "–";
}
