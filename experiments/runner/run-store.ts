import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { writeWhole } from 'policy-ascent/node';
import type { Measurement } from './cell.ts';

/** A run that is done, as it is kept. */
export interface StoredRun extends Measurement {
  /** Wall seconds that it took. */
  readonly seconds: number;
}

/** The code that a run's numbers come from: the library but its presets and command line, and how runs are measured. */
const SOURCES = ['../../src/core/', '../../src/agents/', '../../src/envs/', '../../src/train/', '../../src/train.ts'];

/**
 * Keeps the runs that are done, a file each, under an address of their settings, their seed and the code's version. What
 * comes of other settings or other code lies at another address, so that nothing stale is ever read.
 */
export class RunStore {
  readonly #folder: URL;
  readonly #version: string;

  /** @param root the folder of all experiments' runs; `experiments/.runs` when left out */
  constructor(name: string, root = fileURLToPath(new URL('../.runs', import.meta.url))) {
    this.#folder = pathToFileURL(`${resolve(root, name)}/`);
    this.#version = versionOf([...SOURCES, './training.ts', `../${name}/measure.ts`]);
    mkdirSync(this.#folder, { recursive: true });
    for (const file of readdirSync(this.#folder)) {
      if (file.endsWith('.partial')) rmSync(new URL(file, this.#folder), { force: true });
    }
  }

  read(settings: object, seed: number): StoredRun | undefined {
    const path = this.#path(settings, seed);
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8'), nullToNaN) as StoredRun) : undefined;
  }

  write(settings: object, seed: number, run: StoredRun): void {
    writeWhole(this.#path(settings, seed), `${JSON.stringify(run)}\n`);
  }

  #path(settings: object, seed: number): string {
    const address = createHash('sha256').update(JSON.stringify([this.#version, settings, seed]));
    return fileURLToPath(new URL(`${address.digest('hex').slice(0, 24)}.json`, this.#folder));
  }
}

/** JSON has no NaN, and writes null for it. */
function nullToNaN(_: string, value: unknown): unknown {
  return value === null ? Number.NaN : value;
}

/** A digest of the TypeScript files at the paths, and in the folders among them. */
function versionOf(paths: readonly string[]): string {
  const digest = createHash('sha256');
  for (const path of paths) {
    const url = new URL(path, import.meta.url);
    if (!existsSync(url)) continue;
    const files = path.endsWith('/') ? (readdirSync(url, { recursive: true }) as string[]).sort() : [''];
    for (const file of files.filter((name) => (name || path).endsWith('.ts'))) {
      digest.update(`${path}${file}\n`).update(readFileSync(new URL(file, url)));
    }
  }
  return digest.digest('hex');
}
