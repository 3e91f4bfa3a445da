import { useState } from "preact/hooks";
import { unsaved } from "../state/candidates";
import { logIn, logOut, paused, unlock, user } from "../state/session";

export function LoginView() {
  return (
    <main class="login">
      <h1>Cytrial review</h1>
      <p class="research">Research use only. This page does not diagnose and does not recommend therapy.</p>
      <PasswordForm button="Log in" ask_name act={logIn} />
      <p class="small">A password that is forgotten is given anew by the administrator.</p>
    </main>
  );
}

/** Laid over everything when the session waits for the password: what lies below is not in the page. */
export function UnlockView() {
  const idle = paused.value === "idle";
  return (
    <main class="login">
      <h1>{idle ? "Locked" : "Session over"}</h1>
      <p>
        {idle ? "The page was left alone for a while." : "The server was started anew, or the session was too old."}{" "}
        <strong>{user.value?.full_name}</strong>, give your password to go on where you were.
      </p>
      <p role="status">
        {unsaved.value > 0 && `${unsaved.value} of your decisions ${unsaved.value > 1 ? "wait" : "waits"} here and will be saved then.`}
      </p>
      <PasswordForm button={idle ? "Unlock" : "Log in again"} act={(_, password) => unlock(password)} />
      <button type="button" class="quiet" onClick={() => void logOut().catch(() => undefined)}>
        Log in as somebody else{unsaved.value > 0 && `; ${unsaved.value} unsaved are lost`}
      </button>
    </main>
  );
}

interface FormProps { button: string; ask_name?: boolean; act(name: string, password: string): Promise<void> }

function PasswordForm({ button, ask_name = false, act }: FormProps) {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const given = new FormData(form);
    setBusy(true);
    setProblem("");
    try {
      await act(String(given.get("name") ?? ""), String(given.get("password") ?? ""));
    } catch (error) {
      setProblem((error as Error).message);
      const field = form.querySelector<HTMLInputElement>("input[name=password]")!;
      field.value = "";
      field.focus();
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="password" onSubmit={(event) => void submit(event)}>
      {ask_name && <label>Name<input name="name" autocomplete="username" required autofocus spellcheck={false} /></label>}
      <label>Password<input name="password" type="password" autocomplete="current-password" required autofocus={!ask_name} /></label>
      <button type="submit" class="primary" disabled={busy}>{busy ? "checking …" : button}</button>
      <p class="problem" role="alert">{problem}</p>
    </form>
  );
}
