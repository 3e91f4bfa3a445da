import { useEffect, useRef } from "preact/hooks";
import { words } from "../model/words";

interface Props { phenotypes: string[]; choose(phenotype: string | null): void; close(): void }

/** Phenotypes by number key, so that the hands stay on the keyboard. */
export function PhenotypeChooser({ phenotypes, choose, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const take = (phenotype: string | null) => {
    choose(phenotype);
    close();
  };
  const pressed = (event: KeyboardEvent) => {
    event.stopPropagation(); // Digits are channels outside of this dialog.
    const at = event.key === "" ? NaN : Number(event.key);
    if (at === 0) take(null);
    else if (phenotypes[at - 1]) take(phenotypes[at - 1]!);
  };
  return (
    <dialog ref={dialog} class="chooser" aria-labelledby="chooser-title" onClose={close} onKeyDown={pressed}>
      <h2 id="chooser-title">Phenotype</h2>
      <p>It is saved with your call.</p>
      <div class="choices">
        {phenotypes.map((phenotype, i) => (
          <button key={phenotype} type="button" onClick={() => take(phenotype)}><kbd>{i + 1}</kbd> {words(phenotype)}</button>
        ))}
        <button type="button" onClick={() => take(null)}><kbd>0</kbd> not stated</button>
      </div>
    </dialog>
  );
}
