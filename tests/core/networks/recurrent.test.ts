import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { differentiate } from '../../../src/core/autograd/differentiate.ts';
import { hvp } from '../../../src/core/autograd/hvp.ts';
import { type Recurrent, type RecurrentCellName, recurrent } from '../../../src/core/networks/recurrent.ts';
import { flattenTensors, layoutOf, type Parameters, tensorsOf, viewOf } from '../../../src/core/parameters.ts';
import { Random } from '../../../src/core/random.ts';
import { packingOf, type Sequences } from '../../../src/core/sequences.ts';
import recorded from '../../fixtures/pytorch/recurrent-cells.json' with { type: 'json' };
import { onEachBackend } from '../../reference/backends.ts';
import { centralDifferences, relativeError } from '../../reference/float64.ts';
import { recurrentForward } from '../../reference/float64-recurrent.ts';

const CELLS = ['gru', 'lstm'] as const;
const [INPUTS, OUTPUTS, UNITS] = [3, 2, 5];
/** Sequences of 4, 1, 6 and 2 rows. */
const STARTS = Uint8Array.of(1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0);
const ROWS = STARTS.length;

function arrange(cell: RecurrentCellName, fused: boolean, hidden: readonly number[] = [4]) {
  const random = new Random(`recurrent ${cell}`);
  const network = recurrent({
    inputs: INPUTS,
    outputs: OUTPUTS,
    hidden,
    activation: 'tanh',
    cell,
    units: UNITS,
    fused,
  });
  const values = (network.initialize as NonNullable<Recurrent['initialize']>)(random).map(
    (x) => x + 0.2 * random.normal(),
  );
  const numbers = (length: number) => Float32Array.from({ length }, () => random.normal());
  const sequences: Sequences = { starts: STARTS, states: numbers(ROWS * network.stateSize) };
  const parameters: Parameters = { values, layout: network.layout };
  return { network, parameters, observations: numbers(ROWS * INPUTS), sequences, weights: numbers(ROWS * OUTPUTS) };
}

type Arranged = ReturnType<typeof arrange>;

/** Outputs and memories of all rows, from the tape. */
function unrolled({ network, parameters, observations, sequences }: Arranged) {
  const rows = sequences.starts.length;
  const result = tf.tidy(() => {
    const { output, state } = network.unroll(
      tensorsOf(parameters),
      tf.tensor2d(observations, [rows, INPUTS]),
      sequences,
    );
    return {
      output: output.dataSync().slice(),
      state: state.dataSync().slice(),
    } as unknown as tf.TensorContainerObject;
  });
  return result as unknown as { output: Float32Array; state: Float32Array };
}

/** The same in float64, row behind row. */
function reference(cell: RecurrentCellName, { network, observations, sequences }: Arranged, theta: ArrayLike<number>) {
  const { stateSize, layout } = network;
  const [output, states]: [number[], number[]] = [[], []];
  let state: number[] = [];
  for (let row = 0; row < ROWS; row++) {
    if (sequences.starts[row] === 1) state = [...sequences.states.subarray(row * stateSize, (row + 1) * stateSize)];
    const observation = [...observations.subarray(row * INPUTS, (row + 1) * INPUTS)];
    const next = recurrentForward(theta, layout, cell, observation, state);
    state = next.state;
    output.push(...next.output);
    states.push(...state);
  }
  return { output, state: states };
}

/** Runs a suite with the cells in kernels and on the tape, on both backends. */
function onEachComputation(name: string, suite: (fused: boolean) => void): void {
  for (const fused of [true, false]) {
    onEachBackend(`${name} ${fused ? 'by kernels' : 'on the tape'}`, () => suite(fused));
  }
}

describe.each(CELLS)('a %s network', (cell) => {
  onEachComputation('unrolled', (fused) => {
    it.each([[[]], [[4]], [[4, 3]]])('gives the outputs and memories of float64, behind layers %o', (hidden) => {
      const arranged = arrange(cell, fused, hidden);
      const [ours, theirs] = [unrolled(arranged), reference(cell, arranged, arranged.parameters.values)];
      expect(relativeError(ours.output, theirs.output)).toBeLessThan(1e-6);
      expect(relativeError(ours.state, theirs.state)).toBeLessThan(1e-6);
    });

    it('has the gradient of central differences, back through all time steps', () => {
      const arranged = arrange(cell, fused);
      const { network, parameters, observations, sequences, weights } = arranged;
      const { gradient } = differentiate(parameters, (tensors) => {
        const output = network.apply(tensors, tf.tensor2d(observations, [ROWS, INPUTS]), sequences);
        return { value: tf.sum(tf.mul(output, tf.tensor2d(weights, [ROWS, OUTPUTS]))) };
      });
      const loss = (theta: ArrayLike<number>) =>
        reference(cell, arranged, theta).output.reduce((sum, y, i) => sum + y * (weights[i] as number), 0);
      expect(relativeError(gradient, centralDifferences(loss, parameters.values))).toBeLessThan(2e-6);
    });

    it('has the gradient by the memory with which a sequence begins', () => {
      const { network, parameters, observations, weights } = arrange(cell, fused);
      const { stateSize, layout } = network;
      const first = Float32Array.from({ length: stateSize }, (_, i) => 0.1 * i - 0.3);
      const value = (theta: ArrayLike<number>) => {
        let state = [...Array.from(theta)];
        let sum = 0;
        for (let row = 0; row < 3; row++) {
          const x = [...observations.subarray(row * INPUTS, (row + 1) * INPUTS)];
          const next = recurrentForward(parameters.values, layout, cell, x, state);
          next.output.forEach((y, i) => {
            sum += y * (weights[row * OUTPUTS + i] as number);
          });
          next.state.forEach((m, i) => {
            sum += m * (weights[i] as number);
          });
          state = next.state;
        }
        return sum;
      };
      const { gradient } = differentiate(
        { values: first, layout: layoutOf([{ name: 'state', shape: [1, stateSize] }]) },
        ([state]) => {
          let memory = state as tf.Tensor2D;
          const terms: tf.Tensor[] = [];
          for (let row = 0; row < 3; row++) {
            const x = tf.tensor2d(observations.slice(row * INPUTS, (row + 1) * INPUTS), [1, INPUTS]);
            const next = network.step(tensorsOf(parameters), x, memory);
            const own = tf.tensor2d(weights.slice(row * OUTPUTS, (row + 1) * OUTPUTS), [1, OUTPUTS]);
            terms.push(tf.sum(tf.mul(next.output, own)));
            terms.push(tf.sum(tf.mul(next.state, tf.tensor2d(weights.slice(0, stateSize), [1, stateSize]))));
            memory = next.state;
          }
          return { value: tf.addN(terms) };
        },
      );
      expect(relativeError(gradient, centralDifferences(value, first))).toBeLessThan(2e-6);
    });

    it('steps as it unrolls', () => {
      const arranged = arrange(cell, fused);
      const { network, parameters, observations, sequences } = arranged;
      const { output, state } = unrolled(arranged);
      const { stateSize } = network;
      tf.tidy(() => {
        const tensors = tensorsOf(parameters);
        let memory = sequences.states.slice(5 * stateSize, 6 * stateSize);
        for (let row = 5; row < 11; row++) {
          const x = tf.tensor2d(observations.slice(row * INPUTS, (row + 1) * INPUTS), [1, INPUTS]);
          const next = network.step(tensors, x, tf.tensor2d(memory, [1, stateSize]));
          memory = Float32Array.from(next.state.dataSync());
          expect(
            relativeError(next.output.dataSync(), output.subarray(row * OUTPUTS, (row + 1) * OUTPUTS)),
          ).toBeLessThan(1e-6);
          expect(relativeError(memory, state.subarray(row * stateSize, (row + 1) * stateSize))).toBeLessThan(1e-6);
        }
      });
    });

    it('lets no sequence see another, nor any row a later one', () => {
      const arranged = arrange(cell, fused);
      const { output } = unrolled(arranged);
      const observations = arranged.observations.slice();
      const changed = 7;
      observations[changed * INPUTS] = 9;
      const after = unrolled({ ...arranged, observations }).output;
      const differs = Array.from(STARTS, (_, row) => after[row * OUTPUTS] !== output[row * OUTPUTS]);
      expect(differs).toEqual(Array.from(STARTS, (_, row) => row >= changed && row < 11));
    });

    it('gives a sequence what it gives it alone', () => {
      const arranged = arrange(cell, fused);
      const { stateSize } = arranged.network;
      const alone = {
        ...arranged,
        observations: arranged.observations.slice(0, 4 * INPUTS),
        sequences: { starts: STARTS.slice(0, 4), states: arranged.sequences.states.slice(0, 4 * stateSize) },
      };
      const [ours, all] = [unrolled(alone).output, unrolled(arranged).output];
      expect(relativeError(ours, all.subarray(0, 4 * OUTPUTS))).toBeLessThan(1e-6);
    });
  });

  it('begins with orthogonal recurrent matrices, one a gate, zero biases, and a forget gate’s of 1', () => {
    const network = recurrent({ inputs: 3, outputs: 2, hidden: [6], activation: 'tanh', cell, units: 4 });
    const values = network.initialize?.(new Random(3)) as Float32Array;
    const tensor = (name: string) => {
      const entry = network.layout.find((candidate) => candidate.name === name);
      return entry === undefined ? undefined : viewOf(values, entry);
    };
    const gates = cell === 'gru' ? 3 : 4;
    const u = tensor(`${cell}/recurrent/weight`) as Float32Array;
    for (let gate = 0; gate < gates; gate++) {
      for (let a = 0; a < 4; a++) {
        for (let b = 0; b < 4; b++) {
          let dot = 0;
          for (let i = 0; i < 4; i++) {
            dot += (u[i * 4 * gates + gate * 4 + a] as number) * (u[i * 4 * gates + gate * 4 + b] as number);
          }
          expect(dot).toBeCloseTo(a === b ? 1 : 0, 5);
        }
      }
    }
    const ones = (i: number) => (cell === 'lstm' && i >= 4 && i < 8 ? 1 : 0);
    expect([...(tensor(`${cell}/input/bias`) as Float32Array)]).toEqual(
      Array.from({ length: 4 * gates }, (_, i) => ones(i)),
    );
    expect([...(tensor('output/bias') as Float32Array), ...(tensor('hidden0/bias') as Float32Array)]).toEqual(
      Array(8).fill(0),
    );
  });

  it('refuses rows of which it does not know the sequences', () => {
    const { network, parameters } = arrange(cell, true);
    expect(() => tf.tidy(() => network.apply(tensorsOf(parameters), tf.zeros([2, INPUTS])))).toThrow(
      'recurrent network: needs the sequences that its rows belong to, got none',
    );
  });
});

/** PyTorch's tensors as ours: transposed, its two biases added up, an LSTM's gates in the order i, f, o, g. */
function fromPyTorch(cell: RecurrentCellName, named: Record<string, number[] | number[][]>, biases: 'sum' | 'first') {
  const units = recorded[cell].parameters.weight_hh_l0[0]?.length as number;
  const gates = cell === 'gru' ? [0, 1, 2] : [0, 1, 3, 2];
  const rows = gates.flatMap((gate) => Array.from({ length: units }, (_, i) => gate * units + i));
  const matrix = (name: string) => {
    const w = named[name] as number[][];
    return (w[0] as number[]).flatMap((_, column) => rows.map((row) => w[row]?.[column] as number));
  };
  const [bias, other] = [named.bias_ih_l0 as number[], named.bias_hh_l0 as number[]];
  const isApart = (row: number) => cell === 'gru' && row >= 2 * units;
  const sums = rows.map(
    (row) => (bias[row] as number) + (biases === 'first' || isApart(row) ? 0 : (other[row] as number)),
  );
  const apart = cell === 'gru' ? other.slice(2 * units) : [];
  return [...matrix('weight_ih_l0'), ...sums, ...matrix('weight_hh_l0'), ...apart];
}

describe.each(CELLS)('the %s of PyTorch', (cell) => {
  const { inputs, states, weights, outputs, last, parameters, gradients } = recorded[cell];
  const [steps, count] = [inputs.length, inputs[0]?.length as number];
  const [features, units] = [inputs[0]?.[0]?.length as number, outputs[0]?.[0]?.length as number];
  /** Sequence behind sequence, as our rows are. */
  const byRow = (times: number[][][]) =>
    Array.from({ length: count }, (_, sequence) => times.flatMap((time) => time[sequence] as number[])).flat();
  const identity = Array.from({ length: units * units }, (_, i) => Number(Math.floor(i / units) === i % units));
  const values = Float32Array.from([...fromPyTorch(cell, parameters, 'sum'), ...identity, ...Array(units).fill(0)]);
  const rows = steps * count;
  const sequences = {
    starts: Uint8Array.from({ length: rows }, (_, row) => Number(row % steps === 0)),
    states: Float32Array.from(
      Array.from({ length: rows }, (_, row) =>
        states.flatMap((part) => part[Math.floor(row / steps)] as number[]),
      ).flat(),
    ),
  };

  onEachComputation('recorded', (fused) => {
    const network = recurrent({ inputs: features, outputs: units, hidden: [], activation: 'tanh', cell, units, fused });
    it('has the same outputs and the same last memory', () => {
      const observations = Float32Array.from(byRow(inputs));
      const result = tf.tidy(() => {
        const x = tf.tensor2d(observations, [rows, features]);
        const { output, state } = network.unroll(tensorsOf({ values, layout: network.layout }), x, sequences);
        return [output, state].map((tensor) => Float32Array.from(tensor.dataSync())) as unknown as tf.Tensor[];
      }) as unknown as [Float32Array, Float32Array];
      expect(relativeError(result[0], byRow(outputs))).toBeLessThan(1e-6);
      for (let sequence = 0; sequence < count; sequence++) {
        const row = (sequence + 1) * steps - 1;
        const memory = result[1].subarray(row * network.stateSize, (row + 1) * network.stateSize);
        expect(
          relativeError(
            memory,
            last.flatMap((part) => part[sequence] as number[]),
          ),
        ).toBeLessThan(1e-6);
      }
    });

    it('has the same gradients', () => {
      const { gradient } = differentiate({ values, layout: network.layout }, (tensors) => {
        const x = tf.tensor2d(Float32Array.from(byRow(inputs)), [rows, features]);
        const output = network.apply(tensors, x, sequences);
        return { value: tf.sum(tf.mul(output, tf.tensor2d(Float32Array.from(byRow(weights)), [rows, units]))) };
      });
      const expected = fromPyTorch(cell, gradients, 'first');
      expect(relativeError(gradient.subarray(0, expected.length), expected)).toBeLessThan(2e-6);
    });
  });
});

describe.each(CELLS)('a second derivative of a %s network', (cell) => {
  const scalar = ({ network, observations, sequences, weights }: Arranged) => {
    return (tensors: tf.Tensor[]) => {
      const output = network.apply(tensors, tf.tensor2d(observations, [ROWS, INPUTS]), sequences);
      return tf.sum(tf.mul(tf.square(output), tf.tensor2d(weights, [ROWS, OUTPUTS]))) as tf.Scalar;
    };
  };

  onEachBackend('asked for', () => {
    it('is refused in kernels', () => {
      const arranged = arrange(cell, true);
      const at = tensorsOf(arranged.parameters);
      expect(() => tf.tidy(() => hvp(scalar(arranged), at)(at.map((tensor) => tf.onesLike(tensor))))).toThrow(
        /second derivative|twiceDifferentiable/,
      );
    });

    it('is there on the tape, as central differences of the gradient have it', () => {
      const arranged = arrange(cell, false);
      const { parameters } = arranged;
      const random = new Random('direction');
      const direction = parameters.values.map(() => random.normal());
      const product = tf.tidy(() => {
        const along = tensorsOf({ values: direction, layout: parameters.layout });
        const products = hvp(scalar(arranged), tensorsOf(parameters))(along);
        return [flattenTensors(products, parameters.layout)] as unknown as tf.Tensor[];
      }) as unknown as [Float32Array];
      const gradient = (sign: number) => {
        const values = parameters.values.map((x, i) => x + sign * 1e-2 * (direction[i] as number));
        return differentiate({ ...parameters, values }, (tensors) => ({ value: scalar(arranged)(tensors) })).gradient;
      };
      const [above, below] = [gradient(1), gradient(-1)];
      const differences = above.map((x, i) => (x - (below[i] as number)) / 2e-2);
      expect(relativeError(product[0], differences)).toBeLessThan(1e-2);
    });
  });
});

describe('sequences side by side', () => {
  it('have a place for every row and no other', () => {
    const { order, places, sizes } = packingOf(STARTS);
    expect(sizes).toEqual([4, 3, 2, 2, 1, 1]);
    expect([...order]).toEqual([5, 0, 11, 4, 6, 1, 12, 7, 2, 8, 3, 9, 10]);
    expect(Array.from(places, (place) => order[place])).toEqual([...STARTS.keys()]);
  });
});
