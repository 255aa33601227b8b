import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Progress } from '../train.ts';
import { AppendedFile } from './appended-file.ts';
import type { MetricWriter } from './metric-writer.ts';
import { encodeTensorboardEvent, type TensorboardEvent } from './tensorboard-event.ts';
import { tensorboardRecord } from './tensorboard-record.ts';

type Scalars = readonly (readonly [tag: string, value: number])[];

/**
 * Writes an event file for TensorBoard, `events.out.tfevents.<seconds>.<host>`: at the step of each update every column
 * of `progress.csv`, and at the step of its end each training episode's return and length.
 *
 * Tags: `rollout/returnMean`, `rollout/lengthMean`, `rollout/episodes`, `time/seconds`, `train/<diagnostic>`,
 * `episode/return`, `episode/length`. Values are float32, for that is what TensorBoard shows; one that is not known yet
 * (NaN) is left out. The file begins with the first update, and each update is in it at once.
 *
 * @throws InputError where the folder cannot be written to
 */
export class TensorboardWriter implements MetricWriter {
  readonly #folder: string;
  /** Milliseconds since 1970. */
  readonly #now: () => number;
  #file: AppendedFile | undefined;

  /** @param settings.now the clock from which the file's name and the events' wall times come, in milliseconds since 1970 */
  constructor(folder: string, { now = Date.now }: { readonly now?: () => number } = {}) {
    this.#folder = folder;
    this.#now = now;
  }

  write(progress: Progress): void {
    const wallTime = this.#now() / 1000;
    this.#file ??= begun(this.#folder, wallTime);
    const episodes = progress.finished.map((episode) => ({
      step: episode.step,
      scalars: [['episode/return', episode.return] as const, ['episode/length', episode.length] as const],
    }));
    const events = [...episodes, { step: progress.step, scalars: scalarsOf(progress) }];
    this.#file.append(Buffer.concat(events.map((event) => record({ wallTime, ...event }))));
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}

function scalarsOf({ returnMean, lengthMean, episodes, seconds, diagnostics }: Progress): Scalars {
  const all: Scalars = [
    ['rollout/returnMean', returnMean],
    ['rollout/lengthMean', lengthMean],
    ['rollout/episodes', episodes],
    ['time/seconds', seconds],
    ...Object.entries(diagnostics).map(([name, value]) => [`train/${name}`, value] as const),
  ];
  return all.filter(([, value]) => !Number.isNaN(value));
}

/** A new file with the event that says its version; TensorBoard reads several of one folder in the order of their names. */
function begun(folder: string, wallTime: number): AppendedFile {
  const name = `events.out.tfevents.${String(Math.floor(wallTime)).padStart(10, '0')}.${hostname()}`;
  let path = join(folder, name);
  for (let again = 2; existsSync(path); again++) path = join(folder, `${name}.${again}`);
  const file = new AppendedFile(path);
  file.append(record({ wallTime, fileVersion: 'brain.Event:2' }));
  return file;
}

function record(event: TensorboardEvent): Uint8Array {
  return tensorboardRecord(encodeTensorboardEvent(event));
}
