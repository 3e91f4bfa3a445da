import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

interface Props {
  title: string; text: string; button: string; ask?: "reason" | "password"; children?: ComponentChildren;
  act(answer: string): Promise<unknown>; close(): void;
}

/** A dialog for what cannot be undone; stays open and says why when the server refuses. */
export function Confirm({ title, text, button, ask, children, act, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const answer = String(new FormData(event.currentTarget as HTMLFormElement).get("answer") ?? "");
    setBusy(true);
    try {
      await act(answer);
      close();
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} class="confirm" aria-labelledby="confirm-title" onClose={close}>
      <h2 id="confirm-title">{title}</h2>
      <p>{text}</p>
      {children}
      <form onSubmit={(event) => void submit(event)}>
        {ask === "reason" && <label>Reason<textarea name="answer" required maxLength={2000} /></label>}
        {ask === "password" && <label>Your password<input name="answer" type="password" autocomplete="current-password" required /></label>}
        <p class="problem" role="alert">{problem}</p>
        <button type="submit" class="primary" disabled={busy}>{button}</button>
        <button type="button" onClick={close}>Cancel</button>
      </form>
    </dialog>
  );
}
