import type { ReadingState, SampleRow, Study } from "../api/wire";
import { words } from "../model/words";
import { hashOf } from "../state/route";
import { progressOf } from "../state/study";

/** All samples: how far each reading is, what they counted and which count stands. */
export function SamplesView({ study }: { study: Study }) {
  const { decided, all } = progressOf(study, study.samples);
  return (
    <main class="page">
      <h1>{study.title}</h1>
      <p>
        {study.reading ? `You decide in the ${words(study.reading).toLowerCase()}. ` : "You read only. "}
        {study.plan.second_read ? "Every sample is read twice" : "One reading per sample"}
        {study.plan.blinded ? "; until both have locked, no reader sees subject, visit or the other's decisions, and the second reader nothing that the program thinks." : "."}
      </p>
      <p>
        <progress max={Math.max(all, 1)} value={decided} aria-label="decided candidates" /> {decided} of {all} {study.reading === "adjudication" ? "disagreements settled" : "candidates decided"}{" "}
        <a class="button" href={hashOf("gallery")}>Review all</a>
      </p>
      <div class="table-box" tabIndex={0} role="region" aria-label="Samples">
        <table>
          <thead>
            <tr>
              <th scope="col">Sample</th><th scope="col">Subject, visit</th><th scope="col">State</th><th scope="col" class="number">Decided</th>
              <th scope="col">First reading</th><th scope="col">Second reading</th><th scope="col" class="number">Automatic</th>
              <th scope="col" class="number">First</th><th scope="col" class="number">Second</th><th scope="col" class="number">Reviewed</th><th scope="col">Which counts</th>
              <th scope="col">Signed</th><th scope="col">Go to</th>
            </tr>
          </thead>
          <tbody>{study.samples.map((sample) => <Row key={sample.id} sample={sample} study={study} />)}</tbody>
        </table>
      </div>
    </main>
  );
}

function Row({ sample, study }: { sample: SampleRow; study: Study }) {
  const { counts } = sample;
  const { decided, all } = progressOf(study, [sample]);
  return (
    <tr>
      <th scope="row" class="label">{sample.label}</th>
      <td>{sample.subject || sample.visit ? `${sample.subject ?? "–"}, ${sample.visit ?? "–"}` : "–"}</td>
      <td>
        {sample.status === "evaluable" ? "Evaluable" : <strong class="not-evaluable">{words(sample.status)}</strong>}
        {sample.reasons.length > 0 && <span class="small">{sample.reasons.join("; ")}</span>}
      </td>
      <td class="number">{decided} / {all}</td>
      <td>{readingText(sample.readings.first)}</td>
      <td>{readingText(sample.readings.second)}</td>
      <td class="number">{counts.automatic ?? "–"}</td>
      <td class="number">{counts.first ?? "–"}</td>
      <td class="number">{counts.second ?? "–"}</td>
      <td class="number">{counts.reviewed ?? "–"}</td>
      <td>{words(counts.which_counts)}{counts.because && <span class="small">{counts.because}</span>}</td>
      <td>{sample.signed === "none" ? "no" : sample.signed === "valid" ? "✓ valid" : <strong class="invalid">✕ invalid</strong>}</td>
      <td class="links">
        <a href={hashOf("gallery", "", { sample: sample.id })}>cells<span class="visually-hidden"> of {sample.label}</span></a>
        {sample.slide && <a href={hashOf("slide", sample.id)}>slide<span class="visually-hidden"> of {sample.label}</span></a>}
        <a href={hashOf("sample", sample.id)}>sample, sign<span class="visually-hidden"> {sample.label}</span></a>
      </td>
    </tr>
  );
}

function readingText(reading: ReadingState | null | undefined): string {
  if (!reading) return "–";
  const who = reading.by.length ? ` by ${reading.by.join(", ")}` : "";
  return reading.locked ? `locked${who}` : reading.decided ? `${reading.decided} decided${who}` : "not begun";
}
