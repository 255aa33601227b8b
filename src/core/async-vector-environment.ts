import type { AsyncEnvironment, AsyncEnvironmentSource, AsyncResetRequest } from './async-environment.ts';
import type { Environment, ResetResult, Step } from './environment.ts';
import { InputError, show } from './input-error.ts';
import type { Random } from './random.ts';
import type { ChosenActions } from './rollout-collector.ts';
import type { Action, ActionKind, ActionSpace, ObservationSpace } from './spaces.ts';
import { type EnvironmentState, environmentSeed, VectorEnvironment } from './vector-environment.ts';

/**
 * Many asynchronous environments as one batch: their answers to each step are waited for together, and then `answered`
 * takes the step, as a vector environment whose environments have the answers ready. So nothing but the waiting differs
 * from synchronous environments.
 */
export class AsyncVectorEnvironment<K extends ActionKind = ActionKind> {
  /** What shows the environments, and is to be stepped after `fetchStep`, and only then. */
  readonly answered: VectorEnvironment<K>;
  readonly #environments: readonly AnsweredEnvironment<K>[];
  readonly #timeoutSeconds: number;
  #failed = false;

  private constructor(made: readonly AsyncEnvironment<K>[], timeoutSeconds: number) {
    // One that was made twice stays one, which the vector environment refuses.
    const distinct = new Map(made.map((environment, i) => [environment, new AnsweredEnvironment(environment, i)]));
    this.#environments = made.map((environment) => distinct.get(environment) as AnsweredEnvironment<K>);
    this.#timeoutSeconds = timeoutSeconds;
    const next = this.#environments.values();
    this.answered = new VectorEnvironment<K>(() => next.next().value as AnsweredEnvironment<K>, made.length);
  }

  /**
   * Makes `count` environments, all at the same time; where one cannot be made, those that can are closed.
   *
   * @throws InputError where one is not made in time, is no environment, or as {@link VectorEnvironment} does
   */
  static async open<K extends ActionKind>(
    { create, timeoutSeconds }: AsyncEnvironmentSource<K>,
    count: number,
  ): Promise<AsyncVectorEnvironment<K>> {
    const arrived = new Set<number>();
    const making = Array.from({ length: count }, (_, i) => madeBy(create, i).finally(() => arrived.add(i)));
    try {
      const made = await within(timeoutSeconds, Promise.all(making), () => {
        const i = making.findIndex((_, index) => !arrived.has(index));
        return lateness(i, 'be made', timeoutSeconds);
      });
      return new AsyncVectorEnvironment(made, timeoutSeconds);
    } catch (error) {
      for (const each of making) each.then((environment) => environment.close?.()).catch(() => {});
      throw error;
    }
  }

  /** Has every environment begin an episode, seeded as `VectorEnvironment.reset` does it. */
  async reset(random: Random): Promise<void> {
    await this.fetchReset(random);
    this.answered.reset(random);
  }

  /** Has every environment begin an episode, which `answered` is then to take up by itself. */
  async fetchReset(random: Random): Promise<void> {
    await this.#wait((environment, i) => environment.fetchReset({ seed: environmentSeed(random, i) }));
    await this.fetchSaved();
  }

  /** Has every environment go on from its state, or begin an episode, for `restoreStates` of `answered`. */
  async fetchRestored(states: readonly EnvironmentState[], random: Random): Promise<void> {
    await this.#wait(async (environment, i) => {
      if (await environment.fetchRestored(states[i])) return;
      await environment.fetchReset({ seed: environmentSeed(random, i) });
    });
    await this.fetchSaved();
  }

  /** Has every environment that can save its state, for `saveStates` of `answered`. */
  async fetchSaved(): Promise<void> {
    await this.#wait((environment) => environment.fetchSaved());
  }

  /** Has the active environments take a step, and begin the next episode where that ended one. */
  async fetchStep({ actions, active }: ChosenActions<K>): Promise<void> {
    const size = actions.length / this.answered.count;
    const actionOf =
      this.answered.actionSpace.kind === 'discrete'
        ? (i: number) => actions[i]
        : (i: number) => actions.slice(i * size, (i + 1) * size);
    await this.#wait((environment, i) =>
      active === undefined || active[i] !== 0 ? environment.fetchStep(actionOf(i) as Action<K>) : undefined,
    );
  }

  /** Closes every environment; what goes wrong in one, once all are closed, is thrown, unless something did before. */
  async close(): Promise<void> {
    const failedBefore = this.#failed;
    const faults: unknown[] = [];
    try {
      await this.#wait((environment) =>
        environment.fetchClose().catch((fault) => {
          faults.push(fault);
        }),
      );
      if (faults.length > 0) throw faults[0];
    } catch (error) {
      if (!failedBefore) throw error;
    }
  }

  async #wait(ask: (environment: AnsweredEnvironment<K>, i: number) => Promise<void> | undefined): Promise<void> {
    const seconds = this.#timeoutSeconds;
    const late = () => {
      const i = this.#environments.findIndex(({ doing }) => doing !== undefined);
      return lateness(i, this.#environments[i]?.doing ?? 'answer', seconds);
    };
    try {
      await within(seconds, Promise.all(this.#environments.map(ask)), late);
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }
}

/** An asynchronous environment as a synchronous one that returns what was fetched before. */
class AnsweredEnvironment<K extends ActionKind> implements Environment<K> {
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: ActionSpace<K>;
  readonly saveState: (() => unknown) | undefined;
  readonly restoreState: (() => void) | undefined;
  /** What it is being waited for to do. */
  doing: string | undefined;
  readonly #environment: AsyncEnvironment<K>;
  readonly #number: number;
  /** Episodes begun, and steps of the present one. */
  #begun = 0;
  #length = 0;
  #isClosed = false;
  #start: ResetResult | undefined;
  #step: Step | undefined;
  #saved: unknown;

  constructor(environment: AsyncEnvironment<K>, number: number) {
    this.observationSpace = environment.observationSpace;
    this.actionSpace = environment.actionSpace;
    this.saveState = environment.saveState && (() => this.#saved);
    this.restoreState = environment.restoreState && (() => {});
    this.#environment = environment;
    this.#number = number;
  }

  async fetchReset(request: AsyncResetRequest): Promise<void> {
    this.#begun += 1;
    this.#length = 0;
    this.#start = await this.#result(`begin episode ${this.#begun}`, () => this.#environment.reset(request));
  }

  async fetchStep(action: Action<K>): Promise<void> {
    this.#length += 1;
    const doing = `take step ${this.#length} of episode ${this.#begun}`;
    const step = await this.#result(doing, () => this.#environment.step(action));
    this.#step = step;
    if ((step.terminated || step.truncated) && !this.#isClosed) await this.fetchReset({});
  }

  async fetchSaved(): Promise<void> {
    this.#saved = await this.#answer('save its state', () => this.#environment.saveState?.());
  }

  /** False where it cannot go on from there. */
  async fetchRestored(state: EnvironmentState | undefined): Promise<boolean> {
    if (state === undefined) return false;
    this.#begun = state.begun;
    if (state.saved === undefined || this.#environment.restoreState === undefined) return false;
    this.#length = state.length;
    await this.#answer('restore its state', () => this.#environment.restoreState?.(state.saved));
    return true;
  }

  async fetchClose(): Promise<void> {
    this.#isClosed = true;
    await this.#answer('close', () => this.#environment.close?.());
  }

  reset(): ResetResult {
    return this.#start as ResetResult;
  }

  step(): Step {
    return this.#step as Step;
  }

  async #result<T>(doing: string, ask: () => Promise<T>): Promise<T> {
    const answer = await this.#answer(doing, ask);
    if (typeof answer === 'object' && answer !== null) return answer;
    throw new InputError(`environment ${this.#number}`, `must ${doing} and promise what came of it`, show(answer));
  }

  async #answer<T>(doing: string, ask: () => T | Promise<T>): Promise<T> {
    this.doing = doing;
    try {
      return await ask();
    } catch (error) {
      return refuse(this.#number, `must ${doing}`, error);
    } finally {
      this.doing = undefined;
    }
  }
}

async function madeBy<K extends ActionKind>(
  create: AsyncEnvironmentSource<K>['create'],
  number: number,
): Promise<AsyncEnvironment<K>> {
  let made: AsyncEnvironment<K> | undefined;
  try {
    made = await create();
  } catch (error) {
    refuse(number, 'must be made', error);
  }
  if (made?.observationSpace === undefined || made.actionSpace === undefined) {
    throw new InputError(`environment ${number}`, 'create must make an environment with its spaces', show(made));
  }
  return made;
}

function refuse(number: number, expectation: string, error: unknown): never {
  const received = error instanceof Error ? `the error '${error.message}'` : show(error);
  throw new InputError(`environment ${number}`, expectation, received, { cause: error });
}

function lateness(number: number, doing: string, seconds: number): InputError {
  const wanted = `must ${doing} within ${seconds} seconds: give asynchronous a longer timeoutSeconds where it needs more`;
  return new InputError(`environment ${number}`, wanted);
}

/** The longest that a timer can wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** What `answers` promises, unless that takes too long; whatever comes later is ignored. */
async function within<T>(seconds: number, answers: Promise<T>, late: () => InputError): Promise<T> {
  if (seconds * 1000 > LONGEST) return answers;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), seconds * 1000);
  });
  try {
    return await Promise.race([answers, end]);
  } finally {
    clearTimeout(timer);
  }
}
