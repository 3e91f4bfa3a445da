/** A region drawn by hand over a plot, in its pixels. */
export interface Place { x: number; y: number }

/** Whether `place` lies in the closed outline; where it crosses itself, by the even-odd rule. */
export function isInside(outline: Place[], place: Place): boolean {
  let inside = false;
  outline.forEach((a, i) => {
    const b = outline[(i + 1) % outline.length]!;
    if (a.y > place.y === b.y > place.y) return;
    if (place.x < a.x + ((place.y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  });
  return inside;
}

export function rectangle(from: Place, to: Place): Place[] {
  return [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];
}

/** The longer side of the box around it; 0 when nothing was drawn. */
export function extent(outline: Place[]): number {
  if (outline.length === 0) return 0;
  const xs = outline.map(({ x }) => x);
  const ys = outline.map(({ y }) => y);
  return Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
}
