import { useState } from "preact/hooks";
import { newRequestId, post } from "../api/client";
import type { Study } from "../api/wire";
import { may } from "../state/session";
import { refreshStudy } from "../state/study";

/** The lab lead's choices for the whole study: how it is read, and the display range of each channel. */
export function SettingsView({ study }: { study: Study }) {
  return (
    <main class="page">
      <h1>Reading plan and display</h1>
      {may.value.has("plan") && (
        <ReasonedForm title="Reading plan" note="Can be changed until the first decision." path="/api/plan"
          body={(given) => ({ second_read: given.has("second_read"), blinded: given.has("blinded") })}>
          <label class="check"><input type="checkbox" name="second_read" checked={study.plan.second_read} /> second reading of every sample</label>
          <label class="check"><input type="checkbox" name="blinded" checked={study.plan.blinded} /> blinded: until both have locked, no reader sees subject, visit or the other's decisions, and the second reader nothing that the program thinks</label>
        </ReasonedForm>
      )}
      {may.value.has("display") && (
        <ReasonedForm title="Display ranges" note="The same for every picture of the study; wider shows bright cells unclipped, narrower shows dim ones." path="/api/display"
          body={(given) => ({ channels: study.channels.map((_, i) => ({ low: Number(given.get(`low_${i}`)), high: Number(given.get(`high_${i}`)) })) })}>
          {study.channels.map((channel, i) => (
            <fieldset key={`${channel.index}-${study.display_version}`}>
              <legend>{channel.name} [ADU]</legend>
              <label>from<input type="number" step="any" name={`low_${i}`} value={channel.low} required /></label>
              <label>to<input type="number" step="any" name={`high_${i}`} value={channel.high} required /></label>
            </fieldset>
          ))}
        </ReasonedForm>
      )}
    </main>
  );
}

interface FormProps { title: string; note: string; path: string; body(given: FormData): object; children: preact.ComponentChildren }

function ReasonedForm({ title, note, path, body, children }: FormProps) {
  const [said, setSaid] = useState("");
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    try {
      await post(path, { ...body(given), reason: String(given.get("reason")), request_id: newRequestId() });
      await refreshStudy();
      setSaid("Saved.");
    } catch (error) {
      setSaid((error as Error).message);
    }
  };
  return (
    <form class="settings" onSubmit={(event) => void submit(event)}>
      <h2>{title}</h2>
      <p>{note}</p>
      {children}
      <label>Reason<input name="reason" required maxLength={500} /></label>
      <button type="submit" class="primary">Save</button>
      <p role="status">{said}</p>
    </form>
  );
}
