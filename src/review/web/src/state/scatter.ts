/** What the scatter plot shows; stays while views change. What is chosen in it is `region` of the candidates. */
import { signal } from "@preact/signals";
import { get } from "../api/client";
import type { Call, IdPage } from "../api/wire";
import type { AxisForm } from "../model/axis_ticks";

export const axes = signal({ x: "", y: "" });
export const axisForm = signal<AxisForm>("biexponential");
export const scatterSample = signal("");

/** This reader's calls on the candidates of a sample, or of all. */
export async function callsOf(sample: string): Promise<ReadonlyMap<string, Call>> {
  const kinds: Call[] = ["ctc", "not_ctc", "unsure"];
  const pages = await Promise.all(kinds.map((state) => get<IdPage>("/api/candidates", { sample, state, form: "ids" })));
  return new Map(pages.flatMap(({ ids }, i) => ids.map((id) => [id, kinds[i]!] as const)));
}
