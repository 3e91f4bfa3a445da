import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Candidate, Channel, Study } from "../api/wire";
import { scrollTo, windowOf, type ListShape } from "../model/virtual_rows";
import { figure, kCallSigns, probabilityWords, shortProbability, words } from "../model/words";
import { candidate, current, ensure, ids, move } from "../state/candidates";
import { boxPx, layout, screenScale, sizeStep } from "../state/display";
import { reachable } from "../state/session";
import { slideShape } from "../state/slides";
import { sampleLabel } from "../state/study";
import { CropPicture } from "./crop_picture";
import { ReadingsLine } from "./readings_side";

/** Room around the pictures of a candidate, CSS pixels on a common screen: caption; head, foot and edges; left and right. */
const kRoom = { caption_px: 16, ends_px: 66, sides_px: 26, gap_px: 4, edges_px: 14, facts_px: 300 };
const kSpareRows = 2;

export const columnsShown = { value: 1 }; // Read by the arrow keys; changes with the window's width.

/** The list of candidates; only what is in view exists in the page. */
export function GalleryList({ study, open }: { study: Study; open(): void }) {
  const box = useRef<HTMLUListElement>(null);
  const [scroll, setScroll] = useState(0);
  const [view, setView] = useState({ width: 1000, height: 600 });
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setView({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);

  const shape = shapeOf(study.channels.length, view, scroll);
  const shown = windowOf(shape);
  columnsShown.value = shown.columns;
  useEffect(() => ensure(shown.first, shown.end), [shown.first, shown.end, ids.value, reachable.value]);
  useEffect(() => {
    const to = scrollTo(current.value, shown.columns, shape);
    if (box.current && to !== box.current.scrollTop) box.current.scrollTop = to;
  }, [current.value, shown.columns, layout.value, sizeStep.value, ids.value, view.height]);

  const beside = hasFactsBeside(study.channels.length, view.width);
  const visible = ids.value.slice(shown.first, shown.end);
  return (
    <ul ref={box} class={`gallery ${layout.value}`} role="listbox" tabIndex={0} aria-label="Candidates"
      aria-activedescendant={ids.value.length ? `option-${current.value}` : undefined}
      onScroll={(event) => setScroll(event.currentTarget.scrollTop)}>
      <li role="presentation" class="spacer" style={{ height: `${shown.height_px}px` }} />
      {visible.map((id, i) => {
        const at = shown.first + i;
        const left = (at % shown.columns) * (shape.width_px / shown.columns);
        const top = Math.floor(at / shown.columns) * shape.item_height_px;
        return (
          <Option key={id} at={at} item={candidate(id)} study={study} open={open} beside={beside}
            style={{ left: `${left}px`, top: `${top}px`, width: `${shape.width_px / shown.columns}px`,
              height: `${shape.item_height_px}px` }} />
        );
      })}
    </ul>
  );
}

/** Whether a row has room for what is known of its candidate beside the pictures; else it stands above and below. */
function hasFactsBeside(channels: number, width_px: number): boolean {
  return layout.value === "rows" && width_px >= (channels + 1) * (boxPx() + kRoom.gap_px) + kRoom.facts_px * screenScale();
}

/** Pictures of a tile side by side: two lines of about one length from four pictures on. */
export function picturesPerLine(pictures: number): number {
  return pictures <= 3 ? pictures : Math.ceil(pictures / 2);
}

function shapeOf(channels: number, view: { width: number; height: number }, scroll_px: number): ListShape {
  const common = { total: ids.value.length, width_px: view.width, scroll_px, view_px: view.height, spare_rows: kSpareRows };
  const scale = screenScale();
  const line_px = boxPx() + kRoom.caption_px * scale;
  if (layout.value === "rows") {
    const ends_px = (hasFactsBeside(channels, view.width) ? kRoom.edges_px : kRoom.ends_px) * scale;
    return { ...common, item_width_px: Math.max(view.width, 1), item_height_px: line_px + ends_px };
  }
  const per_line = picturesPerLine(channels + 1);
  const lines = Math.ceil((channels + 1) / per_line);
  return { ...common, item_width_px: per_line * (boxPx() + kRoom.gap_px) + kRoom.sides_px * scale,
    item_height_px: lines * (line_px + kRoom.gap_px) + kRoom.ends_px * scale };
}

interface OptionProps {
  at: number; item: Candidate | undefined; study: Study; beside: boolean; open(): void; style: Record<string, string>;
}

function Option({ at, item, study, beside, open, style }: OptionProps) {
  const selected = at === current.value;
  return (
    <li id={`option-${at}`} role="option" aria-selected={selected} aria-posinset={at + 1} aria-setsize={ids.value.length}
      class={`option${selected ? " current" : ""}${item?.decision ? ` call-${item.decision.call}` : ""}`} style={style}
      onClick={() => move(at)} onDblClick={open}>
      {item ? <Card item={item} study={study} beside={beside} /> : <p class="waiting">loading …</p>}
    </li>
  );
}

function Card({ item, study, beside }: { item: Candidate; study: Study; beside: boolean }) {
  const pixel_um = slideShape(item.sample)?.pixel_um?.x ?? study.crop_edge_um / 96;
  const pictures = (
    <CropPicture candidate={item} channels={study.channels as Channel[]} edge_um={study.crop_edge_um}
      display_version={study.display_version} pixel_um={pixel_um} size={boxPx()}
      per_line={layout.value === "rows" ? study.channels.length + 1 : picturesPerLine(study.channels.length + 1)} />
  );
  const head = <p class="card-head"><strong>{sampleLabel(item.sample)}</strong> · {item.number} <CallMark item={item} /></p>;
  if (beside) return <div class="card-row">{pictures}<div class="card-facts">{head}<Facts item={item} /></div></div>;
  return (
    <>
      {head}
      {pictures}
      <p class="card-foot">
        <ReadingsLine item={item} />
        {item.automatic && <span>{words(item.automatic)}</span>}
        {item.score !== null && <span title={probabilityWords(item)}>{shortProbability(item)}</span>}
        {item.size_um !== null && <span>{figure(item.size_um)} µm</span>}
        <span class="reasons">{(item.reasons ?? []).map((reason) => words(reason.code)).join(", ")}</span>
      </p>
    </>
  );
}

/** What a row has room for: the program's view, why eyes are needed, what was stated. */
function Facts({ item }: { item: Candidate }) {
  const reasons = (item.reasons ?? []).map((reason) => words(reason.code)).join(", ");
  const { decision } = item;
  return (
    <dl class="facts">
      {item.automatic && <><dt>Program</dt><dd>{words(item.automatic)}{item.score !== null && `, ${probabilityWords(item)}`}</dd></>}
      {item.size_um !== null && <><dt>Size</dt><dd>{figure(item.size_um)} µm</dd></>}
      {reasons && <><dt>Look at</dt><dd>{reasons}</dd></>}
      {decision?.phenotype && <><dt>Phenotype</dt><dd>{words(decision.phenotype)}</dd></>}
      {decision?.comment && <><dt>Comment</dt><dd>{decision.comment}</dd></>}
      {item.others.length > 0 && <><dt>Readings</dt><dd><ReadingsLine item={item} /></dd></>}
    </dl>
  );
}

/** The reader's call in text and shape, never in colour alone. */
export function CallMark({ item }: { item: Candidate }) {
  const call = item.decision?.call;
  const sign = call ? kCallSigns[call] : "○";
  return (
    <span class={`call ${call ?? "none"}`}>
      <span aria-hidden="true">{sign}</span> {call ? words(call) : "undecided"}
      {item.disagreement && <em title="the readers differ"> · differ</em>}
    </span>
  );
}
