import { useEffect, useState } from "preact/hooks";
import type { Study } from "../api/wire";
import { ChannelBar } from "../components/channel_bar";
import { decideCurrent, DecisionBar, mayDecide, remark, toGallery } from "../components/decision_bar";
import { FilterBar } from "../components/filter_bar";
import { columnsShown, GalleryList } from "../components/gallery_list";
import { LargeView } from "../components/large_view";
import { PhenotypeChooser } from "../components/phenotype_chooser";
import type { Action } from "../model/keys";
import { candidate, current, currentId, ids, listState, load, loadAndResume, move, moveToUndecided, query, undo } from "../state/candidates";
import { display, layout, stepSize } from "../state/display";
import { told } from "../state/notices";
import { pressed } from "../state/pressed";
import { go, route } from "../state/route";
import { may } from "../state/session";

export function GalleryView({ study }: { study: Study }) {
  const [large, setLarge] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const item = candidate(currentId.value);
  useEffect(() => told(open()), [route.value]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const action = pressed(event);
      if (!action) return;
      event.preventDefault();
      if (action === "open") setLarge(ids.value.length > 0);
      else if (action === "close") leave(event, () => setLarge(false));
      else if (action === "phenotype") setChoosing(mayDecide());
      else perform(action);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [large]);

  return (
    <main class="gallery-view">
      <h1 class="visually-hidden">Candidates</h1>
      {!large && <FilterBar study={study} />}
      <ChannelBar study={study} />
      {listState.value === "ready" && ids.value.length === 0 && <p class="empty">No candidate matches these filters.</p>}
      {large ? <LargeView study={study} close={() => setLarge(false)} /> : <GalleryList study={study} open={() => setLarge(true)} />}
      <DecisionBar study={study} />
      {choosing && item && (
        <PhenotypeChooser phenotypes={study.phenotypes} choose={(phenotype) => remark(item, { phenotype })} close={() => setChoosing(false)} />
      )}
    </main>
  );
}

/** Shows what the address asks for; without a wish, goes on where this reader stopped. */
async function open(): Promise<void> {
  const asked = route.value.asked;
  const wanted = asked["c"];
  if (wanted && ids.value.includes(wanted)) return move(ids.value.indexOf(wanted));
  const first = listState.value !== "ready";
  const chosen = Object.fromEntries(Object.entries(asked).filter(([name]) => ["sample", "state", "reason", "region"].includes(name)));
  if (wanted) return load(Object.keys(chosen).length > 0 ? chosen : {}, wanted); // It may lie outside of the filters that stand.
  if (Object.keys(chosen).length === 0 && !first) return;
  const home = first && may.value.has("adjudicate") ? { state: "disagreement" } : query.value;
  const next = { ...home, ...chosen };
  await (mayDecide() ? loadAndResume(next) : load(next));
}

/** Escape first leaves the field that is being filled in, then closes what lies on top. */
function leave(event: KeyboardEvent, close: () => void): void {
  const target = event.target as HTMLElement;
  if (target.matches("input, select, textarea")) toGallery();
  else close();
}

function perform(action: Action): void {
  const item = candidate(currentId.value);
  if (display(action)) return;
  const deeds: Partial<Record<Action, () => void>> = {
    next: () => move(current.value + 1),
    previous: () => move(current.value - 1),
    next_row: () => move(current.value + columnsShown.value),
    previous_row: () => move(current.value - columnsShown.value),
    first: () => move(0),
    last: () => move(ids.value.length - 1),
    next_undecided: () => told(moveToUndecided()),
    ctc: () => decideCurrent("ctc"),
    not_ctc: () => decideCurrent("not_ctc"),
    unsure: () => decideCurrent("unsure"),
    undo: () => told(undo()),
    comment: () => document.getElementById("comment")?.focus(),
    filter: () => document.getElementById("filter-sample")?.focus(),
    slide: () => item && go("slide", item.sample, { c: item.id }),
    layout: () => (layout.value = layout.value === "rows" ? "tiles" : "rows"),
    larger: () => stepSize(1),
    smaller: () => stepSize(-1),
  };
  deeds[action]?.();
}
