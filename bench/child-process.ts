import { spawn } from 'node:child_process';
import { InputError } from 'policy-ascent';

/** A program, what it is given, and variables that its environment has besides ours. */
export interface Program {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

/** What a program that has ended well has printed, and how long it ran from being spawned to its exit, in seconds. */
export interface Ended {
  readonly stdout: string;
  readonly seconds: number;
}

/**
 * Runs a program to its end.
 *
 * @throws InputError where it cannot be started or fails, with the last line of its standard error
 */
export function runProgram(program: Program): Promise<Ended> {
  const title = [program.command, ...program.arguments].join(' ');
  const start = performance.now();
  const child = spawn(program.command, program.arguments, { env: { ...process.env, ...program.variables } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', (cause) => reject(new InputError(title, 'must run', cause.message, { cause })));
    let seconds = 0;
    child.on('exit', () => {
      seconds = (performance.now() - start) / 1000;
    });
    child.on('close', (code) => {
      if (code === 0) return resolve({ stdout, seconds });
      reject(new InputError(title, 'must end with code 0', stderr.trim().split('\n').at(-1) ?? String(code)));
    });
  });
}

/** The JSON on the last line of what a program has printed. */
export function lastLine<T>({ stdout }: Ended): T {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T;
}
