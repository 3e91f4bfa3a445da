import { actionOf, type Action } from "../model/keys";

/** What a key press asks of the page; null when a field, a button, an open dialog or the browser has it. */
export function pressed(event: KeyboardEvent): Action | null {
  const target = event.target as HTMLElement;
  if (document.querySelector("dialog[open]")) return null;
  const typing = target.matches("input:not([type=checkbox]):not([type=color]), select, textarea");
  // Enter and space on a button press that button.
  if (target.matches("button, a") && (event.key === "Enter" || event.key === " ")) return null;
  return actionOf({ key: event.key, ctrlKey: event.ctrlKey, metaKey: event.metaKey, altKey: event.altKey, typing });
}
