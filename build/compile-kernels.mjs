/*
 * Compiles the AssemblyScript sources of the kernels into `wasm-module.ts`, a module that holds the bytes as base64 and the
 * types of the functions, unless it is that of these very sources already:
 *
 *   npm run kernels
 *
 * Building, testing and every command that runs from the sources do so first.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const kernels = join(here, '../src/core/kernels');
const assembly = join(kernels, 'assembly');
const target = join(kernels, 'wasm-module.ts');

/** Plain SIMD alone: relaxed SIMD gives other bits on other processors. With names, which profilers show, for 2 KB. */
const OPTIONS = [
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--use',
  'abort=',
  '--debug',
];

/** @returns {string} the hash of all that the module depends on */
function fingerprint() {
  const hash = createHash('sha256');
  for (const name of readdirSync(assembly).sort()) hash.update(name).update(readFileSync(join(assembly, name)));
  return hash
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest('hex')
    .slice(0, 16);
}

/**
 * @param {string} declarations what the compiler says of the exports
 * @returns {string} the functions among them, as members of an interface
 */
function members(declarations) {
  const functions = declarations.matchAll(/export function (\w+)\(([^)]*)\): (\w+);/g);
  return [...functions].map(([, name, parameters, result]) => `  ${name}(${parameters}): ${result};\n`).join('');
}

async function compile() {
  const { default: asc } = await import('assemblyscript/asc');
  const files = new Map();
  const { error, stderr } = await asc.main(
    [join(assembly, 'index.ts'), '--outFile', 'kernels.wasm', '--bindings', 'raw', ...OPTIONS],
    { writeFile: (name, contents) => files.set(name, contents) },
  );
  if (error) throw new Error(`${error.message}\n${stderr}`);
  return {
    base64: Buffer.from(files.get('kernels.wasm')).toString('base64'),
    functions: members(String(files.get('kernels.d.ts'))),
  };
}

export default async function compileKernels() {
  const made = `// Made by build/compile-kernels.mjs from the sources in assembly/, ${fingerprint()}; not to be edited.\n`;
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(made)) return;
  const { base64, functions } = await compile();
  const types = `/** The functions of the module. Addresses are in bytes. */\nexport interface KernelFunctions {\n${functions}}\n`;
  writeFileSync(target, `${made}\n${types}\nexport const base64 =\n  '${base64}';\n`);
  console.log(`kernels: ${Math.round((base64.length * 3) / 4096)} KB of WebAssembly`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await compileKernels();
