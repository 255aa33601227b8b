import { type FlowPoint, gradientFlow, timeWhen } from './gradient-flow.ts';
import { DAMPING, naturalGradient, type Problem, type Vector } from './problem.ts';
import { regulator } from './regulator.ts';
import { logits, twoState } from './two-state.ts';

/** What is followed: the gradient, the natural gradient as the paper has it, or that of F with nothing added. */
export const METHODS = ['plain', 'natural', 'natural, F alone'] as const;
export type Method = (typeof METHODS)[number];

/** A problem followed from its start to the end of a time. */
export interface Flow {
  readonly problem: Problem;
  readonly method: Method;
  readonly path: readonly FlowPoint[];
  /** The first time at which the objective reaches a level; undefined where it does not. */
  timeTo(level: number): number | undefined;
}

/** π(stay|i) and π(stay|j) at the start, as figure 1C states them. */
export const FIRST_STAYS: Vector = [0.8, 0.1];

/** The average reward at which the two-state problem counts as solved here; 2 is the most. */
export const SOLVED = 1.95;

/** The cost of the regulator that the paper speaks of. */
export const GOOD_COST = 22;

/** Rescaling constants (s₁, s₂); the figure shows the first three. */
export const SCALES: readonly Vector[] = [
  [1, 1],
  [0.1, 1],
  [1, 0.1],
  [10, 1],
  [1, 10],
];

/** Follows one method in one problem. */
export function follow(problem: Problem, method: Method, end: number): Flow {
  const direction =
    method === 'plain' ? problem.gradient : naturalGradient(problem, method === 'natural' ? DAMPING : 0);
  const path = gradientFlow(problem.start, direction, { end });
  return { problem, method, path, timeTo: (level) => timeWhen(path, direction, problem.objective, level) };
}

/** The two-state problem by every method, from a start of one's own. */
export function twoStateFlows(start: Vector = logits(FIRST_STAYS)): Record<Method, Flow> {
  const problem = twoState(start);
  return {
    plain: follow(problem, 'plain', 1e8),
    natural: follow(problem, 'natural', 100),
    'natural, F alone': follow(problem, 'natural, F alone', 10),
  };
}

/** The regulator by every method, for one pair of rescaling constants. */
export function regulatorFlows(scales: Vector): Record<Method, Flow> {
  const problem = regulator(scales);
  const flow = (method: Method) => follow(problem, method, 1e4);
  return { plain: flow('plain'), natural: flow('natural'), 'natural, F alone': flow('natural, F alone') };
}
