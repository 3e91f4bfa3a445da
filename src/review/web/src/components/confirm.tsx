import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

interface Props {
  title: string; text: string; button: string; ask?: "reason" | "password"; children?: ComponentChildren;
  /** Further fields of the form; `act` gets them all. */
  fields?: ComponentChildren; act(answer: string, given: FormData): Promise<unknown>; close(): void;
}

/** A dialog for what cannot be undone; stays open and says why when the server refuses. */
export function Confirm({ title, text, button, ask, children, fields, act, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      await act(String(given.get("answer") ?? ""), given);
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
        {fields}
        {ask === "reason" && <label>Reason<textarea name="answer" required maxLength={2000} /></label>}
        {ask === "password" && <label>Your password<input name="answer" type="password" autocomplete="current-password" required /></label>}
        <p class="problem" role="alert">{problem}</p>
        <p class="buttons">
          <button type="submit" class="primary" disabled={busy}>{button}</button>
          <button type="button" onClick={close}>Cancel</button>
        </p>
      </form>
    </dialog>
  );
}
