import { useEffect, useRef, useState } from "preact/hooks";
import type { Call, Candidate, Study } from "../api/wire";
import { kCallSigns, words } from "../model/words";
import { candidate, currentId, current, decide, ids, move, query, undo, unsaved } from "../state/candidates";
import { told } from "../state/notices";
import { remarksOf, state, takeWish, type Remarks } from "../state/remarks";
import { may } from "../state/session";
import { progressOf } from "../state/study";

const kCalls: [Call, string][] = [["ctc", "C"], ["not_ctc", "N"], ["unsure", "U"]];

/** Decides the current candidate and goes on to the next, as a reviewer's rhythm wants it. */
export function decideCurrent(call: Call): void {
  const item = candidate(currentId.value);
  if (!item || !mayDecide()) return;
  told(decide(item, takeWish(item, call)));
  move(current.value + 1);
}

export function mayDecide(): boolean {
  return may.value.has("decide") || may.value.has("adjudicate");
}

/** With a call already made, a remark is saved at once; else it waits for the call. */
export function remark(item: Candidate, change: Partial<Remarks>): void {
  state(item, change);
  if (item.decision) told(decide(item, takeWish(item, item.decision.call)));
}

export function DecisionBar({ study }: { study: Study }) {
  const item = candidate(currentId.value);
  const allowed = mayDecide();
  return (
    <section class="decision-bar" aria-label="Decision on the current candidate">
      <div class="position">
        <p aria-live="polite">
          {ids.value.length ? `${current.value + 1} of ${ids.value.length}` : "no candidates"}
          {item && <> · no. {item.number}</>} <span class="saving" role="status">{unsaved.value ? `saving ${unsaved.value} …` : "all saved"}</span>
        </p>
        <Progress study={study} sample={query.value.sample} />
      </div>
      {allowed ? (
        <div class="calls" role="group" aria-label="Call">
          {kCalls.map(([call, key]) => (
            <button key={call} type="button" class={`decide ${call}`} disabled={!item}
              aria-pressed={item?.decision?.call === call} onClick={() => decideCurrent(call)}>
              <span aria-hidden="true">{kCallSigns[call]}</span> {words(call)} <kbd>{key}</kbd>
            </button>
          ))}
          <button type="button" onClick={() => told(undo())}>Undo <kbd>Z</kbd></button>
        </div>
      ) : (
        <p>Your role only reads.</p>
      )}
      {item && allowed && <RemarkFields key={item.id} item={item} study={study} />}
    </section>
  );
}

/** How much of the sample, or of the study, this reader's reading has decided. */
function Progress({ study, sample }: { study: Study; sample: string | undefined }) {
  const shown = study.samples.filter((one) => !sample || one.id === sample);
  const { decided, all } = progressOf(study, shown);
  return <span class="progress"><progress max={Math.max(all, 1)} value={decided} aria-label="decided candidates" /> {decided} of {all} decided</span>;
}

/** Phenotype and comment; they belong to a decision and are written with one. */
function RemarkFields({ item, study }: { item: Candidate; study: Study }) {
  const stands = remarksOf(item);
  const [comment, setComment] = useState(stands.comment);
  const kept = useRef(stands.comment);
  useEffect(() => {
    if (stands.comment === kept.current) return;
    kept.current = stands.comment;
    setComment(stands.comment);
  }, [stands.comment]);
  return (
    <div class="remarks">
      <label>
        Phenotype (P)
        <select id="phenotype" value={stands.phenotype ?? ""} onChange={(event) => remark(item, { phenotype: event.currentTarget.value || null })}>
          <option value="">not stated</option>
          {study.phenotypes.map((phenotype) => <option key={phenotype} value={phenotype}>{words(phenotype)}</option>)}
        </select>
      </label>
      <label class="grow">
        Comment (M)
        <input id="comment" type="text" maxLength={2000} value={comment} autocomplete="off" placeholder={item.decision ? "" : "saved with your call"}
          onInput={(event) => setComment(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && toGallery()}
          onChange={() => comment !== kept.current && remark(item, { comment })} />
      </label>
    </div>
  );
}

/** Keys work again; leaving the field keeps what was typed. */
export function toGallery(): void {
  (document.activeElement as HTMLElement | null)?.blur();
  document.querySelector<HTMLElement>(".gallery, .large")?.focus();
}
