import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Checkpoint, encodeCheckpoint } from '../core/checkpoint.ts';
import { InputError } from '../core/input-error.ts';
import type { Progress, TrainUpdate } from '../train.ts';
import { readColumns } from './csv-columns.ts';
import { keepRowsUntil } from './csv-trim.ts';
import { CsvWriter } from './csv-writer.ts';
import { inputErrorFrom } from './file-error.ts';
import { learningCurveSvg } from './learning-curve.ts';
import type { CheckpointName } from './load-policy.ts';
import type { MetricWriter } from './metric-writer.ts';
import { svgToPng } from './picture.ts';
import type { RunConfig } from './run-config.ts';
import { lockRun, unlockRun } from './run-lock.ts';
import { type Ending, RunScore, type RunSummary } from './run-summary.ts';
import { writeWhole } from './whole-file.ts';

/** How a run is kept. */
export interface RunFolderSettings {
  /** Seconds of training between two writings of the checkpoints. */
  readonly saveEvery?: number;
  /** Writers of the run's figures besides the CSV files. */
  readonly writers?: readonly MetricWriter[];
}

/** Seconds of training between two copies of the newest checkpoint, in case the next update fails. */
const COPY_EVERY = 0.1;

/** What `create` puts into the folder. */
const RUN_FILES = ['config.json', 'checkpoints', 'progress.csv', 'episodes.csv', 'lock'] as const;

/**
 * The folder of one training run:
 *
 * ```
 * config.json            all that is needed to repeat the run
 * progress.csv           a row for each update: steps, seconds, episodes, mean return and length, diagnostics
 * episodes.csv           a row for each training episode; no clock time, so equal seeds give equal bytes
 * checkpoints/last.json  written at the first update, every `saveEvery` seconds (10) and at the end: then of the last
 *                        update, and of a run that failed while it learned at most 0.1 s older
 * checkpoints/best.json  of the highest mean return over the last 100 training episodes, from the update on at which
 *                        100 have ended; written with last.json. A run that ends before gets the last checkpoint here.
 * curve.svg  curve.png   the learning curve, drawn at the end
 * summary.json           the run in a few figures, and how it ended
 * lock                   the process that writes into it, while it does
 * ```
 */
export class RunFolder {
  readonly path: string;
  readonly config: RunConfig;
  readonly #writers: readonly MetricWriter[];
  readonly #score: RunScore;
  readonly #saveEvery: number;
  /** Checkpoints that are newer than their files. */
  readonly #unsaved = new Map<CheckpointName, Checkpoint>();
  /** The newest update, whose checkpoint nobody may have read. */
  #latest: TrainUpdate | undefined;
  /** The newest checkpoint that was read. */
  #copy: Checkpoint | undefined;
  #hasBest = false;
  #copiedAt = -Infinity;
  #savedAt = -Infinity;
  /** Seconds of training before the run went on. */
  #secondsBefore = 0;

  private constructor(path: string, config: RunConfig, { saveEvery = 10, writers = [] }: RunFolderSettings) {
    this.path = path;
    this.config = config;
    this.#saveEvery = saveEvery;
    this.#score = new RunScore(config.rewardThreshold);
    this.#writers = [new CsvWriter(path), ...writers];
  }

  /**
   * Makes the folder and writes its `config.json`.
   *
   * @throws InputError where it is a file, cannot be written to, or holds anything already; it is left as it was then
   */
  static create(path: string, config: RunConfig, settings: RunFolderSettings = {}): RunFolder {
    requireFreeFolder(path);
    const missing = missingFolders(path);
    try {
      mkdirSync(join(path, 'checkpoints'), { recursive: true });
      lockRun(path);
      writeWhole(join(path, 'config.json'), json(config));
      return new RunFolder(path, config, settings);
    } catch (error) {
      for (const name of RUN_FILES.filter((each) => existsSync(join(path, each)))) {
        rmSync(join(path, name), { recursive: true });
      }
      removeEmpty(missing);
      throw inputErrorFrom(error, `run folder ${path}`, 'must be writable');
    }
  }

  /**
   * Goes on in the folder of a run that ended early, was killed, or is to be longer, from a checkpoint of it: rows that
   * were written after the checkpoint are taken off, for they come again.
   *
   * @param config what `config.json` is to say from now on
   * @throws InputError where another process writes into it, or it cannot be written to
   */
  static resume(path: string, config: RunConfig, from: Checkpoint, settings: RunFolderSettings = {}): RunFolder {
    lockRun(path);
    try {
      rmSync(join(path, 'summary.json'), { force: true });
      for (const name of ['progress.csv', 'episodes.csv']) keepRowsUntil(join(path, name), from.step);
      writeWhole(join(path, 'config.json'), json(config));
      const folder = new RunFolder(path, config, settings);
      folder.#follow(readColumns(join(path, 'progress.csv')));
      folder.#copy = from;
      return folder;
    } catch (error) {
      unlockRun(path);
      throw inputErrorFrom(error, `run folder ${path}`, 'must be writable');
    }
  }

  /** Scores what the run did before it went on. */
  #follow(rows: Record<string, Float64Array>): void {
    const at = (name: string, i: number) => rows[name]?.[i] ?? Number.NaN;
    for (let i = 0; i < (rows.step?.length ?? 0); i++) {
      const seconds = at('seconds', i);
      const row = { step: at('step', i), seconds, episodes: at('episodes', i), returnMean: at('returnMean', i) };
      if (this.#score.add(row)) this.#hasBest = existsSync(join(this.path, 'checkpoints', 'best.json'));
      this.#secondsBefore = seconds;
    }
  }

  /**
   * Keeps one update: its figures at once, its checkpoint where it is the best or when it is time.
   *
   * @returns its progress, with the seconds of before the run went on among its own
   */
  record(update: TrainUpdate): Progress {
    const progress = { ...update.progress, seconds: this.#secondsBefore + update.progress.seconds };
    for (const writer of this.#writers) writer.write(progress);
    this.#latest = update;
    if (this.#score.add(progress)) {
      this.#unsaved.set('best', this.#read(update));
      this.#hasBest = true;
    }
    if (update.progress.seconds - this.#copiedAt >= COPY_EVERY) this.#read(update);
    if (update.progress.seconds - this.#savedAt >= this.#saveEvery) {
      this.#unsaved.set('last', this.#read(update));
      this.#save();
      this.#savedAt = update.progress.seconds;
    }
    return progress;
  }

  /** Saves what is not saved yet, draws the curve, lets go of the files, and writes the summary: what has one is whole. */
  async finish(ending: Ending): Promise<RunSummary> {
    for (const writer of this.#writers) writer.close();
    const last = this.#lastCheckpoint();
    if (last !== undefined) {
      this.#unsaved.set('last', last);
      if (!this.#hasBest) this.#unsaved.set('best', last);
    }
    this.#save();
    const summary = this.#score.summary(ending);
    await drawLearningCurve(this.path, this.config);
    writeWhole(join(this.path, 'summary.json'), json(summary));
    unlockRun(this.path);
    return summary;
  }

  #read(update: TrainUpdate): Checkpoint {
    this.#copy = update.checkpoint;
    this.#copiedAt = update.progress.seconds;
    return this.#copy;
  }

  /** That of the newest update, or the last copy where the update after it failed half-way through what it learned. */
  #lastCheckpoint(): Checkpoint | undefined {
    try {
      return this.#latest === undefined ? this.#copy : this.#latest.checkpoint;
    } catch (error) {
      if (error instanceof InputError) return this.#copy;
      throw error;
    }
  }

  #save(): void {
    for (const [name, checkpoint] of this.#unsaved) {
      writeWhole(join(this.path, 'checkpoints', `${name}.json`), encodeCheckpoint(checkpoint));
    }
    this.#unsaved.clear();
  }
}

/** Draws `curve.svg` and `curve.png` of a run folder from its `episodes.csv`, also of a run that was killed. */
export async function drawLearningCurve(folder: string, config: RunConfig): Promise<void> {
  const { step = [], return: returns = [] } = readColumns(join(folder, 'episodes.csv'));
  const { step: updates } = readColumns(join(folder, 'progress.csv'));
  const svg = await learningCurveSvg(
    { step, return: returns },
    {
      title: `${config.agent.name} on ${config.environment.id}`,
      subtitle: `seed ${config.seed}, ${config.envs} ${config.envs === 1 ? 'environment' : 'environments'}`,
      rewardThreshold: config.rewardThreshold,
      totalSteps: updates?.at(-1) ?? config.totalSteps,
    },
  );
  writeWhole(join(folder, 'curve.svg'), svg);
  writeWhole(join(folder, 'curve.png'), await svgToPng(svg));
}

/** The folders on the way to `path` that are not there, the innermost first. */
function missingFolders(path: string): string[] {
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.push(folder);
  return missing;
}

/** Removes those that are empty, and none that somebody else has put something into meanwhile. */
function removeEmpty(folders: readonly string[]): void {
  for (const folder of folders.filter((each) => existsSync(each))) {
    if (readdirSync(folder).length > 0) return;
    rmdirSync(folder);
  }
}

/**
 * Removes the folder of a run that was killed before it had saved anything, so that it can begin anew.
 *
 * @throws InputError where another process writes into it
 */
export function discardRun(path: string): void {
  if (!existsSync(path)) return;
  lockRun(path);
  rmSync(path, { recursive: true });
}

/** Throws InputError unless a run folder can be made there: nothing is, or an empty folder. */
export function requireFreeFolder(path: string): void {
  const subject = `run folder ${path}`;
  const expectation = 'must be a new or an empty folder';
  if (!existsSync(path)) {
    const nearest = dirname(missingFolders(path).at(-1) as string);
    if (!statSync(nearest).isDirectory())
      throw new InputError(subject, expectation, 'a path that leads through a file');
    return;
  }
  if (!statSync(path).isDirectory()) throw new InputError(subject, expectation, 'a file');
  const names = readdirSync(path);
  if (names.length === 0) return;
  const held = names.includes('config.json') ? 'one that holds a run already' : `one that holds ${names[0]}`;
  throw new InputError(subject, expectation, held);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
