import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Column, Scatter, Study } from "../api/wire";
import { ScatterPlot, type AxisForm } from "../components/scatter_plot";
import { CropPicture } from "../components/crop_picture";
import { candidate, refresh } from "../state/candidates";
import { measureName } from "../model/words";
import { screenScale } from "../state/display";
import { told } from "../state/notices";
import { hashOf } from "../state/route";
import { slideShape } from "../state/slides";
import { sampleLabel } from "../state/study";

const kShown = 24;

/** Any two measurements against each other; a region drawn shows its cells. */
export function ScatterView({ study }: { study: Study }) {
  const [columns, setColumns] = useState<Column[]>([]);
  const [axes, setAxes] = useState({ x: "", y: "" });
  const [sample, setSample] = useState("");
  const [form, setForm] = useState<AxisForm>("biexponential");
  const [scatter, setScatter] = useState<Scatter | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState("");
  useEffect(() => {
    get<{ columns: Column[] }>("/api/columns").then((found) => {
      setColumns(found.columns);
      setAxes(firstAxes(found.columns));
    }, (error: Error) => setProblem(error.message));
  }, []);
  useEffect(() => {
    if (!axes.x || !axes.y) return;
    let wanted = true;
    setProblem("");
    get<Scatter>("/api/scatter", { ...axes, sample }).then(
      (found) => wanted && setScatter(found), (error: Error) => wanted && setProblem(error.message));
    return () => {
      wanted = false;
    };
  }, [axes, sample]);

  const scale = screenScale();
  const size = Math.max(360, Math.min(window.innerWidth - 480 * scale, window.innerHeight - 220 * scale, 1000 * scale));
  const select = (ids: string[]) => {
    setChosen(new Set(ids));
    ids.slice(0, kShown).filter((id) => !candidate(id)).forEach((id) => told(refresh(id)));
  };
  return (
    <main class="page scatter-view">
      <h1>Scatter plot</h1>
      <div class="filter-bar">
        {(["x", "y"] as const).map((axis) => (
          <label key={axis}>
            {axis === "x" ? "Across" : "Up"}
            <select value={axes[axis]} onChange={(event) => setAxes({ ...axes, [axis]: event.currentTarget.value })}>
              {columns.map((column) => <option key={column.name} value={column.name} title={column.description}>{measureName(column.name)}</option>)}
            </select>
          </label>
        ))}
        <label>
          Axes
          <select value={form} onChange={(event) => setForm(event.currentTarget.value as AxisForm)}>
            <option value="biexponential">biexponential (arcsinh)</option><option value="log">logarithmic</option><option value="linear">linear</option>
          </select>
        </label>
        <label>
          Sample
          <select value={sample} onChange={(event) => setSample(event.currentTarget.value)}>
            <option value="">all samples</option>
            {study.samples.map((one) => <option key={one.id} value={one.id}>{one.label}</option>)}
          </select>
        </label>
      </div>
      {problem && <p class="empty" role="alert">{problem}</p>}
      <div class="scatter-columns">
        {scatter && !problem && <ScatterPlot scatter={scatter} form={form} chosen={chosen} select={select} width={size} height={size} />}
        <section aria-label="Cells of the selection">
          <p aria-live="polite">{chosen.size ? `${chosen.size} candidates selected` : "Draw around some points to see their candidates; with Shift held, a rectangle."}
            {scatter && !scatter.gates.length && " No gate looks at these two measures alone."}</p>
          {[...chosen].slice(0, kShown).map((id) => <SelectedCell key={id} id={id} study={study} />)}
          {chosen.size > kShown && <p>… and {chosen.size - kShown} more; draw a smaller region.</p>}
        </section>
      </div>
    </main>
  );
}

function SelectedCell({ id, study }: { id: string; study: Study }) {
  const item = candidate(id);
  if (!item) return <p class="waiting">loading …</p>;
  return (
    <article class="selected-cell">
      <a href={hashOf("gallery", "", { c: id })}>{sampleLabel(item.sample)} · {item.number}</a>
      <CropPicture candidate={item} channels={study.channels} edge_um={study.crop_edge_um} display_version={study.display_version}
        pixel_um={slideShape(item.sample)?.pixel_um?.x ?? study.crop_edge_um / 96} size={72} />
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
