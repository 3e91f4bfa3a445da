import { signal } from "@preact/signals";
import { get } from "../api/client";
import type { Study } from "../api/wire";

export const study = signal<Study | null>(null);

export async function refreshStudy(): Promise<Study> {
  const fresh = await get<Study>("/api/study");
  study.value = fresh;
  return fresh;
}

export function sampleLabel(id: string): string {
  return study.value?.samples.find((sample) => sample.id === id)?.label ?? id;
}
