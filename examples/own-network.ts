/**
 * A network of one's own: any differentiable tfjs function. Here the angle and the position of the cart-pole each have
 * hidden units of their own, and the two are only added up at the end.
 *
 *   npx tsx examples/own-network.ts
 */
import * as tf from '@tensorflow/tfjs';
import { layoutOf, type Network, ppo, train } from 'policy-ascent';

const twoStreams: Network = {
  layout: layoutOf([
    { name: 'cart', shape: [2, 16] },
    { name: 'pole', shape: [2, 16] },
    { name: 'cart/head', shape: [16, 2] },
    { name: 'pole/head', shape: [16, 2] },
  ]),
  apply(parameters, observations) {
    const [cart, pole, cartHead, poleHead] = parameters as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    const [position, angle] = tf.split(observations as tf.Tensor2D, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    const logits = (x: tf.Tensor2D, weight: tf.Tensor2D, head: tf.Tensor2D) =>
      tf.matMul(tf.tanh(tf.matMul(x, weight)), head);
    return tf.add(logits(position, cart, cartHead), logits(angle, pole, poleHead));
  },
};

const agent = ppo({ rolloutSteps: 32, minibatchSize: 256, epochs: 10, learningRate: 3e-3, gamma: 0.98, lambda: 0.8 });

export let returnMean = Number.NaN;
for await (const { progress } of train(agent, {
  env: 'CartPole-v1',
  totalSteps: 16_000,
  seed: 1,
  policyNetwork: twoStreams,
})) {
  returnMean = progress.returnMean;
  if (progress.update % 10 === 0) console.log(`${progress.step} steps, mean return ${returnMean.toFixed(1)}`);
}
