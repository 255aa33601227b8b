import * as tf from '@tensorflow/tfjs';
import { installKernels } from './missing-kernels.ts';
import { type ListedKernel, listedKernels, rules } from './rules/index.ts';
import { type Gradient, isTwiceDifferentiable, required } from './rules/rule.ts';
import { inputsOf, isRecording, linkTape, refusing } from './tape.ts';

/** How many of our functions are at work, one inside the other. */
let active = 0;
let uninstall: () => void = () => {};

/**
 * Runs `f` with the corrected gradients in tfjs's registry, and puts back what was there before.
 *
 * tfjs looks a gradient up when the kernel runs, so what is to be differentiated must run in here.
 */
export function whileCorrected<T>(f: () => T): T {
  enter();
  try {
    return f();
  } finally {
    leave();
  }
}

/**
 * Corrects tfjs's gradients until the function that it returns is called, for programs that nest `tf.grad` themselves.
 *
 * The functions of this library do so by themselves while they run.
 */
export function correctGradients(): () => void {
  enter();
  let undone = false;
  return () => {
    if (undone) return;
    undone = true;
    leave();
  };
}

function enter(): void {
  if (active === 0) uninstall = install();
  active++;
}

function leave(): void {
  active--;
  if (active === 0) uninstall();
}

/** Swaps the corrections in; returns the way back. */
function install(): () => void {
  const removeKernels = installKernels();
  const before = corrections().map(({ kernelName, stock, corrected }) => {
    tf.registerGradient(corrected);
    return stock ?? kernelName;
  });
  return () => {
    for (const stock of before) {
      if (typeof stock === 'string') tf.unregisterGradient(stock);
      else tf.registerGradient(stock);
    }
    removeKernels();
  };
}

interface Correction {
  readonly kernelName: string;
  readonly stock: tf.GradConfig | undefined;
  readonly corrected: tf.GradConfig;
}

/** What was made of the registry's gradients, for a backend; each is made anew where the registry has changed. */
const made: { backend: string; corrections: Correction[] } = { backend: '', corrections: [] };

function corrections(): readonly Correction[] {
  if (made.backend !== tf.getBackend()) {
    made.backend = tf.getBackend();
    made.corrections = correctedKernels().map(correct);
  }
  made.corrections.forEach(({ kernelName, stock }, i) => {
    if (tf.getGradient(kernelName) !== stock) made.corrections[i] = correct(kernelName);
  });
  return made.corrections;
}

/** The listed kernels whose gradient is not right as it is, and those with a gradient that are not on the list. */
function correctedKernels(): string[] {
  const kernels = tf.getKernelsForBackend(made.backend).map(({ kernelName }) => kernelName);
  return [
    ...listedKernels.filter((name) => rules[name] !== 'stock'),
    ...kernels.filter((name) => !(name in rules) && tf.getGradient(name) !== undefined),
  ];
}

function correct(kernelName: string): Correction {
  const stock = tf.getGradient(kernelName) as tf.GradConfig | undefined;
  return { kernelName, stock, corrected: { ...gradientOf(kernelName, stock), kernelName } };
}

function gradientOf(kernelName: string, stock: tf.GradConfig | undefined): Gradient {
  const rule = kernelName in rules ? rules[kernelName as ListedKernel] : 'unlisted';
  if (typeof rule === 'function') return linking(rule(stock));
  const gradient = required(stock);
  if (rule === 'unlisted' && !isTwiceDifferentiable(gradient)) return guarded(gradient);
  return linking(gradient);
}

/** Links the tape before the gradient uses an output that was saved on it. */
function linking(gradient: Gradient): Gradient {
  if (!gradient.outputsToSave?.some(Boolean)) return gradient;
  return {
    ...gradient,
    gradFunc: (dy, saved, attrs) => {
      if (isRecording()) linkTape();
      return gradient.gradFunc(dy, saved, attrs);
    },
  };
}

/** The gradient of a kernel that is not on the list: right once, refuses to be differentiated again. */
function guarded(gradient: tf.GradConfig): Gradient {
  return {
    ...gradient,
    gradFunc: (dy, saved, attrs) => {
      const gradients = gradient.gradFunc(dy, saved, attrs);
      return isRecording() ? refusing(gradients, inputsOf(saved), gradient.kernelName) : gradients;
    },
  };
}
