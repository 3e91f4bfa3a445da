/** Phenotype and comment stated before the call: they wait here and go with the reader's next decision on that candidate. */
import { signal } from "@preact/signals";
import type { Call, Candidate } from "../api/wire";
import type { Wish } from "./decision_queue";

export interface Remarks { phenotype: string | null; comment: string }

const stated = signal<ReadonlyMap<string, Remarks>>(new Map());

export function remarksOf(item: Candidate): Remarks {
  return stated.value.get(item.id) ?? { phenotype: item.decision?.phenotype ?? null, comment: item.decision?.comment ?? "" };
}

export function state(item: Candidate, change: Partial<Remarks>): void {
  stated.value = new Map(stated.value).set(item.id, { ...remarksOf(item), ...change });
}

/** The decision `call` with what was stated; nothing is left stated. */
export function takeWish(item: Candidate, call: Call): Wish {
  const wish = { call, ...remarksOf(item) };
  const rest = new Map(stated.value);
  if (rest.delete(item.id)) stated.value = rest;
  return wish;
}
