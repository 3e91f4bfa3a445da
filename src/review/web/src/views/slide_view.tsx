import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Candidate, Page, QualityMap, Study } from "../api/wire";
import { ChannelBar } from "../components/channel_bar";
import { SlideCanvas } from "../components/slide_canvas";
import type { MarkedCandidate } from "../model/slide_marks";
import { words } from "../model/words";
import { told } from "../state/notices";
import { go, hashOf, route } from "../state/route";
import { slideShape } from "../state/slides";
import { sampleLabel } from "../state/study";

const kMaps = [["", "none"], ["blurred", "out of focus"], ["nuclei", "nuclei"], ["saturated", "saturated"]] as const;
const kPage = 1000;

async function marksOf(sample: string): Promise<MarkedCandidate[]> {
  const marks: MarkedCandidate[] = [];
  for (let offset = 0; ; offset += kPage) {
    const page = await get<Page<Candidate>>("/api/candidates", { sample, sort: "position", offset, limit: kPage });
    marks.push(...page.items.map((item) => ({ id: item.id, x_px: item.x_px, y_px: item.y_px, call: item.decision?.call ?? null })));
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
  }, [sample, study.revision]);
  useEffect(() => {
    let wanted = true;
    setQuality(null);
    if (sample && map) told(get<QualityMap>(`/api/slides/${sample}/quality`, { map }).then((found) => wanted && setQuality(found)));
    return () => {
      wanted = false;
    };
  }, [sample, map]);

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
        {quality && <span>{quality.title}</span>}
        <span>{marks.length} candidates: ring {words("ctc")}, cross {words("not_ctc").toLowerCase()}, square {words("unsure").toLowerCase()}, dashed undecided</span>
        {chosen && <a class="button" href={hashOf("gallery", "", { c: chosen })}>Chosen cell in the gallery</a>}
      </div>
      <ChannelBar study={study} />
      {!shape && <p class="waiting">loading …</p>}
      {shape && !shape.available && <p class="empty">The scan cannot be shown: {shape.reason}</p>}
      {shape?.available && (
        <SlideCanvas key={sample} sample={sample} shape={shape} study={study} marks={marks} quality={quality} chosen={chosen}
          choose={(id) => go("slide", sample, { c: id })} />
      )}
    </main>
  );
}
