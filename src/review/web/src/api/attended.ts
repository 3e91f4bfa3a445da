/** Whether somebody is at the page: what it asks by itself must not keep a session awake that was left alone. */

const kAttendedMs = 10_000;
let touched_ms = performance.now();

/** Called once; in a test without a window never. */
export function watchHands(): void {
  const touched = () => (touched_ms = performance.now());
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) window.addEventListener(kind, touched, { capture: true, passive: true });
}

export function isAttended(): boolean {
  return performance.now() - touched_ms < kAttendedMs;
}

/** For requests that only read. */
export function attendance(): Record<string, string> {
  return isAttended() ? {} : { "X-Cytrial-Unattended": "1" };
}
