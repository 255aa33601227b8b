/** The thread that trains one of several seeds into its own run folder; `SeedThread` starts it. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { createAgent } from '../agents/index.ts';
import { sentError } from '../node/sent-error.ts';
import type { StartData } from '../node/start-worker.ts';
import type { Progress } from '../train.ts';
import { namedEnvironment } from './environment-argument.ts';
import { quietTensors } from './quiet-tensors.ts';
import { openFolder, recordRun } from './recorded-run.ts';
import type { SeedNews, SeedOrder, SeedRun } from './seed-messages.ts';

/** Milliseconds between two words on how far it is. */
const SILENCE = 100;

async function trainSeed(port: MessagePort, { environment: name, ...run }: SeedRun): Promise<void> {
  const say = (news: SeedNews) => port.postMessage(news);
  const controller = new AbortController();
  port.on('message', (_: SeedOrder) => controller.abort());
  try {
    quietTensors();
    const environment = await namedEnvironment(name);
    const { resume } = run;
    const config = resume === undefined ? { ...run.config, started: new Date().toISOString() } : run.config;
    const agent = createAgent(config.agent.name, config.agent.hyperparameters);
    const plan = { ...run, agent, environment, config };
    const folder = openFolder(plan);
    const onProgress = sparingly((progress) => say({ progress }));
    const { summary, error } = await recordRun(folder, plan, { signal: controller.signal, onProgress });
    say({ ended: { summary, ...(summary.ended === 'failed' && { error: sentError(error) }) } });
  } catch (error) {
    say({ ended: { error: sentError(error) } });
  } finally {
    port.close();
  }
}

/** Passes on the first progress, the last, and in between no more than ten a second, without what is not shown. */
function sparingly(pass: (progress: Progress) => void): (progress: Progress) => void {
  let passed = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (now - passed < SILENCE && progress.step < progress.totalSteps) return;
    passed = now;
    pass({ ...progress, finished: [], diagnostics: {} });
  };
}

if (parentPort !== null) await trainSeed(parentPort, (workerData as StartData<SeedRun>).data);
