import { beforeEach, describe, expect, it } from "vitest";
import type { Candidate, DecisionAnswer } from "../src/api/wire";

// The queue reaches the browser's stores through its imports; Node has none.
const kept = new Map<string, string>();
const store = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
};
Object.assign(globalThis, { sessionStorage: store, localStorage: store });
// Node 18 keeps it in a module.
if (!globalThis.crypto) Object.assign(globalThis, { crypto: (await import("node:crypto")).webcrypto });
const { ApiError } = await import("../src/api/client");
const { DecisionQueue } = await import("../src/state/decision_queue");

function candidate(id: string): Candidate {
  return {
    id, sample: "s1", number: 1, x_px: 0, y_px: 0, size_um: 10, automatic: "ctc", score: null, model_trained_on: null, rank: 1, cluster_size: 0, reasons: [],
    flags: [], outline: { nucleus: null, cell: null }, version: 0, decision: null, others: [], disagreement: null,
  };
}

/** A server that keeps versions as the real one does, and fails as told. */
class Server {
  version = 0;
  rows: string[] = [];
  seen = new Set<string>();
  failures: InstanceType<typeof ApiError>[] = [];

  send = async (path: string, body: object): Promise<DecisionAnswer> => {
    const given = body as { version: number; call?: "ctc"; request_id: string };
    await Promise.resolve();
    const failure = this.failures.shift();
    if (failure) throw failure;
    if (given.version !== this.version) throw new ApiError(412, "stale", "stale", { current: null });
    this.version += 1;
    this.seen.add(given.request_id);
    this.rows.push(path === "/api/undo" ? "undo" : String(given.call));
    const call = path === "/api/undo" ? null : given.call!;
    return {
      version: this.version, revision: this.version,
      decision: call ? { reading: "first", call, phenotype: null, comment: "", by: "anna", at: "", version: this.version } : null,
    };
  };
}

describe("decisions on their way to the server", () => {
  let server: Server;
  let problems: string[];
  let queue: InstanceType<typeof DecisionQueue>;
  beforeEach(() => {
    server = new Server();
    problems = [];
    queue = new DecisionQueue(
      { changed: () => undefined, problem: (text) => problems.push(text), news: () => undefined, saving: () => undefined },
      server.send, () => Promise.resolve(),
    );
  });

  it("arrive in order, each with the version the one before it made", async () => {
    const item = candidate("c1");
    await Promise.all((["ctc", "not_ctc", "unsure"] as const).map((call) => queue.decide(item, { call, phenotype: null, comment: "" }, "anna")));
    expect(server.rows).toEqual(["ctc", "not_ctc", "unsure"]);
    expect(item.version).toBe(3);
    expect(problems).toEqual([]);
  });

  it("are shown before the server has answered", () => {
    const item = candidate("c1");
    void queue.decide(item, { call: "ctc", phenotype: null, comment: "" }, "anna");
    expect(item.decision?.call).toBe("ctc");
    expect(queue.unsaved).toBe(1);
  });

  it("are sent again with the same request id when the network fails", async () => {
    server.failures = [new ApiError(0, "unreachable", "gone"), new ApiError(503, "busy", "busy")];
    const item = candidate("c1");
    await queue.decide(item, { call: "ctc", phenotype: null, comment: "" }, "anna");
    expect(server.rows).toEqual(["ctc"]);
    expect(server.seen.size).toBe(1);
  });

  it("are taken back and said so when the server refuses", async () => {
    server.failures = [new ApiError(409, "conflict", "the reading is locked")];
    const item = candidate("c1");
    await queue.decide(item, { call: "ctc", phenotype: null, comment: "" }, "anna");
    expect(item.decision).toBeNull();
    expect(problems[0]).toContain("the reading is locked");
    expect(queue.lastDecided()).toBeUndefined();
    expect(queue.unsaved).toBe(0);
  });

  it("give way to what somebody else decided meanwhile, and name them", async () => {
    const ben = { call: "not_ctc", phenotype: null, comment: "", by: "ben", at: "2026-01-01T00:00:00Z", version: 5 };
    server.failures = [new ApiError(412, "stale", "stale", { current: ben })];
    const item = candidate("c1");
    await queue.decide(item, { call: "ctc", phenotype: null, comment: "" }, "anna");
    expect(item.decision?.by).toBe("ben");
    expect(item.version).toBe(5);
    expect(problems[0]).toContain("ben");
  });

  it("are undone last first", async () => {
    const [one, two] = [candidate("c1"), candidate("c2")];
    server.send = async () => ({ version: 1, revision: 1, decision: null });
    queue = new DecisionQueue(
      { changed: () => undefined, problem: () => undefined, news: () => undefined, saving: () => undefined }, server.send, () => Promise.resolve());
    await queue.decide(one, { call: "ctc", phenotype: null, comment: "" }, "anna");
    await queue.decide(two, { call: "ctc", phenotype: null, comment: "" }, "anna");
    expect(queue.lastDecided()).toBe("c2");
    await queue.undo(two);
    expect(queue.lastDecided()).toBe("c1");
  });

  it("wait while the session is locked and arrive when it is open again", async () => {
    let open = () => undefined as void;
    const unlocked = new Promise<void>((done) => (open = done));
    server.failures = [new ApiError(423, "locked", "locked")];
    queue = new DecisionQueue(
      { changed: () => undefined, problem: (text) => problems.push(text), news: () => undefined, saving: () => undefined, unlocked: () => unlocked },
      server.send, () => Promise.resolve(),
    );
    const item = candidate("c1");
    const sent = queue.decide(item, { call: "ctc", phenotype: null, comment: "" }, "anna");
    await Promise.resolve();
    expect(server.rows).toEqual([]);
    open();
    await sent;
    expect(server.rows).toEqual(["ctc"]);
    expect(problems).toEqual([]);
  });

  it("wait for a lost server as long as it takes, and are written once", async () => {
    server.failures = Array.from({ length: 40 }, () => new ApiError(0, "unreachable", "gone"));
    await queue.decide(candidate("c1"), { call: "ctc", phenotype: null, comment: "" }, "anna");
    expect(server.rows).toEqual(["ctc"]);
    expect(problems).toEqual([]);
  });

  it("wait for their reader to log in again when the server knows the session no more", async () => {
    let logged_in = false;
    server.failures = [new ApiError(401, "no_session", "log in first")];
    queue = new DecisionQueue(
      { changed: () => undefined, problem: (text) => problems.push(text), news: () => undefined, saving: () => undefined,
        unlocked: () => Promise.resolve().then(() => void (logged_in = true)) },
      server.send, () => Promise.resolve(),
    );
    await queue.decide(candidate("c1"), { call: "ctc", phenotype: null, comment: "" }, "anna");
    expect(logged_in).toBe(true);
    expect(server.rows).toEqual(["ctc"]);
  });
});
