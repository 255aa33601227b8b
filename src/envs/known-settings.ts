import { didYouMean, InputError, show } from '../core/input-error.ts';

/** What an environment is made with: names and values of its own. */
export type Settings = Readonly<Record<string, unknown>>;

/** Throws InputError where `settings` holds a name that is not among `known`. */
export function requireKnownSettings(subject: string, settings: Settings, known: readonly string[]): void {
  const wrong = Object.keys(settings).find((name) => !known.includes(name));
  if (wrong === undefined) return;
  const hint = known.length === 0 ? 'it takes none' : didYouMean(wrong, known);
  throw new InputError(subject, `there is no setting '${wrong}': ${hint}`);
}

/** Reads a finite number from settings, or `fallback` where it is left out; throws InputError for anything else. */
export function numberSetting(subject: string, settings: Settings, name: string, fallback: number): number {
  const value = settings[name] ?? fallback;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new InputError(subject, `${name} must be a finite number`, show(value));
}

/** Reads a number from 0 to 1 from settings, or `fallback` where it is left out; throws InputError for anything else. */
export function probabilitySetting(subject: string, settings: Settings, name: string, fallback: number): number {
  const value = settings[name] ?? fallback;
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new InputError(subject, `${name} must be a number from 0 to 1`, show(value));
}

/** Reads true or false from settings, or `fallback` where it is left out; throws InputError for anything else. */
export function booleanSetting(subject: string, settings: Settings, name: string, fallback: boolean): boolean {
  const value = settings[name] ?? fallback;
  if (typeof value === 'boolean') return value;
  throw new InputError(subject, `${name} must be true or false`, show(value));
}
