import * as tf from '@tensorflow/tfjs';
import { installKernels } from './missing-kernels.ts';
import { type ListedKernel, listedKernels, rules } from './rules/index.ts';
import { type Gradient, isTwiceDifferentiable, required } from './rules/rule.ts';
import { inputsOf, isRecording, linkTape, refusing } from './tape.ts';

/** How many users of the corrections are at work, one inside the other. */
let users = 0;
let uninstall: () => void = () => {};

function enter(): void {
  if (users === 0) uninstall = install();
  users++;
}

function leave(): void {
  users--;
  if (users === 0) uninstall();
}

function install(): () => void {
  const removeKernels = installKernels();
  const restoreGradients = register(corrections());
  return () => {
    restoreGradients();
    removeKernels();
  };
}

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
 * The functions of this library do so by themselves while they run. They also see what the registry does not: only where
 * they are nested, not `tf.grad`, does a `tf.customGrad` of one's own refuse to be differentiated again.
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

/** Puts corrected gradients into the registry, made anew where what is there has changed; returns the way back. */
function register(corrections: Correction[]): () => void {
  const before = corrections.map(({ kernelName, stock, corrected }, i) => {
    const current = tf.getGradient(kernelName) as tf.GradConfig | undefined;
    if (current === stock) tf.registerGradient(corrected);
    else {
      corrections[i] = correct(kernelName);
      tf.registerGradient(corrections[i].corrected);
    }
    return current ?? kernelName;
  });
  return () => {
    for (const gradient of before) {
      if (typeof gradient === 'string') tf.unregisterGradient(gradient);
      else tf.registerGradient(gradient);
    }
  };
}

interface Correction {
  readonly kernelName: string;
  readonly stock: tf.GradConfig | undefined;
  readonly corrected: tf.GradConfig;
}

/** What was made of the registry's gradients, for a backend; each is made anew where the registry has changed. */
const made = { backend: '', corrections: [] as Correction[] };

/** For the listed kernels whose gradient is not right as it is, and for those with a gradient that are not listed. */
function corrections(): Correction[] {
  if (made.backend !== tf.getBackend()) {
    made.backend = tf.getBackend();
    const wrong = listedKernels.filter((name) => rules[name] !== 'stock');
    const kernels = tf.getKernelsForBackend(made.backend).map(({ kernelName }) => kernelName);
    const unlisted = kernels.filter((name) => !(name in rules) && tf.getGradient(name) !== undefined);
    made.corrections = [...wrong, ...unlisted].map(correct);
  }
  return made.corrections;
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
