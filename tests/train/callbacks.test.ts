import { describe, expect, it } from 'vitest';
import { a2c, ppo } from '../../src/agents/index.ts';
import { encodeCheckpoint } from '../../src/core/checkpoint.ts';
import { evaluate } from '../../src/core/evaluation.ts';
import { CartPole, make, wrap } from '../../src/envs/index.ts';
import { evaluateEvery } from '../../src/train/evaluate-every.ts';
import { everySteps } from '../../src/train/every-steps.ts';
import { stopWhenSolved } from '../../src/train/stop-when-solved.ts';
import { type TrainCallback, trainWith } from '../../src/train/train-with.ts';
import { type TrainUpdate, train } from '../../src/train.ts';

const agent = a2c({ hidden: [8], rolloutSteps: 10 });
const settings = { env: 'CartPole-v1', envs: 2, totalSteps: 200, seed: 3 } as const;

/** Notes at which step each of its members was called. */
function noting(name: string, calls: string[], stopAt = Infinity): TrainCallback {
  return {
    async onUpdate({ progress: { step } }) {
      await Promise.resolve();
      calls.push(`${name} ${step}`);
      return step >= stopAt ? 'stop' : undefined;
    },
    onEnd(last) {
      calls.push(`${name} ends at ${last?.progress.step}`);
    },
  };
}

describe('trainWith', () => {
  it('calls every callback after every update, in their order, and once at the end', async () => {
    const calls: string[] = [];
    const callbacks = [noting('a', calls), noting('b', calls)];
    const { progress } = await trainWith(agent, { ...settings, totalSteps: 40 }, callbacks);
    expect(progress.step).toBe(40);
    expect(calls).toEqual(['a 20', 'b 20', 'a 40', 'b 40', 'a ends at 40', 'b ends at 40']);
  });

  it('ends with the update after which one says stop, once the others were called', async () => {
    const calls: string[] = [];
    const { progress } = await trainWith(agent, settings, [noting('a', calls, 40), noting('b', calls)]);
    expect(progress.step).toBe(40);
    expect(calls.slice(2)).toEqual(['a 40', 'b 40', 'a ends at 40', 'b ends at 40']);
  });

  it.each([
    ['a2c', a2c({ hidden: [8], rolloutSteps: 10, normalizeObservations: true, normalizeRewards: true })],
    ['a2c with a memory', a2c({ recurrent: 'gru', recurrentUnits: 4, rolloutSteps: 10 })],
    ['ppo', ppo({ hidden: [8], rolloutSteps: 10, minibatchSize: 10 })],
  ])('trains %s to the same bits as without callbacks, evaluated between the updates', async (_, learner) => {
    let plain: TrainUpdate | undefined;
    for await (const update of train(learner, settings)) plain = update;
    const followed = await trainWith(learner, settings, [
      evaluateEvery(40, 'CartPole-v1', { episodes: 2, deterministic: false }),
    ]);
    expect(encodeCheckpoint(followed.checkpoint)).toBe(encodeCheckpoint((plain as TrainUpdate).checkpoint));
  });

  it('calls every onEnd of a run that fails, and of one whose callback fails', async () => {
    const calls: string[] = [];
    let steps = 0;
    const env = () =>
      wrap(new CartPole(), {
        step() {
          if (++steps > 30) throw new Error('the cart is lost');
          return { observation: new Float32Array(4), reward: 0, terminated: false, truncated: false, info: {} };
        },
      });
    const broken: TrainCallback = {
      onEnd() {
        throw new Error('the disk is full');
      },
    };
    const failing = trainWith(agent, { ...settings, env }, [noting('a', calls), noting('b', calls)]);
    await expect(failing).rejects.toThrow('the cart is lost');
    expect(calls.slice(2)).toEqual(['a ends at 20', 'b ends at 20']);
    calls.length = 0;
    await expect(trainWith(agent, settings, [broken, noting('b', calls)])).rejects.toThrow('the disk is full');
    expect(calls.at(-1)).toBe('b ends at 200');
  });

  it('refuses what is no callback, and a run that ends before its first update', async () => {
    await expect(trainWith(agent, settings, [{}])).rejects.toThrow('trainWith: a callback must have onUpdate or onEnd');
    const signal = AbortSignal.abort();
    await expect(trainWith(agent, { ...settings, signal }, [])).rejects.toThrow('a run must make an update');
  });
});

describe('everySteps', () => {
  const stepsOf = async (every: number, totalSteps: number, resume?: TrainUpdate) => {
    const steps: number[] = [];
    const callback = everySteps(every, ({ progress }) => steps.push(progress.step));
    const last = await trainWith(agent, { ...settings, totalSteps, resume: resume?.checkpoint }, [callback]);
    return { steps, last };
  };

  it('acts at the first update at or beyond each multiple, and at the last', async () => {
    expect((await stepsOf(50, 200)).steps).toEqual([60, 100, 160, 200]);
    expect((await stepsOf(60, 200)).steps).toEqual([60, 120, 180, 200]);
    expect((await stepsOf(7, 60)).steps).toEqual([20, 40, 60]);
    expect((await stepsOf(1000, 60)).steps).toEqual([60]);
  });

  it('does not count what a resumed run did before', async () => {
    const { last } = await stepsOf(1000, 100);
    expect((await stepsOf(50, 200, last)).steps).toEqual([160, 200]);
  });

  it('stops the run where the function says so', async () => {
    const { progress } = await trainWith(agent, settings, [everySteps(50, () => 'stop')]);
    expect(progress.step).toBe(60);
  });

  it.each([0, 1.5, NaN])('refuses %s steps', (steps) => {
    expect(() => everySteps(steps, () => {})).toThrow('everySteps: steps must be a whole number ≥ 1');
  });
});

describe('stopWhenSolved', () => {
  const verdict = (episodes: number, returnMean: number) =>
    stopWhenSolved(475).onUpdate?.({ progress: { episodes, returnMean } } as TrainUpdate);

  it('stops at the threshold, once 100 episodes have ended', () => {
    expect([verdict(100, 475), verdict(5000, 480)]).toEqual(['stop', 'stop']);
    expect([verdict(99, 500), verdict(100, 474.9), verdict(0, NaN)]).toEqual([undefined, undefined, undefined]);
  });

  it('refuses a threshold that is no number', () => {
    expect(() => stopWhenSolved(NaN)).toThrow('stopWhenSolved: threshold must be finite, got NaN');
  });
});

describe('evaluateEvery', () => {
  it('returns what evaluate does of the policy then, in an environment that it closes', async () => {
    const byHand: number[] = [];
    let closed = 0;
    const env = () => wrap(make('CartPole-v1'), { close: () => void closed++ });
    const callback = evaluateEvery(100, env, { episodes: 3, seed: 5 });
    const check: TrainCallback = everySteps(100, ({ policy }) => {
      byHand.push(evaluate(policy, make('CartPole-v1'), { episodes: 3, seed: 5 }).mean);
    });
    await trainWith(agent, settings, [callback, check]);
    expect(callback.evaluations.map(({ step }) => step)).toEqual([100, 200]);
    expect(callback.evaluations[0]?.mean).toBe(byHand[0]);
    expect(callback.evaluations[1]?.episodes).toHaveLength(3);
    expect(closed).toBe(1);
  });

  it('keeps the best, the earliest of equals, with the checkpoint that had it', async () => {
    const returns = [1, 3, 3, 2];
    const env = () => {
      let episode = -1;
      return wrap(new CartPole(), {
        reset: () => ({ observation: new Float32Array(4), info: { episode: void episode++ } }),
        step: () => ({
          observation: new Float32Array(4),
          reward: returns[episode] as number,
          terminated: true,
          truncated: false,
          info: {},
        }),
      });
    };
    const callback = evaluateEvery(50, env, { episodes: 1 });
    expect(callback.best).toBeUndefined();
    await trainWith(agent, settings, [callback]);
    expect(callback.evaluations.map(({ mean }) => mean)).toEqual(returns);
    expect([callback.best?.evaluation.step, callback.best?.checkpoint.step]).toEqual([100, 100]);
  });

  it('ends the run where onEvaluation says so', async () => {
    const callback = evaluateEvery(50, 'CartPole-v1', { episodes: 1, onEvaluation: () => 'stop' });
    expect((await trainWith(agent, settings, [callback])).progress.step).toBe(60);
    expect(callback.evaluations).toHaveLength(1);
  });
});
