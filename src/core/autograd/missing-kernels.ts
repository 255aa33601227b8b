import * as tf from '@tensorflow/tfjs';

type KernelFunction = tf.KernelConfig['kernelFunc'];

interface FilterGradientAttributes {
  readonly strides: [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly filterShape: [number, number, number, number];
}

/** The kernels that gradients need and a backend may lack: the WebAssembly backend does. */
const supplied: Readonly<Record<string, KernelFunction>> = {
  Conv2DBackpropFilter: convolutionFilterGradient,
  DepthwiseConv2dNativeBackpropInput: onCpu('DepthwiseConv2dNativeBackpropInput'),
  DepthwiseConv2dNativeBackpropFilter: onCpu('DepthwiseConv2dNativeBackpropFilter'),
  UnsortedSegmentSum: unsortedSegmentSum,
};

/** The kernels that the WebAssembly backend has wrong, from its own: it gathers wrong elements along batch axes. */
const mended: Readonly<Record<string, (own: KernelFunction) => KernelFunction>> = {
  GatherV2: (own) => (parameters) =>
    (parameters.attrs?.batchDims ? onCpu('GatherV2') : own)(parameters) as tf.TensorInfo,
};

/** Registers what the backend in use lacks, and what it has wrong; returns the way back. */
export function installKernels(): () => void {
  const backendName = tf.getBackend();
  const own = (kernelName: string) => tf.getKernel(kernelName, backendName) as tf.KernelConfig | undefined;
  const missing = Object.keys(supplied).filter((name) => own(name) === undefined);
  for (const kernelName of missing) {
    tf.registerKernel({ kernelName, backendName, kernelFunc: supplied[kernelName] as KernelFunction });
  }
  const wrong = backendName === 'wasm' ? Object.keys(mended).map((name) => own(name) as tf.KernelConfig) : [];
  for (const kernel of wrong) {
    const mend = mended[kernel.kernelName] as (typeof mended)[string];
    replaceKernel({ ...kernel, kernelFunc: mend(kernel.kernelFunc) });
  }
  return () => {
    for (const kernelName of missing) tf.unregisterKernel(kernelName, backendName);
    for (const kernel of wrong) replaceKernel(kernel);
  };
}

/** Registers a kernel in the place of another, which tfjs would otherwise warn of. */
function replaceKernel(kernel: tf.KernelConfig): void {
  tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  tf.registerKernel(kernel);
}

/** The same kernel of the plain JavaScript backend, its inputs and its output carried over. */
function onCpu(kernelName: string): KernelFunction {
  return ({ inputs, attrs, backend }) => {
    const cpu = tf.findBackend('cpu');
    const carried: tf.TensorInfo[] = [];
    const carry = ({ dataId, shape, dtype }: tf.TensorInfo) => {
      const values = (backend as tf.KernelBackend).readSync(dataId);
      const info = { dataId: cpu.write(values, shape, dtype), shape, dtype };
      carried.push(info);
      return info;
    };
    const names = Object.entries(inputs) as [string, tf.TensorInfo][];
    const output = tf.getKernel(kernelName, 'cpu').kernelFunc({
      inputs: Object.fromEntries(names.map(([name, info]) => [name, carry(info)])),
      ...(attrs && { attrs }),
      backend: cpu,
    }) as tf.TensorInfo;
    const { shape, dtype } = output;
    const dataId = (backend as tf.KernelBackend).write(cpu.readSync(output.dataId), shape, dtype);
    for (const info of [...carried, output]) cpu.disposeData(info.dataId);
    return { dataId, shape, dtype };
  };
}

/**
 * ∂⟨dy, x ∗ w⟩/∂w `[height, width, in, out]` as one matrix product: the patches of x `[windows, height · width · in]`
 * transposed, times dy `[windows, out]`.
 */
function convolutionFilterGradient(parameters: Parameters<KernelFunction>[0]): tf.TensorInfo {
  const { x, dy } = parameters.inputs as unknown as { x: tf.Tensor4D; dy: tf.Tensor4D };
  const attrs = parameters.attrs as unknown as FilterGradientAttributes;
  if (attrs.dataFormat === 'NCHW') return onCpu('Conv2DBackpropFilter')(parameters) as tf.TensorInfo;
  const { strides, pad, dimRoundingMode, filterShape } = attrs;
  const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
  const { batchSize, outHeight, outWidth, strideHeight, strideWidth, inChannels, outChannels } = info;
  const { top, bottom, left, right } = info.padInfo;
  return tf.tidy(() => {
    const edges: [number, number][] = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    const padded = tf.pad(x, edges);
    const windows = batchSize * outHeight * outWidth;
    const patches: tf.Tensor2D[] = [];
    for (let row = 0; row < info.filterHeight; row++) {
      for (let column = 0; column < info.filterWidth; column++) {
        const end = [batchSize, row + strideHeight * outHeight, column + strideWidth * outWidth, inChannels];
        const seen = tf.stridedSlice(padded, [0, row, column, 0], end, [1, strideHeight, strideWidth, 1]);
        patches.push(tf.reshape(seen, [windows, inChannels]));
      }
    }
    const product = tf.matMul(tf.concat(patches, 1), tf.reshape(dy, [windows, outChannels]), true);
    return tf.reshape(product, filterShape);
  });
}

/** Adds up the rows of x `[rows, …]` that have the same id; a row whose id is negative or too large counts nowhere. */
function unsortedSegmentSum({ inputs, attrs, backend }: Parameters<KernelFunction>[0]): tf.TensorInfo {
  const { x, segmentIds } = inputs as unknown as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  const { numSegments } = attrs as unknown as { numSegments: number };
  const memory = backend as tf.KernelBackend;
  const [rows, ids] = [memory.readSync(x.dataId), memory.readSync(segmentIds.dataId)] as [Float32Array, Int32Array];
  const width = tf.util.sizeFromShape(x.shape) / ids.length;
  const sums = new Float32Array(numSegments * width);
  ids.forEach((id, row) => {
    if (id < 0 || id >= numSegments) return;
    for (let i = 0; i < width; i++) {
      sums[id * width + i] = (sums[id * width + i] as number) + (rows[row * width + i] as number);
    }
  });
  const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
  return { dataId: memory.write(sums, shape, 'float32'), shape, dtype: 'float32' };
}
