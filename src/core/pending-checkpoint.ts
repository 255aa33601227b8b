import type { Checkpoint } from './checkpoint.ts';
import { InputError } from './input-error.ts';

/** The checkpoint of one update, made when it is first read, for a copy of all that is learned takes its time. */
export class PendingCheckpoint {
  readonly #update: number;
  #make: ((stage: { readonly collecting: boolean }) => Checkpoint) | undefined;
  #made: Checkpoint | undefined;
  #collecting = false;

  /** @param make makes it; once the environments went on, without their state */
  constructor(update: number, make: (stage: { readonly collecting: boolean }) => Checkpoint) {
    this.#update = update;
    this.#make = make;
  }

  /**
   * The checkpoint, the same one every time.
   *
   * @throws InputError where it is read for the first time when a later update has changed what it was to show
   */
  read(): Checkpoint {
    if (this.#made === undefined) {
      if (this.#make === undefined) {
        throw new InputError(
          `checkpoint of update ${this.#update}`,
          'must be read before the next update begins to learn; once read it stays as it is',
        );
      }
      this.#made = this.#make({ collecting: this.#collecting });
      this.#make = undefined;
    }
    return this.#made;
  }

  /** The environments are about to go on: who has not read it gets it without them. */
  leaveEnvironments(): void {
    this.#collecting = true;
  }

  /** What was learned is about to change: who has not read it yet is too late. */
  expire(): void {
    this.#make = undefined;
  }
}
