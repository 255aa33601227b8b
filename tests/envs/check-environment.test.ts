import { describe, expect, test } from 'vitest';
import type { Environment, ResetRequest, Step } from '../../src/core/environment.ts';
import { InputError } from '../../src/core/input-error.ts';
import { Random, type RandomState } from '../../src/core/random.ts';
import { box, dict, discrete } from '../../src/core/spaces.ts';
import { checkEnvironment, make, Pendulum } from '../../src/envs/index.ts';

/**
 * A sound environment that walks along a line for five steps, or until it is stepped after its end; each test breaks
 * one thing about it.
 */
class Walk implements Environment<'discrete'> {
  observationSpace = box(-10, 10, [2]);
  actionSpace = discrete(2);
  protected random = new Random(0);
  protected place = 0;
  protected left = 0;

  reset(request: ResetRequest = {}) {
    if (request.seed !== undefined) this.random = new Random(request.seed);
    this.place = this.random.uniform(-1, 1);
    this.left = 5;
    return { observation: this.observe(request.into), info: {} };
  }

  step(action: number, into?: Float32Array): Step {
    this.requireRunning();
    this.place += action - 0.5 + 0.1 * this.random.uniform();
    this.left -= 1;
    const observation = this.observe(into);
    return { observation, reward: this.place, terminated: this.left === 0, truncated: false, info: {} };
  }

  protected requireRunning(): void {
    if (this.left === 0) throw new Error('reset first');
  }

  protected observe(into = new Float32Array(2) as Float32Array): Float32Array {
    into[0] = this.place;
    into[1] = this.left;
    return into;
  }
}

/** The sound walk with some of its members replaced; a step's result is changed by `change`. */
function broken(
  members: Partial<Environment>,
  change: (step: Step, count: number) => object = (step) => step,
): Environment {
  const walk = new Walk();
  let count = 0;
  return {
    observationSpace: walk.observationSpace,
    actionSpace: walk.actionSpace,
    reset: (request) => walk.reset(request),
    step: (action, into) => change(walk.step(action as number, into), ++count) as Step,
    ...members,
  };
}

function complaintOf(source: Environment | (() => Environment)): string {
  try {
    checkEnvironment(source);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  return 'no complaint';
}

test('a sound environment passes, also one that ignores into', () => {
  expect(complaintOf(new Walk())).toBe('no complaint');
  expect(complaintOf(() => new Walk())).toBe('no complaint');
  const walk = new Walk();
  const ignoring = broken({
    reset: ({ seed } = {}) => walk.reset({ seed }),
    step: (action) => walk.step(action as number),
  });
  expect(complaintOf(ignoring)).toBe('no complaint');
});

describe('members', () => {
  test.each([
    ['a missing step', broken({ step: undefined as never }), 'step must be a function, got undefined'],
    ['no environment', 3 as unknown as Environment, 'an environment must be an object with observationSpace'],
    ['a space of no kind', broken({ actionSpace: { n: 2 } as never }), 'actionSpace must be a space, made by box()'],
    [
      'an empty space',
      broken({ actionSpace: { kind: 'discrete', n: 0 } }),
      'actionSpace.n must be a whole number ≥ 1, got 0',
    ],
    [
      'bounds that are plain arrays',
      broken({ observationSpace: { ...box(0, 1, [2]), low: [0, 0] as never } }),
      'observationSpace must have a shape and Float32Array bounds',
    ],
    [
      'bounds of another length than the shape',
      broken({ observationSpace: { ...box(0, 1, [2]), shape: [3] } }),
      'observationSpace must have bounds of 3 elements, as its shape [3], got 2 and 2',
    ],
    [
      'crossed bounds',
      broken({ observationSpace: { ...box(0, 1, [2]), low: Float32Array.of(0, 2) } }),
      'observationSpace: low must be ≤ high, got 2 > 1 at index 1',
    ],
    [
      'a multi-discrete space without components',
      broken({ actionSpace: { kind: 'multiDiscrete', nvec: [] } }),
      'actionSpace.nvec must be a list of whole numbers ≥ 1, got []',
    ],
    [
      'a component without values',
      broken({ actionSpace: { kind: 'multiDiscrete', nvec: [2, 0] } }),
      'actionSpace.nvec[1] must be a whole number ≥ 1, got 0',
    ],
    [
      'half a bit',
      broken({ observationSpace: { kind: 'multiBinary', n: 0.5 } }),
      'observationSpace.n must be a whole number ≥ 1, got 0.5',
    ],
    [
      'a section that is no space',
      broken({ observationSpace: { kind: 'dict', spaces: { a: { kind: 'dict', spaces: { b: {} as never } } } } }),
      'observationSpace.a.b must be a space, made by box()',
    ],
    [
      'a dict of nothing',
      broken({ observationSpace: { kind: 'dict', spaces: {} } }),
      'observationSpace must have spaces, as made by dict()',
    ],
    [
      'actions that are a dict',
      broken({ actionSpace: dict({ a: discrete(2) }) as never }),
      'actionSpace must not be a dict, which is for observations, got dict({ a: discrete(2) })',
    ],
    [
      'a section that leaves its space',
      broken({ observationSpace: dict({ place: box(-9, 9, [1]), left: discrete(5) }) }),
      'the observation must lie in the observationSpace, dict({ place: box([1], −9 … 9), left: discrete(5) })',
    ],
  ])('%s is found', (_, environment, message) => {
    expect(complaintOf(environment)).toContain(message);
  });
});

describe('observations', () => {
  test.each([
    [
      'beyond the bounds',
      { observationSpace: box(-0.1, 0.1, [2]) },
      'must lie in the observationSpace, box([2], −0.1 … 0.1)',
    ],
    [
      'of another length',
      { observationSpace: box(-10, 10, [3]) },
      'reset: the observation must have 3 elements, as box([3]',
    ],
    ['beyond a discrete space', { observationSpace: discrete(3) }, 'must have 1 elements, as discrete(3) has'],
  ])('%s are found', (_, members, message) => {
    expect(complaintOf(broken(members))).toContain(message);
  });

  test.each([
    [
      'a plain array',
      (step: Step) => ({ ...step, observation: [0, 0] }),
      'step 1: the observation must be a Float32Array',
    ],
    [
      'a Float64Array',
      (step: Step) => ({ ...step, observation: new Float64Array(2) }),
      'must be a Float32Array, got Float64',
    ],
    ['NaN', (step: Step) => ({ ...step, observation: Float32Array.of(0, NaN) }), 'must be finite, got NaN at index 1'],
    [
      '∞',
      (step: Step) => ({ ...step, observation: Float32Array.of(Infinity, 0) }),
      'must be finite, got Infinity at index 0',
    ],
    ['a missing one', ({ observation: _, ...rest }: Step) => rest, 'must be a Float32Array, got undefined'],
  ])('%s in a step is found', (_, change, message) => {
    expect(complaintOf(broken({}, change))).toContain(message);
  });

  test('NaN in a reset is found', () => {
    const reset = () => ({ observation: Float32Array.of(NaN, 0), info: {} });
    expect(complaintOf(broken({ reset }))).toContain('reset: the observation must be finite, got NaN at index 0');
  });
});

describe('the rest of a step', () => {
  test.each([
    ['a reward that is text', { reward: '1' }, "step 1: the reward must be a number, got '1'"],
    ['a reward that is NaN', { reward: NaN }, 'step 1: the reward must be finite, got NaN'],
    ['a reward that is ∞', { reward: -Infinity }, 'the reward must be finite, got -Infinity'],
    ['a flag that is a number', { terminated: 0 }, 'step 1: terminated must be true or false, got 0'],
    ['a missing flag', { truncated: undefined }, 'truncated must be true or false, got undefined'],
    ['a missing info', { info: undefined }, 'step 1: info must be an object; {} where there is nothing to tell'],
  ])('%s is found', (_, part, message) => {
    expect(complaintOf(broken({}, (step) => ({ ...step, ...part })))).toContain(message);
  });

  test('a promise is found, of reset and of step', () => {
    const later = { reset: (async () => new Walk().reset()) as never };
    expect(complaintOf(broken(later))).toContain('reset must return its result itself');
    expect(complaintOf(broken({}, async (step) => step))).toContain('step must return its result itself');
    expect(complaintOf(broken({ reset: () => undefined as never }))).toContain(
      'reset must return an object, got undefined',
    );
  });
});

describe('masks', () => {
  const masked = (actionMask: unknown) => broken({}, (step) => ({ ...step, info: { actionMask } }));

  test('of the wrong length or type are found', () => {
    expect(complaintOf(masked(Uint8Array.of(1, 1, 1)))).toContain(
      'one byte for each of the 2 actions, got Uint8Array(3)',
    );
    expect(complaintOf(masked([1, 1]))).toContain('step 1: info.actionMask must be a Uint8Array, got [1,1]');
  });

  test('that allow nothing are found, except on the last observation', () => {
    expect(complaintOf(masked(new Uint8Array(2)))).toContain(
      'must allow at least one action while the episode goes on',
    );
    const atTheEnd = broken({}, (step) => ({
      ...step,
      info: { actionMask: new Uint8Array(2).fill(step.terminated ? 0 : 1) },
    }));
    expect(complaintOf(atTheEnd)).toBe('no complaint');
  });

  test('of actions that are vectors are found', () => {
    const pendulum = new Pendulum();
    const reset = pendulum.reset.bind(pendulum);
    pendulum.reset = (request) => ({ ...reset(request), info: { actionMask: Uint8Array.of(1) } });
    expect(complaintOf(pendulum)).toContain('info.actionMask must not be there: actions of a box cannot be masked');
  });

  test('are kept to by the check', () => {
    const walk = new Walk();
    const environment = broken({
      reset: (request) => ({ ...walk.reset(request), info: { actionMask: Uint8Array.of(0, 1) } }),
      step: (action, into) => {
        const step = walk.step(action as number, into);
        if (action !== 1) throw new Error('a masked action was taken');
        return { ...step, info: { actionMask: Uint8Array.of(0, 1) } };
      },
    });
    expect(complaintOf(environment)).toBe('no complaint');
  });
});

describe('arrays that are not left alone', () => {
  test('the same array on every step is found', () => {
    const own = new Float32Array(2);
    const reuse = (step: Step) => {
      own.set(step.observation);
      return { ...step, observation: own };
    };
    const complaint = complaintOf(broken({}, reuse));
    expect(complaint).toContain(
      'step 2: without into, each observation must be a new array, got the one that step 1 returned',
    );
  });

  test('an observation that changes later is found', () => {
    const memory = new Float32Array(2);
    const view = (step: Step) => {
      memory.set(step.observation);
      return { ...step, observation: new Float32Array(memory.buffer) };
    };
    expect(complaintOf(broken({}, view))).toMatch(/step 1: an observation must not change once returned: .* and later/);
  });

  test('two arrays that are used by turns are found', () => {
    const own = [new Float32Array(2), new Float32Array(2)];
    const turns = (step: Step, count: number) => {
      const observation = own[count % 2] as Float32Array;
      observation.set(step.observation);
      return { ...step, observation };
    };
    expect(complaintOf(broken({}, turns))).toMatch(/must be a new array, got the one that step 1 returned/);
  });

  test('an into that is kept and written to later is found', () => {
    class Keeping extends Walk {
      #kept: Float32Array | undefined;
      protected override observe(into?: Float32Array): Float32Array {
        const observation = super.observe(into);
        this.#kept?.fill(9);
        this.#kept = into;
        return observation;
      }
    }
    expect(complaintOf(new Keeping())).toMatch(
      /step 1: into must not be kept: an earlier call's must not be written to/,
    );
  });

  test('an action that is written to is found', () => {
    const pendulum = new Pendulum();
    const step = pendulum.step.bind(pendulum);
    pendulum.step = (action, into) => {
      const result = step(action, into);
      action[0] = 0;
      return result;
    };
    expect(complaintOf(pendulum)).toContain('step 1: the action belongs to the caller and must not be written to');
  });
});

describe('rollouts that differ under one seed', () => {
  test('are found in the start', () => {
    let started = 0;
    class Drifting extends Walk {
      override reset(request: ResetRequest = {}) {
        super.reset(request);
        this.place += ++started * 1e-3;
        return { observation: this.observe(request.into), info: {} };
      }
    }
    expect(complaintOf(new Drifting())).toMatch(/^checkEnvironment: reset: two rollouts under one seed .* at index 0/);
  });

  test('are found in the reward', () => {
    const complaint = complaintOf(broken({}, (step, count) => ({ ...step, reward: count })));
    expect(complaint).toMatch(/step 1: two rollouts under one seed .*, got reward 1, then 501/);
    expect(complaint).toContain('draw all that is random from one stream, which reset({ seed }) restarts');
  });

  test('are found where into changes what comes out', () => {
    class Peeking extends Walk {
      protected override observe(into?: Float32Array): Float32Array {
        const observation = super.observe(into);
        if (into !== undefined) observation[1] = 7;
        return observation;
      }
    }
    expect(complaintOf(new Peeking())).toContain('reset: a rollout must be the same with into as without');
  });
});

describe('steps that should be refused', () => {
  test('before the first reset are found', () => {
    class Eager extends Walk {
      protected override left = 5;
    }
    expect(complaintOf(new Eager())).toContain(
      'step() before the first reset() must throw an error: no episode has begun',
    );
  });

  test('after the end of an episode are found', () => {
    class Endless extends Walk {
      #begun = false;
      override reset(request?: ResetRequest) {
        this.#begun = true;
        return super.reset(request);
      }
      protected override requireRunning(): void {
        if (!this.#begun) throw new Error('reset first');
      }
    }
    expect(complaintOf(new Endless())).toContain(
      'step() after the end of an episode must throw an error: reset() comes next',
    );
  });

  test('a made environment that is already running is told to come as a function', () => {
    const running = make('CartPole-v1');
    running.reset();
    expect(complaintOf(running)).toContain(
      'where it was reset before this check, give a function that makes a new one',
    );
    expect(complaintOf(() => make('CartPole-v1'))).toBe('no complaint');
  });
});

describe('saved states', () => {
  /** The sound walk, which can be saved; each test breaks one thing about it. */
  class Saving extends Walk {
    saveState(): unknown {
      return { random: this.random.state(), place: this.place, left: this.left };
    }
    restoreState(state: unknown): void {
      const { random, place, left } = state as { random: RandomState; place: number; left: number };
      this.random = Random.from(random);
      this.place = place;
      this.left = left;
    }
  }

  test('that are whole pass, from an environment and from a function', () => {
    expect(complaintOf(new Saving())).toBe('no complaint');
    expect(complaintOf(() => new Saving())).toBe('no complaint');
  });

  test('that can be saved but not restored are found, and the other way round', () => {
    const message = 'saveState and restoreState must be two functions, or both left out';
    expect(complaintOf(broken({ saveState: () => 0 }))).toContain(
      `${message}, got the function saveState and undefined`,
    );
    expect(complaintOf(broken({ restoreState: () => {} }))).toContain(message);
    expect(complaintOf(broken({ saveState: 1 as never, restoreState: 2 as never }))).toContain(message);
  });

  test.each([
    ['the random stream', 'random'],
    ['the place', 'place'],
    ['the steps that are left', 'left'],
  ])('that lack %s are found', (_, name) => {
    class Forgetful extends Saving {
      override saveState(): unknown {
        return { ...(super.saveState() as object), [name]: name === 'random' ? new Random(3).state() : 2 };
      }
    }
    const complaint = complaintOf(() => new Forgetful());
    expect(complaint).toContain('after restoreState the same steps must follow as after saveState: save all that');
  });

  test('that are restored into a new environment only in part are found', () => {
    class Lost extends Saving {
      #drift = 0;
      override reset(request?: ResetRequest) {
        this.#drift = 1;
        return super.reset(request);
      }
      protected override observe(into?: Float32Array): Float32Array {
        const observation = super.observe(into);
        observation[1] = (observation[1] as number) + this.#drift;
        return observation;
      }
    }
    expect(complaintOf(new Lost())).toBe('no complaint');
    expect(complaintOf(() => new Lost())).toContain('after restoreState the same steps must follow');
  });

  test('that change with later steps, or that JSON cannot hold, are found', () => {
    const live = { place: 0 };
    class Live extends Saving {
      override saveState(): unknown {
        return Object.assign(live, super.saveState());
      }
      override step(action: number, into?: Float32Array): Step {
        const step = super.step(action, into);
        live.place = this.place;
        return step;
      }
    }
    expect(complaintOf(new Live())).toContain('what saveState returned must not change later: return a copy');
    for (const value of [undefined, 3n, () => 0]) {
      class Unwritable extends Saving {
        override saveState(): unknown {
          return value;
        }
      }
      expect(complaintOf(new Unwritable())).toContain('saveState must return what JSON can hold, got');
    }
  });
});
