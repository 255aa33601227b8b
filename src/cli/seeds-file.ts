import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { InputError } from '../core/input-error.ts';
import { type RunConfig, runConfigSchema } from '../node/run-config.ts';
import { writeWhole } from '../node/whole-file.ts';

const NAME = 'seeds.json';

const schema = v.object({
  format: v.literal(1),
  /** The seeds as they were written. */
  list: v.string(),
  seeds: v.array(v.number()),
  /** That of the first; the others differ in the seed alone. */
  config: runConfigSchema,
});

/** What several seeds were begun with: `seeds.json` in the folder in which theirs lie. */
export type Seeds = v.InferOutput<typeof schema>;

export function isSeedsFolder(folder: string): boolean {
  return existsSync(join(folder, NAME));
}

/** Writes down what is about to be trained, so that those which never began can be begun by `resume`. */
export function writeSeeds(folder: string, list: string, configs: readonly [RunConfig, ...RunConfig[]]): void {
  const seeds = configs.map(({ seed }) => seed);
  const content: Seeds = { format: 1, list, seeds, config: configs[0] };
  writeWhole(join(folder, NAME), `${JSON.stringify(content, null, 2)}\n`);
}

/** @throws InputError where the file is damaged */
export function readSeeds(folder: string): Seeds {
  const path = join(folder, NAME);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new InputError(path, 'must be JSON', undefined, { cause });
  }
  const found = v.safeParse(schema, content);
  if (found.success) return found.output;
  const [issue] = found.issues;
  throw new InputError(path, `${v.getDotPath(issue) ?? 'the file'} must be ${issue.expected}`, issue.received);
}
