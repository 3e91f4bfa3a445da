import { useEffect, useRef, useState } from "preact/hooks";
import type { Call, Candidate, Study } from "../api/wire";
import { words } from "../model/words";
import { candidate, currentId, current, decide, ids, move, undo, unsaved } from "../state/candidates";
import { told } from "../state/notices";
import { may } from "../state/session";

const kCalls: [Call, string][] = [["ctc", "C"], ["not_ctc", "N"], ["unsure", "U"]];

/** Decides the current candidate and goes on to the next, as a reviewer's rhythm wants it. */
export function decideCurrent(call: Call): void {
  const item = candidate(currentId.value);
  if (!item || !(may.value.has("decide") || may.value.has("adjudicate"))) return;
  const wish = { call, phenotype: item.decision?.phenotype ?? null, comment: item.decision?.comment ?? "" };
  told(decide(item, wish));
  move(current.value + 1);
}

export function DecisionBar({ study }: { study: Study }) {
  const item = candidate(currentId.value);
  const allowed = may.value.has("decide") || may.value.has("adjudicate");
  return (
    <section class="decision-bar" aria-label="Decision on the current candidate">
      <p class="position" aria-live="polite">
        {ids.value.length ? `${current.value + 1} of ${ids.value.length}` : "no candidates"}
        {item && <> · no. {item.number}</>}
      </p>
      {allowed ? (
        <div class="calls" role="group" aria-label="Call">
          {kCalls.map(([call, key]) => (
            <button key={call} type="button" class={`decide ${call}`} disabled={!item}
              aria-pressed={item?.decision?.call === call} onClick={() => decideCurrent(call)}>
              {words(call)} <kbd>{key}</kbd>
            </button>
          ))}
          <button type="button" onClick={() => told(undo())}>Undo <kbd>Z</kbd></button>
        </div>
      ) : (
        <p>Your role only reads.</p>
      )}
      {item && allowed && <Remarks key={item.id} item={item} study={study} />}
      <p class="saving" role="status">{unsaved.value ? `saving ${unsaved.value} …` : "all saved"}</p>
    </section>
  );
}

/** Phenotype and comment; they belong to a decision, so they are written with one. */
function Remarks({ item, study }: { item: Candidate; study: Study }) {
  const [comment, setComment] = useState(item.decision?.comment ?? "");
  const kept = useRef(item.decision?.comment ?? "");
  useEffect(() => {
    const stands = item.decision?.comment ?? "";
    if (stands !== kept.current) {
      kept.current = stands;
      setComment(stands);
    }
  }, [item.decision?.comment]);
  const write = (phenotype: string | null, text: string) => {
    if (item.decision) told(decide(item, { call: item.decision.call, phenotype, comment: text }));
  };
  return (
    <div class="remarks">
      <label>
        Phenotype
        <select id="phenotype" value={item.decision?.phenotype ?? ""} disabled={!item.decision}
          onChange={(event) => write(event.currentTarget.value || null, comment)}>
          <option value="">not stated</option>
          {study.phenotypes.map((phenotype) => <option key={phenotype} value={phenotype}>{words(phenotype)}</option>)}
        </select>
      </label>
      <label class="grow">
        Comment
        <input id="comment" type="text" maxLength={2000} value={comment} disabled={!item.decision}
          placeholder={item.decision ? "" : "decide first"} onInput={(event) => setComment(event.currentTarget.value)}
          onChange={() => comment !== kept.current && write(item.decision?.phenotype ?? null, comment)} />
      </label>
    </div>
  );
}
