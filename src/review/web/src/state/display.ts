/** How pictures are shown. One setting for all candidates: a setting per picture would make dim cells look bright. */
import { effect, signal } from "@preact/signals";
import type { Action } from "../model/keys";
import { kColours } from "../model/tint";
import { study } from "./study";

export type Layout = "rows" | "tiles";
/** Gamma of each channel; those without an entry have 1. */
const gammas = signal<readonly number[]>([]);
export const hidden = signal<ReadonlySet<number>>(new Set());
export const colours = signal<string[]>([]);
export const outlines = signal(false);
export const layout = signal<Layout>("tiles");
/** Step of the pictures' size in the gallery: as many screen pixels for one of a common camera's, and one more. */
export const sizeStep = signal(window.innerWidth >= 1800 && window.innerWidth < 2560 ? 1 : 0);

const kKey = "cytrial-display";
/** Edge of the square that a picture of the gallery may fill, CSS pixels on a common screen. */
const kBoxPx = [100, 200, 300, 400];
export const kGammas = [0.4, 0.5, 0.63, 0.8, 1, 1.25, 1.6, 2];

function restore(): void {
  try {
    const kept = JSON.parse(localStorage.getItem(kKey) ?? "{}") as { layout?: Layout; outlines?: boolean; size?: number };
    if (kept.layout === "rows" || kept.layout === "tiles") layout.value = kept.layout;
    outlines.value = kept.outlines === true;
    if (typeof kept.size === "number" && kBoxPx[kept.size] !== undefined) sizeStep.value = kept.size;
  } catch {
    // A damaged store of conveniences is no reason to stop.
  }
}

restore();
// Gamma and hidden channels are not kept: a reviewer who comes back sees what was measured.
effect(() => localStorage.setItem(kKey, JSON.stringify({ layout: layout.value, outlines: outlines.value, size: sizeStep.value })));

export function colourOf(channel: number): string {
  return colours.value[channel] ?? study.value?.channels[channel]?.colour ?? kColours[channel % kColours.length]!;
}

export function setColour(channel: number, hex: string): void {
  const next = (study.value?.channels ?? []).map((_, i) => colourOf(i));
  next[channel] = hex.replace("#", "");
  colours.value = next;
}

export function toggleChannel(channel: number): void {
  const next = new Set(hidden.value);
  if (!next.delete(channel)) next.add(channel);
  if (next.size < (study.value?.channels.length ?? 0)) hidden.value = next;
}

export function gammaOf(channel: number): number {
  return gammas.value[channel] ?? 1;
}

function setGammas(of: (channel: number) => number): void {
  gammas.value = (study.value?.channels ?? []).map((_, i) => of(i));
}

export function setGamma(channel: number, gamma: number): void {
  setGammas((i) => (i === channel ? gamma : gammaOf(i)));
}

/** All channels by one step; each keeps its distance from the others until one reaches an end. */
export function stepGamma(direction: 1 | -1): void {
  setGammas((i) => kGammas[Math.max(0, Math.min(kGammas.length - 1, kGammas.indexOf(gammaOf(i)) - direction))]!);
}

export function isAsMeasured(): boolean {
  return gammas.value.every((gamma) => gamma === 1);
}

/** Of text on a screen of 4K, as the style sheet has it; pictures grow by whole numbers. */
export function screenScale(): number {
  return window.innerWidth >= 2560 ? 1.5 : 1;
}

/** CSS pixels of the square for one picture. */
export function boxPx(): number {
  return kBoxPx[sizeStep.value]! * Math.ceil(screenScale());
}

export function stepSize(by: 1 | -1): void {
  sizeStep.value = Math.max(0, Math.min(kBoxPx.length - 1, sizeStep.value + by));
}

/** Does what a key asks of the display, in whatever view; false when it asks for something else. */
export function display(action: Action): boolean {
  if (action.startsWith("channel_")) toggleChannel(Number(action.slice(8)) - 1);
  else if (action === "outlines") outlines.value = !outlines.value;
  else if (action === "brighter") stepGamma(1);
  else if (action === "darker") stepGamma(-1);
  else if (action === "reset_display") resetDisplay();
  else return false;
  return true;
}

export function resetDisplay(): void {
  gammas.value = [];
  hidden.value = new Set();
  colours.value = [];
}
