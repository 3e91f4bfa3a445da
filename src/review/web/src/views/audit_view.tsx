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
  const [object, setObject] = useState("");
  const [page, setPage] = useState<Page<AuditRow> | null>(null);
  const [check, setCheck] = useState<AuditCheck | null>(null);
  useEffect(() => {
    let wanted = true;
    told(get<Page<AuditRow>>("/api/audit", { offset, limit: kPage, actor, object }).then((found) => wanted && setPage(found)));
    return () => {
      wanted = false;
    };
  }, [offset, actor, object]);
  return (
    <main class="page">
      <h1>Audit trail</h1>
      <div class="filter-bar">
        <label>Who (name)<input type="search" value={actor} onChange={(event) => {
          setOffset(0);
          setActor(event.currentTarget.value.trim());
        }} /></label>
        <label>Object<input type="search" value={object} placeholder="begins with" onChange={(event) => {
          setOffset(0);
          setObject(event.currentTarget.value.trim());
        }} /></label>
        <button type="button" onClick={() => told(get<AuditCheck>("/api/audit/verify").then(setCheck))}>Verify the chain</button>
        <strong role="status" class={check && !check.ok ? "invalid" : "valid"}>{check && checkText(check)}</strong>
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
                <td class="number">{row.seq}</td><td class="when">{row.utc.slice(0, 10)} {row.utc.slice(11).replace("Z", "")}</td><td>{row.actor} <span class="small">{words(row.role)}</span></td>
                <td>{words(row.action)}</td><td class="object">{row.object}</td><td><Stood text={row.before} /></td><td><Stood text={row.after} /></td>
                <td>{row.reason}</td><td class="hash" title={row.hash}>{row.hash.slice(0, 12)}…</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </main>
  );
}

/** A value of the trail, member by member; what is no object stands as it was written. */
function Stood({ text }: { text: string | null }) {
  const members = membersOf(text);
  if (!members) return <span class="json">{text === "null" ? "–" : text}</span>;
  return <span class="members">{members.map(([name, value]) => `${words(name)}: ${value}`).join("; ")}</span>;
}

function membersOf(text: string | null): [string, string][] | null {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    return Object.entries(value).map(([name, member]) => [name, typeof member === "string" ? `“${member}”` : JSON.stringify(member)]);
  } catch {
    return null; // Not JSON: shown as it is.
  }
}

function checkText(check: AuditCheck): string {
  return check.ok
    ? `✓ all ${check.rows} rows stand as written; newest hash ${check.anchor?.hash ?? "–"}`
    : `✕ first bad row ${check.first_bad ?? "–"}: ${check.problem ?? "not said"}`;
}
