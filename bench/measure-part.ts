import { fork } from 'node:child_process';
import { InputError } from 'policy-ascent';
import type { Measured, Settings } from './section.ts';

/** What a process is asked to measure. */
export interface PartRequest {
  readonly section: string;
  readonly part: string;
  readonly settings: Settings;
}

/** What it has found, or the message of the InputError that kept it from measuring. */
export type PartAnswer = { readonly measured: Measured } | { readonly refusal: string };

/**
 * Measures a part in a fresh process: code that was compiled for one task is not what another task would have, and
 * memory that one leaves behind is not the other's.
 */
export async function measurePart(request: PartRequest): Promise<Measured> {
  const child = fork(new URL('part-process.ts', import.meta.url));
  child.send(request);
  const answer = await new Promise<PartAnswer>((resolve, reject) => {
    child.once('message', (message) => resolve(message as PartAnswer));
    child.once('exit', (code) =>
      reject(new Error(`${request.section}, ${request.part}: the process ended with ${code}`)),
    );
  });
  if ('refusal' in answer) throw new InputError(`${request.section}: ${request.part}`, answer.refusal);
  return answer.measured;
}
