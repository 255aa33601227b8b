import type { CollectorState } from './collector.ts';
import type { EpisodeSummary } from './environment.ts';
import { InputError, show } from './input-error.ts';
import type { Network } from './networks/network.ts';
import { type MomentsState, ObservationNormalizer, type RewardNormalizerState } from './normalization.ts';
import type { OptimizerState } from './optimizers/optimizer.ts';
import type { Layout } from './parameters.ts';
import { createPolicy, type Policy } from './policy.ts';
import type { PolicyNetworkSettings } from './policy-network.ts';
import type { RandomState } from './random.ts';
import type { ActionSpace, ObservationSpace } from './spaces.ts';

/** A run at one moment: what it has learned, and what it needs to go on. A value, which later training never changes. */
export interface Checkpoint {
  readonly format: 1;
  readonly agent: { readonly name: string; readonly hyperparameters: Readonly<Record<string, unknown>> };
  /** The id it was trained in, where it has one. */
  readonly environment?: string | undefined;
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: ActionSpace;
  readonly step: number;
  readonly update: number;
  readonly episodes: number;
  /** Everything that is learned; the policy's part comes first. */
  readonly parameters: Float32Array;
  readonly layout: Layout;
  /** Whether the policy's network is the user's own, which no checkpoint can hold. */
  readonly ownNetwork: boolean;
  readonly optimizers: Readonly<Record<string, OptimizerState>>;
  readonly normalizers: {
    readonly observations?: MomentsState | undefined;
    readonly rewards?: RewardNormalizerState | undefined;
  };
  /** The learner's stream, where it has one. */
  readonly random?: RandomState | undefined;
  /** Single numbers of the learner that move with the updates. */
  readonly scalars?: Readonly<Record<string, number>> | undefined;
  /** What a value function with a memory remembers of each environment's episode. */
  readonly valueMemory?: Float32Array | undefined;
  /** The latest training episodes, of which the mean return is taken, from the oldest to the newest. */
  readonly recent: readonly EpisodeSummary[];
  /** Steps and environments as the update left them. */
  readonly collector: CollectorState;
}

export interface PolicyFromSettings {
  /** The network of one's own with which it was trained. */
  readonly network?: Network;
  /** Where sampled actions come from; 0 when left out. */
  readonly seed?: number;
}

/**
 * The policy of a checkpoint, with its observation normaliser, frozen.
 *
 * @throws InputError where it was trained with a network of one's own and none, or another, is given
 */
export function policyFrom(checkpoint: Checkpoint, { network, seed = 0 }: PolicyFromSettings = {}): Policy {
  if (checkpoint.ownNetwork && network === undefined) {
    throw new InputError('policyFrom', 'was trained with a network of your own: pass it as { network }');
  }
  const { observationSpace, actionSpace, agent, normalizers } = checkpoint;
  const normalizer = normalizers.observations && ObservationNormalizer.of(observationSpace, normalizers.observations);
  if (normalizer !== undefined) normalizer.frozen = true;
  const settings: PolicyNetworkSettings = agent.hyperparameters;
  const policy = createPolicy({ ...settings, observationSpace, actionSpace, normalizer, seed, network });
  const { values } = policy.parameters;
  if (values.length > checkpoint.parameters.length) {
    throw new InputError('policyFrom', `a policy of ${checkpoint.parameters.length} parameters`, show(values.length));
  }
  values.set(checkpoint.parameters.subarray(0, values.length));
  return policy;
}

/** A checkpoint as text: JSON with vectors in base64, exact to the bit, and a checksum. */
export function encodeCheckpoint(checkpoint: Checkpoint): string {
  const body = JSON.stringify(checkpoint, (_, value) =>
    value instanceof Float32Array ? { float32: toBase64(value) } : value,
  );
  return `{"checksum":"${checksum(body)}","checkpoint":${body}}\n`;
}

/**
 * The checkpoint that {@link encodeCheckpoint} wrote.
 *
 * @throws InputError where the text is cut short, changed, or of another format
 */
export function decodeCheckpoint(text: string): Checkpoint {
  const file = parse(text);
  const body = JSON.stringify(file.checkpoint);
  if (file.checkpoint === undefined || file.checksum !== checksum(body)) {
    throw new InputError('checkpoint', 'is damaged: its checksum does not fit its content');
  }
  if (file.checkpoint.format !== 1) {
    throw new InputError('checkpoint', 'must be of format 1', show(file.checkpoint.format));
  }
  return JSON.parse(body, (_, value) =>
    typeof value?.float32 === 'string' ? fromBase64(value.float32) : value,
  ) as Checkpoint;
}

function parse(text: string): { checksum?: unknown; checkpoint?: { format?: unknown } } {
  try {
    const file: unknown = JSON.parse(text);
    if (typeof file === 'object' && file !== null) return file;
  } catch (cause) {
    throw new InputError('checkpoint', `is damaged: ${(cause as Error).message}`, undefined, { cause });
  }
  throw new InputError('checkpoint', 'is damaged: it holds no checkpoint');
}

/** FNV-1a over UTF-16 code units, 32 bits, in hexadecimal: finds damage, not malice. */
function checksum(text = ''): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function toBase64({ buffer, byteOffset, byteLength }: Float32Array): string {
  let binary = '';
  for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function fromBase64(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer);
}
