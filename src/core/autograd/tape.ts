import * as tf from '@tensorflow/tfjs';
import { InputError } from '../input-error.ts';
import { listedScopes, rules } from './rules/index.ts';
import { isTwiceDifferentiable } from './rules/rule.ts';

type TapeNode = ReturnType<typeof tf.engine>['state']['activeTape'][number];

/** How far the tape that is being recorded has been gone through; the tape is forgotten when it ends. */
const linked = new WeakMap<object, number>();

/** Whether gradients are being computed while another tape records them: they will be differentiated again. */
export function isRecording(): boolean {
  return tf.engine().isTapeOn();
}

/**
 * Puts right what tfjs got wrong on the tape so far, for it to be differentiated again.
 *
 * - A gradient that needs an output y gets a copy of y, which tfjs records *before* the kernel that makes y: going
 *   through the tape in order, it finds a copy of something that depends on nothing. Here the copy moves behind.
 * - A gradient of `tf.customGrad` may use numbers that the tape knows nothing of; it refuses to be differentiated again.
 */
export function linkTape(): void {
  const tape = tf.engine().state.activeTape;
  for (let i = linked.get(tape) ?? 0; i < tape.length; i++) {
    const node = tape[i] as TapeNode;
    moveCopies(tape, i, node);
    if (!isListed(node)) refuseSecond(node);
  }
  linked.set(tape, tape.length);
}

/** Whether the tape that is being recorded holds gradients already. */
export function hasSecondLevel(): boolean {
  return linked.has(tf.engine().state.activeTape);
}

/** Moves copies of the outputs of node `i` from just before it to just behind it. */
function moveCopies(tape: TapeNode[], i: number, node: TapeNode): void {
  const count = node.saved?.length ?? 0;
  if (count === 0) return;
  const before = tape.slice(i - count, i);
  const isLate = ({ inputs }: TapeNode) => inputs.x !== undefined && node.outputs.includes(inputs.x);
  if (!before.some(isLate)) return;
  const reordered = [...before.filter((copy) => !isLate(copy)), node, ...before.filter(isLate)];
  tape.splice(i - count, count + 1, ...reordered);
}

/** Whether a node may be differentiated again: a kernel on the list, or a copy of a tensor that was saved. */
function isListed({ kernelName, inputs }: TapeNode): boolean {
  if (kernelName in rules || listedScopes.has(kernelName)) return true;
  const isKernel = tf.getKernel(kernelName, tf.getBackend()) !== undefined;
  // Inputs of tf.customGrad are numbered; the input of a copy is named x.
  if (!isKernel) return !('0' in inputs);
  const gradient = tf.getGradient(kernelName) as tf.GradConfig | undefined;
  return gradient !== undefined && isTwiceDifferentiable(gradient);
}

function refuseSecond(node: TapeNode): void {
  const { gradient, inputs, kernelName } = node;
  if (gradient === undefined) return;
  node.gradient = (dys) => refusing(gradient(dys), Object.values(inputs), kernelName);
}

/** The same gradients, which throw where they are differentiated by one of these inputs. */
export function refusing(
  gradients: Readonly<Record<string, () => tf.Tensor>>,
  inputs: readonly (tf.Tensor | undefined)[],
  what: string,
): Record<string, () => tf.Tensor> {
  const dependsOn = inputs.filter((input) => input !== undefined);
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [
      name,
      // The factor 1 depends, so it says, on the inputs: a second tape that leads to them comes through here.
      () => tf.mul(gradient(), refusal(dependsOn, what)),
    ]),
  );
}

function refusal(inputs: readonly tf.Tensor[], what: string): tf.Scalar {
  const one = tf.customGrad(() => ({
    value: tf.scalar(1),
    gradFunc: () => {
      throw new InputError(
        `second derivative of ${nameOf(what)}`,
        'is not on the list of supported ones: write it by ops that are on it (docs/gradients.md), ' +
          'or register a gradient made of them with twiceDifferentiable: true',
      );
    },
  }));
  return one(...inputs) as tf.Scalar;
}

/** How a person knows a kernel (`Atan`), an op that has none (`logSigmoid__op`), or the scope of a customGrad. */
function nameOf(kernelName: string): string {
  if (kernelName.endsWith('__op')) return `tf.${kernelName.slice(0, -'__op'.length)}`;
  return tf.getKernel(kernelName, tf.getBackend()) === undefined ? `tf.customGrad (${kernelName})` : kernelName;
}

/** The inputs of the kernel whose gradient was called with `saved`. */
export function inputsOf(saved: readonly tf.Tensor[]): tf.Tensor[] {
  const node = tf.engine().state.activeTape.find((candidate) => candidate.saved === saved);
  return Object.values(node?.inputs ?? {});
}

/** Frees what a tape has kept, after an error has left it behind; an outer tape keeps its own. */
export function abandonTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return;
  for (const { saved } of state.activeTape ?? []) for (const tensor of saved ?? []) tensor.dispose();
  state.activeTape = [];
}
