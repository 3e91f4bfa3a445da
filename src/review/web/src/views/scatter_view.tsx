import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Call, Column, Scatter, Study } from "../api/wire";
import { CropPicture } from "../components/crop_picture";
import { ScatterPlot } from "../components/scatter_plot";
import type { AxisForm } from "../model/axis_ticks";
import { measureName } from "../model/words";
import { candidate, refresh, region } from "../state/candidates";
import { screenScale } from "../state/display";
import { told } from "../state/notices";
import { go, hashOf } from "../state/route";
import { axes, axisForm, callsOf, scatterSample } from "../state/scatter";
import { slideShape } from "../state/slides";
import { sampleLabel } from "../state/study";

const kShown = 24;

/** Any two measurements against each other; a region drawn shows its cells. */
export function ScatterView({ study }: { study: Study }) {
  const [columns, setColumns] = useState<Column[]>([]);
  const [scatter, setScatter] = useState<Scatter | null>(null);
  const [calls, setCalls] = useState<ReadonlyMap<string, Call>>(new Map());
  const [problem, setProblem] = useState("");
  const { x, y } = axes.value;
  const sample = scatterSample.value;
  useEffect(() => {
    get<{ columns: Column[] }>("/api/columns").then((found) => {
      setColumns(found.columns);
      if (!axes.value.x) axes.value = firstAxes(found.columns);
    }, (error: Error) => setProblem(error.message));
  }, []);
  useEffect(() => {
    if (!x || !y) return;
    let wanted = true;
    setProblem("");
    get<Scatter>("/api/scatter", { x, y, sample }).then(
      (found) => wanted && setScatter(found), (error: Error) => wanted && setProblem(error.message));
    return () => {
      wanted = false;
    };
  }, [x, y, sample]);
  useEffect(() => {
    let wanted = true;
    told(callsOf(sample).then((found) => wanted && setCalls((old) => (isAlike(old, found) ? old : found))));
    return () => {
      wanted = false;
    };
  }, [sample, study.revision]);

  const scale = screenScale();
  const size = Math.max(360, Math.min(window.innerWidth - 420 * scale, window.innerHeight - 210 * scale, 1100 * scale));
  return (
    <main class="page scatter-view">
      <h1>Scatter plot</h1>
      <AxisChoice columns={columns} study={study} />
      {problem && <p class="empty" role="alert">{problem}</p>}
      {!problem && !scatter && <p class="waiting">loading …</p>}
      {scatter && !problem && (
        <div class="scatter-columns">
          <div style={{ width: `${size}px` }}>
            <ScatterPlot scatter={scatter} form={axisForm.value} calls={calls} chosen={region.value} select={choose} width={size} height={size} />
            <p class="legend">○ CTC, ✕ not CTC, □ unsure, • undecided; orange ring: chosen; grey: {scatter.events.x.length} of {scatter.events.of} events.
              {scatter.gates.length ? " Dashed: gates." : " No gate looks at these two measures alone."}</p>
          </div>
          <Selection scatter={scatter} study={study} />
        </div>
      )}
    </main>
  );
}

/** The plot is drawn anew, and a region that is being drawn is lost, only when a call did change. */
function isAlike(one: ReadonlyMap<string, Call>, other: ReadonlyMap<string, Call>): boolean {
  return one.size === other.size && [...one].every(([id, call]) => other.get(id) === call);
}

function choose(ids: string[]): void {
  region.value = new Set(ids);
}

function AxisChoice({ columns, study }: { columns: Column[]; study: Study }) {
  return (
    <div class="filter-bar">
      {(["x", "y"] as const).map((axis) => (
        <label key={axis}>
          {axis === "x" ? "Across" : "Up"}
          <select value={axes.value[axis]} onChange={(event) => (axes.value = { ...axes.value, [axis]: event.currentTarget.value })}>
            {columns.map((column) => <option key={column.name} value={column.name} title={column.description}>{measureName(column.name)}</option>)}
          </select>
        </label>
      ))}
      <label>
        Axes
        <select value={axisForm.value} onChange={(event) => (axisForm.value = event.currentTarget.value as AxisForm)}>
          <option value="biexponential">biexponential (arcsinh)</option><option value="log">logarithmic</option><option value="linear">linear</option>
        </select>
      </label>
      <label>
        Sample
        <select value={scatterSample.value} onChange={(event) => (scatterSample.value = event.currentTarget.value)}>
          <option value="">all samples</option>
          {study.samples.map((one) => <option key={one.id} value={one.id}>{one.label}</option>)}
        </select>
      </label>
    </div>
  );
}

/** The cells of the region, and the way to all of them in the gallery. */
function Selection({ scatter, study }: { scatter: Scatter; study: Study }) {
  const chosen = region.value;
  const first = [...chosen].slice(0, kShown);
  const missing = first.filter((id) => !candidate(id)).join();
  useEffect(() => {
    if (missing) missing.split(",").forEach((id) => told(refresh(id)));
  }, [missing]);
  return (
    <section aria-label="Cells of the selection">
      <p aria-live="polite">{chosen.size
        ? `${chosen.size} candidates chosen`
        : "Draw around some points to see their cells; with Shift held, a rectangle; a click takes one. Or give limits:"}</p>
      <Limits scatter={scatter} />
      {chosen.size > 0 && (
        <p class="buttons">
          <button type="button" class="primary" onClick={() => go("gallery", "", { region: "1" })}>Review these {chosen.size} in the gallery</button>
          <button type="button" onClick={() => choose([])}>Choose none</button>
        </p>
      )}
      {first.map((id) => <SelectedCell key={id} id={id} study={study} />)}
      {chosen.size > kShown && <p>… and {chosen.size - kShown} more, all of them in the gallery.</p>}
    </section>
  );
}

/** A region by numbers: what the pointer draws, for the keyboard. */
function Limits({ scatter }: { scatter: Scatter }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const limit = (name: string, open: number) => (given.get(name) === "" ? open : Number(given.get(name)));
    const lies = (value: number | null | undefined, axis: string) =>
      value !== null && value !== undefined && value >= limit(`${axis}_from`, -Infinity) && value <= limit(`${axis}_to`, Infinity);
    const { ids, x, y } = scatter.candidates;
    choose(ids.filter((_, i) => lies(x[i], "x") && lies(y[i], "y")));
  };
  return (
    <form class="limits" aria-label="Region by numbers" onSubmit={submit}>
      {(["x", "y"] as const).map((axis) => (
        <fieldset key={axis}>
          <legend>{measureName(scatter[axis])}</legend>
          <label>from<input type="number" step="any" name={`${axis}_from`} /></label>
          <label>to<input type="number" step="any" name={`${axis}_to`} /></label>
        </fieldset>
      ))}
      <button type="submit">Choose</button>
    </form>
  );
}

function SelectedCell({ id, study }: { id: string; study: Study }) {
  const item = candidate(id);
  if (!item) return <p class="waiting">loading …</p>;
  return (
    <article class="selected-cell">
      <a href={hashOf("gallery", "", { c: id })}>{sampleLabel(item.sample)} · {item.number}</a>
      <CropPicture candidate={item} channels={study.channels} edge_um={study.crop_edge_um} display_version={study.display_version}
        pixel_um={slideShape(item.sample)?.pixel_um?.x ?? study.crop_edge_um / 96} size={72 * Math.ceil(screenScale())} />
    </article>
  );
}

/** Cytokeratin across and the leukocyte marker up, where there are such columns: in leukocyte units, in which gates are drawn. */
function firstAxes(columns: Column[]): { x: string; y: string } {
  const like = (start: string) => {
    const fitting = columns.filter(({ name }) => name.startsWith(`${start}_cell_mean_adu`)).map(({ name }) => name);
    return fitting.find((name) => name.endsWith("_lsd") || name.endsWith("_lratio")) ?? fitting[0];
  };
  return { x: like("ck") ?? columns[0]?.name ?? "", y: like("cd45") ?? columns[1]?.name ?? "" };
}
