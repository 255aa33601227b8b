/**
 * How a trained policy is measured: whole greedy episodes, in an environment of a seed that no training had. An episode of a
 * task without a time limit is cut off; no other task has longer ones.
 */
export const GREEDY_EVALUATION = {
  episodes: 100,
  seed: 1_000_000,
  deterministic: true,
  maxEpisodeSteps: 2000,
} as const;
