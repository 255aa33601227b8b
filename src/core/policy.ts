import * as tf from '@tensorflow/tfjs';
import { type ActionSampler, GsdeSampler, independentSampler, type Seen } from './action-sampler.ts';
import { scoped } from './autograd/tensors.ts';
import type { ActionRows, Distribution } from './distributions/distribution.ts';
import { distributionFor } from './distributions/index.ts';
import { InputError, show } from './input-error.ts';
import { FusedActor } from './kernels/fused-actor.ts';
import { fusedOutputs } from './kernels/fused-measures.ts';
import { FusedNetworks, type FusedPolicyParts } from './kernels/fused-networks.ts';
import { headOver } from './kernels/head-over.ts';
import type { FusedHead } from './kernels/heads.ts';
import { layersFit } from './networks/dense-layer.ts';
import { type GsdeNetwork, gsdeOf } from './networks/gsde.ts';
import { initialValues, type Network } from './networks/network.ts';
import { type RecurrentNetwork, type RecurrentRows, recurrentOf } from './networks/recurrent-network.ts';
import type { ObservationNormalizer } from './normalization.ts';
import { featureRows, featureSize, featuresOf } from './observations.ts';
import { type Parameters, sizeOfLayout, tensorsOf, viewOf } from './parameters.ts';
import { type PolicySettings, policyLayout, policyNetwork } from './policy-network.ts';
import { Random } from './random.ts';
import { RecurrentActor } from './recurrent-actor.ts';
import type { Sequences } from './sequences.ts';
import { type Action, type ActionKind, type ActionSpace, type ObservationSpace, requireMask } from './spaces.ts';

export interface ActSettings {
  /** The distribution's mode, the most probable action or the image of the mean, instead of a sample. */
  readonly deterministic?: boolean;
  /** What must not be done, as {@link maskSize} has it: the environment's `info.actionMask`. */
  readonly actionMask?: Uint8Array;
}

/** A policy at work on a fixed number of observations at a time, with the parameters that it had when work began. */
export interface Actor extends Seen {
  /**
   * ω of normalised observations, row-major; the array is the actor's own, and the next call writes it anew.
   *
   * @param observations `[count, observation size]`
   * @param active `[count]`, 0 where nobody acts, so that a memory stays as it is
   * @returns `[count, distribution.parameterSize]`
   */
  omega(observations: Float32Array, active?: Uint8Array): Float32Array;
}

/** π(a|s): a network that maps an observation to the parameters of a distribution over actions. */
export class Policy<K extends ActionKind = ActionKind> {
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: ActionSpace<K>;
  readonly distribution: Distribution<K>;
  readonly network: Network;
  readonly parameters: Parameters;
  readonly normalizer: ObservationNormalizer | undefined;
  /** Whether a tensor `logStd` stands behind the network's own. */
  readonly hasLogStd: boolean;
  /**
   * The policy in the kernels' memory; undefined where its network is not a chain of dense layers, and runs on the tape.
   */
  readonly fused: FusedNetworks | undefined;
  /** The network, where it has a memory. */
  readonly recurrent: RecurrentNetwork | undefined;
  /** The network, where its last hidden layer makes the noise. */
  readonly gsde: GsdeNetwork | undefined;
  readonly #gsdeSteps: number | null;
  readonly #random: Random;
  #actor: FusedActor | undefined;
  /** Draws the actions of the episode in which `act` acts. */
  #sampler: ActionSampler | undefined;
  /** The memory of the episode in which `act` acts. */
  readonly #memory: Float32Array;

  constructor(settings: PolicySettings<K>, network: Network, parameters: Parameters, random: Random) {
    this.observationSpace = settings.observationSpace;
    this.actionSpace = settings.actionSpace;
    this.distribution = distributionFor<K>(settings.actionSpace, settings.distribution);
    this.network = network;
    this.parameters = parameters;
    this.normalizer = settings.normalizer;
    this.hasLogStd = parameters.layout.length > network.layout.length;
    this.gsde = gsdeOf(network);
    this.#gsdeSteps = settings.gsdeSteps ?? null;
    this.fused = fusedPolicy(this);
    this.recurrent = recurrentOf(network);
    this.#random = random;
    this.#memory = new Float32Array(this.stateSize);
  }

  /** How many numbers the memory of one episode has; 0 for a policy without memory. */
  get stateSize(): number {
    return this.recurrent?.stateSize ?? 0;
  }

  /**
   * ω `[batch, distribution.parameterSize]` from the parameters' tensors and features `[batch, featureSize]`, of which a
   * policy with a memory must know the sequences.
   */
  apply(tensors: tf.Tensor[], features: tf.Tensor2D, sequences?: Sequences): tf.Tensor2D {
    return this.withLogStd(tensors, this.network.apply(this.#networkTensors(tensors), features, sequences));
  }

  /** ω of all rows of several sequences, and the memory after each, from the parameters' tensors. */
  unroll(
    tensors: tf.Tensor[],
    features: tf.Tensor2D,
    sequences: Sequences,
  ): { omega: tf.Tensor2D; state: tf.Tensor2D } {
    return this.#remembered(tensors, (network, own) => network.unroll(own, features, sequences));
  }

  /** ω of one time step of several rows at once, and the memory behind it, from the parameters' tensors. */
  step(tensors: tf.Tensor[], features: tf.Tensor2D, state: tf.Tensor2D): { omega: tf.Tensor2D; state: tf.Tensor2D } {
    return this.#remembered(tensors, (network, own) => network.step(own, features, state));
  }

  #remembered(tensors: tf.Tensor[], run: (network: RecurrentNetwork, own: tf.Tensor[]) => RecurrentRows) {
    if (this.recurrent === undefined) throw new InputError('policy', 'must have a memory', 'one that has none');
    const { output, state } = run(this.recurrent, this.#networkTensors(tensors));
    return { omega: this.withLogStd(tensors, output), state };
  }

  #networkTensors(tensors: tf.Tensor[]): tf.Tensor[] {
    return tensors.slice(0, this.network.layout.length);
  }

  /** The network's output with the state-independent log σ, where there is one, beside every row. */
  withLogStd(tensors: tf.Tensor[], output: tf.Tensor): tf.Tensor2D {
    const width = this.distribution.parameterSize / (this.hasLogStd ? 2 : 1);
    if (output.shape.length !== 2 || output.shape[1] !== width) {
      throw new InputError('policy network', `its output must have shape [batch, ${width}]`, `[${output.shape}]`);
    }
    if (!this.hasLogStd) return output as tf.Tensor2D;
    const logStd = tensors[this.network.layout.length] as tf.Tensor;
    const rows = tf.broadcastTo(logStd, [output.shape[0] as number, width]);
    return tf.concat([output as tf.Tensor2D, rows as tf.Tensor2D], 1);
  }

  /** ω of `size` observations that are normalised already, row-major, without a tape. */
  omega(observations: Float32Array, size: number): Float32Array {
    const { fused } = this;
    if (fused === undefined) return this.#omegaByTensors(observations, size);
    fused.batch.load({ size, features: featureRows(this.observationSpace, observations, size) });
    const { outputs } = fused.requireHead();
    const output = new Float32Array(size * outputs);
    fusedOutputs(fused, fused.batch.all(), output);
    return this.hasLogStd ? this.#besideLogStd(output, size) : output;
  }

  #omegaByTensors(observations: Float32Array, size: number): Float32Array {
    return tf.tidy(() => {
      const omega = this.apply(tensorsOf(this.parameters), featuresOf(this.observationSpace, observations, size));
      return Float32Array.from(omega.dataSync());
    });
  }

  /** The rows of means, each with the log σ that all share behind it. */
  #besideLogStd(means: Float32Array, size: number): Float32Array {
    const d = means.length / size;
    const logStd = this.parameters.values.subarray(this.parameters.values.length - d);
    const omega = new Float32Array(2 * means.length);
    for (let row = 0; row < size; row++) {
      omega.set(means.subarray(row * d, (row + 1) * d), 2 * row * d);
      omega.set(logStd, (2 * row + 1) * d);
    }
    return omega;
  }

  /**
   * Begins to act on `count` observations at a time; later changes of the parameters are not seen. The next actor of as
   * many observations takes this one's place.
   *
   * @param memory `[count, stateSize]`, the caller's: a policy with a memory goes on from it and writes it at every step;
   *   it begins with zeros when left out
   */
  actor(count: number, memory?: Float32Array): Actor {
    if (this.recurrent !== undefined) {
      return new RecurrentActor(this, count, memory ?? new Float32Array(count * this.stateSize));
    }
    if (this.fused === undefined) return this.#actorOnTape(count);
    if (this.#actor?.count !== count) {
      this.#actor = new FusedActor(this.fused, count, {
        observationSpace: this.observationSpace,
        parameterSize: this.distribution.parameterSize,
      });
    }
    this.#actor.begin(this.parameters.values);
    return this.#actor;
  }

  #actorOnTape(count: number): Actor {
    const { gsde: network } = this;
    if (network === undefined) return { omega: (observations) => this.omega(observations, count) };
    const features = new Float32Array(count * network.units);
    const omega = (observations: Float32Array) =>
      scoped(() => {
        const tensors = tensorsOf(this.parameters);
        const hidden = network.trunk(tensors, featuresOf(this.observationSpace, observations, count));
        features.set(hidden.dataSync());
        return Float32Array.from(network.head(tensors, hidden).dataSync());
      });
    return { omega, features };
  }

  /** Begins to draw actions of `count` environments; noise that is held is made by the parameters as they are now. */
  sampler(count: number): ActionSampler {
    if (this.gsde === undefined) return independentSampler(this.distribution);
    const { gsdeLogStd, units } = this.gsde;
    const logStd = viewOf(this.parameters.values, gsdeLogStd);
    return new GsdeSampler(count, { logStd, units, actions: this.distribution.actionSize, steps: this.#gsdeSteps });
  }

  /**
   * Says that an episode begins: what a policy with a memory remembers of the one before counts no more for `act`, nor does the
   * noise that gSDE held.
   */
  beginEpisode(): void {
    this.#memory.fill(0);
    this.#sampler = undefined;
  }

  /**
   * One action for one raw observation, inside the action space: a Gaussian's sample is clipped to its bounds, or squashed.
   * A policy with a memory remembers the observation until `beginEpisode`.
   *
   * @throws InputError where the observation or the mask does not fit
   */
  act(observation: Float32Array, { deterministic = false, actionMask }: ActSettings = {}): Action<K> {
    const seen = Float32Array.from(observation);
    this.normalizer?.normalize(seen);
    const actor = this.actor(1, this.#memory);
    const omega = actor.omega(seen);
    const rows = this.actionRows(1);
    if (actionMask !== undefined) requireMask(this.actionSpace, actionMask);
    if (deterministic) this.distribution.mode(omega, 0, rows, 0, actionMask);
    else {
      this.#sampler ??= this.sampler(1);
      this.#sampler.sample(omega, actor, 0, this.#random, rows, actionMask);
    }
    this.toActionSpace(rows, 0, rows);
    return (this.actionSpace.kind === 'discrete' ? rows[0] : rows) as Action<K>;
  }

  /** Room for `size` actions. */
  actionRows(size: number): ActionRows {
    const numbers = size * this.distribution.actionSize;
    return this.actionSpace.kind === 'box' ? new Float32Array(numbers) : new Int32Array(numbers);
  }

  /**
   * Writes row `row` of `sampled` into the same row of `into` as the environment takes it: what a squashed Gaussian holds in
   * place of an action becomes one, and a box clips to its bounds.
   */
  toActionSpace(sampled: ActionRows, row: number, into: ActionRows): void {
    const space: ActionSpace = this.actionSpace;
    const { actionSize: size, toAction } = this.distribution;
    for (let i = 0, at = row * size; i < size; i++, at++) {
      const x = toAction?.(sampled[at] as number, i) ?? (sampled[at] as number);
      into[at] = space.kind === 'box' ? Math.min(space.high[i] as number, Math.max(space.low[i] as number, x)) : x;
    }
  }
}

/** The parts of a policy that kernels can run; undefined where its network is none of theirs, or does not fit. */
export function fusedPolicyParts(policy: Policy): FusedPolicyParts | undefined {
  const { layers = [] } = policy.network;
  const head = headOf(policy);
  const gsdeLogStd = policy.gsde?.gsdeLogStd.offset;
  const outputs = gsdeLogStd === undefined ? head.outputs : head.outputs / 2;
  return layersFit(layers, featureSize(policy.observationSpace), outputs) ? { layers, head, gsdeLogStd } : undefined;
}

/** The distribution behind a dense policy network, in the kernels' memory. */
export function headOf({ actionSpace, distribution, hasLogStd, network }: Policy): FusedHead {
  const overBox = distribution.toAction === undefined ? 'gaussian' : 'squashed-gaussian';
  return headOver(actionSpace, overBox, hasLogStd ? sizeOfLayout(network.layout) : undefined);
}

function fusedPolicy(policy: Policy): FusedNetworks | undefined {
  const parts = fusedPolicyParts(policy);
  if (parts === undefined) return undefined;
  return new FusedNetworks(policy.parameters.values, featureSize(policy.observationSpace), { policy: parts });
}

/** A policy over `values`, its first weights drawn into them; makes the vector where none is given. */
export function createPolicy<K extends ActionKind>(settings: PolicySettings<K>): Policy<K> {
  const network = policyNetwork(settings);
  const layout = policyLayout(settings, network);
  return initializePolicy(settings, network, { values: new Float32Array(sizeOfLayout(layout)), layout });
}

/** A policy whose parameters live in a vector that the caller gives; draws its first weights there. */
export function initializePolicy<K extends ActionKind>(
  settings: PolicySettings<K>,
  network: Network,
  parameters: Parameters,
): Policy<K> {
  const random = settings.seed instanceof Random ? settings.seed : new Random(settings.seed ?? 0);
  const initial = initialValues(network, random.split('policy weights'));
  const size = sizeOfLayout(network.layout);
  if (initial.length !== size) {
    throw new InputError('policy network', `initialize must return ${size} numbers`, show(initial.length));
  }
  parameters.values.set(initial);
  parameters.values.fill(settings.initialLogStd ?? 0, size);
  return new Policy(settings, network, parameters, random.split('actions'));
}
