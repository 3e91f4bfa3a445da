import type { Candidate, Ellipse, ExactOutline } from "../api/wire";
import type { SlideToCanvas } from "./slide_marks";

/** A square cut from the slide around a centre, drawn `edge_px` canvas pixels wide. */
export interface PictureFrame { edge_px: number; slide_px: number; centre_x: number; centre_y: number }

export interface DrawnEllipse { x: number; y: number; rx: number; ry: number; angle: number }

/**
 * From the slide into a cut. The cut's middle pixel is the one the centre lies in, and slide coordinates count from pixel
 * centres, so the cut starts half a pixel before its first pixel's centre.
 */
export function intoPicture(frame: PictureFrame): SlideToCanvas {
  const scale = frame.edge_px / frame.slide_px;
  const half = (frame.slide_px - 1) / 2;
  return {
    scale, shift_x: (half + 0.5 - Math.round(frame.centre_x)) * scale, shift_y: (half + 0.5 - Math.round(frame.centre_y)) * scale,
  };
}

export function drawnEllipse(to: SlideToCanvas, ellipse: Ellipse): DrawnEllipse {
  return {
    x: ellipse.cx * to.scale + to.shift_x,
    y: ellipse.cy * to.scale + to.shift_y,
    rx: (ellipse.major / 2) * to.scale,
    ry: (ellipse.minor / 2) * to.scale,
    angle: ellipse.angle,
  };
}

/** Longest of 1, 2, 5, 10, 20, 50 … um that takes at most a third of the picture. */
export function scaleBarUm(picture_um: number): number {
  const most = picture_um / 3;
  const power = Math.pow(10, Math.floor(Math.log10(most)));
  return [5, 2, 1].map((step) => step * power).find((length) => length <= most) ?? power;
}

/** The lines of `draw`: cell white, nucleus dashed yellow, told apart by form too. `ratio`: width of lines. */
function strokeOutline(context: CanvasRenderingContext2D, part: "cell" | "nucleus", ratio: number, draw: () => void): void {
  context.lineWidth = 1.5 * ratio;
  context.setLineDash(part === "cell" ? [] : [4 * ratio, 3 * ratio]);
  context.strokeStyle = part === "cell" ? "#ffffff" : "#ffd92f";
  context.beginPath();
  draw();
  context.stroke();
  context.setLineDash([]);
}

/** The ellipses of the measured moments: what there is without label images. */
export function drawEllipses(
  context: CanvasRenderingContext2D, to: SlideToCanvas, outline: Candidate["outline"], ratio: number,
): void {
  for (const part of ["cell", "nucleus"] as const) {
    const ellipse = outline[part];
    if (!ellipse) continue;
    const drawn = drawnEllipse(to, ellipse);
    strokeOutline(context, part, ratio, () =>
      context.ellipse(drawn.x, drawn.y, Math.max(drawn.rx, 0.5), Math.max(drawn.ry, 0.5), drawn.angle, 0, 2 * Math.PI));
  }
}

/** A ring's points on the canvas: it runs along the corners of pixels, half a pixel off their centres. */
export function drawnRing(to: SlideToCanvas, ring: number[]): [number, number][] {
  const points: [number, number][] = [];
  for (let i = 0; i + 1 < ring.length; i += 2) {
    points.push([(ring[i]! - 0.5) * to.scale + to.shift_x, (ring[i + 1]! - 0.5) * to.scale + to.shift_y]);
  }
  return points;
}

/** Outlines along the edges of the pixels that were found to be the cell. */
export function drawExactOutline(context: CanvasRenderingContext2D, to: SlideToCanvas, outline: ExactOutline, ratio: number): void {
  for (const part of ["cell", "nucleus"] as const) {
    strokeOutline(context, part, ratio, () => {
      for (const ring of outline[part]) {
        drawnRing(to, ring).forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
        context.closePath();
      }
    });
  }
}

export function drawScaleBar(
  context: CanvasRenderingContext2D, frame: PictureFrame, length_um: number, pixel_um: number, ratio: number,
): void {
  const length = (length_um / pixel_um) * (frame.edge_px / frame.slide_px);
  const right = frame.edge_px - 6 * ratio;
  const bottom = frame.edge_px - 6 * ratio;
  context.fillStyle = "#000000";
  context.fillRect(right - length - ratio, bottom - 4 * ratio, length + 2 * ratio, 5 * ratio);
  context.fillStyle = "#ffffff";
  context.fillRect(right - length, bottom - 3 * ratio, length, 3 * ratio);
}
