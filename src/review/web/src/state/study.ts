import { signal } from "@preact/signals";
import { get } from "../api/client";
import type { SampleRow, Study } from "../api/wire";

export const study = signal<Study | null>(null);

export async function refreshStudy(): Promise<Study> {
  const fresh = await get<Study>("/api/study");
  study.value = fresh;
  return fresh;
}

/** What the user's reading has decided, and of how many: of an adjudicator's, the candidates on which the readers differ. */
export function progressOf(of: Study, samples: readonly SampleRow[]): { decided: number; all: number } {
  const wanted = (sample: SampleRow) => (of.reading === "adjudication" ? (sample.disagreements ?? 0) : sample.candidates);
  const sum = (figure: (sample: SampleRow) => number) => samples.reduce((total, sample) => total + figure(sample), 0);
  return { decided: sum((sample) => Math.min(sample.decided, wanted(sample))), all: sum(wanted) };
}

export function sampleLabel(id: string): string {
  return study.value?.samples.find((sample) => sample.id === id)?.label ?? id;
}
