import { type Figure, type FigureKind, figureOf, RUNS } from './figure.ts';

/** What is timed: work that is done over and over, and how many things one call of it does. */
export interface Work {
  readonly amount: number;
  run(): void;
}

/**
 * Repeats work for `seconds` in all, in five runs after it has warmed up: things per second.
 *
 * A run ends after the first call that passes its time, and has one call at least.
 */
export function rateOf(kind: Omit<FigureKind, 'better'>, seconds: number, work: Work): Figure {
  return figureOf({ ...kind, better: 'higher' }, ratesOf(seconds, work));
}

/** The milliseconds that one call takes, measured as {@link rateOf} does. */
export function timeOf(name: string, seconds: number, run: () => void): Figure {
  const times = ratesOf(seconds, { amount: 1, run }).map((rate) => 1000 / rate);
  return figureOf({ name, unit: 'ms', better: 'lower' }, times);
}

/** How long work is done before it is timed, in seconds: until V8 has compiled it well. */
const WARM_UP = 0.5;

function ratesOf(seconds: number, work: Work): number[] {
  oneRate(Math.max(WARM_UP, seconds / RUNS), work);
  return Array.from({ length: RUNS }, () => oneRate(seconds / RUNS, work));
}

function oneRate(seconds: number, { amount, run }: Work): number {
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < seconds * 1000 || calls === 0) {
    run();
    calls += 1;
    elapsed = performance.now() - start;
  }
  return (calls * amount * 1000) / elapsed;
}
