/** Exact outlines of candidates, asked for in bundles when they are first to be drawn; there are none without label images. */
import { signal } from "@preact/signals";
import { get } from "../api/client";
import type { ExactOutline } from "../api/wire";

const kBundle = 100;
const kWaitMs = 40;
const known = new Map<string, ExactOutline | null>();
const wanted = new Set<string>();
/** Grows with every answer: who draws outlines looks at it. */
export const outlinesRead = signal(0);
let waiting: ReturnType<typeof setTimeout> | undefined;

/** Null: there is none; undefined: not known yet, and asked for now. */
export function exactOutline(candidate: string): ExactOutline | null | undefined {
  void outlinesRead.value;
  const found = known.get(candidate);
  if (found === undefined && !wanted.has(candidate)) {
    wanted.add(candidate);
    waiting ??= setTimeout(ask, kWaitMs);
  }
  return found;
}

function ask(): void {
  waiting = undefined;
  const ids = [...wanted].slice(0, kBundle);
  get<{ items: (ExactOutline & { id: string })[] }>("/api/outlines", { ids: ids.join() }).then(
    ({ items }) => {
      const found = new Map(items.map((item) => [item.id, item]));
      for (const id of ids) known.set(id, found.get(id) ?? null);
    },
    () => ids.forEach((id) => known.set(id, null)), // The ellipses are drawn; the pictures tell of a lost server.
  ).finally(() => {
    ids.forEach((id) => wanted.delete(id));
    outlinesRead.value += 1;
    if (wanted.size > 0) waiting ??= setTimeout(ask, 0);
  });
}
