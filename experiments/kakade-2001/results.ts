import { csv } from '../csv.ts';
import {
  FIRST_STAYS,
  type Flow,
  GOOD_COST,
  METHODS,
  type Method,
  regulatorFlows,
  SCALES,
  SOLVED,
  twoStateFlows,
} from './flows.ts';
import { thinned } from './gradient-flow.ts';
import type { Vector } from './problem.ts';
import { logits, twoStatePolicy } from './two-state.ts';

/** Where each flow of the two-state problem is, and when. */
export function twoStateCsv(flows: ReturnType<typeof twoStateFlows>): string {
  const rows = METHODS.flatMap((method) =>
    thinned(flows[method].path, 0.2).map(({ time, theta }) => {
      const { stationary } = twoStatePolicy(theta);
      return [method, time, flows[method].problem.objective(theta), ...stationary, ...theta];
    }),
  );
  return csv(['method', 'time', 'averageReward', 'rhoI', 'rhoJ', 'thetaI', 'thetaJ'], rows);
}

/** Where each flow of the regulator is, and when, for the scales of the figure. */
export function regulatorCsv(): string {
  const rows = SCALES.slice(0, 3).flatMap((scales) => {
    const flows = regulatorFlows(scales);
    return METHODS.flatMap((method) =>
      thinned(flows[method].path, Infinity).map(({ time, theta }) => {
        return [method, ...scales, time, -flows[method].problem.objective(theta), ...theta];
      }),
    );
  });
  return csv(['method', 's1', 's2', 'time', 'cost', 'theta1', 'theta2'], rows);
}

/** How long each flow of the regulator takes to a cost of 22. */
export interface RegulatorTimes {
  readonly scales: Vector;
  readonly times: { readonly plain: number; readonly natural: number; readonly alone: number };
}

/** The times to a cost of 22 for all scales. */
export function regulatorTimes(): RegulatorTimes[] {
  return SCALES.map((scales) => {
    const flows = regulatorFlows(scales);
    const time = (method: Method) => flows[method].timeTo(-GOOD_COST) ?? Number.NaN;
    return { scales, times: { plain: time('plain'), natural: time('natural'), alone: time('natural, F alone') } };
  });
}

/** One start of the two-state problem: how deep the plateau is, and how long. */
export interface Plateau {
  /** π(stay|i) and π(stay|j) */
  readonly stays: Vector;
  readonly stationary: Vector;
  /** The smallest ρ(j) on the way of each method. */
  readonly smallest: { readonly plain: number; readonly natural: number };
  /** When the average reward reaches 1.95. */
  readonly times: { readonly plain: number | undefined; readonly natural: number | undefined };
}

/** The starts that the paper's two digits allow, and around them. */
export function plateaus(): Plateau[] {
  const starts: readonly Vector[] = [
    logits(FIRST_STAYS),
    [1.4, -2.3],
    ...[0.05, 0.09, 0.11, 0.15, 0.2].map((stay): Vector => logits([0.8, stay])),
  ];
  return starts.map((start) => {
    const { plain, natural } = twoStateFlows(start);
    const { stay, stationary } = twoStatePolicy(start);
    return {
      stays: stay,
      stationary,
      smallest: { plain: smallestShare(plain), natural: smallestShare(natural) },
      times: { plain: plain.timeTo(SOLVED), natural: natural.timeTo(SOLVED) },
    };
  });
}

/** The smallest ρ(j) along a flow. */
function smallestShare({ path }: Flow): number {
  return path.reduce((least, { theta }) => Math.min(least, twoStatePolicy(theta).stationary[1]), 1);
}

export function plateausCsv(rows: readonly Plateau[]): string {
  const names = [
    'stayI',
    'stayJ',
    'rhoI',
    'rhoJ',
    'plainSmallestRhoJ',
    'naturalSmallestRhoJ',
    'plainTime',
    'naturalTime',
  ];
  return csv(
    names,
    rows.map(({ stays, stationary, smallest, times }) => {
      return [...stays, ...stationary, smallest.plain, smallest.natural, times.plain, times.natural];
    }),
  );
}

export function regulatorTimesCsv(rows: readonly RegulatorTimes[]): string {
  return csv(
    ['s1', 's2', 'plainTime', 'naturalTime', 'naturalTimeFAlone'],
    rows.map(({ scales, times: { plain, natural, alone } }) => [...scales, plain, natural, alone]),
  );
}
