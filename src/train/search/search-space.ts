import { exp, log } from '../../core/exponential.ts';
import { Random } from '../../core/random.ts';
import type { ChangingSchedule } from '../../core/schedules.ts';

/** The ends of a range, low < high. */
export type Ends = readonly [low: number, high: number];

/** What a drawn number becomes: itself, or a schedule from it to 0. */
export interface RangeForm {
  readonly schedule?: ChangingSchedule['schedule'];
}

/** Where the values of one hyperparameter are drawn from: a list, a range, a range in its logarithm, or whole numbers. */
export type Domain =
  | { readonly choices: readonly unknown[] }
  | ({ readonly uniform: Ends } & RangeForm)
  | ({ readonly logUniform: Ends } & RangeForm)
  | { readonly integers: Ends };

/** The domains of the hyperparameters that are searched, by name. */
export type SearchSpace = Readonly<Record<string, Domain>>;

/**
 * The hyperparameters of one trial, drawn at random (Bergstra and Bengio 2012). Each value is the first of a stream of its
 * own, `<seed>/trial-<trial>/<name>`: a trial is the same however many there are, and so is a value whatever else is searched.
 */
export function drawTrial(space: SearchSpace, seed: number, trial: number): Record<string, unknown> {
  const random = new Random(seed).split(`trial-${trial}`);
  return Object.fromEntries(
    Object.entries(space).map(([name, domain]) => [name, drawValue(domain, random.split(name))]),
  );
}

/** Uniform over choices, whole numbers with both ends, [low, high), or [low, high) in the logarithm. */
function drawValue(domain: Domain, random: Random): unknown {
  if ('choices' in domain) return domain.choices[random.integer(domain.choices.length)];
  if ('integers' in domain) {
    const [low, high] = domain.integers;
    return low + random.integer(high - low + 1);
  }
  if ('uniform' in domain) return formed(random.uniform(...domain.uniform), domain);
  const [low, high] = domain.logUniform;
  const drawn = exp(random.uniform(log(low), log(high)));
  return formed(Math.min(Math.max(drawn, low), high), domain); // rounding may step over an end
}

function formed(from: number, { schedule }: RangeForm): unknown {
  return schedule === undefined ? from : { schedule, from, to: 0 };
}

/** Where a range is probed inside: by the golden section, so that between whole ends it is at no whole number. */
const INSIDE = (Math.sqrt(5) - 1) / 2;

/** Values that a hyperparameter must accept, all of them, to accept whatever the domain gives: choices, ends, and one between. */
export function probes(domain: Domain): unknown[] {
  if ('choices' in domain) return [...domain.choices];
  if ('integers' in domain) return [...domain.integers];
  const [low, high] = 'uniform' in domain ? domain.uniform : domain.logUniform;
  return [low, high, low + (high - low) * INSIDE].map((value) => formed(value, domain));
}
