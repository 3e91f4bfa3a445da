import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { AuditCheck, AuditRow, Page } from "../api/wire";
import { words } from "../model/words";
import { told } from "../state/notices";

const kPage = 100;

/** Who did what, when, from what to what and why; newest first. Nothing here can be changed. */
export function AuditView() {
  const [offset, setOffset] = useState(0);
  const [actor, setActor] = useState("");
  const [page, setPage] = useState<Page<AuditRow> | null>(null);
  const [check, setCheck] = useState<AuditCheck | null>(null);
  useEffect(() => {
    let wanted = true;
    told(get<Page<AuditRow>>("/api/audit", { offset, limit: kPage, actor }).then((found) => wanted && setPage(found)));
    return () => {
      wanted = false;
    };
  }, [offset, actor]);
  return (
    <main class="page">
      <h1>Audit trail</h1>
      <div class="filter-bar">
        <label>Actor<input type="search" value={actor} onChange={(event) => {
          setOffset(0);
          setActor(event.currentTarget.value.trim());
        }} /></label>
        <button type="button" onClick={() => told(get<AuditCheck>("/api/audit/verify").then(setCheck))}>Verify the chain</button>
        <span role="status">{check && checkText(check)}</span>
      </div>
      <p class="buttons">
        {page ? `Rows ${Math.min(offset + 1, page.total)} to ${Math.min(offset + kPage, page.total)} of ${page.total}` : "loading …"}{" "}
        <button type="button" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - kPage))}>Newer</button>
        <button type="button" disabled={!page || offset + kPage >= page.total} onClick={() => setOffset(offset + kPage)}>Older</button>
      </p>
      <div class="table-box" tabIndex={0} role="region" aria-label="Audit trail">
        <table class="audit">
          <thead>
            <tr>{["Row", "Time (UTC)", "Who", "What", "Object", "Before", "After", "Why", "Hash"].map((head) => <th key={head} scope="col">{head}</th>)}</tr>
          </thead>
          <tbody>
            {page?.items.map((row) => (
              <tr key={row.seq}>
                <td class="number">{row.seq}</td><td>{row.utc}</td><td>{row.actor} <span class="small">{words(row.role)}</span></td>
                <td>{words(row.action)}</td><td>{row.object}</td><td class="json">{row.before}</td><td class="json">{row.after}</td>
                <td>{row.reason}</td><td class="hash">{row.hash.slice(0, 12)}…</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </main>
  );
}

function checkText(check: AuditCheck): string {
  return check.ok
    ? `✓ all ${check.rows} rows stand as written; newest hash ${check.anchor?.hash ?? "–"}`
    : `✕ first bad row ${check.first_bad ?? "–"}: ${check.problem ?? "not said"}`;
}
