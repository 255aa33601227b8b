import * as tf from '@tensorflow/tfjs';
import { hvp } from '../../../src/core/autograd/hvp.ts';
import { valueAndGradient } from '../../../src/core/autograd/value-and-gradient.ts';
import { relativeError } from '../../reference/float64.ts';
import type { Case } from './cases/index.ts';
import { map, mul, type NdArray, sum } from './ndarray.ts';

/** Fixed weights and directions: float32 numbers without a pattern. */
const wave = (shape: readonly number[], phase: number): NdArray => ({
  shape,
  data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.fround(Math.cos(2.3 * i + phase))),
});

export const tensorOf = ({ shape, data }: NdArray) => tf.tensor([...data], [...shape], 'float32');
export const flat = (tensors: readonly tf.Tensor[]) => tensors.flatMap((tensor) => [...tensor.dataSync()]);

/** F(x) = Σ w (y + y²/2) with y = f(x): a scalar whose second derivative passes through every op twice. */
export const scalarOf =
  (f: Case['f']) =>
  (x: readonly tf.Tensor[]): tf.Tensor => {
    const y = f(...x);
    const w = tensorOf(wave(y.shape, 0.7));
    return tf.sum(tf.mul(w, tf.add(y, tf.mul(tf.square(y), 0.5))));
  };

/** The same F in float64, of all inputs one behind the other. */
function scalar64({ inputs, reference }: Case) {
  return (flatX: Float64Array): number => {
    let offset = 0;
    const x = inputs.map(({ shape, data }) => {
      const part = { shape, data: [...flatX.subarray(offset, offset + data.length)] };
      offset += data.length;
      return part;
    });
    const y = reference(...x);
    return sum(mul(wave(y.shape, 0.7), map((each) => each + (each * each) / 2)(y))).data[0] as number;
  };
}

const STEP = 2e-4;
/** d g(at + t direction)/dt at 0 by central differences of fourth order, in float64. */
function slope(g: (x: Float64Array) => Float64Array, at: Float64Array, direction: ArrayLike<number>): Float64Array {
  const to = (t: number) => g(at.map((x, i) => x + t * (direction[i] as number)));
  const [a, b, c, d] = [to(-2 * STEP), to(-STEP), to(STEP), to(2 * STEP)];
  return a.map((_, i) => {
    const [far, near] = [(d[i] as number) - (a[i] as number), (c[i] as number) - (b[i] as number)];
    return (8 * near - far) / (12 * STEP);
  });
}

function gradient64(f: (x: Float64Array) => number, at: Float64Array): Float64Array {
  const scalarSlope = (_: number, i: number) => {
    const axis = at.map((__, j) => (i === j ? 1 : 0));
    return slope((x) => Float64Array.of(f(x)), at, axis)[0] as number;
  };
  return at.map(scalarSlope);
}

/** ∇F and H v in float64. */
export function expectedDerivatives(each: Case): { gradient: Float64Array; product: Float64Array } {
  const f = scalar64(each);
  const at = Float64Array.from(each.inputs.flatMap(({ data }) => data));
  const v = each.inputs.flatMap(({ shape }, i) => wave(shape, i).data);
  return { gradient: gradient64(f, at), product: slope((x) => gradient64(f, x), at, v) };
}

/** ∇F and H v on the tape. */
export function computedDerivatives({ f, inputs }: Case): { gradient: number[]; product: number[] } {
  return tf.tidy(() => {
    const x = inputs.map(tensorOf);
    const v = inputs.map(({ shape }, i) => tensorOf(wave(shape, i)));
    const F = scalarOf(f);
    return { gradient: flat(valueAndGradient(F, x).gradient), product: flat(hvp(F, x)(v)) } as never;
  });
}

/** Relative errors of first and second order. */
export function errorsOf(each: Case): { first: number; second: number } {
  const [computed, expected] = [computedDerivatives(each), expectedDerivatives(each)];
  return {
    first: relativeError(computed.gradient, expected.gradient),
    second: relativeError(computed.product, expected.product),
  };
}
