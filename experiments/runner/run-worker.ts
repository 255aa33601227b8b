/** The process that measures runs of an experiment, one after another; `run-grid.ts` starts it. */
import * as tf from '@tensorflow/tfjs';
import { loadExperiment } from './experiments.ts';
import { RunStore } from './run-store.ts';

/** A run to be measured, by its cell's place in the grid. */
export interface RunOrder {
  readonly cell: number;
  readonly seed: number;
}

/** How a run stands. */
export type RunNews =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Milliseconds between two words on how far a run is. */
const SILENCE = 200;

const [name = '', kept] = process.argv.slice(2);
const say = (news: RunNews) => process.send?.(news);

tf.enableProdMode(); // no advice from tfjs
const { cells, measure } = await loadExperiment(name);
const store = new RunStore(name, kept);

async function measureRun({ cell: place, seed }: RunOrder): Promise<void> {
  const settings = cells[place]?.settings ?? {};
  let said = performance.now();
  const started = said;
  const measured = await measure(settings, seed, (share) => {
    const now = performance.now();
    if (now - said < SILENCE) return;
    said = now;
    say({ kind: 'progress', share });
  });
  store.write(settings, seed, { ...measured, seconds: (performance.now() - started) / 1000 });
}

process.on('disconnect', () => process.exit());
process.on('message', (order: RunOrder) => {
  measureRun(order).then(
    () => say({ kind: 'done' }),
    (error: unknown) => say({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
  );
});
say({ kind: 'ready' });
