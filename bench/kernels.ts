import { KernelArray } from '../src/core/kernels/kernel-array.ts';
import { kernels as compiled } from '../src/core/kernels/kernels.ts';
import { type Ceiling, compileCeiling } from './ceiling.ts';
import type { Figure } from './figure.ts';
import type { Section } from './section.ts';
import { rateOf } from './timing.ts';

/** A product C[m, n] = A[m, k] B[k, n], or with A read along its columns, as the gradient of a weight does. */
interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposed?: boolean;
}

const products: readonly Product[] = [
  { m: 128, n: 64, k: 64 },
  { m: 64, n: 64, k: 128, transposed: true },
  { m: 4, n: 64, k: 64 },
  { m: 1, n: 64, k: 64 },
  { m: 128, n: 64, k: 4 },
  { m: 128, n: 2, k: 64 },
  { m: 128, n: 63, k: 65 },
  { m: 256, n: 256, k: 256 },
];

/** Nonlinearities by the number of the kernels, most used first. */
const elementary = [
  { name: 'tanh', code: 1 },
  { name: 'sigmoid', code: 3 },
  { name: 'softplus', code: 5 },
  { name: 'gelu', code: 7 },
];

/** GFLOP/s of the dense kernels, beside the most that this engine does, and nonlinearities a second. */
export const kernels: Section = {
  name: 'kernels',
  summary: 'GFLOP/s of the dense kernels, and the measured ceiling of this machine',
  quick: true,
  parts: ['ceiling', 'products', 'nonlinearities'],
  measure(part, { seconds }) {
    if (part === 'ceiling') return { figures: [ceilingFigure(compileCeiling(), seconds)] };
    if (part === 'products') return { figures: products.map((product) => productFigure(product, seconds)) };
    return { figures: elementary.map((each) => activationFigure(each, seconds)) };
  },
};

const GIGA = 1e-9;

function ceilingFigure({ fixed }: Ceiling, seconds: number): Figure {
  const [a, b, c] = [65536, 65536 + 32768, 2 * 65536] as const;
  return rateOf({ name: 'ceiling: a hand-tuned loop, 128×64 by 64×64', unit: 'GFLOP/s' }, seconds, {
    amount: 100 * 2 * 128 * 64 * 64 * GIGA,
    run() {
      for (let i = 0; i < 100; i++) fixed(a, b, c);
    },
  });
}

function productFigure({ m, n, k, transposed = false }: Product, seconds: number): Figure {
  const [a, b, c] = [m * k, k * n, m * n].map((size) => {
    const array = KernelArray.floats(size);
    array.view.forEach((_, i, view) => {
      view[i] = Math.sin(i);
    });
    return array;
  }) as [KernelArray, KernelArray, KernelArray];
  const [row, step] = transposed ? [4, 4 * m] : [4 * k, 4];
  const repeats = Math.max(1, Math.round(2e6 / (m * n * k)));
  const name = `${transposed ? 'AᵀB' : 'AB'} ${m}×${k} by ${k}×${n}`;
  return rateOf({ name, unit: 'GFLOP/s' }, seconds, {
    amount: repeats * 2 * m * n * k * GIGA,
    run() {
      for (let i = 0; i < repeats; i++) {
        compiled.multiply(m, n, k, a.address, row, step, b.address, c.address, 0, 0);
      }
    },
  });
}

function activationFigure({ name, code }: (typeof elementary)[number], seconds: number): Figure {
  const [z, y] = [KernelArray.floats(8192), KernelArray.floats(8192)];
  z.view.forEach((_, i, view) => {
    view[i] = 3 * Math.sin(i);
  });
  return rateOf({ name, unit: 'million/s' }, seconds, {
    amount: 8192 * 1e-6,
    run: () => compiled.activate(code, z.address, y.address, 8192),
  });
}
