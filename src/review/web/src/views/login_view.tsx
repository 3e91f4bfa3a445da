import { useState } from "preact/hooks";
import { logIn, logOut, unlock, user } from "../state/session";

export function LoginView() {
  return (
    <main class="login">
      <h1>Cytrial review</h1>
      <p class="research">Research use only. This page does not diagnose and does not recommend therapy.</p>
      <PasswordForm button="Log in" ask_name act={logIn} />
    </main>
  );
}

/** Laid over everything when the session was left alone: what lies below is not readable. */
export function UnlockView() {
  return (
    <main class="login">
      <h1>Locked</h1>
      <p>The page was left alone for a while. {user.value?.full_name}, give your password to go on; unsaved decisions are kept.</p>
      <PasswordForm button="Unlock" act={(_, password) => unlock(password)} />
      <button type="button" class="quiet" onClick={() => void logOut()}>Log in as somebody else</button>
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
      form.querySelector<HTMLInputElement>("input[name=password]")!.value = "";
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="password" onSubmit={(event) => void submit(event)}>
      {ask_name && <label>Name<input name="name" autocomplete="username" required autofocus spellcheck={false} /></label>}
      <label>Password<input name="password" type="password" autocomplete="current-password" required autofocus={!ask_name} /></label>
      <button type="submit" class="primary" disabled={busy}>{button}</button>
      <p class="problem" role="alert">{problem}</p>
    </form>
  );
}
