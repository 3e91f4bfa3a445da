/** Axes of a scatter plot: how a measure is spread along them, and where they are labelled. */

export type AxisForm = "linear" | "log" | "biexponential";

/** Place of `value` along an axis, in no unit. `linear_part`: up to where a biexponential axis is about linear. */
export function spread(form: AxisForm, linear_part: number, value: number): number {
  if (form === "log") return Math.log10(value);
  return form === "biexponential" ? Math.asinh(value / linear_part) : value;
}

function unspread(form: AxisForm, linear_part: number, place: number): number {
  if (form === "log") return Math.pow(10, place);
  return form === "biexponential" ? linear_part * Math.sinh(place) : place;
}

/** Ends of an axis that shows all from `low` to `high`, with a little room; [0, 1] or [1, 10] when there is nothing to show. */
export function axisEnds(form: AxisForm, linear_part: number, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return form === "log" ? [1, 10] : [0, 1];
  const [from, to] = [spread(form, linear_part, low), spread(form, linear_part, high)];
  const room = 0.04 * (to - from) || 0.5;
  return [unspread(form, linear_part, from - room), unspread(form, linear_part, to + room)];
}

/** Round numbers, the roundest first: nothing, powers of ten, then fives and twos. */
function roundNumbers(most: number): number[] {
  const top = Math.ceil(Math.log10(Math.max(most, 1e-12)));
  const powers = Array.from({ length: 9 }, (_, i) => top - i);
  const by_step = [1, 5, 2].flatMap((step) => powers.map((power) => step * Math.pow(10, power)));
  return [0, ...by_step.flatMap((value) => [value, -value])];
}

/** Multiples of 1, 2 or 5 times a power of ten, the finest that keep the gap. */
function evenTicks(min: number, max: number, least_step: number): number[] {
  const power = Math.pow(10, Math.floor(Math.log10(least_step)));
  const step = power * ([1, 2, 5, 10].find((by) => by * power >= least_step) ?? 10);
  const first = Math.ceil(min / step);
  return Array.from({ length: Math.max(0, Math.floor(max / step) - first + 1) }, (_, i) => (first + i) * step);
}

/** Numbers to write along an axis from `min` to `max`, no two nearer than `gap_px`, in order. */
export function axisTicks(form: AxisForm, linear_part: number, min: number, max: number, length_px: number, gap_px: number): number[] {
  if (!(max > min) || length_px < gap_px) return [];
  const place = (value: number) => spread(form, linear_part, value);
  const px = length_px / (place(max) - place(min));
  const rounded = (ticks: number[]) => ticks.map((value) => Number(value.toPrecision(6)));
  if (form === "linear") return rounded(evenTicks(min, max, gap_px / px));
  const taken: number[] = [];
  for (const value of roundNumbers(Math.max(Math.abs(min), Math.abs(max)))) {
    if (value < min || value > max || (form === "log" && value <= 0)) continue;
    if (taken.every((other) => Math.abs(place(other) - place(value)) * px >= gap_px)) taken.push(value);
  }
  return rounded(taken).sort((a, b) => a - b);
}
