import { describe, expect, it } from 'vitest';
import { a2c, ppo, reinforce } from '../../src/agents/index.ts';
import type { Agent } from '../../src/core/agent.ts';
import { AsyncCollector } from '../../src/core/async-collector.ts';
import { type AsyncEnvironment, type AsyncSettings, asynchronous } from '../../src/core/async-environment.ts';
import { AsyncVectorEnvironment } from '../../src/core/async-vector-environment.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../src/core/checkpoint.ts';
import type { Environment } from '../../src/core/environment.ts';
import { type Evaluation, evaluate, evaluateAsync } from '../../src/core/evaluation.ts';
import { InputError } from '../../src/core/input-error.ts';
import { createPolicy } from '../../src/core/policy.ts';
import { Random } from '../../src/core/random.ts';
import { RolloutCollector } from '../../src/core/rollout-collector.ts';
import { discrete } from '../../src/core/spaces.ts';
import { VectorEnvironment } from '../../src/core/vector-environment.ts';
import { CartPole, make, Pendulum, wrap } from '../../src/envs/index.ts';
import { type TrainSettings, train } from '../../src/train.ts';
import { countingEnvironment } from './counting-environment.ts';
import { delayed } from './delayed-environment.ts';

/** All that a run yields, but for the clock and the environment's name. */
async function trace(agent: Agent, settings: TrainSettings): Promise<[unknown, string][]> {
  const seen: [unknown, string][] = [];
  for await (const { progress, checkpoint } of train(agent, settings)) {
    const { seconds: _, ...rest } = progress;
    seen.push([rest, encodeCheckpoint({ ...checkpoint, environment: undefined })]);
  }
  return seen;
}

const agents = {
  reinforce: reinforce({ hidden: [8], rolloutEpisodes: 2 }),
  a2c: a2c({ hidden: [16, 5], sharedTrunk: true }),
  ppo: ppo({ rolloutSteps: 48, minibatchSize: 64, epochs: 2 }),
  remembering: a2c({ recurrent: 'gru', recurrentUnits: 6, rolloutSteps: 16 }),
  normalised: ppo({ rolloutSteps: 48, minibatchSize: 64, normalizeObservations: true, normalizeRewards: true }),
};

describe('a run over asynchronous environments', () => {
  it.each([
    ['reinforce', 'CartPole-v1', 5],
    ['reinforce', 'Pendulum-v1', 2],
    ['a2c', 'CartPole-v1', 3],
    ['a2c', 'Pendulum-v1', 4],
    ['ppo', 'CartPole-v1', 8],
    ['ppo', 'Pendulum-v1', 1],
    ['normalised', 'CartPole-v1', 4],
    ['remembering', 'PartialCartPole-v1', 3],
  ] as const)(
    'is that over the same ones without promises, to the bit: %s in %s, %d at once',
    async (name, env, envs) => {
      const settings = { envs, totalSteps: 2000, seed: 5 };
      const awaited = await trace(agents[name], {
        ...settings,
        env: asynchronous(async () => delayed(make(env), env)),
      });
      expect(awaited).toEqual(await trace(agents[name], { ...settings, env }));
      expect(awaited.length).toBeGreaterThan(1);
    },
  );

  it.each(['reinforce', 'ppo', 'normalised', 'remembering'] as const)(
    'goes on from every update with the same bits: %s',
    async (name) => {
      const create = () => make('CartPole-v1', { maxEpisodeSteps: 45 });
      const settings = { envs: 3, totalSteps: 700, seed: 5 };
      const whole = await trace(agents[name], { ...settings, env: create });
      expect(whole.length).toBeGreaterThan(3);
      for (const [update, [, checkpoint]] of whole.entries()) {
        const resume = decodeCheckpoint(checkpoint);
        const rest = await trace(agents[name], { ...settings, env: asynchronous(() => delayed(create())), resume });
        expect(rest).toEqual(whole.slice(update + 1));
      }
    },
  );

  it('goes on from a checkpoint as one over synchronous ones without a saved state does', async () => {
    const unsaved = () => wrap(make('CartPole-v1'), { saveState: undefined, restoreState: undefined });
    const settings = { envs: 3, seed: 5 };
    let resume: Checkpoint | undefined;
    for await (const { checkpoint } of train(agents.normalised, { ...settings, totalSteps: 400, env: unsaved })) {
      resume = checkpoint;
    }
    const longer = { ...settings, totalSteps: 1200, resume: resume as Checkpoint };
    const awaited = await trace(agents.normalised, { ...longer, env: asynchronous(() => delayed(unsaved())) });
    expect(awaited).toEqual(await trace(agents.normalised, { ...longer, env: unsaved }));
    expect(awaited.length).toBeGreaterThan(2);
  });

  it('keeps masks, cuts and streams as well', async () => {
    const mask = (t: number) => Uint8Array.of(1, t % 2, 1);
    const create = () => countingEnvironment({ length: 5, truncates: true, mask });
    const policy = createPolicy({ ...create(), hidden: [4] });
    const settings = { random: new Random('actions') };
    const plain = new VectorEnvironment(create, 3);
    plain.reset(new Random(2));
    const expected = new RolloutCollector(plain, policy, settings);
    const environments = await AsyncVectorEnvironment.open(
      asynchronous(() => delayed(create())),
      3,
    );
    await environments.reset(new Random(2));
    const collector = new AsyncCollector(environments, policy, settings);
    for (const amount of [{ steps: 7 }, { episodes: 2 }, { steps: 3 }]) {
      expect(await collector.collect(amount)).toEqual(expected.collect(amount));
      expect(collector.state()).toEqual(expected.state());
    }
    expect(collector.episodes).toEqual(expected.episodes);
    expect(collector.steps).toBe(expected.steps);
  });

  it('has the states of the environments before its first step', async () => {
    const policy = createPolicy({ ...new CartPole(), hidden: [4] });
    const settings = { random: new Random('actions') };
    const plain = new VectorEnvironment(() => new CartPole(), 2);
    plain.reset(new Random(2));
    const create = () => delayed(new CartPole());
    const environments = await AsyncVectorEnvironment.open(asynchronous(create), 2);
    await environments.reset(new Random(2));
    const { environments: states } = new AsyncCollector(environments, policy, settings).state();
    expect(states).toEqual(new RolloutCollector(plain, policy, settings).state().environments);
    expect(states.map(({ saved }) => typeof saved)).toEqual(['object', 'object']);
  });

  it('waits for all of them at the same time', async () => {
    let [waiting, most] = [0, 0];
    const create = () => {
      const environment = new CartPole();
      const step = async (action: number) => {
        most = Math.max(most, ++waiting);
        await new Promise((resolve) => setImmediate(resolve));
        waiting -= 1;
        return environment.step(action);
      };
      return { ...delayed(environment), step };
    };
    await first(agents.a2c, asynchronous(create), 6);
    expect(most).toBe(6);
  });

  it('gives each action for good, so that it may be read late', async () => {
    const given: Float32Array[] = [];
    const values: number[] = [];
    const create = () => {
      const inner = delayed(new Pendulum());
      const step = (action: Float32Array) => {
        given.push(action);
        values.push(action[0] as number);
        return inner.step(action);
      };
      return { ...inner, step };
    };
    await first(agents.a2c, asynchronous(create), 2);
    expect(given.map((action) => action[0])).toEqual(values);
    expect(new Set(values).size).toBeGreaterThan(5);
  });
});

describe('evaluateAsync', () => {
  it('gives what evaluate gives, episode by episode', async () => {
    const policy = createPolicy({ ...new CartPole(), hidden: [4], seed: 3 });
    const settings = { episodes: 4, seed: 9 };
    const expected: Evaluation = evaluate(policy, new CartPole(), settings);
    const seen: number[] = [];
    const onEpisode = ({ return: total }: { return: number }) => seen.push(total);
    expect(await evaluateAsync(policy, delayed(new CartPole()), { ...settings, onEpisode })).toEqual(expected);
    expect(seen).toEqual(expected.episodes.map((episode) => episode.return));
    await expect(evaluateAsync(policy, delayed(new CartPole()), { episodes: 0 })).rejects.toThrow('whole number ≥ 1');
  });
});

/** Environment number `number` of a run behaves as given; the others are cart-poles. */
function withOne(number: number, changed: (inner: AsyncEnvironment<'discrete'>) => object, settings?: AsyncSettings) {
  const closed: boolean[] = [];
  let made = 0;
  const source = asynchronous(() => {
    const i = made++;
    const inner = delayed(new CartPole());
    closed[i] = false;
    const close = async () => {
      closed[i] = true;
    };
    return { ...inner, close, ...(i === number && changed({ ...inner, close })) };
  }, settings);
  return { source, closed };
}

/** The first update of a run. */
async function first(agent: Agent, env: TrainSettings['env'], envs = 3): Promise<void> {
  for await (const _ of train(agent, { env, envs, totalSteps: 5000, seed: 1 })) return;
}

/** Calls so often, and then does otherwise. */
function onceTaken<T>(calls: number, usual: () => Promise<T>, otherwise: () => Promise<T>): () => Promise<T> {
  let count = 0;
  return () => (++count > calls ? otherwise() : usual());
}

const never = () => new Promise<never>(() => {});
const lost = () => Promise.reject(new Error('connection lost'));

/** The first checkpoint of a run in three cart-poles. */
async function checkpointOfThree(): Promise<Checkpoint> {
  const settings = { env: () => new CartPole(), envs: 3, totalSteps: 300 };
  for await (const { checkpoint } of train(agents.ppo, settings)) return checkpoint;
  throw new Error('no update');
}

describe('an asynchronous environment that fails', () => {
  it('is named with its step and what it said, and all are closed', async () => {
    const { source, closed } = withOne(1, (inner) => ({
      step: onceTaken(
        4,
        () => inner.step(0),
        () => Promise.reject(new Error('connection lost')),
      ),
    }));
    const failure = await first(agents.ppo, source).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect(String(failure)).toContain("environment 1: must take step 5 of episode 1, got the error 'connection lost'");
    expect((failure as InputError).cause).toEqual(new Error('connection lost'));
    expect(closed).toEqual([true, true, true]);
  });

  it('is named where it throws at once, in a later reset, or promises nothing', async () => {
    const throwing = withOne(2, () => ({
      step() {
        throw new Error('no such action');
      },
    }));
    await expect(first(agents.a2c, throwing.source)).rejects.toThrow(
      "environment 2: must take step 1 of episode 1, got the error 'no such action'",
    );
    const ending = withOne(0, (inner) => ({
      reset: onceTaken(
        2,
        () => inner.reset(),
        () => Promise.reject('busy'),
      ),
    }));
    await expect(first(agents.ppo, ending.source)).rejects.toThrow("environment 0: must begin episode 3, got 'busy'");
    const empty = withOne(0, () => ({ step: async () => undefined }));
    await expect(first(agents.ppo, empty.source)).rejects.toThrow(
      'environment 0: must take step 1 of episode 1 and promise what came of it, got undefined',
    );
  });

  it('is named where it does not answer in time', async () => {
    const settings = { timeoutSeconds: 0.05 };
    const { source, closed } = withOne(1, (inner) => ({ step: onceTaken(2, () => inner.step(1), never) }), settings);
    await expect(first(agents.ppo, source)).rejects.toThrow(
      'environment 1: must take step 3 of episode 1 within 0.05 seconds: give asynchronous a longer timeoutSeconds',
    );
    expect(closed).toEqual([true, true, true]);
    const resetting = withOne(0, () => ({ reset: never }), settings);
    await expect(first(agents.ppo, resetting.source)).rejects.toThrow(
      'environment 0: must begin episode 1 within 0.05 seconds',
    );
    expect(resetting.closed).toEqual([true, true, true]);
  });

  it('is named where it begins, saves or restores its state, and all are closed', async () => {
    const resume = await checkpointOfThree();
    for (const [member, task] of [
      ['reset', 'begin episode 1'],
      ['saveState', 'save its state'],
      ['restoreState', 'restore its state'],
    ] as const) {
      const { source, closed } = withOne(1, () => ({ [member]: lost }));
      const settings = { env: source, envs: 3, totalSteps: 300, ...(member === 'restoreState' && { resume }) };
      await expect(trace(agents.ppo, settings)).rejects.toThrow(
        `environment 1: must ${task}, got the error 'connection lost'`,
      );
      expect(closed).toEqual([true, true, true]);
    }
  });

  it('is named by its step since its episode began, also where that was before the run went on', async () => {
    const resume = await checkpointOfThree();
    const { begun, length } = resume.collector.environments[1] ?? { begun: 0, length: 0 };
    expect(length).toBeGreaterThan(0);
    const failing = (changes: object) => withOne(1, () => ({ step: lost, ...changes })).source;
    const settings = { envs: 3, totalSteps: 300, resume };
    await expect(trace(agents.ppo, { ...settings, env: failing({}) })).rejects.toThrow(
      `environment 1: must take step ${length + 1} of episode ${begun}, got`,
    );
    await expect(trace(agents.ppo, { ...settings, env: failing({ restoreState: undefined }) })).rejects.toThrow(
      `environment 1: must take step 1 of episode ${begun + 1}, got`,
    );
  });

  it('begins no episode once it is closed, though the step that it was taking ended one', async () => {
    const calls: string[] = [];
    let [answer, stepped] = [() => {}, () => {}];
    const isStepping = new Promise<void>((resolve) => {
      stepped = resolve;
    });
    const slow = (inner: AsyncEnvironment<'discrete'>) => ({
      reset() {
        calls.push('reset');
        return inner.reset();
      },
      async step(action: number) {
        const step = await inner.step(action);
        stepped();
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return { ...step, terminated: true };
      },
      async close() {
        calls.push('close');
      },
    });
    let made = 0;
    const source = asynchronous((): AsyncEnvironment<'discrete'> => {
      const inner = delayed(new CartPole());
      return made++ === 0 ? { ...inner, ...slow(inner) } : { ...inner, step: () => isStepping.then(lost) };
    });
    await expect(first(agents.ppo, source, 2)).rejects.toThrow('connection lost');
    answer();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(calls).toEqual(['reset', 'close']);
  });

  it('is named by what it returns, as a synchronous one is', async () => {
    const { source, closed } = withOne(1, (inner) => ({
      step: async (action: number) => ({ ...(await inner.step(action)), reward: NaN }),
    }));
    await expect(first(agents.ppo, source)).rejects.toThrow(
      'environment 1: the reward must be a finite number (at step 1 of episode 1), got NaN',
    );
    expect(closed).toEqual([true, true, true]);
  });

  it('keeps its failure where closing fails after it, and closing is heard of where nothing else was', async () => {
    const close = () => Promise.reject(new Error('closed already'));
    const broken = withOne(1, () => ({ close, step: lost }));
    await expect(first(agents.ppo, broken.source)).rejects.toThrow('connection lost');
    const { source } = withOne(1, () => ({ close }));
    await expect(first(agents.ppo, source)).rejects.toThrow(
      "environment 1: must close, got the error 'closed already'",
    );
  });

  it('does not keep another from being closed in its own time', async () => {
    let isClosed = false;
    let made = 0;
    const close = () => Promise.reject(new Error('closed already'));
    const later = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      isClosed = true;
    };
    const source = asynchronous(() => ({ ...delayed(new CartPole()), close: made++ === 0 ? close : later }));
    await expect(first(agents.ppo, source, 2)).rejects.toThrow('environment 0: must close');
    expect(isClosed).toBe(true);
  });
});

describe('asynchronous environments that cannot be made', () => {
  it('are named, and those that could be made are closed, however late', async () => {
    const closed: number[] = [];
    let made = 0;
    const source = asynchronous(async () => {
      const i = made++;
      if (i === 1) throw new Error('refused');
      if (i === 2) await new Promise((resolve) => setTimeout(resolve, 20));
      const close = async () => {
        closed.push(i);
      };
      return { ...delayed(new CartPole()), close };
    });
    await expect(first(agents.ppo, source)).rejects.toThrow("environment 1: must be made, got the error 'refused'");
    await expect.poll(() => closed).toEqual([0, 2]);
  });

  it('are named where they do not come in time, or are none', async () => {
    let made = 0;
    const slow = asynchronous(() => (made++ === 2 ? never() : delayed(new CartPole())), { timeoutSeconds: 0.05 });
    await expect(first(agents.ppo, slow)).rejects.toThrow('environment 2: must be made within 0.05 seconds');
    const none = asynchronous((() => 'CartPole-v1') as unknown as () => AsyncEnvironment);
    await expect(first(agents.ppo, none)).rejects.toThrow(
      "environment 0: create must make an environment with its spaces, got 'CartPole-v1'",
    );
  });

  it('are refused, and closed, where they differ, are one, or the agent cannot learn them', async () => {
    const other = withOne(1, () => ({ actionSpace: discrete(3) }));
    await expect(first(agents.ppo, other.source)).rejects.toThrow('environment 1: actionSpace must be that of');
    expect(other.closed).toEqual([true, true, true]);
    const one = delayed(new CartPole());
    await expect(
      first(
        agents.ppo,
        asynchronous(() => one),
      ),
    ).rejects.toThrow('create must return a new environment');
    const unlearnt = withOne(-1, () => ({}));
    const choosy: Agent = { ...agents.ppo, actionKinds: ['box'] };
    await expect(first(choosy, unlearnt.source)).rejects.toThrow('learns box actions only, got discrete(2)');
    expect(unlearnt.closed).toEqual([true, true, true]);
  });

  it('need a function and a time', () => {
    expect(() => asynchronous('ws://127.0.0.1' as unknown as () => AsyncEnvironment)).toThrow(
      "asynchronous: create must be a function that makes one environment, got 'ws://127.0.0.1'",
    );
    for (const timeoutSeconds of [0, -1, NaN]) {
      const make = () => delayed(new CartPole());
      expect(() => asynchronous(make, { timeoutSeconds })).toThrow('asynchronous: timeoutSeconds must be a number > 0');
    }
  });

  it('are refused beside a collector', async () => {
    const collector = () => Promise.reject(new Error('not reached'));
    const env = asynchronous(() => delayed(new CartPole()));
    await expect(train(agents.ppo, { env, collector }).next()).rejects.toThrow(
      'train: collector: must be left out where the environments are asynchronous',
    );
  });
});

describe('the end of a run', () => {
  it('closes asynchronous environments: when it is done, when it is left, when it is aborted', async () => {
    for (const end of ['done', 'left', 'aborted']) {
      const { source, closed } = withOne(-1, () => ({}));
      const controller = new AbortController();
      const totalSteps = end === 'done' ? 300 : 5000;
      let updates = 0;
      for await (const _ of train(agents.ppo, { env: source, envs: 3, totalSteps, signal: controller.signal })) {
        updates += 1;
        expect(closed).toEqual([false, false, false]);
        if (end === 'left') break;
        if (end === 'aborted') controller.abort();
      }
      expect(closed).toEqual([true, true, true]);
      expect(updates).toBe(end === 'done' ? 3 : 1);
    }
  });

  it('waits without a limit where that is infinite, and beyond what a timer can hold', async () => {
    for (const timeoutSeconds of [Infinity, 1e9]) {
      const { source } = withOne(
        0,
        (inner) => ({
          async reset() {
            await new Promise((resolve) => setTimeout(resolve, 30));
            return inner.reset();
          },
        }),
        { timeoutSeconds },
      );
      await first(agents.a2c, source);
    }
  });
});

describe('a promise where none is expected', () => {
  const train1 = (environment: object) => first(agents.ppo, (() => environment) as unknown as () => Environment, 1);
  const hint = 'as nobody waits for it: train an asynchronous environment by env: asynchronous(() => …), got a promise';

  it('is refused with what to do, wherever it comes from', async () => {
    await expect(train1(Promise.resolve(delayed(new CartPole())))).rejects.toThrow(
      `vector environment: create must return its result itself, ${hint}`,
    );
    await expect(train1(delayed(new CartPole()))).rejects.toThrow(
      `environment 0: reset must return its result itself, ${hint}`,
    );
    const environment = new CartPole();
    const stepping = { ...delayed(environment), reset: () => environment.reset() };
    await expect(train1(stepping)).rejects.toThrow(`environment 0: step must return its result itself, ${hint}`);
  });

  it('is refused by evaluate, which names evaluateAsync', () => {
    const policy = createPolicy({ ...new CartPole(), hidden: [4] });
    expect(() => evaluate(policy, delayed(new CartPole()) as unknown as CartPole)).toThrow(
      'evaluate: reset must return its result itself, as nobody waits for it: evaluate an asynchronous environment by evaluateAsync',
    );
  });
});
