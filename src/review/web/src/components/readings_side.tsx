import type { Candidate, Decision } from "../api/wire";
import { kCallSigns, moment, words } from "../model/words";

/** What each reader said, side by side: what an adjudicator decides between. */
export function ReadingsSide({ item }: { item: Candidate }) {
  if (item.others.length === 0) return null;
  const rows: Decision[] = [...item.others, ...(item.decision ? [item.decision] : [])];
  return (
    <section class="readings-side" aria-label="The readings side by side">
      {rows.map((row) => (
        <div key={row.reading} class="reading">
          <h3>{words(row.reading)}</h3>
          <p class={`call ${row.call}`}><span aria-hidden="true">{kCallSigns[row.call]}</span> {words(row.call)}</p>
          <p>{row.phenotype ? words(row.phenotype) : "no phenotype stated"}</p>
          {row.comment && <p class="comment">“{row.comment}”</p>}
          <p class="small">{row.by}, {moment(row.at)}</p>
        </div>
      ))}
    </section>
  );
}

const kShort: Record<string, string> = { first: "1st", second: "2nd", adjudication: "Adj." };

/** The same in one line, for a card of the gallery. */
export function ReadingsLine({ item }: { item: Candidate }) {
  if (item.others.length === 0) return null;
  return (
    <span class="readings-line" title={item.others.map((row) => `${words(row.reading)}: ${words(row.call)} by ${row.by}`).join("; ")}>
      {item.others.map((row) => `${kShort[row.reading] ?? row.reading} ${kCallSigns[row.call]} ${words(row.call)}`).join(" · ")}
    </span>
  );
}
