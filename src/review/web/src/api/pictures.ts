/** Pixels of candidate pictures, fetched once and kept while they are likely to be looked at again. */
import { attendance } from "./attended";

export interface Strip { rgba: Uint8ClampedArray; edge: number; count: number; range: "study" | "sample" }

/** Bytes of decoded pictures that are kept: some four hundred candidates of four channels. */
const kKeptBytes = 60e6;
const kTries = 20;
const kept = new Map<string, { strip: Promise<Strip>; bytes: number }>();
let kept_bytes = 0;

async function fetched(url: string): Promise<Response> {
  for (let attempt = 0; attempt < kTries; ++attempt) {
    const response = await fetch(url, { credentials: "same-origin", headers: attendance() });
    if (response.status !== 503) return response;
    const seconds = Number(response.headers.get("Retry-After") ?? "1");
    await new Promise((done) => setTimeout(done, 1000 * Math.min(Math.max(seconds, 0.2), 5)));
  }
  throw new Error("the server is still preparing this picture; try again later");
}

async function decoded(url: string): Promise<Strip> {
  const response = await fetched(url);
  if (!response.ok) throw new Error(response.status === 404 ? "no picture" : `no picture (${response.status})`);
  const range = response.headers.get("X-Cytrial-Range") === "sample" ? "sample" : "study";
  const bitmap = await createImageBitmap(await response.blob(), { colorSpaceConversion: "none" });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser cannot draw");
  context.drawImage(bitmap, 0, 0);
  const edge = bitmap.height;
  const rgba = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  const count = Math.round(bitmap.width / edge);
  bitmap.close();
  return { rgba, edge, count, range };
}

function drop(url: string): void {
  kept_bytes -= kept.get(url)?.bytes ?? 0;
  kept.delete(url);
}

/** Drops what was looked at longest ago until the rest fits. */
function trim(): void {
  for (const [url, { bytes }] of kept) {
    if (kept_bytes <= kKeptBytes) return;
    if (bytes > 0) drop(url); // Those still on their way are about to be looked at.
  }
}

/** All channels of one candidate, side by side in panel order. */
export function strip(candidate: string, edge_um: number, display_version: number): Promise<Strip> {
  const url = `/api/candidates/${candidate}/picture?show=strip&edge_um=${edge_um}&v=${display_version}`;
  const found = kept.get(url);
  if (found) {
    kept.delete(url); // Put back as the newest.
    kept.set(url, found);
    return found.strip;
  }
  const made = { strip: decoded(url), bytes: 0 };
  kept.set(url, made);
  made.strip.then(
    ({ rgba }) => {
      made.bytes = rgba.byteLength;
      kept_bytes += made.bytes;
      trim();
    },
    () => drop(url), // A failure may pass; the next look tries again.
  );
  return made.strip;
}
