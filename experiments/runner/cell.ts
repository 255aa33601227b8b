/** One cell of an experiment's grid, run once with each seed: an arm of it on a task. */
export interface Cell<S extends object = object> {
  /** What is compared, such as `PPO, ε = 0.2`. */
  readonly arm: string;
  readonly task: string;
  /** All that the run depends on besides its seed; JSON. */
  readonly settings: S;
}

/** What one run came to. */
export interface Measurement {
  /** Numbers by name; the same names in all runs of a cell. NaN where there is nothing to measure. */
  readonly figures: Readonly<Record<string, number>>;
  /** A curve, where the run has one: what was measured at evenly spread steps. */
  readonly curve?: readonly (readonly [step: number, value: number])[];
}
