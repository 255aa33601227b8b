import type { Frame } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { Coverage, RowCoverage } from './coverage.ts';
import { type Point, textStrokes } from './glyphs.ts';

/** Red, green and blue from 0 to 255, and opacity from 0 to 1, which is 1 unless given. */
export type Color = readonly [red: number, green: number, blue: number, opacity?: number];

/**
 * A picture to draw on, in pixels, x to the right and y down from the top left corner; pixel (i, j) is the square from
 * (i, j) to (i + 1, j + 1). Edges are smooth: a colour counts in a pixel by its opacity times the share of the pixel
 * that the shape covers, α, and lies over what is there, c ← α c′ + (1 − α) c. What lies outside is cut off. The same
 * calls give the same bytes on every machine.
 *
 * Each method throws InputError where a number is not finite, or a size is negative.
 */
export class Canvas {
  readonly #width: number;
  readonly #height: number;
  readonly #pixels: Uint8ClampedArray;

  /** @throws InputError where the width or the height is not a whole number ≥ 1, or the colour is none */
  constructor(width: number, height: number, background: Color) {
    for (const size of [width, height]) {
      if (Number.isSafeInteger(size) && size >= 1) continue;
      throw new InputError('canvas', 'width and height must be whole numbers ≥ 1', show(size));
    }
    const [red, green, blue, opacity] = requireColor(background);
    const ground = Uint8ClampedArray.of(red, green, blue, 255 * opacity);
    this.#width = width;
    this.#height = height;
    const words = new Uint32Array(width * height).fill(new Uint32Array(ground.buffer)[0] as number);
    this.#pixels = new Uint8ClampedArray(words.buffer);
  }

  /** Fills a polygon of three points or more: all that its outline winds around, also where it crosses itself. */
  polygon(points: readonly Point[], color: Color): this {
    requirePoints(points, 3);
    return this.#fill(this.#coverage().polygon(points), color);
  }

  /** Draws a line through points, with round ends and joints; through a single one a dot. */
  line(points: readonly Point[], width: number, color: Color): this {
    requirePoints(points, 1);
    requireSizes([width]);
    return this.#fill(this.#coverage().stroke(points, width), color);
  }

  /** Fills a disc about (x, y). */
  circle(x: number, y: number, radius: number, color: Color): this {
    requirePoints([[x, y]], 1);
    requireSizes([radius]);
    return this.#fill(this.#coverage().circle(x, y, radius), color);
  }

  /** Fills the rectangle from (x, y), its upper left corner, to (x + width, y + height). */
  rectangle(x: number, y: number, width: number, height: number, color: Color): this {
    requirePoints([[x, y]], 1);
    requireSizes([width, height]);
    const paint = requireColor(color);
    const row = new RowCoverage(this.#width);
    const end = Math.min(Math.ceil(y + height), this.#height);
    for (let line = Math.max(Math.floor(y), 0); line < end; line++) {
      row.add(x, x + width, Math.min(line + 1, y + height) - Math.max(line, y));
      row.empty((pixel, share) => this.#blend(pixel, line, paint, share));
    }
    return this;
  }

  /**
   * Writes a line of text centred at (x, y), with capital letters of this height.
   *
   * @throws InputError where the text has a sign that {@link textStrokes} does not know
   */
  text(text: string, x: number, y: number, height: number, color: Color): this {
    requirePoints([[x, y]], 1);
    requireSizes([height]);
    const { strokes, width } = textStrokes(text, x, y, height);
    const coverage = this.#coverage();
    for (const stroke of strokes) coverage.stroke(stroke, width);
    return this.#fill(coverage, color);
  }

  /** The picture as it is now; drawing on does not change it. */
  frame(): Frame {
    return { width: this.#width, height: this.#height, pixels: this.#pixels.slice() };
  }

  #coverage(): Coverage {
    return new Coverage(this.#width, this.#height);
  }

  #fill(coverage: Coverage, color: Color): this {
    const paint = requireColor(color);
    coverage.each((x, y, share) => this.#blend(x, y, paint, share));
    return this;
  }

  /** Lays a colour over a pixel: opacity α + β (1 − α), where β is what was there, and colours weighted by theirs. */
  #blend(x: number, y: number, [red, green, blue, opacity]: Required<Color>, share: number): void {
    const pixels = this.#pixels;
    const at = 4 * (y * this.#width + x);
    const above = opacity * share;
    if (above === 1) {
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
      pixels[at + 3] = 255;
      return;
    }
    const below = ((pixels[at + 3] as number) / 255) * (1 - above);
    const total = above + below;
    if (total === 0) return;
    pixels[at] = (above * red + below * (pixels[at] as number)) / total;
    pixels[at + 1] = (above * green + below * (pixels[at + 1] as number)) / total;
    pixels[at + 2] = (above * blue + below * (pixels[at + 2] as number)) / total;
    pixels[at + 3] = 255 * total;
  }
}

function requireColor(color: Color): Required<Color> {
  const [red, green, blue, opacity = 1] = color;
  const right = [red, green, blue].every((part) => part >= 0 && part <= 255) && opacity >= 0 && opacity <= 1;
  if (!right) throw new InputError('canvas', 'a colour must be 0 to 255 three times, then opacity 0 to 1', show(color));
  return [red, green, blue, opacity];
}

function requirePoints(points: readonly Point[], least: number): void {
  if (points.length < least) {
    throw new InputError('canvas', `needs ${least} point${least === 1 ? '' : 's'} or more`, String(points.length));
  }
  const bad = points.find(([x, y]) => !Number.isFinite(x) || !Number.isFinite(y));
  if (bad !== undefined) throw new InputError('canvas', 'a point must be two finite numbers', `(${bad.join(', ')})`);
}

function requireSizes(sizes: readonly number[]): void {
  const bad = sizes.find((size) => !(size >= 0 && size < Infinity));
  if (bad !== undefined) throw new InputError('canvas', 'a width, height or radius must be a number ≥ 0', show(bad));
}
