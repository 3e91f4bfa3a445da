/** The only file that speaks HTTP. Every failure becomes an ApiError whose message can be shown to people. */
import { attendance } from "./attended";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

const kTokenKey = "cytrial-token";
let token = sessionStorage.getItem(kTokenKey) ?? "";
let onSessionProblem: (code: string) => void = () => undefined;
let onReached: (reached: boolean) => void = () => undefined;

export function keepToken(value: string): void {
  token = value;
  if (value) sessionStorage.setItem(kTokenKey, value);
  else sessionStorage.removeItem(kTokenKey);
}

export function hasToken(): boolean {
  return token !== "";
}

/** `handler` is told "no_session" or "locked", whichever request met it. */
export function whenSessionEnds(handler: (code: string) => void): void {
  onSessionProblem = handler;
}

/** `handler` is told with every request whether anybody answered. */
export function whenReached(handler: (reached: boolean) => void): void {
  onReached = handler;
}

async function failure(response: Response): Promise<ApiError> {
  let code = "internal";
  let message = `the server answered ${response.status}`;
  let details: Record<string, unknown> = {};
  try {
    const body = (await response.json()) as { error?: { code?: string; message?: string; details?: object } };
    code = body.error?.code ?? code;
    message = body.error?.message ?? message;
    details = { ...(body.error?.details ?? {}) };
  } catch {
    // Not JSON: a proxy between, or the server died in mid-answer; the status alone must do.
  }
  return new ApiError(response.status, code, message, details);
}

async function send<T>(path: string, request: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { ...request, credentials: "same-origin", cache: "no-store" });
  } catch {
    onReached(false);
    throw new ApiError(0, "unreachable", "the server does not answer");
  }
  onReached(true);
  if (!response.ok) {
    const error = await failure(response);
    if (error.code === "no_session" || error.code === "locked") onSessionProblem(error.code);
    throw error;
  }
  return (await response.json()) as T;
}

export function get<T>(path: string, parameters: Record<string, string | number | undefined> = {}): Promise<T> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return send<T>(text ? `${path}?${text}` : path, { headers: { "X-Cytrial-Token": token, ...attendance() } });
}

export function post<T>(path: string, body: object): Promise<T> {
  return send<T>(path, {
    method: "POST",
    headers: { "X-Cytrial-Token": token, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** New for every action of the user, the same for its repetitions: the server writes an action once. */
export function newRequestId(): string {
  return crypto.randomUUID();
}
