import * as tf from '@tensorflow/tfjs';
import { KernelArray } from './kernel-array.ts';
import { kernels } from './kernels.ts';
import { type KernelParameters, outputOf, readInputs, registerFused } from './tensor-kernel.ts';

const GRU = 'PolicyAscentGru';
const LSTM = 'PolicyAscentLstm';

/** Sequences side by side, time behind time. */
export interface TimeSteps {
  /** What the inputs add to the gates, `[rows, gates · units]`, rows in the order of times. */
  readonly projected: tf.Tensor2D;
  /** How many sequences still run at each time; falls. */
  readonly sizes: readonly number[];
  /** The memory with which they begin, a matrix `[sizes[0], units]` for each of its parts. */
  readonly first: readonly tf.Tensor2D[];
}

/**
 * h `[rows, units]` of a gated recurrent unit, as `gru` defines it, over all times by one fused kernel and as one op of tfjs.
 * It has a fused first derivative, and refuses a second.
 *
 * @param weight U `[units, 3 · units]`
 * @param bias c `[units]`
 */
export function gruOp(weight: tf.Tensor, bias: tf.Tensor, { projected, sizes, first }: TimeSteps): tf.Tensor2D[] {
  registerFused(gruGradient, gruForward);
  registerFused({ kernelName: `${GRU}Gradient`, gradFunc: refuse }, gruBackward);
  const inputs = { projected, weight, bias, first: first[0] as tf.Tensor2D };
  return (tf.engine().runKernel(GRU, inputs, { sizes: [...sizes] }) as unknown as tf.Tensor2D[]).slice(0, 1);
}

/** h and c `[rows, units]` of a long short-term memory, as `lstm` defines it; otherwise as {@link gruOp}. */
export function lstmOp(weight: tf.Tensor, { projected, sizes, first }: TimeSteps): tf.Tensor2D[] {
  registerFused(lstmGradient, lstmForward);
  registerFused({ kernelName: `${LSTM}Gradient`, gradFunc: refuse }, lstmBackward);
  const inputs = { projected, weight, firstH: first[0] as tf.Tensor2D, firstC: first[1] as tf.Tensor2D };
  return (tf.engine().runKernel(LSTM, inputs, { sizes: [...sizes] }) as unknown as tf.Tensor2D[]).slice(0, 2);
}

function refuse(): never {
  throw new Error('a fused recurrent cell has no second derivative');
}

/** The times of an op in the kernels' memory, and room that is given back with them. */
class Room {
  readonly times: number;
  readonly sizes: KernelArray<Int32Array>;
  readonly #arrays: { release(): void }[];

  constructor({ attrs }: KernelParameters, inputs: readonly KernelArray[]) {
    const { sizes } = attrs as unknown as { readonly sizes: readonly number[] };
    this.times = sizes.length;
    this.sizes = KernelArray.of(Int32Array, sizes.length);
    this.sizes.view.set(sizes);
    this.#arrays = [this.sizes, ...inputs];
  }

  floats(length: number): KernelArray {
    const array = KernelArray.floats(length);
    this.#arrays.push(array);
    return array;
  }

  release(): void {
    for (const array of this.#arrays) array.release();
  }
}

function gruForward(parameters: KernelParameters): tf.TensorInfo[] {
  const inputs = readInputs(parameters, 'projected', 'weight', 'bias', 'first');
  const [projected, weight, bias, first] = inputs;
  const room = new Room(
    parameters,
    inputs.map(({ array }) => array),
  );
  const [rows, units] = [projected.shape[0] as number, bias.shape[0] as number];
  const [h, gates] = [room.floats(rows * units), room.floats(rows * 4 * units)];
  const sums = room.floats(first.array.length * 3);
  kernels.gruForward(
    room.times,
    room.sizes.address,
    units,
    projected.array.address,
    weight.array.address,
    bias.array.address,
    first.array.address,
    h.address,
    gates.address,
    sums.address,
  );
  const outputs = [outputOf(parameters, h, [rows, units]), outputOf(parameters, gates, [rows, 4 * units])];
  room.release();
  return outputs;
}

function gruBackward(parameters: KernelParameters): tf.TensorInfo[] {
  const inputs = readInputs(parameters, 'dh', 'h', 'gates', 'weight', 'first');
  const [d, h, gates, weight, first] = inputs;
  const room = new Room(
    parameters,
    inputs.map(({ array }) => array),
  );
  const [rows, units] = h.shape as [number, number];
  const [dProjected, dSums] = [room.floats(rows * 3 * units), room.floats(rows * 3 * units)];
  const [dFirst, previous] = [room.floats(first.array.length), room.floats(rows * units)];
  const transposed = room.floats(weight.array.length);
  kernels.transpose(units, 3 * units, weight.array.address, transposed.address);
  kernels.gruBackward(
    room.times,
    room.sizes.address,
    rows,
    units,
    transposed.address,
    first.array.address,
    h.array.address,
    gates.array.address,
    d.array.address,
    dProjected.address,
    dSums.address,
    dFirst.address,
    previous.address,
  );
  const [dWeight, dBias] = recurrentGradient(room, rows, units, 3, previous, dSums);
  const outputs = [
    outputOf(parameters, dProjected, [rows, 3 * units]),
    outputOf(parameters, dWeight, [units, 3 * units]),
    outputOf(parameters, dBias, [3 * units]),
    outputOf(parameters, dFirst, [...first.shape]),
  ];
  room.release();
  return outputs;
}

/** ∂L/∂U = Σ hᵀ dSums over the rows of all times, and Σ dSums. */
function recurrentGradient(
  room: Room,
  rows: number,
  units: number,
  gates: number,
  previous: KernelArray,
  dSums: KernelArray,
): [KernelArray, KernelArray] {
  const [dWeight, dBias] = [room.floats(units * gates * units), room.floats(gates * units)];
  kernels.denseGradient(rows, units, gates * units, previous.address, dSums.address, dWeight.address, dBias.address, 0);
  return [dWeight, dBias];
}

function lstmForward(parameters: KernelParameters): tf.TensorInfo[] {
  const inputs = readInputs(parameters, 'projected', 'weight', 'firstH', 'firstC');
  const [gates, weight, firstH, firstC] = inputs;
  const room = new Room(
    parameters,
    inputs.map(({ array }) => array),
  );
  const [rows, units] = [gates.shape[0] as number, weight.shape[0] as number];
  const [h, c] = [room.floats(rows * units), room.floats(rows * units)];
  kernels.lstmForward(
    room.times,
    room.sizes.address,
    units,
    weight.array.address,
    firstH.array.address,
    firstC.array.address,
    h.address,
    c.address,
    gates.array.address,
  );
  const outputs = [h, c].map((part) => outputOf(parameters, part, [rows, units]));
  outputs.push(outputOf(parameters, gates.array, [rows, 4 * units]));
  room.release();
  return outputs;
}

function lstmBackward(parameters: KernelParameters): tf.TensorInfo[] {
  const inputs = readInputs(parameters, 'dh', 'dc', 'h', 'c', 'gates', 'weight', 'firstH', 'firstC');
  const [dH, dC, h, c, gates, weight, firstH, firstC] = inputs;
  const room = new Room(
    parameters,
    inputs.map(({ array }) => array),
  );
  const [rows, units] = h.shape as [number, number];
  const [dSums, previous] = [room.floats(rows * 4 * units), room.floats(rows * units)];
  const [dFirstH, dFirstC] = [room.floats(firstH.array.length), room.floats(firstC.array.length)];
  const transposed = room.floats(weight.array.length);
  kernels.transpose(units, 4 * units, weight.array.address, transposed.address);
  kernels.lstmBackward(
    room.times,
    room.sizes.address,
    rows,
    units,
    transposed.address,
    firstH.array.address,
    firstC.array.address,
    h.array.address,
    c.array.address,
    gates.array.address,
    dH.array.address,
    dC.array.address,
    dSums.address,
    dFirstH.address,
    dFirstC.address,
    previous.address,
  );
  const [dWeight] = recurrentGradient(room, rows, units, 4, previous, dSums);
  const outputs = [
    outputOf(parameters, dSums, [rows, 4 * units]),
    outputOf(parameters, dWeight, [units, 4 * units]),
    outputOf(parameters, dFirstH, [...firstH.shape]),
    outputOf(parameters, dFirstC, [...firstC.shape]),
  ];
  room.release();
  return outputs;
}

const gruGradient: tf.GradConfig = {
  kernelName: GRU,
  inputsToSave: ['weight', 'first'],
  outputsToSave: [true, true],
  gradFunc(cotangents, saved, attributes) {
    const [weight, first, h, gates] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const inputs = { dh: (cotangents as tf.Tensor[])[0] as tf.Tensor, h, gates, weight, first };
    const [dProjected, dWeight, dBias, dFirst] = tf
      .engine()
      .runKernel(`${GRU}Gradient`, inputs, attributes) as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const units = h.shape[1] as number;
    return {
      projected: () => dProjected,
      weight: () => dWeight,
      bias: () => tf.slice(dBias, [2 * units], [units]),
      first: () => dFirst,
    };
  },
};

const lstmGradient: tf.GradConfig = {
  kernelName: LSTM,
  inputsToSave: ['weight', 'firstH', 'firstC'],
  outputsToSave: [true, true, true],
  gradFunc(cotangents, saved, attributes) {
    const [weight, firstH, firstC, h, c, gates] = saved as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const [dh, dc] = cotangents as [tf.Tensor, tf.Tensor];
    const [dProjected, dWeight, dFirstH, dFirstC] = tf
      .engine()
      .runKernel(`${LSTM}Gradient`, { dh, dc, h, c, gates, weight, firstH, firstC }, attributes) as unknown as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    return {
      projected: () => dProjected,
      weight: () => dWeight,
      firstH: () => dFirstH,
      firstC: () => dFirstC,
    };
  },
};
