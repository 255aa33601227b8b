import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import type { Frame } from '../core/environment.ts';
import { InputError } from '../core/input-error.ts';
import { inputErrorFrom } from './file-error.ts';

/** Throws InputError unless a program `ffmpeg` can be started. */
export function requireFfmpeg(path: string): void {
  if (spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).error === undefined) return;
  const wanted = `must be in PATH to write ${path}: install it (https://ffmpeg.org), or write a .gif, which needs nothing`;
  throw new InputError('ffmpeg', wanted, 'no such program');
}

/** What ffmpeg is told: raw red, green, blue and opacity in, H.264 that every player shows out, with even sizes. */
export function ffmpegArguments({ width, height }: Frame, fps: number, path: string): string[] {
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-video_size', `${width}x${height}`, '-framerate', `${fps}`];
  const even = 'pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white';
  const output = ['-an', '-vf', even, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-movflags', '+faststart', '-f', 'mp4'];
  return ['-hide_banner', '-loglevel', 'error', '-y', ...input, '-i', 'pipe:0', ...output, path];
}

/**
 * Writes pictures as an MP4 film through the program ffmpeg. The file is there whole or not at all.
 *
 * @param frames opaque, all of one size; each is handed on before the next is asked for
 * @throws InputError where there is no ffmpeg, no picture, or ffmpeg fails, with what it said
 */
export async function writeMp4(path: string, frames: Iterable<Frame>, fps: number): Promise<void> {
  requireFfmpeg(path);
  const temporary = `${path}.${process.pid}.partial`;
  let film: Film | undefined;
  try {
    for (const frame of frames) {
      film ??= new Film(ffmpegArguments(frame, fps, temporary));
      await film.add(frame);
    }
    if (film === undefined) throw new InputError('MP4', 'must have at least one picture', 'none');
    await film.finish();
    renameSync(temporary, path);
  } catch (error) {
    film?.stop();
    rmSync(temporary, { force: true });
    throw inputErrorFrom(error, path, 'must be writable');
  }
}

/** One ffmpeg at work. */
class Film {
  readonly #process: ChildProcess;
  readonly #ended: Promise<number | null>;
  #said = '';
  #over = false;

  constructor(words: string[]) {
    this.#process = spawn('ffmpeg', words, { stdio: ['pipe', 'ignore', 'pipe'] });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-2000);
    });
    // A pipe that breaks says less than ffmpeg's own last words, which finish() reports.
    this.#process.stdin?.on('error', () => {});
    this.#ended = new Promise((resolve, reject) => {
      this.#process.on('error', reject);
      this.#process.on('close', resolve);
    });
    this.#ended
      .catch(() => {})
      .finally(() => {
        this.#over = true;
      });
  }

  /** Hands a picture over, and waits until it is on its way. */
  async add({ pixels }: Frame): Promise<void> {
    const { stdin } = this.#process;
    if (this.#over || stdin === null || stdin.destroyed) return this.finish();
    const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    // Called with an error, too, where ffmpeg has gone away: then the next call reports it.
    await new Promise<void>((resolve) => stdin.write(bytes, () => resolve()));
  }

  /** Waits until the file is written; throws InputError with what ffmpeg said where it failed. */
  async finish(): Promise<void> {
    this.#process.stdin?.end();
    const code = await this.#ended;
    if (code === 0) return;
    const said = this.#said.trim().split('\n').slice(-3).join('; ');
    throw new InputError('ffmpeg', 'must write the film', said === '' ? `exit code ${code}` : said);
  }

  stop(): void {
    if (!this.#over) this.#process.kill();
  }
}
