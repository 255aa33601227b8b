import * as tf from '@tensorflow/tfjs';
import { InputError, show } from '../input-error.ts';
import { denseLayer } from '../kernels/dense-op.ts';
import type { TimeSteps } from '../kernels/recurrent-op.ts';
import { type Layout, layoutOf, sizeOfLayout, viewOf } from '../parameters.ts';
import type { Random } from '../random.ts';
import { packingOf, type Sequences } from '../sequences.ts';
import { type ActivationName, activations } from './activations.ts';
import { gru } from './gru.ts';
import { constant, type Initializer, orthogonal } from './initializers.ts';
import { lstm } from './lstm.ts';
import { dense } from './mlp.ts';
import type { CellFactory, RecurrentCell } from './recurrent-cell.ts';
import type { RecurrentNetwork, RecurrentRows } from './recurrent-network.ts';

/** The cells, by name. */
export const recurrentCells = { gru, lstm } as const satisfies Record<string, CellFactory>;

export type RecurrentCellName = keyof typeof recurrentCells;

export const recurrentCellNames = Object.keys(recurrentCells) as RecurrentCellName[];

/** Units of a cell, where nobody says how many. */
export const RECURRENT_UNITS = 64;

export interface RecurrentSettings {
  readonly inputs: number;
  readonly outputs: number;
  /** Units of each dense layer before the cell. */
  readonly hidden: readonly number[];
  readonly activation: ActivationName;
  readonly cell: RecurrentCellName;
  /** Units of the cell. */
  readonly units: number;
  /** Whether the cell runs in fused kernels, whose gradient cannot be differentiated again; true when left out. */
  readonly fused?: boolean;
  /** First values of the output weights; orthogonal with gain 1 when left out. */
  readonly outputInitializer?: Initializer;
  readonly outputBiasInitializer?: Initializer;
}

/** A recurrent network, whose part up to the cell's output can also be had alone, for two heads to share. */
export interface Recurrent extends RecurrentNetwork {
  /** Units of the cell's output. */
  readonly units: number;
  /** The cell's output for each row, `[rows, units]`, in the rows' own order. */
  trunk(parameters: tf.Tensor[], observations: tf.Tensor, sequences?: Sequences): tf.Tensor;
  /** The output `[rows, outputs]` from the cell's. */
  head(parameters: tf.Tensor[], hidden: tf.Tensor): tf.Tensor;
  /** The same trunk under another head, as a network of its own; its layout is the given one. */
  withHead(layout: Layout, head: Recurrent['head']): RecurrentNetwork;
}

/** Dense layers φ(x W + b), then a cell with a memory, then an output that is linear in the cell's. */
export function recurrent(settings: RecurrentSettings): Recurrent {
  requireSettings(settings);
  const { inputs, outputs, hidden, units } = settings;
  const cell = recurrentCells[settings.cell](hidden.at(-1) ?? inputs, units);
  const layout = recurrentLayout([inputs, ...hidden], cell, [units, outputs]);
  const behind = layout.length - 2;
  const { activation, fused = true } = settings;
  const layer = fused ? layerInKernels : layerOnTape;
  const layers = layersOf(cell, layer, activation, behind - cell.tensors.length, fused);
  const trunk: Recurrent['trunk'] = (parameters, observations, sequences) =>
    layers.unroll(parameters, observations, required(sequences), 1)[0] as tf.Tensor;
  const head: Recurrent['head'] = (parameters, h) => layer(h, parameters, behind, 'linear');
  const withHead: Recurrent['withHead'] = (whole, last) => {
    const rows = (parameters: tf.Tensor[], memory: tf.Tensor2D[]): RecurrentRows => ({
      output: last(parameters, memory[0] as tf.Tensor2D) as tf.Tensor2D,
      state: tf.concat(memory, 1),
    });
    return {
      layout: whole,
      stateSize: cell.parts * units,
      apply: (parameters, observations, sequences) => last(parameters, trunk(parameters, observations, sequences)),
      step: (parameters, observations, state) => rows(parameters, layers.step(parameters, observations, state)),
      unroll: (parameters, observations, sequences) =>
        rows(parameters, layers.unroll(parameters, observations, sequences) as tf.Tensor2D[]),
    };
  };
  const initialize = (random: Random) => firstValues(layout, settings, cell, random);
  return { ...withHead(layout, head), units, trunk, head, withHead, initialize };
}

/** φ(x W + b), of which W and b are the parameters from number `i` on. */
type Layer = (x: tf.Tensor, parameters: tf.Tensor[], i: number, activation: ActivationName) => tf.Tensor;

const layerOnTape: Layer = (x, parameters, i, activation) =>
  activations[activation](dense(x, parameters[i] as tf.Tensor, parameters[i + 1] as tf.Tensor));

const layerInKernels: Layer = (x, parameters, i, activation) =>
  denseLayer(x, parameters[i] as tf.Tensor, parameters[i + 1] as tf.Tensor, activation);

/** The layers up to the cell's output, over one time step or over whole sequences. */
function layersOf(cell: RecurrentCell, layer: Layer, activation: ActivationName, before: number, fused: boolean) {
  const own = (parameters: tf.Tensor[]) => parameters.slice(before, before + cell.tensors.length);
  const project = (parameters: tf.Tensor[], observations: tf.Tensor) => {
    let h = observations;
    for (let i = 0; i <= before; i += 2) h = layer(h, parameters, i, i < before ? activation : 'linear');
    return h as tf.Tensor2D;
  };
  const run = (parameters: tf.Tensor[], steps: TimeSteps) =>
    fused ? cell.unroll(own(parameters), steps) : unrollOnTape(cell, own(parameters), steps);
  return {
    step(parameters: tf.Tensor[], observations: tf.Tensor, state: tf.Tensor2D) {
      const first = partsOf(cell, state);
      return run(parameters, { projected: project(parameters, observations), sizes: [state.shape[0]], first });
    },
    /** The first `parts` matrices of the memory after each row, in the rows' own order. */
    unroll(parameters: tf.Tensor[], observations: tf.Tensor, { starts, states }: Sequences, parts = cell.parts) {
      const { order, places, sizes } = packingOf(starts);
      const projected = project(parameters, tf.gather(observations, tf.tensor1d(order, 'int32')));
      const all = tf.tensor2d(states, [starts.length, states.length / starts.length]);
      const beginnings = tf.gather(all, tf.tensor1d(order.subarray(0, sizes[0]), 'int32')) as tf.Tensor2D;
      const memory = run(parameters, { projected, sizes, first: partsOf(cell, beginnings) });
      const back = tf.tensor1d(places, 'int32');
      return memory.slice(0, parts).map((part) => tf.gather(part, back));
    },
  };
}

/** The time steps as the papers state them; the fused ones are held to these. */
function unrollOnTape(cell: RecurrentCell, parameters: tf.Tensor[], { projected, sizes, first }: TimeSteps) {
  const inputs = tf.split(projected, [...sizes]);
  let memory = first;
  const times = sizes.map((size, time) => {
    if (size < (sizes[time - 1] ?? size)) memory = memory.map((part) => tf.slice(part, 0, size));
    memory = cell.step(parameters, inputs[time] as tf.Tensor2D, memory);
    return memory;
  });
  return first.map((_, part) => tf.concat(times.map((each) => each[part] as tf.Tensor2D)));
}

function partsOf({ parts }: RecurrentCell, state: tf.Tensor2D): tf.Tensor2D[] {
  return parts === 1 ? [state] : tf.split(state, parts, 1);
}

function recurrentLayout(
  sizes: readonly number[],
  { tensors }: RecurrentCell,
  [units, outputs]: [number, number],
): Layout {
  const layers = sizes.slice(1).map((size, i) => [
    { name: `hidden${i}/weight`, shape: [sizes[i] as number, size] },
    { name: `hidden${i}/bias`, shape: [size] },
  ]);
  const output = [
    { name: 'output/weight', shape: [units, outputs] },
    { name: 'output/bias', shape: [outputs] },
  ];
  return layoutOf([...layers.flat(), ...tensors, ...output]);
}

function firstValues(layout: Layout, settings: RecurrentSettings, cell: RecurrentCell, random: Random): Float32Array {
  const { hidden, outputInitializer = orthogonal(1), outputBiasInitializer = constant(0) } = settings;
  const before = 2 * hidden.length;
  const values = new Float32Array(sizeOfLayout(layout));
  const dense = (i: number, weight: Initializer, bias: Initializer) => {
    for (const [entry, initializer] of [[layout[i], weight] as const, [layout[i + 1], bias] as const]) {
      if (entry !== undefined) viewOf(values, entry).set(initializer(entry.shape, random));
    }
  };
  for (let i = 0; i < before; i += 2) dense(i, orthogonal(Math.SQRT2), constant(0));
  for (const [i, tensor] of cell.initialize(random).entries()) values.set(tensor, layout[before + i]?.offset);
  dense(before + cell.tensors.length, outputInitializer, outputBiasInitializer);
  return values;
}

function required(sequences: Sequences | undefined): Sequences {
  if (sequences !== undefined) return sequences;
  throw new InputError('recurrent network', 'needs the sequences that its rows belong to', 'none');
}

function requireSettings({ inputs, outputs, hidden, units, activation, cell }: RecurrentSettings): void {
  const sizes = [inputs, ...hidden, units, outputs];
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 1)) {
    throw new InputError('recurrent', 'layer sizes must be whole numbers ≥ 1', show(sizes));
  }
  if (!(activation in activations)) {
    throw new InputError('recurrent', `activation must be one of ${Object.keys(activations)}`, show(activation));
  }
  if (!(cell in recurrentCells)) {
    throw new InputError('recurrent', `cell must be one of ${recurrentCellNames}`, show(cell));
  }
}
