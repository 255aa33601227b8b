import { fileURLToPath } from 'node:url';
import { InputError } from 'policy-ascent';
import { lastLine, runProgram } from './child-process.ts';

/** The line of JSON with which each of the programs ends, as far as it is read. */
export interface PeerResult {
  readonly stepsPerSecond: number;
  readonly solvedAtStep?: number | null;
  readonly torch?: string;
  readonly blas?: string;
  readonly gymnasium?: string;
}

/** Runs a program in `peers/` by the given Python, on one thread. */
export async function runPython(python: string, file: string, options: readonly string[]): Promise<PeerResult> {
  const path = fileURLToPath(new URL(`peers/${file}`, import.meta.url));
  return lastLine(await runProgram({ command: python, arguments: ['-B', path, ...options] }));
}

/** Runs a program in `bench/` as this process runs, in TypeScript. */
export async function runOurs(file: string, options: readonly string[]): Promise<PeerResult> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return lastLine(await runProgram({ command: process.execPath, arguments: [...process.execArgv, path, ...options] }));
}

/** Throws InputError where this Python cannot import the module. */
export async function requireModule(python: string, module: string, remedy: string): Promise<void> {
  try {
    await runProgram({ command: python, arguments: ['-c', `import ${module}`] });
  } catch (cause) {
    throw new InputError(python, `must be a Python that can import ${module}: ${remedy}`, undefined, { cause });
  }
}
