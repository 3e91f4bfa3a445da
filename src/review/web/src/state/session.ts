import { signal } from "@preact/signals";
import { get, hasToken, keepToken, post, whenSessionEnds } from "../api/client";
import type { Login, Permission, Session, User } from "../api/wire";

export const user = signal<User | null>(null);
export const may = signal<ReadonlySet<Permission>>(new Set());
/** The session waits for the password again: nobody touched the page for a while. */
export const idleLocked = signal(false);
export const started = signal(false);

function take(who: User, can: Permission[]): void {
  user.value = who;
  may.value = new Set(can);
}

/** Loads the page anew when somebody was logged in: nothing that one reader saw may be left for the next. */
function forget(): void {
  const somebody = user.value !== null;
  keepToken("");
  user.value = null;
  may.value = new Set();
  idleLocked.value = false;
  if (!somebody) return;
  history.replaceState(null, "", location.pathname);
  location.reload();
}

/** Comes when the session is open again, or over. */
export function unlocked(): Promise<void> {
  return new Promise((done) => {
    const stop = idleLocked.subscribe((locked) => {
      if (locked) return;
      done();
      queueMicrotask(() => stop());
    });
  });
}

/** Goes on with the session of an earlier load of the page, if there is one. */
export async function resume(): Promise<void> {
  whenSessionEnds((code) => {
    if (code === "locked") idleLocked.value = true;
    else forget();
  });
  try {
    if (hasToken()) {
      const session = await get<Session>("/api/session");
      take(session.user, session.can);
      idleLocked.value = session.locked;
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
  take(login.user, login.can);
}

export async function unlock(password: string): Promise<void> {
  await post("/api/unlock", { password });
  idleLocked.value = false;
}

export async function logOut(): Promise<void> {
  try {
    await post("/api/logout", {});
  } finally {
    forget();
  }
}
