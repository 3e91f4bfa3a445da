import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "preact/hooks";
import type { Call, Scatter } from "../api/wire";
import { axisEnds, axisTicks, type AxisForm } from "../model/axis_ticks";
import { measureName } from "../model/words";
import { screenScale } from "../state/display";
import { extent, isInside, rectangle, type Place } from "../model/outline";
import { drawCandidates, drawEvents, drawGates, type Points } from "./scatter_marks";

interface Props {
  scatter: Scatter; form: AxisForm; calls: ReadonlyMap<string, Call>; chosen: ReadonlySet<string>; select(ids: string[]): void;
  width: number; height: number;
}

/** A click takes the nearest candidate not farther than this, CSS pixels. */
const kReachPx = 12;

/** Candidates above a background of all kinds of events, with the gates; an outline drawn selects candidates. */
export function ScatterPlot({ scatter, form, calls, chosen, select, width, height }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const events = points(scatter.events.x, scatter.events.y, [], form);
    const candidates = points(scatter.candidates.x, scatter.candidates.y, scatter.candidates.ids, form);
    const plot = new uPlot(
      {
        mode: 2, width, height, legend: { show: false }, cursor: { show: false },
        scales: { x: scaleOf(scatter.x, form), y: scaleOf(scatter.y, form) },
        axes: [axisOf("x", scatter.x, form), axisOf("y", scatter.y, form)],
        series: [
          null as unknown as uPlot.Series,
          { facets: kFacets, paths: drawnBy((drawn) => drawEvents(drawn, events)) } as uPlot.Series,
          { facets: kFacets, paths: drawnBy((drawn) => drawCandidates(drawn, candidates, calls, chosen)) } as uPlot.Series,
        ],
        hooks: {
          draw: [(drawn) => drawGates(drawn, scatter.gates)],
          ready: [(drawn) => followPointer(drawn, (outline) => select(chosenBy(drawn, candidates, outline)))],
        },
      },
      [null, [events.x, events.y], [candidates.x, candidates.y]] as unknown as uPlot.AlignedData,
      place.current!,
    );
    return () => plot.destroy();
  }, [scatter, form, calls, chosen, width, height]);
  return <div ref={place} class="scatter" role="img" aria-label={`${measureName(scatter.y)} over ${measureName(scatter.x)}, ${scatter.candidates.ids.length} candidates`} />;
}

/** Those that have both measures and a place on such axes. */
function points(x: (number | null)[], y: (number | null)[], ids: string[], form: AxisForm): Points {
  const out: Points = { x: [], y: [], ids: [] };
  x.forEach((value, i) => {
    const other = y[i];
    if (value === null || other === null || other === undefined) return;
    if (form === "log" && (value <= 0 || other <= 0)) return;
    out.x.push(value);
    out.y.push(other);
    out.ids.push(ids[i] ?? "");
  });
  return out;
}

/** Up to where a biexponential axis is about linear: noise around nothing, in the column's own unit. */
function linearPart(column: string): number {
  return column.endsWith("_lratio") ? 0.1 : column.endsWith("_lsd") ? 1 : 10;
}

function scaleOf(column: string, form: AxisForm): uPlot.Scale {
  const distr = form === "log" ? { distr: 3 as const } : form === "biexponential" ? { distr: 4 as const, asinh: linearPart(column) } : {};
  return { time: false, auto: true, ...distr, range: (_, low, high) => axisEnds(form, linearPart(column), low, high) };
}

/** Text as large as the page's. */
function axisOf(side: "x" | "y", column: string, form: AxisForm): uPlot.Axis {
  const scale = screenScale();
  const font = `${12 * scale}px sans-serif`;
  return {
    label: measureName(column), font, labelFont: `bold ${font}`, size: 56 * scale, labelSize: 26 * scale,
    splits: (plot, _, min, max) => axisTicks(form, linearPart(column), min, max, side === "x" ? plot.width : plot.height, 44 * scale),
    filter: (_, splits) => splits,
    values: (_, splits) => splits.map((value) => (value === null ? "" : value.toLocaleString("en", { maximumSignificantDigits: 6 }))),
  };
}

const kFacets = [{ scale: "x", auto: true }, { scale: "y", auto: true }];

function drawnBy(draw: (plot: uPlot) => void) {
  return (plot: uPlot) => {
    const { left, top, width, height } = plot.bbox;
    plot.ctx.save();
    plot.ctx.beginPath();
    plot.ctx.rect(left, top, width, height);
    plot.ctx.clip();
    draw(plot);
    plot.ctx.restore();
    return null;
  };
}

/** Candidates within the outline; of a mere click, the nearest in reach. */
function chosenBy(plot: uPlot, { x, y, ids }: Points, outline: Place[]): string[] {
  const places = ids.map((id, i) => ({ id, x: plot.valToPos(x[i]!, "x"), y: plot.valToPos(y[i]!, "y") }));
  if (extent(outline) >= 3) return places.filter((at) => isInside(outline, at)).map(({ id }) => id);
  const { x: left, y: top } = outline[0]!;
  const far = (at: Place) => Math.hypot(at.x - left, at.y - top);
  return places.filter((at) => far(at) <= kReachPx * screenScale()).sort((a, b) => far(a) - far(b)).slice(0, 1).map(({ id }) => id);
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
    if (outline.length > 0) drawn(outline);
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
