import { ApiError, newRequestId, post } from "../api/client";
import type { Call, Candidate, Decision, DecisionAnswer } from "../api/wire";
import { moment, words } from "../model/words";

export interface Wish { call: Call; phenotype: string | null; comment: string }
type Send = (path: string, body: object) => Promise<DecisionAnswer>;

interface Listener {
  /** Shows the candidate as it now stands; called at once and again with the server's answer. */
  changed(candidate: Candidate): void;
  problem(text: string): void;
  news(text: string): void;
  saving(count: number): void;
  /** Comes when the session, locked or over, is open again. */
  unlocked?(): Promise<void>;
}

const kRetryAfterMs = [500, 1000, 2000, 4000, 4000];

/**
 * Sends decisions in the order they were made, one at a time per candidate, and shows them before the server has answered.
 * What the server did not acknowledge is taken back on the page and said so.
 */
export class DecisionQueue {
  private chains = new Map<string, Promise<void>>();
  private undoable: string[] = [];
  private waiting = 0;

  constructor(
    private listener: Listener,
    private send: Send = post,
    private pause: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms)),
  ) {}

  /** How many decisions the server has not acknowledged yet. */
  get unsaved(): number {
    return this.waiting;
  }

  decide(candidate: Candidate, wish: Wish, by: string): Promise<void> {
    const before = { decision: candidate.decision };
    candidate.decision = {
      reading: candidate.decision?.reading ?? "first", ...wish, by, at: new Date().toISOString(), version: candidate.version,
    };
    this.listener.changed(candidate);
    this.undoable.push(candidate.id);
    const body = { request_id: newRequestId(), candidate: candidate.id, ...wish };
    return this.enqueue(candidate, "/api/decisions", body, before.decision);
  }

  /** Id of the candidate whose last decision the next undo takes back. */
  lastDecided(): string | undefined {
    return this.undoable[this.undoable.length - 1];
  }

  undo(candidate: Candidate): Promise<void> {
    const at = this.undoable.lastIndexOf(candidate.id);
    if (at >= 0) this.undoable.splice(at, 1);
    const body = { request_id: newRequestId(), candidate: candidate.id };
    return this.enqueue(candidate, "/api/undo", body, candidate.decision);
  }

  private enqueue(candidate: Candidate, path: string, body: object, before: Decision | null): Promise<void> {
    this.count(+1);
    const earlier = this.chains.get(candidate.id) ?? Promise.resolve();
    // The version is read when its turn comes: the decision before it has changed it.
    const turn = earlier
      .then(() => this.deliver(candidate, path, body))
      .then((answer) => {
        candidate.decision = answer.decision;
        candidate.version = answer.version;
        this.listener.changed(candidate);
      })
      .catch((error: unknown) => this.takeBack(candidate, path, before, error))
      .finally(() => this.count(-1));
    this.chains.set(candidate.id, turn);
    return turn;
  }

  private count(by: 1 | -1): void {
    this.waiting += by;
    this.listener.saving(this.waiting);
  }

  private async deliver(candidate: Candidate, path: string, body: object): Promise<DecisionAnswer> {
    for (let attempt = 0; ; ++attempt) {
      try {
        return await this.send(path, { ...body, version: candidate.version });
      } catch (error) {
        if (error instanceof ApiError && (error.code === "locked" || error.code === "no_session") && this.listener.unlocked) {
          await this.listener.unlocked();
          continue;
        }
        const wait_ms = kRetryAfterMs[isLost(error) ? Math.min(attempt, kRetryAfterMs.length - 1) : attempt];
        if (wait_ms === undefined || !(error instanceof ApiError) || !isPassing(error)) throw error;
        // Same request id: if the first one did arrive, the server answers it again and writes nothing.
        await this.pause(retryAfterMs(error) ?? wait_ms);
      }
    }
  }

  private takeBack(candidate: Candidate, path: string, before: Decision | null, error: unknown): void {
    const refused = error instanceof ApiError ? error : new ApiError(0, "internal", String(error));
    const current = refused.details["current"] as (Decision & { version: number }) | null | undefined;
    if (path === "/api/decisions") {
      const at = this.undoable.lastIndexOf(candidate.id);
      if (at >= 0) this.undoable.splice(at, 1);
    }
    if (refused.code === "stale") {
      candidate.decision = current?.call ? { ...current, reading: candidate.decision?.reading ?? "first" } : null;
      candidate.version = current?.version ?? candidate.version;
      const who = current?.by ? `${current.by} decided ${words(current.call)} on ${moment(current.at)}` : "it changed meanwhile";
      this.listener.problem(`Candidate ${candidate.number}: ${who}. Your decision was not saved; look again and decide.`);
    } else {
      candidate.decision = before;
      this.listener.problem(`Candidate ${candidate.number}: not saved. ${refused.message}`);
    }
    this.listener.changed(candidate);
  }
}

/** Nobody answers: tried until somebody does, for the page says so and holds what was decided. */
function isLost(error: unknown): boolean {
  return error instanceof ApiError && error.status === 0;
}

/** Worth another try with the same request: the network, a busy server. */
function isPassing(error: ApiError): boolean {
  return isLost(error) || error.status === 429 || error.status === 502 || error.status === 503;
}

function retryAfterMs(error: ApiError): number | undefined {
  const seconds = error.details["retry_after_s"];
  return typeof seconds === "number" ? 1000 * Math.min(seconds, 30) : undefined;
}
