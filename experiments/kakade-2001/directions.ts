import { FIRST_STAYS, regulatorFlows, twoStateFlows } from './flows.ts';
import {
  type Directions,
  exactDirections,
  type LibraryProblem,
  libraryRegulator,
  libraryTwoState,
  sampledDirections,
} from './library.ts';
import { DAMPING, naturalGradient, type Vector } from './problem.ts';
import { logits } from './two-state.ts';

/** A gradient and a natural gradient, where they are from, and how far the natural one is from the closed form. */
export interface DirectionRow extends Directions {
  readonly problem: string;
  readonly source: string;
  /** The time of the natural flow at which the policy is taken. */
  readonly time: number;
  /** ‖x − x*‖ / ‖x*‖ of the natural gradient x. */
  readonly error: number;
}

/** How many steps are sampled. */
export const SAMPLE_SIZES = [1_000, 10_000, 100_000];

/** Closed form, library over all states and actions, and library over samples: at the start and along the natural flow. */
export function directionRows(): DirectionRow[] {
  return [
    ...rowsOf(libraryTwoState(logits(FIRST_STAYS)), [0, 1, 2, 2.5], twoStateFlows().natural.path),
    ...rowsOf(libraryRegulator([1, 1]), [0, 0.1, 1, 10], regulatorFlows([1, 1]).natural.path),
  ];
}

function rowsOf(
  of: LibraryProblem,
  times: readonly number[],
  path: ReturnType<typeof twoStateFlows>['natural']['path'],
) {
  return times.flatMap((wanted): DirectionRow[] => {
    const { time, theta } = path.find((point) => point.time >= wanted) ?? { time: 0, theta: of.problem.start };
    const closed = { plain: of.problem.gradient(theta), natural: naturalGradient(of.problem, DAMPING)(theta) };
    const row = (source: string, directions: Directions): DirectionRow => {
      return { problem: of.name, source, time, ...directions, error: distance(directions.natural, closed.natural) };
    };
    const sampled = SAMPLE_SIZES.map(
      (size) => () => row(`library, ${size} samples`, sampledDirections(of, theta, size)),
    );
    return [
      row('closed form', closed),
      row('library, all states and actions', exactDirections(of, theta)),
      ...(time === 0 ? sampled.map((sample) => sample()) : []),
    ];
  });
}

function distance(x: Vector, reference: Vector): number {
  return Math.hypot(x[0] - reference[0], x[1] - reference[1]) / Math.hypot(...reference);
}
