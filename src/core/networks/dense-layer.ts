import type { ActivationName } from './activations.ts';

/** A layer φ(x W + b), W `[inputs, outputs]`, and where W and b begin in the flat parameter vector. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: ActivationName;
  readonly weight: number;
  readonly bias: number;
}

/** The same layers in a vector in which they begin later. */
export function shiftLayers(layers: readonly DenseLayer[], by: number): DenseLayer[] {
  return layers.map((layer) => ({ ...layer, weight: layer.weight + by, bias: layer.bias + by }));
}

/** Whether the layers, where there are any, lead from so many inputs to so many outputs. */
export function layersFit(layers: readonly DenseLayer[] | undefined, inputs: number, outputs: number): boolean {
  return layers?.[0]?.inputs === inputs && layers.at(-1)?.outputs === outputs;
}
