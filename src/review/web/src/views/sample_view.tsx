import { useEffect, useState } from "preact/hooks";
import { get, newRequestId, post } from "../api/client";
import type { ReadingName, SampleDetail, Study } from "../api/wire";
import { AgreementTable } from "../components/agreement_table";
import { Confirm } from "../components/confirm";
import { moment, words } from "../model/words";
import { told } from "../state/notices";
import { hashOf, route } from "../state/route";
import { may, user } from "../state/session";
import { refreshStudy } from "../state/study";

/** One sample: its counts side by side, locks, agreement and signatures. */
export function SampleView({ study }: { study: Study }) {
  const id = route.value.id;
  const [sample, setSample] = useState<SampleDetail | null>(null);
  const reload = () => told(get<SampleDetail>(`/api/samples/${id}`).then(setSample));
  useEffect(reload, [id, study.revision]);
  const done = () => {
    told(refreshStudy());
    reload();
  };
  if (!sample) return <main class="page"><p class="waiting">loading …</p></main>;
  return (
    <main class="page sample-view">
      <h1>{/^sample /i.test(sample.label) ? sample.label : `Sample ${sample.label}`}</h1>
      <p>
        {sample.status === "evaluable" ? "Evaluable." : <strong class="not-evaluable">{words(sample.status)}</strong>} {sample.reasons.join("; ")}{" "}
        <a class="button" href={hashOf("gallery", "", { sample: sample.id })}>Review its {sample.candidates} candidates</a>
      </p>
      {sample.flags.length > 0 && <ul>{sample.flags.map((flag) => <li key={flag.code}>{flag.text}</li>)}</ul>}
      <Counts sample={sample} />
      <Readings sample={sample} study={study} done={done} />
      <AgreementTable agreement={sample.agreement} title="Agreement of the readers" />
      <Signatures sample={sample} study={study} done={done} />
    </main>
  );
}

function Counts({ sample }: { sample: SampleDetail }) {
  const { counts } = sample;
  const rows: [string, number | null][] = [
    ["automatic", counts.automatic], ["first", counts.first], ["second", counts.second], ["reviewed", counts.reviewed],
  ];
  return (
    <section>
      <h2>Counts</h2>
      <ul class="counted">
        {rows.map(([name, value]) => (
          <li key={name} class={counts.which_counts === name ? "counts" : ""}>
            <strong>{value ?? "–"}</strong> {words(name)}{counts.which_counts === name && <em>this one counts</em>}
          </li>
        ))}
      </ul>
      {counts.because && <p>{counts.because}</p>}
    </section>
  );
}

interface PartProps { sample: SampleDetail; study: Study; done(): void }

function Readings({ sample, study, done }: PartProps) {
  const [asking, setAsking] = useState<"lock" | ReadingName | null>(null);
  const own = study.reading ? sample.readings[study.reading] : null;
  const adjudicates = study.reading === "adjudication";
  const nothing_to_settle = adjudicates && !sample.disagreements;
  const left = adjudicates ? 0 : sample.undecided;
  return (
    <section>
      <h2>Readings</h2>
      <ul>
        {(Object.entries(sample.readings) as [ReadingName, SampleDetail["readings"][ReadingName]][]).map(([name, reading]) => reading && (
          <li key={name}>
            {words(name)}: {reading.decided === null ? "" : `${reading.decided} decided, `}{reading.locked ? "locked" : "open"}{reading.by.length > 0 && ` (${reading.by.join(", ")})`}{" "}
            {reading.locked && may.value.has("reopen") && <button type="button" onClick={() => setAsking(name)}>Reopen …</button>}
          </li>
        ))}
      </ul>
      {own && !own.locked && may.value.has("lock") && !nothing_to_settle && (
        <p>
          <button type="button" disabled={left > 0} onClick={() => setAsking("lock")}>Lock my reading …</button>
          {left > 0 && ` when the last ${left} candidates are decided`}
        </p>
      )}
      {asking === "lock" && (
        <Confirm title={`Lock your reading of ${sample.label}`} button="Lock" close={() => setAsking(null)}
          text="No decision of it can be changed afterwards, except by the lab lead's reopening."
          act={() => post("/api/locks", { sample: sample.id, request_id: newRequestId() }).then(done)} />
      )}
      {asking && asking !== "lock" && (
        <Confirm title={`Reopen: ${words(asking)}`} button="Reopen" ask="reason" close={() => setAsking(null)}
          text="Signatures on this sample become invalid."
          act={(reason) => post("/api/reopen", { sample: sample.id, reading: asking, reason, request_id: newRequestId() }).then(done)} />
      )}
    </section>
  );
}

function Signatures({ sample, study, done }: PartProps) {
  const [signing, setSigning] = useState<{ meaning: string; digest: string; record: unknown } | null>(null);
  const unread = study.reading !== null && !sample.readings[study.reading]?.locked;
  const begin = (meaning: string) =>
    told(get<{ record: unknown; digest: string }>(`/api/samples/${sample.id}/record`).then((shown) => setSigning({ meaning, ...shown })));
  return (
    <section>
      <h2>Signatures</h2>
      {sample.signatures.length === 0 && <p>Nobody has signed.</p>}
      <ul>
        {sample.signatures.map((signature) => (
          <li key={signature.at + signature.by}>
            <strong class={signature.valid ? "valid" : "invalid"}>{signature.valid ? "✓ valid" : "✕ INVALID"}</strong>{" "}
            {words(signature.meaning)} by {signature.full_name} ({words(signature.role)}), {moment(signature.at)}
            {signature.invalid_because && `: ${signature.invalid_because}`}
            <span class="small">digest {signature.digest}; audit trail row {signature.anchor.seq}, {signature.anchor.hash}</span>
          </li>
        ))}
      </ul>
      {may.value.has("sign") && (
        <div class="buttons">
          {study.meanings.filter(isMine).map((meaning) => (
            <button key={meaning} type="button" disabled={unread} onClick={() => begin(meaning)}>Sign: {words(meaning).toLowerCase()} …</button>
          ))}
          {unread && <span>when your reading is locked</span>}
        </div>
      )}
      {signing && (
        <Confirm title={`Sign ${sample.label}: ${words(signing.meaning).toLowerCase()}`} button="Sign" ask="password" close={() => setSigning(null)}
          text="You sign exactly the record below, with your name and the present time."
          act={(password) => post("/api/signatures", {
            sample: sample.id, meaning: signing.meaning, digest: signing.digest, password, request_id: newRequestId(),
          }).then(done)}>
          <p>{countsText(sample)}</p>
          <pre class="record" tabIndex={0} aria-label="Record to be signed">{JSON.stringify(signing.record, null, 2)}</pre>
          <p class="small">digest {signing.digest}</p>
        </Confirm>
      )}
    </section>
  );
}

/** The figures that a signature stands for, in words; the record below them is what is signed. */
function countsText({ counts, candidates }: SampleDetail): string {
  const named = (["automatic", "first", "second", "reviewed"] as const)
    .filter((name) => counts[name] !== null).map((name) => `${words(name).toLowerCase()} ${counts[name]}`);
  return `CTCs of ${candidates} candidates: ${named.join(", ")}. Counting: ${words(counts.which_counts).toLowerCase()}.`;
}

/** Those who read sign as reviewed; the lab lead approves or rejects. */
function isMine(meaning: string): boolean {
  return (meaning === "reviewed") !== (user.value?.role === "lab_lead");
}
