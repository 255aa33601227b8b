import * as tf from '@tensorflow/tfjs';

/** Keeps TensorFlow.js from printing advice; in it, "production mode" means that and nothing more. */
export function quietTensors(): void {
  tf.enableProdMode();
}
