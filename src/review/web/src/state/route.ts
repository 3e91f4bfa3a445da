import { signal } from "@preact/signals";

/** Where in the page: "#/slide/s17?c=c4" is {view: "slide", id: "s17", asked: {c: "c4"}}. */
export interface Route { view: string; id: string; asked: Record<string, string> }

export function routeOf(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?");
  const [view = "", id = ""] = path.split("/");
  return { view: view || "samples", id: decodeURIComponent(id), asked: Object.fromEntries(new URLSearchParams(search)) };
}

export function hashOf(view: string, id = "", asked: Record<string, string> = {}): string {
  const search = new URLSearchParams(asked).toString();
  return `#/${view}${id ? `/${encodeURIComponent(id)}` : ""}${search ? `?${search}` : ""}`;
}

export const route = signal<Route>(routeOf(location.hash));
window.addEventListener("hashchange", () => (route.value = routeOf(location.hash)));

export function go(view: string, id = "", asked: Record<string, string> = {}): void {
  location.hash = hashOf(view, id, asked);
}
