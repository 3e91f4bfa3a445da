import { useState } from "preact/hooks";
import { post } from "../api/client";
import { words } from "../model/words";
import { idleMinutes, user } from "../state/session";

const kLeast = 12;

/** Who one is here, and a new password. */
export function AccountView() {
  return (
    <main class="page">
      <h1>Your account</h1>
      <dl class="facts">
        <dt>Name</dt><dd>{user.value?.name}</dd>
        <dt>Full name</dt><dd>{user.value?.full_name}</dd>
        <dt>Role</dt><dd>{words(user.value?.role)}</dd>
        <dt>Lock</dt><dd>after {Math.round(10 * (idleMinutes.value ?? 0)) / 10} minutes without work</dd>
      </dl>
      <NewPassword />
    </main>
  );
}

function NewPassword() {
  const [said, setSaid] = useState<{ good: boolean; text: string }>({ good: true, text: "" });
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const given = new FormData(form);
    if (given.get("new") !== given.get("again")) return setSaid({ good: false, text: "The new password was not typed alike twice." });
    setBusy(true);
    try {
      await post("/api/password", { old: String(given.get("old")), new: String(given.get("new")) });
      form.reset();
      setSaid({ good: true, text: "Your password is changed. Signatures and the lock ask for the new one." });
    } catch (error) {
      setSaid({ good: false, text: (error as Error).message });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="password" onSubmit={(event) => void submit(event)} aria-labelledby="new-password">
      <h2 id="new-password">Change the password</h2>
      <label>Present password<input name="old" type="password" autocomplete="current-password" required /></label>
      <label>New password ({kLeast} characters or more)<input name="new" type="password" autocomplete="new-password" minLength={kLeast} maxLength={200} required /></label>
      <label>New password again<input name="again" type="password" autocomplete="new-password" minLength={kLeast} maxLength={200} required /></label>
      <button type="submit" class="primary" disabled={busy}>Change the password</button>
      <p class={said.good ? "said" : "problem"} role={said.good ? "status" : "alert"}>{said.text}</p>
    </form>
  );
}
