import type { Layout } from '../../src/core/parameters.ts';

export interface Float64Cnn {
  readonly shape: readonly [number, number, number];
  /** Of each convolution. */
  readonly strides: readonly number[];
  readonly scale: (x: number, i: number) => number;
}

/** A convolutional network with tanh layers behind its convolutions, on one observation, in plain float64 and by its sums. */
export function cnnForward(
  theta: ArrayLike<number>,
  layout: Layout,
  { shape, strides, scale }: Float64Cnn,
  observation: ArrayLike<number>,
): number[] {
  let [height, width, channels] = shape;
  let h = Array.from(observation, scale);
  const at = (name: string) => {
    const entry = layout.find((each) => each.name === name);
    if (entry === undefined) throw new Error(`no tensor ${name}`);
    return entry;
  };
  strides.forEach((stride, l) => {
    const [weight, bias] = [at(`conv${l}/weight`), at(`conv${l}/bias`)];
    const [kernel = 0, , , filters = 0] = weight.shape;
    const [rows, columns] = [Math.floor((height - kernel) / stride) + 1, Math.floor((width - kernel) / stride) + 1];
    const next: number[] = [];
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        for (let f = 0; f < filters; f++) {
          let sum = theta[bias.offset + f] as number;
          for (let i = 0; i < kernel; i++) {
            for (let j = 0; j < kernel; j++) {
              for (let c = 0; c < channels; c++) {
                const pixel = h[((y * stride + i) * width + x * stride + j) * channels + c] as number;
                sum += pixel * (theta[weight.offset + ((i * kernel + j) * channels + c) * filters + f] as number);
              }
            }
          }
          next.push(Math.max(0, sum));
        }
      }
    }
    [h, height, width, channels] = [next, rows, columns, filters];
  });
  const dense = layout.filter(({ name }) => !name.startsWith('conv') && name.endsWith('/weight'));
  dense.forEach(({ name, shape: [inputs = 0, outputs = 0], offset }) => {
    const { offset: bias } = at(name.replace('weight', 'bias'));
    h = Array.from({ length: outputs }, (_, j) => {
      let sum = theta[bias + j] as number;
      for (let i = 0; i < inputs; i++) sum += (h[i] as number) * (theta[offset + i * outputs + j] as number);
      return name === 'output/weight' ? sum : Math.tanh(sum);
    });
  });
  return h;
}
