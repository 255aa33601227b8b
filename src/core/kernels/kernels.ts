import { base64, type KernelFunctions } from './wasm-module.ts';

/** The compiled kernels, and the memory in which they find and leave their numbers. */
export interface Kernels extends KernelFunctions {
  readonly memory: WebAssembly.Memory;
}

function instantiate(): Kernels {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Kernels;
}

/** WebAssembly with plain SIMD: the same bits in every engine and on every processor. */
export const kernels = instantiate();
