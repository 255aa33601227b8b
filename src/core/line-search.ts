import { InputError, show } from './input-error.ts';

export interface LineSearchSettings {
  /** What a step is multiplied with after it was refused, on (0, 1). */
  readonly backtrack?: number | undefined;
  /** How many steps are tried at the most. */
  readonly tries?: number | undefined;
}

export interface LineSearchResult<T> {
  readonly accepted: boolean;
  /** How many steps were tried. */
  readonly tries: number;
  /** The fraction of the full step that was tried last. */
  readonly fraction: number;
  /** What was measured at the last step tried. */
  readonly outcome: T;
}

/**
 * Tries the fractions 1, β, β², … of a step until one is accepted.
 *
 * @param attempt measures what a fraction of the step does
 * @param accepts whether that is good enough
 */
export function lineSearch<T>(
  attempt: (fraction: number) => T,
  accepts: (outcome: T) => boolean,
  { backtrack = 0.8, tries = 10 }: LineSearchSettings = {},
): LineSearchResult<T> {
  if (!(backtrack > 0 && backtrack < 1))
    throw new InputError('lineSearch: backtrack', 'must be on (0, 1)', show(backtrack));
  if (!Number.isSafeInteger(tries) || tries < 1) {
    throw new InputError('lineSearch: tries', 'must be a whole number ≥ 1', show(tries));
  }
  for (let count = 1, fraction = 1; ; count++, fraction *= backtrack) {
    const outcome = attempt(fraction);
    const accepted = accepts(outcome);
    if (accepted || count === tries) return { accepted, tries: count, fraction, outcome };
  }
}
