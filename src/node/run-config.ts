import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { InputError } from '../core/input-error.ts';
import { inputErrorFrom } from './file-error.ts';

const environmentSchema = v.object({
  /** The registered id; for a user's own file the one it has once the file is loaded. */
  id: v.string(),
  /** The absolute path of the file that holds the environment, where it is a user's own. */
  file: v.optional(v.string()),
});

const resumptionSchema = v.object({
  step: v.number(),
  versions: v.record(v.string(), v.string()),
  command: v.string(),
  started: v.string(),
});

/** What `config.json` must be. */
export const runConfigSchema = v.object({
  format: v.literal(1),
  agent: v.object({ name: v.string(), hyperparameters: v.record(v.string(), v.unknown()) }),
  environment: environmentSchema,
  envs: v.number(),
  totalSteps: v.number(),
  seed: v.number(),
  backend: v.string(),
  rewardThreshold: v.optional(v.number()),
  versions: v.record(v.string(), v.string()),
  command: v.string(),
  started: v.string(),
  /** When the run went on after an end that came early, from which step, and what ran then. */
  resumed: v.optional(v.array(resumptionSchema)),
});

/** The keys of `config.json`. */
export const runConfigKeys: readonly string[] = Object.keys(runConfigSchema.entries);

/** All that is needed to repeat a run: what `config.json` in its folder holds. */
export type RunConfig = v.InferOutput<typeof runConfigSchema>;

/** One time that a run went on. */
export type Resumption = v.InferOutput<typeof resumptionSchema>;

/**
 * Reads the `config.json` of a run folder.
 *
 * @throws InputError where the folder has none, or one that says something else
 */
export function readRunConfig(folder: string): RunConfig {
  const path = join(folder, 'config.json');
  const found = v.safeParse(runConfigSchema, parsed(path));
  if (found.success) return found.output;
  const [issue] = found.issues;
  throw new InputError(path, `${v.getDotPath(issue) ?? 'the file'} must be ${issue.expected}`, issue.received);
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new InputError(path, 'must be JSON', undefined, { cause: error });
    throw inputErrorFrom(error, path, 'must be readable');
  }
}
