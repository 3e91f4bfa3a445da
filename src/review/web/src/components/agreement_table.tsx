import type { Agreement, Call } from "../api/wire";
import { figure, words } from "../model/words";

const kCalls: Call[] = ["ctc", "not_ctc", "unsure"];

/** How far two readers agree: table, percent and kappa with intervals, and the hard case of few cells. */
export function AgreementTable({ agreement, title }: { agreement: Agreement | null; title: string }) {
  if (!agreement) return <p>Agreement is shown when both readings are locked.</p>;
  const { under_three } = agreement;
  return (
    <section>
      <h2>{title}</h2>
      <dl class="figures">
        <div><dt>alike</dt><dd>{figure(agreement.percent)} %</dd></div>
        <div><dt>kappa</dt><dd>{figure(agreement.kappa, 2)}</dd></div>
        {under_three.samples > 0 && <div><dt>alike, samples under three CTCs</dt><dd>{figure(under_three.percent)} %</dd></div>}
        {under_three.samples > 0 && <div><dt>kappa, samples under three CTCs</dt><dd>{figure(under_three.kappa, 2)}</dd></div>}
      </dl>
      <table class="agreement">
        <caption>First reading down, second reading across</caption>
        <thead><tr><td />{kCalls.map((call) => <th key={call} scope="col">{words(call)}</th>)}</tr></thead>
        <tbody>
          {kCalls.map((first) => (
            <tr key={first}>
              <th scope="row">{words(first)}</th>
              {kCalls.map((second) => <td key={second} class={first === second ? "same" : ""}>{agreement.table[first][second]}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        {agreement.agree} of {agreement.both_decided} alike
        ({figure(agreement.percent)} %, 95 % interval {figure(agreement.percent_low)} to {figure(agreement.percent_high)});
        kappa {figure(agreement.kappa, 2)} ({figure(agreement.kappa_low, 2)} to {figure(agreement.kappa_high, 2)}).
        {agreement.samples > 1 && ` Both readers count the same in ${agreement.samples_same_count} of ${agreement.samples} samples.`}
      </p>
      <p>
        Samples in which the first reader called fewer than three CTCs: {under_three.samples === 0 ? "none." : `${under_three.samples}; ${under_three.agree}
        of ${under_three.both_decided} alike (${figure(under_three.percent)} %), kappa ${figure(under_three.kappa, 2)}.`}
      </p>
    </section>
  );
}
