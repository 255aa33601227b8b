/**
 * An environment of one's own: a room that loses heat, and a stove to be turned up or down.
 *
 *   npm run train -- ppo ./examples/own-environment.ts --steps 20000
 */
import { box, discrete, type Environment, Random } from 'policy-ascent';

export default class Stove implements Environment<'discrete'> {
  readonly observationSpace = box([-40, 0], [60, 1]); // temperature in °C, power of the stove
  readonly actionSpace = discrete(3); // down, leave, up
  #random = new Random(0);
  #temperature = 0;
  #power = 0;
  #minutes = 60; // an episode is over until the first reset

  reset({ seed, into = new Float32Array(2) }: { seed?: number; into?: Float32Array } = {}) {
    if (seed !== undefined) this.#random = new Random(seed);
    [this.#temperature, this.#power, this.#minutes] = [this.#random.uniform(5, 30), 0.5, 0];
    return { observation: this.#observe(into), info: {} };
  }

  step(action: number, into = new Float32Array(2)) {
    if (this.#minutes >= 60) throw new Error('the episode is over: call reset()');
    this.#power = Math.min(1, Math.max(0, this.#power + 0.1 * (action - 1)));
    this.#temperature += 4 * this.#power - 0.1 * this.#temperature;
    this.#minutes += 1;
    const reward = 1 - Math.abs(this.#temperature - 20) / 10;
    return { observation: this.#observe(into), reward, terminated: false, truncated: this.#minutes >= 60, info: {} };
  }

  #observe(into: Float32Array) {
    into.set([this.#temperature, this.#power]);
    return into;
  }
}
