import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Candidate, Page, QualityMap, Study } from "../api/wire";
import { ChannelBar } from "../components/channel_bar";
import { SlideCanvas } from "../components/slide_canvas";
import type { MarkedCandidate } from "../model/slide_marks";
import { figure } from "../model/words";
import { display } from "../state/display";
import { told } from "../state/notices";
import { pressed } from "../state/pressed";
import { go, hashOf, route } from "../state/route";
import { slideShape } from "../state/slides";
import { sampleLabel } from "../state/study";

const kMaps = [["", "none"], ["blurred", "out of focus"], ["nuclei", "nuclei"], ["saturated", "saturated"]] as const;
const kPage = 1000;

async function marksOf(sample: string): Promise<MarkedCandidate[]> {
  const marks: MarkedCandidate[] = [];
  for (let offset = 0; ; offset += kPage) {
    const page = await get<Page<Candidate>>("/api/candidates", { sample, sort: "position", offset, limit: kPage });
    marks.push(...page.items.map(({ id, number, x_px, y_px, outline, decision }) => ({ id, number, x_px, y_px, outline, call: decision?.call ?? null })));
    if (offset + kPage >= page.total) return marks;
  }
}

export function SlideView({ study }: { study: Study }) {
  const sample = route.value.id || study.samples.find((one) => one.slide)?.id || "";
  const chosen = route.value.asked["c"];
  const [marks, setMarks] = useState<MarkedCandidate[]>([]);
  const [map, setMap] = useState("");
  const [quality, setQuality] = useState<QualityMap | null>(null);
  const shape = slideShape(sample);
  useEffect(() => {
    let wanted = true;
    setMarks([]);
    if (sample) told(marksOf(sample).then((found) => wanted && setMarks(found)));
    return () => {
      wanted = false;
    };
  }, [sample, revisionOf(study, sample)]);
  useEffect(() => {
    let wanted = true;
    setQuality(null);
    if (sample && map) told(get<QualityMap>(`/api/slides/${sample}/quality`, { map }).then((found) => wanted && setQuality(found)));
    return () => {
      wanted = false;
    };
  }, [sample, map]);

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const action = pressed(event);
      const at = marks.findIndex((mark) => mark.id === chosen);
      const step = (by: number) => marks.length > 0 && go("slide", sample, { c: marks[(at + by + marks.length) % marks.length]!.id });
      if (action === "slide" || action === "close") go("gallery", "", chosen ? { c: chosen } : { sample });
      else if (action === "next" && event.key === "j") step(1);
      else if (action === "previous" && event.key === "k") step(at < 0 ? 0 : -1);
      else if (!action || action === "brighter" || action === "darker" || !display(action)) return; // Plus and minus zoom here.
      event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [marks, chosen, sample]);

  return (
    <main class="slide-view">
      <h1 class="visually-hidden">Slide {sampleLabel(sample)}</h1>
      <div class="filter-bar">
        <label>
          Sample
          <select value={sample} onChange={(event) => go("slide", event.currentTarget.value)}>
            {study.samples.filter((one) => one.slide).map((one) => <option key={one.id} value={one.id}>{one.label}</option>)}
          </select>
        </label>
        <label>
          Quality map
          <select value={map} onChange={(event) => setMap(event.currentTarget.value)}>
            {kMaps.map(([name, title]) => <option key={name} value={name}>{title}</option>)}
          </select>
        </label>
        {chosen && <a class="button" href={hashOf("gallery", "", { c: chosen })}>Chosen cell in the gallery <kbd>S</kbd></a>}
        {quality && <QualityLegend map={quality} />}
        <span class="legend">{marks.length} candidates: ○ CTC, ✕ not CTC, □ unsure, dashed ring undecided, yellow the chosen one</span>
      </div>
      <ChannelBar study={study} gallery={false} />
      {!shape && <p class="waiting">loading …</p>}
      {shape && !shape.available && <p class="empty">The scan cannot be shown: {shape.reason}</p>}
      {shape?.available && (
        <SlideCanvas key={sample} sample={sample} shape={shape} study={study} marks={marks} quality={quality} chosen={chosen}
          choose={(id) => go("slide", sample, { c: id })} />
      )}
    </main>
  );
}

/** What the colour of the overlay stands for, at both ends in numbers. */
function QualityLegend({ map }: { map: QualityMap }) {
  return (
    <span class="quality-legend">
      {map.title}: {figure(map.low)} <span class="ramp" role="img" aria-label="from clear to orange" /> {figure(map.high)}
      {map.failures.length > 0 && <> · <span class="lost-key" aria-hidden="true" /> {map.failures.length} lost places, dark and crossed</>}
    </span>
  );
}

/** Changes when a decision on this sample was made; other samples' do not move marks here. */
function revisionOf(study: Study, sample: string): string {
  const row = study.samples.find((one) => one.id === sample);
  return JSON.stringify(row && [row.decided, row.counts, row.readings]);
}
