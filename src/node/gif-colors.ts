import { gifenc } from './gifenc.ts';

/** Red, green and blue in one number, 65536 r + 256 g + b. */
export type PackedColor = number;

/** How many of the most frequent colours are kept as they are. */
const EXACT = 32;

/**
 * The colours of all pictures of a GIF together, of which there may be 255, and the nearest of them for each colour. A
 * colour has the same one in every picture, so that what stands still does not flicker.
 */
export class GifColors {
  readonly #counts = new Map<PackedColor, number>();

  /** Counts the pixels of a picture. */
  count(pixels: Uint32Array): void {
    for (let i = 0; i < pixels.length; ) {
      const color = pixels[i] as number;
      const start = i;
      while (i < pixels.length && pixels[i] === color) i++;
      this.#counts.set(color, (this.#counts.get(color) ?? 0) + i - start);
    }
  }

  /** All colours that were counted, where there are 255 or fewer; else the 32 most frequent, and means of the others. */
  palette(): PackedColor[] {
    const byCount = [...this.#counts].sort(([a, m], [b, n]) => n - m || a - b).map(([color]) => color);
    if (byCount.length <= 255) return byCount;
    const others = new Uint8Array(4 * (byCount.length - EXACT)).fill(255);
    for (const [i, color] of byCount.slice(EXACT).entries()) others.set(unpack(color), 4 * i);
    const means = gifenc.quantize(others, 255 - EXACT).map(([red, green, blue]) => (red << 16) | (green << 8) | blue);
    return [...byCount.slice(0, EXACT), ...means];
  }
}

/** A colour as red, green and blue. */
export function unpack(color: PackedColor): [red: number, green: number, blue: number] {
  return [color >> 16, (color >> 8) & 255, color & 255];
}

/** Returns the index of the colour of a palette that is nearest to another, by the sum of the squared differences. */
export function nearestIn(palette: readonly PackedColor[]): (color: PackedColor) => number {
  const known = new Map(palette.map((color, i) => [color, i]));
  const parts = palette.map(unpack);
  return (color) => {
    const found = known.get(color);
    if (found !== undefined) return found;
    const [red, green, blue] = unpack(color);
    let [nearest, least] = [0, Infinity];
    for (const [i, [r, g, b]] of parts.entries()) {
      const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
      if (distance < least) [nearest, least] = [i, distance];
    }
    known.set(color, nearest);
    return nearest;
  };
}
