import { Session } from 'node:inspector/promises';
import { createAgent, train } from 'policy-ascent';
import { figureOf } from './figure.ts';
import type { Section } from './section.ts';

/** Whose time it is, by the name of a function and the file that it is in; the first that fits. */
const owners: readonly { readonly name: string; readonly owns: RegExp }[] = [
  { name: 'products of matrices', owns: /^wasm .*(matrix|dense)\// },
  { name: 'nonlinearities', owns: /^wasm .*(activations|elementary)\// },
  { name: 'distributions and losses', owns: /^wasm .*(categorical|diagonal-gaussian|objectives)\// },
  { name: 'optimiser', owns: /^wasm .*(optimizers\/|sumOfSquares$)/ },
  { name: 'other kernels', owns: /^wasm / },
  { name: 'environments', owns: /\/(envs\/|vector-environment|episode-tally|trigonometry)/ },
  { name: 'acting and collecting', owns: /\/(rollout-|distributions\/|fused-actor|random|alea|exponential)/ },
  { name: 'garbage collection', owns: /^\(garbage collector\)/ },
  { name: 'learning, in JavaScript', owns: /\/(core|agents)\/|\/train\./ },
  { name: 'the rest of the process', owns: /^/ },
];

/** Which share of the time of each agent goes where, in training by its defaults. */
export const profile: Section = {
  name: 'profile',
  summary: 'where the time of training goes, for each agent with its defaults on 8 CartPole-v1',
  quick: false,
  parts: ['reinforce', 'a2c', 'npg', 'trpo', 'ppo'],
  async measure(name, { seconds }) {
    await trainFor(name, seconds);
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    await trainFor(name, 5 * seconds);
    const { profile: found } = await session.post('Profiler.stop');
    session.disconnect();
    const shares = sharesOf(found);
    const figures = owners.map(({ name: owner }) =>
      figureOf({ name: `${name}: ${owner}`, unit: '%', better: 'lower' }, [100 * (shares.get(owner) ?? 0)]),
    );
    return { figures };
  },
};

async function trainFor(name: string, seconds: number): Promise<void> {
  const start = performance.now();
  for await (const _ of train(createAgent(name), { env: 'CartPole-v1', envs: 8, totalSteps: 1e9 })) {
    if (performance.now() - start >= seconds * 1000) break;
  }
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
}

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

/** The share of every owner in the time of a profile. */
function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profile): Map<string, number> {
  const ownerOf = new Map(nodes.map(({ id, callFrame }) => [id, ownerOfFunction(callFrame)]));
  const times = new Map<string, number>();
  samples.forEach((id, i) => {
    const owner = ownerOf.get(id) ?? '';
    times.set(owner, (times.get(owner) ?? 0) + (timeDeltas[i] ?? 0));
  });
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return new Map([...times].map(([owner, time]) => [owner, time / total]));
}

function ownerOfFunction({ functionName, url }: CallFrame): string {
  const label = url.startsWith('wasm://') ? `wasm ${functionName}` : `${functionName} ${url}`;
  return owners.find(({ owns }) => owns.test(label))?.name ?? '';
}
