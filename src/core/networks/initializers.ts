import { type Layout, sizeOfLayout, sizeOfShape, viewOf } from '../parameters.ts';
import type { Random } from '../random.ts';

/** Draws the first values of a tensor of this shape, row-major. */
export type Initializer = (shape: readonly number[], random: Random) => Float32Array;

/** Every value the same; biases begin at `constant(0)`. */
export function constant(value: number): Initializer {
  return (shape) => new Float32Array(sizeOfShape(shape)).fill(value);
}

/**
 * A (semi-)orthogonal matrix times `gain`: WᵀW = gain² I, or WWᵀ = gain² I where it has more columns than rows.
 *
 * All axes but the last count as rows. Saxe, McClelland and Ganguli (2014), section 3.1: the Q of a Gaussian matrix,
 * here by Gram and Schmidt in float64, each vector made orthogonal twice ("twice is enough", Giraud et al. 2005).
 */
export function orthogonal(gain = 1): Initializer {
  return (shape, random) => {
    const columns = shape.at(-1) ?? 1;
    const rows = sizeOfShape(shape) / columns;
    const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
    const basis: Float64Array[] = [];
    while (basis.length < count)
      basis.push(
        orthonormalTo(
          basis,
          Float64Array.from({ length }, () => random.normal()),
        ),
      );
    return Float32Array.from({ length: rows * columns }, (_, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      const [vector, element] = rows >= columns ? [column, row] : [row, column];
      return gain * (basis[vector]?.[element] as number);
    });
  };
}

/** `vector` less its projections on `basis`, scaled to length 1; overwrites `vector`. */
function orthonormalTo(basis: readonly Float64Array[], vector: Float64Array): Float64Array {
  for (let pass = 0; pass < 2; pass++) {
    for (const direction of basis) {
      let projection = 0;
      for (let i = 0; i < vector.length; i++) projection += (direction[i] as number) * (vector[i] as number);
      for (let i = 0; i < vector.length; i++) {
        vector[i] = (vector[i] as number) - projection * (direction[i] as number);
      }
    }
    const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
    for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) / norm;
  }
  return vector;
}

/** Uniform on ±gain √(6 / (in + out)). Glorot and Bengio (2010), eq. 16. */
export function glorotUniform(gain = 1): Initializer {
  return (shape, random) => {
    const [fanIn, fanOut] = fans(shape);
    const limit = gain * Math.sqrt(6 / (fanIn + fanOut));
    return Float32Array.from({ length: sizeOfShape(shape) }, () => random.uniform(-limit, limit));
  };
}

/** Normal with standard deviation gain √(2 / in). He et al. (2015), eq. 10. */
export function heNormal(gain = 1): Initializer {
  return (shape, random) => {
    const deviation = gain * Math.sqrt(2 / fans(shape)[0]);
    return Float32Array.from({ length: sizeOfShape(shape) }, () => deviation * random.normal());
  };
}

/** How many inputs and outputs a unit is wired to; the leading axes of a convolution's filter are its receptive field. */
function fans(shape: readonly number[]): [number, number] {
  const [inputs, outputs] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const field = sizeOfShape(shape) / (inputs * outputs);
  return [inputs * field, outputs * field];
}

/** How the standard networks' first weights are drawn. */
export const initializations = ['orthogonal', 'uniform'] as const;
export type InitializationName = (typeof initializations)[number];

/**
 * The first values of a whole network, each tensor uniform on ±1/√n, where n is how many inputs a unit has: a weight's own
 * rows, and those of the weight before it for a bias. PyTorch's default for dense layers and convolutions.
 */
export function uniformByInputs(layout: Layout, random: Random): Float32Array {
  const values = new Float32Array(sizeOfLayout(layout));
  let limit = 0;
  for (const entry of layout) {
    const { shape } = entry;
    if (shape.length > 1) limit = Math.sqrt((shape.at(-1) as number) / sizeOfShape(shape));
    viewOf(values, entry).set(Float32Array.from({ length: sizeOfShape(shape) }, () => random.uniform(-limit, limit)));
  }
  return values;
}
