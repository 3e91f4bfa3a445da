import { useEffect, useState } from "preact/hooks";
import type { Study } from "../api/wire";
import { ChannelBar } from "../components/channel_bar";
import { decideCurrent, DecisionBar } from "../components/decision_bar";
import { FilterBar } from "../components/filter_bar";
import { columnsShown, GalleryList } from "../components/gallery_list";
import { HelpOverlay } from "../components/help_overlay";
import { LargeView } from "../components/large_view";
import { actionOf, type Action } from "../model/keys";
import { candidate, current, currentId, ids, listState, load, move, moveToUndecided, query, undo } from "../state/candidates";
import { layout, outlines, resetDisplay, stepGamma, toggleChannel } from "../state/display";
import { told } from "../state/notices";
import { go, route } from "../state/route";

export function GalleryView({ study }: { study: Study }) {
  const [large, setLarge] = useState(false);
  const [help, setHelp] = useState(false);
  useEffect(() => {
    const asked = route.value.asked;
    if (asked["c"] && ids.value.includes(asked["c"])) move(ids.value.indexOf(asked["c"]));
    else if (asked["sample"] || listState.value !== "ready") {
      told(load({ ...query.value, ...(asked["sample"] ? { sample: asked["sample"] } : {}) }, asked["c"]));
    }
  }, [route.value]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const action = pressed(event);
      if (!action) return;
      event.preventDefault();
      if (action === "help") setHelp(true);
      else if (action === "open") setLarge(ids.value.length > 0);
      else if (action === "close") leave(event, () => (help ? setHelp(false) : setLarge(false)));
      else perform(action);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [help, large]);

  return (
    <main class="gallery-view">
      <h1 class="visually-hidden">Candidates</h1>
      <FilterBar study={study} />
      <ChannelBar study={study} />
      {large ? <LargeView study={study} close={() => setLarge(false)} /> : <GalleryList study={study} open={() => setLarge(true)} />}
      {listState.value === "ready" && ids.value.length === 0 && <p class="empty">No candidate matches these filters.</p>}
      <DecisionBar study={study} />
      <button type="button" class="help-button" onClick={() => setHelp(true)}>Keys <kbd>?</kbd></button>
      {help && <HelpOverlay close={() => setHelp(false)} />}
    </main>
  );
}

function pressed(event: KeyboardEvent): Action | null {
  const target = event.target as HTMLElement;
  const typing = target.matches("input:not([type=checkbox]):not([type=color]), select, textarea");
  // Enter and space on a button press that button.
  if (target.matches("button, a") && (event.key === "Enter" || event.key === " ")) return null;
  return actionOf({ key: event.key, ctrlKey: event.ctrlKey, metaKey: event.metaKey, altKey: event.altKey, typing });
}

/** Escape first leaves the field that is being filled in, then closes what lies on top. */
function leave(event: KeyboardEvent, close: () => void): void {
  const target = event.target as HTMLElement;
  if (target.matches("input, select, textarea")) {
    target.blur();
    document.querySelector<HTMLElement>(".gallery")?.focus();
  } else close();
}

function perform(action: Action): void {
  const item = candidate(currentId.value);
  if (action.startsWith("channel_")) return toggleChannel(Number(action.slice(8)) - 1);
  const deeds: Partial<Record<Action, () => void>> = {
    next: () => move(current.value + 1),
    previous: () => move(current.value - 1),
    next_row: () => move(current.value + columnsShown.value),
    previous_row: () => move(current.value - columnsShown.value),
    first: () => move(0),
    last: () => move(ids.value.length - 1),
    next_undecided: moveToUndecided,
    ctc: () => decideCurrent("ctc"),
    not_ctc: () => decideCurrent("not_ctc"),
    unsure: () => decideCurrent("unsure"),
    undo: () => told(undo()),
    comment: () => document.getElementById("comment")?.focus(),
    phenotype: () => document.getElementById("phenotype")?.focus(),
    filter: () => document.getElementById("filter-sample")?.focus(),
    slide: () => item && go("slide", item.sample, { c: item.id }),
    outlines: () => (outlines.value = !outlines.value),
    layout: () => (layout.value = layout.value === "rows" ? "tiles" : "rows"),
    brighter: () => stepGamma(1),
    darker: () => stepGamma(-1),
    reset_display: resetDisplay,
  };
  deeds[action]?.();
}
