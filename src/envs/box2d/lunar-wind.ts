import { exp } from '../../core/exponential.ts';
import { sin } from '../../core/trigonometry.ts';
import type { Draws } from './draws.ts';

/** The gusts tanh(sin 2k(t + c) + sin πk(t + c)), k = 0.01, which never repeat; c is drawn from −9999 … 9998. */
export class Gusts {
  #time: number;

  constructor(random: Draws) {
    this.#time = random.integer(2 * 9999) - 9999;
  }

  /** The next one, from −1 to 1. */
  next(): number {
    const swing = sin(0.02 * this.#time) + sin(Math.PI * 0.01 * this.#time);
    this.#time += 1;
    return 1 - 2 / (exp(2 * swing) + 1);
  }
}
