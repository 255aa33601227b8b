import type { DenseLayer } from '../networks/dense-layer.ts';
import { DenseChain } from './dense-chain.ts';
import { type BatchRows, FusedBatch, rowAt } from './fused-batch.ts';
import { GsdeChain } from './gsde-chain.ts';
import type { FusedHead, HeadRows } from './heads.ts';
import { KernelArray } from './kernel-array.ts';

/**
 * How many rows go through the networks at a time: few enough for what they leave to stay in the cache, whatever the
 * size of the batch. Part of the results: sums over rows are made in this order.
 */
export const CHUNK = 128;

/** A policy network, and the distribution behind its output. */
export interface FusedPolicyParts {
  readonly layers: readonly DenseLayer[];
  readonly head: FusedHead;
  /** Where the deviations' parameters begin in the flat vector, where the last hidden layer makes the noise by gSDE. */
  readonly gsdeLogStd?: number | undefined;
}

/** Networks of dense layers over one flat parameter vector. */
export interface FusedParts {
  /** Layers whose output both networks take; none when left out. */
  readonly trunk?: readonly DenseLayer[];
  readonly policy?: FusedPolicyParts;
  /** The layers of a value function, with one output. */
  readonly value?: readonly DenseLayer[] | undefined;
}

/** A chunk that has gone forward: where its outputs are, and what the way back needs. Addresses in bytes. */
export interface ForwardRows {
  readonly rows: number;
  /** The features `[rows, features]`. */
  readonly x: number;
  /** What the networks behind the trunk took; x itself without a trunk. */
  readonly hidden: number;
  readonly trunkTape: number;
  readonly tape: number;
  /** `[rows, outputs]` */
  readonly output: number;
}

/** A policy, a value function, or both, in the kernels' memory. */
export class FusedNetworks {
  readonly #parameters: Float32Array;
  /** Numbers that the networks see of one observation. */
  readonly features: number;
  readonly trunk: DenseChain;
  /** Outputs of the trunk; 0 where there is none. */
  readonly trunkOutputs: number;
  readonly policy: DenseChain | GsdeChain;
  readonly value: DenseChain;
  readonly hasValue: boolean;
  readonly head: FusedHead | undefined;
  /** The batch that the networks work on. */
  readonly batch = new FusedBatch();
  /** The parameters as {@link load} has read them. */
  readonly theta: KernelArray;
  readonly #trunkTape: KernelArray;
  readonly #policyTape: KernelArray;
  readonly #valueTape: KernelArray;
  readonly #work: KernelArray;
  /** Log-probabilities, then entropies, of one chunk. */
  readonly #perRow = KernelArray.floats(2 * CHUNK);

  constructor(parameters: Float32Array, features: number, { trunk = [], policy, value = [] }: FusedParts) {
    this.#parameters = parameters;
    this.features = features;
    this.trunk = new DenseChain(trunk);
    this.trunkOutputs = trunk.at(-1)?.outputs ?? 0;
    this.policy = policyChain(policy);
    this.value = new DenseChain(value);
    this.hasValue = value.length > 0;
    this.head = policy?.head;
    this.theta = KernelArray.floats(parameters.length);
    this.#trunkTape = KernelArray.floats(this.trunk.tapeSize(CHUNK) / 4);
    this.#policyTape = KernelArray.floats(this.policy.tapeSize(CHUNK) / 4);
    this.#valueTape = KernelArray.floats(this.value.tapeSize(CHUNK) / 4);
    this.#work = KernelArray.floats(this.head?.workSize(CHUNK) ?? 0);
  }

  /** Reads the parameters as they are now, or others in their place. */
  load(parameters = this.#parameters): void {
    this.theta.view.set(parameters);
  }

  /** Takes `rows` rows of features through the trunk. */
  #hidden(x: number, rows: number): number {
    return this.trunk.forward(this.theta.address, x, this.#trunkTape.address, rows);
  }

  /** The policy network's output for the rows of a batch from `start` on, at most a chunk of them. */
  forwardPolicy(batch: BatchRows, start: number, rows: number): ForwardRows {
    const x = rowAt(batch.features, start, 4 * this.features);
    const hidden = this.#hidden(x, rows);
    const [trunkTape, tape] = [this.#trunkTape.address, this.#policyTape.address];
    return { rows, x, hidden, trunkTape, tape, output: this.policy.forward(this.theta.address, hidden, tape, rows) };
  }

  /** V `[rows]` likewise; `policy` is what {@link forwardPolicy} gave for the same rows, where it was called. */
  forwardValue(batch: BatchRows, start: number, rows: number, policy?: ForwardRows): ForwardRows {
    const x = rowAt(batch.features, start, 4 * this.features);
    const hidden = policy?.hidden ?? this.#hidden(x, rows);
    const [trunkTape, tape] = [this.#trunkTape.address, this.#valueTape.address];
    return { rows, x, hidden, trunkTape, tape, output: this.value.forward(this.theta.address, hidden, tape, rows) };
  }

  /** What the head is called with for rows that have gone forward. */
  headRows(batch: BatchRows, start: number, { rows, output }: ForwardRows): HeadRows {
    const { outputs, actionSize } = this.requireHead();
    return {
      rows,
      theta: this.theta.address,
      omega: output,
      actions: rowAt(batch.actions, start, 4 * actionSize),
      masks: rowAt(batch.actionMasks, start, outputs),
      work: this.#work.address,
      logProbabilities: this.#perRow.address,
      entropies: this.#perRow.address + 4 * CHUNK,
    };
  }

  requireHead(): FusedHead {
    if (this.head === undefined) throw new Error('these networks hold no policy');
    return this.head;
  }
}

function policyChain({ layers, gsdeLogStd }: Partial<FusedPolicyParts> = {}): DenseChain | GsdeChain {
  return gsdeLogStd === undefined ? new DenseChain(layers ?? []) : new GsdeChain(layers ?? [], gsdeLogStd);
}
