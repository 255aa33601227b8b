import * as tf from '@tensorflow/tfjs';
import { InputError, show } from './input-error.ts';

/** Where tfjs computes: WebAssembly, plain JavaScript, native TensorFlow (tfjs-node, where installed), or WebGL. */
export const backendNames = ['wasm', 'cpu', 'tensorflow', 'webgl'] as const;

export type BackendName = (typeof backendNames)[number];

/** tfjs-node is optional: its name is no literal, so that neither compiler nor bundler asks for it. */
const NATIVE = '@tensorflow/tfjs-node';

/**
 * Makes tfjs compute on this backend from now on, loading it first where it is not part of tfjs itself.
 *
 * @throws InputError where it is not known, or does not run here
 */
export async function useBackend(name: BackendName): Promise<void> {
  if (!backendNames.includes(name)) {
    throw new InputError('backend', `must be one of ${backendNames.join(', ')}`, show(name));
  }
  try {
    if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
    if (name === 'tensorflow') await import(/* @vite-ignore */ NATIVE);
    if (await tf.setBackend(name)) return;
  } catch (cause) {
    const install = name === 'tensorflow' ? `; is ${NATIVE} installed?` : '';
    throw new InputError(`backend ${name}`, `must run here${install}`, String(cause), { cause });
  }
  throw new InputError(`backend ${name}`, 'must run here, but tfjs could not start it');
}
