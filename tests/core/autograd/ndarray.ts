/** Arrays of float64 and the operations of tfjs on them, as plainly as can be, for tapes to be held against. */

export interface NdArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type Index = readonly number[];

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
export const at = ({ shape, data }: NdArray, index: Index): number =>
  data[index.reduce((flat, i, axis) => flat * (shape[axis] as number) + i, 0)] as number;

/** The array of this shape whose element at `index` is f(index). */
export function build(shape: readonly number[], f: (index: number[]) => number): NdArray {
  const data: number[] = [];
  for (let flat = 0; flat < sizeOf(shape); flat++) {
    const index: number[] = [];
    for (let axis = shape.length - 1, left = flat; axis >= 0; axis--) {
      const size = shape[axis] as number;
      index.unshift(left % size);
      left = Math.floor(left / size);
    }
    data.push(f(index));
  }
  return { shape, data };
}

export const scalar = (x: number): NdArray => ({ shape: [], data: [x] });
export const map = (f: (x: number) => number) => (a: NdArray) => ({ shape: a.shape, data: a.data.map(f) });

function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => Math.max(a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1));
}
const clamp = (a: NdArray, index: Index) =>
  a.shape.map((size, i) => (size === 1 ? 0 : (index[i + index.length - a.shape.length] as number)));

/** f of two arrays, element by element, broadcast. */
export const zip = (f: (x: number, y: number) => number) => (a: NdArray, b: NdArray) =>
  build(broadcastShape(a.shape, b.shape), (index) => f(at(a, clamp(a, index)), at(b, clamp(b, index))));

export const add = zip((x, y) => x + y);
export const sub = zip((x, y) => x - y);
export const mul = zip((x, y) => x * y);
export const div = zip((x, y) => x / y);
export const square = map((x) => x * x);
export const sigmoid = map((x) => 1 / (1 + Math.exp(-x)));
export const tanh = map(Math.tanh);

export const reshape = (a: NdArray, shape: readonly number[]): NdArray => ({ shape, data: a.data });
export const broadcastTo = (a: NdArray, shape: readonly number[]) => build(shape, (index) => at(a, clamp(a, index)));
export const transpose = (a: NdArray, order: readonly number[]) =>
  build(
    order.map((axis) => a.shape[axis] as number),
    (index) =>
      at(
        a,
        order.map((_, axis) => index[order.indexOf(axis)] as number),
      ),
  );
export const slice = (a: NdArray, begin: Index, size: readonly number[]) =>
  build(size, (index) =>
    at(
      a,
      index.map((i, axis) => i + (begin[axis] as number)),
    ),
  );
export const tile = (a: NdArray, reps: readonly number[]) =>
  build(
    a.shape.map((size, axis) => size * (reps[axis] as number)),
    (index) =>
      at(
        a,
        index.map((i, axis) => i % (a.shape[axis] as number)),
      ),
  );
/** The array with zeros around it. */
export const pad = (a: NdArray, edges: readonly (readonly [number, number])[]) =>
  build(
    a.shape.map((size, axis) => size + (edges[axis]?.[0] ?? 0) + (edges[axis]?.[1] ?? 0)),
    (index) => {
      const inside = index.map((i, axis) => i - (edges[axis]?.[0] ?? 0));
      return inside.every((i, axis) => i >= 0 && i < (a.shape[axis] as number)) ? at(a, inside) : 0;
    },
  );
export function concat(arrays: readonly NdArray[], axis: number): NdArray {
  const first = arrays[0] as NdArray;
  const sizes = arrays.map(({ shape }) => shape[axis] as number);
  const shape = first.shape.map((size, i) => (i === axis ? sizes.reduce((a, b) => a + b, 0) : size));
  return build(shape, (index) => {
    let place = index[axis] as number;
    let which = 0;
    for (; place >= (sizes[which] as number); which++) place -= sizes[which] as number;
    return at(
      arrays[which] as NdArray,
      index.map((i, j) => (j === axis ? place : i)),
    );
  });
}
export const take = (a: NdArray, indices: readonly number[], axis: number) =>
  build(
    a.shape.map((size, i) => (i === axis ? indices.length : size)),
    (index) =>
      at(
        a,
        index.map((i, j) => (j === axis ? (indices[i] as number) : i)),
      ),
  );

/** f of the numbers along some axes, all of them when left out. */
export const reduce =
  (f: (xs: readonly number[]) => number) =>
  (a: NdArray, axes: readonly number[] = a.shape.map((_, i) => i), keep = false): NdArray => {
    const kept = a.shape.map((size, i) => (axes.includes(i) ? 1 : size));
    const result = build(kept, (index) => {
      const xs = build(
        a.shape.map((size, i) => (axes.includes(i) ? size : 1)),
        (offset) =>
          at(
            a,
            offset.map((o, i) => o + (index[i] as number)),
          ),
      );
      return f(xs.data);
    });
    return keep
      ? result
      : reshape(
          result,
          a.shape.filter((_, i) => !axes.includes(i)),
        );
  };
export const sum = reduce((xs) => xs.reduce((a, b) => a + b, 0));
export const mean = reduce((xs) => xs.reduce((a, b) => a + b, 0) / xs.length);
export const logSumExp = reduce((xs) => Math.log(xs.reduce((total, x) => total + Math.exp(x), 0)));

/** a b over the last two axes, each transposed or not, the others broadcast. */
export function matMul(a: NdArray, b: NdArray, transposeA = false, transposeB = false): NdArray {
  const turned = (x: NdArray, turn: boolean) => {
    const axes = x.shape.map((_, i) => i);
    const [row, column] = axes.slice(-2) as [number, number];
    return turn ? transpose(x, [...axes.slice(0, -2), column, row]) : x;
  };
  const [left, right] = [turned(a, transposeA), turned(b, transposeB)];
  const [rows, inner, columns] = [left.shape.at(-2), left.shape.at(-1), right.shape.at(-1)] as [number, number, number];
  const batch = broadcastShape(left.shape.slice(0, -2), right.shape.slice(0, -2));
  return build([...batch, rows, columns], (index) => {
    const [outer, i, j] = [index.slice(0, -2), index.at(-2) as number, index.at(-1) as number];
    let total = 0;
    for (let k = 0; k < inner; k++) {
      total += at(left, clamp(left, [...outer, i, k])) * at(right, clamp(right, [...outer, k, j]));
    }
    return total;
  });
}

export type Padding = 'same' | 'valid';

/** Output size and leading padding of a window that slides over one axis, as TensorFlow counts them. */
function sliding(size: number, window: number, stride: number, padding: Padding): { out: number; before: number } {
  if (padding === 'valid') return { out: Math.ceil((size - window + 1) / stride), before: 0 };
  const out = Math.ceil(size / stride);
  return { out, before: Math.floor(Math.max(0, (out - 1) * stride + window - size) / 2) };
}

/** For each window over rows and columns of x `[batch, rows, columns, channels]`: f of the places that it covers. */
function slide(
  x: NdArray,
  [height, width]: readonly [number, number],
  stride: number,
  padding: Padding,
  channels: number,
  f: (batch: number, channel: number, places: { row: number; column: number; i: number; j: number }[]) => number,
): NdArray {
  const [batch, rows, columns] = x.shape as [number, number, number, number];
  const vertical = sliding(rows, height, stride, padding);
  const horizontal = sliding(columns, width, stride, padding);
  return build([batch, vertical.out, horizontal.out, channels], ([b, r, c, d]) => {
    const places = [];
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const row = (r as number) * stride - vertical.before + i;
        const column = (c as number) * stride - horizontal.before + j;
        if (row >= 0 && row < rows && column >= 0 && column < columns) places.push({ row, column, i, j });
      }
    }
    return f(b as number, d as number, places);
  });
}

/** x ∗ w with w `[height, width, in, out]`. */
export function conv2d(x: NdArray, w: NdArray, stride: number, padding: Padding): NdArray {
  const [height, width, inputs, outputs] = w.shape as [number, number, number, number];
  return slide(x, [height, width], stride, padding, outputs, (b, d, places) => {
    let total = 0;
    for (const { row, column, i, j } of places) {
      for (let k = 0; k < inputs; k++) total += at(x, [b, row, column, k]) * at(w, [i, j, k, d]);
    }
    return total;
  });
}

/** Each channel by its own filters, w `[height, width, in, multiplier]`. */
export function depthwiseConv2d(x: NdArray, w: NdArray, stride: number, padding: Padding): NdArray {
  const [height, width, inputs, multiplier] = w.shape as [number, number, number, number];
  return slide(x, [height, width], stride, padding, inputs * multiplier, (b, d, places) => {
    const [k, m] = [Math.floor(d / multiplier), d % multiplier];
    return places.reduce((t, { row, column, i, j }) => t + at(x, [b, row, column, k]) * at(w, [i, j, k, m]), 0);
  });
}

/** f of the numbers in each window, padding left out. */
export const pool =
  (f: (xs: readonly number[]) => number) =>
  (x: NdArray, size: number, stride: number, padding: Padding): NdArray =>
    slide(x, [size, size], stride, padding, x.shape[3] as number, (b, d, places) =>
      f(places.map(({ row, column }) => at(x, [b, row, column, d]))),
    );
