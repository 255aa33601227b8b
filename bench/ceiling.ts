import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A hand-tuned dense loop, compiled as the library's kernels are. */
export interface Ceiling {
  readonly memory: WebAssembly.Memory;
  /** C[128, 64] = A[128, 64] B[64, 64], of addresses in bytes. */
  fixed(a: number, b: number, c: number): void;
}

/** Plain SIMD alone, as `build/compile-kernels.mjs` has it. */
const OPTIONS = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort='];

/**
 * Compiles `ceiling/assembly.ts`, in a process of its own: the compiler is WebAssembly itself, and V8 would go on
 * optimising it for seconds instead of the loop that is to be measured.
 */
export function compileCeiling(): Ceiling {
  const source = fileURLToPath(new URL('ceiling/assembly.ts', import.meta.url));
  const compiler = join(dirname(createRequire(import.meta.url).resolve('assemblyscript/package.json')), 'bin/asc.js');
  const folder = mkdtempSync(join(tmpdir(), 'ceiling-'));
  try {
    const target = join(folder, 'ceiling.wasm');
    execFileSync(process.execPath, [compiler, source, '--outFile', target, '--initialMemory', '4', ...OPTIONS]);
    const module = new WebAssembly.Module(readFileSync(target));
    return new WebAssembly.Instance(module).exports as unknown as Ceiling;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
