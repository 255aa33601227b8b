/** Work on an environment that leaves each call to its driver, who may wait for the answer, and then returns a result. */
export type Calls<T> = Generator<() => unknown, T, unknown>;

/** Makes one call. */
export function* ask<T>(call: () => T): Calls<T> {
  return (yield call) as T;
}

/** Makes every call at once, and returns the result. */
export function callAll<T>(calls: Calls<T>): T {
  let step = calls.next();
  while (step.done !== true) {
    let answer: unknown;
    try {
      answer = step.value();
    } catch (error) {
      step = calls.throw(error);
      continue;
    }
    step = calls.next(answer);
  }
  return step.value;
}

/** Makes one call after the other, each once what the last one promised is there. */
export async function callAllAwaited<T>(calls: Calls<T>): Promise<T> {
  let step = calls.next();
  while (step.done !== true) {
    let answer: unknown;
    try {
      answer = await step.value();
    } catch (error) {
      step = calls.throw(error);
      continue;
    }
    step = calls.next(answer);
  }
  return step.value;
}
