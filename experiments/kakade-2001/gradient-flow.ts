import type { Vector } from './problem.ts';

/** Where a flow is at a time. */
export interface FlowPoint {
  readonly time: number;
  readonly theta: Vector;
}

/** How a flow is integrated. */
export interface FlowSettings {
  readonly end: number;
  /** The most that one step may err, beside max(1, |θ|). */
  readonly tolerance?: number;
}

/** The coefficients of Dormand and Prince (1980), a row a stage; the last row is the solution of order 5. */
const STAGES = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
] as const;
/** The solution of order 5 less that of order 4. */
const ERROR = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40] as const;
const [FIRST_STEP, GREATEST_SHARE] = [1e-3, 0.1];

/**
 * θ(t) = θ₀ + ∫ direction(θ) dt from 0 to `end`: every step that Dormand and Prince's pair of order 5 and 4 takes, its
 * length halved or doubled by the error. None is longer than a tenth of the time so far, for a smooth logarithmic axis.
 */
export function gradientFlow(
  start: Vector,
  direction: (theta: Vector) => Vector,
  { end, tolerance = 1e-9 }: FlowSettings,
): FlowPoint[] {
  const path: FlowPoint[] = [{ time: 0, theta: start }];
  let [time, theta, step] = [0, start, FIRST_STEP];
  while (time < end) {
    const length = Math.min(step, end - time, Math.max(FIRST_STEP, GREATEST_SHARE * time));
    if (!(length > 1e-12 * time)) throw new Error(`the flow cannot be followed beyond t = ${time}`);
    const { theta: next, error } = attempt(theta, direction, length, tolerance);
    if (error <= 1) {
      time = length === end - time ? end : time + length;
      theta = next;
      path.push({ time, theta });
    }
    // By halves and doubles alone, so that times do not depend on the last bit of an engine's powers.
    if (error > 1) step = length / 2;
    else if (error < 1 / 64) step = 2 * length;
    else step = length;
  }
  return path;
}

/** The first time at which `measure` is at least `level`, by bisection of the step in which that happens. */
export function timeWhen(
  path: readonly FlowPoint[],
  direction: (theta: Vector) => Vector,
  measure: (theta: Vector) => number,
  level: number,
): number | undefined {
  const index = path.findIndex(({ theta }) => measure(theta) >= level);
  const [before, after] = [path[index - 1], path[index]];
  if (before === undefined || after === undefined) return after?.time;
  let [low, high] = [0, after.time - before.time];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (measure(attempt(before.theta, direction, middle, 1).theta) >= level) high = middle;
    else low = middle;
  }
  return before.time + high;
}

/** The points of a path that lie apart: 15 % in time, or `distance` in a parameter; the first and the last among them. */
export function thinned(path: readonly FlowPoint[], distance: number): FlowPoint[] {
  const kept: FlowPoint[] = [];
  for (const point of path) {
    const last = kept.at(-1);
    const moved = (i: 0 | 1) => last !== undefined && Math.abs(point.theta[i] - last.theta[i]) > distance;
    const later = last === undefined || point.time > 1.15 * last.time;
    if (later || moved(0) || moved(1) || point === path.at(-1)) kept.push(point);
  }
  return kept;
}

/** One step, and its estimated error as a multiple of what is allowed. */
function attempt(theta: Vector, direction: (theta: Vector) => Vector, length: number, tolerance: number) {
  const slopes = [direction(theta)];
  let next = theta;
  for (const stage of STAGES) {
    next = moved(theta, slopes, stage, length);
    slopes.push(direction(next));
  }
  const error = moved([0, 0], slopes, ERROR, length);
  const share = (i: 0 | 1) => Math.abs(error[i]) / (tolerance * Math.max(1, Math.abs(theta[i])));
  return { theta: next, error: Math.max(share(0), share(1), 1e-10) };
}

/** θ + h Σ cₙ kₙ */
function moved(theta: Vector, slopes: readonly Vector[], coefficients: readonly number[], length: number): Vector {
  const sum = (i: 0 | 1) => coefficients.reduce((total, c, n) => total + c * (slopes[n]?.[i] ?? 0), 0);
  return [theta[0] + length * sum(0), theta[1] + length * sum(1)];
}
