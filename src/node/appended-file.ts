import { closeSync, fstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import { inputErrorFrom } from './file-error.ts';

/**
 * A file that only grows. What is appended goes to the operating system at once, so a killed process loses none of it,
 * and a reader sees it.
 *
 * @throws InputError where the file cannot be written to
 */
export class AppendedFile {
  readonly #path: string;
  readonly #file: number;

  constructor(path: string) {
    this.#path = path;
    this.#file = this.#attempt(() => openSync(path, 'a'));
  }

  get isEmpty(): boolean {
    return fstatSync(this.#file).size === 0;
  }

  /** The text of its first line, without the line end. */
  firstLine(): string {
    const text = this.#attempt(() => readFileSync(this.#path, 'utf8'));
    return text.split('\n', 1)[0] ?? '';
  }

  append(content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.#attempt(() => {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
    });
  }

  close(): void {
    closeSync(this.#file);
  }

  #attempt<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw inputErrorFrom(error, this.#path, 'must be writable');
    }
  }
}
