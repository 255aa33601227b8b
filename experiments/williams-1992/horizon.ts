import type { Environment, Policy } from 'policy-ascent';

/** A task over a fixed number of steps under a fixed policy of two parameters, and what is known of it exactly. */
export interface Horizon {
  readonly length: number;
  /** J: the expected sum of the rewards of an episode. */
  readonly objective: number;
  /** ∇J with respect to the two parameters. */
  readonly gradient: readonly [number, number];
  policy(): Policy;
  environment(): Environment;
  /** Vₜ(s): the expected sum of the rewards from step t on. */
  value(t: number, observation: number): number;
  /** Qₜ(s, a). */
  worth(t: number, observation: number, action: number): number;
}
