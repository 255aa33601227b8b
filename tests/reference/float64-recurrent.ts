import type { Layout } from '../../src/core/parameters.ts';

/** GRU and LSTM networks once more, in plain float64, one observation at a time. */

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

type Read = (name: string) => { readonly shape: readonly number[]; readonly at: (i: number) => number };

function reader(theta: ArrayLike<number>, layout: Layout): Read {
  return (name) => {
    const entry = layout.find((candidate) => candidate.name === name);
    if (entry === undefined) throw new Error(`no ${name}`);
    return { shape: entry.shape, at: (i) => theta[entry.offset + i] as number };
  };
}

/** x W, plus b where it is given. */
function affine(read: Read, x: readonly number[], weight: string, bias?: string): number[] {
  const w = read(weight);
  const columns = w.shape[1] as number;
  return Array.from({ length: columns }, (_, j) =>
    x.reduce((sum, value, i) => sum + value * w.at(i * columns + j), bias === undefined ? 0 : read(bias).at(j)),
  );
}

/** The memory after one step, from that before. */
function stepCell(read: Read, cell: 'gru' | 'lstm', x: readonly number[], state: readonly number[]): number[] {
  const units = read(`${cell}/recurrent/weight`).shape[0] as number;
  const [h, c] = [state.slice(0, units), state.slice(units)];
  const a = affine(read, x, `${cell}/input/weight`, `${cell}/input/bias`);
  const b = affine(read, h, `${cell}/recurrent/weight`);
  const [at, before] = [
    (k: number, j: number) => a[k * units + j] as number,
    (k: number, j: number) => b[k * units + j] as number,
  ];
  if (cell === 'gru') {
    const bias = read('gru/recurrent/bias');
    return h.map((old, j) => {
      const reset = sigmoid(at(0, j) + before(0, j));
      const update = sigmoid(at(1, j) + before(1, j));
      const candidate = Math.tanh(at(2, j) + reset * (before(2, j) + bias.at(j)));
      return (1 - update) * candidate + update * old;
    });
  }
  const sum = (k: number, j: number) => at(k, j) + before(k, j);
  const next = c.map((old, j) => sigmoid(sum(1, j)) * old + sigmoid(sum(0, j)) * Math.tanh(sum(3, j)));
  return [...next.map((value, j) => sigmoid(sum(2, j)) * Math.tanh(value)), ...next];
}

/** The output and the next memory of a network with tanh layers before its cell. */
export function recurrentForward(
  theta: ArrayLike<number>,
  layout: Layout,
  cell: 'gru' | 'lstm',
  observation: readonly number[],
  state: readonly number[],
): { output: number[]; state: number[] } {
  const read = reader(theta, layout);
  const layers = layout.filter(({ name }) => /^hidden\d+\/weight$/.test(name)).length;
  let x = [...observation];
  for (let i = 0; i < layers; i++) x = affine(read, x, `hidden${i}/weight`, `hidden${i}/bias`).map(Math.tanh);
  const next = stepCell(read, cell, x, state);
  const units = read(`${cell}/recurrent/weight`).shape[0] as number;
  return { output: affine(read, next.slice(0, units), 'output/weight', 'output/bias'), state: next };
}
