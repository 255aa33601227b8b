import { InputError, show } from '../core/input-error.ts';

/** More runs than this at one command are a slip of the keyboard. */
const MOST = 1000;

/**
 * The seeds that a text such as `1..4`, `1,3,7` or `1..3,10` names, in its order.
 *
 * @throws InputError where it is no such text, names a seed twice, or more than 1,000 of them
 */
export function seedList(option: string, text: string): [number, ...number[]] {
  const refuse = (expectation: string, received: string): never => {
    throw new InputError(option, expectation, received);
  };
  const seeds = new Set<number>();
  for (const part of text.split(',')) {
    const [, from, to = from] = /^\s*(\d+)(?:\.\.(\d+))?\s*$/.exec(part) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) {
      refuse('must be whole numbers ≥ 0, such as 1..4 or 1,3,7', show(text));
    }
    if (last < first) refuse('must rise within a range, as in 1..4', show(part.trim()));
    if (seeds.size + last - first >= MOST) refuse('must be at most 1,000 seeds', show(text));
    for (let seed = first; seed <= last; seed++) {
      if (seeds.has(seed)) refuse('each seed once', `${seed} twice in ${show(text)}`);
      seeds.add(seed);
    }
  }
  return [...seeds] as [number, ...number[]];
}
