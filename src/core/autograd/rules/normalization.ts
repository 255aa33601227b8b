import type { Rules } from './rule.ts';

/** Batch normalisation. tfjs fails under a tape where scale or offset is left out; give it ones and zeros. */
export const normalization = { FusedBatchNorm: 'stock' } as const satisfies Rules;
