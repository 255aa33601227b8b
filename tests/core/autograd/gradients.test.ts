import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { listedKernels } from '../../../src/core/autograd/rules/index.ts';
import { type BackendName, useBackend } from '../../../src/core/backend.ts';
import { onEachBackend } from '../../reference/backends.ts';
import { cases } from './cases/index.ts';
import { computedDerivatives, errorsOf } from './derivatives.ts';
import { type Errors, gradientsPage } from './gradients-page.ts';

const page = fileURLToPath(new URL('../../../docs/gradients.md', import.meta.url));
const measured = new Map<BackendName, Map<string, Errors>>();

onEachBackend('the derivatives of', (backend) => {
  const errors = new Map<string, Errors>();
  measured.set(backend, errors);

  it.each(cases)('$op agree with float64', (each) => {
    const { first, second } = errorsOf(each);
    errors.set(each.op, { first, second });
    expect(first).toBeLessThan(1e-4);
    expect(second).toBeLessThan(1e-3);
  });
});

describe('the list', () => {
  it('has every kernel run in the cases that name it', async () => {
    await useBackend('cpu');
    for (const each of cases) {
      const { kernelNames } = await tf.profile(() => {
        computedDerivatives(each);
        return tf.scalar(0);
      });
      expect(kernelNames, each.op).toEqual(expect.arrayContaining([...each.kernels]));
    }
  });

  it('has a case for every kernel', () => {
    const covered = new Set(cases.flatMap(({ kernels }) => kernels));
    expect(listedKernels.filter((kernel) => !covered.has(kernel))).toEqual([]);
  });

  it('stands in docs/gradients.md with the errors measured here', () => {
    const text = gradientsPage(cases, measured);
    if (process.env.WRITE_GRADIENTS === '1') writeFileSync(page, text);
    expect(readFileSync(page, 'utf8')).toBe(text);
  });
});
