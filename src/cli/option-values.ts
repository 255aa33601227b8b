import * as v from 'valibot';
import { didYouMean, InputError, show } from '../core/input-error.ts';

const digits = /^\d[\d_]*(\.\d+)?(e\+?\d+)?$/i;

/**
 * A whole number as people write it: `100000`, `1e5`, `100_000`.
 *
 * @throws InputError where it is none, or below `minimum`
 */
export function wholeNumber(option: string, text: string, minimum: number): number {
  const schema = v.pipe(
    v.string(),
    v.regex(digits),
    v.transform((written) => Number(written.replaceAll('_', ''))),
    v.safeInteger(),
    v.minValue(minimum),
  );
  const found = v.safeParse(schema, text.trim());
  if (found.success) return found.output;
  throw new InputError(option, `must be a whole number ≥ ${minimum}, such as 100000, 1e5 or 100_000`, show(text));
}

/** One of the allowed words; an InputError with the nearest where it is none. */
export function oneOfWords<const W extends string>(option: string, text: string, words: readonly W[]): W {
  const found = v.safeParse(v.picklist(words), text);
  if (found.success) return found.output;
  throw new InputError(option, `must be one of ${words.join(', ')}, got ${show(text)}: ${didYouMean(text, words)}`);
}

/**
 * Hyperparameters from `name=value` words. A value is JSON where it reads as JSON (numbers, true, [64,64], null) and
 * a string where it does not.
 *
 * @throws InputError for a word without `=`, or a name that is given twice
 */
export function hyperparameterSettings(words: readonly string[]): Record<string, unknown> {
  const settings = new Map<string, unknown>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 1) throw new InputError('--set', 'must be name=value, such as clipRange=0.1', show(word));
    const name = word.slice(0, at).trim();
    if (settings.has(name)) throw new InputError('--set', `each name once, got '${name}' twice`);
    settings.set(name, readValue(word.slice(at + 1).trim()));
  }
  return Object.fromEntries(settings);
}

/** A value as it stands after `name=`: JSON where it reads as JSON, a number as people write it, else the text itself. */
export function readValue(text: string): unknown {
  if (digits.test(text.replace(/^-/, ''))) return Number(text.replaceAll('_', ''));
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
