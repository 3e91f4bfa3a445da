import type { Candidate, QualityMap } from "../api/wire";

/** Slide pixels to canvas pixels: `canvas = slide * scale + shift`. */
export interface SlideToCanvas { scale: number; shift_x: number; shift_y: number }
export interface MarkedCandidate { id: string; number: number; x_px: number; y_px: number; call: string | null; outline: Candidate["outline"] }

/** Index of the candidate nearest to a canvas point, not farther than `reach` canvas pixels; -1 when none is. */
export function nearest(marks: MarkedCandidate[], to: SlideToCanvas, x: number, y: number, reach: number): number {
  let [best, best_distance] = [-1, reach * reach];
  marks.forEach((mark, i) => {
    const dx = mark.x_px * to.scale + to.shift_x - x;
    const dy = mark.y_px * to.scale + to.shift_y - y;
    const distance = dx * dx + dy * dy;
    if (distance <= best_distance) [best, best_distance] = [i, distance];
  });
  return best;
}

const kShapes: Record<string, string> = { ctc: "#ffffff", not_ctc: "#ffb000", unsure: "#56b4e9" };

/** `scale`: of lines. Calls differ in form as well as colour: CTC a ring, not CTC a cross, unsure a square, undecided a dashed ring. */
export function drawMarks(
  context: CanvasRenderingContext2D, marks: MarkedCandidate[], to: SlideToCanvas, radius: number, chosen: string | undefined, scale: number,
): void {
  for (const mark of marks) {
    const x = mark.x_px * to.scale + to.shift_x;
    const y = mark.y_px * to.scale + to.shift_y;
    if (x < -radius || y < -radius || x > context.canvas.width + radius || y > context.canvas.height + radius) continue;
    context.beginPath();
    context.setLineDash(mark.call ? [] : [3 * scale, 3 * scale]);
    if (mark.call === "not_ctc") {
      crossAround(context, x, y, radius);
    } else if (mark.call === "unsure") {
      context.rect(x - radius * 0.8, y - radius * 0.8, radius * 1.6, radius * 1.6);
    } else {
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
    context.lineWidth = (mark.id === chosen ? 6 : 4) * scale;
    context.strokeStyle = "#000000";
    context.stroke();
    context.lineWidth = (mark.id === chosen ? 4 : 2) * scale;
    context.strokeStyle = mark.id === chosen ? "#f0e442" : (kShapes[mark.call ?? ""] ?? "#ffffff");
    context.stroke();
  }
  context.setLineDash([]);
}

/** Four strokes towards the middle, which stays open: the cell must be seen. */
function crossAround(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  for (const [across, down] of [[1, 1], [1, -1], [-1, 1], [-1, -1]] as const) {
    context.moveTo(x + across * radius * 1.05, y + down * radius * 1.05);
    context.lineTo(x + across * radius * 0.55, y + down * radius * 0.55);
  }
}

/** Cells of a quality map, from clear (`low`) to opaque orange (`high`); lost places are dark and crossed. */
export function drawQuality(
  context: CanvasRenderingContext2D, map: QualityMap, to: SlideToCanvas, slide: { width_px: number; height_px: number },
): void {
  context.save();
  context.beginPath();
  context.rect(to.shift_x, to.shift_y, slide.width_px * to.scale, slide.height_px * to.scale); // The last cells reach beyond it.
  context.clip();
  const edge = map.cell_px * to.scale;
  const span = map.high - map.low || 1;
  map.values.forEach((value, i) => {
    if (value === null) return;
    const share = Math.max(0, Math.min(1, (value - map.low) / span));
    context.fillStyle = `rgba(230, 159, 0, ${0.45 * share})`;
    context.fillRect((i % map.columns) * edge + to.shift_x, Math.floor(i / map.columns) * edge + to.shift_y, edge, edge);
  });
  for (const lost of map.failures) {
    const [x, y] = [lost.x * to.scale + to.shift_x, lost.y * to.scale + to.shift_y];
    const [width, height] = [lost.width * to.scale, lost.height * to.scale];
    context.fillStyle = "rgba(0, 0, 0, 0.75)";
    context.fillRect(x, y, width, height);
    context.strokeStyle = "#ffffff";
    context.strokeRect(x, y, width, height);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + width, y + height);
    context.moveTo(x + width, y);
    context.lineTo(x, y + height);
    context.stroke();
  }
  context.restore();
}
