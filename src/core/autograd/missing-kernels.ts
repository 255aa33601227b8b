import * as tf from '@tensorflow/tfjs';

type KernelFunction = tf.KernelConfig['kernelFunc'];

/** The kernels that gradients need and a backend may lack: the WebAssembly backend does. */
const supplied: Readonly<Record<string, KernelFunction>> = {
  UnsortedSegmentSum: onCpu('UnsortedSegmentSum'),
};

/** Registers those that the backend in use lacks; returns the way back. */
export function installKernels(): () => void {
  const backendName = tf.getBackend();
  const missing = Object.keys(supplied).filter((name) => tf.getKernel(name, backendName) === undefined);
  for (const kernelName of missing) {
    tf.registerKernel({ kernelName, backendName, kernelFunc: supplied[kernelName] as KernelFunction });
  }
  return () => {
    for (const kernelName of missing) tf.unregisterKernel(kernelName, backendName);
  };
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
