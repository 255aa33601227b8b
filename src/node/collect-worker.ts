/**
 * The thread that runs a share of a run's environments; `WorkerCollector` starts it and says what `CollectOrder` allows.
 */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { useBackend } from '../core/backend.ts';
import type { EpisodeSummary } from '../core/environment.ts';
import { InputError } from '../core/input-error.ts';
import { createPolicy, type Policy } from '../core/policy.ts';
import type { Rollout } from '../core/rollout.ts';
import { RolloutCollector } from '../core/rollout-collector.ts';
import { runStreams } from '../core/run-streams.ts';
import { VectorEnvironment } from '../core/vector-environment.ts';
import { load, make, registered } from '../envs/index.ts';
import type { CollectAnswer, CollectOrder, CollectShare, ShareRollout } from './collect-messages.ts';
import { loadEnvironment } from './load-environment.ts';
import { sentError } from './sent-error.ts';
import type { StartData } from './start-worker.ts';

/** A share at work. */
interface Share {
  readonly collector: RolloutCollector;
  readonly policy: Policy;
  readonly settings: CollectShare;
}

async function begin(settings: CollectShare): Promise<Share> {
  const { env, file, first, count, seed, backend, hyperparameters, state } = settings;
  if (file !== undefined) await loadEnvironment(file);
  requireKnown(env);
  await load(env);
  await useBackend(backend);
  const environments = new VectorEnvironment(() => make(env), count, { first });
  const { observationSpace, actionSpace } = environments;
  const policy = createPolicy({ ...hyperparameters, observationSpace, actionSpace });
  const streams = runStreams(seed);
  if (state === undefined) environments.reset(streams.environments);
  const collector = new RolloutCollector(environments, policy, { random: streams.actions, state });
  return { collector, policy, settings };
}

/** What a program registers by itself is registered in its own thread alone. */
function requireKnown(env: string): void {
  if (registered().some(({ id }) => id === env)) return;
  const wanted = `need ${env} in a file that each thread can load: load it by loadEnvironment(file)`;
  throw new InputError('workers', wanted, 'one that is registered elsewhere');
}

function collect({ collector, policy, settings }: Share, order: Exclude<CollectOrder, 'close'>): ShareRollout {
  policy.parameters.values.set(settings.parameters);
  const rollout = collector.collect(order.collect);
  const ended: EpisodeSummary[][] = Array.from({ length: settings.count }, () => []);
  for (const { environment, return: total, length } of collector.episodes.splice(0)) {
    ended[environment - settings.first]?.push({ return: total, length });
  }
  return { rollout, ended, environments: collector.state().environments };
}

/** The memory of a rollout, which goes to the other thread without a copy. */
function memoryOf({ observations, actions, actionMasks, rewards, terminated, truncated, cuts, memory }: Rollout) {
  const arrays = [
    observations,
    actions,
    rewards,
    terminated,
    truncated,
    cuts.observations,
    actionMasks ?? [],
    memory ?? [],
  ];
  return arrays.flatMap((array) => ('buffer' in array ? [array.buffer as ArrayBuffer] : []));
}

async function answerOrders(port: MessagePort, settings: CollectShare): Promise<void> {
  const say = (answer: CollectAnswer, memory: ArrayBuffer[] = []) => port.postMessage(answer, memory);
  try {
    const share = await begin(settings);
    port.on('message', (order: CollectOrder) => {
      try {
        if (order === 'close') {
          share.collector.close();
          say({ closed: true });
        } else {
          const collected = collect(share, order);
          say({ collected }, memoryOf(collected.rollout));
        }
      } catch (error) {
        say({ failed: sentError(error) });
      }
    });
    say({ ready: share.policy.parameters.layout, environments: share.collector.state().environments });
  } catch (error) {
    say({ failed: sentError(error) });
  }
}

if (parentPort !== null) await answerOrders(parentPort, (workerData as StartData<CollectShare>).data);
