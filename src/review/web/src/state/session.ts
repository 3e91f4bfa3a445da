import { signal } from "@preact/signals";
import { ApiError, get, hasToken, keepToken, post, whenReached, whenSessionEnds } from "../api/client";
import type { Login, Permission, Session, User } from "../api/wire";

export const user = signal<User | null>(null);
export const may = signal<ReadonlySet<Permission>>(new Set());
/**
 * Why the page waits for the password again: nobody touched it for a while ("idle"), or the server knows the session no more
 * ("over": it was started anew, or the day is over). What is on its way to the server stays in the page and is sent afterwards.
 */
export const paused = signal<"idle" | "over" | null>(null);
export const started = signal(false);
/** False while nobody answers. */
export const reachable = signal(true);
/** Minutes without work after which the server locks; for people to know. */
export const idleMinutes = signal<number | null>(null);

function take(session: { user: User; can: Permission[]; idle_lock_s: number }): void {
  user.value = session.user;
  may.value = new Set(session.can);
  idleMinutes.value = session.idle_lock_s / 60;
}

/** Loads the page anew when somebody was logged in: nothing that one reader saw may be left for the next. */
function forget(): void {
  const somebody = user.value !== null;
  keepToken("");
  user.value = null;
  may.value = new Set();
  paused.value = null;
  if (!somebody) return;
  history.replaceState(null, "", location.pathname);
  location.reload();
}

/** Comes when the same user's session is open again. */
export function unlocked(): Promise<void> {
  return new Promise((done) => {
    const stop = paused.subscribe((why) => {
      if (why !== null) return;
      done();
      queueMicrotask(() => stop());
    });
  });
}

/** Goes on with the session of an earlier load of the page, if there is one. */
export async function resume(): Promise<void> {
  whenReached((reached) => (reachable.value = reached));
  whenSessionEnds((code) => {
    if (user.value) paused.value = code === "locked" ? "idle" : "over";
  });
  try {
    if (hasToken()) {
      const session = await get<Session>("/api/session");
      take(session);
      if (session.locked) paused.value = "idle";
    }
  } catch {
    forget();
  } finally {
    started.value = true;
  }
}

export async function logIn(name: string, password: string): Promise<void> {
  const login = await post<Login>("/api/login", { name, password });
  keepToken(login.token);
  take(login);
}

/** Opens the page again for the user whose work is in it. */
export async function unlock(password: string): Promise<void> {
  if (paused.value === "idle") {
    try {
      await post("/api/unlock", { password });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "no_session") throw error;
      await logIn(user.value?.name ?? "", password); // The session ended while it was locked.
    }
  } else {
    await logIn(user.value?.name ?? "", password);
  }
  paused.value = null;
}

export async function logOut(): Promise<void> {
  try {
    await post("/api/logout", {});
  } finally {
    forget();
  }
}
