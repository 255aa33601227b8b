import type { Worker } from 'node:worker_threads';
import type { CollectAmount, CollectedState } from '../core/collector.ts';
import { InputError } from '../core/input-error.ts';
import type { Layout } from '../core/parameters.ts';
import type { CollectAnswer, CollectOrder, CollectShare, ShareRollout } from './collect-messages.ts';
import { receivedError } from './sent-error.ts';
import { startWorker } from './start-worker.ts';

/** This side of a thread that collects a share: one order at a time, and one answer to each. */
export class CollectThread {
  readonly #name: string;
  readonly #worker: Worker;
  #settle: { resolve(answer: CollectAnswer): void; reject(error: unknown): void } | undefined;
  #ended: Error | undefined;

  /** @param name in messages: `worker 2 of 4` */
  constructor(name: string, share: CollectShare) {
    this.#name = name;
    this.#worker = startWorker(new URL('./collect-worker.ts', import.meta.url), share);
    this.#worker.on('message', (answer: CollectAnswer) => this.#settle?.resolve(answer));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', (code) => {
      const ended = `one that ended with code ${code}`;
      this.#end(new InputError(name, 'must stay until the run is over', ended));
    });
  }

  /** Waits until its environments have begun their first episodes. */
  async ready(): Promise<{ readonly layout: Layout; readonly environments: readonly CollectedState[] }> {
    const answer = await this.#answer();
    if ('ready' in answer) return { layout: answer.ready, environments: answer.environments };
    throw new InputError(this.#name, 'must say that it is ready', Object.keys(answer).join());
  }

  async collect(amount: CollectAmount): Promise<ShareRollout> {
    const answer = await this.#answer({ collect: amount });
    if ('collected' in answer) return answer.collected;
    throw new InputError(this.#name, 'must answer with a rollout', Object.keys(answer).join());
  }

  /** Closes its environments, where it still can, and ends it. */
  async close(): Promise<void> {
    if (this.#ended === undefined) await this.#answer('close').catch(() => undefined);
    await this.#worker.terminate();
  }

  /** The answer to an order, or to its start; the process waits for a thread as long as one is due, and no longer. */
  async #answer(order?: CollectOrder): Promise<CollectAnswer> {
    if (this.#ended !== undefined) throw this.#ended;
    this.#worker.ref();
    try {
      const answer = await new Promise<CollectAnswer>((resolve, reject) => {
        this.#settle = { resolve, reject };
        if (order !== undefined) this.#worker.postMessage(order);
      });
      if ('failed' in answer) throw receivedError(answer.failed);
      return answer;
    } finally {
      this.#settle = undefined;
      this.#worker.unref();
    }
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#settle?.reject(this.#ended);
  }
}
