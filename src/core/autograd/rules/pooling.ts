import * as tf from '@tensorflow/tfjs';
import { type Rule, type Rules, required, rule } from './rule.ts';

type Pair = [number, number];

interface PoolAttributes {
  readonly filterSize: Pair | number;
  readonly strides: Pair | number;
  readonly pad: Parameters<typeof tf.avgPool>[3];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type PoolInfo = ReturnType<typeof tf.backend_util.computePool2DInfo>;

function poolInfo(shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttributes): PoolInfo {
  const shape4 = [...shape] as [number, number, number, number];
  return tf.backend_util.computePool2DInfo(shape4, filterSize, strides, 1, pad, dimRoundingMode);
}

/** Calls back with each window's output row and column, and the rows and columns of the input that it covers. */
function eachWindow(
  info: PoolInfo,
  visit: (row: number, column: number, top: number, bottom: number, left: number, right: number) => void,
): void {
  for (let row = 0; row < info.outHeight; row++) {
    const top = row * info.strideHeight - info.padInfo.top;
    for (let column = 0; column < info.outWidth; column++) {
      const left = column * info.strideWidth - info.padInfo.left;
      const bottom = Math.min(top + info.filterHeight, info.inHeight);
      const right = Math.min(left + info.filterWidth, info.inWidth);
      visit(row, column, Math.max(0, top), bottom, Math.max(0, left), right);
    }
  }
}

/** For each output of maximum pooling, the flat index of the first input that attains it. */
function maximumPositions(x: tf.Tensor, info: PoolInfo): Int32Array {
  const values = x.dataSync();
  const { batchSize, inChannels, inHeight, inWidth, outHeight, outWidth } = info;
  const positions = new Int32Array(batchSize * outHeight * outWidth * inChannels);
  const place = (b: number, r: number, c: number, d: number) => ((b * inHeight + r) * inWidth + c) * inChannels + d;
  eachWindow(info, (row, column, top, bottom, left, right) => {
    for (let b = 0; b < batchSize; b++) {
      for (let d = 0; d < inChannels; d++) {
        let best = place(b, top, left, d);
        for (let r = top; r < bottom; r++) {
          for (let c = left; c < right; c++) {
            const at = place(b, r, c, d);
            if ((values[at] as number) > (values[best] as number)) best = at;
          }
        }
        positions[((b * outHeight + row) * outWidth + column) * inChannels + d] = best;
      }
    }
  });
  return positions;
}

/** For each window of average pooling, the share of it that is not padding `[1, rows, columns, 1]`. */
function coverage(shape: readonly number[], attrs: PoolAttributes): tf.Tensor4D {
  const info = poolInfo(shape, attrs);
  const shares = new Float32Array(info.outHeight * info.outWidth);
  eachWindow(info, (row, column, top, bottom, left, right) => {
    const area = info.filterHeight * info.filterWidth;
    shares[row * info.outWidth + column] = ((bottom - top) * (right - left)) / area;
  });
  return tf.tensor4d(shares, [1, info.outHeight, info.outWidth, 1]);
}

const isPadded = ({ pad }: PoolAttributes) => pad !== 'valid' && pad !== 0;

/** A window's mean leaves padding out of the count; tfjs's gradient counts it, which is wrong at the border. */
const averagePool: Rule = (stock) => ({
  inputsToSave: ['x'],
  gradFunc: (dy, saved, attrs) => {
    const pool = attrs as unknown as PoolAttributes;
    const shape = (saved[0] as tf.Tensor).shape;
    const shared = isPadded(pool) ? tf.div(dy as tf.Tensor, coverage(shape, pool)) : dy;
    return required(stock).gradFunc(shared, saved, attrs);
  },
});

/** As tfjs does, but on WebAssembly, whose MaxPoolGrad drops every window whose maximum is negative. */
const maximumPool: Rule = (stock) => ({
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (dy, saved, attrs) => {
    if (tf.getBackend() !== 'wasm') return required(stock).gradFunc(dy, saved, attrs);
    const x = saved[0] as tf.Tensor;
    return { x: () => scatterToMaxima(dy as tf.Tensor, x, poolInfo(x.shape, attrs as unknown as PoolAttributes)) };
  },
});

function scatterToMaxima(dy: tf.Tensor, x: tf.Tensor, info: PoolInfo): tf.Tensor {
  const positions = tf.tensor1d(maximumPositions(x, info), 'int32');
  return tf.reshape(tf.unsortedSegmentSum(tf.reshape(dy, [-1]), positions, x.size), x.shape);
}

/** Poolings over windows of height × width; both gradients are linear in dy. */
export const pooling = {
  MaxPool: maximumPool,
  // dx adds each dy to where its maximum was; back again, each dy gets what stands there.
  MaxPoolGrad: rule<PoolAttributes>(['dy', 'input', 'output'], (dx, [dy, input, output], attrs) => {
    const [cotangent, x, y] = [dy as tf.Tensor, input as tf.Tensor, output as tf.Tensor];
    return {
      dy: () => {
        const positions = tf.tensor1d(maximumPositions(x, poolInfo(x.shape, attrs)), 'int32');
        return tf.reshape(tf.gather(tf.reshape(dx, [-1]), positions), cotangent.shape);
      },
      input: () => tf.zeros(x.shape),
      output: () => tf.zeros(y.shape),
    };
  }),
  AvgPool: averagePool,
  // dx = Σ dy / area over the windows that hold it; back again, the windows' sums over the area.
  AvgPoolGrad: rule<PoolAttributes>(['input'], (dx, [input], attrs) => {
    const { shape } = input as tf.Tensor;
    const { filterSize, strides, pad, dimRoundingMode } = attrs;
    return {
      dy: () => {
        const means = tf.avgPool(dx as tf.Tensor4D, filterSize, strides, pad, dimRoundingMode);
        return isPadded(attrs) ? tf.mul(means, coverage(shape, attrs)) : means;
      },
      input: () => tf.zeros(shape),
    };
  }),
} as const satisfies Rules;
