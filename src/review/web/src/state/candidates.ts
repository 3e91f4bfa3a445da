import { computed, signal } from "@preact/signals";
import { get } from "../api/client";
import type { Candidate, CandidateDetail, IdPage, Page, StudyEvent } from "../api/wire";
import { DecisionQueue, type Wish } from "./decision_queue";
import { tell, told } from "./notices";
import { unlocked, user } from "./session";
import { refreshStudy, study } from "./study";

export interface Query {
  sample?: string; phenotype?: string; reason?: string; state?: string; sort?: string; order?: string;
  /** Of these, only what was chosen in the scatter plot. */
  region?: "1";
}

const kPage = 100;

export const query = signal<Query>({});
/** What the reader drew around in the scatter plot; stays while views change. */
export const region = signal<ReadonlySet<string>>(new Set());
/** All that match the query, in order, as they were when it was asked: rows do not jump while one decides. */
export const ids = signal<string[]>([]);
export const listState = signal<"loading" | "ready" | "failed">("loading");
export const current = signal(0);
export const unsaved = signal(0);
const known = new Map<string, Candidate>();
/** Copies for the views, new with every change: what is drawn from the same object is not drawn again. */
const shown = new Map<string, Candidate>();
const changes = signal(0);
const asked = new Set<string>();

export const currentId = computed(() => ids.value[current.value]);

export function candidate(id: string | undefined): Candidate | undefined {
  void changes.value; // Whoever asks is drawn again when any candidate changes.
  return id === undefined ? undefined : shown.get(id);
}

function keep(items: Candidate[]): void {
  for (const item of items) {
    known.set(item.id, item);
    shown.set(item.id, { ...item });
  }
  changes.value += 1;
}

const kCountAfterMs = 300;
let counting: ReturnType<typeof setTimeout> | undefined;

/** Progress follows a pause in deciding. */
function countAnew(): void {
  clearTimeout(counting);
  counting = setTimeout(() => void refreshStudy().catch(() => undefined), kCountAfterMs); // The next poll tells.
}

export const queue = new DecisionQueue({
  changed: (item) => keep([item]),
  problem: (text) => tell("problem", text),
  news: (text) => tell("news", text),
  saving: (count) => {
    unsaved.value = count;
    if (count === 0) countAnew();
  },
  unlocked,
});

async function idsOf({ region: within, ...asked_of }: Query): Promise<string[]> {
  const page = await get<IdPage>("/api/candidates", { ...asked_of, form: "ids" });
  return within ? page.ids.filter((id) => region.value.has(id)) : page.ids;
}

let list_asked = 0;

export async function load(next: Query, keep_id?: string): Promise<void> {
  const ask = ++list_asked;
  query.value = next;
  listState.value = "loading";
  ids.value = []; // A key pressed meanwhile must not decide on a cell of the list that is going.
  try {
    const found = await idsOf(next);
    if (ask !== list_asked) return; // A later question is on its way.
    asked.clear();
    known.clear();
    shown.clear();
    ids.value = found;
    current.value = Math.max(0, keep_id ? found.indexOf(keep_id) : 0);
    listState.value = "ready";
  } catch (error) {
    if (ask !== list_asked) return;
    listState.value = "failed";
    throw error;
  }
}

/** Fetches what is missing of items [first, end) of the list. */
export function ensure(first: number, end: number): void {
  if (query.value.region) return ensureEach(ids.value.slice(first, end));
  for (let page = Math.floor(first / kPage); page * kPage < end; ++page) {
    const wanted = ids.value.slice(page * kPage, (page + 1) * kPage);
    if (wanted.some((id) => !known.has(id) && !asked.has(id))) told(loadPage(page * kPage, wanted));
  }
}

/** Those of a region lie anywhere in the server's order. */
function ensureEach(wanted: string[]): void {
  for (const id of wanted.filter((one) => !known.has(one) && !asked.has(one))) {
    asked.add(id);
    told(refresh(id).finally(() => asked.delete(id)));
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
  return queue.decide(known.get(item.id) ?? item, wish, user.value?.name ?? "");
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

/**
 * To the next candidate without a decision, from `from` on and round the end. The server is asked which those are: of a long
 * list only what was looked at is known here, and of that what is on its way counts as decided.
 */
export async function moveToUndecided(from = current.value + 1): Promise<void> {
  const list = ids.value;
  const open = await undecided(query.value);
  if (ids.value === list) toOpen(open, from); // Else another list was asked for meanwhile.
}

async function undecided(of: Query): Promise<ReadonlySet<string>> {
  if (of.state && of.state !== "undecided" && of.state !== "disagreement") return new Set();
  return new Set(await idsOf({ ...of, state: of.state ?? "undecided" }));
}

/** Loads a list and goes to where this reader stopped in it. */
export async function loadAndResume(next: Query): Promise<void> {
  const asked_open = undecided(next); // Asked at once: the first view waits for both.
  asked_open.catch(() => undefined); // When the list fails, that is told.
  await load(next);
  const list = ids.value;
  const begin = current.value;
  const open = await asked_open;
  // Who has gone on by himself meanwhile is not called back.
  if (ids.value === list && current.value === begin && open.size > 0) toOpen(open, 0);
}

function toOpen(open: ReadonlySet<string>, from: number): void {
  const list = ids.value;
  for (let i = 0; i < list.length; ++i) {
    const at = (from + i) % list.length;
    if (open.has(list[at]!) && !known.get(list[at]!)?.decision) return move(at);
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
