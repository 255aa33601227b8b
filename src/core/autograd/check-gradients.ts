import * as tf from '@tensorflow/tfjs';
import { InputError, show } from '../input-error.ts';
import { hvp } from './hvp.ts';
import { type Like, listOf, shapedAs, type Tensors, tidied } from './tensors.ts';
import { valueAndGradient } from './value-and-gradient.ts';

export interface GradientCheckSettings {
  /** 1: the gradient against differences of values. 2: a Hessian-vector product against differences of gradients. */
  readonly order?: 1 | 2;
  /** The largest relative error that passes. */
  readonly tolerance?: number;
  /** h, the step of the differences, in units of max(1, |x|). */
  readonly step?: number;
  /** How many entries are looked at, evenly spread over all. */
  readonly entries?: number;
}

/** One entry of a derivative: what the tape says, and what differences say. */
export interface CheckedEntry {
  /** Which tensor of the list; 0 where there is one alone. */
  readonly tensor: number;
  /** Where in that tensor. */
  readonly index: readonly number[];
  readonly analytic: number;
  readonly numeric: number;
  readonly relativeError: number;
}

/** The outcome of a gradient check. */
export interface GradientCheck {
  readonly passes: boolean;
  /** The entry with the largest relative error. */
  readonly worst: CheckedEntry;
  /** How many entries were looked at. */
  readonly checked: number;
}

type Values = readonly Float32Array[];

/**
 * Holds the derivatives of a function of one's own, a network or a loss, against central differences, entry by entry.
 *
 * Tensors are float32, so that a small step would drown in rounding. The step is large, h = 2⁻⁵ max(1, |x|), and the
 * differences are of fourth order: (4 D(h/2) − D(h)) / 3 with D(h) = (f(x + h) − f(x − h)) / 2h. An error counts beyond
 * what differences cannot know: rounding, and |D(h) − D(h/2)|, which is large across a kink. It is relative to the entry,
 * or to a tenth of the largest one where the entry is smaller.
 *
 * @param f gives a tensor of any shape; one that is not a scalar is summed with fixed weights
 * @param inputs the float32 tensors at which to check
 */
export function checkGradients<X extends Tensors>(
  f: (x: X) => tf.Tensor,
  inputs: X,
  { order = 1, tolerance = 0.01, step = 2 ** -5, entries = 200 }: GradientCheckSettings = {},
): GradientCheck {
  if (order !== 1 && order !== 2) throw new InputError('checkGradients: order', 'must be 1 or 2', show(order));
  const x = tidied(() => read(inputs));
  const v = x.map((tensor, i) => tensor.map((_, j) => Math.cos(1.7 * j + i)));
  const at = (values: Values) => tensorsOf(values, inputs) as X;
  const scalar = (tensors: X) => weightedSum(f(tensors));
  const gradient = (values: Values) => tidied(() => read(valueAndGradient(scalar, at(values)).gradient));
  const value = (values: Values) => tidied(() => scalar(at(values)).dataSync()[0] as number);
  const product = () => tidied(() => read(hvp(scalar, at(x))(tensorsOf(v, inputs) as Like<X>)));
  const slopeAlongV = (values: Values) => dot(gradient(values), v);
  const analytic = order === 1 ? gradient(x) : product();
  const measured = order === 1 ? value : slopeAlongV;
  const largest = Math.max(
    ...analytic.map((tensor) => tensor.reduce((most, each) => Math.max(most, Math.abs(each)), 0)),
  );
  const checked = placesOf(x, entries).map(([tensor, place]): CheckedEntry => {
    const exact = analytic[tensor]?.[place] as number;
    const { numeric, uncertainty } = difference(measured, x, tensor, place, step);
    const scale = Math.max(Math.abs(exact), Math.abs(numeric), largest / 10, Number.MIN_VALUE);
    const relativeError = Math.max(0, Math.abs(exact - numeric) - uncertainty) / scale;
    const index = indexOf(place, listOf(inputs)[tensor]?.shape ?? []);
    return { tensor, index, analytic: exact, numeric, relativeError };
  });
  // An error that is not a number is the worst.
  const worst = checked.reduce((a, b) => (b.relativeError <= a.relativeError ? a : b));
  return { passes: worst.relativeError <= tolerance, worst, checked: checked.length };
}

/** ∂f/∂x at one place by differences of fourth order, and what they cannot know. */
function difference(f: (x: Values) => number, x: Values, tensor: number, place: number, step: number) {
  const values = x.map((each) => each.slice());
  const moved = values[tensor] as Float32Array;
  const here = moved[place] as number;
  const h = step * Math.max(1, Math.abs(here));
  const atStep = (t: number) => {
    moved[place] = here + t;
    // The step that float32 really takes.
    return { step: (moved[place] as number) - here, value: f(values) };
  };
  const slope = (t: number) => {
    const [above, below] = [atStep(t), atStep(-t)];
    return { slope: (above.value - below.value) / (above.step - below.step), size: Math.abs(above.value) };
  };
  const [whole, half] = [slope(h), slope(h / 2)];
  const rounding = (2 ** -22 * Math.max(whole.size, half.size)) / h;
  const disagreement = Math.abs(whole.slope - half.slope);
  return { numeric: (4 * half.slope - whole.slope) / 3, uncertainty: disagreement + rounding };
}

/** At most `count` places, evenly spread over all tensors: which tensor, and where in it. */
function placesOf(x: Values, count: number): [tensor: number, place: number][] {
  const all = x.flatMap((tensor, i) => Array.from(tensor, (_, place): [number, number] => [i, place]));
  if (all.length === 0) throw new InputError('checkGradients: inputs', 'must have at least one number');
  const stride = Math.max(1, all.length / count);
  return Array.from({ length: Math.min(count, all.length) }, (_, i) => all[Math.floor(i * stride)] as [number, number]);
}

function indexOf(place: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (const size of [...shape].reverse()) {
    index.unshift(place % size);
    place = Math.floor(place / size);
  }
  return index;
}

function weightedSum(y: tf.Tensor): tf.Tensor {
  if (y.size === 1) return tf.reshape(y, []);
  const weights = Float32Array.from({ length: y.size }, (_, i) => Math.cos(2.3 * i + 0.7));
  return tf.sum(tf.mul(y, tf.tensor(weights, y.shape)));
}

function read(tensors: Tensors): Values {
  return listOf(tensors).map((tensor) => Float32Array.from(tensor.dataSync()));
}

function tensorsOf(values: Values, like: Tensors) {
  const shapes = listOf(like).map(({ shape }) => shape);
  return shapedAs(
    values.map((each, i) => tf.tensor(each.slice(), shapes[i], 'float32')),
    like,
  );
}

function dot(a: Values, b: Values): number {
  return a.reduce((sum, tensor, i) => sum + tensor.reduce((s, each, j) => s + each * (b[i]?.[j] as number), 0), 0);
}
