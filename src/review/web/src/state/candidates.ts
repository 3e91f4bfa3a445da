import { computed, signal } from "@preact/signals";
import { get } from "../api/client";
import type { Candidate, CandidateDetail, IdPage, Page, StudyEvent } from "../api/wire";
import { DecisionQueue, type Wish } from "./decision_queue";
import { tell, told } from "./notices";
import { user } from "./session";
import { refreshStudy, study } from "./study";

export interface Query {
  sample?: string; phenotype?: string; reason?: string; state?: string; sort?: string; order?: string;
}

const kPage = 100;

export const query = signal<Query>({});
/** All that match the query, in order, as they were when it was asked: rows do not jump while one decides. */
export const ids = signal<string[]>([]);
export const listState = signal<"loading" | "ready" | "failed">("loading");
export const current = signal(0);
export const unsaved = signal(0);
const known = new Map<string, Candidate>();
const changes = signal(0);
const asked = new Set<string>();

export const currentId = computed(() => ids.value[current.value]);

export function candidate(id: string | undefined): Candidate | undefined {
  void changes.value; // Whoever asks is drawn again when any candidate changes.
  return id === undefined ? undefined : known.get(id);
}

function keep(items: Candidate[]): void {
  for (const item of items) known.set(item.id, item);
  changes.value += 1;
}

export const queue = new DecisionQueue({
  changed: (item) => keep([item]),
  problem: (text) => tell("problem", text),
  news: (text) => tell("news", text),
  saving: (count) => (unsaved.value = count),
});

let list_asked = 0;

export async function load(next: Query, keep_id?: string): Promise<void> {
  const ask = ++list_asked;
  query.value = next;
  listState.value = "loading";
  try {
    const page = await get<IdPage>("/api/candidates", { ...next, form: "ids" });
    if (ask !== list_asked) return; // A later question is on its way.
    asked.clear();
    known.clear();
    ids.value = page.ids;
    current.value = Math.max(0, keep_id ? page.ids.indexOf(keep_id) : 0);
    listState.value = "ready";
  } catch (error) {
    if (ask !== list_asked) return;
    listState.value = "failed";
    throw error;
  }
}

/** Fetches what is missing of items [first, end) of the list. */
export function ensure(first: number, end: number): void {
  for (let page = Math.floor(first / kPage); page * kPage < end; ++page) {
    const wanted = ids.value.slice(page * kPage, (page + 1) * kPage);
    if (wanted.some((id) => !known.has(id) && !asked.has(id))) told(loadPage(page * kPage, wanted));
  }
}

async function loadPage(offset: number, wanted: string[]): Promise<void> {
  wanted.forEach((id) => asked.add(id));
  try {
    const page = await get<Page<Candidate>>("/api/candidates", { ...query.value, offset, limit: kPage });
    keep(page.items.filter((item) => !known.has(item.id)));
    // Decisions may have moved items out of a filtered list since its ids were read; those come one by one.
    const missing = wanted.filter((id) => !known.has(id));
    await Promise.all(missing.map(refresh));
  } finally {
    wanted.forEach((id) => asked.delete(id));
  }
}

export async function refresh(id: string): Promise<CandidateDetail> {
  const detail = await get<CandidateDetail>(`/api/candidates/${id}`);
  const old = known.get(id);
  // The same object stays: decisions on their way hold it.
  keep([old ? Object.assign(old, detail) : detail]);
  return detail;
}

export function decide(item: Candidate, wish: Wish): Promise<void> {
  return queue.decide(item, wish, user.value?.name ?? "");
}

export async function undo(): Promise<void> {
  const id = queue.lastDecided();
  if (!id) return tell("news", "Nothing of this sitting is left to take back.");
  const item = known.get(id) ?? (await refresh(id));
  const at = ids.value.indexOf(id);
  if (at >= 0) current.value = at;
  await queue.undo(item);
}

export function move(to: number): void {
  current.value = Math.max(0, Math.min(ids.value.length - 1, to));
}

/** Next candidate without a decision after the current one; those not loaded yet count as undecided. */
export function moveToUndecided(): void {
  for (let i = 1; i <= ids.value.length; ++i) {
    const at = (current.value + i) % ids.value.length;
    if (!known.get(ids.value[at]!)?.decision) return move(at);
  }
  tell("news", "Every candidate of this list is decided.");
}

/** What others did since the page last asked. */
export async function pollEvents(): Promise<void> {
  const since = study.value?.revision;
  if (since === undefined) return;
  const news = await get<{ revision: number; events: StudyEvent[] }>("/api/events", { since });
  if (news.revision === since || !study.value) return;
  study.value = { ...study.value, revision: news.revision };
  const foreign = news.events.filter((event) => event.by !== user.value?.name);
  const touched = new Set(foreign.map((event) => event.candidate).filter((id): id is string => id !== null && known.has(id)));
  await Promise.all([...touched].map(refresh));
  await refreshStudy();
}
