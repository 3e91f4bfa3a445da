import { signal } from "@preact/signals";

export interface Notice { id: number; kind: "problem" | "news"; text: string }

export const notices = signal<Notice[]>([]);
let next_id = 1;
const kNewsMs = 8000;

export function tell(kind: Notice["kind"], text: string): void {
  const notice = { id: next_id++, kind, text };
  notices.value = [...notices.value.filter((old) => old.text !== text), notice].slice(-5);
  if (kind === "news") setTimeout(() => dismiss(notice.id), kNewsMs); // A problem stays until it was read.
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** For event handlers: what went wrong is told, never swallowed. */
export function told(promise: Promise<unknown>): void {
  promise.catch((error: unknown) => tell("problem", error instanceof Error ? error.message : String(error)));
}
