import { inspectParameters } from '../core/autograd/inspect-parameters.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import { checkpointFile, readCheckpoint } from '../node/load-policy.ts';
import { count } from './number-format.ts';
import { oneOfWords } from './option-values.ts';
import { table } from './table.ts';

/** The options of `inspect` as they stand on the command line. */
export interface InspectOptions {
  readonly checkpoint?: string;
}

/** Prints the tensors of a run's checkpoint; every error in what was asked for is an InputError. */
export function runInspection(run: string, { checkpoint: asked }: InspectOptions): void {
  const name = asked === undefined ? undefined : oneOfWords('--checkpoint', asked, ['best', 'last']);
  const file = checkpointFile(run, name);
  const checkpoint = readCheckpoint(file);
  process.stdout.write(`${heading(checkpoint)}\ncheckpoint: ${file}\n${tensorTable(checkpoint)}`);
}

function heading({ agent, environment, step, parameters, layout }: Checkpoint): string {
  const where = environment === undefined ? '' : ` on ${environment}`;
  const what = `${count(parameters.length)} parameters in ${count(layout.length)} tensors`;
  return `${agent.name}${where}, step ${count(step)}: ${what}`;
}

/** A row for each tensor of a checkpoint, in the order of its layout. */
export function tensorTable({ parameters: values, layout }: Pick<Checkpoint, 'parameters' | 'layout'>): string {
  const rows = inspectParameters({ values, layout }).map(({ name, shape, weight }) => {
    const { norm, mean, min, max } = weight;
    return [name, `[${shape.join(', ')}]`, ...[norm, mean, min, max].map(fourDigits)];
  });
  return table(rows, ['tensor', 'shape', 'norm', 'mean', 'min', 'max']);
}

/** `0.001234`, `-12.35`, `NaN`: a weight, small ones too, to four significant digits. */
function fourDigits(value: number): string {
  return String(Number(value.toPrecision(4)));
}
