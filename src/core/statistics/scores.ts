import { InputError, show } from '../input-error.ts';

/** The scores of an agent's runs, a list for each task; the lists may differ in length. */
export type Scores = readonly (readonly number[])[];

/** Throws InputError unless there is a task, and each has a run, and every score is finite. */
export function requireScores(subject: string, scores: Scores): void {
  if (scores.length === 0) throw new InputError(subject, 'must have a task', 'none');
  scores.forEach((runs, task) => {
    if (runs.length === 0) throw new InputError(subject, 'must have a run of each task', `none of task ${task}`);
    requireFinite(`${subject}, task ${task}`, runs);
  });
}

/** Throws InputError unless there is a number, and every one is finite. */
export function requireNumbers(subject: string, numbers: readonly number[]): void {
  if (numbers.length === 0) throw new InputError(subject, 'must be of one number at least', 'none');
  requireFinite(subject, numbers);
}

function requireFinite(subject: string, numbers: readonly number[]): void {
  const at = numbers.findIndex((number) => !Number.isFinite(number));
  if (at >= 0) throw new InputError(subject, 'every number must be finite', `${show(numbers[at])} at index ${at}`);
}
