import { useEffect, useRef, useState } from "preact/hooks";
import { strip, type Strip } from "../api/pictures";
import type { Candidate, Channel } from "../api/wire";
import { compositeOf, gammaTable, greyOf, rgbOf } from "../model/tint";
import { drawEllipses, drawExactOutline, drawScaleBar, intoPicture, scaleBarUm, type PictureFrame } from "../model/marks";
import { colourOf, gammaOf, hidden, outlines } from "../state/display";
import { exactOutline } from "../state/outlines";

interface Props {
  candidate: Candidate; channels: Channel[]; edge_um: number; display_version: number; pixel_um: number;
  /** CSS pixels of the square that one picture may fill. */
  size: number;
  /** Pictures side by side; the rest goes below. All by default. */
  per_line?: number;
  /** Only the composite, for small tiles. */
  composite_only?: boolean;
}

/** The composite and one grey picture per channel of a candidate, at the study's own display range. */
export function CropPicture(props: Props) {
  const { candidate, channels, edge_um, display_version } = props;
  const [pixels, setPixels] = useState<Strip | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    let wanted = true;
    setPixels(null);
    setProblem("");
    strip(candidate.id, edge_um, display_version).then(
      (found) => wanted && setPixels(found),
      (error: Error) => wanted && setProblem(error.message),
    );
    return () => {
      wanted = false;
    };
  }, [candidate.id, edge_um, display_version]);

  if (problem) return <p class="picture-problem" role="note">{problem}</p>;
  const shown = props.composite_only ? [] : channels;
  return (
    <div class="strip" style={{ gridTemplateColumns: `repeat(${props.per_line ?? shown.length + 1}, max-content)` }}>
      <Panel {...props} pixels={pixels} channel={null} title="composite" />
      {shown.map((channel, i) => (
        <Panel key={channel.index} {...props} pixels={pixels} channel={i} title={channel.name} />
      ))}
      {pixels?.range === "sample" && (
        <p class="range-note">Original scan not found: pictures of the analysis, at this sample's own display range.</p>
      )}
    </div>
  );
}

function Panel(props: Props & { pixels: Strip | null; channel: number | null; title: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { pixels, channel, size, channels } = props;
  const [off, marked] = [hidden.value, outlines.value];
  const exact = marked ? exactOutline(props.candidate.id) : null;
  const looks = channels.map((_, i) => gammaOf(i)).join();
  const tints = channels.map((_, i) => colourOf(i)).join();
  const ratio = window.devicePixelRatio || 1;
  const bar_um = scaleBarUm(props.edge_um);
  const drawn_px = drawnEdge(pixels?.edge ?? 0, Math.floor(size * ratio));
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !pixels) return;
    const tables = channels.map((_, i) => gammaTable(gammaOf(i)));
    const colours = channels.map((_, i) => (off.has(i) ? null : rgbOf(colourOf(i))));
    const rgba = channel === null
      ? compositeOf(pixels.grey, pixels.edge, pixels.count, colours, tables)
      : greyOf(pixels.grey, pixels.edge, pixels.count, channel, tables[channel]!);
    context.canvas.width = context.canvas.height = drawn_px;
    paint(context, rgba, pixels.edge);
    const frame: PictureFrame = {
      edge_px: context.canvas.width, slide_px: pixels.edge, centre_x: props.candidate.x_px, centre_y: props.candidate.y_px,
    };
    if (exact) drawExactOutline(context, intoPicture(frame), exact, ratio);
    else if (marked) drawEllipses(context, intoPicture(frame), props.candidate.outline, ratio);
    drawScaleBar(context, frame, bar_um, props.pixel_um, ratio);
  }, [pixels, channel, looks, off, marked, exact, tints, size, props.candidate.id]);
  const caption = channel === null ? `▬ ${bar_um} µm` : `${props.title}${off.has(channel) ? " (off in composite)" : ""}`;
  return (
    <figure class="panel" title={props.title} style={{ width: `${size}px` }}>
      <div class="box" style={{ width: `${size}px`, height: `${size}px` }}>
        <canvas ref={canvas} role="img" aria-label={`candidate ${props.candidate.number}, ${props.title}`}
          style={{ width: `${drawn_px / ratio}px`, height: `${drawn_px / ratio}px` }} />
      </div>
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

/** Whole screen pixels for each of the camera's, so that all are alike; smaller only where not even one fits. */
export function drawnEdge(edge: number, box: number): number {
  return edge > 0 && edge <= box ? edge * Math.floor(box / edge) : box;
}

/** One for all pictures, as big as the last: what is drawn from it is drawn at once. */
const scratch = new OffscreenCanvas(1, 1);

/** Enlarged without smoothing: a reviewer judges the camera's pixels, not invented ones between them. */
function paint(context: CanvasRenderingContext2D, rgba: Uint8ClampedArray<ArrayBuffer>, edge: number): void {
  if (scratch.width !== edge) scratch.width = scratch.height = edge;
  scratch.getContext("2d")?.putImageData(new ImageData(rgba, edge, edge), 0, 0);
  context.imageSmoothingEnabled = context.canvas.width < edge;
  context.drawImage(scratch, 0, 0, context.canvas.width, context.canvas.height);
}
