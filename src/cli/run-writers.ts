import type { MetricWriter } from '../node/metric-writer.ts';
import { TensorboardWriter } from '../node/tensorboard-writer.ts';
import type { RunPlan } from './train-plan.ts';

/** What keeps a run's figures besides its CSV files. */
export function runWriters({ out, tensorboard }: Pick<RunPlan, 'out' | 'tensorboard'>): MetricWriter[] {
  return tensorboard ? [new TensorboardWriter(out)] : [];
}
