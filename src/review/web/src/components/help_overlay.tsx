import { useEffect, useRef } from "preact/hooks";
import { kBindings } from "../model/keys";

const kKeyNames: Record<string, string> = { ArrowRight: "→", ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };

/** Channels share one line. */
function isFurtherChannel(action: string): boolean {
  return action.startsWith("channel_") && action !== "channel_1";
}

function keysOf(binding: (typeof kBindings)[number]): string[] {
  return binding.action === "channel_1" ? ["1", "… 6"] : binding.keys;
}

export function HelpOverlay({ close }: { close(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={close}>
      <h2 id="help-title">Keys</h2>
      <div class="groups">
      {(["Move", "Decide", "Look", "Page"] as const).map((group) => (
        <section key={group}>
          <h3>{group}</h3>
          <dl>
            {kBindings.filter((binding) => binding.group === group && !isFurtherChannel(binding.action)).map((binding) => (
              <div key={binding.action}>
                <dt>{keysOf(binding).map((key) => <kbd key={key}>{kKeyNames[key] ?? key}</kbd>)}</dt>
                <dd>{binding.does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      </div>
      <form method="dialog"><button>Close</button></form>
    </dialog>
  );
}
