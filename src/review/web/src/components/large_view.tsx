import { useEffect, useState } from "preact/hooks";
import type { CandidateDetail, Study } from "../api/wire";
import { figure, measureName, modelOrigin, moment, probabilityWords, words } from "../model/words";
import { candidate, currentId, ids, move, refresh } from "../state/candidates";
import { screenScale } from "../state/display";
import { told } from "../state/notices";
import { go } from "../state/route";
import { slideShape } from "../state/slides";
import { sampleLabel } from "../state/study";
import { CropPicture, drawnEdge } from "./crop_picture";
import { CallMark } from "./gallery_list";
import { ReadingsSide } from "./readings_side";

const kContextUm = 150;
const kNeighbours = 4;

/** One candidate large, with its surroundings and everything that speaks for and against it. */
export function LargeView({ study, close }: { study: Study; close(): void }) {
  const id = currentId.value;
  const [detail, setDetail] = useState<CandidateDetail | null>(null);
  const item = candidate(id);
  useEffect(() => {
    let wanted = true;
    setDetail(null);
    if (id) told(refresh(id).then((found) => wanted && setDetail(found)));
    return () => {
      wanted = false;
    };
  }, [id, item?.version]);
  if (!item) return <p class="waiting">loading …</p>;
  const pixel_um = slideShape(item.sample)?.pixel_um?.x ?? study.crop_edge_um / 96;
  const common = { candidate: item, channels: study.channels, display_version: study.display_version, pixel_um };
  const room = Math.min((window.innerWidth - 60) / (study.channels.length + 1), 0.5 * window.innerHeight);
  const size = drawnEdge(2 * Math.round(study.crop_edge_um / 2 / pixel_um) + 1, Math.max(160, Math.floor(room)));
  return (
    <section class="large" tabIndex={-1} aria-label={`candidate ${item.number} of ${sampleLabel(item.sample)}`}>
      <header>
        <h2>{sampleLabel(item.sample)} · {item.number} <CallMark item={item} /></h2>
        <button type="button" onClick={() => go("slide", item.sample, { c: item.id })}>On the slide <kbd>S</kbd></button>
        <button type="button" onClick={close}>Back to the gallery <kbd>Esc</kbd></button>
      </header>
      <CropPicture {...common} edge_um={study.crop_edge_um} size={size} />
      <ReadingsSide item={item} />
      <div class="large-columns">
        <section>
          <h3>Surroundings, {kContextUm} µm</h3>
          <CropPicture {...common} edge_um={kContextUm} size={303 * Math.ceil(screenScale())} composite_only />
        </section>
        {detail && detail.neighbours.length > 0 && <Neighbours detail={detail} study={study} pixel_um={pixel_um} />}
        {detail && <Facts detail={detail} />}
        {detail && <History detail={detail} />}
      </div>
    </section>
  );
}

/** Candidates near by, nearest first, pictured as this one is. */
function Neighbours({ detail, study, pixel_um }: { detail: CandidateDetail; study: Study; pixel_um: number }) {
  const far = (near: { x_px: number; y_px: number }) => pixel_um * Math.hypot(near.x_px - detail.x_px, near.y_px - detail.y_px);
  const nearest = [...detail.neighbours].sort((a, b) => far(a) - far(b)).slice(0, kNeighbours);
  const unknown = nearest.filter((near) => !candidate(near.id)).map((near) => near.id).join();
  useEffect(() => {
    if (unknown) unknown.split(",").forEach((id) => told(refresh(id)));
  }, [unknown]);
  return (
    <section class="neighbours">
      <h3>Candidates within 100 µm: {detail.neighbours.length}</h3>
      {nearest.map((near) => {
        const item = candidate(near.id);
        const at = ids.value.indexOf(near.id);
        return item && (
          <article key={near.id}>
            <CropPicture candidate={item} channels={study.channels} edge_um={study.crop_edge_um} display_version={study.display_version}
              pixel_um={pixel_um} size={100 * Math.ceil(screenScale())} composite_only />
            <p>{Math.round(far(near))} µm off <CallMark item={item} /></p>
            <button type="button" disabled={at < 0} onClick={() => move(at)}>
              no. {item.number}{at < 0 && ", outside of the filter"}
            </button>
          </article>
        );
      })}
    </section>
  );
}

function Facts({ detail }: { detail: CandidateDetail }) {
  return (
    <section>
      <h3>Measured</h3>
      <p>
        {words(detail.automatic)}{detail.score !== null && `, ${probabilityWords(detail)}`}
        {detail.reasons?.length ? `; needs eyes: ${detail.reasons.map((r) => `${words(r.code)}${r.subject ? ` (${r.subject} by ${figure(r.amount)} ${words(r.unit)})` : ""}`).join(", ")}` : ""}
      </p>
      <table>
        <tbody>
          {detail.measures.map((measure) => (
            <tr key={measure.name}><th scope="row">{measureName(measure.name)}</th><td>{figure(measure.value)}</td></tr>
          ))}
        </tbody>
      </table>
      {detail.effects && detail.effects.length > 0 && (
        <>
          <h3>What the model saw</h3>
          <p>A {modelOrigin(detail.model_trained_on)}. Numbers above 0 speak for a CTC.</p>
          <ul>{detail.effects.map((effect) => <li key={effect.feature}>{effect.words} ({figure(effect.log_odds, 2)})</li>)}</ul>
        </>
      )}
    </section>
  );
}

function History({ detail }: { detail: CandidateDetail }) {
  return (
    <section>
      <h3>Decisions</h3>
      {detail.history.length === 0 && <p>None yet.</p>}
      <ol>
        {detail.history.map((row) => (
          <li key={row.seq}>
            {moment(row.at)}, {row.by}: {row.action === "undo" ? "taken back" : words(row.call)}
            {row.phenotype && ` (${words(row.phenotype)})`}{row.comment && `: ${row.comment}`}
          </li>
        ))}
      </ol>
    </section>
  );
}
