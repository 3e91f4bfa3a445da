/** Pixels of candidate pictures, fetched once and kept while they are likely to be looked at again. */
import { attendance } from "./attended";

/** `grey`: one byte per pixel, `count` squares side by side, row by row. */
export interface Strip { grey: Uint8Array; edge: number; count: number; range: "study" | "sample" }

/** Bytes of decoded pictures that are kept: some four hundred candidates of four channels. */
const kKeptBytes = 16e6;
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
  const grey = greyOf(bitmap);
  const [edge, count] = [bitmap.height, Math.round(bitmap.width / bitmap.height)];
  bitmap.close();
  return { grey, edge, count, range };
}

/** One for all pictures: a canvas for each would be memory that is freed late. */
const scratch = new OffscreenCanvas(1, 1);

function greyOf(bitmap: ImageBitmap): Uint8Array {
  const context = scratch.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser cannot draw");
  if (scratch.width !== bitmap.width) scratch.width = bitmap.width;
  if (scratch.height !== bitmap.height) scratch.height = bitmap.height;
  context.drawImage(bitmap, 0, 0);
  const rgba = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  return Uint8Array.from({ length: rgba.length / 4 }, (_, i) => rgba[4 * i]!);
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
    ({ grey }) => {
      made.bytes = grey.byteLength;
      kept_bytes += made.bytes;
      trim();
    },
    () => drop(url), // A failure may pass; the next look tries again.
  );
  return made.strip;
}
