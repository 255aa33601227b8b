import { beforeAll, describe } from 'vitest';
import { useBackend } from '../../src/core/backend.ts';
import { createPolicy, type Policy } from '../../src/core/policy.ts';
import { type PolicySettings, standardPolicyNetwork } from '../../src/core/policy-network.ts';

/** What may compute a policy: the fused kernels, or the tape on one of the backends that need nothing besides the package. */
export type Computation = 'kernels' | 'cpu' | 'wasm';

/** Runs a suite with each of them. */
export function onEachComputation(name: string, suite: (by: Computation) => void): void {
  for (const by of ['kernels', 'cpu', 'wasm'] as const) {
    describe(by === 'kernels' ? `${name}, by kernels` : `${name}, on the tape on ${by}`, () => {
      beforeAll(() => useBackend(by === 'kernels' ? 'cpu' : by));
      suite(by);
    });
  }
}

/** A policy with the standard network, computed so. */
export function policyBy(by: Computation, settings: PolicySettings): Policy {
  if (by === 'kernels') return createPolicy(settings);
  const { layers: _, ...network } = standardPolicyNetwork(settings);
  return createPolicy({ ...settings, network });
}
