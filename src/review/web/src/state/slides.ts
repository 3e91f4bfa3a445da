import { signal } from "@preact/signals";
import { get } from "../api/client";
import type { SlideShape } from "../api/wire";

const shapes = signal<ReadonlyMap<string, SlideShape>>(new Map());
const asked = new Set<string>();

/** Shape of a sample's scan; undefined until the server has answered. */
export function slideShape(sample: string): SlideShape | undefined {
  const shape = shapes.value.get(sample);
  if (!shape && !asked.has(sample)) {
    asked.add(sample);
    get<SlideShape>(`/api/slides/${sample}`).then(
      (found) => (shapes.value = new Map(shapes.value).set(sample, found)),
      () => asked.delete(sample), // Asked again at the next drawing.
    );
  }
  return shape;
}
