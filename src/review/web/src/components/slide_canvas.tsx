import OpenSeadragon from "openseadragon";
import { useEffect, useRef } from "preact/hooks";
import { get } from "../api/client";
import type { QualityMap, SlideOutlines, SlideShape, Study } from "../api/wire";
import { drawEllipses, drawExactOutline, scaleBarUm } from "../model/marks";
import { drawMarks, drawQuality, nearest, type MarkedCandidate, type SlideToCanvas } from "../model/slide_marks";
import { told } from "../state/notices";
import { pressed } from "../state/pressed";
import { colourOf, gammaOf, hidden, outlines, screenScale } from "../state/display";

interface Props {
  sample: string; shape: SlideShape; study: Study; marks: MarkedCandidate[]; quality: QualityMap | null;
  chosen: string | undefined; choose(id: string): void;
}

const kReachPx = 16;
/** Outlines are drawn once a common cell is this wide on the screen; smaller ones would hide it. */
const kCellUm = 12;
const kLeastOutlinePx = 16;
/** As many as the server gives at once. */
const kMostOutlinePixels = 4194304;
const kRestMs = 150;

/** Deep zoom over the original scan; the server renders tiles, marks lie on a canvas above them. */
export function SlideCanvas(props: Props) {
  const place = useRef<HTMLDivElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const viewer = useRef<OpenSeadragon.Viewer | null>(null);
  const found = useRef<SlideOutlines | null>(null);
  const ask = useRef<() => void>(() => undefined);
  const latest = useRef(props);
  latest.current = props;
  const layers = layersOf(props.study);

  useEffect(() => {
    withoutViewerStyles();
    const made = OpenSeadragon({
      element: place.current!, showNavigationControl: false, showNavigator: false, crossOriginPolicy: false,
      // Sample pixels stay pixels; an overview level that is still being read is asked for again.
      imageSmoothingEnabled: false, maxZoomPixelRatio: 8, tileRetryMax: 30, tileRetryDelay: 1000, animationTime: 0.3,
      gestureSettingsMouse: { clickToZoom: false }, drawer: "canvas",
    });
    viewer.current = made;
    const draw = () => paint(made, overlay.current, latest.current, found.current);
    let rest: ReturnType<typeof setTimeout> | undefined;
    const askOutlines = () => {
      clearTimeout(rest);
      rest = setTimeout(() => told(outlinesInView(made, latest.current).then((seen) => {
        if (viewer.current !== made) return;
        found.current = seen;
        draw();
      })), kRestMs);
    };
    ask.current = askOutlines;
    made.addHandler("update-viewport", draw);
    made.addHandler("resize", draw);
    made.addHandler("animation-finish", askOutlines);
    made.addHandler("open", askOutlines);
    // The viewer's own keys would turn and flip the slide under its marks, or scroll it with the letters of calls.
    made.addHandler("canvas-key", (event) => {
      event.preventDefaultAction = !/^(Arrow|Equal|Minus|Numpad(Add|Subtract))/.test((event.originalEvent as KeyboardEvent).code);
    });
    made.addHandler("canvas-click", (event) => {
      if (!event.quick) return;
      const at = nearest(latest.current.marks, mapping(made, latest.current.shape), event.position.x, event.position.y, kReachPx);
      const mark = latest.current.marks[at];
      if (mark) latest.current.choose(mark.id);
    });
    return () => {
      clearTimeout(rest);
      viewer.current = null;
      made.destroy();
    };
  }, [props.sample]);

  useEffect(() => {
    const zoom = (event: KeyboardEvent) => {
      const action = pressed(event);
      if (place.current?.contains(event.target as Node)) return; // The viewer's own.
      if (action === "brighter" || action === "darker") viewer.current?.viewport.zoomBy(action === "brighter" ? 1.5 : 1 / 1.5);
    };
    window.addEventListener("keydown", zoom);
    return () => window.removeEventListener("keydown", zoom);
  }, []);

  useEffect(() => {
    const made = viewer.current;
    if (!made) return;
    const first = made.world.getItemCount() === 0;
    made.addTiledImage({
      tileSource: sourceOf(props, layers), index: 0, replace: !first,
      success: () => {
        if (document.activeElement === document.body) made.canvas.focus(); // Arrow keys move at once.
        if (first) centre(made, latest.current);
      },
    });
  }, [props.sample, layers]);

  useEffect(() => {
    if (viewer.current) paint(viewer.current, overlay.current, props, found.current);
  }, [props.marks, props.quality, props.chosen, outlines.value]);

  useEffect(() => ask.current(), [outlines.value]);

  useEffect(() => {
    if (viewer.current && viewer.current.world.getItemCount() > 0) centre(viewer.current, latest.current);
  }, [props.chosen, props.marks.length > 0]);

  return (
    <div class="slide-canvas">
      <div ref={place} class="deep-zoom" role="application" aria-label="Slide: arrow keys move, plus and minus zoom" />
      <canvas ref={overlay} aria-hidden="true" />
      <div class="zoom-buttons" role="group" aria-label="zoom">
        <button type="button" aria-label="zoom in" onClick={() => viewer.current?.viewport.zoomBy(2)}>+</button>
        <button type="button" aria-label="zoom out" onClick={() => viewer.current?.viewport.zoomBy(0.5)}>−</button>
        <button type="button" onClick={() => viewer.current?.viewport.goHome()}>All</button>
      </div>
    </div>
  );
}

/**
 * The viewer writes a style sheet for phones into the page unless one is there; the page's policy refuses inline sheets.
 * What it finds here has the name alone: outside of HTML it is no sheet.
 */
function withoutViewerStyles(): void {
  if (document.querySelector("style[data-openseadragon-mobile-css]")) return;
  const empty = document.createElementNS("", "style");
  empty.setAttribute("data-openseadragon-mobile-css", "true");
  document.head.append(empty);
}

function layersOf(study: Study): string {
  return study.channels
    .map((channel, i) => (hidden.value.has(i) ? "" : `${channel.index}:${colourOf(i)}:${channel.low}:${channel.high}:${gammaOf(i)}`))
    .filter((layer) => layer !== "")
    .join(",");
}

function sourceOf({ sample, shape, study }: Props, layers: string): OpenSeadragon.TileSourceOptions {
  const asked = `layers=${encodeURIComponent(layers)}&v=${study.display_version}`;
  return {
    width: shape.width_px, height: shape.height_px, tileSize: shape.tile_px, tileOverlap: 0, minLevel: 0, maxLevel: shape.max_level,
    getTileUrl: (level: number, x: number, y: number) => `/api/slides/${sample}/tiles/${level}/${x}_${y}?${asked}`,
  } as OpenSeadragon.TileSourceOptions;
}

/** Shows the chosen candidate with some 150 um around it. */
function centre(made: OpenSeadragon.Viewer, { marks, chosen, shape }: Props): void {
  const mark = marks.find((one) => one.id === chosen);
  if (!mark) return;
  const half = 75 / shape.pixel_um.x;
  const image = made.world.getItemAt(0);
  made.viewport.fitBounds(image.imageToViewportRectangle(mark.x_px - half, mark.y_px - half, 2 * half, 2 * half));
}

function mapping(made: OpenSeadragon.Viewer, shape: SlideShape): SlideToCanvas {
  const image = made.world.getItemAt(0);
  if (!image) return { scale: 0, shift_x: 0, shift_y: 0 };
  // Slide coordinates count from pixel centres, the viewer's from pixel corners.
  const origin = image.imageToViewerElementCoordinates(new OpenSeadragon.Point(0.5, 0.5));
  const far = image.imageToViewerElementCoordinates(new OpenSeadragon.Point(shape.width_px + 0.5, 0.5));
  return { scale: (far.x - origin.x) / shape.width_px, shift_x: origin.x, shift_y: origin.y };
}

function showsOutlines(scale: number, shape: SlideShape): boolean {
  return scale * kCellUm > kLeastOutlinePx * shape.pixel_um.x;
}

/** The outlines of all cells in view, nuclei too; null where they would be too small to be drawn. */
async function outlinesInView(made: OpenSeadragon.Viewer, { sample, shape }: Props): Promise<SlideOutlines | null> {
  const image = made.world.getItemAt(0);
  if (!image || !outlines.value || !showsOutlines(mapping(made, shape).scale, shape)) return null;
  const seen = image.viewportToImageRectangle(made.viewport.getBounds());
  const [left, top] = [Math.max(0, Math.floor(seen.x)), Math.max(0, Math.floor(seen.y))];
  const width = Math.min(shape.width_px, Math.ceil(seen.x + seen.width)) - left;
  const height = Math.min(shape.height_px, Math.ceil(seen.y + seen.height)) - top;
  if (width <= 0 || height <= 0 || width * height > kMostOutlinePixels) return null;
  return get<SlideOutlines>(`/api/slides/${sample}/outlines`, { x: left, y: top, width, height });
}

function paint(made: OpenSeadragon.Viewer, canvas: HTMLCanvasElement | null, props: Props, found: SlideOutlines | null): void {
  const context = canvas?.getContext("2d");
  if (!canvas || !context || made.world.getItemCount() === 0) return;
  const { clientWidth, clientHeight } = canvas;
  if (canvas.width !== clientWidth) canvas.width = clientWidth;
  if (canvas.height !== clientHeight) canvas.height = clientHeight;
  context.clearRect(0, 0, clientWidth, clientHeight);
  const to = mapping(made, props.shape);
  if (props.quality) drawQuality(context, props.quality, to, props.shape);
  drawBar(context, to.scale, props.shape.pixel_um.x, screenScale());
  if (outlines.value && showsOutlines(to.scale, props.shape)) {
    if (found?.available) for (const item of found.items) drawExactOutline(context, to, item, screenScale());
    else for (const mark of props.marks) drawEllipses(context, to, mark.outline, screenScale());
  }
  drawMarks(context, props.marks, to, Math.max(6, (10 / props.shape.pixel_um.x) * to.scale), props.chosen, screenScale());
}

/** Lower left, with its length: the slide has no caption. `em`: size of text and line against a common screen's. */
function drawBar(context: CanvasRenderingContext2D, scale: number, pixel_um: number, em: number): void {
  if (scale <= 0) return;
  const length_um = scaleBarUm(((450 * em) / scale) * pixel_um);
  const length = (length_um / pixel_um) * scale;
  const [left, bottom] = [14, context.canvas.height - 14];
  const text = length_um >= 1000 ? `${length_um / 1000} mm` : `${length_um} µm`;
  context.font = `bold ${14 * em}px sans-serif`;
  context.fillStyle = "rgba(0, 0, 0, 0.7)";
  context.fillRect(left - 6, bottom - 26 * em, Math.max(length, context.measureText(text).width) + 12, 26 * em + 8);
  context.fillStyle = "#ffffff";
  context.fillRect(left, bottom - 3 * em, length, 4 * em);
  context.fillText(text, left, bottom - 9 * em);
}
