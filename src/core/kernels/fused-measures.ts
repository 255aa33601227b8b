import type { BatchRows } from './fused-batch.ts';
import { CHUNK, type FusedNetworks } from './fused-networks.ts';
import type { HeadRows } from './heads.ts';
import { KernelArray } from './kernel-array.ts';
import { kernels } from './kernels.ts';

/** ω as the network gives it, `[size, outputs]`, copied into `into`. */
export function fusedOutputs(networks: FusedNetworks, batch: BatchRows, into: Float32Array): void {
  const { outputs } = networks.requireHead();
  networks.load();
  for (let start = 0; start < batch.size; start += CHUNK) {
    const rows = Math.min(CHUNK, batch.size - start);
    const { output } = networks.forwardPolicy(batch, start, rows);
    into.set(new Float32Array(kernels.memory.buffer, output, rows * outputs), start * outputs);
  }
}

/** V of every row, `[size]`, copied into `into`. */
export function fusedValues(networks: FusedNetworks, batch: BatchRows, into: Float32Array): void {
  networks.load();
  for (let start = 0; start < batch.size; start += CHUNK) {
    const rows = Math.min(CHUNK, batch.size - start);
    const { output } = networks.forwardValue(batch, start, rows);
    into.set(new Float32Array(kernels.memory.buffer, output, rows), start);
  }
}

/** The log-probability of every row's action, or every row's entropy. */
export function fusedPerRow(
  networks: FusedNetworks,
  batch: BatchRows,
  which: 'logProbabilities' | 'entropies',
): Float32Array {
  const result = new Float32Array(batch.size);
  networks.load();
  forEachHead(networks, batch, (at, start) => {
    result.set(new Float32Array(kernels.memory.buffer, at[which], at.rows), start);
  });
  return result;
}

function forEachHead(networks: FusedNetworks, batch: BatchRows, act: (at: HeadRows, start: number) => void): void {
  const head = networks.requireHead();
  for (let start = 0; start < batch.size; start += CHUNK) {
    const rows = Math.min(CHUNK, batch.size - start);
    const at = networks.headRows(batch, start, networks.forwardPolicy(batch, start, rows));
    head.forward(at);
    act(at, start);
  }
}

/**
 * Remembers the policy as it is, and measures against it: the mean KL(πₒₗ‖π), and mean (ρ − ρₒₗ) Â, what the surrogate
 * has gained.
 */
export function fusedMeasureFrom(
  networks: FusedNetworks,
  batch: BatchRows,
): () => { readonly kl: number; readonly improvement: number } {
  const head = networks.requireHead();
  const chunks = Math.ceil(batch.size / CHUNK);
  const size = head.keptSize(CHUNK);
  const kept = KernelArray.floats(chunks * size);
  const weights = KernelArray.floats(CHUNK);
  const sums = KernelArray.of(Float64Array, 3);
  const keptAt = (start: number) => kept.address + 4 * (start / CHUNK) * size;
  const surrogate = (visit: (at: HeadRows, start: number) => void) => {
    networks.load();
    sums.clear();
    forEachHead(networks, batch, (at, start) => {
      const [old, advantages] = [batch.oldLogProbabilities + 4 * start, batch.advantages + 4 * start];
      kernels.surrogate(1, at.rows, at.logProbabilities, old, advantages, 0, 1, weights.address, sums.address);
      visit(at, start);
    });
    return (sums.view[0] as number) / batch.size;
  };
  const before = surrogate((at, start) => head.keep(at, keptAt(start)));
  return () => {
    let kl = 0;
    const after = surrogate((at, start) => {
      kl += head.kl(at, keptAt(start));
    });
    return { kl: kl / batch.size, improvement: after - before };
  };
}
