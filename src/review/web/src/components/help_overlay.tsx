import { useEffect, useRef } from "preact/hooks";
import { kBindings } from "../model/keys";

const kKeyNames: Record<string, string> = { ArrowRight: "→", ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };

export function HelpOverlay({ close }: { close(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={close}>
      <h2 id="help-title">Keys</h2>
      {(["Move", "Decide", "Look", "Page"] as const).map((group) => (
        <section key={group}>
          <h3>{group}</h3>
          <dl>
            {kBindings.filter((binding) => binding.group === group).map((binding) => (
              <div key={binding.action}>
                <dt>{binding.keys.map((key) => <kbd key={key}>{kKeyNames[key] ?? key}</kbd>)}</dt>
                <dd>{binding.does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <form method="dialog"><button>Close</button></form>
    </dialog>
  );
}
