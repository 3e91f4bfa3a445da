import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "preact/hooks";
import type { Gate, Scatter } from "../api/wire";
import { measureName } from "../model/words";
import { screenScale } from "../state/display";
import { extent, isInside, rectangle, type Place } from "../model/outline";

export type AxisForm = "linear" | "log" | "biexponential";
interface Props {
  scatter: Scatter; form: AxisForm; chosen: ReadonlySet<string>; select(ids: string[]): void; width: number; height: number;
}

type Points = [number[], number[], string[]];

function points(x: (number | null)[], y: (number | null)[], ids: string[] | null, form: AxisForm): Points {
  const out: Points = [[], [], []];
  x.forEach((value, i) => {
    const other = y[i];
    if (value === null || other === null || other === undefined) return;
    if (form === "log" && (value <= 0 || other <= 0)) return;
    out[0].push(value);
    out[1].push(other);
    out[2].push(ids?.[i] ?? "");
  });
  return out;
}

/** Candidates above a background of all kinds of events, with the gates; an outline drawn selects candidates. */
export function ScatterPlot({ scatter, form, chosen, select, width, height }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const events = points(scatter.events.x, scatter.events.y, null, form);
    const candidates = points(scatter.candidates.x, scatter.candidates.y, scatter.candidates.ids, form);
    const scale = (column: string) => ({
      time: false, auto: true,
      ...(form === "log" ? { distr: 3 as const } : form === "biexponential" ? { distr: 4 as const, asinh: linearPart(column) } : {}),
    });
    const plot = new uPlot(
      {
        mode: 2, width, height, legend: { show: false }, cursor: { drag: { x: false, y: false, setScale: false } },
        scales: { x: scale(scatter.x), y: scale(scatter.y) },
        axes: [scatter.x, scatter.y].map((column) => axisOf(column, screenScale())),
        series: [
          null as unknown as uPlot.Series,
          { facets: kFacets, paths: dots("rgba(86, 96, 110, 0.35)", 2, () => false, []) } as uPlot.Series,
          { facets: kFacets, paths: dots("#0072b2", 4, (id) => chosen.has(id), candidates[2]) } as uPlot.Series,
        ],
        hooks: {
          draw: [(drawn) => drawGates(drawn, scatter.gates)],
          ready: [(drawn) => followPointer(drawn, (outline) => select(within(drawn, candidates, outline)))],
        },
      },
      [null, [events[0], events[1]], [candidates[0], candidates[1]]] as unknown as uPlot.AlignedData,
      place.current!,
    );
    return () => plot.destroy();
  }, [scatter, form, chosen, width, height]);
  return <div ref={place} class="scatter" role="img" aria-label={`${measureName(scatter.y)} over ${measureName(scatter.x)}, ${scatter.candidates.ids.length} candidates`} />;
}

/** Up to where a biexponential axis is about linear: noise around nothing, in the column's own unit. */
function linearPart(column: string): number {
  return column.endsWith("_lratio") ? 0.1 : column.endsWith("_lsd") ? 1 : 10;
}

/** Text as large as the page's. */
function axisOf(column: string, scale: number): uPlot.Axis {
  const font = `${12 * scale}px sans-serif`;
  return { label: measureName(column), font, labelFont: `bold ${font}`, size: 56 * scale, labelSize: 26 * scale };
}

const kFacets = [{ scale: "x", auto: true }, { scale: "y", auto: true }];

/** Draws one dot per point; a chosen candidate is a ringed square, told apart by form. */
function dots(colour: string, edge: number, marked: (id: string) => boolean, ids: string[]) {
  return (plot: uPlot, series: number) => {
    const [xs, ys] = plot.data[series] as unknown as [number[], number[]];
    const ratio = uPlot.pxRatio;
    plot.ctx.save();
    plot.ctx.fillStyle = colour;
    xs.forEach((x, i) => {
      const left = plot.valToPos(x, "x", true);
      const top = plot.valToPos(ys[i]!, "y", true);
      const size = edge * ratio * screenScale();
      plot.ctx.fillRect(left - size / 2, top - size / 2, size, size);
      if (marked(ids[i] ?? "")) {
        plot.ctx.strokeStyle = "#d55e00";
        plot.ctx.lineWidth = 2 * ratio;
        plot.ctx.strokeRect(left - size, top - size, 2 * size, 2 * size);
      }
    });
    plot.ctx.restore();
    return null;
  };
}

function within(plot: uPlot, [xs, ys, ids]: Points, outline: Place[]): string[] {
  return ids.filter((_, i) => isInside(outline, { x: plot.valToPos(xs[i]!, "x"), y: plot.valToPos(ys[i]!, "y") }));
}

/** Tells the outline that was drawn: any form with the pointer, with Shift held the rectangle between the ends. */
function followPointer(plot: uPlot, drawn: (outline: Place[]) => void): void {
  const canvas = document.createElement("canvas");
  canvas.className = "lasso";
  [canvas.width, canvas.height] = [plot.over.clientWidth, plot.over.clientHeight];
  plot.over.append(canvas);
  let path: Place[] = [];
  const here = (event: PointerEvent): Place => {
    const box = plot.over.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  plot.over.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    plot.over.setPointerCapture(event.pointerId);
    path = [here(event)];
  });
  plot.over.addEventListener("pointermove", (event) => {
    if (path.length === 0) return;
    path = event.shiftKey ? rectangle(path[0]!, here(event)) : [...path, here(event)];
    trace(canvas, path);
  });
  plot.over.addEventListener("pointerup", () => {
    const outline = path;
    path = [];
    trace(canvas, path);
    if (extent(outline) >= 3) drawn(outline);
  });
}

function trace(canvas: HTMLCanvasElement, path: Place[]): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.beginPath();
  path.forEach(({ x, y }, i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
  context.fillStyle = "rgba(213, 94, 0, 0.15)";
  context.strokeStyle = "#d55e00";
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
}

function drawGates(plot: uPlot, gates: Gate[]): void {
  const { ctx, bbox } = plot;
  const clamp = (value: number, scale: "x" | "y") => {
    const { min, max } = plot.scales[scale]!;
    return plot.valToPos(Math.max(min ?? value, Math.min(max ?? value, value)), scale, true);
  };
  ctx.save();
  ctx.strokeStyle = "#1b1f24";
  ctx.fillStyle = "#1b1f24";
  ctx.lineWidth = 1.5 * uPlot.pxRatio;
  ctx.setLineDash([6 * uPlot.pxRatio, 4 * uPlot.pxRatio]);
  ctx.textAlign = "left";
  gates.forEach((gate, row) => {
    ctx.beginPath();
    if (gate.kind === "polygon") {
      gate.vertices.forEach(([x, y], i) => (i ? ctx.lineTo(clamp(x, "x"), clamp(y, "y")) : ctx.moveTo(clamp(x, "x"), clamp(y, "y"))));
      ctx.closePath();
    } else {
      for (const limit of [gate.min, gate.max]) {
        if (limit === null) continue;
        const at = clamp(limit, gate.axis);
        if (gate.axis === "x") {
          ctx.moveTo(at, bbox.top);
          ctx.lineTo(at, bbox.top + bbox.height);
        } else {
          ctx.moveTo(bbox.left, at);
          ctx.lineTo(bbox.left + bbox.width, at);
        }
      }
    }
    ctx.stroke();
    ctx.fillText(gate.name, bbox.left + 8 * uPlot.pxRatio, bbox.top + (14 + 14 * row) * uPlot.pxRatio);
  });
  ctx.restore();
}
