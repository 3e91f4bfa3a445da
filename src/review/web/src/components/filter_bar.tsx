import type { Study } from "../api/wire";
import { words } from "../model/words";
import { currentId, ids, listState, load, query, region, type Query } from "../state/candidates";
import { told } from "../state/notices";

const kReasons = ["any", "near_gate", "gates_and_model_differ", "double_positive", "saturated", "out_of_focus", "at_slide_edge",
  "in_cluster", "next_to_artefact"];
const kStates = ["undecided", "decided", "ctc", "not_ctc", "unsure", "disagreement"];
const kSorts = [["rank", "rank"], ["score", "model probability"], ["size", "size"], ["position", "position"], ["reason", "reason"],
  ["decided_at", "time of decision"]] as const;

/** Which candidates, in which order. A blinded reader is offered only what cannot unblind. */
export function FilterBar({ study }: { study: Study }) {
  const blinded = study.plan.blinded && study.samples.some((sample) => sample.counts.automatic === null);
  const ask = (change: Query) => told(load({ ...query.value, ...change }, currentId.value));
  const chosen = query.value;
  return (
    <form class="filter-bar" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <label>
        Sample
        <select id="filter-sample" value={chosen.sample ?? ""} onChange={(event) => ask({ sample: event.currentTarget.value })}>
          <option value="">all samples</option>
          {study.samples.map((sample) => (
            <option key={sample.id} value={sample.id}>{sample.label} ({sample.candidates})</option>
          ))}
        </select>
      </label>
      <label>
        State
        <select id="filter-state" value={chosen.state ?? ""} onChange={(event) => ask({ state: event.currentTarget.value })}>
          <option value="">any</option>
          {kStates.map((state) => <option key={state} value={state}>{words(state)}</option>)}
        </select>
      </label>
      {!blinded && (
        <>
          <label>
            Automatic call
            <select id="filter-phenotype" value={chosen.phenotype ?? ""} onChange={(event) => ask({ phenotype: event.currentTarget.value })}>
              <option value="">any</option>
              {study.phenotypes.map((name) => <option key={name} value={name}>{words(name)}</option>)}
            </select>
          </label>
          <label>
            Reason
            <select id="filter-reason" value={chosen.reason ?? ""} onChange={(event) => ask({ reason: event.currentTarget.value })}>
              <option value="">all</option>
              {kReasons.map((reason) => <option key={reason} value={reason}>{reason === "any" ? "with a reason" : words(reason)}</option>)}
            </select>
          </label>
        </>
      )}
      <label>
        Order
        <select id="filter-order" value={chosen.sort ?? "rank"} onChange={(event) => ask({ sort: event.currentTarget.value })}>
          {kSorts.filter(([sort]) => !blinded || !["rank", "score", "reason"].includes(sort) || sort === "rank")
            .map(([sort, title]) => <option key={sort} value={sort}>{blinded && sort === "rank" ? "position" : title}</option>)}
        </select>
      </label>
      <label class="check">
        <input type="checkbox" checked={chosen.order === "desc"}
          onChange={(event) => ask({ order: event.currentTarget.checked ? "desc" : undefined })} />
        reversed
      </label>
      {chosen.region && (
        <button type="button" aria-pressed="true" onClick={() => ask({ region: undefined })}>Region of the scatter plot ({region.value.size}) ✕</button>
      )}
      <output aria-live="polite">{listState.value === "loading" ? "loading …" : `${ids.value.length} candidates`}</output>
    </form>
  );
}
