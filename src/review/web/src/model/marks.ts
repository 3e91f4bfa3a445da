import type { Candidate, Ellipse } from "../api/wire";

/** A square cut from the slide around a centre, drawn `edge_px` canvas pixels wide. */
export interface PictureFrame { edge_px: number; slide_px: number; centre_x: number; centre_y: number }

export interface DrawnEllipse { x: number; y: number; rx: number; ry: number; angle: number }

/**
 * An ellipse of the slide in canvas pixels. The cut's middle pixel is the one the centre lies in, and slide coordinates
 * count from pixel centres, so the cut starts half a pixel before its first pixel's centre.
 */
export function drawnEllipse(frame: PictureFrame, ellipse: Ellipse): DrawnEllipse {
  const scale = frame.edge_px / frame.slide_px;
  const half = (frame.slide_px - 1) / 2;
  return {
    x: (ellipse.cx - Math.round(frame.centre_x) + half + 0.5) * scale,
    y: (ellipse.cy - Math.round(frame.centre_y) + half + 0.5) * scale,
    rx: (ellipse.major / 2) * scale,
    ry: (ellipse.minor / 2) * scale,
    angle: ellipse.angle,
  };
}

/** Longest of 1, 2, 5, 10, 20, 50 … um that takes at most a third of the picture. */
export function scaleBarUm(picture_um: number): number {
  const most = picture_um / 3;
  const power = Math.pow(10, Math.floor(Math.log10(most)));
  return [5, 2, 1].map((step) => step * power).find((length) => length <= most) ?? power;
}

export function drawOutlines(
  context: CanvasRenderingContext2D, frame: PictureFrame, outline: Candidate["outline"], ratio: number,
): void {
  const marks: [Ellipse | null, string, number[]][] = [
    [outline.cell, "#ffffff", []],
    [outline.nucleus, "#ffd92f", [4 * ratio, 3 * ratio]],
  ];
  context.lineWidth = 1.5 * ratio;
  for (const [ellipse, colour, dash] of marks) {
    if (!ellipse) continue;
    const drawn = drawnEllipse(frame, ellipse);
    context.beginPath();
    context.setLineDash(dash);
    context.strokeStyle = colour;
    context.ellipse(drawn.x, drawn.y, Math.max(drawn.rx, 0.5), Math.max(drawn.ry, 0.5), drawn.angle, 0, 2 * Math.PI);
    context.stroke();
  }
  context.setLineDash([]);
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
