import { inspectParameters, type TensorSummary } from '../core/autograd/inspect-parameters.ts';
import { useBackend } from '../core/backend.ts';
import { type Checkpoint, policyFrom } from '../core/checkpoint.ts';
import { checkpointFile, readCheckpoint } from '../node/load-policy.ts';
import { count } from './number-format.ts';
import { oneOfWords } from './option-values.ts';
import { quietTensors } from './quiet-tensors.ts';
import { SAMPLED_STEPS, sampledGradient } from './sampled-gradient.ts';
import { table } from './table.ts';
import { trainedEnvironment } from './trained-environment.ts';

/** The options of `inspect` as they stand on the command line. */
export interface InspectOptions {
  readonly checkpoint?: string;
  readonly weights?: boolean;
}

/** Prints the tensors of a run's checkpoint; every error in what was asked for is an InputError. */
export async function runInspection(run: string, { checkpoint: asked, weights }: InspectOptions): Promise<void> {
  quietTensors();
  const name = asked === undefined ? undefined : oneOfWords('--checkpoint', asked, ['best', 'last']);
  const file = checkpointFile(run, name);
  const checkpoint = readCheckpoint(file);
  const gradient = weights === true || checkpoint.ownNetwork ? undefined : await gradientOf(run, checkpoint);
  const sampled = gradient && `policy gradient: of ${count(SAMPLED_STEPS)} sampled steps\n`;
  process.stdout.write(
    `${heading(checkpoint)}\ncheckpoint: ${file}\n${sampled ?? ''}${tensorTable(checkpoint, gradient)}`,
  );
}

async function gradientOf(run: string, checkpoint: Checkpoint): Promise<Float32Array> {
  const { make } = await trainedEnvironment(run, checkpoint);
  await useBackend('wasm');
  const { gamma } = checkpoint.agent.hyperparameters;
  return sampledGradient(policyFrom(checkpoint), make, typeof gamma === 'number' ? gamma : 1);
}

function heading({ agent, environment, step, parameters, layout }: Checkpoint): string {
  const where = environment === undefined ? '' : ` on ${environment}`;
  const what = `${count(parameters.length)} parameters in ${count(layout.length)} tensors`;
  return `${agent.name}${where}, step ${count(step)}: ${what}`;
}

/**
 * A row for each tensor of a checkpoint, in the order of its layout.
 *
 * @param gradient of the first tensors, those of the policy; the others have none
 */
export function tensorTable(
  { parameters: values, layout }: Pick<Checkpoint, 'parameters' | 'layout'>,
  gradient?: Float32Array,
): string {
  const ofPolicy = layout.filter(({ offset }) => offset < (gradient?.length ?? 0));
  const weights = inspectParameters({ values, layout });
  const gradients = gradient && inspectParameters({ values: gradient, layout: ofPolicy });
  const rows = weights.map(({ name, shape, weight }, i) => {
    const own = gradients === undefined ? [] : summary(gradients[i]?.weight);
    return [name, `[${shape.join(', ')}]`, ...summary(weight), ...own];
  });
  const measures = ['norm', 'mean', 'min', 'max'];
  const ofGradient = gradient === undefined ? [] : measures.map((measure) => `gradient ${measure}`);
  return table(rows, ['tensor', 'shape', ...measures, ...ofGradient]);
}

/** Four cells; empty ones where there is nothing to sum up. */
function summary(of: TensorSummary | undefined): string[] {
  return of === undefined ? ['', '', '', ''] : [of.norm, of.mean, of.min, of.max].map(fourDigits);
}

/** `0.001234`, `-12.35`, `NaN`: a weight, small ones too, to four significant digits. */
function fourDigits(value: number): string {
  return String(Number(value.toPrecision(4)));
}
