/**
 * An environment of one's own: a room that loses heat, and a heater to be turned on and off.
 *
 *   npm run train -- ppo ./examples/own-environment.ts --steps 20000
 */
import { box, discrete, type Environment, Random } from 'policy-ascent';

export default class Thermostat implements Environment<'discrete'> {
  readonly observationSpace = box(-5, 5, [1]); // from 20 °C, in tens of degrees
  readonly actionSpace = discrete(2); // heater off, on
  #random = new Random(0);
  #temperature = 0;
  #minute = 60; // no episode is running before the first reset

  reset({ seed }: { seed?: number } = {}) {
    if (seed !== undefined) this.#random = new Random(seed);
    [this.#temperature, this.#minute] = [this.#random.uniform(5, 35), 0];
    return { observation: this.#observe(), info: {} };
  }

  step(heater: number) {
    if (this.#minute === 60) throw new Error('the episode is over: call reset()');
    this.#minute += 1;
    this.#temperature += 3 * heater - 0.1 * this.#temperature;
    const reward = 1 - Math.abs(this.#temperature - 20) / 10;
    return { observation: this.#observe(), reward, terminated: false, truncated: this.#minute === 60, info: {} };
  }

  #observe() {
    return Float32Array.of((this.#temperature - 20) / 10);
  }
}
