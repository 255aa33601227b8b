import { featureSize, writeFeatures } from '../observations.ts';
import type { ObservationSpace } from '../spaces.ts';
import type { FusedNetworks } from './fused-networks.ts';
import { GsdeChain } from './gsde-chain.ts';
import { KernelArray } from './kernel-array.ts';
import { kernels } from './kernels.ts';

/** What a fused actor must know of its policy besides the networks. */
export interface ActorShape {
  readonly observationSpace: ObservationSpace;
  /** Numbers of ω. */
  readonly parameterSize: number;
}

/** A policy at work on a fixed number of observations at a time: no tensors, and no garbage. */
export class FusedActor {
  readonly count: number;
  /** The last hidden layer of the latest observations, `[count, units]`, where the noise is made of it. */
  readonly features: Float32Array | undefined;
  readonly #networks: FusedNetworks;
  readonly #observationSpace: ObservationSpace;
  readonly #theta: KernelArray;
  readonly #observed: KernelArray;
  readonly #tape: KernelArray;
  readonly #omega: Float32Array;
  /** The network's output; all of ω, unless log σ stands behind it. */
  #output: Float32Array = new Float32Array(0);
  /** The features there. */
  #hidden: Float32Array = new Float32Array(0);

  constructor(networks: FusedNetworks, count: number, { observationSpace, parameterSize }: ActorShape) {
    this.count = count;
    this.#networks = networks;
    this.#observationSpace = observationSpace;
    this.#theta = KernelArray.floats(networks.theta.length);
    this.#observed = KernelArray.floats(count * featureSize(observationSpace));
    this.#tape = KernelArray.floats(networks.policy.tapeSize(count) / 4);
    this.#omega = new Float32Array(count * parameterSize);
    const { policy } = networks;
    this.features = policy instanceof GsdeChain ? new Float32Array(count * policy.units) : undefined;
  }

  /** Reads the parameters, a shared log σ into every row of ω. */
  begin(parameters: Float32Array): void {
    this.#theta.view.set(parameters);
    const { outputs } = this.#networks.requireHead();
    const size = this.#omega.length / this.count;
    for (let row = 0; row < this.count && size > outputs; row++) {
      this.#omega.set(parameters.subarray(parameters.length - (size - outputs)), row * size + outputs);
    }
  }

  /** ω `[count, parameterSize]` of observations `[count, observation size]`; the next call writes it anew. */
  omega(observations: Float32Array): Float32Array {
    const { policy, head } = this.#networks;
    writeFeatures(this.#observationSpace, observations, this.count, this.#observed.view);
    const address = policy.forward(this.#theta.address, this.#observed.address, this.#tape.address, this.count);
    const size = this.#omega.length / this.count;
    const outputs = head?.outputs ?? size;
    this.#output = viewAt(address, this.count * outputs, this.#output);
    const output = this.#output;
    this.#readFeatures();
    for (let row = 0; row < this.count; row++) {
      for (let i = 0; i < outputs; i++) this.#omega[row * size + i] = output[row * outputs + i] as number;
    }
    return this.#omega;
  }

  #readFeatures(): void {
    const { policy } = this.#networks;
    if (this.features === undefined || !(policy instanceof GsdeChain)) return;
    const address = policy.features(this.#observed.address, this.#tape.address, this.count);
    this.#hidden = viewAt(address, this.features.length, this.#hidden);
    this.features.set(this.#hidden);
  }
}

/** Numbers in the kernels' memory: the view there was, unless the memory has moved since. */
function viewAt(address: number, length: number, before: Float32Array): Float32Array {
  const { buffer } = kernels.memory;
  return before.buffer === buffer ? before : new Float32Array(buffer, address, length);
}
