import { existsSync, readdirSync } from 'node:fs';
import { didYouMean, InputError } from 'policy-ascent';
import type { Experiment } from './declaration.ts';

const ROOT = new URL('../', import.meta.url);

/** The names of all experiments: the folders that have an `experiment.ts`, or a `run.ts` of their own. */
export function experimentNames(): string[] {
  const folders = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).filter((name) => isDeclared(name) || hasProgram(name));
}

/** Whether the folder declares a grid of runs. */
export function isDeclared(name: string): boolean {
  return existsSync(new URL(`${name}/experiment.ts`, ROOT));
}

function hasProgram(name: string): boolean {
  return existsSync(new URL(`${name}/run.ts`, ROOT));
}

/** @throws InputError where there is no experiment of that name */
export function requireExperiment(name: string): void {
  const names = experimentNames();
  if (name === '') throw new InputError('experiment', `name one of ${names.join(', ')}`);
  if (!names.includes(name)) throw new InputError('experiment', `there is no '${name}': ${didYouMean(name, names)}`);
}

/** The declared experiment of that name, which must be there. */
export async function loadExperiment(name: string): Promise<Experiment> {
  const loaded = (await import(new URL(`${name}/experiment.ts`, ROOT).href)) as { readonly default: Experiment };
  return loaded.default;
}

/** Runs an experiment that is more than a grid of runs, by the `run.ts` in its folder. */
export async function runProgram(name: string, words: readonly string[]): Promise<void> {
  const program = (await import(new URL(`${name}/run.ts`, ROOT).href)) as {
    run(words: readonly string[]): Promise<void>;
  };
  await program.run(words);
}
