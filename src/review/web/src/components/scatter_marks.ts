import uPlot from "uplot";
import type { Call, Gate } from "../api/wire";
import { words } from "../model/words";
import { screenScale } from "../state/display";

export interface Points { x: number[]; y: number[]; ids: string[] }

const kInk: Record<Call | "none", string> = { ctc: "#0b6b4f", not_ctc: "#9a3412", unsure: "#0a5c8a", none: "#1b1f24" };

/** Canvas pixels of one CSS pixel, larger on a large screen. */
function em(): number {
  return uPlot.pxRatio * screenScale();
}

export function drawEvents(plot: uPlot, { x, y }: Points): void {
  const edge = 2 * em();
  plot.ctx.fillStyle = "rgba(86, 96, 110, 0.4)";
  x.forEach((value, i) => plot.ctx.fillRect(plot.valToPos(value, "x", true) - edge / 2, plot.valToPos(y[i]!, "y", true) - edge / 2, edge, edge));
}

/** Calls differ in form as on the slide: ring CTC, cross not CTC, square unsure, dot undecided; a chosen one is ringed in orange. */
export function drawCandidates(plot: uPlot, points: Points, calls: ReadonlyMap<string, Call>, chosen: ReadonlySet<string>): void {
  const { ctx } = plot;
  const r = 4 * em();
  points.ids.forEach((id, i) => {
    const left = plot.valToPos(points.x[i]!, "x", true);
    const top = plot.valToPos(points.y[i]!, "y", true);
    const call = calls.get(id);
    ctx.strokeStyle = ctx.fillStyle = kInk[call ?? "none"];
    ctx.lineWidth = 2 * em();
    ctx.beginPath();
    if (call === "ctc") ctx.arc(left, top, r, 0, 2 * Math.PI);
    else if (call === "unsure") ctx.rect(left - r, top - r, 2 * r, 2 * r);
    else if (call === "not_ctc") {
      ctx.moveTo(left - r, top - r);
      ctx.lineTo(left + r, top + r);
      ctx.moveTo(left + r, top - r);
      ctx.lineTo(left - r, top + r);
    } else ctx.arc(left, top, 0.7 * r, 0, 2 * Math.PI);
    if (call) ctx.stroke();
    else ctx.fill();
    if (chosen.has(id)) ring(ctx, left, top, 2 * r);
  });
}

function ring(ctx: CanvasRenderingContext2D, left: number, top: number, radius: number): void {
  ctx.beginPath();
  ctx.arc(left, top, radius, 0, 2 * Math.PI);
  ctx.strokeStyle = "#d55e00";
  ctx.stroke();
}

/** Dashed lines, each with its gate's name beside it. What lies beyond an axis ends at its end. */
export function drawGates(plot: uPlot, gates: Gate[]): void {
  const { ctx } = plot;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = "#1b1f24";
  ctx.lineWidth = 1.5 * uPlot.pxRatio;
  ctx.font = `${11 * em()}px sans-serif`;
  ctx.textBaseline = "alphabetic";
  ctx.setLineDash([6 * uPlot.pxRatio, 4 * uPlot.pxRatio]);
  for (const gate of gates) {
    if (gate.kind === "polygon") drawPolygon(plot, gate.name, gate.vertices);
    else for (const limit of [gate.min, gate.max]) if (limit !== null) drawLimit(plot, gate.name, gate.axis, limit);
  }
  ctx.restore();
}

function within(plot: uPlot, value: number, scale: "x" | "y"): number {
  const { min, max } = plot.scales[scale]!;
  return plot.valToPos(Math.max(min ?? value, Math.min(max ?? value, value)), scale, true);
}

function drawPolygon(plot: uPlot, name: string, vertices: [number, number][]): void {
  const { ctx } = plot;
  const places = vertices.map(([x, y]) => [within(plot, x, "x"), within(plot, y, "y")] as const);
  ctx.beginPath();
  places.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.closePath();
  ctx.stroke();
  ctx.textAlign = "right";
  ctx.fillText(words(name), Math.max(...places.map(([x]) => x)) - 4 * em(), Math.min(...places.map(([, y]) => y)) - 4 * em());
}

function drawLimit(plot: uPlot, name: string, axis: "x" | "y", limit: number): void {
  const { ctx, bbox } = plot;
  const { min, max } = plot.scales[axis]!;
  if (limit < (min ?? limit) || limit > (max ?? limit)) return;
  const at = plot.valToPos(limit, axis, true);
  ctx.beginPath();
  if (axis === "x") {
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
  } else {
    ctx.moveTo(bbox.left, at);
    ctx.lineTo(bbox.left + bbox.width, at);
  }
  ctx.stroke();
  ctx.save();
  ctx.textAlign = "right";
  ctx.translate(...(axis === "x" ? [at - 4 * em(), bbox.top + 4 * em()] as const : [bbox.left + bbox.width - 4 * em(), at + 13 * em()] as const));
  if (axis === "x") ctx.rotate(-Math.PI / 2);
  ctx.fillText(words(name), 0, 0);
  ctx.restore();
}
