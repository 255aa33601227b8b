import type { TrainCallback } from '../train/train-with.ts';
import type { MetricWriter } from './metric-writer.ts';

/**
 * Gives each update's figures to the writers, and closes them at the end:
 * `trainWith(agent, settings, [writeMetrics(new CsvWriter('figures'), new TensorboardWriter('figures'))])`.
 */
export function writeMetrics(...writers: readonly MetricWriter[]): TrainCallback {
  return {
    onUpdate({ progress }) {
      for (const writer of writers) writer.write(progress);
    },
    onEnd() {
      for (const writer of writers) writer.close();
    },
  };
}
