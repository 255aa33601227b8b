import type { Agent } from '../core/agent.ts';
import { InputError, show } from '../core/input-error.ts';
import { type TrainUpdate, train } from '../train.ts';
import type { TrainSettings } from './train-settings.ts';

/** Follows a run. Both members may be asynchronous: the run waits for them. */
export interface TrainCallback {
  /** Called after each update, before the next one collects; `stop` ends the run with this update. */
  onUpdate?(update: TrainUpdate): unknown;
  /** Called once at the end, also of a run that failed: with the last good update, or none where there was none. */
  onEnd?(last: TrainUpdate | undefined): unknown;
}

/**
 * Trains to the end, or until the `onUpdate` of a callback returns `stop`, and returns the last update. After each update
 * all callbacks are called, in their order. The run itself is the same, bit for bit, as one without them.
 *
 * @throws what `train` and the callbacks throw, once every `onEnd` was called; InputError where a signal ended the run
 *   before its first update
 */
export async function trainWith(
  agent: Agent | string,
  settings: TrainSettings,
  callbacks: readonly TrainCallback[],
): Promise<TrainUpdate> {
  const odd = callbacks.find((callback) => (callback?.onUpdate ?? callback?.onEnd) === undefined);
  if (odd !== undefined) throw new InputError('trainWith', 'a callback must have onUpdate or onEnd', show(odd));
  let last: TrainUpdate | undefined;
  try {
    for await (const update of train(agent, settings)) {
      last = update;
      if (await callEach(callbacks, update)) break;
    }
  } finally {
    await endEach(callbacks, last);
  }
  if (last === undefined)
    throw new InputError('trainWith', 'a run must make an update', 'a signal that was given before');
  return last;
}

/** Whether one of them ends the run. */
async function callEach(callbacks: readonly TrainCallback[], update: TrainUpdate): Promise<boolean> {
  let stop = false;
  for (const callback of callbacks) {
    if ((await callback.onUpdate?.(update)) === 'stop') stop = true;
  }
  return stop;
}

async function endEach([first, ...others]: readonly TrainCallback[], last: TrainUpdate | undefined): Promise<void> {
  if (first === undefined) return;
  try {
    await first.onEnd?.(last);
  } finally {
    await endEach(others, last);
  }
}
