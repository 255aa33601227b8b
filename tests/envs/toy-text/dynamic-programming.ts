import type { Start, TransitionTable } from '../../../src/envs/index.ts';

/**
 * The greatest expected return of so many steps from each state:
 * V₀ = 0, Vₙ(s) = maxₐ Σ p (r + Vₙ₋₁(s′)), where nothing follows a step that terminates.
 */
export function optimalReturns(transitions: TransitionTable, steps: number): Float64Array {
  let values = new Float64Array(transitions.length);
  for (let n = 0; n < steps; n++) {
    values = Float64Array.from(transitions, (actions) =>
      Math.max(
        ...actions.map((outcomes) =>
          outcomes.reduce((sum, { probability, next, reward, terminated }) => {
            return sum + probability * (reward + (terminated ? 0 : (values[next] as number)));
          }, 0),
        ),
      ),
    );
  }
  return values;
}

/** The mean of values over the states in which an episode may begin. */
export function meanOver(starts: readonly Start[], values: ArrayLike<number>): number {
  return starts.reduce((sum, { state, probability }) => sum + probability * (values[state] as number), 0);
}
