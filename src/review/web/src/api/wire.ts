/** What the server sends and takes; docs/formats/review-api.md is the reference. `null`: absent, or hidden by blinding. */

export type Role = "reader" | "second_reader" | "adjudicator" | "lab_lead" | "administrator" | "auditor";
export type Permission = "decide" | "lock" | "adjudicate" | "reopen" | "sign" | "plan" | "display" | "users" | "audit";
export type Call = "ctc" | "not_ctc" | "unsure";
export type ReadingName = "first" | "second" | "adjudication";

export interface User { name: string; full_name: string; role: Role }
export interface Login { token: string; user: User; can: Permission[]; idle_lock_s: number; server_time: string }
export interface Session { user: User; can: Permission[]; locked: boolean; idle_lock_s: number; server_time: string }

export interface Channel { index: number; name: string; role: string; colour: string; low: number; high: number }
export interface ReadingState { locked: boolean; by: string[]; decided: number | null }
export interface Counts {
  automatic: number | null; first: number | null; second: number | null; reviewed: number | null;
  which_counts: string | null; because: string | null;
}
export interface SampleRow {
  id: string; label: string; subject: string | null; visit: string | null; status: string | null; reasons: string[];
  candidates: number; decided: number; undecided: number; readings: Partial<Record<ReadingName, ReadingState | null>>;
  slide: boolean; counts: Counts; disagreements: number | null; signed: "none" | "valid" | "invalid";
}
export interface Study {
  title: string; revision: number; reading: ReadingName | null; plan: { second_read: boolean; blinded: boolean };
  channels: Channel[]; display_version: number; crop_edge_um: number; phenotypes: string[]; meanings: string[];
  samples: SampleRow[];
}
export interface Agreement {
  both_decided: number; agree: number; percent: number | null; percent_low: number | null; percent_high: number | null;
  kappa: number | null; kappa_low: number | null; kappa_high: number | null;
  table: Record<Call, Record<Call, number>>; samples: number; samples_same_count: number;
  under_three: { samples: number; both_decided: number; agree: number; percent: number | null; kappa: number | null };
}
export interface Signature {
  by: string; full_name: string; role: Role; at: string; meaning: string; digest: string; valid: boolean;
  invalid_because: string | null; anchor: { seq: number; hash: string };
}
export interface SampleDetail extends SampleRow {
  flags: { code: string; text: string }[]; agreement: Agreement | null; signatures: Signature[];
}

export interface Ellipse { cx: number; cy: number; major: number; minor: number; angle: number }
/** Closed rings x0, y0, x1, y1, … in slide pixels, 0,0 the corner of the first pixel; without the first point again. */
export interface ExactOutline { cell: number[][]; nucleus: number[][] }
export interface SlideOutlines { available: boolean; items: (ExactOutline & { id: string | null })[] }
export interface Reason { code: string; subject: string | null; amount: number | null; unit: string | null }
export interface Decision {
  reading: ReadingName; call: Call; phenotype: string | null; comment: string; by: string; at: string; version: number;
}
export interface Candidate {
  id: string; sample: string; number: number; x_px: number; y_px: number; size_um: number | null;
  automatic: string | null; score: number | null; model_trained_on: string | null; rank: number | null; cluster_size: number | null;
  reasons: Reason[] | null; flags: string[] | null;
  outline: { nucleus: Ellipse | null; cell: (Ellipse & { x: number; y: number; width: number; height: number }) | null };
  version: number; decision: Decision | null; others: Decision[]; disagreement: boolean | null;
}
export interface HistoryRow {
  seq: number; action: string; call: Call | null; phenotype: string | null; comment: string | null; by: string; at: string;
  version: number; reason: string | null;
}
export interface CandidateDetail extends Candidate {
  measures: { name: string; value: number | null }[];
  effects: { feature: string; value: number | null; log_odds: number; words: string }[] | null;
  gate_path: string[] | string | null; definitions: string[] | null;
  neighbours: { id: string; x_px: number; y_px: number }[]; history: HistoryRow[];
}
export interface Page<T> { total: number; revision: number; items: T[] }
export interface IdPage { total: number; revision: number; ids: string[] }

export interface SlideShape {
  available: boolean; reason: string | null; width_px: number; height_px: number; tile_px: number; max_level: number;
  pixel_um: { x: number; y: number };
}
export interface QualityMap {
  map: string; cell_px: number; columns: number; rows: number; values: (number | null)[]; low: number; high: number;
  title: string; failures: { x: number; y: number; width: number; height: number; problem: string }[];
}
export interface Column { name: string; description: string }
export type Gate =
  | { name: string; kind: "range"; axis: "x" | "y"; min: number | null; max: number | null }
  | { name: string; kind: "polygon"; vertices: [number, number][] };
export interface Scatter {
  x: string; y: string; candidates: { ids: string[]; x: (number | null)[]; y: (number | null)[] };
  events: { x: (number | null)[]; y: (number | null)[]; of: number }; gates: Gate[];
}
export interface DecisionAnswer { decision: Decision | null; version: number; revision: number }
export interface StudyEvent {
  seq: number; action: string; candidate: string | null; sample: string | null; reading: ReadingName | null; by: string;
  at: string; decision: Decision | null;
}
export interface AuditRow {
  seq: number; utc: string; actor: string; role: string; action: string; object: string; before: string | null;
  after: string | null; reason: string | null; hash: string;
}
export interface AuditCheck {
  ok: boolean; rows: number; first_bad: number | null; problem: string | null; anchor: { seq: number; hash: string } | null;
}
export interface UserRow { name: string; full_name: string; role: Role; active: boolean }
