/** The thread that runs one trial of a search with one seed; `runInThread` starts it. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../core/input-error.ts';
import { sentError } from '../node/sent-error.ts';
import type { StartData } from '../node/start-worker.ts';
import { runTrial } from '../train/search/run-trial.ts';
import { namedEnvironment } from './environment-argument.ts';
import { quietTensors } from './quiet-tensors.ts';
import { toldOfUser } from './recorded-run.ts';
import type { TuneNews, TuneOrder } from './tune-messages.ts';

/** Milliseconds between two words on how far it is. */
const SILENCE = 200;

async function runOrder(port: MessagePort, { run, environment: name }: TuneOrder): Promise<void> {
  const say = (news: TuneNews) => port.postMessage(news);
  let said = performance.now();
  const onStep = (step: number) => {
    if (performance.now() - said < SILENCE) return;
    said = performance.now();
    say({ step });
  };
  try {
    quietTensors();
    const environment = await namedEnvironment(name);
    try {
      say({ score: await runTrial(run, environment.make, onStep) });
    } catch (error) {
      if (error instanceof InputError) say({ failed: sentError(error) });
      else say({ error: sentError(toldOfUser(error, environment)) });
    }
  } catch (error) {
    say({ error: sentError(error) });
  } finally {
    port.close();
  }
}

if (parentPort !== null) await runOrder(parentPort, (workerData as StartData<TuneOrder>).data);
