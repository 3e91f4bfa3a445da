/** Grey 8-bit channel pictures to a coloured composite. The display range is the server's: only gamma and colour are chosen here. */

export type Rgb = [number, number, number];

export function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.replace("#", ""), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

export function hexOf([r, g, b]: Rgb): string {
  return [r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("");
}

/** 256 brightnesses after gamma: below 1 lifts the dim, above 1 deepens them; 0 and 255 stay. */
export function gammaTable(gamma: number): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256);
  for (let i = 0; i < 256; ++i) table[i] = Math.round(255 * Math.pow(i / 255, gamma));
  return table;
}

/**
 * One channel of a strip of square pictures side by side, through `table`, as RGBA.
 * @param strip `count * edge` x `edge` pixels, grey, one byte each.
 */
export function greyOf(strip: Uint8Array, edge: number, count: number, channel: number, table: Uint8ClampedArray) {
  const out = new Uint8ClampedArray(edge * edge * 4);
  for (let y = 0; y < edge; ++y) {
    for (let x = 0; x < edge; ++x) {
      const from = y * edge * count + channel * edge + x;
      const to = 4 * (y * edge + x);
      const grey = table[strip[from] ?? 0] ?? 0;
      out[to] = out[to + 1] = out[to + 2] = grey;
      out[to + 3] = 255;
    }
  }
  return out;
}

/** Sum of the shown channels in their colours, each through its own table, as light adds. */
export function compositeOf(
  strip: Uint8Array, edge: number, count: number, colours: (Rgb | null)[], tables: Uint8ClampedArray[],
) {
  const out = new Uint8ClampedArray(edge * edge * 4);
  for (let y = 0; y < edge; ++y) {
    for (let x = 0; x < edge; ++x) {
      const to = 4 * (y * edge + x);
      let [r, g, b] = [0, 0, 0];
      colours.forEach((colour, channel) => {
        if (!colour) return;
        const grey = (tables[channel]?.[strip[y * edge * count + channel * edge + x] ?? 0] ?? 0) / 255;
        r += grey * colour[0];
        g += grey * colour[1];
        b += grey * colour[2];
      });
      out[to] = r;
      out[to + 1] = g;
      out[to + 2] = b;
      out[to + 3] = 255;
    }
  }
  return out;
}

/** Light of channels that are not known to overlap is told apart by these (Okabe and Ito 2008). */
export const kColours = ["0072b2", "009e73", "cc79a7", "e69f00", "56b4e9", "d55e00", "f0e442", "ffffff"];
