import type { Point } from './glyphs.ts';

/** Lines of samples in a row of pixels. */
const LINES = 16;

/**
 * How much of each pixel a shape covers. The shape is the union of what is added, so that parts which overlap or touch
 * leave no seam. Along a row the areas are exact, across rows the mean of 16 lines. It computes by +, −, ×, ÷ and square
 * roots alone, which every engine does alike.
 */
export class Coverage {
  readonly #width: number;
  readonly #lines: number;
  /** For each line of samples: left, right, left, right … of what lies inside; in no order, and overlapping. */
  readonly #spans: (number[] | undefined)[];

  constructor(width: number, height: number) {
    this.#width = width;
    this.#lines = height * LINES;
    this.#spans = new Array(this.#lines);
  }

  /** Adds a closed polygon: all that it winds around at least once. */
  polygon(points: readonly Point[]): this {
    const crossings: (Crossing[] | undefined)[] = new Array(this.#lines);
    for (const [i, point] of points.entries()) this.#cross(point, points[(i + 1) % points.length] as Point, crossings);
    crossings.forEach((crossed = [], line) => {
      let winding = 0;
      let left = 0;
      for (const { x, turn } of crossed.sort((a, b) => a.x - b.x)) {
        if (winding === 0) left = x;
        winding += turn;
        if (winding === 0) this.#add(line, left, x);
      }
    });
    return this;
  }

  /** Adds a disc. */
  circle(x: number, y: number, radius: number): this {
    const [first, end] = this.#between(y - radius, y + radius);
    for (let line = first; line < end; line++) {
      const off = (line + 0.5) / LINES - y;
      const half = Math.sqrt(Math.max(0, radius * radius - off * off));
      this.#add(line, x - half, x + half);
    }
    return this;
  }

  /** Adds a line through points, with round ends and joints. */
  stroke(points: readonly Point[], width: number): this {
    for (const [i, [x, y]] of points.entries()) {
      this.circle(x, y, width / 2);
      const [fromX, fromY] = points[i - 1] ?? [x, y];
      const [dx, dy] = [x - fromX, y - fromY];
      const length = Math.sqrt(dx * dx + dy * dy);
      if (length === 0) continue;
      const [sideX, sideY] = [(-dy / length) * (width / 2), (dx / length) * (width / 2)];
      this.polygon([
        [fromX + sideX, fromY + sideY],
        [x + sideX, y + sideY],
        [x - sideX, y - sideY],
        [fromX - sideX, fromY - sideY],
      ]);
    }
    return this;
  }

  /** Calls `visit` for each pixel that is covered at all, with the covered share of it on (0, 1]. */
  each(visit: (x: number, y: number, share: number) => void): void {
    const row = new RowCoverage(this.#width);
    for (let line = 0; line < this.#lines; line += LINES) {
      let some = false;
      for (let i = line; i < line + LINES; i++) {
        const spans = this.#spans[i];
        if (spans === undefined) continue;
        some = true;
        for (const [left, right] of union(spans)) row.add(left, right, 1 / LINES);
      }
      if (some) row.empty((x, share) => visit(x, line / LINES, share));
    }
  }

  /** The lines of samples from a height down to another: the first, and the one after the last. */
  #between(top: number, bottom: number): [first: number, end: number] {
    const lineFrom = (y: number) => Math.min(Math.max(Math.ceil(y * LINES - 0.5), 0), this.#lines);
    return [lineFrom(top), lineFrom(bottom)];
  }

  #add(line: number, left: number, right: number): void {
    const spans = this.#spans[line];
    if (spans === undefined) this.#spans[line] = [left, right];
    else spans.push(left, right);
  }

  #cross(from: Point, to: Point, crossings: (Crossing[] | undefined)[]): void {
    const turn = to[1] > from[1] ? 1 : -1;
    const [upper, lower] = turn === 1 ? [from, to] : [to, from];
    const [first, end] = this.#between(upper[1], lower[1]);
    const slope = (lower[0] - upper[0]) / (lower[1] - upper[1]);
    for (let line = first; line < end; line++) {
      const crossing = { x: upper[0] + ((line + 0.5) / LINES - upper[1]) * slope, turn };
      const crossed = crossings[line];
      if (crossed === undefined) crossings[line] = [crossing];
      else crossed.push(crossing);
    }
  }
}

/** Where an edge of a polygon crosses a line of samples: 1 on its way down, −1 on its way up. */
interface Crossing {
  readonly x: number;
  readonly turn: number;
}

/** The covered shares of one row of pixels, kept as what each adds to the one before it. */
export class RowCoverage {
  readonly #width: number;
  readonly #changes: Float64Array;

  constructor(width: number) {
    this.#width = width;
    this.#changes = new Float64Array(width + 2);
  }

  /** Covers the row from `left` to `right`, to `share` of its height. */
  add(left: number, right: number, share: number): void {
    this.#step(left, share);
    this.#step(right, -share);
  }

  /** Calls `visit` for each pixel that is covered at all, and uncovers the row. */
  empty(visit: (x: number, share: number) => void): void {
    let share = 0;
    for (let x = 0; x < this.#width; x++) {
      share += this.#changes[x] as number;
      // The sums leave some 1e-16 where nothing is, and miss 1 by as much.
      if (share > 1e-9) visit(x, share > 1 - 1e-9 ? 1 : share);
    }
    this.#changes.fill(0);
  }

  #step(x: number, share: number): void {
    const inside = Math.min(Math.max(x, 0), this.#width);
    const pixel = Math.floor(inside);
    const within = pixel + 1 - inside;
    this.#changes[pixel] = (this.#changes[pixel] as number) + within * share;
    this.#changes[pixel + 1] = (this.#changes[pixel + 1] as number) + (1 - within) * share;
  }
}

/** The same points as spans that neither overlap nor touch, from the left. */
function union(spans: readonly number[]): [left: number, right: number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < spans.length; i += 2) pairs.push([spans[i] as number, spans[i + 1] as number]);
  const joined: [number, number][] = [];
  for (const [left, right] of pairs.sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last !== undefined && left <= last[1]) last[1] = Math.max(last[1], right);
    else joined.push([left, right]);
  }
  return joined;
}
