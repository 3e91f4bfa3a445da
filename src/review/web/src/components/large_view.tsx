import { useEffect, useState } from "preact/hooks";
import type { CandidateDetail, Study } from "../api/wire";
import { figure, moment, words } from "../model/words";
import { candidate, currentId, ids, move, refresh } from "../state/candidates";
import { told } from "../state/notices";
import { go } from "../state/route";
import { slideShape } from "../state/slides";
import { sampleLabel } from "../state/study";
import { CropPicture } from "./crop_picture";
import { CallMark } from "./gallery_list";

const kContextUm = 150;

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
  const size = Math.max(160, Math.min(380, (window.innerWidth - 120) / (study.channels.length + 1)));
  return (
    <section class="large" aria-label={`candidate ${item.number} of ${sampleLabel(item.sample)}`}>
      <header>
        <h2>{sampleLabel(item.sample)} · {item.number} <CallMark item={item} /></h2>
        <button type="button" onClick={() => go("slide", item.sample, { c: item.id })}>On the slide <kbd>S</kbd></button>
        <button type="button" onClick={close}>Back to the gallery <kbd>Esc</kbd></button>
      </header>
      <CropPicture {...common} edge_um={study.crop_edge_um} size={size} />
      <div class="large-columns">
        <section>
          <h3>Surroundings, {kContextUm} µm</h3>
          <CropPicture {...common} edge_um={kContextUm} size={320} composite_only />
          {detail && detail.neighbours.length > 0 && <Neighbours detail={detail} />}
        </section>
        {detail && <Facts detail={detail} />}
        {detail && <History detail={detail} />}
      </div>
    </section>
  );
}

function Neighbours({ detail }: { detail: CandidateDetail }) {
  return (
    <p>
      Candidates within 100 µm:{" "}
      {detail.neighbours.map((near) => {
        const at = ids.value.indexOf(near.id);
        return <button key={near.id} type="button" disabled={at < 0} onClick={() => move(at)}>
          {at < 0 ? "not in this list" : `no. ${candidate(near.id)?.number ?? at + 1}`}
        </button>;
      })}
    </p>
  );
}

function Facts({ detail }: { detail: CandidateDetail }) {
  return (
    <section>
      <h3>Measured</h3>
      <p>
        {words(detail.automatic)}{detail.score !== null && `, score ${figure(detail.score, 2)}`}
        {detail.reasons?.length ? `; needs eyes: ${detail.reasons.map((r) => `${words(r.code)}${r.subject ? ` (${r.subject} by ${figure(r.amount)} ${words(r.unit)})` : ""}`).join(", ")}` : ""}
      </p>
      <table>
        <tbody>
          {detail.measures.map((measure) => (
            <tr key={measure.name}><th scope="row">{words(measure.name)}</th><td>{figure(measure.value)}</td></tr>
          ))}
        </tbody>
      </table>
      {detail.effects && detail.effects.length > 0 && (
        <>
          <h3>What the model saw</h3>
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
      {detail.others.map((other) => (
        <p key={other.reading}>{words(other.reading)}: {words(other.call)} by {other.by}{other.comment && `: ${other.comment}`}</p>
      ))}
    </section>
  );
}
