import { closest, distance } from 'fastest-levenshtein';

/**
 * The one error class: something that was given is not what is expected.
 *
 * Reads `subject: expectation, got received`, as in `box: low must be ≤ high, got 2 > 1 at index 0`.
 * Any other error that leaves this library is a defect of the library.
 */
export class InputError extends Error {
  /** What was being read or checked: `box`, `ppo: clipRange`, `environment CartPole-v1`. */
  readonly subject: string;
  /** What would have been right: `low must be ≤ high`. */
  readonly expectation: string;
  /** What came instead, printed by {@link show} unless it is a sentence already; absent where nothing came. */
  readonly received: string | undefined;

  constructor(subject: string, expectation: string, received?: string, options?: ErrorOptions) {
    super(`${subject}: ${expectation}${received === undefined ? '' : `, got ${received}`}`, options);
    this.name = 'InputError';
    this.subject = subject;
    this.expectation = expectation;
    this.received = received;
  }
}

/** Prints any value in one short line, for the end of an error message. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const numbers = Array.from(value as unknown as ArrayLike<number>);
    const shown = numbers.slice(0, 8).join(', ');
    return `${value.constructor.name}(${numbers.length}) [${shown}${numbers.length > 8 ? ', …' : ''}]`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

/** `did you mean 'clipRange'?` where a known name is near the one given, and the list of all names where none is. */
export function didYouMean(given: string, known: readonly string[]): string {
  if (known.length === 0) return 'none is known';
  const best = closest(
    given.toLowerCase(),
    known.map((name) => name.toLowerCase()),
  );
  const name = known.find((candidate) => candidate.toLowerCase() === best) ?? best;
  const near = distance(given.toLowerCase(), best) <= Math.max(2, Math.floor(best.length / 3));
  return near ? `did you mean '${name}'?` : `known: ${known.join(', ')}`;
}
