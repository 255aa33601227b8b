/**
 * Runs one experiment by its name, which is that of its folder:
 *
 *   npm run experiment -- kakade-2001
 *   npm run experiment -- presets --workers 2
 */
import { didYouMean, InputError } from 'policy-ascent';

/** Each experiment, loaded only where it is asked for. */
const experiments: Readonly<Record<string, () => Promise<{ run(words: readonly string[]): Promise<void> }>>> = {
  'kakade-2001': () => import('./kakade-2001/run.ts'),
  presets: () => import('./presets/run.ts'),
};

async function runNamed(name = '', words: readonly string[] = []): Promise<void> {
  const names = Object.keys(experiments);
  const load = Object.hasOwn(experiments, name) ? experiments[name] : undefined;
  if (load === undefined && name === '') throw new InputError('experiment', `name one of ${names.join(', ')}`);
  if (load === undefined) throw new InputError('experiment', `there is no '${name}': ${didYouMean(name, names)}`);
  await (await load()).run(words);
}

try {
  await runNamed(process.argv[2], process.argv.slice(3));
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
